"""The balance of NMDA and GABA-A under alcohol, and the hazard of a seizure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad, solve_ivp

from pharmlib.adaptation.excitation import ExcitationBalance, SeizureHazard
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step

BRAIN = ExcitationBalance(
    nmda_gain=0.7,
    gaba_loss=0.4,
    nmda_block=0.6,
    gaba_boost=0.9,
    nmda_time_constant=20.0,
    gaba_time_constant=50.0,
    half_effect=800.0,
)
RISK = SeizureHazard(resting_hazard=1e-4, steepness=8.0, threshold=0.25)
brains = st.builds(
    ExcitationBalance,
    nmda_gain=st.floats(0, 1),
    gaba_loss=st.floats(0, 1),
    nmda_block=st.floats(0, 1),
    gaba_boost=st.floats(0, 2),
    nmda_time_constant=st.floats(1, 200),
    gaba_time_constant=st.floats(1, 200),
)
quick = settings(max_examples=40, deadline=None)


# Closed forms


def test_abrupt_end_leaves_two_exponentials():
    hours = np.linspace(0, 200, 41)
    course = BRAIN.respond(0.0, hours, adapted_to=1600)
    A = 1600 / 2400
    assert_allclose(course["nmda"], 1 + 0.7 * A * np.exp(-hours / 20), rtol=1e-10)
    assert_allclose(course["gaba"], 1 - 0.4 * A * np.exp(-hours / 50), rtol=1e-10)
    assert_allclose(course["excitation"], course["nmda"] - course["gaba"], rtol=ROUNDING)


def test_first_drink_by_hand():
    course = BRAIN.respond(800.0, [0.0])
    assert_allclose(course["alcohol_effect"], 0.5, rtol=ROUNDING)
    assert_allclose(course["excitation"], 0.7 - 1.45, rtol=ROUNDING)


def test_it_is_an_opponent_process_to_first_order():
    # without a benzodiazepine X = n + g - (h_N + h_G)*A, but for products of small numbers
    small = 1e-4
    brain = BRAIN.replace(nmda_gain=0.7 * small, gaba_loss=0.4 * small, nmda_block=0.6 * small,
                          gaba_boost=0.9 * small)  # fmt: skip
    course = brain.respond([900, 900, 0, 0], [0, 30, 30.001, 60])
    n, g, A = course["nmda"] - 1, 1 - course["gaba"], course["alcohol_effect"]
    assert_allclose(course["excitation"], n + g - 1.5 * small * A, atol=3 * small**2)


def test_hazard_by_hand():
    assert_allclose(RISK.hazard([-1, 0.25, 0.5]), [1e-4, 1e-4, 1e-4 * np.exp(2)], rtol=ROUNDING)
    assert isinstance(RISK.hazard(0.1), float)


def test_constant_hazard_is_an_exponential_risk():
    hours = np.linspace(0, 100, 11)
    course = RISK.respond(0.5, hours)
    h = 1e-4 * np.exp(2)
    assert_allclose(course["risk"], 1 - np.exp(-h * hours), rtol=1e-12)
    assert course["share"][-1] == 1.0


# Laws


@quick
@given(brain=brains, c=st.floats(0, 5000))
def test_adapted_it_keeps_still(brain, c):
    course = brain.respond(c, [0, 10, 1000], adapted_to=c)
    assert_allclose(course["nmda"], course["nmda"][0], rtol=1e-12)
    assert_allclose(course["gaba"], course["gaba"][0], rtol=1e-12)
    assert np.all(course["gaba"] >= 0)


@quick
@given(brain=brains, c=st.floats(1, 5000), hours=st.floats(0.1, 500))
def test_drunk_below_rest_withdrawn_above(brain, c, hours):
    course = brain.respond([c, c, 0, 0], [0, hours, hours + 1e-6, hours + 300])
    drunk, tolerant, storm, later = course["excitation"]
    assert drunk <= tolerant + ROUNDING
    assert drunk <= 0 <= storm + ROUNDING
    assert later <= storm + ROUNDING


@quick
@given(brain=brains, B=st.floats(0, 1))
def test_a_benzodiazepine_calms_and_spares_the_accelerator(brain, B):
    hours = np.array([0.0, 6.0, 24.0])
    plain = brain.respond(0.0, hours, adapted_to=2000)
    calmed = brain.respond(0.0, hours, adapted_to=2000, benzodiazepine=B)
    assert_allclose(calmed["nmda"], plain["nmda"], rtol=ROUNDING)
    assert calmed["excitation"][0] <= plain["excitation"][0] + ROUNDING
    assert np.all(calmed["gaba"] <= plain["gaba"] + ROUNDING)


def test_stopping_the_benzodiazepine_is_a_withdrawal_of_its_own():
    # an effect as large as that of the alcohol, for five days: the brake does not recover under it
    A = 2000 / 3000
    hours = np.array([0, 120, 120 + 1e-6, 400.0])
    brain = ExcitationBalance()
    treated = brain.respond(0.0, hours, adapted_to=2000, benzodiazepine=[A, A, 0, 0])
    untreated = brain.respond(0.0, hours, adapted_to=2000)
    assert_allclose(treated["gaba"][:3], untreated["gaba"][0], rtol=1e-6)
    assert treated["excitation"][2] > untreated["excitation"][2] + 0.2
    assert treated["excitation"][2] < untreated["excitation"][0]  # the accelerator has recovered


@quick
@given(X=st.lists(st.floats(-1, 0.8), min_size=3, max_size=20), lower=st.floats(0.05, 0.2))
def test_risk_and_share_grow_and_a_lower_threshold_is_a_higher_risk(X, lower):
    hours = np.arange(len(X)) * 2.0
    course = RISK.respond(X, hours)
    for name in ("risk", "share"):
        assert np.all(np.diff(course[name]) >= -ROUNDING)
        assert np.all((course[name] >= 0) & (course[name] <= 1 + ROUNDING))
    kindled = RISK.replace(threshold=lower).respond(X, hours)
    assert np.all(kindled["risk"] >= course["risk"] - ROUNDING)


def test_no_excess_no_share():
    assert np.all(RISK.respond([0.0, 0.1], [0, 10])["share"] == 0)


# An independent path


def alcohol(t):
    """A made-up blood alcohol, mg/L."""
    return 900 * (1 + np.cos(t / 9))


def benzodiazepine(t):
    """A made-up effect."""
    return 0.4 * np.exp(-t / 30)


def test_course_is_what_two_solvers_find():
    times = np.linspace(0, 100, 4001)

    def equations(t, y):
        A, B = alcohol(t) / (800 + alcohol(t)), benzodiazepine(t)
        return [(1 + 0.7 * A - y[0]) / 20, (1 - 0.4 * (A + B) - y[1]) / 50]

    exact = solve_ivp(equations, (0, 100), [1, 1], rtol=1e-10, atol=1e-12, t_eval=times).y
    course = BRAIN.respond(alcohol, times, benzodiazepine=benzodiazepine)
    run = simulate(BRAIN.driven(alcohol, benzodiazepine=benzodiazepine), times)
    A, B = alcohol(times) / (800 + alcohol(times)), benzodiazepine(times)
    X = exact[0] * (1 - 0.6 * A) - exact[1] * (1 + 0.9 * (A + B))
    for i, name in enumerate(["nmda", "gaba"]):
        assert_allclose(course[name], exact[i], atol=1e-6)  # straight lines over 0.025 h
        assert_allclose(run[name], exact[i], atol=SOLVER)
    assert_allclose(course["excitation"], X, atol=1e-6)


def test_share_is_the_distribution_of_the_seizures():
    def X(t):
        return 0.7 * np.exp(-(((t - 15) / 9) ** 2))

    hours = np.linspace(0, 60, 6001)
    course = RISK.respond(X(hours), hours)

    def hazard(t):
        return 1e-4 * np.exp(8 * max(X(t) - 0.25, 0))

    def density(t):
        gone = quad(hazard, 0, t, points=[t / 2], limit=200)[0]
        return (hazard(t) - 1e-4) * np.exp(-gone)

    whole = quad(density, 0, 60, points=[6, 15, 24], limit=400)[0]
    part = quad(density, 0, 18, points=[6, 15], limit=400)[0]
    # steps of 0.01 h
    assert_allclose(course.at(18, "share"), part / whole, rtol=1e-4)


# Errors


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: BRAIN.replace(gaba_loss=1.1), ["gaba_loss is 1.1", "from 0 to 1"]),
        (lambda: BRAIN.replace(half_effect=0), ["half_effect is 0.0 mg/L", "above 0 mg/L"]),
        (lambda: BRAIN.respond(-1.0, [0, 1]), ["concentration is -1.0 mg/L", "at least 0"]),
        (lambda: BRAIN.respond([1, 2], [0, 1, 2]), ["concentration has shape (2,)", "(3,)"]),
        (
            lambda: BRAIN.respond(0.0, [0, 1], benzodiazepine=3.0),
            ["benzodiazepine) is 1.2", "at most the whole of GABA-A function, 1.0", "Lower"],
        ),
        (
            lambda: BRAIN.respond(0.0, [0, 1], benzodiazepine=-0.1),
            ["benzodiazepine is -0.1", "at least 0"],
        ),
        (lambda: BRAIN.respond(0.0, [0, 1], adapted_to=-5), ["adapted_to is -5.0 mg/L"]),
        (lambda: RISK.replace(resting_hazard=0), ["resting_hazard is 0.0 1/h", "above 0 1/h"]),
        (lambda: RISK.replace(threshold=-1), ["threshold is -1.0", "above 0"]),
        (lambda: RISK.hazard(np.nan), ["excitation is nan", "finite"]),
        (lambda: RISK.respond([0.0, 0.1], [0, 1, 2]), ["excitation has shape (2,)", "(3,)"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)


def test_units_travel_as_text():
    assert BRAIN.alcohol_effect("0.8 g/L") == 0.5
    assert BRAIN.replace(half_effect="1 g/L").half_effect == 1000.0
