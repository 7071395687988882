"""Reproducible: the same sources give the same site, whatever the folder, the day and the seed."""

import shutil

import pytest

from tests.book.small_book import (
    FIGURE,
    build,
    build_anew,
    cell,
    copy_of_the_book,
    own_packages,
    page,
    write,
)
from tests.conftest import ROOT

PIECES = """
import time

for number in range(3):
    print(number, end=" ", flush=True)
    time.sleep(0.01)
display("between")
print("after")
"""
PAGES = {
    "chapters/figure": page(FIGURE, prose="A figure and a source {cite:p}`winek1984`."),
    "chapters/table": page("from pharmlib import half_life_table\n\nhalf_life_table()[0]"),
    "chapters/error": page(":tags: [raises-exception]\n\nimport pharmlib\n\npharmlib.drug('tea')"),
    "chapters/pieces": page(PIECES),
    "chapters/bibliography": "# Sources\n\n```{bibliography}\n```\n",
    "chapters/glossary": "# Terms\n\n```{glossary}\nClearance\n  What leaves.\n```\n",
}
MENTIONED = {
    "chapters/figure": PAGES["chapters/figure"],
    "chapters/bibliography": PAGES["chapters/bibliography"],
    "chapters/glossary": PAGES["chapters/glossary"],
    "chapters/named": "# Named\n\n(part)=\n## A part\n\n```{math}\n:label: decay\nx = 1\n```\n",
    "chapters/mentions": (
        "# Mentions\n\n"
        "{doc}`named`, {ref}`part`, {numref}`fig-one`, {eq}`decay`, {cite:t}`winek1984`"
    ),
}
CHANGES = {
    "caption of a part": ("_toc.yml", "caption: One", "caption: Two"),
    "title of a page": ("chapters/named.md", "# Named\n", "# Called\n"),
    "title of a section": ("chapters/named.md", "## A part", "## A piece"),
    "number of an equation": (
        "chapters/named.md",
        "```{math}\n:label: decay",
        "$$\ny = 1\n$$ (first)\n\n```{math}\n:label: decay",
    ),
    "number of a figure": (
        "chapters/figure.md",
        "A figure and",
        cell(FIGURE.replace("fig-one", "fig-zero")) + "\nA figure and",
    ),
    "year of a source": (
        "references.bib",
        "{1984},\n  volume  = {25}",
        "{1985},\n  volume  = {25}",
    ),
}
STRICT = ("-W", "-n", "--keep-going")
ELSEWHERE = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "HOSTNAME": "other"}


def differences(one, other):
    """Return the files of which the bytes differ between two folders, or that one of them lacks."""
    files = [
        {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
        for site in (one, other)
    ]
    return sorted(
        name
        for name in files[0].keys() | files[1].keys()
        if not (name in files[0] and name in files[1])
        or files[0][name].read_bytes() != files[1][name].read_bytes()
    )


def test_two_builds_of_a_small_book_are_the_same_byte_for_byte(tmp_path):
    sites = []
    for name, environment in (("here", {}), ("quite/elsewhere", ELSEWHERE)):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        own_packages(folder)
        if name == "here":  # where the book was another one before
            table = page("1", prose="Unheard of.")
            write(folder, {**PAGES, "chapters/table": table, "chapters/gone": "# Gone"})
            assert build(folder, *STRICT)[0] == 0
            (folder / "chapters/gone.md").unlink()
        write(folder, PAGES)
        code, said, ran = build_anew(folder, *STRICT, **environment)
        assert code == 0, said
        changed = ("table",) if name == "here" else ("table", "figure", "error", "pieces")
        assert ran == {f"chapters/{name}" for name in changed}
        sites.append(folder / "_build/html")
    assert differences(*sites) == []
    pieces = (sites[0] / "chapters/pieces.html").read_text()
    found = [pieces.find(f"<span></span>{text}\n") for text in ("0 1 2 ", "'between'", "after")]
    assert 0 < found[0] < found[1] < found[2]


def test_a_page_follows_what_it_mentions_elsewhere(tmp_path):
    own_packages(tmp_path)
    write(tmp_path, MENTIONED)
    assert build(tmp_path, *STRICT)[0] == 0
    site, fresh = tmp_path / "_build/html", tmp_path / "fresh"
    for what, (name, text, new) in CHANGES.items():
        page = site / "chapters/mentions.html"
        before, file = page.read_bytes(), tmp_path / name
        content = file.read_text("utf-8")
        assert content.count(text) == 1, what
        file.write_text(content.replace(text, new), "utf-8")
        code, said, _ = build(tmp_path, *STRICT)
        assert code == 0, said
        assert page.read_bytes() != before, f"the {what} is as before"
    site.rename(fresh)
    shutil.rmtree(tmp_path / "_build/.doctrees")
    assert build(tmp_path, *STRICT)[0] == 0
    assert differences(fresh, site) == []


def test_the_book_built_anew_elsewhere_is_the_site_byte_for_byte(site, tmp_path):
    # `site` may have come about by many small builds; this one starts from nothing
    folder = tmp_path / "another place"
    copy_of_the_book(folder)
    shutil.copytree(ROOT / "_build/.runtime", folder / "_build/.runtime")  # saves time
    code, said, _ = build_anew(folder, *STRICT, **ELSEWHERE)
    assert code == 0, said
    assert differences(site, folder / "_build/html") == []


@pytest.mark.parametrize("fault", ["changed", "missing", "left over"])
def test_a_difference_is_noticed(tmp_path, fault):
    for name in ("one", "other"):
        (tmp_path / name / "part").mkdir(parents=True)
        (tmp_path / name / "part/a.html").write_text("a")
    file = tmp_path / "other/part" / ("b.html" if fault == "left over" else "a.html")
    file.unlink() if fault == "missing" else file.write_text("b")
    assert differences(tmp_path / "one", tmp_path / "other") == [f"part/{file.name}"]
