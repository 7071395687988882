"""A drug and everything it turns into: each member of the family has a clock of its own.

What one member loses, the next one gains. So the amount of a metabolite is the loss of its source,
sent through one more first-order stage (`Curve.through`); the closed form goes on for as many
generations as there are, and a metabolite may have several sources.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import numpy as np

from pharmlib.checks import ParameterError, check, check_count, check_times
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.drugs import Drug, drug
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.kinetics.curves import Curve
from pharmlib.kinetics.mammillary import Mammillary
from pharmlib.kinetics.named_models import kinetic_model, read_kinetic_data
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["DrugFamily", "Metabolite", "kinetic_family"]


@dataclasses.dataclass(frozen=True)
class Metabolite(Parameters):
    """One member of a family: how fast it goes, and what it comes from.

    Parameters
    ----------
    name : str
        Such as "nordiazepam".
    half_life : float
        Its own, h.
    sources : mapping from str to float
        For each source, how many mg of the metabolite arise when 1 mg of the source is eliminated.

    Examples
    --------
    >>> Metabolite("nordiazepam", "100 h", sources={"diazepam": 0.95}).half_life
    100.0
    """

    name: str
    half_life: float = parameter(unit="h", meaning="half-life of the metabolite", symbol="t_{1/2}")
    _: dataclasses.KW_ONLY
    sources: Mapping[str, float]

    def __post_init__(self):
        super().__post_init__()
        for source, share in self.sources.items():
            check(share, f"share from {source}", zero=True)

    @property
    def rate(self) -> float:
        """``ln(2) / half_life``, 1/h."""
        return math.log(2) / self.half_life


@dataclasses.dataclass(frozen=True)
class DrugFamily(Parameters):
    """A drug and its metabolites, down to the last generation.

    With L the loss of each member, mg/h: ``L = CL*C`` for the drug, and for each metabolite
    ``dM/dt = (sum over its sources of share*L_source) - k*M`` and ``L = k*M``.

    Parameters
    ----------
    name : str
        Of the drug.
    parent : OneCompartment, TwoCompartment or ThreeCompartment
        Its model.
    metabolites : tuple of Metabolite
        Each behind its sources.

    Raises
    ------
    ParameterError
        When a source is unknown, or comes later, or a name is there twice.

    Examples
    --------
    >>> from pharmlib import once
    >>> heroin = kinetic_family("heroin")
    >>> course = heroin.course(once(10), [0, 0.25, 1, 4])  # mg
    >>> {name: course[name].round(2).tolist() for name in course.names}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'heroin': [10.0, 0.31, 0.0, 0.0],
     'monoacetylmorphine': [0.0, 6.06, 1.53, 0.0],
     'morphine': [0.0, 2.12, 5.22, 2.41]}
    """

    name: str
    parent: OneCompartment | Mammillary
    metabolites: tuple[Metabolite, ...] = ()

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.parent, (OneCompartment, Mammillary)):
            raise ParameterError(
                f"parent is {self.parent!r}; it must be a model with one, two or three "
                "compartments. For a slow way in, give doses a duration."
            )
        known = [self.name]
        for each in self.metabolites:
            for source in each.sources:
                if source not in known:
                    raise ParameterError(
                        f"sources of {each.name} has {source!r}; it must be one of "
                        f"{', '.join(known)}. Put {source!r} before {each.name!r}."
                    )
            if each.name in (*known, *self.parent.states):
                raise ParameterError(
                    f"name is {each.name!r} a second time; each must be there once. "
                    "Give one Metabolite several sources."
                )
            known.append(each.name)

    @property
    def curves(self) -> dict[str, Curve]:
        """The amount of each member in the body after 1 mg of the drug, mg per mg, by name."""
        CL, concentration = self.parent.clearance, self.parent.curve
        losses = {self.name: concentration.scaled(CL)}
        # what is still in the body is what will be lost: the integral of CL*C from t on
        amounts = {self.name: Curve(tuple((CL * c / k, (k,)) for c, (k,) in concentration.terms))}
        for each in self.metabolites:
            gains = [losses[source].scaled(share) for source, share in each.sources.items()]
            losses[each.name] = sum(gains, Curve(())).through(each.rate)
            amounts[each.name] = losses[each.name].scaled(1 / each.rate)
        return amounts

    def course(self, regimen: Regimen, times) -> Trajectory:
        """Return the amount of each member in the body, mg.

        Parameters
        ----------
        regimen : Regimen
            Doses of the drug; those before the first time count.
        times : array, shape (n,)
            h, increasing. At the time of a bolus the value is the one just after it.

        Returns
        -------
        Trajectory
            By name.
        """
        times, doses = check_times(times), check_regimen(regimen)
        values = {name: curve.after(doses, times) for name, curve in self.curves.items()}
        return Trajectory(times, values, dict.fromkeys(values, "mg"))

    def steady_state(self, amount, interval, *, points: int = 241) -> Trajectory:
        """Return the amount of each member over one interval, after very many equal doses.

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
            By name, mg.

        Examples
        --------
        Of 10 mg of diazepam a day, much more nordiazepam is in the body than diazepam:

        >>> day = kinetic_family("diazepam").steady_state(10, 24)
        >>> [round(float(day[name][-1])) for name in ("diazepam", "nordiazepam")]
        [22, 51]
        """
        amount = check(amount, "amount", unit="mg", zero=True)
        interval = check(interval, "interval", unit="h")
        times = np.linspace(0.0, interval, check_count(points, "points", minimum=2))
        values = {
            name: amount * curve.repeated(times, interval) for name, curve in self.curves.items()
        }
        return Trajectory(times, values, dict.fromkeys(values, "mg"))

    @property
    def states(self) -> dict[str, str]:
        """The concentrations of the drug, mg/L, and the amount of each metabolite, mg."""
        return {**self.parent.states, **{each.name: "mg" for each in self.metabolites}}

    @property
    def dose_state(self) -> str:
        """The drug."""
        return self.parent.dose_state

    @property
    def dose_scale(self) -> float:
        """By how much 1 mg raises the dosed state."""
        return self.parent.dose_scale

    def initial_state(self) -> np.ndarray:
        """Return the state before any dose: zeros."""
        return np.zeros(len(self.states))

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of the drug and of its metabolites."""
        inside = len(self.parent.states)
        losses, rates = {self.name: self.parent.clearance * state[0]}, []
        for each, M in zip(self.metabolites, state[inside:], strict=True):
            losses[each.name] = each.rate * M
            gain = sum(share * losses[source] for source, share in each.sources.items())
            rates.append(gain - losses[each.name])
        return np.array([*self.parent.rate_of_change(time, state[:inside]), *rates])


def kinetic_family(name, parent=None) -> DrugFamily:
    """Return a drug of the book with its metabolites.

    Parameters
    ----------
    name : str or Drug
        Such as "diazepam". A drug without metabolites in the book is a family of one.
    parent : OneCompartment, TwoCompartment or ThreeCompartment, optional
        Another model of the drug than ``kinetic_model(name)``.

    Returns
    -------
    DrugFamily

    Examples
    --------
    >>> [each.name for each in kinetic_family("diazepam").metabolites]
    ['nordiazepam', 'temazepam', 'oxazepam']
    """
    entry = name if isinstance(name, Drug) else drug(name)
    becomes = read_kinetic_data()["metabolites"]
    order = [entry.name]
    sources: dict[str, dict[str, float]] = {}
    for source in order:  # grows while it is read
        for product, fact in becomes.get(source, {}).items():
            ratio = drug(product).molar_mass / drug(source).molar_mass
            sources.setdefault(product, {})[source] = fact["fraction"] * ratio
            if product in order:
                order.remove(product)  # behind its last source
            order.append(product)
    metabolites = tuple(
        Metabolite(product, drug(product).half_life, sources=sources[product])
        for product in order[1:]
    )
    return DrugFamily(entry.name, kinetic_model(entry) if parent is None else parent, metabolites)
