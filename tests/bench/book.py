"""How long the book takes to build, beside Jupyter Book's own execution of the same sources.

Stock is the same extension without `lectern.book.execution`: MyST-NB runs the notebooks one after
another and keeps them in jupyter-cache. Everything else that makes our builds faster, it has too.
Both build copies of the working tree, in turn.
"""

import dataclasses
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from tests.book.small_book import copy_of_the_book

PAGE = "chapters/balance.md"
MODULE, FUNCTION = "pharmlib/kinetics/compartments.py", "def accumulation_ratio("
OURS = re.compile(r"^\[ *\d+/\d+\] (\S+) [\d.]+ s$", re.M)
STOCK = re.compile(r"Executed notebook")
AGAIN = 3  # builds of which the median counts, where a build is short


@dataclasses.dataclass
class Build:
    """One build: how long it took, and how many notebooks it ran."""

    seconds: float
    notebooks: int


def copy(folder, *, stock):
    """Copy the working tree into a folder; for stock, exchange the extension."""
    copy_of_the_book(folder)
    if stock:
        config = folder / "_config.yml"
        text = config.read_text("utf-8").replace("- lectern.book", "- tests.bench._stock")
        config.write_text(text, encoding="utf-8")


def build(folder):
    """Build the book in a folder."""
    program = pathlib.Path(sys.executable).parent / "jupyter-book"
    environment = {
        **os.environ, "PYTHONPATH": str(folder), "LECTERN_BOOK": "1", "PYTHONDONTWRITEBYTECODE": ""
    }  # fmt: skip
    start = time.perf_counter()
    done = subprocess.run(
        [program, "build", folder, "-W", "-n", "--keep-going"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"a build failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    said = done.stdout + done.stderr
    return Build(seconds, len(OURS.findall(said)) + len(STOCK.findall(said)))


def several(folders, prepare):
    """Change each copy and build it, in turn, several times; return the median for each."""
    builds = {name: [] for name in folders}
    for number in range(AGAIN):
        for name, folder in folders.items():
            prepare(folder, number)
            builds[name].append(build(folder))
    return {
        name: Build(statistics.median(each.seconds for each in made), made[-1].notebooks)
        for name, made in builds.items()
    }


def nothing(folder, number):
    """Change nothing."""


def sentence(folder, number):
    """Add a sentence to a page."""
    with (folder / PAGE).open("a", encoding="utf-8") as file:
        file.write(f"\nA sentence, the {number}th.\n")


def function(folder, number):
    """Write a function in another way that does the same."""
    file = folder / MODULE
    text = file.read_text("utf-8")
    if FUNCTION not in text:
        sys.exit(f"{MODULE} no longer holds {FUNCTION!r}; name another function in {__file__}")
    file.write_text(text.replace(FUNCTION, f"{FUNCTION} "), encoding="utf-8")


def main():
    """Print the table."""
    with tempfile.TemporaryDirectory() as place:
        folders = {name: pathlib.Path(place, name) for name in ("stock", "ours")}
        for name, folder in folders.items():
            copy(folder, stock=name == "stock")
        rows = {"cold": {name: build(folder) for name, folder in folders.items()}}
        for folder in folders.values():
            build(folder)  # Sphinx settles
        rows["nothing changed"] = several(folders, nothing)
        rows["one sentence changed"] = several(folders, sentence)
        rows["one function changed"] = several(folders, function)
    print(
        f"{'build of the book':22}{'stock, s':>10}{'ran':>5}{'ours, s':>10}{'ran':>5}{'ratio':>8}"
    )
    for what, row in rows.items():
        stock, ours = row["stock"], row["ours"]
        print(
            f"{what:22}{stock.seconds:10.1f}{stock.notebooks:5}{ours.seconds:10.1f}"
            f"{ours.notebooks:5}{stock.seconds / ours.seconds:8.1f}"
        )
    print(
        "wanted: cold 2.5 times as fast on two cores; nothing changed 3 s; a sentence 4 s; "
        "a function: only its pages run (stock runs none, and shows what is stale)"
    )
