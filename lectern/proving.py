"""Prove an exercise: the starter fails, the solution passes, and wrong ideas are told apart.

Each function returns the problems it found as sentences; none means proved. The tests call them for
every exercise, and an author calls all of them with ``python -m lectern.proving FILE ...``.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lectern.answers import Key, answer_key, collect
from lectern.comparing import compare, matches
from lectern.exercises import Exercise, ExerciseError, read

__all__ = [
    "PROOFS",
    "chapter_exists",
    "main",
    "misconceptions_recognised",
    "prove",
    "second_way_agrees",
    "solution_passes",
    "starter_fails",
    "variants",
    "variants_solvable",
]

SEED = 20260401
VARIANTS = 50


def variants(exercise: Exercise, count: int = VARIANTS) -> list[dict[str, Any]]:
    """Return the base values and the parameters of so many seeded variants."""
    rng = np.random.default_rng(SEED)
    return [exercise.base, *(exercise.draw(rng) for _ in range(count))]


def _guarded(proof: Callable[[Exercise], list[str]]) -> Callable[[Exercise], list[str]]:
    """Report a cell that raises, or leaves something unusable, as a problem."""

    @functools.wraps(proof)
    def guarded(exercise: Exercise) -> list[str]:
        try:
            return proof(exercise)
        except ExerciseError as error:
            return [str(error)]

    return guarded


@_guarded
def starter_fails(exercise: Exercise) -> list[str]:
    """The starter leaves every answer open."""
    collected = collect(exercise, exercise.run("starter"))
    outcomes = compare(exercise, collected, Key(_truth(exercise)))
    return [
        f"the starter's {each.name} is {each.status}, not missing: set it to ..."
        for each in outcomes
        if each.status != "missing"
    ]


@_guarded
def solution_passes(exercise: Exercise) -> list[str]:
    """The solution gives the reference at the base values."""
    collected = collect(exercise, exercise.run("solution"))
    outcomes = compare(exercise, collected, Key(_truth(exercise)))
    return [
        f"the solution's {each.name} is {_shown(collected[each.name])} and the reference "
        f"{_truth(exercise)[each.name]!r}: {each.message} One of them is wrong."
        for each in outcomes
        if each.status != "right"
    ]


@_guarded
def variants_solvable(exercise: Exercise) -> list[str]:
    """The solution gives usable answers, of the shape of the reference, for every variant."""
    problems = []
    for values in variants(exercise):
        key = Key(_solved(exercise, values))
        found = compare(exercise, {a: {"value": v} for a, v in _truth(exercise).items()}, key)
        problems += [f"at {values}: {o.name}: {o.message}" for o in found if o.status == "invalid"]
    return problems[:3]


@_guarded
def second_way_agrees(exercise: Exercise) -> list[str]:
    """The second way, where there is one, agrees with the solution for every variant."""
    if not exercise.cells.get("second-way"):
        return []
    problems = []
    for values in variants(exercise):
        second = collect(exercise, exercise.run("second-way", values))
        for name, truth in _solved(exercise, values).items():
            entry = second[name]
            if "value" not in entry or not matches(exercise.answer(name), entry["value"], truth):
                problems.append(
                    f"at {values} the second way gives {name} = {_shown(entry)} and the solution "
                    f"{truth!r}"
                )
    return problems[:3]


@_guarded
def misconceptions_recognised(exercise: Exercise) -> list[str]:
    """Every misconception is wrong, and gets its own feedback, at the base and at every variant."""
    problems = []
    for values in variants(exercise):
        key = Key(_solved(exercise, values), answer_key(exercise, values).misconceptions)
        for number, (_, wrong) in enumerate(key.misconceptions, start=1):
            problems += [
                f"at {values} {problem}" for problem in _unrecognised(exercise, key, number, wrong)
            ]
        if problems:
            break
    return problems[:3]


def _unrecognised(exercise: Exercise, key: Key, number: int, wrong: Any) -> Iterator[str]:
    """Yield what is wrong with one misconception for one set of parameters."""
    if not wrong:
        yield f"misconception {number} assigns no answer"
    given = {name: {"value": wrong.get(name, value)} for name, value in key.truth.items()}
    for outcome in compare(exercise, given, key):
        if outcome.name not in wrong:
            continue
        if outcome.status == "right":
            yield (
                f"misconception {number} gives {outcome.name} = {wrong[outcome.name]!r}, within "
                f"the tolerance of the truth {key.truth[outcome.name]!r}: do not assign it, or "
                "choose other values"
            )
        elif outcome.misconception != number:
            other = (
                f"the feedback of misconception {outcome.misconception}"
                if outcome.misconception
                else f"{outcome.status!r}"
            )
            yield f"misconception {number} gets {other} for {outcome.name} instead of its own"


def chapter_exists(exercise: Exercise) -> list[str]:
    """The chapter is a file in chapters/, beside the folder of the exercise."""
    chapters = Path(exercise.path).resolve().parent.parent / "chapters"
    if (chapters / f"{exercise.chapter}.md").is_file():
        return []
    known = ", ".join(sorted(path.stem for path in chapters.glob("*.md"))) or "none"
    return [f"there is no chapter {exercise.chapter!r}: chapters/ holds {known}"]


PROOFS = (
    starter_fails,
    solution_passes,
    variants_solvable,
    second_way_agrees,
    misconceptions_recognised,
    chapter_exists,
)


def prove(exercise: Exercise) -> list[str]:
    """Return every problem of an exercise; an empty list means that it is proved.

    Examples
    --------
    >>> from lectern.exercises import load
    >>> misconceptions_recognised(load("sobering-up"))
    []
    """
    return [problem for proof in PROOFS for problem in proof(exercise)]


def main(paths: list[str]) -> int:
    """Prove the files named and print what is wrong; return 1 when something is."""
    failed = False
    for path in paths:
        try:
            problems = prove(read(path))
        except ExerciseError as error:
            problems = [str(error)]
        failed = failed or bool(problems)
        print(f"{path}: {'proved' if not problems else 'not proved'}")
        for problem in problems:
            print(f"  {problem}")
    return int(failed)


def _truth(exercise: Exercise) -> dict[str, Any]:
    """Return the references at the base values."""
    return dict(answer_key(_bare(exercise)).truth)


def _solved(exercise: Exercise, values: dict[str, Any]) -> dict[str, Any]:
    """Return what is true for some parameters, without running misconceptions."""
    return dict(answer_key(_bare(exercise), values).truth)


def _bare(exercise: Exercise) -> Exercise:
    """Return the exercise without its misconceptions."""
    return dataclasses.replace(exercise, misconceptions=())


def _shown(entry: Any) -> str:
    return repr(entry["value"]) if "value" in entry else str(entry["problem"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
