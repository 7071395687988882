"""Equivalents: the published worked examples, the ranges where authorities differ."""

import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.clinic.equivalents import (
    diazepam_equivalent,
    morphine_equivalents,
    morphine_factor,
)
from pharmlib.units import UnitError


def test_worked_examples_of_the_source():
    # dowell2022: hydrocodone 5 mg four times a day; oxycodone 10 mg twice a day
    assert morphine_equivalents({"hydrocodone": 4 * 5}) == 20
    assert morphine_equivalents({"oxycodone": 2 * 10}) == 30
    assert morphine_equivalents({}) == 0


def test_a_patch_is_counted_by_its_rate():
    assert_allclose(morphine_equivalents({"Fentanyl": 25, "oxycodone": "40 mg"}), 60 + 60)
    with pytest.raises(UnitError, match="dose of fentanyl"):
        morphine_equivalents({"fentanyl": "1 mg"})


def test_a_factor_knows_its_source():
    factor = morphine_factor("methadone")
    assert (factor, factor.source, factor.flag) == (4.7, "dowell2022", "V")


@pytest.mark.parametrize(
    ("name", "mg", "low", "high"),
    [
        ("diazepam", 10, 10, 10),
        ("alprazolam", 1, 10, 20),
        ("lorazepam", 1, 5, 10),
        ("chlordiazepoxide", 25, 10, 10),
        ("temazepam", 15, 7.5, 10),  # here the older source is the lower one
        ("triazolam", 0.25, 5, 10),
    ],
)
def test_ranges_of_diazepam(name, mg, low, high):
    assert_allclose(diazepam_equivalent(name, mg), (low, high))


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: morphine_factor("heroin"), ["name is 'heroin'", "codeine", "equivalents.toml"]),
        (lambda: morphine_equivalents({"codeine": -1}), ["dose of codeine is -1.0 mg"]),
        (lambda: diazepam_equivalent("aspirin", 1), ["name is 'aspirin'", "lorazepam"]),
        (lambda: diazepam_equivalent("diazepam", -1), ["dose is -1.0 mg", "at least 0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
