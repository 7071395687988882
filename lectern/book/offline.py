"""The book without a network: a list of its files, a service worker, and the buttons of a page."""

from __future__ import annotations

import hashlib
import json
import pathlib

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from lectern.book import finished
from lectern.book.memory import load

__all__ = ["Offline", "write"]

WORKER = pathlib.Path(__file__).parent.parent / "web" / "worker" / "sw.js"
LEFT_OUT = {"sw.js", "offline.json", "objects.inv", ".buildinfo", "_headers", ".nojekyll"}
_BUTTONS = """<form class="offline" hidden aria-label="Take this book offline">
<p class="offline-now">Looking at what is stored …</p>
<p class="do"><button type="button" class="offline-pages">Store the pages</button>
<button type="button" class="offline-python">Store the pages with Python</button>
<button type="button" class="offline-stop" hidden>Stop</button>
<button type="button" class="offline-remove">Remove what is stored</button></p>
<p class="offline-bar" hidden><progress max="1" value="0" aria-label="Storing the book"></progress>
<span class="offline-bytes"></span></p>
<p class="offline-said" role="status"></p>
</form>
"""


class Offline(SphinxDirective):
    """``{offline}``: buttons that store the book on the reader's device, and remove it."""

    def run(self):
        """Return the buttons; a script makes them work."""
        return [nodes.raw("", _BUTTONS, format="html")]


def write(app, exception):
    """Write the list of the site's files and the service worker, last of all.

    ``offline.json`` holds for each file its size and the first 16 digits of its SHA-256. The
    version is a digest of the list: every change of the site is a new one.
    """
    if exception is not None or app.builder.format != "html" or finished.untouched(app):
        return
    out = pathlib.Path(app.outdir)
    known = load(out / "offline.json").get("files", {})
    unchanged = finished.unchanged(app) & known.keys()
    files = {}
    for file in sorted(out.rglob("*")):
        name = file.relative_to(out).as_posix()
        if name in unchanged:
            files[name] = known[name]
        elif file.is_file() and name not in LEFT_OUT:
            content = file.read_bytes()
            files[name] = [len(content), hashlib.sha256(content).hexdigest()[:16]]
    worker = WORKER.read_text(encoding="utf-8")
    text = json.dumps(files, separators=(",", ":"))
    version = hashlib.sha256((text + worker).encode()).hexdigest()[:16]
    listed = json.dumps({"version": version, "files": files}, separators=(",", ":"))
    (out / "offline.json").write_text(listed, encoding="utf-8")
    (out / "sw.js").write_text(worker.replace("@version@", version), encoding="utf-8")
