"""Notebooks that raise, hang or crash: each is named, and the others finish."""

import pytest

from tests.book.small_book import build, page, write

FAULTS = {
    "raises": ("1 / 0", "ZeroDivisionError"),
    "hangs": ("def endless():\n    while True:\n        pass\n\n\nendless()", "in endless"),
    "exits": ("import os\n\nos._exit(3)", "status 3"),
    "crashes": ("import ctypes\n\nctypes.string_at(0)", "SIGSEGV"),
    "is killed": ("import os\n\nos.kill(os.getpid(), 9)", "SIGKILL"),
}
SLUGS = {name: name.replace(" ", "-") for name in FAULTS}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A book in which a page fails in each way, and what was said while it was built twice."""
    folder = tmp_path_factory.mktemp("broken")
    pages = {f"chapters/{SLUGS[name]}": page("x = 1", code) for name, (code, _) in FAULTS.items()}
    write(folder, {**pages, "chapters/works": page("print(1)")})
    config = folder / "_config.yml"
    config.write_text(config.read_text().replace("timeout: 120", "timeout: 4"))
    return folder, build(folder), build(folder)


@pytest.mark.parametrize("name", FAULTS)
def test_page_cell_line_and_reason_are_named(broken, name):
    _, (code, said, _), _ = broken
    assert code != 0
    start = said.index(f"chapters/{SLUGS[name]}: a cell")
    report = said[start : said.find("chapters/", start + 20)]
    assert "(code cell 2, line 16)" in report
    assert FAULTS[name][0].splitlines()[0] in report
    assert FAULTS[name][1] in report


def test_the_others_finish_and_run_once(broken):
    _, first, second = broken
    failing = {f"chapters/{slug}" for slug in SLUGS.values()}
    assert first[2] == failing | {"chapters/works"}
    assert second[0] != 0, "a build with a failing notebook passes"
    assert second[2] == failing


def test_repaired_pages_are_built(broken):
    folder, *_ = broken
    for slug in SLUGS.values():
        (folder / f"chapters/{slug}.md").write_text(page("x = 1", "print(x)"))
    code, said, ran = build(folder)
    assert code == 0, said
    assert ran == {f"chapters/{slug}" for slug in SLUGS.values()}


def test_a_log_holds_no_codes_and_no_warnings_of_the_kernel(broken):
    _, (_, said, _), _ = broken
    assert "running 6 notebooks" in said
    lines = [line for line in said.splitlines() if line.startswith(("running", "["))]
    assert not any("\x1b" in line for line in lines if "/6]" in line)
    assert "TCP" not in said


@pytest.mark.parametrize(
    ("front", "named"),
    [("kernelspec:\n  name: ir\n", "'ir'"), ("mystnb:\n  execution_mode: force\n", "'force'")],
)
def test_a_page_that_cannot_be_looked_after_is_refused(tmp_path, front, named):
    text = page("1 + 1").replace("kernelspec:\n  name: python3\n", "")
    if "kernelspec" not in front:
        front += "kernelspec:\n  name: python3\n"
    write(tmp_path, {"chapters/odd": text.replace("---\n\n", f"{front}---\n\n", 1)})
    code, said, _ = build(tmp_path)
    assert code != 0
    assert f"chapters/odd: its {'kernel' if 'ir' in named else 'execution_mode'} is {named}" in said
