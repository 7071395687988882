"""A population: how each parameter varies, and which of them vary together."""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping
from typing import Any

import numpy as np

from pharmlib.checks import ParameterError, check_count, check_number
from pharmlib.populations.distributions import LogitNormal, LogNormal

__all__ = ["Population"]

_ROUNDING = 1e-10  # an eigenvalue of a correlation matrix this far below 0 is 0


@dataclasses.dataclass(frozen=True)
class Population:
    """Parameters that vary from person to person.

    Each person has one standard normal score a parameter; correlated parameters have correlated
    scores. So a correlation here is one of the logarithms (the log-odds, for a fraction), as in the
    matrices that population studies print.

    Parameters
    ----------
    parameters : mapping from str to LogNormal, LogitNormal or float
        By name; a number is the same for everybody.
    correlations : mapping from (str, str) to float, optional
        From -1 to 1, for pairs of names; pairs left out are independent.

    Raises
    ------
    ParameterError
        When a name is unknown, a correlation is out of range, or the correlations contradict each
        other.

    Examples
    --------
    Illustrative: who has a large volume has a large clearance.

    >>> people = Population(
    ...     {"clearance": LogNormal(20, 0.3), "volume": LogNormal(90, 0.25), "food": 1.0},
    ...     correlations={("clearance", "volume"): 0.6},
    ... )
    >>> drawn = people.draw(1000, np.random.default_rng(1))
    >>> drawn["clearance"].shape, round(float(np.median(drawn["volume"])))
    ((1000,), 90)
    """

    parameters: Mapping[str, LogNormal | LogitNormal | float]
    correlations: Mapping[tuple[str, str], float] = dataclasses.field(default_factory=dict)

    def __post_init__(self):
        parameters = {
            name: value
            if isinstance(value, LogNormal | LogitNormal)
            else check_number(value, name, minimum=-math.inf)
            for name, value in dict(self.parameters).items()
        }
        object.__setattr__(self, "parameters", types.MappingProxyType(parameters))
        pairs = {}
        for pair, value in dict(self.correlations).items():
            for name in pair:
                if name not in self.varying:
                    raise ParameterError(
                        f"correlations names {name!r}; it must be one of the parameters that vary: "
                        f"{', '.join(self.varying)}. Correct the name, or give it a spread."
                    )
            pairs[pair] = check_number(
                value, f"correlation of {' and '.join(pair)}", minimum=-1.0, maximum=1.0, zero=True
            )
        object.__setattr__(self, "correlations", types.MappingProxyType(pairs))
        smallest = float(np.linalg.eigvalsh(self.matrix).min(initial=1.0))
        if smallest < -_ROUNDING:
            raise ParameterError(
                f"correlations contradict each other: the smallest eigenvalue of their matrix is "
                f"{smallest:.3g}; it must be at least 0. Bring the larger ones nearer to 0."
            )

    def __reduce__(self):
        return Population, (dict(self.parameters), dict(self.correlations))

    @property
    def varying(self) -> tuple[str, ...]:
        """The names of the parameters that vary."""
        return tuple(n for n, v in self.parameters.items() if not isinstance(v, float))

    @property
    def typical(self) -> dict[str, float]:
        """The typical person: every parameter at its median."""
        return {n: v if isinstance(v, float) else v.median for n, v in self.parameters.items()}

    @property
    def matrix(self) -> np.ndarray:
        """Correlations of the scores, in the order of `varying`."""
        place = {name: i for i, name in enumerate(self.varying)}
        R = np.eye(len(place))
        for (a, b), value in self.correlations.items():
            R[place[a], place[b]] = R[place[b], place[a]] = value
        return R

    def draw(self, count: int, generator: np.random.Generator) -> dict[str, np.ndarray]:
        """Return the parameters of virtual patients, one array a parameter.

        The first hundred of a thousand are the hundred that the same seed gives alone.

        Parameters
        ----------
        count : int
            How many patients, 1 or more.
        generator : numpy.random.Generator
            The source of chance, such as ``numpy.random.default_rng(1)``; the same seed gives the
            same patients.

        Returns
        -------
        dict from str to array, shape (count,)

        Raises
        ------
        ParameterError
            When `generator` is not a Generator.
        """
        count = check_count(count, "count")
        if not isinstance(generator, np.random.Generator):
            raise ParameterError(
                f"generator is {generator!r}; it must be a numpy.random.Generator, so that the "
                "patients can be drawn again. Write numpy.random.default_rng(1)."
            )
        sizes, axes = np.linalg.eigh(self.matrix)
        root = axes * np.sqrt(np.maximum(sizes, 0.0)) @ axes.T  # root @ root is the matrix
        scores = generator.standard_normal((count, len(self.varying))) @ root
        drawn = {name: np.full(count, value) for name, value in self.typical.items()}
        for name, z in zip(self.varying, scores.T, strict=True):
            distribution: Any = self.parameters[name]
            drawn[name] = distribution.at(z)
        return drawn
