"""Linear systems in steps: against closed forms, SciPy's exponential, and a general solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.linalg import expm

from pharmlib.checks import ParameterError
from pharmlib.receptors.propagation import propagate

TIMES = np.array([0.0, 0.5, 2.0, 7.0])


def test_one_tank():
    k, b = 0.3, 2.0
    got = propagate([[-k]], [b], TIMES, [5.0])[:, 0]
    assert_allclose(got, b / k + (5 - b / k) * np.exp(-k * TIMES), rtol=1e-13)


def test_the_values_at_a_time_hold_half_of_the_way_to_the_next():
    A = np.array([0.0, -1.0, 0.0, -2.0])[:, None, None]
    b = np.array([0.0, 0.0, 3.0, 0.0])[:, None]
    y = propagate(A, b, TIMES, [1.0])[:, 0]
    assert_allclose(y[1], np.exp(-0.25), rtol=1e-13)
    assert_allclose(y[2], y[1] * np.exp(-0.75) + 3 * 0.75, rtol=1e-13)
    assert_allclose(y[3], (y[2] + 3 * 2.5) * np.exp(-5), rtol=1e-13)


def test_the_error_falls_with_the_square_of_the_step():
    # dy/dt = cos(t) * y: y = exp(sin(t))
    errors = []
    for points in (51, 101, 201):
        times = np.linspace(0, 5, points)
        got = propagate(np.cos(times)[:, None, None], [0.0], times, [1.0])[:, 0]
        errors.append(np.abs(got - np.exp(np.sin(times))).max())
    assert_allclose(np.array(errors[:-1]) / errors[1:], 4, atol=0.1)


def test_a_fast_system_follows_its_equilibrium():
    # dy/dt = -1e4 * (y - t): in a step of 0.1 h it forgets all, and lags by 1e-4 h
    times = np.linspace(0, 1, 11)
    got = propagate([[-1e4]], 1e4 * times[:, None], times, [0.0])[:, 0]
    assert_allclose(got, times, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(
    arrays(float, (3, 3), elements=st.floats(-3, 3)), arrays(float, 3, elements=st.floats(-1, 1))
)
def test_it_is_the_exponential_of_the_matrix(A, start):
    got = propagate(A, np.zeros(3), [0.0, 1.0, 3.0], start)
    scale = np.exp(np.abs(A).sum(axis=1).max() * np.array([1.0, 3.0]))[:, None]
    expected = np.array([expm(A) @ start, expm(3 * A) @ start])
    assert_allclose(got[1:] / scale, expected / scale, atol=1e-13)  # beside the largest it may be


def test_very_stiff_systems_stay_exact():
    # a fast and a slow rate in one step of a day: 142 1/h and 0.01 1/h
    A = [[-142.0, 1.0], [0.0, -0.01]]
    got = propagate(A, [0.0, 0.0], [0.0, 24.0], [1.0, 1.0])[-1]
    slow = np.exp(-0.24)
    # 14 squarings cost four digits of sixteen
    assert_allclose(got, [slow / (142 - 0.01), slow], rtol=1e-11)


def test_a_single_time_is_the_start():
    assert propagate([[-1.0]], [0.0], [3.0], [2.0]).tolist() == [[2.0]]


def test_nothing_moves_without_coefficients():
    assert propagate([[0.0]], [0.0], TIMES, [2.0]).ravel().tolist() == [2.0] * 4


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: propagate([[1, 2]], [0.0], TIMES, [1.0]), r"system has shape \(1, 2\).*\(1, 1\)"),
        (lambda: propagate([[1.0]], [0.0, 1.0], TIMES, [1.0]), r"source has shape \(2,\).*4 times"),
        (lambda: propagate([[np.nan]], [0.0], TIMES, [1.0]), r"system is nan.*Check how"),
        (lambda: propagate([[1.0]], [0.0], [1, 0], [1.0]), r"times goes from 1.0 h"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
