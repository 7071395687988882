"""What the tests of the book open in a browser, and the server that it reads from."""

import pytest

from tests.book.host import Handler, serve

__all__ = ["SIZES", "Handler", "address", "open_page"]

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="session")
def address(site):
    """Where a host that heeds the site's headers serves it: every test holds under its policy."""
    with serve(site) as address:
        yield address


@pytest.fixture
def open_page(browser, address):
    """Open a page of the book; afterwards assert that nothing went wrong while it was open."""
    contexts, wrong = [], []

    def watch(request):
        if not request.url.startswith((address, "data:")):
            wrong.append(f"foreign request: {request.url}")

    def failed(request):
        if request.failure != "net::ERR_ABORTED":  # the page was left before the file had come
            wrong.append(f"failed: {request.url}, {request.failure}")

    def opener(path, size="desktop", scheme="light", prepare=None, wait="networkidle", **options):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("requestfailed", failed)
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
        if prepare is not None:
            prepare(page)
        page.goto(address + path, wait_until=wait)
        if wait == "networkidle" and options.get("java_script_enabled", True):
            page.wait_for_selector("html.settled")  # its modules come after the first paint
        return page

    opener.wrong = wrong  # for a test in which something is to go wrong
    yield opener
    for context in contexts:
        context.close()
    assert wrong == []
