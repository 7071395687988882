"""What is held down grows: capacity built up behind a blockade, and let loose when it ends.

A proton-pump inhibitor blocks acid. The stomach, short of acid, sends gastrin; gastrin makes the
cells multiply that call for acid. All the while the pumps are blocked, and nothing is seen of it.
The pumps recover in days, the cells shrink back in weeks: in between there is more acid than ever.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.lag import lagged, two_stages
from pharmlib.checks import check_number, check_times
from pharmlib.driving import on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["AdaptiveCapacity"]


@dataclasses.dataclass(frozen=True)
class AdaptiveCapacity(Parameters):
    """A capacity that grows while a fraction of it is blocked.

    ``dB/dt = (1 + delta * I - B) / tau``, and the output is ``(1 - I) * B``; both are 1 without a
    drug. ``I`` is the fraction blocked. No receptor is needed: any tissue that is fed by the lack
    of its product behaves like this.

    Parameters
    ----------
    time_constant : float
        ``tau``, h.
    growth : float
        ``delta``: by how much complete and endless blockade raises the capacity.

    References
    ----------
    gillen1999, reimer2009

    Examples
    --------
    Illustrative: eight weeks of a drug that blocks 95 %, and the four weeks after it.

    >>> stomach = AdaptiveCapacity("4 wk", growth=0.55)
    >>> days = np.arange(0, 85)
    >>> course = stomach.after_treatment(0.95, "8 wk", days * 24, offset_half_life="28 h")
    >>> when, height = course.maximum("output")
    >>> round(when / 24 - 56), round(height, 2)
    (7, 1.36)
    """

    time_constant: float = parameter(
        unit="h", meaning="time constant of the capacity", symbol=r"\tau"
    )
    growth: float = parameter(
        unit="", meaning="growth of the capacity at full blockade", symbol=r"\delta", zero=True
    )

    def adapted(self, blockade):
        """Return the capacity after endless blockade: ``1 + delta * I``."""
        return 1 + self.growth * check_number(blockade, "blockade", maximum=1.0, zero=True)

    def respond(self, blockade, times, *, initial=1.0) -> Trajectory:
        """Return the response to a blockade known on a grid.

        The capacity is exact when the blockade is linear in between (`lagged`).

        Parameters
        ----------
        blockade : array, shape (n,), float, or callable
            ``I`` on the grid, from 0 to 1; a function is called with `times`.
        times : array, shape (n,)
            h, increasing.
        initial : float
            Capacity at the first time.

        Returns
        -------
        Trajectory
            "blockade", "capacity" and "output".

        Raises
        ------
        ParameterError
            When a value is out of range, a shape does not fit, or the grid does not increase.
        """
        times = check_times(times)
        blockade = on_grid(blockade, times, "blockade", maximum=1.0, zero=True)
        B0 = check_number(initial, "initial", zero=True)
        B = lagged(1 + self.growth * blockade, times, self.time_constant, initial=B0)
        return _course(times, blockade, B)

    def after_treatment(self, blockade, duration, times, *, offset_half_life) -> Trajectory:
        """Return the response to a treatment that begins at 0 h and wears off after its end.

        During the treatment ``I = I0`` and ``B = 1 + delta*I0*(1 - exp(-t/tau))``. With ``s`` the
        time since its end and ``k = ln 2/offset_half_life``, ``I = I0*exp(-k*s)`` and
        ``B - 1`` is what was there times ``exp(-s/tau)``, and
        ``delta*I0 * (exp(-k*s) - exp(-s/tau)) / (1 - k*tau)``.

        Parameters
        ----------
        blockade : float
            ``I0``, the fraction blocked during the treatment.
        duration : float
            How long it lasts, h.
        times : array, shape (n,)
            h from the start of the treatment, increasing.
        offset_half_life : float
            Half-life of the blockade after the last dose, h.

        Returns
        -------
        Trajectory
            As from `respond`.

        Examples
        --------
        >>> stomach = AdaptiveCapacity("4 wk", growth=0.55)
        >>> hours = [0, 8 * 168, 10 * 168, 12 * 168]
        >>> course = stomach.after_treatment(0.95, "8 wk", hours, offset_half_life="28 h")
        >>> course["output"].round(2)
        array([0.05, 0.07, 1.29, 1.18])
        """
        times = check_times(times)
        I0 = check_number(blockade, "blockade", maximum=1.0, zero=True)
        T = check_number(duration, "duration", unit="h")
        k = math.log(2) / check_number(offset_half_life, "offset_half_life", unit="h")
        tau = self.time_constant
        on, s = np.clip(times, 0, T), np.maximum(times - T, 0)
        wearing_off = two_stages(k, 1 / tau, s) / tau
        grown = -np.expm1(-on / tau) * np.exp(-s / tau) + wearing_off
        blocked = np.where(times >= 0, I0 * np.exp(-k * s), 0.0)
        return _course(times, blocked, 1 + self.growth * I0 * grown)


def _course(times, blockade, capacity):
    """Return the trajectory of a blockade and the capacity behind it."""
    values = {"blockade": blockade, "capacity": capacity, "output": (1 - blockade) * capacity}
    return Trajectory(times, values, dict.fromkeys(values, ""))
