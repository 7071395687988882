"""Drawing patients: medians, spreads and correlations come back, and so do the patients."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from pharmlib.populations.distributions import LogitNormal, LogNormal
from pharmlib.populations.population import Population

PEOPLE = Population(
    {
        "clearance": LogNormal(20, 0.3),
        "volume": LogNormal(90, 0.8),
        "weight": 70.0,
        "fraction": LogitNormal(0.3, 0.5),
    },
    correlations={("clearance", "volume"): 0.6, ("fraction", "clearance"): -0.4},
)
MANY = 40_000


def drawn(seed=1, count=MANY):
    return PEOPLE.draw(count, np.random.default_rng(seed))


def scores(values):
    """Return what was drawn as standard normal scores."""
    odds = values["fraction"] / (1 - values["fraction"])
    return np.array([
        np.log(values["clearance"] / 20) / PEOPLE.parameters["clearance"].spread,
        np.log(values["volume"] / 90) / PEOPLE.parameters["volume"].spread,
        (np.log(odds) - np.log(3 / 7)) / 0.5,
    ])  # fmt: skip


def test_medians_spreads_and_correlations_come_back():
    z = scores(drawn())
    # standard errors: 1/sqrt(40,000) = 0.005 for the mean and for a correlation, less for the sd
    assert_allclose(z.mean(axis=1), 0, atol=0.02)
    assert_allclose(z.std(axis=1), 1, atol=0.015)
    wanted = [[1, 0.6, -0.4], [0.6, 1, 0], [-0.4, 0, 1]]
    assert_allclose(np.corrcoef(z), wanted, atol=0.02)
    assert_allclose(PEOPLE.matrix, wanted)


def test_the_same_seed_gives_the_same_patients():
    for name, values in drawn(7, 50).items():
        assert_array_equal(values, drawn(7, 50)[name])
    assert not np.array_equal(drawn(7, 50)["volume"], drawn(8, 50)["volume"])


def test_the_first_of_many_are_the_few():
    few, many = drawn(3, 100), drawn(3, 1000)
    for name in few:
        # one matrix product for 100 rows and for 1000 may round differently
        assert_allclose(many[name][:100], few[name], rtol=1e-12)


def test_a_number_is_the_same_for_all():
    assert_array_equal(drawn(1, 5)["weight"], np.full(5, 70.0))
    assert PEOPLE.typical == {"clearance": 20, "volume": 90, "weight": 70, "fraction": 0.3}
    assert PEOPLE.varying == ("clearance", "volume", "fraction")


@settings(max_examples=30, deadline=None)
@given(st.floats(-1, 1))
def test_any_correlation_of_two(rho):
    pair = Population({"a": LogNormal(1, 1), "b": LogNormal(1, 1)}, correlations={("a", "b"): rho})
    values = pair.draw(2000, np.random.default_rng(5))
    found = np.corrcoef(np.log(values["a"]), np.log(values["b"]))[0, 1]
    # 1/sqrt(2000) = 0.022; at both ends the two are one
    assert_allclose(found, rho, atol=0.1 * (1 - rho**2) + 1e-7)


def test_it_survives_copies():
    for other in (copy.deepcopy(PEOPLE), pickle.loads(pickle.dumps(PEOPLE))):
        assert other.typical == PEOPLE.typical
        assert_array_equal(other.matrix, PEOPLE.matrix)


def test_nobody_varies():
    assert_array_equal(
        Population({"a": 2.0}).draw(3, np.random.default_rng(1))["a"], [2.0, 2.0, 2.0]
    )


CONTRADICTION = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}
THREE = dict.fromkeys("abc", LogNormal(1, 0.3))


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Population(THREE, correlations={("a", "d"): 0.1}), ["'d'", "a, b, c", "Correct"]),
        (
            lambda: Population(THREE, correlations={("a", "b"): 1.1}),
            ["correlation of a and b is 1.1", "from -1 to 1"],
        ),
        (
            lambda: Population(THREE, correlations=CONTRADICTION),
            ["contradict", "eigenvalue", "-0.8", "nearer to 0"],
        ),
        (lambda: Population({"a": "blue"}), ["blue"]),
        (lambda: PEOPLE.draw(0, np.random.default_rng(1)), ["count is 0", "at least 1"]),
        (lambda: PEOPLE.draw(3, 1), ["generator is 1", "numpy.random.default_rng(1)"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ValueError) as error:
        action()
    for word in words:
        assert word in str(error.value)
