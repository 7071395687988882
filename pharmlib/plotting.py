"""The one figure style of the book.

Curves carry their names at their ends, so there is no legend; axes are hairlines; colours come
from `PALETTE` alone, so that the book can exchange them for those of its dark pages; each role has
a line style besides its colour. `figure` returns a figure that shows itself as SVG in a notebook,
with text as text, the same bytes each time. Importing this module does not import pyplot.
"""

from __future__ import annotations

import io
import math
import re

import matplotlib
import numpy as np
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator, MultipleLocator
from scipy.optimize import isotonic_regression

from pharmlib.parameters import ParameterError, check
from pharmlib.units import convert

__all__ = [
    "DARK_PALETTE",
    "PALETTE",
    "BookFigure",
    "colours_in",
    "curve",
    "figure",
    "label_axes",
    "mark",
    "plot",
    "shade",
    "use_style",
]

# On white: text contrast of every role 4.5 or more; the six curves are apart in lightness, too.
PALETTE = {
    "ink": "#1f2328",
    "muted": "#5c6670",
    "grid": "#d5dade",
    "paper": "#ffffff",
    "drug": "#195da5",
    "adaptation": "#b25407",
    "net": "#381865",
    "antagonist": "#097963",
    "accent": "#650f4b",
    "warn": "#801712",
}
# The same roles on a dark page: the build puts these in place of the colours above.
DARK_PALETTE = {
    "ink": "#e6e9ec",
    "muted": "#a3adb8",
    "grid": "#3a424b",
    "paper": "#14181d",
    "drug": "#62a7f2",
    "adaptation": "#f3b05a",
    "net": "#dfccfe",
    "antagonist": "#4acba8",
    "accent": "#fbdff3",
    "warn": "#ee3f30",
}

_LINES = {  # role of a curve: line style, dashes in units of the line width
    "drug": "-",
    "adaptation": (0, (5, 2)),
    "net": "-",
    "antagonist": (0, (7, 2, 1.5, 2)),
    "accent": (0, (1.5, 1.8)),
    "warn": (0, (3, 2)),
    "muted": (0, (1.5, 1.8)),
    "ink": "-",
}
_WIDTHS = {"net": 2.6, "muted": 1.3}
_CYCLE = ("drug", "adaptation", "net", "antagonist", "accent", "warn")
_ROLES = {  # names of curves that always have the same role
    **dict.fromkeys(("drug", "parent", "effect", "concentration", "agonist"), "drug"),
    **dict.fromkeys(("adaptation", "compensation", "metabolite", "tolerance"), "adaptation"),
    "slow_compensation": "adaptation",
    "fast_compensation": "accent",
    **dict.fromkeys(("net", "active", "withdrawal"), "net"),
    **dict.fromkeys(("antagonist", "naloxone", "naltrexone"), "antagonist"),
}

_WIDTH = 6.4  # in; 461 points, so on a phone, 358 pixels wide, 11 points are 8.5 pixels
_ASPECT = 1.7
_TEXT, _SMALL = 12.0, 11.0  # points
_GAP = 6.0  # points between the end of a curve and its name
_MOVED = 3.0  # points; a name farther than this from its end gets a hairline
_STYLE = {
    "axes.edgecolor": PALETTE["muted"],
    "axes.facecolor": "none",
    "axes.labelcolor": PALETTE["ink"],
    "axes.labelsize": _TEXT,
    "axes.linewidth": 0.7,
    "axes.prop_cycle": cycler(
        color=[PALETTE[role] for role in _CYCLE],
        linestyle=[_LINES[role] for role in _CYCLE],
        linewidth=[_WIDTHS.get(role, 2.0) for role in _CYCLE],
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": PALETTE["ink"],
    "axes.titlepad": 6.0,
    "axes.titlesize": _TEXT,
    "axes.xmargin": 0.0,
    "axes.ymargin": 0.04,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.03,
    "figure.edgecolor": "none",
    "figure.facecolor": "none",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: one layout on every machine
    "font.size": _TEXT,
    "grid.color": PALETTE["grid"],
    "grid.linewidth": 0.6,
    "hatch.color": PALETTE["grid"],
    "legend.edgecolor": PALETTE["grid"],
    "legend.facecolor": PALETTE["paper"],
    "lines.solid_capstyle": "round",
    "mathtext.fontset": "dejavusans",
    "patch.edgecolor": PALETTE["muted"],
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "unopposed",
    "text.color": PALETTE["ink"],
    "xtick.color": PALETTE["muted"],
    "xtick.labelsize": _SMALL,
    "xtick.major.size": 3.5,
    "xtick.major.width": 0.7,
    "ytick.color": PALETTE["muted"],
    "ytick.labelsize": _SMALL,
    "ytick.major.size": 0.0,
    "ytick.major.width": 0.7,
}
_FIT_FOR_A_PAGE = (  # what matplotlib writes, and what stands well among the text of a page
    (r'<g id="[^"]*"', "<g"),
    (r"\s*<defs>\s*<style.*?</style>\s*</defs>", ""),  # it would style the whole page
    (r"<svg ", '<svg style="stroke-linejoin: round; stroke-linecap: butt" '),
    (r' transform="rotate\(-0 [^"]*"', ""),
    (r"('DejaVu Sans', sans-serif|'DejaVu Sans')", "sans-serif"),  # the reader's own
)
_STEPS = {  # distances of ticks that people use on clocks and calendars
    "min": (1, 2, 5, 10, 15, 30, 60, 120),
    "h": (1, 2, 3, 6, 12, 24, 48, 72, 96, 120, 168),
    "d": (1, 2, 7, 14, 28, 56, 84, 112, 168, 364),
}


def use_style():
    """Make the style of the book matplotlib's default, for everything drawn from here on.

    `figure` does this itself; it is needed only for figures made in another way.

    Examples
    --------
    >>> use_style()
    >>> matplotlib.rcParams["svg.fonttype"]
    'none'
    """
    matplotlib.rcParams.update(_STYLE)


class BookFigure(Figure):
    """A matplotlib figure that keeps the names of its curves apart and shows itself as SVG.

    Make one with `figure`; put it in the last line of a cell.

    Examples
    --------
    >>> fig, ax = figure()
    >>> fig.svg().startswith("<svg")
    True
    """

    def draw(self, renderer):
        """Draw the figure, after moving apart the names that would overlap."""
        if self.get_layout_engine() is not None:
            self.get_layout_engine().execute(self)
        for ax in self.axes:
            _spread_names(ax, renderer)
        super().draw(renderer)

    def svg(self):
        """Return the figure as SVG text, ready to stand inside a page, without date or name.

        Returns
        -------
        str
        """
        buffer = io.StringIO()
        with matplotlib.rc_context(_STYLE):
            nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            self.savefig(buffer, format="svg", metadata=nothing)
        text = buffer.getvalue()
        text = text[text.index("<svg") :]
        for pattern, replacement in _FIT_FOR_A_PAGE:
            text = re.sub(pattern, replacement, text)
        return text

    def _repr_svg_(self):
        return self.svg()


def figure(*, rows=1, columns=1, height=None, share_x=True, share_y=False):
    """Return an empty figure in the style of the book, and its axes.

    Parameters
    ----------
    rows, columns : int
        Number of panels.
    height : float, optional
        Height in inches; the width is always 6.4. Without it, a pleasant one.
    share_x, share_y : bool
        Whether panels above one another, or beside one another, share their axis.

    Returns
    -------
    fig : BookFigure
    axes : Axes or array of Axes
        One, or an array of shape ``(rows,)``, ``(columns,)`` or ``(rows, columns)``.

    Raises
    ------
    ParameterError
        When a number of panels is not a whole number from 1 to 6, or the height is not above 0.

    Examples
    --------
    >>> fig, (above, below) = figure(rows=2)
    >>> above.get_shared_x_axes().joined(above, below)
    True
    """
    for name, count in (("rows", rows), ("columns", columns)):
        if count not in range(1, 7):
            raise ParameterError(
                f"{name} is {count!r}; it must be a whole number from 1 to 6. "
                "Make a second figure for more panels."
            )
    single = _WIDTH / _ASPECT
    tall = (single if rows == 1 else 0.65 * single * rows) * (0.8 if columns > 1 else 1.0)
    tall = tall if height is None else check(height, "height", unit="")
    use_style()
    fig = BookFigure(figsize=(_WIDTH, tall), dpi=100, layout="constrained")
    axes = fig.subplots(
        rows, columns, sharex="col" if share_x else "none", sharey="row" if share_y else "none"
    )
    for ax in np.ravel(axes):
        ax.xaxis.set_major_locator(MaxNLocator(_tick_count(columns), steps=[1, 2, 2.5, 5, 10]))
        ax.yaxis.set_major_locator(MaxNLocator(5 if rows == 1 else 4, steps=[1, 2, 2.5, 5, 10]))
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.ticklabel_format(useOffset=False)
        for axis in (ax.xaxis, ax.yaxis):
            axis.label.set_color(PALETTE["ink"])
    return fig, axes


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
    >>> fig, ax = figure()
    >>> label_axes(ax, x=("time", "d"), y=("withdrawal", ""))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('time (d)', 'withdrawal')
    """
    if x is not None:
        ax.set_xlabel(_with_unit(x, "x"))
    if y is not None:
        ax.set_ylabel(_with_unit(y, "y"), visible=False)
        ax.set_title(ax.get_ylabel(), loc="left")  # the layout makes room for it here


def curve(ax, x, y, *, name="", role=None, steps=False):
    """Draw one curve, and write its name at its right end in its colour.

    Parameters
    ----------
    ax : Axes
        The panel.
    x, y : array, shape (n,)
        The points, in the units of the axes.
    name : str
        Written behind the last finite point; ``""`` writes nothing.
    role : str, optional
        A curve's key in `PALETTE`; it sets colour and line style. Without it, the one that belongs
        to the name, or the next that the panel does not use yet.
    steps : bool
        Whether the value holds from each point to the next, as doses do.

    Returns
    -------
    matplotlib.lines.Line2D

    Raises
    ------
    ParameterError
        When the role is unknown, the shapes differ, or no point is finite.

    Examples
    --------
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
    role = _role(ax, name) if role is None else _known(role)
    style = {"color": PALETTE[role], "linestyle": _LINES[role], "linewidth": _WIDTHS.get(role, 2.0)}
    (line,) = ax.plot(x, y, drawstyle="steps-post" if steps else "default", **style)
    line.sticky_edges.y.append(0.0)  # the axis ends at 0 when all values are on one side of it
    if name:
        end = finite[-1]
        label = ax.annotate(
            name,
            (x[end], y[end]),
            xytext=(_GAP, 0),
            textcoords="offset points",
            color=PALETTE[role],
            va="center",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": PALETTE[role],
                "linewidth": 0.7,
                "shrinkA": 0,
                "shrinkB": 1,
                "relpos": (0, 0.5),
            },
        )
        label.set_gid(_NAME)
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
        curve(ax, times, values, name=label, role=_ROLES.get(name))
    if quantity is None and only:
        quantity = names[0].replace("_", " ")
    label_axes(ax, x=("time", time_unit))
    if quantity is not None or unit:
        label_axes(ax, y=(quantity, unit) if quantity else (unit, ""))
    _clock_ticks(ax, time_unit)


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
    >>> fig, ax = figure()
    >>> shade(ax, 0, 14, text="exposure", role="drug")
    """
    for name, value, two in (("axis", axis, ("x", "y")), ("place", place, ("top", "bottom"))):
        if value not in two:
            raise ParameterError(
                f"{name} is {value!r}; it must be {two[0]!r} or {two[1]!r}. Write one of the two."
            )
    start = check(start, "start", minimum=-math.inf)
    stop = check(stop, "stop", minimum=-math.inf)
    if not start < stop:
        raise ParameterError(
            f"start is {start!r} and stop is {stop!r}; stop must be above start. Exchange them."
        )
    colour = PALETTE[_known(role)]
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
            fontsize=_SMALL,
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
        first two followed by one of the last two.
    role : str
        A key of `PALETTE`.

    Raises
    ------
    ParameterError
        When the place or the role is unknown, or the point is not finite.

    Examples
    --------
    >>> fig, ax = figure()
    >>> mark(ax, 15.1, 0.1, "under 10 % after 15.1 d")
    """
    x, y = check(x, "x", minimum=-math.inf), check(y, "y", minimum=-math.inf)
    if place not in _PLACES:
        raise ParameterError(
            f"place is {place!r}; it must be one of {', '.join(_PLACES)}. Choose one of these."
        )
    colour = PALETTE[_known(role)]
    across, up = _PLACES[place]
    ax.plot([x], [y], marker="o", markersize=5, color=colour, linestyle="none", zorder=4)
    ax.annotate(
        text,
        (x, y),
        xytext=(7 * across, 7 * up) if across == 0 or up == 0 else (5 * across, 5 * up),
        textcoords="offset points",
        ha=("right", "center", "left")[across + 1],
        va=("top", "center", "bottom")[up + 1],
        fontsize=_SMALL,
        color=colour,
        zorder=5,
    )


def colours_in(svg):
    """Return the colours that an SVG text draws with, as a set of hex codes.

    Parameters
    ----------
    svg : str
        As from `BookFigure.svg`.

    Returns
    -------
    set of str

    Examples
    --------
    >>> fig, ax = figure()
    >>> colours_in(fig.svg()) <= set(PALETTE.values())
    True
    """
    return set(re.findall(r"#[0-9a-f]{6}\b", svg))


_NAME = "curve-name"
_PLACES = {
    f"{vertical} {horizontal}".strip(): (across, up)
    for vertical, up in (("above", 1), ("", 0), ("below", -1))
    for horizontal, across in (("left", -1), ("", 0), ("right", 1))
    if up or across
}


def _with_unit(pair, name):
    """Return ``quantity (unit)``."""
    if isinstance(pair, str) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
        raise ParameterError(
            f"{name} is {pair!r}; it must be a quantity and its unit. "
            "Write for example ('time', 'h'), or ('occupancy', '')."
        )
    quantity, unit = pair
    return f"{quantity} ({unit})" if unit else quantity


def _known(role):
    """Return a role that curves may have."""
    if role not in _LINES:
        raise ParameterError(
            f"role is {role!r}; it must be one of {', '.join(_LINES)}. Choose one of these."
        )
    return role


def _role(ax, name):
    """Return the role that belongs to a name, or the first one that the panel does not use."""
    if name in _ROLES:
        return _ROLES[name]
    used = {line.get_color() for line in ax.lines}
    return next((role for role in _CYCLE if PALETTE[role] not in used), "ink")


def _tick_count(columns):
    """Return how many steps between ticks a horizontal axis has room for on a phone."""
    return max(3, 6 // columns)


def _clock_ticks(ax, time_unit):
    """Put ticks at whole hours, days and weeks."""
    low, high = ax.dataLim.intervalx
    few = _tick_count(ax.get_gridspec().ncols)
    for step in _STEPS.get(time_unit, ()):
        if (high - low) / step <= few:
            ax.xaxis.set_major_locator(MultipleLocator(step))
            return


def _spread_names(ax, renderer):
    """Move the names of curves up and down, as little as needed, until none covers another."""
    names = [text for text in ax.texts if text.get_gid() == _NAME]
    if not names:
        return
    points = 72 / ax.figure.dpi
    wanted = [ax.transData.transform(text.xy)[1] for text in names]
    height = max(Text.get_window_extent(text, renderer).height for text in names)  # not its leader
    placed = _spread(wanted, distance=1.08 * height, low=ax.bbox.y0, high=ax.bbox.y1)
    shifts = points * (placed - wanted)
    leaders = bool(np.any(np.abs(shifts) > _MOVED))  # hairlines lead from the ends to the names
    for text, shift in zip(names, shifts, strict=True):
        text.set_position((_GAP + 8 * leaders, shift))
        text.arrow_patch.set_visible(leaders)


def _spread(wanted, *, distance, low, high):
    """Return positions that stay `distance` apart and as near as possible to those wanted.

    Position ``i`` from below is ``i * distance`` plus a sequence that rises; the nearest such
    sequence, in the sense of least squares, is the isotonic regression.
    """
    order = np.argsort(wanted, kind="stable")
    offsets = distance * np.arange(order.size)
    rising = isotonic_regression(np.asarray(wanted, dtype=float)[order] - offsets).x
    placed = np.empty(order.size)
    placed[order] = np.clip(rising, low, max(low, high - offsets[-1])) + offsets
    return placed
