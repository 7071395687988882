"""Small books with the settings of the real one, and what building them does."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

from tests.conftest import ROOT

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
RUN = re.compile(r"^\[ *\d+/\d+\] (\S+) (?:FAILED after )?[\d.]+ s$", re.M)


def page(*cells, prose="A page."):
    """Return a page with some cells."""
    return f"{HEAD}# A page\n\n{prose}\n\n" + "\n".join(
        f"```{{code-cell}}\n{cell.strip()}\n```\n" for cell in cells
    )


def write(folder, pages):
    """Write a book: its settings, its pages by name, and its contents."""
    for name in ("_config.yml", "references.bib", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    made = ROOT / "_build" / ".runtime"
    if made.exists():  # compressing Python takes half a minute, and no small book has another one
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


def build(folder, *options, **environment):
    """Build a book; return the exit code, all that was said, and the pages that were run."""
    program = pathlib.Path(sys.executable).parent / "jupyter-book"
    done = subprocess.run(
        [program, "build", folder, *options],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
    )
    said = done.stdout + done.stderr
    return done.returncode, said, set(RUN.findall(said))


def interrupt(folder, at, number):
    """Begin to build a book, and send a signal when it says something; return the pages run."""
    program = pathlib.Path(sys.executable).parent / "jupyter-book"
    with subprocess.Popen(
        [program, "build", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUNBUFFERED": "1"},
    ) as process:
        said = ""
        while letter := process.stdout.read(1):
            said += letter
            if letter == at[-1] and said.endswith(at):
                process.send_signal(number)
        assert at in said, said
    assert process.returncode != 0, "it came to its end"
    return set(RUN.findall(said))
