"""Nicotinic acid and the fatty acids of the blood: tolerance and rebound, measured and fitted.

No withdrawal syndrome of people has been fitted as closely as this one of rats. Nicotinic acid
stops fat cells from giving off fatty acids. Within hours they give off more again in spite of it,
and when an infusion stops the fatty acids rise above where they began. The model is the published
one in full, with its numbers, and so a test of every other way of solving it.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.feedback_turnover import FeedbackTurnover
from pharmlib.checks import check, check_number
from pharmlib.parameters import Parameters, parameter

__all__ = ["FATTY_ACIDS", "NicotinicAcid"]

FATTY_ACIDS = FeedbackTurnover(
    baseline=0.606,  # mmol/L
    turnover_rate=0.411 * 0.606 * 60,  # k_out in L/mmol/min, times R0
    moderator_rate=0.0267 * 60,  # 1/min
    moderators=8,
    production_power=1.21,
    loss_power=1.0,
    unreachable_fraction=0.0318 / (0.411 * 0.606**2),  # k_cap in mmol/L/min, of all that is made
)
"""Turnover of the fatty acids of a rat and its eight moderators, mmol/L (ahlstrom2011)."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class NicotinicAcid(Parameters):
    """Nicotinic acid in a rat, and the fatty acids whose release it inhibits.

    All per kg of body weight. The drug is made by the body itself, taken away by two enzymes that
    saturate, and exchanged with tissue::

        Vc * dC/dt = S - V1*C/(K1 + C) - V2*C/(K2 + C) - Q*(C - T)
        Vt * dT/dt = Q*(C - T)

    It inhibits the production of fatty acids by ``I = C**g / (IC50**g + C**g)``; their turnover is
    `FATTY_ACIDS`. Doses are in mg per kg of body weight: 1 umol is 0.123 mg.

    The fast enzyme makes the equations stiff. `simulate` takes some 40 ms at its own tolerance; at
    ``rtol=1e-4`` the course is within 0.03 % of it, in a third of the time.

    References
    ----------
    ahlstrom2011

    Examples
    --------
    Five micromoles in half an hour; the levels before, at the end, and at the peak after it:

    >>> from pharmlib import once, simulate
    >>> rat = NicotinicAcid()
    >>> half_hour = once(rat.dose(5.0), duration="30 min")
    >>> run = simulate(rat, np.arange(0, 121) / 60, regimen=half_hour, rtol=1e-4)
    >>> [round(run.at(t, "fatty_acids"), 3) for t in (0, "30 min")]
    [0.606, 0.133]
    >>> when, height = run.maximum("fatty_acids")
    >>> round(60 * when), round(height / 0.606, 2)
    (46, 1.38)
    """

    synthesis: float = parameter(
        "0.0346 umol/min/kg", "umol/h/kg", "synthesis by the body", symbol="S"
    )
    fast_maximum_rate: float = parameter(
        "0.0573 umol/min/kg", "umol/h/kg", "greatest rate of the first enzyme", symbol="V_1"
    )
    fast_half_saturation: float = parameter(
        0.00468, "umol/L", "half-saturation of the first enzyme", symbol="K_1"
    )
    slow_maximum_rate: float = parameter(
        "1.46 umol/min/kg", "umol/h/kg", "greatest rate of the second enzyme", symbol="V_2"
    )
    slow_half_saturation: float = parameter(
        16.6, "umol/L", "half-saturation of the second enzyme", symbol="K_2"
    )
    central_volume: float = parameter(0.345, "L/kg", "volume of the blood side", symbol="V_c")
    tissue_volume: float = parameter(3.54, "L/kg", "volume of tissue", symbol="V_t")
    intercompartmental_clearance: float = parameter(
        "0.0203 L/min/kg", "L/h/kg", "flow between blood and tissue", symbol="Q"
    )
    ic50: float = parameter(
        0.0446, "umol/L", "concentration of half inhibition", symbol=r"\mathrm{IC}_{50}"
    )
    hill_slope: float = parameter(1.48, "", "Hill slope of the inhibition", symbol=r"\gamma")
    molar_mass: float = parameter(123.11, "g/mol", "molar mass", symbol="M")
    turnover: FeedbackTurnover = FATTY_ACIDS

    def dose(self, micromoles):
        """Return a molar dose as the book's doses are written, mg.

        Parameters
        ----------
        micromoles : float or str
            Per kg of body weight, umol/kg.

        Returns
        -------
        float
            mg per kg of body weight.

        Examples
        --------
        >>> round(NicotinicAcid().dose(5), 4)
        0.6155
        """
        return check(micromoles, "micromoles", unit="umol/kg", zero=True) * self.molar_mass / 1000

    def inhibition(self, concentration):
        """Return how much of the production a concentration inhibits, from 0 to 1.

        Parameters
        ----------
        concentration : float or array
            In the blood, umol/L.

        Returns
        -------
        float or array

        Examples
        --------
        >>> rat = NicotinicAcid()
        >>> rat.inhibition(0.0446), round(rat.inhibition(rat.endogenous_concentration), 3)
        (0.5, 0.059)
        """
        C = check(concentration, "concentration", unit="umol/L", zero=True)
        return C**self.hill_slope / (self.ic50**self.hill_slope + C**self.hill_slope)

    @property
    def endogenous_concentration(self) -> float:
        """Nicotinic acid without a dose, umol/L, where synthesis and both enzymes balance.

        ``(V1 + V2 - S)*C**2 + (V1*K2 + V2*K1 - S*(K1 + K2))*C - S*K1*K2 = 0``

        Examples
        --------
        >>> round(1000 * NicotinicAcid().endogenous_concentration, 1)  # nmol/L
        6.8
        """
        S, V1, V2 = self.synthesis, self.fast_maximum_rate, self.slow_maximum_rate
        K1, K2 = self.fast_half_saturation, self.slow_half_saturation
        check_number(V1 + V2 - S, "fast_maximum_rate + slow_maximum_rate - synthesis")
        a, b, c = V1 + V2 - S, V1 * K2 + V2 * K1 - S * (K1 + K2), -S * K1 * K2
        return (-b + math.sqrt(b * b - 4 * a * c)) / (2 * a)

    @property
    def resting_level(self) -> float:
        """Fatty acids without a dose, mmol/L: below R0, for the body's own drug inhibits a little.

        Examples
        --------
        >>> round(NicotinicAcid().resting_level, 3)
        0.596
        """
        return self.turnover.steady_state(self.inhibition(self.endogenous_concentration))

    def steady_infusion(self, concentration):
        """Return the infusion that holds a concentration for ever, umol/h/kg.

        ``V1*C/(K1 + C) + V2*C/(K2 + C) - S``

        Parameters
        ----------
        concentration : float or array
            In the blood, umol/L; below the endogenous one the result is negative.

        Returns
        -------
        float or array

        Examples
        --------
        >>> round(NicotinicAcid().steady_infusion(1.0), 2)
        6.32
        """
        C = check(concentration, "concentration", unit="umol/L", zero=True)
        return self._eliminated(C) - self.synthesis

    @property
    def states(self) -> dict[str, str]:
        """Drug in blood and tissue, fatty acids, moderators."""
        chain = list(self.turnover.states)[1:]
        return {
            "concentration": "umol/L",
            "tissue": "umol/L",
            "fatty_acids": "mmol/L",
            **dict.fromkeys(chain, "mmol/L"),
        }

    def initial_state(self) -> np.ndarray:
        """Return the published start: the body's own drug, and R0 for all that it acts on.

        This is not quite a steady state; `resting_state` is.
        """
        return self._state(self.turnover.baseline)

    def resting_state(self) -> np.ndarray:
        """Return the steady state without a dose, to be given to `simulate` as ``initial``."""
        return self._state(self.resting_level)

    @property
    def dose_state(self) -> str:
        """The concentration in the blood."""
        return "concentration"

    @property
    def dose_scale(self) -> float:
        """By how many umol/L 1 mg/kg raises the concentration."""
        return 1000 / self.molar_mass / self.central_volume

    def rate_of_change(self, time, state) -> list[float]:
        """Return the derivative of the state, per h."""
        C, T, *rest = np.asarray(state).tolist()
        C = max(C, 0.0)  # the solver may try a value a hair below 0
        exchange = self.intercompartmental_clearance * (C - T)
        dC = (self.synthesis - self._eliminated(C) - exchange) / self.central_volume
        share = 1 - 1 / (1 + (C / self.ic50) ** self.hill_slope)
        return [dC, exchange / self.tissue_volume, *self.turnover.rates(share, rest)]

    def _eliminated(self, C):
        """Return what both enzymes take away, umol/h/kg."""
        fast = self.fast_maximum_rate * C / (self.fast_half_saturation + C)
        return fast + self.slow_maximum_rate * C / (self.slow_half_saturation + C)

    def _state(self, fatty_acids):
        """Return the state with the body's own drug and one level for all the rest."""
        C0 = self.endogenous_concentration
        return np.array([C0, C0, *[fatty_acids] * len(self.turnover.states)])
