"""Several cues, one outcome: how they share what there is to be learned.

All cues that are present predict together, and all of them learn from one common error. So a cue
that comes too late, when another predicts the outcome already, learns nothing: it is blocked.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable, Mapping

import numpy as np

from pharmlib.checks import ParameterError, check_number
from pharmlib.learning.surprise import prediction_error
from pharmlib.parameters import Parameters, parameter

__all__ = ["RescorlaWagner", "Trial"]


@dataclasses.dataclass(frozen=True)
class Trial:
    """One occasion to learn: the cues that are present, and what follows them.

    Parameters
    ----------
    cues : str or iterable of str
        Names; in a text a space stands between them.
    reward : float
        What follows; 0 is nothing.
    drug_surprise : float
        ``D``, the part of the drug's effect that no expectation cancels; 0 without a drug.

    Raises
    ------
    ParameterError
        When there is no cue, a number is not finite, or the surprise is negative.

    Examples
    --------
    >>> sorted(Trial("tone light", 1.0).cues)
    ['light', 'tone']
    """

    cues: frozenset[str]
    reward: float = 0.0
    drug_surprise: float = 0.0

    def __post_init__(self):
        cues = self.cues.split() if isinstance(self.cues, str) else self.cues
        object.__setattr__(self, "cues", frozenset(cues))
        if not self.cues:
            raise ParameterError(
                "cues is empty; a trial must have at least one cue. "
                "Name the place when there is nothing else."
            )
        reward = check_number(self.reward, "reward", minimum=-np.inf)
        object.__setattr__(self, "reward", reward)
        surprise = check_number(self.drug_surprise, "drug_surprise", zero=True)
        object.__setattr__(self, "drug_surprise", surprise)


@dataclasses.dataclass(frozen=True, eq=False)
class LearningCurve:
    """What was learned, trial by trial.

    Parameters
    ----------
    values : mapping from str to array, shape (n + 1,)
        The value of each cue before the first trial and after each of the n trials.
    errors : array, shape (n,)
        The prediction error of each trial.
    threshold : array, shape (n + 1,)
        What a reward must exceed to please.

    Examples
    --------
    >>> curve = RescorlaWagner(0.5).train(3 * [Trial("bell", 1.0)])
    >>> curve["bell"].tolist(), curve.errors.tolist()
    ([0.0, 0.5, 0.75, 0.875], [1.0, 0.5, 0.25])
    """

    values: Mapping[str, np.ndarray]
    errors: np.ndarray
    threshold: np.ndarray

    def __getitem__(self, cue: str) -> np.ndarray:
        if cue not in self.values:
            raise ParameterError(
                f"cue is {cue!r}; it must be one of {', '.join(sorted(self.values))}. "
                "Only cues that occurred in a trial have a value."
            )
        return self.values[cue]

    @property
    def last(self) -> dict[str, float]:
        """The value of each cue after the last trial: a start for more trials."""
        return {cue: float(value[-1]) for cue, value in self.values.items()}


@dataclasses.dataclass(frozen=True)
class RescorlaWagner(Parameters):
    r"""Cues that learn from one common prediction error.

    ``V_i <- V_i + alpha_i * beta * delta`` for each cue present, with the error
    ``delta = r - sum(V) - rho``, or ``max(r - sum(V) + D, D) - rho`` with a drug. The threshold
    follows the drug, ``rho <- rho + lambda * (N - rho)``; without it, it falls back to 0.

    The numbers of the defaults are illustrative. With ``N = 0`` the drug's surprise is never
    answered, as in redish2004; a threshold that rises is the answer of dezfouli2009, here in its
    simplest form.

    Parameters
    ----------
    learning_rate : float
        ``beta``, above 0, at most 1.
    threshold_limit : float
        ``N``, where the threshold ends after endless use.
    threshold_rate : float
        ``lambda``, the part of the way that it goes in one trial, at most 1.
    saliences : mapping from str to float, optional
        ``alpha`` of single cues, above 0, at most 1; 1 for all others.

    References
    ----------
    redish2004, dezfouli2009

    Examples
    --------
    Blocking: the light comes when the tone predicts the food already.

    >>> rats = RescorlaWagner(0.2)
    >>> curve = rats.train(50 * [Trial("tone", 1.0)] + 50 * [Trial("tone light", 1.0)])
    >>> {cue: round(value, 2) for cue, value in sorted(curve.last.items())}
    {'light': 0.0, 'tone': 1.0}
    """

    learning_rate: float = parameter(0.1, meaning="learning rate", symbol=r"\beta", maximum=1.0)
    _: dataclasses.KW_ONLY
    threshold_limit: float = parameter(
        0.0, meaning="threshold of reward after endless use", symbol="N", zero=True
    )
    threshold_rate: float = parameter(
        0.02, meaning="part of the way the threshold goes in a trial", symbol=r"\lambda",
        maximum=1.0,
    )  # fmt: skip
    saliences: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def __post_init__(self):
        super().__post_init__()
        alphas = {
            cue: check_number(alpha, f"salience of {cue}", maximum=1.0)
            for cue, alpha in self.saliences.items()
        }
        object.__setattr__(self, "saliences", types.MappingProxyType(alphas))

    def train(
        self, trials: Iterable[Trial], *, start: Mapping[str, float] | None = None
    ) -> LearningCurve:
        """Return what is learned in a row of trials.

        Parameters
        ----------
        trials : iterable of Trial
            In order; ``20 * [Trial("tone", 1.0)]`` is one trial twenty times.
        start : mapping from str to float, optional
            Values to begin with; 0 for every other cue.

        Returns
        -------
        LearningCurve

        Raises
        ------
        ParameterError
            When there is no trial.
        """
        trials = list(trials)
        if not trials or not all(isinstance(trial, Trial) for trial in trials):
            raise ParameterError(
                f"trials is {trials!r:.60}; it must be a row of one Trial or more. "
                'Write for example 20 * [Trial("tone", 1.0)].'
            )
        V = {cue: 0.0 for trial in trials for cue in trial.cues}
        for cue, value in (start or {}).items():
            V[cue] = check_number(value, f"start of {cue}", minimum=-np.inf)
        rho, history, errors, thresholds = 0.0, [dict(V)], [], [0.0]
        for trial in trials:
            expected = sum(V[cue] for cue in trial.cues)
            delta = prediction_error(
                trial.reward, expected, drug_surprise=trial.drug_surprise, threshold=rho
            )
            for cue in trial.cues:
                V[cue] += self.saliences.get(cue, 1.0) * self.learning_rate * delta
            goal = self.threshold_limit if trial.drug_surprise else 0.0
            rho += self.threshold_rate * (goal - rho)
            history.append(dict(V))
            errors.append(delta)
            thresholds.append(rho)
        values = {cue: np.array([each[cue] for each in history]) for cue in V}
        return LearningCurve(types.MappingProxyType(values), np.array(errors), np.array(thresholds))
