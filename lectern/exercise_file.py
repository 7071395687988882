"""Split the text of a MyST notebook into front matter, prose, directives and code cells.

The notebook reader of MyST-NB does the same for the book; this one also runs where MyST-NB is not
installed, keeps the line of everything, and refuses keys that are written twice.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from lectern.exercise_types import ExerciseError

__all__ = ["Block", "Page", "PageError", "split"]

_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,}|:{3,})\s*(?:\{(?P<name>[\w:-]+)\})?\s*(?P<rest>.*)\Z")

_OPTION = re.compile(r"\s*:[\w-]+:")


class PageError(Exception):
    """The text of a page cannot be split; `line` is where."""

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.line = line


@dataclasses.dataclass(frozen=True)
class Block:
    """A piece of a page: ``"prose"``, or the name of a directive such as ``"code-cell"``.

    `text` is the content without options, `line` the line on which it starts, counted from 1.
    """

    name: str
    text: str
    line: int
    options: dict[str, Any] = dataclasses.field(default_factory=dict)
    argument: str = ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of a code cell."""
        tags = self.options.get("tags", ())
        return (tags,) if isinstance(tags, str) else tuple(str(tag) for tag in tags or ())


@dataclasses.dataclass(frozen=True)
class Page:
    """A page: its front matter, the line of each of its keys, and its blocks in order."""

    front: dict[str, Any]
    lines: dict[tuple[Any, ...], int]
    blocks: tuple[Block, ...]


def split(text: str) -> Page:
    """Split a MyST notebook.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    Page

    Raises
    ------
    PageError
        When there is no front matter, a block of YAML is wrong, or a fence is not closed.
    ExerciseError
        When PyYAML is not installed.

    Examples
    --------
    >>> page = split("---\\nlevel: 1\\n---\\n# Title\\n")
    >>> page.front, page.lines, page.blocks[0].text
    ({'level': 1}, {('level',): 2}, '# Title')
    """
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != "---":
        raise PageError("there is no front matter: start the file with a line ---", 1)
    ends = [i for i, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"]
    if not ends:
        raise PageError("the front matter is not closed: end it with a line ---", 1)
    front, positions = _yaml("\n".join(lines[1 : ends[0]]), first_line=2)
    return Page(front, positions, tuple(_blocks(lines, ends[0] + 1)))


def _blocks(lines: list[str], start: int) -> list[Block]:
    """Return the blocks from a line (counted from 0) on."""
    blocks: list[Block] = []
    prose_start, i = start, start

    def flush(end: int) -> None:
        first = prose_start
        while first < end and not lines[first].strip():
            first += 1
        if first < end:
            blocks.append(Block("prose", "\n".join(lines[first:end]).rstrip(), first + 1))

    while i < len(lines):
        fence = _FENCE.match(lines[i])
        if fence is None:
            i += 1
            continue
        end = _closing(lines, i, fence["marks"])
        if fence["name"]:
            flush(i)
            blocks.append(_directive(lines[i + 1 : end], i + 2, fence["name"], fence["rest"]))
            prose_start = end + 1
        i = end + 1
    flush(len(lines))
    return blocks


def _closing(lines: list[str], start: int, marks: str) -> int:
    """Return the index of the line that closes a fence: as many marks or more, and nothing else."""
    for i in range(start + 1, len(lines)):
        line = lines[i].strip()
        if line and not line.strip(marks[0]) and len(line) >= len(marks):
            return i
    raise PageError(f"{lines[start]!r} is not closed: end it with a line {marks}", start + 1)


def _directive(body: list[str], line: int, name: str, argument: str) -> Block:
    """Read options and content of a directive whose content starts on a line."""
    options: list[str] = []
    skip, first_line = 0, line
    if body and body[0].startswith("---"):
        ends = [i for i, text in enumerate(body[1:], start=1) if text.startswith("---")]
        if not ends:
            raise PageError("the options of this cell are not closed: end them with ---", line)
        options, skip, first_line = body[1 : ends[0]], ends[0] + 1, line + 1
    else:
        while skip < len(body) and _OPTION.match(body[skip]):
            options.append(body[skip].lstrip()[1:])
            skip += 1
    values, _ = _yaml("\n".join(options), first_line=first_line)
    if skip < len(body) and not body[skip].strip():
        skip += 1
    return Block(name, "\n".join(body[skip:]), line + skip, values, argument.strip())


def _yaml(text: str, *, first_line: int) -> tuple[dict[str, Any], dict[tuple[Any, ...], int]]:
    """Return a mapping written in YAML, and the line of each of its keys."""
    try:
        import yaml
    except ImportError:
        raise ExerciseError(
            'reading exercises needs PyYAML: pip install "unopposed[notebooks]"'
        ) from None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # several times as fast, where it is
        tree = yaml.compose(text, Loader=loader)
        lines: dict[tuple[Any, ...], int] = {}
        if tree is not None:
            _note_lines(tree, (), first_line, lines)
        values = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise PageError(
            f"the YAML cannot be read: {problem}; quote text that contains a colon",
            first_line + (mark.line if mark else 0),
        ) from error
    if values is None:
        return {}, {}
    if not isinstance(values, dict):
        raise PageError("this must be a mapping of keys to values: write key: value", first_line)
    return values, lines


def _note_lines(
    node: Any, path: tuple[Any, ...], first_line: int, lines: dict[tuple[Any, ...], int]
) -> None:
    """Walk through composed YAML and write down where each key stands."""
    if node.id != "mapping":
        return
    for key, value in node.value:
        here = (*path, key.value)
        line = first_line + key.start_mark.line
        if here in lines:
            raise PageError(f"{key.value!r} is written twice: keep one of them", line)
        lines[here] = line
        _note_lines(value, here, first_line, lines)
