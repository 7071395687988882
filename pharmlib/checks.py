"""What every input goes through once: is it a number, in range, one or many, in order?

An error names the value, what is allowed and the remedy. "At least" and "at most" belong to a
range; "above" and "below" do not.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from pharmlib.units import to_book_units

__all__ = [
    "ParameterError",
    "check",
    "check_count",
    "check_number",
    "check_order",
    "check_times",
    "float_or_array",
]


class ParameterError(ValueError):
    """A value lies outside what its model allows."""


def check(
    value: Any,
    name: str,
    *,
    unit: str = "",
    minimum: float = 0.0,
    maximum: float = math.inf,
    below: float = math.inf,
    zero: bool = False,
) -> Any:
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
    below : float
        In place of `maximum`, a bound that does not belong to the range.
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
    pharmlib.checks.ParameterError: occupancy is 1.2; it must be from 0 to 1. ...
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
    high_enough = numbers >= minimum if zero else numbers > minimum
    wrong = ~(np.isfinite(numbers) & high_enough & (numbers <= maximum) & (numbers < below))
    if np.any(wrong):
        first = float(numbers[wrong].flat[0])
        allowed = _range(minimum, maximum, below, zero, suffix)
        remedy = "Check its sign and unit."
        if not math.isfinite(first):
            remedy = "Check how it was computed."
        elif first == below:
            remedy = f"Use for example {0.99 * below:g}{suffix}."
        raise ParameterError(f"{name} is {first!r}{suffix}; it must be {allowed}. {remedy}")
    return float(numbers) if numbers.ndim == 0 else numbers


def _range(minimum, maximum, below, zero, suffix):
    """Return a range in words."""
    if math.isinf(minimum):
        low = ""
    elif zero and math.isfinite(maximum):
        return f"from {minimum:g} to {maximum:g}{suffix}"
    else:
        low = f"{'at least' if zero else 'above'} {minimum:g}"
    high = f"at most {maximum:g}" if math.isfinite(maximum) else ""
    high = f"below {below:g}" if math.isfinite(below) else high
    words = " and ".join(part for part in (low, high) if part)
    return f"{words}{suffix}" if words else "finite"


def check_number(value: Any, name: str, **limits: Any) -> float:
    """Return a value that must be a single number.

    Parameters
    ----------
    value, name, **limits
        As for `check`.

    Returns
    -------
    float

    Raises
    ------
    ParameterError
        As `check`, and when there are several.

    Examples
    --------
    >>> check_number([1.0, 2.0], "start", unit="mg")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: start has shape (2,); it must be a single number. ...
    """
    number = check(value, name, **limits)
    if np.ndim(number):
        raise ParameterError(
            f"{name} has shape {np.shape(number)}; it must be a single number. "
            "Take the values one at a time."
        )
    return number


def check_count(value: Any, name: str, *, minimum: int = 1, maximum: float = math.inf) -> int:
    """Return a whole number.

    Parameters
    ----------
    value : int
        The number.
    name : str
        What to call it when something is wrong.
    minimum, maximum : int
        The range allowed; both belong to it.

    Returns
    -------
    int

    Raises
    ------
    ParameterError
        When it is not a whole number, or out of range.

    Examples
    --------
    >>> check_count(2.5, "steps")
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: steps is 2.5; it must be a whole number, at least 1. It counts.
    """
    try:
        count = operator.index(value)
    except TypeError:
        count = None
    if count is None or not minimum <= count <= maximum:
        allowed = f"at least {minimum}" if math.isinf(maximum) else f"from {minimum} to {maximum}"
        raise ParameterError(
            f"{name} is {value!r}; it must be a whole number, {allowed}. It counts."
        )
    return count


def check_order(
    value: Any, bound: Any, name: str, bound_name: str, *, remedy: str, unit: str = "", strict=False
) -> None:
    """Raise unless one value is at most another, everywhere.

    Parameters
    ----------
    value, bound : float or array
        Checked already; they broadcast.
    name, bound_name : str
        What to call them.
    remedy : str
        A sentence that says what to do.
    unit : str
        Of both.
    strict : bool
        Whether `value` must be below `bound`.

    Raises
    ------
    ParameterError
        When a value is larger than its bound.

    Examples
    --------
    >>> check_order(3.0, 2.0, "until", "start", unit="mg", remedy="Exchange.")
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: until is 3.0 mg; it must be at most start, 2.0 mg. Exchange.
    """
    values, bounds = np.broadcast_arrays(np.asarray(value), np.asarray(bound))
    wrong = values >= bounds if strict else values > bounds
    if np.any(wrong):
        suffix = f" {unit}" if unit else ""
        raise ParameterError(
            f"{name} is {float(values[wrong][0])!r}{suffix}; it must be "
            f"{'below' if strict else 'at most'} {bound_name}, "
            f"{float(bounds[wrong][0])!r}{suffix}. {remedy}"
        )


def check_times(times: Any, name: str = "times", *, minimum: float = -math.inf) -> np.ndarray:
    """Return a grid of times as an array, after checking that it runs forward.

    Parameters
    ----------
    times : array, shape (n,)
        Times, h, strictly increasing; n is 1 or more. Text such as "36 h" is one time.
    name : str
        What to call the grid when something is wrong.
    minimum : float
        The earliest time allowed, h.

    Returns
    -------
    array of float, shape (n,)

    Raises
    ------
    ParameterError
        When the grid is empty, not one-dimensional, not finite, too early, or does not increase.

    Examples
    --------
    >>> check_times([0, 2, 1])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: times goes from 2.0 h to 1.0 h ...
    """
    grid = np.atleast_1d(check(times, name, unit="h", minimum=minimum, zero=True))
    if grid.ndim != 1 or grid.size == 0:
        raise ParameterError(
            f"{name} has shape {grid.shape}; it must be a list of one or more times in h. "
            "Use for example numpy.linspace(0, 24, 241)."
        )
    step_back = np.flatnonzero(np.diff(grid) <= 0)
    if step_back.size:
        i = int(step_back[0]) + 1
        raise ParameterError(
            f"{name} goes from {float(grid[i - 1])!r} h to {float(grid[i])!r} h at position {i}; "
            "it must increase. Sort it, for example with numpy.unique."
        )
    return grid


def float_or_array(value: Any) -> Any:
    """Return a NumPy scalar as a float, and an array as it is.

    Parameters
    ----------
    value : float or array
        A result.

    Returns
    -------
    float or array

    Examples
    --------
    >>> float_or_array(np.sqrt(4.0)), float_or_array(np.array([1, 2]))
    (2.0, array([1, 2]))
    """
    return float(value) if np.ndim(value) == 0 else value
