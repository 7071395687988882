"""Parameters whose name, value, unit and meaning travel together.

A model is a frozen dataclass that inherits from `Parameters` and declares its fields with
`parameter`. Construction converts text such as ``"36 h"``, checks every value, and refuses a bad
one with an error that names the value, what is allowed and the remedy.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from pharmlib.units import to_book_units

__all__ = ["ParameterError", "Parameters", "check", "check_times", "parameter"]


class ParameterError(ValueError):
    """A value lies outside what its model allows."""


def parameter(
    default: Any = dataclasses.MISSING,
    unit: str = "",
    meaning: str = "",
    *,
    symbol: str = "",
    minimum: float = 0.0,
    maximum: float = math.inf,
    zero: bool = False,
) -> Any:
    """Declare one field of a parameter set.

    Parameters
    ----------
    default : float, optional
        Value when none is given.
    unit, meaning, symbol : str
        Unit in the book's system, meaning in words, and symbol in TeX; tables of notation, labels
        of axes and error messages are read from them.
    minimum, maximum : float
        The range allowed; `maximum` belongs to it.
    zero : bool
        Whether `minimum` itself is allowed.

    Returns
    -------
    dataclasses.Field

    Examples
    --------
    >>> parameter(10.0, "L/h", "clearance", symbol="CL").metadata["unit"]
    'L/h'
    """
    facts = {
        "unit": unit,
        "meaning": meaning,
        "symbol": symbol,
        "minimum": minimum,
        "maximum": maximum,
        "zero": zero,
    }
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=facts)
    return dataclasses.field(default=default, metadata=facts)


@dataclasses.dataclass(frozen=True)
class Parameters:
    """A frozen, checked set of parameters: the base of every model.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Decay(Parameters):
    ...     half_life: float = parameter(unit="h", meaning="elimination half-life")
    >>> Decay(half_life="1.5 d").half_life
    36.0
    >>> Decay(half_life=-2.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.parameters.ParameterError: half_life is -2.0 h; it must be above 0 h. ...
    """

    def __post_init__(self):
        for field in dataclasses.fields(self):
            if "unit" in field.metadata:
                value = check(
                    getattr(self, field.name),
                    field.name,
                    **{k: field.metadata[k] for k in ("unit", "minimum", "maximum", "zero")},
                )
                object.__setattr__(self, field.name, value)

    def replace(self, **changes):
        """Return a copy with some parameters changed, checked as at construction."""
        return dataclasses.replace(self, **changes)

    @classmethod
    def notation(cls):
        """Return one dictionary per parameter: name, symbol, unit, meaning."""
        return [
            {"name": field.name}
            | {key: field.metadata[key] for key in ("symbol", "unit", "meaning")}
            for field in dataclasses.fields(cls)
            if "unit" in field.metadata
        ]

    def describe(self):
        """Return the notation with the value of each parameter."""
        return [row | {"value": getattr(self, row["name"])} for row in self.notation()]


def check(value, name, *, unit="", minimum=0.0, maximum=math.inf, zero=False):
    """Return a value as a float, or an array of floats, after checking it.

    Parameters
    ----------
    value : float, array or str
        The value; text is converted to `unit`.
    name : str
        What to call it when something is wrong.
    unit : str
        The unit expected.
    minimum, maximum : float
        The range allowed; `maximum` belongs to it.
    zero : bool
        Whether `minimum` itself is allowed.

    Returns
    -------
    float or array of float

    Raises
    ------
    ParameterError
        When the value is not a number, not finite, or out of range.
    UnitError
        When text carries a unit that does not fit.

    Examples
    --------
    >>> check("90 min", "delay", unit="h")
    1.5
    >>> check(1.2, "occupancy", maximum=1.0, zero=True)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.parameters.ParameterError: occupancy is 1.2; it must be from 0 to 1. ...
    """
    value = to_book_units(value, unit, name)
    suffix = f" {unit}" if unit else ""
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ParameterError(
            f"{name} is {value!r}; it must be a number{' in ' + unit if unit else ''}, "
            f"or text such as '2{suffix}'."
        ) from None
    low_ok = numbers >= minimum if zero else numbers > minimum
    wrong = ~(np.isfinite(numbers) & low_ok & (numbers <= maximum))
    if np.any(wrong):
        first = float(numbers[wrong].flat[0])
        allowed = f"{'from' if zero else 'above'} {minimum:g}"
        if math.isinf(minimum):
            allowed = f"at most {maximum:g}" if math.isfinite(maximum) else "finite"
        elif math.isfinite(maximum):
            allowed += f" to {maximum:g}" if zero else f" and at most {maximum:g}"
        elif zero:
            allowed = f"{minimum:g} or more"
        finite = math.isfinite(first)
        remedy = "Check its sign and unit." if finite else "Check how it was computed."
        raise ParameterError(f"{name} is {first!r}{suffix}; it must be {allowed}{suffix}. {remedy}")
    return float(numbers) if numbers.ndim == 0 else numbers


def check_times(times, name="times"):
    """Return a grid of times as an array, after checking that it runs forward.

    Parameters
    ----------
    times : array, shape (n,)
        Times, h, strictly increasing; n is 1 or more.
    name : str
        What to call the grid when something is wrong.

    Returns
    -------
    array of float, shape (n,)

    Raises
    ------
    ParameterError
        When the grid is empty, not one-dimensional, not finite, or does not increase.

    Examples
    --------
    >>> check_times([0, 2, 1])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.parameters.ParameterError: times goes from 2.0 h to 1.0 h ...
    """
    grid = np.atleast_1d(np.asarray(times, dtype=float))
    if grid.ndim != 1 or grid.size == 0:
        raise ParameterError(
            f"{name} has shape {grid.shape}; it must be a list of one or more times in h. "
            "Use for example numpy.linspace(0, 24, 241)."
        )
    check(grid, name, unit="h", minimum=-math.inf)
    step_back = np.flatnonzero(np.diff(grid) <= 0)
    if step_back.size:
        i = int(step_back[0]) + 1
        raise ParameterError(
            f"{name} goes from {float(grid[i - 1])!r} h to {float(grid[i])!r} h at position {i}; "
            "it must increase. Sort it, for example with numpy.unique."
        )
    return grid
