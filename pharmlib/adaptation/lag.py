"""The brick of all adaptation here: a quantity that follows a signal with a delay."""

from __future__ import annotations

import math

import numpy as np
import scipy

from pharmlib.checks import check_number, check_times
from pharmlib.driving import on_grid

__all__ = ["lagged"]


def lagged(signal, times, time_constant, *, initial=0.0) -> np.ndarray:
    """Return what follows a signal with one time constant, exact when the signal is linear.

    ``dY/dt = (u - Y) / tau``. Over a step ``h``, with ``d = exp(-h/tau)`` and
    ``w = 1 - (1 - d) * tau/h``, ``Y(t + h) = d * Y(t) + (1 - d - w) * u(t) + w * u(t + h)``.

    Parameters
    ----------
    signal : array, shape (n,), float, or callable
        ``u`` on the grid, linear in between; a function is called with `times`. A jump needs two
        points close together.
    times : array, shape (n,)
        h, increasing.
    time_constant : float
        ``tau``, h.
    initial : float
        ``Y`` at the first time.

    Returns
    -------
    array, shape (n,)
        ``Y``, in the unit of the signal.

    Raises
    ------
    ParameterError
        When the shapes do not fit, the grid does not increase or a value is out of range.

    Examples
    --------
    >>> lagged(1.0, [0, 1, 2], time_constant=1).round(3)
    array([0.   , 0.632, 0.865])
    """
    times = check_times(times)
    u = on_grid(signal, times, "signal", minimum=-math.inf)
    tau = check_number(time_constant, "time_constant", unit="h")
    start = check_number(initial, "initial", minimum=-math.inf)
    return follow(u[:-1], u[1:], np.diff(times) / tau, start)


def follow(left, right, steps, initial):
    """Return `lagged` at both ends of every step, for a signal that may jump between two steps.

    `left` and `right` are the signal at the ends of each step, `steps` the ``h/tau``.
    """
    d, early, late = lag_weights(steps)
    gain = early * left + late * right
    Y = [initial]
    for kept, gained in zip(d.tolist(), gain.tolist(), strict=True):
        Y.append(kept * Y[-1] + gained)
    return np.array(Y)


def lag_weights(steps):
    """Return ``d``, ``1 - d - w`` and ``w`` of `lagged` for steps ``h/tau``; no time, no change."""
    lost = -np.expm1(-steps)
    w = 1 - np.divide(lost, steps, out=np.ones_like(lost), where=np.greater(steps, 0))
    return 1 - lost, lost - w, w


def two_stages(first, second, times):
    """Return ``(exp(-a*t) - exp(-b*t)) / (b - a)``, and ``t*exp(-a*t)`` where the rates are equal.

    It is what reaches the second of two first-order stages, a unit having been put in the first.
    """
    slow, apart = np.minimum(first, second), np.abs(first - second)
    return times * np.exp(-slow * times) * scipy.special.exprel(-apart * times)
