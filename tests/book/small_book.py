"""Small books with the settings of the real one, and what building them does."""

import importlib
import multiprocessing
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

from tests.conftest import ROOT

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
PROGRAM = pathlib.Path(sys.executable).parent / "jupyter-book"
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "IPython", "jupyter_book.cli.main", "jupyter_book.sphinx", "matplotlib.figure",
        "myst_nb.sphinx_ext", "numpy", "scipy.special", "sphinx.builders._epub_base",
        "sphinx.builders.html", "sphinxcontrib.bibtex", "sqlalchemy.orm",
    ]
)  # fmt: skip
DONE = re.compile(r"^\[ *\d+/\d+\] (\S+) [\d.]+ s$", re.M)
RUN = re.compile(r"^\[ *\d+/\d+\] (\S+) (?:FAILED after )?[\d.]+ s$", re.M)

FIGURE = """
---
mystnb:
  figure:
    name: fig-one
    caption: A curve.
  image:
    alt: A curve that falls from one to zero within ten hours and stays there.
---
from pharmlib.plotting import curve, figure

fig, ax = figure()
curve(ax, [0, 10], [1, 0], role="drug")
fig
"""


def cell(code):
    """Return a code cell of a page; the code may begin with options."""
    return f"```{{code-cell}}\n{code.strip()}\n```\n"


def page(*cells, prose="A page."):
    """Return a page with some cells."""
    return f"{HEAD}# A page\n\n{prose}\n\n" + "\n".join(map(cell, cells))


def write(folder, pages):
    """Write a book: its settings, its pages by name, and its contents."""
    for name in ("_config.yml", "references.bib", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    made = ROOT / "_build" / ".runtime"
    if made.exists():  # compressing Python takes long, and no small book has another one
        shutil.copytree(made, folder / "_build" / ".runtime", dirs_exist_ok=True)
    pages = {"chapters/how-to-use": "(not-medical-advice)=\n# How to\n", **pages}
    names = [f"      - file: {name}\n" for name in pages]
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/index\nparts:\n  - caption: One\n    chapters:\n"
        + "".join(names)
    )
    for name, text in {"chapters/index": "# A book\n", **pages}.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text:  # Sphinx looks at times
            file.write_text(text, encoding="utf-8")


def own_packages(folder):
    """Give a book its own copy of the packages, so that a test can change them."""
    for package in ("pharmlib", "lectern"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )


def copy_of_the_book(folder):
    """Copy the working tree into a folder, as a clone would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def build(folder, *options):
    """Build a book; return the exit code, all that was said, and the pages that were run.

    A process that has loaded what all builds load, but nothing of the book, is forked for it.
    """
    log = folder / "_build" / "log"
    log.parent.mkdir(exist_ok=True)
    process = PROCESSES.Process(target=_build, args=(folder, options, log))
    process.start()
    process.join()
    said = log.read_text(encoding="utf-8")
    return process.exitcode, said, set(RUN.findall(said))


def _build(folder, options, log):
    """Build a book in this process."""
    with log.open("w") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)
    sys.path.insert(0, str(folder))
    os.environ.update(_environment(folder))
    sys.dont_write_bytecode = False
    importlib.import_module("jupyter_book.cli.main").main(["build", str(folder), *options])


def build_anew(folder, *options, **environment):
    """Build a book in a process of its own, and another environment."""
    done = subprocess.run(
        [PROGRAM, "build", folder, *options],
        capture_output=True,
        text=True,
        env={**_environment(folder), **environment},
    )
    said = done.stdout + done.stderr
    return done.returncode, said, set(RUN.findall(said))


def _environment(folder):
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": ""}


def interrupt(folder, at, number):
    """Begin to build a book, and send a signal when it says something; return the pages done."""
    with subprocess.Popen(
        [PROGRAM, "build", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**_environment(folder), "PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # perhaps it is ignored
    ) as process:
        said = ""
        while letter := process.stdout.read(1):
            said += letter
            if letter == at[-1] and said.endswith(at):
                process.send_signal(number)
        assert at in said, said
    assert process.returncode != 0, "it came to its end"
    return set(DONE.findall(said))
