"""Nothing stale is published, and a build that failed once fails until it is repaired.

Jupyter Book's cache of executed notebooks looks at their cells alone. The book keeps a cache for
the present state of what a notebook can import or read: the packages, the exercises, the libraries
below them. Pages are read again when the extension that makes them has changed. And because Sphinx
forgets a warning once the page is saved, a build with warnings throws its saved state away.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import pathlib
import shutil
import sys

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.errors import ExtensionError

__all__ = ["fingerprint", "forget_failure", "name_cache", "outdated", "refuse_failed_notebooks"]

PACKAGES = ["numpy", "scipy", "matplotlib", "ipykernel", "myst-nb"]
RUN = ["pharmlib/**/*", "lectern/*.py", "exercises/*.md"]
MADE = ["lectern/book/**/*", "lectern/web/**/*"]


def fingerprint(root, patterns):
    """Return a digest of some files of the project and of the packages it stands on.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds ``pharmlib``, ``lectern`` and ``exercises``.
    patterns : list of str
        Which files below it.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(sys.version.encode())
    for package in PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    for file in sorted(file for pattern in patterns for file in root.glob(pattern)):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def name_cache(app, config):
    """Give the notebook cache the name of the present state of the code, and drop other states."""
    os.environ["LECTERN_BOOK"] = "1"  # the kernels inherit it: no widgets where no Python runs
    caches = pathlib.Path(app.outdir).parent / ".jupyter_cache"
    state = fingerprint(pathlib.Path(app.srcdir), RUN)
    config.nb_execution_cache_path = str(caches / state)
    for old in caches.glob("*"):
        if old.name != state:
            shutil.rmtree(old)
    shutil.rmtree(pathlib.Path(app.outdir, "reports"), ignore_errors=True)


def outdated(app, env, added, changed, removed):
    """Read every page again when the extension has changed since the last build."""
    state = fingerprint(pathlib.Path(app.srcdir), MADE)
    known, env.lectern_book_state = getattr(env, "lectern_book_state", state), state
    return [] if known == state else sorted(env.found_docs)


def refuse_failed_notebooks(app, env):
    """Stop the build when a cell has raised, and show which, with the end of its traceback."""
    failed = []
    for page in sorted(env.found_docs):
        result = NbMetadataCollector.get_exec_data(env, page)
        if result and not result["succeeded"]:
            lines = (result["traceback"] or "").strip().splitlines()
            failed.append("\n".join([f"{page}: a cell failed", *lines[-25:]]))
    if failed:
        pathlib.Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
        raise ExtensionError("\n\n".join(failed))


def forget_failure(app, exception):
    """Throw the saved state away when anything was wrong, so that the next build finds it again."""
    if exception is not None or app._warncount:
        pathlib.Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
