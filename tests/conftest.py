"""Where the repository and the built site are, for every test that reads them."""

import pathlib

import hypothesis
import pytest
import yaml

hypothesis.settings.register_profile("book", deadline=None)  # no test is a race against the clock
hypothesis.settings.load_profile("book")

ROOT = pathlib.Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def site():
    """The folder of the built book."""
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built book to test; build it first:   make book")
    return SITE


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
