"""What one build notes for the next: digests of what it saw, and files that hold what it made."""

from __future__ import annotations

import hashlib
import json
import pathlib
from typing import Any

__all__ = ["digest", "load", "save", "state"]


def digest(*parts: str | bytes) -> str:
    """Return a digest of some texts."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        made.update(b"%d:" % len(data) + data)
    return made.hexdigest()


def state(path: pathlib.Path) -> str:
    """Return a digest of what a file or a folder holds; "" where there is none."""
    try:
        if path.is_dir():
            return digest(*sorted(each.name for each in path.iterdir() if each.name[0] not in "._"))
        return digest(path.read_bytes())
    except OSError:
        return ""


def load(file: pathlib.Path) -> dict[str, Any]:
    """Return what `save` wrote into a file; nothing where it is missing or damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def save(file: pathlib.Path, what: dict[str, Any]) -> None:
    """Write something into a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(what), encoding="utf-8")
    new.replace(file)
