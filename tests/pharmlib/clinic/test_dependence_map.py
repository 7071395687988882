"""The two-axis map: rows that fit, correlations, quarters."""

import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.clinic.dependence_map import map_correlation, map_entries, map_quadrants

VERIFIED = map_entries()


def test_printed_means_are_those_of_the_ratings():
    for each in VERIFIED:
        mean = (each.pleasure + each.psychological + each.physical) / 3
        assert abs(mean - each.dependence) <= 0.056, each.name  # ratings and mean are rounded


def test_verified_rows_and_all_that_fit():
    assert {each.flag for each in VERIFIED} == {"V"}
    everything = {each.name for each in map_entries(verified=False)}
    assert len(VERIFIED) == 12
    assert len(everything) == 19
    assert "4-MTA" not in everything  # (1.0 + 1.7 + 0.8)/3 is 1.17, and 1.30 is printed


def test_axes():
    cocaine = next(each for each in VERIFIED if each.name == "cocaine")
    assert_allclose((cocaine.reinforcement, cocaine.adaptation), (2.9, 1.3))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("pleasure", "physical", 0.46),
        ("psychological", "physical", 0.77),
        ("pleasure", "psychological", 0.77),
        ("adaptation", "physical", 1.0),
    ],
)
def test_correlations_of_the_twelve_rows(first, second, expected):
    assert_allclose(map_correlation(first, second), expected, atol=0.006)


def test_quarters_at_the_medians():
    quarters = map_quadrants()
    assert set(quarters["high", "high"]) == {
        "heroin", "street methadone", "barbiturates", "alcohol", "tobacco"
    }  # fmt: skip
    assert quarters["high", "low"] == ["cocaine"]
    assert quarters["low", "high"] == ["benzodiazepines"]
    assert set(quarters["low", "low"]) == {
        "amphetamine", "buprenorphine", "ketamine", "cannabis", "solvents"
    }  # fmt: skip
    assert map_quadrants(reinforcement=2.0, adaptation=1.55) == quarters


def test_every_drug_is_in_one_quarter():
    names = [name for drugs in map_quadrants(verified=False).values() for name in drugs]
    assert sorted(names) == sorted(each.name for each in map_entries(verified=False))


def test_errors_give_name_value_and_range():
    with pytest.raises(ParameterError, match=r"rating is 'harm'.*pleasure, psychological"):
        map_correlation("harm", "physical")
    with pytest.raises(ParameterError, match=r"adaptation is 4\.0; it must be from 0 to 3"):
        map_quadrants(adaptation=4)
