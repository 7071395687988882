"""What stays when the drug has gone: compensation that grows slowly and leaves slowly."""

from pharmlib.adaptation.adaptive_capacity import AdaptiveCapacity
from pharmlib.adaptation.adrenal_axis import AdrenalAxis
from pharmlib.adaptation.allostasis import Allostasis
from pharmlib.adaptation.asymmetric_opponent import AsymmetricOpponent
from pharmlib.adaptation.camp import (
    CyclaseSuperactivation,
    compensated_fraction,
    full_superactivation,
)
from pharmlib.adaptation.counter_regulation import CounterRegulation, interdose_swing
from pharmlib.adaptation.excitation import ExcitationBalance, SeizureHazard
from pharmlib.adaptation.feedback_turnover import FeedbackTurnover
from pharmlib.adaptation.hyperalgesia import OpioidHyperalgesia
from pharmlib.adaptation.kindling import Kindling
from pharmlib.adaptation.lag import lagged
from pharmlib.adaptation.locus_coeruleus import LocusCoeruleus
from pharmlib.adaptation.nicotinic_acid import FATTY_ACIDS, NicotinicAcid
from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.adaptation.opponents import Opponent
from pharmlib.adaptation.self_administration import SelfAdministration
from pharmlib.adaptation.time_signatures import ThreeSignatures, decay_interval

__all__ = [
    "AdaptiveCapacity",
    "AdrenalAxis",
    "Allostasis",
    "AsymmetricOpponent",
    "CounterRegulation",
    "CyclaseSuperactivation",
    "ExcitationBalance",
    "FATTY_ACIDS",
    "FeedbackTurnover",
    "Kindling",
    "LocusCoeruleus",
    "NicotinicAcid",
    "OpioidHyperalgesia",
    "Opponent",
    "OpponentProcess",
    "SeizureHazard",
    "SelfAdministration",
    "ThreeSignatures",
    "TwoSpeedOpponent",
    "compensated_fraction",
    "decay_interval",
    "full_superactivation",
    "interdose_swing",
    "lagged",
]
