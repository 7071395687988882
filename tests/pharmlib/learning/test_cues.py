"""Rescorla and Wagner: closed forms, the phenomena it is known for, and drugs that surprise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.learning.cues import RescorlaWagner, Trial
from pharmlib.learning.drug_value import DrugValue
from pharmlib.learning.surprise import prediction_error

ROUNDING = 1e-12  # sums of a few hundred products near 1
RATS = RescorlaWagner(0.2)
FOOD, NOTHING = Trial("tone", 1.0), Trial("tone")
quick = settings(max_examples=30, deadline=None)


def test_the_error_is_reward_less_expectation():
    assert prediction_error(1.0, 0.25) == 0.75
    assert prediction_error(0.0, 1.0) == -1.0
    assert prediction_error(1.0, 0.25, threshold=0.5) == 0.25


@pytest.mark.parametrize("expected", [0.0, 1.0, 10.0])
def test_no_expectation_takes_a_drug_surprise_below_its_own_size(expected):
    delta = prediction_error(1.0, expected, drug_surprise=0.3)
    assert delta == pytest.approx(max(1.3 - expected, 0.3), rel=ROUNDING)


def test_one_cue_learns_along_an_exponential():
    curve = RATS.train(30 * [FOOD])
    n = np.arange(31)
    assert_allclose(curve["tone"], 1 - 0.8**n, rtol=ROUNDING, atol=ROUNDING)
    assert_allclose(curve.errors, 0.8 ** n[:-1], rtol=ROUNDING)


def test_extinction_is_an_exponential_too():
    curve = RATS.train(20 * [NOTHING], start={"tone": 1.0})
    assert_allclose(curve["tone"], 0.8 ** np.arange(21), rtol=ROUNDING)


def test_blocking():
    pretrained = RATS.train(100 * [FOOD] + 100 * [Trial("tone light", 1.0)])
    fresh = RATS.train(100 * [Trial("tone light", 1.0)])
    assert abs(pretrained["light"][-1]) < 1e-9  # 0.8**100 is 2e-10
    assert_allclose(fresh["light"][-1], 0.5, rtol=1e-9)


def test_the_more_salient_cue_overshadows():
    model = RescorlaWagner(0.1, saliences={"light": 0.25})
    last = model.train(500 * [Trial("tone light", 1.0)]).last
    assert_allclose([last["tone"], last["light"]], [0.8, 0.2], rtol=1e-9)  # as 1 to 1/4


def test_conditioned_inhibition():
    trials = 400 * [FOOD, Trial("tone light", 0.0)]
    last = RATS.train(trials).last
    assert last["light"] < -0.9
    assert abs(last["tone"] + last["light"]) < 0.1


@quick
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=40), st.floats(0.01, 1))
def test_values_stay_between_nothing_and_the_reward(names, rate):
    curve = RescorlaWagner(rate).train([Trial(name, 1.0) for name in names])
    for value in curve.values.values():
        assert np.all(np.diff(value) >= 0)
        assert np.all((value >= 0) & (value <= 1 + ROUNDING))


def test_training_goes_on_where_it_stopped():
    together = RATS.train(7 * [FOOD] + 5 * [NOTHING])
    apart = RATS.train(5 * [NOTHING], start=RATS.train(7 * [FOOD]).last)
    assert_allclose(together.last["tone"], apart.last["tone"], rtol=ROUNDING)


def test_a_drug_is_worth_ever_more():
    model = RescorlaWagner(0.1)
    curve = model.train(60 * [Trial("pipe", 1.0, 0.2)])
    expected = DrugValue(0.2, reward=1.0, learning_rate=0.1).after(np.arange(61))
    assert_allclose(curve["pipe"], expected, rtol=ROUNDING, atol=ROUNDING)


def test_a_drug_that_surprises_is_not_blocked_and_one_against_a_threshold_is():
    def light(**threshold):
        drug = {"reward": 1.0, "drug_surprise": 0.2}
        model = RescorlaWagner(0.1, threshold_rate=0.05, **threshold)
        trials = 300 * [Trial("tone", **drug)] + 100 * [Trial("tone light", **drug)]
        return model.train(trials)["light"][-1]

    assert_allclose(light(), 100 * 0.1 * 0.2, rtol=1e-9)  # alpha * D in every trial
    assert abs(light(threshold_limit=0.3)) < 0.01


def test_the_threshold_rises_with_the_drug_and_falls_without():
    model = RescorlaWagner(0.1, threshold_limit=0.4, threshold_rate=0.25)
    rho = model.train(10 * [Trial("pipe", 1.0, 0.2)] + 10 * [Trial("bread", 1.0)]).threshold
    rise = 0.4 * (1 - 0.75 ** np.arange(11))
    assert_allclose(rho[:11], rise, rtol=ROUNDING, atol=ROUNDING)
    assert_allclose(rho[10:], rise[-1] * 0.75 ** np.arange(11), rtol=ROUNDING)


def test_value_against_a_threshold_ends_where_the_closed_form_says():
    model = RescorlaWagner(0.1, threshold_limit=0.5, threshold_rate=0.1)
    curve = model.train(600 * [Trial("pipe", 1.0, 0.2)])
    assert_allclose(curve["pipe"][-1], DrugValue(0.2).limit(0.5), rtol=1e-9)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Trial(""), ["cues is empty", "at least one", "Name the place"]),
        (lambda: Trial("a", np.inf), ["reward is inf", "finite"]),
        (lambda: Trial("a", 1.0, -0.1), ["drug_surprise is -0.1", "at least 0"]),
        (lambda: RescorlaWagner(1.5), ["learning_rate is 1.5", "at most 1"]),
        (lambda: RescorlaWagner(saliences={"a": 2.0}), ["salience of a is 2.0", "at most 1"]),
        (lambda: RATS.train([]), ["trials is []", "one Trial or more", "20 * [Trial("]),
        (lambda: RATS.train(["tone"]), ["trials is ['tone']", "Trial"]),
        (lambda: RATS.train([FOOD])["light"], ["cue is 'light'", "tone", "occurred"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
