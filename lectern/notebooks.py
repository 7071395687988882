"""Make an ordinary Jupyter notebook from a page of the book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import yaml
from myst_nb.core.read import read_myst_markdown_notebook

from lectern.citations import Citation, read_citations
from lectern.exercises import Exercise, read
from lectern.plain_markdown import Context, plain, plain_inline

__all__ = ["notebook"]

_LATER = ("misconception", "solution", "second-way")
_NAMED = re.compile(
    r"^(?:`{3,}|:{3,})\{(?P<kind>math|figure)\}[^\n]*\n(?P<options>(?:\s*:[\w-]+:[^\n]*\n)*)",
    re.MULTILINE,
)


def notebook(
    path: str | Path, *, solutions: bool = True, citations: dict[str, Citation] | None = None
) -> nbformat.NotebookNode:
    """Return a page as a notebook for download.

    Roles and directives become ordinary Markdown, captions follow their figures, and a first cell
    says where the page comes from and how to install what it needs. The same page gives the same
    notebook, byte for byte.

    Parameters
    ----------
    path : str or Path
        A MyST notebook: a file of ``chapters/`` or ``exercises/``.
    solutions : bool
        For an exercise, False leaves out wrong turns, solution and second way, and all text between
        the hints and the check.
    citations : dict, optional
        Authors and year by key, for who has read them; otherwise those of ``references.bib``.

    Returns
    -------
    nbformat.NotebookNode
        Of format 4.5, without outputs.

    Raises
    ------
    ExerciseError
        When the page is an exercise that is not valid, or such a one names it.
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    page = read_myst_markdown_notebook(text, path=path)
    exercise = read(path) if "exercise" in page.metadata else None
    context = _context(path, page.cells, citations)
    cells = _without_answers(page.cells) if exercise and not solutions else page.cells
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), path.stem)
    made = [_markdown(_origin(path, plain_inline(title, context)))]
    for cell in cells:
        if exercise and "setup" in cell.metadata.get("tags", ()):
            made += [_markdown(options) for options in _options(exercise)]
        made += _converted(cell, context)
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number:03d}"
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    result = nbformat.v4.new_notebook(cells=made, metadata=metadata)
    nbformat.validate(result)
    return result


def _converted(cell: Any, context: Context) -> list[nbformat.NotebookNode]:
    """Return one cell of the page as the cells of the notebook."""
    if cell.cell_type == "markdown":
        text = plain(cell.source, context)
        return [_markdown(text)] if text.strip() else []
    if cell.cell_type == "raw":
        return []
    metadata = dict(cell.metadata)
    feedback = metadata.pop("misconception", None)
    figure = (metadata.pop("mystnb", None) or {}).get("figure") or {}
    made = [nbformat.v4.new_code_cell(source=cell.source, metadata=metadata)]
    if feedback:
        made.insert(0, _markdown(f"**A tempting wrong turn.** {' '.join(str(feedback).split())}"))
    if caption := figure.get("caption"):
        number = context.figures.get(str(figure.get("name")))
        label = f"**Figure {number}.** " if number else ""
        made.append(_markdown(label + plain_inline(" ".join(caption.split()), context)))
    return made


def _without_answers(cells: list[Any]) -> list[Any]:
    """Return the cells of an exercise up to the hints, and its check."""
    later = (i for i, cell in enumerate(cells) if set(_LATER) & set(cell.metadata.get("tags", ())))
    return [*cells[: next(later)], cells[-1]]


def _options(exercise: Exercise) -> list[str]:
    """Return the options of each choice as a list."""
    return [
        f"`{answer.name}` is one of\n\n"
        + "\n".join(f'- `"{key}"`: {text}' for key, text in answer.options.items())
        for answer in exercise.answers
        if answer.kind == "choice"
    ]


def _origin(path: Path, title: str) -> str:
    """Say where the page comes from and how to install what it needs."""
    facts: dict[str, Any] = {}
    config = path.resolve().parent.parent / "_config.yml"
    if config.is_file():
        facts = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    book = facts.get("title") or "Unopposed"
    url = str((facts.get("repository") or {}).get("url") or "").rstrip("/")
    if url:
        source = f"[{book}]({url})"
        install = f'pip install "unopposed[notebooks] @ git+{url}"'
        where = "Install it once, in the environment of this notebook:"
    else:
        source, install = f"*{book}*", 'pip install ".[notebooks]"'
        where = "Install it once, in the folder of your copy of the book:"
    return (
        f"This notebook is the page *{title}* of {source}, an executable textbook. It needs the "
        f"book's own package. {where}\n\n```\n{install}\n```"
    )


def _context(path: Path, cells: list[Any], citations: dict[str, Citation] | None) -> Context:
    """Return what the text of a page refers to."""
    equations: dict[str, int] = {}
    figures: dict[str, int] = {}
    for cell in cells:
        if cell.cell_type == "markdown":
            for match in _NAMED.finditer(cell.source + "\n"):
                numbers = equations if match["kind"] == "math" else figures
                wanted = "label" if match["kind"] == "math" else "name"
                found = re.search(rf":{wanted}:\s*(\S+)", match["options"])
                if found:
                    numbers[found[1]] = len(numbers) + 1
        elif name := ((cell.metadata.get("mystnb") or {}).get("figure") or {}).get("name"):
            figures[name] = len(figures) + 1
    root = path.resolve().parent.parent

    def page_title(target: str) -> str:
        here = root / target[1:] if target.startswith("/") else path.resolve().parent / target
        page = here if here.suffix == ".md" else here.with_name(here.name + ".md")
        try:
            lines = page.read_text(encoding="utf-8").splitlines()
        except OSError:
            return target.rpartition("/")[2]
        return next((line[2:].strip() for line in lines if line.startswith("# ")), page.stem)

    if citations is None:
        citations = read_citations(root / "references.bib")
    return Context(citations, equations, figures, page_title, _exercises(path))


def _exercises(path: Path) -> str:
    """Return the exercises of a chapter as a list of links to their notebooks."""
    lines = []
    for page in sorted((path.resolve().parent.parent / "exercises").glob("*.md")):
        if path.stem not in page.read_text(encoding="utf-8", errors="replace"):
            continue  # it names another chapter, and need not be understood
        exercise = read(page)
        if exercise.chapter == path.stem:
            lines.append(f"- [{exercise.title}]({exercise.slug}.ipynb)")
    return "\n".join(lines)


def _markdown(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source=text)
