"""A real browser for the tests of the book, and the server that it reads from."""

import functools
import http.server
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Handler(http.server.SimpleHTTPRequestHandler):
    """A static server that keeps quiet."""

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site):
    """Where a plain static server serves the site."""
    handler = functools.partial(Handler, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """The distribution's Chromium, without a window."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail("these tests need Chromium; install it, or run:   make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    """Open a page of the book; afterwards assert that nothing went wrong while it was open."""
    contexts, wrong = [], []

    def watch(request):
        if not request.url.startswith((address, "data:")):
            wrong.append(f"foreign request: {request.url}")

    def opener(path, size="desktop", scheme="light", **options):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda answer: answer.status >= 400 and wrong.append(f"{answer.status}: {answer.url}"),
        )
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "console",
            lambda said: (
                said.type in ("error", "warning") and wrong.append(f"console: {said.text}")
            ),
        )
        page.goto(address + path, wait_until="networkidle")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert wrong == []
