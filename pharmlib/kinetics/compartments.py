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
from pharmlib.kinetics.mammillary import Mammillary
from pharmlib.kinetics.stages import LinearModel
from pharmlib.parameters import parameter

__all__ = [
    "OneCompartment",
    "ThreeCompartment",
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
class TwoCompartment(Mammillary):
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

    _: dataclasses.KW_ONLY
    intercompartmental_clearance: float = parameter(
        unit="L/h", meaning="flow between centre and periphery", symbol="Q"
    )
    peripheral_volume: float = parameter(unit="L", meaning="volume of slow tissue", symbol="V_2")

    @property
    def tissues(self) -> dict[str, tuple[float, float]]:
        """The periphery."""
        return {"peripheral": (self.intercompartmental_clearance, self.peripheral_volume)}


@dataclasses.dataclass(frozen=True)
class ThreeCompartment(TwoCompartment):
    """Blood and organs in exchange with a periphery and, more slowly, with a deep tissue.

    With ``k13 = Q3/V1`` and ``k31 = Q3/V3`` beside the rates of `TwoCompartment`::

        dC1/dt = -(k10 + k12 + k13)*C1 + k12*C2 + k13*C3
        dC2/dt = k21*(C1 - C2)
        dC3/dt = k31*(C1 - C3)

    After 1 mg, ``C1`` is the sum of three exponentials. Their rates are the roots of a cubic
    (`Mammillary`).

    References
    ----------
    mann2022

    Examples
    --------
    Fentanyl into a vein: a fast fall that is not elimination, and a slow tail.

    >>> fentanyl = ThreeCompartment(
    ...     "1.26 L/min",
    ...     "10.5 L",
    ...     intercompartmental_clearance="2.04 L/min",
    ...     peripheral_volume="14.4 L",
    ...     deep_intercompartmental_clearance="2.28 L/min",
    ...     deep_volume="166 L",
    ... )
    >>> [round(60 * half_life, 1) for half_life in fentanyl.half_lives]  # min
    [1.2, 8.1, 151.1]
    """

    _: dataclasses.KW_ONLY
    deep_intercompartmental_clearance: float = parameter(
        unit="L/h", meaning="flow between centre and deep tissue", symbol="Q_3"
    )
    deep_volume: float = parameter(unit="L", meaning="volume of deep tissue", symbol="V_3")

    @property
    def tissues(self) -> dict[str, tuple[float, float]]:
        """The periphery and the deep tissue."""
        deep = (self.deep_intercompartmental_clearance, self.deep_volume)
        return {**super().tissues, "deep": deep}


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
