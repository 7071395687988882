"""Read and validate the front matter of an exercise: what it starts from and what it asks for."""

from __future__ import annotations

import keyword
import math
from collections.abc import Mapping
from typing import Any

from lectern.exercise_types import Answer, Parameter, freeze
from pharmlib.units import UnitError, convert

__all__ = ["KINDS", "Problems", "read_answers", "read_parameters", "read_text_facts"]

KINDS = ("number", "array", "function", "choice")
_TEXTS = ("title", "chapter", "level", "minutes", "objectives")
_PARAMETER_KEYS = {"value", "unit", "meaning", "choose"}
_ANSWER_KEYS = {"kind", "unit", "meaning", "reference", "derivation", "tolerance"}
_EXTRA_KEYS = {"function": {"at"}, "choice": {"options", "feedback"}}


class Problems:
    """The problems found in one file, in order, each with its line and repair."""

    def __init__(self, path: str, lines: Mapping[tuple[Any, ...], int]):
        self.path = path
        self._lines = lines
        self._found: list[tuple[int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, message: str, *, key: tuple[Any, ...] = (), line: int | None = None) -> None:
        """Note a problem at a line, or at a key below ``exercise:``."""
        path = ("exercise", *key)
        while line is None:
            line = self._lines.get(path) if path else 1
            path = path[:-1]
        self._found.append((line, message))

    def report(self) -> str:
        """Return all problems as text, one a line."""
        ordered = sorted(self._found, key=lambda item: item[0])
        return "\n".join(f"{self.path}, line {line}: {message}" for line, message in ordered)


def read_text_facts(facts: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """Return title, chapter, level, minutes and objectives."""
    _compare_keys(facts, {*_TEXTS, "parameters", "answers"}, (), problems)
    for name in ("title", "chapter"):
        if not _is_text(facts.get(name, "text")):
            problems.add(f"{name} is {facts[name]!r}: write it as text, in quotes", key=(name,))
    if facts.get("level", 1) not in (1, 2, 3):
        problems.add(f"level is {facts['level']!r}: write 1, 2 or 3", key=("level",))
    minutes = facts.get("minutes", 1)
    if type(minutes) is not int or minutes < 1:
        problems.add(f"minutes is {minutes!r}: write a whole number above 0", key=("minutes",))
    objectives = facts.get("objectives", ["text"])
    if not isinstance(objectives, list) or not objectives or not all(map(_is_text, objectives)):
        problems.add("objectives must be a list of one or more sentences", key=("objectives",))
        objectives = []
    found = {name: facts.get(name) for name in _TEXTS}
    return {**found, "objectives": tuple(objectives)}


def read_parameters(facts: dict[str, Any], problems: Problems) -> tuple[Parameter, ...]:
    """Return the parameters that could be read."""
    found = []
    for name, entry in _entries(facts, "parameters", problems):
        key = ("parameters", name)
        _compare_keys(entry, _PARAMETER_KEYS, key, problems, optional={"choose"})
        _check_words(entry, ("meaning",), key, problems)
        _check_unit(entry, key, problems)
        value, choose = entry.get("value", 1.0), entry.get("choose", [])
        if not isinstance(choose, list) or any(choose.count(item) > 1 for item in choose):
            problems.add("choose must be a list of different values", key=(*key, "choose"))
            choose = []
        for item in (value, *choose):
            if (advice := _unfit(item)) is not None:
                problems.add(f"{name} has the value {item!r}: {advice}", key=key)
            elif type(item) is not type(value) and {type(item), type(value)} != {int, float}:
                problems.add(f"{name} mixes {value!r} and {item!r}: use one kind", key=key)
        found.append(
            Parameter(
                name,
                freeze(value),
                str(entry.get("unit", "")),
                str(entry.get("meaning", "")),
                freeze(choose),
            )
        )
    if found and not any(value != p.value for p in found for value in p.choose):
        problems.add(
            "no parameter can vary: give at least one of them choose: [...]", key=("parameters",)
        )
    return tuple(found)


def read_answers(facts: dict[str, Any], problems: Problems) -> tuple[Answer, ...]:
    """Return the answers that could be read."""
    found = []
    for name, entry in _entries(facts, "answers", problems):
        key = ("answers", name)
        kind = entry.get("kind")
        if kind not in KINDS:
            problems.add(
                f"{name} has the kind {kind!r}: write one of {', '.join(KINDS)}", key=(*key, "kind")
            )
            continue
        needed = _ANSWER_KEYS | _EXTRA_KEYS.get(kind, set())
        if kind == "choice":
            needed = needed - {"tolerance"}
        _compare_keys(entry, needed, key, problems)
        _check_words(entry, ("meaning", "derivation"), key, problems)
        _check_unit(entry, key, problems)
        if kind == "choice":
            _check_choice(name, entry, key, problems)
        else:
            _check_numbers(name, entry, key, problems)
        tolerance = _mapping(entry.get("tolerance"))
        found.append(
            Answer(
                name,
                kind,
                str(entry.get("unit", "")),
                str(entry.get("meaning", "")),
                reference=freeze(entry.get("reference")),
                derivation=str(entry.get("derivation", "")),
                relative=tolerance.get("relative"),
                absolute=tolerance.get("absolute"),
                at=freeze(entry.get("at")) if isinstance(entry.get("at"), list) else (),
                options=_mapping(entry.get("options")),
                feedback=_mapping(entry.get("feedback")),
            )
        )
    return tuple(found)


def _entries(facts: dict[str, Any], what: str, problems: Problems) -> list[tuple[str, dict]]:
    """Return the named entries of ``parameters:`` or ``answers:``."""
    entries = facts.get(what, {})
    if what in facts and (not isinstance(entries, dict) or not entries):
        problems.add(f"{what} must be a mapping with at least one name", key=(what,))
        return []
    good = []
    for name, entry in entries.items():
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
            problems.add(f"{name!r} is not a name in Python: rename it", key=(what,))
        elif not isinstance(entry, dict):
            problems.add(f"{name} must be a mapping of keys to values", key=(what, name))
        else:
            good.append((name, entry))
    return good


def _compare_keys(
    entry: dict[str, Any],
    needed: set[str],
    key: tuple[str, ...],
    problems: Problems,
    *,
    optional: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Note missing and unknown keys."""
    where = f"{key[-1]}: " if key else ""
    for name in sorted(needed - set(entry) - set(optional)):
        problems.add(f"{where}{name} is missing: add {name}:", key=key)
    for name in sorted(map(str, set(entry) - needed)):
        allowed = ", ".join(sorted(needed))
        problems.add(f"{where}{name} is not known; the keys are {allowed}", key=(*key, name))


def _check_words(
    entry: dict[str, Any], names: tuple[str, ...], key: tuple[str, ...], problems: Problems
) -> None:
    for name in names:
        if not _is_text(entry.get(name, "text")):
            problems.add(f"{key[-1]}: {name} must be text that says something", key=(*key, name))


def _check_unit(entry: dict[str, Any], key: tuple[str, ...], problems: Problems) -> None:
    unit = entry.get("unit", "")
    if not isinstance(unit, str):
        problems.add(f'{key[-1]}: unit is {unit!r}: write text, "" for no unit', key=(*key, "unit"))
        return
    try:
        convert(1.0, unit, unit)
    except UnitError as error:
        problems.add(f"{key[-1]}: {error}", key=(*key, "unit"))


def _check_numbers(
    name: str, entry: dict[str, Any], key: tuple[str, ...], problems: Problems
) -> None:
    """Check reference, tolerance and inputs of a numeric answer."""
    kind, reference = (
        entry["kind"],
        entry.get("reference", 1.0 if entry["kind"] == "number" else [1.0]),
    )
    if kind == "number" and not _is_number(reference):
        advice = (_unfit(reference) if isinstance(reference, str) else None) or "write one number"
        problems.add(f"{name}: reference is {reference!r}: {advice}", key=(*key, "reference"))
        return
    if kind != "number" and not _is_grid(reference):
        problems.add(
            f"{name}: reference must be a list of numbers (lists of equal length for 2-D); write "
            "1.0e-3, not 1e-3",
            key=(*key, "reference"),
        )
        return
    if kind == "function" and "at" in entry:
        at = entry["at"]
        if not isinstance(at, list) or not at or any(_unfit(item) is not None for item in at):
            problems.add(f"{name}: at must be a list of inputs", key=(*key, "at"))
        elif any(isinstance(item, list) for item in reference) or len(at) != len(reference):
            problems.add(
                f"{name}: at has {len(at)} inputs and reference {len(reference)} outputs: write "
                "one number for each input",
                key=(*key, "reference"),
            )
    tolerance = entry.get("tolerance", {"absolute": 1.0})
    good = isinstance(tolerance, dict) and len(tolerance) == 1
    if not good or next(iter(tolerance)) not in ("relative", "absolute"):
        problems.add(
            f"{name}: tolerance must be {{relative: 0.01}} or {{absolute: 0.5}}, one of them",
            key=(*key, "tolerance"),
        )
        entry["tolerance"] = None
        return
    ((how, size),) = tolerance.items()
    if not _is_number(size) or size <= 0 or (how == "relative" and size >= 0.5):
        problems.add(
            f"{name}: the {how} tolerance is {size!r}: write a number above 0"
            + (" and below 0.5" if how == "relative" else ""),
            key=(*key, "tolerance"),
        )
    elif how == "relative" and _has_zero(reference):
        problems.add(
            f"{name}: a relative tolerance around a reference of 0 accepts nothing else: give an "
            "absolute one",
            key=(*key, "tolerance"),
        )


def _check_choice(
    name: str, entry: dict[str, Any], key: tuple[str, ...], problems: Problems
) -> None:
    """Check options, feedback and reference of a choice."""
    if entry.get("unit"):
        problems.add(f'{name}: a choice has no unit: write unit: ""', key=(*key, "unit"))
    options, feedback = entry.get("options", {}), entry.get("feedback", {})
    for what, texts in (("options", options), ("feedback", feedback)):
        if not isinstance(texts, dict) or not all(map(_is_text, (*texts, *texts.values()))):
            problems.add(
                f"{name}: {what} must be a mapping of text to text; quote yes, no and numbers",
                key=(*key, what),
            )
            entry[what] = {}
            return
    if "options" in entry and len(options) < 2:
        problems.add(f"{name}: give at least two options", key=(*key, "options"))
    reference = entry.get("reference")
    if "reference" in entry and reference not in options:
        problems.add(
            f"{name}: reference is {reference!r}: write one of {', '.join(options)}",
            key=(*key, "reference"),
        )
    for option in options:
        if option not in feedback and option != reference and "feedback" in entry:
            problems.add(f"{name}: the option {option} has no feedback", key=(*key, "feedback"))
    for option in feedback:
        if option not in options:
            problems.add(f"{name}: feedback for {option}, not an option", key=(*key, "feedback"))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _is_grid(value: Any) -> bool:
    """Whether a value is a list of numbers, or a list of such lists of equal length."""
    if not isinstance(value, list) or not value:
        return False
    if all(map(_is_number, value)):
        return True
    return all(map(_is_grid, value)) and len({len(item) for item in value}) == 1


def _has_zero(value: Any) -> bool:
    return any(map(_has_zero, value)) if isinstance(value, list) else value == 0


def _unfit(value: Any) -> str | None:
    """Return why a value cannot be a parameter, or None."""
    if _is_number(value) or (isinstance(value, list) and value and all(map(_is_number, value))):
        return None
    if not isinstance(value, str):
        return "write a finite number, a list of numbers, or text"
    try:
        float(value)
    except ValueError:
        return None
    return "YAML reads this as text; write numbers such as 1.0e-3, with a point and a sign"
