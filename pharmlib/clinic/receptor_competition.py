"""Buprenorphine and a full agonist at the receptor, step by step, for many people at once.

Everything linear (the way to the receptor, adaptation) is propagated exactly for inputs that are
straight lines between the points of the grid; the full agonist decays exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pharmlib.adaptation.lag import lag_weights
from pharmlib.dosing import Regimen
from pharmlib.kinetics.buprenorphine_population import BuprenorphineKinetics

__all__: list[str] = []

_WAITING_CELLS = 24  # the time before the first dose, for each person
_HIGH_DOSE = 16.0  # mg; from here on a smaller fraction of a dose arrives


def compete(
    times, blood, *, stop, wait, odds, half_life, efficacy, equilibration_rate, exposure, opponent
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield both occupancies, activation and compensation of all people, for each time.

    ``E = (a + eps*b)/(1 + a + b)``, ``db/dt = k_e0*(exposure*blood - b)``; ``a`` halves every
    `half_life` from the last use on, which is at `stop` (h), or, when that is not above 0, `wait`
    before the first dose.
    """
    taus, phis = np.array(list(opponent.parts.values())).T[:, :, None]

    # before the first dose: the full agonist alone, in as many cells for everybody
    a, h = odds, wait / _WAITING_CELLS
    E = a / (1 + a)
    C = phis * E
    if np.any(wait):
        adapt, fall = _towards(h / taus), 2 ** (-h / half_life)
        for _ in range(_WAITING_CELLS):
            a = a * fall
            E_before, E = E, a / (1 + a)
            C = adapt(C, phis * E_before, phis * E)
    b = np.zeros_like(a)
    yield E, b, E, C.sum(axis=0)

    # from the first dose on
    h = times[1] - times[0]
    adapt, reach = _towards(h / taus), _towards(equilibration_rate * h)
    fall = 2 ** (-h / half_life)
    for j in range(1, times.size):
        gone = min(max(times[j] - stop, 0.0), h)  # the part of this cell without use
        a = a * (fall if gone == h else 2 ** (-gone / half_life))
        b = reach(b, blood[j - 1] * exposure, blood[j] * exposure)
        receptors = 1 + a + b
        E_before, E = E, (a + efficacy * b) / receptors
        C = adapt(C, phis * E_before, phis * E)
        yield a / receptors, b / receptors, E, C.sum(axis=0)


def _towards(steps):
    """Return a function: the end of ``dy/dt = (goal - y)/tau``, the goal a line, in a step."""
    d, early, late = lag_weights(steps)
    return lambda y, start, end: d * y + early * start + late * end


def sublingual_level(regimen, times):
    """Return the typical level in blood, mg/L, of buprenorphine film under the tongue."""
    kinetics = BuprenorphineKinetics()
    total = np.zeros(times.shape)
    for high in (False, True):
        doses = tuple(dose for dose in regimen if (dose.amount >= _HIGH_DOSE) == high)
        if doses:
            model = kinetics.sublingual(max(dose.amount for dose in doses))
            total = total + model.concentration(Regimen(doses), times)
    return total
