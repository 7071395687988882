"""Notes in a figure: a stretch of an axis, and a point."""

from __future__ import annotations

import math

from pharmlib.checks import ParameterError, check_number, check_order
from pharmlib.palette import PALETTE, known_role
from pharmlib.plotting.placing import NOTE, PLACES, SMALL, place_note

__all__ = ["mark", "shade"]


def shade(ax, start, stop, *, axis="x", text="", place="top", role="muted"):
    """Shade a stretch of an axis, such as the time of an exposure or a range of safe values.

    Parameters
    ----------
    ax : Axes
        The panel.
    start, stop : float
        Both ends, in the units of the axis; `stop` is above `start`.
    axis : {"x", "y"}
        Which axis the ends lie on.
    text : str
        Written inside the stretch, at its left.
    place : {"top", "bottom"}
        At which end of the stretch the text stands.
    role : str
        A key of `PALETTE`.

    Raises
    ------
    ParameterError
        When the ends are in the wrong order, or axis, place or role is unknown.

    Examples
    --------
    >>> from pharmlib.plotting import figure
    >>> fig, ax = figure()
    >>> shade(ax, 0, 14, text="exposure", role="drug")
    """
    for name, value, two in (("axis", axis, ("x", "y")), ("place", place, ("top", "bottom"))):
        if value not in two:
            raise ParameterError(
                f"{name} is {value!r}; it must be {two[0]!r} or {two[1]!r}. Write one of the two."
            )
    start = check_number(start, "start", minimum=-math.inf)
    stop = check_number(stop, "stop", minimum=-math.inf)
    check_order(start, stop, "start", "stop", strict=True, remedy="Exchange the two.")
    colour = PALETTE[known_role(role)]
    span = ax.axvspan if axis == "x" else ax.axhspan
    span(start, stop, facecolor=colour, alpha=0.09, linewidth=0, zorder=0)
    if text:
        top = place == "top"
        corner = (start, float(top)) if axis == "x" else (0.0, stop if top else start)
        ax.annotate(
            text,
            corner,
            xycoords=("data", "axes fraction") if axis == "x" else ("axes fraction", "data"),
            xytext=(5, -4 if top else 4),
            textcoords="offset points",
            va="top" if top else "bottom",
            fontsize=SMALL,
            color=colour,
        )


def mark(ax, x, y, text, *, place="above right", role="ink"):
    """Mark one point with a dot and say what it is.

    Parameters
    ----------
    ax : Axes
        The panel.
    x, y : float
        The point, in the units of the axes.
    text : str
        What to write beside it.
    place : str
        Where the text stands: ``"above"``, ``"below"``, ``"left"``, ``"right"``, or one of the
        first two followed by one of the last two. It is lowered where it would run into the label
        of the axis.
    role : str
        A key of `PALETTE`.

    Raises
    ------
    ParameterError
        When the place or the role is unknown, or the point is not finite.

    Examples
    --------
    >>> from pharmlib.plotting import figure
    >>> fig, ax = figure()
    >>> mark(ax, 15.1, 0.1, "under 10 % after 15.1 d")
    """
    x = check_number(x, "x", minimum=-math.inf)
    y = check_number(y, "y", minimum=-math.inf)
    if place not in PLACES:
        raise ParameterError(
            f"place is {place!r}; it must be one of {', '.join(PLACES)}. Choose one of these."
        )
    colour = PALETTE[known_role(role)]
    ax.plot([x], [y], marker="o", markersize=5, color=colour, linestyle="none", zorder=4)
    note = ax.annotate(
        text,
        (x, y),
        xytext=(0, 0),
        textcoords="offset points",
        fontsize=SMALL,
        color=colour,
        zorder=5,
    )
    place_note(note, place)
    note.set_gid(f"{NOTE} {place}")
