"""Ventilation from activation: inverse, floor, published forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.receptors.breathing import activation_for_ventilation, minute_ventilation


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(0.3, 6))
def test_there_and_back(fraction, exponent):
    E = activation_for_ventilation(fraction, exponent=exponent)
    assert_allclose(minute_ventilation(E, exponent=exponent), fraction, atol=1e-12)


def test_ends_and_order():
    E = np.linspace(0, 1, 101)
    for exponent in (1.0, 2.875, 4.226):
        V = minute_ventilation(E, baseline=24.0, exponent=exponent)
        assert (V[0], V[-1]) == (24.0, 0.0)
        assert np.all(np.diff(V) < 0)
    # tolerance in mann2022 is an exponent: more breath at the same activation
    assert np.all(
        minute_ventilation(E[1:-1], exponent=4.226) > minute_ventilation(E[1:-1], exponent=2.875)
    )


def test_the_floor_of_a_partial_agonist():
    # domain exercise 9.3: alpha 0.67 and 24 L/min leave 7.9 L/min; a plateau of 50 % is rho 0.75
    assert_allclose(minute_ventilation(0.67, baseline=24.0), 7.92, rtol=1e-12)
    assert_allclose(activation_for_ventilation(0.5) / 0.67, 0.75, atol=0.005)


def test_errors():
    with pytest.raises(ParameterError, match=r"activation is 1.2; it must be from 0 to 1"):
        minute_ventilation(1.2)
    with pytest.raises(ParameterError, match=r"baseline is 0.0; it must be above 0"):
        minute_ventilation(0.2, baseline=0)
    with pytest.raises(ParameterError, match=r"fraction is 1.1"):
        activation_for_ventilation(1.1)
    with pytest.raises(ParameterError, match=r"exponent is -1.0"):
        activation_for_ventilation(0.5, exponent=-1)
