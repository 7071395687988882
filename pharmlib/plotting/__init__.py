"""The one figure style of the book.

Curves carry their names at their ends, so there is no legend; axes are hairlines; colours come
from `PALETTE` alone, so that the book can exchange them for those of its dark pages; each role has
a line style besides its colour. `figure` returns a figure that shows itself as SVG in a notebook,
with text as text, the same bytes each time. Importing this package does not import pyplot.
"""

from pharmlib.palette import DARK_PALETTE, PALETTE, colours_in
from pharmlib.plotting.drawing import curve, label_axes, plot
from pharmlib.plotting.notes import mark, shade
from pharmlib.plotting.style import BookFigure, figure, use_style

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
