"""Occupancy after the last dose: straight lines in the odds, published scans."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.receptors.binding import occupancy
from pharmlib.receptors.washout import occupancy_after, occupancy_half_time, odds_half_life

SCANS = [4, 28, 52, 76], [0.70, 0.46, 0.33, 0.18]  # greenwald2007


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 0.99), st.floats(0, 50), st.floats(0.5, 100))
def test_it_is_the_occupancy_of_an_exponential_concentration(rho, time, half_life):
    c = rho / (1 - rho) * 2 ** (-time / half_life)
    assert_allclose(occupancy_after(rho, time, half_life=half_life), occupancy(c, 1.0), rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.001, 0.999), st.floats(0.5, 100))
def test_the_half_time_halves(rho, half_life):
    when = occupancy_half_time(rho, half_life=half_life)
    assert_allclose(occupancy_after(rho, when, half_life=half_life), rho / 2, rtol=1e-11)
    assert when >= half_life


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 0.95), st.floats(2, 100))
def test_the_half_life_is_found_again(rho, half_life):
    times = np.array([0.0, 5, 11, 30])
    odds = occupancy_after(rho, times, half_life=half_life)
    assert_allclose(odds_half_life(times, odds), half_life, rtol=1e-9)


def test_published_scans():
    half_life = odds_half_life(*SCANS)
    # slope -0.03178 1/h by hand: sum((t - 40)*ln odds)/2880
    assert_allclose(half_life, np.log(2) / 0.03178, rtol=2e-3)
    # an exponential in the occupancy itself is another number: the point of domain exercise 5.4
    plain = -np.log(2) / np.polyfit(SCANS[0], np.log(SCANS[1]), 1)[0]
    assert plain > 1.5 * half_life
    # naloxone, 2 mg: kim1997 saw a half-time of 2.0 +/- 1.6 h, with 64 min in blood
    assert_allclose(occupancy_half_time(0.84, half_life="64 min"), 2.0, atol=1.6)


def test_arrays_and_numbers():
    assert isinstance(occupancy_after(0.5, 1, half_life=1), float)
    assert occupancy_after(0.5, [[0.0], [1.0]], half_life=[1.0, 2.0]).shape == (2, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: occupancy_after(1.0, 1, half_life=1), r"occupancy is 1.0; .*below 1"),
        (lambda: occupancy_after(0.5, -1, half_life=1), r"time is -1.0 h"),
        (lambda: occupancy_half_time(0.5, half_life=0), r"half_life is 0.0 h"),
        (lambda: odds_half_life([0], [0.5]), r"two or more times"),
        (lambda: odds_half_life([0, 1], [0.5]), r"occupancies has shape \(1,\)"),
        (lambda: odds_half_life([0, 1], [0.5, 0.6]), r"slope of .*must be below 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
