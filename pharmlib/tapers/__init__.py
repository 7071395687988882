"""Ways down: schedules of falling doses, and what each of them makes a body feel."""

from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.certificate import BoundExceededError, Certificate, certify
from pharmlib.tapers.feedback import feedback_taper
from pharmlib.tapers.interruption import interrupted
from pharmlib.tapers.optimal import greedy_taper, shortest_taper
from pharmlib.tapers.schedules import (
    constant_discomfort_taper,
    hyperbolic,
    linear,
    proportional,
    time_to_dose,
)
from pharmlib.tapers.tablets import Tablets
from pharmlib.tapers.taper import Taper
from pharmlib.tapers.theory import constant_discomfort, peak_time, peak_withdrawal

__all__ = [
    "AdaptedBody",
    "BoundExceededError",
    "Certificate",
    "Tablets",
    "Taper",
    "certify",
    "constant_discomfort",
    "constant_discomfort_taper",
    "feedback_taper",
    "greedy_taper",
    "hyperbolic",
    "interrupted",
    "linear",
    "peak_time",
    "peak_withdrawal",
    "proportional",
    "shortest_taper",
    "time_to_dose",
]
