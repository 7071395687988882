"""Breathing before the observations: volunteers, buprenorphine, fentanyl and naloxone.

Nothing here was tuned to an observation: parameters come from fits to other data, or from the
fit of the same group, which saw the curves behind some of these numbers.
"""

from __future__ import annotations

import functools

import numpy as np

from pharmlib.clinic.ventilation import Breathing, volunteer_drug
from pharmlib.dosing import Regimen, once
from pharmlib.drugs import drug
from pharmlib.evidence.registry import predicts
from pharmlib.receptors.binding import occupancy_odds
from pharmlib.receptors.binding_kinetics import BindingRates, ReceptorBinding
from pharmlib.receptors.breathing import activation_for_ventilation
from pharmlib.receptors.mu_ligands import mu_ligand
from pharmlib.units import mass_concentration, molar

__all__: list[str] = []

_MINUTES = np.arange(0, 8 * 60 + 1) / 60  # 8 h in hours, one point a minute


# Ventilation and pain


@functools.cache
def _without_naloxone(dose):
    """Return the course after one dose of buprenorphine, mg, given over 90 s."""
    lungs = Breathing(drugs={"buprenorphine": volunteer_drug("buprenorphine")})
    return lungs.respond({"buprenorphine": once(dose, duration="90 s")}, _MINUTES)


@predicts("dahan2006-ventilation-0.2mg", 0.2)
@predicts("dahan2006-ventilation-0.4mg", 0.4)
def lowest_ventilation(dose):
    """Typical parameters of yassen2007, dose in mg."""
    return _without_naloxone(dose).minimum("ventilation")[1]


@predicts("dahan2006-time-0.2mg", 0.2)
@predicts("dahan2006-time-0.4mg", 0.4)
def time_of_lowest_ventilation(dose):
    """As before: when, in min."""
    return 60 * _without_naloxone(dose).minimum("ventilation")[0]


@predicts("dahan2005-ceiling")
def ventilation_at_the_ceiling():
    """As before, 8.6 ug/kg in 70 kg, in per cent of the baseline."""
    return 100 * lowest_ventilation(0.602) / 24.0


@predicts("dahan2005-fentanyl-apnoea")
def ventilation_under_fentanyl():
    """Fentanyl with an intrinsic efficacy of 0.91, 2.9 ug/kg in 70 kg, over 90 s."""
    lungs = Breathing(drugs={"fentanyl": volunteer_drug("fentanyl")}, baseline=20.2)
    course = lungs.respond({"fentanyl": once(0.203, duration="90 s")}, _MINUTES[:121])
    return 100 * course.minimum("ventilation")[1] / 20.2


def _pain_relief(dose):
    """Return times and occupancy with the rates fitted to pain (yassen2006), dose in mg."""
    pain = volunteer_drug("buprenorphine").replace(
        equilibration_rate="0.00447 1/min",
        binding=BindingRates(molar(1e-3 * 0.0785 / 0.0631, 467.65), "0.0785 1/min"),
    )
    lungs = Breathing(drugs={"buprenorphine": pain})
    return lungs.respond({"buprenorphine": once(dose)}, _MINUTES)


@predicts("dahan2006-analgesia-ratio")
def pain_relief_of_twice_the_dose():
    """Linear transduction of occupancy, with the rates fitted to pain: peak of 0.4 over 0.2 mg."""
    high, low = (_pain_relief(dose).maximum("buprenorphine")[1] for dose in (0.4, 0.2))
    return high / low


@predicts("dahan2006-analgesia-time-0.2mg", 0.2)
@predicts("dahan2006-analgesia-time-0.4mg", 0.4)
def time_of_pain_relief(dose):
    """As before: when the peak comes, in min."""
    return 60 * _pain_relief(dose).maximum("buprenorphine")[0]


# Naloxone against buprenorphine


@functools.cache
def _reversal(naloxone: Regimen, buprenorphine=0.2):
    """Return the reversed part of the loss of breath, over time; naloxone starts at 2.5 h."""
    lungs = Breathing(drugs={name: volunteer_drug(name) for name in ("buprenorphine", "naloxone")})
    regimens = {"buprenorphine": once(buprenorphine, duration="90 s"), "naloxone": naloxone}
    with_it = lungs.respond(regimens, _MINUTES).during(2.5, 8)["ventilation"]
    alone = _without_naloxone(buprenorphine).during(2.5, 8)["ventilation"]
    return 100 * (with_it - alone) / (24.0 - alone)


@predicts("dahan2006reversal-half-reversal", 1.2)
@predicts("dahan2006reversal-four-fifths-reversal", 2.5)
def best_reversal(dose):
    """Yassen's typical volunteer; naloxone, mg, over 30 min: the largest reversal that follows."""
    return _reversal(once(dose, at=2.5, duration=0.5)).max()


@predicts("vandorp2006-bolus")
def reversal_by_a_bolus():
    """As before, 0.8 mg at once."""
    return _reversal(once(0.8, at=2.5)).max()


@predicts("vandorp2006-bell")
def seven_against_three():
    """As before: reversal by 7 mg over that by 3 mg."""
    return best_reversal(7.0) / best_reversal(3.0)


@predicts("vandorp2006-infusion")
def reversal_by_an_infusion():
    """As before: 2.5 mg at once and 4 mg/h, after 60 min."""
    return _reversal(once(2.5, at=2.5) + once(4, at=2.5, duration=1))[60]


# Buprenorphine against fentanyl, and tolerance


@predicts("moss2022-first-bolus", 2.0, 0.51)
@predicts("moss2022-second-bolus", 3.0, 0.79)
def loss_under_buprenorphine(time, loss_alone):
    """Buprenorphine at 0.5 ng/mL for some hours (2 and 3: assumed), rates of yassen2007.

    A bolus of fentanyl passes in minutes and finds only what buprenorphine leaves free. There it
    does what it did without: `loss_alone`, a fraction of the baseline. Returns the loss in per cent
    of the ventilation just before.
    """
    drug_ = volunteer_drug("buprenorphine")
    hours = np.linspace(0, time, 121)
    level = molar(0.5e-3, drug_.molar_mass) * -np.expm1(-drug_.equilibration_rate * hours)
    held = ReceptorBinding({"it": drug_.binding}).respond({"it": level}, hours)["it"][-1]
    return 100 * loss_alone * (1 - held) / (1 - drug_.binding.efficacy * held)


def _half_ventilation(exponent):
    """Return the concentration of fentanyl that halves ventilation, ng/mL, by mann2022."""
    fentanyl = mu_ligand("fentanyl")
    odds = occupancy_odds(activation_for_ventilation(0.5, exponent=exponent))
    c = fentanyl.half_occupancy * odds ** (1 / fentanyl.hill_slope)
    return 1000 * mass_concentration(c, drug("fentanyl").molar_mass)


@predicts("algera2021-c50-naive")
def half_ventilation_in_the_naive():
    """Binding in a dish and the exponent 2.875, both of mann2022."""
    return _half_ventilation(2.875)


@predicts("algera2021-c50-ratio")
def tolerance_as_an_exponent():
    """As before: the exponent 4.226 of people who took opioids daily, over 2.875."""
    return _half_ventilation(4.226) / _half_ventilation(2.875)
