"""`check`: what a student calls at the end of an exercise."""

from __future__ import annotations

import dataclasses
import html
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from lectern.answers import Key, NotUsable, answer_key, as_number, collect, has_type
from lectern.comparing import Outcome, compare
from lectern.exercise_types import Exercise, Hint, thaw
from lectern.exercises import load

__all__ = ["CheckFailed", "Result", "check", "forget_attempts"]

_attempts: dict[str, int] = {}


@dataclasses.dataclass(frozen=True)
class Result:
    """What `check` found: an outcome for each answer, perhaps a note and a hint."""

    slug: str
    title: str
    outcomes: tuple[Outcome, ...]
    note: str = ""
    hint: str = ""
    hint_label: str = ""

    @property
    def passed(self) -> bool:
        """Whether every answer is right."""
        return bool(self.outcomes) and all(each.status == "right" for each in self.outcomes)

    def __str__(self) -> str:
        lines = [self._headline()]
        lines += [f"  {each.name}: {each.message}" for each in self.outcomes]
        lines += [f"  {self.hint_label}: {self.hint}"] if self.hint else []
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        """Return the same for a notebook; every piece of text is escaped."""
        items = "".join(
            f'<li class="check-{html.escape(each.status)}"><code>{html.escape(each.name)}</code>: '
            f"{html.escape(each.message)}</li>"
            for each in self.outcomes
        )
        hint = f"<p>{html.escape(f'{self.hint_label}: {self.hint}')}</p>" if self.hint else ""
        kind = "check-passed" if self.passed else "check-failed"
        head = f"<p>{html.escape(self._headline())}</p>"
        items = f"<ul>{items}</ul>" if items else ""
        return f'<div class="check {kind}">{head}{items}{hint}</div>'

    def _headline(self) -> str:
        if self.note:
            return f"{self.title}: {self.note}"
        right = sum(each.status == "right" for each in self.outcomes)
        count = "all right" if self.passed else f"{right} of {len(self.outcomes)} right"
        return f"{self.title}: {count}."


class CheckFailed(Exception):
    """At least one answer is not right; `result` tells which and why.

    In a notebook the traceback is just the message.
    """

    def __init__(self, result: Result):
        super().__init__(str(result))
        self.result = result

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows in place of a traceback."""
        return str(self).splitlines()


def check(slug: str, /, **answers: Any) -> Result:
    """Check the answers of an exercise.

    Without keywords, the answers are the global variables of the place that calls `check`: the
    variables of a notebook, a script, a doctest, or an interpreter in a web page. Variables inside
    a function are not seen: pass these as keywords.

    Parameters
    ----------
    slug : str
        The exercise, such as ``"sobering-up"``.
    **answers
        The answers by name, in place of the variables.

    Returns
    -------
    Result
        When every answer is right.

    Raises
    ------
    CheckFailed
        When one is not, or the parameters are not those that the reference answers belong to. Each
        failed check with a wrong answer offers the next hint.
    ExerciseError
        When there is no such exercise.

    Examples
    --------
    >>> check("sobering-up", hours_social=16.7, hours_tolerant=8.33)
    Sobering up: all right.
      hours_social: Right.
      hours_tolerant: Right.
    >>> hours_social, hours_tolerant = 2.5 / 0.15, 2.5 / 0.30
    >>> check("sobering-up").passed
    True
    """
    exercise = load(slug)
    namespace = answers or sys._getframe(1).f_globals
    known = [answer.name for answer in exercise.answers]
    if unknown := [name for name in answers if name not in known]:
        note = f"it does not ask for {', '.join(unknown)}, but for {', '.join(known)}."
        raise CheckFailed(Result(slug, exercise.title, (), note))
    if not answers and (note := _changed_parameters(exercise, namespace)):
        raise CheckFailed(Result(slug, exercise.title, (), note))
    collected = collect(exercise, namespace)
    truth = {answer.name: thaw(answer.reference) for answer in exercise.answers}
    result = Result(slug, exercise.title, compare(exercise, collected, Key(truth)))
    if result.passed:
        return result
    outcomes = compare(exercise, collected, answer_key(exercise))
    result = dataclasses.replace(result, outcomes=outcomes)
    if any(each.status == "wrong" for each in outcomes):
        hint, label = _next_hint(exercise)
        result = dataclasses.replace(result, hint=" ".join(hint.text.split()), hint_label=label)
    raise CheckFailed(result)


def forget_attempts(slug: str | None = None) -> None:
    """Begin again with the first hint, of one exercise or of all."""
    if slug is None:
        _attempts.clear()
    else:
        _attempts.pop(slug, None)


def _next_hint(exercise: Exercise) -> tuple[Hint, str]:
    """Return the hint for this attempt and its label; the last one stays."""
    number = min(_attempts.get(exercise.slug, 0), len(exercise.hints) - 1)
    _attempts[exercise.slug] = number + 1
    return exercise.hints[number], f"Hint {number + 1} of {len(exercise.hints)}"


def _changed_parameters(exercise: Exercise, namespace: Mapping[str, Any]) -> str:
    """Say which parameters are not at their base values, and how to set them back."""
    changed = [
        f"{p.name} = {exercise.base[p.name]!r}"
        for p in exercise.parameters
        if p.name in namespace and not _same(namespace[p.name], p.value)
    ]
    if not changed:
        return ""
    return (
        "the answers can be checked only for the numbers of the book, and you have changed some. "
        f"Set {'; '.join(changed)} and run your cells again."
    )


def _same(value: Any, base: Any) -> bool:
    """Whether a parameter is what it was, without calling a method of the student's object."""
    if has_type(base, str):
        return has_type(value, str) and value == base
    if has_type(base, tuple):
        if has_type(value, np.ndarray) and value.dtype.kind in "iuf":
            value = value.tolist()
        if not has_type(value, list, tuple) or len(value) != len(base):
            return False
        return all(map(_same, value, base))
    try:
        return as_number(value) == base
    except NotUsable:
        return False
