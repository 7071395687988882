"""The body's answer to a drug: an opposing process that grows slowly and leaves slowly.

The drug's effect ``E`` pushes; a compensation ``C`` pushes back and lags behind. What is left is
the net deviation from the set point, ``X = -E + C``: below 0 while the drug leads, above 0,
withdrawal, when the drug is gone and the compensation is not. All three are dimensionless.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
from scipy.special import exprel

from pharmlib.parameters import ParameterError, Parameters, check, check_times, parameter
from pharmlib.trajectory import Trajectory

__all__ = [
    "ConstantDiscomfort",
    "DrivenOpponent",
    "OpponentProcess",
    "TwoSpeedOpponent",
    "constant_discomfort",
    "peak_time",
    "peak_withdrawal",
]


class _Opponent(Parameters):
    """What opponent processes of one speed and of several have in common.

    Each part is ``dC_i/dt = (phi_i * E - C_i) / tau_i``, linear and independent of the others, so
    every result is a sum over parts.
    """

    @property
    def _parts(self) -> dict[str, tuple[float, float]]:
        """Name of each part: (time constant in h, fraction compensated)."""
        raise NotImplementedError

    def adapted(self, effect):
        """Return the compensation after endless exposure to an effect: ``phi * E``."""
        effect = check(effect, "effect", minimum=-math.inf)
        return effect * sum(phi for tau, phi in self._parts.values())

    def respond(self, effect, times, *, initial=0.0):
        """Return the response to an effect known on a grid, exact when it is linear in between.

        Over a step ``h``, with ``d = exp(-h/tau)`` and ``w = 1 - (1 - d) * tau/h``,
        ``C(t + h) = d * C(t) + phi * ((1 - d - w) * E(t) + w * E(t + h))``.

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
        >>> body = OpponentProcess("7 d")
        >>> course = body.respond(1.0, [0, 168, 336])  # a constant effect, met by 63 %, 86 % ...
        >>> course["compensation"].round(2).tolist()
        [0.0, 0.63, 0.86]
        """
        times = check_times(times)
        effect = effect(times) if callable(effect) else effect
        effect = _on_grid(check(effect, "effect", minimum=-math.inf), times)
        steps = np.diff(times)
        parts = {}
        for (name, (tau, phi)), start in zip(
            self._parts.items(), self._share(initial), strict=True
        ):
            d = np.exp(-steps / tau)
            lost = -np.expm1(-steps / tau)  # 1 - d
            w = 1 - lost * tau / steps
            gain = phi * ((lost - w) * effect[:-1] + w * effect[1:])
            C = np.empty_like(times)
            C[0] = start
            for i in range(steps.size):
                C[i + 1] = d[i] * C[i] + gain[i]
            parts[name] = C
        return _trajectory(times, effect, parts)

    def after_exposure(self, effect, duration, times):
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
        E0 = _one(check(effect, "effect", minimum=-math.inf), "effect")
        T = _one(check(duration, "duration", unit="h"), "duration")
        on, since = np.clip(times, 0, T), np.maximum(times - T, 0)
        parts = {
            name: -phi * E0 * np.expm1(-on / tau) * np.exp(-since / tau)
            for name, (tau, phi) in self._parts.items()
        }
        return _trajectory(times, np.where((times >= 0) & (times < T), E0, 0.0), parts)

    def exponential_taper(self, effect, rate, times):
        """Return the response of an adapted body to an effect that is tapered exponentially.

        ``E = E0 * exp(-k*t)`` from 0 h on, and from ``C(0) = phi * E0``
        ``C = phi * E0 * (exp(-t/tau) + (exp(-k*t) - exp(-t/tau)) / (1 - k*tau))``.

        Parameters
        ----------
        effect : float
            The effect ``E0`` before the taper.
        rate : float
            Rate of the taper ``k``, 1/h; "10 % of the current dose a month" is ``-ln(0.9)/720``.
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
        >>> body = OpponentProcess("7 d")
        >>> course = body.exponential_taper(1.0, 1 / 168, [0, 168, 336])
        >>> course["net"].round(3).tolist()  # at its worst, 1/e, after one time constant
        [0.0, 0.368, 0.271]
        """
        times = check_times(times)
        check(times, "times", unit="h", zero=True)
        E0 = _one(check(effect, "effect", minimum=-math.inf), "effect")
        k = _one(check(rate, "rate", unit="1/h"), "rate")
        parts = {}
        for name, (tau, phi) in self._parts.items():
            # (exp(-k t) - exp(-t/tau)) / (1 - k tau), in a form that is smooth at k tau = 1
            slow, apart = min(k, 1 / tau), abs(k - 1 / tau)
            gained = times / tau * np.exp(-slow * times) * exprel(-apart * times)
            parts[name] = phi * E0 * (np.exp(-times / tau) + gained)
        return _trajectory(times, E0 * np.exp(-k * times), parts)

    def driven(self, effect, *, initial=0.0, breakpoints=()):
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
        DrivenOpponent

        Examples
        --------
        >>> from pharmlib.simulate import simulate
        >>> run = simulate(OpponentProcess("7 d").driven(1.0), [0, 168])
        >>> run["compensation"].round(3).tolist()
        [0.0, 0.632]
        """
        return DrivenOpponent(
            process=self,
            effect=effect if callable(effect) else _constant(effect),
            initial=tuple(self._share(initial)),
            breakpoints=tuple(breakpoints),
        )

    def _share(self, initial):
        """Return the initial compensation of each part."""
        initial = check(initial, "initial", minimum=-math.inf)
        phis = np.array([phi for tau, phi in self._parts.values()])
        if np.ndim(initial) == 0:
            total = phis.sum()
            shares = phis / total if total > 0 else np.full(phis.size, 1 / phis.size)
            return initial * shares
        if np.shape(initial) != phis.shape:
            raise ParameterError(
                f"initial has shape {np.shape(initial)}; it must be one number, or "
                f"{phis.size} in the order {', '.join(self._parts)}. Give the total to share it."
            )
        return initial


@dataclasses.dataclass(frozen=True)
class OpponentProcess(_Opponent):
    """A compensation that follows the effect with one time constant.

    ``dC/dt = (phi * E - C) / tau`` and ``X = -E + C``

    Parameters
    ----------
    time_constant : float
        ``tau``, h: the time in which 63 % of the way is gone.
    compensated_fraction : float
        ``phi``, from 0 to 1: the part of a lasting effect that is compensated in the end.

    References
    ----------
    solomon1974

    Examples
    --------
    Two weeks of exposure with an adaptation time of one week, then nothing:

    >>> body = OpponentProcess("7 d")
    >>> hours = np.linspace(0, 60 * 24, 1441)
    >>> course = body.after_exposure(1.0, "14 d", hours)
    >>> when, height = course.maximum("net")
    >>> when / 24, round(height, 3)
    (14.0, 0.865)
    """

    time_constant: float = parameter(
        unit="h", meaning="time constant of the adaptation", symbol=r"\tau"
    )
    compensated_fraction: float = parameter(
        1.0, meaning="fraction of the effect compensated", symbol=r"\varphi", maximum=1.0, zero=True
    )

    @property
    def _parts(self):
        return {"compensation": (self.time_constant, self.compensated_fraction)}


@dataclasses.dataclass(frozen=True, kw_only=True)
class TwoSpeedOpponent(_Opponent):
    """A compensation with a fast part and a slow part.

    ``C = C_f + C_s`` with ``dC_i/dt = (phi_i * E - C_i) / tau_i`` for each.

    Parameters
    ----------
    fast_time_constant, slow_time_constant : float
        ``tau_f`` and ``tau_s``, h; the slow one is the longer.
    fast_fraction, slow_fraction : float
        ``phi_f`` and ``phi_s``, from 0 to 1, together at most 1.

    Raises
    ------
    ParameterError
        When the time constants are in the wrong order, or the fractions exceed 1 together.

    References
    ----------
    solomon1980

    Examples
    --------
    >>> body = TwoSpeedOpponent(
    ...     fast_time_constant="12 h",
    ...     slow_time_constant="30 d",
    ...     fast_fraction=0.6,
    ...     slow_fraction=0.4,
    ... )
    >>> course = body.after_exposure(1.0, "60 d", np.array([60, 67, 90]) * 24)
    >>> [round(float(x), 2) for x in course["net"]]  # a storm, then a long swell
    [0.95, 0.27, 0.13]
    """

    fast_time_constant: float = parameter(
        unit="h", meaning="time constant of the fast adaptation", symbol=r"\tau_f"
    )
    slow_time_constant: float = parameter(
        unit="h", meaning="time constant of the slow adaptation", symbol=r"\tau_s"
    )
    fast_fraction: float = parameter(
        meaning="fraction compensated fast", symbol=r"\varphi_f", maximum=1.0, zero=True
    )
    slow_fraction: float = parameter(
        meaning="fraction compensated slowly", symbol=r"\varphi_s", maximum=1.0, zero=True
    )

    def __post_init__(self):
        super().__post_init__()
        if not self.fast_time_constant < self.slow_time_constant:
            raise ParameterError(
                f"fast_time_constant is {self.fast_time_constant!r} h; it must be below "
                f"slow_time_constant, {self.slow_time_constant!r} h. Exchange the two."
            )
        together = self.fast_fraction + self.slow_fraction
        if together > 1 + 1e-12:  # 0.7 + 0.3 need not be 1 in binary
            raise ParameterError(
                f"fast_fraction + slow_fraction is {together!r}; it must be at most 1. "
                "Lower one of them: more than the whole effect cannot be compensated."
            )

    @property
    def _parts(self):
        return {
            "fast_compensation": (self.fast_time_constant, self.fast_fraction),
            "slow_compensation": (self.slow_time_constant, self.slow_fraction),
        }


@dataclasses.dataclass(frozen=True)
class DrivenOpponent:
    """An opponent process and the effect that drives it: a model for `simulate`.

    Made by the ``driven`` method of `OpponentProcess` and `TwoSpeedOpponent`.

    Examples
    --------
    >>> model = OpponentProcess("7 d").driven(lambda t: np.exp(-t / 24), initial=1.0)
    >>> model.states, model.initial_state()
    ({'compensation': ''}, array([1.]))
    """

    process: _Opponent
    effect: Callable[[float], float]
    initial: tuple[float, ...]
    breakpoints: tuple[float, ...] = ()

    @property
    def states(self):
        """Name and unit of each state."""
        return dict.fromkeys(self.process._parts, "")

    @property
    def dose_state(self):
        """None: the effect drives this model, doses do not."""
        return None

    @property
    def dose_scale(self):
        """0: see `dose_state`."""
        return 0.0

    def initial_state(self):
        """Return the compensation of each part at the start."""
        return np.array(self.initial, dtype=float)

    def rate_of_change(self, time, state):
        """Return ``dC/dt = (phi * E(t) - C) / tau`` of each part, 1/h."""
        E = self.effect(time)
        parts = zip(self.process._parts.values(), state, strict=True)
        return np.array([(phi * E - C) / tau for (tau, phi), C in parts])


def peak_withdrawal(taper_speed):
    """Return the worst withdrawal of an exponential taper, as a fraction of the effect before it.

    ``W*/E0 = x**(1/(1 - x))``, with ``x`` the rate of the taper times the time constant of the
    adaptation, full compensation, and a body adapted at the start. At ``x = 1`` it is ``1/e``;
    an abrupt stop is the limit of infinite ``x``, 1.

    Parameters
    ----------
    taper_speed : float or array
        ``x = rate * time_constant``, 0 or more; ``numpy.inf`` is an abrupt stop.

    Returns
    -------
    float or array
        Peak height, from 0 to 1.

    Raises
    ------
    ParameterError
        When ``x`` is negative or not a number.

    References
    ----------
    gradu2023

    Examples
    --------
    >>> [round(peak_withdrawal(x), 3) for x in (0.1, 1.0, 10.0, np.inf)]
    [0.077, 0.368, 0.774, 1.0]
    """
    given = np.asarray(taper_speed)
    abrupt = given == np.inf
    x = np.asarray(check(np.where(abrupt, 1.0, given), "taper_speed", zero=True))
    with np.errstate(divide="ignore"):
        height = np.exp(-_log_ratio(x))  # x**(1/(1-x)) = exp(-ln(x)/(x-1))
    height = np.where(abrupt, 1.0, height)
    return float(height) if height.ndim == 0 else height


def peak_time(taper_speed, *, time_constant=1.0):
    """Return when withdrawal is worst during an exponential taper.

    ``t* = tau * ln(x) / (x - 1)``; at ``x = 1`` it is ``tau``.

    Parameters
    ----------
    taper_speed : float or array
        ``x = rate * time_constant``, above 0.
    time_constant : float
        Time constant of the adaptation ``tau``, h; 1 leaves the result in time constants.

    Returns
    -------
    float or array
        Time from the start of the taper, h.

    Raises
    ------
    ParameterError
        When a value is not above 0.

    Examples
    --------
    >>> peak_time(1.0, time_constant="7 d") / 24
    7.0
    """
    x = np.asarray(check(taper_speed, "taper_speed"))
    time = check(time_constant, "time_constant", unit="h") * _log_ratio(x)
    return float(time) if np.ndim(time) == 0 else time


@dataclasses.dataclass(frozen=True)
class ConstantDiscomfort(Parameters):
    """The schedule that keeps withdrawal at one level until the drug is gone.

    Full compensation and ``C - E = w`` give ``dC/dt = -w/tau``: a step of size ``w``, then a
    straight line, ``E = E0 - w - (w/tau) * t``, which ends at ``T = tau * (E0/w - 1)``.

    Parameters
    ----------
    effect : float
        The effect ``E0`` before, to which the body is adapted.
    withdrawal : float
        The level ``w`` accepted, below `effect`.
    time_constant : float
        Time constant of the adaptation ``tau``, h.

    Raises
    ------
    ParameterError
        When the level accepted is not below the effect: then no schedule is needed.

    Examples
    --------
    >>> ConstantDiscomfort(1.0, 0.1, "14 d").duration / 24
    126.0
    """

    effect: float = parameter(meaning="effect before the taper", symbol="E_0")
    withdrawal: float = parameter(meaning="withdrawal accepted", symbol="w")
    time_constant: float = parameter(
        unit="h", meaning="time constant of the adaptation", symbol=r"\tau"
    )

    def __post_init__(self):
        super().__post_init__()
        if not self.withdrawal < self.effect:
            raise ParameterError(
                f"withdrawal is {self.withdrawal!r}; it must be below effect, {self.effect!r}. "
                "Accept less: at this level the drug can be stopped at once."
            )

    @property
    def duration(self):
        """When the effect reaches 0, ``T = tau * (E0/w - 1)``, h."""
        return self.time_constant * (self.effect / self.withdrawal - 1)

    def effect_at(self, times):
        """Return the effect at some times (h): ``E0`` before 0 h, and 0 from the end on."""
        t = check(times, "times", unit="h", minimum=-math.inf)
        E0, w, tau = self.effect, self.withdrawal, self.time_constant
        E = np.where(np.asarray(t) < 0, E0, np.maximum(E0 - w - (w / tau) * t, 0.0))
        return float(E) if E.ndim == 0 else E


def constant_discomfort(effect, withdrawal, time_constant):
    """Return the schedule of effects that keeps withdrawal at one level; see `ConstantDiscomfort`.

    Parameters
    ----------
    effect, withdrawal : float
        The effect before, and the level of withdrawal accepted.
    time_constant : float
        Time constant of the adaptation, h.

    Returns
    -------
    ConstantDiscomfort
        Its ``duration`` is the total time, its ``effect_at(times)`` the schedule.

    Raises
    ------
    ParameterError
        When the level is not below the effect, or a value is not above 0.

    Examples
    --------
    >>> schedule = constant_discomfort(1.0, 0.2, "14 d")
    >>> schedule.duration / 24, schedule.effect_at("28 d")
    (56.0, 0.4)
    """
    return ConstantDiscomfort(effect, withdrawal, time_constant)


def _log_ratio(x):
    """Return ``ln(x) / (x - 1)``, which is 1 at ``x = 1``."""
    y = np.asarray(x) - 1
    safe = np.where(y == 0, 1.0, y)
    with np.errstate(divide="ignore"):
        return np.where(y == 0, 1.0, np.log1p(safe) / safe)


def _constant(effect):
    """Return a function of time that is always the same."""
    value = _one(check(effect, "effect", minimum=-math.inf), "effect")
    return lambda time: value


def _one(value, name):
    """Return a checked value that must be a single number."""
    if np.ndim(value):
        raise ParameterError(
            f"{name} has shape {np.shape(value)}; it must be a single number. "
            "Use respond() for values that change with time."
        )
    return value


def _on_grid(effect, times):
    """Return an effect as an array on the grid."""
    if np.ndim(effect) and np.shape(effect) != times.shape:
        raise ParameterError(
            f"effect has shape {np.shape(effect)}; it must be {times.shape}, one value for each "
            "time, or a single number. Compute it on the same grid."
        )
    return np.broadcast_to(np.asarray(effect, dtype=float), times.shape)


def _trajectory(times, effect, parts):
    """Return the trajectory of an effect and the compensation of each part."""
    compensation = np.sum(list(parts.values()), axis=0)
    values = {"effect": effect, "compensation": compensation, "net": compensation - effect}
    values |= parts
    return Trajectory(times, values, dict.fromkeys(values, ""))
