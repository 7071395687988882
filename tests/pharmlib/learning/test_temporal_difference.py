"""Temporal differences: the fixed point, the march of the error, the drug that never stops."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.learning.drug_value import DrugValue
from pharmlib.learning.temporal_difference import TemporalDifference

MODEL = TemporalDifference(0.2, discount=0.9)
REWARDS = [0.0, 0.0, 0.5, 1.0]


def test_one_moment_is_rescorla_and_wagner():
    course = TemporalDifference(0.1).learn([1.0], 40)
    assert_allclose(course.values[:, 0], 1 - 0.9 ** np.arange(41), rtol=1e-12, atol=1e-12)


def test_one_moment_with_a_drug_is_the_closed_form():
    course = TemporalDifference(0.1).learn([1.0], 40, drug_surprise=[0.2])
    expected = DrugValue(0.2, learning_rate=0.1).after(np.arange(41))
    assert_allclose(course.values[:, 0], expected, rtol=1e-12, atol=1e-12)


def test_values_end_at_the_discounted_sum():
    course = MODEL.learn(REWARDS, 2000)
    expected = [sum(0.9 ** (j - i) * REWARDS[j] for j in range(i, 4)) for i in range(4)]
    assert_allclose(course.values[-1], expected, rtol=1e-10)
    assert_allclose(MODEL.final_values(REWARDS), expected, rtol=1e-12)


def test_the_error_moves_from_the_reward_to_the_cue():
    course = MODEL.learn([0, 0, 0, 1.0], 1000)
    assert course.errors[0].tolist() == [0, 0, 0, 0, 1.0]
    assert_allclose(course.errors[-1], [0.9**4, 0, 0, 0, 0], atol=1e-10)


def test_a_reward_that_fails_to_come_is_a_dip():
    trained = MODEL.learn([0, 0, 0, 1.0], 1000).values[-1]
    dip = MODEL.learn([0, 0, 0, 0.0], 1, start=trained).errors[0]
    assert_allclose(dip, [0.9**4, 0, 0, 0, -1.0], atol=1e-10)


def test_with_a_drug_the_errors_never_leave_and_the_cue_grows_for_ever():
    course = MODEL.learn([0, 0, 0, 1.0], 3000, drug_surprise=[0, 0, 0, 0.1])
    assert_allclose(course.errors[-1, -1], 0.1, rtol=1e-9)
    slope = course.values[-1] - course.values[-2]
    # every moment grows, at the pace of the last one discounted by its distance
    assert_allclose(slope, 0.2 * 0.1 * 0.9 ** np.arange(3, -1, -1), rtol=1e-6)


def test_the_drug_is_surprising_where_it_is_taken():
    course = MODEL.learn([0, 0], 1, drug_surprise=[0.3, 0.0])
    assert course.errors[0].tolist() == [0.0, 0.3, 0.0]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: TemporalDifference(0.0), ["learning_rate is 0.0", "above 0"]),
        (lambda: TemporalDifference(discount=1.1), ["discount is 1.1", "at most 1"]),
        (lambda: MODEL.learn([], 1), ["rewards has shape (0,)", "one number for each moment"]),
        (lambda: MODEL.learn([1.0], 0), ["trials is 0", "at least 1"]),
        (
            lambda: MODEL.learn([1.0], 1, drug_surprise=[1.0, 0.0]),
            ["drug_surprise has shape (2,)", "(1,)", "zeros"],
        ),
        (lambda: MODEL.learn([1.0], 1, drug_surprise=[-1.0]), ["drug_surprise is -1.0"]),
        (lambda: MODEL.learn([1.0], 1, start=[0, 0]), ["start has shape (2,)"]),
    ],
)
def test_errors_give_name_value_and_range(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
