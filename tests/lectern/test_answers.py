"""Collecting answers: strict about types, deaf to the methods of a student's objects."""

import decimal
import fractions
import json

import numpy as np
import pytest

from lectern.answers import NotUsable, Unanswered, as_number, collect
from lectern.exercises import load, read
from tests.lectern.hostile import (
    Explosive,
    FalseFloat,
    Hostile,
    HostileArray,
    HostileFloat,
    HostileName,
    HostileText,
    Interrupted,
    Liar,
    Loud,
    Own,
    Shouting,
    Silent,
    Stubborn,
)


@pytest.mark.parametrize(
    "value",
    [3, 3.0, np.float64(3), np.float32(3), np.int64(3), np.uint8(3), np.longdouble(3), np.array(3)],
)
def test_real_numbers_are_taken(value):
    number = as_number(value)
    assert type(number) is float
    assert number == 3.0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("16.7", r"is the text '16.7': give a number, without quotation marks"),
        (True, "is True or False; a number is asked for"),
        (np.True_, "is True or False; a number is asked for"),
        (3 + 0j, "is a complex; a number is asked for"),
        (np.complex128(3), "is a complex128; a number"),
        (float("nan"), r"is not a number \(nan\): look for 0/0"),
        (np.float64("nan"), r"is not a number \(nan\)"),
        (float("inf"), "is infinite: look for a division by zero"),
        (10**400, "is too large to be compared"),
        ([3.0], r"is a list of 1; one number is asked for: pick it with \[0\]"),
        ((1, 2), "is a tuple of 2; one number"),
        (np.array([3.0]), r"is an array of shape \(1,\); one number"),
        (np.array("x"), r"is an array of shape \(\); one number"),
        (np.timedelta64(3, "h"), "is a timedelta64; a number"),
        (decimal.Decimal(3), r"is a Decimal; a number is asked for: compute it, or use float"),
        (fractions.Fraction(3), "is a Fraction; a number"),
        (len, "is a function; a number"),
        (HostileFloat(3), "is a HostileFloat; a number"),
        (HostileName(), "is a HostileName; a number"),
        (np.zeros(()).view(HostileArray), "is a HostileArray; a number"),
        ({}, "is a dict; a number"),
    ],
    ids=lambda value: str(type(value)),
)
def test_anything_else_is_refused(value, message):
    with pytest.raises(NotUsable, match=message):
        as_number(value)


def test_no_method_of_a_hostile_object_is_called():
    with pytest.raises(NotUsable, match=r"is a Hostile; a number"):
        as_number(Hostile())
    exercise = load("sobering-up")
    found = collect(exercise, {"hours_social": Hostile(), "hours_tolerant": HostileFloat(8.3)})
    assert [entry["status"] for entry in found.values()] == ["invalid", "invalid"]


@pytest.mark.parametrize("name", ["fractions", "left", "shape"])
@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: [value]], ids=["bare", "list"])
@pytest.mark.parametrize("kind", [FalseFloat, Explosive])
def test_no_method_of_a_hostile_class_is_called(mixed, name, wrap, kind):
    Liar.asked.clear()
    with pytest.raises(NotUsable, match=f"is a {type.__dict__['__name__'].__get__(kind)}; a num"):
        as_number(kind())
    found = collect(read(mixed), {name: wrap(kind())})[name]
    assert found["status"] == "invalid"
    assert "raised" not in found["problem"]
    assert Liar.asked == []


class Namespace(dict):
    """Variables of which one cannot be read."""

    def get(self, name, default=None):
        if name == "left":
            raise self.error
        return super().get(name, default)


@pytest.mark.parametrize("error", [KeyError("gone"), Own("gone")])
def test_what_cannot_be_read_spoils_one_answer_alone(mixed, error):
    names = Namespace(fractions=[1.0], shape="line")
    names.error = error
    found = collect(read(mixed), names)
    assert found["fractions"] == {"value": [1.0]}
    assert found["shape"] == {"value": "line"}
    assert found["left"]["status"] == "invalid"
    assert f"it raised {type(error).__name__}: " in found["left"]["problem"]
    names.error = KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        collect(read(mixed), names)


@pytest.mark.parametrize("value", [..., None])
def test_open_answers_are_told_from_wrong_ones(value):
    with pytest.raises(Unanswered, match=r"replace the \.\.\. by your answer"):
        as_number(value)


def one(mixed, **given):
    return collect(read(mixed), given)[next(iter(given))]


@pytest.mark.parametrize(
    "value", [[1, 2], (1.0, 2.0), np.array([1, 2]), [np.float64(1), 2], [np.array(1.0), 2]]
)
def test_arrays_become_lists(mixed, value):
    assert one(mixed, fractions=value) == {"value": [1.0, 2.0]}
    assert one(mixed, fractions=np.eye(2)) == {"value": [[1.0, 0.0], [0.0, 1.0]]}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("abc", "is the text 'abc'; a list or a NumPy array"),
        (3.0, "is the number 3; a list"),
        ([1, "2"], "is the text '2': give a number"),
        ([1, [2]], "rows of different length"),
        ([[1, 2], [3]], "rows of different length"),
        ([[[1]]], "nested too deep"),
        ([1.0, float("nan")], r"is not a number \(nan\)"),
        (np.array([1, None]), "is an array of object; an array of numbers"),
        (np.array([True]), "is an array of bool"),
        (np.array([1j]), "is an array of complex128"),
        (np.zeros(200_000), "holds 200000 numbers"),
        ([0.0] * 200_000, "far too long"),
        ([np.zeros(60_000), np.zeros(60_000)], "holds 120000 numbers"),
        (np.ma.array([1.0]), "is a MaskedArray; a list"),
        (range(3), "is a range; a list"),
        (Hostile(), "a list or a NumPy array"),
        ([Hostile()], "a number is asked for"),
        (..., "is not answered yet"),
    ],
    ids=lambda value: str(type(value)),
)
def test_unfit_arrays_are_refused(mixed, value, message):
    assert message.replace("\\", "") in one(mixed, fractions=value)["problem"]


def test_functions_are_called_at_the_inputs(mixed):
    assert one(mixed, left=lambda time: time + 1) == {"value": [1.0, 7.0, 13.0]}


def raising(time):
    raise ValueError("x" * 1000)


def leaving(time):
    raise SystemExit


def silent(time):
    raise Silent


def own(time):
    raise Own("mine")


def stubborn(time):
    raise Stubborn


def shouting(time):
    raise Shouting


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3.0, "is the number 3; a function is asked for: write def left(...)"),
        (lambda time: 1 / time, "left(0) raised ZeroDivisionError: "),
        (raising, "left(0) raised ValueError: x"),
        (leaving, "left(0) raised SystemExit"),
        (silent, "left(0) raised Silent"),
        (own, "left(0) raised Own: mine"),
        (stubborn, "left(0) raised Stubborn"),
        (shouting, "left(0) raised Shouting: loud"),
        (lambda: 1, "left(0) raised TypeError"),
        (lambda time: None, "returns nothing for left(0): end it with return"),
        (lambda time: "1", "left(0) is the text '1'"),
        (lambda time: [1.0], "left(0) is a list of 1"),
        (lambda time: HostileFloat(), "left(0) is a HostileFloat"),
        (..., "replace the ... by a function"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value))[:20],
)
def test_unfit_functions_are_refused(mixed, value, message):
    assert message in one(mixed, left=value)["problem"]
    assert len(one(mixed, left=value)["problem"]) < 400


def test_starter_of_a_function_is_open(mixed):
    assert one(mixed, left=lambda time: ...)["status"] == "missing"


@pytest.mark.parametrize("error", [KeyboardInterrupt, Interrupted])
def test_interrupting_a_function_interrupts(mixed, error):
    def stopped(time):
        raise error

    with pytest.raises(KeyboardInterrupt):
        one(mixed, left=stopped)


def test_a_name_of_a_class_is_not_asked(mixed):
    assert one(mixed, fractions=type(Loud("Loud"), (), {})())["problem"].startswith("is a Loud;")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("curve", 'is the text \'curve\'; choose one of "line", "exponential"'),
        (1, "is the number 1; choose one of"),
        (HostileText("line"), "is a HostileText; choose one of"),
        (np.str_("line"), "is a str_; choose one of"),
        (..., "replace the ... by your choice"),
    ],
)
def test_unfit_choices_are_refused(mixed, value, message):
    assert message in one(mixed, shape=value)["problem"]


def test_choices_forgive_case_and_spaces(mixed):
    assert one(mixed, shape=" Line ") == {"value": "line"}


def test_what_is_collected_is_json(mixed):
    given = {"fractions": np.arange(3), "left": lambda time: np.float32(time), "shape": "line"}
    found = collect(read(mixed).without_answers(), given)
    assert json.loads(json.dumps(found)) == found
