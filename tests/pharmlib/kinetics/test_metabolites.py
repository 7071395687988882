"""Parent and metabolite: Bateman's equation, limits, diazepam, and the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from pharmlib.checks import ParameterError
from pharmlib.dosing import once
from pharmlib.drugs import drug
from pharmlib.kinetics.metabolites import ParentMetabolite
from pharmlib.simulation import simulate

ROUNDING = 1e-12  # exponentials of numbers up to a few dozen
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred

GRID = np.linspace(0, 300, 61)
LN2 = np.log(2)

pairs = st.builds(
    ParentMetabolite,
    st.floats(1, 100),
    st.floats(1, 100),
    fraction_formed=st.floats(0, 1),
    relative_potency=st.floats(0, 5),
)
quick = settings(max_examples=40, deadline=None)


def test_bateman_after_a_dose():
    kp, km = LN2 / 10, LN2 / 40
    course = ParentMetabolite(10, 40, fraction_formed=0.6, relative_potency=2).after_bolus(GRID)
    formed = 2 * 0.6 * kp / (km - kp) * (np.exp(-kp * GRID) - np.exp(-km * GRID))
    assert_allclose(course["parent"], np.exp(-kp * GRID), rtol=ROUNDING)
    assert_allclose(course["metabolite"], formed, rtol=ROUNDING, atol=1e-14)
    assert_allclose(course["active"], course["parent"] + course["metabolite"], rtol=ROUNDING)


def test_equal_half_lives():
    k = LN2 / 10
    course = ParentMetabolite(10, 10).after_bolus(GRID)
    assert_allclose(course["metabolite"], k * GRID * np.exp(-k * GRID), rtol=ROUNDING)


def test_the_metabolite_peaks_where_its_gain_is_its_loss():
    kp, km = LN2 / 10, LN2 / 40
    expected = np.log(kp / km) / (kp - km)
    grid = np.linspace(0, 60, 6001)
    when, _ = ParentMetabolite(10, 40).after_bolus(grid).maximum("metabolite")
    assert_allclose(when, expected, atol=0.01)  # the step of the grid


@quick
@given(pair=pairs)
def test_steady_use_starts_at_one_and_only_falls(pair):
    course = pair.from_steady_state(GRID)
    assert_allclose(course["active"][0], 1.0, rtol=ROUNDING)
    for name in course.names:
        assert np.all(np.diff(course[name]) <= ROUNDING)
        assert np.all(course[name] >= 0)
    ratio = pair.relative_potency * pair.fraction_formed
    ratio *= pair.metabolite_half_life / pair.parent_half_life
    assert_allclose(
        course["metabolite"][0], ratio * course["parent"][0], rtol=ROUNDING, atol=1e-300
    )


@quick
@given(pair=pairs)
def test_the_metabolite_never_shortens_the_effect(pair):
    course = pair.from_steady_state(GRID)
    alone = np.exp2(-GRID / pair.parent_half_life)
    assert np.all(course["active"] >= alone * (1 - 1e-9))  # both are rounded


@quick
@given(pair=pairs)
def test_whatever_is_formed_is_the_dose_times_the_fraction(pair):
    # area under the metabolite: fraction * potency / km, here over 3000 h in steps of 0.5 h
    grid = np.linspace(0, 3000, 6001)
    course = pair.after_bolus(grid)
    area = np.trapezoid(course["metabolite"], grid)
    expected = pair.relative_potency * pair.fraction_formed * pair.metabolite_half_life / LN2
    # the trapezium rule with steps of half of the shortest half-life: (ln2/2)**2/12 is 1 %
    assert_allclose(area, expected, rtol=0.02, atol=1e-12)


def test_without_a_metabolite_it_is_the_parent_alone():
    course = ParentMetabolite(10, 40, fraction_formed=0).from_steady_state(GRID)
    assert_allclose(course["active"], np.exp2(-GRID / 10), rtol=ROUNDING)


def test_steady_state_is_where_a_long_supply_leads():
    # a constant supply for 4000 h, 40 half-lives of the slower one: 1e-12 is missing
    pair = ParentMetabolite(10, 100)
    times = 4000 + np.array([0.0, 10, 50, 200])
    run = simulate(pair, times, regimen=once(4000, duration=4000))
    active = run["parent"] + run["metabolite"]
    expected = pair.from_steady_state(times - 4000)["active"]
    assert_allclose(active / active[0], expected, rtol=SOLVER)


def test_diazepam_and_nordiazepam():
    # greenblatt1989: diazepam 44.2 h; nordiazepam about 100 h, its label's upper figure.
    # All of it becomes the metabolite, with equal potency. The sum is written out here once more.
    tp, tm = drug("diazepam").half_life, drug("nordiazepam").half_life
    kp, km = LN2 / tp, LN2 / tm

    def left(t):
        formed = (np.exp(-kp * t) - np.exp(-km * t)) / (km - kp)
        return (np.exp(-kp * t) / kp + np.exp(-km * t) / km + formed) / (1 / kp + 1 / km)

    course = ParentMetabolite(tp, tm).from_steady_state(np.linspace(0, 800, 8001))
    for level, hours in [(0.5, 121), (0.1, 362)]:
        expected = brentq(lambda t, level=level: left(t) - level, 1, 800)
        found = course.first_time_below("active", level)
        assert_allclose(found, expected, atol=0.01)  # interpolation between steps of 0.1 h
        assert round(found) == hours
    # the parent alone, in its own half-lives: 44 and 147 h
    alone = course["parent"] / course["parent"][0]
    assert_allclose(np.interp(0.1, alone[::-1], course.times[::-1]), tp * np.log2(10), atol=0.01)


def test_the_ode_form_is_the_closed_form():
    pair = ParentMetabolite(44.2, 100.0, fraction_formed=0.6)
    run = simulate(pair, GRID, regimen=once(1))
    course = pair.after_bolus(GRID)
    for name in ("parent", "metabolite"):
        assert_allclose(run[name], course[name], rtol=SOLVER, atol=1e-10)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: ParentMetabolite(0, 1), ["parent_half_life is 0.0 h", "above 0 h"]),
        (lambda: ParentMetabolite(1, -1), ["metabolite_half_life is -1.0 h", "above 0 h"]),
        (
            lambda: ParentMetabolite(1, 1, fraction_formed=1.5),
            ["fraction_formed is 1.5", "from 0 to 1"],
        ),
        (
            lambda: ParentMetabolite(1, 1, relative_potency=-1),
            ["relative_potency is -1.0", "at least 0"],
        ),
        (lambda: ParentMetabolite(1, 1).after_bolus([-1, 0]), ["times is -1.0 h", "at least 0 h"]),
        (
            lambda: ParentMetabolite(1, 1).from_steady_state([]),
            ["times has shape (0,)", "linspace"],
        ),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
