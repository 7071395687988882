"""How citations read in a sentence, and how the bibliography lists them."""

from __future__ import annotations

import importlib.metadata
import re

from docutils import nodes
from pybtex import plugin
from pybtex.style.formatting.plain import Style

from lectern.book.freshness import made_by

__all__ = ["STYLE", "BookStyle", "depart", "recall", "shorten", "skip_label", "visit"]

OTHERS = re.compile(r"(?<=\w) and others(?= \[|,|$)")
STYLE = "unopposed"


class BookStyle(Style):
    """The plain style of BibTeX; an entry that was formatted before is not formatted again."""

    known: dict = {}

    def format_entry(self, label, entry, bib_data=None):
        """Return an entry as the bibliography shows it."""
        before, formatted = self.known.get((entry.key, label), (None, None))
        if formatted is None or before != entry:
            formatted = super().format_entry(label, entry, bib_data)
            self.known[entry.key, label] = entry, formatted
        return formatted


# pybtex looks a plugin up at every citation: what is installed is read once, not each time
plugin.entry_points = importlib.metadata.entry_points().select
plugin.register_plugin("pybtex.style.formatting", STYLE, BookStyle)


def recall(app):
    """Take over the entries that the last build formatted, unless the style may have changed."""
    BookStyle.known.clear()
    if getattr(app.env, "lectern_made_by", "") == made_by():
        for each in app.env.get_domain("cite").citations:
            BookStyle.known[each.entry.key, each.formatted_entry.label] = (
                each.entry,
                each.formatted_entry,
            )


def shorten(app, doctree, docname):
    """Write "et al." where the bibliography names one author "and others"."""
    for text in list(doctree.findall(nodes.Text)):
        match = OTHERS.search(text)
        if match:
            before, after = text[: match.start()], text[match.end() :]
            parts = [nodes.Text(before + " "), nodes.emphasis("", "et al.")]
            text.parent.replace(text, parts + ([nodes.Text(after)] if after else []))


def visit(translator, node):
    """Open an entry of the bibliography, without the roles that assistive software has dropped."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def depart(translator, node):
    """Close it."""
    translator.body.append("</div>\n")


def skip_label(translator, node):
    """Leave out the label of an entry: the text cites by author and year."""
    raise nodes.SkipNode
