"""The operational model: its limits, its symmetries, and published plateaus."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.receptors.operational_model import (
    operational,
    operational_ec50,
    operational_plateau,
    tau_from_maximum,
)

ROUNDING = 1e-12  # a few operations in double precision, each good to 1e-16

anyhow = settings(deadline=None, max_examples=100)
reduced = st.floats(0, 1e6)
positive = st.floats(1e-6, 1e6)


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


@pytest.mark.parametrize(
    "value",
    [
        operational(1, tau_a=2),
        tau_from_maximum(50, 100, slope=2),
        operational_ec50(3, slope=2),
        operational_plateau(3),
    ],
)
def test_a_number_gives_a_python_float(value):
    assert type(value) is float


# Ceiling and potency


@anyhow
@given(st.floats(0.01, 1e3), st.floats(0.5, 3), st.floats(0.1, 100))
def test_plateau_and_half_of_it(tau, slope, maximum):
    plateau = operational_plateau(tau, slope=slope, maximum=maximum)
    far = operational(1e12, tau_a=tau, slope=slope, maximum=maximum)
    assert_allclose(far, plateau, rtol=1e-9)
    half = operational(operational_ec50(tau, slope=slope), tau_a=tau, slope=slope, maximum=maximum)
    assert_allclose(half, plateau / 2, rtol=1e-9)
    if plateau < 0.999 * maximum:  # above, the inverse loses its digits
        assert_allclose(tau_from_maximum(plateau, maximum, slope=slope), tau, rtol=1e-9)


def test_one_drug_has_a_ceiling_for_each_end_point():
    tau = np.array([2.0, 20.0])  # one drug, two tissues
    gain = operational(20, tau_a=tau) / operational(2, tau_a=tau)  # ten times the dose
    assert gain[0] > 1.1 > gain[1] > 1.0
    assert_allclose(operational_ec50(tau), 1 / (1 + tau), rtol=ROUNDING)


# Errors name the value, the range and the remedy


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: operational(1, tau_a=-2), r"tau_a is -2.0; it must be at least 0"),
        (lambda: operational_plateau(-1), r"tau is -1.0; it must be at least 0"),
        (lambda: operational_ec50(1, slope=0), r"slope is 0.0; it must be above 0"),
        (lambda: operational(1, tau_a=2, slope=0), r"slope is 0.0; it must be above 0"),
        (lambda: operational(1, tau_a=2, maximum=0), r"maximum is 0.0; it must be above 0"),
        (
            lambda: tau_from_maximum([50, 90], 90),
            r"observed is 90.0; it must be below system_maximum, 90.0. Raise",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
