"""Tables that are wider than a phone scroll by themselves, not the page."""

from __future__ import annotations

from docutils import nodes

__all__ = ["let_scroll"]


def let_scroll(app, doctree, docname):
    """Put each table into a box that scrolls sideways."""
    for table in list(doctree.findall(nodes.table)):
        box = nodes.container(classes=["scroll"])
        table.replace_self(box)
        box += table
