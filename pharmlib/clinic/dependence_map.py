"""Two axes on which drugs are laid out: how much they reward, and how much the body adapts.

The numbers are expert opinion, not measurements. The two axes are not independent in it.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from importlib import resources

import numpy as np

from pharmlib.checks import ParameterError, check_number

__all__ = ["map_correlation", "map_entries", "map_quadrants"]

_RATINGS = ("pleasure", "psychological", "physical")
_ROUNDING = 0.05  # ratings are printed to 0.1, so each may be off by half of that


@dataclasses.dataclass(frozen=True)
class MapEntry:
    """What a panel of experts thought of one drug, from 0 (no risk) to 3.

    Parameters
    ----------
    name : str
        The drug.
    dependence : float
        The printed mean of the three ratings.
    pleasure, psychological, physical : float
        The ratings.
    flag : str
        "V": the row was seen in a copy of the table. "M": approximate.

    References
    ----------
    nutt2007

    Examples
    --------
    >>> heroin = map_entries()[0]
    >>> heroin.name, heroin.reinforcement, heroin.adaptation
    ('heroin', 3.0, 3.0)
    """

    name: str
    dependence: float
    pleasure: float
    psychological: float
    physical: float
    flag: str

    @property
    def reinforcement(self) -> float:
        """Mean of pleasure and psychological dependence: one axis."""
        return (self.pleasure + self.psychological) / 2

    @property
    def adaptation(self) -> float:
        """Physical dependence: the other axis."""
        return self.physical

    @property
    def consistent(self) -> bool:
        """Whether the printed mean is that of the three ratings, as far as rounding allows."""
        mean = (self.pleasure + self.psychological + self.physical) / 3
        return abs(mean - self.dependence) <= _ROUNDING + 0.005 + 1e-9


def map_entries(*, verified=True) -> tuple[MapEntry, ...]:
    """Return the drugs of the map.

    Parameters
    ----------
    verified : bool
        Only the 12 rows that were seen in a copy of the table; otherwise all that are consistent
        with themselves, the approximate ones among them.

    Returns
    -------
    tuple of MapEntry

    References
    ----------
    nutt2007

    Examples
    --------
    >>> len(map_entries()), len(map_entries(verified=False))
    (12, 19)
    """
    return tuple(each for each in _book() if each.consistent and (each.flag == "V" or not verified))


def map_correlation(first, second, *, verified=True) -> float:
    """Return the correlation of two ratings over the drugs of the map.

    Parameters
    ----------
    first, second : str
        "pleasure", "psychological", "physical", "reinforcement" or "adaptation".
    verified : bool
        As for `map_entries`.

    Returns
    -------
    float

    Raises
    ------
    ParameterError
        When there is no such rating.

    Examples
    --------
    >>> round(map_correlation("pleasure", "physical"), 2)
    0.46
    """
    known = (*_RATINGS, "reinforcement", "adaptation")
    for name in (first, second):
        if name not in known:
            raise ParameterError(
                f"rating is {name!r}; it must be one of {', '.join(known)}. Correct the spelling."
            )
    entries = map_entries(verified=verified)
    columns = [[getattr(each, name) for each in entries] for name in (first, second)]
    return float(np.corrcoef(columns)[0, 1])


def map_quadrants(
    *, reinforcement=None, adaptation=None, verified=True
) -> dict[tuple[str, str], list[str]]:
    """Return the drugs of each quarter of the map.

    Parameters
    ----------
    reinforcement, adaptation : float, optional
        Where the axes are cut, from 0 to 3; at the median by default. A drug on the line counts as
        low.
    verified : bool
        As for `map_entries`.

    Returns
    -------
    dict from tuple of str to list of str
        ("high", "low") is high reinforcement, low adaptation.

    Examples
    --------
    >>> quarters = map_quadrants()
    >>> quarters["high", "low"], quarters["low", "high"]
    (['cocaine'], ['benzodiazepines'])
    """
    entries = map_entries(verified=verified)
    cuts = {}
    for name, cut in (("reinforcement", reinforcement), ("adaptation", adaptation)):
        median = float(np.median([getattr(each, name) for each in entries]))
        cuts[name] = (
            median if cut is None else check_number(cut, name, maximum=3.0, zero=True)
        ) + 1e-9
    words = ("low", "high")
    quarters: dict[tuple[str, str], list[str]] = {(r, a): [] for r in words for a in words}
    for each in entries:
        place = tuple(words[getattr(each, name) > cut] for name, cut in cuts.items())
        quarters[place[0], place[1]].append(each.name)
    return quarters


@functools.cache
def _book() -> tuple[MapEntry, ...]:
    """Return every row of the data file."""
    file = resources.files("pharmlib").joinpath("data", "dependence_map.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(MapEntry(name, **row) for name, row in rows.items())
