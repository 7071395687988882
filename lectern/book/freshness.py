"""Pages follow the code that makes them, and a build that failed once fails until it is repaired.

What the cells of a page print is looked after in `lectern.book.execution`. Here pages are read
again when the extension that makes them, the settings or the contents have changed. Sphinx saves
what it has read before it writes the pages. So pages are also read again when the last build did
not come to its end, or was one for another form: it knows what changed, and the pages do not show
it. And because Sphinx forgets a warning once the page is saved, a build with warnings throws its
saved state away.
"""

from __future__ import annotations

import functools
import pathlib

from lectern.book.memory import digest, state
from lectern.book.running.packages import installed
from lectern.book.running.sources import folder_of, spec_file

__all__ = ["USED", "forget_failure", "made_by", "outdated", "settings"]

# What lectern uses of pharmlib, and the packages that make the pages.
USED = ("pharmlib.palette", "pharmlib.units")
_PACKAGES = (
    "docutils", "jupyter-book", "markdown-it-py", "matplotlib", "mini-racer", "myst-nb",
    "myst-parser", "nbformat", "pybtex", "pygments", "pyyaml", "sphinx", "sphinxcontrib-bibtex",
)  # fmt: skip


@functools.cache
def made_by() -> str:
    """Return a digest of everything that makes pages out of sources and outputs."""
    parts = [f"{name} {installed(name)}" for name in _PACKAGES]
    folder = folder_of("lectern")
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            parts += [file.relative_to(folder).as_posix(), state(file)]
    files = (spec_file(name) for name in USED)
    return digest(*parts, *(state(file) for file in files if file))


def settings(app):
    """Return a digest of the settings and the contents of the book, which show on every page."""
    return digest(*(state(pathlib.Path(app.srcdir, name)) for name in ("_config.yml", "_toc.yml")))


def outdated(app, env, added, changed, removed):
    """Read every page again when what makes all of them has changed, or some may be unwritten."""
    known = getattr(env, "lectern_made_by", ""), getattr(env, "lectern_settings", "")
    env.lectern_made_by, env.lectern_settings = now = made_by(), settings(app)
    ended = _ended(app)
    written = ended.exists() and ended.read_text(encoding="utf-8") == app.builder.name
    ended.unlink(missing_ok=True)
    return [] if written and known == now else sorted(env.found_docs)


def forget_failure(app, exception):
    """Throw the saved state away when anything was wrong, so that the next build finds it again.

    Where nothing was wrong, note that the build came to its end.
    """
    if exception is not None or app._warncount:
        pathlib.Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
    else:
        _ended(app).write_text(app.builder.name, encoding="utf-8")


def _ended(app):
    """Return the file that names the builder of the last build that came to its end."""
    return pathlib.Path(app.outdir).parent / ".ended"
