"""Two minus signs: an opioid silences the neurons that hold dopamine neurons back."""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import check, float_or_array
from pharmlib.parameters import Parameters, parameter

__all__ = ["Disinhibition"]


@dataclasses.dataclass(frozen=True)
class Disinhibition(Parameters):
    r"""GABA neurons of the midbrain, and the dopamine neurons they restrain.

    The opioid effect ``E`` on the GABA neurons lowers their firing, adaptation ``c`` raises it:
    ``G = (1 + c) * (1 - i * E)``, 1 at rest. Dopamine rises as they fall:
    ``DA = DA0 + k * (1 - G)``, not below 0.

    A sketch of the wiring. All three numbers are illustrative; the book knows no measured ones.

    Parameters
    ----------
    maximum_inhibition : float
        ``i``, the part of the firing that a full effect silences, at most 1.
    gain : float
        ``k``, the rise of dopamine when the GABA neurons fall silent, in baselines.
    baseline : float
        ``DA0``, dopamine at rest.

    Examples
    --------
    A full effect; the same in an adapted brain; and the adapted brain without the drug:

    >>> midbrain = Disinhibition()
    >>> midbrain.dopamine(1.0), round(midbrain.dopamine(1.0, adaptation=0.5), 3)
    (1.8, 1.7)
    >>> midbrain.dopamine(0.0, adaptation=0.5)
    0.5
    """

    maximum_inhibition: float = parameter(
        0.8, meaning="part of the GABA firing silenced", symbol="i", maximum=1.0
    )
    _: dataclasses.KW_ONLY
    gain: float = parameter(1.0, meaning="dopamine for each part of GABA firing", symbol="k")
    baseline: float = parameter(1.0, meaning="dopamine at rest", symbol=r"\mathrm{DA}_0")

    def firing(self, effect, *, adaptation=0.0):
        """Return the firing of the GABA neurons, 1 at rest.

        Parameters
        ----------
        effect : float or array
            ``E``, opioid effect on them, from 0 to 1: occupancy times efficacy.
        adaptation : float or array
            ``c``, by how much they have learned to fire more, 0 or more.

        Returns
        -------
        float or array
        """
        E = check(effect, "effect", maximum=1.0, zero=True)
        c = check(adaptation, "adaptation", zero=True)
        return float_or_array((1 + c) * (1 - self.maximum_inhibition * E))

    def dopamine(self, effect, *, adaptation=0.0):
        """Return dopamine, in units of which the baseline is `baseline`.

        Parameters
        ----------
        effect, adaptation : float or array
            As for `firing`.

        Returns
        -------
        float or array
            0 or more.
        """
        G = self.firing(effect, adaptation=adaptation)
        return float_or_array(np.maximum(self.baseline + self.gain * (1 - G), 0.0))

    def surprise(self, effect, *, adaptation=0.0):
        """Return the dopamine above baseline, which a learner takes for a surprise (``D``).

        Parameters
        ----------
        effect, adaptation : float or array
            As for `firing`.

        Returns
        -------
        float or array
            0 when dopamine is at the baseline or below.

        Examples
        --------
        >>> Disinhibition().surprise([0.0, 0.4, 1.0]).round(2).tolist()
        [0.0, 0.32, 0.8]
        """
        above = self.dopamine(effect, adaptation=adaptation) - self.baseline
        return float_or_array(np.maximum(above, 0.0))
