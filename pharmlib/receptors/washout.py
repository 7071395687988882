"""How a receptor empties after the last dose: the odds keep a half-life, the occupancy does not.

In simple binding the odds of being occupied are the concentration over the dissociation constant.
They fall with the half-life of the drug at the receptor. The occupancy itself falls slowly at
first, as long as there is drug to spare: a scan may show a long stay that is no slow dissociation.
"""

from __future__ import annotations

import numpy as np

from pharmlib.checks import ParameterError, check, check_times, float_or_array
from pharmlib.receptors.binding import occupancy_odds

__all__ = ["occupancy_after", "occupancy_half_time", "odds_half_life"]


def occupancy_after(occupancy, time, *, half_life):
    """Return the occupancy some time later, while the drug is eliminated.

    ``odds(t) = odds(0) * 2**(-t/half_life)`` and ``rho = odds/(1 + odds)``

    Parameters
    ----------
    occupancy : float or array
        Occupancy at the start, from 0 to below 1.
    time : float or array
        Time since, h, 0 or more.
    half_life : float
        Half-life of the drug at the receptor, h.

    Returns
    -------
    float or array
        Occupancy.

    Raises
    ------
    ParameterError
        When a value is out of range.

    Examples
    --------
    Seven tenths, and two half-lives:

    >>> round(occupancy_after(0.7, "2 d", half_life="1 d"), 3)
    0.368
    """
    t = check(time, "time", unit="h", zero=True)
    t_half = check(half_life, "half_life", unit="h")
    odds = occupancy_odds(occupancy) * np.exp2(-t / t_half)
    return float_or_array(odds / (1 + odds))


def occupancy_half_time(occupancy, *, half_life):
    """Return how long the occupancy takes to fall to half of what it is.

    ``t = half_life * log2(1 + 1/(1 - rho))``: one half-life when few receptors are occupied, and
    far more when nearly all are. (The odds must fall from ``rho/(1 - rho)`` to ``rho/(2 - rho)``.)

    Parameters
    ----------
    occupancy : float or array
        Occupancy ``rho`` now, from 0 to below 1.
    half_life : float
        Half-life of the drug at the receptor, h.

    Returns
    -------
    float or array
        h.

    Raises
    ------
    ParameterError
        When a value is out of range.

    Examples
    --------
    >>> [round(occupancy_half_time(rho, half_life=1.0), 2) for rho in (0.01, 0.5, 0.95)]
    [1.01, 1.58, 4.39]
    """
    t_half = check(half_life, "half_life", unit="h")
    return float_or_array(t_half * np.log2(2 + occupancy_odds(occupancy)))


def odds_half_life(times, occupancies) -> float:
    """Return the half-life of the odds, from a straight line through their logarithms.

    Parameters
    ----------
    times : array, shape (n,)
        h, increasing; n is 2 or more.
    occupancies : array, shape (n,)
        Above 0 and below 1.

    Returns
    -------
    float
        h.

    Raises
    ------
    ParameterError
        When there are fewer than two points, shapes differ, or the odds do not fall.

    References
    ----------
    greenwald2007

    Examples
    --------
    Buprenorphine, 16 mg, by scans of the brain:

    >>> round(odds_half_life([4, 28, 52, 76], [0.70, 0.46, 0.33, 0.18]), 1)
    21.8
    """
    times = check_times(times)
    rho = np.atleast_1d(check(occupancies, "occupancies", below=1.0))
    if rho.shape != times.shape or rho.size < 2:
        raise ParameterError(
            f"occupancies has shape {rho.shape}; it must be {times.shape}, one for each of two or "
            "more times. A line needs two points."
        )
    slope = np.polyfit(times, np.log2(occupancy_odds(rho)), 1)[0]
    if slope >= 0:
        raise ParameterError(
            f"occupancies gives a slope of {slope:.3g} 1/h; it must be below 0. "
            "A half-life needs odds that fall: take times after the last dose."
        )
    return float(-1 / slope)
