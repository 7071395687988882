"""Addresses outside the book, checked by ``make linkcheck`` when there is a network."""

from __future__ import annotations

__all__ = ["ask_registry"]

RESOLVER = "https://doi.org/"
REGISTRY = "https://doi.org/api/handles/"


def ask_registry(app, uri):
    """Ask the registry of DOIs whether one exists, since many publishers turn programs away.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    uri : str
        An address that a page links to.

    Returns
    -------
    str or None
        Where to look in its place; None leaves the address as it is.
    """
    return REGISTRY + uri.removeprefix(RESOLVER) if uri.startswith(f"{RESOLVER}10.") else None
