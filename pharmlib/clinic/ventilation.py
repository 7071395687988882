"""From a dose in a vein to a breath: blood, site of effect, receptor, ventilation.

Four models in a row, each from its own room. The drug goes through the blood, reaches the brain
with a delay, competes for the receptor at its own speed, and what it activates costs breath.
Ventilation is that of volunteers at a fixed, raised carbon dioxide.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from pharmlib.checks import ParameterError, check_times
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.drugs import drug
from pharmlib.kinetics.compartments import ThreeCompartment, TwoCompartment
from pharmlib.kinetics.named_models import kinetic_model
from pharmlib.kinetics.stages import LinearModel
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.binding_kinetics import BindingRates, ReceptorBinding
from pharmlib.receptors.breathing import minute_ventilation
from pharmlib.trajectory import Trajectory
from pharmlib.units import molar

__all__ = ["Breathing", "BreathingDrug", "volunteer_drug"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class BreathingDrug(Parameters):
    """A drug on its way from the vein to the receptor.

    Parameters
    ----------
    kinetics : LinearModel
        Blood.
    equilibration_rate : float
        Rate of equilibration of the site of effect with blood, 1/h.
    binding : BindingRates
        At the receptor, with the efficacy.
    molar_mass : float
        g/mol.

    Examples
    --------
    >>> from pharmlib import once
    >>> buprenorphine = volunteer_drug("buprenorphine")
    >>> buprenorphine.site_concentration(once("0.2 mg"), [0, 0.5, 1.5, 4]).round(2)
    array([0.  , 0.59, 0.61, 0.47])
    """

    kinetics: LinearModel
    equilibration_rate: float = parameter(
        unit="1/h", meaning="rate of equilibration with the site", symbol="k_{e0}"
    )
    binding: BindingRates
    molar_mass: float = parameter(unit="g/mol", meaning="molar mass", symbol="M")

    def site_concentration(self, regimen: Regimen, times) -> np.ndarray:
        """Return the concentration at the site of effect, nmol/L.

        Parameters
        ----------
        regimen : Regimen
            Doses, mg.
        times : array, shape (n,)
            h, increasing.
        """
        site = self.kinetics.effect_site(self.equilibration_rate)
        return molar(site.concentration(regimen, times), self.molar_mass)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Breathing(Parameters):
    """Ventilation under one or more drugs that compete for the mu receptor.

    ``V = V0 * (1 - E**P)``, where ``E`` is the activation of `ReceptorBinding`. In a competition
    more antagonist always reverses more. In volunteers it did not: 2-4 mg of naloxone reversed
    buprenorphine, and 5 mg and more did less (vandorp2006).

    Parameters
    ----------
    drugs : mapping from str to BreathingDrug
        By name.
    baseline : float
        ``V0``, L/min.
    exponent : float
        ``P``; 1 is linear.

    References
    ----------
    yassen2007, vandorp2006

    Examples
    --------
    Buprenorphine, 0.2 mg into a vein, and naloxone over half an hour at its deepest:

    >>> from pharmlib import once
    >>> lungs = Breathing(
    ...     drugs={name: volunteer_drug(name) for name in ("buprenorphine", "naloxone")}
    ... )
    >>> hours = np.linspace(0, 8, 481)
    >>> course = lungs.respond(
    ...     {"buprenorphine": once(0.2), "naloxone": once(2, at=2.5, duration=0.5)}, hours
    ... )
    >>> course.at([1.5, 2.5, 3.1, 6.0], "ventilation").round(1)
    array([11.6, 11.8, 16.6, 14.3])
    """

    drugs: Mapping[str, BreathingDrug]
    baseline: float = parameter(24.0, "L/min", "ventilation without drug", symbol="V_0")
    exponent: float = parameter(1.0, meaning="steepness of the loss", symbol="P")

    def respond(self, regimens, times) -> Trajectory:
        """Return ventilation over time.

        Parameters
        ----------
        regimens : mapping from str to Regimen
            Doses of each drug that is given, mg, none before the first time.
        times : array, shape (n,)
            h, increasing. Concentrations hold half of the way from point to point: with one a
            minute the error is below 0.1 L/min.

        Returns
        -------
        Trajectory
            "ventilation" in L/min; "activation", and the occupancy by each drug, by its name.

        Raises
        ------
        ParameterError
            When a drug is unknown, or a dose comes before the first time.
        """
        times = check_times(times)
        for name, regimen in regimens.items():
            if name not in self.drugs:
                raise ParameterError(
                    f"regimens has {name!r}; it must be one of {', '.join(self.drugs)}. "
                    "Add the drug to the model."
                )
            if len(check_regimen(regimen)) and regimen.times[0] < times[0]:
                raise ParameterError(
                    f"times starts at {times[0]:g} h, but {name} is given at "
                    f"{regimen.times[0]:g} h; no dose may come before. Start the grid earlier."
                )
        site = {
            name: each.site_concentration(regimens.get(name, Regimen()), times)
            for name, each in self.drugs.items()
        }
        seats = ReceptorBinding({name: each.binding for name, each in self.drugs.items()})
        bound = seats.respond(site, times)
        E = np.clip(bound["activation"], 0.0, 1.0)  # rounding
        V = minute_ventilation(E, baseline=self.baseline, exponent=self.exponent)
        values = {"ventilation": V, "activation": E, **{name: bound[name] for name in self.drugs}}
        units = dict.fromkeys(values, "") | {"ventilation": "L/min"}
        return Trajectory(times, values, units)


def volunteer_drug(name: str) -> BreathingDrug:
    """Return a drug with the parameters fitted to breathing in healthy volunteers.

    Buprenorphine: all from one fit (yassen2007). It ends at 8 h, so it says nothing of the days
    after. Fentanyl: one fit again (yassen2007fentanyl, as given by yang2024), with a slope of 2.68;
    it binds so fast that the rate does not matter (that of mann2022 is used). Naloxone: blood from
    six men (dowling2008); affinity at the receptor and delay from its reversal of buprenorphine
    (yassen2007); the rate of dissociation, fast enough not to matter, from mann2022.

    Parameters
    ----------
    name : str
        "buprenorphine", "fentanyl" or "naloxone".

    Returns
    -------
    BreathingDrug

    Raises
    ------
    ParameterError
        When the drug is not one of these.

    References
    ----------
    yassen2007, yassen2007fentanyl, yang2024, dowling2008, mann2022

    Examples
    --------
    >>> fentanyl = volunteer_drug("fentanyl")
    >>> round(fentanyl.binding.half_occupancy, 2), fentanyl.binding.efficacy
    (3.39, 0.91)
    """
    minute = 60.0  # rates and flows below are a minute, as published
    if name == "buprenorphine":
        kinetics: LinearModel = kinetic_model("buprenorphine", "intravenous")
        delay, K, k_off, n, eps = 0.00404, 0.0172 / 0.203, 0.0172, 1.0, 0.67
    elif name == "fentanyl":
        kinetics = TwoCompartment(
            0.98 * minute,
            19.5,
            intercompartmental_clearance=3.51 * minute,
            peripheral_volume=150.0,
        )
        delay, K, k_off, n, eps = 0.0422, 1.14, 60 * 0.00433, 2.68, 0.91
    elif name == "naloxone":
        kinetics = ThreeCompartment(
            91.0,
            2.87,
            intercompartmental_clearance=5.66,
            peripheral_volume=1.49,
            deep_intercompartmental_clearance=29.8,
            deep_volume=33.6,
        )
        delay, K, k_off, n, eps = 0.106, 1.87, 60 * 0.0396, 1.0, 0.0
    else:
        raise ParameterError(
            f"name is {name!r}; it must be 'buprenorphine', 'fentanyl' or 'naloxone'. "
            "Write BreathingDrug for another drug."
        )
    M = float(drug(name).molar_mass)
    half_occupancy = molar(1e-3 * K, M)  # ng/mL to nmol/L
    return BreathingDrug(
        kinetics=kinetics,
        equilibration_rate=delay * minute,
        binding=BindingRates(half_occupancy, k_off * minute, hill_slope=n, efficacy=eps),
        molar_mass=M,
    )
