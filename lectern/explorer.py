"""Sliders for a function that draws a figure."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["Explorer", "explore"]


def explore(draw: Callable[..., Any], /, **stops: tuple | list) -> Explorer:
    """Let a reader move the arguments of a function that draws.

    In a live notebook each argument becomes a slider, and every move draws the figure anew. On
    a page of the book, where no Python runs, the figure stands still at the middle stops.

    Parameters
    ----------
    draw : function
        Takes every argument by name and returns a figure.
    **stops : tuple (first, last, step) or list
        Where each slider can stand: evenly spaced numbers, or the listed values.

    Returns
    -------
    Explorer
        Put it in the last line of a cell.

    Raises
    ------
    ValueError
        When there is no slider, or one has no stops.

    Examples
    --------
    >>> both = explore(lambda dose, times: dose * times, dose=(0, 100, 50), times=[6, 12, 24])
    >>> both.stops
    {'dose': [0.0, 50.0, 100.0], 'times': [6, 12, 24]}
    >>> both.still()
    600.0
    """
    if not stops:
        raise ValueError("explore needs at least one slider, such as dose=(0, 100, 10)")
    return Explorer(draw, {name: _stops(name, given) for name, given in stops.items()})


class Explorer:
    """What `explore` returns: it shows itself as sliders, or as a still figure.

    Parameters
    ----------
    draw : function
        Takes every argument by name and returns a figure.
    stops : dict from str to list
        The values at which each slider can stand.
    """

    def __init__(self, draw: Callable[..., Any], stops: dict[str, list]):
        self.draw = draw
        self.stops = stops

    def still(self) -> Any:
        """Return what the function draws with every slider at its middle stop."""
        return self.draw(**{name: values[len(values) // 2] for name, values in self.stops.items()})

    def widget(self) -> Any:
        """Return the live sliders, an ipywidgets box.

        Raises
        ------
        ModuleNotFoundError
            When ipywidgets is not installed.
        """
        from ipywidgets import SelectionSlider, interactive

        sliders = {
            name: SelectionSlider(
                options=[
                    (f"{value:g}" if np.isreal(value) else str(value), value) for value in values
                ],
                index=len(values) // 2,
                description=name.replace("_", " "),
                continuous_update=False,
                style={"description_width": "initial"},
            )
            for name, values in self.stops.items()
        }
        return interactive(self.draw, **sliders)

    def _ipython_display_(self):
        from IPython.display import display

        display(self.still() if os.environ.get("LECTERN_BOOK") else self.widget())


def _stops(name: str, given: Sequence) -> list:
    if isinstance(given, tuple):
        if len(given) != 3 or not given[0] < given[1] or not given[2] > 0:
            raise ValueError(
                f"{name} is {given!r}; it must be (first, last, step) with first below last and "
                "step above 0, or a list of values"
            )
        first, last, step = given
        return [float(f"{value:.12g}") for value in np.arange(first, last + step / 2, step)]
    values = list(given)
    if not values:
        raise ValueError(f"{name} is empty; list at least one value where its slider can stand")
    return values
