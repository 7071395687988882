"""The style of the book's figures, and the figure that shows itself as SVG."""

from __future__ import annotations

import hashlib
import io
import re

import matplotlib
import numpy as np
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from pharmlib.checks import check_count, check_number
from pharmlib.palette import CYCLE, LINES, PALETTE, WIDTHS
from pharmlib.plotting.placing import SMALL, clear_label, put_back, spread_names

__all__ = ["BookFigure", "figure", "use_style"]

_WIDTH = 5.8  # in; 418 points, so on a phone, 358 pixels wide, 11 points are 9.4 pixels
_ASPECT = 1.7
_TEXT = 12.0  # points
_STYLE = {
    "axes.edgecolor": PALETTE["muted"],
    "axes.facecolor": "none",
    "axes.labelcolor": PALETTE["ink"],
    "axes.labelsize": _TEXT,
    "axes.linewidth": 0.7,
    "axes.prop_cycle": cycler(
        color=[PALETTE[role] for role in CYCLE],
        linestyle=[LINES[role] for role in CYCLE],
        linewidth=[WIDTHS.get(role, 2.0) for role in CYCLE],
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
    "xtick.labelsize": SMALL,
    "xtick.major.size": 3.5,
    "xtick.major.width": 0.7,
    "ytick.color": PALETTE["muted"],
    "ytick.labelsize": SMALL,
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
        """Draw the figure, after moving the texts that would overlap."""
        engine = self.get_layout_engine()
        texts = [text for ax in self.axes for text in ax.texts]
        for _ in range(3):  # the layout depends on where the names stand, and they on the layout
            before = np.array([text.get_position() for text in texts])
            if engine is not None:
                engine.execute(self)
            for ax in self.axes:
                put_back(ax)
                spread_names(ax, renderer)
                clear_label(ax, renderer)
            if np.allclose([text.get_position() for text in texts], before, atol=0.01):
                break  # no name had to move
        self.set_layout_engine("none")  # it is laid out
        try:
            super().draw(renderer)
        finally:
            self.set_layout_engine(engine)

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
        return _named_by_content(_rounded(text))

    def _repr_svg_(self):
        return self.svg()


def figure(*, rows=1, columns=1, height=None, share_x=True, share_y=False):
    """Return an empty figure in the style of the book, and its axes.

    Parameters
    ----------
    rows, columns : int
        Number of panels.
    height : float, optional
        Height in inches; the width is always 5.8. Without it, a pleasant one.
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
    rows, columns = check_count(rows, "rows", maximum=6), check_count(columns, "columns", maximum=6)
    single = _WIDTH / _ASPECT
    tall = (single if rows == 1 else 0.65 * single * rows) * (0.8 if columns > 1 else 1.0)
    tall = tall if height is None else check_number(height, "height")
    use_style()
    fig = BookFigure(figsize=(_WIDTH, tall), dpi=100, layout="constrained")
    axes = fig.subplots(
        rows, columns, sharex="col" if share_x else "none", sharey="row" if share_y else "none"
    )
    for ax in np.ravel(axes):
        ax.xaxis.set_major_locator(MaxNLocator(tick_count(columns), steps=[1, 2, 2.5, 5, 10]))
        ax.yaxis.set_major_locator(MaxNLocator(5 if rows == 1 else 4, steps=[1, 2, 2.5, 5, 10]))
        ax.grid(axis="y")
        ax.set_axisbelow(True)
        ax.ticklabel_format(useOffset=False)
        for axis in (ax.xaxis, ax.yaxis):
            axis.label.set_color(PALETTE["ink"])
    return fig, axes


def _rounded(svg):
    """Return an SVG with its positions to a thousandth of a point.

    The sixth place, which matplotlib writes, differs between two drawings of one figure.
    """

    def shorten(tag):
        return re.sub(r"-?\d+\.\d{4,}", lambda found: f"{float(found[0]):.3f}", tag[0])

    return re.sub("<[^>]*>", shorten, svg)


def _named_by_content(svg):
    """Return an SVG with the ids in it made from what is drawn.

    matplotlib makes them from unrounded positions, which differ in the last bit between drawings.
    """
    references = r'( id="|url\(#|href="#)([^")]+)'
    names = dict.fromkeys(re.findall(r' id="([^"]+)"', svg))
    numbers = {name: f"part-{number}" for number, name in enumerate(names)}
    svg = re.sub(references, lambda found: found[1] + numbers[found[2]], svg)
    digest = hashlib.sha256(svg.encode()).hexdigest()[:12]
    return re.sub(references, lambda found: f"{found[1]}{digest}-{found[2]}", svg)


def tick_count(columns):
    """Return how many steps between ticks a horizontal axis has room for on a phone."""
    return max(3, 6 // columns)
