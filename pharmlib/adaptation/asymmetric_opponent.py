"""Tolerance that comes in a day and goes in weeks: two time constants, one for each direction."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.adaptation.opponents import opponent_course
from pharmlib.checks import check, check_number, check_order, check_times
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["AsymmetricOpponent"]


@dataclasses.dataclass(frozen=True)
class AsymmetricOpponent(Parameters):
    """A compensation that grows with one time constant and decays with another.

    ``dC/dt = (phi * E - C) / tau``, with ``tau = tau_on`` while ``C`` is below ``phi * E`` and
    ``tau = tau_off`` while it is above; the net deviation is ``X = -E + C``. The effect ``E`` is 0
    or more.

    The model is not linear: twice the effect still gives twice the compensation, but the answers
    to two effects do not add up. With equal time constants it is `OpponentProcess`.

    Parameters
    ----------
    onset_time_constant, offset_time_constant : float
        ``tau_on`` and ``tau_off``, h.
    compensated_fraction : float
        ``phi``, from 0 to 1.

    References
    ----------
    ouellet1995

    Examples
    --------
    Illustrative: half a day of exposure, and what is left of the compensation after that, two
    weeks, and a month.

    >>> body = AsymmetricOpponent("8 h", "12 d")
    >>> body.after_exposure(1.0, "12 h", [12, 14 * 24, 30 * 24])["compensation"].round(2)
    array([0.78, 0.25, 0.07])
    """

    onset_time_constant: float = parameter(
        unit="h", meaning="time constant of growing compensation", symbol=r"\tau_\mathrm{on}"
    )
    offset_time_constant: float = parameter(
        unit="h", meaning="time constant of fading compensation", symbol=r"\tau_\mathrm{off}"
    )
    compensated_fraction: float = parameter(
        1.0, meaning="fraction of the effect compensated", symbol=r"\varphi", maximum=1.0, zero=True
    )

    def adapted(self, effect):
        """Return the compensation after endless exposure to an effect: ``phi * E``."""
        return self.compensated_fraction * check(effect, "effect", zero=True)

    def respond(self, effect, times, *, initial=0.0) -> Trajectory:
        """Return the response to an effect known on a grid, exact when it is linear in between.

        Let ``g = phi*E - C`` be what is missing and ``s = phi*dE/dt`` its supply. Over a step,
        ``dg/dt = s - g/tau``, so ``g = s*tau + (g0 - s*tau)*exp(-t/tau)``. It crosses 0 once at
        most, at ``t = tau*ln(1 - g0/(s*tau))``; from there on the other time constant holds.

        Parameters
        ----------
        effect : array, shape (n,), float, or callable
            The effect ``E`` on the grid; one number stays constant; a function is called with
            `times`. A jump needs two points close together.
        times : array, shape (n,)
            h, increasing.
        initial : float
            Compensation at the first time, 0 or more.

        Returns
        -------
        Trajectory
            "effect", "compensation" and "net".

        Raises
        ------
        ParameterError
            When an effect is negative, a shape does not fit, or the grid does not increase.

        Examples
        --------
        >>> AsymmetricOpponent("8 h", "12 d").respond(1.0, [0, 8, 16])["net"].round(3)
        array([-1.   , -0.368, -0.135])
        """
        times = check_times(times)
        effect = on_grid(effect, times, "effect", zero=True)
        goal = self.compensated_fraction * effect
        C = [check_number(initial, "initial", zero=True)]
        steps = zip(np.diff(times).tolist(), goal[:-1].tolist(), goal[1:].tolist(), strict=True)
        for h, before, after in steps:
            C.append(after - self._missing(before - C[-1], (after - before) / h, h))
        return opponent_course(times, effect, {"compensation": np.array(C)})

    def _missing(self, g, s, h):
        """Return what is missing after a step ``h`` in which the supply is ``s``."""
        tau = self._time_constant(g, s)
        if g * s < 0:
            cross = tau * math.log1p(-g / (s * tau))
            if cross < h:
                g, h, tau = 0.0, h - cross, self._time_constant(0.0, s)
        return g * math.exp(-h / tau) - s * tau * math.expm1(-h / tau)

    def _time_constant(self, g, s):
        """Return the time constant that holds; at ``g = 0`` the supply decides."""
        growing = g > 0 or (g == 0 and s > 0)
        return self.onset_time_constant if growing else self.offset_time_constant

    def after_exposure(self, effect, duration, times) -> Trajectory:
        """Return the response to a constant effect that starts at 0 h and stops at once.

        ``C = phi*E*(1 - exp(-t/tau_on))`` during the exposure, which lasts ``T``; afterwards
        ``C = phi*E*(1 - exp(-T/tau_on))*exp(-(t - T)/tau_off)``.

        Parameters
        ----------
        effect : float
            The effect ``E`` during the exposure, 0 or more.
        duration : float
            How long it lasts, ``T``, h.
        times : array, shape (n,)
            h from the start of the exposure, increasing.

        Returns
        -------
        Trajectory
            As from `respond`. At ``t = T`` the effect is gone.
        """
        times = check_times(times)
        E0 = check_number(effect, "effect", zero=True)
        T = check_number(duration, "duration", unit="h")
        grown = -np.expm1(-np.clip(times, 0, T) / self.onset_time_constant)
        left = np.exp(-np.maximum(times - T, 0) / self.offset_time_constant)
        during = np.where((times >= 0) & (times < T), E0, 0.0)
        return opponent_course(times, during, {"compensation": self.adapted(E0) * grown * left})

    def exponential_taper(self, effect, rate, times) -> Trajectory:
        """Return the response of an adapted body to an effect that is tapered exponentially.

        The compensation only ever fades, so this is `OpponentProcess.exponential_taper` with the
        time constant of the offset: how fast tolerance came does not matter on the way down.

        Parameters
        ----------
        effect : float
            The effect before the taper, 0 or more.
        rate : float
            Rate of the taper, 1/h.
        times : array, shape (n,)
            h from the start of the taper, 0 or more, increasing.

        Returns
        -------
        Trajectory
            As from `respond`.
        """
        E0 = check_number(effect, "effect", zero=True)
        fading = OpponentProcess(self.offset_time_constant, self.compensated_fraction)
        return fading.exponential_taper(E0, rate, times)

    def between_doses(self, effect, duration, interval) -> tuple[float, float]:
        """Return the compensation before and after each of very many equal exposures.

        Each gives the effect ``E`` for the time ``d``, one every interval ``T``:
        ``after = phi*E * (1 - a) / (1 - a*b)`` and ``before = b * after``, with
        ``a = exp(-d/tau_on)`` and ``b = exp(-(T - d)/tau_off)``.

        This is where the model is too simple. Doses far apart (``T`` much longer than ``tau_off``)
        are each met as if they were the first, however many there have been. People who take a
        drug now and then do show tolerance; the objection is that the body recognises the drug
        and answers with what it has learned to expect, which no model of this kind can do.

        Parameters
        ----------
        effect : float
            ``E`` during an exposure, 0 or more.
        duration, interval : float
            ``d`` and ``T``, h; the duration is at most the interval.

        Returns
        -------
        tuple of float
            Before and after an exposure.

        Raises
        ------
        ParameterError
            When the duration is longer than the interval, or a value is out of range.

        References
        ----------
        peper2004, peper2009

        Examples
        --------
        Six hours of effect every day, and every fortnight:

        >>> body = AsymmetricOpponent("8 h", "3 d")
        >>> [round(body.between_doses(1.0, 6, every)[0], 2) for every in (24, 14 * 24)]
        [0.65, 0.01]
        """
        E0 = check_number(effect, "effect", zero=True)
        d = check_number(duration, "duration", unit="h")
        T = check_number(interval, "interval", unit="h")
        remedy = "Shorten the duration, or use adapted() for an effect without a pause."
        check_order(d, T, "duration", "interval", unit="h", remedy=remedy)
        a = math.exp(-d / self.onset_time_constant)
        b = math.exp(-(T - d) / self.offset_time_constant)
        after = self.adapted(E0) * (1 - a) / (1 - a * b)
        return b * after, after

    def driven(self, effect, *, initial=0.0, breakpoints=()) -> Driven:
        """Return this process driven by an effect, as a model that `simulate` can run.

        Parameters
        ----------
        effect : callable or float
            Function of time (h) that returns the effect, or a constant.
        initial : float
            Compensation at the start, 0 or more.
        breakpoints : sequence of float
            Times at which the effect jumps, h; the solver starts anew there.

        Returns
        -------
        Driven
        """
        start = check_number(initial, "initial", zero=True)
        return Driven(self, as_function(effect, "effect", zero=True), (start,), tuple(breakpoints))

    @property
    def states(self) -> dict[str, str]:
        """One state, the compensation."""
        return {"compensation": ""}

    def rates(self, effect, state) -> np.ndarray:
        """Return ``dC/dt = (phi * E - C) / tau``, 1/h."""
        g = self.compensated_fraction * effect - state[0]
        return np.array([g / self._time_constant(g, 0.0)])
