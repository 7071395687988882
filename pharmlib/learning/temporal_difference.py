"""Learning within a trial: how the signal of a reward moves back in time to its first sign."""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import ParameterError, check, check_count
from pharmlib.learning.surprise import prediction_error
from pharmlib.parameters import Parameters, parameter

__all__ = ["TemporalDifference"]


@dataclasses.dataclass(frozen=True, eq=False)
class ValueCourse:
    """The value of each moment of a trial, and the errors that taught it.

    Parameters
    ----------
    values : array, shape (trials + 1, moments)
        Value of each moment before the first trial and after each trial.
    errors : array, shape (trials, moments + 1)
        Prediction errors of each trial: first at the sudden start of the cue, then on leaving each
        moment.

    Examples
    --------
    >>> course = TemporalDifference(1.0, discount=1.0).learn([0.0, 1.0], 2)
    >>> course.errors.tolist()  # the signal goes back one moment a trial
    [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """

    values: np.ndarray
    errors: np.ndarray


@dataclasses.dataclass(frozen=True)
class TemporalDifference(Parameters):
    r"""Temporal-difference learning along the moments of a trial.

    ``V_i <- V_i + alpha * delta_i`` with ``delta_i = r_i + gamma * V_(i+1) - V_i``, or
    ``max(r_i + gamma * V_(i+1) - V_i + D_i, D_i)`` where a drug is taken. The trial begins without
    warning, so its first moment brings the error ``gamma * V_0``.

    Parameters
    ----------
    learning_rate : float
        ``alpha``, above 0, at most 1. The default is illustrative.
    discount : float
        ``gamma``, how much a reward is worth one moment ahead of it, above 0, at most 1. The
        default is illustrative.

    References
    ----------
    redish2004

    Examples
    --------
    After training, the cue brings the error and the reward brings none:

    >>> course = TemporalDifference(0.2, discount=0.95).learn([0, 0, 0, 1.0], 400)
    >>> course.errors[-1].round(2).tolist()
    [0.81, 0.0, 0.0, 0.0, 0.0]
    """

    learning_rate: float = parameter(0.1, meaning="learning rate", symbol=r"\alpha", maximum=1.0)
    _: dataclasses.KW_ONLY
    discount: float = parameter(
        0.95, meaning="worth of a reward one moment ahead", symbol=r"\gamma", maximum=1.0
    )

    def final_values(self, rewards) -> np.ndarray:
        """Return what the moments are worth after endless training without a drug.

        ``V_i = sum over j >= i of gamma**(j - i) * r_j``

        Parameters
        ----------
        rewards : array, shape (moments,)
            Reward on leaving each moment.

        Returns
        -------
        array, shape (moments,)

        Examples
        --------
        >>> TemporalDifference(discount=0.5).final_values([0.0, 0.0, 1.0]).tolist()
        [0.25, 0.5, 1.0]
        """
        values = _moments(rewards, "rewards").copy()
        for i in range(values.size - 2, -1, -1):
            values[i] += self.discount * values[i + 1]
        return values

    def learn(self, rewards, trials, *, drug_surprise=None, start=None) -> ValueCourse:
        """Return the course of learning over equal trials.

        Parameters
        ----------
        rewards : array, shape (moments,)
            ``r``, the reward on leaving each moment of the trial.
        trials : int
            How many.
        drug_surprise : array, shape (moments,), optional
            ``D``, the part of the drug's effect at each moment that no expectation cancels; 0 by
            default.
        start : array, shape (moments,), optional
            Values before the first trial; 0 by default.

        Returns
        -------
        ValueCourse

        Raises
        ------
        ParameterError
            When shapes differ, a surprise is negative, or a number is not finite.
        """
        r = _moments(rewards, "rewards")
        D = _like(drug_surprise, "drug_surprise", r, minimum=0.0)
        V = np.append(_like(start, "start", r), 0.0)  # after the trial nothing is expected
        values = np.empty((check_count(trials, "trials") + 1, r.size))
        errors = np.empty((trials, r.size + 1))
        values[0] = V[:-1]
        for n in range(trials):
            errors[n, 0] = self.discount * V[0]
            for i in range(r.size):
                comes = r[i] + self.discount * V[i + 1]
                delta = prediction_error(comes, V[i], drug_surprise=D[i])
                V[i] += self.learning_rate * delta
                errors[n, i + 1] = delta
            values[n + 1] = V[:-1]
        return ValueCourse(values, errors)


def _moments(numbers, name):
    """Return numbers as a row, one for each moment."""
    row = np.atleast_1d(check(numbers, name, minimum=-np.inf))
    if row.ndim != 1 or row.size == 0:
        raise ParameterError(
            f"{name} has shape {row.shape}; it must be a row, one number for each moment. "
            "Write for example [0, 0, 1]."
        )
    return row


def _like(numbers, name, rewards, *, minimum=-np.inf):
    """Return a row as long as the rewards, of zeros when there is none."""
    if numbers is None:
        return np.zeros_like(rewards)
    row = np.atleast_1d(check(numbers, name, minimum=minimum, zero=True))
    if row.shape != rewards.shape:
        raise ParameterError(
            f"{name} has shape {row.shape}; it must be {rewards.shape}, one number for each "
            "moment, as rewards has. Fill up with zeros."
        )
    return row
