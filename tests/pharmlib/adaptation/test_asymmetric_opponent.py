"""Asymmetric onset and offset: exact steps, the symmetric limit, the solver as a second opinion."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.asymmetric_opponent import AsymmetricOpponent
from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

ROUNDING = 1e-12
BODY = AsymmetricOpponent("8 h", "12 d", 0.9)
anyhow = settings(deadline=None, max_examples=60)
effects = st.lists(st.floats(0, 3), min_size=2, max_size=12)


def grid_for(values):
    """Return an uneven grid, with steps from 1 h to 30 h."""
    return np.cumsum(1 + 29 * np.abs(np.sin(np.arange(len(values)))))


def integrate(on, off, phi, effect, times, start=0.0):
    """Return the compensation from SciPy alone, stopped and started anew where the sign turns."""
    C = [start]
    for a, b, E0, E1 in zip(times[:-1], times[1:], effect[:-1], effect[1:], strict=True):

        def missing(t, c, a=a, b=b, E0=E0, E1=E1):
            return phi * (E0 + (E1 - E0) * (t - a) / (b - a)) - c[0]

        def rate(t, c, missing=missing):
            g = missing(t, c)
            return [g / (on if g > 0 else off)]

        run = solve_ivp(rate, (a, b), [C[-1]], rtol=1e-10, atol=1e-13, max_step=(b - a) / 50)
        C.append(run.y[0, -1])
    return np.array(C)


# Closed forms


def test_grows_fast_and_fades_slowly():
    t = np.array([0.0, 4.0, 12.0, 12.0 + 288.0])
    C = BODY.after_exposure(2.0, 12.0, t)["compensation"]
    grown = 1.8 * (1 - math.exp(-12 / 8))
    assert_allclose(C, [0, 1.8 * (1 - math.exp(-0.5)), grown, grown / math.e], rtol=ROUNDING)


def test_after_exposure_is_the_response_to_a_box():
    eps, T = 1e-9, 12.0  # two points around the jump
    t = np.array([0.0, 5.0, T - eps, T, 60.0, 400.0])
    closed = BODY.after_exposure(2.0, T, t)
    stepwise = BODY.respond(np.array([2.0, 2.0, 2.0, 0.0, 0.0, 0.0]), t)
    for name in closed.names:
        assert_allclose(closed[name], stepwise[name], atol=1e-9)  # the width of the jump


def test_a_taper_only_knows_the_offset():
    t = np.linspace(0, 900, 4001)
    k = 1 / 100
    got = BODY.exponential_taper(1.0, k, t)["compensation"]
    stepwise = BODY.respond(np.exp(-k * t), t, initial=BODY.adapted(1.0))["compensation"]
    assert_allclose(stepwise, got, atol=1e-5)  # straight lines through an exponential: (k h)**2/8
    other = AsymmetricOpponent("1 h", "12 d", 0.9).exponential_taper(1.0, k, t)["compensation"]
    assert_allclose(other, got, rtol=ROUNDING)


@anyhow
@given(effects, st.floats(0.5, 300), st.floats(0, 1), st.floats(0, 2))
def test_equal_time_constants_are_an_opponent_process(values, tau, phi, start):
    t, E = grid_for(values), np.array(values)
    got = AsymmetricOpponent(tau, tau, phi).respond(E, t, initial=start)["net"]
    expected = OpponentProcess(tau, phi).respond(E, t, initial=start)["net"]
    assert_allclose(got, expected, atol=1e-11)  # rounding where a step crosses zero


@settings(deadline=None, max_examples=15)
@given(effects, st.floats(2, 100), st.floats(2, 100), st.floats(0, 2))
def test_respond_agrees_with_scipy(values, on, off, start):
    t, E = grid_for(values), np.array(values)
    got = AsymmetricOpponent(on, off, 0.8).respond(E, t, initial=start)["compensation"]
    # the kink costs the solver some of the 1e-10 asked for
    assert_allclose(got, integrate(on, off, 0.8, E, t, start), atol=1e-6)


@anyhow
@given(effects, st.floats(0.5, 300), st.floats(0.5, 300))
def test_a_refined_grid_changes_nothing(values, on, off):
    t = grid_for(values)
    fine = np.unique(np.concatenate([np.linspace(t[0], t[-1], 57), t]))
    body = AsymmetricOpponent(on, off)
    coarse = body.respond(np.array(values), t)["compensation"]
    refined = body.respond(np.interp(fine, t, values), fine).at(t, "compensation")
    assert_allclose(refined, coarse, atol=1e-10)  # exact for lines


@anyhow
@given(effects, st.floats(0, 10), st.floats(0, 1))
def test_scales_with_the_effect_and_stays_in_range(values, factor, phi):
    t, E = grid_for(values), np.array(values)
    body = AsymmetricOpponent(5.0, 80.0, phi)
    C = body.respond(E, t)["compensation"]
    assert_allclose(body.respond(factor * E, t)["compensation"], factor * C, atol=1e-10)
    assert C.min() >= -ROUNDING
    assert C.max() <= phi * E.max() + ROUNDING


def test_answers_do_not_add_up():
    t = np.array([0.0, 10.0, 10.001, 100.0])
    rising, falling = np.array([0.0, 1.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0, 0.0])
    parts = BODY.respond(rising, t)["compensation"] + BODY.respond(falling, t)["compensation"]
    both = BODY.respond(rising + falling, t)["compensation"]
    assert abs(parts - both).max() > 0.05


# Repeated exposure


def test_between_doses_is_where_repetition_leads():
    before, after = BODY.between_doses(1.0, 6.0, 48.0)
    step = 1e-7
    one = np.array([0.0, 6.0 - step, 6.0, 48.0 - step])
    t = np.concatenate([one + 48.0 * i for i in range(60)])
    E = np.tile([1.0, 1.0, 0.0, 0.0], 60)
    C = BODY.respond(E, t)["compensation"]
    assert_allclose([C[-4], C[-3]], [before, after], atol=1e-6)  # 60 rounds of 0.146 a day


def test_between_doses_forgets_what_is_far_apart():
    near, far = (BODY.between_doses(1.0, 6.0, T)[0] for T in (24.0, 90 * 24.0))
    assert near > 0.75
    assert far < 0.001
    assert_allclose(BODY.between_doses(1.0, 24.0, 24.0)[1], BODY.adapted(1.0), rtol=ROUNDING)


def test_driven_agrees_with_the_closed_form():
    t = np.linspace(0, 300, 31)
    model = BODY.driven(lambda time: 1.0 if time < 50 else 0.0, breakpoints=[50.0])
    closed = BODY.after_exposure(1.0, 50.0, t)["compensation"]
    assert_allclose(simulate(model, t)["compensation"], closed, atol=1e-6)  # 1e-8 a step


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: AsymmetricOpponent(0.0, 1.0), r"onset_time_constant is 0.0 h; .*above 0 h"),
        (lambda: AsymmetricOpponent(1.0, -1.0), r"offset_time_constant is -1.0 h; .*above 0 h"),
        (lambda: BODY.respond(-1.0, [0, 1]), r"effect is -1.0; it must be at least 0"),
        (lambda: BODY.respond([1, 2], [0, 1, 2]), r"effect has shape \(2,\); .*same grid"),
        (lambda: BODY.respond(1.0, [0, 1], initial=-1), r"initial is -1.0; .*at least 0"),
        (lambda: BODY.between_doses(1.0, 25, 24), r"duration is 25.0 h; .*interval, 24.0 h"),
        (lambda: BODY.exponential_taper(1.0, 0.0, [0]), r"rate is 0.0 1/h; it must be above 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()


# The opponent process as an integral controller with a leak


@pytest.mark.parametrize(("integration", "leak"), [(48.0, 144.0), (10.0, 1e9), (30.0, 3.0)])
def test_integral_control_is_an_opponent_process(integration, leak):
    t = np.linspace(0, 200, 9)
    run = solve_ivp(
        lambda time, c: (1.5 - c) / integration - c / leak, (0, 200), [0.2], t_eval=t,
        rtol=1e-10, atol=1e-12,
    )  # fmt: skip
    body = OpponentProcess.from_integral_control(integration, leak)
    got = body.respond(1.5, t, initial=0.2)["compensation"]
    assert_allclose(got, run.y[0], rtol=1e-8)  # 1e-10 a step


def test_without_a_leak_adaptation_is_perfect():
    body = OpponentProcess.from_integral_control("2 d", 1e12)
    assert_allclose([body.compensated_fraction, body.time_constant], [1.0, 48.0], rtol=1e-9)
    with pytest.raises(ParameterError, match=r"leak_time is 0.0 h; it must be above 0 h"):
        OpponentProcess.from_integral_control(1.0, 0.0)
