"""Agreement: textbook tables, limits, and the rise that nobody had."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from pharmlib.checks import ParameterError
from pharmlib.clinic.agreement import (
    cohen_kappa,
    cronbach_alpha,
    false_positive_probability,
    intraclass_correlation,
)

# Shrout and Fleiss 1979, six people and four judges
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_intraclass_correlation_of_the_published_table():
    assert round(intraclass_correlation(JUDGES), 2) == 0.29


def test_a_strict_rater_counts_as_disagreement():
    same = np.array([[1, 1], [4, 4], [7, 7.0]])
    assert_allclose(intraclass_correlation(same), 1.0, rtol=1e-12)
    # people's mean square 18, raters' 1.5, no rest: 18 / (18 + 2 * 1.5 / 3)
    assert_allclose(intraclass_correlation(same + np.array([0, 1])), 18 / 19, rtol=1e-12)


def test_noise_halves_the_correlation():
    rng = np.random.default_rng(5)
    people = rng.normal(size=(40_000, 1))
    ratings = people + rng.normal(size=(40_000, 2))
    # variance 1 between people, 1 of error; standard error 0.004
    assert_allclose(intraclass_correlation(ratings), 0.5, atol=0.016)


def test_kappa_by_hand():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 observed, 0.5 by chance
    first = np.repeat([1, 1, 0, 0], [20, 5, 10, 15])
    second = np.repeat([1, 0, 1, 0], [20, 5, 10, 15])
    assert_allclose(cohen_kappa(first, second), 0.4, rtol=1e-12)
    assert_allclose(cohen_kappa(first, second, weights="quadratic"), 0.4, rtol=1e-12)


def test_quadratic_kappa_forgives_a_near_miss():
    first = np.array([0, 1, 2, 3, 4, 4, 3, 2])
    near = first + np.array([1, 0, 0, 0, 0, -1, 0, 0])
    assert cohen_kappa(first, near, weights="quadratic") > cohen_kappa(first, near) + 0.15
    assert cohen_kappa(first, first) == 1.0


def test_alpha_of_equal_items_and_of_strangers():
    x = np.random.default_rng(2).normal(size=(20_000, 4))
    assert_allclose(cronbach_alpha(np.repeat(x[:, :1], 4, axis=1)), 1.0, rtol=1e-12)
    assert_allclose(cronbach_alpha(x), 0.0, atol=0.05)


def test_alpha_is_spearman_brown_for_parallel_items():
    rng = np.random.default_rng(9)
    x = rng.normal(size=(60_000, 1)) + 2 * rng.normal(size=(60_000, 5))
    # one item has reliability 1/5; five together 5*0.2/(1 + 4*0.2)
    assert_allclose(cronbach_alpha(x), 5 / 9, atol=0.015)


def test_false_positives():
    # two ratings with SD 2: 1 - Phi(4.5/2.83) = 5.6 %
    assert round(100 * false_positive_probability(5, 2.0), 1) == 5.6
    assert_allclose(
        false_positive_probability([1, 5, 9], 3.0), norm.sf([0.5, 4.5, 8.5], scale=3 * 2**0.5)
    )


def test_false_positives_against_rounded_ratings():
    rng = np.random.default_rng(4)
    before, after = np.rint(20 + 2.0 * rng.normal(size=(2, 400_000)))
    # standard error 0.0004; the formula rounds the difference, here two ratings are rounded
    seen = np.mean(after - before >= 5)
    assert_allclose(seen, false_positive_probability(5, 2.0), atol=0.0015)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: false_positive_probability(0, 2), ["rise is 0.0", "at least 1"]),
        (lambda: false_positive_probability(5, 0), ["rater_sd is 0.0", "above 0"]),
        (lambda: cohen_kappa([1, 2], [1]), ["shape (2,)", "(1,)", "equal length"]),
        (lambda: cohen_kappa([1, 1], [1, 1]), ["1.0 throughout", "vary"]),
        (lambda: cohen_kappa([1, 2], [1, 2], weights="linear"), ["weights is 'linear'"]),
        (lambda: intraclass_correlation([1, 2]), ["ratings has shape (2,)", "two or more raters"]),
        (lambda: intraclass_correlation([[1, 1], [1, 1]]), ["1.0 throughout", "vary"]),
        (lambda: cronbach_alpha([[1, 2]]), ["scores has shape (1, 2)", "items"]),
        (lambda: cronbach_alpha([[1, 2], [2, 1]]), ["variance of the total is 0.0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
