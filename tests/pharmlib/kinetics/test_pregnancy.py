"""A clearance that changes: constant pieces, quadrature, methadone in pregnancy, the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from pharmlib.checks import ParameterError
from pharmlib.dosing import Regimen, every, once
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.kinetics.pregnancy import ChangingClearance, pregnancy_clearance
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
MODEL = ChangingClearance((10, 30, 50, 90), (2.0, 6.0, 6.0, 3.0), volume=40)
METHADONE = pregnancy_clearance(0.17, 0.21, volume=4)  # wolff2005, for each kg; 4 L/kg illustrative
WEEK = 168
quick = settings(max_examples=60, deadline=None)


def test_a_constant_clearance_is_one_compartment():
    flat = ChangingClearance((10, 20), (3.0, 3.0), volume=40)
    regimen = every(10, 12, times=5) + once(3, at=-7)
    times = np.linspace(0, 100, 51)
    plain = OneCompartment(3, 40).concentration(regimen, times)
    assert_allclose(flat.concentration(regimen, times), plain, rtol=ROUNDING)


@quick
@given(start=st.floats(-20, 100), wait=st.floats(0, 80))
def test_what_is_left_is_the_exponential_of_the_integral(start, wait):
    corners = [knot for knot in MODEL.knots if start < knot < start + wait]
    area, _ = quad(MODEL.clearance, start, start + wait, points=corners or None, epsrel=1e-11)
    got = MODEL.concentration(once(1, at=start), [start, start + wait + 1e-9])
    assert_allclose(got, [1 / 40, np.exp(-area / 40) / 40], rtol=1e-8)


def test_the_ode_form_is_the_closed_form():
    times = np.linspace(0, 120, 61)
    regimen = every(10, 12, times=9)
    run = simulate(MODEL, times, regimen=regimen)
    assert_allclose(run["concentration"], MODEL.concentration(regimen, times), rtol=SOLVER)


def test_doses_add_up_and_do_nothing_before_they_are_given():
    times = np.linspace(0, 120, 61)
    a, b = every(10, 12, times=5), once(7, at=33)
    both = MODEL.concentration(a + b, times)
    apart = MODEL.concentration(a, times) + MODEL.concentration(b, times)
    assert_allclose(both, apart, rtol=ROUNDING)
    assert np.all(MODEL.concentration(b, times)[times < 33] == 0)


def test_far_future_doses_and_no_doses():
    quick_drug = MODEL.replace(volume=0.01)  # exp of its clearance over 100 h would overflow
    assert_allclose(
        quick_drug.concentration(every(1, 100, times=3), [0, 100]), [100, 100], rtol=ROUNDING
    )
    assert MODEL.concentration(Regimen(), [0, 1]).tolist() == [0, 0]


def test_slow_changes_keep_the_body_near_the_steady_state_of_the_moment():
    start = 20 * WEEK
    regimen = every(1, 24, times=200, start=start - 100 * 24)
    trough = METHADONE.concentration(regimen, [start - 1e-6])[0]
    moment = METHADONE.at(start).steady_state(1, 24)["concentration"][-1]
    # the clearance changes by 0.14 % a day, and the body remembers a day
    assert_allclose(trough, moment, rtol=0.005)


def test_the_trough_of_methadone_falls_by_thirty_per_cent():
    # wolff2005: 0.17 to 0.21 L/h/kg. k = 0.0425 and 0.0525 1/h; the trough of a daily dose goes
    # with exp(-24k)/(1 - exp(-24k)): 0.564 and 0.396, -30 %; 0.12 to 0.07 mg/L was measured, -42 %
    early, late = METHADONE.at("10 wk"), METHADONE.at("36 wk")
    assert_allclose([early.half_life, late.half_life], np.log(2) / [0.0425, 0.0525], rtol=ROUNDING)
    once_a_day = [4 * each.steady_state(1, 24)["concentration"][-1] for each in (early, late)]
    assert np.round(once_a_day, 3).tolist() == [0.564, 0.396]
    # two halves a day restore the trough of the first trimester with the same daily dose
    halves = 4 * late.steady_state(0.5, 12)["concentration"][-1]
    assert round(float(halves), 3) == 0.57
    assert halves > once_a_day[0]


def test_after_birth_the_same_dose_gives_more():
    troughs = [
        METHADONE.at(week * WEEK).steady_state(1, 24)["concentration"][-1] for week in (39, 43, 46)
    ]
    assert troughs[0] < troughs[1] < troughs[2]
    assert METHADONE.clearance(46 * WEEK) == METHADONE.clearance(0) == 0.17


def test_the_course_between():
    weeks = np.array([0, 10, 22, 34, 40, 43, 46, 60]) * WEEK
    expected = [0.17, 0.17, 0.19, 0.21, 0.21, 0.19, 0.17, 0.17]
    assert_allclose(METHADONE.clearance(weeks), expected, rtol=ROUNDING)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: ChangingClearance((1, 2), (1.0, 2.0, 3.0), volume=1),
            ["clearances has shape (3,)", "knots (2,)", "one clearance for each"],
        ),
        (lambda: ChangingClearance((1,), (1.0,), volume=1), ["2 or more", "each knot"]),
        (
            lambda: ChangingClearance((2, 1), (1, 1), volume=1),
            ["knots goes from 2.0 h", "increase"],
        ),
        (lambda: ChangingClearance((1, 2), (0, 1), volume=1), ["clearances is 0.0 L/h", "above 0"]),
        (lambda: MODEL.replace(volume=0), ["volume is 0.0 L", "above 0 L"]),
        (
            lambda: MODEL.concentration(once(1, duration=2), [0, 1]),
            ["duration is 2.0 h", "must be 0 h", "simulate"],
        ),
        (lambda: MODEL.concentration(5, [0]), ["regimen is 5", "must be a Regimen"]),
        (
            lambda: pregnancy_clearance(1, 2, volume=1, late_time="5 wk"),
            ["early_time is 1680.0 h", "below late_time, 840.0 h", "Exchange"],
        ),
        (lambda: pregnancy_clearance(0, 2, volume=1), ["early is 0.0 L/h", "above 0 L/h"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
