"""The models of the book beside the observations: what each says, and whether it holds."""

from __future__ import annotations

import dataclasses

from pharmlib.evidence.published import Observation, observations
from pharmlib.evidence.registry import PREDICTIONS

__all__ = ["Comparison", "comparisons"]


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One observation, and what the book's model says of it.

    Parameters
    ----------
    observation : Observation
        What was published.
    predicted : float or None
        The value of the model, in the unit of the observation; None when no model can say.

    Examples
    --------
    >>> next(each for each in comparisons() if each.predicted is None).found
    'out of reach'
    """

    observation: Observation
    predicted: float | None

    @property
    def found(self) -> str:
        """The verdict that the numbers give: holds, fails or out of reach."""
        if self.predicted is None:
            return "out of reach"
        return "holds" if self.observation.accepts(self.predicted) else "fails"


def comparisons() -> tuple[Comparison, ...]:
    """Return every observation with the value of its model, computed now.

    Raises
    ------
    KeyError
        When a prediction is registered for an observation that the file does not have.

    Examples
    --------
    >>> len(comparisons()) == len(observations())
    True
    """
    unknown = sorted(set(PREDICTIONS) - {seen.name for seen in observations()})
    if unknown:
        raise KeyError(
            f"{unknown} are predicted but not in data/observations.toml. "
            "Add the observation, or correct the name at @predicts."
        )
    return tuple(
        Comparison(seen, PREDICTIONS[seen.name]() if seen.name in PREDICTIONS else None)
        for seen in observations()
    )
