"""A clearance that changes while a drug is taken: pregnancy, and the weeks after it.

Pregnancy speeds up the elimination of many drugs, methadone among them. The change takes weeks and
a half-life takes a day, so at any moment the body is close to the steady state of that moment
(`ChangingClearance.at`). The whole course has a closed form too. With ``k(t) = CL(t)/V`` and its
integral ``K(t)``, a bolus at ``s`` leaves ``dose/V * exp(-(K(t) - K(s)))``.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import ParameterError, check, check_number, check_order, check_times
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.parameters import Parameters, parameter

__all__ = ["ChangingClearance", "pregnancy_clearance"]


@dataclasses.dataclass(frozen=True)
class ChangingClearance(Parameters):
    """One volume whose clearance follows straight lines from knot to knot.

    ``dC/dt = -CL(t)/V * C``. Before the first knot and after the last one CL is constant.

    Parameters
    ----------
    knots : tuple of float
        Times, h, increasing, two or more.
    clearances : tuple of float
        The clearance at each of them, L/h.
    volume : float
        L.

    Raises
    ------
    ParameterError
        When knots and clearances do not fit, or a value is out of range.

    Examples
    --------
    The clearance doubles between day 1 and day 3:

    >>> from pharmlib import once
    >>> model = ChangingClearance((24, 72), (2, 4), volume=48)
    >>> model.clearance([0, 48, 100])
    array([2., 3., 4.])
    >>> model.concentration(once(48), [0, 24, 72]).round(3)
    array([1.   , 0.368, 0.018])
    """

    knots: tuple[float, ...]
    clearances: tuple[float, ...]
    _: dataclasses.KW_ONLY
    volume: float = parameter(unit="L", meaning="volume of distribution", symbol="V")

    def __post_init__(self):
        super().__post_init__()
        knots = check_times(self.knots, "knots")
        clearances = np.asarray(check(self.clearances, "clearances", unit="L/h"))
        if knots.size < 2 or clearances.shape != knots.shape:
            raise ParameterError(
                f"clearances has shape {clearances.shape} and knots {knots.shape}; they must have "
                "the same, 2 or more. Give one clearance for each knot."
            )
        object.__setattr__(self, "knots", tuple(knots.tolist()))
        object.__setattr__(self, "clearances", tuple(clearances.tolist()))

    def clearance(self, times):
        """Return the clearance at some times, h: a float or an array, L/h."""
        times = check(times, "times", unit="h", minimum=-np.inf)
        return np.interp(times, self.knots, self.clearances)

    def at(self, time) -> OneCompartment:
        """Return the model that the body is at one time, h, as if nothing changed any more."""
        time = check_number(time, "time", unit="h", minimum=-np.inf)
        return OneCompartment(float(self.clearance(time)), self.volume)

    def concentration(self, regimen: Regimen, times) -> np.ndarray:
        """Return the concentration that doses give.

        ``C(t) = sum over doses of dose/V * exp(-(K(t) - K(time of the dose)))``, added up from one
        dose to the next.

        Parameters
        ----------
        regimen : Regimen
            Boluses; a dose with a duration has no closed form here, but `simulate` runs it.
        times : array, shape (n,)
            h, increasing. At the time of a dose the value is the one just after it.

        Returns
        -------
        array, shape (n,)
            mg/L.

        Raises
        ------
        ParameterError
            When a dose has a duration.
        """
        times = check_times(times)
        for dose in check_regimen(regimen):
            if dose.duration > 0:
                raise ParameterError(
                    f"duration is {dose.duration!r} h; it must be 0 h. "
                    "Run infusions with simulate(model, times, regimen=...)."
                )
        if not len(regimen):
            return np.zeros(times.shape)
        K = self._cleared(regimen.times)
        levels = [regimen.amounts[0] / self.volume]  # just after each dose
        for kept, amount in zip(np.exp(-np.diff(K)), regimen.amounts[1:], strict=True):
            levels.append(kept * levels[-1] + amount / self.volume)
        last = np.searchsorted(regimen.times, times, side="right") - 1
        since = np.maximum(self._cleared(times) - K[last], 0.0)
        return np.where(last >= 0, np.array(levels)[last] * np.exp(-since), 0.0)

    def _cleared(self, times):
        """Return ``K``, the integral of ``CL/V`` from the first knot: exact for straight lines."""
        knots, CL = np.array(self.knots), np.array(self.clearances)
        at_knots = np.concatenate([[0.0], np.cumsum(np.diff(knots) * (CL[1:] + CL[:-1]) / 2)])
        t = np.asarray(times, dtype=float)
        i = np.clip(np.searchsorted(knots, t, side="right") - 1, 0, knots.size - 1)
        return (at_knots[i] + (t - knots[i]) * (CL[i] + np.interp(t, knots, CL)) / 2) / self.volume

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """The knots, for `simulate`."""
        return self.knots

    @property
    def states(self) -> dict[str, str]:
        """One concentration, mg/L."""
        return {"concentration": "mg/L"}

    @property
    def dose_state(self) -> str:
        """The concentration."""
        return "concentration"

    @property
    def dose_scale(self) -> float:
        """``1/volume``."""
        return 1 / self.volume

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: zero."""
        return np.zeros(1)

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return ``dC/dt``, mg/L/h."""
        return -np.interp(time, self.knots, self.clearances) / self.volume * state


def pregnancy_clearance(
    early, late, *, early_time="10 wk", late_time="34 wk", birth="40 wk", recovery="6 wk", volume
) -> ChangingClearance:
    """Return the course of a clearance over pregnancy and the weeks after birth.

    From `early` it rises on a straight line to `late`, stays there until birth, and comes back to
    `early` within the time of recovery. The shape between the measured points is illustrative.

    Parameters
    ----------
    early, late : float or str
        Clearance in the first and in the third trimester, L/h.
    early_time, late_time : float or str
        When these were measured, h after the start of pregnancy.
    birth, recovery : float or str
        When the child is born, and how long the return takes, h.
    volume : float or str
        Volume of distribution, L.

    Returns
    -------
    ChangingClearance

    Raises
    ------
    ParameterError
        When the times are not in order.

    References
    ----------
    wolff2005

    Examples
    --------
    Methadone for each kg of body weight; 4 L/kg is illustrative. The trough of a daily dose:

    >>> course = pregnancy_clearance(0.17, 0.21, volume=4)
    >>> troughs = [
    ...     course.at(week).steady_state(1, 24)["concentration"][-1] for week in ("10 wk", "36 wk")
    ... ]
    >>> round(float(troughs[1] / troughs[0]), 2)
    0.7
    """
    early = check(early, "early", unit="L/h")
    late = check(late, "late", unit="L/h")
    times = {
        "early_time": check(early_time, "early_time", unit="h", zero=True),
        "late_time": check(late_time, "late_time", unit="h"),
        "birth": check(birth, "birth", unit="h"),
    }
    for before, after in (("early_time", "late_time"), ("late_time", "birth")):
        check_order(
            times[before], times[after], before, after, unit="h", strict=True, remedy="Exchange."
        )
    back = times["birth"] + check(recovery, "recovery", unit="h")
    return ChangingClearance((*times.values(), back), (early, late, late, early), volume=volume)
