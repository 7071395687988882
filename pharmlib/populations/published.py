"""Published populations by name.

The numbers live in ``data/variability.toml``, with who was studied and the source. A population
model is used whole: its medians and its spreads come from one fit.
"""

from __future__ import annotations

import functools
import math
import tomllib
from importlib import resources
from typing import Any

from pharmlib.checks import ParameterError
from pharmlib.populations.distributions import LogitNormal, LogNormal
from pharmlib.populations.population import Population
from pharmlib.units import convert

__all__ = ["population_names", "population_table", "published_population"]


def population_names() -> list[str]:
    """Return the names of the published populations, in the order of the alphabet.

    Examples
    --------
    >>> [name for name in population_names() if name.startswith("bup")]
    ['buprenorphine, depot', 'buprenorphine, intravenous', 'buprenorphine, under the tongue']
    """
    return sorted(_book())


def published_population(name: str) -> Population:
    """Return a published population.

    Parameters
    ----------
    name : str
        One of `population_names`.

    Returns
    -------
    Population
        In the units of the book; `population_table` tells them.

    Raises
    ------
    ParameterError
        When there is no such population.

    Examples
    --------
    >>> people = published_population("fentanyl, intravenous")
    >>> people.parameters["clearance"].median, round(people.parameters["clearance"].cv, 2)
    (75.6, 0.3)
    """
    entry = _entry(name)
    return Population(
        {key: _distribution(fact) for key, fact in entry["parameters"].items()},
        correlations={(a, b): rho for a, b, rho in entry.get("correlations", [])},
    )


def population_table(name: str) -> list[dict[str, Any]]:
    """Return the rows of a published population for a table.

    Parameters
    ----------
    name : str
        One of `population_names`.

    Returns
    -------
    list of dict
        Keys: name, unit, median, low and high (the middle 95 %), cv (None where it has no meaning),
        people, source, flag, note.

    Examples
    --------
    >>> (row,) = population_table("ethanol, social drinkers")
    >>> round(row["median"]), round(row["low"]), round(row["high"]), row["unit"], row["source"]
    (145, 87, 242, 'mg/L/h', 'winek1984')
    """
    entry = _entry(name)
    rows = []
    for key, fact in entry["parameters"].items():
        value = _distribution(fact)
        low, high = (value, value) if isinstance(value, float) else value.quantile([0.025, 0.975])
        rows.append({
            "name": key,
            "unit": fact.get("book", fact["unit"]),
            "median": value if isinstance(value, float) else value.median,
            "low": float(low),
            "high": float(high),
            "cv": value.cv if isinstance(value, LogNormal) else None,
            "people": entry["people"],
            "source": entry["source"],
            "flag": fact["flag"],
            "note": fact.get("note", ""),
        })  # fmt: skip
    return rows


def _distribution(fact) -> LogNormal | LogitNormal | float:
    """Return what one line of the data file describes."""

    def number(key):
        return convert(float(fact[key]), fact["unit"], fact.get("book", fact["unit"]))

    if "sd" in fact:
        return LogNormal.from_mean(number("mean"), number("sd"))
    omega = fact.get("omega", math.sqrt(fact.get("variance", 0.0)))
    if fact.get("shape") == "fraction":
        return LogitNormal(number("median"), omega)
    if "cv" in fact and "mean" in fact:
        return LogNormal.from_mean(number("mean"), number("mean") * fact["cv"])
    if "cv" in fact:
        return LogNormal(number("median"), fact["cv"])
    return LogNormal.from_spread(number("median"), omega) if omega else number("median")


def _entry(name):
    """Return one population of the data file."""
    if name not in _book():
        raise ParameterError(
            f"name is {name!r}; it must be one of {', '.join(map(repr, population_names()))}. "
            "Choose one of these, or build a Population from LogNormal parameters."
        )
    return _book()[name]


@functools.cache
def _book():
    """Return every population of the data file."""
    text = resources.files("pharmlib").joinpath("data", "variability.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))
