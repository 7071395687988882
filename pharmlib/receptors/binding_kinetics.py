"""Binding as it happens: ligands arrive and leave, each at its own speed, on one set of receptors.

At equilibrium only the concentrations and the dissociation constants matter. On the way there the
rates do: a ligand that sits tightly leaves slowly, and nobody can take a seat that is not free.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from pharmlib.checks import ParameterError, check, check_number, check_times
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.propagation import propagate
from pharmlib.trajectory import Trajectory

__all__ = ["BindingRates", "ReceptorBinding"]

_ATOL = 1e-9  # occupancies may start above 1 by rounding


@dataclasses.dataclass(frozen=True)
class BindingRates(Parameters):
    """How fast a ligand binds, and how fast it leaves.

    It leaves at the rate ``koff``. It binds a free receptor at the rate ``koff * (c/K)**n``, so
    that alone, at equilibrium, it holds half of the receptors at ``c = K``.

    Parameters
    ----------
    half_occupancy : float
        Concentration ``K``, nmol/L.
    dissociation_rate : float
        ``koff``, 1/h.
    hill_slope : float
        ``n``; 1 is simple binding, anything else is empirical.
    efficacy : float
        Activation per occupied receptor, from 0 (antagonist) to 1 (full agonist).

    Examples
    --------
    >>> naloxone = BindingRates("0.59 nM", "0.0396 1/s", efficacy=0.0)
    >>> round(naloxone.half_life * 3600, 1)  # s
    17.5
    """

    half_occupancy: float = parameter(
        unit="nmol/L", meaning="concentration that occupies half of the receptors", symbol="K"
    )
    dissociation_rate: float = parameter(
        unit="1/h", meaning="rate of dissociation", symbol=r"k_\mathrm{off}"
    )
    hill_slope: float = parameter(1.0, meaning="slope of binding", symbol="n")
    efficacy: float = parameter(
        1.0, meaning="intrinsic efficacy", symbol=r"\varepsilon", maximum=1.0, zero=True
    )

    @property
    def half_life(self) -> float:
        """Half-life on the receptor when nothing can bind anew, h."""
        return math.log(2) / self.dissociation_rate

    def reduced(self, concentration):
        """Return ``(c/K)**n`` at a concentration in nmol/L."""
        c = check(concentration, "concentration", unit="nmol/L", zero=True)
        return (c / self.half_occupancy) ** self.hill_slope

    def association(self, concentration):
        """Return the rate of binding to a free receptor at a concentration in nmol/L, 1/h."""
        return self.dissociation_rate * self.reduced(concentration)


@dataclasses.dataclass(frozen=True)
class ReceptorBinding:
    """One kind of receptor, and all the ligands that compete for it.

    ``d(rho_i)/dt = kon_i * (1 - sum of rho) - koff_i * rho_i``, with ``kon_i`` from `BindingRates`.

    Parameters
    ----------
    ligands : mapping from str to BindingRates
        The ligands by name.

    References
    ----------
    mann2022

    Examples
    --------
    Buprenorphine holds the receptor; naloxone comes at ten times its constant and waits:

    >>> seats = ReceptorBinding({
    ...     "buprenorphine": BindingRates("0.18 nM", "0.0172 1/min", efficacy=0.67),  # yassen2007
    ...     "naloxone": BindingRates("5.7 nM", "0.0396 1/s", efficacy=0.0),
    ... })
    >>> before = seats.equilibrium({"buprenorphine": 0.54, "naloxone": 0.0})
    >>> course = seats.respond(
    ...     {"buprenorphine": 0.54, "naloxone": 57.0}, [0, 0.5, 1, 4], initial=before
    ... )
    >>> course["buprenorphine"].round(2).tolist()
    [0.75, 0.49, 0.36, 0.22]
    """

    ligands: Mapping[str, BindingRates]

    def __post_init__(self):
        for name, ligand in dict(self.ligands).items():
            if not isinstance(ligand, BindingRates):
                raise ParameterError(
                    f"{name} is {ligand!r}; it must be BindingRates. "
                    "Write for example BindingRates('1 nM', '1 1/min')."
                )
        if not self.ligands:
            raise ParameterError("ligands is empty; it must hold one or more. Name a ligand.")
        object.__setattr__(self, "ligands", dict(self.ligands))

    @property
    def states(self) -> dict[str, str]:
        """Occupancy by each ligand."""
        return dict.fromkeys(self.ligands, "")

    def equilibrium(self, concentrations) -> dict[str, Any]:
        """Return the occupancies to which constant concentrations lead (Gaddum's equation).

        ``rho_i = a_i / (1 + sum of a)`` with ``a = (c/K)**n``

        Parameters
        ----------
        concentrations : mapping from str to float or array
            nmol/L, one for each ligand.
        """
        given = self._given(concentrations)
        a = {name: ligand.reduced(given[name]) for name, ligand in self.ligands.items()}
        total = 1 + sum(a.values())
        return {name: value / total for name, value in a.items()}

    def respond(self, concentrations, times, *, initial=None) -> Trajectory:
        """Return the occupancies over time, exact where the concentrations are constant.

        The concentrations at a time hold half of the way to its neighbours. The error then falls
        with the square of the step; while nothing changes there is none.

        Parameters
        ----------
        concentrations : mapping from str to float, array of shape (n,), or callable
            nmol/L, one for each ligand; a function is called with `times`.
        times : array, shape (n,)
            h, increasing. A jump needs two points close together.
        initial : mapping from str to float, optional
            Occupancies at the first time; none by default.

        Returns
        -------
        Trajectory
            The occupancy by each ligand, "occupancy" in all, and "activation", which is the sum of
            occupancies times efficacies.

        Raises
        ------
        ParameterError
            When a ligand is missing or unknown, a shape does not fit, or a value is out of range.
        """
        times = check_times(times)
        given = self._given(concentrations)
        k_on = np.empty((times.size, len(self.ligands)))
        for i, (name, ligand) in enumerate(self.ligands.items()):
            c = on_grid(given[name], times, f"concentration of {name}", unit="nmol/L", zero=True)
            k_on[:, i] = ligand.association(c)
        # binding needs a free receptor, and those are 1 - sum(rho): every column loses alike
        system = -k_on[:, :, None] - np.diag(self._k_off)
        rho = propagate(system, k_on, times, self._initial(initial))
        rho = np.clip(rho, 0.0, 1.0)  # rounding
        values = dict(zip(self.ligands, rho.T, strict=True))
        efficacies = [ligand.efficacy for ligand in self.ligands.values()]
        values |= {"occupancy": np.minimum(rho.sum(axis=1), 1.0), "activation": rho @ efficacies}
        return Trajectory(times, values, dict.fromkeys(values, ""))

    def driven(self, concentrations, *, initial=None, breakpoints=()) -> Driven:
        """Return this binding driven by concentrations, as a model that `simulate` can run.

        Parameters
        ----------
        concentrations : mapping from str to callable or float
            Functions of time (h) that return nmol/L, or constants.
        initial : mapping from str to float, optional
            As for `respond`.
        breakpoints : sequence of float
            Times at which a concentration jumps, h.

        Returns
        -------
        Driven

        Examples
        --------
        >>> seats = ReceptorBinding({"fentanyl": BindingRates("0.35 nM", "0.00433 1/s")})
        >>> model = seats.driven({"fentanyl": lambda t: 3.5 * np.exp(-t)})
        >>> model.states, model.initial_state()
        ({'fentanyl': ''}, array([0.]))
        """
        given = self._given(concentrations)
        functions = {
            name: as_function(value, f"concentration of {name}", unit="nmol/L", zero=True)
            for name, value in given.items()
        }
        start = tuple(float(x) for x in self._initial(initial))

        def drive(time):
            return {name: function(time) for name, function in functions.items()}

        return Driven(self, drive, start, tuple(breakpoints))

    def rates(self, concentrations, state) -> np.ndarray:
        """Return ``kon_i * (1 - sum of rho) - koff_i * rho_i`` for each ligand, 1/h."""
        free = 1 - np.sum(state)
        return np.array(
            [
                ligand.association(concentrations[name]) * free - ligand.dissociation_rate * rho
                for (name, ligand), rho in zip(self.ligands.items(), state, strict=True)
            ]
        )

    @property
    def _k_off(self):
        """The rates of dissociation, 1/h."""
        return np.array([ligand.dissociation_rate for ligand in self.ligands.values()])

    def _given(self, concentrations):
        """Return concentrations after checking that each ligand has one."""
        if set(concentrations) != set(self.ligands):
            raise ParameterError(
                f"concentrations has {', '.join(concentrations)}; it must have "
                f"{', '.join(self.ligands)}. Give 0 for a ligand that is absent."
            )
        return concentrations

    def _initial(self, initial):
        """Return the occupancies at the start as an array."""
        initial = dict.fromkeys(self.ligands, 0.0) if initial is None else initial
        given = self._given(initial)
        start = np.array(
            [check_number(given[n], f"initial {n}", maximum=1.0, zero=True) for n in self.ligands]
        )
        check_number(start.sum(), "sum of initial", maximum=1.0 + _ATOL, zero=True)
        return start
