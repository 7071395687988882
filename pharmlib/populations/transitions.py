"""Linear kinetics of many patients at once, over any time, without a subtraction.

``dx/dt = A x`` has the solution ``x(t) = exp(A*t) x(0)``. Let ``q`` be at least as fast as the
fastest rate of anybody, and toss a coin ``q`` times an hour on average. At each toss a molecule may
move, with the probabilities ``R = 1 + A/q``, or stay. The number of tosses in a time ``t`` is
Poisson distributed, so

    exp(A*t) = sum over k of exp(-q*t) * (q*t)**k / k! * R**k

In compartments no entry of ``R`` is negative: every term only adds, and each entry keeps almost all
of its digits, however close two rates are. The weights are the same for all patients, so one
product of matrices serves everybody.
"""

from __future__ import annotations

import math

import numpy as np

from pharmlib.checks import ParameterError, check, check_number

__all__ = ["Transitions"]

_MOST_TOSSES = 16.0  # expected in one sum; a longer time is halved first, and squared back


class Transitions:
    """``exp(A*t)`` for the rate matrix of each patient, at any time.

    Parameters
    ----------
    rates : array, shape (n, n, patients)
        ``A``, 1/h.
    fastest : float, optional
        ``q``, 1/h, at least as large as any rate of leaving on the diagonals; the largest of them
        by default. Where patients are computed in batches it should be the same for all.

    Raises
    ------
    ParameterError
        When the matrices are not square, or `fastest` is below a rate.

    Examples
    --------
    Two patients; half-lives of one hour and of two:

    >>> system = Transitions(-np.log(2) * np.array([[[1.0, 0.5]]]))
    >>> system.matrix(2.0).round(6).tolist()
    [[[0.25, 0.5]]]
    """

    def __init__(self, rates, fastest: float | None = None):
        A = np.asarray(check(rates, "rates", unit="1/h", minimum=-math.inf))
        if A.ndim != 3 or A.shape[0] != A.shape[1]:
            raise ParameterError(
                f"rates has shape {A.shape}; it must be (n, n, patients). "
                "Put the patients on the last axis."
            )
        leaving = float(-A[range(len(A)), range(len(A))].min())
        q = leaving if fastest is None else check_number(fastest, "fastest", unit="1/h", zero=True)
        if q < leaving:
            raise ParameterError(
                f"fastest is {q!r} 1/h; it must be at least {leaving!r} 1/h, the fastest rate of "
                "leaving. Leave it out, or take it over all patients."
            )
        self.fastest = q
        self._R = np.eye(len(A))[:, :, None] + A / (q or 1.0)
        self._powers = np.empty((0, *A.shape))

    def matrix(self, time: float) -> np.ndarray:
        """Return ``exp(A*t)``, shape (n, n, patients), for one time, h."""
        return self._matrices(np.array([float(time)]))[0]

    def rows(self, times, row: int) -> np.ndarray:
        """Return one row of ``exp(A*t)``, shape (m, n, patients), for m times, h.

        It is what one state has after the time, for a unit in each of the states now.
        """
        times = np.asarray(times, dtype=float)
        if self.fastest * times.max() > _MOST_TOSSES:
            return np.ascontiguousarray(self._matrices(times)[:, row])
        return self._sum(times, np.ascontiguousarray(self._up_to(times.max())[:, row]))

    def _matrices(self, times):
        """Return ``exp(A*t)``, shape (m, n, n, patients)."""
        tosses = self.fastest * times.max()
        halvings = max(0, math.ceil(math.log2(tosses / _MOST_TOSSES))) if tosses > 0 else 0
        short = times / 2.0**halvings
        E = self._sum(short, self._up_to(short.max()))
        for _ in range(halvings):
            E = np.einsum("mijp,mjkp->mikp", E, E)
        return E

    def _sum(self, times, powers):
        """Return the sum over the tosses, with the Poisson weights."""
        expected = self.fastest * times[:, None]
        steps = expected / np.arange(1, len(powers))
        weights = np.exp(-expected) * np.cumprod(np.hstack([np.ones_like(expected), steps]), axis=1)
        return (weights @ powers.reshape(len(powers), -1)).reshape(-1, *powers.shape[1:])

    def _up_to(self, time):
        """Return as many powers of R as a time needs; beyond, the weights are below 1e-17."""
        tosses = self.fastest * time
        count = int(tosses + 8.5 * math.sqrt(tosses)) + 18
        if count > len(self._powers):
            grown = np.empty((count, *self._R.shape))
            known = len(self._powers)
            grown[:known] = self._powers
            if known == 0:
                grown[0] = np.eye(len(self._R))[:, :, None]
            for k in range(max(known, 1), count):
                np.einsum("ijp,jkp->ikp", grown[k - 1], self._R, out=grown[k])
            self._powers = grown
        return self._powers[:count]
