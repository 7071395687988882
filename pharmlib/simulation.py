"""Run a model through time. This is the only module that calls an ODE solver.

A model is anything with

- ``states``: a dictionary from the name of each state to its unit, in order;
- ``initial_state()``: the state before any dose;
- ``rate_of_change(time, state)``: its derivative, per h;
- ``dose_state`` and ``dose_scale``: which state takes doses (None if none does), and by how much
  1 mg raises it;
- ``breakpoints``, optional: times at which the derivative jumps; at such a time it has the value
  that holds from then on.

Between jumps the solution is smooth and the solver is good at it; across a jump it is not. So it
stops and starts again at every dose, at both ends of every infusion and at every breakpoint.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import scipy

from pharmlib.checks import ParameterError, check, check_times
from pharmlib.dosing import Regimen, check_regimen
from pharmlib.trajectory import Trajectory

__all__ = ["SolverError", "simulate"]

_MOST_EVALUATIONS = 200_000  # per smooth piece; an ordinary piece needs a few hundred
_SHORTEST = 1e-9  # h; over 4 microseconds one straight step is exact enough


class SolverError(RuntimeError):
    """The solver could not follow the model."""


def simulate(
    model: Any,
    times,
    *,
    regimen: Regimen | None = None,
    initial=None,
    rtol: float = 1e-8,
    atol: Any = None,
) -> Trajectory:
    """Return the course of every state of a model, by numerical integration.

    ``dy/dt = model.rate_of_change(t, y) + infusion(t)``, and ``y`` jumps at each bolus.

    Parameters
    ----------
    model : object
        See the top of this module.
    times : array, shape (n,)
        h, increasing. At the time of a dose the value is the one just after it.
    regimen : Regimen, optional
        Doses; none by default. Doses before the grid count: the run then starts at the first dose.
    initial : array, shape (states,), optional
        The state at the first time, before a dose given then; ``model.initial_state()`` by default.
    rtol, atol : float
        Relative and absolute error allowed per step. `atol`, in the units of the states, may be
        one number or one a state; by default it is ``1e-4 * rtol``.

    Returns
    -------
    Trajectory

    Raises
    ------
    ParameterError
        When the start is not well defined, or a tolerance is not positive.
    SolverError
        When the solver cannot go on; the message says what to change.

    Examples
    --------
    >>> import dataclasses
    >>> from pharmlib.dosing import once
    >>> class Tank:
    ...     states = {"level": "mg"}
    ...     dose_state, dose_scale = "level", 1.0
    ...     def initial_state(self):
    ...         return [0.0]
    ...     def rate_of_change(self, time, state):
    ...         return -0.1 * state
    >>> run = simulate(Tank(), [0, 10], regimen=once(100))
    >>> run["level"].round(3)
    array([100.   ,  36.788])
    """
    grid = check_times(times)
    regimen = Regimen() if regimen is None else check_regimen(regimen)
    rtol = check(rtol, "rtol", maximum=1e-2)
    atol = 1e-4 * rtol if atol is None else check(atol, "atol")
    names = list(model.states)
    state, start = _start(model, grid, regimen, initial)
    if len(regimen) and model.dose_state not in names:
        raise ParameterError(
            f"dose_state is {model.dose_state!r}; to take doses it must be one of "
            f"{', '.join(names)}. Leave out the regimen, or choose a model that takes doses."
        )
    dosed = names.index(model.dose_state) if len(regimen) else 0

    boluses: dict[float, float] = {}
    infusions = [dose for dose in regimen if dose.end > dose.time]
    for dose in regimen:
        if dose.end == dose.time:
            boluses[dose.time] = boluses.get(dose.time, 0.0) + dose.amount * model.dose_scale

    stops = _edges(model, regimen, start, float(grid[-1]))
    rows = np.empty((grid.size, len(names)))
    for edge, stop in zip(stops, [*stops[1:], None], strict=True):
        if edge in boluses:
            state[dosed] += boluses[edge]
        rows[grid == edge] = state
        if stop is None:
            break
        supply = np.zeros(len(names))
        for dose in infusions:
            if dose.time <= edge and stop <= dose.end:
                # not the duration: end and time are rounded, and their difference is what is run
                supply[dosed] += dose.amount / (dose.end - dose.time) * model.dose_scale
        inside = (grid > edge) & (grid < stop)
        rows[inside], state = _piece(
            model, state, supply, edge, stop, grid[inside], {"rtol": rtol, "atol": atol}
        )
    return Trajectory(grid, dict(zip(names, rows.T, strict=True)), dict(model.states))


def _start(model, grid, regimen, initial):
    """Return the state at the start, and the time of the start."""
    start = float(min([grid[0], *regimen.times]))
    if initial is None:
        initial = model.initial_state()
    elif start < grid[0]:
        raise ParameterError(
            f"initial is the state at {grid[0]:g} h, but a dose at {start:g} h comes before it; "
            "no dose may. Leave out initial, or drop the early doses from the regimen."
        )
    state = np.array(check(initial, "initial", minimum=-math.inf), dtype=float)
    if state.shape != (len(model.states),):
        raise ParameterError(
            f"initial has shape {state.shape}; it must be ({len(model.states)},), one number for "
            f"each of {', '.join(model.states)}. Give them in this order."
        )
    return state, start


def _edges(model, regimen, start, end):
    """Return the ends of the smooth pieces: start, every jump between, end."""
    jumps = {start, end, *(float(time) for time in getattr(model, "breakpoints", ()))}
    for dose in regimen:
        jumps |= {dose.time, dose.end}
    return sorted(time for time in jumps if start <= time <= end)


def _piece(model, state, supply, start, stop, wanted, tolerances):
    """Integrate one smooth piece; return the rows at the wanted times, and the state at its end."""
    evaluations = 0
    last = np.nextafter(stop, start)  # the rate at the stop itself belongs to the next piece

    def rate(elapsed, y):
        nonlocal evaluations
        time = min(start + elapsed, last)
        evaluations += 1
        if evaluations > _MOST_EVALUATIONS:
            raise SolverError(_advice(start, stop, f"it stood still at {time:.6g} h"))
        slope = np.asarray(model.rate_of_change(time, y), dtype=float)
        if slope.shape != y.shape:
            raise SolverError(
                f"rate_of_change gives shape {slope.shape}; it must be {y.shape}, one rate for "
                f"each of {', '.join(model.states)}. Return them in this order."
            )
        if not np.all(np.isfinite(slope)):
            name = list(model.states)[int(np.flatnonzero(~np.isfinite(slope))[0])]
            raise SolverError(
                _advice(start, stop, f"the rate of change of {name} is not finite at {time:.6g} h")
            )
        return slope + supply

    if stop - start <= _SHORTEST:  # two jumps that differ by rounding: too short for the solver
        state = state + (stop - start) * rate(0.0, state)
        return np.tile(state, (wanted.size, 1)), state

    # the solver counts from the start of the piece: late in a run, 1e-8 h would not be exact
    marks, place = np.unique(np.append(wanted, stop) - start, return_inverse=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a failure is raised below, in words
        solution = scipy.integrate.solve_ivp(
            rate, (0.0, stop - start), state, method="LSODA", t_eval=marks, **tolerances
        )
    if not solution.success or not np.all(np.isfinite(solution.y)):
        raise SolverError(_advice(start, stop, solution.message.rstrip(".")))
    rows = solution.y.T[place]
    return rows[:-1], rows[-1].copy()


def _advice(start, stop, reason):
    return (
        f"the solver stopped between {start:g} and {stop:g} h: {reason}. "
        "Check the units and signs of the parameters and the initial state; if the model jumps, "
        "give it breakpoints; if it is merely hard, raise rtol or atol."
    )
