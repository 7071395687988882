"""How many receptors there are: synthesis and loss, both under the eye of the signal.

A signal at the receptor can thin the receptors out. An antagonist silences the natural agonist, so
their number climbs. When the antagonist has gone, the agonist meets too many of them: rebound. A
partial agonist brings a signal of its own. When that is stronger than the one it silences, the
number falls.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from pharmlib.checks import ParameterError, check, check_number, check_times
from pharmlib.driving import on_grid
from pharmlib.parameters import Parameters, parameter
from pharmlib.receptors.propagation import propagate
from pharmlib.trajectory import Trajectory

__all__ = ["ReceptorTurnover"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReceptorTurnover(Parameters):
    """The number of receptors, which a signal can lower by more loss or by less synthesis.

    With a drug of efficacy ``eps`` that occupies ``rho`` of the receptors, and a natural agonist
    that keeps ``s0`` of them active when no drug is there, the signal is
    ``s = s0 * (1 - rho) + eps * rho``, and the number ``B``, 1 at rest, follows::

        dB/dt = k * ((1 - beta*s) / norm - (1 + alpha*s) * B),   norm = (1 - beta*s0)/(1 + alpha*s0)

    Loss that grows with the signal (``alpha``) makes the number fall fast and climb slowly;
    synthesis that shrinks with it (``beta``) makes both equally fast.

    Numbers are not the whole story. After propranolol the response of the model is largest on day 1
    to 3; that of patients was on day 6 (nattel1979), and no rebound was seen after 4 days of
    treatment (ross1981), when the numbers should have risen. They were counted on lymphocytes, not
    in the heart. Clonidine is another matter: it is an agonist, and stopping it is a withdrawal.

    Parameters
    ----------
    loss_rate : float
        ``k``, 1/h. The default, 0.30 a day, pools two studies of propranolol in volunteers, +25 %
        after 2 days and +43 % after 5: illustrative.
    loss_gain : float
        ``alpha``.
    synthesis_gain : float
        ``beta``, below 1.
    tone : float
        ``s0``, from 0 to 1; illustrative, since only products with the gains can be measured.

    Raises
    ------
    ParameterError
        When a parameter is out of range.

    References
    ----------
    aarons1980, brodde1985, nattel1979, ross1981

    Examples
    --------
    Full blockade for five days, then five days without, with either gain set to +55 % in the end:

    >>> hours = np.arange(0, 241)
    >>> blocked = np.where(hours < 120.5, 1.0, 0.0)
    >>> for gains in ({"loss_gain": 1.375}, {"synthesis_gain": 0.887}):
    ...     B = ReceptorTurnover(**gains).respond(blocked, hours)["receptors"]
    ...     print((100 * B[[0, 48, 120, 240]]).round().astype(int))
    [100 125 143 104]
    [100 125 143 110]
    """

    loss_rate: float = parameter(0.30 / 24, "1/h", "loss of receptors without a signal", symbol="k")
    loss_gain: float = parameter(
        0.0, meaning="how much a full signal adds to the loss", symbol=r"\alpha", zero=True
    )
    synthesis_gain: float = parameter(
        0.0,
        meaning="fraction of the synthesis that a full signal stops",
        symbol=r"\beta",
        maximum=0.99,
        zero=True,
    )
    tone: float = parameter(
        0.4, meaning="signal of the natural agonist alone", symbol="s_0", maximum=1.0, zero=True
    )

    def signal(self, occupancy, efficacy=0.0):
        """Return the signal under a drug, ``s0 * (1 - rho) + eps * rho``.

        Parameters
        ----------
        occupancy : float or array
            ``rho`` of the drug, from 0 to 1.
        efficacy : float or array
            ``eps`` of the drug, from 0 (antagonist) to 1.
        """
        rho = check(occupancy, "occupancy", maximum=1.0, zero=True)
        eps = check(efficacy, "efficacy", maximum=1.0, zero=True)
        return self.tone * (1 - rho) + eps * rho

    def steady_state(self, occupancy, efficacy=0.0):
        """Return the number to which a constant occupancy leads.

        ``(1 - beta*s)/(1 + alpha*s)`` over the same with ``s0``. It is above 1 when the efficacy
        of the drug is below the tone, and below 1 when it is above.

        Parameters
        ----------
        occupancy, efficacy : float or array
            As for `signal`.
        """
        made, lost = self._rates(self.signal(occupancy, efficacy))
        return made / lost

    def respond(self, occupancy, times, *, efficacy=0.0, initial=1.0) -> Trajectory:
        """Return the number of receptors over time; exact where the occupancy is constant.

        Parameters
        ----------
        occupancy : float, array of shape (n,), or callable
            ``rho`` of the drug; the value at a time holds half of the way to its neighbours, so
            that the error falls with the square of the step. A jump needs two points close
            together.
        times : array, shape (n,)
            h, increasing.
        efficacy : float
            ``eps`` of the drug.
        initial : float
            Number at the first time.

        Returns
        -------
        Trajectory
            "receptors", relative to rest; and "response", what a test dose of the natural agonist
            meets: receptors that are there and free of the drug, ``B * (1 - rho)``.

        Raises
        ------
        ParameterError
            When a shape does not fit, or a value is out of range.
        """
        times = check_times(times)
        rho = on_grid(occupancy, times, "occupancy", maximum=1.0, zero=True)
        made, lost = self._rates(self.signal(rho, efficacy))
        start = check_number(initial, "initial", zero=True)
        B = propagate(-lost[:, None, None], made[:, None], times, [start])[:, 0]
        values = {"receptors": B, "response": B * (1 - rho)}
        return Trajectory(times, values, dict.fromkeys(values, ""))

    def washout(self, start, times, *, odds, half_life) -> Trajectory:
        """Return the rebound after the last dose of an antagonist that washes out exponentially.

        ``rho = c/(1 + c)`` with ``c = c0 * 2**(-t/t_half)``

        Parameters
        ----------
        start : float
            Number of receptors at the last dose; `steady_state` gives that of long treatment.
        times : array, shape (n,)
            h from the last dose, 0 or more, increasing, in steps shorter than the half-life.
        odds : float
            ``c0``, the concentration at the last dose over the dissociation constant.
        half_life : float
            ``t_half``, h.

        Returns
        -------
        Trajectory
            As from `respond`.

        Examples
        --------
        Receptors raised by 55 %, and propranolol with a half-life of 4 h (illustrative odds):

        >>> model = ReceptorTurnover.from_blockade(0.55, by="synthesis")
        >>> hours = np.arange(0, 14 * 24 + 1)
        >>> when, height = model.washout(1.55, hours, odds=10, half_life=4).maximum("response")
        >>> when / 24, round(height, 2)
        (1.5, 1.39)
        """
        times = check_times(times, minimum=0.0)
        c0 = check_number(odds, "odds", zero=True)
        c = c0 * np.exp2(-times / check_number(half_life, "half_life", unit="h"))
        return self.respond(c / (1 + c), times, initial=start)

    def _rates(self, signal):
        """Return synthesis, and loss for each receptor, 1/h."""
        alpha, beta, s0 = self.loss_gain, self.synthesis_gain, self.tone
        norm = (1 - beta * s0) / (1 + alpha * s0)
        made = self.loss_rate * (1 - beta * signal) / norm
        return made, self.loss_rate * (1 + alpha * signal)

    @classmethod
    def from_blockade(cls, rise, *, by, loss_rate=0.30 / 24, tone=0.4) -> ReceptorTurnover:
        """Return the model whose receptors rise by a given fraction under full blockade.

        Parameters
        ----------
        rise : float
            Rise in the end, such as 0.55.
        by : str
            "loss" or "synthesis": on what the signal acts. Two studies of beta receptors, with an
            antagonist and with a partial agonist, agree with "synthesis" only.
        loss_rate, tone : float
            As for the class.

        Examples
        --------
        >>> round(ReceptorTurnover.from_blockade(0.55, by="loss").loss_gain, 3)
        1.375
        """
        rise = check_number(rise, "rise", zero=True)
        tone = check_number(tone, "tone", maximum=1.0)
        if by == "loss":
            return cls(loss_rate=loss_rate, tone=tone, loss_gain=rise / tone)
        if by == "synthesis":
            gain = rise / (1 + rise) / tone
            return cls(loss_rate=loss_rate, tone=tone, synthesis_gain=gain)
        raise ParameterError(f"by is {by!r}; it must be 'loss' or 'synthesis'. Choose one.")
