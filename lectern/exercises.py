"""Find, read and validate the exercises of the book.

An exercise is one MyST notebook, ``exercises/<slug>.md``. `load` returns it as a frozen `Exercise`;
whatever is wrong with the file is reported at once, each problem with its line and its repair.
"""

from __future__ import annotations

import difflib
import functools
import importlib.resources
import json
import re
from pathlib import Path
from typing import Any

from lectern.exercise_facts import Problems, read_answers, read_parameters, read_text_facts
from lectern.exercise_file import Block, PageError, split
from lectern.exercise_layout import check_layout, read_body
from lectern.exercise_types import (
    Answer,
    Cell,
    Exercise,
    ExerciseError,
    Hint,
    Misconception,
    Parameter,
)

__all__ = [
    "Answer",
    "Cell",
    "Exercise",
    "ExerciseError",
    "Hint",
    "Misconception",
    "Parameter",
    "all_exercises",
    "load",
    "read",
    "slugs",
]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def read(path: str | Path) -> Exercise:
    """Read one file and validate it.

    Parameters
    ----------
    path : str or Path
        A file such as ``exercises/sobering-up.md``; its stem is the slug.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        With every problem found: the file, the line, what is wrong and how to repair it.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{path}: cannot be read: {error}") from error
    return _parse(path.stem, text, str(path))


def load(slug: str) -> Exercise:
    """Return the exercise of that name.

    Parameters
    ----------
    slug : str
        Such as ``"sobering-up"``.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        When there is no such exercise (close names are offered), or its file is not valid.

    Examples
    --------
    >>> load("sobering-up").title
    'Sobering up'
    >>> load("sobering")
    Traceback (most recent call last):
        ...
    lectern.exercise_types.ExerciseError: there is no exercise 'sobering'; did you mean sobering-up?
    """
    if type(slug) is str and _SLUG.match(slug):
        folder = _folder()
        page = folder.joinpath(f"{slug}.md")
        if page.is_file():
            return _parse(slug, page.read_text(encoding="utf-8"), str(page))
        data = folder.joinpath(f"{slug}.json")
        if data.is_file():
            return _rebuild(data.read_text(encoding="utf-8"))
    near = difflib.get_close_matches(str(slug), slugs(), n=3)
    advice = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(slugs())}."
    raise ExerciseError(f"there is no exercise {slug!r}; {advice}")


def all_exercises() -> tuple[Exercise, ...]:
    """Return every exercise, sorted by slug."""
    return tuple(load(slug) for slug in slugs())


def slugs() -> tuple[str, ...]:
    """Return the names of all exercises, sorted."""
    folder = _folder()
    if not folder.is_dir():
        return ()
    names = (entry.name.rpartition(".") for entry in folder.iterdir())
    return tuple(sorted({stem for stem, _, end in names if end in ("md", "json") and stem}))


def _folder() -> Any:
    """Return the folder of exercises: that of the repository, else the one in the package."""
    repository = Path(__file__).resolve().parent.parent
    if (repository / "pyproject.toml").is_file() and (repository / "exercises").is_dir():
        return repository / "exercises"
    return importlib.resources.files("lectern").joinpath("data", "exercises")


@functools.lru_cache(maxsize=256)
def _rebuild(text: str) -> Exercise:
    return Exercise.from_data(json.loads(text))


@functools.lru_cache(maxsize=256)
def _parse(slug: str, text: str, path: str) -> Exercise:
    """Build an exercise from the text of its file, or raise with every problem in it."""
    try:
        page = split(text)
    except PageError as error:
        raise ExerciseError(f"{path}, line {error.line}: {error}") from error
    problems = Problems(path, page.lines)
    if not _SLUG.match(slug):
        problems.add("the file's name must be lower-case words joined by '-': rename it", line=1)
    if page.front.get("file_format") != "mystnb":
        problems.add("file_format must be mystnb: without it no cell of the page runs", line=1)
    kernel = page.front.get("kernelspec")
    if not isinstance(kernel, dict) or kernel.get("name") != "python3":
        problems.add("the kernel is not named: add kernelspec: {name: python3}", line=1)
    facts = page.front.get("exercise")
    if not isinstance(facts, dict):
        problems.add(
            "there is no exercise: in the front matter; see exercises/sobering-up.md", line=1
        )
        raise ExerciseError(problems.report())
    texts = read_text_facts(facts, problems)
    parameters = read_parameters(facts, problems)
    answers = read_answers(facts, problems)
    body = read_body(page.blocks)
    check_layout(slug, texts["title"], parameters, answers, body, page.blocks, problems)
    if problems:
        raise ExerciseError(problems.report())
    return Exercise(
        slug=slug,
        **texts,
        parameters=parameters,
        answers=answers,
        prompt=body.prompt,
        meaning=body.meaning,
        hints=tuple(Hint(block.text.strip(), block.line) for block in body.hints),
        misconceptions=tuple(
            Misconception(_one_line(block.options["misconception"]), _cell(block))
            for block in body.cells["misconception"]
        ),
        cells={
            group: tuple(_cell(block) for block in blocks)
            for group, blocks in body.cells.items()
            if group != "misconception"
        },
        path=path,
    )


def _cell(block: Block) -> Cell:
    return Cell(block.text, block.line)


def _one_line(text: Any) -> str:
    return " ".join(str(text).split())
