"""Coming down: schedules that lower a daily dose step by step.

A `Taper` is a list of daily doses, each held until the next. The makers differ only in what falls
evenly: the dose (`linear`), its logarithm (`proportional`), the occupancy that the dose produces
(`hyperbolic`), or the effect that adaptation can follow at a constant level of withdrawal
(`constant_discomfort_taper`). These are schedules for models, not advice for a person.
"""

from __future__ import annotations

import dataclasses
import math
import operator

import numpy as np

from pharmlib.adaptation import constant_discomfort
from pharmlib.dosing import Dose, Regimen
from pharmlib.parameters import ParameterError, check, check_times
from pharmlib.receptors import dose_for_occupancy, dose_occupancy
from pharmlib.units import DAY

__all__ = [
    "Taper",
    "constant_discomfort_taper",
    "hyperbolic",
    "linear",
    "proportional",
    "time_to_dose",
]

# A dose computed as 20 * 0.9**n or 0.3 / 0.1 misses a whole number by rounding, never by this much.
_ROUNDING = 1e-9


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
                f"time is {float(time.min())!r} h; it must be {self.times[0]:g} h or more, where "
                "the taper starts. Ask for later times, or put a step before it."
            )
        dose = self.daily_doses[np.searchsorted(self.times, time, side="right") - 1]
        return float(dose) if dose.ndim == 0 else dose

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
        parts = _count(doses_per_day, "doses_per_day")
        start, stop = self.times[0], self.times[-1]
        if until is not None:
            stop = check(until, "until", unit="h", minimum=-math.inf)
        elif self.daily_doses[-1] > 0:
            raise ParameterError(
                f"until is None; it must be a time in h, because the last dose is "
                f"{float(self.daily_doses[-1])!r} mg and lasts. End the taper with 0 mg, or give "
                "until."
            )
        number = max(0, math.ceil((stop - start) * parts / DAY - _ROUNDING))
        times = start + np.arange(number) * DAY / parts
        taken = self.dose_at(times + _ROUNDING) / parts if number else []
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
        doses = np.ceil(self.daily_doses / piece - _ROUNDING) * piece + 0.0  # 0, and not -0
        changed = np.append(True, np.diff(doses) != 0)
        return Taper(self.times[changed], doses[changed])


def linear(start, *, steps, interval):
    """Return a taper by equal steps of the dose.

    ``D_n = D_0 * (N - n)/N`` at ``n * interval``, for ``n = 0 ... N``.

    Parameters
    ----------
    start : float or str
        Daily dose ``D_0`` at 0 h, mg.
    steps : int
        Number of reductions ``N``; the last one ends at 0 mg.
    interval : float or str
        From one reduction to the next, h.

    Returns
    -------
    Taper

    Raises
    ------
    ParameterError
        When a value is not above 0, or `steps` is not a whole number.

    Examples
    --------
    >>> linear("40 mg", steps=4, interval="2 wk").daily_doses.tolist()
    [40.0, 30.0, 20.0, 10.0, 0.0]
    """
    D0, N = _single(check(start, "start", unit="mg"), "start"), _count(steps, "steps")
    return _evenly(D0 * (np.arange(N, -1, -1) / N), interval)


def proportional(start, *, fraction, interval, until):
    """Return a taper by equal fractions of the current dose.

    ``D_n = D_0 * (1 - p)**n`` at ``n * interval`` as long as it is at least `until`, then 0.

    Parameters
    ----------
    start : float or str
        Daily dose ``D_0`` at 0 h, mg.
    fraction : float or str
        Part ``p`` of the current dose that each step takes away, above 0 and below 1.
    interval : float or str
        From one reduction to the next, h.
    until : float or str
        Smallest daily dose still given, mg; without one it would never end.

    Returns
    -------
    Taper

    Raises
    ------
    ParameterError
        When a value is out of range, or `until` is above the start.

    Examples
    --------
    >>> proportional("20 mg", fraction="50 %", interval="4 wk", until="2.5 mg").daily_doses.tolist()
    [20.0, 10.0, 5.0, 2.5, 0.0]
    """
    D0, last = _from_to(start, until)
    left = 1 - _fraction(fraction)
    N = math.floor(math.log(last / D0) / math.log(left) + _ROUNDING)
    return _evenly(np.append(D0 * left ** np.arange(N + 1), 0.0), interval)


def time_to_dose(start, until, *, fraction, interval):
    """Return how long a proportional taper takes to a dose, counting parts of steps.

    ``t = interval * ln(D/D_0) / ln(1 - p)``

    Parameters
    ----------
    start, until : float or str
        Daily dose ``D_0`` at 0 h and daily dose ``D`` to reach, mg.
    fraction : float or str
        Part ``p`` of the current dose that each step takes away, above 0 and below 1.
    interval : float or str
        From one reduction to the next, h.

    Returns
    -------
    float
        h.

    Raises
    ------
    ParameterError
        When a value is out of range, or `until` is above the start.

    Examples
    --------
    Diazepam from 20 mg to 1 mg, by 10 % of the current dose every two weeks:

    >>> round(time_to_dose(20, 1, fraction="10 %", interval="2 wk") / 168, 1)
    56.9
    """
    D0, D = _from_to(start, until)
    each = _single(check(interval, "interval", unit="h"), "interval")
    return each * math.log(D / D0) / math.log(1 - _fraction(fraction))


def hyperbolic(start, *, maximum, half_dose, steps, interval):
    """Return a taper by equal steps of the occupancy: the doses lie on a hyperbola.

    ``rho_n = rho_0 * (1 - n/N)`` and ``D_n = D50 * rho_n / (maximum - rho_n)``, ``n = 0 ... N``.

    Parameters
    ----------
    start : float or str
        Daily dose at 0 h, mg.
    maximum : float
        Plateau of the occupancy.
    half_dose : float or str
        Dose ``D50`` that gives half of the plateau, mg.
    steps : int
        Number of reductions ``N``; the last one ends at 0 mg.
    interval : float or str
        From one reduction to the next, h.

    Returns
    -------
    Taper

    Raises
    ------
    ParameterError
        When a value is out of range, or `steps` is not a whole number.

    References
    ----------
    horowitz2019, sorensen2022

    Examples
    --------
    >>> citalopram = {"maximum": 0.8398, "half_dose": 2.33}
    >>> taper = hyperbolic("20 mg", **citalopram, steps=8, interval="4 wk")
    >>> taper.daily_doses.round(1).tolist()
    [20.0, 8.4, 4.8, 3.0, 1.9, 1.2, 0.7, 0.3, 0.0]
    """
    D0, N = _single(check(start, "start", unit="mg"), "start"), _count(steps, "steps")
    rho0 = dose_occupancy(D0, maximum=maximum, half_dose=half_dose)
    rho = rho0 * (1 - np.arange(1, N + 1) / N)
    doses = dose_for_occupancy(rho, maximum=maximum, half_dose=half_dose)
    return _evenly(np.append(D0, doses), interval)


def constant_discomfort_taper(
    start, *, maximum, half_dose, withdrawal, time_constant, interval="1 d"
):
    """Return the taper that keeps withdrawal near one level, in doses.

    The schedule of effects is that of `constant_discomfort`, the effect is the occupancy, and
    ``D = D50 * E / (maximum - E)``: an adapting body and a saturable receptor make a hyperbola.

    Parameters
    ----------
    start : float or str
        Daily dose before 0 h, mg, to which the body is adapted; the taper opens with a step down.
    maximum : float
        Plateau of the occupancy.
    half_dose : float or str
        Dose ``D50`` that gives half of the plateau, mg.
    withdrawal : float
        Withdrawal accepted, in units of occupancy, below the occupancy at the start.
    time_constant : float or str
        Time constant of the adaptation, h.
    interval : float or str
        From one change of dose to the next, h. Each dose is the one due at the start of its step,
        so that withdrawal exceeds the level by at most the part ``interval / time_constant``.

    Returns
    -------
    Taper

    Raises
    ------
    ParameterError
        When a value is out of range, or the withdrawal accepted is not below the occupancy.

    Examples
    --------
    >>> taper = constant_discomfort_taper(
    ...     "20 mg",
    ...     maximum=0.8398,
    ...     half_dose=2.33,
    ...     withdrawal=0.15,
    ...     time_constant="14 d",
    ...     interval="14 d",
    ... )
    >>> taper.daily_doses.round(1).tolist()
    [5.9, 2.7, 1.3, 0.5, 0.0, 0.0]
    """
    receptor = {"maximum": maximum, "half_dose": half_dose}
    E0 = dose_occupancy(_single(check(start, "start", unit="mg"), "start"), **receptor)
    schedule = constant_discomfort(E0, withdrawal, time_constant)
    each = _single(check(interval, "interval", unit="h"), "interval")
    N = max(1, math.ceil(schedule.duration / each - _ROUNDING))
    E = np.append(schedule.effect_at(np.arange(N) * each), 0.0)
    return _evenly(dose_for_occupancy(E, **receptor), each)


def _evenly(doses, interval):
    """Return a taper with its steps at equal intervals from 0 h."""
    each = _single(check(interval, "interval", unit="h"), "interval")
    return Taper(np.arange(len(doses)) * each, doses)


def _fraction(fraction):
    """Return a checked fraction that leaves something."""
    fraction = _single(check(fraction, "fraction", maximum=1.0), "fraction")
    if fraction == 1:
        raise ParameterError(
            "fraction is 1.0; it must be below 1. Stop at once instead: Taper([0], [0])."
        )
    return fraction


def _from_to(start, until):
    """Return the first and the last dose, after checking that the way leads down."""
    start = _single(check(start, "start", unit="mg"), "start")
    until = _single(check(until, "until", unit="mg"), "until")
    if until > start:
        raise ParameterError(
            f"until is {until!r} mg; it must be at most start, {start!r} mg. Exchange the two."
        )
    return start, until


def _single(value, name):
    """Return a checked value that must be one number."""
    if np.ndim(value):
        raise ParameterError(
            f"{name} has shape {np.shape(value)}; it must be a single number. "
            "Make one taper for each."
        )
    return value


def _count(value, name):
    """Return a whole number, 1 or more."""
    try:
        count = operator.index(value)
    except TypeError:
        count = 0
    if count < 1:
        raise ParameterError(
            f"{name} is {value!r}; it must be a whole number, 1 or more. It counts."
        )
    return count
