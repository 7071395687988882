"""Pharmacodynamic tolerance: the same concentration does less, because the body answers it.

The drug reaches the site of effect in minutes. Behind a second, slow stage the body makes a counter
agent. It competes for the same receptors, so more drug is needed (the EC50 shifts); and if it has
an effect of its own, opposite to that of the drug, that effect stays behind when the drug leaves.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.lag import lagged
from pharmlib.checks import ParameterError, check, check_times, float_or_array
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["CounterRegulation", "interdose_swing"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class CounterRegulation(Parameters):
    """A site of effect and a site of tolerance, both fed from the blood, and what they do together.

    ``dCe/dt = (C - Ce)/tau_e`` and ``dCt/dt = (C - Ct)/tau_t`` with ``tau = t_half/ln 2``. With the
    odds ``a = Ce/EC50`` and ``b = Ct/KT``, and ``H(x) = x**n / (1 + x**n)``,

    ``effect = H(a/(1 + b)) - eps * H(b/(1 + a))``.

    So the EC50 is ``EC50 * (1 + b)``. With ``eps = 0`` the counter agent is a mere competitor:
    there is tolerance but no rebound. With ``eps = 1`` and ``n = 1`` the effect is
    ``(a - b)/(1 + a + b)``, and what is left after a stop is ``-b/(1 + b)``.

    The half-lives are those of morphine in rats; the other defaults are illustrative. Each
    end-point becomes tolerant at its own speed and needs constants of its own, and one half-life
    for coming and going cannot be right for both (ouellet1995).

    Parameters
    ----------
    ec50 : float
        ``EC50`` without tolerance, mg/L.
    tolerance_constant : float
        ``KT``: a lasting concentration that doubles the EC50, mg/L.
    effect_half_life, tolerance_half_life : float
        Half-lives of equilibration with the blood, h.
    counter_efficacy : float
        ``eps``, from 0 to 1.
    hill_slope : float
        ``n``.

    References
    ----------
    ekblom1993, ouellet1995

    Examples
    --------
    Four days of a constant concentration, equal to the EC50:

    >>> rat = CounterRegulation(ec50=0.5, tolerance_constant=0.5)
    >>> hours = np.arange(0, 97)
    >>> course = rat.respond(0.5, hours)
    >>> [round(course.at(day * 24, "effect"), 2) for day in (0.25, 1, 3, 4)]
    [0.4, 0.21, 0.05, 0.03]
    >>> course.at(96, "ec50_shift")  # doctest: +ELLIPSIS
    1.92...
    """

    ec50: float = parameter(
        unit="mg/L", meaning="EC50 without tolerance", symbol=r"\mathrm{EC}_{50}"
    )
    tolerance_constant: float = parameter(
        unit="mg/L", meaning="lasting concentration that doubles the EC50", symbol="K_T"
    )
    effect_half_life: float = parameter(
        25 / 60, "h", "half-life of equilibration with the site of effect", symbol="t_{1/2,e}"
    )
    tolerance_half_life: float = parameter(
        26.0, "h", "half-life of equilibration with the site of tolerance", symbol="t_{1/2,t}"
    )
    counter_efficacy: float = parameter(
        1.0, "", "effect of the counter agent", symbol=r"\varepsilon", maximum=1.0, zero=True
    )
    hill_slope: float = parameter(1.0, "", "Hill slope", symbol="n")

    def respond(self, concentration, times, *, initial=(0.0, 0.0)) -> Trajectory:
        """Return the response to a concentration known on a grid.

        Both sites are exact when the concentration is linear in between (`lagged`).

        Parameters
        ----------
        concentration : array, shape (n,), float, or callable
            In the blood, on the grid, mg/L; a function is called with `times`.
        times : array, shape (n,)
            h, increasing.
        initial : (float, float)
            At the sites of effect and of tolerance at the first time, mg/L.

        Returns
        -------
        Trajectory
            "concentration", "effect_site" and "tolerance_site" (mg/L), "ec50_shift" and "effect".

        Raises
        ------
        ParameterError
            When a concentration is negative, a shape does not fit, or the grid does not increase.
        """
        times = check_times(times)
        C = on_grid(concentration, times, "concentration", unit="mg/L", zero=True)
        values = {"concentration": C}
        starts = _two_sites(initial)
        for name, tau, start in zip(self.states, self._time_constants, starts, strict=True):
            values[name] = lagged(C, times, tau, initial=start)
        shift = self.ec50_shift(values["tolerance_site"])
        effect = self.effect(values["effect_site"], values["tolerance_site"])
        units = dict.fromkeys(values, "mg/L") | {"ec50_shift": "", "effect": ""}
        return Trajectory(times, values | {"ec50_shift": shift, "effect": effect}, units)

    def effect(self, effect_site, tolerance_site):
        """Return the effect, from -eps to 1, at given concentrations at the two sites.

        Parameters
        ----------
        effect_site, tolerance_site : float or array
            ``Ce`` and ``Ct``, mg/L.

        Returns
        -------
        float or array

        Examples
        --------
        >>> rat = CounterRegulation(ec50=0.5, tolerance_constant=0.5)
        >>> rat.effect(0.5, 0.0), rat.effect(0.5, 0.5), rat.effect(0.0, 0.5)
        (0.5, 0.0, -0.5)
        """
        a = check(effect_site, "effect_site", unit="mg/L", zero=True) / self.ec50
        b = self.ec50_shift(tolerance_site) - 1
        drug, counter = self._saturated(a / (1 + b)), self._saturated(b / (1 + a))
        return float_or_array(drug - self.counter_efficacy * counter)

    def ec50_shift(self, tolerance_site):
        """Return how many times the EC50 has grown: ``1 + Ct/KT``.

        Parameters
        ----------
        tolerance_site : float or array
            ``Ct``, mg/L; after very long the average concentration in the blood.

        Returns
        -------
        float or array

        Examples
        --------
        >>> CounterRegulation(ec50=0.5, tolerance_constant=0.5).ec50_shift(1.65)
        4.3
        """
        Ct = check(tolerance_site, "tolerance_site", unit="mg/L", zero=True)
        return 1 + Ct / self.tolerance_constant

    def driven(self, concentration, *, initial=(0.0, 0.0), breakpoints=()) -> Driven:
        """Return the two sites driven by a concentration, as a model that `simulate` can run.

        Parameters
        ----------
        concentration : callable or float
            Function of time (h) that returns the concentration in the blood, mg/L, or a constant.
        initial : (float, float)
            As for `respond`.
        breakpoints : sequence of float
            Times at which it jumps, h.

        Returns
        -------
        Driven
        """
        signal = as_function(concentration, "concentration", unit="mg/L", zero=True)
        return Driven(self, signal, _two_sites(initial), tuple(breakpoints))

    @property
    def states(self) -> dict[str, str]:
        """The concentrations at the two sites, mg/L."""
        return {"effect_site": "mg/L", "tolerance_site": "mg/L"}

    def rates(self, concentration, state) -> np.ndarray:
        """Return ``dCe/dt`` and ``dCt/dt``, mg/L/h."""
        return (concentration - np.asarray(state)) / self._time_constants

    @property
    def _time_constants(self):
        """``tau_e`` and ``tau_t``, h."""
        return np.array([self.effect_half_life, self.tolerance_half_life]) / math.log(2)

    def _saturated(self, x):
        """Return ``H(x)``."""
        power = np.power(x, self.hill_slope)
        return power / (1 + power)


def _two_sites(initial):
    """Return the initial concentrations at the two sites, checked."""
    values = check(initial, "initial", unit="mg/L", zero=True)
    if np.shape(values) != (2,):
        raise ParameterError(
            f"initial has shape {np.shape(values)}; it must be (2,), the sites of effect and of "
            "tolerance. Give (0.0, 0.0) for a body that has not met the drug."
        )
    return tuple(values)


def interdose_swing(peak_to_trough, hill_slope):
    """Return between which effects a concentration that moves about its EC50 swings.

    With a peak ``sqrt(r)`` times the EC50 and a trough as far below it,
    ``high = r**(n/2) / (1 + r**(n/2))`` and ``low = 1 - high``.

    Parameters
    ----------
    peak_to_trough : float or array
        ``r``, 1 or more.
    hill_slope : float or array
        ``n``.

    Returns
    -------
    tuple of (float or array)
        The effect at the trough and at the peak.

    References
    ----------
    dyer1999

    Examples
    --------
    Methadone once a day: the pupil (n = 1.2) hardly moves, the feeling of withdrawal (5.4) does.

    >>> [round(float(effect), 2) for effect in interdose_swing(1.7, 1.2)]
    [0.42, 0.58]
    >>> [round(float(effect), 2) for effect in interdose_swing(1.7, 5.4)]
    [0.19, 0.81]
    """
    r = check(peak_to_trough, "peak_to_trough", minimum=1.0, zero=True)
    n = check(hill_slope, "hill_slope")
    odds = np.power(r, n / 2)
    return float_or_array(1 / (1 + odds)), float_or_array(odds / (1 + odds))
