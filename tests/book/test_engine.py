"""The Python of the pages, in a real browser: what a cell may do, and what must not end a session.

The tests serve the scripts and the runtime as the book publishes them, under the strict policy that
a host of the book may set.
"""

import contextlib
import functools
import gzip
import hashlib
import json
import math
import re
import shutil
import threading
from http.server import ThreadingHTTPServer

import pytest

import pharmlib
from lectern.answers import collect
from lectern.book import runtime, runtime_parts
from lectern.exercises import all_exercises, load
from tests.book.conftest import Handler
from tests.conftest import ROOT
from tests.test_house import modules

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "worker-src 'self'; connect-src 'self'; img-src 'self' data:"
)
OPEN = """async () => {
  const { Python } = await import("/_static/python/engine/client.js");
  window.python = new Python();
  window.states = [];
  python.addEventListener("status", () => states.push(python.status));
  window.image = new Promise((done) => {
    python.addEventListener("image", (event) => done(event.detail));
  });
  window.cell = async (code, name) => {
    const items = [];
    const ending = await python.run(code, (item) => items.push(item), { name });
    return { ...ending, items };
  };
}"""
ODE = """
import numpy as np
from pharmlib import OneCompartment, once, simulate
model = OneCompartment.from_half_life(6, volume=50)
"""
DOCTESTS = (ROOT / "tests/book/doctests_in_page.py").read_text(encoding="utf-8")


class Site:
    """The scripts and the runtime behind a server that notes what is asked for."""

    def __init__(self, folder):
        static = folder / "_static"
        shutil.copytree(ROOT / "lectern/web/pages/python", static / "python")
        shutil.copytree(ROOT / "lectern/web/vendor/site/vendor", static / "vendor")
        runtime.publish(static / "runtime", ROOT / "_build/.runtime")
        (folder / "index.html").write_text(
            '<!doctype html><html lang="en"><title>Cells</title><link rel="icon" href="data:,">'
        )
        self.folder, self.asked = static / "runtime", []
        site = self

        class Strict(Handler):
            def end_headers(self):
                self.send_header("Content-Security-Policy", POLICY)
                super().end_headers()

            def do_GET(self):
                site.asked.append(self.path)
                super().do_GET()

        self.handler = functools.partial(Strict, directory=folder)

    @property
    def manifest(self):
        """What the runtime says it holds."""
        return json.loads(self.folder.joinpath("manifest.json").read_text())


class Page:
    """A page of the site with an interpreter that may run."""

    def __init__(self, page, site, address):
        self.page, self.site, self.address, self.wrong = page, site, address, []
        page.set_default_timeout(180_000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.visit()

    def visit(self):
        """Load the page anew."""
        self.page.goto(self.address)
        self.page.evaluate(OPEN)

    def run(self, code, name="cell 1"):
        """Run a cell and return how it ended, with `items`, all that it showed."""
        return self.page.evaluate("([code, name]) => cell(code, name)", [code, name])

    def value(self, code):
        """Return the text of the last expression of a cell that must succeed."""
        ending = self.run(code)
        assert ending["status"] == "ok", ending
        return ending["items"][-1]["data"]["text/plain"]

    def printed(self, code):
        """Return what a cell that must succeed prints."""
        ending = self.run(code)
        assert ending["status"] == "ok", ending
        return "".join(item.get("text", "") for item in ending["items"])

    def error(self, code):
        """Return the error that a cell shows."""
        ending = self.run(code)
        assert ending["status"] == "error", ending
        (item,) = [item for item in ending["items"] if item["kind"] == "error"]
        assert ending["message"].endswith(item["message"])
        assert "\x1b" not in item["traceback"]
        assert "page_" not in item["traceback"], "a frame of ours"
        return item

    @property
    def status(self):
        """What the client says it is doing."""
        return self.page.evaluate("python.status")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """The site and its address."""
    site = Site(tmp_path_factory.mktemp("engine"))
    with ThreadingHTTPServer(("127.0.0.1", 0), site.handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextlib.contextmanager
def opened(browser, workshop, script=""):
    context = browser.new_context()
    if script:
        context.add_init_script(script)
    page = Page(context.new_page(), *workshop)
    yield page
    context.close()
    assert page.wrong == []


@pytest.fixture(scope="module")
def page(browser, workshop):
    """A page whose interpreter is shared by the tests that leave it alive."""
    with opened(browser, workshop) as page:
        yield page


@pytest.fixture
def own(browser, workshop):
    """A page for a test that ends its interpreter, or looks at what is loaded and kept."""
    with opened(browser, workshop) as page:
        yield page


def test_the_runtime_is_what_its_manifest_says(workshop):
    site, _ = workshop
    files = site.manifest["files"]
    for file in files:
        packed = site.folder.joinpath(file["name"]).read_bytes()
        content = gzip.decompress(packed)
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert (len(packed), len(content)) == (file["compressed"], file["bytes"])
        assert len(packed) <= 25 * 2**20
    assert sum(file["compressed"] for file in files) <= 40e6
    licences = site.folder.joinpath(site.manifest["licences"]).read_text("utf-8")
    for component in ("cpython", "numpy", "scipy", "matplotlib", "openblas", "wasi-libc"):
        assert f"\n{component} " in licences or f"\n{component}\n" in licences
    names = {"manifest.json", "licences.txt", *(file["name"] for file in files)}
    assert {each.name for each in site.folder.iterdir()} == names


def test_another_interpreter_is_refused(tmp_path):
    source = runtime._artifacts()
    for name in ("SHA256SUMS", "MANIFEST", "python-stdlib.zip", "python.wasm"):
        tmp_path.joinpath(name).symlink_to(source / name)
    runtime_parts.checked(tmp_path)
    tmp_path.joinpath("python-stdlib.zip").unlink()
    tmp_path.joinpath("python-stdlib.zip").write_bytes(b"something else")
    with pytest.raises(runtime_parts.NotAsExpected, match="was changed"):
        runtime_parts.checked(tmp_path)
    tmp_path.joinpath("SHA256SUMS").unlink()
    tmp_path.joinpath("SHA256SUMS").write_text("0 python.wasm\n")
    with pytest.raises(runtime_parts.NotAsExpected, match=r"pip install -r requirements\.txt"):
        runtime_parts.checked(tmp_path)


def test_nothing_is_made_twice(workshop, tmp_path):
    site, _ = workshop
    cache = ROOT / "_build/.runtime"
    before = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    stale = tmp_path / "python-0123456789ab.wasm.gz"
    stale.write_bytes(b"of an earlier build")
    file = site.manifest["files"][0]
    tmp_path.joinpath(file["name"]).write_bytes(b"compressed in another way")
    assert runtime.publish(tmp_path, cache) == site.manifest["digest"]
    assert tmp_path.joinpath(file["name"]).stat().st_size == file["compressed"]
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == before
    assert not stale.exists()
    assert {file.name for file in tmp_path.iterdir()} == {f.name for f in site.folder.iterdir()}


def test_nothing_is_loaded_before_the_first_run_and_progress_is_told_in_bytes(own):
    own.site.asked.clear()
    own.visit()
    own.page.wait_for_timeout(300)
    assert [path for path in own.site.asked if "runtime" in path or "worker" in path] == []
    assert own.status == "idle"
    told = own.page.evaluate(
        "async () => { const told = []; await python.start((p) => told.push(p)); return told; }"
    )
    total = sum(file["compressed"] for file in own.site.manifest["files"])
    loads = [each for each in told if each["stage"] == "download"]
    assert {each["total"] for each in loads} == {total}
    assert [each["loaded"] for each in loads] == sorted(each["loaded"] for each in loads)
    assert loads[-1]["loaded"] == total
    assert told[-1]["stage"] == "ready"
    assert own.value("6 * 7") == "42"
    assert own.page.evaluate("states") == ["starting", "ready", "busy", "ready"]


def test_a_model_is_solved_and_variables_stay(page):
    assert page.run(ODE)["items"] == []
    text = page.value(
        "path = simulate(model, [0, 6, 12], regimen=once(100))\npath[path.names[0]].tolist()"
    )
    expected = pharmlib.simulate(
        pharmlib.OneCompartment.from_half_life(6, volume=50), [0, 6, 12],
        regimen=pharmlib.once(100),
    )  # fmt: skip
    assert json.loads(text) == pytest.approx(expected[expected.names[0]].tolist(), rel=1e-9)


def test_outputs_come_in_order_and_as_they_are_made(page):
    ending = page.run(
        "import sys, time\nprint('one')\nprint('two', file=sys.stderr)\ndisplay('three')\n"
        "print('four')\n'five'"
    )
    shown = [
        (item["kind"], item.get("name"), item.get("text") or item["data"]["text/plain"])
        for item in ending["items"]
    ]
    assert shown == [
        ("stream", "stdout", "one\n"),
        ("stream", "stderr", "two\n"),
        ("display", None, "'three'"),
        ("stream", "stdout", "four\n"),
        ("result", None, "'five'"),
    ]
    early = page.page.evaluate(
        """() => new Promise((resolve) => {
          let begun = null;
          const note = () => { begun ??= performance.now(); };
          python.run("import time\\nprint('early')\\ntime.sleep(0.8)", note)
            .then(() => resolve(performance.now() - begun));
        })"""
    )
    assert early > 400, "the first line waits for the end of the cell"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("x = 3", None),
        ("x = 3\nx;", None),
        ("x = 3\nx  # not hidden;", "3"),
        ("None", None),
        ("'a;'", "'a;'"),
        ("'\\N{GRINNING FACE} é'", "'😀 é'"),
        ("_ = 5\n_", "5"),
        ("list(range(40))", re.compile(r"\[0, 1, .*\n.*39\]")),
    ],
)
def test_the_last_expression_is_shown(page, code, shown):
    ending = page.run(code)
    assert ending["status"] == "ok"
    texts = [item["data"]["text/plain"] for item in ending["items"]]
    if shown is None:
        assert texts == []
    elif isinstance(shown, str):
        assert texts == [shown]
    else:
        assert shown.fullmatch(texts[0])


def test_rich_forms_are_offered(page):
    (item,) = page.run(
        "class Rich:\n    def _repr_html_(self): return '<b>x</b>'\n"
        "    def _repr_markdown_(self): return '**x**'\n    def __repr__(self): return 'x'\nRich()"
    )["items"]
    assert item["data"] == {"text/html": "<b>x</b>", "text/markdown": "**x**", "text/plain": "x"}
    (item,) = page.run(
        "class Own:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': 'own', 'application/x': {'a': [1]}}\nOwn()"
    )["items"]
    assert item["data"] == {"text/plain": "own", "application/x": {"a": [1]}}


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        (
            "from pharmlib.plotting import curve, figure\nfig, ax = figure()\n"
            "curve(ax, [0, 1], [1, 0], name='fall')\nfig",
            ["result"],
        ),
        ("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", ["display"]),
        ("fig, ax = plt.subplots()\nax.plot([1, 2])\nfig", ["result"]),
        ("plt.plot([1, 2])\nplt.show()\nplt.plot([2, 1]);", ["display", "display"]),
    ],
)
def test_figures_are_svg(page, code, kinds):
    ending = page.run("import matplotlib.pyplot as plt\n" + code)
    assert [item["kind"] for item in ending["items"]] == kinds, ending
    for item in ending["items"]:
        assert item["data"]["image/svg+xml"].startswith("<svg")
    assert page.value("plt.get_fignums()") == "[]"


@pytest.mark.parametrize("end", ["nothing_of_that_name", "raise SystemExit"])
def test_a_cell_that_fails_shows_its_figures_itself(page, end):
    ending = page.run(f"import matplotlib.pyplot as plt\nplt.plot([1, 2])\n{end}")
    assert ending["items"][0]["kind"] == "display"
    assert ending["status"] in ("error", "exit")
    assert page.run("pass")["items"] == []


def test_a_figure_that_cannot_be_drawn_does_not_hide_the_first_error(page):
    assert page.error("plt.title('$x^$')\nnothing_of_that_name")["name"] == "NameError"
    assert page.error("plt.title('$x^$');")["name"] == "ValueError"


def test_sliders_in_a_live_cell_bring_their_data(page):
    (item,) = page.run(
        "from lectern import explore\nfrom pharmlib import OneCompartment, Trajectory, once\n"
        "def course(dose):\n    times = [0, 6, 12, 24]\n"
        "    level = OneCompartment.from_half_life(6, volume=50).concentration(once(dose), times)\n"
        "    return Trajectory(times, {'level': level}, {'level': 'mg/L'})\n"
        "explore(course, dose=(0, 100, 50))"
    )["items"]
    data = item["data"]["application/vnd.unopposed.explorer+json"]
    assert data["sliders"][0]["stops"] == [0, 50, 100]
    assert data["still"]["svg"].startswith("<svg")
    assert not any("widget" in kind for kind in item["data"])


@pytest.mark.parametrize(
    ("code", "name", "message", "lines"),
    [
        ("def f():\n    return 1 / 0\nf()", "ZeroDivisionError", "division by zero", 8),
        ("x = = 3", "SyntaxError", "invalid syntax", 4),
        ("def f(n):\n    return f(n + 1)\nf(0)", "RecursionError", "maximum recursion depth", 16),
        ("class A:\n    def __add__(self, x): return self + x\nA() + 1", "RecursionError", "", 20),
        ("input('name? ')", "RuntimeError", "input() cannot ask in a page", 5),
        ("breakpoint()", "RuntimeError", "the debugger needs a terminal", 5),
        ("import pandas", "ModuleNotFoundError", "This page has numpy, scipy, matplotlib", 5),
        ("import turtle", "ModuleNotFoundError", "For anything else, download the notebook", 5),
        ("import requests", "ModuleNotFoundError", "has no network", 5),
        ("import socket\nsocket.socket()", "OSError", "has no network", 5),
        (
            "import urllib.request as u\nu.urlopen('https://example.org')",
            "URLError", "has no network", 14,
        ),
        (
            "import urllib.request as u\nu.urlopen('http://example.org')",
            "URLError", "has no network", 40,
        ),
        ("%matplotlib inline", "SyntaxError", "the page runs plain Python", 6),
        ("import subprocess\nsubprocess.run(['ls'])", "OSError", "does not support processes", 9),
        (
            "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd",
            "Odd", "(ValueError in it)", 3,
        ),
    ],
)  # fmt: skip
def test_errors_are_readable(page, code, name, message, lines):
    item = page.error(code)
    assert item["name"] == name
    assert message in item["message"]
    assert len(item["traceback"].splitlines()) <= lines
    assert "/usr/local" not in item["traceback"]
    assert "Site initialization" not in item["traceback"]
    assert page.value("1 + 1") == "2"


def test_a_traceback_shows_the_lines_of_the_cells(page):
    page.run("def broken(x):\n    return x.nothing", "cell 1")
    ending = page.run("broken(3)", "cell 2")
    text = ending["items"][0]["traceback"]
    assert 'File "cell 2", line 1, in <module>\n    broken(3)' in text
    assert 'File "cell 1", line 2, in broken\n    return x.nothing' in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys\nsys.exit(3)", "The cell ended itself with sys.exit(3)."),
        ("exit()", "The cell ended itself with sys.exit()."),
        ("raise SystemExit('enough')", "The cell ended itself with sys.exit('enough')."),
    ],
)
def test_sys_exit_ends_the_cell_alone(page, code, words):
    page.run("kept = 5")
    ending = page.run(code)
    assert (ending["status"], ending["message"]) == ("exit", words)
    assert page.value("kept") == "5"


def test_a_memory_bomb_is_an_error_and_the_variables_stay(page):
    page.run("kept = 5\nheap = []")
    item = page.error("while True: heap.append(bytearray(20_000_000))")
    assert item["name"] == "MemoryError"
    assert "512 MB" in item["message"]
    assert page.value("del heap\nkept") == "5"
    assert page.error("' ' * 400_000_000 + 'x'")["name"] == "MemoryError"
    assert page.value("kept") == "5"


def test_an_output_flood_is_cut(page):
    ending = page.run("for i in range(30_000): print('line', i)")
    texts = [item["text"] for item in ending["items"]]
    assert len("".join(texts[:-1])) == 200_000
    assert "The rest is left out: a cell can print 200000 characters." in texts[-1]
    ending = page.run("for i in range(300): display(i)")
    assert len(ending["items"]) == 101
    assert "a cell can show 100 results" in ending["items"][-1]["text"]
    (item,) = page.run("class Big:\n    def _repr_html_(self): return 'x' * 9_000_000\nBig()")[
        "items"
    ]
    assert "This result is left out" in item["data"]["text/plain"]
    assert page.printed("print('short')") == "short\n"


def test_a_cell_cannot_take_the_streams_away(page):
    page.run("import sys\nsys.stdout = None\nsys.stderr.close()")
    assert page.printed("print('back')") == "back\n"


def test_files_last_as_long_as_the_interpreter(page):
    page.run("with open('doses.csv', 'w') as file: file.write('1,2')")
    assert page.value("open('doses.csv').read()") == "'1,2'"


def test_cells_wait_for_each_other(page):
    texts = page.page.evaluate(
        """async () => {
          const said = [];
          const note = (item) => said.push(item.text);
          await Promise.all([
            python.run("import time\\ntime.sleep(0.3)\\nprint('first')", note),
            python.run("print('second')", note),
          ]);
          return said;
        }"""
    )
    assert texts == ["first\n", "second\n"]


def test_an_exercise_is_checked_as_in_the_build(page):
    exercise = load("sobering-up")
    ask = "slug => python.check(slug)"
    page.run("hours_social, hours_tolerant = 1.0, 2.5 / 0.30")
    found = page.page.evaluate(ask, exercise.slug)
    statuses = {each["name"]: each["status"] for each in found["outcomes"]}
    assert found["passed"] is False
    assert statuses["hours_tolerant"] == "right"
    assert statuses["hours_social"] != "right"
    page.run("hours_social = 2.5 / 0.15")
    found = page.page.evaluate(ask, exercise.slug)
    assert found["passed"] is True
    item = page.error("from lectern import check\nhours_social = 1.0\ncheck('sobering-up')")
    assert item["name"] == "CheckFailed"
    assert item["traceback"] == item["message"]
    assert item["message"].startswith("Sobering up: 1 of 2 right.")
    found = page.page.evaluate(ask, "no-such-exercise")
    assert found["passed"] is False
    assert "there is no exercise" in found["note"]


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(0)",
        "import os\nos.abort()",
        "import json\nx = []\nfor i in range(100_000): x = [x]\njson.dumps(x)",
        "import builtins\nbuiltins.__import__ = None",
    ],
)
def test_a_dead_interpreter_is_replaced(own, code):
    own.run("kept = 5")
    endings = [own.run(code), own.run("1")]  # what breaks the next cell is noticed there
    dead = next(ending for ending in endings if ending["status"] == "dead")
    assert "The next run starts a fresh one" in dead["message"]
    assert own.error("kept")["name"] == "NameError"
    assert own.value("1 + 1") == "2"


def test_stop_ends_an_endless_loop_and_what_waits(own):
    own.run("kept = 5")
    endings = own.page.evaluate(
        """async () => {
          const items = [];
          const loop = python.run("print('begun')\\nwhile True: pass", (item) => items.push(item));
          const next = python.run("print('never')", (item) => items.push(item));
          while (!items.length) await new Promise((done) => setTimeout(done, 20));
          python.stop();
          const stopped = python.status;
          return [await loop, await next, items, stopped];
        }"""
    )
    assert [endings[0]["status"], endings[1]["status"], endings[3]] == ["stopped"] * 3
    assert [item["text"] for item in endings[2]] == ["begun\n"]
    own.site.asked.clear()
    assert own.error("kept")["name"] == "NameError"
    assert [path for path in own.site.asked if "runtime" in path] == [], "it is loaded again"


def test_stop_while_it_starts(own):
    words = own.page.evaluate(
        """async () => {
          const started = python.start().then(() => "ready", (error) => error.message);
          await new Promise((done) => setTimeout(done, 100));
          python.stop();
          return await started;
        }"""
    )
    assert words.startswith("Stopped")
    assert own.value("1 + 1") == "2"


def test_the_memory_image_is_kept_and_serves_the_next_visit(own):
    assert own.value("import numpy as np\nnp.random.seed(1)\n1") == "1"
    assert own.page.evaluate("image") == {"stored": True, "problem": ""}
    ready = "import sys\nsorted({'numpy', 'pharmlib', 'matplotlib.pyplot'} & set(sys.modules))"
    draws = set()
    for again in range(2):
        own.visit()
        assert own.value(ready) == "['matplotlib.pyplot', 'numpy', 'pharmlib']", "a cold start"
        draws.add(own.value("import numpy as np, random\nnp.random.rand(), random.random()"))
        if not again:
            own.page.evaluate("python.restart()")
            draws.add(own.value("import numpy as np, random\nnp.random.rand(), random.random()"))
    assert len(draws) == 3, "every interpreter draws the same random numbers"
    ending = own.run(
        "import pharmlib.plotting as p\nfig, ax = p.figure()\nax.set_title('$a$')\nfig"
    )
    assert "image/svg+xml" in ending["items"][-1]["data"]
    assert (
        own.value("import scipy.stats\nround(scipy.stats.norm.cdf(1), 6)") == "np.float64(0.841345)"
    )


def test_images_of_other_runtimes_are_removed(own):
    name = "unopposed-python-1"
    own.page.evaluate(
        "async (name) => (await caches.open(name)).put('/old', new Response('old'))", name
    )
    own.run("1")
    own.page.evaluate("image")
    kept = own.page.evaluate(
        "async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)", name
    )
    assert len(kept) == 1
    assert kept[0].endswith(own.site.manifest["digest"])


def test_a_damaged_image_is_not_used(own):
    own.run("1")
    own.page.evaluate("image")
    own.page.evaluate(
        """async () => {
          const cache = await caches.open("unopposed-python-1");
          const [key] = await cache.keys();
          const { headers } = await cache.match(key);
          await cache.put(key, new Response("cut short", { headers }));
        }"""
    )
    own.visit()
    assert own.value("1 + 1") == "2"


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(window, 'caches', { value: undefined });",
        "CacheStorage.prototype.open = async () => { throw new DOMException('no'); };",
    ],
)
def test_storage_may_be_refused(browser, workshop, script):
    with opened(browser, workshop, script) as page:
        assert page.value("1 + 1") == "2"
        assert page.page.evaluate("image") == {"stored": False, "problem": ""}
        page.page.evaluate("python.restart()")
        assert page.value("import sys\n'pharmlib' in sys.modules") == "True", "no image in the page"


def test_a_browser_that_cannot_is_told_so(browser, workshop):
    with opened(browser, workshop, "delete window.DecompressionStream") as page:
        words = page.page.evaluate("python.constructor.unsupported()")
        assert "too old" in words
        ending = page.run("1")
        assert (ending["status"], ending["message"]) == ("dead", words)
    with opened(browser, workshop) as page:
        assert page.page.evaluate("python.constructor.unsupported()") is None


def test_a_runtime_that_is_missing_is_explained_and_tried_again(own):
    own.page.route("**/runtime/*.zip.gz", lambda route: route.fulfill(status=404))
    ending = own.run("1")
    assert ending["status"] == "dead"
    assert "the server answered 404" in ending["message"]
    own.page.unroute("**/runtime/*.zip.gz")
    assert own.value("1") == "1"
    own.wrong.clear()  # the browser notes the 404


def test_solutions_agree_with_cpython(page):
    text = page.printed(
        "import json\nfrom lectern.answers import collect\n"
        "from lectern.exercises import all_exercises\n"
        "print(json.dumps({e.slug: collect(e, e.run('solution')) for e in all_exercises()}))"
    )
    there = json.loads(text)
    assert sorted(there) == [exercise.slug for exercise in all_exercises()]
    for exercise in all_exercises():
        here = json.loads(json.dumps(collect(exercise, exercise.run("solution"))))
        assert differences(here, there[exercise.slug], exercise.slug) == []


def differences(here, there, where):
    """Return where two answers differ by more than 1e-6 of their size, or 1e-9.

    Solvers stop at relative errors of 1e-8, and sums of floats are made in another order.
    """
    if isinstance(here, dict) and isinstance(there, dict) and here.keys() == there.keys():
        return [d for key in here for d in differences(here[key], there[key], f"{where}.{key}")]
    if isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        pairs = enumerate(zip(here, there, strict=True))
        return [d for i, pair in pairs for d in differences(*pair, f"{where}[{i}]")]
    if isinstance(here, float) and isinstance(there, int | float):
        same = math.isclose(here, there, rel_tol=1e-6, abs_tol=1e-9)
    else:
        same = here == there
    return [] if same else [(where, here, there)]


def test_a_difference_would_be_noticed():
    here = {"a": {"value": [1.0, 2.0]}, "b": {"value": "x"}}
    assert differences(here, {"a": {"value": [1.0, 2.0 + 1e-9]}, "b": {"value": "x"}}, "") == []
    assert differences(here, {"a": {"value": [1.0, 2.00001]}, "b": {"value": "x"}}, "")
    assert differences(here, {"a": {"value": [1.0]}, "b": {"value": "x"}}, "")
    assert differences(here, {"a": {"value": [1.0, 2.0]}, "b": {"value": "y"}}, "")
    assert differences(here, {"a": {"value": [1.0, 2.0]}}, "")


@pytest.mark.parametrize("room", sorted({name.split(".")[1] for name in modules(pharmlib)[1:]}))
def test_the_examples_of_pharmlib_hold_in_the_page(page, room):
    assert page.run(DOCTESTS)["status"] == "ok"
    report = json.loads(page.printed(f"print(examples({room!r}))"))
    assert report["failures"] == []
    names = [name for name in modules(pharmlib) if name.split(".")[1:2] == [room]]
    assert sorted(report["tried"]) == sorted(names)
