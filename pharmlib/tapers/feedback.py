"""A taper that is steered by how the person feels, with no model of the person.

Integral control: after each interval the effect of the next dose is moved by the distance between
the withdrawal that was felt and the withdrawal that is accepted. Neither the time constants nor the
depth of the adaptation need be known, only roughly how effect depends on dose.
"""

from __future__ import annotations

import numpy as np

from pharmlib.checks import ParameterError, check, check_number
from pharmlib.receptors.hyperbola import dose_for_occupancy, dose_occupancy
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.taper import ROUNDING, Taper

__all__ = ["feedback_taper"]

_MOST_STEPS = 2000


def feedback_taper(
    body: AdaptedBody,
    start,
    *,
    bound,
    interval,
    gain=1.0,
    maximum=None,
    half_dose=None,
    doses=None,
    noise=0.0,
    generator: np.random.Generator | None = None,
) -> Taper:
    """Return the taper that integral control gives in a body that the controller does not know.

    ``E(n+1) = E(n) + gain * (W(n) - bound)``, where ``W(n)`` is the withdrawal felt at the end of
    interval ``n``, and ``E`` what the controller takes for the effect of the dose. With a gain of 1
    and the right dose-effect curve that is ``E(n+1) = C(n+1) - bound``: the smallest dose that
    keeps the bound, found without knowing ``C``.

    Parameters
    ----------
    body : AdaptedBody
        The person: asked for its withdrawal only. Its half-life is left out.
    start : float or str
        Daily dose before, mg; the body is adapted to it.
    bound : float
        Withdrawal accepted, in units of the effect.
    interval : float or str
        From one question, and one dose, to the next, h.
    gain : float
        Of the controller, above 0; below 1 it is cautious.
    maximum, half_dose : float or str, optional
        The curve that the controller believes in (`half_dose` in mg); that of the body by default.
    doses : array, shape (n,), optional
        Doses that can be made, mg: the wanted one is rounded up to them.
    noise : float
        Standard deviation of the error with which withdrawal is reported.
    generator : numpy.random.Generator, optional
        Source of that error; needed with noise.

    Returns
    -------
    Taper
        It may go up as well as down; it ends with the first 0 mg.

    Raises
    ------
    ParameterError
        When a value is out of range, a dose cannot be made, or the taper does not end.

    References
    ----------
    gradu2023

    Examples
    --------
    >>> from pharmlib import OpponentProcess
    >>> body = AdaptedBody(OpponentProcess("14 d"), maximum=0.8398, half_dose="2.33 mg")
    >>> taper = feedback_taper(body, "20 mg", bound=0.21, interval="1 wk")
    >>> taper.daily_doses.round(1).tolist()
    [4.2, 2.8, 1.9, 1.3, 0.8, 0.4, 0.1, 0.0]
    >>> round(body.course(taper, start="20 mg").maximum("net")[1], 6)
    0.21
    """
    before = check_number(start, "start", unit="mg")
    w = check_number(bound, "bound")
    each = check_number(interval, "interval", unit="h")
    k_i = check_number(gain, "gain")
    sd = check_number(noise, "noise", zero=True)
    believed = {
        "maximum": body.maximum if maximum is None else maximum,
        "half_dose": body.half_dose if half_dose is None else half_dose,
    }
    ladder = None if doses is None else np.unique(np.append(0.0, check(doses, "doses", zero=True)))
    if sd and generator is None:
        raise ParameterError(
            f"generator is None; with a noise of {sd!r} it must be a random generator. "
            "Use for example numpy.random.default_rng(1)."
        )

    parts = list(body.opponent.parts.values())
    d = np.exp(-each / np.array([tau for tau, _ in parts]))
    share = np.array([phi for _, phi in parts]) * (1 - d)
    C, taken = body.adapted(before), before
    given: list[float] = []
    while len(given) < _MOST_STEPS:
        felt = C.sum() - body.effect(taken)
        if generator is not None:
            felt += sd * generator.standard_normal()
        wanted = dose_occupancy(taken, **believed) + k_i * (felt - w)
        taken = _dose(wanted, believed, ladder, before)
        given.append(taken)
        if taken == 0:
            return Taper(np.arange(len(given)) * each, np.array(given))
        C = d * C + share * body.effect(taken)
    raise ParameterError(
        f"bound is {w!r}; with it the taper must end within {_MOST_STEPS} intervals, and it stands "
        f"at {taken:.3g} mg. Raise the bound or the gain, or add smaller doses."
    )


def _dose(effect, believed, ladder, largest):
    """Return the dose for an effect wanted, from 0 to the dose before the taper, rounded up."""
    highest = dose_occupancy(largest, **believed)
    dose = largest
    if effect < highest:
        dose = dose_for_occupancy(max(effect, 0.0), **believed)
    if ladder is None:
        return float(dose)
    k = int(np.searchsorted(ladder, dose - ROUNDING))
    if k == ladder.size:
        raise ParameterError(
            f"doses go up to {ladder[-1]:g} mg; a dose of at least {dose:.3g} mg is needed. "
            "Add a larger one."
        )
    return float(ladder[k])
