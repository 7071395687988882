"""The book without a connection: what is stored, by itself or on purpose, updated and removed.

A small site stands in for the book, so that it can be changed; the service worker, the scripts and
the list of files are those of the book.
"""

import functools
import hashlib
import http.server
import json
import re
import shutil
import threading
import types

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lectern.book import offline
from tests.book.conftest import SIZES, Handler

PAGES = ["chapters/clock", "chapters/contest", "chapters/offline", "chapters/glossary", "search"]
RUNTIME = "_static/runtime/"
PYTHON = "python-0123456789ab.wasm.gz"


def write(folder):
    """Write the list and the worker, as the build does."""
    parts = {"builder": {"format": "html"}, "env": {"found_docs": PAGES}}
    parts = {name: types.SimpleNamespace(**facts) for name, facts in parts.items()}
    offline.write(types.SimpleNamespace(outdir=folder, **parts), None)
    return json.loads((folder / "offline.json").read_text())


@pytest.fixture
def small(site, tmp_path):
    """A part of the book in a subfolder of a site, with something in place of the interpreter."""
    folder = tmp_path / "site" / "a book"
    for name in PAGES:
        target = folder / f"{name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(site / f"{name}.html", target)
    shutil.copy(site / "index.html", folder)
    shutil.copytree(site / "_static", folder / "_static", ignore=shutil.ignore_patterns("runtime"))
    (folder / RUNTIME).mkdir(parents=True)
    (folder / RUNTIME / PYTHON).write_bytes(bytes(range(256)) * 8000)
    (folder / RUNTIME / "manifest.json").write_text(json.dumps([PYTHON]))
    write(folder)
    return folder


@pytest.fixture
def server(small):
    """A plain static server of that site; it remembers what it was asked for."""

    class Remembering(Handler):
        def do_GET(self):
            self.server.asked.append(self.path)
            if any(each in self.path for each in self.server.broken):
                return self.send_error(500)
            if any(each in self.path for each in self.server.held):
                self.server.free.wait(timeout=60)
            return super().do_GET()

        def end_headers(self):
            self.send_header("cache-control", "no-cache")
            super().end_headers()

    handler = functools.partial(Remembering, directory=small.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.asked, server.broken, server.held = [], [], []
        server.free = threading.Event()  # lets go what is held
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.address = f"http://127.0.0.1:{server.server_port}/a%20book/"
        yield server
        server.shutdown()


@pytest.fixture
def page(browser, server):
    """A page of a browser that has not been here before."""
    with browser.new_context() as context:
        yield context.new_page()


def visit(page, server, name):
    """Open a page and wait until it is stored."""
    page.goto(server.address + name, wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        """async () => {
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            if (await cache.match(location.pathname)) return true;
          }
          return false;
        }"""
    )


def reload_worker(page):
    """Let the browser look for a new worker, and wait until it is in charge."""
    page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          const old = registration.active;
          await registration.update();
          while (registration.active === old || registration.active.state !== "activated") {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }"""
    )


def stored(page):
    """Return the paths that are stored."""
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) {
              found.push(new URL(request.url).pathname.replace("/a%20book/", ""));
            }
          }
          return [...new Set(found)].sort();
        }"""
    )


def store(page, server, button, said):
    """Press one of the buttons and wait for the end."""
    page.goto(server.address + "chapters/offline.html", wait_until="networkidle")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".offline-said")).to_contain_text(said, timeout=20_000)


def test_the_list_holds_every_file_with_size_and_digest(small):
    listed = json.loads((small / "offline.json").read_text())
    for name, (size, digest) in listed["files"].items():
        content = (small / name).read_bytes()
        assert size == len(content)
        assert hashlib.sha256(content).hexdigest().startswith(digest)
    here = {file.relative_to(small).as_posix() for file in small.rglob("*") if file.is_file()}
    assert here - set(listed["files"]) == {"offline.json", "sw.js"}
    worker = (small / "sw.js").read_text()
    assert f'const VERSION = "{listed["version"]}";' in worker
    assert "@version@" not in worker
    assert write(small)["version"] == listed["version"]
    (small / "chapters/clock.html").write_text("new")
    assert write(small)["version"] != listed["version"]


def test_the_site_lists_what_it_publishes(site):
    listed = json.loads((site / "offline.json").read_text())["files"]
    assert {f"{page}.html" for page in PAGES} <= set(listed)
    assert all((site / name).stat().st_size == size for name, (size, _) in listed.items())
    version = re.search(r'const VERSION = "(\w+)"', (site / "sw.js").read_text())[1]
    assert version == json.loads((site / "offline.json").read_text())["version"]


def test_a_visited_page_opens_without_a_connection_and_another_one_says_why_not(page, server):
    visit(page, server, "chapters/clock.html")
    assert not [path for path in server.asked if "runtime" in path]
    assert "chapters/contest.html" not in stored(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("The clock")
    expect(page.locator("svg.figure").first).to_be_visible()
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_have_text("This page is not stored on this device")


def test_with_a_connection_the_network_comes_first(page, server, small):
    visit(page, server, "chapters/clock.html")
    file = small / "chapters/clock.html"
    file.write_text(file.read_text().replace("The clock", "The new clock"))
    page.reload()
    expect(page.locator("h1")).to_have_text("The new clock")


def test_the_pages_are_stored_and_work_offline(page, server, small):
    store(page, server, "Store the pages (", "Done. The pages can be read")
    now = page.locator(".offline-now")
    expect(now).to_contain_text(f"all {len(PAGES) + 1} pages")
    expect(now).to_contain_text("Python is not stored")
    expect(page.get_by_role("button", name="Store the pages (")).to_be_hidden()
    files = json.loads((small / "offline.json").read_text())["files"]
    assert {name for name in files if "runtime" not in name} <= {
        path.replace("%20", " ") for path in stored(page)
    }
    page.context.set_offline(True)
    for name in PAGES:
        page.goto(f"{server.address}{name}.html")
        expect(page.locator("h1").first).to_be_visible()
    page.goto(server.address + "search.html?q=naloxone")
    expect(page.locator("#search-results")).to_be_attached()
    page.goto(server.address)
    page.wait_for_url("**/index.html")


def test_python_is_stored_on_request_with_its_size_and_progress(page, server):
    page.goto(server.address + "chapters/offline.html", wait_until="networkidle")
    sizes = [
        float(re.search(r"([\d.]+) MB", button.inner_text())[1])
        for button in page.locator(".offline .do button").all()[:2]
    ]
    assert sizes[1] - sizes[0] == pytest.approx(2.0, abs=0.11)
    heard = []
    page.expose_function("heard", lambda text: heard.append(text))
    page.evaluate(
        """() => { const said = document.querySelector(".offline-said");
        new MutationObserver(() => heard(said.textContent)).observe(said, {childList: true}); }"""
    )
    page.get_by_role("button", name="with Python").click()
    expect(page.locator(".offline-said")).to_contain_text("Done. The book and its code")
    assert "50 percent is stored." in heard
    expect(page.locator(".offline-now")).to_contain_text("Python is stored, too")
    page.context.set_offline(True)
    size = page.evaluate(
        "path => fetch(path).then(a => a.arrayBuffer()).then(b => b.byteLength)",
        f"../{RUNTIME}{PYTHON}",
    )
    assert size == 256 * 8000


def test_what_python_has_loaded_comes_from_the_device(page, server):
    visit(page, server, "chapters/clock.html")
    page.reload(wait_until="networkidle")
    load = "path => fetch(path).then(a => a.arrayBuffer()).then(b => b.byteLength)"
    assert page.evaluate(load, f"../{RUNTIME}{PYTHON}") == 256 * 8000
    page.wait_for_timeout(300)
    before = len(server.asked)
    assert page.evaluate(load, f"../{RUNTIME}{PYTHON}") == 256 * 8000
    assert len(server.asked) == before


def test_an_update_brings_what_was_stored_up_to_date_and_drops_the_rest(page, server, small):
    visit(page, server, "chapters/clock.html")
    store(page, server, "with Python", "Done.")
    new = "python-ba9876543210.wasm.gz"
    (small / RUNTIME / PYTHON).rename(small / RUNTIME / new)
    (small / RUNTIME / "manifest.json").write_text(json.dumps([new]))
    for name in ("clock", "contest"):
        file = small / f"chapters/{name}.html"
        file.write_text(file.read_text().replace("<h1>", "<h1>New: "))
    write(small)
    server.asked.clear()
    reload_worker(page)
    # what has not changed is not loaded again, though it has another address
    assert not [path for path in server.asked if path.endswith((".gz", ".woff2"))]
    assert RUNTIME + PYTHON not in stored(page)
    assert RUNTIME + new in stored(page)
    page.context.set_offline(True)
    page.goto(server.address + "chapters/contest.html")
    expect(page.locator("h1")).to_contain_text("New:")
    page.goto(server.address + "chapters/offline.html")
    expect(page.locator(".offline-now")).to_contain_text("Python is stored, too")


def test_an_update_forgets_a_visited_page_that_has_changed(page, server, small):
    visit(page, server, "chapters/clock.html")
    visit(page, server, "chapters/contest.html")
    file = small / "chapters/clock.html"
    file.write_text(file.read_text().replace("The clock", "The new clock"))
    write(small)
    reload_worker(page)
    assert "chapters/clock.html" not in stored(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_contain_text("The contest")


def test_an_update_that_breaks_off_leaves_the_old_book_whole(page, server, small):
    store(page, server, "Store the pages (", "Done.")
    file = small / "chapters/clock.html"
    file.write_text(file.read_text().replace("The clock", "The new clock"))
    write(small)
    server.broken.append("clock.html")
    assert (
        page.evaluate(
            """async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          await registration.update().catch(() => {});
          const { installing } = registration;
          if (!installing) return "redundant";
          return new Promise((resolve) =>
            installing.addEventListener("statechange", () => resolve(installing.state)));
        }"""
        )
        == "redundant"
    )
    page.context.set_offline(True)
    page.goto(server.address + "chapters/clock.html")
    expect(page.locator("h1")).to_have_text("The clock")


def test_storing_can_break_off_and_go_on(page, server):
    server.broken.append("contest.html")
    server.held.append(PYTHON)
    page.goto(server.address + "chapters/offline.html", wait_until="networkidle")
    page.get_by_role("button", name="with Python").click()
    said, stop = page.locator(".offline-said"), page.get_by_role("button", name="Stop")
    while not all(any(each in path for path in server.asked) for each in ("contest", PYTHON)):
        page.wait_for_timeout(20)
    expect(stop).to_be_visible()  # the file on its way still arrives
    server.free.set()
    expect(stop).to_be_hidden(timeout=20_000)
    expect(said).to_contain_text("contest.html could not be loaded (500)")
    expect(said).to_contain_text("What has arrived is stored")
    assert RUNTIME + PYTHON in stored(page)
    server.broken.clear()
    server.asked.clear()
    page.get_by_role("button", name="with Python").click()
    expect(said).to_contain_text("Done.", timeout=20_000)
    assert not [path for path in server.asked if PYTHON in path]
    assert len([path for path in server.asked if path.endswith(".woff2")]) < 5


def test_what_is_stored_on_purpose_lies_there_once(page, server):
    visit(page, server, "chapters/clock.html")
    page.reload(wait_until="networkidle")
    page.evaluate("path => fetch(path).then(a => a.arrayBuffer())", f"../{RUNTIME}{PYTHON}")
    store(page, server, "with Python", "Done.")
    twice = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            found.push(...(await cache.keys()).map((each) => each.url));
          }
          return found.filter((each, i) => found.indexOf(each) !== i);
        }"""
    )
    assert twice == []
    # what was run before has not been loaded again
    assert len([path for path in server.asked if PYTHON in path]) == 1


def test_a_browser_that_asks_the_reader_is_not_waited_for(page, server):
    page.add_init_script("StorageManager.prototype.persist = () => new Promise(() => {})")
    store(page, server, "Store the pages (", "Done.")


def test_without_its_worker_the_book_is_not_said_to_be_stored(page, server):
    page.add_init_script(
        """ServiceWorkerContainer.prototype.register = () =>
             Promise.reject(new DOMException("it is refused", "SecurityError"))"""
    )
    store(page, server, "Store the pages (", "That did not work: it is refused.")
    expect(page.get_by_role("button", name="Store the pages (")).to_be_visible()
    assert not [path for path in stored(page) if path.endswith("offline-kept.json")]


def test_stop_ends_a_wait_for_the_worker(page, server):
    page.add_init_script("ServiceWorkerContainer.prototype.register = () => new Promise(() => {})")
    page.goto(server.address + "chapters/offline.html", wait_until="networkidle")
    page.get_by_role("button", name="Store the pages (").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".offline-said")).to_contain_text("Stopped.")


def test_an_update_that_cannot_read_the_list_keeps_what_was_visited(page, server, small):
    visit(page, server, "chapters/clock.html")
    page.reload(wait_until="networkidle")
    page.evaluate("path => fetch(path).then(a => a.arrayBuffer())", f"../{RUNTIME}{PYTHON}")
    (small / "chapters/contest.html").write_text("new")
    write(small)
    server.broken.append("offline.json")
    reload_worker(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("The clock")
    load = "path => fetch(path).then(a => a.arrayBuffer()).then(b => b.byteLength)"
    assert page.evaluate(load, f"../{RUNTIME}{PYTHON}") == 256 * 8000


def test_everything_can_be_removed_and_what_was_typed_stays(page, server):
    store(page, server, "with Python", "Done.")
    page.evaluate("localStorage.setItem('unopposed:code:1:p#c', 'x')")
    page.evaluate("caches.open('unopposed-python-1').then(c => c.put('/image', new Response('x')))")
    page.evaluate("caches.open('of somebody else').then(c => c.put('/x', new Response('x')))")
    page.reload()
    page.get_by_role("button", name="Remove what is stored").click()
    expect(page.locator(".offline-said")).to_contain_text("Removed.")
    expect(page.locator(".offline-now")).to_contain_text("0 of")
    assert page.evaluate("caches.keys()") == ["of somebody else"]
    assert page.evaluate("localStorage.getItem('unopposed:code:1:p#c')") == "x"


def test_a_browser_that_cannot_store_is_told_what_to_do(browser, server):
    with browser.new_context() as context:
        context.add_init_script("delete Navigator.prototype.serviceWorker")
        page = context.new_page()
        page.goto(server.address + "chapters/offline.html")
        expect(page.locator(".offline-now")).to_contain_text("Download the book instead")
        expect(page.get_by_role("button", name="Store the pages (")).to_be_hidden()
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(server.address + "chapters/offline.html")
        expect(page.locator("form.offline")).to_be_hidden()
        expect(page.get_by_text("any static server")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "dark"), ("phone", "light")])
def test_the_buttons_are_accessible_before_and_after(browser, server, size, scheme):
    width, height = SIZES[size]
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme
    ) as context:
        page = context.new_page()
        store(page, server, "Store the pages (", "Done.")
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
