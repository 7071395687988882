"""Blood in the middle, any number of tissues around it: one solution for all of them.

Weigh each concentration with the square root of its volume, ``x = sqrt(V) * C``. Then the exchange
between blood and tissue ``i`` looks the same from both sides, ``Q_i / sqrt(V_1 * V_i)``, and the
system ``dx/dt = -K x`` has a symmetric matrix ``K``. Such a matrix has real rates, the roots of its
characteristic polynomial (a cubic for three compartments), and perpendicular modes ``u``. After
1 mg into the blood

    C1(t) = sum over modes of u_1**2 / V1 * exp(-rate * t)

A square is never negative, the squares have the sum 1, and nothing is divided by the difference of
two rates: equal rates do no harm.
"""

from __future__ import annotations

import abc
import dataclasses
import functools
import math

import numpy as np

from pharmlib.kinetics.curves import Curve
from pharmlib.kinetics.stages import LinearModel
from pharmlib.parameters import parameter

__all__: list[str] = []


@dataclasses.dataclass(frozen=True)
class Mammillary(LinearModel):
    """Blood and organs, which eliminate the drug, in exchange with some tissues.

    With ``k10 = CL/V1``, ``k1i = Q_i/V1`` and ``ki1 = Q_i/V_i``::

        dC1/dt = -k10*C1 - sum over i of k1i*(C1 - Ci)
        dCi/dt = ki1*(C1 - Ci)

    Examples
    --------
    >>> from pharmlib import TwoCompartment
    >>> issubclass(TwoCompartment, Mammillary)
    True
    """

    clearance: float = parameter(unit="L/h", meaning="clearance", symbol=r"\mathrm{CL}")
    central_volume: float = parameter(unit="L", meaning="volume of blood and organs", symbol="V_1")

    @property
    @abc.abstractmethod
    def tissues(self) -> dict[str, tuple[float, float]]:
        """Flow to and from each tissue, L/h, and its volume, L, by name."""

    @property
    def elimination_rate(self) -> float:
        """``k10 = clearance / central_volume``, 1/h."""
        return self.clearance / self.central_volume

    @property
    def rates(self) -> tuple[float, ...]:
        """The rates of the exponentials, from the fastest to the terminal one, 1/h."""
        return _modes(self.clearance, self.central_volume, tuple(self.tissues.values()))[0]

    @property
    def half_lives(self) -> tuple[float, ...]:
        """The half-lives of the exponentials, from the shortest to the terminal one, h."""
        return tuple(math.log(2) / rate for rate in self.rates)

    @property
    def curve(self) -> Curve:
        """The exponentials of the central concentration."""
        V1 = self.central_volume
        rates, shares = _modes(self.clearance, V1, tuple(self.tissues.values()))
        return Curve.exponentials([share / V1 for share in shares], rates)

    @property
    def states(self) -> dict[str, str]:
        """Concentration in the blood and in each tissue, mg/L."""
        return dict.fromkeys(("concentration", *self.tissues), "mg/L")

    @property
    def dose_scale(self) -> float:
        """``1/central_volume``."""
        return 1 / self.central_volume

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of all concentrations, mg/L/h."""
        C1, C = state[0], np.asarray(state[1:])
        Q, V = np.array(list(self.tissues.values())).swapaxes(0, 1)
        flow = Q * (C1 - C)
        out = self.clearance * C1 + flow.sum(axis=0)
        return np.array([-out / self.central_volume, *flow / V])


@functools.lru_cache(maxsize=256)
def _modes(clearance, central_volume, tissues):
    """Return the rates, fastest first, and the share of each in the blood just after a dose."""
    Q, V = np.array(tissues).T
    K = np.diag([(clearance + Q.sum()) / central_volume, *(Q / V)])
    K[0, 1:] = K[1:, 0] = -Q / np.sqrt(central_volume * V)
    rates, modes = np.linalg.eigh(K)  # from the slowest to the fastest
    # the product of all rates is k10 * k21 * k31 ...: the slowest needs no subtraction
    rates[0] = clearance / central_volume * np.prod(Q / V) / np.prod(rates[1:])
    return tuple(rates[::-1].tolist()), tuple((modes[0, ::-1] ** 2).tolist())
