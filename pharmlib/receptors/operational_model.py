"""The operational model of agonism: what a tissue makes of occupied receptors.

A ligand's transducer ratio ``tau`` is how far it drives the tissue when it holds every receptor.
Where there are receptors to spare, a few of them are enough for the largest response.
"""

from __future__ import annotations

import numpy as np

from pharmlib.checks import check, check_order, float_or_array
from pharmlib.receptors.binding import occupancy

__all__ = ["operational", "operational_ec50", "operational_plateau", "tau_from_maximum"]


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
    n, E_m = check(slope, "slope"), check(maximum, "maximum")
    # the stimulus saturates the tissue as a ligand saturates its receptors
    return E_m * occupancy(stimulus, 1 + a + b, hill_slope=n)


def operational_plateau(tau, *, slope=1.0, maximum=1.0):
    """Return the response at saturation: the ceiling of an agonist in a tissue.

    ``E = E_m * tau**n / (1 + tau**n)``. As ``tau`` grows with the number of receptors and with how
    much one of them is amplified, one drug has one ceiling for each end-point.

    Parameters
    ----------
    tau : float or array
        Transducer ratio, 0 or more.
    slope : float
        Transducer slope ``n``.
    maximum : float
        Largest response ``E_m`` of the tissue.

    Returns
    -------
    float or array
        From 0 to `maximum`.

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    black1983

    Examples
    --------
    A partial agonist where one receptor counts for little, and where it counts twenty times more:

    >>> [round(operational_plateau(tau), 2) for tau in (1.0, 20.0)]
    [0.5, 0.95]
    """
    tau = check(tau, "tau", zero=True)
    return check(maximum, "maximum") * occupancy(tau, 1.0, hill_slope=check(slope, "slope"))


def operational_ec50(tau, *, slope=1.0):
    """Return the reduced concentration that gives half of the agonist's own plateau.

    ``EC50/K = 1 / ((2 + tau**n)**(1/n) - 1)``; with ``n = 1`` it is ``1/(1 + tau)``. Below 1 there
    are receptors to spare.

    Parameters
    ----------
    tau : float or array
        Transducer ratio, 0 or more.
    slope : float
        Transducer slope ``n``.

    Returns
    -------
    float or array
        In units of the dissociation constant.

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    black1983

    Examples
    --------
    Twice the receptors make an agonist with a reserve about twice as potent:

    >>> round(operational_ec50(20.0) / operational_ec50(40.0), 2)
    1.95
    """
    tau, n = check(tau, "tau", zero=True), check(slope, "slope")
    return float_or_array(1 / np.expm1(np.log(2 + tau**n) / n))


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
    remedy = "Raise system_maximum."
    check_order(E, E_m, "observed", "system_maximum", strict=True, remedy=remedy)
    return (E / (E_m - E)) ** (1 / n)
