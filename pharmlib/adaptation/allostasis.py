"""Allostasis: a set point that drifts down with every withdrawal, and comes back slowly if at all.

An opponent process defends a set point. Here the set point itself gives way. Withdrawal pushes it
down; so does the stress system (CRF), which withdrawal excites and which calms down over weeks. So
a body can be free of withdrawal and still not be well.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.lag import lagged, two_stages
from pharmlib.adaptation.opponents import Opponent
from pharmlib.checks import ParameterError, check_number, check_times
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["Allostasis"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Allostasis(Parameters):
    """A set point ``H`` and a stress system ``S`` that withdrawal moves.

    With the effect ``E`` of a drug and its compensation ``C``::

        W = max(C - E, 0)
        dS/dt = a*W - S/tau_S
        dH/dt = -eps*(W + S) - H/tau_H
        mood  = H + E - C

    ``W`` is the withdrawal. All are dimensionless, and 0 in a body that has not met the drug; with
    ``a = 0`` withdrawal alone moves the set point. The theory is verbal; these are its plainest
    equations, and the defaults are illustrative. From behaviour alone, a set point that has moved
    cannot be told from a compensation that is very slow.

    Parameters
    ----------
    opponent : Opponent
        How ``C`` follows ``E``.
    drift_rate : float
        ``eps``, 1/h.
    set_point_time_constant, stress_time_constant : float
        ``tau_H`` and ``tau_S``, h.
    stress_gain : float
        ``a``, 1/h.

    References
    ----------
    koob2001, ahmed2005

    Examples
    --------
    Two weeks of a drug and two months without; mood on the day after the stop and later:

    >>> from pharmlib import OpponentProcess
    >>> body = Allostasis(opponent=OpponentProcess("7 d"))
    >>> hours = np.arange(0, 75 * 24 + 1)
    >>> course = body.respond(np.where(hours < 14 * 24, 1.0, 0.0), hours)
    >>> [round(course.at(f"{day} d", "mood"), 2) for day in (15, 30, 74)]
    [-0.79, -0.45, -0.19]
    >>> round(course.at("74 d", "withdrawal"), 3)
    0.0
    """

    opponent: Opponent
    drift_rate: float = parameter(
        0.002, "1/h", "drift of the set point in withdrawal", symbol=r"\varepsilon", zero=True
    )
    set_point_time_constant: float = parameter(
        "30 d", "h", "time constant of the set point's return", symbol=r"\tau_H"
    )
    stress_gain: float = parameter(
        0.005, "1/h", "excitation of the stress system by withdrawal", symbol="a", zero=True
    )
    stress_time_constant: float = parameter(
        "14 d", "h", "time constant of the stress system's calming", symbol=r"\tau_S"
    )

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.opponent, Opponent):
            raise ParameterError(
                f"opponent is {self.opponent!r}; it must be an opponent process. "
                "Use OpponentProcess or TwoSpeedOpponent."
            )

    def steady_state(self, withdrawal) -> tuple[float, float]:
        """Return the set point and the stress that lasting withdrawal leads to.

        ``S = a*tau_S*W`` and ``H = -eps*tau_H*(1 + a*tau_S)*W``

        Parameters
        ----------
        withdrawal : float
            ``W``, 0 or more.

        Returns
        -------
        tuple of float
            Set point, stress.
        """
        W = check_number(withdrawal, "withdrawal", zero=True)
        S = self.stress_gain * self.stress_time_constant * W
        return -self.drift_rate * self.set_point_time_constant * (W + S), S

    def in_abstinence(self, times, *, set_point, stress) -> Trajectory:
        """Return how set point and stress come back when there is no more withdrawal.

        ``S = S0*exp(-t/tau_S)`` and
        ``H = H0*exp(-t/tau_H) - eps*S0 * (exp(-t/tau_S) - exp(-t/tau_H)) / (1/tau_H - 1/tau_S)``.
        As long as the stress lasts, the set point may go on falling.

        Parameters
        ----------
        times : array, shape (n,)
            h since the end of withdrawal, 0 or more, increasing.
        set_point, stress : float
            ``H0`` and ``S0`` at 0 h.

        Returns
        -------
        Trajectory
            "set_point" and "stress".

        Examples
        --------
        >>> from pharmlib import OpponentProcess
        >>> body = Allostasis(opponent=OpponentProcess("7 d"))
        >>> months = np.array([0.0, 1, 2, 6]) * 720
        >>> body.in_abstinence(months, set_point=-1.0, stress=0.5)["set_point"].round(2)
        array([-1.  , -0.53, -0.21, -0.  ])
        """
        t = check_times(times, minimum=0.0)
        H0 = check_number(set_point, "set_point", minimum=-math.inf)
        S0 = check_number(stress, "stress", zero=True)
        k_H, k_S = 1 / self.set_point_time_constant, 1 / self.stress_time_constant
        pushed = self.drift_rate * S0 * two_stages(k_H, k_S, t)
        values = {
            "set_point": H0 * np.exp(-k_H * t) - pushed,
            "stress": S0 * np.exp(-k_S * t),
        }
        return Trajectory(t, values, dict.fromkeys(values, ""))

    def respond(self, effect, times) -> Trajectory:
        """Return the response of a body that has not met the drug before.

        The compensation is exact for an effect that is linear between the points of the grid;
        stress and set point are too, as far as withdrawal is, so their error falls with the square
        of the step.

        Parameters
        ----------
        effect : array, shape (n,), float, or callable
            ``E`` on the grid; a function is called with `times`.
        times : array, shape (n,)
            h, increasing.

        Returns
        -------
        Trajectory
            "effect", "compensation", "withdrawal", "stress", "set_point" and "mood".

        Raises
        ------
        ParameterError
            When a shape does not fit, a value is not finite, or the grid does not increase.
        """
        times = check_times(times)
        E = on_grid(effect, times, "effect", minimum=-math.inf)
        C = self.opponent.respond(E, times)["compensation"]
        W = np.maximum(C - E, 0.0)
        tau_S, tau_H = self.stress_time_constant, self.set_point_time_constant
        S = lagged(self.stress_gain * tau_S * W, times, tau_S)
        H = lagged(-self.drift_rate * tau_H * (W + S), times, tau_H)
        values = {"effect": E, "compensation": C, "withdrawal": W, "stress": S, "set_point": H}
        values["mood"] = H + E - C
        return Trajectory(times, values, dict.fromkeys(values, ""))

    def driven(self, effect, *, breakpoints=()) -> Driven:
        """Return this body driven by an effect, as a model that `simulate` can run.

        Parameters
        ----------
        effect : callable or float
            Function of time (h) that returns ``E``, or a constant.
        breakpoints : sequence of float
            Times at which the effect jumps, h; the solver starts anew there.

        Returns
        -------
        Driven
        """
        signal = as_function(effect, "effect", minimum=-math.inf)
        return Driven(self, signal, (0.0,) * len(self.states), tuple(breakpoints))

    @property
    def states(self) -> dict[str, str]:
        """The parts of the compensation, the stress and the set point."""
        return {**self.opponent.states, "stress": "", "set_point": ""}

    def rates(self, effect, state) -> np.ndarray:
        """Return the derivative of each state, 1/h."""
        *C, S, H = state
        W = max(sum(C) - effect, 0.0)
        dS = self.stress_gain * W - S / self.stress_time_constant
        dH = -self.drift_rate * (W + S) - H / self.set_point_time_constant
        return np.array([*self.opponent.rates(effect, C), dS, dH])
