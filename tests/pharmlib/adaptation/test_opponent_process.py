"""The opponent process: closed forms, the solver as a second opinion, and linearity."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.dosing import once
from pharmlib.simulation import simulate

DAY = 24.0
ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16
WEEK = OpponentProcess("7 d")
TWO_SPEEDS = TwoSpeedOpponent(
    fast_time_constant="12 h", slow_time_constant="20 d", fast_fraction=0.5, slow_fraction=0.3
)
BOTH = pytest.mark.parametrize("body", [WEEK, TWO_SPEEDS, OpponentProcess(30, 0.6)])

anyhow = settings(deadline=None, max_examples=60)
effects = st.lists(st.floats(-3, 3), min_size=2, max_size=12)
time_constants = st.floats(0.5, 500)


def grid_for(values):
    """Return an uneven grid, with steps from 1 h to 30 h."""
    return np.cumsum(1 + 29 * np.abs(np.sin(np.arange(len(values)))))


def integrate(tau, phi, effect, times, start=0.0):
    """Return the compensation from SciPy alone, piece by piece between the points of the grid."""
    C = [start]
    for before, after in itertools.pairwise(times):
        run = solve_ivp(
            lambda t, c: (phi * effect(t) - c) / tau,
            (before, after),
            [C[-1]],
            method="DOP853",
            rtol=1e-10,
            atol=1e-13,
        )
        C.append(run.y[0, -1])
    return np.array(C)


# Abrupt stop


def test_two_weeks_of_exposure():
    # domain exercise E1.3: 0.865, and under a tenth after 15.1 d
    course = WEEK.after_exposure(1.0, "14 d", np.linspace(0, 60, 60_001) * DAY)
    when, height = course.maximum("net")
    assert when == 14 * DAY
    assert_allclose(height, 1 - math.exp(-2), rtol=ROUNDING)
    assert round(height, 3) == 0.865
    later = course.during(14 * DAY, 60 * DAY)
    wait = later.first_time_below("net", 0.1) / DAY - 14
    # interpolated on a grid of 1e-3 d: the error is (1e-3)**2/8/7 d
    assert_allclose(wait, 7 * math.log(10 * (1 - math.exp(-2))), atol=1e-7)
    assert round(wait, 1) == 15.1


@BOTH
def test_after_exposure_is_the_response_to_a_box(body):
    tau, T = 1e-9, 50.0  # two points around the jump; the effect crosses it in a billionth of an h
    times = np.array([0.0, 10.0, T - tau, T, 60.0, 200.0])
    closed = body.after_exposure(2.0, T, times)
    stepwise = body.respond(np.array([2.0, 2.0, 2.0, 0.0, 0.0, 0.0]), times)
    for name in closed.names:
        assert_allclose(closed[name], stepwise[name], atol=1e-9)  # the width of the jump


@BOTH
def test_nothing_happens_before_the_exposure(body):
    before = body.after_exposure(1.0, 10.0, [-20.0, -1.0, 0.0, 1.0])
    assert before["compensation"][:3].tolist() == [0.0, 0.0, 0.0]
    assert before["effect"].tolist() == [0.0, 0.0, 1.0, 1.0]


def test_rebound_is_the_mirror_image_of_the_onset():
    # fully adapted, then stopped: net after the stop is minus net after the start
    T = 2000 * DAY
    t = np.linspace(0, 50 * DAY, 101)
    onset = WEEK.after_exposure(1.0, T, t)["net"]
    rebound = WEEK.after_exposure(1.0, T, T + t)["net"]
    assert_allclose(rebound, -onset, atol=ROUNDING)


# The taper


@BOTH
@pytest.mark.parametrize("rate", [1e-5, 1 / 168, 1 / 12, 1 / 30, 5.0])
def test_exponential_taper_solves_the_equation(body, rate):
    times = np.linspace(0, 400, 9)
    course = body.exponential_taper(1.5, rate, times)
    expected = sum(
        integrate(tau, phi, lambda t: 1.5 * math.exp(-rate * t), times, 1.5 * phi)
        for tau, phi in body.parts.values()
    )
    # the solver is asked for 1e-10 per step and takes tens of them
    assert_allclose(course["compensation"], expected, rtol=1e-8, atol=1e-11)
    assert_allclose(course["effect"], 1.5 * np.exp(-rate * times), rtol=ROUNDING)


@anyhow
@given(st.floats(-1e-6, 1e-6), st.floats(0.1, 5))
def test_exponential_taper_is_smooth_where_the_rates_meet(away, t):
    tau = 10.0
    course = OpponentProcess(tau).exponential_taper(1.0, (1 + away) / tau, [t * tau])
    # at equal rates C = (1 + t) exp(-t); to first order -away * t**2/2 * exp(-t) is added
    expected = (1 + t - away * t**2 / 2) * math.exp(-t)
    assert_allclose(course["compensation"][0], expected, rtol=1e-10)


# The response to any effect


@BOTH
def test_respond_agrees_with_the_solver(body):
    times = np.array([0.0, 5.0, 6.0, 30.0, 31.0, 100.0, 400.0])
    E = np.array([0.0, 1.0, 0.3, 0.3, -1.0, 2.0, 0.0])
    course = body.respond(E, times)
    expected = sum(
        integrate(tau, phi, lambda t: np.interp(t, times, E), times)
        for tau, phi in body.parts.values()
    )
    # the solver is asked for 1e-10 per step and takes tens of them
    assert_allclose(course["compensation"], expected, rtol=1e-8, atol=1e-10)
    assert_allclose(course["net"], course["compensation"] - E, atol=ROUNDING)


@anyhow
@given(effects, time_constants)
def test_respond_on_a_refined_grid_agrees(values, tau):
    times = grid_for(values)
    fine = np.unique(np.concatenate([np.linspace(times[0], times[-1], 57), times]))
    body = OpponentProcess(tau)
    coarse = body.respond(np.array(values), times)
    refined = body.respond(np.interp(fine, times, values), fine)
    # exact for lines, so only rounding is left; it grows with the number of steps
    assert_allclose(refined.at(times, "compensation"), coarse["compensation"], atol=1e-11)


@anyhow
@given(effects, st.floats(-5, 5), time_constants, st.floats(-2, 2))
def test_respond_is_linear(values, factor, tau, initial):
    times, first = grid_for(values), np.array(values)
    second = np.cos(first)
    body = OpponentProcess(tau, 0.8)
    one = body.respond(first, times, initial=initial)["net"]
    two = body.respond(second, times)["net"]
    both = body.respond(first + factor * second, times, initial=initial)["net"]
    assert_allclose(both, one + factor * two, atol=1e-11)  # values up to 20, times rounding


@anyhow
@given(effects, time_constants)
def test_what_the_body_has_answered_is_conserved(values, tau):
    # integrating dC/dt = (phi E - C)/tau: tau (C_end - C_0) = phi * area of E - area of C
    values = np.array([*values, 0.0])
    times = grid_for(values)
    fine = np.unique(np.concatenate([np.linspace(times[0], times[-1], 4001), times]))
    E = np.interp(fine, times, values)
    C = OpponentProcess(tau, 0.7).respond(E, fine)["compensation"]
    area = np.trapezoid(0.7 * E - C, fine)
    # the trapezoidal rule errs by h**2/12 * (change of slope), with h near 0.05 h
    step = np.diff(fine).max()
    assert_allclose(tau * (C[-1] - C[0]), area, atol=step**2 * (1 + 10 / tau) * len(values))


@BOTH
def test_steady_state_is_compensated_by_the_fraction(body):
    course = body.respond(2.0, [0.0, 1e5])
    assert_allclose(course["compensation"][-1], body.adapted(2.0), rtol=ROUNDING)
    again = body.respond(2.0, [0.0, 50.0, 99.0], initial=body.adapted(2.0))
    assert_allclose(again["net"], body.adapted(2.0) - 2.0, atol=ROUNDING)


def test_full_compensation_brings_the_set_point_back():
    assert WEEK.adapted(3.0) == 3.0
    assert_allclose(WEEK.respond(3.0, [0.0, 1e5])["net"][-1], 0.0, atol=ROUNDING)


def test_respond_to_a_function_converges_as_the_square_of_the_step():
    def error(n):
        times = np.linspace(0, 100, n + 1)
        course = WEEK.respond(lambda t: np.exp(-t / 20), times)
        k, tau = 1 / 20, WEEK.time_constant
        exact = (math.exp(-k * 100) - math.exp(-100 / tau)) / (1 - k * tau)
        return abs(course["compensation"][-1] - exact)

    assert_allclose(error(50) / error(100), 4.0, rtol=0.01)  # order 2; 1 % is the next order


def test_two_speeds_are_two_processes():
    fast = OpponentProcess("12 h", 0.5).respond(1.0, [0.0, 10.0, 100.0])["compensation"]
    slow = OpponentProcess("20 d", 0.3).respond(1.0, [0.0, 10.0, 100.0])["compensation"]
    both = TWO_SPEEDS.respond(1.0, [0.0, 10.0, 100.0])
    assert_allclose(both["fast_compensation"], fast, rtol=ROUNDING)
    assert_allclose(both["slow_compensation"], slow, rtol=ROUNDING)
    assert_allclose(both["compensation"], fast + slow, rtol=ROUNDING)


def test_initial_is_shared_by_fraction_or_given_for_each():
    shared = TWO_SPEEDS.respond(0.0, [0.0], initial=0.8)
    assert_allclose([shared["fast_compensation"][0], shared["slow_compensation"][0]], [0.5, 0.3])
    each = TWO_SPEEDS.respond(0.0, [0.0], initial=[0.1, 0.7])
    assert each["slow_compensation"][0] == 0.7
    assert OpponentProcess(5.0, 0.0).respond(0.0, [0.0], initial=1.0)["net"][0] == 1.0


# The same models under the solver of the book


@BOTH
def test_driven_agrees_with_the_closed_form(body):
    times = np.linspace(0, 300, 31)
    model = body.driven(lambda t: math.exp(-t / 40), initial=body.adapted(1.0))
    run = simulate(model, times, rtol=1e-10)
    total = sum(run[name] for name in run.names)
    closed = body.exponential_taper(1.0, 1 / 40, times)["compensation"]
    assert_allclose(total, closed, atol=1e-8)  # 1e-10 per step, tens of steps


def test_driven_stops_at_its_breakpoints():
    model = WEEK.driven(lambda t: 1.0 if t < 100 else 0.0, breakpoints=[100.0])
    times = np.linspace(0, 300, 31)
    closed = WEEK.after_exposure(1.0, 100.0, times)["compensation"]
    assert_allclose(simulate(model, times)["compensation"], closed, atol=1e-6)  # 1e-8 per step
    assert model.breakpoints == (100.0,)


def test_driven_takes_a_constant():
    run = simulate(WEEK.driven(2.0), [0.0, 168.0])
    assert_allclose(run["compensation"][-1], 2 * (1 - math.exp(-1)), rtol=1e-7)
    assert WEEK.driven(2.0).dose_state is None
    assert WEEK.driven(2.0).dose_scale == 0.0


@BOTH
def test_driven_refuses_doses(body):
    with pytest.raises(ParameterError, match=r"dose_state is None; .*Leave out the regimen"):
        simulate(body.driven(1.0), [0.0, 24.0], regimen=once(10))


# Errors name the value, the range and the remedy


def two_speeds(**changes):
    return TWO_SPEEDS.replace(**changes)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: OpponentProcess(0.0), r"time_constant is 0.0 h; it must be above 0 h"),
        (lambda: OpponentProcess(5.0, 1.5), r"compensated_fraction is 1.5; .*from 0 to 1"),
        (
            lambda: two_speeds(fast_time_constant="30 d"),
            r"fast_time_constant is 720.0 h; .*Exchange",
        ),
        (
            lambda: two_speeds(fast_fraction=0.9),
            r"fast_fraction \+ slow_fraction is 1.2; .*at most 1",
        ),
        (lambda: WEEK.respond([1, 2], [0, 1, 2]), r"effect has shape \(2,\); it must be \(3,\)"),
        (lambda: WEEK.respond(math.nan, [0, 1]), r"effect is nan; .*Check how it was computed"),
        (lambda: WEEK.respond(1.0, [0, 2, 1]), r"times goes from 2.0 h to 1.0 h"),
        (
            lambda: TWO_SPEEDS.respond(1.0, [0], initial=[1, 2, 3]),
            r"initial has shape \(3,\); .*fast_compensation, slow_compensation. Give the total",
        ),
        (lambda: WEEK.after_exposure(1.0, 0.0, [0]), r"duration is 0.0 h; it must be above 0 h"),
        (lambda: WEEK.after_exposure([1, 2], 5, [0]), r"effect has shape \(2,\); .*single number"),
        (lambda: WEEK.exponential_taper(1.0, 0.0, [0]), r"rate is 0.0 1/h; it must be above 0"),
        (
            lambda: WEEK.exponential_taper(1.0, 0.1, [-1]),
            r"times is -1.0 h; it must be at least 0",
        ),
        (lambda: WEEK.driven([1.0, 2.0]), r"effect has shape \(2,\); .*single number"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
