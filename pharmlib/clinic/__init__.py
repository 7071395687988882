"""What is seen and done at the bedside: scales, inductions, newborns, genes, and who is at risk."""

from pharmlib.clinic.agreement import (
    cohen_kappa,
    cronbach_alpha,
    false_positive_probability,
    intraclass_correlation,
)
from pharmlib.clinic.alcohol_withdrawal import AlcoholWithdrawal, blood_alcohol, weekday_shares
from pharmlib.clinic.dependence_map import map_correlation, map_entries, map_quadrants
from pharmlib.clinic.equivalents import diazepam_equivalent, morphine_equivalents, morphine_factor
from pharmlib.clinic.induction import (
    Induction,
    induction_names,
    induction_schedule,
    static_induction,
)
from pharmlib.clinic.latent_severity import GradedResponse
from pharmlib.clinic.newborn import NeonatalWithdrawal, noisy_scores, virtual_newborns
from pharmlib.clinic.pharmacogenomics import (
    CarrierTaper,
    clearance_ratio,
    dose_ratio,
    genotypes,
    metabolite_ratio,
    steady_state_ratio,
)
from pharmlib.clinic.precipitated_withdrawal import BuprenorphineStart
from pharmlib.clinic.scales import Scale, scale, scale_names
from pharmlib.clinic.trials import (
    group_overlap,
    number_needed_to_harm,
    probability_of_superiority,
    wilson_interval,
)
from pharmlib.clinic.ventilation import Breathing, BreathingDrug, volunteer_drug

__all__ = [
    "AlcoholWithdrawal",
    "Breathing",
    "BreathingDrug",
    "BuprenorphineStart",
    "CarrierTaper",
    "GradedResponse",
    "Induction",
    "NeonatalWithdrawal",
    "Scale",
    "blood_alcohol",
    "clearance_ratio",
    "cohen_kappa",
    "cronbach_alpha",
    "diazepam_equivalent",
    "dose_ratio",
    "false_positive_probability",
    "genotypes",
    "group_overlap",
    "induction_names",
    "induction_schedule",
    "intraclass_correlation",
    "map_correlation",
    "map_entries",
    "map_quadrants",
    "metabolite_ratio",
    "morphine_equivalents",
    "morphine_factor",
    "noisy_scores",
    "number_needed_to_harm",
    "probability_of_superiority",
    "scale",
    "scale_names",
    "static_induction",
    "steady_state_ratio",
    "virtual_newborns",
    "volunteer_drug",
    "weekday_shares",
    "wilson_interval",
]
