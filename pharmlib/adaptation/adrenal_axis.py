"""Cortisol after steroids: why the pituitary wakes up months before the adrenal glands do.

The brain sends CRH, the pituitary answers with ACTH, the adrenal glands with cortisol, and cortisol
holds back the CRH: that takes minutes. But ACTH also feeds the adrenal glands, and CRH the cells of
the pituitary that make ACTH; glands grow and shrink over weeks. Someone who takes a glucocorticoid
needs none of it, and both shrink.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import check, float_or_array
from pharmlib.driving import Driven, as_function
from pharmlib.parameters import Parameters, parameter

__all__ = ["AdrenalAxis"]


@dataclasses.dataclass(frozen=True)
class AdrenalAxis(Parameters):
    """Two slow gland masses under fast hormones, all 1 in health.

    With ``P`` and ``A`` the masses of pituitary cells and adrenal glands, and ``D`` the
    glucocorticoid that is taken, in units of the body's own cortisol::

        CRH = b / (1 + (b - 1)*(cortisol + D)),  ACTH = P*CRH,  cortisol = A*ACTH
        dP/dt = P*(CRH - 1)/tau_P,  dA/dt = A*(ACTH - 1)/tau_A

    A gland whose mass integrates an error lets the error settle at nothing but zero: whatever else
    changes, CRH and ACTH come back to 1. This is a reduction, with hormones at rest between the
    changes of the glands, of a published model; its half-lives of the gland masses, about 20 and
    30 d, are the defaults. How far CRH can rise when there is no cortisol, ``b``, is illustrative.

    Parameters
    ----------
    pituitary_half_life, adrenal_half_life : float
        ``tau*ln 2``, h: how fast a gland shrinks when its hormone is absent.
    maximum_drive : float
        ``b``, above 1.

    References
    ----------
    karin2020, graber1965

    Examples
    --------
    Half a year on three times the body's own cortisol, then none; ACTH and cortisol after 0, 2, 4,
    6 and 8 months:

    >>> from pharmlib import simulate
    >>> axis, end = AdrenalAxis(), 180 * 24
    >>> taken = axis.driven(lambda t: 3.0 if t < end else 0.0, breakpoints=[end])
    >>> run = simulate(taken, [0.0, *(end + 730.0 * month for month in range(0, 9, 2))])
    >>> crh, acth, cortisol = axis.hormones(run["pituitary"][1:], run["adrenal"][1:])
    >>> acth.round(2).tolist()
    [0.08, 0.67, 4.02, 1.91, 1.05]
    >>> cortisol.round(2).tolist()
    [0.0, 0.01, 0.18, 1.81, 1.7]
    """

    pituitary_half_life: float = parameter(
        "20 d", "h", "half-life of the mass of ACTH cells", symbol="t_{1/2,P}"
    )
    adrenal_half_life: float = parameter(
        "30 d", "h", "half-life of the mass of the adrenal glands", symbol="t_{1/2,A}"
    )
    maximum_drive: float = parameter(
        2.0, "", "greatest CRH, without cortisol", symbol="b", minimum=1.0
    )

    def hormones(self, pituitary, adrenal, glucocorticoid=0.0):
        """Return CRH, ACTH and cortisol for given gland masses.

        Inserting one into the other gives ``(b - 1)*x**2 + (1 + (b - 1)*D)*x = b*P*A`` for the
        cortisol ``x``.

        Parameters
        ----------
        pituitary, adrenal : float or array
            ``P`` and ``A``; 1 in health.
        glucocorticoid : float or array
            ``D``, in units of the body's own cortisol.

        Returns
        -------
        tuple of (float or array)
            CRH, ACTH, cortisol; 1 in health.

        Examples
        --------
        >>> AdrenalAxis().hormones(1.0, 1.0)
        (1.0, 1.0, 1.0)

        Half an adrenal gland, at first:

        >>> [round(level, 2) for level in AdrenalAxis().hormones(1.0, 0.5)]
        [1.24, 1.24, 0.62]
        """
        P = check(pituitary, "pituitary", zero=True)
        A = check(adrenal, "adrenal", zero=True)
        D = check(glucocorticoid, "glucocorticoid", zero=True)
        return tuple(float_or_array(level) for level in self._hormones(P, A, D))

    def _hormones(self, P, A, D):
        """Return CRH, ACTH and cortisol, unchecked."""
        b = self.maximum_drive
        linear = 1 + (b - 1) * D
        # the root in the form that needs no difference of nearly equal numbers
        cortisol = 2 * b * P * A / (linear + np.sqrt(linear**2 + 4 * (b - 1) * b * P * A))
        crh = b / (linear + (b - 1) * cortisol)
        return crh, P * crh, cortisol

    def driven(self, glucocorticoid, *, initial=(1.0, 1.0), breakpoints=()) -> Driven:
        """Return the axis under a glucocorticoid, as a model that `simulate` can run.

        Parameters
        ----------
        glucocorticoid : callable or float
            Function of time (h) that returns ``D``, or a constant.
        initial : (float, float)
            Masses of pituitary cells and adrenal glands at the start.
        breakpoints : sequence of float
            Times at which the intake jumps, h; the solver starts anew there.

        Returns
        -------
        Driven
        """
        signal = as_function(glucocorticoid, "glucocorticoid", zero=True)
        P, A = check(initial, "initial")
        return Driven(self, signal, (P, A), tuple(breakpoints))

    @property
    def states(self) -> dict[str, str]:
        """The two masses; 1 in health."""
        return {"pituitary": "", "adrenal": ""}

    def rates(self, glucocorticoid, state) -> np.ndarray:
        """Return ``dP/dt`` and ``dA/dt``, 1/h."""
        P, A = np.maximum(state, 0.0)  # the solver may try a value a hair below 0
        crh, acth, _ = self._hormones(P, A, glucocorticoid)
        growth = np.array([P * (crh - 1) / self.pituitary_half_life,
                           A * (acth - 1) / self.adrenal_half_life])  # fmt: skip
        return growth * math.log(2)
