"""Every exercise of the book keeps its promises; `tests/lectern/test_proving.py` breaks each."""

import re
from pathlib import Path

import pytest
from myst_nb.core.read import read_myst_markdown_notebook

from lectern import proving
from lectern.exercise_layout import shown_unit
from lectern.exercise_types import GROUPS
from lectern.exercises import read, slugs

FILES = sorted((Path(__file__).parents[1] / "exercises").glob("*.md"))


def test_every_file_is_found():
    assert slugs() == tuple(path.stem for path in FILES)
    assert "sobering-up" in slugs()


@pytest.mark.parametrize("proof", proving.PROOFS, ids=lambda proof: proof.__name__)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_exercise_is_proved(path, proof):
    assert proof(read(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_prompt_and_answers_agree_on_units(path):
    exercise = read(path)
    prompt = " ".join(exercise.prompt.split())
    for answer in exercise.answers:
        unit = re.escape(shown_unit(answer))
        assert re.search(rf"`{answer.name}(\([^`]*\))?` \({unit}\)", prompt)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_there_is_a_hint(path):
    assert 1 <= len(read(path).hints) <= 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_book_sees_the_same_cells(path):
    exercise = read(path)
    page = read_myst_markdown_notebook(path.read_text(encoding="utf-8"), path=path)
    tagged = [cell for cell in page.cells if set(GROUPS) & set(cell.metadata.get("tags", ()))]
    ours = [cell.source for cells in exercise.cells.values() for cell in cells]
    ours += [misconception.cell.source for misconception in exercise.misconceptions]
    assert sorted(cell.source for cell in tagged) == sorted(ours)
    assert page.cells[-1].source == f'check("{exercise.slug}")'


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_runs_from_top_to_bottom(path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    page = read_myst_markdown_notebook(path.read_text(encoding="utf-8"), path=path)
    namespace = {"__name__": "page"}
    *cells, last = [cell.source for cell in page.cells if cell.cell_type == "code"]
    for source in cells:
        exec(source, namespace)
    assert eval(last, namespace).passed
