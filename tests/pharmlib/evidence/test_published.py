"""Every published observation, beside what the model says; and the reader of the file."""

import math
import re

import pytest

from pharmlib.checks import ParameterError
from pharmlib.evidence import PREDICTIONS, comparisons, observations, read_observations
from tests.conftest import ROOT

BIBLIOGRAPHY = (ROOT / "references.bib").read_text("utf-8")
PARTS = {
    "opponent process", "receptor regulation", "brain", "receptors", "kinetics", "tolerance",
    "alcohol", "tapers", "induction", "scales", "learning", "signatures", "hyperalgesia", "genes",
    "newborn", "pregnancy", "populations", "dependence map",
}  # fmt: skip
COMPARED = {each.observation.name: each for each in comparisons()}

ENTRY = """
[[observation]]
name = "somebody1990-rate"
part = "kinetics"
source = "somebody1990"
measured = "rate of fall in ten volunteers"
value = 0.15
unit = "g/L/h"
uncertainty = "SD 0.04"
flag = "V"
tolerance = 0.04
reason = "one standard deviation between people"
verdict = "holds"
"""


@pytest.mark.parametrize("name", COMPARED)
def test_a_model_does_what_the_file_says_it_does(name):
    compared = COMPARED[name]
    seen = compared.observation
    assert compared.found == seen.verdict, (
        f"the model says {compared.predicted:g}, published is {seen.low:g} to {seen.high:g}, "
        f"tolerance {seen.tolerance:g}"
    )


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_prediction_is_the_same_number_each_time(name):
    assert PREDICTIONS[name]() == COMPARED[name].predicted


def test_there_are_enough_of_them_and_they_cover_every_part():
    assert len(observations()) >= 60
    assert {seen.part for seen in observations()} == PARTS


@pytest.mark.parametrize("name", COMPARED)
def test_a_source_is_in_the_bibliography(name):
    source = COMPARED[name].observation.source
    assert re.search(rf"^@\w+\{{{source},", BIBLIOGRAPHY, re.M), source


def test_some_models_fail_and_the_book_says_so():
    assert {compared.found for compared in COMPARED.values()} == {"holds", "fails", "out of reach"}


def test_a_single_value_is_a_range_of_no_width():
    (seen,) = read_observations(ENTRY)
    assert (seen.low, seen.high) == (0.15, 0.15)
    for near, far in ((0.1899, 0.1901), (0.1101, 0.1099)):
        assert seen.accepts(near)
        assert not seen.accepts(far)
    assert seen.miss(0.23) == pytest.approx(2.0)
    assert seen.miss(0.11) == pytest.approx(-1.0)


def test_not_a_number_is_never_accepted():
    (seen,) = read_observations(ENTRY)
    assert not seen.accepts(math.nan)


def test_a_range_may_have_one_end():
    (seen,) = read_observations(ENTRY.replace("value", "low"))
    assert seen.high == math.inf
    assert seen.miss(100.0) == 0
    assert not seen.accepts(0.1)


def test_between_two_ends_a_model_is_not_off_at_all():
    (seen,) = read_observations(ENTRY.replace("value = 0.15", "low = 0.1\nhigh = 0.2"))
    assert seen.miss(0.12) == 0
    assert seen.miss(0.24) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('part = "kinetics"\n', "", "part is missing"),
        ('reason = "one standard deviation between people"', 'reason = ""', "reason is missing"),
        ("value", "valeu", "valeu is unknown"),
        ("value = 0.15", "value = 0.15\nlow = 0.1", "value stands beside low"),
        ("value = 0.15\n", "", "there is no number"),
        ("value = 0.15", "low = 0.2\nhigh = 0.1", "low is 0.2, high is 0.1"),
        ("tolerance = 0.04", "tolerance = 0.0", "tolerance is 0"),
        ('"holds"', '"perhaps"', "verdict is 'perhaps'"),
        ('flag = "V"', 'flag = "I"', "flag is 'I'"),
        ('"holds"', '"fails"', "note is missing"),
        ('"g/L/h"', '"furlong"', "furlong"),
        ('"holds"', '"holds"\nfit = "rate"', "checked_by is ''"),
        ('"holds"', '"holds"\nfit = "rate"\nchecked_by = "somebody1990-rate"', "checked_by"),
    ],
)
def test_a_bad_entry_is_refused_by_name(old, new, message):
    assert old in ENTRY
    with pytest.raises(ParameterError, match=re.escape(message)) as caught:
        read_observations(ENTRY.replace(old, new))
    assert "somebody1990-rate" in str(caught.value)


def test_two_entries_may_not_share_a_name():
    with pytest.raises(ParameterError, match="name occurs twice"):
        read_observations(ENTRY + ENTRY)
