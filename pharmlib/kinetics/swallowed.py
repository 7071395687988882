"""A gut in front of any model: drinks, tablets, and elimination that is not linear.

In front of a linear model the gut has a closed form (`Absorption`). Here it has not: where the
elimination saturates, what is swallowed now meets what was swallowed before.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np

from pharmlib.checks import ParameterError
from pharmlib.parameters import Parameters, parameter

__all__ = ["Swallowed"]


@dataclasses.dataclass(frozen=True)
class Swallowed(Parameters):
    """A model whose doses are swallowed first; for `simulate`.

    ``dA/dt = -absorption_rate * A``; what leaves is the dose of the model inside.

    Parameters
    ----------
    model : object
        Any model that `simulate` can run and that takes doses.
    absorption_rate : float
        1/h.
    bioavailability : float
        The fraction that arrives.

    Raises
    ------
    ParameterError
        When the model takes no doses.

    Examples
    --------
    A glass an hour, four times (an absorption of 3 1/h is illustrative):

    >>> from pharmlib import MichaelisMenten, every, simulate
    >>> body = MichaelisMenten("0.16 g/L/h", "0.03 g/L", volume="42 L")
    >>> evening = simulate(Swallowed(body, 3.0), [0, 1, 4, 8], regimen=every("14 g", 1, times=4))
    >>> evening["concentration"].round()
    array([  0., 186., 733., 157.])
    """

    model: Any
    absorption_rate: float = parameter(unit="1/h", meaning="rate of absorption", symbol="k_a")
    _: dataclasses.KW_ONLY
    bioavailability: float = parameter(1.0, "", "fraction that arrives", symbol="F", maximum=1.0)

    def __post_init__(self):
        super().__post_init__()
        if getattr(self.model, "dose_state", None) is None:
            raise ParameterError(
                f"model is {self.model!r}; it must take doses. Give a model with a dose_state, "
                "such as MichaelisMenten(...)."
            )

    @property
    def states(self) -> dict[str, str]:
        """Amount in the gut, mg, and the states of the model inside."""
        return {"gut": "mg", **self.model.states}

    @property
    def dose_state(self) -> str:
        """The gut."""
        return "gut"

    @property
    def dose_scale(self) -> float:
        """The bioavailability."""
        return self.bioavailability

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Those of the model inside."""
        return tuple(getattr(self.model, "breakpoints", ()))

    def initial_state(self) -> np.ndarray:
        """Return an empty gut and the initial state of the model inside."""
        return np.array([0.0, *self.model.initial_state()])

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of the gut and of the states of the model inside."""
        leaves = self.absorption_rate * state[0]
        rates = np.empty(len(state))
        rates[0] = -leaves
        rates[1:] = self.model.rate_of_change(time, state[1:])
        rates[1 + self._dosed] += leaves * self.model.dose_scale
        return rates

    @functools.cached_property
    def _dosed(self):
        """Where among the states of the model inside the dose arrives."""
        return list(self.model.states).index(self.model.dose_state)
