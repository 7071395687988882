"""The body's answer to a drug: an opposing process that grows slowly and leaves slowly.

The drug's effect ``E`` pushes; a compensation ``C`` pushes back and lags behind. What is left is
the net deviation from the set point, ``X = -E + C``: below 0 while the drug leads, above 0,
withdrawal, when the drug is gone and the compensation is not. All three are dimensionless.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.adaptation.opponents import Opponent
from pharmlib.checks import ParameterError, check_number, check_order
from pharmlib.parameters import parameter

__all__ = ["OpponentProcess", "TwoSpeedOpponent"]


@dataclasses.dataclass(frozen=True)
class OpponentProcess(Opponent):
    """A compensation that follows the effect with one time constant.

    ``dC/dt = (phi * E - C) / tau`` and ``X = -E + C``

    It is linear, and so too simple in three ways: it comes as fast as it goes (in rats tolerance
    came in hours and went in weeks, see `AsymmetricOpponent`), it leaves some withdrawal after any
    exposure (after a single bolus none was seen, ekblom1993), and it forgets in a few ``tau``
    however often a drug has been taken. ``X`` has no unit: tie it to something measured.

    Parameters
    ----------
    time_constant : float
        ``tau``, h: the time in which 63 % of the way is gone.
    compensated_fraction : float
        ``phi``, from 0 to 1: the part of a lasting effect that is compensated in the end.

    References
    ----------
    solomon1974, ekblom1993

    Examples
    --------
    Two weeks of exposure with an adaptation time of one week, then nothing:

    >>> body = OpponentProcess("7 d")
    >>> hours = range(0, 60 * 24 + 1)
    >>> course = body.after_exposure(1.0, "14 d", hours)
    >>> when, height = course.maximum("net")
    >>> when / 24, round(height, 3)
    (14.0, 0.865)
    """

    time_constant: float = parameter(
        unit="h", meaning="time constant of the adaptation", symbol=r"\tau"
    )
    compensated_fraction: float = parameter(
        1.0, meaning="fraction of the effect compensated", symbol=r"\varphi", maximum=1.0, zero=True
    )

    @classmethod
    def from_integral_control(cls, integration_time, leak_time) -> OpponentProcess:
        """Return the opponent process that a leaky integral controller is.

        A controller that adds up the error, ``dC/dt = (E - C)/tau_i``, ends with ``C = E``:
        perfect adaptation. When what it has added up leaks away, ``- C/tau_l``, part of the error
        stays: ``phi = tau_l / (tau_i + tau_l)`` and ``tau = phi * tau_i``.

        Parameters
        ----------
        integration_time : float
            ``tau_i``, h.
        leak_time : float
            ``tau_l``, h; the longer, the more perfect.

        Returns
        -------
        OpponentProcess

        References
        ----------
        andersson2017

        Examples
        --------
        >>> OpponentProcess.from_integral_control("2 d", "6 d")
        OpponentProcess(time_constant=36.0, compensated_fraction=0.75)
        """
        tau_i = check_number(integration_time, "integration_time", unit="h")
        tau_l = check_number(leak_time, "leak_time", unit="h")
        phi = tau_l / (tau_i + tau_l)
        return cls(time_constant=phi * tau_i, compensated_fraction=phi)

    @property
    def parts(self) -> dict[str, tuple[float, float]]:
        """One part, the compensation."""
        return {"compensation": (self.time_constant, self.compensated_fraction)}


@dataclasses.dataclass(frozen=True, kw_only=True)
class TwoSpeedOpponent(Opponent):
    """A compensation with a fast part and a slow part.

    ``C = C_f + C_s`` with ``dC_i/dt = (phi_i * E - C_i) / tau_i`` for each.

    Parameters
    ----------
    fast_time_constant, slow_time_constant : float
        ``tau_f`` and ``tau_s``, h; the slow one is the longer.
    fast_fraction, slow_fraction : float
        ``phi_f`` and ``phi_s``, from 0 to 1, together at most 1.

    Raises
    ------
    ParameterError
        When the time constants are in the wrong order, or the fractions exceed 1 together.

    References
    ----------
    solomon1980

    Examples
    --------
    >>> body = TwoSpeedOpponent(
    ...     fast_time_constant="12 h",
    ...     slow_time_constant="30 d",
    ...     fast_fraction=0.6,
    ...     slow_fraction=0.4,
    ... )
    >>> course = body.after_exposure(1.0, "60 d", [60 * 24, 67 * 24, 90 * 24])
    >>> [round(float(x), 2) for x in course["net"]]  # a storm, then a long swell
    [0.95, 0.27, 0.13]
    """

    fast_time_constant: float = parameter(
        unit="h", meaning="time constant of the fast adaptation", symbol=r"\tau_f"
    )
    slow_time_constant: float = parameter(
        unit="h", meaning="time constant of the slow adaptation", symbol=r"\tau_s"
    )
    fast_fraction: float = parameter(
        meaning="fraction compensated fast", symbol=r"\varphi_f", maximum=1.0, zero=True
    )
    slow_fraction: float = parameter(
        meaning="fraction compensated slowly", symbol=r"\varphi_s", maximum=1.0, zero=True
    )

    def __post_init__(self):
        super().__post_init__()
        check_order(
            self.fast_time_constant,
            self.slow_time_constant,
            "fast_time_constant",
            "slow_time_constant",
            unit="h",
            strict=True,
            remedy="Exchange the two.",
        )
        together = float(np.max(self.fast_fraction + self.slow_fraction))
        if together > 1 + 1e-12:  # 0.7 + 0.3 need not be 1 in binary
            raise ParameterError(
                f"fast_fraction + slow_fraction is {together!r}; it must be at most 1. "
                "Lower one of them: more than the whole effect cannot be compensated."
            )

    @property
    def parts(self) -> dict[str, tuple[float, float]]:
        """The fast and the slow compensation."""
        return {
            "fast_compensation": (self.fast_time_constant, self.fast_fraction),
            "slow_compensation": (self.slow_time_constant, self.slow_fraction),
        }
