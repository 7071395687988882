"""What a page depends on, in a package made up for the purpose."""

import ast
import importlib

import pytest

from lectern.book import freshness, packages
from lectern.book.reach import HARMLESS, Reach, Sources
from lectern.book.sources import imports, spec_file
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
        "import importlib\nimportlib.import_module('made_up.late')",
        "import sys\nsys.modules['made_up']",
        "eval('1')",
        "from made_up.odd import source",
    ],
)
def test_code_that_may_reach_anything_depends_on_everything(made_up, code):
    assert {"late lately", "noted aside", "patching unrelated", "odd plain"} <= reached(code)


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
