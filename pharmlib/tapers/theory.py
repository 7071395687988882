"""What an ideal taper does to an adapted body, and the schedule that keeps withdrawal even.

Both follow from the opponent process of one speed with full compensation: an exponential taper has
a worst moment, known exactly, and one schedule has none.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check, check_order, float_or_array
from pharmlib.parameters import Parameters, parameter

__all__ = ["constant_discomfort", "peak_time", "peak_withdrawal"]


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
    return float_or_array(np.where(abrupt, 1.0, height))


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
    x = check(taper_speed, "taper_speed")
    tau = check(time_constant, "time_constant", unit="h")
    return float_or_array(tau * _log_ratio(x))


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
        remedy = "Accept less: at this level the drug can be stopped at once."
        check_order(
            self.withdrawal, self.effect, "withdrawal", "effect", strict=True, remedy=remedy
        )

    @property
    def duration(self):
        """When the effect reaches 0, ``T = tau * (E0/w - 1)``, h."""
        return self.time_constant * (self.effect / self.withdrawal - 1)

    def effect_at(self, times):
        """Return the effect at some times (h): ``E0`` before 0 h, and 0 from the end on."""
        t = check(times, "times", unit="h", minimum=-math.inf)
        E0, w, tau = self.effect, self.withdrawal, self.time_constant
        falling = np.maximum(E0 - w - (w / tau) * t, 0.0)
        return float_or_array(np.where(np.less(t, 0), E0, falling))


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
