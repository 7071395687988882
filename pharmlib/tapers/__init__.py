"""Ways down: schedules of falling doses, and what each of them makes a body feel."""

from pharmlib.tapers.schedules import (
    constant_discomfort_taper,
    hyperbolic,
    linear,
    proportional,
    time_to_dose,
)
from pharmlib.tapers.taper import Taper
from pharmlib.tapers.theory import (
    ConstantDiscomfort,
    constant_discomfort,
    peak_time,
    peak_withdrawal,
)

__all__ = [
    "ConstantDiscomfort",
    "Taper",
    "constant_discomfort",
    "constant_discomfort_taper",
    "hyperbolic",
    "linear",
    "peak_time",
    "peak_withdrawal",
    "proportional",
    "time_to_dose",
]
