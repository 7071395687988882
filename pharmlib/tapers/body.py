"""A body that is adapted to a drug, and what a taper does to it.

The daily dose gives an effect along a hyperbola; an opponent process follows the effect. When the
drug leaves quickly, the effect follows the dose at once and everything is exact. When it leaves
slowly, each dose raises a level that decays with the half-life, and the effect follows the level.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.lag import follow
from pharmlib.adaptation.opponents import Opponent
from pharmlib.checks import ParameterError, check_count, check_number
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.hyperbola import dose_occupancy
from pharmlib.tapers.taper import ROUNDING, Taper
from pharmlib.trajectory import Trajectory
from pharmlib.units import DAY

__all__ = ["AdaptedBody"]


@dataclasses.dataclass(frozen=True, eq=False)
class Cells:
    """A taper cut into short stretches of time, with the state at both ends of each.

    Within a cell the effect only falls, or stays. From one cell to the next it may jump: at a dose.

    Parameters
    ----------
    edges : array, shape (n + 1,)
        Where the cells begin and end, h.
    effect_left, effect_right : array, shape (n,)
        Effect just after the begin of each cell, and just before its end.
    parts : dict of str to array, shape (n + 1,)
        Compensation at the edges; it does not jump.

    Examples
    --------
    >>> from pharmlib import OpponentProcess
    >>> body = AdaptedBody(OpponentProcess("7 d"), maximum=0.8, half_dose="5 mg")
    >>> cells = body.cells(Taper([0, 24], [5, 0]), until="2 d", step="12 h")
    >>> cells.effect_left.tolist(), cells.edges.tolist()
    ([0.4, 0.4, 0.0, 0.0], [0.0, 12.0, 24.0, 36.0, 48.0])
    """

    edges: np.ndarray
    effect_left: np.ndarray
    effect_right: np.ndarray
    parts: dict[str, np.ndarray]


@dataclasses.dataclass(frozen=True)
class AdaptedBody(Parameters):
    """Dose, effect and adaptation: ``E = maximum * D / (D50 + D)``, followed by an opponent.

    Withdrawal is the net deviation of the opponent process, ``W = C - E``. With a half-life, the
    level ``x`` stands in place of ``D``: ``dx/dt = -k*x`` with ``k = ln(2)/half_life``, and a dose
    of ``d`` mg raises it by ``24 h * k * d``, so that its mean at steady state is the daily dose.

    Parameters
    ----------
    opponent : Opponent
        How the body adapts: `OpponentProcess` or `TwoSpeedOpponent`.
    maximum : float
        Plateau of the effect, such as that of an occupancy curve.
    half_dose : float or str
        Daily dose ``D50`` with half of that effect, mg.
    half_life : float or str
        Of the drug, h; 0 lets the effect follow the daily dose at once.

    Examples
    --------
    Citalopram (occupancy: sorensen2022), stopped at once; the time constant is illustrative:

    >>> from pharmlib import OpponentProcess
    >>> body = AdaptedBody(OpponentProcess("14 d"), maximum=0.8398, half_dose="2.33 mg")
    >>> stop = Taper([0], [0])
    >>> round(body.course(stop, start="20 mg", until="28 d").maximum("net")[1], 3)
    0.752
    >>> slow = body.replace(half_life="35 h")
    >>> when, height = slow.course(stop, start="20 mg", until="28 d").maximum("net")
    >>> round(when / 24, 1), round(height, 2)
    (8.7, 0.49)
    """

    opponent: Opponent
    _: dataclasses.KW_ONLY
    maximum: float = parameter(meaning="plateau of the effect", symbol=r"E_{\max}", maximum=1.1)
    half_dose: float = parameter(
        unit="mg", meaning="daily dose with half of the effect", symbol="D_{50}"
    )
    half_life: float = parameter(
        0.0, "h", "half-life of the drug, 0 if fast", symbol="t_{1/2}", zero=True
    )

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.opponent, Opponent):
            raise ParameterError(
                f"opponent is {self.opponent!r}; it must be an opponent process. "
                "Start from OpponentProcess or TwoSpeedOpponent."
            )

    @property
    def elimination_rate(self) -> float:
        """``ln(2) / half_life``, 1/h; infinite when the effect follows the dose at once."""
        return math.log(2) / self.half_life if self.half_life else math.inf

    @property
    def compensated_fraction(self) -> float:
        """The part of a lasting effect that is compensated in the end, over all parts."""
        return sum(phi for _, phi in self.opponent.parts.values())

    def effect(self, dose):
        """Return the effect of a daily dose (mg), or of a level."""
        return dose_occupancy(dose, maximum=self.maximum, half_dose=self.half_dose)

    def adapted(self, dose) -> np.ndarray:
        """Return the compensation of each part after endless use of a daily dose (mg)."""
        return np.array([phi * self.effect(dose) for _, phi in self.opponent.parts.values()])

    def course(self, taper: Taper, *, start=None, until=None, doses_per_day=1, step="1 h"):
        """Return what a taper does to this body, adapted before to a steady dose.

        Parameters
        ----------
        taper : Taper
            The daily doses.
        start : float or str, optional
            Daily dose before the taper, mg; its first dose by default.
        until : float or str, optional
            End of the grid, h; by default a day after the last step, and as much later as the drug
            takes to leave.
        doses_per_day : int
            In how many equal parts each daily dose is taken; it matters with a half-life only.
        step : float or str
            Of the grid, h. With a half-life the effect is taken as linear between its points.

        Returns
        -------
        Trajectory
            "dose" (mg), "effect", "compensation", "net", and each part when there are several.
            At a dose, or a change of dose, the value is the one just after it.

        Raises
        ------
        ParameterError
            When a value is out of range.
        """
        cells = self.cells(taper, start=start, until=until, doses_per_day=doses_per_day, step=step)
        effect = np.append(cells.effect_left, cells.effect_right[-1])
        compensation = np.sum(list(cells.parts.values()), axis=0)
        values = {
            "dose": taper.dose_at(cells.edges),
            "effect": effect,
            "compensation": compensation,
            "net": compensation - effect,
            **cells.parts,
        }
        return Trajectory(cells.edges, values, dict.fromkeys(values, "") | {"dose": "mg"})

    def cells(self, taper: Taper, *, start=None, until=None, doses_per_day=1, step="1 h") -> Cells:
        """Return the same in cells, with both sides of every jump; arguments as for `course`."""
        begin, last = float(taper.times[0]), float(taper.times[-1])
        before = taper.daily_doses[0] if start is None else start
        before = check_number(before, "start", unit="mg", zero=True)
        if until is None:  # the level a thousandth of D50, or what still rises nearly risen
            until = last + DAY
            highest = max(before, float(taper.daily_doses.max()))
            until += self.half_life * math.log2(1 + 1000 * highest / self.half_dose)
            if taper.daily_doses[-1] > 0:
                until += 7 * min(tau for tau, _ in self.opponent.parts.values())
        until = check_number(until, "until", unit="h", minimum=begin)
        parts = check_count(doses_per_day, "doses_per_day")
        h = check_number(step, "step", unit="h")
        grid = np.append(np.arange(begin, until, h), until)
        if not self.half_life:
            edges = _merge(grid, taper.times[taper.times < until])
            left = right = self.effect(np.asarray(taper.dose_at(edges[:-1])))
            initial = self.adapted(before)
        else:
            apart = DAY / parts
            times = begin + apart * np.arange(math.ceil((until - begin) / apart - ROUNDING))
            rise = DAY * self.elimination_rate / parts
            amounts = rise * np.asarray(taper.dose_at(times + ROUNDING))
            kept = math.exp(-self.elimination_rate * apart)
            peak = rise * before / (1 - kept)  # at steady state, just after a dose
            levels = _levels(amounts, peak * kept, kept)
            edges = _merge(grid, times)
            left, right = self._effects(edges, times, levels)
            initial = self._adapted_to_pulses(peak, apart, h)
        widths = np.diff(edges)
        compensation = {
            name: follow(phi * left, phi * right, widths / tau, float(C0))
            for (name, (tau, phi)), C0 in zip(self.opponent.parts.items(), initial, strict=True)
        }
        return Cells(edges, left, right, compensation)

    def _effects(self, edges, times, levels):
        """Return the effect at both ends of each cell, from the level just after each dose."""
        k = self.elimination_rate
        dose = np.searchsorted(times, edges[:-1], side="right") - 1
        left = levels[dose] * np.exp(-k * (edges[:-1] - times[dose]))
        right = levels[dose] * np.exp(-k * (edges[1:] - times[dose]))
        return self.effect(left), self.effect(right)

    def _adapted_to_pulses(self, peak, apart, step):
        """Return the compensation of each part that comes back after every interval of dosing."""
        edges = np.linspace(0.0, apart, max(2, math.ceil(apart / step) + 1))
        left, right = self._effects(edges, np.array([0.0]), np.array([peak]))
        gained = [
            follow(phi * left, phi * right, np.diff(edges) / tau, 0.0)[-1]
            / -math.expm1(-apart / tau)
            for tau, phi in self.opponent.parts.values()
        ]
        return np.array(gained)


def _merge(grid, times):
    """Return the times and, between them, the grid; a time replaces what is a rounding away."""
    next_time = np.append(times, np.inf)[np.searchsorted(times, grid - ROUNDING)]
    return np.union1d(times, grid[next_time > grid + ROUNDING])


def _levels(amounts, before, kept):
    """Return the level just after each dose: ``x = kept * x + amount``."""
    levels, x = [], before
    for amount in amounts.tolist():
        levels.append(x + amount)
        x = kept * levels[-1]
    return np.array(levels)
