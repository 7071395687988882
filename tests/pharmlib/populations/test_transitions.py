"""Matrix exponentials of many patients at once: against SciPy, against algebra, digit by digit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import expm

from pharmlib.checks import ParameterError
from pharmlib.populations.transitions import Transitions


def compartments(count, seed=1, fastest=5.0):
    """Return random rate matrices: gut, two compartments, site of effect."""
    ka, k10, k12, k21, ke = np.exp(
        np.random.default_rng(seed).uniform(np.log(0.02), np.log(fastest), (5, count))
    )
    A = np.zeros((4, 4, count))
    A[0, 0], A[1, 0] = -ka, ka
    A[1, 1], A[1, 2], A[2, 1], A[2, 2] = -k10 - k12, k12, k21, -k21
    A[3, 1], A[3, 3] = ke, -ke
    return A


@pytest.mark.parametrize("time", [1e-6, 0.01, 0.7, 1.0, 24.0, 400.0])
def test_scipy_agrees(time):
    A = compartments(20)
    found = Transitions(A).matrix(time)
    for i in range(20):
        # SciPy's own error is relative to the norm; below it only ours is right
        expected = expm(A[..., i] * time)
        assert_allclose(found[..., i], expected, rtol=1e-11, atol=1e-13 * expected.max())


def test_small_entries_keep_their_digits():
    # what a gut with ka = 2 still holds after 100 h, and what it sends in a second, in closed form
    A = np.array([[-2.0, 0.0], [2.0, -0.1]])[:, :, None]
    after = Transitions(A).matrix(100.0)[..., 0]
    assert_allclose(after[0, 0], np.exp(-200.0), rtol=1e-12)
    assert_allclose(after[1, 0], 2 * (np.exp(-10.0) - np.exp(-200.0)) / 1.9, rtol=1e-12)
    second = Transitions(A).matrix(1e-9)[1, 0, 0]
    assert_allclose(second, 2e-9 * (1 - 1.05e-9), rtol=1e-14)


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-9, 1e-6, 1e-3])
def test_rates_as_close_as_you_like(gap):
    # t*exp(-t) at equal rates; the closed form divides by the gap, this does not
    A = np.array([[-1.0, 0.0], [1.0, -1.0 - gap]])[:, :, None]
    t = 3.0
    expected = t * np.exp(-t) * (1 - gap * t / 2 + (gap * t) ** 2 / 6 - (gap * t) ** 3 / 24)
    assert_allclose(Transitions(A).matrix(t)[1, 0, 0], expected, rtol=1e-11)


@settings(max_examples=40, deadline=None)
@given(a=st.floats(0.001, 30), b=st.floats(0.001, 30), seed=st.integers(0, 99))
def test_one_time_after_another_is_the_sum_of_both(a, b, seed):
    system = Transitions(compartments(3, seed))
    both = np.einsum("ijp,jkp->ikp", system.matrix(a), system.matrix(b))
    assert_allclose(both, system.matrix(a + b), rtol=1e-11)


@settings(max_examples=40, deadline=None)
@given(time=st.floats(1e-4, 100), seed=st.integers(0, 99))
def test_nothing_is_negative_and_nothing_comes_from_nowhere(time, seed):
    A = compartments(3, seed)[:3, :3]
    A[1, 1] = -A[2, 1]  # closed: nothing is eliminated
    A[2, 2] = -A[1, 2]
    E = Transitions(A).matrix(time)
    assert np.all(E >= 0)
    assert_allclose(E.sum(axis=0), 1.0, rtol=1e-12)


def test_rows_are_rows_of_the_matrix():
    system = Transitions(compartments(7))
    times = np.array([1e-3, 0.2, 1.0, 9.0])
    for wanted in (times[:2], times):  # within one sum, and beyond it
        expected = np.array([system.matrix(t)[3] for t in wanted])
        assert_allclose(system.rows(wanted, 3), expected, rtol=1e-12)


def test_a_patient_does_not_depend_on_the_others():
    A = compartments(50)
    q = -A[range(4), range(4)].min()
    alone = Transitions(A[..., 8:9], q).matrix(5.0)[..., 0]
    assert_allclose(Transitions(A).matrix(5.0)[..., 8], alone, rtol=1e-13)


def test_a_state_that_only_supplies():
    # an infusion of 3 mg/h into a volume that loses 0.5 /h: 6*(1 - exp(-t/2))
    A = np.array([[-0.5, 1.0], [0.0, 0.0]])[:, :, None]
    assert_allclose(Transitions(A).matrix(4.0)[0, 1, 0] * 3, 6 * (1 - np.exp(-2)), rtol=1e-13)
    still = Transitions(np.zeros((1, 1, 1)))
    assert still.matrix(5.0) == 1.0


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Transitions(np.eye(3)), ["rates has shape (3, 3)", "(n, n, patients)"]),
        (lambda: Transitions(-np.ones((1, 1, 1)), 0.5), ["fastest is 0.5 1/h", "at least 1.0"]),
        (lambda: Transitions(np.full((1, 1, 1), np.nan)), ["rates is nan", "finite"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
