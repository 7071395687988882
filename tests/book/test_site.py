"""What must hold for every file of the built site, read without a browser."""

import json
import os
import re
import sys
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from pharmlib import half_life_table
from pharmlib.evidence import observations
from tests.conftest import ROOT, contents

PAGES = contents()
HOST = re.compile(r"//[\w\[]")
DATA = re.compile(r"data:[^\s\"')]*")  # holds what it shows; base64 may contain //
FETCH = re.compile(r"""(?:url\(|@import|fetch\(|import\(|from)\s*["']?(?:https?:)?//[^\s"')]+""")
READ_ALOUD = {"title", "alt", "aria-label"}  # a browser shows these and follows nothing in them
PLACES = "|".join(re.escape(str(place)) for place in (ROOT, sys.prefix, sys.base_prefix))
TRACE = re.compile(
    rf"(?:{PLACES})(?![\w-])|/(?:home|root|tmp|Users|opt|usr|var|srv|private)/\w|site-packages"
)


def parsed(site):
    """Return every page of a site, parsed, by its address."""
    files = sorted(site.rglob("*.html"))
    return {
        file.relative_to(site).as_posix(): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
    }


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


def third_parties(site):
    """Return what the pages of a site ask of another host; a link to follow asks nothing."""
    found = []
    for page, soup in parsed(site).items():
        for element in soup.find_all(True):
            for name, value in element.attrs.items():
                text = DATA.sub("", value if isinstance(value, str) else " ".join(value))
                link = element.name == "a" and name == "href"
                if HOST.search(text) and not (
                    link or name in READ_ALOUD or name.split(":")[0] == "xmlns"
                ):
                    found.append((page, element.name, name, text))
            if element.name == "style" and HOST.search(DATA.sub("", element.get_text())):
                found.append((page, "style", "", element.get_text()))
            if element.name == "script":
                found += [(page, "script", "", match) for match in FETCH.findall(str(element))]
    return found


def traces(site):
    """Return the passages of a site that betray the machine on which it was built."""
    return [
        (file.relative_to(site).as_posix(), match)
        for file in sorted(site.rglob("*"))
        if file.suffix in {".html", ".js", ".css", ".svg", ".txt", ".ipynb"}
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
    script = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(script[script.index("(") + 1 : script.rindex(")")])
    assert set(PAGES) <= set(index["docnames"])


def test_no_page_asks_a_third_party_for_anything(site):
    assert third_parties(site) == []


@pytest.mark.parametrize(
    "fault",
    [
        '<script src="https://cdn.org/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.org/a.css">',
        '<img src="a.png" srcset="a.png 1x, https://cdn.org/a.png 2x">',
        '<p style="background: url(//cdn.org/a.png)">',
        "<style>@import 'https://cdn.org/a.css';</style>",
        "<svg><style>text { background: url(//cdn.org/a.png) }</style></svg>",
        '<svg><image xlink:href="http://cdn.org/a.png"/></svg>',
        '<video poster="https://cdn.org/a.png"></video>',
        '<form action="https://cdn.org/"></form>',
        '<a href="#x" ping="https://cdn.org/">x</a>',
        '<meta http-equiv="Refresh" content="0; url=https://cdn.org/">',
        "<script>fetch('https://cdn.org/a.json')</script>",
    ],
)
def test_a_page_that_asks_a_third_party_is_noticed(tmp_path, fault):
    (tmp_path / "page.html").write_text(f"<html><body>{fault}</body></html>", encoding="utf-8")
    assert [page for page, *_ in third_parties(tmp_path)] == ["page.html"]


@pytest.mark.parametrize(
    "innocent",
    [
        '<a href="https://doi.org/10.1000/1" title="https://doi.org/10.1000/1">1</a>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<img src="data:image/png;base64,AA//BB" alt="See https://doi.org/10.1000/1">',
        "<script>// a remark\nlet a = 1</script><p>https://cdn.org/a.js</p>",
    ],
)
def test_a_page_that_asks_nobody_is_left_alone(tmp_path, innocent):
    (tmp_path / "page.html").write_text(innocent, encoding="utf-8")
    assert third_parties(tmp_path) == []


def test_no_script_or_style_asks_a_third_party_for_anything(site):
    found = [
        (file.name, match)
        for suffix in ("*.js", "*.css")
        for file in site.rglob(suffix)
        for match in FETCH.findall(file.read_text("utf-8"))
    ]
    assert found == []


def test_every_internal_link_leads_somewhere(site, pages):
    broken = []
    for page, soup in pages.items():
        for element in soup.select("a[href], link[href], script[src], img[src]"):
            address = urlsplit(element.get("href") or element.get("src"))
            if address.scheme or address.netloc:
                continue
            target = (site / page).parent / unquote(address.path) if address.path else site / page
            name = target.resolve().relative_to(site.resolve()).as_posix()
            if not target.exists():
                broken.append((page, element.get("href")))
            elif address.fragment and name in pages:
                soup_there = pages[name]
                if soup_there.find(id=unquote(address.fragment)) is None:
                    broken.append((page, element.get("href")))
    assert broken == []


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


def test_every_citation_resolves(site):
    cited = {
        key.strip()
        for name in PAGES
        for keys in re.findall(r"\{cite[^}]*\}`([^`]+)`", (ROOT / f"{name}.md").read_text("utf-8"))
        for key in keys.split(",")
    }
    known = re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text("utf-8"), re.M)
    assert len(known) == len(set(known))
    assert cited <= set(known)
    bibliography = (site / "chapters" / "bibliography.html").read_text("utf-8")
    shown = BeautifulSoup(bibliography, "html.parser").select("div.citation")
    in_the_table = {row["source"] for row in half_life_table() if row["source"]}
    compared = {seen.source for seen in observations()}
    assert len(shown) == len(cited | in_the_table | compared)


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
@pytest.mark.parametrize("name", ["page.html", "page.js", "page.ipynb"])
def test_a_trace_of_the_machine_is_noticed(tmp_path, name, fault):
    (tmp_path / name).write_text(f"<pre>In line 1:\\n{fault}</pre>", encoding="utf-8")
    assert [file for file, _ in traces(tmp_path)] == [name]


def test_an_address_on_the_web_is_no_trace(tmp_path):
    text = '<a href="https://www.who.int/home/page">and/or</a> 1/var(x), of every /user'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
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
    }
    assert suffixes - {""} <= allowed
