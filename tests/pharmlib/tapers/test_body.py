"""The adapted body: closed forms, the equations typed a second time, and drugs that linger."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.optimize import fsolve

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.schedules import linear
from pharmlib.tapers.taper import Taper

DAY, WEEK = 24.0, 168.0
CURVE = {"maximum": 0.8398, "half_dose": 2.33}  # citalopram, Sorensen 2022
ONE = AdaptedBody(OpponentProcess("14 d"), **CURVE)
TWO = AdaptedBody(
    TwoSpeedOpponent(
        fast_time_constant="2 d", slow_time_constant="30 d", fast_fraction=0.5, slow_fraction=0.4
    ),
    **CURVE,
)

half_lives = st.one_of(st.just(0.0), st.floats(0.5, 100))
anyhow = settings(deadline=None, max_examples=40)


def second_telling(body, taper, start, grid, *, per_day=1):
    """Return the net deviation by a general solver, from the equations typed again."""
    Em, D50 = body.maximum, body.half_dose
    parts = list(body.opponent.parts.values())
    k = math.log(2) / body.half_life if body.half_life else 0.0

    def rate(t, y, dose):
        E = Em * (y[0] if k else dose) / (D50 + (y[0] if k else dose))
        return [
            -k * y[0],
            *((phi * E - C) / tau for (tau, phi), C in zip(parts, y[1:], strict=True)),
        ]

    def run(y, a, b, dose, at=None):
        options = {"rtol": 1e-10, "atol": 1e-12, "method": "DOP853"}
        return solve_ivp(rate, (a, b), y, args=(dose,), t_eval=at, **options)

    y = np.array([start, *(phi * Em * start / (D50 + start) for _, phi in parts)])
    jumps, pulse = taper.times[taper.times < grid[-1]], 0.0
    if k:
        jumps, pulse = np.arange(taper.times[0], grid[-1], DAY / per_day), DAY * k / per_day

        def day(y):
            return run([y[0] + start * pulse, *y[1:]], 0.0, DAY / per_day, 0.0).y[:, -1]

        y = fsolve(lambda y: day(y) - y, y, xtol=1e-11)  # what comes back after every dose
    net = []
    for a, b in zip(jumps, [*jumps[1:], grid[-1]], strict=True):
        dose = float(taper.dose_at(a))
        y[0] += dose * pulse
        out = run(y, a, b, dose, np.append(grid[(grid >= a) & (grid < b)], b))
        x = out.y[0] if k else dose
        net.append((out.y[1:].sum(axis=0) - Em * x / (D50 + x))[:-1])
        y = out.y[:, -1].copy()
    return np.concatenate(net)


@pytest.mark.parametrize("body", [ONE, TWO])
def test_one_step_down_in_closed_form(body):
    course = body.course(Taper([0], [5]), start=20, until="60 d", step="6 h")
    t, E0, E = course.times, body.effect(20), body.effect(5)
    expected = -E + sum(
        phi * (E + (E0 - E) * np.exp(-t / tau)) for tau, phi in body.opponent.parts.values()
    )
    assert_allclose(course["net"], expected, atol=1e-12)  # rounding of 240 steps


@pytest.mark.parametrize("body", [ONE, TWO])
def test_any_taper_against_a_general_solver(body):
    taper = Taper([0, 50, 200, 500, 700], [12, 15, 4, 1, 0])  # it may go up as well
    course = body.course(taper, start=20, until=1000, step=10)
    expected = second_telling(body, taper, 20, course.times)
    assert_allclose(course["net"][:-1], expected, atol=1e-8)  # the solver's 1e-10 a step


@pytest.mark.parametrize("body", [ONE, TWO])
@pytest.mark.parametrize("per_day", [1, 3])
def test_a_lingering_drug_against_a_general_solver(body, per_day):
    slow = body.replace(half_life="35 h")
    taper = Taper([0, 3 * DAY, 8 * DAY], [10, 3, 0])
    errors = []
    for step in (2.0, 1.0):
        course = slow.course(taper, start=20, until="20 d", doses_per_day=per_day, step=step)
        expected = second_telling(slow, taper, 20, course.times, per_day=per_day)
        errors.append(np.abs(course["net"][:-1] - expected).max())
    # straight lines between grid points: an error of the second order, below h^2/8 * k^2 * E''
    assert errors[1] < 1**2 / 8 * (math.log(2) / 35) ** 2 * 0.84 * 0.0963
    assert errors[1] < 0.4 * errors[0] + 1e-9


def test_steady_use_is_balance():
    assert_allclose(ONE.course(Taper([0], [20]), until="30 d")["net"], 0, atol=1e-12)
    slow = ONE.replace(half_life="35 h")
    course = slow.course(Taper([0], [20]), until="30 d")
    net = course["net"][:-1].reshape(30, 24)
    assert_allclose(net, net[[0] * 30], atol=1e-9)  # every day is like the first
    assert net[0][0] < 0 < net[0][-1]  # the drug leads after a dose and lags before the next


def test_the_level_is_the_daily_dose_on_average():
    slow = ONE.replace(half_life="35 h", half_dose=1e6, maximum=1.0)  # a straight line: E = D/D50
    cells = slow.cells(Taper([0], [20]), until="1 d", step="1 min")
    mean = np.sum((cells.effect_left + cells.effect_right) / 2 * np.diff(cells.edges)) / DAY
    assert_allclose(mean * 1e6, 20, rtol=1e-4)  # the part D/D50 by which it is not straight


def test_a_slower_drug_is_kinder():
    stop = Taper([0], [0])
    peaks = [
        ONE.replace(half_life=t).course(stop, start=20, until="60 d").maximum("net")[1]
        for t in (0.0, 5.0, 20.0, 60.0, 150.0)
    ]
    assert np.all(np.diff(peaks) < 0)


@anyhow
@given(st.floats(1, 50), st.integers(1, 12), st.integers(1, 20), half_lives)
def test_parts_stay_between_nothing_and_all(start, steps, days, half_life):
    body = TWO.replace(half_life=half_life)
    cells = body.cells(linear(start, steps=steps, interval=days * DAY))
    assert np.all(np.diff(cells.edges) > 0)
    for (_, phi), C in zip(body.opponent.parts.values(), cells.parts.values(), strict=True):
        assert np.all(C >= 0)
        assert np.all(phi * body.maximum >= C)
    assert np.all(cells.effect_right <= cells.effect_left)  # what `certify` relies on
    if not half_life:
        assert np.array_equal(cells.effect_left, cells.effect_right)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: AdaptedBody("7 d", **CURVE), ["opponent is '7 d'", "OpponentProcess"]),
        (lambda: ONE.replace(maximum=84), ["maximum is 84.0", "at most 1.1"]),
        (lambda: ONE.replace(half_life=-1), ["half_life is -1.0 h", "at least 0 h"]),
        (lambda: ONE.course(Taper([0], [1]), start=-1), ["start is -1.0 mg", "at least 0 mg"]),
        (lambda: ONE.course(Taper([9], [1]), until=5), ["until is 5.0 h", "above 9 h"]),
        (lambda: ONE.course(Taper([0], [1]), step=0), ["step is 0.0 h", "above 0 h"]),
        (
            lambda: ONE.course(Taper([0], [1]), doses_per_day=0),
            ["doses_per_day is 0", "at least 1"],
        ),
    ],
)
def test_errors(call, words):
    with pytest.raises(ParameterError) as error:
        call()
    for word in words:
        assert word in str(error.value)
