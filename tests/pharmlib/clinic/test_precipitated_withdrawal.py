"""Buprenorphine against a full agonist: the equations a second time, limits, and many people."""

import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.clinic.induction import Induction, induction_schedule
from pharmlib.clinic.precipitated_withdrawal import BuprenorphineStart
from pharmlib.dosing import every, once
from pharmlib.kinetics.buprenorphine_population import BuprenorphineKinetics

PERSON = BuprenorphineStart(efficacy=0.4)
SINGLE = induction_schedule("single 8 mg")
TWO_SPEEDS = TwoSpeedOpponent(
    fast_time_constant="1 d", slow_time_constant="20 d", fast_fraction=0.5, slow_fraction=0.4
)


def people(seed=1):
    return np.random.default_rng(seed)


def second_telling(person, induction, times):
    """Return activation and net deviation from the equations, typed again, by a general solver."""
    a0 = person.occupancy / (1 - person.occupancy)
    parts = list(person.opponent.parts.values())
    k_e0 = math.log(2) / person.equilibration_half_life
    film = BuprenorphineKinetics()

    def blood(t):
        total = 0.0
        for dose in induction.regimen:
            if t > dose.time:
                curve = film.sublingual(dose.amount).curve
                total += dose.amount * float(curve.value(t - dose.time))
        return total / person.half_occupancy

    def activation(t, b):
        a = a0 * 0.5 ** (max(t - induction.stop, 0.0) / person.agonist_half_life)
        return (a + person.efficacy * b) / (1 + a + b)

    def rate(t, y):
        E = activation(t, y[0])
        adapting = ((p * E - C) / tau for (tau, p), C in zip(parts, y[1:], strict=True))
        return [k_e0 * (blood(t) - y[0]), *adapting]

    begin = min(induction.stop, 0.0)
    y = np.array([0.0, *(p * a0 / (1 + a0) for _, p in parts)])
    stops = sorted({begin, 0.0, *induction.regimen.times, max(induction.stop, 0.0), times[-1]})
    E, net = [], []
    for a, b in itertools.pairwise(stops):
        at = times[(times >= a) & (times < b)]
        run = solve_ivp(rate, (a, b), y, t_eval=np.append(at, b), rtol=1e-9, atol=1e-12)
        effect = np.array([activation(t, x) for t, x in zip(run.t, run.y[0], strict=True)])
        E += effect[:-1].tolist()
        net += (run.y[1:].sum(axis=0) - effect)[:-1].tolist()
        y = run.y[:, -1]
    return np.array(E), np.array(net)


@pytest.mark.parametrize(
    ("person", "induction"),
    [
        (PERSON, SINGLE),
        (PERSON.replace(opponent=TWO_SPEEDS), Induction(once(4) + once(16, at=6), stop=-30)),
        (PERSON.replace(opponent=TWO_SPEEDS), Induction(every(2, 8, times=4), stop=13)),
    ],
)
def test_course_against_a_general_solver(person, induction):
    course = person.course(induction, until=40, step="3 min")
    E, net = second_telling(person, induction, course.times)
    # straight lines over 3 min, and 24 cells for the time before: second order in both
    assert_allclose(course["activation"][:-1], E, atol=2e-5)
    assert_allclose(course["net"][:-1], net, atol=2e-4)


def test_the_grid_of_a_quarter_of_an_hour_is_fine_enough():
    coarse, fine = (PERSON.course(SINGLE, until=24, step=step) for step in (0.25, 0.01))
    assert_allclose(coarse["score"], fine.at(coarse.times, "score"), atol=0.05)  # points


def test_slow_drugs_reach_the_static_view():
    # nothing washes out, and doses of 8 mg a day go on for ever: E at rest, with the mean level
    steady = PERSON.replace(agonist_half_life=1e9, equilibration_half_life=100.0)
    regimen = every(8, 24, times=60)
    course = steady.course(Induction(regimen, stop=0), until=60 * 24, step=2)
    b = BuprenorphineKinetics().sublingual(8).average_concentration(8, 24) / 0.001
    assert_allclose(course["activation"][-1], (9 + 0.4 * b) / (10 + b), atol=0.01)


def test_occupancies():
    course = PERSON.course(induction_schedule("low-dose, 7 days"), until="8 d", step="1 h")
    assert np.all(course["full_agonist"] + course["buprenorphine"] <= 1)
    assert_allclose(course["full_agonist"][0], 0.9, rtol=1e-12)
    assert course["buprenorphine"][0] == 0
    expected = course["full_agonist"] + 0.4 * course["buprenorphine"]
    assert_allclose(course["activation"], expected, rtol=1e-12)
    # up to the sixth day in small steps, and a large one when the full agonist stops
    falls = -np.diff(course["activation"][::24])
    assert falls[6] > 10 * falls[:6].max()


def test_a_better_agonist_never_harms():
    # as effective as the full one: then it can only raise activation
    helper = PERSON.replace(efficacy=0.999, efficacy_spread=0.0)
    rises = helper.rises(SINGLE, 500, generator=people(), attributable=True)
    assert np.all(rises < 0.01)
    antagonist = PERSON.replace(efficacy=1e-6, start_score=0)
    rises = antagonist.rises(SINGLE.waiting(0), 500, generator=people(), attributable=True)
    assert np.all(rises > 0)


def test_alike_people_are_the_typical_person():
    spreads = {
        f"{name}_spread": 0.0
        for name in ("occupancy", "half_life", "efficacy", "exposure", "equilibration", "points")
    }
    alike = PERSON.replace(start_score=0, **spreads)
    course = PERSON.course(SINGLE, until=4)
    expected = course["score"][1:].max() - course["score"][0]
    assert_allclose(alike.rises(SINGLE, 3, generator=people()), expected, rtol=1e-12)
    assert alike.incidence(SINGLE, 10, generator=people(), rise=0.99 * expected) == 1
    assert alike.incidence(SINGLE, 10, generator=people(), rise=1.01 * expected) == 0


def test_people_are_reproducible_and_many_are_enough():
    one, same, other = (PERSON.incidence(SINGLE, 4000, generator=people(s)) for s in (1, 1, 2))
    assert one == same
    # two samples of 4000: five standard errors of the difference
    assert abs(one - other) < 5 * math.sqrt(2 * one * (1 - one) / 4000)


def test_waiting_longer_is_safer():
    found = [
        PERSON.incidence(SINGLE.waiting(wait), 2000, generator=people(), attributable=True)
        for wait in (6, 12, 24, 48, 96)
    ]
    assert np.all(np.diff(found) < 0)
    assert found[-1] < 0.01


def test_the_score_at_the_start_is_the_one_asked_for():
    # two hours after the last use most people would be below 8 points: they wait longer
    early = SINGLE.waiting(2)
    group = PERSON.replace(opponent=OpponentProcess("100 d"))  # adaptation hardly moves
    factors = group._people(500, people())
    times = np.array([0.0, 0.25])
    score = group._run(early, factors, times, keep=("score",))["score"][0]
    reachable = group.points * factors["points"] * 0.5 > 8
    assert np.all(score[reachable] > 8 - 0.3)  # 3 % of the adaptation fades over a long wait
    ungated = group._run(early, factors, times, keep=("score",), gated=False)["score"][0]
    assert np.median(ungated) < 8 - 3


def test_the_definition_matters():
    # the same people: any rise in 4 h, what buprenorphine did in 4 h, what it did in 2 h
    counts = [
        PERSON.incidence(SINGLE, 4000, generator=people(), **definition)
        for definition in ({}, {"attributable": True}, {"attributable": True, "within": 2})
    ]
    assert counts[0] > 2 * counts[1] > 3 * counts[2] > 0


def test_two_ratings_with_errors_find_what_is_not_there():
    # domain exercise 12.2: two ratings, each with a deviation of 2 points, and no change at all
    still = PERSON.replace(agonist_half_life=1e9, rating_error=2.0, start_score=0)
    nothing = Induction(once(1e-9), stop=-1)
    found = still.incidence(nothing, 40_000, generator=people())
    expected = 0.5 * math.erfc(5 / (2 * math.sqrt(2)) / math.sqrt(2))  # P(error >= 5)
    assert_allclose(found, expected, atol=4 * math.sqrt(expected / 40_000))


def test_more_exposure_to_full_agonist_more_precipitation():
    found = [
        PERSON.replace(occupancy=rho).incidence(SINGLE, 2000, generator=people(), attributable=True)
        for rho in (0.6, 0.8, 0.9, 0.97)
    ]
    assert np.all(np.diff(found) > 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: PERSON.replace(occupancy=1.0), ["occupancy is 1.0", "below 1"]),
        (lambda: PERSON.replace(efficacy=0.0), ["efficacy is 0.0", "above 0"]),
        (lambda: PERSON.replace(points_spread=-1), ["points_spread is -1.0", "at least 0"]),
        (lambda: PERSON.replace(opponent=7), ["opponent is 7", "OpponentProcess"]),
        (lambda: PERSON.incidence(SINGLE, 10, generator=1), ["generator is 1", "default_rng"]),
        (lambda: PERSON.incidence(SINGLE, 0, generator=people()), ["number is 0", "at least 1"]),
        (
            lambda: PERSON.incidence(SINGLE, 9, generator=people(), rise=0),
            ["rise is 0.0", "above 0"],
        ),
        (lambda: PERSON.course(SINGLE, until=0), ["until is 0.0 h", "above 0 h"]),
    ],
)
def test_errors(call, words):
    with pytest.raises(ParameterError) as error:
        call()
    for word in words:
        assert word in str(error.value)
