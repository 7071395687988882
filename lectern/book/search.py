"""The index of the search: no trace of what the book once said."""

from __future__ import annotations

__all__ = ["forget_words"]


def forget_words(app):
    """Drop the words that no page holds any more; Sphinx keeps them, each with an empty list."""
    index = getattr(app.builder, "indexer", None)
    if index is not None:
        for words in (index._mapping, index._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
    return ()
