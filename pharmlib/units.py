"""The unit system of the book, and the one place where units are converted.

Inside the models there is one unit for each kind of quantity: hours, milligrams, litres, and
nanomoles per litre for receptor constants. A reader may write any quantity as text with its unit,
``"36 h"``, ``"1.5 d"``, ``"26.6 mL/min"``, and `to_book_units` converts it or says what is wrong.
"""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "WEEK",
    "UnitError",
    "convert",
    "mass_concentration",
    "molar",
    "to_book_units",
    "unit_symbols",
]

HOUR = 1.0
MINUTE = 1 / 60
DAY = 24.0
WEEK = 168.0

# symbol: (dimension, size in the book's own unit of that dimension)
_UNITS = {
    "s": ("time", Fraction(1, 3600)),
    "min": ("time", Fraction(1, 60)),
    "h": ("time", Fraction(1)),
    "d": ("time", Fraction(24)),
    "wk": ("time", Fraction(168)),
    "ng": ("mass", Fraction(1, 10**6)),
    "ug": ("mass", Fraction(1, 10**3)),
    "mg": ("mass", Fraction(1)),
    "g": ("mass", Fraction(10**3)),
    "kg": ("mass", Fraction(10**6)),
    "mL": ("volume", Fraction(1, 10**3)),
    "dL": ("volume", Fraction(1, 10)),
    "L": ("volume", Fraction(1)),
    "pmol": ("amount", Fraction(1, 10**3)),
    "nmol": ("amount", Fraction(1)),
    "umol": ("amount", Fraction(10**3)),
    "mmol": ("amount", Fraction(10**6)),
    "mol": ("amount", Fraction(10**9)),
    "%": ("", Fraction(1, 100)),
    "1": ("", Fraction(1)),
}
_MOLAR = {"pM": "pmol/L", "nM": "nmol/L", "uM": "umol/L", "mM": "mmol/L"}
_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*\Z")


class UnitError(ValueError):
    """A quantity was given in a unit that does not fit, or in one that the book does not know."""


def convert(value, unit, target):
    """Convert a number, or an array of numbers, from one unit to another.

    Parameters
    ----------
    value : float or array
        The quantity, in `unit`.
    unit, target : str
        Such as ``"h"``, ``"mg/L"``, ``"mL/min"`` or ``"1/d"``; ``""`` is dimensionless.

    Returns
    -------
    float or array
        The same quantity in `target`.

    Raises
    ------
    UnitError
        When a unit is unknown or the two measure different things.

    Examples
    --------
    >>> convert(20.0, "mL/min", "L/h")
    1.2
    >>> convert(1.0, "h", "mg")
    Traceback (most recent call last):
        ...
    pharmlib.units.UnitError: cannot convert 'h' to 'mg': they measure different things
    """
    here, there = _parse(unit), _parse(target)
    if here[0] != there[0]:
        raise UnitError(f"cannot convert {unit!r} to {target!r}: they measure different things")
    factor = here[1] / there[1]
    return value * factor.numerator / factor.denominator


def to_book_units(quantity, unit, name="quantity"):
    """Return a quantity as a plain number in the given unit.

    Parameters
    ----------
    quantity : float, int, array or str
        A number is taken to be in `unit` already. Text holds a number and its own unit.
    unit : str
        The unit to return.
    name : str
        What to call the quantity when something is wrong.

    Returns
    -------
    float or array

    Raises
    ------
    UnitError
        When the text cannot be read, or its unit does not fit.

    Examples
    --------
    >>> to_book_units("1.5 d", "h")
    36.0
    >>> to_book_units("5 mg", "h", "half_life")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.units.UnitError: half_life is '5 mg': a quantity in 'h' is needed; ...
    """
    if not isinstance(quantity, str):
        return quantity
    match = _QUANTITY.match(quantity)
    if match is None:
        raise UnitError(
            f"{name} is {quantity!r}: write a number and its unit, for example '5 {unit or '%'}'"
        )
    try:
        return convert(float(match[1]), match[2], unit)
    except UnitError as error:
        wanted = f"a quantity in {unit!r}" if unit else "a number without unit"
        raise UnitError(
            f"{name} is {quantity!r}: {wanted} is needed; write for example '{match[1]} {unit}'"
        ) from error


def molar(concentration, molar_mass):
    """Return a mass concentration as a molar one, in nmol/L.

    ``c [nmol/L] = 1e6 * c [mg/L] / M [g/mol]``

    Parameters
    ----------
    concentration : float or array
        Concentration, mg/L.
    molar_mass : float
        Molar mass, g/mol.

    Returns
    -------
    float or array
        Concentration, nmol/L.

    Examples
    --------
    >>> round(molar(0.037, 327.4))  # 37 ng/mL of naloxone
    113
    """
    return 1e6 * concentration / molar_mass


def mass_concentration(concentration, molar_mass):
    """Return a molar concentration as one by mass, in mg/L: the inverse of `molar`.

    ``c [mg/L] = 1e-6 * c [nmol/L] * M [g/mol]``

    Parameters
    ----------
    concentration : float or array
        Concentration, nmol/L.
    molar_mass : float
        Molar mass, g/mol.

    Returns
    -------
    float or array
        Concentration, mg/L.

    Examples
    --------
    >>> round(mass_concentration(113, 327.4), 3)  # of naloxone
    0.037
    """
    return concentration * molar_mass / 1e6


def unit_symbols(like):
    """Return the symbols of all units that measure the same as a given one.

    Parameters
    ----------
    like : str
        A unit; ``""`` is dimensionless.

    Returns
    -------
    tuple of str
        From the smallest to the largest; none where the quantity has no symbol of its own.

    Raises
    ------
    UnitError
        When the unit is unknown.

    Examples
    --------
    >>> unit_symbols("h"), unit_symbols("nmol/L"), unit_symbols("L/h")
    (('s', 'min', 'h', 'd', 'wk'), ('pM', 'nM', 'uM', 'mM'), ())
    """
    wanted = _parse(like)[0]
    return tuple(symbol for symbol in (*_UNITS, *_MOLAR) if _parse(symbol)[0] == wanted)


def _parse(unit):
    """Return the dimensions of a unit, as a sorted tuple, and its size in the book's units."""
    size, dimensions = Fraction(1), {}
    for position, part in enumerate(_MOLAR.get(unit, unit).split("/")):
        sign = -1 if position else 1
        for symbol in part.split("*"):
            if symbol in _MOLAR:
                raise UnitError(f"write {_MOLAR[symbol]!r} instead of {symbol!r} inside {unit!r}")
            if symbol.strip() and symbol.strip() not in _UNITS:
                known = ", ".join(sorted(_UNITS))
                raise UnitError(f"unknown unit {symbol!r} in {unit!r}; the book knows {known}")
            dimension, factor = _UNITS[symbol.strip() or "1"]
            size *= factor**sign
            if dimension:
                dimensions[dimension] = dimensions.get(dimension, 0) + sign
    return tuple(sorted((name, power) for name, power in dimensions.items() if power)), size
