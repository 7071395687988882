"""What was published: each observation with its source, and how near a model must come.

The observations live in ``data/observations.toml``. An entry says what was measured, in whom, and
the value; how far a model may be, and why that far; and whether the book's model holds, fails or
cannot say. Nothing in that file is computed, and nothing in the models is read from it.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import tomllib
from importlib import resources

from pharmlib.checks import ParameterError
from pharmlib.units import UnitError, unit_symbols

__all__ = ["VERDICTS", "Observation", "observations", "read_observations"]

VERDICTS = ("holds", "fails", "out of reach")
"""What can be said of a model before an observation."""

_TEXTS = ("name", "part", "source", "measured", "unit", "uncertainty", "flag", "reason", "verdict")
_OPTIONAL = ("fit", "checked_by", "note")
_NUMBERS = ("value", "low", "high", "tolerance")


@dataclasses.dataclass(frozen=True)
class Observation:
    """One published observation.

    Parameters
    ----------
    name : str
        The key of the source, and what tells it from others of that source.
    part : str
        Part of the book it belongs to.
    source : str
        Key of ``references.bib``.
    measured : str
        What was measured, and in whom.
    low, high : float
        The published value, twice; or a range, where the literature disagrees; an end that is
        infinite says only that the value lies above or below the other.
    unit, uncertainty : str
        Unit of the numbers; the uncertainty in the words of the source.
    flag : str
        ``V``: stands in the source. ``M``: approximate.
    tolerance, reason : float, str
        How far the model may be from the range, in the unit, and why that far.
    verdict, note : str
        One of `VERDICTS`; what the failure means, when it does not hold.
    fit, checked_by : str
        The parameters that were tuned to this observation, and the name of another one that was
        not used for it and tests the result. Empty when nothing was tuned.

    Examples
    --------
    >>> seen = next(iter(observations()))
    >>> seen.accepts(seen.high)
    True
    """

    name: str
    part: str
    source: str
    measured: str
    low: float
    high: float
    unit: str
    uncertainty: str
    flag: str
    tolerance: float
    reason: str
    verdict: str
    fit: str = ""
    checked_by: str = ""
    note: str = ""

    def miss(self, predicted: float) -> float:
        """Return how far a prediction lies outside the published range, in tolerances.

        0 inside it; from -1 to 1 within the tolerance; negative below.
        """
        nearest = min(max(predicted, self.low), self.high)
        return (predicted - nearest) / self.tolerance

    def accepts(self, predicted: float) -> bool:
        """Say whether a prediction lies within the tolerance; NaN does not."""
        return abs(self.miss(predicted)) <= 1


@functools.cache
def observations() -> tuple[Observation, ...]:
    """Return every published observation of the book, in the order of the file.

    Examples
    --------
    >>> all(seen.tolerance > 0 for seen in observations())
    True
    """
    file = resources.files("pharmlib").joinpath("data", "observations.toml")
    return read_observations(file.read_text(encoding="utf-8"))


def read_observations(text: str) -> tuple[Observation, ...]:
    """Return the observations of a TOML text.

    Parameters
    ----------
    text : str
        One table ``[[observation]]`` an entry. A single `value` stands for equal `low` and `high`;
        an end left out is infinite.

    Raises
    ------
    ParameterError
        When an entry is incomplete or contradicts itself; the message names it.

    Examples
    --------
    >>> read_observations("[[observation]]\\nname = 'a'")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    pharmlib.checks.ParameterError: observation 'a': part is missing; ...
    """
    seen = tuple(_entry(table) for table in tomllib.loads(text).get("observation", []))
    by_name = {each.name: each for each in seen}
    for each in seen:
        if sum(other.name == each.name for other in seen) > 1:
            _refuse(each.name, "name occurs twice", "one entry a name", "Rename one.")
        if each.fit and (each.checked_by not in by_name or by_name[each.checked_by].fit):
            _refuse(
                each.name,
                f"checked_by is {each.checked_by!r}",
                "the name of an observation that nothing was fitted to",
                "A fit proves nothing until something else tests it: name what does.",
            )
    return seen


def _entry(table):
    """Return one entry, checked."""
    name = table.get("name", "without a name")
    for key in _TEXTS:
        if not isinstance(table.get(key), str) or not (table[key] or key in _MAY_BE_EMPTY):
            _refuse(name, f"{key} is missing", "a text", "Add it.")
    for key in table:
        if key not in (*_TEXTS, *_OPTIONAL, *_NUMBERS):
            known = ", ".join((*_TEXTS, *_OPTIONAL, *_NUMBERS))
            _refuse(name, f"{key} is unknown", f"one of {known}", "Correct the spelling.")
    if "value" in table and ("low" in table or "high" in table):
        _refuse(name, "value stands beside low or high", "one or the other", "Choose.")
    if not {"value", "low", "high"} & set(table):
        _refuse(name, "there is no number", "a value, or low, high or both", "Add it.")
    low = float(table.get("value", table.get("low", -math.inf)))
    high = float(table.get("value", table.get("high", math.inf)))
    tolerance = float(table.get("tolerance", 0.0))
    if not (low <= high and 0 < tolerance < math.inf):
        _refuse(
            name,
            f"low is {low:g}, high is {high:g} and tolerance is {tolerance:g}",
            "low at most high, tolerance above 0",
            "Correct them.",
        )
    if table["verdict"] not in VERDICTS or table["flag"] not in ("V", "M"):
        _refuse(
            name,
            f"verdict is {table['verdict']!r} and flag is {table['flag']!r}",
            f"one of {', '.join(VERDICTS)}, and V or M",
            "Choose one of each.",
        )
    if table["verdict"] != "holds" and not table.get("note"):
        _refuse(name, "note is missing", "a text", "Say why the model does not hold.")
    try:
        unit_symbols(table["unit"])
    except UnitError as error:
        raise ParameterError(f"observation {name!r}: {error}") from None
    texts = {key: " ".join(table.get(key, "").split()) for key in (*_TEXTS, *_OPTIONAL)}
    return Observation(low=low, high=high, tolerance=tolerance, **texts)


_MAY_BE_EMPTY = ("unit", "uncertainty")


def _refuse(name, found, allowed, remedy):
    """Raise the error for one entry."""
    raise ParameterError(f"observation {name!r}: {found}; it must be {allowed}. {remedy}")
