"""Tolerance that waits in a place: the body prepares where it has learned to expect the drug.

A part of tolerance is everywhere. Another part is a learned response to the place, and it opposes
the drug. In the usual place it protects; elsewhere it is missing, and the usual dose is too much.
In the usual place without the drug it acts alone, and feels like withdrawal.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

import scipy

from pharmlib.checks import ParameterError, check, check_count, check_order, float_or_array
from pharmlib.learning.cues import RescorlaWagner, Trial
from pharmlib.parameters import Parameters, parameter

__all__ = ["ConditionedTolerance", "conditioned_share"]


def conditioned_share(naive, elsewhere, home) -> float:
    """Return the part of tolerance that hangs on the place, from three mortalities.

    On the probit scale, ``z = ndtri(mortality)``, tolerance is a distance:
    ``share = (z_elsewhere - z_home) / (z_naive - z_home)``.

    Parameters
    ----------
    naive, elsewhere, home : float
        Mortality after one large dose, above 0 and below 1: without experience, with experience in
        another place, with experience in this place.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ParameterError
        When the mortalities are not in that order.

    References
    ----------
    siegel1982

    Examples
    --------
    Rats and heroin; the three mortalities are approximate:

    >>> round(conditioned_share(0.964, 0.643, 0.324), 2)
    0.36
    """
    z_naive, z_elsewhere, z_home = _probits(naive, elsewhere, home)
    return (z_elsewhere - z_home) / (z_naive - z_home)


def _probits(naive, elsewhere, home):
    """Return three mortalities, checked, on the probit scale."""
    named = {"naive": naive, "elsewhere": elsewhere, "home": home}
    naive, elsewhere, home = (check(p, name, below=1.0) for name, p in named.items())
    remedy = "Experience protects, and most in the same place."
    check_order(home, elsewhere, "home", "elsewhere", remedy=remedy)
    check_order(elsewhere, naive, "elsewhere", "naive", remedy=remedy)
    check_order(home, naive, "home", "naive", strict=True, remedy=remedy)
    return tuple(float(scipy.special.ndtri(p)) for p in (naive, elsewhere, home))


@dataclasses.dataclass(frozen=True)
class ConditionedTolerance(Parameters):
    r"""Tolerance of two parts, one of which belongs to a place.

    Everywhere: ``A <- A + alpha * (A_max - A)`` with each dose. In a place:
    ``V <- V + alpha * (V_max - V)`` with each dose there, ``V <- V - alpha * V`` with each visit
    without it. The response to a dose is ``E - A - V``.

    All in one unit, that of the effect; for mortality that unit is the probit.

    Parameters
    ----------
    general : float
        ``A_max``, tolerance that a long history gives everywhere.
    conditioned : float
        ``V_max``, tolerance that it adds in the place of the history.
    learning_rate : float
        ``alpha``, above 0, at most 1. The default is illustrative.

    References
    ----------
    siegel1982

    Examples
    --------
    Fifteen doses at home, then one large dose; mortality of naive rats 96 % (z = 1.8):

    >>> rats = ConditionedTolerance.from_mortalities(0.964, 0.643, 0.324, doses=15)
    >>> history = 15 * [("home", True)]
    >>> places = ("home", "elsewhere")
    >>> [round(rats.mortality(1.8, history, place), 2) for place in places]
    [0.32, 0.64]

    Thirty visits without the drug make home a strange place again:

    >>> history += 30 * [("home", False)]
    >>> round(rats.mortality(1.8, history, "home"), 2)
    0.63
    """

    general: float = parameter(
        meaning="tolerance that is everywhere", symbol=r"A_{\max}", zero=True
    )
    conditioned: float = parameter(
        meaning="tolerance that belongs to the place", symbol=r"V_{\max}", zero=True
    )
    _: dataclasses.KW_ONLY
    learning_rate: float = parameter(0.1, meaning="learning rate", symbol=r"\alpha", maximum=1.0)

    @classmethod
    def from_mortalities(cls, naive, elsewhere, home, *, doses, learning_rate=0.1):
        """Return the model that gives three mortalities after a history of doses in one place.

        Parameters
        ----------
        naive, elsewhere, home : float
            As for `conditioned_share`.
        doses : int
            Length of the history.
        learning_rate : float
            ``alpha``.

        Returns
        -------
        ConditionedTolerance
        """
        z_naive, z_elsewhere, z_home = _probits(naive, elsewhere, home)
        alpha = check(learning_rate, "learning_rate", maximum=1.0)
        learned = 1 - (1 - alpha) ** check_count(doses, "doses")
        return cls(
            (z_naive - z_elsewhere) / learned,
            (z_elsewhere - z_home) / learned,
            learning_rate=alpha,
        )

    def tolerance(self, history: Iterable[tuple[str, bool]], place: str) -> tuple[float, float]:
        """Return both parts of tolerance in a place, after a history.

        Parameters
        ----------
        history : iterable of (str, bool)
            One entry an occasion: the place, and whether the drug was taken there.
        place : str
            Where the next dose will be taken.

        Returns
        -------
        tuple of float
            The part that is everywhere, and the part that belongs to the place.

        Raises
        ------
        ParameterError
            When an entry is not a place and a yes or no.
        """
        history = [_occasion(entry) for entry in history]
        doses = sum(taken for _, taken in history)
        general = self.general * (1 - (1 - self.learning_rate) ** doses)
        if not history:
            return general, 0.0
        trials = [
            Trial(frozenset({where}), self.conditioned if taken else 0.0)
            for where, taken in history
        ]
        learned = RescorlaWagner(self.learning_rate).train(trials).last
        return general, learned.get(place, 0.0)

    def response(self, effect, history, place: str):
        """Return what is left of the effect of a dose, ``E - A - V``.

        Parameters
        ----------
        effect : float or array
            Effect of the dose in a naive body.
        history, place
            As for `tolerance`.

        Returns
        -------
        float or array
        """
        E = check(effect, "effect", minimum=-math.inf)
        return float_or_array(E - sum(self.tolerance(history, place)))

    def conditioned_response(self, history, place: str) -> float:
        """Return what the place does when no drug is taken there, ``-V``: it opposes the drug.

        Parameters
        ----------
        history, place
            As for `tolerance`.

        Returns
        -------
        float
            0 or less.

        Examples
        --------
        >>> body = ConditionedTolerance(0.0, 1.0, learning_rate=0.5)
        >>> [body.conditioned_response(2 * [("bar", True)], place) for place in ("bar", "park")]
        [-0.75, 0.0]
        """
        return 0.0 - self.tolerance(history, place)[1]

    def mortality(self, probit, history, place: str):
        """Return the mortality of a dose, ``ndtr(z - A - V)``.

        Parameters
        ----------
        probit : float or array
            ``z``, probit of the mortality of the dose in naive animals.
        history, place
            As for `tolerance`.

        Returns
        -------
        float or array
        """
        z = check(probit, "probit", minimum=-math.inf)
        return float_or_array(scipy.special.ndtr(z - sum(self.tolerance(history, place))))


def _occasion(entry):
    """Return one entry of a history, checked."""
    try:
        place, taken = entry
    except (TypeError, ValueError):
        place = taken = None
    if not isinstance(place, str) or not place or taken not in (True, False):
        raise ParameterError(
            f"history has the entry {entry!r}; it must be a place and whether the drug was taken, "
            'such as ("home", True). Write 15 * [("home", True)] for fifteen doses.'
        )
    return place, bool(taken)
