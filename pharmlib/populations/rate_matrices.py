"""The rates of every patient as matrices, read from the model's own rate of change."""

from __future__ import annotations

import math

import numpy as np

from pharmlib.populations.effect_nodes import Sharpness
from pharmlib.populations.transitions import Transitions

__all__: list[str] = []


def rate_matrices(patients):
    """Return the rate matrices, shape (n, n, patients), and by how much 1 mg raises the dose state.

    Column j is the rate of change for a unit in state j. A model whose rate of change takes one
    patient only is asked patient by patient.
    """
    kinetics = patients.filled("kinetics")
    count, n = len(patients), len(kinetics.states)
    unit = np.eye(n)
    first, last = (_columns(patients[i].kinetics, unit) for i in (0, -1))
    try:
        rates = _columns(kinetics, np.broadcast_to(unit[:, :, None], (n, n, count)))
        understood = rates.shape == (n, n, count) and np.allclose(
            rates[..., [0, -1]], np.stack([first, last], axis=-1), rtol=1e-12, atol=0
        )
    except (ValueError, TypeError):
        understood = False
    if not understood:
        rates = np.stack([_columns(one.kinetics, unit) for one in patients], axis=-1)
    return rates, np.broadcast_to(np.asarray(kinetics.dose_scale, dtype=float), (count,))


def _columns(model, units):
    """Return the rate of change for each of the unit states, as columns."""
    return np.stack([np.asarray(model.rate_of_change(0.0, unit)) for unit in units], axis=1)


def sharpness(patients, rates, fastest):
    """Return how fast the effect can change in any of the patients; `fastest` is that of all.

    The concentration after a dose, and during an infusion when `rates` has a state that supplies
    it, is followed from age to double age, ``exp(2*A*t) = exp(A*t)**2``, until all of them fall at
    their terminal rate.
    """
    names = list(patients.kinetics.states)
    dosed, site, n = names.index(patients.dose_state), names.index(patients.site), len(names)
    slowest = -np.linalg.eigvals(np.moveaxis(rates[:n, :n], -1, 0)).real.max(axis=1)
    slowest = np.maximum(slowest, 1e-12 * fastest)  # rounding must not make it 0
    slope = 1.0 if patients.effect is None else patients.effect.slope
    steepest = np.maximum(slope, 1.0)
    sources = [dosed, *range(n, len(rates))]
    falling = np.array([slowest, *[np.zeros_like(slowest)] * (len(rates) - n)])
    first = age = 0.5 / fastest
    E = Transitions(rates, fastest).matrix(first)
    level, doublings = _level(E[site, sources], falling * age), []
    highest = level
    while np.any(slowest * age < 3.0):
        E, age = np.einsum("ijp,jkp->ikp", E, E), 2 * age
        before, level = level, _level(E[site, sources], falling * age)
        change = np.where(falling * age > 20.0, 0.0, np.abs(level - before))  # then, mere rounding
        doublings.append(float(np.max(steepest * change)))
        highest = np.maximum(highest, level)
        if len(doublings) == 1:
            order = float(np.min(slope * change)) / math.log(2)
    taus = [] if patients.adaptation is None else patients.adaptation.parts.values()
    return Sharpness(
        first,
        order,
        tuple(doublings),
        float(np.exp(np.max(highest - level))),
        float(np.max(steepest * slowest)),
        max((1 / float(np.min(tau)) for tau, phi in taus), default=0.0),
    )


def _level(concentration, fallen):
    """Return the logarithm of a concentration without its terminal fall."""
    return np.log(np.maximum(concentration, 1e-300)) + fallen
