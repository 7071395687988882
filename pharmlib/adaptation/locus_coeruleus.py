"""The noradrenergic storm: how fast the locus coeruleus fires, and from where it is driven.

Opioids quieten these cells in three ways: through cyclic AMP, directly (potassium channels), and by
holding down the nerves that excite them. Cyclic AMP and the afferents adapt. When the drug goes,
both drive the cells at once; in the rat the afferents do most of it.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.adaptation.camp import CyclaseSuperactivation
from pharmlib.adaptation.opponent_process import TwoSpeedOpponent
from pharmlib.adaptation.opponents import Opponent
from pharmlib.checks import ParameterError, check, check_number, check_times, float_or_array
from pharmlib.driving import on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = ["LocusCoeruleus"]

_CELLS = CyclaseSuperactivation()
_AFFERENTS = TwoSpeedOpponent(
    fast_time_constant=2.0, slow_time_constant=24.0, fast_fraction=0.6, slow_fraction=0.4
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class LocusCoeruleus(Parameters):
    """Firing of the locus coeruleus, from its own cyclic AMP and from its afferents.

    ``f = max(f0 + k1*(cAMP - 1) - k2*occ + k3*G, 0)`` with ``G = max(C - occ, 0)``, where ``C`` is
    the compensation in the afferents, an opponent process driven by the occupancy. The afferents
    drive the cells only as far as their compensation exceeds what the drug still holds down.

    The defaults are calibrated to two numbers: a withdrawal firing of 5 /s (about three to five
    times the 1-2 /s at rest in the anaesthetised rat), and an intrinsic share of 19 %. The rest,
    and the time constants of the afferents, are illustrative. Whether a first dose quietens the
    cells depends on species, route and anaesthesia; the model always lets it.

    Parameters
    ----------
    cyclase : CyclaseSuperactivation
        The cells' own adaptation.
    afferents : Opponent
        The adaptation of the nerves that excite them.
    baseline : float
        ``f0``, 1/s.
    cyclase_gain, direct_inhibition, afferent_gain : float
        ``k1``, ``k2`` and ``k3``, 1/s.

    Raises
    ------
    ParameterError
        When a value is out of range, or the afferents are no opponent process.

    References
    ----------
    astonjones1997, abercrombie1988

    Examples
    --------
    Naloxone in an adapted rat, and the day after:

    >>> rat = LocusCoeruleus()
    >>> storm = rat.respond(0.0, [0, 4, 24, 72], adapted_to=1.0)
    >>> storm["firing"].round(1).tolist()
    [5.0, 2.9, 2.0, 1.6]
    """

    cyclase: CyclaseSuperactivation = _CELLS
    afferents: Opponent = _AFFERENTS
    baseline: float = parameter(1.5, "1/s", "firing at rest", symbol="f_0")
    cyclase_gain: float = parameter(1.33, "1/s", "firing per unit of cyclic AMP", symbol="k_1")
    direct_inhibition: float = parameter(
        0.2, "1/s", "direct inhibition at full occupancy", symbol="k_2", zero=True
    )
    afferent_gain: float = parameter(
        2.835, "1/s", "firing per unit of afferent drive", symbol="k_3", zero=True
    )

    def __post_init__(self):
        super().__post_init__()
        for name, kind in (("cyclase", CyclaseSuperactivation), ("afferents", Opponent)):
            if not isinstance(getattr(self, name), kind):
                raise ParameterError(
                    f"{name} is {getattr(self, name)!r}; it must be of the kind {kind.__name__}. "
                    "Leave it out, or start from the default and replace its parameters."
                )

    def firing(self, camp, occupancy, afferent_drive):
        """Return the firing rate, 1/s.

        Parameters
        ----------
        camp : float or array
            Cyclic AMP relative to rest.
        occupancy : float or array
            Occupancy of the cells' own mu receptors, from 0 to 1.
        afferent_drive : float or array
            ``G``, 0 or more.

        Returns
        -------
        float or array
            1/s, never below 0.

        Raises
        ------
        ParameterError
            When a value is out of range.

        Examples
        --------
        >>> round(LocusCoeruleus().firing(1.5, 0.0, 0.0), 3)  # a slice: no afferents
        2.165
        """
        cAMP = check(camp, "camp", zero=True)
        occ = check(occupancy, "occupancy", maximum=1.0, zero=True)
        G = check(afferent_drive, "afferent_drive", zero=True)
        k1, k2, k3 = self.cyclase_gain, self.direct_inhibition, self.afferent_gain
        return float_or_array(np.maximum(self.baseline + k1 * (cAMP - 1) - k2 * occ + k3 * G, 0.0))

    def respond(self, occupancy, times, *, adapted_to=0.0) -> Trajectory:
        """Return the firing under an occupancy that is known on a grid.

        Parameters
        ----------
        occupancy : array, shape (n,), float, or callable
            On the grid, from 0 to 1. A jump needs two points close together.
        times : array, shape (n,)
            h, increasing.
        adapted_to : float
            Occupancy to which cells and afferents have adapted before the first time.

        Returns
        -------
        Trajectory
            "firing" and its parts "intrinsic" (``k1*(cAMP - 1) - k2*occ``) and "afferent"
            (``k3*G``), 1/s; "camp"; "occupancy".

        Raises
        ------
        ParameterError
            When an occupancy is out of range, or a grid does not fit.
        """
        times = check_times(times)
        occ = on_grid(occupancy, times, "occupancy", maximum=1.0, zero=True)
        adapted_to = check_number(adapted_to, "adapted_to", maximum=1.0, zero=True)
        cells = self.cyclase.respond(occ, times, adapted_to=adapted_to)
        nerves = self.afferents.respond(occ, times, initial=self.afferents.adapted(adapted_to))
        G = np.maximum(nerves["net"], 0.0)
        values = {
            "firing": self.firing(cells["camp"], occ, G),
            "intrinsic": self.cyclase_gain * (cells["camp"] - 1) - self.direct_inhibition * occ,
            "afferent": self.afferent_gain * G,
            "camp": cells["camp"],
            "occupancy": occ,
        }
        units = dict.fromkeys(values, "1/s") | {"camp": "", "occupancy": ""}
        return Trajectory(times, values, units)

    def intrinsic_share(self, adapted_to=1.0) -> float:
        """Return the part of the hyperactivity that the cells make themselves when the drug goes.

        ``k1*(AC - 1) / (k1*(AC - 1) + k3*G)``, at the moment when an antagonist has emptied all
        receptors.

        Parameters
        ----------
        adapted_to : float
            Occupancy to which cells and afferents had adapted, above 0.

        Returns
        -------
        float
            From 0 to 1.

        Examples
        --------
        >>> round(LocusCoeruleus().intrinsic_share(), 2)
        0.19
        """
        adapted_to = check_number(adapted_to, "adapted_to", maximum=1.0)
        storm = self.respond(0.0, [0.0], adapted_to=adapted_to)
        own, driven = float(storm["intrinsic"][0]), float(storm["afferent"][0])
        return own / (own + driven)

    def alpha2_relief(self, firing, suppression, *, noradrenergic_share=1.0):
        """Return by how much an alpha-2 agonist lowers a withdrawal score.

        The agonist takes away the fraction ``s`` of the firing, so ``w*(1 - max(f*(1 - s) - f0, 0)
        / (f - f0))`` of the score, if the fraction ``w`` of it comes from noradrenaline. With
        ``w = 1`` the model promises far more than lofexidine was found to do.

        Parameters
        ----------
        firing : float or array
            Firing ``f`` in withdrawal, 1/s, above the baseline.
        suppression : float or array
            ``s``, from 0 to 1.
        noradrenergic_share : float
            ``w``, from 0 to 1.

        Returns
        -------
        float or array
            Fraction of the score.

        Raises
        ------
        ParameterError
            When a value is out of range.

        References
        ----------
        gorodetzky2017

        Examples
        --------
        >>> round(LocusCoeruleus().alpha2_relief(5.0, 0.5), 2)
        0.71
        """
        f = check(firing, "firing", unit="1/s", minimum=self.baseline)
        s = check(suppression, "suppression", maximum=1.0, zero=True)
        w = check_number(noradrenergic_share, "noradrenergic_share", maximum=1.0, zero=True)
        left = np.maximum(f * (1 - s) - self.baseline, 0.0) / (f - self.baseline)
        return float_or_array(w * (1 - left))

    def noradrenergic_share(self, relief, firing, suppression):
        """Return which part of a score is noradrenergic, from the relief that was seen.

        ``w = relief / alpha2_relief(firing, suppression)``

        Parameters
        ----------
        relief : float or array
            Fraction by which the score fell, from 0 to 1.
        firing, suppression : float or array
            As for `alpha2_relief`; some suppression is needed.

        Returns
        -------
        float or array
            ``w``; above 1 noradrenaline alone cannot explain it.

        Raises
        ------
        ParameterError
            When a value is out of range.

        Examples
        --------
        A score of 6.32 with lofexidine and 8.67 without (gorodetzky2017):

        >>> round(LocusCoeruleus().noradrenergic_share(1 - 6.32 / 8.67, 5.0, 0.5), 2)
        0.38
        """
        fall = check(relief, "relief", maximum=1.0, zero=True)
        check(suppression, "suppression", maximum=1.0)
        return float_or_array(fall / self.alpha2_relief(firing, suppression))
