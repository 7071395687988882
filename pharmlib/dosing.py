"""Doses and regimens: what is taken, and when.

A regimen is a value. It can be repeated, followed by another, shifted, scaled, cut off and added to
another; each operation returns a new regimen. Models know nothing of how a regimen was made.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np

from pharmlib.checks import ParameterError, check_count, check_number
from pharmlib.parameters import Parameters, parameter

__all__ = ["Dose", "Regimen", "check_regimen", "every", "once"]


@dataclasses.dataclass(frozen=True)
class Dose(Parameters):
    """One dose: a bolus, or an infusion at a constant rate.

    Parameters
    ----------
    time : float
        When it is given, or when the infusion starts, h.
    amount : float
        How much, mg; 0 is allowed.
    duration : float
        How long the infusion lasts, h; 0 is a bolus.

    Raises
    ------
    ParameterError
        When a value is out of range, or is not a single number.

    Examples
    --------
    >>> Dose("1 d", "0.5 g", duration="30 min")
    Dose(time=24.0, amount=500.0, duration=0.5)
    """

    time: float = parameter(unit="h", meaning="time of the dose", symbol="t", minimum=-math.inf)
    amount: float = parameter(unit="mg", meaning="amount of the dose", symbol="D", zero=True)
    _: dataclasses.KW_ONLY
    duration: float = parameter(0.0, "h", "duration of the infusion", symbol="T", zero=True)

    def __post_init__(self):
        super().__post_init__()
        for name in ("time", "amount", "duration"):
            check_number(getattr(self, name), name, minimum=-math.inf)

    @property
    def end(self) -> float:
        """When all of it has been given, h."""
        return self.time + self.duration


@dataclasses.dataclass(frozen=True)
class Regimen:
    """Doses in the order of their times. Immutable; two regimens with equal doses are equal.

    Parameters
    ----------
    doses : sequence of Dose
        In any order; an empty regimen is no treatment.

    Raises
    ------
    ParameterError
        When something in `doses` is not a Dose.

    Examples
    --------
    Ten milligrams a day for a week, then half of it for another week:

    >>> week = every(10, "1 d", times=7)
    >>> taper = week.then(week.scale(0.5), after="1 d")
    >>> len(taper), taper.total, taper.end
    (14, 105.0, 312.0)
    """

    doses: tuple[Dose, ...] = ()

    def __post_init__(self):
        doses = tuple(self.doses)
        for dose in doses:
            if not isinstance(dose, Dose):
                raise ParameterError(
                    f"doses holds {dose!r}; every item must be a Dose. "
                    "Write Dose(time, amount), or use once() and every()."
                )
        object.__setattr__(self, "doses", tuple(sorted(doses, key=lambda dose: dose.time)))

    def __iter__(self) -> Iterator[Dose]:
        return iter(self.doses)

    def __len__(self) -> int:
        return len(self.doses)

    def __add__(self, other: Regimen) -> Regimen:
        """Return both regimens, given side by side."""
        if not isinstance(other, Regimen):
            return NotImplemented
        return Regimen(self.doses + other.doses)

    @property
    def times(self) -> np.ndarray:
        """When each dose is given, h, shape (n,)."""
        return np.array([dose.time for dose in self.doses], dtype=float)

    @property
    def amounts(self) -> np.ndarray:
        """How much each dose is, mg, shape (n,)."""
        return np.array([dose.amount for dose in self.doses], dtype=float)

    @property
    def total(self) -> float:
        """All doses together, mg."""
        return math.fsum(dose.amount for dose in self.doses)

    @property
    def end(self) -> float:
        """When the last dose has been given, h.

        Raises
        ------
        ParameterError
            When the regimen is empty.
        """
        if not self.doses:
            raise ParameterError(
                "doses is empty; the end of a regimen needs at least one dose. "
                "Start from once() or every()."
            )
        return max(dose.end for dose in self.doses)

    def repeat(self, times: int, *, every) -> Regimen:
        """Return this regimen given `times` times, each `every` h after the one before.

        Parameters
        ----------
        times : int
            How often, 1 or more; 1 changes nothing.
        every : float or str
            From one start to the next, h.

        Examples
        --------
        Five days on, two days off, for four weeks:

        >>> every(5, "1 d", times=5).repeat(4, every="1 wk").times[4:7]
        array([ 96., 168., 192.])
        """
        every = check_number(every, "every", unit="h")
        return Regimen(
            tuple(
                dose for i in range(check_count(times, "times")) for dose in self.shift(i * every)
            )
        )

    def then(self, other: Regimen, *, after) -> Regimen:
        """Return this regimen followed by another.

        Parameters
        ----------
        other : Regimen
            Its time 0 falls `after` h behind the end of this one.
        after : float or str
            The wait, h, 0 or more.

        Examples
        --------
        >>> once(10).then(once(5), after="12 h").times
        array([ 0., 12.])
        """
        after = check_number(after, "after", unit="h", zero=True)
        return self + other.shift(self.end + after)

    def shift(self, by) -> Regimen:
        """Return this regimen moved by some hours, later when `by` is positive.

        Examples
        --------
        >>> once(10).shift("-1 d").times
        array([-24.])
        """
        by = check_number(by, "by", unit="h", minimum=-math.inf)
        return Regimen(tuple(dose.replace(time=dose.time + by) for dose in self.doses))

    def scale(self, factor) -> Regimen:
        """Return this regimen with every amount multiplied by a factor, 0 or more.

        Examples
        --------
        >>> every(10, 24, times=2).scale("50 %").amounts
        array([5., 5.])
        """
        factor = check_number(factor, "factor", zero=True)
        return Regimen(tuple(dose.replace(amount=dose.amount * factor) for dose in self.doses))

    def until(self, time) -> Regimen:
        """Return what is given before a time; an infusion that is running then stops there.

        Parameters
        ----------
        time : float or str
            h; a dose at exactly this time is not given.

        Examples
        --------
        >>> every(10, "6 h", times=4, duration="4 h").until("8 h").amounts
        array([10.,  5.])
        """
        time = check_number(time, "time", unit="h", minimum=-math.inf)
        kept = []
        for dose in self.doses:
            if dose.end <= time and dose.time < time:
                kept.append(dose)
            elif dose.time < time:
                part = (time - dose.time) / dose.duration
                kept.append(dose.replace(amount=part * dose.amount, duration=time - dose.time))
        return Regimen(tuple(kept))


def once(amount, *, at=0.0, duration=0.0) -> Regimen:
    """Return a single dose.

    Parameters
    ----------
    amount : float or str
        How much, mg.
    at, duration : float or str
        When, and for how long (0 is a bolus), h.

    Returns
    -------
    Regimen

    Examples
    --------
    >>> once("1 g", at="2 d").doses
    (Dose(time=48.0, amount=1000.0, duration=0.0),)
    """
    return Regimen((Dose(at, amount, duration=duration),))


def every(amount, interval, *, times: int, start=0.0, duration=0.0) -> Regimen:
    """Return equal doses at equal intervals.

    Parameters
    ----------
    amount : float or str
        Each dose, mg.
    interval : float or str
        From one dose to the next, h.
    times : int
        How many doses, 1 or more.
    start, duration : float or str
        Time of the first dose, and length of each infusion (0 is a bolus), h.

    Returns
    -------
    Regimen

    Examples
    --------
    >>> every(30, "8 h", times=3).times
    array([ 0.,  8., 16.])
    """
    interval = check_number(interval, "interval", unit="h")
    start = check_number(start, "start", unit="h", minimum=-math.inf)
    dose = Dose(start, amount, duration=duration)
    count = check_count(times, "times")
    return Regimen(tuple(dose.replace(time=start + i * interval) for i in range(count)))


def check_regimen(regimen) -> Regimen:
    """Return a regimen, after checking that it is one.

    Parameters
    ----------
    regimen : Regimen
        What a model was given.

    Returns
    -------
    Regimen

    Raises
    ------
    ParameterError
        When it is something else, such as a dose or a taper.

    Examples
    --------
    >>> check_regimen(10)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: regimen is 10; it must be a Regimen. ...
    """
    if not isinstance(regimen, Regimen):
        raise ParameterError(
            f"regimen is {regimen!r}; it must be a Regimen. Write for example once(10), "
            "every(10, 24, times=7) or taper.as_regimen()."
        )
    return regimen
