"""Two paths of elimination side by side: one saturates, the other does not.

With an enzyme that saturates alone, a dose above its greatest rate would have no steady state. A
second, linear path takes over what the enzyme cannot: every dose has a steady state, but twice the
dose may give five times the concentration, and the half-life shortens while the drug leaves. That
is how paroxetine behaves at steady state; how it gets there is another story
(`pharmlib.kinetics.enzyme_inactivation`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import check, float_or_array
from pharmlib.kinetics.elimination import MichaelisMenten, check_fall
from pharmlib.parameters import parameter

__all__ = ["ParallelElimination"]

_STEPS = 60  # of Newton's method; 5 to 15 are usual


@dataclasses.dataclass(frozen=True)
class ParallelElimination(MichaelisMenten):
    """An enzyme that saturates, and beside it a path that never does.

    ``dC/dt = -(linear_rate + Vmax/(Km + C)) * C``

    References
    ----------
    labelparoxetine2026

    Examples
    --------
    In units in which the first milligram has a clearance of 1, and per day (illustrative): 30 mg/d
    reach 8 times what a tiny dose would let expect, and 40 mg/d 5 times as much as 20.

    >>> body = ParallelElimination("19.5 mg/L/d", 20.5, linear_rate="0.05 1/d")
    >>> R = np.array([20, 30, 40]) / 24  # mg/L/h, for a volume of 1 L
    >>> body.steady_state(R).round()
    array([ 85., 241., 428.])
    """

    linear_rate: float = parameter(
        unit="1/h", meaning="rate of the path that does not saturate", symbol="k"
    )

    def rate(self, concentration):
        """Return how fast the concentration falls, ``k*C + Vmax*C/(Km + C)``, mg/L/h.

        Parameters
        ----------
        concentration : float, array or str
            mg/L.

        Examples
        --------
        >>> ParallelElimination(20, 10, linear_rate=0.5).rate([10, 1000]).round(2)
        array([ 15. , 519.8])
        """
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        return self.linear_rate * C + super().rate(C)

    def time_to(self, initial, final):
        """Return how long the concentration takes from one level down to another.

        With ``B = k*Km + Vmax``,
        ``t = (Km/B) * ln(C0/C) + Vmax/(k*B) * ln((k*C0 + B)/(k*C + B))``

        Parameters
        ----------
        initial, final : float, array or str
            C0 and C, mg/L; C is above 0, since 0 is never reached, and at most C0.

        Returns
        -------
        float or array
            h.

        Examples
        --------
        >>> round(ParallelElimination(20, 10, linear_rate=0.5).time_to(100, 50), 2)
        0.93
        """
        C0 = check(initial, "initial", unit="mg/L")
        C = check(final, "final", unit="mg/L")
        check_fall(C, C0)
        return float_or_array(self._time(np.log(C0 / C), C, C0 - C))

    def concentration(self, initial, times):
        """Return the concentration that is left: `time_to`, solved for C.

        In ``ln(C0/C)`` that equation bends one way only: from below, Newton's method cannot miss.

        Parameters
        ----------
        initial : float, array or str
            C0, the concentration at time 0, mg/L.
        times : float, array or str
            h since then, 0 or more; no drug is added. Broadcasts with `initial`.

        Returns
        -------
        float or array
            mg/L.
        """
        C0 = check(initial, "initial", unit="mg/L", zero=True)
        t = check(times, "times", unit="h", zero=True)
        # fallen = ln(C0/C) is at least k*t, and from below each step stays below
        fallen = self.linear_rate * t
        for _ in range(_STEPS):
            C = C0 * np.exp(-fallen)
            speed = self.linear_rate + self.maximum_rate / (self.half_saturation + C)
            step = (t - self._time(fallen, C, -C0 * np.expm1(-fallen))) * speed
            fallen = fallen + step
            if np.all(np.abs(step) <= 1e-14 * (1 + fallen)):
                break
        return float_or_array(C0 * np.exp(-fallen))

    def steady_state(self, input_rate):
        """Return where the concentration settles; there is always such a level.

        The positive root of ``k*C**2 + (k*Km + Vmax - R)*C - Km*R = 0``, mg/L.

        Parameters
        ----------
        input_rate : float, array or str
            R, what comes in, mg/L/h.

        Examples
        --------
        More than the enzyme can take, and yet there is a steady state:

        >>> ParallelElimination(20, 10, linear_rate=0.5).steady_state(30)
        30.0
        """
        R = check(input_rate, "input_rate", unit="mg/L/h", zero=True)
        k, Km = self.linear_rate, self.half_saturation
        b = k * Km + self.maximum_rate - R
        root = np.sqrt(b**2 + 4 * k * Km * R)
        # the two ways to write the root; each loses no digits on its side of b = 0
        safe = np.where(b > 0, b + root, 1.0)
        return float_or_array(np.where(b > 0, 2 * Km * R / safe, (root - b) / (2 * k)))

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC/dt``, mg/L/h."""
        return super().rate_of_change(time, state) - self.linear_rate * state

    def _time(self, fallen, C, lost):
        """Return the time for ``fallen = ln(C0/C)``; ``lost = C0 - C`` comes without rounding."""
        k, Vmax, Km = self.linear_rate, self.maximum_rate, self.half_saturation
        B = k * Km + Vmax
        return Km / B * fallen + Vmax / (k * B) * np.log1p(k * lost / (k * C + B))
