"""Kindling: each withdrawal leaves the brain a little easier to set on fire.

The threshold above which excitation turns into seizures falls with every withdrawal towards a
lowest value, and recovers only slowly in between. The evidence in animals is experimental; in
people it is observational and mixed up with how much was drunk over a lifetime.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check, check_number, check_order, check_times, float_or_array
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["Kindling"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kindling(Parameters):
    """A seizure threshold that falls with each withdrawal and recovers in between.

    At a withdrawal ``theta -> theta_inf + (theta - theta_inf) * q``; between two of them
    ``d theta/dt = (theta_0 - theta) / tau_k``. All defaults are illustrative: no model of kindling
    has been fitted to people.

    Parameters
    ----------
    naive_threshold : float
        ``theta_0``, before the first withdrawal.
    lowest_threshold : float
        ``theta_inf``, after very many without recovery; below the naive one.
    retained : float
        ``q``, from 0 to 1: the part of the way to the lowest threshold that a withdrawal spares.
    recovery_time : float
        ``tau_k``, h; months to years.

    Raises
    ------
    ParameterError
        When a value is out of range, or the lowest threshold is not below the naive one.

    References
    ----------
    ballenger1978, becker1994

    Examples
    --------
    >>> scar = Kindling(naive_threshold=1.0, lowest_threshold=0.4, retained=0.8)
    >>> round(scar.after(5), 3)
    0.597
    """

    naive_threshold: float = parameter(
        0.2, "", "threshold before any withdrawal", symbol=r"\theta_0"
    )
    lowest_threshold: float = parameter(
        0.08, "", "threshold after very many withdrawals", symbol=r"\theta_\infty", zero=True
    )
    retained: float = parameter(
        0.8, "", "part of the threshold's height kept at a withdrawal", symbol="q", maximum=1.0,
        zero=True,
    )  # fmt: skip
    recovery_time: float = parameter(
        8766.0, "h", "time constant of recovery between withdrawals", symbol=r"\tau_k"
    )

    def __post_init__(self):
        super().__post_init__()
        check_order(
            self.lowest_threshold,
            self.naive_threshold,
            "lowest_threshold",
            "naive_threshold",
            strict=True,
            remedy="Exchange the two.",
        )

    def after(self, withdrawals):
        """Return the threshold after some withdrawals that follow each other closely.

        ``theta_n = theta_inf + (theta_0 - theta_inf) * q**n``

        Parameters
        ----------
        withdrawals : float or array
            Their number ``n``, 0 or more.

        Returns
        -------
        float or array
        """
        n = check(withdrawals, "withdrawals", zero=True)
        low = self.lowest_threshold
        return float_or_array(low + (self.naive_threshold - low) * np.power(self.retained, n))

    def withdrawals_to(self, threshold):
        """Return how many withdrawals, close together, bring the threshold down to a level.

        ``n = ln((theta - theta_inf) / (theta_0 - theta_inf)) / ln(q)``

        Parameters
        ----------
        threshold : float
            Above the lowest and at most the naive one.

        Returns
        -------
        float
            Not rounded; infinite when nothing is lost at a withdrawal (``q = 1``), 0 when all is.

        Examples
        --------
        >>> scar = Kindling(naive_threshold=1.0, lowest_threshold=0.4, retained=0.8)
        >>> round(scar.withdrawals_to(0.6), 1)
        4.9
        """
        theta = check_number(
            threshold, "threshold", minimum=self.lowest_threshold, maximum=self.naive_threshold
        )
        height = self.naive_threshold - self.lowest_threshold
        left = math.log((theta - self.lowest_threshold) / height)
        if left == 0 or self.retained == 0:
            return 0.0
        return math.inf if self.retained == 1 else left / math.log(self.retained)

    def course(self, withdrawal_times, times) -> Trajectory:
        """Return the threshold over time, with a fall at each withdrawal and recovery in between.

        Parameters
        ----------
        withdrawal_times : array, shape (m,)
            h, increasing.
        times : array, shape (n,)
            h, increasing. At the time of a withdrawal the value is the one just after it.

        Returns
        -------
        Trajectory
            "threshold", and "withdrawals", the number so far.

        Raises
        ------
        ParameterError
            When a grid does not increase.

        Examples
        --------
        Two withdrawals a month apart, then two years of rest:

        >>> course = Kindling().course([0, 720], [-1, 0, 720, 720 + 17532])
        >>> course["threshold"].round(3).tolist()
        [0.2, 0.176, 0.158, 0.194]
        """
        falls = check_times(withdrawal_times, "withdrawal_times")
        times = check_times(times)
        afterwards = self._afterwards(falls)
        count = np.searchsorted(falls, times, side="right")
        last = np.maximum(count - 1, 0)
        since = np.where(count > 0, times - falls[last], math.inf)
        deficit = (self.naive_threshold - afterwards[last]) * np.exp(-since / self.recovery_time)
        values = {"threshold": self.naive_threshold - deficit, "withdrawals": count.astype(float)}
        return Trajectory(times, values, dict.fromkeys(values, ""))

    def steady_state(self, interval):
        """Return the threshold just before each withdrawal, when they have always come regularly.

        With ``d = exp(-interval/tau_k)``, fall and recovery cancel at
        ``(theta_0*(1 - d) + theta_inf*d*(1 - q)) / (1 - q*d)``.

        Parameters
        ----------
        interval : float, array or str
            From one withdrawal to the next, h.

        Returns
        -------
        float or array

        Raises
        ------
        ParameterError
            When the interval is not above 0.

        Examples
        --------
        >>> round(Kindling().steady_state("365 d"), 3)
        0.187
        """
        d = np.exp(-check(interval, "interval", unit="h") / self.recovery_time)
        q, low = self.retained, self.lowest_threshold
        return float_or_array((self.naive_threshold * (1 - d) + low * d * (1 - q)) / (1 - q * d))

    def _afterwards(self, falls):
        """Return the threshold just after each withdrawal."""
        low, threshold, result = self.lowest_threshold, self.naive_threshold, []
        for wait in np.diff(falls, prepend=falls[0]):
            before = self.naive_threshold - (self.naive_threshold - threshold) * math.exp(
                -wait / self.recovery_time
            )
            threshold = low + (before - low) * self.retained
            result.append(threshold)
        return np.array(result)
