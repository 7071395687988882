"""The brick of all adaptation here: a quantity that follows a signal with a delay."""

from __future__ import annotations

import math

import numpy as np

from pharmlib.adaptation.driving import on_grid
from pharmlib.checks import check_number, check_times

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
    h = np.diff(times)
    d, lost = np.exp(-h / tau), -np.expm1(-h / tau)
    w = 1 - lost * tau / h
    gain = (lost - w) * u[:-1] + w * u[1:]
    Y = [start]
    for kept, gained in zip(d.tolist(), gain.tolist(), strict=True):
        Y.append(kept * Y[-1] + gained)
    return np.array(Y)
