"""What activation of the mu receptor costs in breath.

Ventilation is measured at a fixed, raised carbon dioxide, so the body cannot make up for the loss.
"""

from __future__ import annotations

from pharmlib.checks import check

__all__ = ["activation_for_ventilation", "minute_ventilation"]


def minute_ventilation(activation, *, baseline=1.0, exponent=1.0):
    """Return ventilation under an activation of the mu receptor.

    ``V = V0 * (1 - E**P)``. With ``P = 1`` every receptor costs the same, and
    ``E = alpha * rho`` is the linear form fitted to buprenorphine (yassen2007): a drug of
    intrinsic efficacy ``alpha`` leaves at least ``1 - alpha``. With ``P`` above 1 the first
    receptors cost little: 2.875 in people who had not had opioids, 4.226 in those who had them
    every day (mann2022, as implemented by its authors).

    Parameters
    ----------
    activation : float or array
        ``E``, from 0 to 1; efficacy times occupancy, summed over ligands.
    baseline : float
        Ventilation without drug ``V0``; sets the unit of the result. 1 gives fractions.
    exponent : float
        ``P``.

    Returns
    -------
    float or array

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    yassen2007, mann2022

    Examples
    --------
    Nine tenths of the receptors, in L/min, and as fractions for two exponents:

    >>> round(minute_ventilation(0.67 * 0.9, baseline=24.0), 1)
    9.5
    >>> [round(minute_ventilation(0.9, exponent=P), 2) for P in (2.875, 4.226)]
    [0.26, 0.36]
    """
    E = check(activation, "activation", maximum=1.0, zero=True)
    return check(baseline, "baseline") * (1 - E ** check(exponent, "exponent"))


def activation_for_ventilation(fraction, *, exponent=1.0):
    """Return the activation that leaves a given fraction of ventilation.

    ``E = (1 - V/V0)**(1/P)``, the inverse of `minute_ventilation`.

    Parameters
    ----------
    fraction : float or array
        ``V/V0``, from 0 to 1.
    exponent : float
        ``P``.

    Returns
    -------
    float or array

    Raises
    ------
    ParameterError
        When a value is out of range.

    References
    ----------
    mann2022

    Examples
    --------
    Who is used to opioids needs more receptors for half the loss:

    >>> [round(activation_for_ventilation(0.5, exponent=P), 2) for P in (1.0, 2.875, 4.226)]
    [0.5, 0.79, 0.85]
    """
    fraction = check(fraction, "fraction", maximum=1.0, zero=True)
    return (1 - fraction) ** (1 / check(exponent, "exponent"))
