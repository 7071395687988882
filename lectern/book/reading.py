"""Pages as MyST-NB reads them: a text is read once in a build, whoever asks."""

from __future__ import annotations

from myst_nb.core.read import create_nb_reader

__all__ = ["notebook_of"]


def notebook_of(app, page, text):
    """Return a page as a notebook, or None where it holds no code; nobody may change it.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        The build.
    page : str
        Its name, such as ``"chapters/clock"``.
    text : str
        What stands in its file.

    Returns
    -------
    nbformat.NotebookNode or None
    """
    known = app.__dict__.setdefault("lectern_read", {})
    if page not in known or known[page][0] != text:
        env = app.env
        reader = create_nb_reader(env.doc2path(page), env.myst_config, env.mystnb_config, text)
        known[page] = text, reader and reader.read(text)
    return known[page][1]
