"""Linear rate equations whose coefficients are known at some times.

As long as ``A`` and ``b`` are constant, ``dy/dt = A*y + b`` has a closed form, the exponential of a
matrix. So a fast ligand and a slow receptor can share one grid: no step is too long for the solver,
however stiff the system, and only the coefficients have to be followed closely enough.
"""

from __future__ import annotations

import numpy as np

from pharmlib.checks import ParameterError, check, check_times

__all__: list[str] = []

_TERMS = 12  # of the power series: with a norm of 1/4, what is left out is below 1e-17


def propagate(system, source, times, initial) -> np.ndarray:
    """Return the solution of a linear system whose coefficients are given at each time.

    ``dy/dt = A * y + b``, where the values at a time hold half of the way to its neighbours. With
    the constant 1 as one more state this is ``dz/dt = M * z``, so over a step ``h``
    ``z(t + h) = expm(M(t + h) * h/2) * expm(M(t) * h/2) * z(t)``: exact where the coefficients are
    constant, and elsewhere with an error that falls with the square of the step.

    Parameters
    ----------
    system : array, shape (m, m) or (n, m, m)
        ``A``, 1/h: one for all, or one a time.
    source : array, shape (m,) or (n, m)
        ``b``, per h, likewise.
    times : array, shape (n,)
        h, increasing.
    initial : array, shape (m,)
        ``y`` at the first time.

    Returns
    -------
    array, shape (n, m)

    Raises
    ------
    ParameterError
        When a shape does not fit, or a value is not finite.

    Examples
    --------
    A tank that fills at 2 an hour and loses half of its content an hour settles at 4:

    >>> propagate([[-0.5]], [2.0], [0, 1, 24], [0.0]).round(3).ravel()
    array([0.   , 1.574, 4.   ])
    """
    times = check_times(times)
    start = np.atleast_1d(check(initial, "initial", minimum=-np.inf))
    A = np.asarray(check(system, "system", unit="1/h", minimum=-np.inf))
    b = np.asarray(check(source, "source", minimum=-np.inf))
    n, m = times.size, start.size
    for name, value, one in (("system", A, (m, m)), ("source", b, (m,))):
        if value.shape not in (one, (n, *one)):
            raise ParameterError(
                f"{name} has shape {value.shape}; it must be {one}, or {(n, *one)} for {n} times. "
                "Give one for all times, or one for each."
            )
    M = np.zeros((n, m + 1, m + 1))
    M[:, :m, :m], M[:, :m, m] = A, b
    half = np.diff(times)[:, None, None] / 2
    advance = _exponentials(M[1:] * half) @ _exponentials(M[:-1] * half)
    z = np.empty((n, m + 1))
    z[0] = [*start, 1.0]
    for i in range(n - 1):
        z[i + 1] = advance[i] @ z[i]
    return z[:, :m]


def _exponentials(matrices):
    """Return the exponential of each matrix, by ``exp(M) = exp(M/2**s)**(2**s)``.

    (`scipy.linalg.expm` does the same one by one, which takes far longer for many small ones.)
    """
    norm = np.abs(matrices).sum(axis=-1).max(initial=0.0)
    squarings = max(0, int(np.ceil(np.log2(4 * norm)))) if norm > 0 else 0
    X, one = matrices / 2.0**squarings, np.eye(matrices.shape[-1])
    E = np.broadcast_to(one, X.shape)
    for k in range(_TERMS, 0, -1):
        E = one + X @ E / k
    for _ in range(squarings):
        E = E @ E
    return E
