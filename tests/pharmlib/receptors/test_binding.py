"""Receptors: closed forms, published values, and what must hold for any numbers."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.receptors.binding import (
    Ligand,
    competition,
    occupancy,
    occupancy_odds,
    two_ligand_activation,
)
from pharmlib.units import UnitError

ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16

anyhow = settings(deadline=None, max_examples=100)
reduced = st.floats(0, 1e6)
positive = st.floats(1e-6, 1e6)
efficacy = st.floats(0, 1)


# Occupancy


def test_half_of_the_receptors_at_the_dissociation_constant():
    assert occupancy(3.0, 3.0) == 0.5
    assert occupancy(3.0, 3.0, hill_slope=4.0) == 0.5


def test_occupancy_has_the_closed_form():
    c = np.array([0.0, 0.1, 1.0, 7.0])
    assert_allclose(occupancy(c, 2.0), c / (c + 2.0), rtol=ROUNDING)
    assert_allclose(occupancy(c, 2.0, hill_slope=1.5), c**1.5 / (c**1.5 + 2**1.5), rtol=ROUNDING)


def test_occupancy_survives_extremes():
    assert occupancy(0.0, 1.0, hill_slope=9.0) == 0.0
    assert occupancy(1e300, 1e-300, hill_slope=9.0) == 1.0
    assert occupancy(1e-300, 1e300, hill_slope=9.0) == 0.0
    assert_allclose(occupancy(1e-200, 1.0), 1e-200, rtol=ROUNDING)


def test_occupancy_reads_units():
    assert_allclose(occupancy("0.001 umol/L", "1 nM"), 0.5, rtol=ROUNDING)
    with pytest.raises(UnitError, match=r"concentration is '5 mg'"):
        occupancy("5 mg", 1.0)


@anyhow
@given(positive, positive, st.floats(0.3, 4), st.floats(1.001, 100))
def test_occupancy_is_a_fraction_and_rises(c, K, hill, more):
    low, high = occupancy(c, K, hill_slope=hill), occupancy(c * more, K, hill_slope=hill)
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
        occupancy(1, 2, hill_slope=2),
        occupancy_odds(0.3),
        two_ligand_activation(1, 2, efficacy_b=0.4),
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
        (lambda: occupancy(-1, 2), r"concentration is -1.0 nmol/L; it must be at least 0"),
        (lambda: occupancy(1, 0), r"dissociation_constant is 0.0 nmol/L; it must be above 0"),
        (lambda: occupancy(1, 1, hill_slope=0), r"hill_slope is 0.0; it must be above 0"),
        (lambda: occupancy_odds(1.0), r"occupancy is 1.0; .*below 1. Use for example 0.99"),
        (lambda: occupancy_odds(1.2), r"occupancy is 1.2; it must be at least 0 and below 1"),
        (lambda: competition(-1, 0), r"a is -1.0; it must be at least 0"),
        (lambda: competition(1, math.nan), r"b is nan; .*Check how it was computed"),
        (
            lambda: two_ligand_activation(1, 1, efficacy_b=40),
            r"efficacy_b is 40.0; it must be from 0 to 1",
        ),
        (lambda: Ligand(0.0), r"dissociation_constant is 0.0 nmol/L; it must be above 0"),
        (lambda: Ligand(1.0, intrinsic_efficacy=1.5), r"intrinsic_efficacy is 1.5; .*from 0 to 1"),
        (lambda: Ligand(1.0).reduced(-2), r"concentration is -2.0 nmol/L"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
