"""From severity to a score: how much of a rating is the person, and how much is the rater.

Severity ``W`` is not seen. Signs are: each item of the scale steps up at some severity, sooner in
one person and later in another. A rater sees the signs and now and then gives the next point up or
down. So two people of the same severity differ, and two raters of the same person differ, for
different reasons.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_number
from pharmlib.clinic.scales import Scale
from pharmlib.parameters import Parameters, parameter

__all__ = ["GradedResponse"]


@dataclasses.dataclass(frozen=True)
class GradedResponse(Parameters):
    r"""A cumulative-logit (graded-response) model of the items of a scale.

    ``logit P(item >= p_k) = a * (logit W - logit b_k - shift)``, where severity ``W`` is 0 for none
    and 1 for the top of the scale. The threshold ``b_k = (p_(k-1) + p_k) / (2 * p_max)`` lies
    halfway between the two points it separates, so that a sharp scale would read about ``W`` times
    its maximum.

    Thresholds and slope are illustrative: the book knows no published ones.

    Parameters
    ----------
    scale : Scale
        The items.
    discrimination : float
        ``a``, how sharply the items step up; large: all people of one severity look alike.
    shifts : mapping from str to float, optional
        By how much ``logit W`` single items come later (or, negative, sooner) than that.

    Examples
    --------
    >>> from pharmlib import scale
    >>> model = GradedResponse(scale("COWS"))
    >>> model.expected_total([0.0, 0.25, 0.5, 1.0]).round(1)
    array([ 0. , 13.6, 23.6, 48. ])
    """

    scale: Scale
    discrimination: float = parameter(
        1.5, meaning="how sharply items step up with severity", symbol="a"
    )
    _: dataclasses.KW_ONLY
    shifts: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.scale, Scale):
            raise ParameterError(
                f'scale is {self.scale!r}; it must be a Scale. Write for example scale("COWS").'
            )
        names = [item.name for item in self.scale.items]
        unknown = sorted(set(self.shifts) - set(names))
        if unknown:
            raise ParameterError(
                f"shifts has {', '.join(unknown)}; it must name items of {self.scale.name}: "
                f"{', '.join(names)}. Correct the spelling."
            )
        shifts = {
            name: check_number(by, f"shift of {name}", minimum=-np.inf)
            for name, by in self.shifts.items()
        }
        object.__setattr__(self, "shifts", types.MappingProxyType(shifts))

    def thresholds(self, item) -> np.ndarray:
        """Return the severities at which an item has a half chance of the next point.

        Parameters
        ----------
        item : ScaleItem
            One of the items of the scale.

        Returns
        -------
        array, shape (points - 1,)
        """
        points = np.array(item.points)
        b = (points[:-1] + points[1:]) / (2 * points[-1])
        shift = self.shifts.get(item.name, 0.0)
        return scipy.special.expit(scipy.special.logit(b) + shift)

    def probabilities(self, severity) -> dict[str, np.ndarray]:
        """Return the probability of every point of every item.

        Parameters
        ----------
        severity : float or array, shape (...)
            ``W``, from 0 to 1.

        Returns
        -------
        dict from str to array, shape (..., points)
        """
        W = np.asarray(check(severity, "severity", maximum=1.0, zero=True))[..., None]
        result = {}
        for item in self.scale.items:
            apart = scipy.special.logit(W) - scipy.special.logit(self.thresholds(item))
            at_least = scipy.special.expit(self.discrimination * apart)
            edges = np.concatenate([np.ones_like(W), at_least, np.zeros_like(W)], axis=-1)
            result[item.name] = -np.diff(edges, axis=-1)
        return result

    def expected_scores(self, severity) -> dict[str, np.ndarray]:
        """Return the mean points of every item.

        Parameters
        ----------
        severity : float or array, shape (...)
            ``W``.

        Returns
        -------
        dict from str to array, shape (...)
        """
        chances = self.probabilities(severity)
        return {item.name: chances[item.name] @ np.array(item.points) for item in self.scale.items}

    def expected_total(self, severity):
        """Return the mean total; see `expected_scores`."""
        return np.sum(list(self.expected_scores(severity).values()), axis=0)

    def total_sd(self, severity):
        """Return the standard deviation of the total among people of one severity.

        Parameters
        ----------
        severity : float or array, shape (...)
            ``W``.

        Returns
        -------
        float or array, shape (...)
        """
        variance = 0.0
        for item, chance in zip(
            self.scale.items, self.probabilities(severity).values(), strict=True
        ):
            points = np.array(item.points)
            variance = variance + chance @ points**2 - (chance @ points) ** 2
        return np.sqrt(variance)

    def draw(self, severity, generator: np.random.Generator) -> np.ndarray:
        """Return the signs of people of given severity, as points of every item.

        Parameters
        ----------
        severity : float or array, shape (...)
            ``W`` of each person.
        generator : numpy.random.Generator
            The source of chance.

        Returns
        -------
        array of int, shape (..., items)

        Examples
        --------
        >>> from pharmlib import scale
        >>> model = GradedResponse(scale("COWS"))
        >>> signs = model.draw([0.2, 0.8], np.random.default_rng(1))
        >>> model.scale.score(signs).tolist()
        [11, 39]
        """
        columns = []
        for item, chance in zip(
            self.scale.items, self.probabilities(severity).values(), strict=True
        ):
            u = generator.random(chance.shape[:-1])[..., None]
            step = np.sum(u >= np.cumsum(chance[..., :-1], axis=-1), axis=-1)
            columns.append(np.array(item.points)[step])
        return np.stack(columns, axis=-1)

    def rate(self, signs, generator: np.random.Generator, *, slip=0.1) -> np.ndarray:
        """Return what a rater writes down who sees the signs and sometimes errs by one step.

        Parameters
        ----------
        signs : array of int, shape (..., items)
            As from `draw`.
        generator : numpy.random.Generator
            The source of chance.
        slip : float
            Probability, for each item, of the next point up or down instead, each as likely;
            beyond the ends the rating stays. The default is illustrative.

        Returns
        -------
        array of int, shape (..., items)

        Raises
        ------
        ParameterError
            When a rating is none of the points of its item.
        """
        signs = np.asarray(signs)
        self.scale.score(signs)
        columns = []
        for item, column in zip(self.scale.items, np.moveaxis(signs, -1, 0), strict=True):
            edges = np.cumsum(self.misreading(item, slip=slip), axis=1)[:, :-1]
            u = generator.random(column.shape)[..., None]
            step = np.sum(u >= edges[np.searchsorted(item.points, column)], axis=-1)
            columns.append(np.array(item.points)[step])
        return np.stack(columns, axis=-1)

    def misreading(self, item, *, slip=0.1) -> np.ndarray:
        """Return the probability of each rating (columns) of each true point (rows) of an item.

        Parameters
        ----------
        item : ScaleItem
            One of the items of the scale.
        slip : float
            As for `rate`.

        Returns
        -------
        array, shape (points, points)
        """
        slip = check_number(slip, "slip", maximum=1.0, zero=True)
        n = len(item.points)
        chances = (1 - slip) * np.eye(n) + slip / 2 * (np.eye(n, k=1) + np.eye(n, k=-1))
        chances[0, 0] += slip / 2
        chances[-1, -1] += slip / 2
        return chances

    def reliability(self, severity, *, slip=0.1) -> dict[str, float]:
        """Return how well ratings of a group of people repeat, in theory: no chance is drawn.

        Parameters
        ----------
        severity : array, shape (n,)
            ``W`` of people who stand for the group.
        slip : float
            As for `rate`.

        Returns
        -------
        dict from str to float
            "raters", correlation of two raters' totals of the same signs; "items", Cronbach's
            alpha; "rater_sd" and "sd", standard deviations of a total: error of one rater, and
            between people.

        Examples
        --------
        Raters may agree on signs that do not go together:

        >>> from pharmlib import scale
        >>> group = np.linspace(0.1, 0.5, 41)
        >>> found = GradedResponse(scale("COWS")).reliability(group, slip=0.05)
        >>> round(found["raters"], 2), round(found["items"], 2)
        (0.97, 0.67)
        """
        severity = np.atleast_1d(check(severity, "severity", maximum=1.0, zero=True))
        means, signs, items = [], 0.0, 0.0  # by severity; variances of the signs and of the ratings
        errors = 0.0
        for item, chance in zip(
            self.scale.items, self.probabilities(severity).values(), strict=True
        ):
            misread = self.misreading(item, slip=slip)
            points = np.array(item.points)
            read = misread @ points  # mean rating of each true point
            error = misread @ points**2 - read**2
            mean = chance @ read
            means.append(mean)
            signs += np.mean(chance @ read**2 - mean**2)
            errors += np.mean(chance @ error)
            items += np.var(mean) + np.mean(chance @ (read**2 + error) - mean**2)
        people = np.var(np.sum(means, axis=0)) + signs
        k = len(self.scale.items)
        return {
            "raters": float(people / (people + errors)),
            "items": float(k / (k - 1) * (1 - items / (people + errors))),
            "rater_sd": float(np.sqrt(errors)),
            "sd": float(np.sqrt(people + errors)),
        }
