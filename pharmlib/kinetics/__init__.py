"""What the body does to a drug: concentrations over time, in closed form where there is one."""

from pharmlib.kinetics.compartments import (
    OneCompartment,
    TwoCompartment,
    accumulation_ratio,
    time_to_fraction,
)
from pharmlib.kinetics.curves import Curve, chain
from pharmlib.kinetics.elimination import MichaelisMenten, ZeroOrder, widmark
from pharmlib.kinetics.metabolites import ParentMetabolite
from pharmlib.kinetics.stages import Absorption, EffectSite, LinearModel

__all__ = [
    "Absorption",
    "Curve",
    "EffectSite",
    "LinearModel",
    "MichaelisMenten",
    "OneCompartment",
    "ParentMetabolite",
    "TwoCompartment",
    "ZeroOrder",
    "accumulation_ratio",
    "chain",
    "time_to_fraction",
    "widmark",
]
