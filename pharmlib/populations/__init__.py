"""Virtual patients: seeded, thousands at once, as arrays."""

__all__: list[str] = []
