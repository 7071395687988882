"""Reproducible: the same sources give the same site, whatever the folder, the day and the seed."""

import shutil

import pytest

from tests.book.small_book import (
    FIGURE,
    build,
    build_anew,
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
}
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
            write(folder, {"chapters/table": page("1", prose="Unheard of."), "chapters/x": "# X"})
            assert build(folder)[0] == 0
            (folder / "chapters/x.md").unlink()
        write(folder, PAGES)
        code, said, ran = build_anew(folder, "-W", "-n", "--keep-going", **environment)
        assert code == 0, said
        assert ran == {f"chapters/{name}" for name in ("figure", "table", "error", "pieces")}
        sites.append(folder / "_build/html")
    assert differences(*sites) == []
    pieces = (sites[0] / "chapters/pieces.html").read_text()
    found = [pieces.find(f"<span></span>{text}\n") for text in ("0 1 2 ", "'between'", "after")]
    assert 0 < found[0] < found[1] < found[2]


def test_the_book_built_anew_elsewhere_is_the_site_byte_for_byte(site, tmp_path):
    # `site` may have come about by many small builds; this one starts from nothing
    folder = tmp_path / "another place"
    copy_of_the_book(folder)
    shutil.copytree(ROOT / "_build/.runtime", folder / "_build/.runtime")  # saves time
    code, said, _ = build_anew(folder, "-W", "-n", "--keep-going", **ELSEWHERE)
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
