"""Counting doses of different drugs together: morphine and diazepam equivalents.

A count is for comparing exposures. It is not the dose of a new drug: tolerance to one drug is only
partly tolerance to another, people differ, and methadone's factor grows with its dose. The source
of the morphine factors warns against that use, and this module offers no conversion from one drug
to another.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from pharmlib.checks import ParameterError, check
from pharmlib.drugs import Cited

__all__ = ["diazepam_equivalent", "morphine_equivalents", "morphine_factor"]


def morphine_factor(name: str) -> Cited:
    """Return how many mg of morphine a unit of an opioid counts as.

    Parameters
    ----------
    name : str
        The opioid. The unit is 1 mg by mouth; for fentanyl through the skin, 1 ug/h for a day.

    Returns
    -------
    Cited
        The factor; it knows its source.

    Raises
    ------
    ParameterError
        When there is no factor for it.

    References
    ----------
    dowell2022

    Examples
    --------
    >>> morphine_factor("methadone"), morphine_factor("methadone").source
    (4.7, 'dowell2022')
    """
    table = _tables()["morphine"]
    factor = _look_up(table["factor"], name)
    return Cited(factor, source=table["source"], flag=table["flag"], note="for counting only")


def morphine_equivalents(doses: Mapping[str, Any]) -> float:
    """Return the morphine milligram equivalents of one day, ``sum of factor * dose``.

    For comparing exposures. Not for changing from one opioid to another.

    Parameters
    ----------
    doses : mapping from str to float or str
        Daily dose of each opioid, mg; fentanyl through the skin in ug/h, as text or number.

    Returns
    -------
    float
        mg a day.

    Raises
    ------
    ParameterError
        When there is no factor for an opioid, or a dose is negative.

    References
    ----------
    dowell2022

    Examples
    --------
    Oxycodone 20 mg twice a day and a fentanyl patch of 25 ug/h:

    >>> morphine_equivalents({"oxycodone": "40 mg", "fentanyl": "25 ug/h"})
    120.0
    """
    total = 0.0
    for name, dose in doses.items():
        factor = morphine_factor(name)
        unit = "ug/h" if name.strip().lower() == "fentanyl" else "mg"
        total += factor * check(dose, f"dose of {name}", unit=unit, zero=True)
    return total


def diazepam_equivalent(name: str, dose) -> tuple[float, float]:
    """Return the range of diazepam doses that authorities count a benzodiazepine as.

    Parameters
    ----------
    name : str
        The benzodiazepine.
    dose : float or str
        mg by mouth.

    Returns
    -------
    tuple of float
        Lowest and highest dose of diazepam, mg. They differ by up to a factor of two.

    Raises
    ------
    ParameterError
        When there is no equivalent for it, or the dose is negative.

    References
    ----------
    brunner2025

    Examples
    --------
    >>> diazepam_equivalent("alprazolam", "2 mg")
    (20.0, 40.0)
    """
    equals = _look_up(_tables()["diazepam"]["equals"], name)
    dose = check(dose, "dose", unit="mg", zero=True)
    counts = [10.0 * dose / amount for amount in equals.values()]
    return min(counts), max(counts)


def _look_up(table, name):
    """Return the entry of a drug."""
    key = str(name).strip().lower()
    if key not in table:
        raise ParameterError(
            f"name is {name!r}; it must be one of {', '.join(table)}. "
            "The book counts no other: add it with its source to pharmlib/data/equivalents.toml."
        )
    return table[key]


@functools.cache
def _tables():
    """Return the data file."""
    file = resources.files("pharmlib").joinpath("data", "equivalents.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
