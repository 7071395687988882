"""Receptors: closed forms, published values, and what must hold for any numbers."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import brentq, curve_fit

from pharmlib.parameters import ParameterError
from pharmlib.receptors import (
    Ligand,
    competition,
    dose_for_occupancy,
    dose_occupancy,
    occupancy,
    occupancy_odds,
    operational,
    precipitation_threshold,
    required_antagonist,
    tau_from_maximum,
    two_ligand_activation,
    waiting_time,
)
from pharmlib.units import UnitError, molar

ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16

anyhow = settings(deadline=None, max_examples=100)
reduced = st.floats(0, 1e6)
positive = st.floats(1e-6, 1e6)
efficacy = st.floats(0, 1)


# Occupancy


def test_half_of_the_receptors_at_the_dissociation_constant():
    assert occupancy(3.0, 3.0) == 0.5
    assert occupancy(3.0, 3.0, hill=4.0) == 0.5


def test_occupancy_has_the_closed_form():
    c = np.array([0.0, 0.1, 1.0, 7.0])
    assert_allclose(occupancy(c, 2.0), c / (c + 2.0), rtol=ROUNDING)
    assert_allclose(occupancy(c, 2.0, hill=1.5), c**1.5 / (c**1.5 + 2**1.5), rtol=ROUNDING)


def test_occupancy_survives_extremes():
    assert occupancy(0.0, 1.0, hill=9.0) == 0.0
    assert occupancy(1e300, 1e-300, hill=9.0) == 1.0
    assert occupancy(1e-300, 1e300, hill=9.0) == 0.0
    assert_allclose(occupancy(1e-200, 1.0), 1e-200, rtol=ROUNDING)


def test_occupancy_reads_units():
    assert_allclose(occupancy("0.001 umol/L", "1 nM"), 0.5, rtol=ROUNDING)
    with pytest.raises(UnitError, match=r"concentration is '5 mg'"):
        occupancy("5 mg", 1.0)


@anyhow
@given(positive, positive, st.floats(0.3, 4), st.floats(1.001, 100))
def test_occupancy_is_a_fraction_and_rises(c, K, hill, more):
    low, high = occupancy(c, K, hill=hill), occupancy(c * more, K, hill=hill)
    assert 0 <= low <= high <= 1
    assume(high < 0.999)  # above, 1 - 1e-16 rounds to 1 and two points can be equal
    assert low < high


@anyhow
@given(st.floats(1e-6, 0.999))
def test_odds_are_the_reduced_concentration(fraction):
    # near 1 the subtraction 1 - rho loses up to three digits
    assert_allclose(occupancy(occupancy_odds(fraction), 1.0), fraction, rtol=1e-12)


def test_washout_is_a_line_in_the_logarithm_of_the_odds():
    # Greenwald 2007, availability after buprenorphine 16 mg: domain exercise 5.4
    odds = occupancy_odds(1 - np.array([0.30, 0.54, 0.67, 0.82]))
    assert_allclose(odds, [2.33, 0.852, 0.493, 0.220], rtol=0.003)  # given to three digits


# Competition


@anyhow
@given(reduced, reduced)
def test_competitors_share_the_receptors(a, b):
    rho_a, rho_b = competition(a, b)
    assert 0 <= rho_a <= 1
    assert 0 <= rho_b <= 1
    assert rho_a + rho_b <= 1 + ROUNDING
    assert_allclose(1 - rho_a - rho_b, 1 / (1 + a + b), atol=ROUNDING)


@anyhow
@given(positive, reduced)
def test_an_antagonist_shifts_the_curve_to_the_right_and_no_more(a, b):
    # Gaddum and Schild: the same occupancy at a dose larger by the factor 1 + b
    assert_allclose(competition(a * (1 + b), b)[0], occupancy(a, 1.0), rtol=1e-11)


def test_activation_under_naloxone_falls_as_tabled():
    a = occupancy_odds(0.70)
    E = two_ligand_activation(a, np.array([1, 5, 10, 42.8, 113]), efficacy_b=0.0)
    # domain exercise 5.1; the table has two digits, or three
    assert_allclose(100 * E, [54, 28, 17.5, 5.1, 2.0], rtol=0.01)


@anyhow
@given(positive, positive, efficacy)
def test_a_partial_agonist_lowers_activation_only_from_above_its_efficacy(a, b, eps):
    before, after = occupancy(a, 1.0), two_ligand_activation(a, b, efficacy_b=eps)
    change = b * (eps * (1 + a) - a) / ((1 + a + b) * (1 + a))
    assert_allclose(after - before, change, atol=ROUNDING)
    assume(abs(before - eps) > 1e-9 and abs(change) > 1e-12)  # or the sign is rounding
    assert (after < before) == (before > eps)
    assert min(before, eps) <= after <= max(before, eps)


# Precipitated withdrawal


def test_from_seventy_to_two_percent_takes_113():
    b = required_antagonist(0.70, 0.02)
    assert_allclose(b, 113.33333333333333, rtol=ROUNDING)  # (7/3)/0.02 - 7/3 - 1
    assert_allclose(1e3 * 113 * 327.4 / 1e6, 37, rtol=0.01)  # ng/mL of naloxone at K = 1 nM
    assert round(molar(0.037, 327.4)) == 113


@anyhow
@given(st.floats(0.01, 0.99), st.floats(0.001, 1))
def test_required_antagonist_leaves_what_was_asked(rho, part):
    b = required_antagonist(rho, part * rho)
    E = two_ligand_activation(occupancy_odds(rho), b, efficacy_b=0.0)
    assert_allclose(E, part * rho, rtol=1e-11)  # odds near 1 lose two digits


def test_no_antagonist_is_needed_for_no_change():
    # 0.7/0.3/0.7 - 0.7/0.3 - 1 is zero only up to rounding, and must not be negative
    assert 0 <= required_antagonist(0.7, 0.7) < ROUNDING


def test_threshold_is_the_odds_of_the_efficacy():
    assert_allclose(precipitation_threshold(0.4), 2 / 3, rtol=ROUNDING)
    assert_allclose(occupancy(precipitation_threshold(0.56), 1.0), 0.56, rtol=ROUNDING)
    assert precipitation_threshold(0.0) == 0.0


def test_waiting_times_in_half_lives():
    wait = waiting_time(1.0, np.array([0.70, 0.80, 0.90, 0.95]), efficacy=0.4)
    assert_allclose(wait, [1.81, 2.58, 3.75, 4.83], atol=0.005)  # tabled to two decimals
    assert_allclose(waiting_time(1.0, 0.90, efficacy=0.67), 2.15, atol=0.005)


def test_waiting_times_of_three_opioids():
    assert round(waiting_time("3 h", 0.90, efficacy=0.4), 1) == 11.3
    assert round(waiting_time("36 h", 0.70, efficacy=0.4)) == 65
    assert round(waiting_time("6.4 h", 0.90, efficacy=0.4)) == 24


def test_waiting_ends_where_the_partial_agonist_becomes_neutral():
    # found again by following the agonist down, without the closed form
    def change(t):
        a = 9 * 2 ** (-t / 3)
        return two_ligand_activation(a, 1.0, efficacy_b=0.4) - occupancy(a, 1.0)

    assert_allclose(waiting_time(3.0, 0.90, efficacy=0.4), brentq(change, 0, 50), rtol=1e-9)


def test_nobody_waits_below_the_threshold():
    wait = waiting_time(3.0, np.array([0.0, 0.2, 0.4]), efficacy=0.4)
    assert wait.tolist() == [0.0, 0.0, 0.0]


# The operational model


def test_operational_model_reduces_to_occupancy_times_tau():
    a = np.array([0.0, 0.3, 2.0, 50.0])
    assert_allclose(operational(a, tau_a=3.0), 3 * a / (1 + a + 3 * a), rtol=ROUNDING)
    n = 1.7
    expected = 5 * (3 * a) ** n / ((1 + a) ** n + (3 * a) ** n)
    assert_allclose(operational(a, tau_a=3.0, slope=n, maximum=5.0), expected, rtol=ROUNDING)


@anyhow
@given(positive, reduced, positive, st.floats(0.3, 4))
def test_an_antagonist_is_surmountable_in_the_operational_model(a, b, tau, n):
    shifted = operational(a * (1 + b), b, tau_a=tau, slope=n)
    assert_allclose(shifted, operational(a, tau_a=tau, slope=n), rtol=1e-9)  # n-th powers of 1e12
    assert 0 <= shifted <= 1


@anyhow
@given(positive, positive, st.floats(0, 20), st.floats(0, 20))
def test_two_identical_ligands_act_as_one(a, b, tau, other):
    together = operational(a, b, tau_a=tau, tau_b=tau)
    assert_allclose(together, operational(a + b, tau_a=tau), rtol=1e-11)
    assert operational(a, b, tau_a=tau, tau_b=max(tau, other)) >= together - ROUNDING


def test_tau_from_plateaus():
    # Bot 1998: fentanyl, morphine, nalbuphine; domain exercise 5.6
    plateaus = np.array([81.3, 71.7, 58.0])
    assert_allclose(tau_from_maximum(plateaus, 90), [9.3, 3.9, 1.8], atol=0.06)  # one decimal
    assert_allclose(tau_from_maximum(plateaus, 85), [22.0, 5.4, 2.1], atol=0.06)


@anyhow
@given(st.floats(0.01, 100), st.floats(0.5, 3))
def test_tau_is_recovered_from_the_plateau(tau, n):
    plateau = operational(1e12, tau_a=tau, slope=n, maximum=80.0)
    # the plateau itself is short of its limit by the part 1e-12; 1 - 0.999999 loses six digits
    assert_allclose(tau_from_maximum(plateau, 80.0, slope=n), tau, rtol=1e-5)


# Dose and occupancy


def test_buprenorphine_doses_fit_the_scans():
    # Greenwald 2003: 41, 80, 84 % at 2, 16, 32 mg; domain exercise 5.5
    def curve(dose, maximum, half_dose):
        return dose_occupancy(dose, maximum=maximum, half_dose=half_dose)

    doses = np.array([2.0, 16.0, 32.0])
    (top, half), _ = curve_fit(curve, doses, [0.41, 0.80, 0.84], p0=[0.9, 2.0])
    assert_allclose([100 * top, half], [91.1, 2.42], rtol=0.002)  # given to three digits
    predicted = 100 * dose_occupancy(doses, maximum=0.911, half_dose=2.42)
    assert_allclose(predicted, [41.2, 79.1, 84.7], atol=0.06)
    assert round(dose_for_occupancy(0.70, maximum=0.911, half_dose=2.42), 1) == 8.0


@anyhow
@given(st.floats(0, 1000), st.floats(0.1, 1.05), st.floats(0.1, 50))
def test_dose_and_occupancy_invert_each_other(dose, top, half):
    rho = dose_occupancy(dose, maximum=top, half_dose=half)
    assert 0 <= rho < top
    # maximum - rho keeps four digits fewer at a thousand times the half dose
    assert_allclose(
        dose_for_occupancy(rho, maximum=top, half_dose=half), dose, rtol=1e-9, atol=1e-12
    )


# Ligands


def test_ligand_counts_in_its_own_constant():
    buprenorphine = Ligand("0.216 nM", intrinsic_efficacy=0.4, name="buprenorphine")
    assert_allclose(buprenorphine.reduced("0.432 nmol/L"), 2.0, rtol=ROUNDING)
    assert_allclose(buprenorphine.occupancy(0.648), 0.75, rtol=ROUNDING)
    assert_allclose(buprenorphine.activation(0.648), 0.30, rtol=ROUNDING)
    assert [row["unit"] for row in buprenorphine.describe()] == ["nmol/L", ""]


# Plain numbers in, plain numbers out; arrays broadcast


@pytest.mark.parametrize(
    "value",
    [
        occupancy(1, 2, hill=2),
        occupancy_odds(0.3),
        two_ligand_activation(1, 2, efficacy_b=0.4),
        required_antagonist(0.7, 0.1),
        precipitation_threshold(0.3),
        waiting_time(3, 0.7, efficacy=0.4),
        operational(1, tau_a=2),
        tau_from_maximum(50, 100, slope=2),
        dose_occupancy(1, maximum=0.8, half_dose=2),
        dose_for_occupancy(0.3, maximum=0.8, half_dose=2),
    ],
)
def test_a_number_gives_a_python_float(value):
    assert type(value) is float


def test_arrays_broadcast():
    assert occupancy(np.ones((3, 1)), np.ones(4)).shape == (3, 4)
    rho_a, _ = competition(np.ones((3, 1)), np.ones(4))
    assert rho_a.shape == (3, 4)


# Errors name the value, the range and the remedy


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: occupancy(-1, 2), r"concentration is -1.0 nmol/L; it must be 0 or more"),
        (lambda: occupancy(1, 0), r"dissociation_constant is 0.0 nmol/L; it must be above 0"),
        (lambda: occupancy(1, 1, hill=0), r"hill is 0.0; it must be above 0"),
        (lambda: occupancy_odds(1.0), r"occupancy is 1.0; .*below 1. Use for example 0.99"),
        (lambda: occupancy_odds(1.2), r"occupancy is 1.2; it must be from 0 to 1"),
        (lambda: competition(-1, 0), r"a is -1.0; it must be 0 or more"),
        (lambda: competition(1, math.nan), r"b is nan; .*Check how it was computed"),
        (
            lambda: two_ligand_activation(1, 1, efficacy_b=40),
            r"efficacy_b is 40.0; it must be from 0 to 1",
        ),
        (
            lambda: required_antagonist(0.5, 0.6),
            r"activation_after is 0.6; it must be at most occupancy_before, 0.5. An antagonist",
        ),
        (lambda: required_antagonist(1.0, 0.6), r"occupancy_before is 1.0; .*below 1"),
        (lambda: required_antagonist(0.5, 0.0), r"activation_after is 0.0; it must be above 0"),
        (lambda: precipitation_threshold(1.0), r"efficacy is 1.0; .*below 1"),
        (lambda: waiting_time(3, 0.7, efficacy=0.0), r"efficacy is 0.0; it must be above 0"),
        (lambda: waiting_time("-3 h", 0.7, efficacy=0.4), r"half_life is -3.0 h"),
        (lambda: operational(1, tau_a=-2), r"tau_a is -2.0; it must be 0 or more"),
        (lambda: operational(1, tau_a=2, slope=0), r"slope is 0.0; it must be above 0"),
        (lambda: operational(1, tau_a=2, maximum=0), r"maximum is 0.0; it must be above 0"),
        (
            lambda: tau_from_maximum([50, 90], 90),
            r"observed is 90.0; it must be below system_maximum, 90.0. Raise",
        ),
        (
            lambda: dose_occupancy(20, maximum=83.98, half_dose=2),
            r"maximum is 83.98; .*at most 1.1",
        ),
        (
            lambda: dose_for_occupancy(0.9, maximum=0.84, half_dose=2),
            r"occupancy is 0.9; it must be below maximum, 0.84. No dose reaches",
        ),
        (lambda: Ligand(0.0), r"affinity is 0.0 nmol/L; it must be above 0"),
        (lambda: Ligand(1.0, intrinsic_efficacy=1.5), r"intrinsic_efficacy is 1.5; .*from 0 to 1"),
        (lambda: Ligand(1.0).reduced(-2), r"concentration is -2.0 nmol/L"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
