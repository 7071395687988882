"""Notebooks run side by side, each in its own kernel; one that fails does not stop the rest."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import logging
import os
import pathlib
import re
import signal
import time
from collections.abc import Callable, Iterable
from queue import Empty
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from lectern.book.running.kernels import KernelServer, manager

__all__ = ["Job", "cores", "run"]

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_CELL_FILE = re.compile(r'"[^"]*ipykernel_\d+[/\\]\d+\.py"')
_START = 60.0  # seconds for a kernel to be ready, on a machine with much else to do


@dataclasses.dataclass
class Job:
    """A notebook to run, and afterwards what became of it.

    Parameters
    ----------
    page : str
        The page it is.
    notebook : nbformat.NotebookNode
        Its cells; the outputs are written into it.
    folder : pathlib.Path
        Where it runs.
    timeout : int
        Seconds that a cell may take.
    allow_errors : bool
        Whether cells may raise.
    lines : list of int, optional
        The line of the page on which each cell starts.
    """

    page: str
    notebook: nbformat.NotebookNode
    folder: pathlib.Path
    timeout: int
    allow_errors: bool = False
    lines: list[int] = dataclasses.field(default_factory=list)
    seconds: float = 0.0
    problem: str = ""
    reads: list[str] = dataclasses.field(default_factory=list)


def cores() -> int:
    """Return how many notebooks may run at a time."""
    known = getattr(os, "sched_getaffinity", None)
    return len(known(0)) if known else os.cpu_count() or 1


def run(
    jobs: Iterable[Job],
    server: KernelServer,
    report: Callable[[str, Job], None],
    *,
    at_once: int = 0,
) -> None:
    """Run notebooks, as many at a time as there are cores.

    Parameters
    ----------
    jobs : iterable of Job
        What to run; each gets its outputs, what it read, or its problem.
    server : KernelServer
        What starts the kernels.
    report : function
        Called with "started" or "finished" and the job.
    at_once : int
        How many at a time; 0 for one on each core.
    """
    asyncio.run(_run_all(list(jobs), server, report, at_once or cores()))


async def _run_all(
    jobs: list[Job], server: KernelServer, report: Callable[[str, Job], None], at_once: int
) -> None:
    places = asyncio.Semaphore(at_once)

    async def one(number: int, job: Job) -> None:
        async with places:
            report("started", job)
            start = time.monotonic()
            try:
                await _run_one(server, number, job)
            except Exception as error:  # one notebook must not take the others along
                job.problem = job.problem or f"{type(error).__name__}: {error}"
            job.seconds = time.monotonic() - start
            report("finished", job)

    await asyncio.gather(*(one(number, job) for number, job in enumerate(jobs)))


async def _run_one(server: KernelServer, number: int, job: Job) -> None:
    kernels = manager(server, number)
    client = NotebookClient(
        job.notebook, km=kernels, timeout=job.timeout, allow_errors=job.allow_errors
    )
    client.log = _silent()
    client.reset_execution_trackers()
    index = 0
    try:
        await kernels.start_kernel(cwd=job.folder)
        await _bound(kernels)
        client.kc = kernels.client()
        client.kc.start_channels(stdin=False, hb=False)
        job.notebook.metadata["language_info"] = await _ready(kernels, client.kc)
        client.kc.allow_stdin = False
        for index, cell in enumerate(job.notebook.cells):
            await client.async_execute_cell(
                cell, index, execution_count=client.code_cells_executed + 1
            )
        client.set_widgets_metadata()
    except CellExecutionError as error:
        job.problem = _said(job, index, "a cell failed", str(error))
    except CellTimeoutError:
        with contextlib.suppress(RuntimeError):
            await kernels.signal_kernel(signal.SIGUSR1)  # it writes down where it is
            await asyncio.sleep(0.3)
        reason = f"a cell was stopped after {job.timeout} s; shorten it, or raise execute: timeout"
        job.problem = _said(job, index, reason, _log(server, number))
    except DeadKernelError:
        status = await kernels.provisioner.poll() if kernels.provisioner else None
        job.problem = _said(job, index, _death(status), _log(server, number))
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        with contextlib.suppress(RuntimeError):  # raised where the server is gone, and all with it
            await kernels.shutdown_kernel(now=True)
    reads = server.folder / f"{number}.reads"
    job.reads = os.fsdecode(reads.read_bytes()).split("\0")[:-1] if reads.exists() else []


async def _bound(kernels: Any) -> None:
    """Wait until there is a kernel to connect to; who comes too early tries again after 0.1 s."""
    ports = kernels.shell_port, kernels.iopub_port, kernels.control_port
    end = time.monotonic() + _START
    while not all(os.path.exists(f"{kernels.ip}-{port}") for port in ports):
        await asyncio.sleep(0.005)
        if time.monotonic() > end or not await kernels.is_alive():
            return  # and `_ready` says what is wrong


async def _ready(kernels: Any, client: Any) -> Any:
    """Wait until the kernel answers on both channels; return what it says of its language."""
    end = time.monotonic() + _START
    while time.monotonic() < end:
        request = client.kernel_info()
        with contextlib.suppress(Empty):
            reply = await client.get_shell_msg(timeout=1)
            while True:
                message = await client.get_iopub_msg(timeout=0.1)
                if (
                    message["parent_header"].get("msg_id") == request
                    and message["content"].get("execution_state") == "idle"
                ):
                    return reply["content"]["language_info"]
        if not await kernels.is_alive():
            raise DeadKernelError("the kernel died at its start")
    raise DeadKernelError(f"the kernel was not ready within {_START:.0f} s")


def _said(job: Job, index: int, what: str, text: str) -> str:
    """Return page, cell and line of a problem, and the end of what was said about it."""
    number = sum(cell.cell_type == "code" for cell in job.notebook.cells[: index + 1])
    line = f", line {job.lines[index]}" if index < len(job.lines) else ""
    clean = _CELL_FILE.sub("(the cell)", _COLOURS.sub("", text)).strip()
    cell = job.notebook.cells[index].source.strip().splitlines()
    shown = [f"    {each}" for each in cell[:12]] + (["    ..."] if len(cell) > 12 else [])
    said = clean.splitlines()[-25:]
    return "\n".join([f"{job.page}: {what} (code cell {number}{line})", *shown, *said])


def _death(status: int | None) -> str:
    """Say how a kernel died."""
    if status is None or status >= 0:
        return f"a cell ended its kernel with status {status}"
    name = signal.Signals(-status).name
    memory = "; perhaps the memory was not enough" if name == "SIGKILL" else ""
    return f"a cell crashed its kernel with {name}{memory}"


def _log(server: KernelServer, number: int) -> str:
    """Return where a kernel was when it ended, as far as it could still write that down."""
    file = server.folder / f"{number}.log"
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    start = max(text.rfind("Stack (most recent"), text.rfind("Fatal Python error"), 0)
    lines = text[start:].splitlines()
    ours = itertools.takewhile(lambda line: "interactiveshell.py" not in line, lines)
    return "\n".join(line for line in ours if not line.startswith("--existing"))


def _silent() -> logging.Logger:
    """Return a logger that keeps nbclient's own remarks out of the build's output."""
    logger = logging.getLogger("lectern.book.nbclient")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
