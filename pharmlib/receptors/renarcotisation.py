"""When the antidote leaves first: activation falls at once, and comes back.

An agonist and an antagonist share the receptors; both are eliminated, the antagonist faster. At its
arrival activation drops. Then the receptors fall back to the agonist, of which there is less with
every hour, so activation climbs to a peak and dies away.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.binding import two_ligand_activation

__all__ = ["Renarcotisation"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Renarcotisation(Parameters):
    """Activation by an agonist in the presence of an antagonist, both falling exponentially.

    ``E = a/(1 + a + b)`` with ``a = a0*exp(-k_a*t)`` and ``b = b0*exp(-k_b*t)``. As ``dE/dt`` has
    the sign of ``b*(k_b - k_a) - k_a``, activation peaks when ``b* = k_a/(k_b - k_a)``: when that
    is depends on the antagonist's dose alone, and not on the agonist's.

    Parameters
    ----------
    agonist, antagonist : float
        ``a0`` and ``b0``: concentrations, over the dissociation constants, when the antagonist
        arrives.
    agonist_half_life, antagonist_half_life : float
        h.

    Examples
    --------
    An opioid with a half-life of 219 min, and naloxone with 64 min (labelnaloxone1988):

    >>> course = Renarcotisation(
    ...     agonist=9,
    ...     antagonist=100,
    ...     agonist_half_life="219 min",
    ...     antagonist_half_life="64 min",
    ... )
    >>> when, height = course.peak
    >>> round(when, 2), round(height, 3), round(float(course.activation(0.0)), 3)
    (8.45, 0.562, 0.082)
    """

    agonist: float = parameter(meaning="reduced concentration of the agonist", symbol="a_0")
    antagonist: float = parameter(
        meaning="reduced concentration of the antagonist", symbol="b_0", zero=True
    )
    agonist_half_life: float = parameter(
        unit="h", meaning="half-life of the agonist", symbol=r"t_{1/2,a}"
    )
    antagonist_half_life: float = parameter(
        unit="h", meaning="half-life of the antagonist", symbol=r"t_{1/2,b}"
    )

    def activation(self, times):
        """Return ``a/(1 + a + b)`` at some times after the antagonist's arrival.

        Parameters
        ----------
        times : float or array
            h, 0 or more.
        """
        t = check(times, "times", unit="h", zero=True)
        a = self.agonist * np.exp2(-t / self.agonist_half_life)
        b = self.antagonist * np.exp2(-t / self.antagonist_half_life)
        return two_ligand_activation(a, b, efficacy_b=0.0)

    @property
    def antagonist_at_peak(self) -> float:
        """``b* = k_a/(k_b - k_a)``; infinite when the antagonist does not leave first."""
        k_a, k_b = 1 / self.agonist_half_life, 1 / self.antagonist_half_life
        return k_a / (k_b - k_a) if k_b > k_a else math.inf

    @property
    def peak(self) -> tuple[float, float]:
        """When activation is highest, h, and how high; at once when it only falls."""
        b_star = self.antagonist_at_peak
        when = 0.0
        if self.antagonist > b_star:
            when = self.antagonist_half_life * math.log2(self.antagonist / b_star)
        return when, float(self.activation(when))
