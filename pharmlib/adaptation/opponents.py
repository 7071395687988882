"""What all opponent processes share: how a compensation follows the effect it opposes.

The parts of a compensation are first-order and independent, so the response to a box, to an
exponential and to straight lines is known in closed form; any other effect goes to `simulate`.
"""

from __future__ import annotations

import abc
import math

import numpy as np

from pharmlib.adaptation.lag import lagged, two_stages
from pharmlib.checks import ParameterError, check, check_number, check_times
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters
from pharmlib.trajectory import Trajectory

__all__ = ["Opponent"]


class Opponent(Parameters, abc.ABC):
    """What opponent processes of one speed and of several have in common.

    Each part is ``dC_i/dt = (phi_i * E - C_i) / tau_i``, linear and independent of the others, so
    every result is a sum over parts.

    Examples
    --------
    >>> from pharmlib import OpponentProcess
    >>> OpponentProcess("7 d", 0.9).parts
    {'compensation': (168.0, 0.9)}
    """

    @property
    @abc.abstractmethod
    def parts(self) -> dict[str, tuple[float, float]]:
        """Name of each part: (time constant in h, fraction compensated)."""

    def adapted(self, effect):
        """Return the compensation after endless exposure to an effect: ``phi * E``."""
        effect = check(effect, "effect", minimum=-math.inf)
        return effect * sum(phi for tau, phi in self.parts.values())

    def respond(self, effect, times, *, initial=0.0) -> Trajectory:
        """Return the response to an effect known on a grid, exact when it is linear in between.

        Each part follows ``phi * E`` with its time constant (`lagged`).

        Parameters
        ----------
        effect : array, shape (n,), float, or callable
            The effect ``E`` on the grid; one number stays constant; a function is called with
            `times`. A jump needs two points close together.
        times : array, shape (n,)
            h, increasing.
        initial : float, or array of float, shape (number of parts,)
            Compensation of each part at the first time; one number is shared out in proportion to
            the fractions compensated.

        Returns
        -------
        Trajectory
            "effect", "compensation", "net", and each part by name when there are several.

        Raises
        ------
        ParameterError
            When a shape does not fit, a value is not finite, or the grid does not increase.

        Examples
        --------
        >>> from pharmlib import OpponentProcess
        >>> course = OpponentProcess("7 d").respond(1.0, [0, 168, 336])
        >>> course["compensation"].round(2).tolist()
        [0.0, 0.63, 0.86]
        """
        times = check_times(times)
        effect = on_grid(effect, times, "effect", minimum=-math.inf)
        starts = self._share(initial)
        parts = {
            name: lagged(phi * effect, times, tau, initial=start)
            for (name, (tau, phi)), start in zip(self.parts.items(), starts, strict=True)
        }
        return opponent_course(times, effect, parts)

    def after_exposure(self, effect, duration, times) -> Trajectory:
        """Return the response to a constant effect that starts at 0 h and stops at once.

        ``C = phi * E * (1 - exp(-t/tau))`` during the exposure, which lasts ``T``; afterwards
        ``C = phi * E * (1 - exp(-T/tau)) * exp(-(t - T)/tau)``. At ``t = T`` the effect is gone.

        Parameters
        ----------
        effect : float
            The effect ``E`` during the exposure.
        duration : float
            How long it lasts, ``T``, h.
        times : array, shape (n,)
            h from the start of the exposure, increasing.

        Returns
        -------
        Trajectory
            As from `respond`.

        Raises
        ------
        ParameterError
            When the duration is not above 0, or a value is not finite.
        """
        times = check_times(times)
        E0 = check_number(effect, "effect", minimum=-math.inf)
        T = check_number(duration, "duration", unit="h")
        on, since = np.clip(times, 0, T), np.maximum(times - T, 0)
        parts = {
            name: -phi * E0 * np.expm1(-on / tau) * np.exp(-since / tau)
            for name, (tau, phi) in self.parts.items()
        }
        return opponent_course(times, np.where((times >= 0) & (times < T), E0, 0.0), parts)

    def exponential_taper(self, effect, rate, times) -> Trajectory:
        """Return the response of an adapted body to an effect that is tapered exponentially.

        ``E = E0 * exp(-k*t)`` from 0 h on, and
        ``C = phi * E0 * (exp(-t/tau) + (exp(-k*t) - exp(-t/tau)) / (1 - k*tau))``.

        Parameters
        ----------
        effect : float
            The effect ``E0`` before the taper.
        rate : float
            Rate of the taper ``k``, 1/h; 10 % of the current dose a month is ``-ln(0.9)/720``.
        times : array, shape (n,)
            h from the start of the taper, 0 or more, increasing.

        Returns
        -------
        Trajectory
            As from `respond`.

        Raises
        ------
        ParameterError
            When the rate is not above 0, a time is negative, or a value is not finite.

        Examples
        --------
        >>> from pharmlib import OpponentProcess
        >>> course = OpponentProcess("7 d").exponential_taper(1.0, 1 / 168, [0, 168, 336])
        >>> course["net"].round(3).tolist()  # at its worst, 1/e, after one time constant
        [0.0, 0.368, 0.271]
        """
        times = check_times(times, minimum=0.0)
        E0 = check_number(effect, "effect", minimum=-math.inf)
        k = check_number(rate, "rate", unit="1/h")
        parts = {}
        for name, (tau, phi) in self.parts.items():
            gained = two_stages(k, 1 / tau, times) / tau
            parts[name] = phi * E0 * (np.exp(-times / tau) + gained)
        return opponent_course(times, E0 * np.exp(-k * times), parts)

    def driven(self, effect, *, initial=0.0, breakpoints=()) -> Driven:
        """Return this process driven by an effect, as a model that `simulate` can run.

        Parameters
        ----------
        effect : callable or float
            Function of time (h) that returns the effect, or a constant.
        initial : float or array
            As for `respond`.
        breakpoints : sequence of float
            Times at which the effect jumps, h; the solver starts anew there.

        Returns
        -------
        Driven

        Examples
        --------
        >>> from pharmlib import OpponentProcess, simulate
        >>> run = simulate(OpponentProcess("7 d").driven(1.0), [0, 168])
        >>> run["compensation"].round(3).tolist()
        [0.0, 0.632]
        """
        signal = as_function(effect, "effect", minimum=-math.inf)
        return Driven(self, signal, tuple(self._share(initial)), tuple(breakpoints))

    @property
    def states(self) -> dict[str, str]:
        """Name and unit of each state: the parts, dimensionless."""
        return dict.fromkeys(self.parts, "")

    def rates(self, effect, state) -> np.ndarray:
        """Return ``dC/dt = (phi * E - C) / tau`` of each part, 1/h."""
        parts = zip(self.parts.values(), state, strict=True)
        return np.array([(phi * effect - C) / tau for (tau, phi), C in parts])

    def _share(self, initial):
        """Return the initial compensation of each part."""
        initial = check(initial, "initial", minimum=-math.inf)
        phis = np.array([phi for tau, phi in self.parts.values()])
        if np.ndim(initial) == 0:
            total = phis.sum()
            shares = phis / total if total > 0 else np.full(phis.size, 1 / phis.size)
            return initial * shares
        if np.shape(initial) != phis.shape:
            raise ParameterError(
                f"initial has shape {np.shape(initial)}; it must be one number, or "
                f"{phis.size} in the order {', '.join(self.parts)}. Give the total to share it."
            )
        return initial


def opponent_course(times, effect, parts):
    """Return the trajectory of an effect and the compensation of each part."""
    compensation = np.sum(list(parts.values()), axis=0)
    values = {"effect": effect, "compensation": compensation, "net": compensation - effect}
    values |= parts
    return Trajectory(times, values, dict.fromkeys(values, ""))
