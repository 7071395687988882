"""Before pages are read, every stale notebook runs; MyST-NB then finds all outputs in its cache.

MyST-NB takes the outputs of a page from jupyter-cache, by a digest of its cells that knows nothing
of what they import. So the book keeps the outputs itself, under a fingerprint that does, and puts
those of a page into an empty jupyter-cache at the moment the page is read.
"""

from __future__ import annotations

import contextlib
import copy
import fcntl
import gc
import json
import pathlib
import re
import shutil
import time

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from sphinx.errors import ExtensionError
from sphinx.util import logging

from lectern.book.freshness import made_by, settings
from lectern.book.memory import digest
from lectern.book.reading import notebook_of
from lectern.book.running.executed import Executed, Run
from lectern.book.running.fingerprint import Fingerprint, Fingerprints, basis
from lectern.book.running.jobs import Job, run
from lectern.book.running.kernels import KernelServer
from lectern.book.running.progress_line import ProgressLine

__all__ = ["choose_cache", "hand_over", "run_stale", "spare_collector"]

logger = logging.getLogger(__name__)

# The option `load` of a cell: `:load: file`, or YAML, `load: file` or `{..., load: file}`.
_LOAD = re.compile(r"""^\s*(?::load:|["']?load["']?\s*:|\{.*\bload["']?\s*:)""", re.M)
_TICK = 0.02  # seconds by which the clock of the files may be behind


def choose_cache(app, config):
    """Give MyST-NB an empty cache: what it finds there was put there by this build."""
    folder = pathlib.Path(app.outdir).parent
    app.lectern_turn = _turn(folder)
    shutil.rmtree(folder / ".jupyter_cache", ignore_errors=True)
    shutil.rmtree(pathlib.Path(app.outdir, "reports"), ignore_errors=True)
    config.nb_execution_cache_path = str(folder / ".jupyter_cache")


def spare_collector(app, config):
    """Leave what is loaded by now out of the garbage collector's rounds, and make these rare.

    What is loaded stays to the end, and a build makes many things that stay and few that go.
    """
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 20)


def _turn(folder):
    """Wait until no other build works in a folder; it is ours until the returned file is closed."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / ".lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        logger.info(f"waiting for another build in {folder} to end")
        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def run_stale(app, env, added, changed, removed):
    """Run every notebook whose outputs may no longer hold; return the pages with new outputs."""
    root = pathlib.Path(app.srcdir)
    executed = Executed(pathlib.Path(app.outdir).parent / ".executed", root)
    executed.forget_others(env.found_docs)
    memory = executed.memory()
    fingerprints = Fingerprints(memory.get("fingerprints"))
    reader = digest(made_by(), settings(app))
    cells = _Cells(app, memory.get("cells") if memory.get("reader") == reader else None)
    shown: dict[str, str] = {}
    runs: dict[str, Run] = {}
    jobs: dict[str, tuple[Job, Fingerprint]] = {}
    with contextlib.ExitStack() as stack:
        for page in sorted(env.found_docs):
            notebook = cells.of(page)
            if notebook is None:
                continue
            shown[page] = digest(*(cell.source for cell in notebook.cells))
            fingerprint = fingerprints.of(notebook, allow_errors=cells.allow_errors(notebook))
            known = executed.recall(page, fingerprint, fingerprints)
            if known is not None:
                runs[page] = known
                continue
            if not jobs:  # it gets ready while the other pages are looked at
                server = stack.enter_context(KernelServer(root))
            jobs[page] = cells.job(page, notebook), fingerprint
        if jobs:
            runs |= _run(jobs, server, executed, fingerprints)
    executed.remember(
        {"fingerprints": fingerprints.memory(), "cells": cells.memory(), "reader": reader}
    )
    if problems := [job.problem for job, _ in jobs.values() if job.problem]:
        raise ExtensionError("\n\n".join(problems))
    known_digests = getattr(env, "lectern_outputs", {})
    env.lectern_outputs = {page: digest(shown[page], each["digest"]) for page, each in runs.items()}
    app.lectern_runs = runs
    return [page for page, each in env.lectern_outputs.items() if known_digests.get(page) != each]


def hand_over(app, page, source):
    """Put the outputs of the page that is read next into the cache of MyST-NB."""
    known = app.lectern_runs.get(page)
    if known is None:
        return
    notebook = copy.deepcopy(notebook_of(app, page, source[0]))
    shown = iter(known["outputs"]["cells"])
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, outputs = next(shown)
            cell.outputs = [nbformat.from_dict(each) for each in outputs]
    notebook.metadata.update(nbformat.from_dict(known["outputs"]["metadata"]))
    get_cache(app.config.nb_execution_cache_path).cache_notebook_bundle(
        CacheBundleIn(notebook, page, data={"execution_seconds": known["seconds"]}),
        check_validity=False,
        overwrite=True,
    )


def _run(jobs, server, executed, fingerprints):
    """Run notebooks; return what is kept of those that went well.

    Each is kept as soon as it has finished, so a build that is interrupted loses no more than it
    must. What ran while something was saved that it depends on holds for this build only.
    """
    runs: dict[str, Run] = {}
    line = ProgressLine(len(jobs))
    begun = time.time()

    def report(what: str, job: Job) -> None:
        if what == "finished" and not job.problem:
            steady = basis() == fingerprints.basis and not any(
                _last_change(pathlib.Path(file)) > begun - _TICK for file in job.reads
            )
            kept = jobs[job.page][1] if steady else Fingerprint("", ())
            runs[job.page] = executed.keep(
                job.page, kept, fingerprints, job.notebook, job.reads, job.seconds
            )
        line.report(what, job)

    longest_first = sorted(jobs, key=executed.effort, reverse=True)
    run([jobs[page][0] for page in longest_first], server, report)
    line.end()
    return runs


def _last_change(path: pathlib.Path) -> float:
    """Return when a file was saved last; of one that is missing, when its folder changed."""
    try:
        return path.stat().st_ctime
    except OSError:
        return _last_change(path.parent)


class _Cells:
    """The code cells of the pages, as MyST-NB reads them; a page that is as before is not parsed.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        The build.
    known : dict, optional
        What `memory` returned in an earlier build.
    """

    def __init__(self, app, known):
        self._app = app
        self._known = known or {}
        self._used = {}

    def of(self, page: str) -> nbformat.NotebookNode | None:
        """Return the code cells of a page as a notebook, or None when no cell is to be run."""
        text = pathlib.Path(self._app.env.doc2path(page)).read_text(encoding="utf-8")
        mark = digest(text)
        elsewhere = _LOAD.search(text)  # a cell may stand in another file
        if mark not in self._known or elsewhere:
            self._known[mark] = self._parse(page, text)
        if not elsewhere:
            self._used[mark] = self._known[mark]
        return nbformat.from_dict(self._known[mark])

    def memory(self):
        """Return what the next build should know."""
        return self._used

    def job(self, page: str, notebook: nbformat.NotebookNode) -> Job:
        """Return a page as a notebook to run."""
        config = notebook.metadata.get("mystnb", {})
        timeout = config.get("execution_timeout", self._app.config.nb_execution_timeout)
        return Job(
            page,
            notebook,
            pathlib.Path(self._app.env.doc2path(page)).parent,
            timeout,
            allow_errors=self.allow_errors(notebook),
            lines=notebook.metadata.get("lines", []),
        )

    def allow_errors(self, notebook: nbformat.NotebookNode) -> bool:
        """Return whether the cells of a page may raise."""
        config = notebook.metadata.get("mystnb", {})
        return config.get("execution_allow_errors", self._app.config.nb_execution_allow_errors)

    def _parse(self, page, text):
        notebook = notebook_of(self._app, page, text)
        cells = notebook.cells if notebook else []
        code = [i for i, cell in enumerate(cells) if cell.cell_type == "code"]
        if not code:
            return None
        lines = notebook.metadata.get("source_map", [])
        settings = notebook.metadata.get("mystnb", {})
        if settings.get("execution_mode", "cache") != "cache":
            raise ExtensionError(
                f"{page}: its execution_mode is {settings['execution_mode']!r}; the book runs "
                "every notebook itself: take the setting out"
            )
        kernel = notebook.metadata.get("kernelspec", {}).get("name")
        if kernel != "python3":
            raise ExtensionError(
                f"{page}: its kernel is {kernel!r}; it must be python3: write kernelspec: "
                "{name: python3} into its front matter"
            )
        made = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(
                    notebook.cells[i].source,
                    metadata={"tags": notebook.cells[i].metadata.get("tags", [])},
                )
                for i in code
            ],
            metadata={"mystnb": settings, "lines": [lines[i] + 1 for i in code]},
        )
        return json.loads(json.dumps(made))
