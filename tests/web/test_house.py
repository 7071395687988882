"""The house rules of the JavaScript: no markup out of text, small files, nothing left over."""

import re

import pytest

from lectern.book.assets import FEATURES
from tests.conftest import ROOT

WEB = ROOT / "lectern" / "web"
PAGES = WEB / "pages"
OWN = sorted(
    file
    for file in WEB.rglob("*.js")
    if not file.is_relative_to(WEB / "vendor") and not file.is_relative_to(WEB / "tests")
)
LONGEST = 250
DANGERS = {
    "innerHTML": r"\.innerHTML\b",
    "outerHTML": r"\.outerHTML\b",
    "insertAdjacentHTML": r"\binsertAdjacentHTML\b",
    "document.write": r"\bdocument\s*\.\s*write",
    "setHTMLUnsafe": r"\b(?:setHTMLUnsafe|parseHTMLUnsafe|createContextualFragment)\b",
    "srcdoc": r"\bsrcdoc\b",
    "eval": r"\beval\s*\(",
    "new Function": r"\bnew\s+Function\b",
    "a timer that evaluates text": r"\bset(?:Timeout|Interval)\s*\(\s*[\"'`]",
    "a handler in an attribute": r"setAttribute\(\s*[\"'`]on|<\w[^>]*\son\w+\s*=",
    "javascript:": r"javascript:",
    "another host": r"[\"'`](?:https?:)?//(?!www\.w3\.org/)\w",
}
ALLOWED = {
    ("search.js", "outerHTML"): "reads a page that was parsed without running it",
}
# What the templates load by name, and the service worker, which the build puts beside the pages.
DOORS = {"page.js", "search.js", *FEATURES.values()}
NAMED = re.compile(r"""["'`](\.{0,2}/?[\w./-]+\.\w+)["'`]""")


def dangers(name, text):
    """Return which dangers a source holds that it may not; remarks do not count."""
    code = re.sub(r"^\s*//[^\n]*|\s//\s[^\n]*|/\*.*?\*/", "", text, flags=re.M | re.S)
    return [
        danger
        for danger, pattern in DANGERS.items()
        if re.search(pattern, code) and (name, danger) not in ALLOWED
    ]


def reached(folder, doors):
    """Return the files of a folder that its doors load, and what these load in turn."""
    found, rest = set(), [folder / door for door in doors]
    while rest:
        file = rest.pop()
        if file in found or not file.is_file() or not file.is_relative_to(folder):
            continue
        found.add(file)
        if file.suffix == ".js":
            rest += [(file.parent / name).resolve() for name in NAMED.findall(file.read_text())]
    return found


@pytest.mark.parametrize("file", OWN, ids=[str(file.relative_to(WEB)) for file in OWN])
def test_a_source_makes_no_markup_out_of_text(file):
    name = file.relative_to(PAGES if file.is_relative_to(PAGES) else WEB).as_posix()
    assert dangers(name, file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("code", "danger"),
    [
        ("box.innerHTML = text", "innerHTML"),
        ("box.outerHTML += text", "outerHTML"),
        ("box.insertAdjacentHTML('beforeend', text)", "insertAdjacentHTML"),
        ("document.writeln(text)", "document.write"),
        ("box.setHTMLUnsafe(text)", "setHTMLUnsafe"),
        ("range.createContextualFragment(text)", "setHTMLUnsafe"),
        ("frame.srcdoc = text", "srcdoc"),
        ("(0, eval)(text); eval(text)", "eval"),
        ("new Function('a', text)", "new Function"),
        ("setTimeout('go()', 10)", "a timer that evaluates text"),
        ("button.setAttribute('onclick', text)", "a handler in an attribute"),
        ("const markup = '<img onerror=x>'", "a handler in an attribute"),
        ("link.href = 'javascript:void 0'", "javascript:"),
        ("import x from 'https://cdn.org/x.js'", "another host"),
        ("fetch(`//cdn.org/x`)", "another host"),
    ],
)
def test_a_danger_is_noticed(code, danger):
    assert dangers("a.js", code) == [danger]


def test_what_is_allowed_is_there():
    for (name, danger), reason in ALLOWED.items():
        assert re.search(DANGERS[danger], (PAGES / name).read_text("utf-8")), f"{name}: {danger}"
        assert reason


def test_a_remark_is_no_danger():
    text = "// never innerHTML\nlet a = 1; // nor eval(\n/* nor document.write */"
    assert dangers("a.js", text) == []
    assert dangers("a.js", f"{text}\nbox.innerHTML = a") == ["innerHTML"]


@pytest.mark.parametrize("file", OWN, ids=[str(file.relative_to(WEB)) for file in OWN])
def test_no_source_grows_past_reading(file):
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST


def test_everything_in_pages_is_loaded_by_something():
    # the modules of Python go into the interpreter's archive, lectern/book/runtime_parts.py
    # and the styles go into book.css
    there = {file for file in PAGES.rglob("*") if file.suffix not in ("", ".py", ".pyc", ".css")}
    left = there - reached(PAGES, DOORS)
    assert sorted(file.relative_to(PAGES).as_posix() for file in left) == []


def test_a_module_left_over_is_noticed(tmp_path):
    for name, text in {
        "page.js": 'import "./a/b.js";',
        "a/b.js": 'new Worker(new URL("worker.js", import.meta.url)); import("../c.js")',
        "a/worker.js": "",
        "c.js": "",
        "left.js": 'import "./page.js";',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    names = {file.relative_to(tmp_path).as_posix() for file in reached(tmp_path, {"page.js"})}
    assert names == {"page.js", "a/b.js", "a/worker.js", "c.js"}
