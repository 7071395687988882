"""Patches, muscles and depots: limits, mass, matrices, and the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad, solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.kinetics.compartments import OneCompartment, TwoCompartment
from pharmlib.kinetics.routes import Depot, SkinDepot, Transit, patch
from pharmlib.simulation import simulate

ROUNDING = 1e-12  # exponentials of numbers up to a few dozen
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred

ONE = OneCompartment(clearance=5.0, volume=50.0)
TWO = TwoCompartment(5.0, 20.0, intercompartmental_clearance=8.0, peripheral_volume=60.0)
DEPOT = Depot(TWO, fast_rate=0.3, slow_rate=0.04, transit_rate=0.02, fast_fraction=0.2)
GRID = np.linspace(0, 200, 101)
quick = settings(max_examples=40, deadline=None)


# The patch


def test_a_patch_is_a_steady_supply():
    regimen = patch("25 ug/h", "72 h", times=3)
    assert regimen.times.tolist() == [0, 72, 144]
    assert_allclose(regimen.amounts, 25e-3 * 72, rtol=ROUNDING)
    assert_allclose(patch("25 ug/h", "72 h").until("36 h").total, 25e-3 * 36, rtol=ROUNDING)


def test_under_a_patch_the_level_rises_to_release_over_clearance():
    skin = SkinDepot(ONE, 0.05)
    worn = patch(0.1, 2000)
    # at 1990 h, 99 time constants of the skin, nothing is missing
    assert_allclose(skin.concentration(worn, [1990.0]), 0.1 / 5.0, rtol=ROUNDING)
    # while worn: the chain of skin and body, each filling exponentially
    ks, k = 0.05, 0.1
    filled = 1 - (k * np.exp(-ks * GRID) - ks * np.exp(-k * GRID)) / (k - ks)
    assert_allclose(skin.concentration(worn, GRID), 0.1 / 5.0 * filled, atol=1e-15)


def test_after_a_patch_the_skin_sets_the_pace():
    skin = SkinDepot(OneCompartment.from_half_life(2.5, volume=270), np.log(2) / 17)
    level = skin.concentration(patch(0.1, 72), [132, 149])  # 60 h and 77 h after removal
    assert_allclose(level[1] / level[0], 0.5, rtol=1e-6)  # of the drug itself 2**-24 is left


# The muscle


def test_one_stage_is_absorption():
    regimen = every(100, 24, times=3)
    got = Transit(TWO, 0.8, bioavailability=0.7).concentration(regimen, GRID)
    assert_allclose(got, TWO.absorbed(0.8, 0.7).concentration(regimen, GRID), rtol=ROUNDING)


def test_four_stages_are_an_erlang_distribution():
    model = Transit(ONE, 2.0, stages=4)

    def expected(t):
        arrival = lambda s: 2.0**4 * s**3 / 6 * np.exp(-2.0 * s)  # noqa: E731
        return quad(lambda s: arrival(s) * np.exp(-0.1 * (t - s)) / 50, 0, t, epsabs=1e-14)[0]

    for t in (0.5, 2.0, 10.0):
        assert_allclose(model.concentration(once(1), [t])[0], expected(t), rtol=1e-9)


def test_the_mean_delay_is_stages_over_rate():
    t = np.linspace(0, 400, 40001)
    for model in (ONE, Transit(ONE, 2.0, stages=4)):
        C = model.concentration(once(1), t)
        mean = np.trapezoid(t * C, t) / np.trapezoid(C, t)
        expected = 10.0 + (0 if model is ONE else 2.0)
        assert_allclose(mean, expected, rtol=1e-4)  # the trapezium rule with steps of 0.01 h


# The depot


def test_without_a_fast_path_it_is_two_waits():
    slow = DEPOT.replace(fast_fraction=0.0)
    twice = TWO.curve.through(0.04).through(0.02)
    assert_allclose(slow.concentration(once(1), GRID), twice.value(GRID), rtol=ROUNDING)
    fast = DEPOT.replace(fast_fraction=1.0)
    assert_allclose(
        fast.concentration(once(1), GRID), TWO.absorbed(0.3).concentration(once(1), GRID),
        rtol=ROUNDING,
    )  # fmt: skip


@quick
@given(f=st.floats(0, 1), fast=st.floats(0.01, 2), slow=st.floats(0.001, 0.2))
def test_whatever_the_paths_all_of_it_arrives(f, fast, slow):
    model = DEPOT.replace(fast_fraction=f, fast_rate=fast, slow_rate=slow)
    assert_allclose(model.curve.area, 1 / 5.0, rtol=1e-11)
    assert np.all(model.concentration(once(1), GRID) >= 0)


def test_the_depot_against_equations_typed_again():
    kf, ks, kt, f = 0.3, 0.04, 0.02, 0.2

    def rate(t, y):
        A, B, T, C1, C2 = y
        arrives = kf * A + kt * T
        dC1 = arrives / 20 - 5 / 20 * C1 - 8 / 20 * (C1 - C2)
        return [-kf * A, -ks * B, ks * B - kt * T, dC1, 8 / 60 * (C1 - C2)]

    start = [100 * f, 100 * (1 - f), 0, 0, 0]
    run = solve_ivp(rate, (0, 200), start, t_eval=GRID, rtol=1e-10, atol=1e-14, method="DOP853")
    assert_allclose(DEPOT.concentration(once(100), GRID), run.y[3], rtol=1e-7, atol=1e-12)
    ours = simulate(DEPOT, GRID, regimen=once(100))
    assert_allclose(ours["depot"], run.y[0] + run.y[1], rtol=SOLVER, atol=1e-8)
    assert_allclose(ours["transit"], run.y[2], rtol=SOLVER, atol=1e-8)


@pytest.mark.parametrize(
    "model",
    [SkinDepot(TWO, 0.05), Transit(TWO, 2.0, stages=3, bioavailability=0.6), DEPOT],
    ids=["skin", "muscle", "depot"],
)
def test_the_ode_form_is_the_closed_form(model):
    regimen = every(100, 40, times=3, duration=30) + once(60, at=-7) + once(20, at=55)
    run = simulate(model, GRID, regimen=regimen)
    assert_allclose(
        run["concentration"], model.concentration(regimen, GRID), rtol=SOLVER, atol=1e-9
    )


def test_months_of_injections_lead_to_the_steady_state():
    model = DEPOT
    month = model.steady_state(100, 72, points=13)
    run = model.concentration(every(100, 72, times=40), 39 * 72 + month.times[:-1])
    assert_allclose(month["concentration"][:-1], run, rtol=1e-10)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: patch(-1, 72), ["release_rate is -1.0 mg/h", "at least 0 mg/h"]),
        (lambda: patch(1, 0), ["wear is 0.0 h", "above 0 h"]),
        (lambda: patch(1, 72, times=0), ["times is 0", "at least 1"]),
        (lambda: SkinDepot(ONE, 0), ["absorption_rate is 0.0 1/h", "above 0 1/h"]),
        (lambda: Transit(ONE, 1, stages=0), ["stages is 0", "at least 1"]),
        (lambda: Transit("muscle", 1), ["model is 'muscle'", "linear model", "OneCompartment"]),
        (lambda: DEPOT.replace(fast_fraction=1.1), ["fast_fraction is 1.1", "from 0 to 1"]),
        (lambda: DEPOT.replace(slow_rate=0), ["slow_rate is 0.0 1/h", "above 0 1/h"]),
        (lambda: SkinDepot(SkinDepot(ONE, 1), 1), ["state 'skin' already", "Use SkinDepot once"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
