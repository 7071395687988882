"""Elimination that saturates: alcohol and a few other drugs.

An enzyme works at most so fast. Far above its half-saturation the concentration falls on a straight
line, far below it falls exponentially; `MichaelisMenten` covers both and what lies between,
`ZeroOrder` is the straight line alone.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import scipy

from pharmlib.checks import check, check_order, float_or_array
from pharmlib.parameters import Parameters, parameter

__all__ = ["MichaelisMenten", "ZeroOrder", "widmark"]


@dataclasses.dataclass(frozen=True)
class _Elimination(Parameters):
    """What the two models share: one concentration in one volume."""

    @property
    def states(self) -> dict[str, str]:
        """One concentration, mg/L."""
        return {"concentration": "mg/L"}

    @property
    def dose_state(self) -> str:
        """The concentration."""
        return "concentration"

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: zero."""
        return np.zeros(1)


@dataclasses.dataclass(frozen=True)
class MichaelisMenten(_Elimination):
    """Elimination by an enzyme that saturates: ``dC/dt = -Vmax*C / (Km + C)``.

    References
    ----------
    norberg2003

    Examples
    --------
    Alcohol, from 2.5 g/L. After 10 h the straight line would be at 0.4 g/L:

    >>> ethanol = MichaelisMenten("0.21 g/L/h", "0.05 g/L")
    >>> ethanol.concentration("2.5 g/L", [0, 10, 20]).round(2)
    array([2500.  ,  482.28,    0.  ])
    """

    maximum_rate: float = parameter(
        unit="mg/L/h", meaning="greatest rate of elimination", symbol=r"V_{\max}"
    )
    half_saturation: float = parameter(
        unit="mg/L", meaning="concentration at half the greatest rate", symbol="K_m"
    )
    _: dataclasses.KW_ONLY
    volume: float = parameter(1.0, "L", "volume of distribution, for doses", symbol="V")

    def concentration(self, initial, times):
        """Return the concentration that is left.

        ``C = Km * W((C0/Km) * exp((C0 - Vmax*t)/Km))``, W being Lambert's function: it solves
        ``w*exp(w) = x``. The exponential would overflow at high concentrations, so this uses its
        logarithm: Wright's omega of z solves ``w + ln(w) = z``, and ``W(x) = omega(ln(x))``.

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
        Vmax, Km = self.maximum_rate, self.half_saturation
        with np.errstate(divide="ignore"):  # ln(0) is meant: nothing stays nothing
            z = np.log(C0 / Km) + (C0 - Vmax * t) / Km
        return float_or_array(Km * scipy.special.wrightomega(z))

    def time_to(self, initial, final):
        """Return how long the concentration takes from one level down to another.

        ``t = (C0 - C)/Vmax + (Km/Vmax) * ln(C0/C)``

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
        >>> round(MichaelisMenten("0.21 g/L/h", "0.05 g/L").time_to("2.5 g/L", "0.5 g/L"), 2)
        9.91
        """
        C0 = check(initial, "initial", unit="mg/L")
        C = check(final, "final", unit="mg/L")
        check_fall(C, C0)
        Vmax, Km = self.maximum_rate, self.half_saturation
        return float_or_array((C0 - C) / Vmax + Km / Vmax * np.log(C0 / C))

    def rate(self, concentration):
        """Return how fast the concentration falls, ``Vmax*C / (Km + C)``, mg/L/h.

        Parameters
        ----------
        concentration : float, array or str
            mg/L.

        Examples
        --------
        >>> MichaelisMenten(maximum_rate=210, half_saturation=50).rate("0.05 g/L")
        105.0
        """
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        return self.maximum_rate * C / (self.half_saturation + C)

    def half_life_at(self, concentration):
        """Return the half-life that a labelled trace of the drug has at this concentration, h.

        ``ln(2) * C / rate(C)``: it grows with the concentration, so there is no one half-life.

        Parameters
        ----------
        concentration : float, array or str
            mg/L, above 0.

        Examples
        --------
        >>> enzyme = MichaelisMenten(maximum_rate=210, half_saturation=50)
        >>> enzyme.half_life_at([5, 500]).round(2)
        array([0.18, 1.82])
        """
        C = check(concentration, "concentration", unit="mg/L")
        return float_or_array(math.log(2) * C / self.rate(C))

    @property
    def dose_scale(self) -> float:
        """``1/volume``."""
        return 1 / self.volume

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC/dt``, mg/L/h."""
        C = np.maximum(state, 0.0)  # the solver may try a value a hair below 0
        return -self.maximum_rate * C / (self.half_saturation + C)

    def steady_state(self, input_rate):
        """Return where the concentration settles, ``C = Km * R / (Vmax - R)``, mg/L.

        Parameters
        ----------
        input_rate : float, array or str
            R, what comes in, mg/L/h.

        Raises
        ------
        ParameterError
            When more comes in than the enzyme can take away: then there is no steady state.

        Examples
        --------
        Twice the input, six times the concentration:

        >>> enzyme = MichaelisMenten(maximum_rate=100, half_saturation=10)
        >>> round(enzyme.steady_state(40), 2), enzyme.steady_state(80)
        (6.67, 40.0)
        """
        R = check(input_rate, "input_rate", unit="mg/L/h", zero=True)
        check_order(
            R,
            self.maximum_rate,
            "input_rate",
            "maximum_rate",
            unit="mg/L/h",
            strict=True,
            remedy="Lower the dose, or the concentration rises for ever.",
        )
        return self.half_saturation * R / (self.maximum_rate - R)


@dataclasses.dataclass(frozen=True)
class ZeroOrder(_Elimination):
    """Elimination at one rate, down to nothing: ``C = C0 - rate*t``.

    References
    ----------
    winek1984

    Examples
    --------
    >>> drinker = ZeroOrder("0.15 g/L/h")
    >>> drinker.concentration("2.5 g/L", [0, 10, 20])
    array([2500., 1000.,    0.])
    """

    rate: float = parameter(unit="mg/L/h", meaning="rate of elimination", symbol=r"\beta")
    _: dataclasses.KW_ONLY
    volume: float = parameter(1.0, "L", "volume of distribution, for doses", symbol="V")

    def concentration(self, initial, times):
        """Return the concentration that is left, ``max(C0 - rate*t, 0)``.

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
        return float_or_array(np.maximum(C0 - self.rate * t, 0.0))

    def time_to(self, initial, final=0.0):
        """Return how long the concentration takes to a lower level, ``(C0 - C)/rate``, h.

        Parameters
        ----------
        initial, final : float, array or str
            C0 and C, mg/L.

        Examples
        --------
        The same blood alcohol, an average social drinker and an average dependent one:

        >>> [round(ZeroOrder(beta).time_to("2.5 g/L"), 1) for beta in ("0.15 g/L/h", "0.30 g/L/h")]
        [16.7, 8.3]
        """
        C0 = check(initial, "initial", unit="mg/L", zero=True)
        C = check(final, "final", unit="mg/L", zero=True)
        check_fall(C, C0)
        return (C0 - C) / self.rate

    @property
    def dose_scale(self) -> float:
        """``1/volume``."""
        return 1 / self.volume

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC/dt``, mg/L/h; nothing is eliminated where there is nothing."""
        return np.where(state > 0, -self.rate, 0.0)


def widmark(amount_g, weight_kg, *, distribution_ratio):
    """Return the blood alcohol that a drink would give if all of it arrived at once.

    ``C0 = amount / (distribution_ratio * weight)``

    Parameters
    ----------
    amount_g : float, array or str
        Alcohol, g.
    weight_kg : float, array or str
        Body weight, kg.
    distribution_ratio : float, array or str
        Widmark's r, L/kg; about 0.7 in men and 0.6 in women.

    Returns
    -------
    float or array
        mg/L; 1000 mg/L is 1 g/L.

    Examples
    --------
    >>> widmark(70, 80, distribution_ratio=0.7)
    1250.0
    """
    A = check(amount_g, "amount_g", unit="g", zero=True)
    W = check(weight_kg, "weight_kg", unit="kg")
    r = check(distribution_ratio, "distribution_ratio", unit="L/kg", maximum=1.5)
    return 1000 * A / (r * W)


def check_fall(final, initial):
    """Raise unless the final level lies at or below the initial one."""
    remedy = "Exchange the two: the concentration falls."
    check_order(final, initial, "final", "initial", unit="mg/L", remedy=remedy)
