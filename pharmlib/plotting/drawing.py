"""Curves with their names, and the labels of the axes."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MultipleLocator

from pharmlib.checks import ParameterError, check_number
from pharmlib.palette import CYCLE, LINES, PALETTE, ROLES, WIDTHS, known_role
from pharmlib.plotting.placing import GAP, LABEL, NAME, place_note
from pharmlib.plotting.style import tick_count
from pharmlib.units import convert

__all__ = ["curve", "label_axes", "plot"]

_STEPS = {  # distances of ticks that people use on clocks and calendars
    "min": (1, 2, 5, 10, 15, 30, 60, 120),
    "h": (1, 2, 3, 6, 12, 24, 48, 72, 96, 120, 168),
    "d": (1, 2, 7, 14, 28, 56, 84, 112, 168, 364),
}


def label_axes(ax, *, x=None, y=None):
    """Write what an axis shows, and its unit. The label of ``y`` stands level above its axis.

    Parameters
    ----------
    ax : Axes
        The panel.
    x, y : tuple of (str, str), optional
        Quantity and unit; the unit ``""`` is left out. Without one, the axis stays as it is.

    Raises
    ------
    ParameterError
        When a label is not a pair of texts.

    Examples
    --------
    >>> from pharmlib.plotting import figure
    >>> fig, ax = figure()
    >>> label_axes(ax, x=("time", "d"), y=("withdrawal", ""))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('time (d)', 'withdrawal')
    """
    if x is not None:
        ax.set_xlabel(_with_unit(x, "x"))
    if y is not None:
        ax.set_ylabel(_with_unit(y, "y"), visible=False)
        ax.set_title(ax.get_ylabel(), loc="left", gid=LABEL)  # the layout makes room for it here


def curve(ax, x, y, *, name="", role=None, steps=False, name_at=None):
    """Draw one curve, and write its name in its colour, at its right end or where you say.

    Parameters
    ----------
    ax : Axes
        The panel.
    x, y : array, shape (n,)
        The points, in the units of the axes.
    name : str
        Written behind the last finite point, or at `name_at`; ``""`` writes nothing.
    role : str, optional
        A curve's key in `PALETTE`; it sets colour and line style. Without it, the one that belongs
        to the name, or the next that the panel does not use yet.
    steps : bool
        Whether the value holds from each point to the next, as doses do.
    name_at : float, optional
        Where the name stands instead, in the unit of `x`: above the curve, on the side to which
        the curve falls.

    Returns
    -------
    matplotlib.lines.Line2D

    Raises
    ------
    ParameterError
        When the role is unknown, the shapes differ, no point is finite, or `name_at` lies
        beside the curve.

    Examples
    --------
    >>> from pharmlib.plotting import figure
    >>> fig, ax = figure()
    >>> line = curve(ax, [0, 1, 2], [4, 2, 1], name="morphine", role="drug")
    >>> line.get_color() == PALETTE["drug"]
    True
    """
    x, y = np.atleast_1d(np.asarray(x, dtype=float)), np.atleast_1d(np.asarray(y, dtype=float))
    if x.shape != y.shape or x.ndim != 1:
        raise ParameterError(
            f"y has shape {y.shape} and x has shape {x.shape}; they must be equal, one value of y "
            "for each x. Compute y on the grid x."
        )
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if finite.size == 0:
        raise ParameterError("y has no finite value; at least one is needed. Check its formula.")
    role = _role(ax, name) if role is None else known_role(role)
    style = {"color": PALETTE[role], "linestyle": LINES[role], "linewidth": WIDTHS.get(role, 2.0)}
    (line,) = ax.plot(x, y, drawstyle="steps-post" if steps else "default", **style)
    line.sticky_edges.y.append(0.0)  # the axis ends at 0 when all values are on one side of it
    if name and name_at is None:
        _name_at_end(ax, name, (x[finite[-1]], y[finite[-1]]), PALETTE[role])
    elif name:
        _name_beside(ax, name, name_at, x[finite], y[finite], steps=steps, colour=PALETTE[role])
    return line


def plot(ax, trajectory, names=None, *, time_unit="d", unit=None, quantity=None, labels=None):
    """Draw curves of a trajectory, each with its name at its end, and label the axes.

    Parameters
    ----------
    ax : Axes
        The panel.
    trajectory : Trajectory
        Where the curves, their times and their units come from.
    names : str or sequence of str, optional
        Which curves; all of them when left out.
    time_unit : str
        Unit of the axis of time, such as ``"h"`` or ``"d"``.
    unit : str, optional
        Unit of the vertical axis; all curves are converted to it. Without it, the curves' own.
    quantity : str, optional
        What the vertical axis shows. Without it, the curve's name when there is only one.
    labels : dict from str to str, optional
        What to write at the end of a curve, where its name alone will not do.

    Raises
    ------
    ParameterError
        When a name is unknown, or curves of different units would share the axis.
    UnitError
        When a curve cannot be converted.

    Examples
    --------
    >>> from pharmlib.plotting import figure
    >>> from pharmlib.trajectory import Trajectory
    >>> fall = Trajectory([0, 24, 48], {"parent": [4, 2, 1]}, {"parent": "mg/L"})
    >>> fig, ax = figure()
    >>> plot(ax, fall)
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('time (d)', 'parent (mg/L)')
    """
    names = trajectory.names if names is None else (names,) if isinstance(names, str) else names
    units = {name: trajectory.unit(name) for name in names}
    if unit is None:
        if len(set(units.values())) > 1:
            listed = ", ".join(f"{name} in {own!r}" for name, own in units.items())
            raise ParameterError(
                f"names has {listed}; curves on one axis must have one unit. "
                "Give unit=..., or draw them in panels of their own."
            )
        unit = next(iter(units.values()))
    hours = trajectory.times
    times = convert(hours, "h", time_unit)
    only = len(units) == 1
    for name in names:
        label = (labels or {}).get(name, "" if only else name.replace("_", " "))
        values = convert(trajectory[name], units[name], unit)
        curve(ax, times, values, name=label, role=ROLES.get(name))
    if quantity is None and only:
        quantity = names[0].replace("_", " ")
    label_axes(ax, x=("time", time_unit))
    if quantity is not None or unit:
        label_axes(ax, y=(quantity, unit) if quantity else (unit, ""))
    _clock_ticks(ax, time_unit)


def _name_at_end(ax, name, end, colour):
    """Write the name of a curve behind its end; the figure keeps such names apart."""
    leader = {
        "arrowstyle": "-",
        "color": colour,
        "linewidth": 0.7,
        "shrinkA": 0,
        "shrinkB": 1,
        "relpos": (0, 0.5),
    }
    label = ax.annotate(
        name,
        end,
        xytext=(GAP, 0),
        textcoords="offset points",
        color=colour,
        va="center",
        annotation_clip=False,
        arrowprops=leader,
    )
    label.set_gid(NAME)


def _name_beside(ax, name, where, x, y, *, steps, colour):
    """Write the name of a curve above a point of it, on the side to which it falls."""
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    where = check_number(where, "name_at", minimum=x[0], maximum=x[-1], zero=True)
    i = int(np.searchsorted(x, where, side="right")) - 1
    height = y[i] if steps else np.interp(where, x, y)
    rises = y[min(i + 1, y.size - 1)] > y[max(i - 1, 0)]
    label = ax.annotate(
        name, (where, height), xytext=(0, 0), textcoords="offset points", color=colour
    )
    place_note(label, "above left" if rises else "above right")


def _with_unit(pair, name):
    """Return ``quantity (unit)``."""
    if isinstance(pair, str) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
        raise ParameterError(
            f"{name} is {pair!r}; it must be a quantity and its unit. "
            "Write for example ('time', 'h'), or ('occupancy', '')."
        )
    quantity, unit = pair
    return f"{quantity} ({unit})" if unit else quantity


def _role(ax, name):
    """Return the role that belongs to a name, or the first one that the panel does not use."""
    if name in ROLES:
        return ROLES[name]
    used = {line.get_color() for line in ax.lines}
    return next((role for role in CYCLE if PALETTE[role] not in used), "ink")


def _clock_ticks(ax, time_unit):
    """Put ticks at whole hours, days and weeks."""
    low, high = ax.dataLim.intervalx
    few = tick_count(ax.get_gridspec().ncols)
    for step in _STEPS.get(time_unit, ()):
        if (high - low) / step <= few:
            ax.xaxis.set_major_locator(MultipleLocator(step))
            return
