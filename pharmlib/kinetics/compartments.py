"""The pharmacokinetic clock: how fast a drug comes and goes, in closed form.

The compartments below are linear models: `LinearModel` gives them their concentration after any
regimen, their steady state, oral absorption and the site of effect.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check, float_or_array
from pharmlib.kinetics.curves import Curve
from pharmlib.kinetics.stages import LinearModel
from pharmlib.parameters import parameter

__all__ = [
    "OneCompartment",
    "TwoCompartment",
    "accumulation_ratio",
    "time_to_fraction",
]


@dataclasses.dataclass(frozen=True)
class OneCompartment(LinearModel):
    """One well-stirred volume, emptied at a rate that is proportional to its content.

    ``dC/dt = -(clearance/volume) * C``, so ``C = dose/volume * exp(-clearance/volume * t)``

    Examples
    --------
    >>> from pharmlib.dosing import once
    >>> model = OneCompartment(clearance="26.6 mL/min", volume="83 L")  # diazepam, greenblatt1989
    >>> round(model.half_life, 1)
    36.0
    >>> model.concentration(once("10 mg"), [0, 36]).round(3)
    array([0.12, 0.06])
    """

    clearance: float = parameter(unit="L/h", meaning="clearance", symbol=r"\mathrm{CL}")
    volume: float = parameter(unit="L", meaning="volume of distribution", symbol="V")

    @classmethod
    def from_half_life(cls, half_life, volume=1.0) -> OneCompartment:
        """Return the model with a given half-life, h, and volume, L.

        ``clearance = ln(2) * volume / half_life``

        Examples
        --------
        >>> round(OneCompartment.from_half_life("2 d", volume=100).clearance, 3)
        1.444
        """
        volume = check(volume, "volume", unit="L")
        half_life = check(half_life, "half_life", unit="h")
        return cls(clearance=math.log(2) * volume / half_life, volume=volume)

    @property
    def elimination_rate(self) -> float:
        """``clearance / volume``, 1/h."""
        return self.clearance / self.volume

    @property
    def half_life(self) -> float:
        """``ln(2) / elimination_rate``, h."""
        return math.log(2) / self.elimination_rate

    @property
    def curve(self) -> Curve:
        """``1/volume * exp(-elimination_rate * t)``."""
        return Curve.exponentials([1 / self.volume], [self.elimination_rate])

    @property
    def states(self) -> dict[str, str]:
        """One concentration, mg/L."""
        return {"concentration": "mg/L"}

    @property
    def dose_scale(self) -> float:
        """``1/volume``."""
        return 1 / self.volume

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC/dt``, mg/L/h."""
        return -self.elimination_rate * state


@dataclasses.dataclass(frozen=True)
class TwoCompartment(LinearModel):
    """Blood and organs (central) in exchange with slower tissue (peripheral).

    With ``k10 = CL/V1``, ``k12 = Q/V1``, ``k21 = Q/V2``::

        dC1/dt = -(k10 + k12)*C1 + k12*C2
        dC2/dt = k21*(C1 - C2)

    After 1 mg, ``C1 = (fast*exp(-alpha*t) + (1 - fast)*exp(-beta*t)) / V1``. Here alpha and beta
    have the sum ``k10 + k12 + k21`` and the product ``k10*k21``, and
    ``fast = (alpha - k21)/(alpha - beta)``.

    Examples
    --------
    Illustrative numbers:

    >>> model = TwoCompartment(
    ...     40, 50, intercompartmental_clearance=60, peripheral_volume=150
    ... )
    >>> [round(half_life, 2) for half_life in model.half_lives]
    [0.31, 4.89]
    """

    clearance: float = parameter(unit="L/h", meaning="clearance", symbol=r"\mathrm{CL}")
    central_volume: float = parameter(unit="L", meaning="volume of blood and organs", symbol="V_1")
    _: dataclasses.KW_ONLY
    intercompartmental_clearance: float = parameter(
        unit="L/h", meaning="flow between centre and periphery", symbol="Q"
    )
    peripheral_volume: float = parameter(unit="L", meaning="volume of slow tissue", symbol="V_2")

    @property
    def elimination_rate(self) -> float:
        """``k10 = clearance / central_volume``, 1/h."""
        return self.clearance / self.central_volume

    @property
    def rates(self) -> tuple[float, float]:
        """``alpha`` (distribution) and ``beta`` (terminal), 1/h."""
        k10, k12, k21 = self._exchange
        # the product of the two is k10*k21: the small one needs no subtraction
        alpha = (k10 + k12 + k21 + math.sqrt((k10 + k12 - k21) ** 2 + 4 * k12 * k21)) / 2
        return alpha, k10 * k21 / alpha

    @property
    def half_lives(self) -> tuple[float, float]:
        """Half-lives of distribution and of the terminal phase, h."""
        alpha, beta = self.rates
        return math.log(2) / alpha, math.log(2) / beta

    @property
    def curve(self) -> Curve:
        """The two exponentials of the central concentration."""
        alpha, beta = self.rates
        fast = (alpha - self._exchange[2]) / (alpha - beta)
        V1 = self.central_volume
        return Curve.exponentials([fast / V1, (1 - fast) / V1], [alpha, beta])

    @property
    def states(self) -> dict[str, str]:
        """Central and peripheral concentration, mg/L."""
        return {"concentration": "mg/L", "peripheral": "mg/L"}

    @property
    def dose_scale(self) -> float:
        """``1/central_volume``."""
        return 1 / self.central_volume

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC1/dt`` and ``dC2/dt``, mg/L/h."""
        k10, k12, k21 = self._exchange
        C1, C2 = state
        return np.array([-(k10 + k12) * C1 + k12 * C2, k21 * (C1 - C2)])

    @property
    def _exchange(self):
        """``k10``, ``k12`` and ``k21``, 1/h."""
        Q = self.intercompartmental_clearance
        return self.elimination_rate, Q / self.central_volume, Q / self.peripheral_volume


def accumulation_ratio(half_life, interval):
    """Return how many times higher the peaks are at steady state than after the first dose.

    ``R = 1 / (1 - 2**(-interval/half_life))``

    Parameters
    ----------
    half_life : float, array or str
        h.
    interval : float, array or str
        From one dose to the next, h.

    Returns
    -------
    float or array

    Examples
    --------
    Methadone with half-lives of 24 and 55 h, once a day:

    >>> accumulation_ratio(24, "1 d"), round(accumulation_ratio(55, "1 d"), 2)
    (2.0, 3.83)
    """
    half_life = check(half_life, "half_life", unit="h")
    interval = check(interval, "interval", unit="h")
    return float_or_array(-1 / np.expm1(-math.log(2) * interval / half_life))


def time_to_fraction(half_life, fraction):
    """Return how long it takes to come within reach of steady state, h.

    ``t = half_life * log2(1 / (1 - fraction))``. After a stop, that fraction is lost in this time.

    Parameters
    ----------
    half_life : float, array or str
        h.
    fraction : float, array or str
        Fraction of the way, from 0 to less than 1.

    Returns
    -------
    float or array
        h.

    Examples
    --------
    >>> round(time_to_fraction(1.0, "90 %"), 2)
    3.32
    """
    half_life = check(half_life, "half_life", unit="h")
    fraction = check(fraction, "fraction", below=1.0, zero=True)
    return float_or_array(-half_life * np.log1p(-fraction) / math.log(2))
