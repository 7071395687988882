"""Turn the keys of references.bib into authors and years, for places without a bibliography."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["Citation", "cite", "name_entries", "read_citations"]

Citation = tuple[str, str]
"""The authors as a sentence names them, and the year."""


def read_citations(path: Path) -> dict[str, Citation]:
    """Return authors and year for every key of a BibTeX file.

    Parameters
    ----------
    path : Path
        Such as ``references.bib``. When it does not exist, or pybtex is not installed, the result
        is empty.

    Returns
    -------
    dict
        Such as ``{"winek1984": ("Winek and Murphy", "1984")}``.
    """
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return {}
    return _read(path, stamp)


def cite(keys: str, known: dict[str, Citation], *, textual: bool) -> str:
    """Return a citation of one or more keys, separated by commas, as text.

    Examples
    --------
    >>> known = {"winek1984": ("Winek and Murphy", "1984")}
    >>> cite("winek1984", known, textual=False), cite("winek1984", known, textual=True)
    ('(Winek and Murphy 1984)', 'Winek and Murphy (1984)')
    >>> cite("winek1984, unknown2000", known, textual=False)
    '(Winek and Murphy 1984; unknown2000)'
    """
    pairs = [known.get(key.strip(), (key.strip(), "")) for key in keys.split(",")]
    if textual:
        return " and ".join(f"{who} ({year})" if year else who for who, year in pairs)
    return f"({'; '.join(f'{who} {year}'.strip() for who, year in pairs)})"


def name_entries(entries: Mapping[str, Any]) -> dict[str, Citation]:
    """Return authors and year for every key of the entries that pybtex has read."""
    found = {}
    for key, entry in entries.items():
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [
            " ".join(str(part) for part in (*person.rich_prelast_names, *person.rich_last_names))
            for person in people
        ]
        found[key] = (_authors(names) or key, entry.fields.get("year", ""))
    return found


@functools.lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> dict[str, Citation]:
    try:
        from pybtex.database import parse_file
    except ImportError:
        return {}
    return name_entries(parse_file(str(path), bib_format="bibtex").entries)


def _authors(names: list[str]) -> str:
    if len(names) > 2 or "others" in names:
        return f"{names[0]} et al."
    return " and ".join(names)
