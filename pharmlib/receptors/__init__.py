"""What a drug does to its receptor: who sits there, what it does there, who is in the way."""

from pharmlib.receptors.binding import (
    Ligand,
    competition,
    occupancy,
    occupancy_odds,
    two_ligand_activation,
)
from pharmlib.receptors.hyperbola import dose_for_occupancy, dose_occupancy
from pharmlib.receptors.operational_model import operational, tau_from_maximum
from pharmlib.receptors.precipitation import (
    precipitation_threshold,
    required_antagonist,
    waiting_time,
)

__all__ = [
    "Ligand",
    "competition",
    "dose_for_occupancy",
    "dose_occupancy",
    "occupancy",
    "occupancy_odds",
    "operational",
    "precipitation_threshold",
    "required_antagonist",
    "tau_from_maximum",
    "two_ligand_activation",
    "waiting_time",
]
