"""Precipitated withdrawal: tabled doses and waiting times, and the sign of the change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from pharmlib.checks import ParameterError
from pharmlib.receptors.binding import (
    occupancy,
    occupancy_odds,
    two_ligand_activation,
)
from pharmlib.receptors.precipitation import (
    precipitation_threshold,
    required_antagonist,
    waiting_time,
)
from pharmlib.units import molar

ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16

anyhow = settings(deadline=None, max_examples=100)


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


@pytest.mark.parametrize(
    "value",
    [
        required_antagonist(0.7, 0.1),
        precipitation_threshold(0.3),
        waiting_time(3, 0.7, efficacy=0.4),
    ],
)
def test_a_number_gives_a_python_float(value):
    assert type(value) is float


# Errors name the value, the range and the remedy


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: required_antagonist(0.5, 0.6),
            r"activation_after is 0.6; it must be at most occupancy_before, 0.5. An antagonist",
        ),
        (lambda: required_antagonist(1.0, 0.6), r"occupancy_before is 1.0; .*below 1"),
        (lambda: required_antagonist(0.5, 0.0), r"activation_after is 0.0; it must be above 0"),
        (lambda: precipitation_threshold(1.0), r"efficacy is 1.0; .*below 1"),
        (lambda: waiting_time(3, 0.7, efficacy=0.0), r"efficacy is 0.0; it must be above 0"),
        (lambda: waiting_time("-3 h", 0.7, efficacy=0.4), r"half_life is -3.0 h"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
