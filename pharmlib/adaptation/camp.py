"""The furnace in the cell: opioids damp the making of cyclic AMP, and the cell adds burners.

Adenylyl cyclase makes cyclic AMP. An occupied mu receptor inhibits it, and the cell answers by more
cyclase activity: a fast pool, within hours and without new protein, and a slow pool, within days.
When the drug is pushed off, nothing holds the enlarged cyclase back, and cyclic AMP overshoots.
Cyclase and cyclic AMP are relative to rest, where both are 1.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import check, check_number, check_order, check_times, float_or_array
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["CyclaseSuperactivation", "compensated_fraction", "full_superactivation"]


def full_superactivation(maximum_inhibition, occupancy=1.0):
    """Return the cyclase activity that would bring cyclic AMP all the way back to normal.

    ``AC = 1 / (1 - I * occ)``; it is also the overshoot when the drug is then pushed off.

    Parameters
    ----------
    maximum_inhibition : float or array
        Inhibition ``I`` when all receptors are occupied, from 0 to below 1.
    occupancy : float or array
        Occupancy ``occ``, from 0 to 1.

    Returns
    -------
    float or array
        Relative to rest.

    Raises
    ------
    ParameterError
        When a value is out of range.

    Examples
    --------
    >>> full_superactivation(0.6)
    2.5
    """
    inhibition = check(maximum_inhibition, "maximum_inhibition", below=1.0, zero=True)
    occ = check(occupancy, "occupancy", maximum=1.0, zero=True)
    return float_or_array(1 / (1 - inhibition * occ))


def compensated_fraction(cyclase, maximum_inhibition, *, occupancy=1.0):
    """Return how much of the full superactivation a measured cyclase activity is.

    ``phi = (AC - 1) / (1/(1 - I*occ) - 1)``

    Parameters
    ----------
    cyclase : float or array
        Activity ``AC`` without drug, relative to rest, 1 or more.
    maximum_inhibition : float or array
        ``I``, above 0 and below 1.
    occupancy : float or array
        Occupancy ``occ`` during the exposure, above 0.

    Returns
    -------
    float or array
        The fraction ``phi``; above 1 the cell has overcompensated.

    Raises
    ------
    ParameterError
        When a value is out of range.

    Examples
    --------
    Half as much again, where one and a half times as much again would be full:

    >>> round(compensated_fraction(1.5, 0.6), 3)
    0.333
    """
    AC = check(cyclase, "cyclase", minimum=1.0, zero=True)
    inhibition = check(maximum_inhibition, "maximum_inhibition", below=1.0)
    occ = check(occupancy, "occupancy", maximum=1.0)
    return float_or_array((AC - 1) / (full_superactivation(inhibition, occ) - 1))


@dataclasses.dataclass(frozen=True, kw_only=True)
class CyclaseSuperactivation(Parameters):
    """Two pools of extra cyclase that grow while cyclic AMP is short, and shrink when it is not.

    With ``u = 1 - I*occ`` and ``AC = 1 + F + S``::

        cAMP  = AC * u
        dF/dt = (g_f * (1 - cAMP) - F) / tau_f      fast: changes of enzyme that is there
        dS/dt = (g_s * (1 - cAMP) - S) / tau_s      slow: new enzyme

    At constant occupancy this is linear, so it is solved exactly. In the end
    ``AC = (1 + g) / (1 + g*u)`` with ``g = g_f + g_s``. The defaults are illustrative; together
    they give half as much cyclase again at full occupancy.

    Parameters
    ----------
    maximum_inhibition : float
        ``I``, from 0 to 1: inhibition of the cyclase when all receptors are occupied.
    fast_gain, slow_gain : float
        ``g_f`` and ``g_s``: how strongly each pool answers a shortage of cyclic AMP.
    fast_time_constant, slow_time_constant : float
        ``tau_f`` and ``tau_s``, h; the slow one is the longer.

    Raises
    ------
    ParameterError
        When a value is out of range, or the time constants are in the wrong order.

    References
    ----------
    avidorreiss1995, matsuoka1994

    Examples
    --------
    Five days of full occupancy, then an antagonist:

    >>> cell = CyclaseSuperactivation()
    >>> course = cell.after_exposure(1.0, "5 d", [0, 119.9, 120, 124, 144])
    >>> course["camp"].round(2).tolist()
    [0.4, 0.6, 1.49, 1.17, 1.09]
    """

    maximum_inhibition: float = parameter(
        0.6, "", "inhibition of the cyclase at full occupancy", symbol="I", maximum=1.0, zero=True
    )
    fast_gain: float = parameter(0.5, "", "gain of the fast pool", symbol="g_f", zero=True)
    slow_gain: float = parameter(0.75, "", "gain of the slow pool", symbol="g_s", zero=True)
    fast_time_constant: float = parameter(
        1.0, "h", "time constant of the fast pool", symbol=r"\tau_f"
    )
    slow_time_constant: float = parameter(
        48.0, "h", "time constant of the slow pool", symbol=r"\tau_s"
    )

    def __post_init__(self):
        super().__post_init__()
        check_order(
            self.fast_time_constant,
            self.slow_time_constant,
            "fast_time_constant",
            "slow_time_constant",
            unit="h",
            strict=True,
            remedy="Exchange the two.",
        )

    @property
    def states(self) -> dict[str, str]:
        """The two pools, in units of the cyclase at rest."""
        return {"fast_pool": "", "slow_pool": ""}

    def without_synthesis(self) -> CyclaseSuperactivation:
        """Return the cell under cycloheximide, which makes no new protein: no slow pool."""
        return self.replace(slow_gain=0.0)

    def activity(self, occupancy):
        """Return what inhibition leaves of the cyclase, ``u = 1 - I*occ``."""
        return 1 - self.maximum_inhibition * check(occupancy, "occupancy", maximum=1.0, zero=True)

    def adapted(self, occupancy):
        """Return the cyclase after endless exposure, ``AC = (1 + g) / (1 + g*u)``."""
        u, g = self.activity(occupancy), self.fast_gain + self.slow_gain
        return (1 + g) / (1 + g * u)

    def adapted_pools(self, occupancy) -> np.ndarray:
        """Return the fast and the slow pool after endless exposure to one occupancy."""
        return self._settled(self.activity(check_number(occupancy, "occupancy", zero=True)))

    def respond(self, occupancy, times, *, adapted_to=0.0) -> Trajectory:
        """Return pools, cyclase and cyclic AMP under an occupancy that is known on a grid.

        Over each step the occupancy is held at the mean of its two ends and the equations are
        solved exactly: no error while it is constant, one of second order while it changes.

        Parameters
        ----------
        occupancy : array, shape (n,), float, or callable
            On the grid, from 0 to 1; one number stays constant; a function is called with `times`.
            A jump needs two points close together.
        times : array, shape (n,)
            h, increasing.
        adapted_to : float
            Occupancy to which the cell has adapted before the first time; 0 is a naive cell.

        Returns
        -------
        Trajectory
            "occupancy", "fast_pool", "slow_pool", "cyclase", "camp".

        Raises
        ------
        ParameterError
            When an occupancy is out of range, or a grid does not fit.

        Examples
        --------
        >>> cell = CyclaseSuperactivation()
        >>> cell.respond(0.0, [0, 1, 24], adapted_to=1.0)["camp"].round(2).tolist()
        [1.5, 1.26, 1.09]
        """
        times = check_times(times)
        occ = on_grid(occupancy, times, "occupancy", maximum=1.0, zero=True)
        u = self.activity((occ[:-1] + occ[1:]) / 2)
        settled, memory = self._settled(u), self._memory(u, np.diff(times))
        pools = np.empty((2, times.size))
        pools[:, 0] = self.adapted_pools(adapted_to)
        for i in range(times.size - 1):
            away = pools[:, i] - settled[:, i]
            pools[:, i + 1] = settled[:, i] + memory[:, :, i] @ away
        return self._trajectory(times, occ, pools)

    def after_exposure(self, occupancy, duration, times) -> Trajectory:
        """Return the course under a constant occupancy that starts at 0 h and stops at once.

        Parameters
        ----------
        occupancy : float
            During the exposure, from 0 to 1.
        duration : float or str
            How long it lasts, h; at its end the receptors are free.
        times : array, shape (n,)
            h from the start of the exposure, increasing.

        Returns
        -------
        Trajectory
            As from `respond`.

        Raises
        ------
        ParameterError
            When a value is out of range.
        """
        times = check_times(times)
        occ = check_number(occupancy, "occupancy", maximum=1.0, zero=True)
        T = check_number(duration, "duration", unit="h")
        u = self.activity(occ)
        settled = self._settled(u)[:, None]
        on, since = np.clip(times, 0.0, T), np.maximum(times - T, 0.0)
        grown = settled - np.einsum("ijt,j->it", self._memory(u, on), settled[:, 0])
        pools = np.einsum("ijt,jt->it", self._memory(1.0, since), grown)
        return self._trajectory(times, np.where((times >= 0) & (times < T), occ, 0.0), pools)

    def driven(self, occupancy, *, adapted_to=0.0, breakpoints=()) -> Driven:
        """Return this cell under an occupancy, as a model that `simulate` can run.

        Parameters
        ----------
        occupancy : callable or float
            Function of time (h), or a constant.
        adapted_to : float
            As for `respond`.
        breakpoints : sequence of float
            Times at which the occupancy jumps, h.

        Returns
        -------
        Driven
        """
        function = as_function(occupancy, "occupancy", maximum=1.0, zero=True)
        return Driven(self, function, tuple(self.adapted_pools(adapted_to)), tuple(breakpoints))

    def rates(self, drive, state) -> np.ndarray:
        """Return ``dF/dt`` and ``dS/dt``, 1/h, at an occupancy."""
        F, S = state
        shortage = 1 - (1 + F + S) * (1 - self.maximum_inhibition * drive)
        return np.array(
            [
                (self.fast_gain * shortage - F) / self.fast_time_constant,
                (self.slow_gain * shortage - S) / self.slow_time_constant,
            ]
        )

    def _settled(self, u):
        """Return where the pools settle, ``g_i * (1 - u) / (1 + g*u)``; shape (2, ...)."""
        gains = np.array([self.fast_gain, self.slow_gain])
        return np.multiply.outer(gains, (1 - u) / (1 + gains.sum() * u))

    def _memory(self, u, elapsed):
        """Return the matrix exponential of the pools' system over some time; shape (2, 2, ...).

        For a 2 x 2 matrix M with mean of the diagonal m and eigenvalues m + q and m - q it is
        ``exp(m*t) * (cosh(q*t) + sinh(q*t)/q * (M - m))``. Here q is real.
        """
        a = -(1 + self.fast_gain * u) / self.fast_time_constant
        b = -self.fast_gain * u / self.fast_time_constant
        c = -self.slow_gain * u / self.slow_time_constant
        d = -(1 + self.slow_gain * u) / self.slow_time_constant
        m, q = (a + d) / 2, np.sqrt(((a - d) / 2) ** 2 + b * c)
        slow = np.exp((m + q) * elapsed)  # m + q is below 0: nothing overflows
        lost = -np.expm1(-2 * q * elapsed)
        even = slow * (1 - lost / 2)
        # q is 0 only when both rates agree and one gain is 0; the limit is then exact
        safe = np.where(q > 0, q, 1.0)
        odd = slow * np.where(q > 0, lost / (2 * safe), elapsed)
        return np.array([[even + odd * (a - m), odd * b], [odd * c, even + odd * (d - m)]])

    def _trajectory(self, times, occ, pools):
        """Return the trajectory that belongs to the pools."""
        cyclase = 1 + pools.sum(axis=0)
        values = {
            "occupancy": occ,
            "fast_pool": pools[0],
            "slow_pool": pools[1],
            "cyclase": cyclase,
            "camp": cyclase * self.activity(occ),
        }
        return Trajectory(times, values, dict.fromkeys(values, ""))
