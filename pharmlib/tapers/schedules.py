"""Ways to come down: makers of tapers, which differ only in what falls evenly.

The dose (`linear`), its logarithm (`proportional`), the occupancy that the dose produces
(`hyperbolic`), or the effect that adaptation can follow at a constant level of withdrawal
(`constant_discomfort_taper`). These are schedules for models, not advice for a person.
"""

from __future__ import annotations

import math

import numpy as np

from pharmlib.checks import check_count, check_number, check_order
from pharmlib.receptors.hyperbola import dose_for_occupancy, dose_occupancy
from pharmlib.tapers.taper import ROUNDING, Taper
from pharmlib.tapers.theory import constant_discomfort

__all__ = ["constant_discomfort_taper", "hyperbolic", "linear", "proportional", "time_to_dose"]


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
    D0, N = check_number(start, "start", unit="mg"), check_count(steps, "steps")
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
    left = 1 - check_number(fraction, "fraction", below=1.0)
    N = math.floor(math.log(last / D0) / math.log(left) + ROUNDING)
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
    each = check_number(interval, "interval", unit="h")
    return each * math.log(D / D0) / math.log(1 - check_number(fraction, "fraction", below=1.0))


def hyperbolic(start, *, maximum, half_dose, steps, interval):
    """Return a taper by equal steps of the occupancy: the doses lie on a hyperbola.

    ``rho_n = rho_0 * (1 - n/N)`` and ``D_n = D50 * rho_n / (maximum - rho_n)``, ``n = 0 ... N``.
    Far below ``D50`` the hyperbola is a straight line, and this the taper of `linear`: so it is
    with benzodiazepines, for which few receptors are enough (sybirska1993, fujita1999). The book
    knows no randomised trial that compares the two.

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
    horowitz2019, sorensen2022, sybirska1993, fujita1999

    Examples
    --------
    >>> citalopram = {"maximum": 0.8398, "half_dose": 2.33}
    >>> taper = hyperbolic("20 mg", **citalopram, steps=8, interval="4 wk")
    >>> taper.daily_doses.round(1).tolist()
    [20.0, 8.4, 4.8, 3.0, 1.9, 1.2, 0.7, 0.3, 0.0]
    """
    D0, N = check_number(start, "start", unit="mg"), check_count(steps, "steps")
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
    E0 = dose_occupancy(check_number(start, "start", unit="mg"), **receptor)
    schedule = constant_discomfort(E0, withdrawal, time_constant)
    each = check_number(interval, "interval", unit="h")
    N = max(1, math.ceil(schedule.duration / each - ROUNDING))
    E = np.append(schedule.effect_at(np.arange(N) * each), 0.0)
    return _evenly(dose_for_occupancy(E, **receptor), each)


def _evenly(doses, interval):
    """Return a taper with its steps at equal intervals from 0 h."""
    each = check_number(interval, "interval", unit="h")
    return Taper(np.arange(len(doses)) * each, doses)


def _from_to(start, until):
    """Return the first and the last dose, after checking that the way leads down."""
    start = check_number(start, "start", unit="mg")
    until = check_number(until, "until", unit="mg")
    check_order(until, start, "until", "start", unit="mg", remedy="Exchange the two.")
    return start, until
