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

from IPython.core.inputtransformer2 import TransformerManager

from lectern.book.running.sources import (
    DYNAMIC,
    Import,
    Module,
    Piece,
    folder_of,
    imports,
    python_files,
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
                todo += [each.full for each in module.imports if self.module(each.full)]
        return frozenset(found)

    @functools.cache  # noqa: B019
    def everything(self) -> tuple[str, ...]:
        """Return the names of all modules of the packages but those that build the book."""
        found = []
        for package in self.own:
            folder = folder_of(package)
            for file in python_files(package):
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
    *cells : str
        The cells of a page.
    modules : iterable of str
        Modules of which everything counts.
    """

    def __init__(self, sources: Sources, *cells: str, modules: Iterable[str] = ()):
        self.sources = sources
        self.facts: set[str] = set()
        self.packages: set[str] = set()
        self._seen: set[object] = set()
        self._todo: list[Piece] = []
        for name in modules:
            self._whole(name)
        for cell in cells:
            self._cell(cell)
        while self._todo:
            self._piece(self._todo.pop())

    def _cell(self, cell: str) -> None:
        """Take in a cell as IPython runs it: magics become calls of `get_ipython`."""
        first, _, rest = cell.lstrip().partition("\n")
        if first.startswith("%%"):
            self._cell(rest)  # what a cell magic gets is a text
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        try:
            code = TransformerManager().transform_cell(cell)
            tree = compile(code, "cell", "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError):
            self._all()
        else:
            self._code(tree)

    def _code(self, tree: ast.AST) -> None:
        for each in imports(tree, ""):
            self._import(each)
            if each.dynamic:
                self._all()
        mentioned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        mentioned |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if mentioned & DYNAMIC:
            self._all()

    def _piece(self, piece: Piece) -> None:
        """Take in what one piece mentions."""
        self.facts.add(f"{piece.module}:{','.join(sorted(piece.binds))}\n{piece.text}")
        for each in piece.imports:
            self._import(each)
        dynamic = piece.names & DYNAMIC or any(each.dynamic for each in piece.imports)
        if dynamic and piece.module not in HARMLESS:
            self._all()
        for name in piece.names:
            self._name(piece.module, name)

    def _import(self, each: Import) -> None:
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
        meanings = list(_meanings(self.sources, module, name))
        for each in meanings:
            self._meaning(module_name, each)
        if len(found) + len(meanings) > 1:  # the last one counts
            order = [piece.text for piece in found] + [each.full for each in meanings]
            self.facts.add(f"{module_name}.{name} is in turn {order}")
        if found and meanings:
            self.facts.add(f"{module_name}: {module.text!r}")
        if not found and self.sources.module(f"{module_name}.{name}"):
            self._whole(f"{module_name}.{name}")
        elif not found and not meanings and name != "__getattr__":
            self._name(module_name, "__getattr__")

    def _meaning(self, module_name: str, each: Import) -> None:
        """Take in what a name means because a module imports it."""
        target = self.sources.module(each.module)
        self.facts.add(f"{module_name}.{each.name} is {each.module}:{each.attribute}")
        if each.dynamic and module_name not in HARMLESS:
            self._all()
        if target is None:
            self._load(each.module)
        elif each.attribute and not _is_module(self.sources, each):
            self._name(each.module, each.attribute)
        else:
            self._whole(each.full)

    def _load(self, name: str) -> None:
        """Take in what runs when a module is loaded, beyond binding names."""
        for each in self.sources.loaded(name):
            module = self.sources.module(each)
            if module is None:
                self.packages.add(each.split(".")[0])
            elif each not in self._seen:
                self._seen.add(each)
                acting = [piece for piece in module.pieces if self._acts(piece)]
                for piece in acting:
                    self._add(piece)
                if len(acting) > 1:  # a register lists what came first, first
                    self.facts.add(f"{each} acts: {[sorted(piece.binds) for piece in acting]}")

    def _acts(self, piece: Piece) -> bool:
        """Return whether loading a piece may change more than the names it binds."""
        return (
            piece.acts
            or "metaclass=" in piece.text
            or self._hooks(piece)
            or any(
                self._writes(each)
                for name in piece.calls
                for each in self._means(piece.module, name)
            )
        )

    def _hooks(self, piece: Piece) -> bool:
        """Return whether what a class inherits from acts when it is inherited from."""
        seen, todo = {piece}, [piece]
        while todo:
            piece = todo.pop()
            bases = [each for name in piece.bases for each in self._means(piece.module, name)]
            if any("__init_subclass__" in each.text or "metaclass=" in each.text for each in bases):
                return True
            todo += set(bases) - seen
            seen.update(bases)
        return False

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
        """Yield the definitions that a name has in a module; those of a module are all its own."""
        module = self.sources.module(module_name)
        if module is None:
            return
        yield from module.bound.get(name, ())
        for each in _meanings(self.sources, module, name):
            if each.attribute and not _is_module(self.sources, each):
                yield from self._means(each.module, each.attribute)
            elif (meant := self.sources.module(each.full)) is not None:
                yield from meant.pieces

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


def _is_module(sources: Sources, each: Import) -> bool:
    """Return whether ``from package import name`` binds a module of the packages."""
    target = sources.module(each.module)
    if target is None or each.attribute in {*target.bound, *target.imported}:
        return False
    return sources.module(each.full) is not None


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
