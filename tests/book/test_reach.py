"""What a page depends on, in a package made up for the purpose."""

import ast
import importlib
import subprocess
import sys

import pytest

from lectern.book import freshness
from lectern.book.running import fingerprint, packages
from lectern.book.running.kernels import PRELOAD
from lectern.book.running.reach import HARMLESS, OWN, Reach, Sources
from lectern.book.running.sources import imports, spec_file
from tests.conftest import ROOT

FILES = {
    "__init__": """
        from made_up import room
        from made_up.room import *
        from made_up.base import ONE, one
        __all__ = ["ONE", "one"]
        __all__ += room.__all__
        """,
    "base": """
        import dataclasses
        ONE = 1
        TWO = 2
        HOOKED = []
        def helper():
            return ONE
        def one():
            return helper()
        def two():
            return TWO
        def frozen():
            return dataclasses.dataclass(frozen=True)
        class Root:
            def __init_subclass__(cls):
                HOOKED.append(cls)
        class Plain:
            pass
        """,
    "room/__init__": """
        from made_up.room.inner import shown
        from made_up.room.inner import hidden
        __all__ = ["shown"]
        """,
    "room/inner": """
        from made_up import base
        from made_up.base import Plain, frozen
        def shown():
            return base.two()
        def hidden():
            from made_up.late import lately
            return lately()
        @frozen()
        class Kept(Plain):
            pass
        """,
    "late": """
        def lately():
            return 3
        """,
    "register": """
        KNOWN = {}
        def note(name):
            def keep(function):
                KNOWN[name] = function
                return function
            return keep
        """,
    "noted": """
        from made_up.base import Root
        from made_up.register import KNOWN, note
        @note("first")
        def first():
            return 1
        def aside():
            return 2
        class Leaf(Root):
            pass
        """,
    "patching": """
        from made_up import base
        base.ONE = 100
        def unrelated():
            return 1
        """,
    "odd": """
        import inspect
        import numpy
        def source(thing):
            return inspect.getsource(thing)
        def plain():
            return 1
        """,
}


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """The package, where an import would find it."""
    for name, text in FILES.items():
        file = tmp_path / "made_up" / f"{name}.py"
        file.parent.mkdir(exist_ok=True, parents=True)
        lines = text.strip("\n").splitlines()
        file.write_text("\n".join(line[8:] for line in lines) + "\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return tmp_path / "made_up"


def reached(code):
    """Return the definitions that a piece of code reaches, without the name of the package."""
    heads = [fact.partition("\n") for fact in Reach(Sources(["made_up"]), code).facts]
    return {
        head.removeprefix("made_up").lstrip(".").replace(":", " ").replace("/", ".")
        for head, line_break, _ in heads
        if line_break
    }


WHOLE = {"base *", "base HOOKED", "base ONE", "base Plain", "base Root", "base TWO"}
WHOLE |= {f"base {name}" for name in ("frozen", "helper", "one", "two")}


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("print(1)", set()),
        ("import numpy", set()),
        ("from made_up import ONE", {"base ONE"}),
        ("from made_up import one", {"base one", "base helper", "base ONE"}),
        ("from made_up.base import two", {"base two", "base TWO"}),
        ("def f():\n    from made_up.base import TWO", {"base TWO"}),
        ("from made_up.room.inner import Kept", {"room.inner Kept", "base Plain", "base frozen"}),
        ("from made_up import hidden", set()),
        ("from made_up.room import hidden", {"room.inner hidden", "late lately"}),
    ],
)
def test_a_name_is_followed_through_the_doors(made_up, code, wanted):
    assert reached(code) == wanted


def test_a_module_that_is_used_as_a_whole_counts_as_a_whole(made_up):
    # `shown` mentions the module `base`, and loading `base` loads the door and what it opens on
    assert reached("from made_up import shown") >= WHOLE
    everything = reached("import made_up")
    assert everything >= WHOLE | {"room.inner hidden"}
    assert reached("import made_up.base as b") == everything
    assert reached("from made_up import base") == everything
    assert reached("from made_up import *") == everything
    assert "late lately" in everything, "a function of the whole imports it"
    assert "noted first" not in everything, "nothing loads it"


@pytest.mark.parametrize(
    "code",
    [
        "%matplotlib inline\nprint(1)",
        "%%time\nprint(1)",
        "def f(:\n    pass",
        "from importlib import import_module as load\nload('made_up.late')",
        "import inspect as i",
        "import importlib\nimportlib.import_module('made_up.late')",
        "import sys\nsys.modules['made_up']",
        "eval('1')",
        "from made_up.odd import source",
    ],
)
def test_code_that_may_reach_anything_depends_on_everything(made_up, code):
    assert {"late lately", "noted aside", "patching unrelated", "odd plain"} <= reached(code)


BASE = """
    KNOWN = []
    class Root:
        def __init_subclass__(cls):
            KNOWN.append(cls)
    class Middle(Root):
        pass
    class Meta(type):
        def __init__(cls, *given):
            KNOWN.append(cls)
    """
OPEN = "from made_up.b import KNOWN\nimport made_up.leaf\n"
DOOR = "from made_up.{} import *\nfrom made_up.{} import *\n"
TURNS = {
    "a hook inherited at one remove": (
        {
            "b": BASE,
            "leaf": "from made_up.b import Middle\nclass Leaf(Middle):\n    n = 1\n",
            "d": OPEN,
        },
        ("from made_up.d import KNOWN", "leaf", "n = 1", "n = 2"),
    ),
    "a metaclass": (
        {
            "b": BASE,
            "leaf": "from made_up.b import Meta\nclass Leaf(metaclass=Meta):\n    n = 1\n",
            "d": OPEN,
        },
        ("from made_up.d import KNOWN", "leaf", "n = 1", "n = 2"),
    ),
    "a register used through its module": (
        {"leaf": "from made_up import register\n@register.note('a')\ndef leaf(): return 1\n"},
        ("from made_up.leaf import register", "leaf", "return 1", "return 2"),
    ),
    "the order of entries in a register": (
        {
            "leaf": "from made_up.register import note, KNOWN\n"
            "@note('a')\ndef a(): return 1\n@note('b')\ndef b(): return 2\n"
        },
        (
            "from made_up.leaf import KNOWN",
            "leaf",
            "@note('a')\ndef a(): return 1\n@note('b')\ndef b(): return 2\n",
            "@note('b')\ndef b(): return 2\n@note('a')\ndef a(): return 1\n",
        ),
    ),
    "the order of two bindings": (
        {"b": "RATE = 1\nRATE = 2\n"},
        ("from made_up.b import RATE", "b", "RATE = 1\nRATE = 2", "RATE = 2\nRATE = 1"),
    ),
    "the order of two stars": (
        {"x": "def f(): return 1\n", "y": "def f(): return 2\n", "d": DOOR.format("x", "y")},
        ("from made_up.d import f", "d", DOOR.format("x", "y"), DOOR.format("y", "x")),
    ),
    "an import before or after a definition": (
        {
            "x": "def f(): return 1\n",
            "d": "from made_up.x import f\ndef f(): return 2\n",
        },
        (
            "from made_up.d import f",
            "d",
            "from made_up.x import f\ndef f(): return 2\n",
            "def f(): return 2\nfrom made_up.x import f\n",
        ),
    ),
    "a list of names that a function reads": (
        {"b": "__all__ = ['a']\na = 1\ndef names(): return list(__all__)\n"},
        ("from made_up.b import names", "b", "['a']", "['a', 'names']"),
    ),
    "a module that makes its names": (
        {"b": "def __getattr__(name): return 1\n"},
        ("from made_up.b import anything", "b", "return 1", "return 2"),
    ),
    "a name found with vars": (
        {"b": "A = 1\nNAMES = {k: v for k, v in list(vars().items()) if k == 'A'}\n"},
        ("from made_up.b import NAMES", "b", "A = 1", "A = 2"),
    ),
    "an import under another name": (
        {
            "b": "from importlib import import_module as load\n"
            "def f(): return load('made_up.late')\n"
        },
        ("from made_up.b import f", "late", "return 3", "return 4"),
    ),
    "lines that only Python counts": (
        {"b": "X = '\u2028'\n\x0c\nY = '\x85'\ndef f():\n    return 1\n"},
        ("from made_up.b import f", "b", "return 1", "return 2"),
    ),
}


@pytest.mark.parametrize("what", TURNS)
def test_a_change_that_shows_is_noticed(made_up, what):
    modules, (code, changed, old, new) = TURNS[what]
    for name, text in modules.items():
        lines = text.split("\n")
        left = min(len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" "))
        (made_up / f"{name}.py").write_text("\n".join(line[left:] for line in lines), "utf-8")
    before = Reach(Sources(["made_up"]), code).facts
    file = made_up / f"{changed}.py"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    assert Reach(Sources(["made_up"]), code).facts != before


def test_no_statement_of_the_packages_changes_more_than_is_followed():
    # refactoring may hide from the rules of thumb that a module writes into another one's register
    program = [sys.executable, "-m", "tests.book.loading"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert any(line.startswith("followed: pharmlib.evidence.") for line in lines)
    assert [line for line in lines if line.startswith("NOT FOLLOWED")] == []


def test_no_module_can_be_used_because_the_kernel_has_it(made_up):
    ours = [name for name in PRELOAD if name.split(".")[0] in OWN]
    assert ours == list(OWN)
    sources = Sources()
    loaded = {name for each in ours for name in sources.loaded(each)}
    unseen = {name for name in loaded if name.startswith("pharmlib")} - sources.loaded("pharmlib")
    assert unseen == set()


def test_a_lock_of_an_editor_is_no_module(made_up, monkeypatch):
    before = Sources(["made_up"]).everything()
    (made_up / ".#late.py").symlink_to("somebody@somewhere.1:2")
    assert Sources(["made_up"]).everything() == before
    monkeypatch.setattr(fingerprint, "OWN", ("made_up",))
    assert fingerprint.basis() == fingerprint.basis()


def test_what_others_write_into_a_register_belongs_to_it(made_up):
    assert reached("from made_up.register import KNOWN") == {"register KNOWN"}
    found = reached("from made_up.noted import KNOWN")
    assert {"register KNOWN", "register note", "noted first"} <= found
    assert "noted Leaf" in found, "its base class keeps a list"
    assert "noted aside" not in found


def test_a_statement_that_changes_another_module_counts(made_up):
    assert "patching " in reached("from made_up.patching import unrelated")
    assert "patching " not in reached("from made_up.base import one")


def test_a_name_that_a_room_no_longer_offers_is_noticed(made_up):
    code = "from made_up import shown"
    before = Reach(Sources(["made_up"]), code).facts
    door = made_up / "room/__init__.py"
    door.write_text(door.read_text().replace('["shown"]', '["hidden"]'))
    assert Reach(Sources(["made_up"]), code).facts != before


def test_a_file_that_is_no_python_counts_as_a_whole(made_up):
    (made_up / "late.py").write_text("def lately(:\n")
    assert "late " in reached("from made_up.room import hidden")


def test_the_packages_that_a_page_stands_on(made_up):
    assert Reach(Sources(["made_up"]), "from made_up.odd import plain").packages >= {"numpy"}
    assert "numpy" not in Reach(Sources(["made_up"]), "from made_up import one").packages
    magic = Reach(Sources(["made_up"]), "%matplotlib inline\nimport pandas", "%%time\nimport yaml")
    assert magic.packages >= {"pandas", "yaml"}
    assert "pandas" in Reach(Sources(["made_up"]), "import pandas", "await f()", "f(").packages
    assert "late lately" not in reached("import pandas\nawait f()")
    assert {"scipy", "matplotlib"} <= Reach(Sources(), "import pharmlib.plotting").packages


def test_versions_of_packages_and_of_what_they_require():
    found = packages.versions({"yaml", "nbformat", "json", "pharmlib", "nowhere"})
    assert {"pyyaml", "nbformat", "jsonschema", "ipykernel", "ipython"} <= set(found)
    assert found["nowhere"] is None
    assert not {"json", "pharmlib", "numpy"} & set(found)


def test_only_the_exercises_run_text_as_code():
    reaches = Reach(Sources(), "from lectern import check, explore")
    assert not any(fact.startswith("lectern.proving:") for fact in reaches.facts)
    assert {"lectern.exercise_types"} == HARMLESS


def test_pages_are_read_again_for_all_that_lectern_uses():
    used = set()
    for file in (ROOT / "lectern").rglob("*.py"):
        for each in imports(ast.parse(file.read_text("utf-8")), ""):
            if each.module.split(".")[0] == "pharmlib":
                used.add(each.module)
    assert used - {"pharmlib.plotting"} <= set(freshness.USED)
    assert spec_file("pharmlib.plotting").name == "__init__.py"
