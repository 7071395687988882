"""Outputs are kept between builds only while the code that made them is unchanged.

Jupyter Book's cache of executed notebooks looks at their cells alone. The book keeps a separate
cache for each state of the packages, of the exercises and of the libraries below them, and reads
every page again when that state changes, so no page shows what old code computed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import pathlib
import sys

__all__ = ["fingerprint", "name_cache", "outdated"]

PACKAGES = ["numpy", "scipy", "matplotlib", "ipykernel", "myst-nb"]


def fingerprint(root):
    """Return a digest of all that a notebook of the book can import or read.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds ``pharmlib``, ``lectern`` and ``exercises``.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(sys.version.encode())
    for package in PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    files = [*root.glob("pharmlib/**/*"), *root.glob("lectern/*.py"), *root.glob("exercises/*.md")]
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def name_cache(app, config):
    """Give the notebook cache the name of the present state of the code."""
    os.environ["LECTERN_BOOK"] = "1"  # the kernels inherit it: no widgets where no Python runs
    state = fingerprint(pathlib.Path(app.srcdir))
    config.nb_execution_cache_path = str(pathlib.Path(app.outdir).parent / ".jupyter_cache" / state)


def outdated(app, env, added, changed, removed):
    """Read every page again when the code has changed since the last build."""
    state = app.config.nb_execution_cache_path
    known, env.lectern_code_state = getattr(env, "lectern_code_state", None), state
    return [] if known in (None, state) else sorted(env.found_docs)
