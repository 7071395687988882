"""What cues and surprises teach: expectation, conditioned tolerance, and the value a drug writes."""

__all__: list[str] = []
