"""How true the models are: what was published, beside what they say."""

from pharmlib.evidence import (
    brain_facts,
    breathing_facts,
    clinic_facts,
    kinetics_clock,
    opponent_facts,
    population_facts,
    receptor_facts,
    taper_facts,
)
from pharmlib.evidence.comparison import Comparison, comparisons
from pharmlib.evidence.published import VERDICTS, Observation, observations, read_observations
from pharmlib.evidence.registry import PREDICTIONS, predicts

# The modules that register the predictions are imported for that alone.
_FACTS = (
    brain_facts,
    breathing_facts,
    clinic_facts,
    kinetics_clock,
    opponent_facts,
    population_facts,
    receptor_facts,
    taper_facts,
)

__all__ = [
    "PREDICTIONS",
    "VERDICTS",
    "Comparison",
    "Observation",
    "comparisons",
    "observations",
    "predicts",
    "read_observations",
]
