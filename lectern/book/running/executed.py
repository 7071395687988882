"""What the notebooks printed when they last ran, kept as long as it holds."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterable
from typing import Any

import nbformat

from lectern.book.memory import digest, load, save, state
from lectern.book.running.fingerprint import Fingerprint, Fingerprints
from lectern.book.running.kernels import places
from lectern.book.running.packages import installed, versions

__all__ = ["Executed", "Run"]

Run = dict[str, Any]
"""What is kept of a run: the fingerprint, what was read, the versions, and the outputs."""

_PARTS = {"key", "modules", "reads", "packages", "seconds", "outputs", "digest"}
_FRAME = re.compile(r"(\x1b\[[0-9;]*m)*File ")


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

    def recall(self, page: str, fingerprint: Fingerprint, fingerprints: Fingerprints) -> Run | None:
        """Return the last run of a page if all that decided its outputs is as it was."""
        run = self._read(page)
        if run.get("key") != fingerprint.key:
            return None
        if run["modules"] != fingerprints.of_modules(map(self._path, run["reads"])).key:
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
        fingerprints: Fingerprints,
        notebook: nbformat.NotebookNode,
        reads: Iterable[str],
        seconds: float,
    ) -> Run:
        """Keep a run, and return what is kept."""
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        names = sorted(self._name(pathlib.Path(path)) for path in reads)
        modules = fingerprints.of_modules(map(self._path, names))
        outputs = {
            "cells": [
                [cell.get("execution_count"), _steady(cell.get("outputs", []))] for cell in cells
            ],
            "metadata": {
                key: notebook.metadata[key]
                for key in ("language_info", "widgets")
                if key in notebook.metadata
            },
        }
        run = {
            "key": fingerprint.key,
            "modules": modules.key,
            "reads": {name: state(self._path(name)) for name in names},
            "packages": versions([*fingerprint.packages, *modules.packages]),
            "seconds": seconds,
            "outputs": outputs,
            "digest": digest(json.dumps(outputs, sort_keys=True)),
        }
        save(self._file(page), run)
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
        return load(self.folder / "fingerprints")

    def remember(self, memory: dict[str, Any]) -> None:
        """Keep what the next build should know of fingerprints."""
        if memory != self.memory():
            save(self.folder / "fingerprints", memory)

    def _read(self, page: str) -> Run:
        run = load(self._file(page))
        return run if run.keys() == _PARTS else {}

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


def _steady(outputs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outputs as they are in any run and in any place.

    What a cell prints in one go arrives in pieces when the machine is busy; these are joined.
    """
    found: list[dict[str, Any]] = []
    for output in map(_portable, outputs):
        if output["output_type"] == "stream" and found and found[-1].get("name") == output["name"]:
            found[-1] = {**output, "text": found[-1]["text"] + output["text"]}
        else:
            found.append(output)
    return found


def _portable(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output as it is in any place: a traceback without the frames outside the page.

    These hold paths of this machine, and lines that the page does not depend on.
    """
    if output["output_type"] != "error":
        return output
    inside = [part for part in output["traceback"] if not _FRAME.match(part)]
    return {**output, "traceback": inside}
