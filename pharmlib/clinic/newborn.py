"""Withdrawal of the newborn: a score that falls with age, and faster under buprenorphine."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.adaptation.lag import two_stages
from pharmlib.checks import ParameterError, check, check_count, check_number, check_times
from pharmlib.kinetics.stages import LinearModel
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["NeonatalWithdrawal", "noisy_scores", "virtual_newborns"]

# eudybyrne2021, table S3: variances and covariance of the logarithms, between newborns
_VARIANCE = {"excess": 1.14, "decline_rate": 1.42, "elimination_rate": 0.108}
_VARIANCE["maximum_effect"] = 0.726
_EXCESS_WITH_DECLINE = 0.990
_RESIDUAL_SD = 2.30  # points


@dataclasses.dataclass(frozen=True)
class NeonatalWithdrawal(Parameters):
    r"""The withdrawal score of a newborn (MOTHER NAS scale), by turnover.

    ``dN/dt = k_in * (1 + M * exp(-m*t)) - k_out * (1 + E_max * C / (EC50 + C)) * N`` with the age
    ``t``; at birth ``N = k_in * (1 + M) / k_out``. Production falls with age, buprenorphine speeds
    up removal. With ``C`` constant the equation is linear, and its solution is known.

    The defaults are the typical values of 28 treated newborns. The spread between them is larger
    than the values themselves (`virtual_newborns`): the typical course predicts nobody. In the
    model the score is highest at birth; the days in which withdrawal first appears are not in it.

    Parameters
    ----------
    production_rate : float
        ``k_in``, points per h (dimensionless points).
    elimination_rate : float
        ``k_out``, 1/h.
    excess : float
        ``M``, excess of production at birth.
    decline_rate : float
        ``m``, 1/h: how fast the excess falls with age.
    maximum_effect : float
        ``E_max``, by how much a very high concentration speeds up removal.
    ec50 : float
        ``EC50``, mg/L.

    References
    ----------
    eudybyrne2021

    Examples
    --------
    >>> newborn = NeonatalWithdrawal()
    >>> course = newborn.course(np.arange(0, 24 * 30))
    >>> round(newborn.score_at_birth(), 2), round(course.first_time_below("score", 8) / 24, 1)
    (13.48, 10.5)
    >>> treated = newborn.course(np.arange(0, 24 * 30), "0.249 ug/L")
    >>> round(treated.first_time_below("score", 8) / 24, 1)
    4.1
    """

    production_rate: float = parameter(
        0.139, "1/h", "production of points", symbol=r"k_{\mathrm{in}}"
    )
    elimination_rate: float = parameter(
        0.0301, "1/h", "rate of removal of points", symbol=r"k_{\mathrm{out}}"
    )
    excess: float = parameter(1.92, meaning="excess of production at birth", symbol="M", zero=True)
    decline_rate: float = parameter(
        "0.107 1/d", "1/h", "rate at which the excess falls with age", symbol="m"
    )
    maximum_effect: float = parameter(
        1.85, meaning="greatest effect of the drug", symbol=r"E_{\max}", zero=True
    )
    ec50: float = parameter(
        "0.942 ug/L", "mg/L", "concentration of half the effect", symbol=r"\mathrm{EC}_{50}"
    )

    def removal_rate(self, concentration):
        """Return the rate of removal under a concentration, mg/L, of buprenorphine, 1/h."""
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        return self.elimination_rate * (1 + self.maximum_effect * C / (self.ec50 + C))

    def score_at_birth(self):
        """Return the score at birth, points."""
        return self.production_rate * (1 + self.excess) / self.elimination_rate

    def quasi_steady_score(self, times, concentration=0.0):
        """Return the score if removal were instant, ``production / removal``, points.

        The true score lags behind it by about ``1 / k_out``, 33 h without drug.

        Parameters
        ----------
        times : array
            Age, h.
        concentration : float or array
            mg/L.

        Returns
        -------
        array
        """
        t = check(times, "times", unit="h", zero=True)
        made = self.production_rate * (1 + self.excess * np.exp(-self.decline_rate * t))
        return made / self.removal_rate(concentration)

    def score(self, times, concentration=0.0, *, start=0.0) -> np.ndarray:
        """Return the score on a grid of ages, exactly.

        ``N(t + h) = N(t) * exp(-k*h) + k_in * (1 - exp(-k*h)) / k
        + k_in * M * exp(-m*t) * (exp(-m*h) - exp(-k*h)) / (k - m)``, with the removal rate ``k``.

        Parameters
        ----------
        times : array, shape (n,)
            Age, h, increasing, 0 or more.
        concentration : float, or array of shape (n,)
            mg/L. One number holds from `start` on; an array is held constant between two ages, at
            the mean of both, after an untreated time up to the first age.
        start : float
            Age at the start of treatment, h.

        Returns
        -------
        array, shape (n,), or (newborns, n) from `virtual_newborns`
            Points.

        Raises
        ------
        ParameterError
            When the grid does not increase or the shapes do not fit.
        """
        t = check_times(times, minimum=0.0)
        C = check(concentration, "concentration", unit="mg/L", zero=True)
        start = check_number(start, "start", unit="h", zero=True)
        birth = self.score_at_birth()
        if np.ndim(C) == 0:
            before = self._after(birth, 0.0, np.minimum(t, start), 0.0)
            at_start = self._after(birth, 0.0, start, 0.0)
            return np.where(
                t < start, before, self._after(at_start, start, np.maximum(t - start, 0.0), C)
            )
        if np.shape(C) != t.shape:
            raise ParameterError(
                f"concentration has shape {np.shape(C)}; it must be {t.shape}, one value for each "
                "age, or a single number. Compute it on the same grid."
            )
        N = [self._after(birth, 0.0, t[0], 0.0)]
        for i, held in enumerate((C[:-1] + C[1:]) / 2):
            N.append(self._after(N[-1], t[i], t[i + 1] - t[i], held))
        return np.stack(N, axis=-1) if np.ndim(birth) == 0 else np.concatenate(N, axis=-1)

    def course(self, times, concentration=0.0, *, start=0.0) -> Trajectory:
        """Return the score of one newborn as a trajectory; arguments as for `score`.

        Returns
        -------
        Trajectory
            "score", points.
        """
        score = self.score(times, concentration, start=start)
        return Trajectory(check_times(times), {"score": score}, {"score": ""})

    def _after(self, N, t, h, C):
        """Return the score a time ``h`` after it was ``N`` at the age ``t``, exactly."""
        k, m = self.removal_rate(C), self.decline_rate
        made = -np.expm1(-k * h) / k + self.excess * np.exp(-m * t) * two_stages(k, m, h)
        return N * np.exp(-k * h) + self.production_rate * made

    def treated(self, kinetics: LinearModel) -> TreatedNewborn:
        """Return this newborn with a drug whose kinetics are given, for `simulate`."""
        return TreatedNewborn(self, kinetics)

    @property
    def states(self) -> dict[str, str]:
        """The score, points."""
        return {"score": ""}

    @property
    def dose_state(self) -> None:
        """None: use `treated` for doses."""

    @property
    def dose_scale(self) -> float:
        """0: see `dose_state`."""
        return 0.0

    def initial_state(self) -> np.ndarray:
        """Return the score at birth."""
        return np.array([self.score_at_birth()])

    def rate_of_change(self, time, state, concentration=0.0) -> np.ndarray:
        """Return ``dN/dt``, points per h; the time is the age."""
        made = self.production_rate * (1 + self.excess * math.exp(-self.decline_rate * time))
        C = max(concentration, 0.0)  # the solver may step a rounding error below 0
        speed = 1 + self.maximum_effect * C / (self.ec50 + C)
        return np.array([made - self.elimination_rate * speed * state[-1]])


@dataclasses.dataclass(frozen=True)
class TreatedNewborn:
    """A newborn and the kinetics of the drug given: a model for `simulate`.

    Parameters
    ----------
    newborn : NeonatalWithdrawal
        The score.
    kinetics : LinearModel
        From dose to concentration.

    Examples
    --------
    Kinetics here are illustrative; 0.02 mg every 8 h from the second day:

    >>> from pharmlib import OneCompartment, every, simulate
    >>> kinetics = OneCompartment.from_half_life("12 h", volume=40.0)
    >>> model = NeonatalWithdrawal().treated(kinetics)
    >>> regimen = every("0.02 mg", "8 h", times=21, start="24 h")
    >>> run = simulate(model, [0, 24, 192], regimen=regimen)
    >>> run["score"].round(1)
    array([13.5, 13.2,  4.4])
    """

    newborn: NeonatalWithdrawal
    kinetics: LinearModel

    @property
    def states(self) -> dict[str, str]:
        """The states of the kinetics, and the score."""
        return {**self.kinetics.states, "score": ""}

    @property
    def dose_state(self) -> str:
        """The dosed state of the kinetics."""
        return self.kinetics.dose_state

    @property
    def dose_scale(self) -> float:
        """As in the kinetics."""
        return self.kinetics.dose_scale

    def initial_state(self) -> np.ndarray:
        """Return no drug and the score at birth."""
        return np.append(self.kinetics.initial_state(), self.newborn.score_at_birth())

    def rate_of_change(self, time, state) -> np.ndarray:
        """Return the derivatives of kinetics and score, per h."""
        inside = self.kinetics.rate_of_change(time, state[:-1])
        concentration = state[list(self.kinetics.states).index("concentration")]
        return np.append(inside, self.newborn.rate_of_change(time, state, concentration))


def virtual_newborns(count, generator: np.random.Generator) -> NeonatalWithdrawal:
    """Return many newborns at once: parameters drawn from the published spread.

    Each parameter is log-normal around its typical value, with coefficients of variation of 146 %
    (excess), 177 % (its decline), 34 % (removal) and 103 % (effect of the drug); excess and decline
    go together (0.78, of the logarithms).

    Parameters
    ----------
    count : int
        How many.
    generator : numpy.random.Generator
        The source of chance.

    Returns
    -------
    NeonatalWithdrawal
        With parameters of shape (count, 1); its ``score(times)`` has the shape (count, n).

    References
    ----------
    eudybyrne2021

    Examples
    --------
    >>> newborns = virtual_newborns(500, np.random.default_rng(1))
    >>> at_birth = newborns.score([0.0])[:, 0]
    >>> [round(float(score)) for score in np.quantile(at_birth, [0.1, 0.5, 0.9])]
    [7, 14, 48]
    """
    count = check_count(count, "count")
    covariance = np.diag(list(_VARIANCE.values()))
    covariance[0, 1] = covariance[1, 0] = _EXCESS_WITH_DECLINE
    eta = generator.normal(size=(count, len(_VARIANCE))) @ np.linalg.cholesky(covariance).T
    typical = NeonatalWithdrawal()
    drawn = {
        name: getattr(typical, name) * np.exp(column[:, None])
        for name, column in zip(_VARIANCE, eta.T, strict=True)
    }
    return typical.replace(**drawn)


def noisy_scores(scores, generator: np.random.Generator) -> np.ndarray:
    """Return scores as a nurse would write them down: with the error left over by the model.

    Normal, standard deviation 2.30 points; rounded, and not below 0.

    Parameters
    ----------
    scores : array
        Points.
    generator : numpy.random.Generator
        The source of chance.

    Returns
    -------
    array
        Whole points, same shape.

    References
    ----------
    eudybyrne2021

    Examples
    --------
    >>> noisy_scores([13.5, 8.0, 0.0], np.random.default_rng(1)).tolist()
    [14.0, 10.0, 1.0]
    """
    scores = np.asarray(check(scores, "scores", zero=True))
    return np.maximum(np.rint(scores + _RESIDUAL_SD * generator.normal(size=scores.shape)), 0.0)
