"""Who sits on the receptor, and what that is worth.

Concentrations are compared with dissociation constants. The ratio of the two, ``a = [A]/K_A``, is a
ligand's reduced concentration; everything below is arithmetic on such ratios. Free and occupied
receptors stand in the ratio ``1 : a`` (alone) or ``1 : a : b`` (in competition), at equilibrium.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.parameters import ParameterError, Parameters, check, parameter

__all__ = [
    "Ligand",
    "competition",
    "dose_for_occupancy",
    "dose_occupancy",
    "occupancy",
    "occupancy_odds",
    "operational",
    "precipitation_threshold",
    "required_antagonist",
    "tau_from_maximum",
    "two_ligand_activation",
    "waiting_time",
]

# Fitted plateaus of occupancy curves overshoot 1 slightly; far above 1 they were given in percent.
_LARGEST_PLATEAU = 1.1


def occupancy(concentration, dissociation_constant, *, hill=1.0):
    """Return the fraction of receptors that a ligand occupies when it is alone.

    ``rho = c**n / (K**n + c**n)``

    Parameters
    ----------
    concentration : float or array
        Free concentration ``c``, nmol/L.
    dissociation_constant : float or array
        Concentration ``K`` that occupies half of the receptors, nmol/L.
    hill : float
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
    n = check(hill, "hill")
    return _saturation(c, K, n)


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
    rho = _below_one(occupancy, "occupancy")
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


def required_antagonist(occupancy_before, activation_after):
    """Return the antagonist needed to push a full agonist's activation down to a given level.

    From ``a = rho / (1 - rho)`` and ``E = a / (1 + a + b)`` follows ``b = a / E - a - 1``.

    Parameters
    ----------
    occupancy_before : float or array
        Occupancy ``rho`` by the full agonist alone, from 0 to below 1.
    activation_after : float or array
        Activation ``E`` that is to remain, above 0 and at most `occupancy_before`.

    Returns
    -------
    float or array
        Reduced concentration of the antagonist, ``b = [B]/K_B``.

    Raises
    ------
    ParameterError
        When a value is out of range, or the activation would have to rise.

    Examples
    --------
    >>> round(required_antagonist(0.70, 0.02), 1)
    113.3
    """
    a = occupancy_odds(_below_one(occupancy_before, "occupancy_before"))
    E = check(activation_after, "activation_after", maximum=1.0)
    remedy = "An antagonist can only lower it."
    _ordered(E, occupancy_before, "activation_after", "occupancy_before", remedy)
    return _plain(np.maximum(a / E - a - 1, 0.0))


def precipitation_threshold(efficacy):
    """Return the reduced concentration of full agonist above which a partial agonist precipitates.

    ``dE/db`` has the sign of ``eps * (1 + a) - a``, so adding the partial agonist lowers activation
    as long as ``a > a* = eps / (1 - eps)``: as long as the full agonist occupies more than ``eps``.

    Parameters
    ----------
    efficacy : float or array
        Intrinsic efficacy ``eps`` of the partial agonist, from 0 to below 1; also the occupancy by
        full agonist below which it is safe.

    Returns
    -------
    float or array
        The threshold ``a*``.

    Raises
    ------
    ParameterError
        When the efficacy is below 0, or 1 or more: a full agonist never precipitates.

    Examples
    --------
    >>> round(precipitation_threshold(0.4), 3)
    0.667
    """
    return occupancy_odds(_below_one(efficacy, "efficacy"))


def waiting_time(half_life, occupancy, *, efficacy):
    """Return how long to wait until a partial agonist no longer precipitates withdrawal.

    ``t = t_half * log2(a0 / a*)``, with ``a0`` the odds of the present occupancy by the full
    agonist and ``a* = eps / (1 - eps)``; zero when the occupancy is at or below ``eps`` already.

    Parameters
    ----------
    half_life : float or array
        Elimination half-life of the full agonist, h.
    occupancy : float or array
        Its occupancy now, from 0 to below 1.
    efficacy : float or array
        Intrinsic efficacy ``eps`` of the partial agonist, above 0 and below 1.

    Returns
    -------
    float or array
        Waiting time, h.

    Raises
    ------
    ParameterError
        When a value is out of range; with ``eps = 0`` no wait would be long enough.

    Examples
    --------
    >>> round(waiting_time("3 h", 0.90, efficacy=0.4), 1)  # morphine
    11.3
    >>> round(waiting_time("36 h", 0.70, efficacy=0.4))  # methadone
    65
    """
    t_half = check(half_life, "half_life", unit="h")
    a0 = occupancy_odds(occupancy)
    a_star = precipitation_threshold(check(efficacy, "efficacy", maximum=1.0))
    return _plain(t_half * np.log2(np.maximum(a0, a_star) / a_star))


def operational(a, b=0.0, *, tau_a, tau_b=0.0, slope=1.0, maximum=1.0):
    """Return the response in the operational model of agonism, for one or two ligands.

    ``E = E_m * S**n / ((1 + a + b)**n + S**n)`` with the stimulus ``S = tau_A * a + tau_B * b``.
    A tissue with many spare receptors has a large ``tau``: it responds fully at low occupancy.

    Parameters
    ----------
    a, b : float or array
        Reduced concentrations, ``[A]/K_A`` and ``[B]/K_B``.
    tau_a, tau_b : float or array
        Transducer ratios, 0 or more; 0 is an antagonist.
    slope : float
        Transducer slope ``n``.
    maximum : float
        Largest response ``E_m`` of which the tissue is capable; sets the unit of the result.

    Returns
    -------
    float or array
        Response, from 0 to `maximum`.

    Raises
    ------
    ParameterError
        When a value is negative, or the slope or maximum is not above 0.

    References
    ----------
    black1983

    Examples
    --------
    Half of the receptors are enough for nine tenths of the plateau, which is 0.9:

    >>> [round(operational(a, tau_a=9.0), 2) for a in (1.0, 1e6)]
    [0.82, 0.9]
    """
    a = check(a, "a", zero=True)
    b = check(b, "b", zero=True)
    tau_a = check(tau_a, "tau_a", zero=True)
    tau_b = check(tau_b, "tau_b", zero=True)
    stimulus = tau_a * a + tau_b * b
    return check(maximum, "maximum") * _saturation(stimulus, 1 + a + b, check(slope, "slope"))


def tau_from_maximum(observed, system_maximum, *, slope=1.0):
    """Return the transducer ratio of an agonist from the plateau of its curve.

    At saturation ``E = E_m * tau**n / (1 + tau**n)``, so ``tau = (E / (E_m - E))**(1/n)``. Near the
    maximum of the system this is ill conditioned: a plateau hardly tells full agonists apart.

    Parameters
    ----------
    observed : float or array
        Plateau ``E`` of the agonist, 0 or more and below `system_maximum`.
    system_maximum : float
        Largest response ``E_m`` of the tissue, in the same unit.
    slope : float
        Transducer slope ``n``.

    Returns
    -------
    float or array
        Transducer ratio ``tau``.

    Raises
    ------
    ParameterError
        When the plateau reaches the maximum of the system, or a value is out of range.

    References
    ----------
    black1983

    Examples
    --------
    One plateau, two guesses of the maximum:

    >>> [round(tau_from_maximum(81.3, E_m), 1) for E_m in (85, 90)]
    [22.0, 9.3]
    """
    E = check(observed, "observed", zero=True)
    E_m = check(system_maximum, "system_maximum")
    n = check(slope, "slope")
    _ordered(E, E_m, "observed", "system_maximum", "Raise system_maximum.", strict=True)
    return (E / (E_m - E)) ** (1 / n)


def dose_occupancy(dose, *, maximum, half_dose):
    """Return the occupancy at steady state on a daily dose.

    ``rho = maximum * D / (D50 + D)``

    Parameters
    ----------
    dose : float or array
        Daily dose ``D``, mg.
    maximum : float
        Plateau of the occupancy; published fits reach slightly above 1, so up to 1.1 is taken.
    half_dose : float
        Dose ``D50`` that gives half of the plateau, mg.

    Returns
    -------
    float or array
        Occupancy.

    Raises
    ------
    ParameterError
        When a dose is negative, or the plateau was written in percent.

    References
    ----------
    sorensen2022

    Examples
    --------
    >>> round(dose_occupancy("20 mg", maximum=0.8398, half_dose="2.33 mg"), 3)  # citalopram
    0.752
    """
    D = check(dose, "dose", unit="mg", zero=True)
    D50 = check(half_dose, "half_dose", unit="mg")
    return check(maximum, "maximum", maximum=_LARGEST_PLATEAU) * D / (D50 + D)


def dose_for_occupancy(occupancy, *, maximum, half_dose):
    """Return the daily dose that gives an occupancy at steady state: a hyperbola.

    ``D = D50 * rho / (maximum - rho)``, the inverse of `dose_occupancy`.

    Parameters
    ----------
    occupancy : float or array
        Occupancy ``rho`` wanted, from 0 to below `maximum`.
    maximum : float
        Plateau of the occupancy.
    half_dose : float
        Dose ``D50`` that gives half of the plateau, mg.

    Returns
    -------
    float or array
        Daily dose, mg.

    Raises
    ------
    ParameterError
        When no dose reaches the occupancy, or a value is out of range.

    Examples
    --------
    >>> round(dose_for_occupancy(0.70, maximum=0.911, half_dose=2.42), 1)  # buprenorphine
    8.0
    """
    rho = check(occupancy, "occupancy", maximum=_LARGEST_PLATEAU, zero=True)
    top = check(maximum, "maximum", maximum=_LARGEST_PLATEAU)
    D50 = check(half_dose, "half_dose", unit="mg")
    _ordered(rho, top, "occupancy", "maximum", "No dose reaches the plateau.", strict=True)
    return D50 * rho / (top - rho)


@dataclasses.dataclass(frozen=True)
class Ligand(Parameters):
    """A ligand of one receptor: how tightly it binds, and what its binding is worth.

    Parameters
    ----------
    affinity : float
        Dissociation constant ``K``, nmol/L; small is tight.
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

    affinity: float = parameter(
        unit="nmol/L", meaning="dissociation constant at the receptor", symbol="K"
    )
    intrinsic_efficacy: float = parameter(
        1.0, meaning="intrinsic efficacy", symbol=r"\varepsilon", maximum=1.0, zero=True
    )
    name: str = ""

    def reduced(self, concentration):
        """Return a concentration (nmol/L) in units of the dissociation constant: ``a = c / K``."""
        return check(concentration, "concentration", unit="nmol/L", zero=True) / self.affinity

    def occupancy(self, concentration):
        """Return the occupancy at a concentration (nmol/L) when the ligand is alone."""
        return occupancy(concentration, self.affinity)

    def activation(self, concentration):
        """Return the activation at a concentration (nmol/L) alone: efficacy times occupancy."""
        return self.intrinsic_efficacy * self.occupancy(concentration)


def _saturation(x, half, n):
    """Return ``x**n / (half**n + x**n)``, written so that 0 and huge values do not overflow."""
    with np.errstate(divide="ignore", over="ignore"):
        return _plain(1 / (1 + np.divide(half, x) ** n))


def _plain(value):
    """Return a NumPy scalar as a float, and an array as it is."""
    return float(value) if np.ndim(value) == 0 else value


def _below_one(value, name):
    """Return a checked fraction below 1: only an infinite concentration fills every receptor."""
    fraction = check(value, name, maximum=1.0, zero=True)
    if np.any(np.asarray(fraction) == 1):
        raise ParameterError(
            f"{name} is 1.0; it must be from 0 to below 1. Use for example 0.99: "
            "only an infinite concentration reaches 1."
        )
    return fraction


def _ordered(value, bound, name, bound_name, remedy, *, strict=False):
    """Raise unless ``value <= bound`` (``<`` when strict) everywhere."""
    values, bounds = np.broadcast_arrays(np.asarray(value), np.asarray(bound))
    wrong = values >= bounds if strict else values > bounds
    if np.any(wrong):
        raise ParameterError(
            f"{name} is {float(values[wrong][0])!r}; it must be {'below' if strict else 'at most'} "
            f"{bound_name}, {float(bounds[wrong][0])!r}. {remedy}"
        )
