"""What an exercise is, once its file has been read: frozen values, and its cells that can be run.

`lectern.exercises` reads the files; this module knows nothing of YAML or Markdown, so that a Python
in a web page can rebuild an exercise from JSON (`Exercise.from_data`) and check answers with it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

__all__ = [
    "GROUPS",
    "Answer",
    "Cell",
    "Exercise",
    "ExerciseError",
    "Hint",
    "Misconception",
    "Parameter",
    "freeze",
    "thaw",
]

GROUPS = ("setup", "parameters", "starter", "misconception", "solution", "second-way")


class ExerciseError(Exception):
    """An exercise cannot be found, read or run; the message says where and how to repair it."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """The source of one code cell and the line of the file on which it starts."""

    source: str
    line: int


@dataclasses.dataclass(frozen=True)
class Hint:
    """One hint, as Markdown, and the line of the file on which it starts."""

    text: str
    line: int


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A wrong idea: the cell that computes with it, and what to say to someone who holds it."""

    feedback: str
    cell: Cell


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A quantity the exercise starts from; `choose` holds the values allowed in variants."""

    name: str
    value: Any
    unit: str
    meaning: str
    choose: tuple[Any, ...] = ()


@dataclasses.dataclass(frozen=True)
class Answer:
    """A quantity, array, function or choice asked for, with its reference and tolerance.

    `reference` belongs to the base values of the parameters: a number; nested tuples for an array;
    the outputs at the inputs `at` for a function; a key of `options` for a choice.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    reference: Any = None
    derivation: str = ""
    relative: float | None = None
    absolute: float | None = None
    at: tuple[Any, ...] = ()
    options: Mapping[str, str] = dataclasses.field(default_factory=dict)
    feedback: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def allowance(self, truth: float) -> float:
        """Return how far a number may lie from the truth, in the unit of the answer."""
        return self.absolute if self.absolute is not None else (self.relative or 0.0) * abs(truth)


@dataclasses.dataclass(frozen=True)
class Exercise:
    """One exercise: its facts, its prose and its cells.

    Examples
    --------
    >>> from lectern.exercises import load
    >>> exercise = load("sobering-up")
    >>> exercise.base["starting_concentration"]
    2.5
    >>> hours = exercise.run("solution", {"starting_concentration": 3.0})
    >>> round(hours["hours_social"], 3)
    20.0
    """

    slug: str
    title: str
    chapter: str
    level: int
    minutes: int
    objectives: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]
    prompt: str
    meaning: str
    hints: tuple[Hint, ...]
    misconceptions: tuple[Misconception, ...]
    cells: Mapping[str, tuple[Cell, ...]]
    path: str = ""

    @property
    def base(self) -> dict[str, Any]:
        """The base value of every parameter, by name."""
        return {parameter.name: thaw(parameter.value) for parameter in self.parameters}

    def answer(self, name: str) -> Answer:
        """Return the answer of that name."""
        for answer in self.answers:
            if answer.name == name:
                return answer
        known = ", ".join(answer.name for answer in self.answers)
        raise ExerciseError(f"{self.slug} has no answer {name!r}; it asks for {known}.")

    def draw(self, rng: Any) -> dict[str, Any]:
        """Return the parameters of a variant, never all equal to the base values.

        Parameters
        ----------
        rng : numpy.random.Generator
            Decides the variant.

        Returns
        -------
        dict
            A value for every parameter; one without `choose` keeps its base value.

        Raises
        ------
        ExerciseError
            When no parameter has a value to choose other than its base value.
        """
        if not any(value != p.value for p in self.parameters for value in p.choose):
            raise ExerciseError(
                f"{self.slug} has no variants: give at least one parameter `choose` with a value "
                "other than its base value."
            )
        while True:
            values = {
                p.name: p.choose[int(rng.integers(len(p.choose)))] if p.choose else p.value
                for p in self.parameters
            }
            if any(values[p.name] != p.value for p in self.parameters):
                return {name: thaw(value) for name, value in values.items()}

    def run(
        self, cells: str | Misconception, parameters: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Run a group of cells in a fresh namespace and return the answers it assigned.

        Parameters
        ----------
        cells : str or Misconception
            ``"starter"``, ``"solution"``, ``"second-way"``, or one of `misconceptions`. The setup
            cell runs before it.
        parameters : mapping, optional
            Values to use in place of the base values.

        Returns
        -------
        dict
            The answers by name, as the cells left them.

        Raises
        ------
        ExerciseError
            When a parameter or group is unknown, or a cell raises.
        """
        if isinstance(cells, Misconception):
            group: tuple[Cell, ...] = (cells.cell,)
        elif cells in ("starter", "solution", "second-way"):
            group = self.cells.get(cells, ())
        else:
            raise ExerciseError(
                f"{self.slug} cannot run {cells!r}; run 'starter', 'solution', 'second-way' or one "
                "of its misconceptions."
            )
        values = self.base
        for name, value in (parameters or {}).items():
            if name not in values:
                known = ", ".join(values)
                raise ExerciseError(f"{self.slug} has no parameter {name!r}; it has {known}.")
            values[name] = thaw(freeze(value))
        namespace: dict[str, Any] = {"__name__": "exercise"}
        for cell in self.cells.get("setup", ()):
            self._execute(cell, namespace)
        namespace.update(values)
        for cell in group:
            self._execute(cell, namespace)
        return {a.name: namespace[a.name] for a in self.answers if a.name in namespace}

    def _execute(self, cell: Cell, namespace: dict[str, Any]) -> None:
        """Run one cell; tracebacks and errors carry the line of the file."""
        where = self.path or self.slug
        try:
            code = compile("\n" * (cell.line - 1) + cell.source, where, "exec")
            exec(code, namespace)
        except Exception as error:
            raise ExerciseError(
                f"{where}, cell at line {cell.line}: it raised {type(error).__name__}: {error}"
            ) from error

    def without_answers(self) -> Exercise:
        """Return the exercise without anything that gives an answer away.

        References, derivations, feedback, misconceptions, solution and second way are gone; what is
        needed to collect a student's answers (`lectern.answers.collect`) stays.
        """
        answers = tuple(
            dataclasses.replace(answer, reference=None, derivation="", feedback={})
            for answer in self.answers
        )
        shown = ("setup", "parameters", "starter")
        cells = {group: found for group, found in self.cells.items() if group in shown}
        return dataclasses.replace(
            self, answers=answers, meaning="", misconceptions=(), cells=cells, path=""
        )

    def as_data(self) -> dict[str, Any]:
        """Return the exercise as plain dictionaries, lists and values, ready for JSON."""
        return dataclasses.asdict(dataclasses.replace(self, path=""))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Exercise:
        """Rebuild an exercise from what `as_data` returned, also after a passage through JSON."""
        facts = {name: freeze(value) for name, value in data.items()}
        facts["parameters"] = tuple(Parameter(**item) for item in facts["parameters"])
        facts["answers"] = tuple(Answer(**item) for item in facts["answers"])
        facts["hints"] = tuple(Hint(**item) for item in facts["hints"])
        facts["misconceptions"] = tuple(
            Misconception(item["feedback"], Cell(**item["cell"]))
            for item in facts["misconceptions"]
        )
        facts["cells"] = {
            group: tuple(Cell(**cell) for cell in cells) for group, cells in facts["cells"].items()
        }
        return cls(**facts)


def freeze(value: Any) -> Any:
    """Turn lists into tuples, all the way down."""
    if isinstance(value, dict):
        return {key: freeze(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    return value


def thaw(value: Any) -> Any:
    """Turn tuples into lists, all the way down."""
    return [thaw(item) for item in value] if isinstance(value, tuple) else value
