"""What a gene changes: how much drug is there, or how much it does, and what a taper makes of it.

At the same effect a dose is proportional to ``EC50 * clearance``. So a person who needs twice the
dose because the drug does less is where others are with half of it.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from importlib import resources

import numpy as np

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.checks import ParameterError, check, check_times, float_or_array
from pharmlib.drugs import Cited
from pharmlib.parameters import Parameters, parameter
from pharmlib.trajectory import Trajectory

__all__ = [
    "CarrierTaper",
    "clearance_ratio",
    "dose_ratio",
    "genotypes",
    "metabolite_ratio",
    "steady_state_ratio",
]


@dataclasses.dataclass(frozen=True)
class Genotype:
    """What one genotype changes.

    Parameters
    ----------
    gene, genotype, against, drug : str
        The gene; the genotype; the one it is compared with; the drug.
    changes : str
        "ec50", "clearance" or "formation" (of the active metabolite).
    ratio : Cited
        By which factor; it knows its source and flag.

    Examples
    --------
    >>> slow = genotypes("CYP2B6")[1]
    >>> slow.genotype, slow.drug, slow.changes, slow.ratio, slow.ratio.source
    ('*6/*6', 'S-methadone', 'clearance', 0.55, 'kharasch2015')
    """

    gene: str
    genotype: str
    against: str
    drug: str
    changes: str
    ratio: Cited


def genotypes(gene: str | None = None) -> tuple[Genotype, ...]:
    """Return the genotypes of the book, or those of one gene.

    Each ratio is that of one study. For OPRM1 and the need for morphine, meta-analyses of many find
    far less than the 1.93 of the first (hwang2014, yu2019).

    Parameters
    ----------
    gene : str, optional
        Such as "OPRM1".

    Returns
    -------
    tuple of Genotype

    Raises
    ------
    ParameterError
        When the book does not have the gene.

    References
    ----------
    reyesgibby2007, hwang2014, yu2019, kharasch2015, kirchheiner2007

    Examples
    --------
    >>> [(each.genotype, each.ratio) for each in genotypes("COMT")]
    [('Val/Met', 1.23), ('Val/Val', 1.63)]
    """
    known = tuple(dict.fromkeys(each.gene for each in _book()))
    if gene not in (None, *known):
        raise ParameterError(
            f"gene is {gene!r}; it must be one of {', '.join(known)}. Leave it out for all."
        )
    return tuple(each for each in _book() if gene in (None, each.gene))


@functools.cache
def _book():
    """Return every genotype of the data file."""
    file = resources.files("pharmlib").joinpath("data", "genotypes.toml")
    book = []
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["genotype"]:
        cited = {key: row.pop(key) for key in ("source", "flag", "note")}
        book.append(Genotype(**{**row, "ratio": Cited(row["ratio"], **cited)}))
    return tuple(book)


def dose_ratio(ec50_ratio=1.0, clearance_ratio=1.0):
    """Return by which factor the dose changes for the same effect, ``r_EC50 * r_CL``.

    Parameters
    ----------
    ec50_ratio, clearance_ratio : float or array
        Factors by which EC50 and clearance change.

    Returns
    -------
    float or array

    Examples
    --------
    >>> dose_ratio(ec50_ratio=2.0, clearance_ratio=0.55)
    1.1
    """
    return float_or_array(
        check(ec50_ratio, "ec50_ratio") * check(clearance_ratio, "clearance_ratio")
    )


def steady_state_ratio(clearance_ratio):
    """Return by which factor the mean concentration changes at the same dose, ``1 / r_CL``.

    Parameters
    ----------
    clearance_ratio : float or array
        Factor by which the clearance changes.

    Returns
    -------
    float or array

    References
    ----------
    kharasch2015

    Examples
    --------
    S- and R-methadone with CYP2B6 *6/*6:

    >>> steady_state_ratio([0.55, 0.65]).round(2)
    array([1.82, 1.54])
    """
    return float_or_array(1 / check(clearance_ratio, "clearance_ratio"))


def clearance_ratio(activity, fraction):
    """Return by which factor clearance changes when one of its enzymes does.

    ``r_CL = 1 + f * (a - 1)``: the enzyme does the fraction ``f`` of the work, and its activity
    changes by the factor ``a``.

    Parameters
    ----------
    activity : float or array
        ``a``, 0 or more; 0 is an enzyme that does not work.
    fraction : float or array
        ``f``, from 0 to 1.

    Returns
    -------
    float or array

    Examples
    --------
    >>> clearance_ratio(0.0, 0.75)
    0.25
    """
    a = check(activity, "activity", zero=True)
    f = check(fraction, "fraction", maximum=1.0, zero=True)
    return float_or_array(1 + f * (a - 1))


def metabolite_ratio(activity, fraction):
    """Return by which factor the area under the curve of a metabolite changes with its enzyme.

    ``a / (1 + f * (a - 1))``: proportional to the activity while the enzyme does little of the
    work, and constant when it does all of it.

    Parameters
    ----------
    activity : float or array
        ``a``, 0 or more.
    fraction : float or array
        ``f``, part of the drug's clearance that forms the metabolite, below 1.

    Returns
    -------
    float or array

    References
    ----------
    kirchheiner2007

    Examples
    --------
    Codeine with three active copies of CYP2D6 in place of two; a tenth of it becomes morphine:

    >>> round(metabolite_ratio(3 / 2, 0.1), 2)
    1.43
    """
    f = check(fraction, "fraction", below=1.0, zero=True)
    return float_or_array(check(activity, "activity", zero=True) / clearance_ratio(activity, f))


@dataclasses.dataclass(frozen=True)
class CarrierTaper(Parameters):
    r"""A taper by equal percentages in a person whose EC50 is higher and whose dose is so, too.

    With ``x`` the concentration over its binding constant, occupancy is ``x / (1 + x)`` and the
    effect ``x / (g + x)``, where the gene raises EC50 by ``g`` and leaves binding alone. The dose
    is scaled to the same effect, ``x = g * x0 * exp(-k*t)``. A compensation that was complete
    follows one of the two with the time constant ``tau``; withdrawal is what it lags behind.

    If adaptation follows the effect, the taper is the same for everybody. If it follows occupancy,
    the carrier starts higher and has the harder end.

    Parameters
    ----------
    ec50_ratio : float
        ``g``; 1 for a person without the variant.
    time_constant : float
        ``tau`` of the adaptation, h.
    rate : float
        ``k``, rate of the taper, 1/h; 10 % a month is ``-ln(0.9)/720``.
    relative_concentration : float
        ``x0``, concentration over EC50 before the taper. The default is illustrative.

    Examples
    --------
    >>> times = np.linspace(0, 24 * 200, 801)
    >>> for g in (1.0, 2.0):
    ...     taper = CarrierTaper(g, time_constant="14 d", rate=0.02 / 24)
    ...     print([round(taper.course(times, follows).maximum("net")[1], 4)
    ...            for follows in ("effect", "occupancy")])
    [0.0605, 0.0605]
    [0.0605, 0.0674]
    """

    ec50_ratio: float = parameter(1.0, meaning="factor by which EC50 is raised", symbol="g")
    _: dataclasses.KW_ONLY
    time_constant: float = parameter(
        unit="h", meaning="time constant of the adaptation", symbol=r"\tau"
    )
    rate: float = parameter(unit="1/h", meaning="rate of the taper", symbol="k")
    relative_concentration: float = parameter(
        1.0, meaning="concentration over EC50 before the taper", symbol="x_0"
    )

    def drive(self, times, follows="effect") -> np.ndarray:
        """Return what the adaptation follows: effect or occupancy, from 0 to 1.

        Parameters
        ----------
        times : array
            h from the start of the taper.
        follows : str
            "effect" or "occupancy".

        Returns
        -------
        array
        """
        if follows not in ("effect", "occupancy"):
            raise ParameterError(
                f"follows is {follows!r}; it must be 'effect' or 'occupancy'. Choose one."
            )
        t = np.asarray(check(times, "times", unit="h", zero=True))
        x = self.ec50_ratio * self.relative_concentration * np.exp(-self.rate * t)
        return x / ((self.ec50_ratio if follows == "effect" else 1.0) + x)

    def course(self, times, follows="effect") -> Trajectory:
        """Return the course of withdrawal.

        Parameters
        ----------
        times : array, shape (n,)
            h from the start of the taper, the first of them 0; the drive is taken as straight
            between them.
        follows : str
            As for `drive`.

        Returns
        -------
        Trajectory
            As from `OpponentProcess`: "effect" (the drive), "compensation", and "net", withdrawal.
        """
        times = check_times(times, minimum=0.0)
        drive = self.drive(times, follows)
        start = self.drive(0.0, follows)
        return OpponentProcess(self.time_constant).respond(drive, times, initial=start)
