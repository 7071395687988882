"""The shortest taper that keeps a bound on withdrawal, out of the doses that can be made.

The daily dose is constant in each interval, and the effect follows it at once. Then each part of
the compensation goes from one interval to the next by

    C_i(n+1) = d_i * C_i(n) + phi_i * (1 - d_i) * E(n),      d_i = exp(-interval/tau_i),

and the bound asks for ``sum of C_i(n) - E(n) <= w``. That it holds at the start of an interval is
enough: from an adapted start the best doses only fall, so ``C_i >= phi_i * E``, all parts fall
within each interval, and withdrawal with them. `certify` proves it again for each result.

**The greedy rule is optimal.** Take the smallest dose that keeps the bound, each time. By induction
no schedule that keeps the bound has, in any interval, a lower compensation or a lower dose: parts
that are not lower need an effect that is not lower, ``E(n) >= sum of C_i(n) - w``; both together
make the next parts not lower. So the greedy taper ends first and takes least. The general solver
comes to the same by a way that knows nothing of this, and the tests hold the two together.
"""

from __future__ import annotations

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_number
from pharmlib.simulation import SolverError
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.taper import ROUNDING, Taper

__all__ = ["greedy_taper", "shortest_taper"]

_MOST_STEPS = 2000


def greedy_taper(body: AdaptedBody, start, *, doses, bound, interval, plan: Taper | None = None):
    """Return the taper that always takes the smallest dose that keeps the bound.

    ``E(n) = min{E in the effects of the doses: E >= sum of C_i(n) - w}``. With a plan, no dose goes
    below it: that rounds any taper to the tablets at hand, upwards as a rule, and keeps the bound.
    (Rounding each dose up by itself does not: the body adapts to what was added.)

    Parameters
    ----------
    body : AdaptedBody
        Adapted to the start; its half-life is left out here, see `certify`.
    start : float or str
        Daily dose before, mg.
    doses : array, shape (n,)
        Daily doses that can be made, mg, for example ``Tablets([10], parts=2).doses(20)``; 0 among
        them is understood.
    bound : float
        Largest withdrawal ``w`` allowed, in units of the effect.
    interval : float or str
        From one possible change of dose to the next, h.
    plan : Taper, optional
        Doses not to go below.

    Returns
    -------
    Taper
        It ends with 0 mg; intervals of equal dose are joined.

    Raises
    ------
    ParameterError
        When no schedule of these doses keeps the bound; the message names the gap that is in the
        way, and the bound that it needs.

    References
    ----------
    gradu2023

    Examples
    --------
    >>> from pharmlib import OpponentProcess, Tablets
    >>> body = AdaptedBody(OpponentProcess("14 d"), maximum=0.8398, half_dose="2.33 mg")
    >>> doses = Tablets([10, 20], parts=2).doses("20 mg")
    >>> greedy_taper(body, "20 mg", doses=doses, bound=0.6, interval="2 wk").steps
    ((0.0, 5.0), (672.0, 0.0))
    >>> greedy_taper(body, "20 mg", doses=doses, bound=0.3, interval="2 wk")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: bound is 0.3; it must be above 0.5729, ... 5 mg to 0 mg ...
    """
    D, E, w, each = _problem(body, start, doses, bound, interval)
    chosen = _greedy(body, start, D, E, w, each, plan)
    return _taper(D[chosen], each)


def shortest_taper(body: AdaptedBody, start, *, doses, bound, interval) -> Taper:
    """Return the shortest taper that keeps the bound, and of those the one with the least drug.

    A mixed-integer program, solved to proven optimality by HiGHS: ``x(n, k)`` is 1 when dose ``k``
    is taken in interval ``n``, one dose an interval, the bound linear in ``x``; the cost counts
    intervals with a dose first, and milligrams second. The greedy taper gives the number of
    intervals that are needed at most, and the doses that are too low in each: the solver need not
    look there.

    Parameters
    ----------
    body, start, doses, bound, interval
        As for `greedy_taper`.

    Returns
    -------
    Taper
        It ends with 0 mg; intervals of equal dose are joined.

    Raises
    ------
    ParameterError
        As `greedy_taper`.
    SolverError
        When the solver gives up.

    References
    ----------
    gradu2023

    Examples
    --------
    >>> from pharmlib import OpponentProcess, Tablets
    >>> body = AdaptedBody(OpponentProcess("14 d"), maximum=0.8398, half_dose="2.33 mg")
    >>> strips = Tablets([0.5, 1, 2, 5, 10]).doses("20 mg")
    >>> taper = shortest_taper(body, "20 mg", doses=strips, bound=0.2, interval="1 wk")
    >>> taper.daily_doses.tolist()
    [4.5, 3.5, 2.5, 2.0, 1.5, 1.0, 0.5, 0.0]
    >>> taper.duration / 168
    10.0
    """
    D, E, w, each = _problem(body, start, doses, bound, interval)
    lowest = _greedy(body, start, D, E, w, each, None)
    allowed = np.arange(D.size) >= lowest[:, None]
    return _taper(D[optimal_doses(body, start, D, E, w, each, allowed)], each)


def optimal_doses(body, start, D, E, w, each, allowed):
    """Solve the mixed-integer program; return which dose is taken in each interval.

    `allowed`, shape (intervals, doses), says where the solver has to look.
    """
    N, K = allowed.shape
    n = np.arange(N)
    lag = n[:, None] - n[None, :]
    before, taken = np.zeros(N), np.zeros((N, N))
    for (tau, phi), C0 in zip(body.opponent.parts.values(), body.adapted(start), strict=True):
        d = np.exp(-each / tau)
        before += C0 * d**n
        taken += np.where(lag > 0, phi * (1 - d) * d ** np.maximum(lag - 1, 0), 0.0)
    result = scipy.optimize.milp(
        np.tile((D > 0) * (N + 1.0) + D / D[-1], N),
        integrality=np.ones(N * K),
        bounds=scipy.optimize.Bounds(0, allowed.ravel().astype(float)),
        constraints=[
            (np.kron(np.eye(N), np.ones(K)), 1, 1),  # one dose an interval
            (np.kron(np.eye(N) - taken, E), before - w, np.inf),  # E(n) >= C(n) - w
        ],
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise SolverError(
            f"the solver found no schedule: {result.message.rstrip('.')}. "
            "Use greedy_taper, or fewer doses or longer intervals."
        )
    return result.x.reshape(N, K).argmax(axis=1)


def _problem(body, start, doses, bound, interval):
    """Return the checked doses in order, their effects, the bound and the interval."""
    before = check_number(start, "start", unit="mg")
    D = np.unique(np.append(0.0, check(doses, "doses", unit="mg", zero=True)))
    w = check_number(bound, "bound")
    each = check_number(interval, "interval", unit="h")
    E = body.effect(D)
    adapted = float(body.adapted(before).sum())
    if adapted - E[-1] > w + ROUNDING:
        raise ParameterError(
            f"bound is {w!r}; it must be at least {adapted - E[-1]:.4g}, what the first step from "
            f"{before:g} mg to the largest dose, {D[-1]:g} mg, costs. Add a larger dose."
        )
    # From dose k, even after full adaptation, the next dose below costs phi*E(k) - E(k-1).
    first = int(np.searchsorted(E, adapted - w - ROUNDING))
    costs = body.compensated_fraction * E[1 : first + 1] - E[:first]
    if costs.size and costs.max() >= w - ROUNDING:
        k = int(costs.argmax())
        raise ParameterError(
            f"bound is {w!r}; it must be above {costs[k]:.4g}, what the step from {D[k + 1]:g} mg "
            f"to {D[k]:g} mg costs however long one waits. Raise the bound, or add a dose between "
            "the two: a smaller strength, or parts of tablets."
        )
    return D, E, w, each


def _greedy(body, start, D, E, w, each, plan):
    """Return which dose is taken in each interval, the last one 0 mg."""
    parts = list(body.opponent.parts.values())
    d = np.exp(-each / np.array([tau for tau, _ in parts]))
    gain = np.array([phi for _, phi in parts]) * (1 - d)
    C = body.adapted(start)
    chosen = []
    while len(chosen) < _MOST_STEPS:
        k = int(np.searchsorted(E, C.sum() - w - ROUNDING))
        if plan is not None:
            time = plan.times[0] + len(chosen) * each
            wanted = plan.dose_at(time + ROUNDING)
            k = max(k, int(np.searchsorted(D, wanted - ROUNDING)))
            if k == D.size:
                raise ParameterError(
                    f"plan has {wanted:g} mg at {time:g} h; it must be at most the largest dose, "
                    f"{D[-1]:g} mg. Add a larger dose."
                )
        chosen.append(k)
        if k == 0:
            return np.array(chosen)
        C = d * C + gain * E[k]
    raise ParameterError(
        f"interval is {each!r} h; the taper must end within {_MOST_STEPS} intervals, and it does "
        "not. Use a longer interval, a higher bound, or a plan that ends with 0 mg."
    )


def _taper(doses, each):
    """Return a taper with equal doses joined."""
    changed = np.append(True, np.diff(doses) != 0)
    return Taper(np.flatnonzero(changed) * each, doses[changed])
