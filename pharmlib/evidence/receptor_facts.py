"""Receptors before the observations: what was tuned, on what, and what that says elsewhere."""

from __future__ import annotations

import functools

import numpy as np
import scipy

from pharmlib.clinic.ventilation import Breathing, volunteer_drug
from pharmlib.dosing import once
from pharmlib.drugs import drug
from pharmlib.evidence.registry import predicts
from pharmlib.receptors.binding import occupancy_odds
from pharmlib.receptors.hyperbola import dose_occupancy, fit_dose_occupancy
from pharmlib.receptors.mu_ligands import mu_ligand
from pharmlib.receptors.regulation import RELATIVE_EFFICACIES, ReceptorRegulation
from pharmlib.receptors.up_regulation import ReceptorTurnover
from pharmlib.receptors.washout import occupancy_after, occupancy_half_time, odds_half_life

__all__: list[str] = []


# Buprenorphine in the scanner


@predicts("greenwald2003-occupancy-16mg")
def occupancy_between_two_doses():
    """Hyperbola through the scans at 2 and 32 mg, read at 16 mg."""
    maximum, half_dose = fit_dose_occupancy([2, 32], [0.41, 0.84])
    return 100 * dose_occupancy(16, maximum=maximum, half_dose=half_dose)


@predicts("greenwald2007-availability-4h-other-study")
def availability_from_another_study():
    """Hyperbola of the 2003 scans (2, 16, 32 mg) at 16 mg: what is left four years later."""
    maximum, half_dose = fit_dose_occupancy([2, 16, 32], [0.41, 0.80, 0.84])
    return 100 * (1 - dose_occupancy(16, maximum=maximum, half_dose=half_dose))


@predicts("greenwald2007-availability-28h-odds", 28.0)
@predicts("greenwald2007-availability-52h-odds", 52.0)
def availability_between_two_scans(time):
    """Straight line of the log odds from the scan at 4 h to that at 76 h."""
    half_life = odds_half_life([4, 76], [0.70, 0.18])
    return 100 * (1 - occupancy_after(0.70, time - 4, half_life=half_life))


@predicts("greenwald2007-availability-76h-blood")
def availability_by_the_clock_of_blood():
    """Occupancy at 4 h, then odds that fall with the half-life of buprenorphine in blood."""
    return 100 * (1 - occupancy_after(0.70, 72, half_life=drug("buprenorphine").half_life))


@predicts("greenwald2014-availability-3ng")
def availability_at_three_ng():
    """Simple binding with half of the receptors held at 1 ng/mL."""
    return 100 * (1 - 3.0 / (1.0 + 3.0))


# Antagonists in the scanner


@predicts("trostheim2022-naloxone-1ug", 0.001)
@predicts("trostheim2022-naloxone-100ug", 0.1)
def naloxone_by_dose(dose):
    """Simple binding, its half dose (mg/kg) from the scan after 0.01 mg/kg: 65 %."""
    odds = occupancy_odds(0.65) * dose / 0.01
    return 100 * odds / (1 + odds)


@predicts("trostheim2022-naloxone-10ug-kinetics")
def naloxone_by_kinetics():
    """Blood, delay and affinity of the volunteers who breathed: 0.7 mg, mean from 45 to 65 min."""
    lungs = Breathing(drugs={"naloxone": volunteer_drug("naloxone")})
    course = lungs.respond({"naloxone": once(0.7)}, np.arange(81) / 60)
    return 100 * course.during(0.75, 65 / 60)["naloxone"].mean()


@predicts("kim1997-naloxone-half-time")
def naloxone_stays_longer_on_the_receptor():
    """Occupancy after 2 mg from the scans by dose; odds fall with naloxone's 64 min in blood."""
    rho = naloxone_by_dose(2 / 70) / 100
    return occupancy_half_time(rho, half_life=drug("naloxone").half_life)


@predicts("trostheim2022-naltrexone-2mg", 2.0)
@predicts("trostheim2022-naltrexone-15mg", 15.0)
@predicts("weerts2008-naltrexone-50mg", 50.0)
def naltrexone_by_dose(dose):
    """Simple binding, its half dose from three scans after 5 mg: 43, 46 and 58 %, mean 49 %."""
    odds = occupancy_odds(0.49) * dose / 5
    return 100 * odds / (1 + odds)


@predicts("lee1988-naltrexone-half-time")
def naltrexone_by_its_metabolite():
    """Occupancy of 94.9 % (weerts2008), and 13 h, the half-life of beta-naltrexol in blood."""
    return occupancy_half_time(0.949, half_life=13.0)


# Leaving the receptor


@predicts("boas1985-buprenorphine-bound-1h")
def bound_after_an_hour():
    """Rate of dissociation of another assay (mann2022), one hour."""
    return 100 * np.exp(-mu_ligand("buprenorphine").dissociation_rate)


@predicts("boas1985-buprenorphine-half-life")
def half_life_of_one_exponential():
    """Half was still bound at 1 h, in the same study: so says one exponential."""
    return 60.0


# The number of receptors


_BLOCKED = {
    "loss": ReceptorTurnover.from_blockade(0.55, by="loss", tone=0.3),
    "synthesis": ReceptorTurnover.from_blockade(0.55, by="synthesis", tone=0.4),
}


def _change(model, days, efficacy=0.0):
    """Return the change of the number of receptors under a drug that holds all, per cent."""
    course = model.respond(1.0, [0, 24 * days], efficacy=efficacy)
    return 100 * (course["receptors"][-1] - 1)


@functools.cache
def _pindolol(by):
    """Return the efficacy that gives -25 % after two days, as pindolol did."""
    return scipy.optimize.brentq(lambda eps: _change(_BLOCKED[by], 2, eps) + 25, 0.0, 1.0)


@predicts("brodde1985-propranolol-2d", 2)
@predicts("aarons1980-propranolol-5d", 5)
def rise_under_propranolol(days):
    """Both parameters, 0.30 a day and +55 %, are tuned to these two."""
    return _change(_BLOCKED["synthesis"], days)


@predicts("brodde1986-pindolol-7d", 7, "synthesis")
@predicts("brodde1986-pindolol-7d-by-loss", 7, "loss")
@predicts("brodde1985-mepindolol-2d", 2, "synthesis")
def fall_under_a_partial_agonist(days, by):
    """Efficacy tuned to pindolol at two days; the rest is that of propranolol."""
    return _change(_BLOCKED[by], days, _pindolol(by))


@predicts("nattel1979-day-of-peak")
def day_of_rebound():
    """Rebound after long propranolol: half-life 4 h, ten times its constant at the last dose."""
    hours = np.arange(0, 15 * 24.0)
    course = _BLOCKED["synthesis"].washout(1.55, hours, odds=10, half_life=4)
    return course.maximum("response")[0] / 24


@predicts("nattel1979-sensitivity")
def sensitivity_by_number():
    """Twice the receptors, half the dose: the most that the number alone can do (+55 %)."""
    return _BLOCKED["synthesis"].steady_state(1.0)


@predicts("ross1981-four-days")
def rebound_after_four_days():
    """Rise after four days of blockade, in per cent of that after very long."""
    return 100 * rise_under_propranolol(4) / 55


# Tired receptors


@predicts("dang2004-recovery", 0.0)
@predicts("dang2004-recovery-after-morphine", 1.0)
def recovery_after_two_minutes(chronic):
    """Defaults of the model: 2 min of enkephalin, 25 min of rest; a week of morphine first, or not.

    Returns the receptors that are ready again, in per cent of those before the enkephalin.
    """
    receptors = ReceptorRegulation()
    coupling, internalising = RELATIVE_EFFICACIES["morphine"]
    state, ready = None, []
    for rho, hours in ((chronic, 168.0), (0.0, 1.0), (1.0, 2 / 60), (0.0, 25 / 60)):
        agonist = {"coupling": coupling, "internalising": internalising} if hours == 168.0 else {}
        course = receptors.respond(rho, [0.0, hours], initial=state, **agonist)
        state = [course[name][-1] for name in receptors.states]
        ready.append(state[0])
    return 100 * ready[3] / ready[1]


@predicts("cox1975-offset-by-receptors")
def tolerance_if_it_were_number():
    """Half-life of the receptors themselves: back to 95 % of control in 8 d (burke1994)."""
    return 8 * np.log(2) / np.log(20)


@predicts("yoburn1993-fentanyl")
def number_under_fentanyl():
    """Change on the surface: a tenth of occupancy, 7 d, efficacies of methadone."""
    coupling, internalising = RELATIVE_EFFICACIES["methadone"]
    course = ReceptorRegulation().respond(
        0.1, [0, 7 * 24], coupling=coupling, internalising=internalising
    )
    return 100 * (course["surface"][-1] - 1)
