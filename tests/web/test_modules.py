"""The modules of the pages, tested in Chromium: each lectern/web/tests/*.test.js is a page of them.

A test file imports what it tests with the paths of the site ("/python/drafts.js"), and exports its
tests: ``export const tests = {"what must hold": async () => { ... }}``. One that throws has failed.
"""

import functools
import http.server
import pathlib
import threading

import pytest

from tests.book.conftest import Handler
from tests.conftest import ROOT

WEB = ROOT / "lectern" / "web"
FOLDERS = [WEB / "pages", WEB / "vendor" / "site", WEB]  # as the site puts them together
FILES = sorted((WEB / "tests").glob("*.test.js"))
RUNNER = """<!DOCTYPE html><html data-content_root="./"><title>Tests</title><main></main>"""
RUN = """async (name) => {
  const { tests } = await import(`/tests/${name}`);
  const failed = [];
  for (const [title, test] of Object.entries(tests)) {
    try {
      await test();
    } catch (error) {
      failed.push(`${title}: ${error?.stack ?? error}`);
    }
  }
  return { count: Object.keys(tests).length, failed };
}"""


class Modules(Handler):
    """Serves the sources where the site would have them."""

    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
    }

    def translate_path(self, path):
        """Return the first file of that name."""
        name = path.split("?")[0].lstrip("/")
        places = [folder / name for folder in FOLDERS]
        return str(next((place for place in places if place.is_file()), places[0]))

    def do_GET(self):
        """Answer; the page in which the tests run is empty."""
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        return self.wfile.write(RUNNER.encode())


@pytest.fixture(scope="module")
def modules():
    """Where the sources are served."""
    handler = functools.partial(Modules, directory=WEB)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def outcome(browser, modules, name):
    """Run a file of tests; return how many there are, and which have failed."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(modules)
        found = page.evaluate(RUN, name)
        return found["count"], found["failed"]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_module(browser, modules, file):
    count, failed = outcome(browser, modules, file.name)
    assert count > 0, f"{file.name} has no tests"
    assert failed == [], "\n".join(failed)


def test_a_failing_test_is_noticed(browser, modules, tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "bad.test.js").write_text(
        'export const tests = { "one is two": () => { if (1 !== 2) throw new Error("no") },'
        ' "later": async () => { await null; throw new Error("late") }, "fine": () => {} };'
    )
    monkeypatch.setattr(f"{__name__}.FOLDERS", [*FOLDERS, pathlib.Path(tmp_path)])
    count, failed = outcome(browser, modules, "bad.test.js")
    assert count == 3
    assert [line.split(":")[0] for line in failed] == ["one is two", "later"]
