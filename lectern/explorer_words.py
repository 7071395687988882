"""Numbers and settings of an explorer in words, as the script of the page writes them, too."""

from __future__ import annotations

import decimal
from typing import Any

__all__ = ["label", "setting", "stop", "written"]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(value: float, *, digits: int = 3, place: int | None = None) -> str:
    """Return a number as people read it: rounded, with a true minus sign and thousands apart.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        How many significant digits it has at most.
    place : int, optional
        The power of ten of the last digit that is exact enough to be shown.

    Returns
    -------
    str

    Examples
    --------
    >>> written(0.12345), written(0.12345, place=-2), written(44.25, digits=6)
    ('0.123', '0.12', '44.25')
    >>> written(0.0004, place=-3)
    '0'
    """
    exact = decimal.Decimal(float(value))
    last = exact.adjusted() - digits + 1
    last = last if place is None else max(last, place)
    rounded = exact.quantize(decimal.Decimal(1).scaleb(last), decimal.ROUND_HALF_UP)
    if not rounded:
        return "0"
    power = rounded.adjusted()
    if -4 <= power < 7:
        text = f"{rounded:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        whole, point, part = text.partition(".")
        text = (f"{int(whole):,}".replace(",", "\u202f") if power > 3 else whole) + point + part
    else:
        shown = f"{rounded.scaleb(-power):f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        text = f"{shown} \u00d7 10{str(power).translate(_SUPERSCRIPTS)}"
    return text.replace("-", "\u2212")


def stop(slider: dict[str, Any], position: int) -> str:
    """Return where a slider stands, with its unit."""
    value = slider["stops"][position]
    text = written(value, digits=6) if isinstance(value, int | float) else str(value)
    return f"{text}\u00a0{slider['unit']}" if slider["unit"] else text


def setting(sliders: list[dict[str, Any]], positions: list[int]) -> str:
    """Return where all sliders stand."""
    pairs = zip(sliders, positions, strict=True)
    return ", ".join(f"{slider['label']} {stop(slider, position)}" for slider, position in pairs)


def label(axis: dict[str, Any]) -> str:
    """Return ``quantity (unit)``, or what there is of it."""
    quantity, unit = axis["label"], axis["unit"]
    return f"{quantity} ({unit})" if quantity and unit else quantity or unit
