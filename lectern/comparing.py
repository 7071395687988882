"""Compare answers, as plain data, with the truth: right, close, another unit, a wrong idea."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lectern.answers import Key
from lectern.exercise_types import Answer, Exercise
from pharmlib.units import convert, unit_symbols

__all__ = ["CLOSE", "Outcome", "compare", "matches", "related_units", "tolerance_text"]

CLOSE = 3.0
"""An answer is called close within this many tolerances."""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What there is to say about one answer.

    `status` is ``"right"``, ``"unit"``, ``"close"``, ``"misconception"``, ``"wrong"``,
    ``"missing"`` or ``"invalid"``; `misconception` counts from 1.
    """

    name: str
    status: str
    message: str
    misconception: int | None = None


def compare(
    exercise: Exercise, collected: Mapping[str, Mapping[str, Any]], key: Key
) -> tuple[Outcome, ...]:
    """Compare collected answers with a key.

    Parameters
    ----------
    exercise : Exercise
        The exercise, for its tolerances, units and feedback.
    collected : mapping
        What `lectern.answers.collect` returned.
    key : Key
        What `lectern.answers.answer_key` returned.

    Returns
    -------
    tuple of Outcome
        One for each answer, in the order of the front matter.

    Examples
    --------
    >>> from lectern.answers import answer_key, collect
    >>> from lectern.exercises import load
    >>> exercise = load("sobering-up")
    >>> given = collect(exercise, {"hours_social": 1000.0, "hours_tolerant": 8.33})
    >>> [outcome.status for outcome in compare(exercise, given, answer_key(exercise))]
    ['unit', 'right']
    """
    outcomes = []
    for answer in exercise.answers:
        entry = collected.get(answer.name, {"status": "missing", "problem": "is not answered yet"})
        if "value" not in entry:
            outcomes.append(Outcome(answer.name, entry["status"], _sentence(entry["problem"])))
            continue
        outcomes.append(_judge(answer, entry["value"], collected, key, exercise))
    return tuple(outcomes)


def matches(answer: Answer, value: Any, target: Any, *, times: float = 1.0) -> bool:
    """Return whether a value lies within so many tolerances of a target of the same shape."""
    if answer.kind == "choice":
        return bool(value == target)
    if _shape(value) != _shape(target):
        return False
    return all(
        _within(answer, x, y, answer.allowance(y) * times)
        for x, y in zip(_flat(value), _flat(target), strict=True)
    )


def related_units(unit: str) -> tuple[tuple[str, float], ...]:
    """Return the units that measure the same as a given one, those that differ in one part first.

    Parameters
    ----------
    unit : str
        A unit of `pharmlib.units`; ``""`` is dimensionless.

    Returns
    -------
    tuple of (str, float)
        Another unit, as a sentence names it, and how many of it make one of the given unit.

    Examples
    --------
    >>> related_units("h")[:2]
    (('s', 3600.0), ('min', 60.0))
    """
    return tuple(
        ("a fraction" if other == "1" else other, convert(1.0, unit, other))
        for other in _related(unit)
    )


def tolerance_text(answer: Answer) -> str:
    """Return how far an answer may be off, as a sentence says it.

    Examples
    --------
    >>> from lectern.exercises import load
    >>> tolerance_text(load("sobering-up").answer("hours_social"))
    '1 %'
    """
    if answer.absolute is not None:
        return f"{answer.absolute:g} {answer.unit}".rstrip()
    return f"{100 * (answer.relative or 0):g} %"


def _judge(
    answer: Answer,
    value: Any,
    collected: Mapping[str, Mapping[str, Any]],
    key: Key,
    exercise: Exercise,
) -> Outcome:
    """Return the outcome for one answer that could be read."""
    name, truth = answer.name, key.truth[answer.name]
    if _shape(value) != _shape(truth):
        shapes = f"has the shape {_shape(value)}; {_shape(truth)} is asked for"
        return Outcome(name, "invalid", _sentence(shapes))
    if matches(answer, value, truth):
        return Outcome(name, "right", _join("Right.", answer.feedback.get(str(value), "")))
    number = _misconception(answer, value, truth, collected, key, exercise)
    if number is not None:
        feedback = key.misconceptions[number - 1][0]
        return Outcome(name, "misconception", feedback, number)
    if answer.kind == "choice":
        feedback = answer.feedback.get(value, "")
        return Outcome(name, "misconception" if feedback else "wrong", feedback or "Not right.")
    if matches(answer, value, truth, times=CLOSE) or _rounded(value, truth):
        return Outcome(
            name,
            "close",
            f"Close, but not within {tolerance_text(answer)}. Round only the final answer, and "
            "keep more digits.",
        )
    if advice := _other_unit(answer, value, truth):
        return Outcome(name, "unit", advice)
    return Outcome(name, "wrong", "Not right.")


def _misconception(
    answer: Answer,
    value: Any,
    truth: Any,
    collected: Mapping[str, Mapping[str, Any]],
    key: Key,
    exercise: Exercise,
) -> int | None:
    """Return the number of the misconception that explains a value, or None.

    When several give the same value, the one wins that explains the largest part of what it
    assigns, then the one that assigns most, then the first.
    """
    best: tuple[float, int, int] | None = None
    for number, (_, wrong) in enumerate(key.misconceptions, start=1):
        target = wrong.get(answer.name)
        if target is None or not matches(answer, value, target):
            continue
        if _distance(answer, value, target) > _distance(answer, value, truth):
            continue
        explained = sum(
            matches(exercise.answer(name), collected[name]["value"], other)
            for name, other in wrong.items()
            if "value" in collected.get(name, {})
        )
        rank = (explained / len(wrong), len(wrong), -number)
        best = rank if best is None or rank > best else best
    return None if best is None else -best[2]


def _other_unit(answer: Answer, value: Any, truth: Any) -> str | None:
    """Say in which unit a value would be right, if there is one."""
    units = related_units(answer.unit)
    asked = f"it is asked for in {answer.unit}" if answer.unit else "it is asked for as a fraction"
    for turned, advice in (
        (False, "The right quantity in another unit: you seem to have used {unit}; {asked}."),
        (True, "Off by the factor between {unit} and {own}: look for a conversion turned round."),
    ):
        for unit, factor in units:
            size = 1 / factor if turned else factor
            pairs = list(zip(_flat(value), _flat(truth), strict=True))
            if any(y for _, y in pairs) and all(
                _within(answer, x, y * size, answer.allowance(y) * size) for x, y in pairs
            ):
                return advice.format(unit=unit, asked=asked, own=answer.unit or "a fraction")
    return None


def _related(unit: str) -> Iterator[str]:
    """Yield units of the same dimension, those first that differ least from the one given."""
    pieces = re.split(r"([/*])", unit or "1")
    places = range(0, len(pieces), 2)
    seen = {convert(1.0, unit, unit)}
    for how_many in (1, 2):
        for changed in itertools.combinations(places, how_many):
            for symbols in itertools.product(*(_alternatives(pieces[i]) for i in changed)):
                new = list(pieces)
                for place, symbol in zip(changed, symbols, strict=True):
                    new[place] = symbol
                other = "".join(new)
                factor = convert(1.0, unit, other)
                if not any(abs(factor / known - 1) < 1e-9 for known in seen):
                    seen.add(factor)
                    yield other


def _alternatives(symbol: str) -> list[str]:
    """Return the other symbols for the same kind of quantity."""
    own = symbol.strip()
    return [other for other in unit_symbols(own) if other != own]


def _rounded(value: Any, truth: Any) -> bool:
    """Whether every number is the truth with fewer digits, two at least: rounded or cut off."""
    return all(_is_short(x, y) for x, y in zip(_flat(value), _flat(truth), strict=True))


def _is_short(value: float, truth: float) -> bool:
    if value == 0 or truth == 0 or (value < 0) != (truth < 0):
        return value == truth
    digits = max(2, len(Decimal(repr(value)).normalize().as_tuple().digits))
    if digits > 6:
        return False
    unit = Decimal(1).scaleb(Decimal(repr(truth)).adjusted() - digits + 1)
    error = abs(Decimal(repr(value)) - Decimal(repr(truth)))
    return error < unit and Decimal(repr(value)) % unit == 0


def _within(answer: Answer, value: float, target: float, allowance: float) -> bool:
    return abs(value - target) <= allowance * (1 + 1e-9) + 1e-12 * abs(target)


def _distance(answer: Answer, value: Any, target: Any) -> float:
    if answer.kind == "choice":
        return float(value != target)
    return max(abs(x - y) for x, y in zip(_flat(value), _flat(target), strict=True))


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)):
        return ()
    return (len(value), *(_shape(value[0]) if value else ()))


def _flat(value: Any) -> Iterator[float]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def _sentence(problem: str) -> str:
    """Return a problem, which continues the answer's name, as a sentence."""
    return f"It {problem}."


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)
