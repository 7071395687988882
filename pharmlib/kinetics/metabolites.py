"""A drug whose metabolite is active: two clocks, and the slower one decides how long it lasts."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check_times
from pharmlib.kinetics.curves import chain
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["ParentMetabolite"]


@dataclasses.dataclass(frozen=True)
class ParentMetabolite(Parameters):
    """A drug and its active metabolite.

    With P the amount of the drug and M that of the metabolite, as fractions of the dose::

        dP/dt = -kp*P
        dM/dt = fraction_formed*kp*P - km*M
        active = P + relative_potency*M

    ``P = P0*exp(-kp*t)``, and the metabolite follows Bateman's equation,
    ``M = M0*exp(-km*t) + P0*fraction_formed*kp*(exp(-kp*t) - exp(-km*t))/(km - kp)``.

    References
    ----------
    greenblatt1989

    Examples
    --------
    Diazepam and nordiazepam after long use: the parent alone would be at half after 44 h.

    >>> diazepam = ParentMetabolite(44.2, 100.0)
    >>> after = diazepam.from_steady_state(np.linspace(0, 800, 8001))
    >>> round(after.first_time_below("active", 0.5)), round(after.first_time_below("active", 0.1))
    (121, 362)
    """

    parent_half_life: float = parameter(
        unit="h", meaning="half-life of the drug", symbol="t_{1/2,p}"
    )
    metabolite_half_life: float = parameter(
        unit="h", meaning="half-life of the metabolite", symbol="t_{1/2,m}"
    )
    _: dataclasses.KW_ONLY
    fraction_formed: float = parameter(
        1.0,
        "",
        "fraction of the drug that becomes the metabolite",
        symbol="f_m",
        maximum=1.0,
        zero=True,
    )
    relative_potency: float = parameter(
        1.0, "", "potency of the metabolite, the drug being 1", symbol=r"\rho", zero=True
    )

    def after_bolus(self, times) -> Trajectory:
        """Return both after a single dose at time 0, which acts as 1.

        Parameters
        ----------
        times : array, shape (n,)
            h, increasing, 0 or more.

        Returns
        -------
        Trajectory
            "parent", "metabolite" and their sum "active": effects, as fractions of that at time 0.
        """
        return self._course(times, 1.0, 0.0)

    def from_steady_state(self, times) -> Trajectory:
        """Return both after very long use that stops at time 0.

        At steady state each is formed as fast as it is lost: ``kp*P = 1`` and
        ``km*M = fraction_formed``, for 1 mg/h.

        Parameters
        ----------
        times : array, shape (n,)
            h since the last dose, increasing, 0 or more.

        Returns
        -------
        Trajectory
            "parent", "metabolite" and their sum "active": effects, as fractions of the sum at
            time 0.
        """
        kp, km = self._rates
        return self._course(times, 1 / kp, self.fraction_formed / km)

    def _course(self, times, P0, M0):
        """Return the course from two amounts at time 0."""
        times = check_times(times, minimum=0.0)
        kp, km = self._rates
        total = P0 + self.relative_potency * M0
        parent = P0 * chain([kp], times)
        formed = P0 * self.fraction_formed * kp * chain([kp, km], times)
        metabolite = self.relative_potency * (M0 * chain([km], times) + formed)
        values = {
            "parent": parent / total,
            "metabolite": metabolite / total,
            "active": (parent + metabolite) / total,
        }
        return Trajectory(times, values, dict.fromkeys(values, ""))

    @property
    def states(self) -> dict[str, str]:
        """Amounts of the drug and of the metabolite, mg."""
        return {"parent": "mg", "metabolite": "mg"}

    @property
    def dose_state(self) -> str:
        """The drug."""
        return "parent"

    @property
    def dose_scale(self) -> float:
        """1: the states are amounts."""
        return 1.0

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: zeros."""
        return np.zeros(2)

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dP/dt`` and ``dM/dt``, mg/h."""
        kp, km = self._rates
        P, M = state
        return np.array([-kp * P, self.fraction_formed * kp * P - km * M])

    @property
    def _rates(self):
        """``kp`` and ``km``, 1/h."""
        return math.log(2) / self.parent_half_life, math.log(2) / self.metabolite_half_life
