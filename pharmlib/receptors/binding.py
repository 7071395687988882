"""Who sits on the receptor, and what that is worth.

Concentrations are compared with dissociation constants. The ratio of the two, ``a = [A]/K_A``, is a
ligand's reduced concentration; everything below is arithmetic on such ratios. Free and occupied
receptors stand in the ratio ``1 : a`` (alone) or ``1 : a : b`` (in competition), at equilibrium.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import check, float_or_array
from pharmlib.parameters import Parameters, parameter

__all__ = ["Ligand", "competition", "occupancy", "occupancy_odds", "two_ligand_activation"]


def occupancy(concentration, dissociation_constant, *, hill_slope=1.0):
    """Return the fraction of receptors that a ligand occupies when it is alone.

    ``rho = c**n / (K**n + c**n)``

    Parameters
    ----------
    concentration : float or array
        Free concentration ``c``, nmol/L.
    dissociation_constant : float or array
        Concentration ``K`` that occupies half of the receptors, nmol/L.
    hill_slope : float
        Slope ``n``; 1 is simple binding.

    Returns
    -------
    float or array
        Occupancy, from 0 to 1, in the common shape of the arguments.

    Raises
    ------
    ParameterError
        When a concentration is negative, or a constant or slope is not above 0.

    Examples
    --------
    >>> round(occupancy("3.5 nM", "1.5 nM"), 2)
    0.7
    >>> occupancy([0.0, 1.0, 3.0], 1.0).tolist()
    [0.0, 0.5, 0.75]
    """
    c = check(concentration, "concentration", unit="nmol/L", zero=True)
    K = check(dissociation_constant, "dissociation_constant", unit="nmol/L")
    n = check(hill_slope, "hill_slope")
    with np.errstate(divide="ignore", over="ignore"):  # c = 0 and huge ratios are meant
        return float_or_array(1 / (1 + np.divide(K, c) ** n))


def occupancy_odds(occupancy):
    """Return the odds of being occupied: the reduced concentration behind an occupancy.

    ``a = rho / (1 - rho)``. In simple binding the odds are proportional to the concentration, so
    they, and not the occupancy, fall exponentially while a drug is eliminated.

    Parameters
    ----------
    occupancy : float or array
        Occupancy ``rho``, from 0 to below 1.

    Returns
    -------
    float or array
        Odds ``a``, 0 or more.

    Raises
    ------
    ParameterError
        When an occupancy is below 0, or 1 or more.

    Examples
    --------
    >>> round(occupancy_odds(0.7), 3)
    2.333
    """
    rho = check(occupancy, "occupancy", below=1.0, zero=True)
    return rho / (1 - rho)


def competition(a, b):
    """Return the occupancies of two ligands that compete for one site (Gaddum's equation).

    ``rho_A = a / (1 + a + b)`` and ``rho_B = b / (1 + a + b)``

    Parameters
    ----------
    a, b : float or array
        Reduced concentrations, ``[A]/K_A`` and ``[B]/K_B``, 0 or more.

    Returns
    -------
    tuple of float or array
        ``rho_A`` and ``rho_B``; the fraction ``1 - rho_A - rho_B`` is free.

    Raises
    ------
    ParameterError
        When a reduced concentration is negative.

    Examples
    --------
    >>> competition(2.0, 1.0)
    (0.5, 0.25)
    """
    a = check(a, "a", zero=True)
    b = check(b, "b", zero=True)
    receptors = 1 + a + b  # free : with A : with B, as 1 : a : b
    return a / receptors, b / receptors


def two_ligand_activation(a, b, *, efficacy_a=1.0, efficacy_b):
    """Return the activation by two ligands, each worth its own intrinsic efficacy.

    ``E = eps_A * rho_A + eps_B * rho_B``. An antagonist has ``eps_B = 0``; a partial agonist lies
    between 0 and 1, and it lowers ``E`` when, and only when, ``E`` was above ``eps_B``.

    Parameters
    ----------
    a, b : float or array
        Reduced concentrations, ``[A]/K_A`` and ``[B]/K_B``.
    efficacy_a, efficacy_b : float or array
        Intrinsic efficacies, from 0 to 1.

    Returns
    -------
    float or array
        Activation, from 0 to 1.

    Raises
    ------
    ParameterError
        When a concentration is negative or an efficacy is outside 0 to 1.

    Examples
    --------
    >>> a = occupancy_odds(0.70)
    >>> [round(100 * two_ligand_activation(a, b, efficacy_b=0), 1) for b in (1, 10, 113.3)]
    [53.8, 17.5, 2.0]
    """
    rho_a, rho_b = competition(a, b)
    eps_a = check(efficacy_a, "efficacy_a", maximum=1.0, zero=True)
    eps_b = check(efficacy_b, "efficacy_b", maximum=1.0, zero=True)
    return eps_a * rho_a + eps_b * rho_b


@dataclasses.dataclass(frozen=True)
class Ligand(Parameters):
    """A ligand of one receptor: how tightly it binds, and what its binding is worth.

    Constants from a test tube go with the free concentration at the receptor. That in the blood is
    another: much of a drug is bound to protein, and the way to the brain takes time.

    Parameters
    ----------
    dissociation_constant : float
        ``K``, nmol/L: a small one is a high affinity.
    intrinsic_efficacy : float
        Activation per occupied receptor, from 0 (antagonist) to 1 (full agonist).
    name : str
        What to call it.

    Examples
    --------
    >>> naloxone = Ligand("1 nM", intrinsic_efficacy=0.0, name="naloxone")
    >>> naloxone.reduced("113 nM")
    113.0
    >>> round(naloxone.occupancy("9 nM"), 2)
    0.9
    """

    dissociation_constant: float = parameter(
        unit="nmol/L", meaning="dissociation constant at the receptor", symbol="K"
    )
    intrinsic_efficacy: float = parameter(
        1.0, meaning="intrinsic efficacy", symbol=r"\varepsilon", maximum=1.0, zero=True
    )
    name: str = ""

    def reduced(self, concentration):
        """Return a concentration (nmol/L) in units of the dissociation constant: ``a = c / K``."""
        return (
            check(concentration, "concentration", unit="nmol/L", zero=True)
            / self.dissociation_constant
        )

    def occupancy(self, concentration):
        """Return the occupancy at a concentration (nmol/L) when the ligand is alone."""
        return occupancy(concentration, self.dissociation_constant)

    def activation(self, concentration):
        """Return the activation at a concentration (nmol/L) alone: efficacy times occupancy."""
        return self.intrinsic_efficacy * self.occupancy(concentration)
