"""Chains of first-order stages, solved exactly.

One idea carries all of linear kinetics. A stage that empties at a rate ``k`` passes on what it got
at the time ``s`` as ``k*exp(-k*(t - s))``. So to send a curve through one more stage (the gut, a
metabolite, the way to the brain) is to convolve it with that exponential:

    after(t) = integral from 0 to t of before(s) * k*exp(-k*(t - s)) ds

Start from ``exp(-k1*t)``, go through the rates ``k2``, ``k3``, ..., and every curve is a product of
the rates and of one function of them, here called `chain`:

    chain([k1])         = exp(-k1*t)
    chain([k1, k2])     = (exp(-k1*t) - exp(-k2*t)) / (k2 - k1)
    chain([k1, .., kn]) = (chain([k1, .., kn-1]) - chain([k2, .., kn])) / (kn - k1)

Each line is a divided difference of ``exp(-k*t)``. When rates are equal, or nearly so, it turns
into 0/0 and a power series takes over. An integral over time is a stage that never empties: rate 0.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check

__all__ = ["Curve", "chain"]

_TERMS = 22  # of the power series: 1/22! is 1e-21, far below rounding


def chain(rates, times):
    """Return the convolution of ``exp(-k*t)`` over all the rates.

    Parameters
    ----------
    rates : sequence of float
        1/h, one or more, in any order, equal ones allowed, 0 allowed.
    times : array
        h, 0 or more.

    Returns
    -------
    array
        Same shape as `times`; the unit is h to the power of the number of rates less one.

    Examples
    --------
    Two equal rates: the limit is ``t*exp(-k*t)``.

    >>> float(chain([0.5, 0.5], 2.0)) == 2.0 * math.exp(-1.0)
    True
    """
    k = sorted(float(rate) for rate in rates)
    t = np.asarray(times, dtype=float)
    if len(k) == 1:
        return np.exp(-k[0] * t)
    spread = k[-1] - k[0]
    close = spread * t <= 1
    result = np.empty(t.shape)
    result[close] = _series(k, t[close])
    far = t[~close]
    result[~close] = (chain(k[:-1], far) - chain(k[1:], far)) / (spread if far.size else 1.0)
    return result


def _series(k, t):
    """Return `chain` for rates that differ by less than 1/t; no term is negative.

    ``chain = t**(n-1) * exp(-kn*t) * sum over m of h_m / (m + n - 1)!``, where ``h_m`` is the sum
    of all products of ``m`` of the numbers ``(kn - ki)*t``, repetition allowed.
    """
    n = len(k)
    h = [np.ones(t.shape)] + [np.zeros(t.shape)] * (_TERMS - 1)
    for rate in k:
        y = (k[-1] - rate) * t
        for m in range(1, _TERMS):
            h[m] = h[m] + y * h[m - 1]
    total = sum(h[m] / math.factorial(m + n - 1) for m in range(_TERMS))
    return t ** (n - 1) * np.exp(-k[-1] * t) * total


@dataclasses.dataclass(frozen=True)
class Curve:
    """What follows a dose of 1 mg at time 0: a sum of chains, ``sum of c * chain(rates, t)``.

    Parameters
    ----------
    terms : tuple of (float, tuple of float)
        Coefficient and rates (1/h) of each chain.

    Examples
    --------
    A tablet: absorbed at 1 /h, eliminated at 0.1 /h, volume 50 L.

    >>> tablet = Curve.exponentials([1 / 50], [0.1]).through(1.0)
    >>> tablet.value([0.0, 2.56, 24.0]).round(5)
    array([0.     , 0.01549, 0.00202])
    >>> round(tablet.area, 9)  # 1 / (0.1 * 50): how fast it is absorbed does not matter
    0.2
    """

    terms: tuple[tuple[float, tuple[float, ...]], ...]

    @classmethod
    def exponentials(cls, coefficients, rates) -> Curve:
        """Return ``sum of c * exp(-k*t)``.

        Parameters
        ----------
        coefficients : sequence of float
            c, mg/L per mg, or whatever the curve is to be.
        rates : sequence of float
            k, 1/h, positive.
        """
        rates = np.atleast_1d(check(rates, "rates", unit="1/h"))
        return cls(tuple((float(c), (float(k),)) for c, k in zip(coefficients, rates, strict=True)))

    def __add__(self, other: Curve) -> Curve:
        """Return both curves together."""
        if not isinstance(other, Curve):
            return NotImplemented
        return Curve(self.terms + other.terms)

    def scaled(self, factor: float) -> Curve:
        """Return the curve multiplied by a factor."""
        return Curve(tuple((factor * c, rates) for c, rates in self.terms))

    def through(self, rate) -> Curve:
        """Return the curve behind one more first-order stage; the area stays the same.

        Parameters
        ----------
        rate : float or str
            Rate of the stage, 1/h.
        """
        rate = check(rate, "rate", unit="1/h")
        return Curve(tuple((rate * c, (*rates, rate)) for c, rates in self.terms))

    @property
    def area(self) -> float:
        """Area under the curve from 0 to infinity."""
        return math.fsum(c / math.prod(rates) for c, rates in self.terms)

    @property
    def slowest_rate(self) -> float:
        """The rate that governs the tail, 1/h."""
        return min(min(rates) for _, rates in self.terms)

    def value(self, times) -> np.ndarray:
        """Return the curve at some times, h; before 0 it is 0."""
        return self._started(times, lambda t: sum(c * chain(k, t) for c, k in self.terms))

    def integral(self, times) -> np.ndarray:
        """Return the area from 0 to some times, h."""
        return self._started(times, lambda t: sum(c * chain((*k, 0.0), t) for c, k in self.terms))

    def infused(self, times, duration) -> np.ndarray:
        """Return the curve of 1 mg infused at a constant rate from time 0, h.

        When the infusion ends, something is left in every stage. From there it flows on like a dose
        given into that stage. (The difference of two integrals would be the same, but it loses
        digits in the tail.)
        """
        T = check(duration, "duration", unit="h", zero=True)
        if T == 0:
            return self.value(times)

        def response(t):
            during, after = np.minimum(t, T), np.maximum(t - T, 0.0)
            total = 0.0
            for c, k in self.terms:
                left = _left_by(k, T)
                total = total + c * np.where(
                    t < T, chain((*k, 0.0), during) / T, _flow_on(left, k, after)
                )
            return total

        return self._started(times, response)

    def after(self, doses, times) -> np.ndarray:
        """Return what all doses of a regimen add up to: amounts times the curve, each in its time.

        What lies in the stages just after a dose flows on to the next one, so that each time looks
        back at one dose only. An infusion joins the stages at its end, and counts apart until then.

        Parameters
        ----------
        doses : Regimen
            Or any sequence of doses.
        times : array, shape (n,)
            h.
        """
        t, doses = np.asarray(times, dtype=float), sorted(doses, key=lambda dose: dose.end)
        total = np.zeros(t.shape)
        if not doses:
            return total
        ends = np.array([dose.end for dose in doses])
        last = np.searchsorted(ends, t, side="right") - 1
        begun = last >= 0
        since = t[begun] - ends[last[begun]]
        for c, k in self.terms:
            contents = _accumulated(k, doses, np.diff(ends))
            total[begun] += c * _flow_on(contents[last[begun]].T, k, since)
            for dose in doses:
                if dose.duration > 0:
                    runs = (dose.time <= t) & (t < dose.end)
                    rate = dose.amount / dose.duration
                    total[runs] += c * rate * chain((*k, 0.0), t[runs] - dose.time)
        return total

    def repeated(self, times, interval) -> np.ndarray:
        """Return the curve within one interval, after 1 mg has been given every interval for ever.

        The contents of the stages just after a dose must be the same one interval later. That gives
        one linear equation a stage, solved from the first stage to the last.

        Parameters
        ----------
        times : array
            h since the last dose, from 0 to `interval`.
        interval : float or str
            h.
        """
        T = check(interval, "interval", unit="h")
        t = check(times, "times", unit="h", maximum=T, zero=True)
        total = np.zeros(np.shape(t))
        for c, k in self.terms:
            contents: list[float] = []
            for j in range(len(k)):
                new = 1.0 if j == 0 else 0.0
                arrived = sum(contents[i] * chain(k[i : j + 1], T) for i in range(j))
                contents.append(float((new + arrived) / -math.expm1(-k[j] * T)))
            total = total + c * _flow_on(contents, k, t)
        return total

    @staticmethod
    def _started(times, response):
        """Return `response` at the times from 0 on, and 0 before."""
        t = np.asarray(times, dtype=float)
        return np.where(t >= 0, response(np.maximum(t, 0.0)), 0.0)


def _flow_on(contents, rates, times):
    """Return what reaches the end of a chain from what lies in each of its stages."""
    return sum(x * chain(rates[j:], times) for j, x in enumerate(contents))


def _left_by(rates, duration):
    """Return what 1 mg, given at a constant rate, leaves in each stage of a chain at its end."""
    if duration == 0:
        return [1.0] + [0.0] * (len(rates) - 1)
    stages = range(1, len(rates) + 1)
    return [float(chain((*rates[:j], 0.0), duration)) / duration for j in stages]


def _accumulated(rates, doses, gaps):
    """Return what lies in each stage just after each dose; shape (doses, stages)."""
    n = len(rates)
    flow = np.zeros((gaps.size, n, n))  # from stage i to stage j over each gap
    for i in range(n):
        for j in range(i, n):
            flow[:, j, i] = chain(rates[i : j + 1], gaps)
    left = {
        duration: np.array(_left_by(rates, duration)) for duration in {d.duration for d in doses}
    }
    contents = [doses[0].amount * left[doses[0].duration]]
    for passage, dose in zip(flow, doses[1:], strict=True):
        contents.append(passage @ contents[-1] + dose.amount * left[dose.duration])
    return np.array(contents)
