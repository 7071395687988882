"""Parameters whose name, value, unit and meaning travel together.

A model is a frozen dataclass that inherits from `Parameters` and declares its fields with
`parameter`. Construction converts text such as ``"36 h"``, checks every value, and refuses a bad
one with an error that names the value, what is allowed and the remedy.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from pharmlib.checks import check

__all__ = ["Parameters", "parameter"]


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
    pharmlib.checks.ParameterError: half_life is -2.0 h; it must be above 0 h. ...
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
