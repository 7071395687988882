"""What runs and what is left: one line that renews itself, or in a log one line a notebook."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from sphinx.util.console import nocolor

__all__ = ["ProgressLine", "leave_out_colours"]

_WIDTH = 100


def leave_out_colours(app, config):
    """Keep the codes of a terminal out of a log."""
    if not sys.stdout.isatty():
        nocolor()


class ProgressLine:
    """Says how far the notebooks have come.

    Parameters
    ----------
    total : int
        How many there are.
    stream : file, optional
        Where to write, by default the standard output.
    """

    def __init__(self, total: int, stream: TextIO | None = None):
        self.total = total
        self.stream = stream or sys.stdout
        self.alive = self.stream.isatty()
        self.running: list[str] = []
        self.done = 0
        self.stream.write("\n")  # Sphinx is in the middle of a line
        self._say(f"running {total} {'notebook' if total == 1 else 'notebooks'}")

    def report(self, what: str, job: Any) -> None:
        """Note that a notebook has started or finished."""
        if what == "started":
            self.running.append(job.page)
            if self.alive:
                self._renew()
            return
        self.running.remove(job.page)
        self.done += 1
        if job.problem:
            self._say(f"{self._count()} {job.page} FAILED after {job.seconds:.1f} s")
        elif not self.alive:
            self._say(f"{self._count()} {job.page} {job.seconds:.1f} s")
        if self.alive:
            self._renew()

    def end(self) -> None:
        """Finish the line."""
        if self.alive:
            self._say(f"{self._count()} notebooks run")

    def _count(self) -> str:
        return f"[{self.done:{len(str(self.total))}}/{self.total}]"

    def _renew(self) -> None:
        text = f"{self._count()} running: {', '.join(self.running)}"
        self.stream.write(f"\r{text[:_WIDTH]}\x1b[K")
        self.stream.flush()

    def _say(self, text: str) -> None:
        self.stream.write(f"\r{text}\x1b[K\n" if self.alive else f"{text}\n")
        self.stream.flush()
