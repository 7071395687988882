"""The curves of an explorer as data for a page: on one grid, in whole levels, compressed.

A page shows what Python computed, rounded to one of 4096 levels between the lowest and the highest
value of all curves: an error of at most one part in 8190 of that range, less than a tenth of the
width of a line. Second differences of levels are small numbers, and small numbers pack well.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pharmlib.units import convert

__all__ = ["LEVELS", "MIME", "MOST_BYTES", "Series", "as_data", "curves_at", "series"]

MIME = "application/vnd.unopposed.explorer+json"
LEVELS = 4095
MOST_BYTES = 300_000
"""An explorer may weigh this much in a page, compressed."""


@dataclasses.dataclass(frozen=True)
class Series:
    """Curves on one grid, as the axes show them.

    `x` and `y` are the quantity and the unit of each axis; `labels` what each curve is called, and
    `roles` its colour.
    """

    x: tuple[str, str]
    y: tuple[str, str]
    grid: np.ndarray
    values: Mapping[str, np.ndarray]
    labels: Mapping[str, str]
    roles: Mapping[str, str]


def series(
    course, *, show=None, time_unit="d", quantity="", limits=None, labels=None, roles=None
) -> Series:
    """Return the curves of a trajectory or relation that an explorer shows.

    Parameters
    ----------
    course : Trajectory or Relation
        What the model returned.
    show, time_unit, quantity, limits, labels, roles
        See `lectern.explore`.

    Raises
    ------
    ValueError
        When a curve or a role is not there, or curves of different units would share the axis.
    """
    from pharmlib.palette import CYCLE, ROLES, known_role

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
    fixed = ROLES | {name: known_role(role) for name, role in (roles or {}).items()}
    free = iter(role for role in CYCLE if role not in {fixed.get(name) for name in names})
    drawn = {name: fixed.get(name) or next(free, "ink") for name in names}
    called = {name: (labels or {}).get(name, name.replace("_", " ")) for name in names}
    quantity = quantity or (called[names[0]] if len(names) == 1 else "")
    values = {name: np.asarray(course[name]) for name in names}
    return Series(x, (quantity, units.pop()), np.asarray(grid), values, called, drawn)


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
        When the grids differ, a value is not finite or beyond the limits, or the data weigh more
        than `MOST_BYTES`.
    """
    first = grid[0]
    for each in grid:
        if not np.array_equal(each.grid, first.grid) or list(each.values) != list(first.values):
            raise ValueError(
                "the model returns other curves or another grid at some stops; "
                "take the same grid for all of them, wide enough for the slowest"
            )
    values = np.array([list(each.values.values()) for each in grid])
    if not np.isfinite(values).all():
        raise ValueError("the model returns infinite or missing values at some stops; avoid these")
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    ends = list(limits) if limits else [min(low, 0.0), max(high, 0.0)]
    if low < ends[0] - 1e-9 * span or high > ends[1] + 1e-9 * span:
        raise ValueError(
            f"limits is {limits}, and the curves reach from {low:g} to {high:g}; widen the limits"
        )
    levels = np.rint((values - low) / span * LEVELS).astype(np.int16)
    data = {
        "x": dict(zip(("label", "unit"), first.x, strict=True))
        | {"values": [float(f"{x:.6g}") for x in first.grid]},
        "y": dict(zip(("label", "unit"), first.y, strict=True)) | {"limits": ends},
        "curves": [
            {"name": name, "label": first.labels[name], "role": first.roles[name]}
            for name in first.values
        ],
        "legend": _meet(values[:, :, -1], ends[1] - ends[0]),
        "low": low,
        "step": span / LEVELS,
        "place": math.ceil(math.log10(span / LEVELS)),
        "levels": packed(levels),
    }
    weight = len(zlib.compress(json.dumps(data).encode()))
    if weight > MOST_BYTES:
        raise ValueError(
            f"the explorer weighs {weight} bytes; at most {MOST_BYTES} fit into a page. "
            "Give its sliders fewer stops, or its model a coarser grid."
        )
    return data


def _meet(ends, height) -> bool:
    """Return whether curves mostly end so close together that their names cannot stand there."""
    apart = np.diff(np.sort(ends, axis=1), axis=1) > 0.07 * (height or 1.0)
    return bool(np.mean(np.all(apart, axis=1)) < 0.5)


def packed(levels) -> str:
    """Return whole levels as base64 of deflated second differences along the last axis."""
    once = np.diff(levels.astype(int), axis=-1, prepend=0)
    twice = np.diff(once, axis=-1, prepend=0)
    return base64.b64encode(zlib.compress(twice.astype("<i2").tobytes(), 9)).decode()


def curves_at(data: Mapping[str, Any], positions: Sequence[int]) -> np.ndarray:
    """Return the curves that a page shows at some positions of the sliders.

    Parameters
    ----------
    data : mapping
        What `lectern.explorer.Explorer.data` returned.
    positions : sequence of int
        One for each slider.

    Returns
    -------
    array, shape (curves, points)
    """
    sizes = [len(slider["stops"]) for slider in data["sliders"]]
    shape = (*sizes, len(data["curves"]), len(data["x"]["values"]))
    differences = np.frombuffer(zlib.decompress(base64.b64decode(data["levels"])), "<i2")
    twice = differences.reshape(shape)[tuple(positions)].astype(int)
    return data["low"] + data["step"] * np.cumsum(np.cumsum(twice, axis=-1), axis=-1)
