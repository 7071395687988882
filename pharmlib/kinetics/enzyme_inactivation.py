"""A drug that destroys the enzyme that eliminates it: paroxetine.

Every molecule that the enzyme handles may put one copy of it out of action for good. The first dose
meets a full set and is mostly removed on its first way through the liver. Weeks later few copies
are left: more of each dose arrives, it stays longer, and after a stop the half-life shortens while
the liver makes new enzyme.

In the end the level is the same as with two paths, of which one saturates (`ParallelElimination`).
But saturation acts at once, and would shorten no first dose: only slow destruction explains how far
the steady state is from what a single dose predicts.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check
from pharmlib.kinetics.parallel_elimination import ParallelElimination
from pharmlib.parameters import Parameters, parameter

__all__ = ["EnzymeInactivation"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class EnzymeInactivation(Parameters):
    """A swallowed drug, a liver, and an enzyme that the drug destroys.

    With ``A`` in the gut, ``E`` the enzyme (1 without the drug), ``Q`` the flow through the liver::

        CL_int = CL_lin + CL_enz*E          what the liver could clear
        F = Q/(Q + CL_int)                  what passes it
        dA/dt = -k_a*A
        dC/dt = (F*k_a*A - F*CL_int*C)/V
        dE/dt = k_deg*(1 - E - E*C/K)

    At a lasting concentration ``E = K/(K + C)``.

    References
    ----------
    labelparoxetine2026

    Examples
    --------
    >>> from pharmlib import kinetic_model
    >>> paroxetine = kinetic_model("paroxetine", "oral")
    >>> [round(1000 * paroxetine.steady_state(dose / 24), 1) for dose in (20, 40)]  # ug/L
    [18.4, 74.8]
    """

    linear_clearance: float = parameter(
        unit="L/h", meaning="clearance by other paths", symbol=r"\mathrm{CL}_\mathrm{lin}"
    )
    enzyme_clearance: float = parameter(
        unit="L/h", meaning="clearance by all of the enzyme", symbol=r"\mathrm{CL}_\mathrm{enz}"
    )
    half_inactivating_concentration: float = parameter(
        unit="mg/L", meaning="concentration that leaves half of the enzyme", symbol="K"
    )
    enzyme_half_life: float = parameter(
        unit="h", meaning="half-life of the enzyme", symbol=r"t_{1/2,E}"
    )
    liver_flow: float = parameter(unit="L/h", meaning="flow of blood through the liver", symbol="Q")
    volume: float = parameter(unit="L", meaning="volume of distribution", symbol="V")
    absorption_rate: float = parameter(unit="1/h", meaning="rate of absorption", symbol="k_a")

    def steady_state(self, dose_rate):
        """Return where the mean concentration settles, mg/L.

        Gut, flow and passage drop out: ``(CL_lin + CL_enz*K/(K + C))*C = dose_rate``, as with two
        paths side by side.

        Parameters
        ----------
        dose_rate : float, array or str
            What is swallowed, mg/h.
        """
        dose_rate = check(dose_rate, "dose_rate", unit="mg/h", zero=True)
        K = self.half_inactivating_concentration
        paths = ParallelElimination(self.enzyme_clearance * K, K, linear_rate=self.linear_clearance)
        return paths.steady_state(dose_rate)

    def half_life_with(self, enzyme):
        """Return the half-life of the drug while the enzyme stays at a level, h.

        ``ln(2)*V/(F*CL_int)``

        Parameters
        ----------
        enzyme : float or array
            1 without the drug.
        """
        F, CL_int = self._liver(check(enzyme, "enzyme", zero=True))
        return math.log(2) * self.volume / (F * CL_int)

    @property
    def states(self) -> dict[str, str]:
        """Amount in the gut, mg, concentration, mg/L, and enzyme, 1 without the drug."""
        return {"gut": "mg", "concentration": "mg/L", "enzyme": ""}

    @property
    def dose_state(self) -> str:
        """The gut."""
        return "gut"

    @property
    def dose_scale(self) -> float:
        """1: the gut is an amount."""
        return 1.0

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: no drug, and the enzyme at 1."""
        return np.array([0.0, 0.0, 1.0])

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dA/dt``, mg/h, ``dC/dt``, mg/L/h, and ``dE/dt``, 1/h."""
        A, C, E = state
        F, CL_int = self._liver(E)
        leaves = self.absorption_rate * A
        k_deg = math.log(2) / self.enzyme_half_life
        destroyed = E * C / self.half_inactivating_concentration
        return np.array(
            [-leaves, F * (leaves - CL_int * C) / self.volume, k_deg * (1 - E - destroyed)]
        )

    def _liver(self, E):
        """Return ``F`` and ``CL_int``, L/h."""
        CL_int = self.linear_clearance + self.enzyme_clearance * E
        return self.liver_flow / (self.liver_flow + CL_int), CL_int
