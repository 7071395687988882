"""The index of the search, the same after a small build as after one of the whole book."""

from __future__ import annotations

from sphinx.util.index_entries import split_index_msg

__all__ = ["complete"]


def complete(app):
    """Drop the words that no page holds any more, and add the terms of pages that were not written.

    Sphinx keeps the words, each with an empty list, and forgets the terms of a page that it does
    not write.
    """
    index = getattr(app.builder, "indexer", None)
    if index is not None:
        for words in (index._mapping, index._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
        known = app.env.get_domain("index").entries
        index._index_entries = {page: sorted(set(_terms(known[page]))) for page in sorted(known)}
    return ()


def _terms(entries):
    """Yield each term, its anchor, and whether it is explained there, as Sphinx does."""
    for kind, text, anchor, main, _ in entries:
        for term in split_index_msg(kind, text):
            yield term, anchor or "", main
