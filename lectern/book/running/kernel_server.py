"""The process from which the kernels are forked: the heavy imports are done before they start.

It runs as a program of its own, on one thread, and holds no sockets, so forking it is safe. It
reads one order a line and answers with one line. Each kernel is an ordinary ipykernel. What a
kernel reads of the book's own files is written down, because its outputs depend on it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import signal
import sys
import threading

__all__ = ["Reads", "main"]


class Reads:
    """Writes down which files and folders below some places are read.

    Parameters
    ----------
    places : list of str
        Folders; what lies elsewhere is no part of the book.
    sources : list of str
        Folders of packages whose Python files are looked after in another way.
    outside : list of str
        Folders inside the places that are no part of the book either.
    """

    def __init__(self, places, sources, outside):
        self.places, self.sources, self.outside = (
            tuple(os.path.join(each, "") for each in group) for group in (places, sources, outside)
        )
        self.seen: dict[str, None] = {}
        self.file = -1

    def __call__(self, event, arguments):
        """Look at what the interpreter is about to do."""
        if event == "open":
            path, mode, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR) if isinstance(flags, int) else False
            if not writes and not (isinstance(mode, str) and set(mode) & set("wax+")):
                self.note(path)
        elif event in ("os.listdir", "os.scandir"):
            caller = sys._getframe(1).f_globals.get("__name__")
            if caller not in ("importlib._bootstrap_external", "importlib.metadata"):
                self.note(arguments[0] or ".")  # the two look for modules and packages

    def note(self, path):
        """Write down one path, if it belongs to the book."""
        if isinstance(path, int):
            return
        path = os.path.abspath(os.fsdecode(path))
        with contextlib.suppress(ValueError, NotImplementedError):
            path = importlib.util.source_from_cache(path) if path.endswith(".pyc") else path
        place = next((each for each in self.places if f"{path}{os.sep}".startswith(each)), None)
        if place is None or path.startswith(self.outside) or path in self.seen:
            return
        if path.startswith(self.sources) and path.endswith(".py"):
            return
        parts = path[len(place) :].split(os.sep)
        if not any(part.startswith(".") or part.endswith("-info") for part in parts):
            self.seen[path] = None
            if self.file >= 0:
                self._write(path)

    def write_to(self, path):
        """From now on write to a file, beginning with what is known."""
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for each in self.seen:
            self._write(each)

    def _write(self, path):
        """Add a path: any bytes but 0 can stand in one."""
        os.write(self.file, os.fsencode(path) + b"\0")


def main():
    """Prepare, then start and watch kernels until there are no more orders."""
    orders = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # an import that prints must not answer
    plan = json.loads(orders.readline())
    sys.path[:] = plan["path"]
    reads = Reads(plan["places"], plan["sources"], plan["outside"])
    sys.addaudithook(reads)
    gc.disable()  # while so much is loaded that stays
    for name in plan["preload"]:
        with contextlib.suppress(Exception):  # the notebook that needs it shows what is wrong
            importlib.import_module(name)
    gc.enable()
    gc.collect()
    gc.freeze()  # the kernels share this memory, as long as nobody counts in it
    threads = threading.active_count()
    answer = {"ready": threads == 1, "threads": threads}
    kernels: dict[int, int | None] = {}
    try:
        print(json.dumps(answer), file=answers, flush=True)
        for line in orders:
            answer = _obey(json.loads(line), kernels, reads)
            print(json.dumps(answer), file=answers, flush=True)
    finally:
        for kernel, status in kernels.items():
            if status is None:
                _kill(kernel, signal.SIGKILL)


def _obey(order, kernels, reads):
    """Carry out one order and return the answer."""
    if "start" in order:
        kernel = os.fork()
        if kernel == 0:
            _become_kernel(order, reads)
        kernels[kernel] = None
        return {"kernel": kernel}
    kernel = order["kernel"]
    if "signal" in order and kernels[kernel] is None:
        _kill(kernel, order["signal"])
    if kernels[kernel] is None:
        done, status = os.waitpid(kernel, 0 if order.get("wait") else os.WNOHANG)
        if done:
            kernels[kernel] = os.waitstatus_to_exitcode(status)
    return {"status": kernels[kernel]}


def _kill(kernel, number):
    """Send a signal to a kernel and to what it may have started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if number == signal.SIGKILL:
            os.killpg(kernel, number)
        else:
            os.kill(kernel, number)


def _become_kernel(order, reads):
    """Turn this process, just forked, into a kernel; never return."""
    status = 1
    try:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number, file in enumerate((nothing, log, log)):
            os.dup2(file, number)
        os.chdir(order["cwd"])
        reads.write_to(order["reads"])
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
            score.write("500")  # where memory runs out, this process goes first
        import faulthandler

        from ipykernel.kernelapp import IPKernelApp

        faulthandler.register(signal.SIGUSR1, file=log, all_threads=False)
        app = IPKernelApp.instance()
        app.initialize([
            "-f", order["start"],
            "--HistoryManager.enabled=False",
            f"--IPKernelApp.parent_handle={os.getppid()}",  # without the server it ends
        ])  # fmt: skip
        app.start()
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
