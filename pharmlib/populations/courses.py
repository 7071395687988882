"""What many patients return: each curve as an array, patients by times."""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping

import numpy as np

from pharmlib.checks import ParameterError, check, check_number, check_times
from pharmlib.trajectory import Trajectory

__all__ = ["PatientCourses"]


@dataclasses.dataclass(frozen=True, eq=False)
class PatientCourses:
    """Named curves of many patients on one grid of times, each with its unit. Immutable.

    Parameters
    ----------
    times : array, shape (n,)
        h, increasing.
    values : mapping from str to array, shape (patients, n)
        One row a patient.
    units : mapping from str to str
        The unit of each curve; "" is dimensionless.

    Raises
    ------
    ParameterError
        When the shapes or the names do not fit.

    Examples
    --------
    >>> courses = PatientCourses(
    ...     [0, 4, 8], {"blood": [[8.0, 4.0, 2.0], [6.0, 5.0, 4.0]]}, {"blood": "mg/L"}
    ... )
    >>> len(courses), courses.bands("blood", [0.5])["50 %"].tolist()
    (2, [7.0, 4.5, 3.0])
    >>> courses.fraction_above("blood", 4.5).tolist()
    [1.0, 0.5, 0.0]
    """

    times: np.ndarray
    values: Mapping[str, np.ndarray]
    units: Mapping[str, str]

    def __post_init__(self):
        times = np.array(check_times(self.times))
        values = {name: np.asarray(value, dtype=float) for name, value in self.values.items()}
        if set(values) != set(self.units) or not values:
            raise ParameterError(
                f"units has {sorted(self.units)} and values has {sorted(values)}; they must have "
                "the same names, one or more. Write '' for no unit."
            )
        shapes = {value.shape for value in values.values()}
        if len(shapes) > 1 or any(len(s) != 2 or s[1] != times.size for s in shapes):
            raise ParameterError(
                f"values have the shapes {sorted(shapes)}; each must be (patients, {times.size}), "
                "a row a patient and a column a time. Transpose them, or compute all on one grid."
            )
        for array in (times, *values.values()):
            array.flags.writeable = False
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "values", types.MappingProxyType(values))
        object.__setattr__(self, "units", types.MappingProxyType(dict(self.units)))

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.values:
            raise ParameterError(
                f"name is {name!r}; it must be one of {', '.join(self.names)}. Choose one of "
                "these, or keep more curves when you simulate."
            )
        return self.values[name]

    def __len__(self) -> int:
        """Return the number of patients."""
        return next(iter(self.values.values())).shape[0]

    def __reduce__(self):
        return PatientCourses, (self.times, dict(self.values), dict(self.units))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the curves."""
        return tuple(self.values)

    def patient(self, index: int) -> Trajectory:
        """Return the curves of one patient."""
        return Trajectory(
            self.times, {name: value[index] for name, value in self.values.items()}, self.units
        )

    def bands(self, name: str, quantiles=(0.05, 0.5, 0.95)) -> Trajectory:
        """Return quantiles over the patients at each time.

        Parameters
        ----------
        name : str
            Of a curve.
        quantiles : sequence of float
            From 0 to 1; 0.5 is the median.

        Returns
        -------
        Trajectory
            One curve a quantile, named "5 %", "50 %" and so on, in the unit of the curve.
        """
        fractions = np.atleast_1d(check(quantiles, "quantiles", maximum=1.0, zero=True))
        found = np.quantile(self[name], fractions, axis=0)
        labels = [f"{100 * fraction:.6g} %" for fraction in fractions]
        return Trajectory(
            self.times,
            dict(zip(labels, found, strict=True)),
            dict.fromkeys(labels, self.units[name]),
        )

    def peaks(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the time and the height of each patient's highest point of the grid."""
        curve = self[name]
        when = np.argmax(curve, axis=1)
        return self.times[when], curve[np.arange(len(self)), when]

    def fraction_above(self, name: str, level) -> np.ndarray:
        """Return the fraction of the patients whose curve is above a level, at each time."""
        level = check_number(level, "level", unit=self.units.get(name, ""), minimum=-math.inf)
        return np.mean(self[name] > level, axis=0)
