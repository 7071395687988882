"""Daily dose and occupancy: published scans, and each the inverse of the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import curve_fit

from pharmlib.checks import ParameterError
from pharmlib.receptors.hyperbola import dose_for_occupancy, dose_occupancy, fit_dose_occupancy

ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16

anyhow = settings(deadline=None, max_examples=100)


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


@pytest.mark.parametrize(
    "value",
    [
        dose_occupancy(1, maximum=0.8, half_dose=2),
        dose_for_occupancy(0.3, maximum=0.8, half_dose=2),
    ],
)
def test_a_number_gives_a_python_float(value):
    assert type(value) is float


# Fits


def test_the_fit_agrees_with_a_general_one():
    doses, rho = np.array([2.0, 16, 32]), np.array([0.41, 0.80, 0.84])
    expected, _ = curve_fit(lambda D, top, half: top * D / (half + D), doses, rho, p0=(1, 2))
    assert_allclose(fit_dose_occupancy(doses, rho), expected, rtol=1e-6)  # of curve_fit
    assert_allclose(expected, [0.911, 2.42], rtol=1e-3)  # domain exercise 5.5


@anyhow
@given(st.floats(0.3, 1.0), st.floats(0.5, 40))
def test_exact_points_are_found_again(maximum, half_dose):
    doses = [1.0, 4.0, 20.0]
    rho = dose_occupancy(doses, maximum=maximum, half_dose=half_dose)
    assert_allclose(fit_dose_occupancy(doses, rho), (maximum, half_dose), rtol=1e-4)


def test_two_scans_predict_the_third():
    maximum, half_dose = fit_dose_occupancy([2, 32], [0.41, 0.84])
    # greenwald2003: 80 +/- 2 % (SEM) at 16 mg; two standard errors
    assert_allclose(dose_occupancy(16, maximum=maximum, half_dose=half_dose), 0.80, atol=0.04)


# Errors name the value, the range and the remedy


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: dose_occupancy(20, maximum=83.98, half_dose=2),
            r"maximum is 83.98; .*at most 1.1",
        ),
        (
            lambda: dose_for_occupancy(0.9, maximum=0.84, half_dose=2),
            r"occupancy is 0.9; it must be below maximum, 0.84. No dose reaches",
        ),
        (lambda: fit_dose_occupancy([2, 2], [0.4, 0.5]), r"two different doses"),
        (lambda: fit_dose_occupancy([2, 4], [0.4]), r"occupancies \(1,\)"),
        (lambda: fit_dose_occupancy([2, 4], [41, 80]), r"occupancies is 41.0; .*from 0 to 1.1"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
