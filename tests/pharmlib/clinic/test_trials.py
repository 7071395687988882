"""Reading a trial: Wilson's interval, numbers needed to harm, overlap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import binomtest, norm

from pharmlib.checks import ParameterError
from pharmlib.clinic.trials import (
    group_overlap,
    number_needed_to_harm,
    probability_of_superiority,
    wilson_interval,
)


@pytest.mark.parametrize(("events", "total"), [(0, 7), (7, 7), (26, 59), (9, 1200)])
def test_wilson_against_scipy(events, total):
    expected = binomtest(events, total).proportion_ci(0.9, method="wilson")
    got = wilson_interval(events, total, confidence=0.9)
    assert_allclose(got, (expected.low, expected.high), rtol=1e-10, atol=1e-15)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_stays_inside_and_around(events, more):
    low, high = wilson_interval(events, events + more)
    assert 0 <= low <= events / (events + more) + 1e-15
    assert events / (events + more) < high <= 1


def test_published_trials():
    # reimer2009: 26 and 9 of 59; donofrio2023: 9 of 1200; 26 of 226
    ends = [wilson_interval(*x) for x in ((26, 59), (9, 59), (9, 1200), (26, 226))]
    assert np.round(np.multiply(ends, 100), 1).tolist() == [
        [32.2, 56.7], [8.2, 26.5], [0.4, 1.4], [8.0, 16.3],
    ]  # fmt: skip


def test_needed_to_harm():
    # henssler2024: 31 against 17 %, severe 2.8 against 0.6 %
    assert_allclose(number_needed_to_harm([0.31, 0.028], [0.17, 0.006]), [1 / 0.14, 1 / 0.022])


def test_overlap_and_superiority():
    d = 0.3
    x = np.linspace(-8, 8, 160_001)
    shared = np.minimum(norm.pdf(x), norm.pdf(x, loc=d))
    assert_allclose(group_overlap(d), np.trapezoid(shared, x), atol=1e-8)
    assert group_overlap(-d) == group_overlap(d)
    rng = np.random.default_rng(1)
    higher = np.mean(rng.normal(d, 1, 400_000) > rng.normal(0, 1, 400_000))
    assert_allclose(probability_of_superiority(d), higher, atol=0.003)  # standard error 0.0008
    assert probability_of_superiority(0.0) == 0.5


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: wilson_interval(5, 4), ["events is 5", "from 0 to 4"]),
        (lambda: wilson_interval(0, 0), ["total is 0", "at least 1"]),
        (lambda: wilson_interval(1, 2, confidence=1.0), ["confidence is 1.0", "below 1"]),
        (lambda: number_needed_to_harm(0.1, 0.2), ["exposed_risk is 0.1", "0.2", "exchange"]),
        (lambda: number_needed_to_harm(1.1, 0.2), ["exposed_risk is 1.1", "from 0 to 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
