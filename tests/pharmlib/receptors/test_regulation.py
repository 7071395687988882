"""Receptors that tire and go inside: closed form, mass balance, order of agonists, the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.receptors.regulation import RELATIVE_EFFICACIES, ReceptorRegulation
from pharmlib.simulation import simulate

MODEL = ReceptorRegulation()
MINUTES = np.arange(0, 61) / 60
DAYS = np.linspace(0, 21 * 24, 127)
fraction = st.floats(0, 1)
rate = st.floats(0.01, 20)


def test_rest_is_rest():
    course = MODEL.respond(0.0, DAYS)
    assert_allclose(course["ready"], 1.0, rtol=1e-12)
    assert_allclose(course["inside"], 0.0, atol=1e-15)


def test_desensitisation_alone_is_one_exponential():
    # nothing goes inside, nothing turns over: R = 1 - D and dD/dt = k_des*rho*(1 - D) - k_res*D
    model = MODEL.replace(internalisation_rate=1e-12, turnover_rate=1e-12)
    k_des, k_res = 0.3 * 6.0, 6.0
    expected = k_des / (k_des + k_res) * (1 - np.exp(-(k_des + k_res) * MINUTES))
    assert_allclose(model.respond(0.3, MINUTES)["desensitised"], expected, atol=1e-10)


def test_after_a_stop_each_pool_empties_by_itself():
    start = [0.3, 0.4, 0.2]
    course = MODEL.respond(0.0, DAYS, initial=start)
    k_deg, k_out = MODEL.turnover_rate, 1.0 + 0.05
    D = 0.4 * np.exp(-(6.0 + k_deg) * DAYS)
    inside = 0.2 * np.exp(-k_out * DAYS)
    # R = 1 + x: dx/dt = -k_deg*x + k_res*D + k_rec*I, a sum of three exponentials
    from_D = 6.0 * 0.4 * (np.exp(-k_deg * DAYS) - np.exp(-(6.0 + k_deg) * DAYS)) / 6.0
    from_I = 1.0 * 0.2 * (np.exp(-k_deg * DAYS) - np.exp(-k_out * DAYS)) / (k_out - k_deg)
    R = 1 + (0.3 - 1) * np.exp(-k_deg * DAYS) + from_D + from_I
    for name, expected in (("ready", R), ("desensitised", D), ("inside", inside)):
        assert_allclose(course[name], expected, atol=1e-11)  # rounding of ten squarings


def test_two_speeds_in_the_exercise():
    # domain exercise 2.1: half desensitised, 0.7 at the surface; half-lives 10 min and 1.85 d
    model = MODEL.replace(resensitisation_rate=np.log(2) * 6, turnover_rate=np.log(2) / (1.85 * 24))
    hours = [0.0, 1.0, 7 * 24]
    ready = model.respond(0.0, hours, initial=[0.35, 0.35, 0.0])["ready"]
    # the exercise lets the two go on one after the other: synthesis in the first hour, 0.005, apart
    assert_allclose(ready, [0.35, 0.6945, 0.978], atol=0.006)


@settings(max_examples=40, deadline=None)
@given(fraction, fraction, fraction, rate, rate, rate)
def test_what_is_made_is_there_or_was_lost(rho, coupling, internalising, k_des, k_int, k_rec):
    model = ReceptorRegulation(k_des, 6.0, k_int, k_rec)
    matrix = model.matrix(rho, coupling=coupling, internalising=internalising)
    # moving from pool to pool neither makes nor destroys: only the two losses leave the columns
    losses = [-model.turnover_rate, -model.turnover_rate, -model.destruction_rate]
    assert_allclose(matrix.sum(axis=0), losses, atol=1e-13 * (k_des + k_int + k_rec + 6))
    course = model.respond(rho, DAYS, coupling=coupling, internalising=internalising)
    for name in model.states:
        assert np.all((course[name] >= -1e-10) & (course[name] <= 1 + 1e-10))
    settled = model.steady_state(rho, coupling=coupling, internalising=internalising)
    far = model.respond(rho, [0, 5000.0], coupling=coupling, internalising=internalising)
    for name in (*model.states, "surface"):
        assert_allclose(far[name][-1], settled[name], atol=1e-9)


def test_morphine_leaves_receptors_where_they_are():
    lost = {}
    for name, (coupling, internalising) in RELATIVE_EFFICACIES.items():
        settled = MODEL.steady_state(1.0, coupling=coupling, internalising=internalising)
        lost[name] = 1 - settled["surface"]
    assert lost["DAMGO"] > lost["methadone"] > lost["morphine"] > lost["pentazocine"] > 0
    assert lost["morphine"] < 0.2 * lost["methadone"]
    # and yet it desensitises: borgland2003, as enkephalin does but less
    tired = MODEL.respond(1.0, [0, 10 / 60], coupling=0.58, internalising=0.07)["ready"][-1]
    assert 0.5 < tired < 0.8


def test_published_desensitisation_and_recovery():
    # enkephalin: to about half in ten minutes; recovery complete within 25 (dang2004)
    assert_allclose(MODEL.respond(1.0, [0, 10 / 60])["ready"][-1], 0.55, atol=0.06)
    brief = MODEL.respond(1.0, [0, 2 / 60])
    state = [brief[name][-1] for name in MODEL.states]
    assert MODEL.respond(0.0, [0, 25 / 60], initial=state)["ready"][-1] > 0.95


def occupancy(t):
    return 0.9 * np.exp(-t / 30)


def test_a_second_integration_and_simulate_agree():
    hours = np.linspace(0, 48, 97)

    def right_hand_side(t, y):
        R, D, inside = y
        off, inward = 6.0 * 0.98 * occupancy(t) * R, 1.0 * 0.59 * occupancy(t) * D
        k = np.log(2) / 44.4
        return [
            k - k * R - off + 6.0 * D + inside,
            off - 6.0 * D - inward - k * D,
            inward - 1.05 * inside,
        ]

    options = {"method": "LSODA", "rtol": 1e-10, "atol": 1e-13}
    expected = solve_ivp(right_hand_side, (0, 48), [1, 0, 0], t_eval=hours, **options).y
    run = simulate(MODEL.driven(occupancy, coupling=0.98, internalising=0.59), hours)
    assert_allclose([run[name] for name in MODEL.states], expected, atol=1e-7)
    fine = np.linspace(0, 48, 1921)
    steps = MODEL.respond(occupancy(fine), fine, coupling=0.98, internalising=0.59)
    # steps of 1.5 min beside a time constant of 5: second order
    assert_allclose([steps[name][::20] for name in MODEL.states], expected, atol=2e-5)
    assert_allclose(steps["signal"], 0.98 * occupancy(fine) * steps["ready"], rtol=1e-12)


def test_a_driven_model_takes_no_doses():
    model = MODEL.driven(0.5, breakpoints=[1.0])
    assert (model.dose_state, model.dose_scale, model.breakpoints) == (None, 0.0, (1.0,))
    assert model.states == MODEL.states


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ReceptorRegulation(-1), r"desensitisation_rate is -1.0 1/h; it must be above 0"),
        (lambda: MODEL.respond(1.2, DAYS), r"occupancy is 1.2; it must be from 0 to 1"),
        (lambda: MODEL.respond([0.1, 0.2], DAYS), r"occupancy has shape \(2,\).*same grid"),
        (lambda: MODEL.respond(0.1, DAYS, coupling=2), r"coupling is 2.0; .*from 0 to 1"),
        (
            lambda: MODEL.respond(0.1, DAYS, initial=[1.0]),
            r"initial has shape \(1,\).*Leave it",
        ),
        (lambda: MODEL.driven(1.5), r"occupancy is 1.5; it must be from 0 to 1"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
