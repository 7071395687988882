"""Who takes how much, and when: intake that keeps the mood above a threshold, and escalates."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.allostasis import Allostasis
from pharmlib.adaptation.lag import lag_weights, two_stages
from pharmlib.checks import ParameterError, check_number, check_order, check_times
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["SelfAdministration"]

_PAUSE = 1.0  # h; the longest step between sessions


@dataclasses.dataclass(frozen=True, kw_only=True)
class SelfAdministration(Parameters):
    """An animal that takes a dose whenever its mood is below a threshold and it has access.

    Each dose raises the effect by ``e``, and the effect fades with a half-life. The body is an
    `Allostasis`: it compensates; in every pause the compensation outlasts the drug; that withdrawal
    lowers the set point, and next time more drug is needed to reach the same threshold. The
    threshold lies above 0: without a drug there is something to gain.

    With short access there is little withdrawal and hardly any drift. With long access intake
    escalates. The defaults are illustrative.

    Parameters
    ----------
    body : Allostasis
        What the drug acts on.
    threshold : float
        ``theta``, the mood below which a dose is taken.
    dose_effect : float
        ``e``.
    effect_half_life : float
        h.
    timeout : float
        ``h``, the shortest time between two doses, h; also the step of the computation.

    References
    ----------
    ahmed1998, ahmed2005

    Examples
    --------
    Three weeks of daily sessions, of one hour and of six:

    >>> from pharmlib import OpponentProcess
    >>> body = Allostasis(opponent=OpponentProcess(6.0, 0.9), drift_rate=0.01, stress_gain=0.0)
    >>> rat = SelfAdministration(body=body)
    >>> days = np.arange(0, 22) * 24
    >>> short, long = (rat.sessions(days, length)["doses"] for length in ("1 h", "6 h"))
    >>> short[[0, -1]].tolist(), long[[0, -1]].tolist()
    ([8.0, 10.0], [51.0, 112.0])
    """

    body: Allostasis
    threshold: float = parameter(
        0.5, "", "mood below which a dose is taken", symbol=r"\theta", minimum=-math.inf
    )
    dose_effect: float = parameter(0.25, "", "effect of a dose", symbol="e")
    effect_half_life: float = parameter(0.3, "h", "half-life of the effect", symbol="t_{1/2}")
    timeout: float = parameter("2 min", "h", "shortest time between two doses", symbol="h")

    def __post_init__(self):
        super().__post_init__()
        if not isinstance(self.body, Allostasis):
            raise ParameterError(
                f"body is {self.body!r}; it must be an Allostasis. "
                "Write Allostasis(opponent=OpponentProcess('6 h'))."
            )

    def sessions(self, starts, length) -> Trajectory:
        """Return how much is taken in each of several sessions of access, from a naive start.

        Effect and compensation are exact from dose to dose; withdrawal is taken to be linear in
        between. Leave a gap in `starts`, and there is a time of abstinence.

        Parameters
        ----------
        starts : array, shape (n,)
            When each session starts, h, increasing.
        length : float
            How long each lasts, h; at most the shortest time from one start to the next.

        Returns
        -------
        Trajectory
            On the grid of the starts: "doses", "doses_first_hour", and "set_point" and "stress" at
            the start of each session.

        Raises
        ------
        ParameterError
            When sessions overlap, or the starts do not increase.
        """
        starts = check_times(starts, "starts")
        length = check_number(length, "length", unit="h")
        remedy = "Shorten the sessions, or start them farther apart."
        if starts.size > 1:
            gap = float(np.diff(starts).min())
            check_order(length, gap, "length", "the shortest gap", unit="h", remedy=remedy)
        turns = max(round(length / self.timeout), 1)
        inside = self._step(length / turns)
        state = (0.0, [0.0] * len(self.body.opponent.parts), 0.0, 0.0)
        rows = []
        for start, following in zip(starts, [*starts[1:], starts[-1] + length], strict=True):
            taken = []
            row = [state[3], state[2]]
            for turn in range(turns):
                E, C, S, H = state
                if H + E - sum(C) < self.threshold:
                    taken.append(turn * length / turns)
                    state = (E + self.dose_effect, C, S, H)
                state = inside(*state)
            rows.append([len(taken), sum(time < 1.0 for time in taken), *row])
            pause = following - start - length
            if pause > 0:
                count = math.ceil(pause / _PAUSE)
                outside = self._step(pause / count)
                for _ in range(count):
                    state = outside(*state)
        names = ("doses", "doses_first_hour", "set_point", "stress")
        values = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
        return Trajectory(starts, values, dict.fromkeys(names, ""))

    def _step(self, h):
        """Return a function that carries effect, compensation, stress and set point over ``h``."""
        body, k = self.body, math.log(2) / self.effect_half_life
        fades = math.exp(-k * h)
        parts = []
        for tau, phi in body.opponent.parts.values():
            parts.append((math.exp(-h / tau), phi / tau * float(two_stages(k, 1 / tau, h))))
        lag_S = [float(weight) for weight in lag_weights(h / body.stress_time_constant)]
        lag_H = [float(weight) for weight in lag_weights(h / body.set_point_time_constant)]
        push_S = body.stress_gain * body.stress_time_constant
        push_H = -body.drift_rate * body.set_point_time_constant

        def step(E, C, S, H):
            W0 = max(sum(C) - E, 0.0)
            C = [d * c + gain * E for (d, gain), c in zip(parts, C, strict=True)]
            E = E * fades
            W1 = max(sum(C) - E, 0.0)
            d, early, late = lag_S
            S0, S = S, d * S + push_S * (early * W0 + late * W1)
            d, early, late = lag_H
            H = d * H + push_H * (early * (W0 + S0) + late * (W1 + S))
            return E, C, S, H

        return step
