"""How citations read in a sentence, and how the bibliography lists them."""

from __future__ import annotations

from docutils import nodes

__all__ = ["depart", "shorten", "skip_label", "visit"]


def shorten(app, doctree, docname):
    """Write "et al." where the bibliography names one author "and others"."""
    for reference in doctree.findall(nodes.reference):
        for text in list(reference.findall(nodes.Text)):
            if " and others" in text:
                text.parent.replace(text, nodes.Text(text.replace(" and others", " et al.")))


def visit(translator, node):
    """Open an entry of the bibliography, without the roles that assistive software has dropped."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def depart(translator, node):
    """Close it."""
    translator.body.append("</div>\n")


def skip_label(translator, node):
    """Leave out the label of an entry: the text cites by author and year."""
    raise nodes.SkipNode
