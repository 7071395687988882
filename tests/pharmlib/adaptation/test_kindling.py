"""Kindling: the closed form, recovery, and the mice with three withdrawals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.adaptation.excitation import ExcitationBalance
from pharmlib.adaptation.kindling import Kindling
from pharmlib.checks import ParameterError

ROUNDING = 1e-12
SCAR = Kindling(naive_threshold=1.0, lowest_threshold=0.4, retained=0.8, recovery_time=1000.0)
scars = st.builds(
    Kindling,
    naive_threshold=st.floats(0.5, 1),
    lowest_threshold=st.floats(0, 0.4),
    retained=st.floats(0, 1),
    recovery_time=st.floats(10, 1e5),
)
quick = settings(max_examples=40, deadline=None)


def step_by_step(scar, falls, time):
    """The threshold at a time, one event after another."""
    threshold, now = scar.naive_threshold, None
    for fall in [*falls, None]:
        until = time if fall is None or fall > time else fall
        if now is not None:
            gap = scar.naive_threshold - threshold
            threshold = scar.naive_threshold - gap * math.exp(-(until - now) / scar.recovery_time)
        if fall is None or fall > time:
            return threshold
        low = scar.lowest_threshold
        threshold, now = low + (threshold - low) * scar.retained, fall
    return threshold


def test_exercise_five_withdrawals():
    # 0.4 + 0.6 * 0.8**5
    assert_allclose(SCAR.after(5), 0.59661, rtol=1e-5)
    assert_allclose(SCAR.after([0, 1e4]), [1.0, 0.4], rtol=ROUNDING)


@quick
@given(scar=scars, n=st.integers(0, 30))
def test_close_together_the_course_is_the_closed_form(scar, n):
    falls = np.arange(1, n + 1) * 1e-9
    course = scar.course(falls, [1.0]) if n else scar.course([2.0], [1.0])
    # within an hour a threshold regains at most 1/10 of its fall; undo that
    regained = math.exp(-(1.0 - n * 1e-9) / scar.recovery_time)
    fallen = scar.naive_threshold - course["threshold"][0]
    assert_allclose(fallen, (scar.naive_threshold - scar.after(n)) * regained, atol=1e-8)


@quick
@given(scar=scars, gaps=st.lists(st.floats(0.5, 5000), min_size=1, max_size=8))
def test_course_is_event_after_event(scar, gaps):
    falls = np.cumsum(gaps)
    times = np.unique(np.concatenate([[0.0], falls, falls + 0.25, [falls[-1] + 1e4]]))
    course = scar.course(falls, times)
    expected = [step_by_step(scar, falls, t) for t in times]
    assert_allclose(course["threshold"], expected, rtol=1e-10)
    assert course["withdrawals"][0] == 0
    assert course["withdrawals"][-1] == len(gaps)
    low, high = scar.lowest_threshold, scar.naive_threshold
    assert np.all(
        (course["threshold"] >= low - ROUNDING) & (course["threshold"] <= high + ROUNDING)
    )


@quick
@given(scar=scars, interval=st.floats(1, 1e5))
def test_steady_state_is_where_many_withdrawals_lead(scar, interval):
    d = math.exp(-interval / scar.recovery_time)
    before = scar.steady_state(interval)
    low = scar.lowest_threshold
    after = low + (before - low) * scar.retained
    assert_allclose(scar.naive_threshold - (scar.naive_threshold - after) * d, before, rtol=1e-9)
    assert low - ROUNDING <= before <= scar.naive_threshold + ROUNDING


def test_steady_state_by_iteration():
    falls = np.arange(0, 200) * 300.0
    just_before = SCAR.course(falls, [falls[-1] - 1e-6])["threshold"][0]
    assert_allclose(just_before, SCAR.steady_state(300), rtol=1e-7)
    assert_allclose(SCAR.steady_state([1e-9, 1e9]), [0.4, 1.0], rtol=1e-6)


@quick
@given(scar=scars, n=st.floats(0, 20))
def test_number_of_withdrawals_is_the_inverse(scar, n):
    level = scar.after(n)
    if 0.01 < scar.retained < 0.99 and level > scar.lowest_threshold * (1 + 1e-6) + 1e-6:
        assert_allclose(scar.withdrawals_to(level), n, rtol=1e-6, atol=1e-6)


def test_limits_of_the_number_of_withdrawals():
    assert SCAR.withdrawals_to(1.0) == 0.0
    assert SCAR.replace(retained=1.0).withdrawals_to(0.5) == math.inf
    assert SCAR.replace(retained=0.0).withdrawals_to(0.5) == 0.0


def test_three_withdrawals_of_mice_need_kindling():
    # becker1993: 3 x 16 h of alcohol vapour with 8 h between are followed by worse seizures than
    # 48 h at a stretch. Adaptation alone says the opposite; a threshold that falls reverses it, if
    # each withdrawal costs nearly half of its height.
    mouse = ExcitationBalance(nmda_time_constant=24.0, gaba_time_constant=24.0)
    box = [1500.0, 1500.0, 0.0, 0.0]
    at = np.array([0, 16, 16.001, 23.999])
    cycles = mouse.respond(np.tile(box, 3), np.concatenate([at, at + 24, at + 48]))
    stretch = mouse.respond([1500.0, 1500.0, 0.0], [0, 48, 48.001])
    X_cycles, X_stretch = cycles["excitation"][-2], stretch["excitation"][-1]
    assert X_cycles < X_stretch
    scar = Kindling(retained=0.5)
    assert X_cycles - scar.after(2) > X_stretch - scar.after(0)
    weak = scar.replace(retained=0.7)
    assert X_cycles - weak.after(2) < X_stretch - weak.after(0)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: SCAR.replace(retained=1.1), ["retained is 1.1", "from 0 to 1"]),
        (
            lambda: SCAR.replace(lowest_threshold=1.0),
            ["lowest_threshold is 1.0", "below naive_threshold", "Exchange"],
        ),
        (lambda: SCAR.replace(recovery_time=0), ["recovery_time is 0.0 h", "above 0 h"]),
        (lambda: SCAR.after(-1), ["withdrawals is -1.0", "at least 0"]),
        (lambda: SCAR.withdrawals_to(0.4), ["threshold is 0.4", "above 0.4", "at most 1"]),
        (lambda: SCAR.course([5, 5], [0]), ["withdrawal_times goes from 5.0 h", "increase"]),
        (lambda: SCAR.steady_state(0), ["interval is 0.0 h", "above 0 h"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
