"""How far ratings can be trusted: between raters, between items, and after the noise."""

from __future__ import annotations

import math

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_number, float_or_array

__all__ = [
    "cohen_kappa",
    "cronbach_alpha",
    "false_positive_probability",
    "intraclass_correlation",
]


def false_positive_probability(rise, rater_sd):
    """Return the probability that a score seems to rise by so much when nothing has changed.

    Two ratings, each with an error of standard deviation ``s``, differ by an error of
    ``s * sqrt(2)``. Scores are whole numbers, so a rise of ``k`` or more begins at ``k - 1/2``:
    ``P = 1 - Phi((k - 1/2) / (s * sqrt(2)))``.

    Parameters
    ----------
    rise : float or array
        ``k``, points, 1 or more.
    rater_sd : float or array
        ``s``, standard deviation of one rating of a person who stays the same, points.

    Returns
    -------
    float or array

    Examples
    --------
    >>> round(false_positive_probability(5, 2.0), 3)
    0.056
    """
    k = check(rise, "rise", minimum=1.0, zero=True)
    s = check(rater_sd, "rater_sd")
    return float_or_array(scipy.special.ndtr(-(k - 0.5) / (s * math.sqrt(2))))


def cohen_kappa(first, second, *, weights=None) -> float:
    """Return Cohen's kappa: agreement of two raters beyond that of chance.

    ``kappa = 1 - observed disagreement / disagreement expected by chance``. Every disagreement
    counts as one, or, with quadratic weights, as the square of the difference.

    Parameters
    ----------
    first, second : array, shape (n,)
        The ratings of both raters.
    weights : str, optional
        "quadratic"; none by default.

    Returns
    -------
    float
        1 is full agreement, 0 that of chance.

    Raises
    ------
    ParameterError
        When shapes differ, weights are unknown, or both raters give one and the same rating
        throughout.

    Examples
    --------
    >>> round(cohen_kappa([0, 0, 1, 1], [0, 0, 1, 0]), 3)
    0.5
    """
    if weights not in (None, "quadratic"):
        raise ParameterError(
            f"weights is {weights!r}; it must be None or 'quadratic'. Leave it out for plain kappa."
        )
    first, second = (
        np.atleast_1d(check(ratings, name, minimum=-math.inf))
        for ratings, name in ((first, "first"), (second, "second"))
    )
    if first.shape != second.shape or first.ndim != 1:
        raise ParameterError(
            f"first has shape {first.shape} and second {second.shape}; they must be two rows of "
            "equal length. Give the ratings of the same people by both raters."
        )
    distance = np.not_equal if weights is None else lambda a, b: (a - b) ** 2
    observed = np.mean(distance(first, second))
    by_chance = np.mean(distance(first[:, None], second[None, :]))
    if by_chance == 0:
        raise ParameterError(
            f"first and second are {float(first[0])!r} throughout; they must vary. "
            "Without differences between people there is no agreement to measure."
        )
    return float(1 - observed / by_chance)


def intraclass_correlation(ratings) -> float:
    """Return the intraclass correlation of single ratings, ICC(2,1).

    People and raters are both samples; a rater who is always stricter counts as disagreement:
    ``(MSP - MSE) / (MSP + (k - 1) * MSE + k * (MSR - MSE) / n)`` with the mean squares of people,
    raters and the rest.

    Parameters
    ----------
    ratings : array, shape (n, k)
        n people, each rated by the same k raters; both 2 or more.

    Returns
    -------
    float
        The part of the variance of a rating that lies between people; at most 1.

    Raises
    ------
    ParameterError
        When the shape does not fit, or all ratings are equal.

    References
    ----------
    shrout1979

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9],
    ...            [6, 2, 4, 7]]
    >>> round(intraclass_correlation(ratings), 2)
    0.29
    """
    x = _table(ratings, "ratings", "people", "raters")
    n, k = x.shape
    people, raters, mean = x.mean(axis=1), x.mean(axis=0), x.mean()
    rest = x - people[:, None] - raters[None, :] + mean
    MSP = k * np.sum((people - mean) ** 2) / (n - 1)
    MSR = n * np.sum((raters - mean) ** 2) / (k - 1)
    MSE = np.sum(rest**2) / ((n - 1) * (k - 1))
    return float((MSP - MSE) / (MSP + (k - 1) * MSE + k * (MSR - MSE) / n))


def cronbach_alpha(scores) -> float:
    """Return Cronbach's alpha: how far the items of a scale go together.

    ``alpha = k / (k - 1) * (1 - sum of item variances / variance of the total)``

    Parameters
    ----------
    scores : array, shape (n, k)
        n people, k items; both 2 or more.

    Returns
    -------
    float
        At most 1.

    Raises
    ------
    ParameterError
        When the shape does not fit, or the totals do not vary.

    Examples
    --------
    >>> round(cronbach_alpha([[1, 1], [2, 2], [3, 4]]), 3)
    0.947
    """
    x = _table(scores, "scores", "people", "items")
    k = x.shape[1]
    total = np.var(x.sum(axis=1), ddof=1)
    check_number(total, "variance of the total")
    return float(k / (k - 1) * (1 - np.sum(np.var(x, axis=0, ddof=1)) / total))


def _table(numbers, name, rows, columns):
    """Return a table of numbers that has two rows and two columns at least, and some variation."""
    table = np.asarray(check(numbers, name, minimum=-math.inf))
    if table.ndim != 2 or min(table.shape) < 2:
        raise ParameterError(
            f"{name} has shape {table.shape}; it must have a row for each of two or more {rows} "
            f"and a column for each of two or more {columns}. Transpose it if needed."
        )
    if np.ptp(table) == 0:
        raise ParameterError(
            f"{name} is {float(table.flat[0])!r} throughout; it must vary. "
            "Without differences between people there is nothing to agree on."
        )
    return table
