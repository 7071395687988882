"""``make linkcheck``: a dead address is named, a DOI is looked up where DOIs are registered."""

import functools
import http.server
import pathlib
import shutil
import subprocess
import sys
import threading
from unittest import mock

import pytest

from lectern.book import setup
from lectern.book.links import ask_registry
from tests.book.conftest import Handler
from tests.conftest import ROOT


def test_a_doi_is_looked_up_in_the_registry():
    asked = ask_registry(None, "https://doi.org/10.1000/a(b)1")
    assert asked == "https://doi.org/api/handles/10.1000/a(b)1"


@pytest.mark.parametrize("uri", ["https://doi.org/help", "https://www.who.int/10.1000/1"])
def test_any_other_address_is_asked_itself(uri):
    assert ask_registry(None, uri) is None


def test_the_book_asks_so():
    app = mock.MagicMock()
    setup(app)
    assert mock.call("linkcheck-process-uri", ask_registry) in app.connect.mock_calls


def test_a_dead_address_is_named(tmp_path):
    folder, served = tmp_path / "book", tmp_path / "served"
    (folder / "chapters").mkdir(parents=True)
    served.mkdir()
    (served / "alive.html").write_text("<p>Here.</p>")
    for name in ("_config.yml", "references.bib"):
        shutil.copy(ROOT / name, folder)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n")
    handler = functools.partial(Handler, directory=served)
    program = pathlib.Path(sys.executable).parent / "jupyter-book"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_port}"
        for name, code in (("alive.html", 0), ("dead.html", 1)):
            page = f"# A book\n\n[One]({place}/alive.html), [two]({place}/{name}).\n"
            (folder / "chapters/index.md").write_text(page)
            done = subprocess.run(
                [program, "build", folder, "--builder", "linkcheck"], capture_output=True, text=True
            )
            assert bool(done.returncode) == bool(code), done.stdout + done.stderr
            assert ("dead.html" in done.stdout + done.stderr) == bool(code)
        server.shutdown()
