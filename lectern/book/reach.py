"""What a piece of code can reach in the book's own packages, followed name by name.

A page says ``from pharmlib import OneCompartment``. The door of `pharmlib` only hands the name on,
so the page depends on the class, on what the class mentions, and so on, and on no other model.
Where names are not enough, for instance where a page imports a whole module, it depends on more.
"""

from __future__ import annotations

import ast
import functools
import pathlib
from collections.abc import Iterable, Iterator

from lectern.book.sources import (
    DYNAMIC,
    Import,
    Module,
    Piece,
    folder_of,
    imports,
    read_module,
    spec_file,
)

__all__ = ["HARMLESS", "OWN", "Reach", "Sources"]

OWN = ("pharmlib", "lectern")
# This one executes the cells of an exercise, and all that they import, the page imports too.
HARMLESS = {"lectern.exercise_types"}
_BUILD = "lectern.book"  # no page can see it, and it reads what pages make


class Sources:
    """The modules of the packages as they are on disk now, each read once, when first needed."""

    def __init__(self, own: Iterable[str] = OWN):
        self.own = tuple(own)

    @functools.cache  # noqa: B019, the sources live as long as one build
    def module(self, name: str) -> Module | None:
        """Return a module of the packages, or None when there is no such module."""
        if name.split(".")[0] not in self.own:
            return None
        file = spec_file(name)
        return read_module(name, file) if file and file.suffix == ".py" else None

    @functools.cache  # noqa: B019
    def loaded(self, name: str) -> frozenset[str]:
        """Return every module that is loaded when one is imported, and the other packages too."""
        found: set[str] = set()
        todo = [name]
        while todo:
            name = todo.pop()
            if name in found:
                continue
            found.add(name)
            module = self.module(name)
            if module is not None:
                todo.append(name.rpartition(".")[0] or name)
                todo += [each.module for each in module.imports]
                todo += [full for each in module.imports if self.module(full := _full(each))]
        return frozenset(found)

    @functools.cache  # noqa: B019
    def everything(self) -> tuple[str, ...]:
        """Return the names of all modules of the packages but those that build the book."""
        found = []
        for package in self.own:
            folder = folder_of(package)
            for file in sorted(folder.rglob("*.py")):
                parts = [package, *file.relative_to(folder).with_suffix("").parts]
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                inside = all((each / "__init__.py").exists() for each in _up_to(file, folder))
                if inside and not f"{name}.".startswith(f"{_BUILD}."):
                    found.append(name)
        return tuple(found)


class Reach:
    """All that a piece of code reaches; `facts` say it, one line or text for each thing.

    Parameters
    ----------
    sources : Sources
        The packages.
    code : str, optional
        The cells of a page, joined.
    modules : iterable of str
        Modules of which everything counts.
    """

    def __init__(self, sources: Sources, code: str = "", *, modules: Iterable[str] = ()):
        self.sources = sources
        self.facts: set[str] = set()
        self.packages: set[str] = set()
        self._seen: set[object] = set()
        self._todo: list[Piece] = []
        for name in modules:
            self._whole(name)
        try:
            tree = ast.parse(code)
        except SyntaxError:  # such as a line that only IPython understands
            self._all()
        else:
            self._code(tree)
        while self._todo:
            self._piece(self._todo.pop())

    def _code(self, tree: ast.AST) -> None:
        for each in imports(tree, ""):
            self._import(each, {"*"})
        mentioned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        mentioned |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if mentioned & DYNAMIC:
            self._all()

    def _piece(self, piece: Piece) -> None:
        """Take in what one piece mentions."""
        self.facts.add(f"{piece.module}:{','.join(sorted(piece.binds))}\n{piece.text}")
        for each in piece.imports:
            self._import(each, {"*"})
        if piece.names & DYNAMIC and piece.module not in HARMLESS:
            self._all()
        for name in piece.names:
            self._name(piece.module, name)

    def _import(self, each: Import, names: set[str]) -> None:
        """Take in one import: what it loads, and what it binds."""
        self._load(each.module)
        if self.sources.module(each.module) is None:
            return
        if not each.attribute:
            self._whole(each.module)
            self._whole(each.name) if each.name == each.module.split(".")[0] else None
        elif each.attribute == "*":
            self._whole(each.module)
        else:
            self._name(each.module, each.attribute)

    def _name(self, module_name: str, name: str) -> None:
        """Take in what a name means in a module."""
        if (module_name, name) in self._seen:
            return
        self._seen.add((module_name, name))
        module = self.sources.module(module_name)
        if module is None:
            return
        found = list(module.bound.get(name, ()))
        for piece in found:
            self._add(piece)
        for each in _meanings(self.sources, module, name):
            target = self.sources.module(each.module)
            self.facts.add(f"{module_name}.{name} is {each.module}:{each.attribute}")
            if target is None:
                self._load(each.module)
            elif each.attribute and not self._is_module(each):
                self._name(each.module, each.attribute)
            else:
                self._whole(_full(each) if each.attribute else each.module)
        if not found and self.sources.module(f"{module_name}.{name}"):
            self._whole(f"{module_name}.{name}")

    def _is_module(self, each: Import) -> bool:
        target = self.sources.module(each.module)
        if target is None or each.attribute in {*target.bound, *target.imported}:
            return False
        return self.sources.module(_full(each)) is not None

    def _load(self, name: str) -> None:
        """Take in what runs when a module is loaded, beyond binding names."""
        for each in self.sources.loaded(name):
            module = self.sources.module(each)
            if module is None:
                self.packages.add(each.split(".")[0])
            elif each not in self._seen:
                self._seen.add(each)
                for piece in module.pieces:
                    if self._acts(piece):
                        self._add(piece)

    def _acts(self, piece: Piece) -> bool:
        """Return whether loading a piece may change more than the names it binds."""
        return (
            piece.acts
            or any(_hooks(each) for name in piece.bases for each in self._means(piece.module, name))
            or any(
                self._writes(each)
                for name in piece.calls
                for each in self._means(piece.module, name)
            )
        )

    def _writes(self, piece: Piece) -> bool:
        """Return whether calling what a piece defines may change a module."""
        seen, todo = set(), [piece]
        while todo:
            piece = todo.pop()
            if piece.writes:
                return True
            if piece not in seen:
                seen.add(piece)
                todo += [each for name in piece.names for each in self._means(piece.module, name)]
        return False

    def _means(self, module_name: str, name: str) -> Iterator[Piece]:
        """Yield the definitions that a name has in a module."""
        module = self.sources.module(module_name)
        if module is not None:
            yield from module.bound.get(name, ())
            for each in _meanings(self.sources, module, name):
                yield from self._means(each.module, each.attribute)

    def _whole(self, name: str) -> None:
        """Take in a module with all that loading it loads."""
        self._load(name)
        for each in self.sources.loaded(name):
            module = self.sources.module(each)
            if module is not None and (each, "") not in self._seen:
                self._seen.add((each, ""))
                self.facts.add(f"{each}:*\n{module.text}")
                for piece in module.pieces:
                    self._add(piece)

    def _all(self) -> None:
        for name in self.sources.everything():
            self._whole(name)

    def _add(self, piece: Piece) -> None:
        if piece not in self._seen:
            self._seen.add(piece)
            self._todo.append(piece)


def _up_to(file: pathlib.Path, folder: pathlib.Path) -> list[pathlib.Path]:
    """Return the folders above a file, from its own up to one that holds them all."""
    return [each for each in file.parents if each == folder or folder in each.parents]


def _full(each: Import) -> str:
    return f"{each.module}.{each.attribute}" if each.attribute else each.module


def _hooks(piece: Piece) -> bool:
    """Return whether a class acts when it is inherited from."""
    return "__init_subclass__" in piece.text or "metaclass=" in piece.text


def _meanings(sources: Sources, module: Module, name: str) -> Iterator[Import]:
    """Yield the imports that give a name its meaning in a module, stars followed."""
    yield from module.imported.get(name, ())
    for star in module.imported.get("*", ()):
        if _exported(sources, star.module, name):
            yield Import(name, star.module, name)


def _exported(sources: Sources, module_name: str, name: str) -> bool:
    """Return whether a star import from a module brings a name along."""
    module = sources.module(module_name)
    if module is None or module.exports is None:
        return True
    others = (each.removesuffix(".*") for each in module.exports if each.endswith(".*"))
    return name in module.exports or any(_exported(sources, each, name) for each in others)
