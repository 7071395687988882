"""Which doses can be made of the tablets that exist, and of how many pieces.

A tapering strip is nothing else: small strengths, packed day by day. Doses are added as exact
fractions, so that three tablets of 0.1 mg make 0.3 mg.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np

from pharmlib.checks import ParameterError, check, check_count, check_number

__all__ = ["Tablets"]

_FINEST = 10**6  # a strength is read as a fraction with at most this denominator


@dataclasses.dataclass(frozen=True)
class Tablets:
    """The tablets at hand: their strengths, how they can be broken, how many may be taken.

    Parameters
    ----------
    strengths : sequence of float or str
        Contents of the tablets, mg.
    parts : int
        Into how many equal parts each can be broken: 1 not at all, 2 halves, 4 quarters.
    most : int
        Largest number of pieces in one daily dose.

    Raises
    ------
    ParameterError
        When a strength is not above 0, or a number is not whole.

    Examples
    --------
    >>> Tablets([10, 20], parts=2).doses("30 mg").tolist()
    [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
    >>> Tablets([10, 20], parts=2).pieces("25 mg")
    {20.0: 1, 5.0: 1}
    >>> Tablets([10, 20], most=1).doses("30 mg").tolist()
    [0.0, 10.0, 20.0]
    """

    strengths: tuple[float, ...]
    _: dataclasses.KW_ONLY
    parts: int = 1
    most: int = 4

    def __post_init__(self):
        given = [self.strengths] if isinstance(self.strengths, str) else self.strengths
        strengths = tuple(
            sorted({check_number(s, "strengths", unit="mg") for s in np.atleast_1d(given).tolist()})
        )
        if not strengths:
            raise ParameterError(
                "strengths is empty; it must hold one or more contents of a tablet in mg. "
                "Write for example [5, 10]."
            )
        object.__setattr__(self, "strengths", strengths)
        check_count(self.parts, "parts")
        check_count(self.most, "most")

    def doses(self, largest) -> np.ndarray:
        """Return every daily dose that can be made, from 0 up to a largest one, mg."""
        top = Fraction(check(largest, "largest", unit="mg")).limit_denominator(_FINEST)
        return np.array(sorted(float(dose) for dose in self._made(top)))

    def pieces(self, dose) -> dict[float, int]:
        """Return the fewest pieces that make a dose (mg): content of the piece, and how many.

        Raises
        ------
        ParameterError
            When the dose cannot be made; the error names the nearest doses that can.
        """
        wanted = check_number(dose, "dose", unit="mg", zero=True)
        exact = Fraction(wanted).limit_denominator(_FINEST)
        made = self._made(exact)
        if exact not in made:
            ladder = self.doses(wanted + 2 * max(self.strengths))
            below, above = ladder[ladder < wanted], ladder[ladder > wanted]
            near = [f"{value:g} mg" for value in (*below[-1:], *above[:1])]
            raise ParameterError(
                f"dose is {wanted!r} mg; it must be a dose that these tablets make. "
                f"Near to it: {', '.join(near)}."
            )
        counts: dict[float, int] = {}
        for piece in made[exact]:
            counts[float(piece)] = counts.get(float(piece), 0) + 1
        return counts

    def _made(self, top):
        """Return every dose up to `top`, with the fewest pieces that make it."""
        fractions = [part for part in range(1, self.parts + 1) if self.parts % part == 0]
        exact = [Fraction(s).limit_denominator(_FINEST) for s in self.strengths]
        pieces = sorted({s / part for s in exact for part in fractions}, reverse=True)
        made: dict[Fraction, tuple[Fraction, ...]] = {Fraction(0): ()}
        newest = dict(made)
        for _ in range(self.most):  # with one piece more each time: the first way found is fewest
            longer: dict[Fraction, tuple[Fraction, ...]] = {}
            for dose, used in newest.items():
                for piece in pieces:
                    if dose + piece <= top and dose + piece not in made:
                        longer.setdefault(dose + piece, (*used, piece))
            made |= longer
            newest = longer
        return {dose: sorted(used, reverse=True) for dose, used in made.items()}
