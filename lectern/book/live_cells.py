"""Cells that run in the page: which there are, in which order, and what only they know.

A page shows most of its cells, and their source stands in the page already. The rest, hidden checks
and code without input, goes into the page as data where a later cell needs a name from it.
"""

from __future__ import annotations

import ast
import collections
import json

from sphinx.transforms import SphinxTransform

from lectern.book.exercise_page import is_cell
from lectern.book.reading import notebook_of
from pharmlib.palette import PALETTE

__all__ = ["MarkCells", "add_data", "cells_of", "identifier", "keep_cells"]

HIDDEN = {"remove-cell", "remove_cell", "remove-input", "remove_input"}


class MarkCells(SphinxTransform):
    """Give every cell of a page an id, by which its script finds it."""

    default_priority = 395  # before the page of an exercise is sorted

    def apply(self, **kwargs):
        """Name the cells by their place in the notebook."""
        for cell in self.document.findall(is_cell):
            cell["ids"].append(identifier(cell["cell_index"]))


def identifier(index):
    """Return the id of the cell at that place of the notebook."""
    return f"cell-{index}"


def cells_of(notebook):
    """Return what a page's script must know of each cell, in order.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The page's source.

    Returns
    -------
    list of dict
        For a cell that the page shows its ``id``, its ``key`` (which survives a change of the cells
        before it, where there is a better name than a number) and the ``role`` it has in an
        exercise. For a hidden one ``code``, without assertions; hidden cells that no later cell
        needs are left out.
    """
    code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    named = dict(_shown(code, exercise="exercise" in notebook.metadata))
    found, needed = [], set()
    for index, cell in reversed(code):
        tree = ast.parse(cell.source)
        if index in named:
            found.append(named[index])
            needed |= _names(tree, ast.Load)
            continue
        tree.body = [part for part in tree.body if not isinstance(part, ast.Assert)]
        if _bound(tree) & needed:
            found.append({"code": ast.unparse(tree)})
            needed |= _names(tree, ast.Load)
    return found[::-1] if named else []


def keep_cells(app, page, source):
    """Keep what a page's script must know, for when the page is written."""
    notebook = notebook_of(app, page, source[0])
    if notebook is not None:
        app.env.metadata[page]["cells"] = cells_of(notebook)


def add_data(app, pagename, templatename, context, doctree):
    """Write the data into a page with code."""
    cells = app.env.metadata[pagename].get("cells") if pagename in app.env.found_docs else None
    if not cells:
        return
    data = {"page": pagename, "palette": PALETTE, "cells": cells}
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    context["body"] += f'<script type="application/json" class="live-cells">{text}</script>\n'


def _shown(code, *, exercise):
    """Yield the place of each cell that the page shows, and what the script must know of it."""
    roles = collections.Counter()
    for number, (index, cell) in enumerate(code, 1):
        tags = cell.metadata.get("tags") or [""]
        if HIDDEN & set(tags):
            continue
        facts = {"id": identifier(index), "key": f"cell-{number}"}
        if exercise:
            facts["role"] = tags[0] or "check"
            roles[facts["role"]] += 1
            facts["key"] = f"{facts['role']}-{roles[facts['role']]}"
        elif name := (cell.metadata.get("mystnb") or {}).get("figure", {}).get("name"):
            facts["key"] = name
        yield index, facts


def _names(tree, kind):
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, kind)}


def _bound(tree):
    """Return the names that a cell gives a value, wherever it does so."""
    names = _names(tree, ast.Store)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return names
