"""Every executable page is offered as a notebook; an exercise comes without its solution."""

from __future__ import annotations

import pathlib

import nbformat
from myst_nb.sphinx_ import NbMetadataCollector

from lectern.notebooks import notebook

__all__ = ["address", "notebook_pages", "write"]


def notebook_pages(env):
    """Return the names of the pages that hold code."""
    return {name for name in env.found_docs if NbMetadataCollector.get_doc_data(env).get(name)}


def address(pagename):
    """Return where a page's notebook stands in the site."""
    return f"notebooks/{pagename.rpartition('/')[2]}.ipynb"


def write(app, exception):
    """Write the notebooks beside the pages."""
    if exception is not None or app.builder.format != "html":
        return
    for name in sorted(notebook_pages(app.env)):
        source = pathlib.Path(app.env.doc2path(name))
        target = pathlib.Path(app.outdir, address(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        book = notebook(source, solutions=not name.startswith("exercises/"))
        target.write_text(nbformat.writes(book) + "\n", encoding="utf-8")
