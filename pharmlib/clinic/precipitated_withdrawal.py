"""Buprenorphine against a full agonist, in time, and in people who are not all alike.

Under the tongue, into the blood, and slowly to the receptor: there buprenorphine competes with a
full agonist that washes out. Activation falls when the partial agonist takes the place of a full
one faster than adaptation can follow. How far it falls depends on the person, and whether it is
called precipitated withdrawal depends on the definition.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.adaptation.opponents import Opponent
from pharmlib.checks import ParameterError, check_count, check_number
from pharmlib.clinic.induction import Induction
from pharmlib.clinic.receptor_competition import compete, sublingual_level
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.binding import occupancy_odds
from pharmlib.trajectory import Trajectory
from pharmlib.units import DAY

__all__ = ["BuprenorphineStart"]

_HIGHEST_SCORE = 48.0  # of the Clinical Opiate Withdrawal Scale
_ROUNDING = 1e-9  # h


@dataclasses.dataclass(frozen=True, kw_only=True)
class BuprenorphineStart(Parameters):
    """A group of people who start buprenorphine: the typical person, and how people differ.

    With ``a`` and ``b`` the reduced concentrations of the full agonist and of buprenorphine at the
    receptor, ``c`` the blood level of buprenorphine (`BuprenorphineKinetics`, film)::

        a = a0 * 2**(-t/t_half)                     after the last use, a0 before it
        db/dt = k_e0 * (c/K - b)
        E = (a + eps*b) / (1 + a + b)               activation
        dC/dt = (phi*E - C)/tau,  W = C - E         adaptation and withdrawal
        score = points * W                          from 0 to 48

    ``a0``, ``t_half``, ``k_e0``, the exposure ``c/K`` and `points` are log-normal between people,
    and the odds ``eps/(1 - eps)`` too; a spread is the standard deviation of the logarithm.

    Parameters
    ----------
    occupancy : float
        By the full agonist before it is stopped; illustrative, 0.9 is heavy daily use.
    agonist_half_life : float
        Of the full agonist, h; 6.4 h is the terminal half-life of fentanyl in volunteers (derived
        from a published model); people who use it daily may keep it far longer.
    efficacy : float
        Of buprenorphine: 0.67 from human ventilation. For withdrawal it is not known; 0.4 and 0.56
        are in use too.
    half_occupancy : float
        Blood level ``K`` at rest that occupies half of the receptors, mg/L; 1 ug/L, from scans.
    equilibration_half_life : float
        From blood to receptor, h: ``ln(2)/k_e0``, 172 min from ventilation.
    points : float
        Points of the scale for the loss of all activation; illustrative.
    start_score : float
        Nobody gets the first dose before the score is so high, if it ever is; 0 leaves it out.
        It lengthens waits only, and only when the full agonist is stopped before the first dose.
    occupancy_spread, half_life_spread, efficacy_spread, exposure_spread, equilibration_spread, \
points_spread : float
        That of equilibration is published; those of efficacy (from a population model, turned into
        odds) and of exposure (from the scatter of scans at 2 mg) are derived; the other three are
        illustrative.
    rating_error : float
        Standard deviation of one rating, points.
    opponent : Opponent
        How the body adapts; one week is illustrative.

    References
    ----------
    jones2021, greenwald2003, greenwald2014, yassen2007, yang2024

    Examples
    --------
    A typical person with heavy use, 18 h after the last use, takes 8 mg:

    >>> from pharmlib import induction_schedule
    >>> person = BuprenorphineStart()
    >>> course = person.course(induction_schedule("single 8 mg"), until="8 h")
    >>> [round(course.at(t, "score")) for t in (0, 4, 8)]
    [13, 13, 15]

    People are not all like that. Of 10,000 the score rises by 5 points or more within 4 h in

    >>> schedule = induction_schedule("single 8 mg")
    >>> round(person.incidence(schedule, generator=np.random.default_rng(1)), 3)
    0.078

    and in a few of these because of buprenorphine:

    >>> people = np.random.default_rng(1)
    >>> round(person.incidence(schedule, generator=people, attributable=True), 3)
    0.015
    """

    occupancy: float = parameter(
        0.9, meaning="occupancy by the full agonist", symbol=r"\rho_0", maximum=1.0
    )
    agonist_half_life: float = parameter(
        6.4, "h", "half-life of the full agonist", symbol="t_{1/2}"
    )
    efficacy: float = parameter(
        0.67, meaning="intrinsic efficacy of buprenorphine", symbol=r"\varepsilon", maximum=1.0
    )
    half_occupancy: float = parameter(
        0.001, "mg/L", "blood level that occupies half of the receptors", symbol="K"
    )
    equilibration_half_life: float = parameter(
        172 / 60, "h", "half-life of the way to the receptor", symbol=r"\ln 2/k_{e0}"
    )
    points: float = parameter(40.0, meaning="points for the loss of all activation", symbol="s")
    start_score: float = parameter(
        8.0, meaning="score needed before the first dose", symbol="s_0", zero=True, maximum=48.0
    )
    occupancy_spread: float = parameter(
        0.8, meaning="spread of the odds of occupancy", symbol=r"\omega_a", zero=True
    )
    half_life_spread: float = parameter(
        0.4, meaning="spread of the half-life", symbol=r"\omega_t", zero=True
    )
    efficacy_spread: float = parameter(
        0.76, meaning="spread of the odds of the efficacy", symbol=r"\omega_\varepsilon", zero=True
    )
    exposure_spread: float = parameter(
        0.74, meaning="spread of the exposure", symbol=r"\omega_c", zero=True
    )
    equilibration_spread: float = parameter(
        0.84, meaning="spread of the equilibration rate", symbol=r"\omega_k", zero=True
    )
    points_spread: float = parameter(
        0.3, meaning="spread of the points", symbol=r"\omega_s", zero=True
    )
    rating_error: float = parameter(
        0.0, meaning="standard deviation of a rating", symbol=r"\sigma", zero=True
    )
    opponent: Opponent = dataclasses.field(default_factory=lambda: OpponentProcess(7 * DAY))

    def __post_init__(self):
        super().__post_init__()
        for name in ("occupancy", "efficacy"):
            check_number(getattr(self, name), name, below=1.0)
        if not isinstance(self.opponent, Opponent):
            raise ParameterError(
                f"opponent is {self.opponent!r}; it must be an opponent process. "
                "Start from OpponentProcess or TwoSpeedOpponent."
            )

    def course(self, induction: Induction, *, until, step="15 min") -> Trajectory:
        """Return the course of the typical person.

        Parameters
        ----------
        induction : Induction
            The schedule; its wait is kept, whatever the score.
        until : float or str
            End of the grid, h from the first dose.
        step : float or str
            Of the grid, h; between its points all levels are taken as straight lines.

        Returns
        -------
        Trajectory
            "full_agonist" and "buprenorphine" (occupancies), "activation", "compensation", "net"
            and "score", from the first dose on.
        """
        typical = {name: np.ones(1) for name in _QUANTITIES}
        times = self._grid(until, step)
        curves = self._run(induction, typical, times, keep=_CURVES, gated=False)
        return Trajectory(
            times, {name: curve[:, 0] for name, curve in curves.items()}, dict.fromkeys(curves, "")
        )

    def rises(
        self,
        induction: Induction,
        number,
        *,
        generator,
        within="4 h",
        attributable=False,
        step=0.25,
    ):
        """Return, for each of many people, the largest rise of the score after a dose.

        Parameters
        ----------
        induction : Induction
            The schedule.
        number : int
            How many people.
        generator : numpy.random.Generator
            A new one with the same seed gives the same people.
        within : float or str
            How long after each dose the score is watched, h.
        attributable : bool
            Whether to take off what the score of the same person does without buprenorphine: the
            full agonist washes out anyway.
        step : float or str
            Of the grid, h.

        Returns
        -------
        array, shape (number,)
            Points; with a rating error, the error of two ratings is added.

        Raises
        ------
        ParameterError
            When a value is out of range.
        """
        watch = check_number(within, "within", unit="h")
        people = self._people(check_count(number, "number"), generator)
        errors = self.rating_error * np.sqrt(2) * generator.standard_normal(number)
        first = induction.regimen.times
        times = self._grid(first[-1] + watch, step)
        score = self._run(induction, people, times, keep=("score",))["score"]
        if attributable:
            without = people | {"exposure": np.zeros(number)}
            score = score - self._run(induction, without, times, keep=("score",))["score"]
        rises = np.full(number, -np.inf)
        for dose in first:
            before = score[np.searchsorted(times, dose - _ROUNDING)]
            watched = (times > dose) & (times <= dose + watch + _ROUNDING)
            rises = np.maximum(rises, score[watched].max(axis=0) - before)
        return rises + errors

    def incidence(
        self,
        induction: Induction,
        number=10_000,
        *,
        generator,
        rise=5.0,
        within="4 h",
        attributable=False,
        step=0.25,
    ) -> float:
        """Return the fraction of people whose score rises by at least so much after a dose.

        Parameters
        ----------
        induction, number, generator, within, attributable, step
            As for `rises`.
        rise : float
            Points that count as precipitated withdrawal; 5 within 4 h is one definition in use.

        Returns
        -------
        float

        References
        ----------
        thakrar2024
        """
        limit = check_number(rise, "rise")
        rises = self.rises(
            induction,
            number,
            generator=generator,
            within=within,
            attributable=attributable,
            step=step,
        )
        return float(np.mean(rises >= limit))

    def _people(self, number, generator):
        """Return the factors by which people differ from the typical one."""
        if not isinstance(generator, np.random.Generator):
            raise ParameterError(
                f"generator is {generator!r}; it must be a random generator. "
                "Use for example numpy.random.default_rng(1)."
            )
        return {
            name: np.exp(getattr(self, f"{name}_spread") * generator.standard_normal(number))
            for name in _QUANTITIES
        }

    @staticmethod
    def _grid(until, step):
        """Return the times from the first dose on."""
        end = check_number(until, "until", unit="h")
        h = check_number(step, "step", unit="h")
        return np.linspace(0.0, end, max(2, round(end / h) + 1))

    def _run(self, induction, people, times, *, keep, gated=True):
        """Return some of the courses for all people, each of shape (times, people)."""
        eps_odds = occupancy_odds(self.efficacy) * people["efficacy"]
        a0 = occupancy_odds(self.occupancy) * people["occupancy"]
        t_half = self.agonist_half_life * people["half_life"]
        points = self.points * people["points"]
        wait = np.full(a0.shape, max(0.0, -induction.stop))
        if gated and induction.stop <= 0:
            wait = np.maximum(wait, self._time_to_score(a0, t_half, points))
        curves = {name: np.empty((times.size, a0.size)) for name in keep}
        for j, (rho_a, rho_b, E, C) in enumerate(
            compete(
                times,
                sublingual_level(induction.regimen, times),
                stop=induction.stop,
                wait=wait,
                odds=a0,
                half_life=t_half,
                efficacy=eps_odds / (1 + eps_odds),
                equilibration_rate=math.log(2)
                / self.equilibration_half_life
                * people["equilibration"],
                exposure=people["exposure"] / self.half_occupancy,
                opponent=self.opponent,
            )
        ):
            score = np.clip(points * (C - E), 0, _HIGHEST_SCORE)
            for name, values in zip(_CURVES, (rho_a, rho_b, E, C, C - E, score), strict=True):
                if name in keep:
                    curves[name][j] = values
        return curves

    def _time_to_score(self, a0, t_half, points):
        """Return when each person would reach the start score, h; 0 for those who never do.

        The score is ``points * (E0 - E)`` as long as adaptation has hardly moved.
        """
        E = a0 / (1 + a0) - self.start_score / points
        a = np.where(E > 0, E / (1 - E), a0)
        return t_half * np.log2(a0 / a)


_QUANTITIES = ("occupancy", "half_life", "efficacy", "exposure", "equilibration", "points")
_CURVES = ("full_agonist", "buprenorphine", "activation", "compensation", "net", "score")
