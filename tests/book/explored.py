"""The explorers of the chapters, as Python makes them: what the pages must agree with."""

import ast
import functools
import os
import re

import numpy as np
from myst_nb.core.read import read_myst_markdown_notebook

from tests.conftest import ROOT, contents

CALL = re.compile(r"^explore\($", re.MULTILINE)


@functools.cache
def cells(path):
    """Return the code cells of a page."""
    text = (ROOT / f"{path}.md").read_text("utf-8")
    return [cell for cell in read_myst_markdown_notebook(text).cells if cell.cell_type == "code"]


def name_of(cell):
    """Return the name of the figure that a cell makes."""
    return cell.metadata["mystnb"]["figure"]["name"]


def all_explorers(*, asking=False):
    """Return the page and the name of each explorer of the book, or of those that ask first."""
    return [
        (path, name_of(cell))
        for path in contents()
        if CALL.search((ROOT / f"{path}.md").read_text("utf-8"))
        for cell in cells(path)
        if CALL.search(cell.source) and (not asking or "predict=Prediction(" in cell.source)
    ]


@functools.cache
def made(path):
    """Run the cells of a page; return its explorers by name."""
    scope, found, here = {"__name__": "__main__"}, {}, os.getcwd()
    os.chdir(ROOT)
    try:
        for cell in cells(path):
            tree = ast.parse(cell.source)
            last = tree.body.pop() if CALL.search(cell.source) else None
            exec(compile(tree, path, "exec"), scope)
            if last is not None:
                found[name_of(cell)] = eval(
                    compile(ast.Expression(last.value), path, "eval"), scope
                )
    finally:
        os.chdir(here)
    return found


def stops(explorer):
    """Return some positions of the sliders: the start, both ends, and five by chance."""
    sizes = [len(values) for values in explorer.stops.values()]
    first = [values.index(explorer.start[name]) for name, values in explorer.stops.items()]
    chance = np.random.default_rng(len(sizes)).integers(sizes, size=(5, len(sizes))).tolist()
    return [first, [0] * len(sizes), [size - 1 for size in sizes], *chance]


def computed(explorer, positions):
    """Return the grid and the curves that the model gives where the sliders stand."""
    pairs = zip(explorer.stops.items(), positions, strict=True)
    shown = explorer.curves(**{name: values[at] for (name, values), at in pairs})
    return shown.grid, np.array(list(shown.values.values()))


def hold_back(page, held):
    """Keep the script of the explorers on its way; `held` gets the request for it."""
    # the service worker could take over the page before it asks, and no route leads into that
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.route("**/explorer/explorer.js", lambda route: held.append(route))
