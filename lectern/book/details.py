"""Parts of a page that open at a click or a key: hints, solutions, wrong turns."""

from __future__ import annotations

import html

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

__all__ = ["Details", "Hint", "depart", "visit"]


class Details(nodes.General, nodes.Element):
    """A collapsed part of a page: ``summary`` is its line of text, ``kind`` its class."""


def visit(translator, node):
    """Write the opening of the part."""
    classes = f"unfold unfold-{node['kind']}"
    translator.body.append(
        f'<details class="{classes}"><summary>{html.escape(node["summary"])}</summary>\n<div>'
    )


def depart(translator, node):
    """Write its end."""
    translator.body.append("</div></details>\n")


class Hint(SphinxDirective):
    """A hint of an exercise, collapsed and numbered in the order of the page."""

    has_content = True

    def run(self):
        """Return the collapsed hint."""
        number = self.env.temp_data["hints"] = self.env.temp_data.get("hints", 0) + 1
        hint = Details(kind="hint", summary=f"Hint {number}")
        self.state.nested_parse(self.content, self.content_offset, hint)
        return [hint]
