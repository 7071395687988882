"""Notes in the margin: beside the text where there is room, in line where there is not."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

__all__ = ["Margin", "MarginDirective", "depart", "visit"]


class Margin(nodes.General, nodes.Element):
    """A note in the margin."""


def visit(translator, node):
    """Write its opening."""
    translator.body.append('<div class="margin-note" role="note">')


def depart(translator, node):
    """Write its end."""
    translator.body.append("</div>\n")


class MarginDirective(SphinxDirective):
    """``:::{margin}``: a note in the margin, with an optional title."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return the note."""
        note = Margin()
        if self.arguments:
            text, messages = self.state.inline_text(self.arguments[0], self.lineno)
            note += nodes.paragraph("", "", *text, *messages, classes=["margin-title"])
        self.state.nested_parse(self.content, self.content_offset, note)
        return [note]
