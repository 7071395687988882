"""Kernels that are ready at once: jupyter_client starts them by asking the fork server."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase

from lectern.book.running import kernel_server
from lectern.book.running.reach import OWN
from lectern.book.running.sources import folder_of

__all__ = ["ENVIRONMENT", "PRELOAD", "KernelServer", "manager", "places"]

# What a kernel sees of the environment: these values, and those of the user's that follow.
ENVIRONMENT = {
    "LECTERN_BOOK": "1",  # no widgets where no Python runs
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in every kernel
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no remarks of a debugger that nobody uses
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "",
    "TZ": "UTC",
    "VECLIB_MAXIMUM_THREADS": "1",
}
_PASSED_ON = ("DYLD_LIBRARY_PATH", "HOME", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "XDG_CACHE_HOME")
# What is loaded here can be used without an import of it, so of the book's packages no more than
# `import pharmlib` loads.
PRELOAD = (
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.display",
    "IPython.extensions.storemagic",
    "matplotlib_inline.backend_inline",
    "yaml",
    "numpy",
    "scipy.integrate",
    "scipy.optimize",
    "scipy.special",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    *OWN,
)


def places(root: pathlib.Path) -> dict[str, pathlib.Path]:
    """Return the folders whose files are parts of the book: its own, and those of its packages."""
    packages = {name: folder_of(name) for name in OWN}
    return {"book": root, **packages, "exercises": packages["lectern"].parent / "exercises"}


class KernelServer:
    """The fork server, for use in ``with``; `folder` holds the files of its kernels.

    Who enters does not wait for the heavy imports; the first who asks does.

    Parameters
    ----------
    root : pathlib.Path
        The folder of the book.
    """

    def __init__(self, root: pathlib.Path):
        self.root = root
        self._turn = threading.Lock()
        self._state: dict[str, Any] | None = None  # what the server says first: can it fork?

    def __enter__(self) -> KernelServer:
        self._folder = tempfile.TemporaryDirectory(prefix="book-")
        self.folder = pathlib.Path(self._folder.name)
        (self.folder / "ipython").mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-P", kernel_server.__file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=self._environment(), cwd=self.folder, start_new_session=True,
        )  # fmt: skip
        plan = {
            "path": _path(),
            "preload": PRELOAD,
            "places": [str(each) for each in places(self.root).values()],
            "sources": [str(folder_of(name)) for name in OWN],
            "outside": [str(self.root / "_build"), sys.prefix],
        }
        self._send(plan)
        return self

    def __exit__(self, *exception: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended before
            self.process.stdin.close()  # it kills its kernels and ends
        self.process.wait()
        self.process.stdout.close()
        self._folder.cleanup()

    def _environment(self) -> dict[str, str]:
        given = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        spec = importlib.util.find_spec("matplotlib")
        style = pathlib.Path(spec.origin or "").parent if spec else pathlib.Path()
        return (
            given
            | ENVIRONMENT
            | {
                "IPYTHONDIR": str(self.folder / "ipython"),
                "JUPYTER_RUNTIME_DIR": str(self.folder),
                "MATPLOTLIBRC": str(style / "mpl-data" / "matplotlibrc"),
            }
        )

    async def ask(self, **order: Any) -> dict[str, Any]:
        """Send one order and return the answer.

        Who asks may be cancelled, as nbclient does when a cell has ended. The answer is read all
        the same, or the next one who asks would get it.

        Raises
        ------
        RuntimeError
            When the server is gone, or cannot start kernels.
        """
        return await asyncio.to_thread(self._exchange, order)

    def _exchange(self, order: dict[str, Any]) -> dict[str, Any]:
        with self._turn:
            self._state = self._state or self._answer()
            self._check(self._state)
            self._send(order)
            return self._answer()

    def _check(self, state: dict[str, Any]) -> None:
        if not state["ready"]:
            raise RuntimeError(
                f"{state['threads']} threads run in the process that starts the kernels; one is "
                "allowed: find the import that starts a thread, and take it out of PRELOAD"
            )

    def _send(self, order: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # then no answer comes, either
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process that starts the kernels has ended; build again")
        return json.loads(line)


def _path() -> list[str]:
    """Return where kernels look for modules: as here, and in the folder of the page."""
    places = [each or os.getcwd() for each in sys.path]
    ends = [pathlib.Path(each).name == "site-packages" for each in places]
    places.insert(ends.index(True) if True in ends else len(places), "")
    return places


class ForkProvisioner(KernelProvisionerBase):
    """Starts a kernel by way of the server, and signals and watches it there."""

    server: KernelServer
    kernel: int | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self.kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file."""
        assert self.parent is not None
        self.parent.write_connection_file()
        self.connection_info = self.parent.get_connection_info()
        return {"cmd": [], **kwargs}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork the kernel."""
        assert self.parent is not None
        file = pathlib.Path(self.parent.connection_file)
        answer = await self.server.ask(
            start=str(file),
            cwd=str(kwargs["cwd"]),
            log=str(file.with_suffix(".log")),
            reads=str(file.with_suffix(".reads")),
        )
        self.kernel = answer["kernel"]
        return self.connection_info

    async def poll(self) -> int | None:
        """Return the exit status, or None while the kernel lives."""
        return await self._ask()

    async def wait(self) -> int | None:
        """Wait for the end of the kernel."""
        return await self._ask(wait=True)

    async def send_signal(self, signum: int) -> None:
        """Send a signal."""
        await self._ask(signal=signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel now, and wait for its end."""
        await self._ask(signal=signal.SIGKILL, wait=True)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        await self._ask(signal=signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Leave the files: the folder of the server goes as a whole."""

    async def _ask(self, **order: Any) -> int | None:
        if self.kernel is None:
            return 0
        return (await self.server.ask(kernel=self.kernel, **order))["status"]


def manager(server: KernelServer, number: int) -> AsyncKernelManager:
    """Return what starts and stops one kernel; its sockets are files, which only the user sees."""
    file = server.folder / f"{number}.json"
    made = AsyncKernelManager(
        kernel_name="python3",
        transport="ipc",
        ip=str(server.folder / str(number)),
        connection_file=str(file),
        autorestart=False,
    )
    made.provisioner = ForkProvisioner(parent=made, kernel_id=str(number))
    made.provisioner.server = server
    return made
