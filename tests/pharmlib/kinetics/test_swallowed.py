"""A gut before any model: the linear closed form, mass, drinks."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.kinetics.elimination import MichaelisMenten, ZeroOrder, widmark
from pharmlib.kinetics.pregnancy import ChangingClearance
from pharmlib.kinetics.swallowed import Swallowed
from pharmlib.simulation import simulate

SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
GRID = np.linspace(0, 12, 121)
# norberg2000: 95 mg/min in 35.8 L, half-saturation 27 mg/L; 42 L is 0.7 L/kg of 60 kg
BODY = MichaelisMenten(159, 27, volume=42)


def test_before_a_linear_model_it_is_absorption():
    one = OneCompartment(5.0, 50.0)
    regimen = every(100, 4, times=3) + once(30, at=1, duration=2)
    run = simulate(Swallowed(one, 0.8, bioavailability=0.7), GRID, regimen=regimen)
    expected = one.absorbed(0.8, 0.7).concentration(regimen, GRID)
    assert_allclose(run["concentration"], expected, rtol=SOLVER, atol=1e-9)


def test_drinks_against_equations_typed_again():
    run = simulate(Swallowed(BODY, 3.0), GRID, regimen=every("14 g", 1, times=2))

    def rate(t, y):
        return [-3 * y[0], 3 * y[0] / 42 - 159 * y[1] / (27 + y[1])]

    options = {"rtol": 1e-10, "atol": 1e-12, "method": "DOP853"}
    first = solve_ivp(rate, (0, 1), [14000, 0], **options).y[:, -1]
    late = GRID[GRID > 1]
    second = solve_ivp(rate, (1, 12), first + np.array([14000, 0]), t_eval=late, **options)
    assert_allclose(run["concentration"][GRID > 1], second.y[1], rtol=SOLVER, atol=1e-5)


def test_all_that_arrives_is_eliminated():
    grid = np.linspace(0, 40, 8001)
    run = simulate(
        Swallowed(BODY, 2.0, bioavailability=0.9), grid, regimen=every("20 g", 1.5, times=3)
    )
    gone = 42 * np.trapezoid(BODY.rate(np.maximum(run["concentration"], 0)), grid)
    assert_allclose(gone, 0.9 * 60000, rtol=1e-4)  # trapezium rule with a corner at each drink
    assert abs(run["gut"][-1]) < 1e-6


def test_a_very_fast_gut_gives_what_widmark_says():
    run = simulate(Swallowed(BODY, 1000.0), [0, 0.02], regimen=once("30 g"))
    expected = widmark(30, 60, distribution_ratio=0.7) - 0.02 * 150
    assert_allclose(run["concentration"][1], expected, rtol=3e-3)  # a minute of elimination


def test_the_slower_the_lower():
    peaks = [
        simulate(Swallowed(BODY, rate), GRID, regimen=once("30 g")).maximum("concentration")
        for rate in (10.0, 3.0, 1.0)
    ]
    times, heights = zip(*peaks, strict=True)
    assert times == tuple(sorted(times))
    assert heights == tuple(sorted(heights, reverse=True))


def test_two_evenings_in_one_leave_more_than_twice_the_area():
    one, two = (
        np.trapezoid(
            simulate(Swallowed(BODY, 3.0), GRID * 2, regimen=once(dose))["concentration"], GRID * 2
        )
        for dose in ("25 g", "50 g")
    )
    assert two > 3 * one


def test_jumps_of_the_model_inside_are_known():
    inside = ChangingClearance((1, 2), (5, 10), volume=50)
    assert Swallowed(inside, 1.0).breakpoints == (1.0, 2.0)
    assert Swallowed(BODY, 1.0).breakpoints == ()
    assert Swallowed(ZeroOrder(100), 1.0).initial_state().tolist() == [0, 0]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Swallowed("beer", 1), ["model is 'beer'", "must take doses", "MichaelisMenten"]),
        (lambda: Swallowed(BODY, 0), ["absorption_rate is 0.0 1/h", "above 0 1/h"]),
        (lambda: Swallowed(BODY, 1, bioavailability=2), ["bioavailability is 2.0", "at most 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
