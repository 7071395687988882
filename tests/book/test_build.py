"""The build itself, on a book of three pages: what must stop it, and what must not stay."""

import pathlib
import shutil
import subprocess
import sys

import pytest

from tests.book import small_book
from tests.book.small_book import own_packages
from tests.conftest import ROOT

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# A page\n\n"
FIGURE = """```{code-cell}
---
mystnb:
  figure:
    name: fig-one
    caption: A curve.
  image:
    alt: A curve that falls from one to zero within ten hours and stays there.
---
from pharmlib.plotting import curve, figure

fig, ax = figure()
curve(ax, [0, 10], [1, 0], role="drug")
fig
```
"""
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
    (folder / "chapters").mkdir(parents=True)
    for name in ("_config.yml", "references.bib"):
        shutil.copy(ROOT / name, folder)
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/index\nparts:\n  - caption: One\n    chapters:\n"
        "      - file: chapters/how-to-use\n      - file: chapters/page\n"
    )
    (folder / "chapters/index.md").write_text("# A book\n")
    (folder / "chapters/how-to-use.md").write_text("(not-medical-advice)=\n# How to\n")
    (folder / "chapters/page.md").write_text(HEAD + FIGURE)
    return folder


def build(folder):
    """Build the book as `make book` does; return the exit code and all that was said."""
    program = pathlib.Path(sys.executable).parent / "jupyter-book"
    command = [program, "build", folder, "-W", "-n", "--keep-going"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


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
    page.write_text(HEAD + FIGURE)
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
