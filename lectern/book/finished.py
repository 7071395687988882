"""Whether the site is still as the last build left it, so that nothing needs to be put in order."""

from __future__ import annotations

import pathlib
import stat

from lectern.book.memory import load, save

__all__ = ["note", "unchanged", "untouched"]


def untouched(app):
    """Return whether the site has the pages and files, by size and time, that `note` found."""
    if not hasattr(app, "lectern_untouched"):
        app.lectern_untouched = load(_memory(app)) == _state(app)
    return app.lectern_untouched


def unchanged(app):
    """Return the names of the files that have the size and the time that `note` found."""
    known = load(_memory(app)).get("files", {})
    return {name for name, state in _state(app)["files"].items() if known.get(name) == state}


def note(app, exception):
    """Note the state of the site at the end of a build."""
    if exception is None and app.builder.format == "html" and not untouched(app):
        save(_memory(app), _state(app))


def _memory(app):
    return pathlib.Path(app.outdir).parent / ".site.json"


def _state(app):
    files = {}
    for file in pathlib.Path(app.outdir).rglob("*"):
        facts = file.stat()
        if stat.S_ISREG(facts.st_mode):
            files[file.relative_to(app.outdir).as_posix()] = [facts.st_size, facts.st_mtime_ns]
    return {"pages": sorted(app.env.found_docs), "files": files}
