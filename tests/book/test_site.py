"""What must hold for every file of the built site, read without a browser."""

import json
import re
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from pharmlib import half_life_table
from tests.conftest import ROOT, contents

PAGES = contents()


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, parsed."""
    files = sorted(site.rglob("*.html"))
    return {
        file.relative_to(site).as_posix(): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
    }


def test_every_source_is_in_the_contents():
    sources = {
        file.relative_to(ROOT).with_suffix("").as_posix()
        for folder in ("chapters", "exercises")
        for file in (ROOT / folder).glob("*.md")
    }
    assert sources == set(PAGES)


def test_every_page_of_the_contents_is_built(pages):
    assert {f"{name}.html" for name in PAGES} <= set(pages)


def test_every_page_is_in_the_search_index(site):
    script = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(script[script.index("(") + 1 : script.rindex(")")])
    assert set(PAGES) <= set(index["docnames"])


def test_no_page_asks_a_third_party_for_anything(pages):
    wanted = [
        (page, element.name, address)
        for page, soup in pages.items()
        for element in soup.select("script, link, img, iframe, object, embed, source, video, audio")
        for address in (element.get("src"), element.get("href"), element.get("data"))
        if address and urlsplit(address).netloc
    ]
    assert wanted == []


def test_no_script_or_style_asks_a_third_party_for_anything(site):
    pattern = re.compile(
        r"""(?:url\(|@import|fetch\(|import\(|from)\s*["']?(?:https?:)?//[^\s"')]+"""
    )
    found = [
        (file.name, match)
        for suffix in ("*.js", "*.css")
        for file in site.rglob(suffix)
        for match in pattern.findall(file.read_text("utf-8"))
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
    assert len(shown) == len(cited | in_the_table)


def test_no_machine_leaves_a_trace(site):
    texts = [file for file in site.rglob("*") if file.suffix in {".html", ".js", ".css", ".ipynb"}]
    for file in texts:
        text = file.read_text("utf-8")
        assert str(ROOT) not in text, file
        assert not re.search(r"/(?:home|root|tmp|Users)/\w", text), file


def test_every_executable_page_offers_its_notebook(site, pages):
    for name in PAGES:
        executable = "{code-cell}" in (ROOT / f"{name}.md").read_text("utf-8")
        link = pages[f"{name}.html"].select_one("a[download]")
        assert (link is not None) == executable, name
        if executable:
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
