"""The theory of tapers: the worst moment of an ideal one, and the schedule that has none."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.checks import ParameterError
from pharmlib.tapers.theory import (
    ConstantDiscomfort,
    constant_discomfort,
    peak_time,
    peak_withdrawal,
)

DAY = 24.0
ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16
WEEK = OpponentProcess("7 d")

anyhow = settings(deadline=None, max_examples=60)


# The height and time of the worst withdrawal in an exponential taper


@pytest.mark.parametrize(
    ("x", "height"), [(0.0, 0.0), (0.5, 0.25), (1.0, math.exp(-1)), (2.0, 0.5), (math.inf, 1.0)]
)
def test_peak_heights_known_exactly(x, height):
    assert_allclose(peak_withdrawal(x), height, rtol=ROUNDING, atol=0)


@anyhow
@given(st.floats(1e-3, 1e3))
def test_peak_height_is_the_formula(x):
    if abs(x - 1) > 1e-3:  # nearer, the plain formula loses its digits, and ours does not
        assert_allclose(peak_withdrawal(x), x ** (1 / (1 - x)), rtol=1e-11)
    assert 0 < peak_withdrawal(x) < 1


def test_peak_height_is_smooth_through_one():
    x = 1 + np.array([-1e-6, -1e-9, -1e-13, 0, 1e-13, 1e-9, 1e-6])
    # x**(1/(1-x)) = exp(-1) * (1 + (x-1)/2 + O((x-1)**2))
    assert_allclose(peak_withdrawal(x), np.exp(-1) * (1 + (x - 1) / 2), rtol=ROUNDING)
    assert_allclose(peak_time(x), 1 - (x - 1) / 2, rtol=ROUNDING)


def test_peak_height_rises_with_speed():
    heights = peak_withdrawal(np.append(np.geomspace(1e-6, 1e6, 400), np.inf))
    assert np.all(np.diff(heights) > 0)


@pytest.mark.parametrize("x", [0.05, 0.7, 1.0, 1.0000001, 3.0, 40.0])
def test_peak_is_where_the_course_has_it(x):
    def withdrawal(t):
        return WEEK.exponential_taper(1.0, x / WEEK.time_constant, [t])["net"][0]

    t_star = peak_time(x, time_constant="7 d")
    found = minimize_scalar(
        lambda t: -withdrawal(t), bounds=(0.2 * t_star, 4 * t_star), options={"xatol": 1e-6}
    )
    assert_allclose(withdrawal(t_star), peak_withdrawal(x), rtol=1e-10)
    assert_allclose(-found.fun, peak_withdrawal(x), rtol=1e-9)
    assert_allclose(found.x, t_star, rtol=1e-5)  # a flat top fixes the time to the root of 1e-10


def test_ten_percent_a_month_and_ten_percent_a_week():
    # domain exercise E1.2: 10 % of the current effect per 30 d is 0.003512 a day
    monthly, weekly = -math.log(0.9) / 30, -math.log(0.9) / 7
    assert_allclose(monthly, 0.003512, rtol=1e-4)
    tau = np.array([7, 14, 30, 60])
    by_hand = [(monthly * t) ** (1 / (1 - monthly * t)) for t in tau]
    assert_allclose(peak_withdrawal(monthly * tau), by_hand, rtol=1e-11)
    assert np.all(peak_withdrawal(weekly * tau) > 2 * peak_withdrawal(monthly * tau))


# The schedule of constant discomfort


@pytest.mark.parametrize(("level", "days"), [(0.1, 126), (0.2, 56)])
def test_constant_discomfort_takes(level, days):
    schedule = constant_discomfort(1.0, level, "14 d")
    assert_allclose(schedule.duration / DAY, days, rtol=ROUNDING)


@pytest.mark.parametrize("level", [0.05, 0.1, 0.4])
def test_constant_discomfort_is_constant(level):
    body, schedule = OpponentProcess("14 d"), constant_discomfort(1.0, level, "14 d")
    T = schedule.duration
    times = np.append(np.linspace(0, T, 500), T + 14 * DAY)
    course = body.respond(schedule.effect_at(times), times, initial=1.0)
    assert_allclose(course["net"][:-1], level, atol=1e-11)  # 500 steps of rounding
    assert_allclose(course["net"][-1], level * math.exp(-1), rtol=1e-9)  # then it fades


@pytest.mark.parametrize(("days", "peak"), [(126, 0.111), (56, 0.245), (28, 0.432)])
def test_a_plain_line_peaks_at_its_end(days, peak):
    # domain exercise E1.4: (tau/T) * (1 - exp(-T/tau))
    times = np.linspace(0, days * DAY, 400)
    course = OpponentProcess("14 d").respond(1 - times / times[-1], times, initial=1.0)
    when, height = course.maximum("net")
    assert when == times[-1]
    assert_allclose(height, 14 / days * (1 - math.exp(-days / 14)), rtol=1e-10)
    assert round(height, 3) == peak


def test_schedule_before_and_after():
    schedule = constant_discomfort(1.0, 0.2, "14 d")
    assert schedule.effect_at([-1.0, 0.0, 1e6]).tolist() == [1.0, 0.8, 0.0]
    assert schedule.effect_at("28 d") == pytest.approx(0.4, rel=ROUNDING)
    assert isinstance(schedule, ConstantDiscomfort)


# Errors name the value, the range and the remedy


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: peak_withdrawal(-1.0), r"taper_speed is -1.0; it must be at least 0"),
        (lambda: peak_withdrawal(math.nan), r"taper_speed is nan"),
        (lambda: peak_time(0.0), r"taper_speed is 0.0; it must be above 0"),
        (lambda: peak_time(1.0, time_constant=0), r"time_constant is 0.0 h"),
        (
            lambda: constant_discomfort(0.1, 0.2, 5.0),
            r"withdrawal is 0.2; it must be below effect, 0.1. Accept less",
        ),
        (lambda: constant_discomfort(1.0, 0.0, 5.0), r"withdrawal is 0.0; it must be above 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
