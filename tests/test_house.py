"""The house itself: who may import whom, what a public name owes its reader, what lies where."""

import ast
import graphlib
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

# Inside pharmlib, from the ground up: a module may import from the floors below its own, and from
# its own room as long as nobody goes round in circles.
FLOORS = [
    {"units"},
    {"checks"},
    {"parameters"},
    {"dosing", "driving", "drugs", "palette", "relation", "trajectory"},
    {"kinetics", "receptors", "adaptation", "learning"},
    {"simulation"},
    {"tapers", "populations"},
    {"clinic"},
    {"evidence"},
    {"plotting"},
]
# Outside lectern.book: who may import more than NumPy, PyYAML and pharmlib.
GUESTS = {
    "lectern.notebooks": {"nbformat", "myst_nb"},
    "lectern.citations": {"pybtex"},
    "lectern.explorer": {"ipywidgets", "IPython"},
}
TOP = {
    "_config.yml", "_toc.yml", "chapters", "exercises", "pharmlib", "lectern", "tests",
    "requirements.txt", "pyproject.toml", "Makefile", "README.md", "CONTRIBUTING.md", "LICENSE",
    "references.bib",
}  # fmt: skip
OWN_DOOR = {  # not offered at the door of pharmlib
    "pharmlib.evidence": "pharmlib.evidence",
    "pharmlib.palette": "pharmlib.plotting",
    "pharmlib.plotting": "pharmlib.plotting",
}
FOR_READERS = {"check", "explore", "Prediction"}


def modules(package):
    """Return the names of all modules of a package."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [package.__name__, *(each.name for each in found)]


MODULES = set(modules(pharmlib))
DOORS = {name for name in MODULES if hasattr(importlib.import_module(name), "__path__")}


def imports(source):
    """Return what a Python source imports, anywhere in it: modules, and names with their module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_imports(files):
    """Return every import that goes against the direction of the house."""
    return [
        f"{name} imports {target}: {objection}"
        for name, source in files.items()
        for target in imports(source)
        if (objection := (in_pharmlib if name.startswith("pharmlib") else in_lectern)(name, target))
    ]


def in_pharmlib(name, target):
    """Say what is wrong with an import in pharmlib, if anything is."""
    room, there = name.split("."), target.split(".")
    allowed = {"pharmlib", "numpy", "scipy"} | sys.stdlib_module_names
    if "plotting" in room:
        allowed |= {"matplotlib", "cycler"}
    if there[0] not in allowed or there[:2] == ["matplotlib", "pyplot"]:
        return "pharmlib stands on NumPy and SciPy alone"
    if there[0] != "pharmlib" or len(room) == 1:
        return None
    level = floor(room)
    assert level is not None, f"{name} has no floor yet: add it to FLOORS in {__file__}"
    if owner(there) in DOORS:
        return None if name in DOORS else "the door is for readers; import from the module itself"
    if room[1] == there[1]:
        return None
    return None if floor(there) < level else "it is not on a floor below"


def in_lectern(name, target):
    """Say what is wrong with an import in lectern, if anything is."""
    there = target.split(".")
    if name.startswith("lectern.book"):
        return "no source" if there[0] in {"tests", "chapters", "exercises"} else None
    allowed = {"lectern", "pharmlib", "numpy", "yaml"} | sys.stdlib_module_names
    if there[0] not in allowed | GUESTS.get(name, set()):
        return "a student who checks an exercise may not have it"
    return "a book is not needed to check" if there[:2] == ["lectern", "book"] else None


def floor(parts):
    """Return the floor of the room of pharmlib to which a dotted name belongs, if to any."""
    return next((level for level, rooms in enumerate(FLOORS) if parts[1] in rooms), None)


def owner(parts):
    """Return the longest beginning of a dotted name that is a module of pharmlib."""
    names = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next(name for name in names if name in MODULES or name == "pharmlib")


def sources(package):
    """Return the source of each module of a package, by name."""
    return {name: inspect.getsource(importlib.import_module(name)) for name in modules(package)}


def test_imports_go_one_way():
    assert wrong_imports(sources(pharmlib) | sources(lectern)) == []


def test_nobody_goes_round_in_circles():
    graph = {
        name: {owner(target.split(".")) for target in imports(source) if target[:8] == "pharmlib"}
        for name, source in sources(pharmlib).items()
        if name not in DOORS
    }
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize(
    ("name", "source", "objection"),
    [
        ("pharmlib.kinetics.curves", "import lectern", "NumPy and SciPy alone"),
        ("pharmlib.kinetics.curves", "from lectern import check", "NumPy and SciPy alone"),
        ("pharmlib.receptors.binding", "def f():\n    import pandas", "NumPy and SciPy alone"),
        (
            "pharmlib.receptors.binding",
            "from matplotlib.figure import Figure",
            "NumPy and SciPy alone",
        ),
        ("pharmlib", "from matplotlib.figure import Figure", "NumPy and SciPy alone"),
        ("pharmlib.plotting", "import matplotlib.pyplot", "NumPy and SciPy alone"),
        ("pharmlib.plotting", "from matplotlib import pyplot", "NumPy and SciPy alone"),
        ("pharmlib.plotting.style", "from matplotlib.pyplot import plot", "NumPy and SciPy alone"),
        ("pharmlib.units", "from pharmlib.checks import check", "not on a floor below"),
        ("pharmlib.kinetics.curves", "from pharmlib.receptors.binding import Ligand", "below"),
        ("pharmlib.receptors.binding", "from pharmlib.tapers import taper", "not on a floor below"),
        ("pharmlib.receptors.binding", "import pharmlib.tapers.taper", "not on a floor below"),
        ("pharmlib.kinetics.curves", "from pharmlib.simulation import simulate", "floor below"),
        ("pharmlib.kinetics.stages", "from pharmlib.kinetics import Curve", "the module itself"),
        ("pharmlib.kinetics.curves", "from pharmlib import drug", "import from the module itself"),
        ("pharmlib.kinetics.curves", "import pharmlib", "import from the module itself"),
        ("pharmlib.units", "from pharmlib import *", "import from the module itself"),
        ("lectern.comparing", "import sphinx", "may not have it"),
        ("lectern.comparing", "def f():\n    from IPython import display", "may not have it"),
        ("lectern.answers", "import scipy", "may not have it"),
        ("lectern.exercises", "import nbformat", "may not have it"),
        ("lectern.checking", "from tests import conftest", "may not have it"),
        ("lectern.notebooks", "from lectern import book", "a book is not needed"),
        ("lectern.book.pages", "import tests.conftest", "no source"),
    ],
)
def test_a_wrong_import_is_noticed(name, source, objection):
    (found,) = wrong_imports({name: source})
    assert found.startswith(f"{name} imports ")
    assert objection in found


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("pharmlib.tapers", "from pharmlib.tapers.taper import Taper"),
        ("pharmlib.tapers.taper", "from pharmlib import units"),
        ("pharmlib.plotting.style", "from matplotlib.figure import Figure"),
        ("lectern.notebooks", "from myst_nb.core.read import read_myst_markdown_notebook"),
        ("lectern.explorer", "from IPython.display import display"),
        ("lectern.book.pages", "from docutils import nodes"),
    ],
)
def test_a_right_import_is_let_through(name, source):
    assert wrong_imports({name: source}) == []


def test_a_new_module_of_pharmlib_asks_for_a_floor():
    with pytest.raises(AssertionError, match=r"pharmlib\.cellar has no floor yet"):
        wrong_imports({"pharmlib.cellar": "from pharmlib.units import convert"})


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


def doors(package):
    """Return each module of a package with the name under which its public names are offered."""
    for name in modules(package):
        room = ".".join(name.split(".")[:2])
        yield name, OWN_DOOR.get(room, package.__name__)


def test_every_public_name_of_pharmlib_is_offered_at_its_door():
    for name, door in doors(pharmlib):
        offered = set(importlib.import_module(door).__all__)
        assert set(importlib.import_module(name).__all__) <= offered, name


@pytest.mark.parametrize("package", [pharmlib, lectern], ids=["pharmlib", "lectern"])
def test_no_public_name_hides_a_module(package):
    # `import package.name` and `package.name` would not be the same thing
    names = modules(package)
    public = {each for _, door in doors(package) for each in importlib.import_module(door).__all__}
    assert sorted(public & {name.split(".")[-1] for name in names}) == []


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
            assert len(source.splitlines()) <= 350, f"{name} should be two modules"
