"""Every executable page is offered as a notebook; an exercise comes without its solution."""

from __future__ import annotations

import pathlib

import nbformat
from myst_nb.sphinx_ import NbMetadataCollector

from lectern.book.freshness import made_by, settings
from lectern.book.memory import digest, load, save, state
from lectern.citations import name_entries
from lectern.notebooks import notebook

__all__ = ["address", "notebook_pages", "write"]


def notebook_pages(env):
    """Return the names of the pages that hold code."""
    return {name for name in env.found_docs if NbMetadataCollector.get_doc_data(env).get(name)}


def address(pagename):
    """Return where a page's notebook stands in the site."""
    return f"notebooks/{pagename.rpartition('/')[2]}.ipynb"


def write(app, exception):
    """Write the notebooks beside the pages; those of which all sources are as before stay."""
    if exception is not None or app.builder.format != "html":
        return
    notes = pathlib.Path(app.outdir).parent / ".notebooks.json"
    known = load(notes)
    shared, now = _shared(app), {}
    entries = app.env.get_domain("cite").bibdata.data.entries
    for name in sorted(notebook_pages(app.env)):
        source = pathlib.Path(app.env.doc2path(name))
        target = pathlib.Path(app.outdir, address(name))
        now[name] = digest(shared, state(source))
        if known.get(name) == f"{now[name]} {state(target)}":
            now[name] = known[name]
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        solutions = not name.startswith("exercises/")
        text = source.read_text(encoding="utf-8")
        cited = name_entries({key: entry for key, entry in entries.items() if key in text})
        book = notebook(source, solutions=solutions, citations=cited)
        target.write_text(nbformat.writes(book) + "\n", encoding="utf-8")
        now[name] = f"{now[name]} {state(target)}"
    if now != known:
        save(notes, now)


def _shared(app):
    """Return a digest of what every notebook may take from elsewhere.

    That is the settings, the sources, the title of each page, and the front matter of each
    exercise.
    """
    root = pathlib.Path(app.srcdir)
    parts = [made_by(), settings(app), state(root / "references.bib")]
    for name in sorted(app.env.found_docs):
        lines = pathlib.Path(app.env.doc2path(name)).read_text(encoding="utf-8").splitlines()
        parts += [name, next((line for line in lines if line.startswith("# ")), "")]
        if name.startswith("exercises/") and "---" in lines[1:]:
            parts += lines[: lines.index("---", 1)]
    return digest(*parts)
