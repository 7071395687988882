"""How much people differ: what published means and spreads say of ranges and of other studies."""

from __future__ import annotations

import math

import numpy as np
import scipy

from pharmlib.evidence.registry import predicts
from pharmlib.populations.distributions import LogNormal, implied_cv
from pharmlib.populations.published import published_population
from pharmlib.receptors.hyperbola import dose_occupancy

__all__: list[str] = []


@predicts("wilensky1982-shortest-half-life", 0)
@predicts("wilensky1982-longest-half-life", 1)
def phenobarbital_range(end):
    """Half-life from the published spreads of clearance and volume; extremes of six people."""
    people = published_population("phenobarbital, into a vein").parameters
    half_life = math.log(2) * people["volume_per_weight"] / people["clearance_per_weight"]
    return half_life.extremes(6)[end]


@predicts("wilensky1982-shortest-half-life-patients", 0)
@predicts("wilensky1982-longest-half-life-patients", 1)
def phenobarbital_range_in_patients(end):
    """The same for six patients, from their own clearance and volume."""
    volume = LogNormal.from_mean(0.61, 0.05)
    clearance = LogNormal.from_mean(3.9e-3, 0.76e-3)
    return (math.log(2) * volume / clearance).extremes(6)[end]


@predicts("huhn2020-longest-fentanyl", 7.3, 4.9)
@predicts("huhn2020-longest-norfentanyl", 13.3, 6.9)
def longest_detection(mean, sd):
    """A log-normal time with the published mean and standard deviation; the longest of twelve."""
    return LogNormal.from_mean(mean, sd).extremes(12)[1]


@predicts("greenwald2003-spread-2-mg", 2.0)
@predicts("greenwald2003-spread-16-mg", 16.0)
@predicts("greenwald2003-spread-32-mg", 32.0)
def spread_of_occupancy(dose):
    """The exposures of jones2021 on the curve of mean occupancies: sd over people, in per cent."""
    people = published_population("buprenorphine, under the tongue").parameters
    exposure = people["bioavailability"] / people["clearance"]
    relative = (exposure / exposure.median).quantile((np.arange(2000) + 0.5) / 2000)
    occupancy = dose_occupancy(dose * relative, maximum=0.911, half_dose=2.42)
    return 100 * np.std(occupancy)


@predicts("shiran2011-clearance-fold", 60)
@predicts("lisbonaddictions2019-level-fold", 1691)
def methadone_fold(count):
    """The book's illustrative spread of methadone clearance: largest over smallest of so many."""
    low, high = published_population("methadone, by mouth").parameters["clearance"].extremes(count)
    return high / low


@predicts("drozdick2002-best-cut")
def best_cut():
    """Two log-normal groups with the published means and spreads: where they are told apart best.

    The cut maximises sensitivity plus specificity, as the study's receiver operating curve does.
    """
    well, ill = LogNormal.from_mean(0.295, 0.16), LogNormal.from_mean(0.175, 0.11)
    cut = np.linspace(0.05, 0.5, 2001)
    found_ill = scipy.special.ndtr(np.log(cut / ill.median) / ill.spread)
    found_well = 1 - scipy.special.ndtr(np.log(cut / well.median) / well.spread)
    return cut[np.argmax(found_ill + found_well)]


@predicts("greenblatt1989-mean-half-life")
def diazepam_mean_half_life():
    """Mean clearance and volume with the spread that was derived from this very mean."""
    people = published_population("diazepam, by mouth").parameters
    return (math.log(2) * people["volume"] / people["clearance"]).mean


@predicts("klotz1975-clearance-between")
def diazepam_clearance_between():
    """The spread of clearance behind the mean half-life of greenblatt1989, in another study."""
    quotient = math.log(2) * 83 / (26.6 * 0.06)
    clearance = LogNormal.from_mean(26.6, 26.6 * implied_cv(44.2, quotient))
    low, high = (math.log(edge / clearance.median) / clearance.spread for edge in (20, 32))
    return 100 * (scipy.special.ndtr(high) - scipy.special.ndtr(low))
