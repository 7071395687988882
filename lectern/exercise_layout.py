"""Check the body of an exercise: its cells, their order, and that prose and facts agree."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Any

from lectern.exercise_facts import Problems
from lectern.exercise_file import Block
from lectern.exercise_types import GROUPS, Answer, Parameter, freeze

__all__ = ["Body", "check_layout", "read_body", "shown_unit"]

_STAGES = {"setup": 0, "parameters": 1, "starter": 2, "hint": 3, "misconception": 4}
_STAGES |= {"solution": 5, "second-way": 6}
_ONCE = ("setup", "parameters", "starter")
_NEEDED = (*_ONCE, "misconception", "solution")


@dataclasses.dataclass(frozen=True)
class Body:
    """The blocks of an exercise by what they are for."""

    heading: str
    heading_line: int
    prompt: str
    prompt_line: int
    meaning: str
    hints: tuple[Block, ...]
    cells: dict[str, tuple[Block, ...]]


def shown_unit(answer: Answer) -> str:
    """Return what stands in parentheses after the answer's name in the prompt."""
    return "choice" if answer.kind == "choice" else answer.unit or "no unit"


def read_body(blocks: Sequence[Block]) -> Body:
    """Sort the blocks of a page."""
    code = [i for i, block in enumerate(blocks) if block.name == "code-cell"]
    first = code[0] if code else len(blocks)
    opening = blocks[:first]
    heading, line = "", opening[0].line if opening else 1
    text = "\n\n".join(_whole(block) for block in opening)
    heading_line = line
    if text.startswith("# "):
        top, _, text = text.partition("\n")
        heading = top[2:].strip()
        line += 1 + len(text) - len(text.lstrip("\n"))
    solved = [i for i in code if "solution" in blocks[i].tags]
    following = blocks[solved[-1] + 1 :] if solved else ()
    return Body(
        heading=heading,
        heading_line=heading_line,
        prompt=text.strip(),
        prompt_line=line,
        meaning="\n\n".join(block.text for block in following if block.name == "prose"),
        hints=tuple(block for block in blocks if block.name == "hint"),
        cells={
            group: tuple(blocks[i] for i in code if group in blocks[i].tags) for group in GROUPS
        },
    )


def check_layout(
    slug: str,
    title: Any,
    parameters: Sequence[Parameter],
    answers: Sequence[Answer],
    body: Body,
    blocks: Sequence[Block],
    problems: Problems,
) -> None:
    """Note everything that is wrong with the body."""
    if body.heading != title:
        problems.add(
            f"the heading is {body.heading!r} and the title {title!r}: begin the page with # and "
            "the title",
            line=body.heading_line,
        )
    _check_cells(slug, body, blocks, problems)
    _check_setup(body, problems)
    for group in _ONCE[1:]:
        if len(body.cells[group]) == 1:
            check = _check_parameters if group == "parameters" else _check_starter
            check(parameters, answers, body.cells[group][0], problems)
    _check_prompt(parameters, answers, body, problems)
    texts = [(body.prompt, body.prompt_line, "the prompt")]
    texts += [(block.text, block.line, "a hint") for block in body.hints]
    for block in body.cells["misconception"]:
        texts.append((str(block.options.get("misconception")), block.line, "the feedback"))
    for text, line, what in texts:
        _check_values(parameters, text, line, what, problems)


def _check_cells(slug: str, body: Body, blocks: Sequence[Block], problems: Problems) -> None:
    """Check which cells there are, and their order."""
    for group in _NEEDED:
        if not body.cells[group]:
            problems.add(f"there is no {group} cell: add one, tagged {group}", line=1)
        elif group in _ONCE and len(body.cells[group]) > 1:
            problems.add(f"there are two {group} cells", line=body.cells[group][1].line)
    if not 1 <= len(body.hints) <= 3:
        problems.add(
            f"there are {len(body.hints)} hints: write one to three, each as :::{{hint}}", line=1
        )
    stage, latest = -1, ""
    for block in blocks:
        groups = [group for group in GROUPS if group in block.tags]
        if len(groups) > 1:
            problems.add(f"the cell has the tags {' and '.join(groups)}: keep one", line=block.line)
        if len(groups) != 1 and block.name != "hint":
            if block.name == "code-cell" and not groups and stage < _STAGES["solution"]:
                problems.add(
                    f"the cell has none of the tags {', '.join(GROUPS)}; cells without stand after "
                    "the solution",
                    line=block.line,
                )
            continue
        name = groups[0] if groups else "hint"
        if _STAGES[name] < stage:
            problems.add(f"{name} comes after {latest}: move it before", line=block.line)
        stage, latest = max(stage, _STAGES[name]), name
        _check_source(name, block, problems)
    last = blocks[-1] if blocks else None
    if last is None or last.name != "code-cell" or last.text.strip() != f'check("{slug}")':
        line = last.line if last else 1
        problems.add(f'the page must end with a cell that holds only check("{slug}")', line=line)
    if body.cells["solution"] and not body.meaning.strip():
        line = body.cells["solution"][-1].line
        problems.add("no paragraph after the solution says what the answer means", line=line)


def _check_source(name: str, block: Block, problems: Problems) -> None:
    feedback = block.options.get("misconception")
    if name == "misconception" and not (isinstance(feedback, str) and feedback.strip()):
        problems.add(
            'the cell has no feedback: add misconception: "..." below its tags', line=block.line
        )
    if name == "hint":
        if not block.text.strip():
            problems.add("the hint is empty", line=block.line)
        return
    if _tree(block) is None:
        problems.add(f"the {name} cell is not valid Python", line=block.line)
    if not block.text.strip():
        problems.add(f"the {name} cell is empty", line=block.line)


def _check_setup(body: Body, problems: Problems) -> None:
    for block in body.cells["setup"]:
        tree = _tree(block)
        statements = tree.body if tree else []
        if not all(isinstance(item, (ast.Import, ast.ImportFrom)) for item in statements):
            problems.add("the setup cell may hold imports only", line=block.line)
        if "from lectern import check" not in block.text:
            problems.add("the setup cell lacks from lectern import check", line=block.line)


def _check_parameters(
    parameters: Sequence[Parameter], answers: Sequence[Answer], block: Block, problems: Problems
) -> None:
    """Compare the parameters cell with the front matter."""
    found: dict[str, Any] = {}
    for statement in _assignments(block):
        if statement is None:
            problems.add(
                "the parameters cell may hold only lines name = value, with plain values",
                line=block.line,
            )
            return
        found[statement[0]] = freeze(statement[1])
    for p in parameters:
        if p.name not in found:
            advice = f"add {p.name} = {p.value!r}"
            problems.add(f"{p.name} is missing from the parameters cell: {advice}", line=block.line)
        elif found[p.name] != p.value or isinstance(found[p.name], bool):
            problems.add(
                f"{p.name} is {found[p.name]!r} in the parameters cell and {p.value!r} in the "
                "front matter: make them equal",
                line=block.line,
            )
    for name in found.keys() - {p.name for p in parameters}:
        problems.add(f"{name} is in the parameters cell only: declare it too", line=block.line)


def _assignments(block: Block) -> Iterable[tuple[str, Any] | None]:
    """Yield name and value of each assignment; None for anything else."""
    tree = _tree(block)
    for statement in tree.body if tree else []:
        try:
            (target,) = statement.targets  # type: ignore[attr-defined]
            yield target.id, ast.literal_eval(statement.value)  # type: ignore[attr-defined]
        except (AttributeError, ValueError):
            yield None


def _check_starter(
    parameters: Sequence[Parameter], answers: Sequence[Answer], block: Block, problems: Problems
) -> None:
    """Each answer is ... in the starter, with its unit in a comment."""
    tree = _tree(block)
    lines = block.text.splitlines()
    for answer in answers:
        statements = tree.body if tree else []
        if answer.kind == "function" and any(
            isinstance(s, ast.FunctionDef) and s.name == answer.name for s in statements
        ):
            continue
        statement = next((s for s in statements if _assigns_ellipsis(s, answer.name)), None)
        wanted = f"{answer.name} = ...  # {shown_unit(answer)}"
        comment = lines[statement.lineno - 1].partition("#")[2] if statement else ""
        if comment.strip() != shown_unit(answer):
            problems.add(f"the starter must hold the line {wanted}", line=block.line)


def _assigns_ellipsis(statement: ast.stmt, name: str) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == name for t in statement.targets)
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is ...
    )


def _check_prompt(
    parameters: Sequence[Parameter], answers: Sequence[Answer], body: Body, problems: Problems
) -> None:
    """Every answer with its unit, and every parameter, stands in the prompt."""
    for answer in answers:
        unit = shown_unit(answer)
        found = re.findall(rf"`{answer.name}(?:\([^`]*\))?`\s+\(([^)]*)\)", body.prompt)
        stated = {" ".join(text.split()) for text in found}
        if unit not in stated:
            instead = f", not ({', '.join(sorted(stated))})" if stated else ""
            problems.add(
                f"the prompt must say `{answer.name}` ({unit}){instead}", line=body.prompt_line
            )
    for p in parameters:
        if f"`{p.name}`" not in body.prompt:
            problems.add(f"the prompt does not mention `{p.name}`", line=body.prompt_line)


def _check_values(
    parameters: Sequence[Parameter], text: str, line: int, what: str, problems: Problems
) -> None:
    """No text that every student reads states the base value of a parameter that varies."""
    for p in parameters:
        if not p.choose or not p.unit or isinstance(p.value, (str, tuple)):
            continue
        pattern = rf"(?<![\d.]){re.escape(f'{p.value:g}')}0*\s*{re.escape(p.unit)}(?![\w/])"
        if match := re.search(pattern, text):
            problems.add(
                f"{what} says {match[0]!r}, a value that differs from student to student: write "
                f"`{p.name}`",
                line=line + text.count("\n", 0, match.start()),
            )


def _tree(block: Block) -> ast.Module | None:
    try:
        return ast.parse(block.text)
    except SyntaxError:
        return None


def _whole(block: Block) -> str:
    """Return a block of the prompt as it was written."""
    if block.name == "prose":
        return block.text
    head = f":::{{{block.name}}} {block.argument}".rstrip()
    options = [f":{key}: {value}" for key, value in block.options.items()]
    return "\n".join([head, *options, block.text, ":::"])
