"""Sliders for a model: alive in a notebook, and on a page of the book, where no Python runs."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lectern.explorer_data import MIME, Series, as_data, series
from lectern.explorer_words import stop
from lectern.prediction import Prediction

__all__ = ["Explorer", "explore"]

_MOST_STOPS = 2000


def explore(
    model: Callable[..., Any],
    /,
    *,
    show: str | Sequence[str] | None = None,
    units: Mapping[str, str] | None = None,
    start: Mapping[str, Any] | None = None,
    time_unit: str = "d",
    quantity: str = "",
    limits: tuple[float, float] | None = None,
    labels: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    predict: Prediction | None = None,
    **stops: tuple | list,
) -> Explorer:
    """Let a reader move the arguments of a model and see its curves.

    In a live notebook each argument becomes a slider, and every move computes the curves anew. On a
    page of the book the curves at every stop stand in the page, computed while the book was built.

    Parameters
    ----------
    model : function
        Takes every argument by name and returns a `pharmlib.Trajectory` or `pharmlib.Relation`, on
        the same grid for every stop.
    show : str or sequence of str, optional
        Which curves; all of them when left out.
    units : mapping, optional
        Unit of each argument, for its slider; an argument without one has none.
    start : mapping, optional
        The stop at which a slider stands first; the middle one when left out.
    time_unit : str
        Unit of the axis of a trajectory, "h" or "d".
    quantity : str
        What the vertical axis shows; the curve's name when there is only one.
    limits : (float, float), optional
        Ends of the vertical axis, beyond all curves; by default what they reach, and 0.
    labels : mapping, optional
        What to call a curve or a slider where its name alone will not do.
    roles : mapping, optional
        Role of a curve, a key of `pharmlib.plotting.PALETTE`; by default the one that belongs to
        its name, or the next that is free.
    predict : Prediction, optional
        What to ask before the curves appear.
    **stops : tuple (first, last, step) or list
        Where each slider can stand: evenly spaced numbers, or the listed values.

    Returns
    -------
    Explorer
        Put it in the last line of a cell.

    Raises
    ------
    ValueError
        When there is no slider, one has no stops, or an option names something that is not there.

    Examples
    --------
    >>> from pharmlib import OneCompartment, Trajectory, once
    >>> def course(dose, half_life):
    ...     times = [0, 6, 12, 24]
    ...     model = OneCompartment.from_half_life(half_life, volume=50)
    ...     level = model.concentration(once(dose), times)
    ...     return Trajectory(times, {"concentration": level}, {"concentration": "mg/L"})
    >>> both = explore(course, dose=(0, 100, 50), half_life=[6, 12, 24], units={"dose": "mg"})
    >>> both.stops
    {'dose': [0.0, 50.0, 100.0], 'half_life': [6, 12, 24]}
    >>> both.curves(dose=100, half_life=6).values["concentration"].round(2).tolist()
    [2.0, 1.0, 0.5, 0.12]
    """
    if not stops:
        raise ValueError("explore needs at least one slider, such as dose=(0, 100, 10)")
    listed = {name: _stops(name, given) for name, given in stops.items()}
    for what, names in (("units", units or {}), ("start", start or {})):
        if odd := sorted(set(names) - set(listed)):
            raise ValueError(f"{what} has {odd}; it may name the sliders {', '.join(listed)}")
    first = {name: values[len(values) // 2] for name, values in listed.items()}
    for name, value in (start or {}).items():
        if value not in listed[name]:
            raise ValueError(f"start of {name} is {value!r}; it must be one of {listed[name]}")
        first[name] = value
    count = int(np.prod([len(values) for values in listed.values()]))
    if count > _MOST_STOPS:
        raise ValueError(
            f"the sliders have {count} positions together; at most {_MOST_STOPS} fit into a page. "
            "Give them fewer stops."
        )
    axes: dict[str, Any] = {"show": show, "quantity": quantity, "labels": labels, "roles": roles}
    axes |= {"time_unit": time_unit, "limits": limits}
    return Explorer(model, listed, first, dict(units or {}), axes, predict)


class Explorer:
    """What `explore` returns: it shows itself as sliders, in a notebook and on a page.

    Parameters
    ----------
    model : function
        Takes every argument by name and returns curves.
    stops : dict from str to list
        The values at which each slider can stand.
    start : dict
        Where each stands first.
    units : dict from str to str
        Unit of each argument.
    axes : dict
        What to show, and the axes; see `explore`.
    predict : Prediction or None
        What to ask first.
    """

    def __init__(self, model, stops, start, units, axes, predict=None):
        self.model = model
        self.stops = stops
        self.start = start
        self.units = units
        self.axes = axes
        self.predict = predict

    def curves(self, **values) -> Series:
        """Return what the axes show for some values of the arguments."""
        return series(self.model(**values), **self.axes)

    def figure(self, **values) -> Any:
        """Return a still figure for some values of the arguments, the starting ones by default."""
        from pharmlib.plotting import curve, figure, label_axes

        shown = self.curves(**{**self.start, **values})
        fig, ax = figure()
        several = len(shown.values) > 1
        for name, y in shown.values.items():
            label = shown.labels[name] if several else ""
            curve(ax, shown.grid, y, name=label, role=shown.roles[name])
        label_axes(ax, x=shown.x, y=shown.y)
        if self.axes["limits"]:
            ax.set_ylim(*self.axes["limits"])
        return fig

    def data(self) -> dict[str, Any]:
        """Return everything a page needs: sliders, axes, curves at every stop, the question.

        Raises
        ------
        ValueError
            When a label or role belongs to nothing, two stops give curves on different grids, or
            the whole is too large for a page.
        """
        names = list(self.stops)
        grid = [
            self.curves(**dict(zip(names, values, strict=True)))
            for values in itertools.product(*self.stops.values())
        ]
        first = self.curves(**self.start)
        for what in ("labels", "roles"):
            known = {*first.values, *(self.stops if what == "labels" else ())}
            if odd := sorted(set(self.axes[what] or {}) - known):
                raise ValueError(f"{what} has {odd}; it may name {', '.join(sorted(known))}")
        data = as_data(grid, limits=self.axes["limits"]) | {"sliders": self._sliders()}
        if self.predict is not None:
            data["predict"] = self.predict.as_data(first)
        return data

    def widget(self) -> Any:
        """Return the live sliders, an ipywidgets box.

        Raises
        ------
        ModuleNotFoundError
            When ipywidgets is not installed.
        """
        from ipywidgets import SelectionSlider, interactive

        sliders = {
            slider["name"]: SelectionSlider(
                options=[(stop(slider, i), value) for i, value in enumerate(slider["stops"])],
                index=slider["start"],
                description=slider["label"],
                continuous_update=False,
                style={"description_width": "initial"},
            )
            for slider in self._sliders()
        }
        return interactive(self.figure, **sliders)

    def _sliders(self):
        """Return what a page or a notebook needs to know of each slider."""
        return [
            {
                "name": name,
                "label": (self.axes["labels"] or {}).get(name, name.replace("_", " ")),
                "unit": self.units.get(name, ""),
                "stops": values,
                "start": values.index(self.start[name]),
            }
            for name, values in self.stops.items()
        ]

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Offer the still figure and the data for a page; in a live notebook the sliders, too."""
        svg = self.figure()._repr_svg_()
        bundle = {
            MIME: self.data() | {"still": {"svg": svg}},
            "image/svg+xml": svg,
            "text/plain": f"explore({self.model.__name__}, {', '.join(self.stops)})",
        }
        if not os.environ.get("LECTERN_BOOK"):
            try:
                widget = self.widget()
            except ModuleNotFoundError:  # as in a page, where the data serve
                return bundle
            bundle |= widget._repr_mimebundle_()
        return bundle


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
