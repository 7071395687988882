"""The curves of an explorer as data for a page: on one grid, in whole levels, compressed.

A page shows what Python computed, rounded to one of 4096 levels between the lowest and the highest
value of all curves: an error of at most one part in 8190 of that range, less than a tenth of the
width of a line. Second differences of levels are small numbers, and small numbers pack well.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pharmlib.units import convert

__all__ = ["LEVELS", "MIME", "MOST_BYTES", "Series", "as_data", "levels_from", "series"]

MIME = "application/vnd.unopposed.explorer+json"
LEVELS = 4095
MOST_BYTES = 300_000
"""An explorer may weigh this much in a page, compressed."""


@dataclasses.dataclass(frozen=True)
class Series:
    """Curves on one grid, as the axes show them.

    `x` and `y` are the quantity and the unit of each axis; `roles` the colour of each curve.
    """

    x: tuple[str, str]
    y: tuple[str, str]
    grid: np.ndarray
    values: Mapping[str, np.ndarray]
    roles: Mapping[str, str]


def series(course, *, show=None, time_unit="d", quantity="", limits=None) -> Series:
    """Return the curves of a trajectory or relation that an explorer shows.

    Parameters
    ----------
    course : Trajectory or Relation
        What the model returned.
    show, time_unit, quantity, limits
        See `lectern.explore`.

    Raises
    ------
    ValueError
        When a curve is not there, or curves of different units would share the axis.
    """
    from pharmlib.plotting.palette import CYCLE, ROLES

    names = list(course.names) if show is None else [show] if isinstance(show, str) else list(show)
    if odd := [name for name in names if name not in course.names]:
        raise ValueError(f"show has {odd}; the curves are {', '.join(course.names)}")
    units = {course.unit(name) for name in names}
    if len(units) != 1:
        raise ValueError(
            f"show has curves in {sorted(units)}; curves on one axis have one unit. Show fewer."
        )
    if hasattr(course, "along"):
        x, grid = (course.along.replace("_", " "), course.unit(course.along)), course.grid
    else:
        x, grid = ("time", time_unit), convert(course.times, "h", time_unit)
    free = iter(role for role in CYCLE if role not in {ROLES.get(name) for name in names})
    roles = {name: ROLES.get(name) or next(free, "ink") for name in names}
    quantity = quantity or (names[0].replace("_", " ") if len(names) == 1 else "")
    values = {name: np.asarray(course[name]) for name in names}
    return Series(x, (quantity, units.pop()), np.asarray(grid), values, roles)


def as_data(grid: Sequence[Series], *, limits=None) -> dict[str, Any]:
    """Return the axes and all curves, ready for JSON.

    Parameters
    ----------
    grid : sequence of Series
        One for each position of the sliders, the last slider moving fastest.
    limits : (float, float), optional
        Ends of the vertical axis.

    Raises
    ------
    ValueError
        When the grids differ, or the data weigh more than `MOST_BYTES`.
    """
    first = grid[0]
    for each in grid:
        if not np.array_equal(each.grid, first.grid) or list(each.values) != list(first.values):
            raise ValueError(
                "the model returns other curves or another grid at some stops; "
                "take the same grid for all of them, wide enough for the slowest"
            )
    values = np.array([list(each.values.values()) for each in grid])
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    levels = np.rint((values - low) / span * LEVELS).astype(np.int16)
    data = {
        "x": dict(zip(("label", "unit"), first.x, strict=True))
        | {"values": [float(f"{x:.6g}") for x in first.grid]},
        "y": dict(zip(("label", "unit"), first.y, strict=True))
        | {"limits": list(limits) if limits else [min(low, 0.0), max(high, 0.0)]},
        "curves": [
            {"name": name, "label": name.replace("_", " "), "role": first.roles[name]}
            for name in first.values
        ],
        "low": low,
        "step": span / LEVELS,
        "levels": packed(levels),
    }
    weight = len(zlib.compress(json.dumps(data).encode()))
    if weight > MOST_BYTES:
        raise ValueError(
            f"the explorer weighs {weight} bytes; at most {MOST_BYTES} fit into a page. "
            "Give its sliders fewer stops, or its model a coarser grid."
        )
    return data


def packed(levels) -> str:
    """Return whole levels as base64 of deflated second differences along the last axis."""
    once = np.diff(levels.astype(int), axis=-1, prepend=0)
    twice = np.diff(once, axis=-1, prepend=0)
    return base64.b64encode(zlib.compress(twice.astype("<i2").tobytes(), 9)).decode()


def levels_from(text: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return the levels that `packed` wrote; what the page's script does."""
    differences = np.frombuffer(zlib.decompress(base64.b64decode(text)), "<i2").reshape(shape)
    return np.cumsum(np.cumsum(differences, axis=-1), axis=-1)
