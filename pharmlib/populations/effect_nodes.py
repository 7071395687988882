"""Where to look at an effect between two samples, so that its integral is right.

The compensation over a step ``h`` is ``exp(-h/tau) * C`` plus the integral of the effect, weighted
with what the adaptation forgets until the end of the step. Gauss's rule takes that integral from a
few points. How many, follows from where the sigmoid curve stops being smooth: as a function of
``ln(C_e)`` it has its nearest pole at a distance of ``pi/n``, and in complex time the concentration
itself has zeros at about ``pi`` over its logarithmic rate. When ``n * ln(C_e)`` changes by ``z``
over a panel, the error of ``m`` points falls as ``rho**(-2*m)`` with

    rho = d + sqrt(d**2 + 1),   d = 2*pi / z

Late after a dose ``ln(C_e)`` falls at the terminal rate. Soon after, fast parts of the curve still
come and go, and its change from one age to the double of it is measured on the patients themselves.
So panels double in length from dose to sample. In the first of them the effect rises from nothing,
as a power of the time that need not be whole; it is so short that this does not matter.
The weight ``exp(-(h - s)/tau)`` is smooth everywhere, but a short ``tau`` asks for points as well.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import NamedTuple

import numpy as np

__all__: list[str] = []

Panels = tuple[tuple[float, int], ...]

_SHARE = 3.0  # of the tolerance, for each panel: the bounds below are generous
_STEEPEST = 2.0  # a longer panel in which n * ln(C_e) changes by more is cheaper in two halves


class Sharpness(NamedTuple):
    """How fast an effect can change: the extremes of a group of patients."""

    first: float  # h after a dose, before which nothing has moved far
    order: float  # until then the effect may rise as a power of the time: the smallest
    doublings: tuple[float, ...]  # change of n * ln(C_e) from `first` to its double, and so on
    contrast: float  # how high C_e rises above what is left of it when only the slowest rate acts
    terminal: float  # the largest n * terminal rate, 1/h
    forgetting: float  # the largest 1/tau, 1/h

    def joined(self, other: Sharpness) -> Sharpness:
        """Return the extremes of two groups together; `first` must be the same."""
        both = itertools.zip_longest(self.doublings, other.doublings, fillvalue=0.0)
        return Sharpness(
            self.first,
            min(self.order, other.order),
            tuple(map(max, both)),
            max(self.contrast, other.contrast),
            max(self.terminal, other.terminal),
            max(self.forgetting, other.forgetting),
        )

    def change(self, age: float, length: float) -> float:
        """Return by how much n * ln(C_e) may change in a panel, besides the terminal fall."""
        octave = int(math.log2(max(age, self.first) / self.first))
        near = self.doublings[max(octave - 1, 0) : octave + 2]
        return max(near, default=0.0) * length / max(age, length)


@functools.lru_cache(maxsize=4096)
def panels(age: float, length: float, sharp: Sharpness, rtol: float) -> Panels:
    """Return the panels of a step as (length, points), in order.

    `age` is the time since the last dose at the begin of the step, h. Steps are halved until each
    panel is short enough, so few different lengths occur.
    """

    # near 0, some points integrate t**order with an error of 0.3*(part/(25*length))**(1 + order)
    shortest = min(sharp.first, 25 * length * (3 * rtol) ** (1 / (1 + sharp.order)))

    def halved(since, part):
        fall, forgotten = sharp.terminal * part, sharp.forgetting * part
        if part > max(since, shortest) or fall > _STEEPEST or forgotten > 2.0:
            return halved(since, part / 2) + halved(since + part / 2, part / 2)
        # the short panels just after a dose are a small part of the integral: the effect is rising
        allowed = _SHARE * rtol * (length / part if part >= since else 1.0)
        points = (
            _points_for_poles(sharp.change(since, part) + fall, allowed),
            _points_for_decay(part / max(since, part), allowed / sharp.contrast),
            _points_for_weight(forgotten, allowed),
        )
        return ((part, max(points)),)

    return halved(age, length)


def gauss(panels: Panels) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of some panels, h from the begin, and their weights, h."""
    points, weights, start = [], [], 0.0
    for length, count in panels:
        x, w = np.polynomial.legendre.leggauss(count)
        points.append(start + length * (x + 1) / 2)
        weights.append(length * w / 2)
        start += length
    return np.concatenate(points), np.concatenate(weights)


def _points_for_poles(change, rtol):
    """Return how many points a panel needs in which ``n * ln(C_e)`` changes by so much."""
    d = 2 * math.pi / max(change, 1e-3)
    rho = d + math.sqrt(d * d + 1)
    return max(2, math.ceil(-math.log(min(rtol, 0.1)) / (2 * math.log(rho))))


def _points_for_decay(share, rtol):
    """Return how many points ``exp(-k*t)`` needs in a panel that begins at its length over `share`.

    Whatever the rate ``k``: it is slow, or little is left. The error is at most
    ``(share/4)**(2*m)``.
    """
    return max(2, math.ceil(-math.log(min(rtol, 0.1)) / (2 * math.log(4 / share))))


def _points_for_weight(change, rtol):
    """Return how many points the weight needs when its logarithm changes by so much."""
    count, error = 2, (change / 2) ** 4 / 24
    while error > rtol:
        count += 1
        error *= (change / 2) ** 2 / (2 * count * (2 * count - 1))
    return count
