"""Binding over time: closed form, equilibrium, mass balance, convergence, a second integration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.receptors.binding import competition, occupancy
from pharmlib.receptors.binding_kinetics import BindingRates, ReceptorBinding
from pharmlib.receptors.mu_ligands import mu_ligand
from pharmlib.simulation import simulate

SLOW = BindingRates("0.18 nM", "0.0172 1/min", efficacy=0.67)
FAST = BindingRates("5.7 nM", "0.0396 1/s", efficacy=0.0)
STEEP = BindingRates("0.35 nM", 2.0, hill_slope=0.84)
TWO = ReceptorBinding({"slow": SLOW, "fast": FAST})
THREE = ReceptorBinding({"slow": SLOW, "fast": FAST, "steep": STEEP})
HOURS = np.linspace(0, 8, 81)
quick = settings(max_examples=40, deadline=None)
nmol = st.floats(0, 500)


def test_one_ligand_has_the_textbook_form():
    c, n = 0.7, 0.84
    k_on, k_off = 2.0 * (c / 0.35) ** n, 2.0
    rise = k_on / (k_on + k_off) * (1 - np.exp(-(k_on + k_off) * HOURS))
    course = ReceptorBinding({"steep": STEEP}).respond({"steep": c}, HOURS)
    assert_allclose(course["steep"], rise, atol=1e-12)


def test_it_leaves_with_its_half_life():
    t = np.array([0, 1, 2]) * SLOW.half_life
    course = ReceptorBinding({"slow": SLOW}).respond({"slow": 0.0}, t, initial={"slow": 0.8})
    assert_allclose(course["slow"], [0.8, 0.4, 0.2], rtol=1e-12)
    assert_allclose(60 * SLOW.half_life, np.log(2) / 0.0172, rtol=1e-12)


@quick
@given(nmol, nmol, nmol)
def test_all_roads_lead_to_equilibrium(a, b, c):
    given_ = {"slow": a, "fast": b, "steep": c}
    there = THREE.equilibrium(given_)
    course = THREE.respond(given_, [0.0, 500.0])  # 700 half-lives of the slowest
    for name, rho in there.items():
        assert_allclose(course[name][-1], rho, atol=1e-9)  # rounding of 20 squarings


@quick
@given(nmol, nmol)
def test_equilibrium_is_gaddum(a, b):
    rho_a, rho_b = competition(a / 0.18, b / 5.7)
    got = TWO.equilibrium({"slow": a, "fast": b})
    assert_allclose([got["slow"], got["fast"]], [rho_a, rho_b], rtol=1e-12, atol=1e-300)
    alone = TWO.equilibrium({"slow": a, "fast": 0.0})["slow"]
    assert_allclose(alone, occupancy(a, 0.18), rtol=1e-12, atol=1e-300)


@quick
@given(nmol, nmol, nmol, st.floats(0, 1))
def test_receptors_are_never_shared(a, b, c, held):
    start = {"slow": held, "fast": (1 - held) / 2, "steep": (1 - held) / 2}
    course = THREE.respond(
        {"slow": lambda t: a * np.exp(-t), "fast": b, "steep": c}, HOURS, initial=start
    )
    total = sum(course[name] for name in THREE.ligands)
    assert np.all(total <= 1 + 1e-9)
    assert_allclose(course["occupancy"], np.minimum(total, 1), atol=1e-12)
    assert_allclose(course["activation"], 0.67 * course["slow"] + course["steep"], atol=1e-12)
    for name in THREE.ligands:
        assert np.all((course[name] >= 0) & (course[name] <= 1))


def concentrations(t):
    return 3 * np.exp(-0.4 * t), 40 * (np.exp(-t) - np.exp(-4 * t)), 0.5 + 0.3 * np.sin(t)


def reference(times, k_off):
    """The equations typed once more, and a general solver."""
    half, n = np.array([0.18, 5.7, 0.35]), (1, 1, 0.84)

    def rate(t, rho):
        a = (np.array(concentrations(t)) / half) ** n
        return np.array(k_off) * (a * (1 - rho.sum()) - rho)

    options = {"method": "LSODA", "rtol": 1e-10, "atol": 1e-13}
    return solve_ivp(rate, (0, 8), np.zeros(3), t_eval=times, **options).y


DRIVE = {
    "slow": lambda t: concentrations(t)[0],
    "fast": lambda t: concentrations(t)[1],
    "steep": lambda t: concentrations(t)[2],
}
K_OFF = [0.0172 * 60, 0.0396 * 3600, 2.0]


def test_the_error_falls_with_the_square_of_the_step():
    lazy = ReceptorBinding({**THREE.ligands, "fast": FAST.replace(dissociation_rate=3.0)})
    errors = []
    for points in (161, 321, 641):
        times = np.linspace(0, 8, points)
        course = lazy.respond(DRIVE, times)
        got = np.array([course[name] for name in lazy.ligands])
        errors.append(np.abs(got - reference(times, [K_OFF[0], 3.0, 2.0])).max())
    assert_allclose(np.array(errors[:-1]) / errors[1:], 4, rtol=0.1)
    assert errors[-1] < 1e-3


def test_a_ligand_faster_than_the_grid_is_followed_too():
    times = np.linspace(0, 8, 481)  # minutes; naloxone leaves in 17 s
    course = THREE.respond(DRIVE, times)
    got = np.array([course[name] for name in THREE.ligands])
    # most of the error is made in the first minutes, when concentrations rise fastest
    assert_allclose(got, reference(times, K_OFF), atol=0.02)
    assert_allclose(got[:, 60:], reference(times, K_OFF)[:, 60:], atol=2e-4)


def test_simulate_agrees():
    run = simulate(THREE.driven(DRIVE), HOURS)
    got = np.array([run[name] for name in THREE.ligands])
    # simulate allows 1e-8 a step; a run has some hundred
    assert_allclose(got, reference(HOURS, K_OFF), atol=1e-6)


def test_a_jump_needs_a_breakpoint_or_two_points():
    start = TWO.equilibrium({"slow": 0.54, "fast": 0.0})
    model = TWO.driven(
        {"slow": 0.54, "fast": lambda t: 57.0 * (t >= 1)}, initial=start, breakpoints=[1.0]
    )
    run = simulate(model, [0.0, 1.0, 1.5, 3.0])
    grid = [0.0, 1.0, 1.0 + 1e-12, 1.5, 3.0]
    course = TWO.respond({"slow": 0.54, "fast": [0, 0, 57, 57, 57]}, grid, initial=start)
    assert_allclose(run["slow"], course["slow"][[0, 1, 3, 4]], atol=1e-7)
    assert model.dose_state is None
    assert model.dose_scale == 0.0


def test_a_tight_ligand_makes_the_antagonist_wait():
    # naloxone is there at once; it must wait until buprenorphine leaves
    start = TWO.equilibrium({"slow": 0.54, "fast": 0.0})
    course = TWO.respond({"slow": 0.0, "fast": 1e6}, [0, SLOW.half_life], initial=start)
    assert_allclose(course["slow"][-1], start["slow"] / 2, rtol=1e-4)  # hardly any comes back


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: BindingRates(0, 1), r"half_occupancy is 0.0 nmol/L; it must be above 0"),
        (lambda: BindingRates(1, -1), r"dissociation_rate is -1.0 1/h"),
        (lambda: BindingRates(1, 1, efficacy=2), r"efficacy is 2.0; .*from 0 to 1"),
        (lambda: ReceptorBinding({}), r"ligands is empty"),
        (lambda: ReceptorBinding({"x": 3}), r"x is 3; it must be BindingRates"),
        (lambda: TWO.equilibrium({"slow": 1}), r"concentrations has slow; .*slow, fast.*Give 0"),
        (lambda: TWO.respond({"slow": 1, "fast": [1, 2]}, HOURS), r"fast has shape \(2,\)"),
        (
            lambda: TWO.respond({"slow": -1, "fast": 1}, HOURS),
            r"concentration of slow is -1.0 nmol/L",
        ),
        (
            lambda: TWO.respond({"slow": 1, "fast": 1}, HOURS, initial={"slow": 0.7, "fast": 0.6}),
            r"sum of initial is 1.29.* from 0 to 1",
        ),
        (lambda: TWO.driven({"slow": -1, "fast": 1}), r"concentration of slow is -1.0 nmol/L"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()


def test_published_half_lives_of_dissociation():
    # boas1985: fentanyl gone within an hour (half-life 6.8 min there); buprenorphine half bound
    seats = ReceptorBinding({n: mu_ligand(n) for n in ("fentanyl", "buprenorphine")})
    course = seats.respond(
        {"fentanyl": 0.0, "buprenorphine": 0.0},
        [0, 1],
        initial={"fentanyl": 0.5, "buprenorphine": 0.5},
    )
    assert course["fentanyl"][-1] < 1e-6
    assert_allclose(course["buprenorphine"][-1] / 0.5, 0.50, atol=0.15)  # another assay
