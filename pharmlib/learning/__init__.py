"""What cues and surprises teach: expectation, conditioned tolerance, what a drug is worth."""

__all__: list[str] = []
