"""Gate: every link of the site leads somewhere, and every address outside is well formed."""

import json
import re
from urllib.parse import unquote, urlsplit

import pytest

from tests.book.reading import links, notebooks, noted, parsed, parts, search_index
from tests.conftest import ROOT

DOI = re.compile(r"10\.\d{4,9}/[!-~]*[A-Za-z0-9)>]")
# What a module imports, and what it opens from its own folder.
OPENED = re.compile(
    r"""(?:\bfrom\s*|\bimport\s*\(?\s*|new (?:Shared)?Worker\(\s*|new URL\(\s*|\bfetch\(\s*)"""
    r"""["'](\.[^"']*)["']"""
)
STYLED = re.compile(r"""(?:url\(\s*|@import\s*(?=["']))["']?([^"'()\s;]+)""", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
FILE = re.compile(r"[\w@+.-]+(?:/[\w@+.-]+)*\.(?:html|js|mjs|css|json|wasm|zip|gz|woff2|svg|ipynb)")


def broken_links(site):
    """Return where a site leads nowhere: page, notebook, script or style, and the address there."""
    pages, found = parsed(site), []

    def judge(origin, address):
        there = parts(address)
        if there is None:
            return
        path, anchor = there
        target = site / origin
        if path.startswith("/"):
            return found.append((origin, address))  # breaks where the site lies in a folder
        if path:
            target = (site / origin).parent / path
            target = target / "index.html" if target.is_dir() else target
        if not target.exists() or not target.resolve().is_relative_to(site.resolve()):
            return found.append((origin, address))
        name = target.resolve().relative_to(site.resolve()).as_posix()
        if anchor and name in pages and pages[name].find(id=anchor) is None:
            found.append((origin, address))

    for page, soup in pages.items():
        for address in links(soup):
            judge(page, address)
    for name, notebook in notebooks(site).items():
        for address in noted(notebook):
            judge(name, address)
    for script in sorted([*site.rglob("*.js"), *site.rglob("*.mjs")]):
        for address in OPENED.findall(COMMENT.sub("", script.read_text("utf-8"))):
            judge(script.relative_to(site).as_posix(), address)
    for style in sorted(site.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.DOTALL)
        for address in STYLED.findall(text):
            judge(style.relative_to(site).as_posix(), address)
    return found


def lost_in_the_index(site):
    """Return the pages and headings that the search index offers and the site lacks."""
    index, pages, found = search_index(site), parsed(site), []
    for name in index["docnames"]:
        if f"{name}.html" not in pages:
            found.append(name)
    for title, places in index["alltitles"].items():
        for number, anchor in places:
            page = pages.get(f"{index['docnames'][number]}.html")
            if page is not None and anchor and page.find(id=anchor) is None:
                found.append(f"{index['docnames'][number]}#{anchor}: {title}")
    return found


def lost_lists(site):
    """Return the files that a list of files names and the site lacks.

    A list of files is an array of strings, all of them file names, in a JSON file or a script: what
    a service worker keeps, what an engine loads.
    """
    found = []
    for file in sorted(site.rglob("*")):
        if file.suffix not in {".js", ".mjs", ".json"} or file.name == "searchindex.js":
            continue
        text = file.read_text("utf-8")
        for array in re.findall(r'\[\s*"[^"\[\]]*"(?:\s*,\s*"[^"\[\]]*")*\s*,?\s*\]', text):
            names = re.findall(r'"([^"]*)"', array)
            names = [name.split("?")[0].removeprefix("./") for name in names]
            if not all(FILE.fullmatch(name) for name in names):
                continue
            found += [
                (file.relative_to(site).as_posix(), name)
                for name in names
                if not (file.parent / name).exists() and not (site / name).exists()
            ]
    return found


def malformed(address):
    """Say what is wrong with an address outside the site, if anything is."""
    split = urlsplit(address)
    if split.scheme == "mailto":
        return None if re.fullmatch(r"[^@\s]+@[\w-]+(\.[\w-]+)+", split.path) else "no mailbox"
    if split.scheme not in ("http", "https"):
        return f"scheme {split.scheme!r}; only http, https and mailto are links"
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", split.netloc):
        return f"host {split.netloc!r}"
    if re.search(r"[\s<>\"{}|\\^`]", address):
        return "a character that an address cannot hold"
    if re.search(r"[.,;:]$|https?:", address[8:]):
        return "punctuation at its end, or two addresses in one"
    if split.netloc in ("doi.org", "dx.doi.org", "www.doi.org"):
        if split.netloc != "doi.org" or split.scheme != "https":
            return "write https://doi.org/"
        if not DOI.fullmatch(unquote(split.path[1:])):
            return "not a DOI: 10., four to nine digits, a slash, a suffix"
    return None


def malformed_links(site):
    """Return every ill-formed address outside the site, with what is wrong."""
    places = [(page, address) for page, soup in parsed(site).items() for address in links(soup)]
    places += [(name, link) for name, book in notebooks(site).items() for link in noted(book)]
    return [
        (place, address, wrong)
        for place, address in places
        if parts(address) is None and (wrong := malformed(address))
    ]


def test_every_internal_link_leads_somewhere(site):
    assert broken_links(site) == []


def test_what_the_search_index_offers_is_there(site):
    assert lost_in_the_index(site) == []


def test_every_listed_file_is_there(site):
    assert lost_lists(site) == []


def test_every_address_outside_is_well_formed(site):
    assert malformed_links(site) == []


def test_every_doi_of_the_bibliography_is_well_formed():
    text = (ROOT / "references.bib").read_text("utf-8")
    dois = re.findall(r"^\s*doi\s*=\s*[{\"](.*?)[}\"],?$", text, re.MULTILINE | re.IGNORECASE)
    assert dois
    assert [doi for doi in dois if not DOI.fullmatch(doi)] == []
    assert len({doi.lower() for doi in dois}) == len(dois), "two entries with one DOI"


@pytest.fixture
def small(tmp_path):
    """A site of two pages, a notebook, a module, a style, an index and a list, without fault."""
    for name in ("chapters", "notebooks", "_static"):
        (tmp_path / name).mkdir()
    one = '<h1 id="one">One</h1><a href="two.html#two">2</a> <a href="../notebooks/one.ipynb">n</a>'
    (tmp_path / "chapters/one.html").write_text(one)
    (tmp_path / "chapters/two.html").write_text('<h1 id="two">Two</h1><a href="#two">top</a>')
    cell = {"cell_type": "markdown", "source": ["`[](x)` [one](one.ipynb) <https://who.int/a>"]}
    (tmp_path / "notebooks/one.ipynb").write_text(json.dumps({"cells": [cell]}))
    (tmp_path / "_static/a.js").write_text('import {b} from "./b.js"; // from "./old.js"')
    (tmp_path / "_static/b.js").write_text('const FILES = ["a.js", "chapters/one.html"]')
    style = "@import url(a.css); p { background: url(b.js) url('data:image/svg+xml,x') }"
    (tmp_path / "_static/a.css").write_text(f"{style} /* url(old.png) */")
    index = {"docnames": ["chapters/one"], "alltitles": {"One": [[0, None], [0, "one"]]}}
    (tmp_path / "searchindex.js").write_text(f"Search.setIndex({json.dumps(index)})")
    return tmp_path


def test_a_sound_site_passes(small):
    assert broken_links(small) == lost_in_the_index(small) == lost_lists(small) == []
    assert malformed_links(small) == []


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("chapters/one.html", '<a href="three.html">3</a>'),
        ("chapters/one.html", '<a href="two.html#three">3</a>'),
        ("chapters/one.html", '<a href="#three">3</a>'),
        ("chapters/one.html", '<a href="/chapters/two.html">2</a>'),
        ("chapters/one.html", '<a href="../../secret.html">2</a>'),
        ("chapters/one.html", '<img src="a.png" alt="">'),
        ("chapters/one.html", '<img srcset="a.png 1x, b.png 2x" alt="">'),
        ("chapters/one.html", '<video poster="a.png"></video>'),
        ("chapters/one.html", '<video><track src="a.vtt"></video>'),
        ("chapters/one.html", '<input type="image" src="a.png" alt="a">'),
        ("chapters/one.html", '<embed src="a.svg">'),
        ("chapters/one.html", '<svg><use xlink:href="#glyph"/></svg>'),
        ("chapters/one.html", '<meta http-equiv="refresh" content="0; url=three.html">'),
        ("_static/a.js", 'import "./c.js"'),
        ("_static/a.js", 'new Worker("./c.js", {type: "module"})'),
        ("_static/a.js", 'fetch(new URL("../c.wasm", import.meta.url))'),
        ("_static/a.js", 'fetch("./gone.json")'),
        ("_static/a.css", "@font-face { src: url(gone.woff2) }"),
        ("_static/a.css", "p { background: URL('gone.png') }"),
        ("_static/a.css", '@import "gone.css";'),
    ],
)
def test_a_broken_link_is_noticed(small, file, fault):
    place = small / file
    place.write_text(f"{place.read_text()}\n{fault}")
    assert {origin for origin, _ in broken_links(small)} == {file}


def test_a_broken_link_of_a_notebook_is_noticed(small):
    place = small / "notebooks/one.ipynb"
    place.write_text(place.read_text().replace("one.ipynb", "gone.ipynb"))
    assert broken_links(small) == [("notebooks/one.ipynb", "gone.ipynb")]


def test_a_search_result_without_page_or_heading_is_noticed(small):
    (small / "chapters/one.html").write_text("<h1>One</h1>")
    assert lost_in_the_index(small) == ["chapters/one#one: One"]
    (small / "chapters/one.html").unlink()
    assert lost_in_the_index(small) == ["chapters/one"]


@pytest.mark.parametrize("name", ["sw.js", "engine.json"])
def test_a_listed_file_that_is_not_there_is_noticed(small, name):
    names = '["chapters/one.html", "./_static/gone.js"]'
    (small / name).write_text(f"self.files = {names}" if name == "sw.js" else f'{{"f": {names}}}')
    assert lost_lists(small) == [(name, "_static/gone.js")]


@pytest.mark.parametrize(
    "address",
    [
        "https://doi.org/10.1000/xyz.",
        "https://doi.org/doi:10.1000/xyz",
        "https://doi.org/https://doi.org/10.1000/xyz",
        "http://doi.org/10.1000/xyz",
        "https://dx.doi.org/10.1000/xyz",
        "https://doi.org/10.10/xyz",
        "https://doi.org/",
        "https://who.int/a b",
        "https://who,int/a",
        "https://localhost/a",
        "https:///a",
        "htps://who.int/a",
        "javascript:void(0)",
        "mailto:nobody",
        "//who.int/a",
    ],
)
@pytest.mark.parametrize("place", ["page", "notebook"])
def test_an_ill_formed_address_is_noticed(small, place, address):
    if place == "page":
        (small / "chapters/two.html").write_text(f'<a href="{address}">there</a>')
    else:
        cell = {"cell_type": "markdown", "source": [f"[there](<{address.replace(' ', '|')}>)"]}
        (small / "notebooks/one.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert len(malformed_links(small)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://doi.org/10.1016/S0140-6736(05)66865-4",
        "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2",
        "https://www.who.int/a?b=c#d",
        "mailto:book@example.org",
    ],
)
def test_a_sound_address_passes(address):
    assert malformed(address) is None
