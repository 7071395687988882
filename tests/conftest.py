"""Where the repository and the built site are, and a real browser, for the tests that need them."""

import pathlib
import shutil

import hypothesis
import pytest
import yaml
from playwright.sync_api import sync_playwright

hypothesis.settings.register_profile("book", deadline=None)  # no test is a race against the clock
hypothesis.settings.load_profile("book")

ROOT = pathlib.Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def site():
    """The folder of the built book."""
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built book to test; build it first:   make book")
    return SITE


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


def contents():
    """Return the pages of the table of contents, in order, without suffix."""

    def pages(node):
        for part in node.get("parts", []):
            yield from pages(part)
        for entry in node.get("chapters", []) + node.get("sections", []):
            yield entry["file"]
            yield from pages(entry)

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *pages(toc)]
