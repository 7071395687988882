"""The register of predictions."""

import pytest

from pharmlib.evidence import PREDICTIONS, predicts


@pytest.fixture
def name():
    yield "nobody2000-anything"
    PREDICTIONS.pop("nobody2000-anything", None)


def test_a_function_is_called_with_the_arguments_it_was_registered_with(name):
    @predicts(name, 3.0, 4.0)
    def product(a, b):
        return a * b

    assert PREDICTIONS[name]() == 12.0
    assert product(1.0, 1.0) == 1.0


def test_an_observation_has_one_prediction(name):
    predicts(name)(lambda: 1.0)
    with pytest.raises(ValueError, match="predicted twice"):
        predicts(name)(lambda: 2.0)
