"""The closed form of a drug's value, against the recursion it solves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.learning.drug_value import DrugValue

ROUNDING = 1e-10  # 300 steps of a recursion, each exact to 1e-16 of a value up to 100


def recursion(r, D, alpha, trials):
    values = [0.0]
    for _ in range(trials):
        V = values[-1]
        delta = max(r - V + D, D) if D else r - V
        values.append(V + alpha * delta)
    return values


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 5), st.floats(0.001, 2), st.floats(0.01, 0.9))
def test_closed_form_is_the_recursion(r, D, alpha):
    drug = DrugValue(D, reward=r, learning_rate=alpha)
    if abs(drug.crossing - round(drug.crossing)) < 1e-6:
        return  # rounding decides on which side of the reward the trial falls
    assert_allclose(drug.after(np.arange(301)), recursion(r, D, alpha, 300), rtol=ROUNDING)


def test_the_book_example():
    # r = 1, D = 0.2, alpha = 0.1: n* = ln(0.2/1.2)/ln(0.9) = 17.006
    drug = DrugValue(0.2, reward=1.0, learning_rate=0.1)
    assert_allclose(drug.crossing, 17.006, atol=5e-4)
    assert drug.trials_to_reward == 18
    assert drug.after(17) < 1 < drug.after(18)
    assert_allclose(drug.after(1018) - drug.after(18), 1000 * 0.1 * 0.2, rtol=1e-12)


def test_a_natural_reward_saturates():
    food = DrugValue(0.0)
    assert food.trials_to_reward == math.inf
    assert_allclose(food.after([0, 10, 1000]), [0, 1 - 0.9**10, 1.0], rtol=1e-12)
    assert food.limit() == 1.0


def test_a_threshold_above_the_surprise_bounds_the_value():
    drug = DrugValue(0.2)
    assert drug.limit(0.19) == math.inf
    assert_allclose([drug.limit(0.2), drug.limit(0.5)], [1.0, 0.7], rtol=1e-12)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: DrugValue(-0.1), ["drug_surprise is -0.1", "at least 0"]),
        (lambda: DrugValue(reward=0), ["reward is 0.0", "above 0"]),
        (lambda: DrugValue(learning_rate=1.0), ["learning_rate is 1.0", "at most 0.999"]),
        (lambda: DrugValue().after(-1), ["trials is -1.0", "at least 0"]),
        (lambda: DrugValue().limit(-1), ["threshold is -1.0", "at least 0"]),
    ],
)
def test_errors_give_name_value_and_range(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
