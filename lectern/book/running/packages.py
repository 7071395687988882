"""The installed packages that a page stands on, and their versions."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterable

from packaging.requirements import Requirement

from lectern.book.running.reach import OWN

__all__ = ["installed", "versions"]

_ALWAYS = {"IPython", "ipykernel"}  # every cell goes through them


def versions(imported: Iterable[str]) -> dict[str, str | None]:
    """Return the versions of the packages behind some imports, and of all that these require.

    Parameters
    ----------
    imported : iterable of str
        Top-level names, such as ``"yaml"``. Those of the standard library go with the version of
        Python, which is looked at elsewhere.

    Returns
    -------
    dict from str to str or None
        By name of the distribution, such as ``"PyYAML"``; None for what is not installed.
    """
    todo = []
    for name in {*imported, *_ALWAYS} - {*OWN, "__future__"} - set(sys.stdlib_module_names):
        todo += _distributions().get(name, [name])
    found: dict[str, str | None] = {}
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name not in found:
            found[name] = installed(name)
            todo += _required(name)
    return dict(sorted(found.items()))


@functools.cache
def installed(name: str) -> str | None:
    """Return the version of a distribution, or None where it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        # a name that is imported without any distribution may still be a file somewhere
        return "a file" if name.isidentifier() and importlib.util.find_spec(name) else None


@functools.cache
def _distributions():
    return importlib.metadata.packages_distributions()


def _required(name: str) -> list[str]:
    """Return what a distribution requires here, extras left out."""
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    wanted = [Requirement(line) for line in lines]
    return [each.name for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]
