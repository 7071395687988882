"""The preview: what is saved is built, and an open page hears of it."""

import threading
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from watchfiles import Change

from lectern.book.preview import Preview, Sources
from tests.book.small_book import page, write


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("chapters/balance.md", True),
        ("exercises/new.md", True),
        ("pharmlib/data/drugs.toml", True),
        ("lectern/book/theme/static/book.css.jinja", True),
        ("_config.yml", True),
        ("references.bib", True),
        ("_build/html/index.html", False),
        ("README.md", False),
        ("tests/test_house.py", False),
        ("pharmlib/__pycache__/units.cpython-311.pyc", False),
        ("chapters/balance.md~", False),
        (".git/index", False),
    ],
)
def test_what_asks_for_a_build(tmp_path, path, matters):
    assert Sources(tmp_path)(Change.modified, str(tmp_path / path)) is matters


@pytest.fixture
def preview(tmp_path):
    """A preview of a small book, running."""
    write(tmp_path, {"chapters/page": page("print(1)", prose="A sentence.")})
    made = Preview(tmp_path)
    stop = threading.Event()
    thread = threading.Thread(target=made.run, args=(stop,))
    thread.start()
    yield made
    stop.set()
    thread.join()


def fetch(address):
    """Return what a server answers."""
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def test_what_is_saved_during_the_first_build_is_built(preview):
    while not (preview.root / "_build/.lock").exists():
        time.sleep(0.01)
    file = preview.root / "chapters/page.md"
    file.write_text(file.read_text().replace("A sentence.", "Another sentence."))
    assert any(preview.wait(0) for _ in range(20)), "the first build fails"
    assert any(preview.wait(1) > 1 for _ in range(20)), "no second build"


def test_a_saved_sentence_is_built_and_announced(preview):
    assert any(preview.wait(0) for _ in range(20)), "the first build fails"
    page_address = f"{preview.address}chapters/page.html"
    before = fetch(page_address)
    assert "A sentence." in before
    assert "/__built__.js?1" in before
    assert "__built__" not in (preview.root / "_build/html/chapters/page.html").read_text()
    assert "/__built__.js?1" in fetch(preview.address)
    with urllib.request.urlopen(f"{preview.address}__built__?1") as events:
        file = preview.root / "chapters/page.md"
        file.write_text(file.read_text().replace("A sentence.", "Another sentence."))
        assert next(line for line in events if line.startswith(b"data")) == b"data: built\n"
    assert "Another sentence." in fetch(page_address)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(f"{preview.address}nowhere.html")


def test_an_open_page_loads_itself_anew(preview, browser):
    assert any(preview.wait(0) for _ in range(20)), "the first build fails"
    context = browser.new_context()
    shown = context.new_page()
    shown.goto(f"{preview.address}chapters/page.html")
    file = preview.root / "chapters/page.md"
    for before, after in (("A sentence.", "Another."), ("Another.", "And a third.")):
        file.write_text(file.read_text().replace(before, after))
        expect(shown.get_by_text(after)).to_be_visible(timeout=60_000)
    context.close()
