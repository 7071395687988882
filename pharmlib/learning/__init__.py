"""What cues and surprises teach: expectation, conditioned tolerance, what a drug is worth."""

from pharmlib.learning.conditioned_tolerance import ConditionedTolerance, conditioned_share
from pharmlib.learning.cues import RescorlaWagner, Trial
from pharmlib.learning.disinhibition import Disinhibition
from pharmlib.learning.drug_value import DrugValue
from pharmlib.learning.surprise import prediction_error
from pharmlib.learning.temporal_difference import TemporalDifference

__all__ = [
    "ConditionedTolerance",
    "Disinhibition",
    "DrugValue",
    "RescorlaWagner",
    "TemporalDifference",
    "Trial",
    "conditioned_share",
    "prediction_error",
]
