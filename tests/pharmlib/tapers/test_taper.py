"""Tapers as values, as tablets and as doses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.tapers.schedules import (
    linear,
    proportional,
)
from pharmlib.tapers.taper import Taper

DAY, WEEK = 24.0, 168.0
ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16

anyhow = settings(deadline=None, max_examples=100)
doses = st.floats(0.5, 500)
fractions = st.floats(0.02, 0.9)


@anyhow
@given(doses, fractions, st.floats(0.05, 20), st.booleans())
def test_rounding_goes_up_by_less_than_a_piece(start, fraction, strength, halves):
    plan = proportional(start, fraction=fraction, interval=WEEK, until=start / 30)
    tablets = plan.rounded(strength, halves=halves)
    piece = strength / 2 if halves else strength
    at = plan.times
    extra = tablets.dose_at(at) - plan.daily_doses
    slack = 1e-8 * (start + piece)  # a dose that is whole but for rounding stays where it is
    assert np.all(extra >= -slack)
    assert np.all(extra < piece + slack)
    pieces = tablets.daily_doses / piece
    assert_allclose(pieces, np.round(pieces), atol=1e-9)
    assert np.all(np.diff(tablets.daily_doses) < 0)
    assert tablets.daily_doses[-1] == 0
    assert tablets.times[-1] == plan.times[-1]


def test_rounding_to_halves_of_tablets():
    plan = Taper([0, 24, 48, 72], [10, 7.1, 0.2, 0])
    assert plan.rounded("5 mg").daily_doses.tolist() == [10, 5, 0]
    assert plan.rounded("5 mg").times.tolist() == [0, 48, 72]
    assert plan.rounded("5 mg", halves=True).daily_doses.tolist() == [10, 7.5, 2.5, 0]
    assert linear(0.3, steps=3, interval=1).rounded(0.1).daily_doses == pytest.approx(
        [0.3, 0.2, 0.1, 0], abs=1e-9
    )


def test_dose_holds_until_the_next_step():
    taper = linear(30, steps=3, interval="1 wk")
    assert taper.dose_at([0, WEEK - 1e-6, WEEK, 1e6]).tolist() == [30, 30, 20, 0]
    assert taper.dose_at("8 d") == 20.0
    assert type(taper.dose_at(0)) is float


def test_taper_is_a_value():
    taper, same = (linear(30, steps=3, interval=WEEK) for _ in range(2))
    assert taper == same
    assert hash(taper) == hash(same)
    assert taper != linear(30, steps=4, interval=WEEK)
    assert taper != "taper"
    with pytest.raises(ValueError, match="read-only"):
        taper.daily_doses[0] = 99
    assert taper.steps[1] == (WEEK, 20.0)
    assert len(taper) == 4


def test_taper_keeps_its_own_copy():
    given_doses = np.array([20.0, 0.0])
    taper = Taper(np.array([0.0, 24.0]), given_doses)
    given_doses[0] = 99
    assert taper.dose_at(0) == 20


# As doses


@anyhow
@given(doses, st.integers(1, 8), st.integers(1, 30), st.integers(1, 4))
def test_regimen_holds_what_the_taper_says(start, steps, days, per_day):
    taper = linear(start, steps=steps, interval=days * DAY)
    regimen = taper.as_regimen(per_day)
    total = days * taper.daily_doses.sum()
    assert_allclose(regimen.total, total, rtol=1e-10)  # a sum of up to a thousand doses
    assert len(regimen) == steps * days * per_day
    assert regimen.end < taper.times[-1]
    assert_allclose(np.diff(regimen.times), DAY / per_day, rtol=1e-9)


def test_regimen_between_steps_that_are_not_whole_days():
    # steps at 0, 36, 72 h; doses at 0, 24 of 20 mg, at 48 of 10 mg
    regimen = linear(20, steps=2, interval="36 h").as_regimen()
    assert regimen.times.tolist() == [0, 24, 48]
    assert regimen.amounts.tolist() == [20, 20, 10]


def test_regimen_until():
    lasting = Taper([0, 48], [20, 5])
    assert lasting.as_regimen(until="4 d").amounts.tolist() == [20, 20, 5, 5]
    assert linear(20, steps=2, interval="2 d").as_regimen(until="1 d").amounts.tolist() == [20]
    assert len(Taper([0], [0]).as_regimen()) == 0


def test_taper_may_start_at_any_time():
    regimen = Taper([100, 124], [6, 0]).as_regimen(3)
    assert regimen.times.tolist() == [100, 108, 116]
    assert regimen.amounts.tolist() == [2, 2, 2]


# Errors name the value, the range and the remedy

LINE = Taper([0, 24], [20, 5])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Taper([0, 24], [20]), r"daily_doses has shape \(1,\); it must be \(2,\)"),
        (lambda: Taper([0, 24], [20, -1]), r"daily_doses is -1.0 mg; it must be at least 0"),
        (lambda: Taper([0, 0], [20, 10]), r"times goes from 0.0 h to 0.0 h"),
        (lambda: LINE.dose_at(-1), r"time is -1.0 h; it must be at least 0 h"),
        (lambda: LINE.as_regimen(), r"until is None; .*last dose is 5.0 mg and lasts"),
        (
            lambda: LINE.as_regimen(1.5, until=48),
            r"doses_per_day is 1.5; it must be a whole number",
        ),
        (lambda: LINE.rounded(0), r"strength is 0.0 mg; it must be above 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
