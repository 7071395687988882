"""What a model returns: named curves on one grid of times, each with its unit."""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
from collections.abc import Mapping
from typing import Any

import numpy as np

from pharmlib.checks import ParameterError, check, check_times
from pharmlib.units import convert

__all__ = ["Trajectory"]


@dataclasses.dataclass(frozen=True, eq=False)
class Trajectory:
    """Named curves on one grid of times, each with its unit. Immutable.

    Parameters
    ----------
    times : array, shape (n,)
        h, increasing.
    values : mapping from str to array, shape (n,)
        One curve for each name.
    units : mapping from str to str
        The unit of each curve; "" is dimensionless.

    Raises
    ------
    ParameterError
        When grid, names, shapes or values do not fit.

    Examples
    --------
    >>> fall = Trajectory([0, 4, 8], {"blood": [8.0, 4.0, 2.0]}, {"blood": "mg/L"})
    >>> fall["blood"]
    array([8., 4., 2.])
    >>> fall.at("2 h", "blood"), fall.first_time_below("blood", 3.0)
    (6.0, 6.0)
    """

    times: np.ndarray
    values: Mapping[str, np.ndarray]
    units: Mapping[str, str]

    def __post_init__(self):
        times = _frozen(check_times(self.times))
        if set(self.values) != set(self.units):
            odd = sorted(set(self.values) ^ set(self.units))
            raise ParameterError(
                f"units has {sorted(self.units)} and values has {sorted(self.values)}; they must "
                f"have the same names. Add or remove {', '.join(odd)}; write '' for no unit."
            )
        values = {}
        for name, value in self.values.items():
            curve = np.asarray(check(value, name, unit=self.units[name], minimum=-math.inf))
            if curve.shape != times.shape:
                raise ParameterError(
                    f"{name} has shape {curve.shape}; it must be {times.shape}, one value for "
                    "each time. Compute it on the same grid."
                )
            values[name] = _frozen(curve)
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "values", types.MappingProxyType(values))
        object.__setattr__(self, "units", types.MappingProxyType(dict(self.units)))

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.values:
            close = difflib.get_close_matches(str(name), self.names, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else "Choose one of these."
            raise ParameterError(
                f"name is {name!r}; it must be one of {', '.join(self.names)}. {hint}"
            )
        return self.values[name]

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __len__(self) -> int:
        return self.times.size

    def __reduce__(self):
        return Trajectory, (self.times, dict(self.values), dict(self.units))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the curves, in order."""
        return tuple(self.values)

    def unit(self, name: str) -> str:
        """Return the unit of a curve."""
        self[name]
        return self.units[name]

    def at(self, time, name: str | None = None) -> Any:
        """Return one curve, or all of them, at some time, by linear interpolation.

        Parameters
        ----------
        time : float, array or str
            h, inside the grid.
        name : str, optional
            The curve; without it, a dictionary of all.

        Returns
        -------
        float, array, or dict of them

        Raises
        ------
        ParameterError
            Outside the grid: a trajectory is not a forecast.
        """
        time = check(time, "time", unit="h", minimum=-math.inf)
        first, last = self.times[0], self.times[-1]
        outside = np.extract((time < first) | (time > last), time)
        if outside.size:
            raise ParameterError(
                f"time is {float(outside[0])!r} h; it must be from {first:g} to {last:g} h. "
                "Compute the trajectory on a longer grid."
            )
        names = self.names if name is None else (name,)
        found = {each: np.interp(time, self.times, self[each]) for each in names}
        if np.ndim(time) == 0:
            found = {each: float(value) for each, value in found.items()}
        return found if name is None else found[name]

    def maximum(self, name: str) -> tuple[float, float]:
        """Return the time and the value of the highest point of the grid, the first if several."""
        i = int(np.argmax(self[name]))
        return float(self.times[i]), float(self[name][i])

    def minimum(self, name: str) -> tuple[float, float]:
        """Return the time and the value of the lowest point of the grid, the first if several."""
        i = int(np.argmin(self[name]))
        return float(self.times[i]), float(self[name][i])

    def first_time_below(self, name: str, level) -> float:
        """Return when a curve first comes down to a level, h, by linear interpolation.

        Raises
        ------
        ParameterError
            When it never does.
        """
        curve, unit = self[name], self.unit(name)
        level = float(check(level, "level", unit=unit, minimum=-math.inf))
        below = np.flatnonzero(curve <= level)
        if not below.size:
            when, smallest = self.minimum(name)
            raise ParameterError(
                f"level is {level!r}{' ' * bool(unit)}{unit}; {name} never comes down to it: its "
                f"smallest value is {smallest:.4g} at {when:g} h. "
                "Raise the level, or compute the trajectory on a longer grid."
            )
        i = int(below[0])
        if i == 0:
            return float(self.times[0])
        return float(np.interp(level, curve[[i, i - 1]], self.times[[i, i - 1]]))

    def to(self, name: str, unit: str) -> np.ndarray:
        """Return a curve converted to another unit, such as ``"ug/L"``."""
        return convert(self[name], self.unit(name), unit)

    def join(self, other: Trajectory) -> Trajectory:
        """Return the curves of two trajectories on the same grid as one.

        Raises
        ------
        ParameterError
            When the grids differ, or a name is in both.
        """
        if not np.array_equal(self.times, other.times):
            raise ParameterError(
                f"times has {len(self)} points from {self.times[0]:g} to {self.times[-1]:g} h here "
                f"and {len(other)} from {other.times[0]:g} to {other.times[-1]:g} h in the other; "
                "they must be equal. Compute both on the same grid."
            )
        shared = sorted(set(self.names) & set(other.names))
        if shared:
            raise ParameterError(
                f"names has {', '.join(shared)} in both; they must differ. Rename one."
            )
        return Trajectory(
            self.times, {**self.values, **other.values}, {**self.units, **other.units}
        )

    def during(self, start, stop) -> Trajectory:
        """Return the part of the grid from `start` to `stop`, h, both included.

        Raises
        ------
        ParameterError
            When no point of the grid lies there.
        """
        start = check(start, "start", unit="h", minimum=-math.inf)
        stop = check(stop, "stop", unit="h", minimum=-math.inf)
        inside = (self.times >= start) & (self.times <= stop)
        if not inside.any():
            raise ParameterError(
                f"start is {start!r} h and stop {stop!r} h; a point of the grid must lie between "
                f"them, and it runs from {self.times[0]:g} to {self.times[-1]:g} h. Widen them."
            )
        return Trajectory(
            self.times[inside], {n: v[inside] for n, v in self.values.items()}, self.units
        )


def _frozen(array):
    """Return a copy that cannot be written to."""
    copy = np.array(array, dtype=float)
    copy.flags.writeable = False
    return copy
