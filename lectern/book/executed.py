"""What the notebooks printed when they last ran, kept as long as it holds."""

from __future__ import annotations

import json
import pathlib
import shutil
from collections.abc import Iterable
from typing import Any

import nbformat

from lectern.book.fingerprint import Fingerprint, digest, state
from lectern.book.kernels import places
from lectern.book.packages import installed, versions

__all__ = ["Executed", "Run"]

Run = dict[str, Any]
"""What is kept of a run: the fingerprint, what was read, the versions, and the outputs."""


class Executed:
    """A folder with one file for each page.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are; it is made when it is first needed.
    root : pathlib.Path
        The folder of the book. Paths are kept relative to it, so the files are good in any place.
    """

    def __init__(self, folder: pathlib.Path, root: pathlib.Path):
        self.folder = folder
        self._places = places(root)

    def recall(self, page: str, fingerprint: Fingerprint) -> Run | None:
        """Return the last run of a page if all that decided its outputs is as it was."""
        run = self._read(page)
        if run.get("key") != fingerprint.key:
            return None
        if any(state(self._path(name)) != known for name, known in run["reads"].items()):
            return None
        if any(installed(name) != known for name, known in run["packages"].items()):
            return None
        return run

    def keep(
        self,
        page: str,
        fingerprint: Fingerprint,
        notebook: nbformat.NotebookNode,
        reads: Iterable[str],
        seconds: float,
    ) -> Run:
        """Keep a run, and return what is kept."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        names = sorted(self._name(pathlib.Path(path)) for path in reads)
        outputs = {
            "cells": [[cell.get("execution_count"), cell.get("outputs", [])] for cell in cells],
            "metadata": {
                key: notebook.metadata[key]
                for key in ("language_info", "widgets")
                if key in notebook.metadata
            },
        }
        run = {
            "key": fingerprint.key,
            "reads": {name: state(self._path(name)) for name in names},
            "packages": versions(fingerprint.packages),
            "seconds": seconds,
            "outputs": outputs,
            "digest": digest(json.dumps(outputs, sort_keys=True)),
        }
        self._write(page, run)
        return run

    def effort(self, page: str) -> float:
        """Return how many seconds a page took when it last ran; one that never ran comes first."""
        return self._read(page).get("seconds", 1e9)

    def forget_others(self, pages: Iterable[str]) -> None:
        """Delete what belongs to pages that are gone."""
        wanted = {self._file(page) for page in pages}
        for file in self.folder.rglob("*.json") if self.folder.is_dir() else ():
            if file not in wanted:
                file.unlink()

    def memory(self) -> dict[str, Any]:
        """Return what `remember` wrote last."""
        return _load(self.folder / "fingerprints")

    def remember(self, memory: dict[str, Any]) -> None:
        """Keep what the next build should know of fingerprints."""
        if memory != self.memory():
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "fingerprints").write_text(json.dumps(memory), encoding="utf-8")

    def _read(self, page: str) -> Run:
        return _load(self._file(page))

    def _write(self, page: str, run: Run) -> None:
        file = self._file(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(json.dumps(run), encoding="utf-8")
        shutil.move(new, file)  # whole or not at all

    def _file(self, page: str) -> pathlib.Path:
        return self.folder / f"{page}.json"

    def _name(self, path: pathlib.Path) -> str:
        place, folder = next(
            (name, folder) for name, folder in self._places.items() if path.is_relative_to(folder)
        )
        return f"{place}:{path.relative_to(folder).as_posix()}"

    def _path(self, name: str) -> pathlib.Path:
        place, _, path = name.partition(":")
        return self._places.get(place, pathlib.Path("/nowhere")) / path


def _load(file: pathlib.Path) -> dict[str, Any]:
    """Return what a file holds; nothing where it is missing or damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
