"""Virtual patients: seeded, thousands at once, as arrays."""

from pharmlib.populations.courses import PatientCourses
from pharmlib.populations.distributions import LogitNormal, LogNormal, implied_cv
from pharmlib.populations.many import simulate_patients
from pharmlib.populations.population import Population
from pharmlib.populations.published import (
    population_names,
    population_table,
    published_population,
)
from pharmlib.populations.transitions import Transitions
from pharmlib.populations.virtual_patients import SigmoidEffect, VirtualPatients

__all__ = [
    "LogNormal",
    "LogitNormal",
    "PatientCourses",
    "Population",
    "SigmoidEffect",
    "Transitions",
    "VirtualPatients",
    "implied_cv",
    "population_names",
    "population_table",
    "published_population",
    "simulate_patients",
]
