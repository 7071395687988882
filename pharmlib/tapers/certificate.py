"""A proof on a fine grid that a taper keeps its bound on withdrawal, also between the grid points.

Within a cell of the grid the effect ``E`` only falls, or stays, from ``E_left`` to ``E_right``.
Each part of the compensation moves towards ``phi_i * E <= phi_i * E_left``, so it stays below

    top_i = max(C_i, phi_i*E_left + (C_i - phi_i*E_left) * exp(-h/tau_i)),   C_i at the left end,

and the withdrawal in the cell below ``sum of top_i - E_right``. Nothing is assumed of the shape of
the curve in between. After the last cell, the same holds with ``h`` infinite. When the effect is
constant in a cell and all parts fall, this ceiling is the value at the left end itself.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import ParameterError, check_number
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.taper import ROUNDING, Taper

__all__ = ["BoundExceededError", "Certificate", "certify"]

# Largest |u*(1 - u)| / (1 + u)**3 over u > 0, at u = 2 +- sqrt(3): the curvature of a hyperbola
# whose argument decays exponentially, in units of the rate squared and the plateau.
_CURVATURE = 1 / (6 * math.sqrt(3))


class BoundExceededError(ValueError):
    """A taper does not keep its bound, or the grid is too coarse to prove that it does."""


@dataclasses.dataclass(frozen=True)
class Certificate:
    """What `certify` has proved.

    Parameters
    ----------
    bound : float
        The bound on withdrawal that was asked for.
    largest : float
        The largest withdrawal on the grid.
    time : float
        When, h.
    ceiling : float
        Withdrawal is proved to stay at or below this, at all times; it is at most `bound`.
    cells : int
        How many stretches of time were looked at.

    Examples
    --------
    >>> Certificate(bound=0.2, largest=0.19, time=24.0, ceiling=0.191, cells=100).margin
    0.009
    """

    bound: float
    largest: float
    time: float
    ceiling: float
    cells: int

    @property
    def margin(self) -> float:
        """What is left between ceiling and bound, rounded to 12 digits."""
        return round(self.bound - self.ceiling, 12)


def certify(body: AdaptedBody, taper: Taper, bound, *, start=None, doses_per_day=1, step="1 h"):
    """Prove that a taper keeps withdrawal at or below a bound, for all times.

    The proof is the one at the top of this module. With a half-life, the compensation itself is
    computed with the effect taken as linear in each cell; the error of that, at most
    ``h**2/8 * k**2 * maximum / (6*sqrt(3))``, is added to the ceiling.

    Parameters
    ----------
    body : AdaptedBody
        Its half-life counts, if it has one.
    taper : Taper
        With a half-life, the last dose must be 0.
    bound : float
        Largest withdrawal allowed, in units of the effect.
    start : float or str, optional
        Daily dose before the taper, mg; its first dose by default.
    doses_per_day : int
        In how many equal parts each daily dose is taken.
    step : float or str
        Of the grid, h; a finer grid proves a tighter ceiling.

    Returns
    -------
    Certificate

    Raises
    ------
    BoundExceededError
        When the bound is exceeded, or cannot be proved to hold on this grid.
    ParameterError
        When a value is out of range, or a drug with a half-life is never stopped.

    Examples
    --------
    >>> from pharmlib import OpponentProcess, linear
    >>> body = AdaptedBody(OpponentProcess("14 d"), maximum=0.8398, half_dose="2.33 mg")
    >>> taper = linear("20 mg", steps=8, interval="2 wk")
    >>> proof = certify(body, taper, 0.5)
    >>> round(proof.largest, 3), proof.time / 168
    (0.497, 16.0)
    >>> certify(body, taper, 0.3)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.tapers.certificate.BoundExceededError: withdrawal is 0.497... at 2688 h; ...
    """
    w = check_number(bound, "bound")
    if body.half_life and taper.daily_doses[-1] > 0:
        raise ParameterError(
            f"taper ends with {float(taper.daily_doses[-1])!r} mg; with a half-life it must end "
            "with 0 mg. Add the last step, or set half_life to 0."
        )
    cells = body.cells(taper, start=start, doses_per_day=doses_per_day, step=step)
    E_left, E_right = cells.effect_left, cells.effect_right
    h = np.append(np.diff(cells.edges), np.inf)  # the last one: all later times
    E_max = np.append(E_left, E_right[-1])
    E_min = np.append(E_right, 0.0 if body.half_life else E_right[-1])
    top, total = np.zeros(h.size), np.zeros(h.size)
    for (tau, phi), C in zip(body.opponent.parts.values(), cells.parts.values(), strict=True):
        goal = phi * E_max
        top = top + np.maximum(C, goal + (C - goal) * np.exp(-h / tau))
        total = total + C
    ceiling = float(np.max(top - E_min))
    if body.half_life:
        bend = body.elimination_rate**2 * body.maximum * _CURVATURE
        ceiling += body.compensated_fraction * bend * float(np.max(h[:-1])) ** 2 / 8

    before = np.append(-np.inf, total[1:-1] - E_right[:-1])  # just before each jump
    seen = np.maximum(total[:-1] - E_left, before)
    worst = int(np.argmax(seen))
    largest, time = float(seen[worst]), float(cells.edges[worst])
    if largest > w + ROUNDING:
        first = int(np.flatnonzero(seen > w + ROUNDING)[0])
        raise BoundExceededError(
            f"withdrawal is {seen[first]:.4g} at {cells.edges[first]:g} h; it must be at most the "
            f"bound, {w:g}, and its largest value is {largest:.4g} at {time:g} h. Raise the bound, "
            "or plan with a lower one."
        )
    if ceiling > w + ROUNDING:
        raise BoundExceededError(
            f"withdrawal is at most {largest:.6g} on the grid, but between its points only "
            f"{ceiling:.6g} is proved; it must be at most the bound, {w:g}. Use a finer step, or "
            "plan with a slightly lower bound."
        )
    return Certificate(w, largest, time, min(ceiling, w), cells.edges.size - 1)
