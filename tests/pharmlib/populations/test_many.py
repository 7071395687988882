"""Thousands of patients at once are the same as one at a time, and as SciPy's."""

import dataclasses
import tracemalloc

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.dosing import Regimen, every, once
from pharmlib.kinetics.compartments import OneCompartment, ThreeCompartment
from pharmlib.kinetics.routes import Transit
from pharmlib.populations.many import simulate_patients
from pharmlib.populations.virtual_patients import SigmoidEffect, VirtualPatients
from pharmlib.simulation import simulate
from tests.pharmlib.peers import PEOPLE, STATES, patients, scipy_run, workload_slope

ROUNDING = 1e-12
ALLOWED = 1e-6  # what simulate_patients promises of the compensation
SOLVER = 1e-5  # simulate allows 1e-8 a step; a run of 17 days has some thousand

REGIMEN = every(10, "8 h", times=42)
HOURS = np.arange(0.0, 409.0)
DRAWN = PEOPLE.draw(300, np.random.default_rng(1))
COHORT = patients(DRAWN)
COURSES = simulate_patients(COHORT, HOURS, regimen=REGIMEN)
EXTREMES = sorted({int(pick(DRAWN[key])) for key in DRAWN for pick in (np.argmin, np.argmax)})


# One at a time


@pytest.mark.parametrize("i", [0, *EXTREMES])
def test_concentrations_are_the_closed_form(i):
    closed = COHORT[i].kinetics.concentration(REGIMEN, HOURS)
    # the closed form loses digits where its rates are close; nothing is lost here
    assert_allclose(COURSES["effect_site"][i], closed, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("i", EXTREMES[::9])
def test_the_clear_form_agrees(i):
    one = simulate(COHORT[i], HOURS, regimen=REGIMEN)
    for name in one.names:
        assert_allclose(COURSES[name][i], one[name], rtol=SOLVER, atol=1e-9)
    effect = COHORT[i].effect.at(COURSES["effect_site"][i])
    assert_allclose(COURSES["effect"][i], effect, rtol=1e-10, atol=1e-15)
    assert_allclose(COURSES["net"][i], one["compensation"] - effect, atol=1e-6)


@pytest.mark.parametrize("i", EXTREMES[::2])
def test_every_state_is_that_of_scipy_to_one_in_a_million(i):
    values = [float(DRAWN[name][i]) for name in DRAWN]
    doses = [(dose.time, dose.amount) for dose in REGIMEN]
    tight = {"rtol": 1e-10, "atol": 1e-18}
    few = HOURS[:61]
    peer = scipy_run(workload_slope, np.zeros(5), few, doses=doses, values=values, **tight)
    for name, course in zip(STATES, peer.T, strict=True):
        # LSODA at 1e-10 is off by some 1e-8 of a state that has nearly vanished
        assert_allclose(COURSES[name][i][:61], course, rtol=ALLOWED, atol=1e-8 * course.max())
    # the compensation from the first hour on, relative to itself
    assert_allclose(COURSES["compensation"][i][1:61], peer[1:, -1], rtol=ALLOWED)


# Steep, fast, slow and coarse

HARD = {
    "a bolus that acts at once": (OneCompartment([2.0, 9.0], 10), 5.0, 24.0),
    "a bolus into three compartments": (
        ThreeCompartment(
            [75.0, 30.0],
            [10.5, 3.0],
            intercompartmental_clearance=122,
            peripheral_volume=14.4,
            deep_intercompartmental_clearance=137,
            deep_volume=166,
        ).effect_site([10.8, 0.2]),
        1.0,
        3.0,
    ),
    "a fast gut": (OneCompartment(2.0, 10).absorbed([12, 0.15]).effect_site([8, 0.3]), 7.0, 6.0),
    "equal rates": (OneCompartment(5, 10).absorbed(0.5).effect_site([0.5, 0.5 + 1e-9]), 24.0, 0.5),
}  # fmt: skip


@pytest.mark.parametrize("slope", [0.6, 1.0, 5.4])
@pytest.mark.parametrize("name", HARD)
def test_hard_cases(name, slope):
    kinetics, step, tau = HARD[name]
    regimen = every(10, "24 h", times=3) + once(5, at=30.5, duration=7.25) + once(8, at=-11)
    times = np.arange(0.0, 5 * 24, step)
    group = VirtualPatients(kinetics, SigmoidEffect(0.05, slope=slope), OpponentProcess(tau))
    found = simulate_patients(group, times, regimen=regimen)
    for i, one in enumerate(group):
        run = simulate(one, times, regimen=regimen, rtol=1e-10, atol=1e-15)
        assert_allclose(
            found[group.site][i], one.kinetics.concentration(regimen, times), rtol=1e-9, atol=1e-14
        )
        assert_allclose(found["compensation"][i], run["compensation"], rtol=3 * ALLOWED, atol=1e-9)


def test_the_error_follows_the_tolerance():
    group = COHORT[:40]
    best = simulate_patients(group, HOURS[:60], regimen=REGIMEN, rtol=1e-11)["compensation"]
    errors = []
    for rtol in (1e-2, 1e-4, 1e-6, 1e-8):
        rough = simulate_patients(group, HOURS[:60], regimen=REGIMEN, rtol=rtol)["compensation"]
        errors.append(np.max(np.abs(rough[:, 1:] / best[:, 1:] - 1)))
        assert errors[-1] <= rtol
    assert errors == sorted(errors, reverse=True)


# Laws


def test_the_size_of_the_batches_changes_nothing():
    few = simulate_patients(COHORT, HOURS[:100], regimen=REGIMEN, at_once=7)
    for name in few.names:
        # a product of matrices may round differently for 7 columns and for 300
        assert_allclose(few[name], COURSES[name][:, :100], rtol=1e-11, atol=1e-300)


def test_a_patient_does_not_notice_the_others():
    one = simulate_patients(COHORT[5:6], HOURS, regimen=REGIMEN)
    assert_allclose(one["effect_site"][0], COURSES["effect_site"][5], rtol=1e-11, atol=1e-300)
    # fewer points are enough for him alone: both are within the tolerance
    assert_allclose(one["compensation"][0], COURSES["compensation"][5], rtol=2 * ALLOWED)


def test_the_same_twice():
    again = simulate_patients(COHORT, HOURS, regimen=REGIMEN)
    for name in again.names:
        assert_array_equal(again[name], COURSES[name])


def test_doses_add_up_and_scale():
    other = once(30, at=5) + once(20, at=12.3, duration=9.1)
    both = simulate_patients(COHORT, HOURS[:60], regimen=REGIMEN + other, curves="effect_site")
    alone = simulate_patients(COHORT, HOURS[:60], regimen=other.scale(2), curves="effect_site")
    total = COURSES["effect_site"][:, :60] + alone["effect_site"] / 2
    assert_allclose(both["effect_site"], total, rtol=1e-11)


def test_no_drug_no_withdrawal():
    idle = simulate_patients(COHORT, HOURS[:9], regimen=Regimen())
    for name in idle.names:
        assert np.all(idle[name] == 0)
    late = simulate_patients(COHORT, HOURS[:9], regimen=once(5, at=100))
    assert np.all(late["effect_site"] == 0)


def test_a_lasting_effect_is_compensated_to_the_end():
    group = VirtualPatients(
        OneCompartment(5.0, 50), SigmoidEffect([0.1, 1.0]), OpponentProcess(20, [0.5, 1.0])
    )
    run = simulate_patients(group, [0, 400, 500], regimen=once(2500, duration=500, at=0))
    # 5 mg/h into 5 L/h: 1 mg/L, effects 1/1.1 and 1/2; 20 time constants later 2e-9 is missing
    assert_allclose(run["compensation"][:, 1], [0.5 / 1.1, 0.5], rtol=1e-7)


def test_two_speeds_are_two_parts():
    both = TwoSpeedOpponent(
        fast_time_constant=12, slow_time_constant=[200, 300], fast_fraction=0.6, slow_fraction=0.4
    )
    blood, effect = OneCompartment([3.0, 5.0], 50).absorbed(1.0), SigmoidEffect(0.3)
    run = simulate_patients(
        VirtualPatients(blood, effect, both), HOURS[:50], regimen=every(20, 8, times=6)
    )
    slow = simulate_patients(
        VirtualPatients(blood, effect, OpponentProcess([200, 300], 0.4)),
        HOURS[:50],
        regimen=every(20, 8, times=6),
    )
    assert_allclose(run["slow_compensation"], slow["compensation"], rtol=ROUNDING)
    parts = run["fast_compensation"] + run["slow_compensation"]
    assert_allclose(run["compensation"], parts, rtol=ROUNDING)
    assert_allclose(run["net"], run["compensation"] - run["effect"], atol=1e-15)


def test_without_effect_or_adaptation():
    blood = OneCompartment([3.0, 5.0], 50)
    assert simulate_patients(VirtualPatients(blood), [0, 1], regimen=once(5)).names == (
        "concentration",
    )
    felt = simulate_patients(
        VirtualPatients(blood, SigmoidEffect(0.1)), [0, 1], regimen=once(5), curves=["effect"]
    )
    assert_allclose(felt["effect"][:, 0], 0.5, rtol=ROUNDING)
    assert felt.units == {"effect": ""}


def test_a_model_that_takes_one_patient_only_is_asked_one_by_one():
    muscle = Transit(OneCompartment([3.0, 5.0], 50), [4.0, 2.0], stages=3)
    found = simulate_patients(VirtualPatients(muscle), HOURS[:30], regimen=once(10, at=2))
    for i, one in enumerate(VirtualPatients(muscle)):
        closed = one.kinetics.concentration(once(10, at=2), HOURS[:30])
        assert_allclose(found["concentration"][i], closed, rtol=1e-9, atol=1e-14)


@dataclasses.dataclass(frozen=True)
class Forgetful(OneCompartment):
    """Gives arrays for arrays, but the wrong ones: everybody gets the mean clearance."""

    def rate_of_change(self, time, state):
        return -np.mean(self.elimination_rate) * state


def test_a_model_that_mixes_its_patients_is_found_out():
    found = simulate_patients(VirtualPatients(Forgetful([3.0, 5.0], 50)), [0, 10], regimen=once(50))
    assert_allclose(found["concentration"][:, 1], np.exp([-0.6, -1.0]), rtol=ROUNDING)


def test_room_to_work_in_does_not_grow_with_the_patients():
    def beyond_the_result(count):
        group = patients({name: np.tile(value, count) for name, value in DRAWN.items()})
        tracemalloc.start()
        courses = simulate_patients(group, HOURS[:50], regimen=REGIMEN, curves="net", at_once=100)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - courses["net"].nbytes

    # rate matrices and parameters of all patients are kept: some 60 numbers each, not thousands
    assert beyond_the_result(4) - beyond_the_result(1) < 900 * 120 * 8


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: simulate_patients(COHORT[0].kinetics, HOURS, regimen=REGIMEN),
            ["must be a VirtualPatients", "VirtualPatients(kinetics"],
        ),
        (lambda: simulate_patients(COHORT, [1, 0], regimen=REGIMEN), ["times goes from 1.0 h"]),
        (lambda: simulate_patients(COHORT, HOURS, regimen=10), ["regimen is 10", "once(10)"]),
        (
            lambda: simulate_patients(COHORT, HOURS, regimen=REGIMEN, curves=["craving"]),
            ["'craving'", "gut, concentration", "net", "Correct"],
        ),
        (lambda: simulate_patients(COHORT, HOURS, regimen=REGIMEN, curves=[]), ["curves is empty"]),
        (lambda: simulate_patients(COHORT, HOURS, regimen=REGIMEN, rtol=1), ["rtol is 1.0"]),
        (lambda: simulate_patients(COHORT, HOURS, regimen=REGIMEN, at_once=0), ["at_once is 0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
