"""Cyclase, locus coeruleus, alcohol, rebound and hyperalgesia, held against what was published."""

from __future__ import annotations

import functools
import math

import numpy as np

from pharmlib.adaptation.camp import CyclaseSuperactivation
from pharmlib.adaptation.excitation import ExcitationBalance
from pharmlib.adaptation.hyperalgesia import OpioidHyperalgesia
from pharmlib.adaptation.kindling import Kindling
from pharmlib.adaptation.lag import lagged
from pharmlib.adaptation.locus_coeruleus import LocusCoeruleus
from pharmlib.adaptation.time_signatures import ThreeSignatures
from pharmlib.clinic.alcohol_withdrawal import AlcoholWithdrawal, weekday_shares
from pharmlib.dosing import once
from pharmlib.drugs import drug
from pharmlib.evidence.registry import predicts
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.kinetics.elimination import MichaelisMenten

__all__: list[str] = []

_HOURS = np.linspace(0.0, 240.0, 961)
_MOUSE = ExcitationBalance(nmda_time_constant=24.0, gaba_time_constant=24.0)
_MOUSE_SCAR = Kindling(retained=0.5)
_ALCOHOL = 1500.0  # mg/L, held in the inhalation chamber
_FIRST_NIGHT = np.linspace(24.0, 32.0, 17)  # h after the last tablet


# Cyclase and locus coeruleus


@predicts("avidorreiss1995-cycloheximide")
def overshoot_without_synthesis():
    """Four hours of full occupancy: the overshoot of the fast pool alone, of both; defaults."""
    cell = CyclaseSuperactivation()
    fast, both = (
        each.after_exposure(1.0, 4.0, [4.0])["camp"][0] - 1
        for each in (cell.without_synthesis(), cell)
    )
    return 100 * fast / both


@predicts("astonjones1997-intrinsic-share")
def intrinsic_share():
    """The share at the moment of a precipitated withdrawal; ``k1`` is tuned to it."""
    return 100 * LocusCoeruleus().intrinsic_share()


@predicts("abercrombie1988-local-morphine")
def local_morphine():
    """Full occupancy of a naive cell, its afferents untouched, defaults."""
    rat = LocusCoeruleus()
    camp = rat.cyclase.activity(1.0)
    return 100 * (1 - rat.firing(camp, 1.0, 0.0) / rat.baseline)


@predicts("andrade1983-slice")
def slice_of_a_tolerant_rat():
    """An adapted cell without its afferents, washed free of drug, defaults."""
    rat = LocusCoeruleus()
    return 100 * (rat.firing(rat.cyclase.adapted(1.0), 0.0, 0.0) / rat.baseline - 1)


@predicts("gorodetzky2017-day-3")
def relief_if_all_were_noradrenaline():
    """An alpha-2 agonist that halves the firing (illustrative), the score all noradrenergic."""
    return 100 * LocusCoeruleus().alpha2_relief(5.0, 0.5)


@predicts("fishman2019-lofexidine-high", 1.0)
@predicts("fishman2019-lofexidine-low", 0.75)
def relief_with_the_share_of_the_other_trial(dose):
    """The noradrenergic share from gorodetzky2017, used in this trial; relief follows the dose."""
    rat = LocusCoeruleus()
    share = rat.noradrenergic_share(1 - 6.32 / 8.67, 5.0, 0.5)
    return 100 * rat.alpha2_relief(5.0, 0.5 * dose, noradrenergic_share=share)


# Alcohol


@functools.cache
def _drinkers():
    """Return share and risk of a group: three rates of elimination, three levels at the end.

    The rates are the mean of dependent drinkers and one standard deviation about it (winek1984).
    """
    risks, shares = [], []
    for rate in (210.0, 300.0, 390.0):
        for level in (1500.0, 2500.0, 3500.0):
            person = AlcoholWithdrawal(elimination=MichaelisMenten(rate, 50.0))
            course = person.after_last_drink(level, _HOURS)
            risks.append(course["risk"][-1])
            shares.append(course["share"])
    return np.average(shares, axis=0, weights=risks), float(np.mean(risks))


@predicts("australianguideline2021-13-to-24-h", 13.0, 24.0)
@predicts("australianguideline2021-48-h", 0.0, 48.0)
def seizures_between(start, stop):
    """The group of `_drinkers`; hazard and time constants were chosen with both spans in view."""
    share, _ = _drinkers()
    early, late = np.interp([start, stop], _HOURS, share)
    return 100 * (late - early)


@predicts("australianguideline2021-prevalence")
def risk_of_a_seizure():
    """The group of `_drinkers`, first withdrawal; the resting hazard is tuned to it."""
    return 100 * _drinkers()[1]


@predicts("ng1988-outside-the-period")
def seizures_outside():
    """The group of `_drinkers`, the period taken as 6 to 48 h."""
    return 100 - seizures_between(6.0, 48.0)


@functools.cache
def _treated():
    """Return the course under oxazepam, as strong as boundless alcohol, for three days."""
    k = math.log(2) / drug("oxazepam").half_life
    given = lagged(np.where(_HOURS <= 72.0, 1.0, 0.0), _HOURS, 1 / k, initial=1.0)
    return AlcoholWithdrawal().after_last_drink(2500.0, _HOURS, benzodiazepine=given)


@predicts("mayosmith1995-rate")
def treated_risk():
    """The course of `_treated`, whose strength is tuned to it; the rest as without treatment."""
    return 100 * float(_treated()["risk"][-1])


@predicts("mayosmith1995-after-last-dose")
def worst_time_after_last_dose():
    """When the hazard is greatest after the last oxazepam, in the course of `_treated`."""
    return _treated().during(72.0, 240.0).maximum("hazard")[0] - 72.0


@predicts("mayosmith1995-mean-time")
def mean_time_of_treated_seizures():
    """Mean time since the start of `_treated`."""
    share = _treated()["share"]
    return float(np.sum(np.diff(share) * (_HOURS[1:] + _HOURS[:-1]) / 2))


@predicts("donofrio1999-second-seizure")
def second_seizure_in_six_hours():
    """One person at 2.5 g/L: the risk within 6 h of a first seizure, averaged over its time."""
    course = AlcoholWithdrawal().after_last_drink(2500.0, _HOURS)
    survived = 1 - course["risk"]
    later = np.interp(_HOURS + 6.0, _HOURS, survived)
    again = 1 - later / survived
    return 100 * float(np.sum(np.diff(course["share"]) * (again[1:] + again[:-1]) / 2))


@predicts("rathlev2002-monday")
def monday_share():
    """Six times as many last drinks on the Saturday, since shops are shut on Sunday."""
    share, _ = _drinkers()
    delays = (_HOURS[1:] + _HOURS[:-1]) / 2
    return 100 * weekday_shares(delays, np.diff(share), stops=[1, 1, 1, 1, 1, 6, 1])[0]


def _mouse_withdrawal(on_and_off):
    """Return the excitation of a mouse at the end of a sequence of hours with and without."""
    times, levels, now = [0.0], [_ALCOHOL], 0.0
    for i, hours in enumerate(on_and_off):
        now += hours
        level = 0.0 if i % 2 else _ALCOHOL
        times += [now, now + 1e-6]
        levels += [level, _ALCOHOL - level]
    return float(_MOUSE.respond(levels, times)["excitation"][-1])


@predicts("becker1993-adaptation-alone", 1.0)
@predicts("becker1993-three-by-sixteen", 0.5)
def three_by_sixteen(retained):
    """Excitation over threshold after 3 x 16 h, of that after 48 h at a stretch."""
    scar = _MOUSE_SCAR.replace(retained=retained)
    cycles = _mouse_withdrawal([16.0, 8.0, 16.0, 8.0, 16.0]) - scar.after(2)
    return cycles / (_mouse_withdrawal([48.0]) - scar.after(0))


@predicts("becker1997b-forty-hours")
def forty_hours_after():
    """Forty hours after 3 x 16 h or after 48 h, each followed by 8 h without."""
    cycles = _mouse_withdrawal([16.0, 8.0, 16.0, 8.0, 16.0, 8.0, 40.0]) - _MOUSE_SCAR.after(3)
    return cycles / (_mouse_withdrawal([48.0, 8.0, 40.0]) - _MOUSE_SCAR.after(1))


@predicts("staley2005-one-week", 4.9)
@predicts("staley2005-four-weeks", 29.8)
def gaba_sites(days):
    """GABA-A function of one person at 2.5 g/L, some days after the last drink, from rest."""
    hours = np.linspace(0.0, 24.0 * days, 1001)
    return 100 * (float(AlcoholWithdrawal().after_last_drink(2500.0, hours)["gaba"][-1]) - 1)


# Rebound


def _stop(half_life, size=1.0):
    """Return what follows a hypnotic with some half-life; the rebound fades with one day."""
    return ThreeSignatures(
        half_life=half_life,
        rebound_size=size,
        rebound_time=24.0,
        withdrawal_size=0.0,
        withdrawal_time=168.0,
        relapse_level=0.0,
        relapse_hazard=0.0,
    )


def _night(stop, later=0.0):
    """Return the mean rebound in the first night without a tablet, or some hours later."""
    return float(stop.course(_FIRST_NIGHT + later)["rebound"].mean())


def _size():
    """Return the size that gives the rebound after triazolam, 61 % in the first night."""
    return 61.0 / _night(_stop(drug("triazolam").half_life))


@predicts("kales1991-triazolam-first", "triazolam")
@predicts("kales1991-triazolam-second", "triazolam")
@predicts("kales1991-temazepam-first", "temazepam")
@predicts("kales1991-temazepam-second", "temazepam")
def rebound_in_the_first_night(name):
    """The size is tuned to the first night after triazolam; only the half-life differs."""
    return _night(_stop(drug(name).half_life, _size()))


@predicts("kales1979-diazepam")
def worst_rebound_after_diazepam():
    """The peak at any time, for diazepam that nordiazepam replaces; size as after triazolam."""
    return _stop(drug("nordiazepam").half_life, _size()).rebound_peak()[1]


@predicts("greenblatt1987-nights")
def nights_of_rebound():
    """Nights with more than a quarter of the first night's rebound, its time constant one day."""
    stop = _stop(drug("triazolam").half_life)
    nights = np.array([_night(stop, 24.0 * night) for night in range(10)])
    return float(np.sum(nights > 0.25 * nights[0]))


@predicts("silvestri1996-zolpidem")
def sleep_after_zolpidem():
    """Triazolam's loss of sleep (34.5 min), rescaled by the half-life of zolpidem, about 2.5 h."""
    return -34.5 * _night(_stop(2.5)) / _night(_stop(drug("triazolam").half_life))


# Hyperalgesia


def _after_operation(hours):
    """Return the extra pain after much opioid, mm of 100; the size is tuned to the first hour."""
    body = OpioidHyperalgesia()
    at = body.respond(0.0, [0.0, 1.0, 4.0, 24.0], initial=1.0)
    return 9.4 * at.at(hours, "sensitised") / at.at(1.0, "sensitised")


@predicts("fletcher2014-1-h", 1.0)
@predicts("fletcher2014-4-h", 4.0)
@predicts("fletcher2014-24-h", 24.0)
def extra_pain_after_operations(hours):
    """Size from the first hour, time constant from the last."""
    return _after_operation(hours)


@predicts("koppert2003-punctate")
@predicts("koppert2003-pain-rating")
def left_of_the_rise_under_ketamine():
    """One sensitisation behind both, and ketamine that stops all of it."""
    body = OpioidHyperalgesia(ketamine_block=1.0)
    infusion, times = [5.0, 5.0, 0.0, 0.0], [0.0, 0.5, 0.5 + 1e-6, 1.0]
    alone = body.respond(infusion, times)["sensitised"][-1]
    return 100 * body.respond(infusion, times, ketamine=1.0)["sensitised"][-1] / alone


@predicts("kapila1995-offset-of-effect")
def offset_of_effect():
    """Remifentanil at its site after 3 h: blood half-time 3.2 min, equilibration 1.3 min."""
    blood = OneCompartment.from_half_life(3.2 / 60)
    site = blood.effect_site(60 * math.log(2) / 1.3)  # glass1993
    minutes = np.linspace(0.0, 15.0, 601)
    left = site.concentration(once(1.0, duration=3.0), 3.0 + minutes / 60)
    return float(np.interp(-left[0] / 2, -left, minutes))


@predicts("vinik1998-angst2009-tolerance")
def analgesia_left_after_three_hours():
    """A constant infusion that gives half of the greatest relief, defaults."""
    body = OpioidHyperalgesia()
    course = body.respond(body.half_effect, [0.0, 3.0])
    relief = body.baseline_pain - course["pain"]
    return 100 * float(relief[1] / relief[0])
