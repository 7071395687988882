"""Reading a trial: how sure a proportion is, how many one more case takes, how groups overlap."""

from __future__ import annotations

import math

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_count, check_number, float_or_array

__all__ = [
    "group_overlap",
    "number_needed_to_harm",
    "probability_of_superiority",
    "wilson_interval",
]


def wilson_interval(events, total, *, confidence=0.95) -> tuple[float, float]:
    """Return Wilson's interval for a proportion.

    With ``p = events / total`` and ``z`` of the normal distribution:
    ``(p + z**2 / 2n -+ z * sqrt(p * (1 - p) / n + z**2 / 4n**2)) / (1 + z**2 / n)``. Unlike
    ``p -+ z * SE`` it stays inside 0 and 1, and it works when nothing happened.

    Parameters
    ----------
    events, total : int
        How many of how many.
    confidence : float
        Above 0 and below 1.

    Returns
    -------
    tuple of float
        Lower and upper end.

    Raises
    ------
    ParameterError
        When there are more events than people, or a number is out of range.

    References
    ----------
    reimer2009

    Examples
    --------
    Symptoms after stopping a proton-pump inhibitor, and after stopping placebo:

    >>> for events in (26, 9):
    ...     print([round(end, 2) for end in wilson_interval(events, 59)])
    [0.32, 0.57]
    [0.08, 0.27]
    """
    n = check_count(total, "total")
    p = check_count(events, "events", minimum=0, maximum=n) / n
    z = float(scipy.special.ndtri((1 + check_number(confidence, "confidence", below=1.0)) / 2))
    middle = p + z**2 / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    # nothing happened, or all did: the end is 0 or 1 and not a rounding error away
    return max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)


def number_needed_to_harm(exposed_risk, control_risk):
    """Return how many people must be exposed for one more case, ``1 / (p1 - p0)``.

    Parameters
    ----------
    exposed_risk, control_risk : float or array
        Risks ``p1`` and ``p0``, from 0 to 1; the first is the larger.

    Returns
    -------
    float or array

    Raises
    ------
    ParameterError
        When the exposed have no larger risk.

    References
    ----------
    henssler2024

    Examples
    --------
    Any symptom, and severe symptoms, after antidepressants and after placebo:

    >>> number_needed_to_harm([0.31, 0.028], [0.17, 0.006]).round(1)
    array([ 7.1, 45.5])
    """
    p1 = check(exposed_risk, "exposed_risk", maximum=1.0, zero=True)
    p0 = check(control_risk, "control_risk", maximum=1.0, zero=True)
    if np.any(np.asarray(p1) <= p0):
        raise ParameterError(
            f"exposed_risk is {p1!r}; it must be above control_risk, {p0!r}. "
            "Without an excess nobody is harmed; exchange the two for the number needed to treat."
        )
    return float_or_array(1 / (p1 - p0))


def group_overlap(difference):
    """Return how much two groups of normal spread overlap, ``2 * Phi(-|d| / 2)``.

    Parameters
    ----------
    difference : float or array
        Standardised mean difference ``d``: difference of the means in standard deviations.

    Returns
    -------
    float or array
        Common area of the two curves; 1 when they are the same.

    Examples
    --------
    >>> group_overlap([0.0, 0.2, 0.3, 2.0]).round(2).tolist()
    [1.0, 0.92, 0.88, 0.32]
    """
    d = check(difference, "difference", minimum=-math.inf)
    return float_or_array(2 * scipy.special.ndtr(-np.abs(d) / 2))


def probability_of_superiority(difference):
    """Return the chance that one of the higher group exceeds one of the other, ``Phi(d/sqrt(2))``.

    Parameters
    ----------
    difference : float or array
        Standardised mean difference ``d``.

    Returns
    -------
    float or array
        0.5 when there is no difference.

    Examples
    --------
    >>> round(probability_of_superiority(0.3), 2)
    0.58
    """
    d = check(difference, "difference", minimum=-math.inf)
    return float_or_array(scipy.special.ndtr(d / math.sqrt(2)))
