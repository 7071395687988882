"""Makers of tapers: the numbers of the fact base, and what falls evenly in each."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.checks import ParameterError
from pharmlib.receptors.hyperbola import dose_occupancy
from pharmlib.tapers.schedules import (
    constant_discomfort_taper,
    hyperbolic,
    linear,
    proportional,
    time_to_dose,
)

DAY, WEEK = 24.0, 168.0
ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16
CITALOPRAM = {"maximum": 0.8398, "half_dose": 2.33}  # Sorensen 2022, striatum

anyhow = settings(deadline=None, max_examples=100)
doses = st.floats(0.5, 500)
fractions = st.floats(0.02, 0.9)
intervals = st.floats(1, 1000)


# Linear


def test_linear_takes_away_the_same():
    taper = linear("20 mg", steps=8, interval="4 wk")
    assert_allclose(taper.daily_doses, 20 - 2.5 * np.arange(9), atol=ROUNDING)
    assert_allclose(taper.times, 4 * WEEK * np.arange(9), rtol=ROUNDING)
    assert taper.duration == 32 * WEEK


def test_equal_steps_of_citalopram_lose_ever_more_occupancy():
    # domain exercise 10.1: the last of eight steps is some 40 times the first
    rho = dose_occupancy(linear(20, steps=8, interval=1).daily_doses, **CITALOPRAM)
    lost = -np.diff(rho)
    assert np.all(np.diff(lost) > 0)
    assert 35 < lost[-1] / lost[0] < 45


# Proportional


def test_halving_citalopram():
    taper = proportional(20, fraction="50 %", interval="4 wk", until=0.3)
    percent = 100 * dose_occupancy(taper.daily_doses, **CITALOPRAM)
    # domain exercise 10.1, given to one decimal
    assert_allclose(percent[:-1], [75.2, 68.1, 57.3, 43.5, 29.3, 17.8, 9.9], atol=0.06)
    assert percent[-1] == 0


@pytest.mark.parametrize(("fraction", "months"), [(0.05, 44.9), (0.10, 21.9), (0.20, 10.3)])
def test_months_to_a_tenth(fraction, months):
    found = time_to_dose(20, 2, fraction=fraction, interval=30 * DAY) / (30 * DAY)
    assert round(found, 1) == months


@pytest.mark.parametrize(
    ("fraction", "interval", "weeks"),
    [("10 %", "2 wk", 56.9), ("10 %", "4 wk", 113.7), ("5 %", "4 wk", 233.6)],
)
def test_diazepam_from_twenty_to_one(fraction, interval, weeks):
    found = time_to_dose("20 mg", "1 mg", fraction=fraction, interval=interval) / WEEK
    assert round(found, 1) == weeks


@anyhow
@given(doses, fractions, intervals, st.floats(0.01, 1))
def test_proportional_keeps_its_fraction_and_its_floor(start, fraction, interval, part):
    taper = proportional(start, fraction=fraction, interval=interval, until=part * start)
    given_doses = taper.daily_doses[:-1]
    assert given_doses[0] == start
    assert taper.daily_doses[-1] == 0
    assert_allclose(given_doses[1:] / given_doses[:-1], 1 - fraction, rtol=1e-11)
    # the floor may be missed by rounding, as 20 * 0.5**3 may miss 2.5
    assert given_doses[-1] >= part * start * (1 - 1e-8)
    assert given_doses[-1] * (1 - fraction) < part * start
    exact = time_to_dose(start, part * start, fraction=fraction, interval=interval)
    assert taper.times[-2] <= exact * (1 + 1e-8) + 1e-6 * interval
    assert exact < taper.times[-1] * (1 + 1e-8)


# Hyperbolic


def test_hyperbolic_doses_of_citalopram():
    taper = hyperbolic("20 mg", **CITALOPRAM, steps=8, interval="4 wk")
    # domain exercise 10.1: from 75.2 % in eight steps of 9.4 points
    percent = 100 * dose_occupancy(taper.daily_doses, **CITALOPRAM)
    assert_allclose(-np.diff(percent), 9.4, atol=0.01)
    rho = 0.8398 * 20 / 22.33 * np.arange(8, -1, -1) / 8
    assert_allclose(taper.daily_doses, 2.33 * rho / (0.8398 - rho), rtol=1e-11)


def test_published_hyperbola_of_citalopram():
    # Horowitz and Taylor 2019, reproduced by a plateau of 92 % and a half dose of 2.86 mg
    published = [60, 40, 20, 9.1, 5.4, 3.4, 2.3, 1.5, 0.8, 0.37]
    percent = 100 * dose_occupancy(published, maximum=0.92, half_dose=2.86)
    expected = [87.8, 85.9, 80.5, 70.0, 60.1, 50.0, 41.0, 31.7, 20.1, 10.5]
    assert_allclose(percent, expected, atol=0.06)  # one decimal


def test_far_below_the_half_dose_the_hyperbola_is_a_line():
    flat = hyperbolic(1.0, maximum=1.0, half_dose=1e6, steps=5, interval=1.0)
    # the two differ by the part dose / half dose
    assert_allclose(flat.daily_doses, linear(1.0, steps=5, interval=1.0).daily_doses, atol=1e-6)


@anyhow
@given(doses, st.floats(0.1, 1.0), st.floats(0.1, 50), st.integers(1, 40), intervals)
def test_hyperbolic_steps_are_equal_in_occupancy(start, top, half, steps, interval):
    taper = hyperbolic(start, maximum=top, half_dose=half, steps=steps, interval=interval)
    rho = dose_occupancy(taper.daily_doses, maximum=top, half_dose=half)
    assert len(taper) == steps + 1
    assert taper.daily_doses[0] == start
    assert_allclose(-np.diff(rho), rho[0] / steps, atol=1e-11)
    # the steps of the dose shrink, but for rounding at the size of the start
    assert np.all(np.diff(np.diff(taper.daily_doses)) >= -1e-10 * start)


# Constant discomfort


def test_constant_discomfort_taper_lasts_as_long_as_its_schedule():
    E0 = dose_occupancy(20, **CITALOPRAM)
    taper = constant_discomfort_taper(
        20, **CITALOPRAM, withdrawal=0.1 * E0, time_constant="14 d", interval="1 d"
    )
    # tau * (E0/w - 1) = 126 d: domain exercises E1.4 and 10.3
    assert taper.duration == 126 * DAY
    first = dose_occupancy(taper.daily_doses[0], **CITALOPRAM)
    assert_allclose(first, 0.9 * E0, rtol=ROUNDING)


@pytest.mark.parametrize("interval", [DAY, 7 * DAY])
@pytest.mark.parametrize("part", [0.1, 0.3])
def test_constant_discomfort_taper_keeps_withdrawal_near_its_level(interval, part):
    tau = 14 * DAY
    E0 = dose_occupancy(20, **CITALOPRAM)
    taper = constant_discomfort_taper(
        20, **CITALOPRAM, withdrawal=part * E0, time_constant=tau, interval=interval
    )
    edges = np.append(taper.times[1:], taper.times[-1] + 4 * tau)
    times = np.unique(np.concatenate([taper.times, edges - 1e-6]))  # both sides of each step
    effect = dose_occupancy(taper.dose_at(times), **CITALOPRAM)
    course = OpponentProcess(tau).respond(effect, times, initial=E0)
    worst = course.maximum("net")[1]
    # promised in the docstring; 1e-6 h is the width of a step on this grid
    assert part * E0 * (1 - 1e-6) <= worst <= part * E0 * (1 + interval / tau) + 1e-6


# Any schedule


@anyhow
@given(doses, st.integers(1, 30), fractions, intervals)
def test_steps_go_down(start, steps, fraction, interval):
    for taper in (
        linear(start, steps=steps, interval=interval),
        proportional(start, fraction=fraction, interval=interval, until=start / 50),
        hyperbolic(start, maximum=0.9, half_dose=start / 5, steps=steps, interval=interval),
        constant_discomfort_taper(
            start,
            maximum=0.9,
            half_dose=start / 5,
            withdrawal=0.1,
            time_constant=5 * interval,
            interval=interval,
        ),
    ):
        assert np.all(np.diff(taper.daily_doses) < 0)
        assert np.all(np.diff(taper.times) > 0)
        assert taper.times[0] == 0
        assert taper.daily_doses[-1] == 0
        assert taper.daily_doses[0] <= start


def test_time_and_logarithm():
    # halving three times takes three intervals
    assert_allclose(time_to_dose(8, 1, fraction=0.5, interval=WEEK), 3 * WEEK, rtol=ROUNDING)
    assert time_to_dose(8, 8, fraction=0.5, interval=WEEK) == 0
    assert math.isclose(time_to_dose(1, 1 / math.e, fraction=1 - 1 / math.e, interval=7.0), 7.0)


# Errors name the value, the range and the remedy


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linear(-20, steps=2, interval=24), r"start is -20.0 mg; it must be above 0"),
        (
            lambda: linear([20, 10], steps=2, interval=24),
            r"start has shape \(2,\); .*one at a time",
        ),
        (lambda: linear(20, steps=0, interval=24), r"steps is 0; it must be a whole number"),
        (lambda: linear(20, steps=2, interval=0), r"interval is 0.0 h; it must be above 0"),
        (
            lambda: proportional(20, fraction=1.0, interval=24, until=1),
            r"fraction is 1.0; it must be above 0 and below 1. Use for example 0.99",
        ),
        (
            lambda: proportional(20, fraction=10, interval=24, until=1),
            r"fraction is 10.0; it must be above 0 and below 1. Check its",
        ),
        (
            lambda: proportional(20, fraction=0.1, interval=24, until=30),
            r"until is 30.0 mg; it must be at most start, 20.0 mg. Exchange",
        ),
        (
            lambda: time_to_dose(20, 0, fraction=0.1, interval=24),
            r"until is 0.0 mg; it must be above 0",
        ),
        (
            lambda: hyperbolic(20, maximum=84, half_dose=2.3, steps=4, interval=24),
            r"maximum is 84.0; .*at most 1.1",
        ),
        (
            lambda: constant_discomfort_taper(
                20, **CITALOPRAM, withdrawal=0.9, time_constant="14 d"
            ),
            r"withdrawal is 0.9; it must be below effect, 0.75",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
