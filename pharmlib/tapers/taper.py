"""A taper: daily doses that go down step by step, and the tablets and doses they come to.

These are schedules for models, not advice for a person. `pharmlib.tapers.schedules` makes them.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import ParameterError, check, check_count, check_times, float_or_array
from pharmlib.dosing import Dose, Regimen
from pharmlib.units import DAY

__all__ = ["Taper"]

# A dose computed as 20 * 0.9**n or 0.3 / 0.1 misses a whole number by rounding, never by this much.
ROUNDING = 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Taper:
    """Daily doses, each held from its time to the next. Immutable; equal when all numbers are.

    Parameters
    ----------
    times : array, shape (n,)
        Start of each step, h, increasing.
    daily_doses : array, shape (n,)
        Dose from then on, mg/d, 0 or more; the last one lasts.

    Raises
    ------
    ParameterError
        When the shapes differ, a time does not increase, or a dose is negative.

    Examples
    --------
    >>> taper = Taper([0, 168, 336], [20, 10, 0])
    >>> len(taper), taper.duration, taper.dose_at("10 d")
    (3, 336.0, 10.0)
    >>> taper.as_regimen().total  # a week of 20 mg and a week of 10 mg
    210.0
    """

    times: np.ndarray
    daily_doses: np.ndarray

    def __post_init__(self):
        times = check_times(self.times).copy()
        doses = np.atleast_1d(check(self.daily_doses, "daily_doses", unit="mg", zero=True)).copy()
        if doses.shape != times.shape:
            raise ParameterError(
                f"daily_doses has shape {doses.shape}; it must be {times.shape}, one dose for each "
                "time. Give as many doses as times."
            )
        for name, values in (("times", times), ("daily_doses", doses)):
            values.setflags(write=False)
            object.__setattr__(self, name, values)

    def __eq__(self, other):
        if not isinstance(other, Taper):
            return NotImplemented
        return self.steps == other.steps

    def __hash__(self):
        return hash(self.steps)

    def __len__(self) -> int:
        return self.times.size

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """Each step as (start in h, daily dose in mg), for tables."""
        return tuple(zip(self.times.tolist(), self.daily_doses.tolist(), strict=True))

    @property
    def duration(self) -> float:
        """From the first step to the last, h."""
        return float(self.times[-1] - self.times[0])

    def dose_at(self, time):
        """Return the daily dose at some times.

        Parameters
        ----------
        time : float, array or str
            h, not before the first step.

        Returns
        -------
        float or array
            mg/d.

        Raises
        ------
        ParameterError
            When a time lies before the taper.

        Examples
        --------
        >>> Taper([0, 24], [20, 10]).dose_at([0, 23.9, 24]).tolist()
        [20.0, 20.0, 10.0]
        """
        time = np.asarray(check(time, "time", unit="h", minimum=-math.inf))
        if np.any(time < self.times[0]):
            raise ParameterError(
                f"time is {float(time.min())!r} h; it must be at least {self.times[0]:g} h, "
                "where the taper starts. Ask for later times, or put a step before it."
            )
        step = np.searchsorted(self.times, time, side="right") - 1
        return float_or_array(self.daily_doses[step])

    def as_regimen(self, doses_per_day=1, *, until=None):
        """Return the taper as single doses at equal intervals.

        Parameters
        ----------
        doses_per_day : int
            How many equal parts each daily dose is taken in, 1 or more.
        until : float or str, optional
            When to stop, h; needed only when the last step is not 0.

        Returns
        -------
        Regimen

        Raises
        ------
        ParameterError
            When the last dose would go on for ever, or `doses_per_day` is not a whole number.

        Examples
        --------
        >>> Taper([0, 48], [20, 0]).as_regimen(2).times.tolist()
        [0.0, 12.0, 24.0, 36.0]
        """
        parts = check_count(doses_per_day, "doses_per_day")
        start, stop = self.times[0], self.times[-1]
        if until is not None:
            stop = check(until, "until", unit="h", minimum=-math.inf)
        elif self.daily_doses[-1] > 0:
            raise ParameterError(
                f"until is None; it must be a time in h, because the last dose is "
                f"{float(self.daily_doses[-1])!r} mg and lasts. End the taper with 0 mg, or give "
                "until."
            )
        number = max(0, math.ceil((stop - start) * parts / DAY - ROUNDING))
        times = start + np.arange(number) * DAY / parts
        taken = self.dose_at(times + ROUNDING) / parts if number else []
        return Regimen(tuple(Dose(t, a) for t, a in zip(times, taken, strict=True) if a > 0))

    def rounded(self, strength, *, halves=False):
        """Return the taper in whole tablets, or in halves of them, rounded up.

        Rounding up keeps every dose at or above the plan, by less than one piece, and keeps the
        last small doses from vanishing. Steps that become equal are joined.

        Parameters
        ----------
        strength : float or str
            Content of a tablet, mg.
        halves : bool
            Whether tablets can be halved.

        Returns
        -------
        Taper

        Raises
        ------
        ParameterError
            When the strength is not above 0.

        Examples
        --------
        >>> Taper([0, 24, 48, 72], [10, 4.9, 4.1, 0]).rounded("5 mg").daily_doses.tolist()
        [10.0, 5.0, 0.0]
        """
        piece = check(strength, "strength", unit="mg") / (2 if halves else 1)
        doses = np.ceil(self.daily_doses / piece - ROUNDING) * piece + 0.0  # 0, and not -0
        changed = np.append(True, np.diff(doses) != 0)
        return Taper(self.times[changed], doses[changed])
