"""How a parameter varies from person to person: log-normal, and logit-normal for fractions.

A log-normal parameter is ``median * exp(omega * z)`` with a standard normal score ``z``. Papers
give the spread in two ways that are easily mixed up: as ``omega``, the standard deviation of the
logarithm, or as the coefficient of variation ``CV = sd/mean``. They are tied by
``CV**2 = exp(omega**2) - 1``, and differ visibly from about 0.3 on.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_number, float_or_array

__all__ = ["LogNormal", "LogitNormal", "implied_cv"]


@dataclasses.dataclass(frozen=True)
class LogNormal:
    """A positive quantity whose logarithm is normal.

    Products, quotients and powers of independent log-normal quantities are log-normal again, so a
    half-life can be had from a clearance and a volume.

    Parameters
    ----------
    median : float or str
        Half of the people lie below it; papers call it the typical value.
    cv : float or str
        Coefficient of variation, 0 or more: standard deviation over mean.
    unit : str
        Unit of the median, which may then be text in another unit.

    Raises
    ------
    ParameterError
        When the median is not above 0 or the coefficient of variation is negative.

    Examples
    --------
    >>> clearance = LogNormal("26.6 mL/min", 0.475, unit="L/h")
    >>> volume = LogNormal(83, "30 %", unit="L")
    >>> half_life = math.log(2) * volume / clearance
    >>> round(half_life.median, 1), round(half_life.cv, 2)
    (36.0, 0.58)
    >>> [round(edge, 2) for edge in LogNormal.from_spread(1.87, 0.89).interval(0.95)]
    [0.33, 10.7]
    """

    median: float
    cv: float
    _: dataclasses.KW_ONLY
    unit: str = ""

    def __post_init__(self):
        object.__setattr__(self, "median", check_number(self.median, "median", unit=self.unit))
        object.__setattr__(self, "cv", check_number(self.cv, "cv", zero=True))

    @classmethod
    def from_spread(cls, median, spread, *, unit="") -> LogNormal:
        """Return the distribution with a given ``omega``, the sd of the logarithm."""
        omega = check_number(spread, "spread", zero=True)
        return cls(median, math.sqrt(math.expm1(omega**2)), unit=unit)

    @classmethod
    def from_mean(cls, mean, sd, *, unit="") -> LogNormal:
        """Return the distribution with a given mean and standard deviation.

        ``median = mean / sqrt(1 + CV**2)``

        Examples
        --------
        >>> LogNormal.from_mean(13.3, 6.9, unit="d").median  # doctest: +ELLIPSIS
        11.8...
        """
        mean = check_number(mean, "mean", unit=unit)
        cv = check_number(sd, "sd", unit=unit, zero=True) / mean
        return cls(mean / math.hypot(1.0, cv), cv, unit=unit)

    @property
    def spread(self) -> float:
        """``omega = sqrt(ln(1 + CV**2))``, the standard deviation of the logarithm."""
        return math.sqrt(math.log1p(self.cv**2))

    @property
    def mean(self) -> float:
        """``median * exp(omega**2/2) = median * sqrt(1 + CV**2)``."""
        return self.median * math.hypot(1.0, self.cv)

    @property
    def sd(self) -> float:
        """Standard deviation, ``mean * CV``."""
        return self.mean * self.cv

    def at(self, score):
        """Return the value at a standard normal score: ``median * exp(omega * z)``."""
        z = check(score, "score", minimum=-math.inf)
        return float_or_array(self.median * np.exp(self.spread * z))

    def quantile(self, probability):
        """Return the value below which a fraction of the people lies, above 0 and below 1."""
        return self.at(scipy.special.ndtri(check(probability, "probability", below=1.0)))

    def interval(self, coverage=0.95) -> tuple[float, float]:
        """Return the middle range that holds a fraction of the people."""
        tail = (1 - check_number(coverage, "coverage", below=1.0)) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    def extremes(self, count) -> tuple[float, float]:
        """Return where to expect the smallest and the largest of some people (Blom's scores)."""
        n = check_number(count, "count", minimum=1.0, zero=True)
        z = float(scipy.special.ndtri((n - 0.375) / (n + 0.25)))
        return self.at(-z), self.at(z)

    def __mul__(self, other) -> LogNormal:
        """Return the product with a number, or with an independent log-normal quantity."""
        if isinstance(other, LogNormal):
            omega = math.hypot(self.spread, other.spread)
            return LogNormal.from_spread(self.median * other.median, omega)
        return LogNormal(self.median * check_number(other, "factor"), self.cv)

    __rmul__ = __mul__

    def __truediv__(self, other) -> LogNormal:
        """Return the quotient by a number, or by an independent log-normal quantity."""
        if isinstance(other, LogNormal):
            return self * other**-1
        return self * (1 / check_number(other, "divisor"))

    def __rtruediv__(self, other) -> LogNormal:
        """Return a number divided by this quantity."""
        return other * self**-1

    def __pow__(self, power) -> LogNormal:
        """Return this quantity to a power: the median to that power, omega times its size."""
        power = check_number(power, "power", minimum=-math.inf)
        return LogNormal.from_spread(self.median**power, abs(power) * self.spread)


@dataclasses.dataclass(frozen=True)
class LogitNormal:
    """A fraction between 0 and 1 whose log-odds are normal.

    ``p = 1 / (1 + exp(-(logit(median) + omega * z)))``

    Parameters
    ----------
    median : float or str
        Above 0 and below 1.
    spread : float
        ``omega``, the standard deviation of the log-odds, 0 or more.

    Raises
    ------
    ParameterError
        When the median is not inside 0 to 1, or the spread is negative.

    Examples
    --------
    >>> arriving = LogitNormal("50 %", 1.0)
    >>> [round(float(p), 2) for p in arriving.quantile([0.05, 0.5, 0.95])]
    [0.16, 0.5, 0.84]
    """

    median: float
    spread: float

    def __post_init__(self):
        object.__setattr__(self, "median", check_number(self.median, "median", below=1.0))
        object.__setattr__(self, "spread", check_number(self.spread, "spread", zero=True))

    def at(self, score):
        """Return the fraction at a standard normal score."""
        z = check(score, "score", minimum=-math.inf)
        middle = scipy.special.logit(self.median)
        return float_or_array(scipy.special.expit(middle + self.spread * z))

    def quantile(self, probability):
        """Return the fraction below which a fraction of the people lies, above 0 and below 1."""
        return self.at(scipy.special.ndtri(check(probability, "probability", below=1.0)))


def implied_cv(mean_of_ratio, ratio_of_means) -> float:
    """Return the coefficient of variation that explains why two means do not fit together.

    The mean half-life is not ``ln(2)`` times mean volume over mean clearance. When a log-normal
    clearance is independent of the volume, ``E[1/CL] = (1 + CV**2) / E[CL]``, so

        CV = sqrt(mean of ratio / ratio of means - 1)

    Parameters
    ----------
    mean_of_ratio : float
        Mean of the quotient that was measured, such as a half-life.
    ratio_of_means : float
        Quotient of the means, such as ``ln(2) * 83 / 1.596``; at most the other.

    Returns
    -------
    float

    Raises
    ------
    ParameterError
        When the quotient of the means is the larger one: then the two are correlated.

    References
    ----------
    greenblatt1989

    Examples
    --------
    Diazepam: mean half-life 44.2 h, mean volume 83 L, mean clearance 26.6 mL/min.

    >>> round(implied_cv(44.2, math.log(2) * 83 / 1.596), 3)
    0.476
    """
    mean = check_number(mean_of_ratio, "mean_of_ratio")
    quotient = check_number(ratio_of_means, "ratio_of_means")
    if quotient > mean:
        raise ParameterError(
            f"ratio_of_means is {quotient!r}; it must be at most mean_of_ratio, {mean!r}. "
            "Exchange the two, or look for a correlation: independence cannot give this."
        )
    return math.sqrt(mean / quotient - 1)
