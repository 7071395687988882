"""The book's own packages, cut into definitions: what each one says, and what it refers to.

Nothing is imported here. A module is read as text, and every statement at its top level becomes a
piece. A piece that only binds names (a function, a class, a constant) matters to those who use
one of its names. A piece that does more while its module is imported, such as writing into a
register that another module keeps, matters to everyone who loads the module.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib.util
import pathlib
from collections.abc import Iterator

__all__ = [
    "DYNAMIC",
    "Import",
    "Module",
    "Piece",
    "folder_of",
    "imports",
    "python_files",
    "read_module",
    "spec_file",
]

# Who uses one of these can reach code that no import names.
DYNAMIC = {
    "__import__", "__subclasses__", "eval", "exec", "get_ipython", "globals", "import_module",
    "inspect", "linecache", "locals", "modules", "pkgutil", "runpy", "tokenize", "vars",
}  # fmt: skip
_WRITERS = {
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem",
    "register", "remove", "setdefault", "update",
}  # fmt: skip
_BINDING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclasses.dataclass(frozen=True)
class Import:
    """One name that an import statement binds: ``name`` is ``attribute`` of ``module``.

    Without attribute the name is the module itself; the attribute ``*`` stands for all.
    """

    name: str
    module: str
    attribute: str = ""

    @property
    def full(self) -> str:
        """The full name of what is bound."""
        return f"{self.module}.{self.attribute}" if self.attribute else self.module

    @property
    def dynamic(self) -> bool:
        """Whether what is bound can reach code that no import names, whatever it is called here."""
        return not DYNAMIC.isdisjoint(self.full.split("."))


@dataclasses.dataclass(frozen=True, eq=False)
class Piece:
    """A statement at the top level of a module.

    `names` are the names it mentions anywhere, `calls` those that run while it is imported,
    `bases` those from which it inherits, `imports` what functions in it import. It `writes` if it
    can change what belongs to a module, and `acts` if it can do so while it is imported.
    """

    module: str
    text: str
    binds: frozenset[str]
    names: frozenset[str]
    calls: frozenset[str]
    bases: frozenset[str]
    imports: tuple[Import, ...]
    writes: bool
    acts: bool


@dataclasses.dataclass(frozen=True, eq=False)
class Module:
    """A module: its pieces, what it imports while it is loaded, and its ``__all__``.

    `exports` is None where ``__all__`` cannot be worked out without running the module; entries
    of the form ``module.*`` stand for the ``__all__`` of another module.
    """

    name: str
    text: str
    pieces: tuple[Piece, ...]
    imports: tuple[Import, ...]
    exports: frozenset[str] | None

    @functools.cached_property
    def bound(self) -> dict[str, list[Piece]]:
        """The pieces that bind a name, by name."""
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            for name in piece.binds:
                found.setdefault(name, []).append(piece)
        return found

    @functools.cached_property
    def imported(self) -> dict[str, list[Import]]:
        """The imports that bind a name, by name."""
        found: dict[str, list[Import]] = {}
        for each in self.imports:
            found.setdefault(each.name, []).append(each)
        return found


def spec_file(name: str) -> pathlib.Path | None:
    """Return the file of a module, found where an import would find it, or None."""
    top, *rest = name.split(".")
    spec = importlib.util.find_spec(top)
    if spec is None or not spec.has_location or not spec.origin:
        return None
    place = pathlib.Path(spec.origin)
    for part in rest:
        if place.name != "__init__.py":
            return None
        folder = place.parent / part
        place = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return place if place.is_file() else None


def folder_of(package: str) -> pathlib.Path:
    """Return the folder of a package.

    Raises
    ------
    ModuleNotFoundError
        When it is not installed.
    """
    file = spec_file(package)
    if file is None:
        raise ModuleNotFoundError(
            f"package is {package!r}; it must be one that can be imported: install the book's own "
            "packages with pip install -e ."
        )
    return file.parent


def python_files(package: str) -> list[pathlib.Path]:
    """Return the Python files of a package; hidden ones, such as an editor's locks, left out."""
    folder = folder_of(package)
    files = sorted(folder.rglob("*.py"))
    return [
        file
        for file in files
        if not any(part.startswith(".") for part in file.relative_to(folder).parts)
    ]


def read_module(name: str, file: pathlib.Path) -> Module:
    """Read one module and cut it into pieces.

    Parameters
    ----------
    name : str
        Its full name, such as ``"pharmlib.units"``.
    file : pathlib.Path
        Where it stands.

    Returns
    -------
    Module
        A file that is no valid Python becomes one piece that matters to everyone.
    """
    text = file.read_text(encoding="utf-8")
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    try:
        body = ast.parse(text).body
    except SyntaxError:
        no: frozenset[str] = frozenset()
        whole = Piece(name, text, no, no, no, no, (), writes=True, acts=True)
        return Module(name, text, (whole,), (), None)
    own = {bound for statement in body for bound in _binds(statement)}
    own |= {each.name for statement in body for each in imports(statement, package)}
    lines = [f"{line}\n" for line in text.split("\n")]  # as Python counts them: no form feeds
    pieces = tuple(
        _piece(name, statement, lines, own, package) for statement in body if not _idle(statement)
    )
    loaded = tuple(
        each for statement in body for each in imports(statement, package, functions=False)
    )
    return Module(name, text, pieces, loaded, _exports(body, loaded))


def imports(tree: ast.AST, package: str, *, functions: bool = True) -> Iterator[Import]:
    """Yield what a piece of code imports, with or without the inside of its functions."""
    for node in _walk(tree, functions=functions):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield Import(alias.asname, alias.name)
                else:
                    yield Import(alias.name.split(".")[0], alias.name)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level and not package:
                continue  # a file beside a page; what it imports in this way lies there too
            if node.level:
                module = importlib.util.resolve_name("." * node.level + module, package)
            for alias in node.names:
                yield Import(alias.asname or alias.name, module, alias.name)


def _piece(name: str, node: ast.stmt, lines: list[str], own: set[str], package: str) -> Piece:
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    mentioned = {
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Name) or (isinstance(each, ast.Attribute) and each.attr in DYNAMIC)
    }
    local = tuple(imports(node, package))
    mentioned |= {each.module for each in local if each.module in DYNAMIC}
    called = {_root(each) for each in _called(node)} & own
    bases = getattr(node, "bases", []) + [each.value for each in getattr(node, "keywords", [])]
    return Piece(
        module=name,
        text="".join(lines[first - 1 : node.end_lineno]),
        binds=frozenset(_binds(node)),
        names=frozenset(mentioned),
        calls=frozenset(called),
        bases=frozenset(_root(each) for each in bases) & own,
        imports=local if not isinstance(node, ast.Import | ast.ImportFrom) else (),
        writes=_changes_a_module(node, own, functions=True),
        acts=_binds(node) != {"__all__"}
        and (not isinstance(node, _BINDING) or _changes_a_module(node, own, functions=False)),
    )


def _idle(node: ast.stmt) -> bool:
    """Return whether a statement only imports or documents."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _binds(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds, imports left out."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    found = set()
    for each in _walk(node, functions=False):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            found.add(each.id)
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(each.name)
    return found


def _walk(tree: ast.AST, *, functions: bool) -> Iterator[ast.AST]:
    """Yield every node; without functions, only what runs while the module is imported."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, _FUNCTION) and not functions:
            inside: list[ast.AST] = [*getattr(node, "decorator_list", ()), node.args]
        else:
            inside = list(ast.iter_child_nodes(node))
        todo += reversed(inside)


def _called(node: ast.stmt) -> Iterator[ast.expr]:
    """Yield what is called while a statement is imported."""
    for each in _walk(node, functions=False):
        if isinstance(each, ast.Call):
            yield each.func
        yield from getattr(each, "decorator_list", ())


def _root(node: ast.AST) -> str:
    """Return the name with which an expression such as ``name.part[0](x)`` begins, or ""."""
    while not isinstance(node, ast.Name):
        inner = getattr(node, "value", None) or getattr(node, "func", None)
        if not isinstance(inner, ast.AST):
            return ""
        node = inner
    return node.id


def _changes_a_module(node: ast.stmt, own: set[str], *, functions: bool) -> bool:
    """Return whether a statement can change what belongs to a module."""
    for each in _walk(node, functions=functions):
        if isinstance(each, ast.Global):
            return True
        if isinstance(each, ast.Name) and each.id in {"setattr", "delattr"}:
            return True
        if not isinstance(each, ast.Attribute | ast.Subscript) or _root(each) not in own:
            continue
        if isinstance(each.ctx, ast.Store | ast.Del):
            return True
        if isinstance(each, ast.Attribute) and each.attr in _WRITERS:
            return True
    return False


def _exports(body: list[ast.stmt], loaded: tuple[Import, ...]) -> frozenset[str] | None:
    """Work out ``__all__``; None where it takes more than lists and other modules' lists."""
    found: set[str] = set()
    declared = False
    modules = {each.name: each for each in loaded}
    for node in body:
        if "__all__" not in _binds(node):
            continue
        declared = True
        value = getattr(node, "value", None)
        if isinstance(value, ast.List | ast.Tuple) and all(
            isinstance(item, ast.Constant) for item in value.elts
        ):
            found |= {str(item.value) for item in value.elts if isinstance(item, ast.Constant)}
        elif (
            isinstance(value, ast.Attribute)
            and value.attr == "__all__"
            and isinstance(value.value, ast.Name)
            and (source := modules.get(value.value.id))
        ):
            module = f"{source.module}.{source.attribute}" if source.attribute else source.module
            found.add(f"{module}.*")
        else:
            return None
    if declared:
        return frozenset(found)
    public = {name for node in body for name in _binds(node)} | set(modules)
    return frozenset(name for name in public if not name.startswith("_"))
