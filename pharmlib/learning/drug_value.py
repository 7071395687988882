"""What a drug comes to be worth when its surprise cannot be learned away."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check, check_number, float_or_array
from pharmlib.parameters import Parameters, parameter

__all__ = ["DrugValue"]


@dataclasses.dataclass(frozen=True)
class DrugValue(Parameters):
    r"""The value of one cue that is always followed by the drug, in closed form.

    The error is ``max(r - V + D, D)``. While ``V < r`` the value heads for ``r + D``,
    ``V_n = (r + D) * (1 - (1 - alpha)**n)``; from the first trial with ``V >= r`` on, it grows by
    ``alpha * D`` a trial, for ever. A natural reward, ``D = 0``, stops at ``r``.

    So a drug would be worth ever more, and no cue could block another that it follows; rats given
    cocaine did show blocking (panlilio2007). Nothing here knows of withdrawal. The defaults are
    illustrative.

    Parameters
    ----------
    drug_surprise : float
        ``D``, the part of the drug's effect that no expectation cancels, 0 or more.
    reward : float
        ``r``, the part that is like any other reward.
    learning_rate : float
        ``alpha``, above 0 and below 1.

    References
    ----------
    redish2004, dezfouli2009, panlilio2007

    Examples
    --------
    >>> heroin = DrugValue(0.2)
    >>> heroin.trials_to_reward
    18
    >>> heroin.after([0, 17, 18, 118]).round(2)
    array([0.  , 1.  , 1.02, 3.02])
    """

    drug_surprise: float = parameter(
        0.2, meaning="surprise of the drug that no expectation cancels", symbol="D", zero=True
    )
    _: dataclasses.KW_ONLY
    reward: float = parameter(1.0, meaning="reward of the drug like any other", symbol="r")
    learning_rate: float = parameter(0.1, meaning="learning rate", symbol=r"\alpha", maximum=0.999)

    @property
    def crossing(self) -> float:
        """When the rising curve meets the reward, ``n* = ln(D/(r + D)) / ln(1 - alpha)``, trials.

        Infinite without a drug's surprise.
        """
        r, D = self.reward, self.drug_surprise
        return math.log(D / (r + D)) / math.log1p(-self.learning_rate) if D else math.inf

    @property
    def trials_to_reward(self) -> float:
        """How many trials it takes until the value is at least the reward: `crossing`, rounded up.

        Infinite without a drug's surprise.
        """
        return math.ceil(self.crossing) if self.drug_surprise else math.inf

    def after(self, trials):
        """Return the value after some number of trials.

        Parameters
        ----------
        trials : int or array
            0 or more.

        Returns
        -------
        float or array
        """
        n = check(trials, "trials", zero=True)
        first = np.minimum(n, self.trials_to_reward)
        curve = -(self.reward + self.drug_surprise) * np.expm1(
            first * math.log1p(-self.learning_rate)
        )
        return float_or_array(curve + self.learning_rate * self.drug_surprise * (n - first))

    def limit(self, threshold=0.0) -> float:
        """Return where the value ends when a threshold of reward stands against the surprise.

        With a threshold ``rho`` below ``D`` the value grows for ever. Above it, the error
        ``r - V + D - rho`` comes to 0, so ``V`` ends at ``r + D - rho``: at or below the reward.

        Parameters
        ----------
        threshold : float
            ``rho``, 0 or more, and not equal to ``D`` (there the value stays where it is).

        Returns
        -------
        float
            Infinite when nothing stops it.

        Examples
        --------
        >>> DrugValue(0.2).limit(), round(DrugValue(0.2).limit(0.5), 2)
        (inf, 0.7)
        """
        rho = check_number(threshold, "threshold", zero=True)
        if rho < self.drug_surprise:
            return math.inf
        return self.reward + self.drug_surprise - rho
