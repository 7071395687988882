"""The backend of matplotlib in a page: `pyplot.show` shows the open figures below the cell."""

import page_showing
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_svg import FigureCanvasSVG


class FigureManager(FigureManagerBase):
    """Shows figures in the page."""

    @classmethod
    def pyplot_show(cls, *, block=None):
        """Show all open figures."""
        import page_python

        page_showing.show_open_figures(page_python.display)


class FigureCanvas(FigureCanvasSVG):
    """Draws figures as SVG."""

    manager_class = FigureManager
