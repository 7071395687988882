"""The fingerprint of a notebook: everything that decides what its cells print.

It covers the cells, what they reach in the book's packages, how they are run, and the version of
Python. Two things are known only after a run, and are kept beside its outputs: the files it read
and the versions of the packages it stands on. Tags, captions and alternative texts are left out,
but for the two tags that change how a cell runs.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import platform
import sys
from collections.abc import Iterable
from typing import Any

import nbformat

from lectern.book.memory import digest, state
from lectern.book.running import jobs, kernel_server, kernels
from lectern.book.running.reach import OWN, Reach, Sources
from lectern.book.running.sources import folder_of, python_files

__all__ = ["Fingerprint", "Fingerprints", "basis"]

_RUN_TAGS = {"raises-exception", "skip-execution"}


@dataclasses.dataclass(frozen=True)
class Fingerprint:
    """What a notebook depends on: a digest, and the packages that it imports."""

    key: str
    packages: tuple[str, ...]


class Fingerprints:
    """The fingerprints of a build; where nothing has changed they are not worked out again.

    `basis` is a digest of all that they are worked out from, the notebooks aside.

    Parameters
    ----------
    known : dict, optional
        What `memory` returned in an earlier build.
    """

    def __init__(self, known: dict[str, Any] | None = None):
        self.basis = basis()
        known = known if known and known.get("basis") == self.basis else {}
        self._known: dict[str, Any] = dict(known.get("keys", {}))
        self._used: dict[str, Any] = {}
        self._sources = Sources()

    def of(self, notebook: nbformat.NotebookNode, *, allow_errors: bool = False) -> Fingerprint:
        """Return the fingerprint of a notebook."""
        cells = [
            [cell.source, sorted(_RUN_TAGS & set(cell.metadata.get("tags", ())))]
            for cell in notebook.cells
            if cell.cell_type == "code"
        ]
        return self._of([source for source, _ in cells], json.dumps([cells, allow_errors]))

    def of_modules(self, files: Iterable[pathlib.Path]) -> Fingerprint:
        """Return the fingerprint of what modules beside a page reach; "" where there are none."""
        texts = [
            file.read_text(encoding="utf-8", errors="replace")
            for file in files
            if file.suffix == ".py" and file.is_file()
        ]
        return self._of(texts, json.dumps(texts)) if texts else Fingerprint("", ())

    def _of(self, texts: list[str], mark: str) -> Fingerprint:
        code = digest(mark)
        if code not in self._known:
            reach = Reach(self._sources, *texts)
            key = digest(self._common(), code, *sorted(reach.facts))
            self._known[code] = [key, sorted(reach.packages)]
        key, packages = self._used[code] = self._known[code]
        return Fingerprint(key, tuple(packages))

    def memory(self) -> dict[str, Any]:
        """Return what the next build should know."""
        return {"basis": self.basis, "keys": self._used}

    def _common(self) -> str:
        """Return what matters to every notebook."""
        machinery = [pathlib.Path(str(each.__file__)) for each in (kernel_server, kernels, jobs)]
        return digest(
            sys.version,
            platform.machine(),
            sys.platform,
            json.dumps(kernels.ENVIRONMENT),
            *(each.read_bytes() for each in machinery),
        )


def basis() -> str:
    """Return a digest of all that fingerprints are worked out from, the notebooks aside."""
    parts = [sys.version, platform.machine(), sys.platform]
    for name in OWN:
        folder = folder_of(name)
        for each in python_files(name):
            parts += [each.relative_to(folder).as_posix(), state(each)]
    return digest(*parts)
