"""What all linear models share, and the stages that can be added to any of them.

Linear means: twice the dose, twice the concentration, and doses add up. So a model is known by one
`Curve`, the concentration after 1 mg at time 0. Absorption, and the way to the site of effect, are
one more first-order stage. Each model also gives its rates of change, for `simulate`; the tests
hold the two ways against each other.
"""

from __future__ import annotations

import abc
import dataclasses
import math
from typing import ClassVar

import numpy as np

from pharmlib.checks import ParameterError, check, check_count, check_times
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.kinetics.curves import Curve
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["Absorption", "EffectSite", "LinearModel"]


class LinearModel(Parameters, abc.ABC):
    """What all linear models share: they are known by the curve of 1 mg.

    Examples
    --------
    >>> from pharmlib import OneCompartment, once
    >>> model = OneCompartment(clearance=5, volume=50)
    >>> model.concentration(once(100) + once(50, at=10), [0, 10, 20]).round(3)
    array([2.   , 1.736, 0.639])
    """

    @property
    @abc.abstractmethod
    def curve(self) -> Curve:
        """The concentration that follows 1 mg at time 0, mg/L per mg."""

    @property
    def terminal_half_life(self) -> float:
        """Half-life of the last part of the curve, h.

        That of a model is that of the samples behind it: a fit to 8 h knows nothing of the days
        after. How long a drug can be detected is another thing again.
        """
        return math.log(2) / self.curve.slowest_rate

    def concentration(self, regimen: Regimen, times) -> np.ndarray:
        """Return the concentration that a regimen gives.

        ``C(t) = sum over doses of amount * curve(t - time of the dose)``

        Parameters
        ----------
        regimen : Regimen
            Doses before the first time count.
        times : array, shape (n,)
            h, increasing. At the time of a bolus the value is the one just after it.

        Returns
        -------
        array, shape (n,)
            mg/L.
        """
        times = check_times(times)
        return self.curve.after(check_regimen(regimen), times)

    def average_concentration(self, amount, interval) -> float:
        """Return the mean concentration at steady state, ``F * amount / (clearance * interval)``.

        Parameters
        ----------
        amount : float or str
            Each dose, mg.
        interval : float or str
            From one dose to the next, h.

        Returns
        -------
        float
            mg/L.

        Examples
        --------
        >>> from pharmlib import OneCompartment
        >>> OneCompartment(clearance=2.0, volume=50.0).average_concentration(240, "1 d")
        5.0
        """
        amount = check(amount, "amount", unit="mg", zero=True)
        return amount * self.curve.area / check(interval, "interval", unit="h")

    def steady_state(self, amount, interval, *, points: int = 241) -> Trajectory:
        """Return the concentration over one interval, after very many equal doses.

        Parameters
        ----------
        amount : float or str
            Each dose, mg.
        interval : float or str
            From one dose to the next, h.
        points : int
            Length of the grid from 0 (just after a dose) to `interval` (just before the next).

        Returns
        -------
        Trajectory
            "concentration", mg/L.

        Examples
        --------
        >>> from pharmlib import OneCompartment

        One half-life between doses: the peak is twice that of the first dose.

        >>> day = OneCompartment.from_half_life(24, volume=10).steady_state(50, "1 d")
        >>> day["concentration"][[0, -1]].round(6)
        array([10.,  5.])
        """
        amount = check(amount, "amount", unit="mg", zero=True)
        interval = check(interval, "interval", unit="h")
        times = np.linspace(0.0, interval, check_count(points, "points", minimum=2))
        course = amount * self.curve.repeated(times, interval)
        return Trajectory(times, {"concentration": course}, {"concentration": "mg/L"})

    def absorbed(self, absorption_rate, bioavailability=1.0) -> Absorption:
        """Return this model behind the gut: oral doses (`Absorption`)."""
        return Absorption(self, absorption_rate, bioavailability=bioavailability)

    def effect_site(self, equilibration_rate) -> EffectSite:
        """Return this model seen from the site of effect (`EffectSite`)."""
        return EffectSite(self, equilibration_rate)

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: zeros."""
        return np.zeros(len(self.states))

    @property
    @abc.abstractmethod
    def states(self) -> dict[str, str]:
        """Name and unit of each state of the ODE form."""

    @property
    def dose_state(self) -> str:
        """The state that takes doses."""
        return "concentration"

    @property
    @abc.abstractmethod
    def dose_scale(self) -> float:
        """By how much 1 mg raises the dosed state."""

    @abc.abstractmethod
    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivative of the state, per h."""


@dataclasses.dataclass(frozen=True)
class Stage(LinearModel):
    """A linear model with one more stage; what it shares with the model inside.

    Examples
    --------
    >>> from pharmlib import OneCompartment
    >>> isinstance(OneCompartment(clearance=5, volume=50).absorbed(1.0), Stage)
    True
    """

    model: LinearModel
    own_state: ClassVar[str] = ""

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.model, LinearModel):
            raise ParameterError(
                f"model is {self.model!r}; it must be a linear model. "
                "Start from OneCompartment or TwoCompartment."
            )
        if self.own_state in self.model.states:
            raise ParameterError(
                f"model has the state {self.own_state!r} already; it may have one only. "
                f"Use {type(self).__name__} once."
            )

    @property
    def dose_state(self) -> str:
        """The state that takes doses."""
        return self.model.dose_state

    @property
    def dose_scale(self) -> float:
        """By how much 1 mg raises the dosed state."""
        return self.model.dose_scale

    def supplied(self, time, inside, supply) -> np.ndarray:
        """Return the derivatives of the states inside when `supply`, mg/h, reaches them."""
        rates = np.array(self.model.rate_of_change(time, inside), dtype=float)
        dosed = list(self.model.states).index(self.model.dose_state)
        rates[dosed] += supply * self.model.dose_scale
        return rates


@dataclasses.dataclass(frozen=True)
class Absorption(Stage):
    """A model whose doses are swallowed: they wait in the gut and leave it at a constant rate.

    ``dA/dt = -absorption_rate * A``; what leaves is the dose of the model inside. A fraction, the
    bioavailability, arrives.

    Examples
    --------
    >>> from pharmlib import OneCompartment, once
    >>> tablet = OneCompartment(clearance=5, volume=50).absorbed("1 1/h", 0.8)
    >>> tablet.concentration(once(100), [0, 2, 4]).round(3)
    array([0.   , 1.215, 1.159])
    """

    own_state: ClassVar[str] = "gut"
    absorption_rate: float = parameter(unit="1/h", meaning="rate of absorption", symbol="k_a")
    _: dataclasses.KW_ONLY
    bioavailability: float = parameter(1.0, "", "fraction that arrives", symbol="F", maximum=1.0)

    @property
    def curve(self) -> Curve:
        """The curve of the model inside, sent through the gut."""
        return self.model.curve.through(self.absorption_rate).scaled(self.bioavailability)

    @property
    def states(self) -> dict[str, str]:
        """Amount in the gut, mg, and the states of the model inside."""
        return {self.own_state: "mg", **self.model.states}

    @property
    def dose_state(self) -> str:
        """The gut."""
        return self.own_state

    @property
    def dose_scale(self) -> float:
        """The bioavailability."""
        return self.bioavailability

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of the gut and of the states of the model inside."""
        leaves = self.absorption_rate * state[0]
        return np.array([-leaves, *self.supplied(time, state[1:], leaves)])


@dataclasses.dataclass(frozen=True)
class EffectSite(Stage):
    """A model seen from the site of effect, which follows the blood with a delay.

    ``dCe/dt = equilibration_rate * (C - Ce)``. `concentration` is that of the site.

    Examples
    --------
    >>> from pharmlib import OneCompartment, once
    >>> brain = OneCompartment(clearance=5, volume=50).effect_site("0.5 1/h")
    >>> brain.concentration(once(100), [0, 4, 12]).round(3)
    array([0.   , 1.337, 0.747])
    """

    own_state: ClassVar[str] = "effect_site"
    equilibration_rate: float = parameter(
        unit="1/h", meaning="rate of equilibration with the site", symbol="k_{e0}"
    )

    @property
    def curve(self) -> Curve:
        """The curve of the model inside, sent through one more stage."""
        return self.model.curve.through(self.equilibration_rate)

    @property
    def states(self) -> dict[str, str]:
        """The states of the model inside, and the concentration at the site, mg/L."""
        return {**self.model.states, "effect_site": "mg/L"}

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of the states inside and of the site."""
        C = state[list(self.model.states).index("concentration")]
        inside = self.model.rate_of_change(time, state[:-1])
        return np.array([*inside, self.equilibration_rate * (C - state[-1])])
