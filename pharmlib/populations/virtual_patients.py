"""Many patients in one model: each parameter is an array with one value a patient.

A patient takes a drug (a linear model), feels an effect (a sigmoid curve of the concentration) and
adapts to it (an opponent process). One of them alone is a model for `simulate`, and that is the
definition of what `simulate_patients` computes for all of them at once.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from pharmlib.adaptation.opponents import Opponent
from pharmlib.checks import ParameterError, check, check_count, float_or_array
from pharmlib.kinetics.stages import LinearModel
from pharmlib.parameters import Parameters, parameter

__all__ = ["SigmoidEffect", "VirtualPatients"]


@dataclasses.dataclass(frozen=True)
class SigmoidEffect(Parameters):
    """The effect of a concentration: ``E = E_max * C**n / (EC50**n + C**n)``.

    Examples
    --------
    >>> SigmoidEffect("50 ug/L", slope=2.0).at([0.0, 0.05, 0.15]).round(3)
    array([0. , 0.5, 0.9])
    """

    ec50: float = parameter(
        unit="mg/L", meaning="concentration with half of the effect", symbol=r"\mathrm{EC}_{50}"
    )
    _: dataclasses.KW_ONLY
    slope: float = parameter(1.0, "", "slope of the effect (Hill)", symbol="n")
    maximum: float = parameter(1.0, "", "largest effect", symbol=r"E_\mathrm{max}")

    def at(self, concentration):
        """Return the effect of a concentration, mg/L; below 0, from rounding, counts as 0."""
        C = check(concentration, "concentration", unit="mg/L", minimum=-math.inf)
        with np.errstate(divide="ignore", over="ignore"):  # C = 0, and C far below EC50, are meant
            odds = np.divide(self.ec50, np.maximum(C, 0.0)) ** self.slope
        return float_or_array(self.maximum / (1 + odds))


@dataclasses.dataclass(frozen=True)
class VirtualPatients:
    """Patients who take a drug, feel its effect and adapt to it.

    With the concentration ``C_e`` that `kinetics` gives, and for each part of the adaptation::

        E = E_max * C_e**n / (EC50**n + C_e**n)
        dC_i/dt = (phi_i * E - C_i) / tau_i,    C = sum of C_i,    X = -E + C

    Any parameter may be an array, one value a patient; a number is the same for all.

    Parameters
    ----------
    kinetics : LinearModel
        Such as `TwoCompartment`, absorbed and seen from the site of effect.
    effect : SigmoidEffect, optional
        Without it, only concentrations are known.
    adaptation : Opponent, optional
        Needs an effect.

    Raises
    ------
    ParameterError
        When a part is of the wrong kind, or two arrays differ in length.

    Examples
    --------
    Three people who differ in clearance; the second one alone:

    >>> from pharmlib import OneCompartment, OpponentProcess, every, simulate
    >>> people = VirtualPatients(
    ...     OneCompartment(clearance=[3.0, 5.0, 8.0], volume=50).absorbed(1.0),
    ...     SigmoidEffect(ec50=0.5),
    ...     OpponentProcess("5 d"),
    ... )
    >>> len(people), people[1].kinetics.model.clearance
    (3, 5.0)
    >>> run = simulate(people[1], [0, 24, 48], regimen=every(50, "12 h", times=4))
    >>> run["compensation"].round(3)
    array([0.   , 0.1  , 0.192])
    """

    kinetics: LinearModel
    effect: SigmoidEffect | None = None
    adaptation: Opponent | None = None

    def __post_init__(self):
        for name, kind, example in (
            ("kinetics", LinearModel, "OneCompartment(...) or TwoCompartment(...)"),
            ("effect", SigmoidEffect | None, "SigmoidEffect(ec50)"),
            ("adaptation", Opponent | None, "OpponentProcess(time_constant)"),
        ):
            if not isinstance(getattr(self, name), kind):
                raise ParameterError(
                    f"{name} is {getattr(self, name)!r}; it must be a model of its kind. "
                    f"Write for example {example}."
                )
        if self.adaptation is not None and self.effect is None:
            raise ParameterError(
                "adaptation is given and effect is not; it must have an effect to follow. "
                "Add a SigmoidEffect, or leave out the adaptation."
            )
        lengths = {name: np.shape(value) for part in self._parts for name, value in _arrays(part)}
        if len(set(lengths.values())) > 1 or any(len(shape) > 1 for shape in lengths.values()):
            found = ", ".join(f"{name} {shape}" for name, shape in lengths.items())
            raise ParameterError(
                f"the arrays have the shapes {found}; they must have one and the same length, one "
                "value a patient. Draw all of them from one population."
            )

    @property
    def _parts(self):
        return [p for p in (self.kinetics, self.effect, self.adaptation) if p is not None]

    def __len__(self) -> int:
        """Return the number of patients."""
        sizes = (np.size(value) for part in self._parts for _, value in _arrays(part))
        return next(sizes, 1)

    def __getitem__(self, index) -> VirtualPatients:
        """Return one patient, whose parameters are numbers, or a slice of the patients."""
        if not isinstance(index, slice):
            index = range(len(self))[index]  # IndexError ends a loop over the patients
        return VirtualPatients(
            _picked(self.kinetics, index),
            self.effect and _picked(self.effect, index),
            self.adaptation and _picked(self.adaptation, index),
        )

    def batches(self, size: int) -> Iterator[VirtualPatients]:
        """Return the patients in batches of a given size, one after the other.

        For populations whose curves would not fit into memory together.

        Examples
        --------
        >>> from pharmlib import OneCompartment
        >>> people = VirtualPatients(OneCompartment(clearance=[3.0, 5.0, 8.0], volume=50))
        >>> [len(batch) for batch in people.batches(2)]
        [2, 1]
        """
        size = check_count(size, "size")
        return (self[start : start + size] for start in range(0, len(self), size))

    def filled(self, kind: str) -> Any:
        """Return the part `kind` with an array, one value a patient, for each parameter."""
        part = getattr(self, kind)
        return None if part is None else _filled(part, len(self))

    @property
    def site(self) -> str:
        """The state whose concentration acts: the site of effect, or else the blood."""
        return "effect_site" if "effect_site" in self.kinetics.states else "concentration"

    # One patient is a model for `simulate`.

    @property
    def states(self) -> dict[str, str]:
        """The states of the kinetics, and the parts of the adaptation."""
        adaptation = {} if self.adaptation is None else self.adaptation.states
        return {**self.kinetics.states, **adaptation}

    @property
    def dose_state(self) -> str:
        """The state that takes doses."""
        return self.kinetics.dose_state

    @property
    def dose_scale(self) -> float:
        """By how much 1 mg raises the dosed state."""
        return self.kinetics.dose_scale

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: zeros."""
        return np.zeros(len(self.states))

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of concentrations and compensations of one patient, per h."""
        names = list(self.kinetics.states)
        drug, compensation = state[: len(names)], state[len(names) :]
        rates = self.kinetics.rate_of_change(time, drug)
        if self.adaptation is None or self.effect is None:
            return np.asarray(rates)
        C = max(drug[names.index(self.site)], 0.0)  # the solver may try a value a hair below 0
        EC50, n = self.effect.ec50, self.effect.slope
        E = self.effect.maximum * C**n / (EC50**n + C**n)
        return np.array([*rates, *self.adaptation.rates(E, compensation)])


def _fields(model):
    """Return name and value of each field that is a parameter or a model."""
    for field in dataclasses.fields(model):
        value = getattr(model, field.name)
        if "unit" in field.metadata or isinstance(value, Parameters):
            yield field.name, value


def _arrays(model):
    """Return name and value of each parameter that is an array, those of models inside too."""
    for name, value in _fields(model):
        if isinstance(value, Parameters):
            yield from _arrays(value)
        elif np.ndim(value):
            yield name, value


def _picked(model, index):
    """Return a model with one patient, or some, of each array."""
    return model.replace(**{
        name: _picked(value, index) if isinstance(value, Parameters) else value[index]
        for name, value in _fields(model)
        if isinstance(value, Parameters) or np.ndim(value)
    })  # fmt: skip


def _filled(model, count):
    """Return a model with an array of a given length for each parameter."""
    return model.replace(**{
        name: _filled(value, count) if isinstance(value, Parameters) else np.full(count, value)
        for name, value in _fields(model)
    })  # fmt: skip
