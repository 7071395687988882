"""Scales of withdrawal: items, the points a rater may give, and names for ranges of the total.

Items and points live in ``data/scales.toml``. The points of some items are unequally spaced (0, 1,
3, 5), so a total is a sum of steps of different size, and not every total can be reached with few
items.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
import types
from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np

from pharmlib.checks import ParameterError, check_count

__all__ = ["Scale", "scale", "scale_names"]

KINDS = ("observed", "mixed", "report")


@dataclasses.dataclass(frozen=True)
class ScaleItem:
    """One item of a scale.

    Parameters
    ----------
    name : str
        A short name; not the wording of the instrument.
    points : tuple of int
        What a rater may give, from 0 up.
    kind : str
        "observed", "report" (only the person can tell) or "mixed".

    Examples
    --------
    >>> scale("COWS").items[-1]
    ScaleItem(name='gooseflesh', points=(0, 3, 5), kind='observed')
    """

    name: str
    points: tuple[int, ...]
    kind: str


@dataclasses.dataclass(frozen=True)
class Bands:
    """One set of names for ranges of a total.

    Parameters
    ----------
    name : str
        What the set is called.
    start : mapping from str to int
        Lowest total of each band, in order.
    source, flag : str
        A key of ``references.bib`` or ""; "V" or "M".

    Examples
    --------
    >>> scale("CIWA-Ar").bands["ASAM 2020"].of(19)
    'severe'
    """

    name: str
    start: Mapping[str, int]
    source: str
    flag: str

    def of(self, total) -> str:
        """Return the band of a total."""
        return max((low, band) for band, low in self.start.items() if low <= total)[1]


@dataclasses.dataclass(frozen=True)
class Scale:
    """A scale of withdrawal. Made by `scale`.

    Parameters
    ----------
    name, title, source : str
        Abbreviation, full name, key of ``references.bib``.
    items : tuple of ScaleItem
        In the order of the form.
    bands : mapping from str to Bands
        Sets of names for ranges of the total.

    References
    ----------
    wesson2003, sullivan1989

    Examples
    --------
    >>> cows = scale("COWS")
    >>> cows.maximum(), {kind: cows.maximum(kind) for kind in ("observed", "mixed", "report")}
    (48, {'observed': 22, 'mixed': 17, 'report': 9})
    >>> cows.score([2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 3]), cows.band(25)
    (25, 'moderately severe')
    """

    name: str
    title: str
    source: str
    items: tuple[ScaleItem, ...]
    bands: Mapping[str, Bands]

    def __repr__(self):
        return f"<Scale {self.name}: {len(self.items)} items, 0 to {self.maximum()}>"

    def maximum(self, kind: str | None = None) -> int:
        """Return the highest total, of all items or of one kind.

        Raises
        ------
        ParameterError
            When there is no such kind.
        """
        if kind not in (None, *KINDS):
            raise ParameterError(
                f"kind is {kind!r}; it must be one of {', '.join(KINDS)}. "
                "Leave it out for all items."
            )
        return sum(item.points[-1] for item in self.items if kind in (None, item.kind))

    def score(self, ratings) -> Any:
        """Return the total of ratings, after checking each.

        Parameters
        ----------
        ratings : mapping from str to int, or array, shape (..., items)
            Points by name of item, or in the order of the form. Every item must be rated: a
            missing one is not a 0.

        Returns
        -------
        int, or array of int, shape (...)

        Raises
        ------
        ParameterError
            When an item is missing or unknown, or a rating is none of its points.

        Examples
        --------
        >>> scale("COWS").score(11 * [3])
        Traceback (most recent call last):
            ...
        pharmlib.checks.ParameterError: pulse is 3; it must be one of 0, 1, 2, 4. Choose one of \
the points on the form; between two, the scale has no step.
        """
        names = [item.name for item in self.items]
        if isinstance(ratings, Mapping):
            odd = sorted(set(ratings) ^ set(names))
            if odd:
                raise ParameterError(
                    f"ratings has {len(ratings)} items; it must have the {len(names)} of "
                    f"{self.name}. Missing or unknown: {', '.join(odd)}."
                )
            ratings = [ratings[name] for name in names]
        table = np.asarray(ratings)
        if table.ndim == 0 or table.shape[-1] != len(names):
            raise ParameterError(
                f"ratings has shape {table.shape}; its last length must be {len(names)}, one "
                f"rating for each item of {self.name}: {', '.join(names)}. Rate every item."
            )
        for item, column in zip(self.items, np.moveaxis(table, -1, 0), strict=True):
            wrong = ~np.isin(column, item.points)
            if wrong.any():
                points = ", ".join(map(str, item.points))
                raise ParameterError(
                    f"{item.name} is {column[wrong].flat[0].item()!r}; it must be one of {points}. "
                    "Choose one of the points on the form; between two, the scale has no step."
                )
        total = table.astype(int).sum(axis=-1)
        return int(total) if table.ndim == 1 else total

    def band(self, total, *, bands: str | None = None) -> str:
        """Return the name of the range in which a total lies.

        Parameters
        ----------
        total : int
            From 0 to the highest total.
        bands : str, optional
            Which set of names; it may be left out where there is one only.

        Returns
        -------
        str

        Raises
        ------
        ParameterError
            When the total is out of range, or it is not clear which set is meant.

        Examples
        --------
        >>> alcohol = scale("CIWA-Ar")
        >>> {name: alcohol.band(9, bands=name) for name in alcohol.bands}
        {'ASAM 2020': 'mild', '8 and 16': 'moderate', '11 and 16': 'mild'}
        """
        total = check_count(total, "total", minimum=0, maximum=self.maximum())
        if bands is None and len(self.bands) == 1:
            (bands,) = self.bands
        if bands is None or bands not in self.bands:
            raise ParameterError(
                f"bands is {bands!r}; it must be one of {', '.join(map(repr, self.bands))}. "
                "Say which: the sets of names differ."
            )
        return self.bands[bands].of(total)

    def patterns(self, most_items: int | None = None) -> np.ndarray:
        """Return in how many ways each total can come about.

        The number of ways is a coefficient of the product over items of ``1 + s * (x**p + ..)``,
        where ``s`` counts the items that are not 0.

        Parameters
        ----------
        most_items : int, optional
            Count only ratings with at most so many items above 0; all by default.

        Returns
        -------
        array of int, shape (highest total + 1,)

        Examples
        --------
        >>> ways = scale("COWS").patterns(1)
        >>> np.flatnonzero(ways).tolist()  # with one item above 0
        [0, 1, 2, 3, 4, 5]
        """
        most = len(self.items) if most_items is None else check_count(most_items, "most_items")
        ways = np.zeros((len(self.items) + 1, self.maximum() + 1), dtype=np.int64)
        ways[0, 0] = 1  # rows: how many items are above 0; columns: the total
        for item in self.items:
            grown = ways.copy()
            for p in item.points[1:]:
                grown[1:, p:] += ways[:-1, :-p]
            ways = grown
        return ways[: most + 1].sum(axis=0)


def scale(name: str) -> Scale:
    """Return a scale of the book.

    Parameters
    ----------
    name : str
        In any case.

    Returns
    -------
    Scale

    Raises
    ------
    ParameterError
        When the book does not have it.

    Examples
    --------
    >>> scale("ciwa-ar")
    <Scale CIWA-Ar: 10 items, 0 to 67>
    """
    found = {each.lower(): entry for each, entry in _book().items()}
    key = str(name).strip().lower()
    if key not in found:
        raise ParameterError(
            f"name is {name!r}; it must be one of {', '.join(scale_names())}. "
            "Choose one, or add it with its source to pharmlib/data/scales.toml."
        )
    return found[key]


def scale_names() -> list[str]:
    """Return the names of all scales.

    Examples
    --------
    >>> scale_names()
    ['COWS', 'CIWA-Ar']
    """
    return list(_book())


@functools.cache
def _book() -> dict[str, Scale]:
    """Return every scale of the data file."""
    text = resources.files("pharmlib").joinpath("data", "scales.toml").read_text(encoding="utf-8")
    book = {}
    for name, table in tomllib.loads(text).items():
        items = tuple(
            ScaleItem(item["name"], tuple(item["points"]), item["kind"]) for item in table["item"]
        )
        bands = {
            each["name"]: Bands(
                each["name"], types.MappingProxyType(each["from"]), each["source"], each["flag"]
            )
            for each in table["bands"]
        }
        book[name] = Scale(
            name, table["title"], table["source"], items, types.MappingProxyType(bands)
        )
    return book
