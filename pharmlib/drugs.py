"""Named drugs, with the source of every number.

The values live in ``data/drugs.toml``, one table a drug. Each has a unit, a source (a key of
``references.bib``) and a flag:

- ``V``, verified: the number stands in the source;
- ``M``, from memory or from a page that quotes another: an approximate value;
- ``I``, illustrative: chosen to make a model run, not measured.

A value reads as an ordinary number in the book's unit and still knows where it comes from.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import re
import tomllib
import types
from collections.abc import Mapping
from importlib import resources
from typing import Any

from pharmlib.checks import ParameterError
from pharmlib.units import to_book_units

__all__ = [
    "QUANTITIES",
    "Cited",
    "Drug",
    "UnknownDrugError",
    "UnknownQuantityError",
    "drug",
    "drug_names",
    "half_life_table",
]

# What can be known of a drug: the book's unit, and the meaning.
QUANTITIES: dict[str, tuple[str, str]] = {
    "half_life": ("h", "elimination half-life"),
    "half_life_chronic": ("h", "half-life after repeated doses"),
    "half_life_induced": ("h", "half-life once the drug has induced its own metabolism"),
    "half_life_patch": ("h", "half-life after a skin patch is removed"),
    "clearance": ("L/h", "clearance"),
    "clearance_induced": ("L/h", "clearance once the drug has induced its own metabolism"),
    "clearance_per_weight": ("L/h/kg", "clearance for each kg of body weight"),
    "volume": ("L", "volume of distribution"),
    "volume_per_weight": ("L/kg", "volume of distribution for each kg of body weight"),
    "peripheral_volume": ("L", "volume of slow tissue"),
    "intercompartmental_clearance": ("L/h", "flow between blood and slow tissue"),
    "absorption_rate": ("1/h", "rate of absorption"),
    "bioavailability": ("", "fraction of a dose that arrives"),
    "equilibration_rate": ("1/h", "rate of equilibration with the site of effect"),
    "affinity": ("nmol/L", "concentration that occupies half of the receptors (Ki or Kd)"),
    "in_vivo_affinity": ("nmol/L", "concentration in blood that occupies half of the receptors"),
    "dissociation_rate": ("1/h", "rate at which the drug leaves the receptor"),
    "intrinsic_efficacy": ("", "effect of an occupied receptor, a full agonist being 1"),
    "transporter_occupancy_maximum": ("", "occupancy of the serotonin transporter, large doses"),
    "transporter_occupancy_half_dose": ("mg/d", "daily dose with half of that occupancy"),
    "distribution_ratio_men": ("L/kg", "Widmark's r in men"),
    "distribution_ratio_women": ("L/kg", "Widmark's r in women"),
    "half_saturation": ("mg/L", "concentration at half the greatest rate of elimination"),
    "elimination_rate_non_drinkers": ("mg/L/h", "rate of elimination in non-drinkers"),
    "elimination_rate_social_drinkers": ("mg/L/h", "rate of elimination in social drinkers"),
    "elimination_rate_dependent": ("mg/L/h", "rate of elimination in dependent drinkers"),
}

# Standard atomic weights, abridged (IUPAC), g/mol
_ATOMS = {
    "H": 1.008,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "F": 18.998,
    "S": 32.06,
    "Cl": 35.45,
}


class UnknownDrugError(KeyError):
    """The book has no drug of that name."""

    def __str__(self) -> str:
        """Return the message as it is; a KeyError would put it in quotes."""
        return str(self.args[0])


class UnknownQuantityError(AttributeError):
    """The book does not have that quantity of that drug."""


class Cited(float):
    """A number in the book's unit that knows its source.

    Parameters
    ----------
    value : float
        The number.
    unit, source, flag, note : str
        Its unit; a key of ``references.bib``, or "" where there is none; "V", "M" or "I"; a remark.
    low, high : float, optional
        The range, in the same unit.

    Examples
    --------
    >>> half_life = drug("diazepam").half_life
    >>> half_life, half_life.unit, half_life.source, half_life.flag
    (44.2, 'h', 'greenblatt1989', 'V')
    >>> 2 * half_life
    88.4
    """

    unit: str
    source: str
    flag: str
    note: str
    low: float | None
    high: float | None

    def __new__(cls, value, *, unit="", source="", flag="", note="", low=None, high=None):
        """Make the number first; the rest hangs on it."""
        self = super().__new__(cls, value)
        self.unit, self.source, self.flag, self.note = unit, source, flag, note
        self.low, self.high = low, high
        return self

    def __getnewargs_ex__(self):
        """Return the number alone; copy and pickle restore the rest."""
        return (float(self),), {}


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Drug:
    """One drug of the book. Its quantities are attributes: ``drug("diazepam").half_life``.

    Parameters
    ----------
    name, kind : str
        In lower case.
    formula : str
        Of the free base or acid, such as ``"C2H6O"``.
    quantities : mapping from str to Cited
        Everything the book knows; the names are keys of `QUANTITIES`.

    Examples
    --------
    >>> buprenorphine = drug("buprenorphine")
    >>> buprenorphine.kind, round(buprenorphine.molar_mass, 1), buprenorphine.affinity.flag
    ('opioid', 467.6, 'M')
    """

    name: str
    kind: str
    formula: str
    quantities: Mapping[str, Cited]

    def __repr__(self):
        return f"<Drug {self.name}: {', '.join(self.quantities)}>"

    def __reduce__(self):
        return drug, (self.name,)

    def __getattr__(self, quantity: str) -> Cited:
        if quantity.startswith("_"):  # asked for by copy, pickle and notebooks
            raise AttributeError(quantity)
        if quantity not in self.quantities:
            known = ", ".join([*self.quantities, "molar_mass"])
            raise UnknownQuantityError(
                f"{quantity} of {self.name} is not in the book; known are: {known}. "
                "Choose one of these, or add it with its source to pharmlib/data/drugs.toml."
            )
        return self.quantities[quantity]

    @property
    def molar_mass(self) -> float:
        """Mass of one mole, g/mol, from the formula of the free base or acid."""
        parts = re.findall(r"([A-Z][a-z]?)(\d*)", self.formula)
        return sum(_ATOMS[symbol] * int(count or 1) for symbol, count in parts)


def drug(name: str) -> Drug:
    """Return a drug of the book.

    Parameters
    ----------
    name : str
        In any case; spaces around it do not matter.

    Returns
    -------
    Drug

    Raises
    ------
    UnknownDrugError
        When the book does not have it.

    Examples
    --------
    >>> drug("Alprazolam").half_life
    11.2
    >>> drug("methadon")
    Traceback (most recent call last):
        ...
    pharmlib.drugs.UnknownDrugError: name is 'methadon'; did you mean methadone? See drug_names().
    """
    key = str(name).strip().lower()
    if key not in _book():
        close = difflib.get_close_matches(key, _book(), n=3, cutoff=0.75)
        hint = f"did you mean {' or '.join(close)}?" if close else "the book does not have it."
        raise UnknownDrugError(f"name is {name!r}; {hint} See drug_names().")
    return _book()[key]


def drug_names(kind: str | None = None) -> list[str]:
    """Return the names of all drugs, or of one kind, in the order of the alphabet.

    Parameters
    ----------
    kind : str, optional
        Such as "opioid" or "benzodiazepine".

    Raises
    ------
    ParameterError
        When there is no such kind.

    Examples
    --------
    >>> drug_names("alcohol")
    ['ethanol']
    """
    kinds = sorted({entry.kind for entry in _book().values()})
    if kind is not None and kind not in kinds:
        raise ParameterError(
            f"kind is {kind!r}; it must be one of {', '.join(kinds)}. Leave it out for all drugs."
        )
    return sorted(name for name, entry in _book().items() if kind in (None, entry.kind))


def half_life_table() -> list[dict[str, Any]]:
    """Return the rows of the book's table of half-lives, by kind and then by half-life.

    Returns
    -------
    list of dict
        Keys: name, kind, half_life, low, high (h; None without a range), source, flag, note.

    Examples
    --------
    >>> [row["name"] for row in half_life_table() if row["kind"] == "nicotine"]
    ['nicotine', 'cotinine']
    """
    rows = [
        {
            "name": entry.name,
            "kind": entry.kind,
            "half_life": float(value),
            **{key: getattr(value, key) for key in ("low", "high", "source", "flag", "note")},
        }
        for entry in _book().values()
        if (value := entry.quantities.get("half_life")) is not None
    ]
    return sorted(rows, key=lambda row: (row["kind"], row["half_life"]))


def _cited(fact, name, unit):
    """Return one value of the data file in the book's unit."""

    def number(key):
        return to_book_units(f"{fact[key]!r} {fact['unit']}", unit, name) if key in fact else None

    facts = {key: fact.get(key, "") for key in ("source", "flag", "note")}
    return Cited(number("value"), unit=unit, low=number("low"), high=number("high"), **facts)


@functools.cache
def _book() -> dict[str, Drug]:
    """Return every drug of the data file."""
    text = resources.files("pharmlib").joinpath("data", "drugs.toml").read_text(encoding="utf-8")
    book = {}
    for name, table in tomllib.loads(text).items():
        kind, formula = table.pop("kind"), table.pop("formula")
        quantities = {
            key: _cited(fact, f"{key} of {name}", QUANTITIES[key][0]) for key, fact in table.items()
        }
        book[name] = Drug(name, kind, formula, types.MappingProxyType(quantities))
    return book
