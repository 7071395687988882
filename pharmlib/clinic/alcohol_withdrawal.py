"""From drinks to seizures: the clock of alcohol, the brain's balance and the hazard, put together.

Blood alcohol falls on a straight line, the balance of excitation swings over as it does, and the
hazard of a seizure follows. Kindling lowers the threshold from one withdrawal to the next. These
are models of groups and mechanisms, with illustrative constants; nobody's risk can be read from
them. Delirium is not in them: it is no mere more of the same.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.adaptation.excitation import ExcitationBalance, SeizureHazard
from pharmlib.adaptation.kindling import Kindling
from pharmlib.checks import ParameterError, check, check_count, check_times, float_or_array
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.kinetics.elimination import MichaelisMenten
from pharmlib.trajectory import Trajectory

__all__ = ["AlcoholWithdrawal", "blood_alcohol", "weekday_shares"]

_BLOOD = MichaelisMenten(300.0, 50.0, volume=40.0)  # 0.30 g/L/h, 0.05 g/L
_BRAIN, _RISK = ExcitationBalance(), SeizureHazard()


def blood_alcohol(elimination: MichaelisMenten, drinks: Regimen, times) -> np.ndarray:
    """Return the blood alcohol that drinks give, exactly, when each arrives at once.

    Between two drinks it falls by Michaelis and Menten's law, solved in closed form
    (`MichaelisMenten.concentration`); each drink adds its amount over the volume.

    Parameters
    ----------
    elimination : MichaelisMenten
        With its volume of distribution.
    drinks : Regimen
        Boluses, mg of alcohol; drinks before the first time count.
    times : array, shape (n,)
        h, increasing. At the time of a drink the value is the one just after it.

    Returns
    -------
    array, shape (n,)
        mg/L.

    Raises
    ------
    ParameterError
        When a drink has a duration, or the grid does not increase.

    Examples
    --------
    Three drinks of 14 g, an hour apart:

    >>> from pharmlib import MichaelisMenten, every
    >>> blood = MichaelisMenten("0.21 g/L/h", "0.05 g/L", volume=40)
    >>> blood_alcohol(blood, every("14 g", 1, times=3), [0, 2, 4, 8]).round(0)
    array([350., 687., 307.,   0.])
    """
    times = check_times(times)
    doses = [dose for dose in check_regimen(drinks) if dose.time <= times[-1]]
    if any(dose.duration for dose in doses):
        raise ParameterError(
            "drinks has a dose with a duration; every drink must be taken at once. "
            "Split it into small drinks with every()."
        )
    if not doses:
        return np.zeros(times.shape)
    starts = np.array([dose.time for dose in doses])
    rises = [dose.amount * elimination.dose_scale for dose in doses]
    after = [rises[0]]  # just after each drink
    for wait, rise in zip(np.diff(starts).tolist(), rises[1:], strict=True):
        after.append(elimination.concentration(after[-1], wait) + rise)
    last = np.searchsorted(starts, times, side="right") - 1
    elapsed = np.where(last >= 0, times - starts[last], 0.0)
    return np.where(last >= 0, elimination.concentration(np.array(after)[last], elapsed), 0.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AlcoholWithdrawal:
    """A person who drinks, and stops: elimination, balance of excitation and hazard of a seizure.

    Parameters
    ----------
    elimination : MichaelisMenten
        The default, 0.30 g/L/h, is a mean of dependent drinkers.
    balance : ExcitationBalance
        The brain.
    hazard : SeizureHazard
        Of seizures.

    References
    ----------
    winek1984, norberg2003

    Examples
    --------
    The hours after the last drink at 2.5 g/L, in a person adapted to it:

    >>> import numpy as np
    >>> course = AlcoholWithdrawal().after_last_drink("2.5 g/L", np.linspace(0, 96, 193))
    >>> course.maximum("excitation")[0], round(course.at(48, "share"), 2)
    (9.5, 0.98)
    """

    elimination: MichaelisMenten = _BLOOD
    balance: ExcitationBalance = _BRAIN
    hazard: SeizureHazard = _RISK

    def __post_init__(self):
        for name, kind in (
            ("elimination", MichaelisMenten),
            ("balance", ExcitationBalance),
            ("hazard", SeizureHazard),
        ):
            if not isinstance(getattr(self, name), kind):
                raise ParameterError(
                    f"{name} is {getattr(self, name)!r}; it must be of the kind {kind.__name__}. "
                    "Leave it out, or start from the default and replace its parameters."
                )

    def after_last_drink(self, concentration, times, *, benzodiazepine=0.0) -> Trajectory:
        """Return the course of a person adapted to a blood alcohol who stops at time 0.

        Parameters
        ----------
        concentration : float or str
            Blood alcohol at the last drink, mg/L; the brain has adapted to it.
        times : array, shape (n,)
            h since the last drink, 0 or more, increasing. Between two points the effect is taken as
            a straight line: give two points an hour, or more.
        benzodiazepine : array, shape (n,), float, or callable
            Its effect, as for `ExcitationBalance.respond`.

        Returns
        -------
        Trajectory
            The curves of `ExcitationBalance.respond` and of `SeizureHazard.respond`.

        Raises
        ------
        ParameterError
            When a value is out of range.
        """
        c0 = check(concentration, "concentration", unit="mg/L", zero=True)
        times = check_times(times, minimum=0.0)
        c = self.elimination.concentration(c0, times)
        return self._course(c, times, benzodiazepine, adapted_to=c0)

    def drinking(self, drinks: Regimen, times, *, benzodiazepine=0.0) -> Trajectory:
        """Return the course of a person, not adapted at the first time, who drinks as told.

        Parameters
        ----------
        drinks : Regimen
            Boluses, mg of alcohol.
        times : array, shape (n,)
            h, increasing. Start before the first drink; four points an hour are enough.
        benzodiazepine : array, shape (n,), float, or callable
            Its effect, as for `ExcitationBalance.respond`.

        Returns
        -------
        Trajectory
            As from `after_last_drink`.

        Raises
        ------
        ParameterError
            When a drink has a duration, or the grid does not increase.

        Examples
        --------
        Sixteen drinks of 14 g a day for two weeks, one an hour:

        >>> import numpy as np
        >>> from pharmlib import every
        >>> day = every("14 g", 1, times=16)
        >>> drinks = day.repeat(14, every="1 d")
        >>> course = AlcoholWithdrawal().drinking(drinks, np.arange(0, 17 * 24, 0.25))
        >>> round(course.maximum("concentration")[1] / 1000, 1)
        1.4
        """
        return self._course(blood_alcohol(self.elimination, drinks, times), times, benzodiazepine)

    def risk_by_withdrawal(
        self, concentration, times, *, kindling: Kindling, withdrawals: int = 10
    ) -> np.ndarray:
        """Return the risk of a seizure in each of several equal withdrawals, close together.

        Parameters
        ----------
        concentration, times
            As for `after_last_drink`.
        kindling : Kindling
            Lowers the threshold from one withdrawal to the next; the first meets its naive one.
        withdrawals : int
            How many.

        Returns
        -------
        array, shape (withdrawals,)
            Risk by the last of the times, from 0 to 1.

        Raises
        ------
        ParameterError
            When a value is out of range.

        Examples
        --------
        >>> import numpy as np
        >>> from pharmlib import Kindling
        >>> hours = np.linspace(0, 96, 193)
        >>> AlcoholWithdrawal().risk_by_withdrawal(
        ...     "2.5 g/L", hours, kindling=Kindling(), withdrawals=3
        ... ).round(3)
        array([0.047, 0.065, 0.084])
        """
        course = self.after_last_drink(concentration, times)
        thresholds = kindling.after(np.arange(check_count(withdrawals, "withdrawals")))
        return np.array(
            [
                self.hazard.replace(threshold=float(threshold)).respond(
                    course["excitation"], course.times
                )["risk"][-1]
                for threshold in thresholds
            ]
        )

    def _course(self, concentration, times, benzodiazepine, adapted_to=0.0):
        """Return balance and hazard in one trajectory."""
        brain = self.balance.respond(
            concentration, times, benzodiazepine=benzodiazepine, adapted_to=adapted_to
        )
        return brain.join(self.hazard.respond(brain["excitation"], brain.times))


def weekday_shares(delays, weights, *, stops):
    """Return on which day of the week events fall that follow a stop after some delay.

    The stops of a day are spread evenly over its 24 hours; those of ``stops[d]`` come first on day
    ``d``, and the event a delay later. The week is a circle.

    Parameters
    ----------
    delays : array, shape (n,)
        Time from stop to event, h, 0 or more.
    weights : array, shape (n,)
        How often each delay occurs, 0 or more; any scale.
    stops : array, shape (7,)
        How many people stop on each day, 0 or more; any scale.

    Returns
    -------
    array, shape (7,)
        Share of the events on each day; the sum is 1.

    Raises
    ------
    ParameterError
        When a shape does not fit, or all weights or stops are 0.

    Examples
    --------
    A delay of exactly one day:

    >>> weekday_shares([24.0], [1.0], stops=[1, 0, 0, 0, 0, 0, 1])
    array([0.5, 0.5, 0. , 0. , 0. , 0. , 0. ])
    """
    delays = np.atleast_1d(check(delays, "delays", unit="h", zero=True))
    weights = np.atleast_1d(check(weights, "weights", zero=True))
    stops = np.atleast_1d(check(stops, "stops", zero=True))
    if weights.shape != delays.shape or stops.shape != (7,):
        raise ParameterError(
            f"delays, weights and stops have shapes {delays.shape}, {weights.shape} and "
            f"{stops.shape}; the first two must be equal and the last (7,). "
            "Give one weight for each delay, and one number of stops for each day."
        )
    if not (weights.any() and stops.any()):
        raise ParameterError(
            "weights or stops are all 0; something must happen. Give a number above 0."
        )
    full_days, rest = np.divmod(delays / 24.0, 1.0)
    shares = np.zeros(7)
    for day in range(7):
        # a stop at a random hour: the event falls `full_days` or `full_days + 1` days later
        same = (day + full_days.astype(int)) % 7
        np.add.at(shares, same, stops[day] * weights * (1 - rest))
        np.add.at(shares, (same + 1) % 7, stops[day] * weights * rest)
    return float_or_array(shares / shares.sum())
