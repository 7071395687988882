"""A model and what drives it from outside: an effect, an occupancy, a concentration.

The drive is a function of time, a number, or an array on the grid of times.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from pharmlib.checks import ParameterError, check, check_number

__all__: list[str] = []


@dataclasses.dataclass(frozen=True)
class Driven:
    """A model whose rates depend on something outside it, as `simulate` can run it.

    ``dy/dt = model.rates(drive(t), y)``. Made by the ``driven`` methods of the models.

    Parameters
    ----------
    model : object
        Has ``states`` and ``rates(drive, state)``.
    drive : callable
        Function of time (h): occupancy, concentration, or whatever drives the model.
    initial : tuple of float
        State at the start.
    breakpoints : sequence of float
        Times at which the drive jumps, h.

    Examples
    --------
    >>> from pharmlib import CyclaseSuperactivation
    >>> CyclaseSuperactivation().driven(1.0).states
    {'fast_pool': '', 'slow_pool': ''}
    """

    model: Any
    drive: Callable[[float], Any]
    initial: tuple[float, ...]
    breakpoints: tuple[float, ...] = ()

    @property
    def states(self) -> dict[str, str]:
        """Name and unit of each state."""
        return dict(self.model.states)

    @property
    def dose_state(self) -> None:
        """None: the drive moves this model, doses do not."""

    @property
    def dose_scale(self) -> float:
        """0: see `dose_state`."""
        return 0.0

    def initial_state(self) -> np.ndarray:
        """Return the state at the start."""
        return np.array(self.initial, dtype=float)

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivative of the state, per h."""
        return np.asarray(self.model.rates(self.drive(time), state), dtype=float)


def as_function(value, name, **limits):
    """Return a function of time from a function or a constant."""
    if callable(value):
        return value
    constant = check_number(value, name, **limits)
    return lambda time: constant


def on_grid(value, times, name, **limits):
    """Return a function of time, one number, or an array as an array on the grid."""
    value = check(value(times) if callable(value) else value, name, **limits)
    if np.ndim(value) and np.shape(value) != times.shape:
        raise ParameterError(
            f"{name} has shape {np.shape(value)}; it must be {times.shape}, one value for each "
            "time, or a single number. Compute it on the same grid."
        )
    return np.broadcast_to(np.asarray(value, dtype=float), times.shape)
