"""A static server that does what a good host does: it heeds ``_headers``, and can compress."""

import contextlib
import functools
import gzip
import http.server
import io
import threading

__all__ = ["Handler", "Host", "rules", "serve"]

TEXT = (".html", ".css", ".js", ".json", ".svg", ".txt", ".ipynb", ".mjs")


def rules(folder):
    """Return the headers that the site's ``_headers`` asks for, for all its files."""
    lines = (folder / "_headers").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "/*", "one rule, for every file"
    return dict(line.strip().split(": ", 1) for line in lines[1:])


class Handler(http.server.SimpleHTTPRequestHandler):
    """A static server that keeps quiet."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
        ".gz": "application/octet-stream",
    }

    def log_message(self, *args):
        """Say nothing."""

    def copyfile(self, source, outputfile):
        """Send a file; a browser that has left the page is no error."""
        with contextlib.suppress(ConnectionError):
            super().copyfile(source, outputfile)


class Host(Handler):
    """Serve the files of a folder with some headers, compressed or not."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args, headers, compress, **more):
        self.extra, self.compress = headers, compress
        super().__init__(*args, **more)

    def send_head(self):
        """Send the head of the answer; return what its body is read from."""
        path = self.path.split("?")[0]
        if not (self.compress and path.endswith(TEXT)):
            return super().send_head()
        try:
            with open(self.translate_path(path), "rb") as file:
                body = gzip.compress(file.read(), 9, mtime=0)
        except OSError:
            self.send_error(404)
            return None
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self):
        """Add the site's headers to those of the answer."""
        for name, value in self.extra.items():
            self.send_header(name, value)
        super().end_headers()


@contextlib.contextmanager
def serve(folder, *, headers=None, compress=False):
    """Serve a folder; give its address. Without ``headers``, those of its ``_headers``."""
    extra = rules(folder) if headers is None else headers
    handler = functools.partial(Host, directory=folder, headers=extra, compress=compress)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
