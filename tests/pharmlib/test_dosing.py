"""Regimens: an algebra of doses that conserves what it should."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.dosing import Dose, Regimen, every, once
from pharmlib.units import UnitError

ROUNDING = 1e-12  # sums of a few dozen doubles

doses = st.builds(
    Dose,
    st.floats(-100, 100),
    st.floats(0, 100),
    duration=st.just(0.0) | st.floats(0.1, 10),
)
regimens = st.lists(doses, min_size=1, max_size=6).map(lambda items: Regimen(tuple(items)))
quick = settings(max_examples=40, deadline=None)


def test_once():
    assert once("2 g", at="1 d", duration="30 min").doses == (Dose(24, 2000, duration=0.5),)


def test_every():
    regimen = every(10, "8 h", times=4, start="1 d")
    assert regimen.times.tolist() == [24, 32, 40, 48]
    assert regimen.amounts.tolist() == [10] * 4
    assert (len(regimen), regimen.total, regimen.end) == (4, 40, 48)


def test_times_do_not_drift():
    # start + i*interval, not a running sum: the thousandth dose is where it should be
    assert every(1, 0.1, times=1001).times[-1] == 100.0


def test_doses_are_put_in_order():
    regimen = Regimen([Dose(5, 1), Dose(-1, 2), Dose(3, 3)])
    assert [dose.time for dose in regimen] == [-1, 3, 5]
    assert regimen == Regimen((Dose(-1, 2), Dose(3, 3), Dose(5, 1)))


def test_the_end_is_when_the_last_infusion_is_over():
    assert (once(1, duration=10) + once(1, at=5)).end == 10


def test_nothing_is_a_regimen_too():
    nothing = Regimen()
    assert (len(nothing), nothing.total, nothing.times.shape) == (0, 0, (0,))
    assert nothing + once(5) == once(5)


def test_then_counts_from_the_end():
    first = every(10, 24, times=2, duration=6)  # over at 30 h
    assert first.then(once(5, at=1), after="2 h").times.tolist() == [0, 24, 33]


def test_repeat_counts_from_start_to_start():
    twice = (once(1) + once(2, at=3)).repeat(2, every="1 d")
    assert twice.times.tolist() == [0, 3, 24, 27]
    assert twice.amounts.tolist() == [1, 2, 1, 2]


def test_until_leaves_out_the_dose_at_that_time_and_cuts_infusions():
    assert every(1, 6, times=4).until(12).times.tolist() == [0, 6]
    (cut,) = once(10, duration=8).until(2)
    assert (cut.amount, cut.duration) == (2.5, 2)


def test_nothing_changes_in_place():
    regimen = once(5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        regimen.doses = ()
    regimen.scale(2), regimen.shift(1), regimen.repeat(3, every=1)
    assert regimen == once(5)
    assert len({regimen, once(5)}) == 1  # equal regimens have equal hashes


@quick
@given(a=regimens, b=regimens)
def test_side_by_side_adds_up(a, b):
    both = a + b
    assert len(both) == len(a) + len(b)
    assert_allclose(both.total, a.total + b.total, rtol=ROUNDING)
    assert sorted(both.doses, key=repr) == sorted((b + a).doses, key=repr)
    assert np.all(np.diff(both.times) >= 0)


@quick
@given(a=regimens, factor=st.floats(0, 10), by=st.floats(-50, 50), times=st.integers(1, 5))
def test_what_each_operation_conserves(a, factor, by, times):
    assert_allclose(a.scale(factor).total, factor * a.total, rtol=ROUNDING)
    assert_allclose(a.shift(by).times, a.times + by, rtol=ROUNDING, atol=ROUNDING)
    assert a.shift(by).total == a.total
    assert_allclose(a.repeat(times, every=7).total, times * a.total, rtol=ROUNDING)
    assert a.repeat(1, every=7) == a


@quick
@given(a=regimens, b=regimens, after=st.floats(0, 50))
def test_then_starts_after_the_wait(a, b, after):
    assert a.then(b, after=after) == a + b.shift(a.end + after)


@quick
@given(a=regimens, time=st.floats(-100, 100), later=st.floats(0, 50))
def test_cutting_twice_is_cutting_at_the_earlier_time(a, time, later):
    cut = a.until(time)
    again = a.until(time + later).until(time)
    assert_allclose(again.amounts, cut.amounts, rtol=1e-9)  # a short stub divides small numbers
    assert_allclose(again.times, cut.times, rtol=0)
    assert cut.total <= a.total * (1 + ROUNDING)
    assert all(dose.time < time and dose.end <= time + 1e-9 for dose in cut)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Dose(0, -1), ["amount is -1.0 mg", "at least 0 mg", "sign"]),
        (lambda: Dose(float("nan"), 1), ["time is nan h", "must be finite."]),
        (lambda: Dose(0, 1, duration=-1), ["duration is -1.0 h", "at least 0 h"]),
        (lambda: Dose([0, 1], 1), ["time has shape (2,)", "single number", "one at a time"]),
        (lambda: Dose(0, [1, 2]), ["amount has shape (2,)", "single number"]),
        (lambda: Regimen((5,)), ["doses holds 5", "must be a Dose", "Dose(time, amount)"]),
        (lambda: every(1, 0, times=2), ["interval is 0.0 h", "above 0 h"]),
        (lambda: every(1, 24, times=0), ["times is 0", "at least 1", "counts"]),
        (lambda: every(1, 24, times=2.5), ["times is 2.5", "whole number"]),
        (lambda: every(1, 24, times=[0, 1]), ["times is [0, 1]", "whole number"]),
        (lambda: once(1).repeat(-1, every=24), ["times is -1", "at least 1"]),
        (lambda: once(1).repeat(2, every=-24), ["every is -24.0 h", "above 0 h"]),
        (lambda: once(1).then(once(1), after=-1), ["after is -1.0 h", "at least 0 h"]),
        (lambda: once(1).scale(-1), ["factor is -1.0", "at least 0"]),
        (lambda: once(1).shift(np.inf), ["by is inf h", "must be finite."]),
        (lambda: once(1).until("nan h"), ["time is 'nan h'", "a number and its unit"]),
        (lambda: Regimen().end, ["doses is empty", "at least one dose", "once() or every()"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises((ParameterError, UnitError)) as error:
        action()
    for word in words:
        assert word in str(error.value)


def test_only_regimens_add_up():
    with pytest.raises(TypeError):
        once(1) + 5
