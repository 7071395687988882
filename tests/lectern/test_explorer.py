"""The sliders: their stops, their still form on a page, and their life in a notebook."""

import nbformat
import pytest
from nbclient import NotebookClient

from lectern.explorer import explore

CELLS = """
from lectern import explore

def draw(days):
    return days * 2

explorer = explore(draw, days=(0, 10, 5))
explorer
"""


def run(monkeypatch, *code, book):
    """Execute code in a notebook, in the book's build or live; return the outputs."""
    monkeypatch.delenv("LECTERN_BOOK", raising=False)
    if book:
        monkeypatch.setenv("LECTERN_BOOK", "1")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in code])
    NotebookClient(notebook, store_widget_state=True).execute()
    return [cell.outputs for cell in notebook.cells]


def test_a_notebook_gets_sliders_that_redraw(monkeypatch):
    shown, moved = run(
        monkeypatch,
        CELLS,
        "box = explorer.widget()\nbox.children[0].value = 10\nbox.result",
        book=False,
    )
    assert "application/vnd.jupyter.widget-view+json" in shown[0].data
    assert moved[-1].data["text/plain"] == "20.0"


def test_a_page_gets_the_figure_at_the_middle(monkeypatch):
    ((shown,),) = run(monkeypatch, CELLS, book=True)
    assert shown.data == {"text/plain": "10.0"}


@pytest.mark.parametrize("stops", [(1, 2), (2, 1, 1), (0, 1, 0), (0, 1, -1)])
def test_impossible_stops_are_refused(stops):
    with pytest.raises(ValueError, match=r"dose is .*first below last"):
        explore(print, dose=stops)


def test_no_stops_are_refused():
    with pytest.raises(ValueError, match="at least one slider"):
        explore(print)
    with pytest.raises(ValueError, match="dose is empty"):
        explore(print, dose=[])


def test_decimal_stops_are_the_decimals_written():
    assert explore(print, share=(0, 0.3, 0.1)).stops["share"] == [0.0, 0.1, 0.2, 0.3]
