"""What is seen and done at the bedside: scales, inductions, newborns, genes, and who is at risk."""

__all__: list[str] = []
