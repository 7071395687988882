"""The difference between what comes and what was expected: the signal that teaches."""

from __future__ import annotations

__all__ = ["prediction_error"]


def prediction_error(reward, expected, *, drug_surprise=0.0, threshold=0.0) -> float:
    r"""Return the prediction error of one event.

    Without a drug ``delta = r - V - rho``. A drug that releases dopamine by itself adds a surprise
    ``D`` which no expectation can cancel: ``delta = max(r - V + D, D) - rho``.

    The models of this room call it once a trial and check their own input; here nothing is checked.

    Parameters
    ----------
    reward : float
        ``r``, what comes, together with what is now expected of the future; dimensionless.
    expected : float
        ``V``, what was expected.
    drug_surprise : float
        ``D``, 0 or more; 0 where no drug is taken.
    threshold : float
        ``rho``, what a reward must exceed to please; it rises with long use.

    Returns
    -------
    float
        Positive: better than expected; the cue gains value. Negative: worse; it loses value.

    References
    ----------
    redish2004, dezfouli2009

    Examples
    --------
    A reward that is fully expected teaches nothing; a drug goes on teaching:

    >>> prediction_error(1.0, 1.0), prediction_error(1.0, 1.0, drug_surprise=0.2)
    (0.0, 0.2)
    >>> prediction_error(1.0, 5.0, drug_surprise=0.2)  # however much was expected
    0.2
    """
    delta = reward - expected
    if drug_surprise > 0:
        delta = max(delta + drug_surprise, drug_surprise)
    return delta - threshold
