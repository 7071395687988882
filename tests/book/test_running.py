"""Notebooks in forked kernels: the outputs of ordinary ones, and a record of what they read."""

import asyncio
import concurrent.futures
import io
import os
import pathlib

import nbformat
import pytest
from nbclient import NotebookClient

from lectern.book import execution
from lectern.book.running import kernels
from lectern.book.running.jobs import Job, run
from lectern.book.running.kernels import KernelServer
from lectern.book.running.progress_line import ProgressLine
from tests.conftest import ROOT

CELLS = [
    "import numpy as np\n\nprint('one')\nprint('two')\nnp.arange(3)",
    "import sys\n\nprint('aside', file=sys.stderr)\nprint('aloud')",
    "from IPython.display import HTML, display\n\ndisplay(HTML('<b>bold</b>'))\nlen(In)",
    "from pharmlib.plotting import curve, figure\n\nfig, ax = figure()\n"
    "curve(ax, [0, 1], [1, 0], role='drug')\nfig",
    "{'set': sorted({'b', 'a'})}",
    "1 / 0",
    "import matplotlib\n\nmatplotlib.rcParams['svg.hashsalt'], matplotlib.get_backend()",
]
SEEN = """
import contextlib, os, pathlib
print({name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "LECTERN_BOOK", "UNHEARD_OF")})
pathlib.Path("here.txt").read_text()
for name in ("missing.txt", os.fsdecode(b"od\\xffd.txt"), "two\\nlines"):
    with contextlib.suppress(OSError):
        open(name)
list(pathlib.Path("folder").iterdir())
open("made.txt", "w").close()
import beside
"""


def notebook(*cells):
    """Return a notebook with some cells, of which those that divide by zero may raise."""
    made = [
        nbformat.v4.new_code_cell(
            each, metadata={"tags": ["raises-exception"] if "/ 0" in each else []}
        )
        for each in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


def said_of(jobs, folder):
    """Run jobs; return what was reported."""
    said = []
    apart = concurrent.futures.ThreadPoolExecutor(1)  # a browser's loop may run in this thread
    with KernelServer(folder) as server, apart:
        apart.submit(run, jobs, server, lambda what, job: said.append((what, job.page))).result()
    return said


def test_the_outputs_are_those_of_an_ordinary_kernel(tmp_path):
    ours, theirs = notebook(*CELLS), notebook(*CELLS)
    job = Job("page", ours, tmp_path, 60)
    assert said_of([job], tmp_path) == [("started", "page"), ("finished", "page")]
    assert job.problem == ""
    NotebookClient(theirs, resources={"metadata": {"path": tmp_path}}).execute()
    for mine, ordinary in zip(ours.cells, theirs.cells, strict=True):
        assert mine.outputs == ordinary.outputs, mine.source
        assert mine.execution_count == ordinary.execution_count
    assert ours.metadata.language_info == theirs.metadata.language_info


@pytest.mark.parametrize("name", ["book", ".hidden/book"])
def test_what_a_notebook_reads_of_the_book_is_written_down(tmp_path, monkeypatch, name):
    monkeypatch.setenv("UNHEARD_OF", "1")
    tmp_path = tmp_path / name
    tmp_path.mkdir(parents=True)
    (tmp_path / "here.txt").write_text("here")
    (tmp_path / "folder").mkdir()
    (tmp_path / "beside.py").write_text("")
    (tmp_path / "unread.txt").write_text("unread")
    first, second = Job("a", notebook(SEEN), tmp_path, 60), Job("b", notebook(SEEN), tmp_path, 60)
    said_of([first, second], tmp_path)
    for job in (first, second):
        assert job.problem == ""
        found = {pathlib.Path(path).relative_to(tmp_path).as_posix() for path in job.reads}
        odd = {os.fsdecode(b"od\xffd.txt"), "two\nlines"}
        assert found == {"here.txt", "missing.txt", "folder", "beside.py"} | odd
    shown = "{'OMP_NUM_THREADS': '1', 'LECTERN_BOOK': '1', 'UNHEARD_OF': None}\n"
    assert first.notebook.cells[0].outputs[0].text == shown
    assert os.environ["UNHEARD_OF"] == "1"


def test_a_notebook_without_a_folder_does_not_stop_the_others(tmp_path):
    lost = Job("lost", notebook("1"), tmp_path / "nowhere", 60)
    well = Job("well", notebook("1"), tmp_path, 60)
    said = said_of([lost, well], tmp_path)
    assert sorted(said) == [
        ("finished", "lost"), ("finished", "well"), ("started", "lost"), ("started", "well")
    ]  # fmt: skip
    assert "lost" in lost.problem
    assert well.problem == ""


def test_every_notebook_is_told_of_a_server_that_must_not_fork(tmp_path, monkeypatch):
    (tmp_path / "busy.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(kernels, "PRELOAD", ("busy",))
    jobs = [Job(name, notebook("1"), tmp_path, 60) for name in "abc"]
    said_of(jobs, tmp_path)
    for job in jobs:
        assert "2 threads run" in job.problem
        assert "take it out of PRELOAD" in job.problem


def test_two_builds_of_a_folder_take_turns(tmp_path):
    first = execution._turn(tmp_path / "_build")
    with concurrent.futures.ThreadPoolExecutor(1) as apart:
        second = apart.submit(execution._turn, tmp_path / "_build")
        with pytest.raises(concurrent.futures.TimeoutError):
            second.result(0.2)
        first.close()
        second.result(60).close()


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_the_progress_line_says_what_runs_and_what_is_left(stream, tmp_path):
    written = stream()
    line = ProgressLine(2, written)
    one, two = (Job(f"chapters/{name}", notebook("1"), tmp_path, 1) for name in ("one", "two"))
    line.report("started", one)
    line.report("started", two)
    two.problem = "a cell failed"
    line.report("finished", two)
    line.report("finished", one)
    line.end()
    text = written.getvalue()
    assert text.startswith(("\nrunning 2 notebooks", "\n\rrunning 2 notebooks"))
    assert "[1/2] chapters/two FAILED after 0.0 s" in text
    if stream is Terminal:
        assert "[0/2] running: chapters/one, chapters/two" in text
        assert "[1/2] running: chapters/one\x1b[K" in text
    else:
        assert text.splitlines()[2:] == [
            "[1/2] chapters/two FAILED after 0.0 s",
            "[2/2] chapters/one 0.0 s",
        ]
        assert not {"\r", "\x1b"} & set(text)


def test_who_asks_may_be_cancelled(tmp_path):
    def order(number):
        file = tmp_path / f"{number}.json"
        names = {
            "start": file,
            "log": file.with_suffix(".log"),
            "reads": file.with_suffix(".reads"),
        }
        return {"cwd": str(tmp_path), **{name: str(path) for name, path in names.items()}}

    async def ask(server):
        first = await server.ask(**order(1))
        asking = asyncio.create_task(server.ask(kernel=first["kernel"]))
        await asyncio.sleep(0)  # the order is on its way
        asking.cancel()
        return first, await server.ask(**order(2))

    with concurrent.futures.ThreadPoolExecutor(1) as apart, KernelServer(ROOT) as server:
        first, second = apart.submit(asyncio.run, ask(server)).result()
    assert second.keys() == {"kernel"}, "it got the answer to another question"
    assert second != first
