"""Tapers and inductions before the observations: occupancy, peaks, waits and incidences."""

from __future__ import annotations

import numpy as np

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.clinic.induction import Induction, induction_schedule
from pharmlib.clinic.precipitated_withdrawal import BuprenorphineStart
from pharmlib.dosing import once
from pharmlib.drugs import drug
from pharmlib.evidence.registry import predicts
from pharmlib.receptors.hyperbola import dose_occupancy
from pharmlib.receptors.precipitation import waiting_time
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.schedules import linear
from pharmlib.units import DAY

__all__: list[str] = []

_SMALLEST_DOSES = {
    "citalopram": 20,
    "fluoxetine": 20,
    "paroxetine": 20,
    "sertraline": 50,
    "venlafaxine": 75,
}
_PEOPLE = 10_000


# Occupancy of the serotonin transporter


@predicts("meyer2001-citalopram-20mg", "citalopram", 20.0)
@predicts("meyer2001-paroxetine-20mg", "paroxetine", 20.0)
def transporter_occupancy(name, dose):
    """Hyperbola with the constants of the review of 2022 (`drugs`)."""
    medicine = drug(name)
    return 100 * dose_occupancy(
        dose,
        maximum=float(medicine.transporter_occupancy_maximum),
        half_dose=float(medicine.transporter_occupancy_half_dose),
    )


@predicts("meyer2004-smallest-doses")
def transporter_occupancy_at_the_smallest_doses():
    """The same, mean over five medicines at the smallest dose in use."""
    return np.mean([transporter_occupancy(*each) for each in _SMALLEST_DOSES.items()])


# Methadone, tapered in a straight line


def _methadone_taper(days):
    """Return the course of a taper in equal daily steps.

    Half-life about a day; adaptation in 7 d, the middle of the 3 to 10 d of the book; effect half
    of its plateau at a third of the first dose. The last two are illustrative.
    """
    body = AdaptedBody(
        OpponentProcess(7 * DAY),
        maximum=1.0,
        half_dose=20.0,
        half_life=float(drug("methadone").half_life),
    )
    return body.course(linear(60.0, steps=days, interval=DAY), until=70 * DAY)


@predicts("gossop1987-day-of-peak")
def day_of_the_worst_withdrawal():
    """Taper of 21 d: when withdrawal is largest."""
    return _methadone_taper(21).maximum("net")[0] / DAY


@predicts("gossop1987-day-back-to-normal")
def day_when_withdrawal_is_nearly_over():
    """Taper of 21 d: when a tenth of the peak is left."""
    course = _methadone_taper(21)
    peak, height = course.maximum("net")
    return course.during(peak, 70 * DAY).first_time_below("net", 0.1 * height) / DAY


# How long to wait for buprenorphine


@predicts("buppractice-wait-morphine", "morphine", 0.90)
@predicts("buppractice-wait-fentanyl", "fentanyl", 0.90)
@predicts("buppractice-wait-methadone", "methadone", 0.70)
def wait_until_the_partial_agonist_is_safe(name, occupancy):
    """Half-life of the table, efficacy 0.4; occupancy 0.9 is heavy use, 0.7 methadone at 30 mg."""
    return waiting_time(float(drug(name).half_life), occupancy, efficacy=0.4)


# Precipitated withdrawal


def _incidence(start, induction, number=_PEOPLE, **definition):
    """Return an incidence in per cent, of the same people each time."""
    generator = np.random.default_rng(1)
    return 100 * start.incidence(induction, number, generator=generator, **definition)


@predicts("thakrar2024-incidence")
def incidence_by_any_rise_in_four_hours():
    """Everybody at default values, 8 mg 18 h after the last use; any rise of 5 points in 4 h."""
    return _incidence(BuprenorphineStart(), induction_schedule("single 8 mg"))


@predicts("donofrio2023-incidence")
def incidence_by_what_buprenorphine_did_in_two_hours():
    """The same people and dose; 5 points in 2 h, less what would have come anyway."""
    induction = induction_schedule("single 8 mg")
    return _incidence(BuprenorphineStart(), induction, within=2.0, attributable=True)


@predicts("thakrar2024-median-rise")
def median_rise_of_those_who_rise():
    """The same people: median rise among those with 5 points or more."""
    people = {"number": _PEOPLE, "generator": np.random.default_rng(1)}
    rises = BuprenorphineStart().rises(induction_schedule("single 8 mg"), **people)
    return np.median(rises[rises >= 5])


@predicts("thakrar2024-fentanyl-odds")
def odds_ratio_of_ten_times_the_exposure():
    """Two groups whose full agonist differs ten-fold, as 200 from 20 ng/mL, around the default."""
    odds = []
    for factor in (10**0.5, 10**-0.5):
        a = 9 * factor
        group = BuprenorphineStart(occupancy=a / (1 + a))
        p = _incidence(group, induction_schedule("single 8 mg")) / 100
        odds.append(p / (1 - p))
    return odds[0] / odds[1]


@predicts("jones2024-as-planned")
def incidence_of_a_low_dose_start():
    """The same people on the schedule of 7 days; what buprenorphine did in 4 h after a dose."""
    induction = induction_schedule("low-dose, 7 days")
    return _incidence(BuprenorphineStart(), induction, 2000, attributable=True, step=2.0)


@predicts("rosado2007-tolerated-population")
def share_that_tolerates_the_largest_dose():
    """Methadone of the table, 32 mg of film 20 h after the last dose, nobody selected by score."""
    start = BuprenorphineStart(agonist_half_life=float(drug("methadone").half_life), start_score=0)
    return 100 - _incidence(start, Induction(once(32.0), stop=-20.0))
