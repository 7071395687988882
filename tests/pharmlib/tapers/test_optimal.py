"""The shortest taper, three ways: the solver, the greedy rule, and trying all schedules."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.certificate import BoundExceededError, certify
from pharmlib.tapers.optimal import greedy_taper, optimal_doses, shortest_taper
from pharmlib.tapers.schedules import constant_discomfort_taper, hyperbolic, linear
from pharmlib.tapers.tablets import Tablets

DAY, WEEK = 24.0, 168.0
CURVE = {"maximum": 0.8398, "half_dose": 2.33}  # citalopram, Sorensen 2022
ONE = AdaptedBody(OpponentProcess("28 d"), **CURVE)
TWO = AdaptedBody(
    TwoSpeedOpponent(
        fast_time_constant="5 d", slow_time_constant="28 d", fast_fraction=0.5, slow_fraction=0.5
    ),
    **CURVE,
)
FINE = np.unique(np.append(np.arange(0, 2.6, 0.25), np.arange(2.5, 20.1, 2.5)))  # 18 doses

anyhow = settings(deadline=None, max_examples=40)


def all_schedules(body, start, doses, bound, interval, number):
    """Try all sequences of doses; return the shortest that keeps the bound, least drug first."""
    parts = list(body.opponent.parts.values())
    best = None
    for schedule in itertools.product(doses, repeat=number):
        if schedule[-1] != 0:
            continue
        C = [phi * body.effect(start) for _, phi in parts]
        good = True
        for dose in schedule:
            E = body.effect(dose)
            for t in np.linspace(0, interval, 5):  # inside the interval too
                inside = sum(
                    phi * E + (c - phi * E) * np.exp(-t / tau)
                    for (tau, phi), c in zip(parts, C, strict=True)
                )
                good &= inside - E <= bound + 1e-12
            C = [
                phi * E + (c - phi * E) * np.exp(-interval / tau)
                for (tau, phi), c in zip(parts, C, strict=True)
            ]
            if not good:
                break
        if good:
            length = max((i + 1 for i, dose in enumerate(schedule) if dose), default=0)
            key = (length, sum(schedule))
            best = min(best, (key, schedule)) if best else (key, schedule)
    return best


@pytest.mark.parametrize("body", [ONE, TWO])
@pytest.mark.parametrize("bound", [0.35, 0.42, 0.6])
def test_no_schedule_at_all_is_better(body, bound):
    doses = [0.0, 1.0, 2.5, 6.0]
    taper = greedy_taper(body, 6, doses=doses, bound=bound, interval=10 * DAY)
    number = round(taper.duration / (10 * DAY)) + 1
    (length, total), schedule = all_schedules(body, 6, doses, bound, 10 * DAY, number)
    assert length == number - 1  # in particular, none is shorter
    assert taper.dose_at(np.arange(number) * 10 * DAY).tolist() == list(schedule)
    assert total == sum(schedule)
    assert shortest_taper(body, 6, doses=doses, bound=bound, interval=10 * DAY) == taper


@pytest.mark.parametrize(("body", "bound"), [(ONE, 0.15), (TWO, 0.17), (TWO, 0.2)])
def test_the_solver_agrees_without_any_hint(body, bound):
    # 18 doses, some 30 weeks; here the solver may look everywhere, and further than needed
    taper = greedy_taper(body, 20, doses=FINE, bound=bound, interval=WEEK)
    weeks = round(taper.duration / WEEK) + 1
    allowed = np.ones((weeks + 2, FINE.size), dtype=bool)
    chosen = optimal_doses(body, 20, FINE, body.effect(FINE), bound, WEEK, allowed)
    assert FINE[chosen[:weeks]].tolist() == taper.dose_at(np.arange(weeks) * WEEK).tolist()
    assert np.all(chosen[weeks - 1 :] == 0)
    assert shortest_taper(body, 20, doses=FINE, bound=bound, interval=WEEK) == taper


@anyhow
@given(
    st.lists(st.floats(0.2, 20), min_size=1, max_size=8),
    st.floats(0.1, 0.8),
    st.floats(0.1, 1.0),
    st.floats(2, 60),
)
def test_every_result_is_proved(doses, bound, share, days):
    body = AdaptedBody(
        TwoSpeedOpponent(
            fast_time_constant="3 d",
            slow_time_constant="30 d",
            fast_fraction=share,
            slow_fraction=1 - share,
        ),
        **CURVE,
    )
    try:
        taper = greedy_taper(body, max(doses), doses=doses, bound=bound, interval=days * DAY)
    except ParameterError:
        assume(False)
    proof = certify(body, taper, bound, start=max(doses), step="1 d")
    assert proof.ceiling <= bound
    assert np.all(np.diff(taper.daily_doses) < 0)
    assert set(taper.daily_doses) <= {0.0, *doses}
    assert taper.daily_doses[-1] == 0


@anyhow
@given(st.floats(0.16, 0.6), st.floats(0.16, 0.6))
def test_more_discomfort_or_more_doses_make_it_shorter(one, other):
    low, high = sorted([one, other])
    slow, quick = (greedy_taper(ONE, 20, doses=FINE, bound=w, interval=WEEK) for w in (low, high))
    assert quick.duration <= slow.duration
    richer = greedy_taper(ONE, 20, doses=np.append(FINE, [3.5, 4.2, 0.1]), bound=low, interval=WEEK)
    assert richer.duration <= slow.duration


def test_with_all_doses_at_hand_it_is_the_taper_of_constant_discomfort():
    every_dose = np.linspace(0, 20, 40_001)
    taper = greedy_taper(ONE, 20, doses=every_dose, bound=0.15, interval="1 d")
    ideal = constant_discomfort_taper(20, **CURVE, withdrawal=0.15, time_constant="28 d")
    # the first moves once a day, the second is its limit; both last 128.6 d or a day more
    assert abs(taper.duration - ideal.duration) <= 2 * DAY
    at = np.arange(0, 120, 10) * DAY
    effects = ONE.effect(taper.dose_at(at)), ONE.effect(ideal.dose_at(at))
    np.testing.assert_allclose(*effects, atol=0.15 * 2 / 28)  # two days of the fall


# Rounding a plan to tablets


def test_rounding_by_itself_can_break_the_bound_and_rounding_within_it_does_not():
    plan = hyperbolic(20, **CURVE, steps=8, interval="4 wk")
    bound = 1.001 * certify(ONE, plan, 1.0).largest
    tablets = Tablets([2, 5, 10, 20])
    with pytest.raises(BoundExceededError):
        certify(ONE, plan.rounded(2), bound)
    doses = np.append(tablets.doses(20), [0.5, 1.0, 1.5])
    kept = greedy_taper(ONE, 20, doses=doses, bound=bound, interval="4 wk", plan=plan)
    assert certify(ONE, kept, bound, start=20).ceiling <= bound
    within = plan.times[plan.times <= kept.times[-1]]
    assert np.all(kept.dose_at(within) >= plan.dose_at(within))


@anyhow
@given(st.floats(0.2, 0.7), st.integers(2, 12))
def test_a_plan_is_a_floor(bound, steps):
    plan = linear(20, steps=steps, interval="2 wk")
    kept = greedy_taper(ONE, 20, doses=FINE, bound=bound, interval="1 wk", plan=plan)
    free = greedy_taper(ONE, 20, doses=FINE, bound=bound, interval="1 wk")
    times = np.arange(0, kept.times[-1] + 1, WEEK)
    assert np.all(kept.dose_at(times) >= np.asarray(plan.dose_at(times)) - 1e-9)
    assert np.all(kept.dose_at(times) >= free.dose_at(times))
    assert certify(ONE, kept, bound, start=20, step="1 d").ceiling <= bound


# What is in the way


@pytest.mark.parametrize("body", [ONE, TWO, ONE.replace(opponent=OpponentProcess("9 d", 0.8))])
def test_the_bound_that_is_asked_for_is_enough_and_no_less(body):
    doses = Tablets([10, 20], parts=2).doses(20)  # 0, 5, 10, 15, 20: the last step is too large
    with pytest.raises(ParameterError, match=r"step from 5 mg to 0 mg costs.*smaller strength"):
        greedy_taper(body, 20, doses=doses, bound=0.3, interval=WEEK)
    phi = body.compensated_fraction
    needed = phi * body.effect(5)
    with pytest.raises(ParameterError, match="it must be above"):
        greedy_taper(body, 20, doses=doses, bound=needed * 0.9999, interval=WEEK)
    found = greedy_taper(body, 20, doses=doses, bound=needed * 1.0001, interval=WEEK)
    assert found.daily_doses[-1] == 0
    halves = np.append(doses, [2.5, 1.25, 0.5])
    assert greedy_taper(body, 20, doses=halves, bound=0.3, interval=WEEK).daily_doses[-1] == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: greedy_taper(ONE, 20, doses=[1, 2], bound=0.2, interval=WEEK),
            ["bound is 0.2", "from 20 mg to the largest dose, 2 mg", "Add a larger dose"],
        ),
        (
            lambda: shortest_taper(ONE, 20, doses=[1, 2], bound=0.0, interval=WEEK),
            ["bound is 0.0", "above 0"],
        ),
        (
            lambda: shortest_taper(ONE, 20, doses=FINE, bound=0.12, interval=WEEK),
            ["bound is 0.12", "above 0.1382", "from 5 mg to 2.5 mg"],
        ),
        (
            lambda: greedy_taper(ONE, 20, doses=FINE, bound=0.15, interval="1 min"),
            ["interval is", "within 2000 intervals", "longer interval"],
        ),
        (
            lambda: greedy_taper(
                ONE, 20, doses=FINE, bound=0.3, interval=WEEK, plan=linear(40, steps=2, interval=1)
            ),
            ["plan has 40 mg at 0 h", "at most the largest dose, 20 mg"],
        ),
    ],
)
def test_errors(call, words):
    with pytest.raises(ParameterError) as error:
        call()
    for word in words:
        assert word in str(error.value)
