"""How citations read in a sentence, and how the bibliography lists them."""

from __future__ import annotations

import re

from docutils import nodes

__all__ = ["depart", "shorten", "skip_label", "visit"]

OTHERS = re.compile(r"(?<=\w) and others(?= \[|,|$)")


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
