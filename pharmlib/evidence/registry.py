"""Which function of the book computes which published observation."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["PREDICTIONS", "predicts"]

PREDICTIONS: dict[str, Callable[[], float]] = {}
"""The model's value of each observation, by name of the observation, in its unit."""


def predicts(name: str, *arguments) -> Callable[[Callable], Callable]:
    """Return a decorator that registers a function as the model's value of an observation.

    Parameters
    ----------
    name : str
        Name of an entry of ``pharmlib/data/observations.toml``.
    *arguments
        What to call the function with, when one function serves several observations.

    Returns
    -------
    callable
        It hands the function back unchanged.

    Raises
    ------
    ValueError
        When the observation has a function already.

    Examples
    --------
    >>> @predicts("nobody2000-half-of", 10.0)
    ... def half_of(amount):
    ...     return amount / 2
    >>> PREDICTIONS.pop("nobody2000-half-of")()
    5.0
    """

    def register(function):
        if name in PREDICTIONS:
            raise ValueError(
                f"{name!r} is predicted twice; an observation has one prediction. "
                f"Rename or remove {function.__name__}."
            )
        PREDICTIONS[name] = lambda: float(function(*arguments))
        return function

    return register
