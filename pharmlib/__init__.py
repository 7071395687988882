"""Models of drug dependence and withdrawal, small enough to read in an evening.

All public names are here, except those of `pharmlib.plotting`, which needs matplotlib.
"""

from pharmlib.adaptation import (
    OpponentProcess,
    TwoSpeedOpponent,
)
from pharmlib.checks import (
    ParameterError,
    check,
    check_count,
    check_number,
    check_order,
    check_times,
    float_or_array,
)
from pharmlib.curves import (
    Curve,
    chain,
)
from pharmlib.dosing import (
    Dose,
    Regimen,
    check_regimen,
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
from pharmlib.hyperbola import (
    dose_for_occupancy,
    dose_occupancy,
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
from pharmlib.operational_model import (
    operational,
    tau_from_maximum,
)
from pharmlib.opponents import (
    DrivenOpponent,
    Opponent,
)
from pharmlib.parameters import (
    Parameters,
    parameter,
)
from pharmlib.precipitation import (
    precipitation_threshold,
    required_antagonist,
    waiting_time,
)
from pharmlib.receptors import (
    Ligand,
    competition,
    occupancy,
    occupancy_odds,
    two_ligand_activation,
)
from pharmlib.schedules import (
    constant_discomfort_taper,
    hyperbolic,
    linear,
    proportional,
    time_to_dose,
)
from pharmlib.simulation import (
    SolverError,
    simulate,
)
from pharmlib.stages import (
    Absorption,
    EffectSite,
    LinearModel,
)
from pharmlib.taper_theory import (
    ConstantDiscomfort,
    constant_discomfort,
    peak_time,
    peak_withdrawal,
)
from pharmlib.tapers import (
    Taper,
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
    mass_concentration,
    molar,
    to_book_units,
    unit_symbols,
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
    "Opponent",
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
    "check_count",
    "check_number",
    "check_order",
    "check_regimen",
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
    "float_or_array",
    "half_life_table",
    "hyperbolic",
    "linear",
    "mass_concentration",
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
    "unit_symbols",
    "waiting_time",
    "widmark",
]
