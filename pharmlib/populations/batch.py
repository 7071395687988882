"""Some hundred patients who take every step together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pharmlib.populations.effect_nodes import gauss
from pharmlib.populations.transitions import Transitions

__all__: list[str] = []

_MOST_TABLES = 32  # kinds of steps remembered: a regular grid has a few, an odd one would hoard


class Quadrature(NamedTuple):
    """What the adaptation needs for one kind of step."""

    rows: np.ndarray  # (points, n, patients): C_e / EC50 at the points, for a unit of each state
    weights: np.ndarray  # (parts, points, patients)
    kept: np.ndarray  # (parts, patients): what is left of the compensation
    room: np.ndarray  # (points, patients), to work in


class Batch:
    """Patients, their rate matrices (n, n, patients), and what 1 mg adds to the dosed state."""

    def __init__(self, patients, rates, scale, fastest):
        self.names = list(patients.kinetics.states)
        self.dosed = self.names.index(patients.dose_state)
        self.site = self.names.index(patients.site)
        self.scale = scale
        self.effect = patients.filled("effect")
        simple = self.effect is None or np.all(self.effect.slope == 1)
        self.slope = None if simple else self.effect.slope
        adaptation = patients.filled("adaptation")
        self.parts = {} if adaptation is None else adaptation.parts
        self.signed = bool(np.any(rates[~np.eye(len(rates), dtype=bool)] < 0))
        self.transitions = Transitions(rates, fastest)
        self.drug = np.zeros(rates.shape[1:])
        self.compensation = np.zeros((len(self.parts), len(patients)))
        self.matrices = {}
        self.quadratures = {}

    def run(self, steps, kept):
        """Take all steps; write the curves, each of shape (times, patients), into `kept`."""
        with np.errstate(divide="ignore", over="ignore"):  # before the first dose C_e is 0: ln(0)
            for step in steps:
                self.drug[self.dosed] += step.bolus * self.scale
                self.drug[len(self.names) :] = step.supply
                if step.sample >= 0:
                    self.keep(kept, step.sample)
                if step.length > 0:
                    self.take(step)

    def take(self, step):
        """Go to the end of a step.

        ``C_i(h) = exp(-h/tau)*C_i(0) + phi/tau * integral of exp(-(h - s)/tau)*E(s)``
        """
        if step.length not in self.matrices:
            _make_room(self.matrices)
            self.matrices[step.length] = self.transitions.matrix(step.length)
        if self.parts:
            kind = (step.length, step.panels)
            if kind not in self.quadratures:
                _make_room(self.quadratures)
                self.quadratures[kind] = self.quadrature(step)
            rows, weights, left, room = self.quadratures[kind]
            activity = self.sigmoid(np.einsum("mkp,kp->mp", rows, self.drug, out=room))
            self.compensation *= left
            self.compensation += np.einsum("imp,mp->ip", weights, activity)
        self.drug = np.einsum("ikp,kp->ip", self.matrices[step.length], self.drug)

    def quadrature(self, step):
        """Return what the adaptation needs for one kind of step."""
        s, w = gauss(step.panels)
        tau, phi = np.array(list(self.parts.values())).swapaxes(0, 1)[:, :, None]
        left = np.exp(-(step.length - s)[:, None] / tau)
        weights = phi * self.effect.maximum / tau * w[:, None] * left
        rows = self.transitions.rows(s, self.site) / self.effect.ec50
        return Quadrature(
            rows, weights, np.exp(-step.length / tau[:, 0]), np.empty(weights[0].shape)
        )

    def sigmoid(self, ratio):
        """Return ``r**n / (1 + r**n)``, in place of r."""
        if self.signed:  # a model that is not made of compartments may round below 0
            np.maximum(ratio, 0.0, out=ratio)
        if self.slope is None:
            np.reciprocal(ratio, out=ratio)
        else:
            np.log(ratio, out=ratio)
            ratio *= -self.slope
            np.exp(ratio, out=ratio)
        ratio += 1.0
        return np.reciprocal(ratio, out=ratio)

    def keep(self, kept, sample):
        """Write the values of one sample."""
        found = dict(zip(self.names, self.drug, strict=False))
        if "effect" in kept or "net" in kept:
            ratio = self.drug[self.site] / self.effect.ec50
            found["effect"] = self.effect.maximum * self.sigmoid(ratio)
        if self.parts:
            found |= zip(self.parts, self.compensation, strict=True)
            found["compensation"] = self.compensation.sum(axis=0)
        if "net" in kept:
            found["net"] = found["compensation"] - found["effect"]
        for name, curve in kept.items():
            curve[sample] = found[name]


def _make_room(tables):
    """Forget everything when too much is remembered."""
    if len(tables) >= _MOST_TABLES:
        tables.clear()
