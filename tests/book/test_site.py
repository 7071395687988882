"""What must hold for every file of the built site, read without a browser."""

import json
import os
import re
import sys
from pathlib import PurePosixPath

import pytest

from tests.book.reading import parsed, search_index
from tests.conftest import ROOT, contents

PAGES = contents()
PLACES = "|".join(re.escape(str(place)) for place in (ROOT, sys.prefix, sys.base_prefix))
TRACE = re.compile(
    rf"(?:{PLACES})(?![\w-])|/(?:home|root|tmp|Users|opt|usr|var|srv|private)/\w|site-packages"
)
INSIDE = "_static/runtime/manifest.json"  # the paths in it are those of the page's interpreter


def executable(name):
    """Return whether a page of the contents holds code."""
    return "{code-cell}" in (ROOT / f"{name}.md").read_text("utf-8")


def astray(site):
    """Return the pages and notebooks that a site lacks, or has beyond those of the contents."""
    wanted = {f"{name}.html" for name in PAGES} | {"index.html", "search.html"}
    wanted |= {f"notebooks/{name.rpartition('/')[2]}.ipynb" for name in PAGES if executable(name)}
    built = {
        file.relative_to(site).as_posix()
        for suffix in ("*.html", "*.ipynb")
        for file in site.rglob(suffix)
    }
    return sorted(wanted ^ built)


def unsearchable(index):
    """Return the pages of which a search index holds no word."""
    held = {
        index["docnames"][number]
        for word, numbers in index["terms"].items()
        for number in (numbers if isinstance(numbers, list) else [numbers])
        if word
    }
    return [name for name in PAGES if name not in held]


def traces(site):
    """Return the passages of a site that betray the machine on which it was built."""
    return [
        (file.relative_to(site).as_posix(), match)
        for file in sorted(site.rglob("*"))
        if file.suffix in {".html", ".js", ".mjs", ".css", ".svg", ".txt", ".ipynb", ".json", ""}
        and file.is_file()
        and file.name != "licences.txt"  # of the interpreter, as its authors wrote them
        and file != site / INSIDE
        for match in TRACE.findall(re.sub(r"https?://[^\s\"'<>)\\]+", "", file.read_text("utf-8")))
    ]


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, parsed."""
    return parsed(site)


def test_every_source_is_in_the_contents():
    sources = {
        file.relative_to(ROOT).with_suffix("").as_posix()
        for folder in ("chapters", "exercises")
        for file in (ROOT / folder).glob("*.md")
    }
    assert sources == set(PAGES)


def test_every_page_of_the_contents_is_built(site):
    assert astray(site) == []


def test_a_missing_or_left_over_page_is_noticed(tmp_path):
    for name in astray(tmp_path):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert astray(tmp_path) == []
    lost = [f"{PAGES[0]}.html", "notebooks/sobering-up.ipynb"]
    left = ["chapters/old.html", "genindex.html", "notebooks/old.ipynb"]
    for name in lost:
        (tmp_path / name).unlink()
    for name in left:
        (tmp_path / name).touch()
    assert astray(tmp_path) == sorted([*lost, *left])


def test_every_page_is_in_the_search_index(site):
    assert unsearchable(search_index(site)) == []


def test_a_page_that_no_search_finds_is_noticed():
    *named, lost = PAGES
    empty = len(named) - 1
    terms = {"half": list(range(empty)), "life": 0, "": [empty]}
    assert unsearchable({"docnames": named, "terms": terms}) == [named[empty], lost]


def test_equations_carry_the_numbers_that_the_text_cites(pages):
    for page, soup in pages.items():
        for link in soup.select('a[href*="#equation-"]'):
            path, _, anchor = link["href"].partition("#")
            there = pages[os.path.normpath(PurePosixPath(page).parent / path) if path else page]
            printed = there.find(id=anchor).select_one(".equation-number").get_text()
            assert link.get_text() == printed, f"{page}: {anchor}"


def test_ids_are_unique(pages):
    for page, soup in pages.items():
        ids = [element["id"] for element in soup.select("[id]")]
        assert sorted(ids) == sorted(set(ids)), page


def test_every_figure_has_alternative_text_and_a_caption(pages):
    for page, soup in pages.items():
        for drawing in soup.select("main svg, main img"):
            said = drawing.get("aria-label") or drawing.get("alt") or ""
            assert len(said) > 40, f"{page}: a figure without alternative text"
            figure = drawing.find_parent("figure")
            assert figure is not None, f"{page}: a figure without caption"
            caption = figure.figcaption.get_text()
            assert len(caption) > 20, f"{page}: a figure without caption"


def test_figures_use_the_colours_of_the_theme(pages):
    for page, soup in pages.items():
        for drawing in soup.select("main svg"):
            fixed = re.findall(r"#[0-9a-f]{6}\b", str(drawing), flags=re.IGNORECASE)
            assert fixed == [], f"{page}: a colour that does not follow light and dark"


def test_no_machine_leaves_a_trace(site):
    assert traces(site) == []


@pytest.mark.parametrize(
    "fault",
    [
        *(f"/{place}/x" for place in ("home", "root", "tmp", "Users", "opt", "usr", "var", "srv")),
        "file:///private/x",
        "lib/python3.13/site-packages/numpy",
        str(ROOT),
        sys.prefix,
        f"{sys.base_prefix}/lib",
    ],
)
@pytest.mark.parametrize(
    "name",
    ["page.html", "page.js", "page.ipynb", "page.mjs", "manifest.json", "_headers"],
)
def test_a_trace_of_the_machine_is_noticed(tmp_path, name, fault):
    (tmp_path / name).write_text(f"<pre>In line 1:\\n{fault}</pre>", encoding="utf-8")
    assert [file for file, _ in traces(tmp_path)] == [name]


def test_an_address_on_the_web_is_no_trace(tmp_path):
    text = '<a href="https://www.who.int/home/page">and/or</a> 1/var(x), of every /user'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert traces(tmp_path) == []


def test_a_path_inside_the_interpreter_is_no_trace(tmp_path):
    (tmp_path / INSIDE).parent.mkdir(parents=True)
    (tmp_path / INSIDE).write_text('{"folders": ["/tmp"], "path": "/usr/local/lib/book.zip"}')
    assert traces(tmp_path) == []


def test_every_executable_page_offers_its_notebook(site, pages):
    for name in PAGES:
        link = pages[f"{name}.html"].select_one("a[download]")
        assert (link is not None) == executable(name), name
        if executable(name):
            notebook = (site / f"{name}.html").parent / link["href"]
            assert json.loads(notebook.read_text("utf-8"))["nbformat"] == 4


def test_the_notebook_of_an_exercise_keeps_the_solution_back(site):
    for name in (name for name in PAGES if name.startswith("exercises/")):
        notebook = json.loads((site / "notebooks" / f"{name.rpartition('/')[2]}.ipynb").read_text())
        tags = {tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])}
        assert tags.isdisjoint({"solution", "misconception", "second-way"}), name
        assert "starter" in tags, name


def test_nothing_but_the_book_is_published(site):
    suffixes = {file.suffix for file in site.rglob("*") if file.is_file()}
    allowed = {
        ".html",
        ".js",
        ".css",
        ".woff2",
        ".svg",
        ".txt",
        ".ipynb",
        ".inv",
        ".png",
        ".buildinfo",
        ".gz",
        ".json",
    }
    assert suffixes - {""} <= allowed
