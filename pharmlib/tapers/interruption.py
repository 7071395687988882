"""What happens to a taper when the tablets run out for some days."""

from __future__ import annotations

import numpy as np

from pharmlib.checks import ParameterError, check_number
from pharmlib.tapers.taper import Taper

__all__ = ["interrupted"]

_WAYS = ("as planned", "pause", "step back")


def interrupted(taper: Taper, at, *, duration, then="as planned") -> Taper:
    """Return a taper with a stretch without doses.

    How much withdrawal the gap costs is for `AdaptedBody.course`, with the half-life of the drug; a
    net deviation far below 0 afterwards says that tolerance was lost in the meantime, and that the
    dose which was usual is too much now.

    Parameters
    ----------
    taper : Taper
        The plan.
    at : float or str
        When the first dose is missed, h; not before the plan starts.
    duration : float or str
        How long no dose is taken, h.
    then : str
        "as planned": go on with the dose that is due by the calendar. "pause": go on with the dose
        that was interrupted, all that follows comes later. "step back": take the dose before that
        one for as long as the gap lasted, then as after a pause.

    Returns
    -------
    Taper

    Raises
    ------
    ParameterError
        When a time is out of range, or `then` is not one of the three.

    Examples
    --------
    >>> plan = Taper([0, 168, 336], [20, 10, 0])
    >>> interrupted(plan, "10 d", duration="3 d").steps
    ((0.0, 20.0), (168.0, 10.0), (240.0, 0.0), (312.0, 10.0), (336.0, 0.0))
    >>> interrupted(plan, "10 d", duration="3 d", then="pause").steps[3:]
    ((312.0, 10.0), (408.0, 0.0))
    >>> interrupted(plan, "10 d", duration="3 d", then="step back").steps[3:]
    ((312.0, 20.0), (384.0, 10.0), (480.0, 0.0))
    """
    begin = check_number(at, "at", unit="h", minimum=float(taper.times[0]), zero=True)
    gap = check_number(duration, "duration", unit="h")
    if then not in _WAYS:
        raise ParameterError(f"then is {then!r}; it must be one of {', '.join(_WAYS)}. Choose one.")
    step = int(np.searchsorted(taper.times, begin, side="right")) - 1
    early = taper.times < begin
    times = [*taper.times[early], begin]
    doses = [*taper.daily_doses[early], 0.0]
    end = begin + gap
    if then == "as planned":
        later, shift, next_dose = taper.times > end, 0.0, float(taper.dose_at(end))
    else:
        later, shift, next_dose = taper.times > begin, gap, float(taper.daily_doses[step])
        if then == "step back":
            times.append(end)
            doses.append(float(taper.daily_doses[max(step - 1, 0)]))
            end, shift = end + gap, 2 * gap
    times += [end, *(taper.times[later] + shift)]
    doses += [next_dose, *taper.daily_doses[later]]
    changed = np.append(True, np.diff(doses) != 0)
    return Taper(np.array(times)[changed], np.array(doses)[changed])
