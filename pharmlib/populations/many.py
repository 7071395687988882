"""Thousands of patients at once: exact kinetics, and the adaptation by quadrature.

Each patient is a `VirtualPatients` model of one, which `simulate` could run. Here all of them take
the same step together. The concentrations are exact (`Transitions`); the integral of the effect in
each step is a weighted sum over a few points (`effect_nodes`), whose number follows from the error
allowed. Patients are computed some hundred at a time, so that what is needed stays in the cache.
"""

from __future__ import annotations

import functools

import numpy as np

from pharmlib.checks import ParameterError, check_count, check_number, check_times
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.populations.batch import Batch
from pharmlib.populations.courses import PatientCourses
from pharmlib.populations.effect_nodes import Sharpness
from pharmlib.populations.rate_matrices import rate_matrices, sharpness
from pharmlib.populations.steps import plan_steps
from pharmlib.populations.virtual_patients import VirtualPatients

__all__ = ["simulate_patients"]


def simulate_patients(
    patients: VirtualPatients,
    times,
    *,
    regimen: Regimen,
    curves=None,
    rtol: float = 1e-6,
    at_once: int = 1000,
) -> PatientCourses:
    """Return the courses of many patients under one regimen.

    Time and memory grow in proportion to the patients; where the result would not fit into memory,
    keep fewer curves or go through the `batches` of the patients.

    Parameters
    ----------
    patients : VirtualPatients
        One or more.
    times : array, shape (n,)
        h, increasing. At the time of a dose the value is the one just after it.
    regimen : Regimen
        What all of them take; doses before the grid count.
    curves : sequence of str, optional
        Which curves to keep; all by default: the states of the kinetics, and with an effect
        "effect", and with an adaptation its parts, "compensation" and "net".
    rtol : float
        Relative error allowed for the compensation; concentrations are exact to rounding.
    at_once : int
        How many patients are computed together; it does not change the result.

    Returns
    -------
    PatientCourses
        Each curve has the shape (patients, n).

    Raises
    ------
    ParameterError
        When the kinds do not fit, the grid does not increase, or a curve is unknown.

    Examples
    --------
    Illustrative: how different a hundred people feel three days after the same two weeks.

    >>> from pharmlib import LogNormal, OneCompartment, OpponentProcess, Population
    >>> from pharmlib import SigmoidEffect, every
    >>> drawn = Population(
    ...     {"clearance": LogNormal(5, 0.4), "ec50": LogNormal(0.3, 0.8)}
    ... ).draw(100, np.random.default_rng(1))
    >>> people = VirtualPatients(
    ...     OneCompartment(drawn["clearance"], 50).absorbed(1.0),
    ...     SigmoidEffect(drawn["ec50"]),
    ...     OpponentProcess("5 d"),
    ... )
    >>> courses = simulate_patients(
    ...     people, np.arange(0, 17 * 24 + 1, 4), regimen=every(50, "8 h", times=42)
    ... )
    >>> [round(float(band[-1]), 2) for band in courses.bands("net").values.values()]
    [0.33, 0.48, 0.59]
    """
    if not isinstance(patients, VirtualPatients):
        raise ParameterError(
            f"patients is {patients!r}; it must be a VirtualPatients. "
            "Write VirtualPatients(kinetics, effect, adaptation)."
        )
    grid = check_times(times)
    regimen = check_regimen(regimen)
    rtol = check_number(rtol, "rtol", maximum=0.01)
    at_once = check_count(at_once, "at_once")
    units = _curves(patients, curves)

    rates, scale = rate_matrices(patients)
    if any(dose.end > dose.time for dose in regimen):  # a state that only supplies: mg/h
        rates = np.pad(rates, ((0, 1), (0, 1), (0, 0)))
        rates[list(patients.kinetics.states).index(patients.dose_state), -1] = scale
    fastest = float(-rates[range(len(rates)), range(len(rates))].min())
    batches = [slice(i, min(i + at_once, len(patients))) for i in range(0, len(patients), at_once)]
    sharp = None
    if patients.adaptation is not None:
        sharps = (sharpness(patients[b], rates[..., b], fastest) for b in batches)
        sharp = functools.reduce(Sharpness.joined, sharps)
    steps = plan_steps(regimen, grid, sharp, rtol)
    kept = np.empty((len(units), grid.size, len(patients)))
    for batch in batches:
        Batch(patients[batch], rates[..., batch], scale[batch], fastest).run(
            steps, dict(zip(units, kept[..., batch], strict=True))
        )
    values = {name: each.T for name, each in zip(units, kept, strict=True)}
    return PatientCourses(grid, values, units)


def _curves(patients, wanted):
    """Return the curves to keep, with their units."""
    known = dict(patients.kinetics.states)
    if patients.effect is not None:
        known["effect"] = ""
    if patients.adaptation is not None:
        known |= {**patients.adaptation.states, "compensation": "", "net": ""}
    names = list(known) if wanted is None else [wanted] if isinstance(wanted, str) else list(wanted)
    for name in names:
        if name not in known:
            raise ParameterError(
                f"curves names {name!r}; it must be one of {', '.join(known)}. Correct the name, "
                "or give the patients an effect and an adaptation."
            )
    if not names:
        raise ParameterError("curves is empty; it must name one or more. Leave it out for all.")
    return {name: known[name] for name in names}
