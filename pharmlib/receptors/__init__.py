"""What a drug does to its receptor: who sits there, what it does there, who is in the way."""

from pharmlib.receptors.binding import (
    Ligand,
    competition,
    occupancy,
    occupancy_odds,
    two_ligand_activation,
)
from pharmlib.receptors.binding_kinetics import BindingRates, ReceptorBinding
from pharmlib.receptors.breathing import activation_for_ventilation, minute_ventilation
from pharmlib.receptors.hyperbola import dose_for_occupancy, dose_occupancy, fit_dose_occupancy
from pharmlib.receptors.mu_ligands import mu_ligand, mu_ligand_names
from pharmlib.receptors.operational_model import (
    operational,
    operational_ec50,
    operational_plateau,
    tau_from_maximum,
)
from pharmlib.receptors.precipitation import (
    precipitation_threshold,
    required_antagonist,
    waiting_time,
)
from pharmlib.receptors.regulation import RELATIVE_EFFICACIES, ReceptorRegulation
from pharmlib.receptors.renarcotisation import Renarcotisation
from pharmlib.receptors.up_regulation import ReceptorTurnover
from pharmlib.receptors.washout import occupancy_after, occupancy_half_time, odds_half_life

__all__ = [
    "BindingRates",
    "Ligand",
    "RELATIVE_EFFICACIES",
    "ReceptorBinding",
    "ReceptorRegulation",
    "ReceptorTurnover",
    "Renarcotisation",
    "activation_for_ventilation",
    "competition",
    "dose_for_occupancy",
    "dose_occupancy",
    "fit_dose_occupancy",
    "minute_ventilation",
    "mu_ligand",
    "mu_ligand_names",
    "occupancy",
    "occupancy_after",
    "occupancy_half_time",
    "occupancy_odds",
    "odds_half_life",
    "operational",
    "operational_ec50",
    "operational_plateau",
    "precipitation_threshold",
    "required_antagonist",
    "tau_from_maximum",
    "two_ligand_activation",
    "waiting_time",
]
