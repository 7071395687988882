"""The kinetic model of a drug by its name.

The table of half-lives is enough for one compartment. Where a paper has published a whole set of
parameters, ``data/kinetic_models.toml`` holds it under the way the drug came in: intravenous,
transdermal, oral. The numbers of one set belong together; a set is used whole or not at all.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

from pharmlib.checks import ParameterError, check
from pharmlib.drugs import Drug, drug
from pharmlib.kinetics.compartments import OneCompartment, ThreeCompartment, TwoCompartment
from pharmlib.kinetics.elimination import MichaelisMenten
from pharmlib.kinetics.enzyme_inactivation import EnzymeInactivation
from pharmlib.kinetics.enzyme_induction import EnzymeTurnover
from pharmlib.kinetics.routes import SkinDepot, Transit
from pharmlib.kinetics.stages import LinearModel
from pharmlib.kinetics.swallowed import Swallowed

__all__ = ["kinetic_model", "kinetic_routes"]

_BODIES = {
    body.__name__: body
    for body in (
        OneCompartment,
        TwoCompartment,
        ThreeCompartment,
        MichaelisMenten,
        EnzymeTurnover,
        EnzymeInactivation,
    )
}


def kinetic_model(name, route: str | None = None, *, weight=70.0) -> Any:
    """Return the kinetic model of a drug.

    Parameters
    ----------
    name : str or Drug
        Such as "diazepam".
    route : str, optional
        A published set of parameters, one of `kinetic_routes`. Without it: one compartment with the
        half-life of the table. Where the volume is not in the book it is 1 L, and the concentration
        is then the amount in the body, mg. A drug that has no half-life needs a route, unless there
        is only one.
    weight : float or str
        Body weight for drugs whose volume is known for each kg, kg.

    Returns
    -------
    LinearModel, or a model for `simulate`

    Raises
    ------
    ParameterError
        When the drug has no such route, or no half-life.

    Examples
    --------
    >>> kinetic_model("diazepam").terminal_half_life
    44.2
    >>> [round(half_life, 2) for half_life in kinetic_model("fentanyl", "intravenous").half_lives]
    [0.02, 0.14, 2.52]
    """
    entry = name if isinstance(name, Drug) else drug(name)
    sets = _sets(entry.name)
    if route is None and "half_life" in entry.quantities:
        weight = check(weight, "weight", unit="kg")
        volume = entry.quantities.get("volume", entry.quantities.get("volume_per_weight", 1.0))
        if "volume_per_weight" in entry.quantities:
            volume = volume * weight
        return OneCompartment.from_half_life(float(entry.half_life), volume=float(volume))
    if route is None and len(sets) == 1:
        (route,) = sets
    if route not in sets:
        known = [repr(each) for each in sets]
        if "half_life" in entry.quantities:
            known.append("left out, for one compartment")
        raise ParameterError(
            f"route is {route!r}; for {entry.name} it must be one of the book's parameter sets: "
            f"{', '.join(known) or 'it has none, and no half-life'}. "
            "Leave it out for a drug with a half-life, or see kinetic_routes()."
        )
    return _build(sets[route])


def kinetic_routes(name) -> list[str]:
    """Return the ways in for which the book has a published set of parameters.

    Parameters
    ----------
    name : str or Drug
        Such as "fentanyl".

    Examples
    --------
    >>> kinetic_routes("fentanyl"), kinetic_routes("diazepam")
    (['intravenous', 'transdermal'], [])
    """
    entry = name if isinstance(name, Drug) else drug(name)
    return list(_sets(entry.name))


def read_kinetic_data() -> dict[str, Any]:
    """Return the data file: "models" and "metabolites", by drug."""
    text = resources.files("pharmlib").joinpath("data", "kinetic_models.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))


@functools.cache
def _sets(name):
    """Return the published sets of one drug, by route, without their sources."""
    return {
        route: {key: value for key, value in table.items() if key not in ("source", "flag", "note")}
        for route, table in read_kinetic_data()["models"].get(name, {}).items()
    }


def _build(parameters):
    """Return the model that a set describes: a body, and what stands before it."""
    kind = _BODIES[parameters["model"]]
    own = {row["name"] for row in kind.notation()}
    body = kind(**{key: value for key, value in parameters.items() if key in own})
    entrance = {key: value for key, value in parameters.items() if key not in {*own, "model"}}
    arrives = {key: entrance[key] for key in ("bioavailability",) if key in entrance}
    if "skin_rate" in entrance:
        return SkinDepot(body, entrance["skin_rate"], **arrives)
    if "transit_rate" in entrance:
        return Transit(body, entrance["transit_rate"], stages=entrance["transit_stages"], **arrives)
    if "absorption_rate" not in entrance:
        return body
    if isinstance(body, LinearModel):
        return body.absorbed(entrance["absorption_rate"], **arrives)
    return Swallowed(body, entrance["absorption_rate"], **arrives)
