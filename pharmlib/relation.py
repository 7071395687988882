"""Named curves over anything that is not time: dose, concentration, a ratio."""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping

import numpy as np

from pharmlib.checks import ParameterError, check

__all__ = ["Relation"]


@dataclasses.dataclass(frozen=True, eq=False)
class Relation:
    """Named curves on one grid of a quantity, each with its unit. Immutable.

    Parameters
    ----------
    along : str
        The quantity of the grid, such as "dose".
    grid : array, shape (n,)
        Its values, increasing, two or more.
    values : mapping from str to array, shape (n,)
        One curve for each name.
    units : mapping from str to str
        The unit of each curve, and of the grid under its own name; "" is dimensionless.

    Raises
    ------
    ParameterError
        When grid, names, shapes or values do not fit.

    Examples
    --------
    >>> from pharmlib.receptors.hyperbola import dose_occupancy
    >>> doses = [0.0, 2.0, 16.0]
    >>> held = dose_occupancy(doses, maximum=0.91, half_dose=2.4)
    >>> curve = Relation("dose", doses, {"occupancy": held}, {"dose": "mg", "occupancy": ""})
    >>> curve["occupancy"].round(2)
    array([0.  , 0.41, 0.79])
    """

    along: str
    grid: np.ndarray
    values: Mapping[str, np.ndarray]
    units: Mapping[str, str]

    def __post_init__(self):
        if set(self.units) != {self.along, *self.values} or self.along in self.values:
            raise ParameterError(
                f"units has {sorted(self.units)}; it must name {self.along!r} and each of "
                f"{sorted(self.values)}, once. Write '' for no unit."
            )
        grid = check(self.grid, self.along, unit=self.units[self.along], minimum=-math.inf)
        if np.ndim(grid) != 1 or np.size(grid) < 2 or np.any(np.diff(grid) <= 0):
            raise ParameterError(
                f"{self.along} is {self.grid!r}; it must be two or more increasing numbers. "
                "Sort them, or take numpy.linspace."
            )
        values = {name: self._curve(name, value, grid) for name, value in self.values.items()}
        object.__setattr__(self, "grid", _frozen(grid))
        object.__setattr__(self, "values", types.MappingProxyType(values))
        object.__setattr__(self, "units", types.MappingProxyType(dict(self.units)))

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.values:
            raise ParameterError(
                f"name is {name!r}; it must be one of {', '.join(self.values)}. Choose one."
            )
        return self.values[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the curves, in order."""
        return tuple(self.values)

    def unit(self, name: str) -> str:
        """Return the unit of a curve, or of the grid."""
        if name != self.along:
            self[name]
        return self.units[name]

    def _curve(self, name, value, grid):
        curve = np.asarray(check(value, name, unit=self.units[name], minimum=-math.inf))
        if curve.shape != np.shape(grid):
            raise ParameterError(
                f"{name} has shape {curve.shape}; it must be {np.shape(grid)}, one value for each "
                f"value of {self.along}. Compute it on the same grid."
            )
        return _frozen(curve)


def _frozen(array):
    """Return a copy that cannot be written to."""
    copy = np.array(array, dtype=float)
    copy.setflags(write=False)
    return copy
