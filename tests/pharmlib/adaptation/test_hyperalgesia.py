"""Hyperalgesia: best concentration, crossover, the half hour of remifentanil."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar

from pharmlib.adaptation.hyperalgesia import OpioidHyperalgesia
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step
BODY = OpioidHyperalgesia(
    baseline_pain=6.0,
    maximum_analgesia=10.0,
    half_effect=1.0,
    sensitisation=0.5,
    sensitisation_time=4.0,
    ketamine_block=0.5,
)
bodies = st.builds(
    OpioidHyperalgesia,
    maximum_analgesia=st.floats(0.5, 20),
    half_effect=st.floats(0.1, 10),
    sensitisation=st.floats(0.01, 5),
    sensitisation_time=st.floats(0.5, 100),
    ketamine_block=st.floats(0, 0.9),
)
quick = settings(max_examples=40, deadline=None)


# Closed forms


def test_exercise_best_crossover_and_ketamine():
    assert_allclose(BODY.best_concentration(), math.sqrt(20) - 1, rtol=ROUNDING)
    assert round(BODY.best_concentration(), 2) == 3.47
    assert BODY.crossover_concentration() == 19.0
    assert round(BODY.best_concentration(ketamine=1.0), 2) == 5.32
    assert BODY.crossover_concentration(ketamine=1.0) == 39.0
    assert BODY.lasting_pain(12.5) < BODY.lasting_pain(25.0)


def test_limits():
    free = BODY.replace(ketamine_block=1.0)
    assert free.best_concentration(ketamine=1.0) == math.inf
    assert free.crossover_concentration(ketamine=1.0) == math.inf
    hurts = BODY.replace(sensitisation=11.0)  # more than A/K from the start
    assert hurts.best_concentration() == 0.0
    assert hurts.crossover_concentration() == 0.0


def test_short_infusion_by_hand():
    course = BODY.respond([5, 5, 0, 0], [0, 0.5, 0.5 + 1e-9, 2.5])
    top = 2.5 * (1 - math.exp(-0.5 / 4))
    assert_allclose(course["sensitised"], [0, top, top, top * math.exp(-2 / 4)], rtol=1e-7)
    assert_allclose(course["pain"], 6 + course["sensitised"] - 10 * np.array([5, 5, 0, 0]) /
                    np.array([6, 6, 1, 1]), rtol=ROUNDING)  # fmt: skip


# Laws


@quick
@given(body=bodies, ketamine=st.floats(0, 1))
def test_best_and_crossover_are_what_the_curve_shows(body, ketamine):
    best, cross = (
        body.best_concentration(ketamine=ketamine),
        body.crossover_concentration(ketamine=ketamine),
    )
    assert best <= cross + ROUNDING
    if cross > 1e-2:  # below it the valley is too shallow for a search
        found = minimize_scalar(
            lambda c: body.lasting_pain(c, ketamine=ketamine), bounds=(0, cross), method="bounded",
            options={"xatol": 1e-9 * cross},
        )  # fmt: skip
        assert_allclose(found.x, best, rtol=1e-3, atol=1e-6 * cross)  # the curve is flat there
        assert_allclose(body.lasting_pain(cross, ketamine=ketamine), body.baseline_pain, rtol=1e-9)
        assert body.lasting_pain(1.1 * cross, ketamine=ketamine) > body.baseline_pain


@quick
@given(body=bodies, C=st.floats(0, 20), ket=st.floats(0, 1))
def test_in_the_end_it_is_the_lasting_pain(body, C, ket):
    end = 40 * body.sensitisation_time
    course = body.respond(C, [0, end], ketamine=ket)
    assert_allclose(course["pain"][-1], body.lasting_pain(C, ketamine=ket), rtol=1e-9, atol=1e-9)


@quick
@given(body=bodies, C=st.floats(0.1, 20))
def test_pain_after_the_infusion_exceeds_that_before_it(body, C):
    course = body.respond([C, C, 0, 0], [0, 1, 1 + 1e-6, 5])
    assert np.all(course["pain"][2:] > body.baseline_pain)
    calmed = body.respond([C, C, 0, 0], [0, 1, 1 + 1e-6, 5], ketamine=1.0)
    left = 1 - body.ketamine_block
    assert_allclose(calmed["sensitised"], left * course["sensitised"], rtol=1e-9, atol=1e-12)


# An independent path


def concentration(t):
    """A made-up concentration, mg/L."""
    return 4 * t * np.exp(-t / 2)


def test_course_is_what_two_solvers_find():
    times = np.linspace(0, 24, 4801)

    def equation(t, y):
        return [(0.5 * concentration(t) * 0.5 - y[0]) / 4]

    exact = solve_ivp(equation, (0, 24), [0.3], rtol=1e-10, atol=1e-12, t_eval=times).y[0]
    course = BODY.respond(concentration, times, ketamine=1.0, initial=0.3)
    run = simulate(BODY.driven(concentration, ketamine=1.0, initial=0.3), times)
    assert_allclose(course["sensitised"], exact, atol=1e-5)  # straight lines over 0.005 h
    assert_allclose(run["sensitised"], exact, atol=SOLVER)
    C = concentration(times)
    assert_allclose(course["pain"], 6 + exact - 10 * C / (1 + C), atol=1e-5)


@pytest.mark.parametrize("half_life", [0.05, 0.5, 4 * math.log(2)])
def test_equal_pain_time_is_a_crossing_of_the_course(half_life):
    k = math.log(2) / half_life
    wait = BODY.equal_pain_time(5.0, 0.5, half_life)

    def equation(t, y):
        return [(0.5 * 5 * np.exp(-k * t) - y[0]) / 4]

    S0 = 2.5 * (1 - math.exp(-0.5 / 4))
    S = solve_ivp(equation, (0, wait), [S0], rtol=1e-10, atol=1e-13).y[0, -1]
    C = 5 * math.exp(-k * wait)
    assert_allclose(S, 10 * C / (1 + C), rtol=1e-6)


def test_equal_pain_time_at_its_limits():
    assert BODY.equal_pain_time(30.0, 1000.0, 1.0) == 0.0  # far above the crossover
    assert BODY.replace(sensitisation=0.01).equal_pain_time(1.0, 1.0, 100.0) == math.inf


# Errors


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: BODY.replace(half_effect=0), ["half_effect is 0.0 mg/L", "above 0 mg/L"]),
        (lambda: BODY.replace(ketamine_block=1.5), ["ketamine_block is 1.5", "from 0 to 1"]),
        (lambda: BODY.lasting_pain(-1), ["concentration is -1.0 mg/L", "at least 0"]),
        (lambda: BODY.best_concentration(ketamine=2), ["ketamine is 2.0", "from 0 to 1"]),
        (lambda: BODY.respond([1, 2], [0, 1, 2]), ["concentration has shape (2,)", "(3,)"]),
        (lambda: BODY.respond(1, [0], initial=-1), ["initial is -1.0", "at least 0"]),
        (lambda: BODY.equal_pain_time(1, 0, 1), ["duration is 0.0 h", "above 0 h"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
