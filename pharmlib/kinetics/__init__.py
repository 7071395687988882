"""What the body does to a drug: concentrations over time, in closed form where there is one."""

from pharmlib.kinetics.buprenorphine_population import BuprenorphineKinetics
from pharmlib.kinetics.compartments import (
    OneCompartment,
    ThreeCompartment,
    TwoCompartment,
    accumulation_ratio,
    time_to_fraction,
)
from pharmlib.kinetics.curves import Curve, chain
from pharmlib.kinetics.elimination import MichaelisMenten, ZeroOrder, widmark
from pharmlib.kinetics.enzyme_inactivation import EnzymeInactivation
from pharmlib.kinetics.enzyme_induction import EnzymeTurnover
from pharmlib.kinetics.families import DrugFamily, Metabolite, kinetic_family
from pharmlib.kinetics.metabolites import ParentMetabolite
from pharmlib.kinetics.named_models import kinetic_model, kinetic_routes
from pharmlib.kinetics.parallel_elimination import ParallelElimination
from pharmlib.kinetics.pregnancy import ChangingClearance, pregnancy_clearance
from pharmlib.kinetics.routes import Depot, SkinDepot, Transit, patch
from pharmlib.kinetics.stages import Absorption, EffectSite, LinearModel
from pharmlib.kinetics.swallowed import Swallowed

__all__ = [
    "Absorption",
    "BuprenorphineKinetics",
    "ChangingClearance",
    "Curve",
    "Depot",
    "DrugFamily",
    "EffectSite",
    "EnzymeInactivation",
    "EnzymeTurnover",
    "LinearModel",
    "Metabolite",
    "MichaelisMenten",
    "OneCompartment",
    "ParallelElimination",
    "ParentMetabolite",
    "SkinDepot",
    "Swallowed",
    "ThreeCompartment",
    "Transit",
    "TwoCompartment",
    "ZeroOrder",
    "accumulation_ratio",
    "chain",
    "kinetic_family",
    "kinetic_model",
    "kinetic_routes",
    "patch",
    "pregnancy_clearance",
    "time_to_fraction",
    "widmark",
]
