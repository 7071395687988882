"""The book's extension without its execution: MyST-NB runs the notebooks, one after another."""

from lectern import book
from lectern.book import execution


def setup(app):
    """Register everything but the handlers of `lectern.book.execution`."""
    done = book.setup(app)
    for listeners in app.events.listeners.values():
        listeners[:] = [each for each in listeners if each.handler.__module__ != execution.__name__]
    return done
