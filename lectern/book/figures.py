"""Figures are drawn into the page: their text stays text, and their colours follow the theme."""

from __future__ import annotations

import html
import re

from docutils import nodes
from myst_nb.core.render import NbElementRenderer

from lectern.book import explorers
from lectern.explorer_data import MIME
from pharmlib.palette import PALETTE

__all__ = ["SHORTEST_ALT", "Renderer", "inline"]

SHORTEST_ALT = 40


class Renderer(NbElementRenderer):
    """Draw SVG output into the page, and insist on alternative text and a caption."""

    def render_mime_type(self, data):
        """Draw an explorer as a figure with sliders; leave everything else to MyST-NB."""
        if data.mime_type != MIME:
            return super().render_mime_type(data)
        alt, prefix = self._named(data)
        still = inline(data.content["still"]["svg"], alt, prefix)
        return [nodes.raw("", explorers.markup(data.content, still, prefix), format="html")]

    def render_image(self, data):
        """Return the picture's node."""
        alt, prefix = self._named(data)
        if data.mime_type != "image/svg+xml":
            return super().render_image(data)
        return [nodes.raw("", inline(data.content, alt, prefix), format="html")]

    def _named(self, data):
        """Return the alternative text and the name of a figure; warn where one is missing."""
        options = self.renderer.get_cell_level_config(
            "render_image_options", data.cell_metadata, line=data.line
        )
        figure = self.renderer.get_cell_level_config(
            "render_figure_options", data.cell_metadata, line=data.line
        )
        alt, name = options.get("alt", ""), (figure or {}).get("name", "without name")
        if len(alt) < SHORTEST_ALT:
            self.logger.warning(
                f"figure {name}: its alternative text is {alt!r}; say what the figure shows, in "
                f"{SHORTEST_ALT} characters or more, under mystnb: image: alt in its cell",
                line=data.line,
            )
        if not (figure and figure.get("caption") and figure.get("name")):
            self.logger.warning(
                f"figure {name}: add mystnb: figure: caption and name to its cell", line=data.line
            )
        return alt, name if figure else f"figure-{data.cell_index}"


def inline(svg, alt, prefix):
    """Return a matplotlib SVG as markup for the page.

    Parameters
    ----------
    svg : str
        What matplotlib wrote.
    alt : str
        What the figure shows, for those who do not see it.
    prefix : str
        Put before every id, so that two figures on a page never share one.

    Returns
    -------
    str
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    for name, colour in PALETTE.items():
        svg = re.sub(colour, f"var(--fig-{name})", svg, flags=re.IGNORECASE)
    head, _, body = svg.partition(">")
    box = re.search(r'viewBox="([^"]*)"', head)[1]
    return (
        f'<svg class="figure" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{box}" '
        f'role="img" aria-label="{html.escape(" ".join(alt.split()))}">{body}'
    )
