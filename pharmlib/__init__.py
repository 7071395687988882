"""Models of drug dependence and withdrawal, each small enough to read at a sitting.

All public names are here, except those of `pharmlib.plotting`, which needs matplotlib, and of
`pharmlib.evidence`, which holds the models against what was published. Each room lists its own.
"""

from pharmlib import (
    adaptation,
    clinic,
    kinetics,
    learning,
    populations,
    receptors,
    tapers,
)
from pharmlib.adaptation import *
from pharmlib.checks import (
    ParameterError,
    check,
    check_count,
    check_number,
    check_order,
    check_times,
    float_or_array,
)
from pharmlib.clinic import *
from pharmlib.dosing import Dose, Regimen, check_regimen, every, once
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
from pharmlib.kinetics import *
from pharmlib.learning import *
from pharmlib.parameters import Parameters, parameter
from pharmlib.populations import *
from pharmlib.receptors import *
from pharmlib.relation import Relation
from pharmlib.simulation import SolverError, simulate
from pharmlib.tapers import *
from pharmlib.trajectory import Trajectory
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
    "Cited",
    "DAY",
    "Dose",
    "Drug",
    "HOUR",
    "MINUTE",
    "ParameterError",
    "Parameters",
    "QUANTITIES",
    "Regimen",
    "Relation",
    "SolverError",
    "Trajectory",
    "UnitError",
    "UnknownDrugError",
    "UnknownQuantityError",
    "WEEK",
    "check",
    "check_count",
    "check_number",
    "check_order",
    "check_regimen",
    "check_times",
    "convert",
    "drug",
    "drug_names",
    "every",
    "float_or_array",
    "half_life_table",
    "mass_concentration",
    "molar",
    "once",
    "parameter",
    "simulate",
    "to_book_units",
    "unit_symbols",
]
__all__ += kinetics.__all__
__all__ += receptors.__all__
__all__ += adaptation.__all__
__all__ += tapers.__all__
__all__ += clinic.__all__
__all__ += learning.__all__
__all__ += populations.__all__
