"""Tolerance that belongs to a place, and disinhibition of dopamine."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from pharmlib.checks import ParameterError
from pharmlib.learning.conditioned_tolerance import ConditionedTolerance, conditioned_share
from pharmlib.learning.disinhibition import Disinhibition

ROUNDING = 1e-12
BODY = ConditionedTolerance(1.2, 0.8, learning_rate=0.3)
# siegel1982; the digits of the three mortalities are approximate
NAIVE, ELSEWHERE, HOME = 0.964, 0.643, 0.324


def test_both_parts_grow_along_exponentials():
    for n in range(6):
        general, here = BODY.tolerance(n * [("home", True)], "home")
        assert_allclose([general, here], [1.2 * (1 - 0.7**n), 0.8 * (1 - 0.7**n)], atol=ROUNDING)


def test_elsewhere_the_learned_part_is_missing():
    history = 4 * [("home", True)]
    at_home, elsewhere = (BODY.response(2.0, history, place) for place in ("home", "park"))
    assert_allclose(elsewhere - at_home, 0.8 * (1 - 0.7**4), rtol=ROUNDING)


def test_the_place_alone_calls_up_the_opposite():
    history = 4 * [("home", True)]
    assert_allclose(BODY.conditioned_response(history, "home"), -0.8 * (1 - 0.7**4))
    assert BODY.conditioned_response(history, "park") == 0


def test_visits_without_the_drug_unlearn_the_place_and_nothing_else():
    history = 4 * [("home", True)] + 3 * [("home", False)] + 9 * [("park", False)]
    general, here = BODY.tolerance(history, "home")
    assert_allclose(general, 1.2 * (1 - 0.7**4), rtol=ROUNDING)
    assert_allclose(here, 0.8 * (1 - 0.7**4) * 0.7**3, rtol=ROUNDING)


def test_without_a_history_there_is_no_tolerance():
    assert BODY.tolerance([], "home") == (0.0, 0.0)
    assert BODY.replace(learning_rate=1.0).tolerance([], "home") == (0.0, 0.0)
    assert BODY.mortality(0.0, [], "home") == 0.5


def test_the_three_groups_of_rats():
    model = ConditionedTolerance.from_mortalities(NAIVE, ELSEWHERE, HOME, doses=15)
    history = 15 * [("home", True)]
    got = [
        model.mortality(norm.ppf(NAIVE), past, place)
        for past, place in (([], "home"), (history, "park"), (history, "home"))
    ]
    assert_allclose(got, [NAIVE, ELSEWHERE, HOME], rtol=1e-10)


def test_about_a_third_of_tolerance_hangs_on_the_place():
    # probits 1.80, 0.37 and -0.46: 0.83 of 2.26
    share = conditioned_share(NAIVE, ELSEWHERE, HOME)
    z = norm.ppf([NAIVE, ELSEWHERE, HOME])
    assert_allclose(share, (z[1] - z[2]) / (z[0] - z[2]), rtol=1e-10)
    assert round(share, 2) == 0.36
    model = ConditionedTolerance.from_mortalities(NAIVE, ELSEWHERE, HOME, doses=15)
    assert_allclose(model.conditioned / (model.general + model.conditioned), share, rtol=1e-10)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: conditioned_share(0.5, 0.6, 0.1),
            ["elsewhere is 0.6", "at most naive, 0.5", "protects"],
        ),
        (lambda: conditioned_share(0.9, 0.3, 0.4), ["home is 0.4", "elsewhere, 0.3"]),
        (lambda: conditioned_share(0.5, 0.5, 0.5), ["home is 0.5", "below naive"]),
        (lambda: conditioned_share(1.0, 0.5, 0.1), ["naive is 1.0", "below 1"]),
        (lambda: BODY.tolerance(["home"], "home"), ["entry 'home'", '("home", True)']),
        (lambda: BODY.tolerance([("home", 3)], "home"), ["entry ('home', 3)"]),
        (lambda: ConditionedTolerance(-1, 1), ["general is -1.0", "at least 0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)


# Disinhibition


def test_two_minuses_make_a_plus():
    model = Disinhibition(0.5, gain=2.0, baseline=1.0)
    assert model.firing(0.0) == 1.0
    assert model.dopamine(0.0) == 1.0
    E = np.linspace(0, 1, 11)
    assert_allclose(model.firing(E), 1 - 0.5 * E, rtol=ROUNDING)
    assert_allclose(model.dopamine(E), 1 + 2.0 * 0.5 * E, rtol=ROUNDING)


def test_an_adapted_brain_needs_the_drug_to_be_normal():
    model = Disinhibition(0.8)
    c = 0.25  # (1 + c) * (1 - 0.8 E) = 1 at E = c / (0.8 (1 + c)) = 0.25
    assert_allclose(model.dopamine(0.25, adaptation=c), 1.0, rtol=ROUNDING)
    assert model.dopamine(0.0, adaptation=c) < 1
    assert model.surprise(0.0, adaptation=c) == 0.0


def test_dopamine_is_never_negative():
    assert Disinhibition(gain=3.0).dopamine(0.0, adaptation=5.0) == 0.0


def test_an_effect_is_at_most_full():
    with pytest.raises(ParameterError, match=r"effect is 1\.2.*from 0 to 1"):
        Disinhibition().dopamine(1.2)
