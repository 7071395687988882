"""From severity to ratings: probabilities, draws, errors of raters, reliability in theory."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.clinic.agreement import cronbach_alpha, intraclass_correlation
from pharmlib.clinic.latent_severity import GradedResponse
from pharmlib.clinic.scales import scale

ROUNDING = 1e-12
COWS = scale("COWS")
MODEL = GradedResponse(COWS)
GROUP = np.linspace(0.05, 0.6, 45)
severities = st.floats(0, 1)


@given(severities)
def test_probabilities_add_up(W):
    for chance in MODEL.probabilities(W).values():
        assert np.all(chance >= -ROUNDING)
        assert_allclose(chance.sum(), 1, rtol=ROUNDING)


def test_the_ends_are_certain():
    assert_allclose(MODEL.expected_total([0.0, 1.0]), [0, 48], atol=ROUNDING)
    assert_allclose(MODEL.total_sd([0.0, 1.0]), [0, 0], atol=1e-6)


def test_more_severe_is_more_points_on_every_item():
    for score in MODEL.expected_scores(np.linspace(0, 1, 101)).values():
        assert np.all(np.diff(score) > 0)


def test_a_threshold_is_an_even_chance():
    gooseflesh = COWS.items[-1]
    b = MODEL.thresholds(gooseflesh)
    assert_allclose(b, [0.3, 0.8], rtol=ROUNDING)  # (0+3)/10 and (3+5)/10
    chance = MODEL.probabilities(b)["gooseflesh"]
    assert_allclose(chance[0, 1:].sum(), 0.5, rtol=ROUNDING)
    assert_allclose(chance[1, 2], 0.5, rtol=ROUNDING)


def test_one_probability_typed_again():
    W, a = 0.4, 1.5
    odds = (W / (1 - W) / (0.8 / 0.2)) ** a
    assert_allclose(MODEL.probabilities(W)["gooseflesh"][2], odds / (1 + odds), rtol=1e-10)


def test_a_shift_makes_an_item_late():
    late = GradedResponse(COWS, shifts={"gooseflesh": 1.0})
    assert late.expected_scores(0.4)["gooseflesh"] < MODEL.expected_scores(0.4)["gooseflesh"]
    assert late.expected_scores(0.4)["pulse"] == MODEL.expected_scores(0.4)["pulse"]


def test_draws_have_the_mean_and_spread_they_should():
    totals = COWS.score(MODEL.draw(np.full(20_000, 0.3), np.random.default_rng(7)))
    # standard error of the mean 0.026, of the standard deviation 0.018: four of each
    assert_allclose(totals.mean(), MODEL.expected_total(0.3), atol=0.11)
    assert_allclose(totals.std(), MODEL.total_sd(0.3), atol=0.08)


def test_equal_generators_give_equal_people():
    first, second = (MODEL.draw(GROUP, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_rater_without_slips_writes_what_is_there():
    signs = MODEL.draw(GROUP, np.random.default_rng(1))
    assert np.array_equal(MODEL.rate(signs, np.random.default_rng(2), slip=0.0), signs)


def test_a_rater_who_always_slips_gives_a_neighbour():
    signs = np.tile([item.points[1] for item in COWS.items], (500, 1))
    rated = MODEL.rate(signs, np.random.default_rng(2), slip=1.0)
    for i, item in enumerate(COWS.items):
        assert set(rated[:, i]) == {item.points[0], item.points[2]}


def test_misreading_is_a_table_of_probabilities():
    table = MODEL.misreading(COWS.items[-1], slip=0.2)
    assert_allclose(table, [[0.9, 0.1, 0], [0.1, 0.8, 0.1], [0, 0.1, 0.9]], atol=ROUNDING)


def test_reliability_is_what_two_raters_find():
    rng = np.random.default_rng(11)
    group = np.repeat(GROUP, 400)
    signs = MODEL.draw(group, rng)
    first, second = (MODEL.rate(signs, rng, slip=0.15) for _ in range(2))
    totals = np.stack([COWS.score(first), COWS.score(second)], axis=1)
    theory = MODEL.reliability(GROUP, slip=0.15)
    # 18,000 people: standard errors below 0.005 for the correlations, 0.5 % for the others
    assert_allclose(intraclass_correlation(totals), theory["raters"], atol=0.01)
    assert_allclose(cronbach_alpha(first), theory["items"], atol=0.015)
    assert_allclose(np.std(totals[:, 0] - totals[:, 1]) / 2**0.5, theory["rater_sd"], rtol=0.02)
    assert_allclose(totals.std(), theory["sd"], rtol=0.02)


def test_without_slips_raters_agree_and_items_still_do_not():
    found = MODEL.reliability(GROUP, slip=0.0)
    assert found["raters"] == 1.0
    assert found["rater_sd"] == 0.0
    assert found["items"] < 0.85


def test_a_sharp_scale_holds_together():
    blunt, sharp = (GradedResponse(COWS, a).reliability(GROUP)["items"] for a in (1.0, 6.0))
    assert blunt < 0.75 < 0.9 < sharp


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: GradedResponse("COWS"), ["scale is 'COWS'", "must be a Scale", 'scale("COWS")']),
        (lambda: GradedResponse(COWS, 0), ["discrimination is 0.0", "above 0"]),
        (
            lambda: GradedResponse(COWS, shifts={"mood": 1}),
            ["shifts has mood", "items of COWS", "spelling"],
        ),
        (lambda: MODEL.expected_total(1.2), ["severity is 1.2", "from 0 to 1"]),
        (
            lambda: MODEL.rate(11 * [3], np.random.default_rng(1)),
            ["pulse is 3", "one of 0, 1, 2, 4"],
        ),
        (lambda: MODEL.misreading(COWS.items[0], slip=1.1), ["slip is 1.1", "from 0 to 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
