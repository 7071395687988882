"""When the remedy hurts: an opioid that dampens pain now and sensitises to it for later.

Analgesia saturates with concentration; sensitisation, through NMDA receptors, does not and lingers
after the drug has gone. So there is a best concentration, and one above which pain is worse than
with no drug at all. Ketamine blocks part of the sensitisation. In people the acute form has been
shown in volunteers and in some trials of surgery, and not found in others.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import scipy

from pharmlib.adaptation.lag import lagged, two_stages
from pharmlib.checks import check, check_number, check_times
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["OpioidHyperalgesia"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpioidHyperalgesia(Parameters):
    """Pain under an opioid: what there was, plus sensitisation, minus analgesia.

    ``P = P0 + S - A*C/(K + C)`` and ``dS/dt = k_in*C*(1 - beta*ket) - k_out*S``, with
    ``k_in = b*k_out``: at constant concentration ``S`` settles at ``b*C*(1 - beta*ket)``. Pain is
    in points of any scale. The other defaults are illustrative. Someone who needs more drug may be
    sensitised, tolerant or in withdrawal; what is consumed does not tell which.

    Parameters
    ----------
    baseline_pain : float
        ``P0``, without drug.
    maximum_analgesia : float
        ``A``: the pain that boundless drug would take away.
    half_effect : float
        ``K``, mg/L.
    sensitisation : float
        ``b``: points of pain per mg/L, in the long run.
    sensitisation_time : float
        ``1/k_out``, h. The default is that of the extra pain after operations under much opioid,
        9.4 points of 100 after 1 h and 3.0 after 24 h (fletcher2014).
    ketamine_block : float
        ``beta``: part of the sensitisation that ketamine stops.

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    koppert2003, fletcher2014

    Examples
    --------
    >>> body = OpioidHyperalgesia(maximum_analgesia=10, half_effect=1, sensitisation=0.5)
    >>> round(body.best_concentration(), 2), body.crossover_concentration()
    (3.47, 19.0)
    """

    baseline_pain: float = parameter(10.0, "", "pain without drug", symbol="P_0", zero=True)
    maximum_analgesia: float = parameter(10.0, "", "greatest analgesia", symbol="A")
    half_effect: float = parameter(1.0, "mg/L", "concentration of half analgesia", symbol="K")
    sensitisation: float = parameter(
        0.5, "L/mg", "lasting sensitisation per concentration", symbol="b"
    )
    sensitisation_time: float = parameter(
        20.0, "h", "time constant of the sensitisation", symbol=r"1/k_\mathrm{out}"
    )
    ketamine_block: float = parameter(
        0.5, "", "part of the sensitisation that ketamine stops", symbol=r"\beta", maximum=1.0,
        zero=True,
    )  # fmt: skip

    @property
    def states(self) -> dict[str, str]:
        """The sensitisation, in points of pain."""
        return {"sensitised": ""}

    def analgesia(self, concentration):
        """Return the pain taken away at a concentration (mg/L), ``A*C/(K + C)``."""
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        return self.maximum_analgesia * C / (self.half_effect + C)

    def lasting_pain(self, concentration, *, ketamine=0.0):
        """Return the pain after endless exposure, ``P0 + b*C*(1 - beta*ket) - A*C/(K + C)``.

        Parameters
        ----------
        concentration : float or array
            ``C``, mg/L.
        ketamine : float
            ``ket``, from 0 (none) to 1 (enough).

        Returns
        -------
        float or array

        Examples
        --------
        Above the crossover, half of the dose means less pain:

        >>> body = OpioidHyperalgesia()
        >>> [round(body.lasting_pain(c), 2) for c in (25.0, 12.5)]
        [12.88, 6.99]
        """
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        return self.baseline_pain + self._slope(ketamine) * C - self.analgesia(C)

    def best_concentration(self, *, ketamine=0.0) -> float:
        """Return the concentration of least lasting pain, ``C* = sqrt(A*K/b) - K``, mg/L.

        With ketamine ``b`` is ``b*(1 - beta*ket)``. Where the drug sensitises more than it relieves
        from the start, the best concentration is 0; where nothing is left of the sensitisation, it
        is infinite.

        Examples
        --------
        >>> round(OpioidHyperalgesia().best_concentration(ketamine=1.0), 2)
        5.32
        """
        b = self._slope(ketamine)
        if b == 0:
            return math.inf
        K = self.half_effect
        return max(math.sqrt(self.maximum_analgesia * K / b) - K, 0.0)

    def crossover_concentration(self, *, ketamine=0.0) -> float:
        """Return the concentration above which lasting pain exceeds that without drug, mg/L.

        ``A/b - K``, with the same limits as for `best_concentration`.

        Examples
        --------
        >>> OpioidHyperalgesia().crossover_concentration(ketamine=1.0)
        39.0
        """
        b = self._slope(ketamine)
        return math.inf if b == 0 else max(self.maximum_analgesia / b - self.half_effect, 0.0)

    def respond(self, concentration, times, *, ketamine=0.0, initial=0.0) -> Trajectory:
        """Return the pain under a concentration that is known on a grid.

        Exact when the concentration, and ketamine, are straight lines from point to point and only
        one of them changes at a time.

        Parameters
        ----------
        concentration : array, shape (n,), float, or callable
            ``C``, mg/L. A jump needs two points close together.
        times : array, shape (n,)
            h, increasing.
        ketamine : array, shape (n,), float, or callable
            ``ket``, from 0 to 1.
        initial : float
            ``S`` at the first time.

        Returns
        -------
        Trajectory
            "concentration", "analgesia", "sensitised", "pain".

        Raises
        ------
        ParameterError
            When a value is out of range, or a grid does not fit.

        Examples
        --------
        An infusion of four hours: relief, and then more pain than before.

        >>> course = OpioidHyperalgesia().respond([5, 5, 0, 0], [0, 4, 4.0001, 24])
        >>> course["pain"].round(2).tolist()
        [1.67, 2.12, 10.45, 10.17]
        """
        times = check_times(times)
        C = on_grid(concentration, times, "concentration", unit="mg/L", zero=True)
        ket = on_grid(ketamine, times, "ketamine", maximum=1.0, zero=True)
        start = check_number(initial, "initial", zero=True)
        target = self.sensitisation * C * (1 - self.ketamine_block * ket)
        S = lagged(target, times, self.sensitisation_time, initial=start)
        relief = self.analgesia(C)
        values = {
            "concentration": C,
            "analgesia": relief,
            "sensitised": S,
            "pain": self.baseline_pain + S - relief,
        }
        return Trajectory(times, values, dict.fromkeys(values, "") | {"concentration": "mg/L"})

    def driven(self, concentration, *, ketamine=0.0, initial=0.0, breakpoints=()) -> Driven:
        """Return the sensitisation as a model that `simulate` can run.

        Parameters
        ----------
        concentration, ketamine : callable or float
            Functions of time (h), or constants, as for `respond`.
        initial : float
            ``S`` at the start.
        breakpoints : sequence of float
            Times at which either jumps, h.

        Returns
        -------
        Driven
        """
        C = as_function(concentration, "concentration", unit="mg/L", zero=True)
        ket = as_function(ketamine, "ketamine", maximum=1.0, zero=True)
        start = check_number(initial, "initial", zero=True)
        return Driven(self, lambda time: (C(time), ket(time)), (start,), tuple(breakpoints))

    def rates(self, drive, state) -> np.ndarray:
        """Return ``dS/dt``, 1/h, at a concentration and a presence of ketamine."""
        C, ket = drive
        target = self.sensitisation * C * (1 - self.ketamine_block * ket)
        return (target - np.asarray(state)) / self.sensitisation_time

    def equal_pain_time(self, concentration, duration, half_life):
        """Return when, after an infusion, pain is back at what it was without drug, h.

        After an infusion of length ``T`` at the constant concentration ``C``, the drug leaves with
        rate ``k`` and relief is lost at once where sensitisation lingers. Pain crosses ``P0`` where
        ``S(t) = A*C(t)/(K + C(t))``; from then on it is above.

        Parameters
        ----------
        concentration : float
            During the infusion, mg/L.
        duration, half_life : float or str
            Of the infusion and of the drug, h.

        Returns
        -------
        float
            h from the end of the infusion; 0 when pain is above ``P0`` at its end already, infinite
            when relief outlasts the sensitisation.

        Examples
        --------
        Remifentanil leaves with a half-time of about 3 min (kapila1995):

        >>> crossing = OpioidHyperalgesia().equal_pain_time(5.0, "30 min", "3.2 min")
        >>> round(60 * crossing)
        30
        """
        C0 = check_number(concentration, "concentration", unit="mg/L")
        T = check_number(duration, "duration", unit="h")
        k = math.log(2) / check_number(half_life, "half_life", unit="h")
        k_out = 1 / self.sensitisation_time
        S0 = -self.sensitisation * C0 * math.expm1(-k_out * T)

        def excess(t):
            C = C0 * math.exp(-k * t)
            # dS/dt = k_out*(b*C - S) while C decays
            gained = self.sensitisation * C0 * k_out * float(two_stages(k, k_out, t))
            S = S0 * math.exp(-k_out * t) + gained
            return S - self.maximum_analgesia * C / (self.half_effect + C)

        if excess(0.0) >= 0:
            return 0.0
        late = 1 / k
        while excess(late) < 0:
            late *= 2
            if late * max(k, k_out) > 500:  # less than 1e-200 of either is left
                return math.inf
        return float(scipy.optimize.brentq(excess, 0.0, late, rtol=1e-12))

    def _slope(self, ketamine):
        """Return what ketamine leaves of the sensitisation per concentration."""
        ket = check_number(ketamine, "ketamine", maximum=1.0, zero=True)
        return self.sensitisation * (1 - self.ketamine_block * ket)
