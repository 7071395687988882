"""The lag: closed forms for a constant and for a straight line, and the grid it needs."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from pharmlib.adaptation.lag import follow, lag_weights, lagged, two_stages
from pharmlib.checks import ParameterError

ROUNDING = 1e-12


def test_a_constant_is_approached_exponentially():
    t = np.array([0.0, 0.5, 3.0, 40.0])
    assert_allclose(lagged(2.0, t, 5.0, initial=0.5), 2 - 1.5 * np.exp(-t / 5), rtol=ROUNDING)


def test_a_straight_line_is_followed_one_time_constant_behind():
    t = np.array([0.0, 0.1, 2.0, 3.0, 100.0])
    exact = 3 * t - 3 * 5 * (1 - np.exp(-t / 5))
    # 1 - (1 - exp(-h/tau)) tau/h loses h/tau of its digits in short steps
    assert_allclose(lagged(3 * t, t, 5.0), exact, rtol=1e-11, atol=1e-13)


def test_a_function_is_called_with_the_grid():
    t = np.linspace(0, 3, 7)
    assert_allclose(lagged(np.sin, t, 2.0), lagged(np.sin(t), t, 2.0), rtol=ROUNDING)


def test_a_signal_may_jump_between_two_steps():
    # 1 for two hours, then 3 falling to 1 in one hour, typed as its two closed forms
    got = follow(np.array([1.0, 3.0]), np.array([1.0, 1.0]), np.array([2.0, 1.0]) / 5, 0.0)
    first = 1 - np.exp(-2 / 5)
    # behind the line 3 - 2*s runs 3 - 2*s + 2*tau
    second = 11 + (first - 13) * np.exp(-1 / 5)
    assert_allclose(got, [0.0, first, second], rtol=ROUNDING)


def test_weights_of_a_step():
    assert [float(weight) for weight in lag_weights(0.0)] == [1, 0, 0]
    assert_allclose(np.sum(lag_weights(np.array([0.1, 1.0, 50.0])), axis=0), 1, rtol=ROUNDING)


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-3, 2.0])
def test_two_stages_in_a_row(gap):
    a, t = 0.7, np.array([0.0, 0.5, 3.0])
    expected, _ = np.array(
        [quad(lambda s, t=t: np.exp(-a * s - (a + gap) * (t - s)), 0, t) for t in t]
    ).T
    assert_allclose(two_stages(a, a + gap, t), expected, rtol=1e-12, atol=1e-15)
    assert_allclose(two_stages(a + gap, a, t), two_stages(a, a + gap, t), rtol=ROUNDING)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lagged([1, 2], [0, 1, 2], 1.0), r"signal has shape \(2,\); it must be \(3,\)"),
        (lambda: lagged(1.0, [0, 1], 0.0), r"time_constant is 0.0 h; it must be above 0 h"),
        (lambda: lagged(1.0, [1, 0], 1.0), r"times goes from 1.0 h to 0.0 h"),
        (lambda: lagged(1.0, [0, 1], 1.0, initial=[1, 2]), r"initial has shape \(2,\)"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
