"""The house itself: who may import whom, what a public name owes its reader, what lies where."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys

import pytest

import lectern
import pharmlib
from tests.conftest import ROOT

# Inside pharmlib, from the ground up: a module may import from the floors below its own.
FLOORS = [
    {"units"},
    {"parameters"},
    {"curves", "drugs", "dosing", "receptors", "trajectory"},
    {"simulate", "stages"},
    {"kinetics", "metabolites", "elimination", "adaptation"},
    {"tapers"},
    {"plotting"},
]
TOP = {
    "_config.yml", "_toc.yml", "chapters", "exercises", "pharmlib", "lectern", "tests",
    "requirements.txt", "pyproject.toml", "Makefile", "README.md", "CONTRIBUTING.md", "LICENSE",
    "references.bib",
}  # fmt: skip
FOR_READERS = {"check", "explore"}


def modules(package):
    """Return the names of all modules of a package."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [package.__name__, *(each.name for each in found)]


def imports(source, *, top_level=False):
    """Return the modules that a Python source imports, from anywhere or at its top level only."""
    tree = ast.parse(source)
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield node.module


def wrong_imports(files):
    """Return every import that goes against the direction of the house."""
    wrong = []
    for name, source in files.items():
        room = name.split(".")
        for target in imports(source):
            there = target.split(".")
            if room[0] == "pharmlib":
                allowed = {"pharmlib", "numpy", "scipy"} | set(sys.stdlib_module_names)
                if room[-1] == "plotting":
                    allowed |= {"matplotlib", "cycler"}
                if there[0] not in allowed or there[:2] == ["matplotlib", "pyplot"]:
                    wrong.append(
                        f"{name} imports {target}: pharmlib stands on NumPy and SciPy alone"
                    )
                elif there[0] == "pharmlib" and len(room) > 1 and floor(there) >= floor(room):
                    wrong.append(f"{name} imports {target}, which is not on a floor below it")
            elif room[0] == "lectern" and there[0] in {"tests", "chapters", "exercises"}:
                wrong.append(f"{name} imports {target}")
    return wrong


def floor(parts):
    """Return the floor on which a module of pharmlib stands."""
    for level, rooms in enumerate(FLOORS):
        if len(parts) > 1 and parts[1] in rooms:
            return level
    raise AssertionError(f"{'.'.join(parts)} has no floor yet: add it to FLOORS in {__file__}")


def sources(package):
    """Return the source of each module of a package, by name."""
    return {name: inspect.getsource(importlib.import_module(name)) for name in modules(package)}


def test_imports_go_one_way():
    assert wrong_imports(sources(pharmlib) | sources(lectern)) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("pharmlib.kinetics", "import lectern"),
        ("pharmlib.units", "from pharmlib.parameters import check"),
        ("pharmlib.kinetics", "from pharmlib.adaptation import OpponentProcess"),
        ("pharmlib.receptors", "def f():\n    import pandas"),
        ("pharmlib.plotting", "import matplotlib.pyplot"),
    ],
)
def test_a_wrong_import_is_noticed(name, source):
    assert len(wrong_imports({name: source})) == 1


def test_pharmlib_needs_numpy_and_scipy_alone():
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['matplotlib', 'yaml', 'sphinx']));"
        "import pharmlib"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize("name", [name for name in modules(pharmlib) if name != "pharmlib"])
def test_public_names_are_documented(name):
    module = importlib.import_module(name)
    assert module.__doc__
    for public in module.__all__:
        thing = getattr(module, public)
        if not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue
        text = inspect.getdoc(thing) or ""
        assert text, f"{name}.{public} has no docstring"
        if inspect.isclass(thing) and issubclass(thing, Exception):
            continue
        assert ">>>" in text, f"{name}.{public} has no example"
        if inspect.isfunction(thing) and inspect.signature(thing).parameters:
            assert "Parameters\n---" in text, f"{name}.{public} does not describe its arguments"


def test_every_public_name_of_pharmlib_is_offered_at_its_door():
    for name in modules(pharmlib):
        if name not in {"pharmlib", "pharmlib.plotting"}:
            module = importlib.import_module(name)
            missing = [each for each in module.__all__ if not hasattr(pharmlib, each)]
            assert missing == [], name


def test_pages_use_public_names_only():
    for folder in ("chapters", "exercises"):
        for file in (ROOT / folder).glob("*.md"):
            for code in re.findall(
                r"^```\{code-cell\}.*?\n(.*?)^```", file.read_text("utf-8"), re.M | re.S
            ):
                python = re.sub(r"\A(?:---\n.*?\n---\n|(?::\w+:.*\n)+\n?)", "", code, flags=re.S)
                for node in ast.walk(ast.parse(python)):
                    if isinstance(node, ast.ImportFrom) and node.module.startswith("lectern"):
                        assert node.module == "lectern", file.name
                        assert {alias.name for alias in node.names} <= FOR_READERS, file.name
                    if isinstance(node, ast.ImportFrom) and node.module.startswith("pharmlib"):
                        public = importlib.import_module(node.module).__all__
                        assert {alias.name for alias in node.names} <= set(public), file.name


def test_nothing_else_lies_on_the_top_floor():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    top = {line.split("/")[0] for line in listed}
    assert {name for name in top if not name.startswith(".")} <= TOP


def test_no_file_grows_past_reading():
    for package in (pharmlib, lectern):
        for name, source in sources(package).items():
            assert len(source.splitlines()) <= 650, f"{name} should be two modules"
