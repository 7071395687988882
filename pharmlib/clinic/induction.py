"""How buprenorphine is started: published schedules, and the static view of what they do.

A full agonist may have been stopped some time before the first dose (standard), or goes on beside
it and is stopped later (low-dose and rapid schedules). These are published schedules for models to
be checked with, not advice for a person.
"""

from __future__ import annotations

import dataclasses
import difflib

import numpy as np

from pharmlib.checks import ParameterError, check, check_number
from pharmlib.dosing import Regimen, check_regimen, every, once
from pharmlib.receptors.binding import occupancy_odds, two_ligand_activation
from pharmlib.units import DAY

__all__ = ["Induction", "induction_names", "induction_schedule", "static_induction"]

_HALF_DOSE = 2.42  # mg; fitted to the availability at 2, 16 and 32 mg of Greenwald 2003


@dataclasses.dataclass(frozen=True)
class Induction:
    """A schedule: the doses of buprenorphine, and when the full agonist was or will be stopped.

    Parameters
    ----------
    regimen : Regimen
        Doses of buprenorphine, mg under the tongue; time 0 is the first.
    stop : float
        Last use of the full agonist, h from the first dose; negative when it came before.
    source : str
        Key of the bibliography.
    note : str
        What was chosen where the source leaves a choice.

    Raises
    ------
    ParameterError
        When the regimen is none, or does not start at 0 h.

    Examples
    --------
    >>> Induction(once(4), stop="-12 h").stop
    -12.0
    """

    regimen: Regimen
    stop: float
    source: str = ""
    note: str = ""

    def __post_init__(self):
        if not len(check_regimen(self.regimen)) or self.regimen.times[0] != 0:
            raise ParameterError(
                f"regimen has doses at {self.regimen.times.tolist()} h; the first must be at 0 h. "
                "Shift it."
            )
        stop = check_number(self.stop, "stop", unit="h", minimum=-np.inf)
        object.__setattr__(self, "stop", stop)

    def waiting(self, wait) -> Induction:
        """Return the schedule with the full agonist stopped some time (h) before the first dose."""
        return dataclasses.replace(self, stop=-check_number(wait, "wait", unit="h", zero=True))

    @property
    def daily_doses(self) -> np.ndarray:
        """Dose on each day from the first, mg."""
        days = (self.regimen.times // DAY).astype(int)
        return np.bincount(days, weights=self.regimen.amounts)


def _days(*days):
    """Return a regimen from one (amount, times a day) for each day, from morning on."""
    regimen = Regimen()
    for day, (amount, number) in enumerate(days):
        # twice is 12 h apart, three times 8 h, eight times 3 h
        regimen += every(amount, DAY / number, times=number, start=day * DAY)
    return regimen


_SCHEDULES = {
    "standard": Induction(
        once(4) + once(4, at="2 h") + once(16, at="1 d"),
        stop=-18.0,
        source="buppractice",
        note="the wait is 12-24 h after short-acting opioids, here 18 h; 36-72 h after methadone; "
        "the second dose and the 16 mg of day 2 are the upper end of what is recommended",
    ),
    "single 8 mg": Induction(
        once(8),
        stop=-18.0,
        note="illustrative: one dose as it is given in emergency departments",
    ),
    "low-dose, 7 days": Induction(
        _days((0.5, 1), (0.5, 2), (1, 2), (2, 2), (3, 2), (4, 2), (12, 1)),
        stop=6 * DAY,
        source="jones2024",
        note="the doses are those of pages that quote guidance, so about; the full agonist goes on "
        "until day 7",
    ),
    "low-dose, 6 days": Induction(
        _days((0.5, 1), (0.5, 2), (1, 2), (2, 2), (2, 3), (4, 3), (4, 3)),
        stop=6 * DAY,
        source="jabfm2021",
        note="from day 7 on the source tapers the full agonist by 25 % a week; here it is stopped",
    ),
    "rapid": Induction(
        _days((0.5, 8), (1, 8), (16, 1)),
        stop=2 * DAY,
        source="wong2021",
        note="hydromorphone as needed goes on through day 2; day 3 is 8-16 mg",
    ),
}


def induction_names() -> list[str]:
    """Return the names of the schedules of the book.

    Examples
    --------
    >>> induction_names()
    ['standard', 'single 8 mg', 'low-dose, 7 days', 'low-dose, 6 days', 'rapid']
    """
    return list(_SCHEDULES)


def induction_schedule(name) -> Induction:
    """Return a published schedule.

    Parameters
    ----------
    name : str
        One of `induction_names`.

    Returns
    -------
    Induction

    Raises
    ------
    ParameterError
        When there is none of that name.

    References
    ----------
    buppractice, jones2024, jabfm2021, wong2021

    Examples
    --------
    >>> induction_schedule("low-dose, 7 days").daily_doses.tolist()
    [0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0]
    >>> induction_schedule("rapid").regimen.total
    28.0
    """
    if name not in _SCHEDULES:
        near = difflib.get_close_matches(str(name), _SCHEDULES, n=1, cutoff=0.3)
        hint = f"Did you mean {near[0]!r}?" if near else "Choose one of these."
        raise ParameterError(f"name is {name!r}; it must be one of {', '.join(_SCHEDULES)}. {hint}")
    return _SCHEDULES[name]


def static_induction(daily_doses, occupancy, *, efficacy, half_dose=_HALF_DOSE):
    """Return the activation on each daily dose of buprenorphine, at rest, beside a full agonist.

    ``E = (a + eps*b) / (1 + a + b)`` with ``a = rho/(1 - rho)`` and ``b = D/D50``. Here everything
    is at equilibrium at once, so every person above the threshold falls.

    Parameters
    ----------
    daily_doses : float or array
        Buprenorphine ``D``, mg.
    occupancy : float or array
        Occupancy ``rho`` by the full agonist when it is alone, from 0 to below 1.
    efficacy : float
        Intrinsic efficacy ``eps`` of buprenorphine; 0.4 is illustrative, ventilation gives 0.67.
    half_dose : float or str
        Daily dose ``D50`` that occupies half of the receptors, mg; the default is fitted to scans.

    Returns
    -------
    float or array

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    greenwald2003, yassen2007

    Examples
    --------
    A week of low doses, or 16 mg at once; then the full agonist is stopped on 12 mg:

    >>> static_induction([0.5, 1, 2, 4, 6, 8, 12], 0.7, efficacy=0.4).round(2).tolist()
    [0.68, 0.67, 0.64, 0.6, 0.57, 0.55, 0.52]
    >>> round(static_induction(16, 0.7, efficacy=0.4), 2)
    0.5
    >>> round(static_induction(12, 0.0, efficacy=0.4), 2)
    0.33
    """
    D50 = check_number(half_dose, "half_dose", unit="mg")
    b = check(daily_doses, "daily_doses", unit="mg", zero=True) / D50
    return two_ligand_activation(occupancy_odds(occupancy), b, efficacy_b=efficacy)
