"""The hyperbola between a daily dose and the occupancy it gives, fitted to scans."""

from __future__ import annotations

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_order

__all__ = ["dose_for_occupancy", "dose_occupancy", "fit_dose_occupancy"]

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


def fit_dose_occupancy(doses, occupancies) -> tuple[float, float]:
    """Return the plateau and the half dose of the hyperbola that fits best.

    Least squares of the occupancies. For a given ``D50`` the best plateau is known,
    ``sum(rho*h) / sum(h*h)`` with ``h = D/(D50 + D)``, so only ``D50`` is searched for, between a
    thousandth of the smallest dose and a thousand times the largest.

    Parameters
    ----------
    doses : array, shape (n,)
        Daily doses, mg, at least two different ones.
    occupancies : array, shape (n,)
        Occupancy at each.

    Returns
    -------
    tuple of float
        Plateau, and ``D50`` in mg: `maximum` and `half_dose` of `dose_occupancy`.

    Raises
    ------
    ParameterError
        When shapes differ, or the doses are all the same.

    References
    ----------
    greenwald2003

    Examples
    --------
    Buprenorphine, 2, 16 and 32 mg a day:

    >>> maximum, half_dose = fit_dose_occupancy([2, 16, 32], [0.41, 0.80, 0.84])
    >>> round(maximum, 3), round(half_dose, 2)
    (0.911, 2.42)
    """
    D = np.atleast_1d(check(doses, "doses", unit="mg"))
    rho = np.atleast_1d(check(occupancies, "occupancies", maximum=_LARGEST_PLATEAU, zero=True))
    if rho.shape != D.shape or np.unique(D).size < 2:
        raise ParameterError(
            f"doses has shape {D.shape} and occupancies {rho.shape}; both must hold the same "
            "number of values, for two different doses or more. Two parameters need two points."
        )

    def plateau(log_half_dose):
        h = D / (np.exp(log_half_dose) + D)
        return rho @ h / (h @ h), h

    def misfit(log_half_dose):
        top, h = plateau(log_half_dose)
        return np.sum((rho - top * h) ** 2)

    # a coarse grid finds the valley, a line search its bottom
    grid = np.linspace(np.log(D.min() / 1e3), np.log(D.max() * 1e3), 241)
    best = int(np.argmin([misfit(x) for x in grid]))
    valley = grid[max(best - 1, 0)], grid[min(best + 1, grid.size - 1)]
    found = scipy.optimize.minimize_scalar(
        misfit, bounds=valley, method="bounded", options={"xatol": 1e-10}
    ).x
    return float(plateau(found)[0]), float(np.exp(found))
