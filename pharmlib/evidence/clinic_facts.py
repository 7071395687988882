"""Scales, learning, genes, newborns and the map of drugs, beside what was published."""

from __future__ import annotations

import math

import numpy as np

from pharmlib.clinic.agreement import false_positive_probability
from pharmlib.clinic.latent_severity import GradedResponse
from pharmlib.clinic.newborn import NeonatalWithdrawal, virtual_newborns
from pharmlib.clinic.pharmacogenomics import genotypes, metabolite_ratio
from pharmlib.clinic.scales import scale
from pharmlib.evidence.registry import predicts
from pharmlib.learning.cues import RescorlaWagner, Trial

__all__: list[str] = []

# COWS in a group with severity 0.1 to 0.5, an illustrative spread on which the slip depends.
# The discrimination gives altintoprak2015's alpha, 0.74; the slip the agreement of raters, 0.975.
_GROUP = np.linspace(0.1, 0.5, 26)
_COWS = GradedResponse(scale("COWS"), 1.715)
_SLIP = 0.0457

# klepstad2004: how many of 99 people carry one and two variants of OPRM1 A118G
_ONE_COPY, _TWO_COPIES = 17, 4


@predicts("altintoprak2015-raters-beyond-items")
def raters_beyond_items():
    """If all that items do not share were error of the rater: agreement less consistency.

    Then a second rating is a new draw of the signs, and two of them correlate by the part of the
    variance that lies between severities.
    """
    between = np.var(_COWS.expected_total(_GROUP))
    within = np.mean(_COWS.total_sd(_GROUP) ** 2)
    return between / (between + within) - _COWS.reliability(_GROUP, slip=0.0)["items"]


@predicts("altintoprak2015-two-raters")
def two_raters():
    """Agreement of two raters who see the same signs; the slip was fitted to it."""
    return _COWS.reliability(_GROUP, slip=_SLIP)["raters"]


@predicts("donofrio2023-false-positives")
@predicts("thakrar2024-false-positives")
def false_positives():
    """Rises of 5 points by error of the rater alone, with the slip that gives the agreement."""
    error = _COWS.reliability(_GROUP, slip=_SLIP)["rater_sd"]
    return 100 * false_positive_probability(5, error)


@predicts("panlilio2007-blocking-surprise")
def light_after_tone():
    """Value of a light added to a tone that predicts cocaine, over that of a light without history.

    Surprise 0.2, learning rate 0.1, 5 sessions of 20 injections in each phase: illustrative.
    """
    learner = RescorlaWagner(0.1)
    second = 100 * [Trial("tone light", 1.0, 0.2)]
    blocked, control = (
        learner.train(100 * [Trial(cue, 1.0, 0.2)] + second)["light"][-1]
        for cue in ("tone", "elsewhere")
    )
    return blocked / control


@predicts("kharasch2015-two-copies-s", "S-methadone")
@predicts("kharasch2015-two-copies-r", "R-methadone")
def loss_of_clearance_with_two_copies(drug):
    """Loss of clearance with CYP2B6 *6/*6, if each copy took away as much as the first, %."""
    (one,) = (
        each.ratio for each in genotypes("CYP2B6") if (each.genotype, each.drug) == ("*1/*6", drug)
    )
    return 100 * 2 * (1 - one)


@predicts("kirchheiner2007-duplication", 3)
def morphine_from_codeine(copies):
    """Morphine with some number of active copies of CYP2D6, over that with two.

    A tenth of codeine becomes morphine, about.
    """
    return metabolite_ratio(copies / 2, 0.1)


def _oprm1_carriers():
    """Mean dose of OPRM1 G carriers over AA, each copy by the same factor."""
    (two,) = (each.ratio for each in genotypes("OPRM1"))
    doses = _ONE_COPY * math.sqrt(two) + _TWO_COPIES * two
    return doses / (_ONE_COPY + _TWO_COPIES)


@predicts("yu2019-difference")
@predicts("hwang2014-difference")
def standardised_difference():
    """Difference of G carriers from AA in standard deviations, from one cohort's 93 % for GG.

    The standard deviation of morphine doses is about 0.9 of their mean.
    """
    return (_oprm1_carriers() - 1) / 0.9


@predicts("reyesgibby2007-both-genes")
def both_genes():
    """Dose of carriers of both variants over those of neither, if the two factors multiply.

    Val/Met twice as frequent as Val/Val, as with an allele frequency of one half.
    """
    met, val = (each.ratio for each in genotypes("COMT"))
    return _oprm1_carriers() * (2 * met + val) / 3


@predicts("kraft2017-duration")
def end_of_treatment():
    """Age at which the untreated score of the typical newborn falls below 8, d."""
    course = NeonatalWithdrawal().course(np.linspace(0, 24 * 30, 721))
    return course.first_time_below("score", 8) / 24


@predicts("young2023-treated-usual-care")
def newborns_to_treat():
    """Virtual newborns with a score of 8 or more at birth, where the model has its peak, %."""
    newborns = virtual_newborns(2000, np.random.default_rng(2021))
    return 100 * np.mean(newborns.score([0.0]) >= 8)
