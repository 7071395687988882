"""Rebound, withdrawal and relapse: three answers to the end of a treatment, told apart by time.

Rebound is the treated symptom, worse than before, for hours or days. Withdrawal is new symptoms,
for days or weeks. Relapse is the old symptom at its old level, over weeks or months. The first two
wait for the drug to leave; the third does not.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import scipy

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.checks import ParameterError, check, check_number, check_times
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["ThreeSignatures", "decay_interval"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ThreeSignatures(Parameters):
    """What follows the last dose: rebound, withdrawal and relapse, and their sum.

    With ``k = ln(2)/half_life``::

        rebound(t)    = R0 * exp(-t/tau_r) * (1 - exp(-k*t))
        withdrawal(t) = W0 * k*tau_w/(k*tau_w - 1) * (exp(-t/tau_w) - exp(-k*t))
        relapse(t)    = Y0 * (1 - exp(-h*t))

    The withdrawal is that of an adapted opponent process whose drug effect falls exponentially;
    relapse is the mean over many people, each back at ``Y0`` from some day on. All in points of one
    scale. After a long taper the three overlap, and the end of a placebo is followed by symptoms,
    too: in 17 % of people in trials of antidepressants (henssler2024).

    Parameters
    ----------
    half_life : float
        Of the drug, h; active metabolites count.
    rebound_size, rebound_time : float
        ``R0`` and ``tau_r`` (h).
    withdrawal_size, withdrawal_time : float
        ``W0`` and ``tau_w`` (h).
    relapse_level, relapse_hazard : float
        ``Y0`` and ``h`` (1/h).

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    greenblatt1987, kales1991, henssler2024

    Examples
    --------
    Illustrative sizes, after a hypnotic that leaves within hours:

    >>> stop = ThreeSignatures(
    ...     half_life=2.5,
    ...     rebound_size=60, rebound_time="1 d",
    ...     withdrawal_size=20, withdrawal_time="7 d",
    ...     relapse_level=30, relapse_hazard="0.01 1/d",
    ... )
    >>> [(round(time / 24, 1), name) for time, name in stop.handovers(range(0, 2400))]
    [(0.0, 'rebound'), (1.3, 'withdrawal'), (12.4, 'relapse')]
    """

    half_life: float = parameter(unit="h", meaning="half-life of the drug", symbol=r"t_{1/2}")
    rebound_size: float = parameter(unit="", meaning="size of the rebound", symbol="R_0", zero=True)
    rebound_time: float = parameter(
        unit="h", meaning="time constant of the rebound", symbol=r"\tau_r"
    )
    withdrawal_size: float = parameter(
        unit="", meaning="size of the withdrawal", symbol="W_0", zero=True
    )
    withdrawal_time: float = parameter(
        unit="h", meaning="time constant of the withdrawal", symbol=r"\tau_w"
    )
    relapse_level: float = parameter(
        unit="", meaning="level of the old symptom", symbol="Y_0", zero=True
    )
    relapse_hazard: float = parameter(
        unit="1/h", meaning="hazard of relapse", symbol="h", zero=True
    )

    @property
    def elimination_rate(self) -> float:
        """``k = ln(2) / half_life``, 1/h."""
        return math.log(2) / self.half_life

    def course(self, times) -> Trajectory:
        """Return the three components and their sum.

        Parameters
        ----------
        times : array, shape (n,)
            h since the last dose, 0 or more, increasing.

        Returns
        -------
        Trajectory
            "rebound", "withdrawal", "relapse", "total".

        Raises
        ------
        ParameterError
            When a time is negative, or the grid does not increase.
        """
        t = check_times(times, minimum=0.0)
        k = self.elimination_rate
        body = OpponentProcess(self.withdrawal_time)
        values = {
            "rebound": -self.rebound_size * np.exp(-t / self.rebound_time) * np.expm1(-k * t),
            "withdrawal": body.exponential_taper(self.withdrawal_size, k, t)["net"],
            "relapse": -self.relapse_level * np.expm1(-self.relapse_hazard * t),
        }
        values["total"] = values["rebound"] + values["withdrawal"] + values["relapse"]
        return Trajectory(t, values, dict.fromkeys(values, ""))

    def rebound_peak(self) -> tuple[float, float]:
        """Return when the rebound is worst, h, and how large it is then.

        With ``x = k*tau_r``: ``t = ln(1 + x)/k`` and ``R0 * x/(1 + x) * (1 + x)**(-1/x)``. A drug
        that leaves slowly (small ``x``) has hardly any.

        Examples
        --------
        >>> stop = ThreeSignatures(
        ...     half_life=2.5, rebound_size=60, rebound_time="1 d", withdrawal_size=0,
        ...     withdrawal_time="7 d", relapse_level=0, relapse_hazard=0,
        ... )
        >>> [round(number, 1) for number in stop.rebound_peak()]
        [7.3, 38.4]
        """
        k = self.elimination_rate
        x = k * self.rebound_time
        height = self.rebound_size * x / (1 + x) * math.exp(-math.log1p(x) / x)
        return math.log1p(x) / k, height

    def withdrawal_peak(self) -> tuple[float, float]:
        """Return when the withdrawal is worst, h, and how large it is then.

        With ``x = k*tau_w``: ``t = tau_w * ln(x)/(x - 1)`` and ``W0 * x**(-1/(x - 1))``; at
        ``x = 1`` these are ``tau_w`` and ``W0/e``.

        Examples
        --------
        >>> stop = ThreeSignatures(
        ...     half_life=24, rebound_size=0, rebound_time="1 d", withdrawal_size=1,
        ...     withdrawal_time="7 d", relapse_level=0, relapse_hazard=0,
        ... )
        >>> [round(number, 2) for number in stop.withdrawal_peak()]
        [68.88, 0.66]
        """
        beyond = self.elimination_rate * self.withdrawal_time - 1
        # ln(1 + y)/y, 1 at y = 0
        ratio = math.log1p(beyond) / beyond if beyond else 1.0
        return self.withdrawal_time * ratio, self.withdrawal_size * math.exp(-ratio)

    def handovers(self, times) -> list[tuple[float, str]]:
        """Return from when on which component is the largest.

        Parameters
        ----------
        times : array, shape (n,)
            h since the last dose, 0 or more, increasing; a component that leads for less than one
            step may be missed. Between points the curves are taken as straight.

        Returns
        -------
        list of (float, str)
            Time, h, and name of the component that leads from then on. The first entry is the
            leader of the first step.
        """
        course = self.course(times)
        names = [name for name in course.names if name != "total"]
        curves = np.array([course[name] for name in names])
        leader = np.argmax(curves, axis=0)
        if len(course) > 1 and np.ptp(curves[:, 0]) == 0:
            leader[0] = leader[1]  # all start at 0: the first to rise leads
        found = [(float(course.times[0]), names[leader[0]])]
        for i in np.flatnonzero(np.diff(leader)):
            lead = curves[leader[i + 1], i : i + 2] - curves[leader[i], i : i + 2]
            when = np.interp(0.0, lead, course.times[i : i + 2])
            found.append((float(when), names[leader[i + 1]]))
        return found


def decay_interval(times, values, *, standard_errors, level=0.95):
    """Return the time constant of an exponential decay, and how far the data leave it open.

    ``v = a * exp(-t/tau)`` with any ``a`` is fitted by weighted least squares. The interval holds
    every ``tau`` whose sum of squares exceeds the least by no more than the quantile of chi-squared
    with one degree of freedom. Where a level line fits as well, nothing bounds ``tau`` from above,
    and the upper end is infinite: the trial was too short to measure it.

    Parameters
    ----------
    times : array, shape (n,)
        h, increasing, at least two.
    values, standard_errors : array, shape (n,)
        Measured differences from control, and their standard errors, in one unit.
    level : float
        Of confidence, between 0 and 1.

    Returns
    -------
    tuple of float
        Best, shortest and longest ``tau``, h. A best value of infinity means no decay at all.

    Raises
    ------
    ParameterError
        When shapes do not fit, or an error is not above 0.

    References
    ----------
    reimer2009

    Examples
    --------
    Active minus placebo 2, 3 and 4 weeks after the end of esomeprazole, in points of percent:

    >>> best, shortest, longest = decay_interval(
    ...     [336, 504, 672], [15, 17, 19], standard_errors=[6.4, 6.4, 5.6]
    ... )
    >>> best, round(shortest / 168, 1), longest
    (inf, 2.5, inf)
    """
    times = check_times(times)
    v = np.asarray(check(values, "values", minimum=-math.inf))
    errors = np.asarray(check(standard_errors, "standard_errors"))
    level = check_number(level, "level", below=1.0)
    if times.size < 2 or v.shape != times.shape or np.shape(errors) != times.shape:
        raise ParameterError(
            f"values has shape {v.shape} and standard_errors {errors.shape}; both must be "
            f"{times.shape}, with two times or more. Give one of each for every time."
        )
    w = errors**-2.0
    elapsed = times - times[0]

    def misfit(rate):
        shape = np.exp(-rate * elapsed)
        return float(w @ v**2 - (w @ (v * shape)) ** 2 / (w @ shape**2))

    fastest = 50 / float(elapsed[1])  # by the second point nothing would be left
    rates = np.concatenate([[0.0], np.geomspace(1e-6 / elapsed[-1], fastest, 400)])
    misfits = np.array([misfit(rate) for rate in rates])
    i = int(np.argmin(misfits))
    best, least = float(rates[i]), float(misfits[i])
    if 0 < i < rates.size - 1:
        inside = (float(rates[i - 1]), float(rates[i + 1]))
        refined = scipy.optimize.minimize_scalar(
            misfit, bounds=inside, options={"xatol": 1e-12}, method="bounded"
        )
        if refined.fun < least:
            best, least = float(refined.x), float(refined.fun)
    allowed = least + float(scipy.special.chdtri(1, 1 - level))

    def edge(side):
        """Return the rate at which the misfit leaves the allowed range, going to one side."""
        inner = best
        for rate in side:
            if misfit(rate) > allowed:
                return float(scipy.optimize.brentq(lambda r: misfit(r) - allowed, inner, rate))
            inner = float(rate)
        return None

    fast, slow = edge(rates[rates > best]), edge(rates[rates < best][::-1])
    return (
        1 / best if best > 0 else math.inf,
        1 / fast if fast else 0.0,
        1 / slow if slow else math.inf,
    )
