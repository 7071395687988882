"""Gate: the site asks no other host for anything. A link to follow asks nothing."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from tests.book.reading import parsed

HOST = re.compile(r"//[\w\[]")
DATA = re.compile(r"data:[^\s\"')]*")  # holds what it shows; base64 may contain //
CALLS = "fetch|import|importScripts|require|URL|Worker|WebSocket|EventSource|sendBeacon|Request"
FOREIGN = r"""["'`]\s*(?:(?:https?|wss?):)?//[\w\[$][^\s"'`)]*"""
FETCH = re.compile(
    r"""url\(\s*["']?(?:https?:)?//[^\s"')]+|@import\s*(?:url\()?["']?(?:https?:)?//[^\s"')]+"""
    r"""|image-set\((?:[^()]|\([^()]*\))*?["'](?:https?:)?//[^\s"')]+"""
    r"""|<\?xml-stylesheet[^>]*?["'](?:https?:)?//[^\s"')]+"""
    rf"|\b(?:{CALLS})\(\s*{FOREIGN}|\b(?:from|import)\s*{FOREIGN}"
    rf"|\.open\([^)]*,\s*{FOREIGN}|\.(?:src|href|action|poster)\s*=\s*{FOREIGN}"
)
READ_ALOUD = {"title", "alt", "aria-label"}  # a browser shows these and follows nothing in them
ADDRESS = re.compile(r"\s*(?:(?:https?|wss?|ftp):)?//[\w\[]", re.IGNORECASE)  # one that is followed
SPEAKING = {"$schema", "license", "licence", "homepage", "source"}  # of a JSON file: to be read


def third_parties(site):
    """Return what the pages of a site ask of another host."""
    found = []
    for page, soup in parsed(site).items():
        for element in soup.find_all(True):
            found += [(page, element.name, name, text) for name, text in asked_by_element(element)]
            if element.name == "style" and HOST.search(DATA.sub("", element.get_text())):
                found.append((page, "style", "", element.get_text()))
            if element.name == "script":
                found += [(page, "script", "", match) for match in FETCH.findall(str(element))]
                if element.get("type") in ("importmap", "application/json"):
                    found += [(page, "json", "", text) for text in foreign(element.get_text())]
    return found


def asked_by_element(element):
    """Yield the attributes of an element that name another host, but for a link to follow."""
    for name, value in element.attrs.items():
        text = DATA.sub("", value if isinstance(value, str) else " ".join(value))
        link = element.name == "a" and name in ("href", "xlink:href")
        told = link or name in READ_ALOUD or name.split(":")[0] == "xmlns"
        if HOST.search(text) and not told:
            yield name, text


def asked_by_files(site):
    """Return what scripts, styles, drawings and data of a site ask of another host."""
    found = []
    for file in sorted(site.rglob("*")):
        if file.suffix in {".js", ".mjs", ".css", ".svg"}:
            text = DATA.sub("", file.read_text("utf-8"))
            asked = FETCH.findall(text)
            if file.suffix == ".svg":
                elements = BeautifulSoup(text, "html.parser").find_all(True)
                asked += [told for each in elements for _, told in asked_by_element(each)]
        elif file.suffix in {".json", ".webmanifest", ".map"}:
            asked = foreign(file.read_text("utf-8"))
        else:
            continue
        found += [(file.relative_to(site).as_posix(), text) for text in asked]
    return found


def foreign(text):
    """Return the strings of a JSON text that are the address of another host."""

    def strings(value):
        if isinstance(value, dict):
            for key, part in value.items():
                if key not in SPEAKING:
                    yield from strings(part)
        elif isinstance(value, list):
            for part in value:
                yield from strings(part)
        elif isinstance(value, str):
            yield value

    return [part for part in strings(json.loads(text)) if ADDRESS.match(part)]


def test_no_page_asks_a_third_party_for_anything(site):
    assert third_parties(site) == []


def test_no_other_file_asks_a_third_party_for_anything(site):
    assert asked_by_files(site) == []


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
        '<script type="importmap">{"imports": {"a": "https://cdn.org/a.js"}}</script>',
    ],
)
def test_a_page_that_asks_a_third_party_is_noticed(tmp_path, fault):
    (tmp_path / "page.html").write_text(f"<html><body>{fault}</body></html>", encoding="utf-8")
    assert {page for page, *_ in third_parties(tmp_path)} == {"page.html"}


@pytest.mark.parametrize(
    "innocent",
    [
        '<a href="https://doi.org/10.1000/1" title="https://doi.org/10.1000/1">1</a>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<img src="data:image/png;base64,AA//BB" alt="See https://doi.org/10.1000/1">',
        "<script>// a remark\nlet a = 1</script><p>https://cdn.org/a.js</p>",
        '<script type="application/json">{"told": "see https://doi.org/10.1000/1"}</script>',
    ],
)
def test_a_page_that_asks_nobody_is_left_alone(tmp_path, innocent):
    (tmp_path / "page.html").write_text(innocent, encoding="utf-8")
    assert third_parties(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a.js", "import a from 'https://cdn.org/a.js'"),
        ("a.js", "import 'https://cdn.org/a.js'"),
        ("a.mjs", "export * from `https://cdn.org/a.js`"),
        ("a.js", "const a = await import('//cdn.org/a.js')"),
        ("a.js", "importScripts('https://cdn.org/a.js')"),
        ("a.js", "new Worker('https://cdn.org/a.js', {type: 'module'})"),
        ("a.js", "new WebSocket('wss://cdn.org/a')"),
        ("a.js", "fetch(`https://${host}/a.json`)"),
        ("a.js", "navigator.sendBeacon('https://cdn.org/a')"),
        ("a.js", "request.open('GET', 'https://cdn.org/a')"),
        ("a.js", "image.src = '//cdn.org/a.png'"),
        ("a.css", "@import url(//cdn.org/a.css)"),
        ("a.css", "p { background: url('https://cdn.org/a.png') }"),
        ("a.css", 'p { background: image-set("https://cdn.org/a.png" 1x) }'),
        ("a.css", "p { background: image-set(url(a.png) 1x, '//cdn.org/a.png' 2x) }"),
        ("a.svg", '<svg><image href="https://cdn.org/a.png"/></svg>'),
        ("a.svg", '<svg><use xlink:href="//cdn.org/a.svg#a"/></svg>'),
        ("a.svg", '<svg><script href="https://cdn.org/a.js"/></svg>'),
        ("a.svg", '<?xml-stylesheet type="text/css" href="https://cdn.org/a.css"?><svg/>'),
        ("a.svg", "<style>p { background: url(https://cdn.org/a.png) }</style>"),
        ("a.json", '{"files": [{"at": "https://cdn.org/a.wasm"}]}'),
        ("a.json", '["WSS://cdn.org/a"]'),
        ("a.webmanifest", '{"start_url": "//cdn.org/"}'),
    ],
)
def test_a_file_that_asks_a_third_party_is_noticed(tmp_path, name, fault):
    (tmp_path / name).write_text(fault, encoding="utf-8")
    assert [file for file, _ in asked_by_files(tmp_path)] == [name]


@pytest.mark.parametrize(
    ("name", "innocent"),
    [
        ("a.js", "import a from './a.js' // from https://doi.org/10.1000/1"),
        ("a.js", 'document.createElementNS("http://www.w3.org/2000/svg", "svg")'),
        ("a.css", 'p { background: image-set("a.png" 1x) } q { color: red /* "//x" */ }'),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><a href="https://who.int">w</a></svg>'),
        ("a.json", '{"backend": "module://page_backend"}'),
        ("a.json", '{"license": "https://spdx.org/licenses/MIT", "text": "see https://who.int"}'),
    ],
)
def test_a_file_that_asks_nobody_is_left_alone(tmp_path, name, innocent):
    (tmp_path / name).write_text(innocent, encoding="utf-8")
    assert asked_by_files(tmp_path) == []
