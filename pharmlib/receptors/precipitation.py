"""Precipitated withdrawal: one ligand pushes another off the receptor, and activation falls.

A full agonist holds the fraction ``rho`` of the receptors, at odds ``a = rho / (1 - rho)``. An
antagonist lowers its activation at any odds. A partial agonist of efficacy ``eps`` lowers it only
as long as the full agonist holds more than ``eps``.
"""

from __future__ import annotations

import numpy as np

from pharmlib.checks import check, check_order, float_or_array
from pharmlib.receptors.binding import occupancy_odds

__all__ = ["precipitation_threshold", "required_antagonist", "waiting_time"]


def required_antagonist(occupancy_before, activation_after):
    """Return the antagonist needed to push a full agonist's activation down to a given level.

    From ``a = rho / (1 - rho)`` and ``E = a / (1 + a + b)`` follows ``b = a / E - a - 1``.

    Parameters
    ----------
    occupancy_before : float or array
        Occupancy ``rho`` by the full agonist alone, from 0 to below 1.
    activation_after : float or array
        Activation ``E`` that is to remain, above 0 and at most `occupancy_before`.

    Returns
    -------
    float or array
        Reduced concentration of the antagonist, ``b = [B]/K_B``.

    Raises
    ------
    ParameterError
        When a value is out of range, or the activation would have to rise.

    Examples
    --------
    >>> round(required_antagonist(0.70, 0.02), 1)
    113.3
    """
    rho = check(occupancy_before, "occupancy_before", below=1.0, zero=True)
    E = check(activation_after, "activation_after", maximum=1.0)
    remedy = "An antagonist can only lower it."
    check_order(E, rho, "activation_after", "occupancy_before", remedy=remedy)
    a = occupancy_odds(rho)
    return float_or_array(np.maximum(a / E - a - 1, 0.0))  # 0, and not a rounding error below it


def precipitation_threshold(efficacy):
    """Return the reduced concentration of full agonist above which a partial agonist precipitates.

    ``dE/db`` has the sign of ``eps * (1 + a) - a``, so adding the partial agonist lowers activation
    as long as ``a > a* = eps / (1 - eps)``: as long as the full agonist occupies more than ``eps``.

    Parameters
    ----------
    efficacy : float or array
        Intrinsic efficacy ``eps`` of the partial agonist, from 0 to below 1; also the occupancy by
        full agonist below which it is safe.

    Returns
    -------
    float or array
        The threshold ``a*``.

    Raises
    ------
    ParameterError
        When the efficacy is below 0, or 1 or more: a full agonist never precipitates.

    Examples
    --------
    >>> round(precipitation_threshold(0.4), 3)
    0.667
    """
    return occupancy_odds(check(efficacy, "efficacy", below=1.0, zero=True))


def waiting_time(half_life, occupancy, *, efficacy):
    """Return how long to wait until a partial agonist no longer precipitates withdrawal.

    ``t = t_half * log2(a0 / a*)``, with ``a0`` the odds of the present occupancy by the full
    agonist and ``a* = eps / (1 - eps)``; zero when the occupancy is at or below ``eps`` already.

    Parameters
    ----------
    half_life : float or array
        Elimination half-life of the full agonist, h.
    occupancy : float or array
        Its occupancy now, from 0 to below 1.
    efficacy : float or array
        Intrinsic efficacy ``eps`` of the partial agonist, above 0 and below 1.

    Returns
    -------
    float or array
        Waiting time, h.

    Raises
    ------
    ParameterError
        When a value is out of range; with ``eps = 0`` no wait would be long enough.

    Examples
    --------
    >>> round(waiting_time("3 h", 0.90, efficacy=0.4), 1)  # morphine
    11.3
    >>> round(waiting_time("36 h", 0.70, efficacy=0.4))  # methadone
    65
    """
    t_half = check(half_life, "half_life", unit="h")
    a0 = occupancy_odds(occupancy)
    a_star = precipitation_threshold(check(efficacy, "efficacy", below=1.0))
    return float_or_array(t_half * np.log2(np.maximum(a0, a_star) / a_star))
