"""Missed doses: the calendar of what follows, and what a body feels."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.checks import ParameterError
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.interruption import interrupted
from pharmlib.tapers.schedules import linear
from pharmlib.tapers.taper import Taper

DAY, WEEK = 24.0, 168.0
PLAN = Taper([0, WEEK, 2 * WEEK, 3 * WEEK], [30, 20, 10, 0])
BODY = AdaptedBody(OpponentProcess("14 d"), maximum=0.8398, half_dose="2.33 mg")

anyhow = settings(deadline=None, max_examples=80)


@anyhow
@given(st.integers(0, 20), st.integers(1, 9), st.sampled_from(["as planned", "pause", "step back"]))
def test_the_gap_and_what_follows(at, days, then):
    at, gap = at * DAY, days * DAY
    taper = interrupted(PLAN, at, duration=gap, then=then)
    before = np.arange(0, at, DAY / 2)
    within = at + np.arange(0, gap, DAY / 2)
    after = at + gap + np.arange(0, 4 * WEEK, DAY / 2)
    assert np.array_equal(taper.dose_at(before), PLAN.dose_at(before))
    assert np.all(taper.dose_at(within) == 0)
    if then == "as planned":
        assert np.array_equal(taper.dose_at(after), PLAN.dose_at(after))
    elif then == "pause":
        assert np.array_equal(taper.dose_at(after), PLAN.dose_at(after - gap))
    else:
        back = after < at + 2 * gap
        step = min(int(at // WEEK), 3)
        assert np.all(taper.dose_at(after)[back] == PLAN.daily_doses[max(step - 1, 0)])
        assert np.array_equal(taper.dose_at(after)[~back], PLAN.dose_at(after[~back] - 2 * gap))


def test_a_gap_in_steady_use_in_closed_form():
    gap = interrupted(Taper([0], [20]), "10 d", duration="5 d", then="pause")
    course = BODY.course(gap, until="20 d", step="12 h")
    E, tau = BODY.effect(20), 14 * DAY
    # the compensation decays while there is no drug: E * exp(-5/14) is left of it
    assert_allclose(course.at("10 d", "net"), E, rtol=1e-12)
    assert_allclose(course.minimum("net")[1], E * math.expm1(-5 * DAY / tau), rtol=1e-12)
    assert course.minimum("net")[0] == 15 * DAY


def test_a_long_half_life_forgives():
    gap = interrupted(linear(20, steps=4, interval="2 wk"), "3 d", duration="3 d")
    worst = [
        BODY.replace(half_life=t).course(gap, until="10 d").maximum("net")[1]
        for t in (0.0, 11.0, 35.0, 200.0)
    ]
    assert np.all(np.diff(worst) < 0)
    assert worst[0] > 2.5 * worst[2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: interrupted(PLAN, -1, duration=24), ["at is -1.0 h", "at least 0 h"]),
        (lambda: interrupted(PLAN, 0, duration=0), ["duration is 0.0 h", "above 0 h"]),
        (lambda: interrupted(PLAN, 0, duration=1, then="stop"), ["then is 'stop'", "step back"]),
    ],
)
def test_errors(call, words):
    with pytest.raises(ParameterError) as error:
        call()
    for word in words:
        assert word in str(error.value)
