"""Capacity behind a blockade: closed form against steps and SciPy, limits, rebound of acid."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.adaptive_capacity import AdaptiveCapacity
from pharmlib.checks import ParameterError

ROUNDING = 1e-12
WEEK = 168.0
STOMACH = AdaptiveCapacity("4 wk", growth=0.6)


@settings(deadline=None, max_examples=20)
@given(st.floats(20, 2000), st.floats(0, 3), st.floats(0, 1), st.floats(1, 500))
def test_after_treatment_agrees_with_scipy(tau, delta, blocked, half_life):
    T, k = 300.0, math.log(2) / half_life
    t = np.array([0.0, 10.0, T, T + 1, T + 40, T + 400])

    def rate(time, B):
        return (1 + delta * blocked * math.exp(-k * max(time - T, 0.0)) - B) / tau

    options = {"rtol": 1e-10, "atol": 1e-12}
    first = solve_ivp(rate, (0, T), [1.0], t_eval=t[:3], **options)
    second = solve_ivp(rate, (T, t[-1]), first.y[:, -1], t_eval=t[3:], **options)
    body = AdaptiveCapacity(tau, growth=delta)
    course = body.after_treatment(blocked, T, t, offset_half_life=half_life)
    assert_allclose(course["capacity"], np.r_[first.y[0], second.y[0]], rtol=1e-8)
    blockade = blocked * np.exp(-k * np.maximum(t - T, 0))
    assert_allclose(course["blockade"], blockade, rtol=ROUNDING)
    assert_allclose(course["output"], course["capacity"] * (1 - blockade), rtol=ROUNDING)


def test_after_treatment_is_smooth_where_the_rates_meet():
    half_life = STOMACH.time_constant * math.log(2)
    T, s = 8 * WEEK, 500.0
    tau = STOMACH.time_constant
    expected = 1 + 0.6 * (-math.expm1(-T / tau) + s / tau) * math.exp(-s / tau)
    got = STOMACH.after_treatment(1.0, T, [T + s], offset_half_life=half_life)["capacity"][0]
    assert_allclose(got, expected, rtol=1e-10)


def test_respond_agrees_with_the_closed_form():
    # piecewise linear through an exponential: the error is that of the chords
    t = np.linspace(0, 12 * WEEK, 12 * 168 * 4 + 1)
    closed = STOMACH.after_treatment(0.9, 8 * WEEK, t, offset_half_life="28 h")
    stepwise = STOMACH.respond(closed["blockade"], t)
    assert_allclose(stepwise["capacity"], closed["capacity"], atol=1e-6)


def test_nothing_happens_before_the_treatment_or_without_it():
    course = STOMACH.after_treatment(0.9, 100.0, [-50.0, -1.0, 0.0], offset_half_life=28)
    assert course["output"].round(12).tolist() == [1.0, 1.0, 0.1]
    assert_allclose(STOMACH.respond(0.0, [0, 100])["output"], 1.0, rtol=ROUNDING)


def test_long_blockade_gives_the_adapted_capacity():
    assert_allclose(STOMACH.adapted(0.5), 1.3, rtol=ROUNDING)
    assert_allclose(STOMACH.respond(0.5, [0.0, 1e6])["capacity"][-1], 1.3, rtol=ROUNDING)


def test_acid_rebounds_above_normal_and_comes_back():
    t = np.linspace(0, 40, 401) * WEEK
    acid = STOMACH.after_treatment(0.95, 8 * WEEK, t, offset_half_life="28 h")["output"]
    during, after = acid[t < 8 * WEEK], acid[t > 9 * WEEK]
    assert during.max() < 0.1
    assert after[0] > 1.3
    assert np.all(np.diff(after) < 0)
    assert_allclose(after[-1], 1.0, atol=1e-3)
    longer = STOMACH.after_treatment(0.95, 20 * WEEK, t, offset_half_life="28 h")["output"]
    assert longer.max() > acid.max()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: AdaptiveCapacity(0.0, growth=1), r"time_constant is 0.0 h; .*above 0 h"),
        (lambda: AdaptiveCapacity(1.0, growth=-1), r"growth is -1.0; .*at least 0"),
        (lambda: STOMACH.respond(1.2, [0, 1]), r"blockade is 1.2; .*from 0 to 1"),
        (lambda: STOMACH.respond([0, 1], [0, 1, 2]), r"blockade has shape \(2,\)"),
        (
            lambda: STOMACH.after_treatment(0.5, 10, [0], offset_half_life=0),
            r"offset_half_life is 0.0 h; .*above 0 h",
        ),
        (
            lambda: STOMACH.after_treatment(0.5, 0, [0], offset_half_life=1),
            r"duration is 0.0 h; .*above 0 h",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
