"""Ways into the body that take their time: a patch on the skin, an injected depot, a muscle.

Each is a stage in front of a linear model, like `Absorption`, and has a closed form. A patch is two
things: a supply at a constant rate, which is a dose with a duration (`patch`), and the skin under
it, which keeps a store of its own (`SkinDepot`). A depot that releases at a constant rate is a dose
with a duration too; one that releases at a constant fraction is `Absorption`; `Depot` has two such
paths side by side.
"""

from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from pharmlib.checks import check, check_count
from pharmlib.dosing import Regimen, every
from pharmlib.kinetics.curves import Curve
from pharmlib.kinetics.stages import Absorption, Stage
from pharmlib.parameters import parameter

__all__ = ["Depot", "SkinDepot", "Transit", "patch"]


@dataclasses.dataclass(frozen=True)
class SkinDepot(Absorption):
    """A model behind the skin: what a patch releases waits there and leaves at a constant rate.

    ``dS/dt = release - absorption_rate * S``. When the skin is slower than the elimination, the
    fall after the patch is removed is that of the skin.

    References
    ----------
    portenoy1993

    Examples
    --------
    Three days of a patch of 100 ug/h, then none. The drug itself would be halved in 2.5 h.

    >>> from pharmlib import OneCompartment
    >>> skin = SkinDepot(OneCompartment.from_half_life(2.5, volume=270), "0.04 1/h")
    >>> worn = patch("100 ug/h", "72 h")
    >>> (1000 * skin.concentration(worn, [24, 72, 90])).round(2)  # ug/L
    array([0.74, 1.25, 0.72])
    """

    own_state: ClassVar[str] = "skin"


def patch(release_rate, wear, *, times: int = 1) -> Regimen:
    """Return the regimen of one patch after the other, each releasing at a constant rate.

    Parameters
    ----------
    release_rate : float or str
        What the patch releases, mg/h.
    wear : float or str
        How long each is worn, h.
    times : int
        How many patches, 1 or more.

    Returns
    -------
    Regimen
        For a model behind a `SkinDepot`. To remove the patch early, cut it: ``.until("30 h")``.

    Examples
    --------
    >>> patch("25 ug/h", "72 h", times=2).total
    3.6
    """
    release_rate = check(release_rate, "release_rate", unit="mg/h", zero=True)
    wear = check(wear, "wear", unit="h")
    return every(release_rate * wear, wear, times=times, duration=wear)


@dataclasses.dataclass(frozen=True)
class Transit(Stage):
    """A model behind a row of equal stages: absorption that starts with a delay.

    ``dA1/dt = -transit_rate*A1`` and ``dAi/dt = transit_rate*(A(i-1) - Ai)``, and what leaves the
    last one is the dose of the model inside. On the way a dose takes ``stages/transit_rate``.

    References
    ----------
    yang2024

    Examples
    --------
    >>> from pharmlib import OneCompartment, once
    >>> muscle = Transit(OneCompartment(clearance=5, volume=50), "4 1/h", stages=4)
    >>> muscle.concentration(once(100), [0, 0.5, 1, 2]).round(3)
    array([0.   , 0.282, 1.095, 1.724])
    """

    own_state: ClassVar[str] = "transit_1"
    transit_rate: float = parameter(
        unit="1/h", meaning="rate of each stage", symbol=r"k_\mathrm{tr}"
    )
    _: dataclasses.KW_ONLY
    stages: int = 1
    bioavailability: float = parameter(1.0, "", "fraction that arrives", symbol="F", maximum=1.0)

    def __post_init__(self):
        super().__post_init__()
        check_count(self.stages, "stages")

    @property
    def curve(self) -> Curve:
        """The curve of the model inside, sent through every stage."""
        curve = self.model.curve.scaled(self.bioavailability)
        for _ in range(self.stages):
            curve = curve.through(self.transit_rate)
        return curve

    @property
    def states(self) -> dict[str, str]:
        """Amount in each stage, mg, and the states of the model inside."""
        names = [f"transit_{i + 1}" for i in range(self.stages)]
        return {**dict.fromkeys(names, "mg"), **self.model.states}

    @property
    def dose_state(self) -> str:
        """The first stage."""
        return self.own_state

    @property
    def dose_scale(self) -> float:
        """The bioavailability."""
        return self.bioavailability

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of the stages and of the states of the model inside."""
        leaves = self.transit_rate * state[: self.stages]
        arrives = np.array([0.0, *leaves[:-1]])
        inside = self.supplied(time, state[self.stages :], leaves[-1])
        return np.concatenate([arrives - leaves, inside])


@dataclasses.dataclass(frozen=True)
class Depot(Stage):
    """A model behind an injected store that empties along two paths.

    The fraction ``f`` of a dose leaves at once, at the rate ``k_fast``. The rest leaves at
    ``k_slow`` and then waits once more, at ``k_tr``::

        dA/dt = -k_fast*A           A(0) = f*dose
        dB/dt = -k_slow*B           B(0) = (1 - f)*dose
        dT/dt = k_slow*B - k_tr*T

    and ``k_fast*A + k_tr*T`` is the dose of the model inside. For `simulate`, which gives a dose to
    one state, A and B are kept as their sum, "depot", and as the "surplus" ``A - f*(A + B)`` of the
    fast part over its share, which a dose does not change.

    References
    ----------
    jones2021

    Examples
    --------
    >>> from pharmlib import OneCompartment, once
    >>> monthly = Depot(
    ...     OneCompartment(clearance=50, volume=500),
    ...     fast_rate=0.03,
    ...     slow_rate=0.004,
    ...     transit_rate=0.0005,
    ...     fast_fraction=0.07,
    ... )
    >>> (1000 * monthly.concentration(once(300), [24, 28 * 24])).round(2)  # ug/L
    array([7.29, 2.06])
    """

    own_state: ClassVar[str] = "depot"
    _: dataclasses.KW_ONLY
    fast_rate: float = parameter(
        unit="1/h", meaning="rate of the fast path", symbol=r"k_\mathrm{fast}"
    )
    slow_rate: float = parameter(
        unit="1/h", meaning="rate of the slow path", symbol=r"k_\mathrm{slow}"
    )
    transit_rate: float = parameter(
        unit="1/h", meaning="rate of the second wait of the slow path", symbol=r"k_\mathrm{tr}"
    )
    fast_fraction: float = parameter(
        unit="", meaning="fraction that takes the fast path", symbol="f", maximum=1.0, zero=True
    )

    @property
    def curve(self) -> Curve:
        """The curve of the model inside, sent along both paths."""
        f, inside = self.fast_fraction, self.model.curve
        fast = inside.through(self.fast_rate).scaled(f)
        return fast + inside.through(self.slow_rate).through(self.transit_rate).scaled(1 - f)

    @property
    def states(self) -> dict[str, str]:
        """Depot, surplus of its fast part and transit, mg, and the states of the model inside."""
        return {**dict.fromkeys(("depot", "surplus", "transit"), "mg"), **self.model.states}

    @property
    def dose_state(self) -> str:
        """The depot."""
        return "depot"

    @property
    def dose_scale(self) -> float:
        """1: the depot is an amount."""
        return 1.0

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of the depot and of the states of the model inside."""
        depot, surplus, T = state[:3]
        f = self.fast_fraction
        A, B = f * depot + surplus, (1 - f) * depot - surplus
        dA, dB = -self.fast_rate * A, -self.slow_rate * B
        leaves = self.transit_rate * T
        inside = self.supplied(time, state[3:], leaves - dA)
        return np.array([dA + dB, (1 - f) * dA - f * dB, -dB - leaves, *inside])
