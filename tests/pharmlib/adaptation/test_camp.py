"""Cyclase: exact solution, overshoot, the fast pool alone; solver and matrix exponential."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from pharmlib.adaptation.camp import (
    CyclaseSuperactivation,
    compensated_fraction,
    full_superactivation,
)
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step

CELL = CyclaseSuperactivation(
    maximum_inhibition=0.7,
    fast_gain=1.1,
    slow_gain=2.3,
    fast_time_constant=2.0,
    slow_time_constant=30.0,
)
cells = st.builds(
    CyclaseSuperactivation,
    maximum_inhibition=st.floats(0, 1),
    fast_gain=st.floats(0, 20),
    slow_gain=st.floats(0, 20),
    fast_time_constant=st.floats(0.1, 5),
    slow_time_constant=st.floats(6, 300),
)
quick = settings(max_examples=40, deadline=None)
GRID = np.linspace(0, 200, 81)


def equations(t, y, occupancy, cell=CELL):
    """The equations of the docstring, typed again."""
    F, S = y
    camp = (1 + F + S) * (1 - cell.maximum_inhibition * occupancy(t))
    return [
        (cell.fast_gain * (1 - camp) - F) / cell.fast_time_constant,
        (cell.slow_gain * (1 - camp) - S) / cell.slow_time_constant,
    ]


# Closed forms


def test_exercise_full_compensation_and_a_third_of_it():
    # I = 0.6: the cyclase must be 2.5 times normal; measured +50 % is a third of the way
    assert_allclose(full_superactivation(0.6), 2.5, rtol=ROUNDING)
    assert_allclose(compensated_fraction(1.5, 0.6), 1 / 3, rtol=ROUNDING)
    assert_allclose(full_superactivation([0.6, 0.6], [0.0, 0.5]), [1, 1 / 0.7], rtol=ROUNDING)


def test_the_defaults_compensate_a_third():
    cell = CyclaseSuperactivation()
    assert_allclose(cell.adapted(1.0), 1.5, rtol=ROUNDING)
    assert_allclose(compensated_fraction(cell.adapted(1.0), cell.maximum_inhibition), 1 / 3)


def test_great_gain_is_full_compensation():
    cell = CELL.replace(slow_gain=1e9)
    # (1 + g)/(1 + g*u) differs from 1/u by (1 - u)/(g*u**2)
    assert_allclose(cell.adapted([0.2, 1.0]), full_superactivation(0.7, [0.2, 1.0]), rtol=1e-8)


def test_one_pool_relaxes_with_one_exponential():
    cell = CELL.without_synthesis()
    course = cell.after_exposure(1.0, 50, GRID)
    u, g, tau = 0.3, 1.1, 2.0
    top = g * (1 - u) / (1 + g * u)
    F_on = top * (1 - np.exp(-(1 + g * u) * np.minimum(GRID, 50) / tau))
    expected = F_on * np.exp(-(1 + g) * np.maximum(GRID - 50, 0) / tau)
    assert_allclose(course["fast_pool"], expected, rtol=1e-10, atol=1e-14)
    assert np.all(course["slow_pool"] == 0)


def test_both_pools_are_a_matrix_exponential():
    course = CELL.after_exposure(0.8, 60, GRID)
    a = CELL.activity(0.8)
    g, tau = np.array([1.1, 2.3]), np.array([2.0, 30.0])

    def system(u):
        return -(np.eye(2) + np.outer(g, [u, u])) / tau[:, None]

    settled = g * (1 - a) / (1 + g.sum() * a)
    for t, F, S in zip(GRID, course["fast_pool"], course["slow_pool"], strict=True):
        on, off = min(t, 60), max(t - 60, 0)
        expected = expm(system(1.0) * off) @ (settled - expm(system(a) * on) @ settled)
        assert_allclose([F, S], expected, rtol=1e-9, atol=1e-13)


def test_equal_rates_do_not_divide_by_zero():
    # without inhibition the two rates agree when (1 + g_f)/tau_f = 1/tau_s and one gain is 0
    cell = CELL.replace(fast_gain=0.0, slow_gain=3.0, fast_time_constant=8.0, slow_time_constant=32)
    course = cell.respond(0.0, GRID, adapted_to=1.0)
    start = 3.0 * 0.7 / (1 + 3.0 * 0.3)
    assert_allclose(course["slow_pool"], start * np.exp(-GRID / 8.0), rtol=ROUNDING)


# Laws


@quick
@given(cell=cells, occ=st.floats(0, 1))
def test_in_the_end_it_is_adapted(cell, occ):
    course = cell.respond(occ, [0.0, 20 * cell.slow_time_constant])
    assert_allclose(course["cyclase"][-1], cell.adapted(occ), rtol=1e-7)
    assert_allclose(1 + cell.adapted_pools(occ).sum(), cell.adapted(occ), rtol=ROUNDING)
    assert_allclose(cell.respond(occ, [0, 7], adapted_to=occ)["cyclase"], cell.adapted(occ))


@quick
@given(cell=cells, occ=st.floats(0.05, 1), duration=st.floats(0.5, 200))
def test_camp_is_short_during_exposure_and_overshoots_after_it(cell, occ, duration):
    course = cell.after_exposure(occ, duration, [0.0, 0.999 * duration, duration, duration + 1])
    short, nearly, over, later = course["camp"]
    assert short <= nearly <= 1 + ROUNDING
    assert over >= 1 - ROUNDING
    assert later <= over + ROUNDING
    assert np.all(course["cyclase"] > 0)
    # never more than full compensation would leave
    if cell.maximum_inhibition < 1:  # else nothing would bring cyclic AMP back
        assert over <= full_superactivation(cell.maximum_inhibition, occ) * (1 + 1e-9)


@quick
@given(cell=cells, occ=st.floats(0, 1))
def test_the_exposure_is_the_course_of_a_box(cell, occ):
    times = np.array([0, 3, 10, 10 + 1e-9, 12, 40.0])
    box = cell.respond(np.where(times <= 10, occ, 0.0), times)
    exposure = cell.after_exposure(occ, 10, times[[0, 1, 4, 5]])
    # the box ends 1e-9 h late
    assert_allclose(box["cyclase"][[0, 1, 4, 5]], exposure["cyclase"], rtol=1e-7)


def test_ic50_of_the_drug_stays_the_same():
    # avidorreiss1995: the potency of morphine is the same before and after chronic treatment
    c = np.geomspace(0.01, 100, 401)
    for cyclase in (1.0, CELL.adapted(1.0)):
        camp = cyclase * CELL.activity(c / (1 + c))
        half = (camp[0] + camp[-1]) / 2
        assert_allclose(np.interp(-half, -camp, c), 1.0, rtol=0.03)  # the grid ends at 0.01 and 100


def test_recovery_is_faster_than_growth():
    # the loop that drives the growth works with full cyclic AMP when the drug has gone
    cell = CELL.without_synthesis()
    top = cell.adapted(1.0) - 1
    growth = (cell.respond(1.0, [0, 1])["cyclase"][-1] - 1) / top
    loss = 1 - (cell.respond(0.0, [0, 1], adapted_to=1.0)["cyclase"][-1] - 1) / top
    assert loss > growth


def test_steps_of_half_the_size_have_a_quarter_of_the_error():
    def fall(t):
        return np.exp(-t / 20)

    exact = solve_ivp(
        equations, (0, 200), [0, 0], args=(fall,), rtol=1e-12, atol=1e-14, t_eval=[200]
    )
    errors = [
        abs(CELL.respond(fall, np.linspace(0, 200, n + 1))["slow_pool"][-1] - exact.y[1, -1])
        for n in (200, 400)
    ]
    assert 3.5 < errors[0] / errors[1] < 4.5


# The solver


def test_course_is_what_two_solvers_find():
    times = np.linspace(0, 120, 2401)

    def occupancy(t):
        return 0.5 + 0.4 * np.cos(t / 10)

    course = CELL.respond(occupancy, times)
    exact = solve_ivp(equations, (0, 120), [0, 0], args=(occupancy,), rtol=1e-10, t_eval=times)
    run = simulate(CELL.driven(occupancy), times)
    for i, name in enumerate(["fast_pool", "slow_pool"]):
        assert_allclose(course[name], exact.y[i], atol=1e-5)  # of second order in steps of 0.05 h
        assert_allclose(run[name], exact.y[i], atol=SOLVER)


def test_driven_starts_adapted_and_keeps_still():
    run = simulate(CELL.driven(0.6, adapted_to=0.6), [0, 50])
    assert_allclose(run["slow_pool"], CELL.adapted_pools(0.6)[1], rtol=1e-9)
    model = CELL.driven(lambda t: 1.0 * (t < 10), breakpoints=[10])
    box = simulate(model, [0, 10, 30])
    assert_allclose(box["slow_pool"], CELL.after_exposure(1, 10, [0, 10, 30])["slow_pool"],
                    atol=SOLVER)  # fmt: skip
    assert model.dose_state is None
    assert model.dose_scale == 0


# Published numbers


def test_cycloheximide_hardly_matters_after_four_hours():
    # superactivation after 4 h of agonist is insensitive to it (avidorreiss1995 and later work)
    cell = CyclaseSuperactivation()
    full = cell.after_exposure(1, 4, [4])["cyclase"][0] - 1
    fast = cell.without_synthesis().after_exposure(1, 4, [4])["cyclase"][0] - 1
    assert 0.85 < fast / full <= 1.0
    day = cell.after_exposure(1, "5 d", [120])["cyclase"][0] - 1
    assert cell.without_synthesis().adapted(1) - 1 < 0.7 * day


# Errors


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: CELL.replace(maximum_inhibition=1.2), ["maximum_inhibition is 1.2", "0 to 1"]),
        (lambda: CELL.replace(fast_gain=-1), ["fast_gain is -1.0", "at least 0"]),
        (
            lambda: CELL.replace(fast_time_constant=30),
            ["fast_time_constant is 30.0 h", "below slow_time_constant", "Exchange"],
        ),
        (lambda: CELL.respond(1.5, [0, 1]), ["occupancy is 1.5", "from 0 to 1"]),
        (
            lambda: CELL.respond([0, 1, 1], [0, 1]),
            ["occupancy has shape (3,)", "(2,)", "same grid"],
        ),
        (lambda: CELL.respond(0.5, [1, 0]), ["times goes from 1.0 h", "increase"]),
        (lambda: CELL.after_exposure(1, 0, [0]), ["duration is 0.0 h", "above 0 h"]),
        (lambda: CELL.driven([0.5, 0.6]), ["occupancy has shape (2,)", "single number"]),
        (lambda: full_superactivation(1.0), ["maximum_inhibition is 1.0", "below 1"]),
        (lambda: compensated_fraction(0.5, 0.6), ["cyclase is 0.5", "at least 1"]),
        (lambda: compensated_fraction(1.5, 0.6, occupancy=0), ["occupancy is 0.0", "above 0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
