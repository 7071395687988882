"""Predict first: what an explorer asks before it shows its curves."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lectern.explorer_data import Series

__all__ = ["Prediction"]


@dataclasses.dataclass(frozen=True)
class Prediction:
    """A question that a reader answers, in words or by drawing, before the curves appear.

    Parameters
    ----------
    question : str
        What to ask, about the curves at the starting stops.
    choices : mapping from str to str
        Key and text of each outcome a reader may expect; the text of a choice is a clause that
        can follow "You expected that".
    outcome : function
        Takes the arrays of the curves by name, and the grid, as ``outcome(grid, curves)``; returns
        the key of the choice that the model comes to. So the answer is computed and not claimed.
    because : str
        What to say when the curves appear: why it comes out as it does.
    draw : str
        The curve that a reader may draw instead of choosing.
    given : sequence of str
        Curves that stand in the figure from the beginning, for a guess to start from.

    Raises
    ------
    ValueError
        When there are fewer than two choices, a text is empty, or the curve to draw is given.

    Examples
    --------
    >>> ask = Prediction(
    ...     "Is the second peak higher than the first?",
    ...     {"higher": "the second peak is higher", "equal": "both are the same height"},
    ...     lambda grid, curves: "higher" if curves["level"][-1] > curves["level"][0] else "equal",
    ...     because="Something of the first dose is left.",
    ...     draw="level",
    ... )
    >>> sorted(ask.choices)
    ['equal', 'higher']
    """

    question: str
    choices: Mapping[str, str]
    outcome: Callable[[Any, Mapping[str, Any]], str]
    because: str
    draw: str
    given: Sequence[str] = ()

    def __post_init__(self):
        if len(self.choices) < 2 or not all(self.choices.values()):
            raise ValueError(
                f"choices has {dict(self.choices)}; give two or more, each with a text"
            )
        if not (self.question and self.because):
            raise ValueError("question and because must say something; they are shown to readers")
        if isinstance(self.given, str) or self.draw in self.given:
            raise ValueError(
                f"given is {self.given!r}; it must be a list of curves without {self.draw!r}, "
                "which the reader draws"
            )

    def as_data(self, curves: Series) -> dict[str, Any]:
        """Return the question and its answer, ready for JSON.

        Parameters
        ----------
        curves : Series
            The curves at the starting stops.

        Raises
        ------
        ValueError
            When the outcome is not one of the choices, or a curve is not there.
        """
        found = self.outcome(curves.grid, curves.values)
        if found not in self.choices:
            raise ValueError(
                f"the outcome is {found!r}; it must be one of {', '.join(self.choices)}"
            )
        for what, names in (("draw", [self.draw]), ("given", self.given)):
            if odd := [name for name in names if name not in curves.values]:
                raise ValueError(f"{what} has {odd}; the curves are {', '.join(curves.values)}")
        return {
            "question": self.question,
            "choices": dict(self.choices),
            "outcome": found,
            "because": self.because,
            "draw": self.draw,
            "given": list(self.given),
        }
