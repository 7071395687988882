"""Run in the page by test_engine.py: the examples of pharmlib, with numbers compared as numbers."""

import importlib
import json
import math
import pkgutil
import re
import sys
import types

import pharmlib

if "pdb" not in sys.modules:  # the page has no debugger, and doctest wants to own one
    sys.modules["pdb"] = types.ModuleType("pdb")
    sys.modules["pdb"].set_trace = None
    sys.modules["pdb"].Pdb = type(
        "Pdb", (), {"__init__": lambda *a, **k: None, "__getattr__": lambda *a: lambda *b: None}
    )

import doctest

NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")


class Close(doctest.OutputChecker):
    """Takes an output for right when its numbers are within 1e-6 of those wanted, or 1e-9."""

    def check_output(self, want, got, flags):
        """Whether an output is as the example says."""
        if super().check_output(want, got, flags):
            return True
        if NUMBER.sub("#", want).split() != NUMBER.sub("#", got).split():
            return False
        pairs = zip(NUMBER.findall(want), NUMBER.findall(got), strict=True)
        return all(math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-9) for a, b in pairs)


def examples(room):
    """Return, as JSON, which modules of a room were tried and which examples failed."""
    tried, failures = [], []
    for name in modules(room):
        module = importlib.import_module(name)
        runner = doctest.DocTestRunner(checker=Close(), verbose=False)
        for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
            said = []
            if runner.run(test, out=said.append).failed:
                failures.append([test.name, "".join(said)[-800:]])
        tried.append(name)
    return json.dumps({"tried": tried, "failures": failures})


def modules(room):
    """Return the names of the modules of a room of pharmlib."""
    found = (each.name for each in pkgutil.walk_packages(pharmlib.__path__, "pharmlib."))
    return [name for name in found if name.split(".")[1] == room]
