"""The hyperbola between a daily dose and the occupancy it gives, fitted to scans."""

from __future__ import annotations

from pharmlib.checks import check, check_order

__all__ = ["dose_for_occupancy", "dose_occupancy"]

# Fitted plateaus of occupancy curves overshoot 1 slightly; far above 1 they were given in percent.
_LARGEST_PLATEAU = 1.1


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
    remedy = "No dose reaches the plateau."
    check_order(rho, top, "occupancy", "maximum", strict=True, remedy=remedy)
    return D50 * rho / (top - rho)
