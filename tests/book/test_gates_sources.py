"""Gate: every citation has its entry, every entry is used, and the bibliography prints them all."""

import ast
import re
import tomllib

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from pybtex.richtext import Text

from tests.conftest import ROOT

# Read, compared with a public record, and not yet used by a chapter, an exercise or a model.
WAITING = {
    "cosgrove2009", "geyskes1979", "grond2000", "groot2020", "hammig2016", "joly2005", "jones2010",
    "lilja1982", "nutt2010", "sordo2017", "volkow2002", "williams2007",
}  # fmt: skip
KEY = r"[a-z][a-z-]*\d{4}[a-z]*"


def entries(root):
    """Return the keys of the bibliography, in order."""
    return re.findall(r"^@\w+\{([^,]+),", (root / "references.bib").read_text("utf-8"), re.M)


def cited(root):
    """Return the keys that chapters and exercises cite."""
    return {
        key.strip()
        for folder in ("chapters", "exercises")
        for file in (root / folder).glob("*.md")
        for keys in re.findall(r"\{cite[^}]*\}`([^`]+)`", file.read_text("utf-8"))
        for key in keys.split(",")
        if "{" not in key  # made by a cell, from a data file
    }


def in_data(root):
    """Return the keys that a data file names as source, or in the text of a note."""

    def keys(value, name=""):
        if isinstance(value, dict):
            return {key for name, part in value.items() for key in keys(part, name)}
        if isinstance(value, list):
            return {key for part in value for key in keys(part, name)}
        if name == "source":
            return {key.strip() for key in value.split(",")} - {""}
        if name in ("note", "reason", "uncertainty", "measured"):
            return set(re.findall(rf"\b{KEY}\b", value)) & known
        return set()

    known = set(entries(root))
    files = (root / "pharmlib" / "data").glob("*.toml")
    return {key for file in files for key in keys(tomllib.loads(file.read_text("utf-8")))}


def in_models(root):
    """Return the keys that the models name: under References, or in a comment beside a value."""
    found, known = set(), set(entries(root))
    for file in (root / "pharmlib").rglob("*.py"):
        source = file.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                text = ast.get_docstring(node) or ""
                part = re.search(r"^References\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", text, re.M | re.S)
                found |= set(re.findall(rf"\b{KEY}\b", part[1])) if part else set()
        comments = re.findall(r"#[^\n]*", source)
        found |= {key for text in comments for key in re.findall(rf"\b{KEY}\b", text)} & known
    return found


def unknown(root):
    """Return what is cited or named as source and has no entry."""
    return sorted((cited(root) | in_data(root) | in_models(root)) - set(entries(root)))


def unused(root):
    """Return the entries that nothing cites or names as source."""
    return sorted(set(entries(root)) - cited(root) - in_data(root) - in_models(root))


def unprinted(root, site):
    """Return the entries whose titles the bibliography of a site does not print."""
    page = (site / "chapters" / "bibliography.html").read_text("utf-8")
    printed = [
        letters(each.get_text()) for each in BeautifulSoup(page, "html.parser")("div", "citation")
    ]
    titles = {
        key: letters(str(Text.from_latex(entry.fields["title"])))
        for key, entry in parse_file(root / "references.bib").entries.items()
    }
    return [key for key, title in titles.items() if not any(title in text for text in printed)]


def letters(text):
    """Return the letters and digits of a text, without case: a style changes the rest."""
    return re.sub(r"[\W_]+", "", text).casefold()


def test_every_entry_is_there_once_and_in_print(site):
    keys = entries(ROOT)
    assert len(keys) == len(set(keys))
    assert unprinted(ROOT, site) == []


def test_every_citation_and_source_has_an_entry():
    assert unknown(ROOT) == []


def test_every_entry_is_used():
    unnamed = "cite it, name it as a source, or take it out of references.bib"
    assert set(unused(ROOT)) == WAITING, f"{unnamed}; what is used waits no longer"


@pytest.fixture
def root(tmp_path):
    """A book with six entries, each used in another way."""
    for name in ("chapters", "exercises", "pharmlib/data"):
        (tmp_path / name).mkdir(parents=True)
    keys = ("chapter1901", "exercise1902", "data1903", "model1904", "note1905", "value1906")
    (tmp_path / "references.bib").write_text("".join(f"@book{{{key},\n}}\n" for key in keys))
    (tmp_path / "chapters/a.md").write_text("{cite:t}`chapter1901` and {cite:p}`{row['source']}`")
    (tmp_path / "exercises/b.md").write_text("{cite:p}`chapter1901, exercise1902`")
    data = '[a]\nsource = "data1903"\nnote = "Half of note1905; in theyear2000 more."\n'
    (tmp_path / "pharmlib/data/c.toml").write_text(data)
    doc = '"""A model.\n\nReferences\n----------\nmodel1904\n\nExamples\n--------\nnot1999\n"""\n'
    (tmp_path / "pharmlib/d.py").write_text(f"{doc}X = 1.0  # value1906, year2000\n")
    return tmp_path


def test_a_book_whose_entries_are_used_passes(root):
    assert unknown(root) == unused(root) == []


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("chapters/a.md", "chapter1901"),
        ("exercises/b.md", "exercise1902"),
        ("pharmlib/data/c.toml", "data1903"),
        ("pharmlib/d.py", "model1904"),
    ],
)
def test_a_source_without_entry_and_an_entry_without_use_are_noticed(root, file, key):
    place = root / file
    place.write_text(place.read_text().replace(key, "nobody1900"))
    assert unknown(root) == ["nobody1900"]
    assert unused(root) == ([] if key == "chapter1901" else [key])


def test_an_entry_that_is_not_printed_is_noticed(tmp_path):
    (tmp_path / "chapters").mkdir()
    entry = '<div class="citation">A. Body. <i>How na\u00efve</i> cells count.</div>'
    page = f"<div>Lost and found</div>{entry}"
    (tmp_path / "chapters/bibliography.html").write_text(page, encoding="utf-8")
    (tmp_path / "references.bib").write_text(
        '@book{body1901, title = {How Na{\\"i}ve {Cells} Count}}\n'
        "@book{lost1902, title = {Lost and Found}}\n"
    )
    assert unprinted(tmp_path, tmp_path) == ["lost1902"]
