"""Feedback turnover: a quantity that is made and lost, and a chain of moderators that defends it.

When a drug slows production, the quantity falls; the moderators follow it down, some way behind,
and as they fall they let production rise and loss slow. That is tolerance. When the drug goes, the
moderators are still low: the quantity shoots over its old level. That is rebound.
"""

from __future__ import annotations

import dataclasses
import math

import scipy

from pharmlib.checks import ParameterError, check, check_count, check_number
from pharmlib.driving import Driven, as_function
from pharmlib.parameters import Parameters, parameter

__all__ = ["FeedbackTurnover"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class FeedbackTurnover(Parameters):
    """A quantity ``R`` in turnover, with a chain of moderators ``M1 .. Mn`` behind it.

    In units of the baseline, ``r = R/R0`` and ``m = M/R0``::

        dr/dt  = k * ((1 - f)*(1 - I)*m1**(-p) + f - mn**q * r)
        dm1/dt = ktol * (r - m1),   dmi/dt = ktol * (m(i-1) - mi)

    ``I`` from 0 to 1 is how much of the production the drug inhibits; a fraction ``f`` of it is
    beyond the reach of drug and moderator. The first moderator throttles production with the power
    ``p``, the last one drives the loss with the power ``q``. To play with it, run `simulate` with
    ``rtol=1e-4``: that takes half the time.

    Parameters
    ----------
    baseline : float
        ``R0``; unit as the user likes.
    turnover_rate : float
        ``k``, the fraction of the baseline that is replaced, 1/h.
    moderator_rate : float
        ``ktol``, 1/h.
    moderators : int
        ``n``, the length of the chain; the longer, the later and the sharper it acts.
    production_power, loss_power : float
        ``p`` and ``q``; 0 switches the feedback off.
    unreachable_fraction : float
        ``f``, from 0 to below 1.

    References
    ----------
    gabrielsson2008, ahlstrom2011

    Examples
    --------
    Illustrative: one moderator; what half inhibition leaves, at once and in the end.

    >>> body = FeedbackTurnover(
    ...     turnover_rate=10, moderator_rate=0.2, production_power=1, loss_power=0
    ... )
    >>> body.acute_level(0.5), round(body.steady_state(0.5), 3)
    (0.5, 0.707)
    >>> round(body.greatest_rebound(0.5), 3)
    1.414
    """

    baseline: float = parameter(1.0, "", "level without drug", symbol="R_0")
    turnover_rate: float = parameter(unit="1/h", meaning="fractional turnover", symbol="k")
    moderator_rate: float = parameter(
        unit="1/h", meaning="turnover of the moderators", symbol=r"k_\mathrm{tol}"
    )
    moderators: int = 1
    production_power: float = parameter(
        unit="", meaning="power of the feedback on production", symbol="p", zero=True
    )
    loss_power: float = parameter(
        unit="", meaning="power of the feedback on loss", symbol="q", zero=True
    )
    unreachable_fraction: float = parameter(
        0.0, "", "production out of reach of the drug", symbol="f", maximum=1.0, zero=True
    )

    def __post_init__(self):
        super().__post_init__()
        check_count(self.moderators, "moderators")
        check_number(self.unreachable_fraction, "unreachable_fraction", below=1.0, zero=True)

    def acute_level(self, inhibition):
        """Return the level to which ``R`` falls before the moderators have moved.

        ``R0 * ((1 - f)*(1 - I) + f)``: also the level without any feedback.

        Parameters
        ----------
        inhibition : float or array
            ``I``, from 0 to 1.

        Returns
        -------
        float or array
        """
        f = self.unreachable_fraction
        left = 1 - check(inhibition, "inhibition", maximum=1.0, zero=True)
        return self.baseline * ((1 - f) * left + f)

    def steady_state(self, inhibition) -> float:
        """Return the level at which ``R`` settles under lasting inhibition.

        There ``m = r``, so ``(1 - f)*(1 - I)*r**(-p) + f = r**(q + 1)``, which has one root. For
        ``f = 0`` it is ``r = (1 - I)**(1/(1 + p + q))``.

        Parameters
        ----------
        inhibition : float
            ``I``, from 0 to 1.

        Returns
        -------
        float

        Raises
        ------
        ParameterError
            When everything is inhibited and nothing is out of reach: ``R`` would go to 0.

        Examples
        --------
        >>> body = FeedbackTurnover(
        ...     turnover_rate=10, moderator_rate=0.2, production_power=2, loss_power=1
        ... )
        >>> body.steady_state(1 - 0.5**4)
        0.5
        """
        return self.baseline * math.exp(self._log_level(inhibition))

    def _log_level(self, inhibition):
        """Return ``ln r`` at steady state."""
        left = 1 - check_number(inhibition, "inhibition", maximum=1.0, zero=True)
        f = self.unreachable_fraction
        p, q = self.production_power, self.loss_power
        if left == 0 and f == 0:
            raise ParameterError(
                "inhibition is 1.0 and unreachable_fraction 0; one of them must leave something: "
                "inhibition below 1, or unreachable_fraction above 0. Change one."
            )
        if f == 0:
            return math.log(left) / (1 + p + q)
        if left == 0:
            return math.log(f) / (1 + q)

        def surplus(y):
            return (1 - f) * left * math.exp(-p * y) + f - math.exp((q + 1) * y)

        # between what is out of reach alone and the baseline, with room for rounding
        return scipy.optimize.brentq(surplus, math.log(f) / (1 + q) - 1e-6, 1e-6, xtol=1e-14)

    def greatest_rebound(self, inhibition) -> float:
        """Return the level that ``R`` would reach if lasting inhibition stopped at once.

        With the moderators at the old level ``r``: ``R0 * ((1 - f)*r**(-p) + f) * r**(-q)``. The
        true peak stays below it, since the moderators move while ``R`` rises and the drug takes
        time to leave.

        Parameters
        ----------
        inhibition : float
            ``I`` before the stop, from 0 to 1.

        Returns
        -------
        float
        """
        y, f = self._log_level(inhibition), self.unreachable_fraction
        risen = (1 - f) * math.exp(-self.production_power * y) + f
        return self.baseline * risen * math.exp(-self.loss_power * y)

    def driven(self, inhibition, *, adapted_to=0.0, breakpoints=()) -> Driven:
        """Return this turnover driven by an inhibition, as a model that `simulate` can run.

        Parameters
        ----------
        inhibition : callable or float
            Function of time (h) that returns ``I``, or a constant.
        adapted_to : float
            The inhibition to which quantity and moderators have settled at the start.
        breakpoints : sequence of float
            Times at which the inhibition jumps, h; the solver starts anew there.

        Returns
        -------
        Driven

        Examples
        --------
        >>> from pharmlib import simulate
        >>> body = FeedbackTurnover(
        ...     turnover_rate=10, moderator_rate=0.2, production_power=1, loss_power=0
        ... )
        >>> run = simulate(body.driven(0.0, adapted_to=0.5), [t / 10 for t in range(101)])
        >>> when, height = run.maximum("response")
        >>> round(when, 2), round(height, 2)
        (0.4, 1.35)
        """
        start = self.steady_state(adapted_to)
        return Driven(
            self,
            as_function(inhibition, "inhibition", maximum=1.0, zero=True),
            (start,) * len(self.states),
            tuple(breakpoints),
        )

    @property
    def states(self) -> dict[str, str]:
        """The quantity, ``response``, and the moderators ``moderator_1`` and so on."""
        return dict.fromkeys(
            ("response", *(f"moderator_{i + 1}" for i in range(self.moderators))), ""
        )

    def rates(self, inhibition, state) -> list[float]:
        """Return the derivatives of the quantity and of its moderators, per h."""
        R, *M = state
        R0, f = self.baseline, self.unreachable_fraction
        made = (1 - f) * (1 - inhibition) * (M[0] / R0) ** -self.production_power + f
        lost = (M[-1] / R0) ** self.loss_power * R / R0
        k_tol, before = self.moderator_rate, [R, *M[:-1]]
        chain = [k_tol * (u - m) for u, m in zip(before, M, strict=True)]
        return [self.turnover_rate * R0 * (made - lost), *chain]
