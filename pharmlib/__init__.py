"""Models of drug dependence and withdrawal, small enough to read in an evening.

All public names are here, except those of `pharmlib.plotting`, which needs matplotlib.
"""

from pharmlib.adaptation import (
    ConstantDiscomfort,
    DrivenOpponent,
    OpponentProcess,
    TwoSpeedOpponent,
    constant_discomfort,
    peak_time,
    peak_withdrawal,
)
from pharmlib.curves import (
    Curve,
    chain,
)
from pharmlib.dosing import (
    Dose,
    Regimen,
    every,
    once,
)
from pharmlib.drugs import (
    QUANTITIES,
    Cited,
    Drug,
    UnknownDrugError,
    UnknownQuantityError,
    drug,
    drug_names,
    half_life_table,
)
from pharmlib.elimination import (
    MichaelisMenten,
    ZeroOrder,
    widmark,
)
from pharmlib.kinetics import (
    OneCompartment,
    TwoCompartment,
    accumulation_ratio,
    time_to_fraction,
)
from pharmlib.metabolites import (
    ParentMetabolite,
)
from pharmlib.parameters import (
    ParameterError,
    Parameters,
    check,
    check_times,
    parameter,
)
from pharmlib.receptors import (
    Ligand,
    competition,
    dose_for_occupancy,
    dose_occupancy,
    occupancy,
    occupancy_odds,
    operational,
    precipitation_threshold,
    required_antagonist,
    tau_from_maximum,
    two_ligand_activation,
    waiting_time,
)
from pharmlib.simulate import (
    SolverError,
    simulate,
)
from pharmlib.stages import (
    Absorption,
    EffectSite,
    LinearModel,
)
from pharmlib.tapers import (
    Taper,
    constant_discomfort_taper,
    hyperbolic,
    linear,
    proportional,
    time_to_dose,
)
from pharmlib.trajectory import (
    Trajectory,
)
from pharmlib.units import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    UnitError,
    convert,
    molar,
    to_book_units,
)

__all__ = [
    "Absorption",
    "Cited",
    "ConstantDiscomfort",
    "Curve",
    "DAY",
    "Dose",
    "DrivenOpponent",
    "Drug",
    "EffectSite",
    "HOUR",
    "Ligand",
    "LinearModel",
    "MINUTE",
    "MichaelisMenten",
    "OneCompartment",
    "OpponentProcess",
    "ParameterError",
    "Parameters",
    "ParentMetabolite",
    "QUANTITIES",
    "Regimen",
    "SolverError",
    "Taper",
    "Trajectory",
    "TwoCompartment",
    "TwoSpeedOpponent",
    "UnitError",
    "UnknownDrugError",
    "UnknownQuantityError",
    "WEEK",
    "ZeroOrder",
    "accumulation_ratio",
    "chain",
    "check",
    "check_times",
    "competition",
    "constant_discomfort",
    "constant_discomfort_taper",
    "convert",
    "dose_for_occupancy",
    "dose_occupancy",
    "drug",
    "drug_names",
    "every",
    "half_life_table",
    "hyperbolic",
    "linear",
    "molar",
    "occupancy",
    "occupancy_odds",
    "once",
    "operational",
    "parameter",
    "peak_time",
    "peak_withdrawal",
    "precipitation_threshold",
    "proportional",
    "required_antagonist",
    "simulate",
    "tau_from_maximum",
    "time_to_dose",
    "time_to_fraction",
    "to_book_units",
    "two_ligand_activation",
    "waiting_time",
    "widmark",
]
