"""Collect a student's answers as plain data, strictly; and make the key to compare them with.

The two halves never need each other. `collect` meets the student's objects, knows no reference
value, and hands out floats, lists and text. `lectern.comparing.compare` sees only these. So a
grader can run the first in a sandbox and the second outside. Neither calls a method of a student's
object, or of its class, to compare it: a number is a number only when its type is identical to one
of Python's or NumPy's, and an object whose subtraction is always zero is refused by its type. (What
a student asks to be called, a function, is called.) In one process with the student's code this is
no wall: that code can replace any function of this module. The wall is the sandbox.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from lectern.exercise_types import Answer, Exercise, ExerciseError, thaw

__all__ = ["Key", "NotUsable", "Unanswered", "answer_key", "as_number", "collect", "has_type"]

_REAL = (
    int,
    float,
    *{
        kind
        for kind in np.sctypeDict.values()
        if issubclass(kind, (np.integer, np.floating)) and not issubclass(kind, np.timedelta64)
    },
)
_MOST_ELEMENTS = 100_000


class NotUsable(Exception):
    """A student's value cannot be compared; the message says why and what to give instead."""


class Unanswered(NotUsable):
    """There is no answer yet."""


@dataclasses.dataclass(frozen=True)
class Key:
    """The right answers for some parameters, and those of each misconception, as plain data."""

    truth: Mapping[str, Any]
    misconceptions: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def answer_key(exercise: Exercise, parameters: Mapping[str, Any] | None = None) -> Key:
    """Return what `compare` needs, by running the cells of an exercise.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    parameters : mapping, optional
        A variant. At the base values the truth is the reference of the front matter; elsewhere it
        is what the solution computes.

    Returns
    -------
    Key

    Raises
    ------
    ExerciseError
        When a cell raises or leaves something that is not an answer.

    Examples
    --------
    >>> from lectern.exercises import load
    >>> answer_key(load("sobering-up")).truth
    {'hours_social': 16.667, 'hours_tolerant': 8.333}
    """
    values = {**exercise.base, **(parameters or {})}
    if values == exercise.base:
        truth = {answer.name: thaw(answer.reference) for answer in exercise.answers}
    else:
        truth = _values(exercise, "solution", exercise.run("solution", values))
        if missing := [a.name for a in exercise.answers if a.name not in truth]:
            raise ExerciseError(f"{exercise.slug}: the solution leaves out {', '.join(missing)}")
    wrong = []
    for number, misconception in enumerate(exercise.misconceptions, start=1):
        found = exercise.run(misconception, values)
        wrong.append((misconception.feedback, _values(exercise, f"misconception {number}", found)))
    return Key(truth, tuple(wrong))


def _values(exercise: Exercise, what: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers of our own cells as plain data; anything unusable is an error."""
    collected = collect(exercise, answers)
    for name in answers:
        if "value" not in collected[name]:
            raise ExerciseError(f"{exercise.slug}, {what}: {name} {collected[name]['problem']}")
    return {name: collected[name]["value"] for name in answers}


def collect(exercise: Exercise, namespace: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Take the answers of an exercise out of a namespace, as data that JSON can carry.

    Parameters
    ----------
    exercise : Exercise
        Also one that went through `Exercise.without_answers`.
    namespace : mapping
        Names and values, such as ``globals()``.

    Returns
    -------
    dict
        For each answer ``{"value": ...}``, or ``{"status": "missing" or "invalid", "problem":
        text}``.

    Examples
    --------
    >>> from lectern.exercises import load
    >>> found = collect(load("sobering-up"), {"hours_social": 17, "hours_tolerant": "8.3"})
    >>> found["hours_social"]
    {'value': 17.0}
    >>> found["hours_tolerant"]["problem"]
    "is the text '8.3': give a number, without quotation marks"
    """
    collected: dict[str, dict[str, Any]] = {}
    for answer in exercise.answers:
        try:
            value = namespace.get(answer.name, ...)
            collected[answer.name] = {"value": _READ[answer.kind](value, answer)}
        except NotUsable as error:
            status = "missing" if isinstance(error, Unanswered) else "invalid"
            collected[answer.name] = {"status": status, "problem": str(error)}
        except BaseException as error:
            problem = f"cannot be read: it raised {_explain(error)}"
            collected[answer.name] = {"status": "invalid", "problem": problem}
    return collected


def has_type(value: Any, *kinds: type) -> bool:
    """Return whether the type of a value is one of those given, and not derived from one.

    Only identities are compared: ``in`` and ``isinstance`` would ask the value, or its class.

    Examples
    --------
    >>> has_type(1.0, int, float), has_type(True, int, float)
    (True, False)
    """
    own = type(value)
    return any(own is kind for kind in kinds)


def as_number(value: Any) -> float:
    """Return a real number as a float, judged by its type alone.

    Parameters
    ----------
    value : object
        Accepted are int, float, NumPy's integers and floats, and a NumPy array without dimensions;
        not bool, complex, text, nor a class derived from a number.

    Returns
    -------
    float

    Raises
    ------
    NotUsable
        Why the value is refused; `Unanswered` for ``...`` and None.
    """
    if value is ... or value is None:
        raise Unanswered("is not answered yet: replace the ... by your answer")
    if has_type(value, np.ndarray):
        if value.shape != () or value.dtype.kind not in "iuf":
            raise NotUsable(
                f"{_describe(value)}; one number is asked for: pick it with [0] or [-1]"
            )
        value = value[()]
    elif has_type(value, str):
        raise NotUsable(f"{_describe(value)}: give a number, without quotation marks")
    elif has_type(value, bool, np.bool_):
        raise NotUsable("is True or False; a number is asked for")
    elif has_type(value, list, tuple):
        raise NotUsable(f"{_describe(value)}; one number is asked for: pick it with [0] or [-1]")
    elif not has_type(value, *_REAL):
        raise NotUsable(f"{_describe(value)}; a number is asked for: compute it, or use float(...)")
    try:
        number = float(value)
    except OverflowError:
        raise NotUsable("is too large to be compared: check how it was computed") from None
    if math.isnan(number):
        raise NotUsable("is not a number (nan): look for 0/0 or the logarithm of a negative number")
    if math.isinf(number):
        raise NotUsable("is infinite: look for a division by zero")
    return number


def _read_number(value: Any, answer: Answer) -> float:
    return as_number(value)


def _read_array(value: Any, answer: Answer) -> Any:
    """Return a list or an array as nested lists of floats."""
    if value is ... or value is None:
        raise Unanswered("is not answered yet: replace the ... by your answer")
    if not has_type(value, list, tuple, np.ndarray):
        raise NotUsable(f"{_describe(value)}; a list or a NumPy array of numbers is asked for")
    return _numbers(value, depth=0)[0]


def _numbers(value: Any, *, depth: int) -> tuple[Any, int]:
    """Return nested lists of floats, and how many floats they hold."""
    if has_type(value, np.ndarray):
        if value.dtype.kind not in "iuf":
            raise NotUsable(f"is an array of {value.dtype.name}; an array of numbers is asked for")
        if value.size > _MOST_ELEMENTS:
            raise NotUsable(f"holds {value.size} numbers, far more than asked for")
        value = value.tolist() if value.ndim else value[()]
    if not has_type(value, list, tuple):
        return as_number(value), 1
    if depth == 2 or len(value) > _MOST_ELEMENTS:
        raise NotUsable("is nested too deep or far too long: check its shape")
    pairs = [_numbers(item, depth=depth + 1) for item in value]
    if len({isinstance(item, list) and len(item) for item, _ in pairs}) > 1:
        raise NotUsable("has rows of different length: check its shape")
    total = sum(size for _, size in pairs)
    if total > _MOST_ELEMENTS:
        raise NotUsable(f"holds {total} numbers, far more than asked for")
    return [item for item, _ in pairs], total


def _read_function(value: Any, answer: Answer) -> list[float]:
    """Return what a function gives at each of the inputs."""
    if value is ... or value is None:
        raise Unanswered("is not answered yet: replace the ... by a function")
    if not callable(value):
        raise NotUsable(
            f"{_describe(value)}; a function is asked for: write def {answer.name}(...)"
        )
    outputs = []
    for item in answer.at:
        arguments = [thaw(part) for part in item] if isinstance(item, tuple) else [item]
        call = f"{answer.name}({', '.join(map(repr, arguments))})"
        try:
            output = value(*arguments)
        except BaseException as error:  # also an exception of the student's own
            raise NotUsable(f"cannot be used: {call} raised {_explain(error)}") from None
        try:
            outputs.append(as_number(output))
        except Unanswered:
            if output is None:
                raise NotUsable(f"returns nothing for {call}: end it with return") from None
            raise
        except NotUsable as error:
            raise NotUsable(f"cannot be used: {call} {error}") from None
    return outputs


def _read_choice(value: Any, answer: Answer) -> str:
    """Return the key of the option chosen."""
    if value is ... or value is None:
        raise Unanswered("is not answered yet: replace the ... by your choice")
    keys = ", ".join(f'"{key}"' for key in answer.options)
    if not has_type(value, str):
        raise NotUsable(f"{_describe(value)}; choose one of {keys}, in quotation marks")
    for key in answer.options:
        if value.strip().casefold() == key.casefold():
            return key
    raise NotUsable(f"{_describe(value)}; choose one of {keys}")


_READ = {
    "number": _read_number,
    "array": _read_array,
    "function": _read_function,
    "choice": _read_choice,
}


def _type_name(value: Any) -> str:
    """Return the name of a type without asking the object or its class."""
    return _plain_text(type.__dict__["__name__"].__get__(type(value)))


def _describe(value: Any) -> str:
    """Say what a value is, without calling its methods."""
    if has_type(value, str):
        return f"is the text {value[:40]!r}"
    if has_type(value, np.ndarray):
        return f"is an array of shape {value.shape}"
    if has_type(value, list, tuple):
        return f"is a {_type_name(value)} of {len(value)}"
    if has_type(value, int, float):
        return f"is the number {float(value):g}" if abs(value) < 1e300 else "is a huge number"
    if callable(value):
        return "is a function"
    return f"is a {_type_name(value)}"


def _explain(error: BaseException) -> str:
    """Return type and message of an exception that a student's code raised.

    The interruption of a program that runs too long is none: it goes on.
    """
    if has_type(error, KeyboardInterrupt):
        raise error
    try:
        text = _plain_text(str(error))[:200]
    except BaseException as second:
        if has_type(second, KeyboardInterrupt):
            raise
        text = ""
    return f"{_type_name(error)}: {text}" if text else _type_name(error)


def _plain_text(text: str) -> str:
    """Return text, also that of a class derived from str, without calling a method of it."""
    return str.__str__(text)
