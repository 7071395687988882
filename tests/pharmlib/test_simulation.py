"""The solver: restarts at jumps, accuracy it is asked for, and failures that say what to change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib import simulate as function_at_the_door
from pharmlib import simulation
from pharmlib.checks import ParameterError
from pharmlib.dosing import Dose, Regimen, every, once
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.simulation import SolverError, simulate

SOLVER = 1e-6  # 1e-8 is allowed a step; a run has some hundred
GRID = np.linspace(0, 24, 49)
ONE = OneCompartment(clearance=5.0, volume=50.0)


class Model:
    """A model made of a function."""

    def __init__(self, rate, *, initial=(0.0,), states=("x",), **more):
        self.states = dict.fromkeys(states, "")
        self.initial = initial
        self.rate_of_change = rate
        self.dose_state, self.dose_scale = states[0], 1.0
        self.__dict__.update(more)

    def initial_state(self):
        return np.array(self.initial, dtype=float)


def test_the_function_is_public():
    assert function_at_the_door is simulate


def test_names_and_units_come_from_the_model():
    run = simulate(ONE, [0, 1], regimen=once(1))
    assert run.names == ("concentration",)
    assert run.unit("concentration") == "mg/L"


def test_an_oscillator_against_its_closed_form():
    model = Model(lambda t, y: [y[1], -y[0]], initial=(1, 0), states=("x", "v"))
    run = simulate(model, GRID)
    assert_allclose(run["x"], np.cos(GRID), atol=SOLVER)
    assert_allclose(run["v"], -np.sin(GRID), atol=SOLVER)


def test_a_stiff_model_against_scipy_radau():
    # Robertson's reactions, rates over nine orders of magnitude
    def rate(t, y):
        a, b, c = y
        return np.array([-0.04 * a + 1e4 * b * c, 0.04 * a - 1e4 * b * c - 3e7 * b**2, 3e7 * b**2])

    times = [0, 0.4, 4, 40, 400]
    run = simulate(Model(rate, initial=(1, 0, 0), states=("a", "b", "c")), times)
    # Radau at a hundredth of the error serves as the truth
    truth = solve_ivp(rate, (0, 400), [1, 0, 0], "Radau", times, rtol=1e-10, atol=1e-14).y
    for name, expected in zip("abc", truth, strict=True):
        assert_allclose(run[name], expected, rtol=SOLVER, atol=1e-12)
    assert_allclose(run["a"] + run["b"] + run["c"], 1, rtol=1e-12)  # mass, kept by linear methods


def test_a_smaller_tolerance_gives_a_smaller_error():
    model = Model(lambda t, y: [y[1], -y[0]], initial=(1, 0), states=("x", "v"))
    errors = [
        np.max(np.abs(simulate(model, GRID, rtol=rtol)["x"] - np.cos(GRID)))
        for rtol in (1e-4, 1e-7, 1e-10)
    ]
    assert errors[0] > 30 * errors[1] > 900 * errors[2]  # each a thousandth is asked for


def test_the_value_at_a_dose_is_the_one_just_after_it():
    run = simulate(ONE, [0, 10, 20], regimen=once(50, at=10) + once(100, at=20))
    left = np.exp(-1)
    assert_allclose(run["concentration"], [0, 1, 2 + left], rtol=SOLVER)


def test_several_doses_at_once_add_up():
    run = simulate(ONE, [0, 1], regimen=once(50) + once(50) + once(100))
    assert run["concentration"][0] == 4.0


def test_doses_before_the_grid_count_and_later_ones_do_not():
    early = simulate(ONE, [0, 5], regimen=once(100, at=-10) + once(100, at=6))
    assert_allclose(early["concentration"], 2 * np.exp([-1.0, -1.5]), rtol=SOLVER)


def test_a_grid_of_one_point():
    assert simulate(ONE, 0, regimen=once(50))["concentration"].tolist() == [1]
    assert_allclose(simulate(ONE, 10, regimen=once(50))["concentration"], [np.exp(-1)], rtol=SOLVER)


def test_a_short_infusion_is_not_stepped_over():
    # 36 s in a run of 1000 h: a solver that does not stop there goes straight past it
    run = simulate(ONE, [0, 1000], regimen=once(100, at=500, duration=0.01))
    assert_allclose(
        run["concentration"][1], 2 * np.exp(-0.1 * (500 - 0.005)), rtol=SOLVER, atol=1e-11
    )
    # to second order in duration times rate, 1e-6


def test_overlapping_infusions():
    regimen = once(10, duration=10) + once(20, at=5, duration=10)
    amount = simulate(Model(lambda t, y: 0 * y), [0, 5, 10, 15, 20], regimen=regimen)
    assert_allclose(amount["x"], [0, 5, 20, 30, 30], rtol=1e-12)  # straight lines: rounding only


@settings(max_examples=15, deadline=None)
@given(
    doses=st.lists(
        st.builds(
            Dose,
            st.floats(-10, 20),
            st.floats(0, 100),
            duration=st.just(0.0) | st.floats(0.001, 8),
        ),
        max_size=5,
    )
)
def test_any_regimen_against_the_closed_form(doses):
    regimen = Regimen(tuple(doses))
    run = simulate(ONE, GRID, regimen=regimen)
    assert_allclose(run["concentration"], ONE.concentration(regimen, GRID), rtol=SOLVER, atol=1e-9)


@pytest.mark.parametrize("gap", [1e-300, 5e-17, 1e-12, 1e-9, 1e-8])
@pytest.mark.parametrize("at", [0.0, 0.3, 500.0])
def test_jumps_that_differ_by_rounding_alone(at, gap):
    regimen = once(50, at=at) + once(50, at=at + gap) + once(50, at=at - gap, duration=2 * gap)
    run = simulate(ONE, [at - 1, at + 1], regimen=regimen)
    # the gap moves a dose by less than 1e-8 h
    assert_allclose(run["concentration"], [0, 3 * np.exp(-0.1)], rtol=SOLVER)


def test_breakpoints_are_exact():
    # the rate is 1 before 10 h and 0 from then on; stopping there, no step is spoilt
    calls = []

    def rate(time, state):
        calls.append(time)
        return np.array([1.0 if time < 10 else 0.0])

    with_stop = simulate(Model(rate, breakpoints=(10, 99)), [0, 9.5, 10, 20])
    assert_allclose(with_stop["x"], [0, 9.5, 10, 10], rtol=1e-12)  # straight lines
    stopping = len(calls)
    calls.clear()
    simulate(Model(rate), [0, 9.5, 10, 20])
    assert stopping < len(calls) / 2


def test_what_holds_from_a_breakpoint_on_is_not_seen_before():
    # 1000 h plus one hour but for a rounding is 1001 h: the last look must be kept below it
    seen = []
    model = Model(lambda t, y: seen.append(t) or np.cos(y), breakpoints=(1001,))
    simulate(model, [1000, 1001])
    assert max(seen) < 1001


def test_the_given_start_replaces_that_of_the_model():
    run = simulate(ONE, [5, 15], initial=[4.0], regimen=once(50, at=5))
    assert_allclose(run["concentration"], [5, 5 * np.exp(-1)], rtol=SOLVER)


def test_the_start_is_not_written_to():
    initial = np.array([1.0])
    simulate(ONE, [0, 1], initial=initial, regimen=once(50))
    assert initial.tolist() == [1]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: simulate(ONE, [0, 1], regimen=once(1, at=-2), initial=[1]),
            ["initial is the state at 0 h", "a dose at -2 h", "Leave out initial"],
        ),
        (lambda: simulate(ONE, [0, 1], initial=[1, 2]), ["initial has shape (2,)", "(1,)"]),
        (lambda: simulate(ONE, [0, 1], initial=[np.nan]), ["initial is nan", "finite"]),
        (lambda: simulate(ONE, [1, 0]), ["times goes from 1.0 h to 0.0 h", "increase"]),
        (lambda: simulate(ONE, [0, 1], rtol=0), ["rtol is 0.0", "above 0"]),
        (lambda: simulate(ONE, [0, 1], rtol=0.5), ["rtol is 0.5", "at most 0.01"]),
        (lambda: simulate(ONE, [0, 1], atol=-1), ["atol is -1.0", "above 0"]),
        (
            lambda: simulate(Model(lambda t, y: y, dose_state=None), [0, 1], regimen=once(1)),
            ["dose_state is None", "one of x", "Leave out the regimen"],
        ),
        (lambda: simulate(ONE, [0, 1], regimen=Dose(0, 1)), ["regimen is Dose", "be a Regimen"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (lambda t, y: np.array([np.nan]), ["between 0 and 2 h", "rate of change of x", "at 0 h"]),
        (lambda t, y: y**2, ["between 0 and 2 h", "Check the units"]),  # infinite at 1 h
        (lambda t, y: np.array([1.0, 2.0]), ["shape (2,)", "must be (1,)", "this order"]),
        (lambda t, y: 1.0, ["shape ()", "must be (1,)", "one rate for each of x"]),
    ],
)
def test_failures_say_what_to_change(rate, words):
    with pytest.raises(SolverError) as error:
        simulate(Model(rate, initial=(1.0,)), [0, 2])
    for word in words:
        assert word in str(error.value)


def test_a_solver_that_stands_still_is_stopped(monkeypatch):
    monkeypatch.setattr(simulation, "_MOST_EVALUATIONS", 50)
    model = Model(lambda t, y: [y[1], -1e6 * y[0]], initial=(1, 0), states=("x", "v"))
    with pytest.raises(SolverError, match=r"between 0 and 24 h: it stood still at .* raise rtol"):
        simulate(model, GRID)


def test_doses_of_a_long_treatment():
    run = simulate(ONE, [0, 24 * 99], regimen=every(100, 24, times=100))
    expected = ONE.steady_state(100, 24)["concentration"][0]
    assert_allclose(run["concentration"][1], expected, rtol=SOLVER)
