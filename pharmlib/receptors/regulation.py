"""What becomes of a receptor that is kept busy: out of order in minutes, out of sight in days.

A receptor is ready, or desensitised (still on the surface, but it no longer answers), or inside the
cell. Agonists push it down this road. From inside it returns, renewed, or it is destroyed, and
synthesis makes up for what is lost.

    synthesis -> ready <-> desensitised -> inside -> destroyed
                   ^                         |
                   +------- recycling -------+

Two agonists that desensitise alike may differ in what comes next. Met-enkephalin, DAMGO and
methadone send receptors inside; morphine hardly does.

In this model an agonist can only lower the number of receptors. In mice, fentanyl at low doses
raised it (yoburn1993), and tolerance to morphine came without any change.
So the number of receptors is one cause of tolerance, and not the general one.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from pharmlib.checks import ParameterError, check, check_number, check_times
from pharmlib.driving import Driven, as_function, on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.propagation import propagate
from pharmlib.trajectory import Trajectory

__all__ = ["RELATIVE_EFFICACIES", "ReceptorRegulation"]

RELATIVE_EFFICACIES: dict[str, tuple[float, float]] = {
    "DAMGO": (1.0, 1.0),
    "methadone": (0.98, 0.59),
    "morphine": (0.58, 0.07),
    "pentazocine": (0.15, 0.03),
}
"""Efficacy for coupling to G proteins and for internalisation, DAMGO being 1 (borgland2003)."""


@dataclasses.dataclass(frozen=True)
class ReceptorRegulation(Parameters):
    """Receptors that desensitise, go inside, return, are destroyed and are made anew.

    With the occupancy ``rho`` by an agonist, its efficacy ``e`` for coupling and ``i`` for
    internalisation, and the numbers of receptors as fractions of those at rest::

        dR/dt = k_deg - k_deg*R - k_des*e*rho*R + k_res*D + k_rec*I     ready
        dD/dt = k_des*e*rho*R - k_res*D - k_int*i*rho*D - k_deg*D       desensitised
        dI/dt = k_int*i*rho*D - k_rec*I - k_lys*I                       inside

    While the occupancy is constant this is linear, and `respond` is exact. The defaults
    are illustrative, chosen within what is known: desensitisation to about half within ten
    minutes, recovery within 25 (dang2004), and receptors replaced in days (burke1994).

    References
    ----------
    dang2004, burke1994, borgland2003

    Examples
    --------
    Ten minutes, then a week, of a saturating agonist:

    >>> receptors = ReceptorRegulation()
    >>> course = receptors.respond(1.0, [0, 10 / 60, 7 * 24])
    >>> [round(float(x), 2) for x in course["ready"]]
    [1.0, 0.56, 0.23]
    """

    desensitisation_rate: float = parameter(
        6.0, "1/h", "desensitisation by a full agonist", symbol=r"k_\mathrm{des}"
    )
    resensitisation_rate: float = parameter(
        6.0, "1/h", "recovery from desensitisation", symbol=r"k_\mathrm{res}"
    )
    internalisation_rate: float = parameter(
        1.0, "1/h", "internalisation by a full agonist", symbol=r"k_\mathrm{int}"
    )
    recycling_rate: float = parameter(
        1.0, "1/h", "return from inside to the surface", symbol=r"k_\mathrm{rec}"
    )
    destruction_rate: float = parameter(
        0.05, "1/h", "destruction of receptors that are inside", symbol=r"k_\mathrm{lys}", zero=True
    )
    turnover_rate: float = parameter(
        math.log(2) / 44.4, "1/h", "loss of receptors at rest", symbol=r"k_\mathrm{deg}"
    )

    @property
    def states(self) -> dict[str, str]:
        """Fractions of the receptors at rest."""
        return {"ready": "", "desensitised": "", "inside": ""}

    def matrix(self, occupancy, *, coupling=1.0, internalising=1.0) -> np.ndarray:
        """Return the matrix of the three linear equations, 1/h.

        Parameters
        ----------
        occupancy : float or array, shape (n,)
            ``rho``, from 0 to 1.
        coupling, internalising : float
            The efficacies of the agonist, ``e`` and ``i``, from 0 to 1.

        Returns
        -------
        array, shape (3, 3) or (n, 3, 3)
        """
        rho = np.asarray(check(occupancy, "occupancy", maximum=1.0, zero=True))
        e = check_number(coupling, "coupling", maximum=1.0, zero=True)
        i = check_number(internalising, "internalising", maximum=1.0, zero=True)
        off, inward = self.desensitisation_rate * e * rho, self.internalisation_rate * i * rho
        back, k_deg = self.resensitisation_rate, self.turnover_rate
        matrix = np.zeros((*rho.shape, 3, 3))
        matrix[..., 0, 0] = -k_deg - off
        matrix[..., 0, 1] = back
        matrix[..., 0, 2] = self.recycling_rate
        matrix[..., 1, 0] = off
        matrix[..., 1, 1] = -back - inward - k_deg
        matrix[..., 2, 1] = inward
        matrix[..., 2, 2] = -self.recycling_rate - self.destruction_rate
        return matrix

    def steady_state(self, occupancy, *, coupling=1.0, internalising=1.0) -> dict[str, float]:
        """Return where the receptors settle under a constant occupancy.

        Parameters
        ----------
        occupancy, coupling, internalising : float
            As for `matrix`.

        Returns
        -------
        dict from str to float
            "ready", "desensitised", "inside" and "surface".
        """
        rho = check_number(occupancy, "occupancy", maximum=1.0, zero=True)
        matrix = self.matrix(rho, coupling=coupling, internalising=internalising)
        ready, desensitised, inside = np.linalg.solve(matrix, -self._synthesis).tolist()
        return {
            "ready": ready,
            "desensitised": desensitised,
            "inside": inside,
            "surface": ready + desensitised,
        }

    def respond(
        self, occupancy, times, *, coupling=1.0, internalising=1.0, initial=None
    ) -> Trajectory:
        """Return the receptors over time; exact where the occupancy is constant.

        Parameters
        ----------
        occupancy : float, array of shape (n,), or callable
            Occupancy by the agonist; the value at a time holds half of the way to its neighbours,
            so that the error falls with the square of the step. A jump needs two points close
            together.
        times : array, shape (n,)
            h, increasing.
        coupling, internalising : float
            As for `matrix`.
        initial : array, shape (3,), optional
            Ready, desensitised and inside at the first time; by default all are ready.

        Returns
        -------
        Trajectory
            "ready", "desensitised", "inside"; "surface", the sum of the first two; and "signal",
            the occupied receptors that answer, ``rho * R``, times the coupling.

        Raises
        ------
        ParameterError
            When a shape does not fit, or a value is out of range.
        """
        times = check_times(times)
        rho = on_grid(occupancy, times, "occupancy", maximum=1.0, zero=True)
        matrix = self.matrix(rho, coupling=coupling, internalising=internalising)
        R, D, inside = propagate(matrix, self._synthesis, times, _start(initial)).T
        values = {
            "ready": R,
            "desensitised": D,
            "inside": inside,
            "surface": R + D,
            "signal": coupling * rho * R,
        }
        return Trajectory(times, values, dict.fromkeys(values, ""))

    def driven(
        self, occupancy, *, coupling=1.0, internalising=1.0, initial=None, breakpoints=()
    ) -> Driven:
        """Return these receptors driven by an occupancy, as a model that `simulate` can run.

        Parameters
        ----------
        occupancy : callable or float
            Function of time (h) that returns the occupancy, or a constant.
        coupling, internalising, initial
            As for `respond`.
        breakpoints : sequence of float
            Times at which the occupancy jumps, h.

        Returns
        -------
        Driven

        Examples
        --------
        >>> model = ReceptorRegulation().driven(0.5, coupling=0.58, internalising=0.07)  # morphine
        >>> model.rate_of_change(0.0, model.initial_state()).round(3)
        array([-1.74,  1.74,  0.  ])
        """
        rho = as_function(occupancy, "occupancy", maximum=1.0, zero=True)

        def drive(time):
            return rho(time), coupling, internalising

        return Driven(self, drive, tuple(_start(initial).tolist()), tuple(breakpoints))

    def rates(self, drive, state) -> np.ndarray:
        """Return the derivatives, 1/h, under an occupancy by an agonist of two efficacies."""
        rho, e, i = drive
        return self.matrix(rho, coupling=e, internalising=i) @ state + self._synthesis

    @property
    def _synthesis(self):
        """What is made, per h: as much as is lost at rest."""
        return np.array([self.turnover_rate, 0.0, 0.0])


def _start(initial):
    """Return the state at the start: all receptors ready by default."""
    state = np.asarray(check([1.0, 0.0, 0.0] if initial is None else initial, "initial", zero=True))
    if state.shape != (3,):
        raise ParameterError(
            f"initial has shape {state.shape}; it must be (3,): ready, desensitised and inside. "
            "Leave it out for receptors at rest."
        )
    return state
