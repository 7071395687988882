"""Enzymes that are induced: limits, steady states, carbamazepine and phenobarbital, the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.drugs import drug
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.kinetics.enzyme_induction import EnzymeTurnover
from pharmlib.simulation import simulate

SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
quick = settings(max_examples=60, deadline=None)

CARBAMAZEPINE = EnzymeTurnover(
    1.75, 98, maximum_induction=2.5, half_inducing_concentration=5.37, enzyme_half_life=24
)
PHENOBARBITAL = CARBAMAZEPINE.replace(induced_fraction=0.0)
models = st.builds(
    EnzymeTurnover,
    st.floats(0.1, 50),
    st.floats(1, 500),
    maximum_induction=st.floats(0, 10),
    half_inducing_concentration=st.floats(0.01, 100),
    enzyme_half_life=st.floats(1, 200),
    induced_fraction=st.floats(0, 1),
)


def test_without_induction_it_is_one_compartment():
    regimen = every(100, 12, times=6) + once(50, at=3, duration=5)
    times = np.linspace(0, 120, 61)
    plain = OneCompartment(1.75, 98).concentration(regimen, times)
    for model in (CARBAMAZEPINE.replace(maximum_induction=0.0), PHENOBARBITAL):
        run = simulate(model, times, regimen=regimen)
        assert_allclose(run["concentration"], plain, rtol=SOLVER, atol=1e-9)


def test_the_enzyme_follows_a_lasting_level_exponentially():
    # no elimination to speak of: the level stays, and E is 1 + rise*(1 - exp(-k*t))
    model = CARBAMAZEPINE.replace(clearance=1e-12)
    times = np.linspace(0, 240, 41)
    run = simulate(model, times, regimen=once(98 * 5.37))
    expected = 1 + 1.25 * -np.expm1(-np.log(2) / 24 * times)
    assert_allclose(run["enzyme"], expected, rtol=SOLVER)


def test_after_a_stop_the_enzyme_goes_back_with_its_own_half_life():
    run = simulate(CARBAMAZEPINE, [0, 24, 72], initial=[0.0, 3.0])
    assert_allclose(run["enzyme"], [3, 2, 1.25], rtol=SOLVER)


@quick
@given(model=models, R=st.floats(1e-3, 1e3))
def test_at_steady_state_the_clearance_takes_what_comes(model, R):
    C = model.steady_state(R)
    assert_allclose(model.clearance_with(model.enzyme_at(C)) * C, R, rtol=1e-8)
    assert 0 < C <= R / model.clearance * (1 + 1e-9)


@quick
@given(model=models)
def test_twice_the_dose_is_at_most_twice_the_level(model):
    one, two = model.steady_state([5.0, 10.0])
    assert one < two <= 2 * one * (1 + 1e-9)


def test_the_course_ends_at_the_steady_state():
    run = simulate(CARBAMAZEPINE, [0, 2000], regimen=once(40 * 2000, duration=2000))
    assert_allclose(run["concentration"][-1], CARBAMAZEPINE.steady_state(40), rtol=SOLVER)


def test_equations_typed_again():
    times = np.linspace(0, 200, 41)
    run = simulate(CARBAMAZEPINE, times, initial=[20.0, 1.0])

    def rate(t, y):
        return [-1.75 * y[1] / 98 * y[0], np.log(2) / 24 * (1 + 2.5 * y[0] / (5.37 + y[0]) - y[1])]

    again = solve_ivp(rate, (0, 200), [20, 1], t_eval=times, rtol=1e-10, atol=1e-13)
    assert_allclose(run["concentration"], again.y[0], rtol=SOLVER)
    assert_allclose(run["enzyme"], again.y[1], rtol=SOLVER)


def test_carbamazepine_undermines_itself():
    # clearance 1.75 and 4.48 L/h, volume 98 L, 80 % of 600 mg every 12 h (approximate, drug table):
    # 22.9 mg/L before and 8.9 mg/L after, half-lives of 38.8 and 15.2 h
    facts = drug("carbamazepine")
    rate = facts.bioavailability * 600 / 12
    assert round(rate / facts.clearance, 1) == 22.9
    level = CARBAMAZEPINE.steady_state(rate)
    assert_allclose(level, rate / facts.clearance_induced, rtol=0.005)  # three figures
    assert_allclose(CARBAMAZEPINE.half_life_at(level), facts.half_life_induced, rtol=0.005)
    assert_allclose(CARBAMAZEPINE.half_life_at(0.0), facts.half_life, rtol=0.005)
    run = simulate(CARBAMAZEPINE, np.arange(0, 700.0), regimen=once(rate * 700, duration=700))
    when, highest = run.maximum("concentration")
    assert highest > 1.1 * level  # it overshoots in the first days
    assert when < 5 * 24
    slow = simulate(
        CARBAMAZEPINE.replace(enzyme_half_life=96),
        run.times,
        regimen=once(rate * 700, duration=700),
    )
    assert slow["concentration"].max() > 1.15 * highest  # the slower the enzyme, the higher


def test_phenobarbital_induces_others_and_not_itself():
    run = simulate(PHENOBARBITAL, np.arange(0, 400.0), regimen=once(8000, duration=400))
    assert run["enzyme"][-1] > 2
    assert np.all(np.diff(run["concentration"]) > 0)  # no overshoot
    assert PHENOBARBITAL.half_life_at(20.0) == PHENOBARBITAL.half_life_at(0.0)
    assert PHENOBARBITAL.clearance_with(3.0) == 1.75


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"maximum_induction": -1}, ["maximum_induction is -1.0", "at least 0"]),
        ({"enzyme_half_life": 0}, ["enzyme_half_life is 0.0 h", "above 0 h"]),
        ({"induced_fraction": 1.5}, ["induced_fraction is 1.5", "from 0 to 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(changes, words):
    with pytest.raises(ParameterError) as error:
        CARBAMAZEPINE.replace(**changes)
    for word in [*words, "Check"]:
        assert word in str(error.value)


def test_levels_are_checked():
    for action in (CARBAMAZEPINE.enzyme_at, CARBAMAZEPINE.steady_state):
        with pytest.raises(ParameterError, match=r"is -1\.0 mg/.*; it must be at least 0"):
            action(-1)
