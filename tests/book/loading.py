"""Loads the book's packages statement by statement: which ones change what they do not bind?

What a page depends on is worked out from the text of the packages, by rules of thumb for what a
statement may do while its module is loaded. Here it is done, and each statement that changes
something of another one is printed, with "followed" where the rules of thumb expect it.
"""

import __future__

import ast
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import warnings

import matplotlib
import numpy

from lectern.book.running.reach import OWN, Reach, Sources
from lectern.book.running.sources import spec_file

SOURCES = Sources()
REACH = Reach(SOURCES)
FILES = {name: spec_file(name) for name in SOURCES.everything()}
FUTURE = __future__.annotations.compiler_flag
LEFT_OUT = {"__dict__", "__weakref__", "__doc__", "__abstractmethods__", "_abc_impl"}


@functools.cache
def own(name):
    """Return whether a module is one that is looked at."""
    return name.split(".")[0] in OWN and not f"{name}.".startswith("lectern.book.")


def content(value, depth=1):
    """Return what shows whether a thing has changed, though it is the same thing."""
    if isinstance(value, type):
        held = {name: each for name, each in vars(value).items() if name not in LEFT_OUT}
    elif isinstance(value, dict):
        held = value
    elif isinstance(value, list | tuple):
        held = dict(enumerate(value))
    elif isinstance(value, set):
        held = dict.fromkeys(value)
    else:
        held = getattr(value, "__dict__", {}) if own(type(value).__module__) else {}
    if not held or not depth:
        return id(value)
    return id(value), *((name, content(each, depth - 1)) for name, each in held.items())


def everything():
    """Return what all names of the packages mean now, and what else a module may set."""
    meanings = {
        (module, name): value
        for module, loaded in list(sys.modules.items())
        if own(module)
        for name, value in list(vars(loaded).items())
        if not name.startswith("__")
    }
    things = {id(value): value for value in meanings.values()}  # many are imported many times
    contents = {key: content(value) for key, value in things.items()}
    found = {name: contents[id(value)] for name, value in meanings.items()}
    found["matplotlib", "rcParams"] = repr(dict(matplotlib.rcParams))
    found["numpy", "options"] = repr([numpy.get_printoptions(), numpy.geterr()])
    found["warnings", "filters"] = len(warnings.filters)
    found["os", "environ"] = repr(dict(os.environ))
    found["sys", "path"] = repr(sys.path)
    return found


def plain(node):
    """Return whether a statement only defines a function, and calls nothing."""
    return (
        isinstance(node, ast.FunctionDef)
        and not node.decorator_list
        and not any(isinstance(each, ast.Call) for each in ast.walk(node.args))
    )


class Loader(importlib.machinery.SourceFileLoader):
    """Executes a module piece by piece."""

    def exec_module(self, module):
        """Execute it, and say what its statements change."""
        before = None
        text = FILES[self.name].read_text(encoding="utf-8")
        flags = FUTURE if "from __future__ import annotations" in text else 0
        for node in ast.parse(text).body:
            code = compile(
                ast.Module([node], []), self.path, "exec", flags=flags, dont_inherit=True
            )
            if isinstance(node, ast.Import | ast.ImportFrom):
                exec(code, vars(module))
                before = None
                continue
            if before and plain(node):
                exec(code, vars(module))
                before[self.name, node.name] = content(vars(module)[node.name])
                continue
            before = before or everything()
            exec(code, vars(module))
            after = everything()
            self.compare(node, before, after)
            before = after

    def compare(self, node, before, after):
        """Say what a statement has changed that it does not bind."""
        first = min([node.lineno, *(e.lineno for e in getattr(node, "decorator_list", ()))])
        start = "".join(
            f"{line}\n" for line in FILES[self.name].read_text("utf-8").split("\n")[first - 1 :]
        )
        pieces = [each for each in SOURCES.module(self.name).pieces if start.startswith(each.text)]
        binds = {(self.name, name) for piece in pieces for name in piece.binds}
        changed = {
            name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
        } - binds
        if changed:
            followed = "followed" if any(map(REACH._acts, pieces)) else "NOT FOLLOWED"
            print(f"{followed}: {self.name}, line {first}, changes {sorted(changed)[:3]}")


class Finder(importlib.abc.MetaPathFinder):
    """Finds the packages."""

    def find_spec(self, name, path, target=None):
        """Return how a module of the packages is loaded."""
        if name not in FILES:
            return None
        file = FILES[name]
        return importlib.util.spec_from_file_location(
            name, file, loader=Loader(name, str(file)),
            submodule_search_locations=[str(file.parent)] if file.stem == "__init__" else None,
        )  # fmt: skip


def main():
    """Load everything."""
    for name in [name for name in sys.modules if own(name)]:
        del sys.modules[name]
    sys.meta_path.insert(0, Finder())
    for name in FILES:
        importlib.import_module(name)
    print(f"{len(FILES)} modules")


if __name__ == "__main__":
    main()
