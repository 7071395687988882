"""Brake and accelerator: how the brain meets alcohol, and what it is left with without it.

Alcohol strengthens inhibition (GABA-A receptors) and weakens excitation (NMDA receptors). The brain
answers with less inhibition and more excitation. Each answer is an opponent process of its own; the
balance of both is the excitation, 0 at rest, below 0 while drunk and above 0 in withdrawal. A
benzodiazepine acts on the brake only.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.lag import lagged
from pharmlib.checks import check, check_number, check_order, check_times, float_or_array
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["ExcitationBalance", "SeizureHazard"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExcitationBalance(Parameters):
    """NMDA and GABA-A function under alcohol and benzodiazepines.

    With the effect of alcohol ``A = c / (c50 + c)`` and of a benzodiazepine ``B`` (on the same
    scale: 1 strengthens inhibition as much as boundless alcohol does)::

        dN/dt = (1 + p_N * A - N) / tau_N
        dG/dt = (1 - p_G * (A + B) - G) / tau_G
        X     = N * (1 - h_N * A) - G * (1 + h_G * (A + B))

    Without a benzodiazepine ``X = (N - 1) + (1 - G) - (h_N + h_G) * A`` to first order: an opponent
    process with two parts. All defaults are illustrative. "Function" is what the receptors do, not
    how many there are: in people the number of benzodiazepine sites changed little, or the other
    way (staley2005, fujita1999).

    Parameters
    ----------
    nmda_gain, gaba_loss : float
        ``p_N`` and ``p_G``, from 0 to 1: adaptation to boundless exposure.
    nmda_block, gaba_boost : float
        ``h_N`` and ``h_G``: direct effect of alcohol on each.
    nmda_time_constant, gaba_time_constant : float
        ``tau_N`` and ``tau_G``, h.
    half_effect : float
        ``c50``, mg/L: blood alcohol with half of the greatest effect.

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    olsen2017, staley2005, fujita1999

    Examples
    --------
    Two weeks at 2 g/L, and then none at once:

    >>> brain = ExcitationBalance()
    >>> course = brain.respond([2000, 2000, 0, 0, 0], [0, 336, 336.001, 360, 384])
    >>> course["excitation"].round(2).tolist()
    [-0.67, -0.01, 0.66, 0.47, 0.34]
    """

    nmda_gain: float = parameter(
        0.5, "", "gain of NMDA function under endless alcohol", symbol="p_N", maximum=1.0, zero=True
    )
    gaba_loss: float = parameter(
        0.5, "", "loss of GABA-A function under endless alcohol", symbol="p_G", maximum=1.0,
        zero=True,
    )  # fmt: skip
    nmda_block: float = parameter(
        0.5, "", "block of NMDA receptors by alcohol", symbol="h_N", maximum=1.0, zero=True
    )
    gaba_boost: float = parameter(
        0.5, "", "boost of GABA-A receptors by alcohol", symbol="h_G", zero=True
    )
    nmda_time_constant: float = parameter(
        72.0, "h", "time constant of the NMDA receptors", symbol=r"\tau_N"
    )
    gaba_time_constant: float = parameter(
        72.0, "h", "time constant of the GABA-A receptors", symbol=r"\tau_G"
    )
    half_effect: float = parameter(1000.0, "mg/L", "blood alcohol of half effect", symbol="c_{50}")

    @property
    def states(self) -> dict[str, str]:
        """NMDA and GABA-A function; both are 1 at rest."""
        return {"nmda": "", "gaba": ""}

    def alcohol_effect(self, concentration):
        """Return the effect of blood alcohol (mg/L), ``A = c / (c50 + c)``, from 0 to below 1."""
        c = check(concentration, "concentration", unit="mg/L", zero=True)
        return c / (self.half_effect + c)

    def excitation(self, nmda, gaba, alcohol_effect, benzodiazepine=0.0):
        """Return the balance ``X = N*(1 - h_N*A) - G*(1 + h_G*(A + B))``.

        Parameters
        ----------
        nmda, gaba : float or array
            ``N`` and ``G``.
        alcohol_effect, benzodiazepine : float or array
            ``A`` and ``B``.

        Returns
        -------
        float or array
        """
        A, B = alcohol_effect, benzodiazepine
        return nmda * (1 - self.nmda_block * A) - gaba * (1 + self.gaba_boost * (A + B))

    def respond(self, concentration, times, *, benzodiazepine=0.0, adapted_to=0.0) -> Trajectory:
        """Return the course under a blood alcohol, and a benzodiazepine, known on a grid.

        Exact when both effects are straight lines from point to point.

        Parameters
        ----------
        concentration : array, shape (n,), float, or callable
            Blood alcohol, mg/L. A jump needs two points close together.
        times : array, shape (n,)
            h, increasing.
        benzodiazepine : array, shape (n,), float, or callable
            Its effect ``B``, 0 or more.
        adapted_to : float
            Blood alcohol (mg/L) to which the brain has adapted before the first time.

        Returns
        -------
        Trajectory
            "concentration", "alcohol_effect", "benzodiazepine", "nmda", "gaba", "excitation".

        Raises
        ------
        ParameterError
            When a value is negative, or a grid does not fit.
        """
        times = check_times(times)
        c = on_grid(concentration, times, "concentration", unit="mg/L", zero=True)
        A = self.alcohol_effect(c)
        B = on_grid(benzodiazepine, times, "benzodiazepine", zero=True)
        check_order(
            self.gaba_loss * (A + B),
            1.0,
            "gaba_loss * (alcohol_effect + benzodiazepine)",
            "the whole of GABA-A function",
            remedy="Lower the benzodiazepine: no more than all of a function can be lost.",
        )
        N0, G0 = self._start(adapted_to)
        N = lagged(1 + self.nmda_gain * A, times, self.nmda_time_constant, initial=N0)
        G = lagged(1 - self.gaba_loss * (A + B), times, self.gaba_time_constant, initial=G0)
        values = {
            "concentration": c,
            "alcohol_effect": A,
            "benzodiazepine": B,
            "nmda": N,
            "gaba": G,
            "excitation": self.excitation(N, G, A, B),
        }
        return Trajectory(times, values, dict.fromkeys(values, "") | {"concentration": "mg/L"})

    def driven(
        self, concentration, *, benzodiazepine=0.0, adapted_to=0.0, breakpoints=()
    ) -> Driven:
        """Return this brain under alcohol, as a model that `simulate` can run.

        Parameters
        ----------
        concentration, benzodiazepine : callable or float
            Functions of time (h), or constants, as for `respond`.
        adapted_to : float
            As for `respond`.
        breakpoints : sequence of float
            Times at which either jumps, h.

        Returns
        -------
        Driven
        """
        c = as_function(concentration, "concentration", unit="mg/L", zero=True)
        B = as_function(benzodiazepine, "benzodiazepine", zero=True)

        def drive(time):
            return c(time), B(time)

        return Driven(self, drive, self._start(adapted_to), tuple(breakpoints))

    def rates(self, drive, state) -> np.ndarray:
        """Return ``dN/dt`` and ``dG/dt``, 1/h, at a blood alcohol and a benzodiazepine effect."""
        concentration, B = drive
        A = concentration / (self.half_effect + concentration)
        N, G = state
        return np.array(
            [
                (1 + self.nmda_gain * A - N) / self.nmda_time_constant,
                (1 - self.gaba_loss * (A + B) - G) / self.gaba_time_constant,
            ]
        )

    def _start(self, adapted_to):
        """Return N and G after endless exposure to a blood alcohol."""
        A = self.alcohol_effect(check_number(adapted_to, "adapted_to", unit="mg/L", zero=True))
        return 1 + self.nmda_gain * A, 1 - self.gaba_loss * A


@dataclasses.dataclass(frozen=True, kw_only=True)
class SeizureHazard(Parameters):
    """The risk of a seizure, which climbs steeply once the excitation passes a threshold.

    ``h = h0 * exp(beta * max(X - theta, 0))``, per h. All defaults are illustrative; `steepness` is
    tuned so that half of the seizures fall between 13 and 24 h after the last drink.

    Parameters
    ----------
    resting_hazard : float
        ``h0``, 1/h.
    steepness : float
        ``beta``: by how many units the logarithm of the hazard rises per unit of excitation.
    threshold : float
        ``theta``; repeated withdrawals lower it (`Kindling`).

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    australianguideline2021

    Examples
    --------
    >>> risk = SeizureHazard()
    >>> bool(risk.hazard(0.2) == risk.resting_hazard), bool(risk.hazard(0.6) > risk.hazard(0.5))
    (True, True)
    """

    resting_hazard: float = parameter(6e-6, "1/h", "hazard below the threshold", symbol="h_0")
    steepness: float = parameter(14.0, "", "steepness of the hazard", symbol=r"\beta", zero=True)
    threshold: float = parameter(0.2, "", "threshold of the excitation", symbol=r"\theta")

    def hazard(self, excitation):
        """Return the hazard of a seizure, 1/h, at an excitation ``X``."""
        X = check(excitation, "excitation", minimum=-math.inf)
        over = np.maximum(X - self.threshold, 0.0)
        return float_or_array(self.resting_hazard * np.exp(self.steepness * over))

    def respond(self, excitation, times) -> Trajectory:
        """Return the hazard over time, the risk so far, and when the seizures of withdrawal come.

        ``risk = 1 - exp(-H)``, ``H`` being the integral of the hazard by the trapezium rule. The
        share counts only the hazard above rest: of all seizures that withdrawal causes on the
        grid, the share that has come by then.

        Parameters
        ----------
        excitation : array, shape (n,)
            ``X`` on the grid.
        times : array, shape (n,)
            h, increasing.

        Returns
        -------
        Trajectory
            "hazard", 1/h; "risk" and "share", from 0 to 1. Without excess the share stays 0.

        Raises
        ------
        ParameterError
            When the shapes do not fit.

        Examples
        --------
        >>> import numpy as np
        >>> times = np.linspace(0, 48, 97)
        >>> course = SeizureHazard().respond(0.6 * np.exp(-((times - 20) / 12) ** 2), times)
        >>> round(course.at(20, "share"), 2)
        0.5
        """
        times = check_times(times)
        X = on_grid(excitation, times, "excitation", minimum=-math.inf)
        h = self.hazard(X)
        risk = -np.expm1(-_running_integral(h, times))
        excess = (h - self.resting_hazard) * (1 - risk)  # of those who have not had one yet
        share = _running_integral(excess, times)
        if share[-1] > 0:
            share = share / share[-1]
        values = {"hazard": h, "risk": risk, "share": share}
        return Trajectory(times, values, {"hazard": "1/h", "risk": "", "share": ""})


def _running_integral(curve, times):
    """Return the integral from the first time to each, by the trapezium rule."""
    steps = np.diff(times) * (curve[:-1] + curve[1:]) / 2
    return np.concatenate([[0.0], np.cumsum(steps)])
