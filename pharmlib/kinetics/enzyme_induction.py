"""Drugs that speed up an enzyme, their own or another drug's.

The liver makes an enzyme and breaks it down all the time. An inducer speeds up the making; the
amount follows with the half-life of the enzyme, days, and so does every clearance that depends on
it. When the inducer is a substrate of the enzyme, it undermines its own concentration.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check, float_or_array
from pharmlib.parameters import Parameters, parameter

__all__ = ["EnzymeTurnover"]


@dataclasses.dataclass(frozen=True)
class EnzymeTurnover(Parameters):
    """A drug, and an enzyme that it induces.

    With ``E`` the amount of the enzyme, 1 without the drug, and ``k_deg`` from its half-life::

        dE/dt = k_deg * (1 + Emax*C/(EC50 + C) - E)
        dC/dt = -CL(E)/V * C
        CL(E) = CL0 * (1 - f + f*E)

    ``f`` is the fraction of the clearance that goes through the enzyme: near 1 in carbamazepine,
    which induces its own metabolism, and 0 in phenobarbital, which induces that of others.

    References
    ----------
    bertilsson1986

    Examples
    --------
    Carbamazepine, 600 mg twice a day, 80 % absorbed. Its clearance rises from 1.75 L/h; how strong
    the induction is and how fast the enzyme turns over are illustrative.

    >>> carbamazepine = EnzymeTurnover(
    ...     1.75,
    ...     98,
    ...     maximum_induction=2.5,
    ...     half_inducing_concentration=5.37,
    ...     enzyme_half_life="1 d",
    ... )
    >>> dose_rate = 0.8 * 600 / 12
    >>> before, after = dose_rate / 1.75, carbamazepine.steady_state(dose_rate)
    >>> round(before, 1), round(after, 1), round(carbamazepine.half_life_at(after), 1)
    (22.9, 8.9, 15.2)
    """

    clearance: float = parameter(
        unit="L/h", meaning="clearance before induction", symbol=r"\mathrm{CL}_0"
    )
    volume: float = parameter(unit="L", meaning="volume of distribution", symbol="V")
    _: dataclasses.KW_ONLY
    maximum_induction: float = parameter(
        unit="",
        meaning="greatest rise of the making of the enzyme",
        symbol=r"E_{\max}",
        zero=True,
    )
    half_inducing_concentration: float = parameter(
        unit="mg/L", meaning="concentration with half of that rise", symbol=r"\mathrm{EC}_{50}"
    )
    enzyme_half_life: float = parameter(
        unit="h", meaning="half-life of the enzyme", symbol=r"t_{1/2,E}"
    )
    induced_fraction: float = parameter(
        1.0,
        "",
        "fraction of the clearance through the enzyme",
        symbol="f",
        maximum=1.0,
        zero=True,
    )

    def enzyme_at(self, concentration):
        """Return the amount of enzyme that a lasting concentration leads to, 1 without the drug.

        Parameters
        ----------
        concentration : float, array or str
            mg/L.
        """
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        return 1 + self.maximum_induction * C / (self.half_inducing_concentration + C)

    def clearance_with(self, enzyme):
        """Return ``CL0 * (1 - f + f*E)``, L/h, for an amount of enzyme."""
        E = check(enzyme, "enzyme", zero=True)
        return self.clearance * (1 + self.induced_fraction * (E - 1))

    def half_life_at(self, concentration):
        """Return the half-life of the drug after long use at a concentration, h."""
        CL = self.clearance_with(self.enzyme_at(concentration))
        return float_or_array(math.log(2) * self.volume / CL)

    def steady_state(self, dose_rate):
        """Return where the concentration settles, mg/L.

        ``CL(E(C)) * C = dose_rate``: the positive root of a quadratic equation.

        Parameters
        ----------
        dose_rate : float, array or str
            What arrives, mg/h.

        Examples
        --------
        Twice the dose, less than twice the concentration:

        >>> drug = EnzymeTurnover(
        ...     2, 50, maximum_induction=2, half_inducing_concentration=5, enzyme_half_life=48
        ... )
        >>> drug.steady_state([20, 40]).round(2)
        array([5.  , 8.79])
        """
        R = check(dose_rate, "dose_rate", unit="mg/h", zero=True)
        CL, EC50 = self.clearance, self.half_inducing_concentration
        # CL*C*(1 + f*Emax*C/(EC50 + C)) = R
        a = CL * (1 + self.induced_fraction * self.maximum_induction)
        b = CL * EC50 - R
        return float_or_array((-b + np.sqrt(b**2 + 4 * a * R * EC50)) / (2 * a))

    @property
    def states(self) -> dict[str, str]:
        """Concentration, mg/L, and amount of enzyme, 1 without the drug."""
        return {"concentration": "mg/L", "enzyme": ""}

    @property
    def dose_state(self) -> str:
        """The concentration."""
        return "concentration"

    @property
    def dose_scale(self) -> float:
        """``1/volume``."""
        return 1 / self.volume

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: no drug, and the enzyme at 1."""
        return np.array([0.0, 1.0])

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC/dt``, mg/L/h, and ``dE/dt``, 1/h."""
        C, E = max(state[0], 0.0), state[1]  # the solver may try a value a hair below 0
        CL = self.clearance * (1 + self.induced_fraction * (E - 1))
        target = 1 + self.maximum_induction * C / (self.half_inducing_concentration + C)
        k_deg = math.log(2) / self.enzyme_half_life
        return np.array([-CL / self.volume * C, k_deg * (target - E)])
