"""What cues and surprises teach: expectation, conditioned tolerance, what a drug is worth."""

from pharmlib.learning.conditioned_tolerance import ConditionedTolerance, conditioned_share
from pharmlib.learning.cues import LearningCurve, RescorlaWagner, Trial
from pharmlib.learning.disinhibition import Disinhibition
from pharmlib.learning.drug_value import DrugValue
from pharmlib.learning.surprise import prediction_error
from pharmlib.learning.temporal_difference import TemporalDifference, ValueCourse

__all__ = [
    "ConditionedTolerance",
    "Disinhibition",
    "DrugValue",
    "LearningCurve",
    "RescorlaWagner",
    "TemporalDifference",
    "Trial",
    "ValueCourse",
    "conditioned_share",
    "prediction_error",
]
