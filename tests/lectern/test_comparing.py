"""Comparing answers with the truth: what each near miss is called."""

import dataclasses
from fractions import Fraction

import pytest

from lectern.answers import Key, answer_key, collect
from lectern.comparing import compare
from lectern.exercise_types import Answer, ExerciseError
from lectern.exercises import load, read
from pharmlib import units


def judge(value, *, truth, unit="h", misconceptions=(), **tolerance):
    """Return the outcome for one number, in an exercise with nothing else."""
    answer = Answer("x", "number", unit, "", **(tolerance or {"relative": 0.01}))
    exercise = dataclasses.replace(load("sobering-up"), answers=(answer,))
    key = Key({"x": truth}, tuple((str(i), {"x": v}) for i, v in enumerate(misconceptions, 1)))
    return compare(exercise, {"x": {"value": value}}, key)[0]


@pytest.mark.parametrize("value", [16.51, 16.667, 16.83])
def test_within_the_tolerance(value):
    assert judge(value, truth=16.667).status == "right"
    assert judge(value, truth=16.6, absolute=0.3).status == "right"


def test_the_edge_of_an_absolute_tolerance_belongs_to_it():
    assert judge(0.3, truth=0.2, absolute=0.1).status == "right"
    assert judge(0.3001, truth=0.2, absolute=0.1).status == "close"


@pytest.mark.parametrize(
    ("value", "truth", "status"),
    [
        (17.1, 16.667, "close"),  # 2.6 tolerances
        (17.3, 16.667, "wrong"),  # 3.8 tolerances
        (16.0, 16.667, "close"),  # cut off to two digits
        (20.0, 16.667, "wrong"),  # one digit is no rounding
        (0.055, 0.05263, "wrong"),  # two digits, but the wrong ones
        (0.052, 0.0529999, "close"),
        (1300.0, 1349.0, "close"),
        (-16.0, 16.667, "wrong"),
        (0.0, 16.667, "wrong"),
    ],
)
def test_rounding(value, truth, status):
    assert judge(value, truth=truth).status == status


@pytest.mark.parametrize(
    ("value", "truth", "unit", "message"),
    [
        (1000.0, 16.667, "h", "you seem to have used min; it is asked for in h"),
        (16.667 / 24, 16.667, "h", "used d;"),
        (60000.0, 16.667, "h", "used s;"),
        (0.0025, 2.5, "mg/L", "used g/L; it is asked for in mg/L"),
        (2.5e6, 2.5, "mg/L", "used ng/L;"),
        (20.0, 1.2, "L/h", "used mL/min;"),
        (0.6931, 16.634, "1/d", "used 1/h; it is asked for in 1/d"),
        (70.0, 0.7, "", "used %; it is asked for as a fraction"),
        (0.7, 70.0, "%", "used a fraction; it is asked for in %"),
        (0.113, 113.0, "nM", "used uM;"),
        (400.0, 16.667, "h", "Off by the factor between d and h"),
    ],
)
def test_other_units(value, truth, unit, message):
    outcome = judge(value, truth=truth, unit=unit)
    assert outcome.status == "unit"
    assert message in outcome.message


def test_a_unit_that_pharmlib_learns_is_known_here(monkeypatch):
    monkeypatch.setitem(units._UNITS, "fortnight", ("time", Fraction(336)))
    assert "used fortnight;" in judge(16.667 / 336, truth=16.667).message


def test_no_unit_explains_zero():
    assert judge(0.0, truth=3.0).status == "wrong"
    assert judge(3.0, truth=0.0, absolute=0.1).status == "wrong"


def test_a_misconception_comes_before_rounding_and_units():
    assert judge(1000.0, truth=16.667, misconceptions=[1000.0]).misconception == 1
    outcome = judge(17.1, truth=16.667, misconceptions=[5.0, 17.1])
    assert (outcome.status, outcome.misconception, outcome.message) == ("misconception", 2, "2")


def test_the_nearer_of_truth_and_misconception_wins():
    assert judge(16.88, truth=16.667, misconceptions=[17.04]).status == "misconception"
    assert judge(16.84, truth=16.667, misconceptions=[17.02]).status == "close"


def test_the_misconception_that_explains_more_wins():
    exercise = load("sobering-up")
    key = Key(
        {"hours_social": 16.0, "hours_tolerant": 8.0},
        (
            ("same rate", {"hours_tolerant": 16.0}),
            ("swapped", {"hours_social": 8.0, "hours_tolerant": 16.0}),
        ),
    )
    swapped = {"hours_social": {"value": 8.0}, "hours_tolerant": {"value": 16.0}}
    assert [o.message for o in compare(exercise, swapped, key)] == ["swapped", "swapped"]
    same = {"hours_social": {"value": 16.0}, "hours_tolerant": {"value": 16.0}}
    assert [o.message for o in compare(exercise, same, key)] == ["Right.", "same rate"]


def outcomes(mixed, **given):
    exercise = read(mixed)
    found = compare(exercise, collect(exercise, given), answer_key(exercise))
    return {outcome.name: outcome for outcome in found if outcome.name in given}


def test_arrays_functions_and_choices(mixed):
    found = outcomes(
        mixed,
        fractions=[100, 50.4, 24.6],
        left=lambda time: 0.5 ** (time / 6),
        shape="exponential",
    )
    assert {outcome.status for outcome in found.values()} == {"right"}
    assert outcomes(mixed, fractions=[100, 50])["fractions"].message == (
        "It has the shape (2,); (3,) is asked for."
    )
    assert outcomes(mixed, fractions=[1, 0.5, 0.25])["fractions"].status == "unit"
    assert outcomes(mixed, fractions=[100, 51, 25])["fractions"].status == "close"
    assert outcomes(mixed, fractions=[100, 75, 50])["fractions"].message == "You drew a line."
    assert outcomes(mixed, left=lambda time: 100 * 0.5 ** (time / 6))["left"].status == "unit"
    assert outcomes(mixed, left=lambda time: 1.0)["left"].status == "wrong"
    assert outcomes(mixed, shape="line")["shape"].message == "You drew a line."


def test_a_wrong_choice_gets_the_feedback_of_its_option(mixed):
    exercise = dataclasses.replace(read(mixed), misconceptions=())
    found = compare(exercise, {"shape": {"value": "line"}}, answer_key(exercise))
    assert found[-1].message == "A line would reach zero."
    assert [outcome.status for outcome in found] == ["missing", "missing", "misconception"]


def test_the_truth_of_a_variant_is_the_solution():
    key = answer_key(load("sobering-up"), {"elimination_social": 0.25})
    assert key.truth["hours_social"] == 10.0
    assert key.misconceptions[2][1] == {"hours_tolerant": 10.0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("hours_social = 'x'", "solution: hours_social is the text 'x'"),
        ("pass", "the solution leaves out hours_social"),
    ],
)
def test_a_solution_that_is_no_answer(edited, change, message):
    path = edited(("hours_social = starting_concentration / elimination_social\n", change + "\n"))
    with pytest.raises(ExerciseError, match=message):
        answer_key(read(path), {"starting_concentration": 3.0})
