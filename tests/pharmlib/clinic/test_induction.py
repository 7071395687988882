"""Schedules as published, and the static view of them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.clinic.induction import (
    Induction,
    induction_names,
    induction_schedule,
    static_induction,
)
from pharmlib.dosing import Regimen, once
from pharmlib.receptors.precipitation import precipitation_threshold


@pytest.mark.parametrize(
    ("name", "daily", "times_a_day"),
    [
        ("standard", [8, 16], [2, 1]),
        ("low-dose, 7 days", [0.5, 1, 2, 4, 6, 8, 12], [1, 2, 2, 2, 2, 2, 1]),
        ("low-dose, 6 days", [0.5, 1, 2, 4, 6, 12, 12], [1, 2, 2, 2, 3, 3, 3]),
        ("rapid", [4, 8, 16], [8, 8, 1]),
        ("single 8 mg", [8], [1]),
    ],
)
def test_doses_of_each_day(name, daily, times_a_day):
    schedule = induction_schedule(name)
    assert schedule.daily_doses.tolist() == daily
    days = schedule.regimen.times // 24
    assert np.bincount(days.astype(int)).tolist() == times_a_day
    assert name in induction_names()


def test_low_dose_and_rapid_schedules_go_beside_the_full_agonist():
    for name in induction_names():
        beside = name.startswith(("low", "rapid"))
        assert (induction_schedule(name).stop > 0) == beside
    assert induction_schedule("standard").waiting("36 h").stop == -36.0


def test_static_numbers_of_the_week():
    # fact base, exercise 11.1: occupancy 70 %, efficacy 0.4, b = D/2.42
    E = static_induction([0, 0.5, 1, 2, 4, 6, 8, 12], 0.7, efficacy=0.4)
    assert_allclose(E, [0.70, 0.68, 0.67, 0.64, 0.60, 0.57, 0.55, 0.52], atol=0.005)
    assert round(float(-np.diff(E).min()), 2) == 0.04  # the largest fall from day to day
    assert_allclose(E[0] - static_induction(16, 0.7, efficacy=0.4), 0.20, atol=0.005)
    # then the full agonist is stopped: a larger step than any before
    last = E[-1] - static_induction(12, 0.0, efficacy=0.4)
    assert_allclose(static_induction(12, 0.0, efficacy=0.4), 0.33, atol=0.005)
    assert last > 0.18


def test_static_threshold():
    # everybody above the threshold falls, nobody below it does
    a = precipitation_threshold(0.4)
    rho = np.array([0.9, 1.0, 1.1]) * a / (1 + a)
    change = static_induction(8, rho, efficacy=0.4) - rho
    assert np.sign(np.round(change, 12)).tolist() == [1, 0, -1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: induction_schedule("low"), ["name is 'low'", "Did you mean", "rapid"]),
        (lambda: Induction(once(4, at=1), stop=0), ["regimen has doses at [1.0] h", "at 0 h"]),
        (lambda: Induction(Regimen(), stop=0), ["regimen has doses at [] h", "Shift it"]),
        (lambda: Induction(4, stop=0), ["regimen is 4", "must be a Regimen"]),
        (lambda: induction_schedule("rapid").waiting(-1), ["wait is -1.0 h", "at least 0 h"]),
        (lambda: static_induction(-1, 0.7, efficacy=0.4), ["daily_doses is -1.0 mg"]),
        (lambda: static_induction(1, 1.0, efficacy=0.4), ["occupancy is 1.0", "below 1"]),
    ],
)
def test_errors(call, words):
    with pytest.raises(ParameterError) as error:
        call()
    for word in words:
        assert word in str(error.value)
