"""A preview that follows what an author saves: ``python -m lectern.book.preview``.

It builds the book, serves it, and watches the folder. After each save it builds again, and pages
that are open in a browser load themselves anew. Builds run in a process of their own, so a change
of the extension counts at once.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import pathlib
import subprocess
import sys
import threading
from collections.abc import Iterator

import watchfiles

__all__ = ["Preview", "Sources", "main"]

EVENTS, LISTENER = "/__built__", "/__built__.js"
# The policy of a page lets no script run that stands in it, but any file of the same server.
_SCRIPT = '<script src="{}?{}"></script>'
_LISTENER = """const build = new URL(document.currentScript.src).search;
new EventSource(`{}${{build}}`).onmessage = () => location.reload();
"""
_FOLDERS = {"chapters", "exercises", "lectern", "pharmlib"}
_FILES = {"_config.yml", "_toc.yml", "references.bib"}


class Sources(watchfiles.DefaultFilter):
    """Lets through the changes that can show in the book.

    Parameters
    ----------
    root : pathlib.Path
        The folder of the book.
    """

    def __init__(self, root: pathlib.Path):
        super().__init__()
        self._root = root

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        """Return whether a change asks for a build."""
        parts = pathlib.Path(path).relative_to(self._root).parts
        known = bool(parts) and (parts[0] in _FOLDERS or path == str(self._root / parts[0]))
        known = known and (parts[0] in _FOLDERS or parts[0] in _FILES)
        return known and super().__call__(change, path)


class Preview:
    """The book of a folder, built, served, and kept up to date.

    Parameters
    ----------
    root : pathlib.Path
        The folder of the book.
    port : int
        Where to serve it; 0 for any free port.
    """

    def __init__(self, root: pathlib.Path, port: int = 0):
        self.root = root.resolve()
        self.builds = 0
        self._built = threading.Condition()
        handler = functools.partial(_Handler, self, directory=str(self.root / "_build" / "html"))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where the book is served."""
        return f"http://localhost:{self.server.server_port}/"

    def build(self) -> bool:
        """Build the book and tell the open pages; return whether it went well."""
        program = pathlib.Path(sys.executable).parent / "jupyter-book"
        done = subprocess.run([program, "build", self.root, "-n"], check=False)
        if done.returncode == 0:
            with self._built:
                self.builds += 1
                self._built.notify_all()
        return done.returncode == 0

    def wait(self, since: int) -> int:
        """Wait for a build after the one with that number; return its number."""
        with self._built:
            self._built.wait_for(lambda: self.builds != since, timeout=15)
            return self.builds

    def run(self, stop: threading.Event | None = None) -> None:
        """Serve, and build after each save, until told to stop."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        changes: Iterator = watchfiles.watch(
            self.root, watch_filter=Sources(self.root), stop_event=stop, debounce=200, step=50,
            rust_timeout=200, yield_on_timeout=True,
        )  # fmt: skip
        try:
            next(changes, None)  # now it watches: what is saved during the first build counts
            self._say(self.build())
            for changed in filter(None, changes):
                names = sorted(
                    {str(pathlib.Path(path).relative_to(self.root)) for _, path in changed}
                )
                print(f"changed: {', '.join(names)}", flush=True)
                self._say(self.build())
        finally:
            self.server.shutdown()
            self.server.server_close()

    def _say(self, well: bool) -> None:
        state = "The book is at" if well else "Not built; what was built before is still at"
        print(f"\n{state} {self.address} (Ctrl+C ends the preview)\n", flush=True)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A static server whose pages load themselves anew after a build."""

    def __init__(self, preview: Preview, *arguments, **options):
        self._preview = preview
        super().__init__(*arguments, **options)

    def log_message(self, format, *arguments):
        """Say nothing."""

    def end_headers(self):
        """Have nothing kept by the browser."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self):
        """Answer with a file, a page with the script that listens, or the news of builds."""
        address, _, since = self.path.partition("?")
        if address == EVENTS:
            self._tell(int(since) if since.isdigit() else self._preview.builds)
            return
        if address == LISTENER:
            self._send("text/javascript", _LISTENER.format(EVENTS).encode())
            return
        file = pathlib.Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if file.suffix != ".html" or not file.is_file():
            super().do_GET()
            return
        script = _SCRIPT.format(LISTENER, self._preview.builds)
        self._send("text/html", file.read_bytes() + script.encode())

    def _send(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tell(self, known):
        """Send an event after each build, and now and then a sign of life."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            self.wfile.write(b": listening\n\n")
            while True:
                now = self._preview.wait(known)
                self.wfile.write(b": nothing new\n\n" if now == known else b"data: built\n\n")
                self.wfile.flush()
                known = now
        except OSError:  # the page is gone
            return


def main(arguments: list[str] | None = None) -> None:
    """Preview the book of the present folder."""
    parser = argparse.ArgumentParser(prog="python -m lectern.book.preview", description=__doc__)
    parser.add_argument("root", nargs="?", default=".", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(arguments)
    try:
        Preview(chosen.root, chosen.port).run()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
