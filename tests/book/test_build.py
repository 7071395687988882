"""The build itself, on a book of three pages: what must stop it, and what must not stay."""

import hashlib
import json

import pytest

from lectern.book import katex
from tests.book import small_book
from tests.book.small_book import own_packages, write

HEAD = f"{small_book.HEAD}# A page\n\n"
FIGURE = small_book.cell(small_book.FIGURE)
FAULTS = {
    "citation": ("{cite:p}`nobody1900`", "nobody1900"),
    "equation": ("$\\frac{1$", "equation"),
    "cell": ("```{code-cell}\nthe_broken_line = 1 / 0\n```", "the_broken_line"),
    "caption": (FIGURE.replace("    caption: A curve.\n", ""), "caption"),
    "alternative text": (FIGURE.replace("A curve that falls from one to zero", ""), "fig-one"),
    "term": ("{term}`unheard of`", "unheard of"),
    "link": ("[there](#nowhere)", "nowhere"),
}


@pytest.fixture
def book(tmp_path):
    """A small book with the settings of the real one."""
    folder = tmp_path / "book"
    folder.mkdir()
    write(folder, {"chapters/page": HEAD + FIGURE})
    return folder


def build(folder):
    """Build the book as `make book` does; return the exit code and all that was said."""
    return small_book.build(folder, "-W", "-n", "--keep-going")[:2]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stops_the_build_until_it_is_repaired(book, fault):
    text, named = FAULTS[fault]
    page = book / "chapters/page.md"
    page.write_text(HEAD + text + "\n")
    for attempt in ("first", "second"):
        code, said = build(book)
        assert code != 0, f"the {attempt} build passes"
        assert "chapters/page" in said
        assert named in said
    page.write_text(HEAD + ("Repaired." if "code-cell" not in text else FIGURE))
    code, said = build(book)
    assert code == 0, said
    assert not (book / "_build/html/reports").exists()


def test_a_page_that_is_gone_is_not_published(book):
    code, said = build(book)
    assert code == 0, said
    site = book / "_build/html"
    assert (site / "chapters/page.html").exists()
    assert (site / "notebooks/page.ipynb").exists()
    toc = book / "_toc.yml"
    toc.write_text(toc.read_text().replace("      - file: chapters/page\n", ""))
    (book / "chapters/page.md").unlink()
    code, said = build(book)
    assert code == 0, said
    assert not (site / "chapters/page.html").exists()
    assert not (site / "notebooks/page.ipynb").exists()


def test_a_build_without_a_change_leaves_the_site_alone(book):
    build(book)
    site = [file for file in (book / "_build/html").rglob("*") if file.is_file()]
    before = {file: file.stat().st_mtime_ns for file in site}
    code, said = build(book)
    assert code == 0, said
    assert {file: file.stat().st_mtime_ns for file in site} == before


def test_the_list_of_files_follows_a_changed_page(book):
    build(book)
    (book / "chapters/page.md").write_text(HEAD + "Another text.\n")
    code, said = build(book)
    assert code == 0, said
    site = book / "_build/html"
    for name, (size, digest) in json.loads((site / "offline.json").read_text())["files"].items():
        content = (site / name).read_bytes()
        assert (size, digest) == (len(content), hashlib.sha256(content).hexdigest()[:16]), name


def test_a_site_that_somebody_touched_is_put_in_order(book):
    build(book)
    site = book / "_build/html"
    page, extra = site / "chapters/page.html", site / "_static/leftover.js"
    before = page.read_text(), (site / "offline.json").read_text()
    page.write_text(before[0].replace("default-src", "no-such-rule"))
    extra.write_text("alert(1)")
    code, said = build(book)
    assert code == 0, said
    assert (page.read_text(), (site / "offline.json").read_text()) == before
    assert not extra.exists()


def test_a_file_that_no_page_names_is_not_published(book):
    code, said = build(book)
    assert code == 0, said
    static = book / "_build/html/_static"
    named, unnamed = ("minus.png", "plus.png"), ("re-minus.png", "minus.png.txt", "us.png")
    for name in (*named, *unnamed):
        (static / name).write_bytes(b"a file of an extension")
    (static / "some.css").write_text("a {background: url(minus.png)} b {cursor: url('plus.png')}")
    page = book / "chapters/page.md"
    page.write_text(page.read_text() + '\n<link href="../_static/some.css?v=1" rel="x">\n')
    code, said = build(book)
    assert code == 0, said
    assert {each.name for each in static.iterdir()} >= {"some.css", *named}
    assert not {each.name for each in static.iterdir()} & set(unnamed)


def test_equations_are_kept_as_long_as_what_sets_them_is_the_same(tmp_path, monkeypatch):
    first = katex.Equations(tmp_path / "equations.json")
    set_then = first.render("x^2", display=False)
    assert "<math" in set_then
    first.save()
    monkeypatch.setattr(katex, "render", lambda latex, *, display: "set anew")
    again = katex.Equations(tmp_path / "equations.json")
    assert again.render("x^2", display=False) == set_then
    assert again.render("x^2", display=True) == "set anew"
    monkeypatch.setattr(katex, "made_by", lambda: "another version of the extension")
    assert katex.Equations(tmp_path / "equations.json").render("x^2", display=False) == "set anew"


def test_a_page_without_file_is_named(book):
    toc = book / "_toc.yml"
    toc.write_text(toc.read_text() + "      - file: chapters/ghost\n")
    code, said = build(book)
    assert code != 0
    assert "chapters/ghost" in said
    assert "KeyError" not in said


def test_pages_follow_the_code_that_makes_them(book):
    own_packages(book)
    assert small_book.build(book)[0] == 0
    assert "0 added, 0 changed" in small_book.build(book)[1]
    with (book / "lectern/book/katex.py").open("a") as file:
        file.write("# A remark.\n")
    code, said, ran = small_book.build(book)
    assert code == 0, said
    assert "0 added, 3 changed" in said
    assert ran == set(), "a notebook runs though no cell of it is touched"
