"""Terms of the glossary explain themselves where they stand in the text."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

__all__ = ["define", "depend_on_glossary", "keep_meanings"]

GLOSSARY = "chapters/glossary"


def depend_on_glossary(app, doctree):
    """Write a page again when a definition it uses has changed."""
    uses = any(node.get("reftype") == "term" for node in doctree.findall(addnodes.pending_xref))
    if uses and GLOSSARY in app.env.found_docs:
        app.env.note_dependency(app.env.doc2path(GLOSSARY))


def keep_meanings(app, doctree):
    """Keep what the glossary says, so that no other page needs to read it again.

    That is the first paragraph of each definition, by the anchor of its term.
    """
    if app.env.docname != GLOSSARY:
        return
    found = app.env.metadata[GLOSSARY]["meanings"] = {}
    for item in doctree.findall(nodes.definition_list_item):
        paragraph = next(iter(item.findall(nodes.paragraph)))
        for term in item.findall(nodes.term):
            found.update({anchor: " ".join(paragraph.astext().split()) for anchor in term["ids"]})


def define(app, doctree, docname):
    """Attach its definition to every term used on a page; the page's script shows it."""
    if app.builder.format != "html":
        return
    meanings = app.env.metadata.get(GLOSSARY, {}).get("meanings", {})
    for reference in list(doctree.findall(nodes.reference)):
        term = reference.next_node(nodes.inline)
        anchor = reference.get("refuri", "").rpartition("#")[2] or reference.get("refid", "")
        if term is None or "std-term" not in term["classes"] or anchor not in meanings:
            continue
        text = nodes.make_id(anchor)
        link = reference.get("refuri") or f"#{text}"
        markup = '<a class="term" href="{}" data-definition="{}">{}</a>'.format(
            *(_escape(part) for part in (link, meanings[anchor], reference.astext()))
        )
        reference.replace_self(nodes.raw("", markup, format="html"))


def _escape(text):
    return nodes.unescape(text).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
