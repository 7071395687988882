"""Two paths of elimination: limits, steady states, paroxetine's dose, and the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from pharmlib.checks import ParameterError
from pharmlib.kinetics.elimination import MichaelisMenten
from pharmlib.kinetics.parallel_elimination import ParallelElimination
from pharmlib.simulation import simulate

ROUNDING = 1e-12
BODY = ParallelElimination(20.0, 10.0, linear_rate=0.5)
GRID = np.linspace(0, 20, 81)
quick = settings(max_examples=60, deadline=None)
bodies = st.builds(
    ParallelElimination,
    st.floats(1, 500),
    st.floats(0.1, 1000),
    linear_rate=st.floats(1e-4, 2),
)
levels = st.floats(0.01, 5000)


def test_a_vanishing_second_path_leaves_michaelis_and_menten():
    alone = MichaelisMenten(210, 50)
    both = ParallelElimination(210, 50, linear_rate=1e-10)
    grid = np.linspace(0, 14, 57)
    # the second path takes 1e-10/h for 14 h; far down, time counts Vmax/Km = 4 times
    assert_allclose(both.concentration(2500, grid), alone.concentration(2500, grid), rtol=1e-7)
    assert_allclose(both.time_to(2500, 100), alone.time_to(2500, 100), rtol=1e-8)


def test_far_below_saturation_both_rates_add_up():
    got = BODY.concentration(1e-6, GRID[:20])
    assert_allclose(got, 1e-6 * np.exp(-(0.5 + 2.0) * GRID[:20]), rtol=1e-6)  # C/Km is 1e-7


def test_far_above_saturation_the_linear_path_is_alone():
    got = BODY.concentration(1e9, [0, 1, 2])
    # the enzyme takes 20 of 1e9
    assert_allclose(got, 1e9 * np.exp(-0.5 * np.arange(3)), rtol=1e-6)


def test_against_an_equation_typed_again():
    run = solve_ivp(
        lambda t, C: -0.5 * C - 20 * C / (10 + C), (0, 20), [300.0],
        t_eval=GRID, rtol=1e-10, atol=1e-13, method="DOP853",
    )  # fmt: skip
    assert_allclose(BODY.concentration(300, GRID), run.y[0], rtol=1e-7, atol=1e-12)


def test_by_the_solver():
    run = simulate(BODY, GRID, initial=[300.0], rtol=1e-10, atol=1e-12)
    assert_allclose(run["concentration"], BODY.concentration(300, GRID), rtol=1e-6, atol=1e-9)


@quick
@given(body=bodies, initial=levels, share=st.floats(1e-6, 1))
def test_time_and_concentration_are_inverse(body, initial, share):
    time = body.time_to(initial, share * initial)
    got = body.concentration(initial, time)
    # the time is a sum of terms up to C0/Vmax; where they are large, a small one is lost
    slack = 1e-13 * (1 + initial / body.half_saturation)
    assert_allclose(got, share * initial, rtol=max(slack, 1e-11))


@quick
@given(body=bodies, initial=levels)
def test_it_only_falls_and_faster_than_each_path_alone(body, initial):
    C = body.concentration(initial, GRID)
    assert C[0] == initial
    assert np.all(np.diff(C) <= 0)
    linear = initial * np.exp(-body.linear_rate * GRID)
    assert np.all(linear * (1 + 1e-12) >= C)
    alone = MichaelisMenten(body.maximum_rate, body.half_saturation).concentration(initial, GRID)
    assert np.all(alone * (1 + 1e-9) + 1e-300 >= C)


@quick
@given(body=bodies, R=st.floats(1e-6, 1e4))
def test_every_input_has_a_steady_state(body, R):
    # the root loses digits where the two terms of the quadratic nearly cancel
    assert_allclose(body.rate(body.steady_state(R)), R, rtol=1e-9)


def test_steady_state_of_several_inputs():
    R = np.array([0.0, 10.0, 30.0, 1e6])
    C = BODY.steady_state(R)
    assert C[0] == 0
    assert np.all(np.diff(C) > 0)
    assert_allclose(C[1], brentq(lambda c: 0.5 * c + 20 * c / (10 + c) - 10, 0, 100), rtol=1e-9)
    assert isinstance(BODY.steady_state(1.0), float)


def test_the_half_life_grows_with_the_level():
    assert_allclose(BODY.half_life_at(1e-9), np.log(2) / 2.5, rtol=1e-8)
    assert_allclose(BODY.half_life_at(1e9), np.log(2) / 0.5, rtol=1e-6)
    assert np.all(np.diff(BODY.half_life_at([1.0, 10.0, 100.0])) > 0)
    alone = MichaelisMenten(210, 50)
    # of Michaelis and Menten alone: ln(2)*(Km + C)/Vmax
    assert_allclose(alone.half_life_at(100.0), np.log(2) * 150 / 210, rtol=ROUNDING)


def test_paroxetine_at_steady_state():
    # labelparoxetine2026: exposure at 30 mg/d about 8 times that predicted from a small dose, and
    # 40 mg give 2 to 3 times more than double of 20 mg. Illustrative constants, in mg/d, with a
    # clearance of 1 at first.
    body = ParallelElimination(19.5, 20.5, linear_rate=0.05)
    levels = body.steady_state(np.array([20.0, 30.0, 40.0]))
    assert_allclose(levels[1] / 30, 8, rtol=0.01)
    assert 4 <= levels[2] / levels[0] <= 6
    # the enzyme alone cannot do that: with 7 times its half-saturation at 30 mg/d, 34.3 mg/d are
    # the most it takes, and 40 mg/d would never settle
    alone = MichaelisMenten(30 * 8 / 7, 1.0)
    assert_allclose(alone.steady_state(30.0), 7, rtol=ROUNDING)
    with pytest.raises(ParameterError, match="rises for ever"):
        alone.steady_state(40.0)


def test_nothing_stays_nothing():
    assert BODY.concentration(0, GRID).tolist() == [0] * GRID.size


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: BODY.replace(linear_rate=0), ["linear_rate is 0.0 1/h", "above 0 1/h"]),
        (lambda: BODY.time_to(10, 20), ["final is 20.0 mg/L", "at most initial", "Exchange"]),
        (lambda: BODY.steady_state(-1), ["input_rate is -1.0 mg/L/h", "at least 0"]),
        (lambda: BODY.half_life_at(0), ["concentration is 0.0 mg/L", "above 0 mg/L"]),
        (lambda: BODY.concentration(1, [-1]), ["times is -1.0 h", "at least 0 h"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
