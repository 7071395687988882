"""Small mercies: punctuation that stays with its formula, tables that scroll, folded code."""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform

from lectern.book.details import Details
from lectern.book.exercise_page import is_cell

__all__ = ["FoldDrawing", "keep_punctuation", "let_tables_scroll"]


class FoldDrawing(SphinxTransform):
    """Fold the code that only draws: the figure speaks, and its code is one click away."""

    default_priority = 410

    def apply(self, **kwargs):
        """Fold the input of every cell of a chapter that makes a figure."""
        if self.env.docname.startswith("exercises/"):
            return
        for cell in self.document.findall(is_cell):
            if "figure" in cell["cell_metadata"].get("mystnb", {}) and len(cell) == 2:
                code = cell[0]
                cell.remove(code)
                part = Details(kind="code", summary="How this figure is drawn")
                part += code
                cell += part


def keep_punctuation(app, doctree, docname):
    """Keep a comma or full stop on the line of the formula before it."""
    for formula in list(doctree.findall(nodes.math)):
        parent, place = formula.parent, formula.parent.index(formula)
        follower = parent[place + 1] if place + 1 < len(parent) else None
        if isinstance(follower, nodes.Text) and follower[:1] in (",", ".", ";", ":", ")"):
            together = nodes.inline(classes=["together"])
            parent.replace(formula, together)
            together += formula
            together += nodes.Text(follower[:1])
            parent.replace(follower, nodes.Text(follower[1:]))


def let_tables_scroll(app, doctree, docname):
    """Put each table into a box that scrolls sideways, so that the page need not."""
    for table in list(doctree.findall(nodes.table)):
        box = nodes.container(classes=["scroll"])
        table.replace_self(box)
        box += table
