"""How true the models are: what was published, beside what they say."""

__all__: list[str] = []
