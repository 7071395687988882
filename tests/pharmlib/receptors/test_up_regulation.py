"""The number of receptors: closed forms, the sign of a partial agonist, rebound, publications."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.receptors.up_regulation import ReceptorTurnover

LOSS = ReceptorTurnover.from_blockade(0.55, by="loss")
SYNTHESIS = ReceptorTurnover.from_blockade(0.55, by="synthesis")
BOTH = [LOSS, SYNTHESIS]
routes = pytest.mark.parametrize("model", BOTH, ids=["loss", "synthesis"])
DAY = np.arange(0, 15) * 24.0
fraction = st.floats(0, 1)
gain = st.floats(0, 10)


@routes
def test_no_drug_no_change(model):
    assert_allclose(model.respond(0.0, DAY)["receptors"], 1.0, rtol=1e-13)
    assert_allclose(model.steady_state(0.0), 1.0, rtol=1e-13)


@routes
def test_full_blockade_is_one_exponential(model):
    expected = 1 + 0.55 * (1 - np.exp(-0.30 / 24 * DAY))
    assert_allclose(model.respond(1.0, DAY)["receptors"], expected, rtol=1e-12)
    assert_allclose(model.steady_state(1.0), 1.55, rtol=1e-12)


def test_the_way_back_tells_the_two_routes_apart():
    # the signal is back: loss is faster by 1.55, synthesis leaves the rate as it is
    for model, rate in ((LOSS, 0.30 * 1.55), (SYNTHESIS, 0.30)):
        back = model.respond(0.0, DAY, initial=1.43)["receptors"]
        assert_allclose(back, 1 + 0.43 * np.exp(-rate / 24 * DAY), rtol=1e-12)
    # domain exercise 3.1, from 43 %: 17.4 % after 3 d, and below 5 % after 7.1 d
    back = SYNTHESIS.respond(0.0, [0, 72, 7.15 * 24], initial=1.43)["receptors"]
    assert_allclose(back, [1.43, 1.174, 1.050], atol=1e-3)


@settings(max_examples=100, deadline=None)
@given(fraction, fraction, st.floats(0.01, 1), gain, st.floats(0, 0.99))
def test_the_sign_is_that_of_tone_less_efficacy(rho, eps, tone, alpha, beta):
    model = ReceptorTurnover(loss_gain=alpha, synthesis_gain=beta, tone=tone)
    settled = model.steady_state(rho, eps)
    assert (settled - 1) * (tone - eps) >= -1e-12
    course = model.respond(rho, DAY, efficacy=eps)["receptors"]
    assert np.all(np.diff(course) * np.sign(tone - eps) >= -1e-12)
    assert np.all((course - 1) * (course - settled) <= 1e-12)  # between start and end
    far = model.respond(rho, [0, 24 * 365.0], efficacy=eps)["receptors"][-1]
    assert_allclose(far, settled, rtol=1e-9)


def test_a_partial_agonist_flips_the_sign():
    # brodde1985: propranolol +25 % after 2 d, alprenolol no change, mepindolol -30 %
    after = [SYNTHESIS.respond(1.0, [0, 48], efficacy=e)["receptors"][-1] for e in (0, 0.4, 0.88)]
    assert_allclose(after, [1.25, 1.0, 0.70], atol=0.01)


def test_published_rises():
    # +25 % at 2 d (brodde1985), 43 +/- 4 % at 5 d (aarons1980)
    course = SYNTHESIS.respond(1.0, [0, 48, 120])
    assert_allclose(100 * (course["receptors"][1:] - 1), [25, 43], atol=1)


def test_rebound_peaks_when_the_drug_has_left():
    # domain run: from +43 %, half-life 4 to 6 h, odds 3 to 30: 1.17-1.27 times, at 1.2-2.7 d
    hours = np.arange(0, 10 * 24, 0.25)
    for half_life in (4, 6):
        for odds in (3, 10, 30):
            course = LOSS.washout(1.43, hours, odds=odds, half_life=half_life)
            when, height = course.maximum("response")
            assert 1.1 <= when / 24 <= 2.7
            assert 1.17 <= height <= 1.28
            assert course["response"][0] < 1  # the drug still protects


@routes
def test_a_second_integration_agrees(model):
    alpha, beta, s0, k = model.loss_gain, model.synthesis_gain, 0.4, 0.0125
    hours = np.linspace(0, 96, 385)

    def occupancy(t):
        c = 12 * 2 ** (-t / 5)
        return c / (1 + c)

    def rate(t, B):
        s = s0 * (1 - occupancy(t)) + 0.1 * occupancy(t)
        norm = (1 - beta * s0) / (1 + alpha * s0)
        return k * ((1 - beta * s) / norm - (1 + alpha * s) * B)

    options = {"rtol": 1e-10, "atol": 1e-12, "method": "LSODA"}
    expected = solve_ivp(rate, (0, 96), [1.4], t_eval=hours, **options).y[0]
    course = model.respond(occupancy(hours), hours, efficacy=0.1, initial=1.4)
    # quarters of an hour beside a half-life of 5 h: second order
    assert_allclose(course["receptors"], expected, atol=1e-5)
    assert_allclose(course["response"], course["receptors"] * (1 - occupancy(hours)), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ReceptorTurnover(tone=1.2), r"tone is 1.2; it must be from 0 to 1"),
        (lambda: ReceptorTurnover(synthesis_gain=1.0), r"synthesis_gain is 1.0; .*0 to 0.99"),
        (lambda: LOSS.respond(2.0, DAY), r"occupancy is 2.0; it must be from 0 to 1"),
        (lambda: LOSS.respond([1.0, 0.0], DAY), r"occupancy has shape \(2,\)"),
        (lambda: LOSS.washout(1.4, [-1, 0], odds=1, half_life=4), r"times is -1.0 h"),
        (lambda: LOSS.washout(1.4, DAY, odds=1, half_life=0), r"half_life is 0.0 h"),
        (
            lambda: ReceptorTurnover.from_blockade(0.5, by="magic"),
            r"by is 'magic'; it must be 'loss' or 'synthesis'",
        ),
        (
            lambda: ReceptorTurnover.from_blockade(1.0, by="synthesis", tone=0.4),
            r"synthesis_gain is 1.25; .*0 to 0.99",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
