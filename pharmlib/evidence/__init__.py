"""How true the models are: what was published, beside what they say."""

from pharmlib.evidence.registry import PREDICTIONS, predicts

__all__ = ["PREDICTIONS", "predicts"]
