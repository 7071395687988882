"""Withdrawal of the newborn: exact solution, the equation typed again, the spread."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.clinic.newborn import NeonatalWithdrawal, noisy_scores, virtual_newborns
from pharmlib.dosing import every
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step
NEWBORN = NeonatalWithdrawal()
AGES = np.linspace(0, 30 * 24, 241)


def again(concentration, ages):
    """Solve the published equation, typed a second time, in days and ng/mL."""

    def rate(t, N):
        made = 0.139 * 24 * (1 + 1.92 * np.exp(-0.107 * t))
        C = concentration(t)
        return made - 0.0301 * 24 * (1 + 1.85 * C / (0.942 + C)) * N

    days = np.asarray(ages) / 24
    start = [0.139 * 2.92 / 0.0301]
    run = solve_ivp(rate, (0, days[-1]), start, t_eval=days, rtol=1e-10, atol=1e-10, max_step=0.5)
    return run.y[0]


@pytest.mark.parametrize("C", [0.0, 0.249, 0.5, 2.0])
def test_constant_concentration(C):
    assert_allclose(NEWBORN.score(AGES, C / 1000), again(lambda t: C, AGES), rtol=1e-8)


def test_changing_concentration():
    fine = np.linspace(0, 240, 4801)
    C = 0.3 * (1 + np.sin(fine / 30))
    expected = again(lambda t: 0.3 * (1 + np.sin(24 * t / 30)), fine)
    # steps of 0.05 h, the middle of each: second order in the step, and the drug acts within 10 h
    assert_allclose(NEWBORN.score(fine, C / 1000), expected, rtol=1e-6)


def test_held_constant_the_array_is_the_number():
    C = np.full(AGES.shape, 0.3e-3)
    assert_allclose(NEWBORN.score(AGES, C), NEWBORN.score(AGES, 0.3e-3), rtol=1e-10)


def test_the_ode_form_is_the_closed_form():
    assert_allclose(simulate(NEWBORN, AGES)["score"], NEWBORN.score(AGES), rtol=SOLVER)


def test_doses_by_simulation_and_by_pieces():
    kinetics = OneCompartment.from_half_life("12 h", volume=40.0)
    regimen = every("0.02 mg", "8 h", times=6, start="24 h", duration="1 h")
    fine = np.linspace(0, 120, 4801)  # a step of 0.025 h, and the ends of infusions are on it
    run = simulate(NEWBORN.treated(kinetics), fine, regimen=regimen)
    assert_allclose(run["concentration"], kinetics.concentration(regimen, fine), atol=1e-9)
    by_pieces = NEWBORN.score(fine, kinetics.concentration(regimen, fine))
    assert_allclose(run["score"], by_pieces, rtol=2e-6)  # second order in the step, as above


def test_equal_rates_are_no_trouble():
    twin = NEWBORN.replace(decline_rate=NEWBORN.elimination_rate)
    near = NEWBORN.replace(decline_rate=NEWBORN.elimination_rate * (1 + 1e-7))
    assert_allclose(twin.score(AGES), near.score(AGES), rtol=1e-6)


def test_a_late_start_changes_nothing_before_it():
    late = NEWBORN.score(AGES, 0.5e-3, start="72 h")
    untreated, treated = NEWBORN.score(AGES), NEWBORN.score(AGES, 0.5e-3)
    before = AGES <= 72
    assert_allclose(late[before], untreated[before], rtol=ROUNDING)
    assert np.all((treated[~before] <= late[~before]) & (late[~before] < untreated[~before]))


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 5e-3), st.floats(0, 5e-3))
def test_more_drug_is_a_lower_score(first, second):
    low, high = sorted((first, second))
    assert np.all(NEWBORN.score(AGES, high) <= NEWBORN.score(AGES, low) * (1 + ROUNDING))


def test_birth_and_floor():
    # 0.139/0.0301 * 2.92 = 13.48, and 4.62 in the end
    assert round(NEWBORN.score_at_birth(), 2) == 13.48
    assert_allclose(NEWBORN.score([0.0, 24 * 365.0]), [13.484385, 0.139 / 0.0301], rtol=1e-6)


def test_quasi_steady_state_forgets_the_lag():
    lag = NEWBORN.score(AGES) - NEWBORN.quasi_steady_score(AGES)
    assert lag[0] == 0
    assert np.all(lag[1:] > 0)
    with_drug = NEWBORN.score(AGES, 0.5e-3) - NEWBORN.quasi_steady_score(AGES, 0.5e-3)
    assert with_drug[0] > 5  # the estimate drops at once, the score within a day
    assert_allclose(with_drug[-1], 0, atol=0.1)


@pytest.mark.parametrize(("ng_mL", "days"), [(0.0, 10.50), (0.249, 4.09), (0.5, 2.05)])
def test_when_the_score_falls_below_8(ng_mL, days):
    course = NEWBORN.course(np.linspace(0, 480, 4801), ng_mL / 1000)
    assert_allclose(course.first_time_below("score", 8) / 24, days, atol=0.006)


def test_the_spread_is_the_published_one():
    newborns = virtual_newborns(40_000, np.random.default_rng(1))
    logs = {
        name: np.log(getattr(newborns, name)[:, 0] / getattr(NEWBORN, name))
        for name in ("excess", "decline_rate", "elimination_rate", "maximum_effect")
    }
    cvs = [np.sqrt(np.expm1(np.var(log))) for log in logs.values()]
    assert_allclose(cvs, [1.46, 1.77, 0.338, 1.03], rtol=0.04)  # eudybyrne2021, table S3
    together = np.corrcoef(logs["excess"], logs["decline_rate"])[0, 1]
    assert_allclose(together, 0.778, atol=0.01)
    for log in logs.values():
        assert abs(log.mean()) < 0.03  # four standard errors of the widest


def test_many_newborns_are_as_many_single_ones():
    newborns = virtual_newborns(3, np.random.default_rng(2))
    names = ("excess", "decline_rate", "elimination_rate", "maximum_effect")
    for concentration in (0.4e-3, np.linspace(0, 1e-3, AGES.size)):
        together = newborns.score(AGES, concentration)
        assert together.shape == (3, AGES.size)
        for i, row in enumerate(together):
            one = NEWBORN.replace(**{name: getattr(newborns, name)[i, 0] for name in names})
            assert_allclose(row, one.score(AGES, concentration), rtol=ROUNDING)


def test_a_reading_is_a_whole_number_with_the_published_error():
    readings = noisy_scores(np.full(50_000, 20.0), np.random.default_rng(3))
    assert np.all(readings == np.rint(readings))
    assert_allclose(readings.std(), (2.30**2 + 1 / 12) ** 0.5, rtol=0.015)  # rounding adds 1/12
    assert noisy_scores(np.zeros(1000), np.random.default_rng(3)).min() == 0


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: NEWBORN.score([-1.0, 2.0]), ["times is -1.0 h", "at least 0 h"]),
        (lambda: NEWBORN.score(AGES, -1e-3), ["concentration is -0.001 mg/L", "at least 0"]),
        (lambda: NEWBORN.score(AGES, [1e-3, 2e-3]), ["concentration has shape (2,)", "(241,)"]),
        (lambda: NeonatalWithdrawal(0), ["production_rate is 0.0 1/h", "above 0"]),
        (lambda: NeonatalWithdrawal(ec50=-1), ["ec50 is -1.0 mg/L"]),
        (lambda: virtual_newborns(0, np.random.default_rng()), ["count is 0", "at least 1"]),
    ],
)
def test_errors_give_name_value_and_range(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
