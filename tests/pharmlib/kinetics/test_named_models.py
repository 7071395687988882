"""Every drug of the table runs; published sets, typed a second time; errors."""

import pathlib
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.dosing import every
from pharmlib.drugs import UnknownDrugError, drug, drug_names, half_life_table
from pharmlib.kinetics.elimination import MichaelisMenten
from pharmlib.kinetics.enzyme_inactivation import EnzymeInactivation
from pharmlib.kinetics.enzyme_induction import EnzymeTurnover
from pharmlib.kinetics.named_models import kinetic_model, kinetic_routes, read_kinetic_data
from pharmlib.kinetics.routes import SkinDepot, Transit
from pharmlib.kinetics.stages import LinearModel
from pharmlib.kinetics.swallowed import Swallowed
from pharmlib.simulation import simulate
from pharmlib.units import convert

SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
ROOT = pathlib.Path(__file__).parents[3]
KEYS = set(
    re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.M)
)
DATA = read_kinetic_data()
SETS = {
    f"{name}.{route}": table
    for name, sets in DATA["models"].items()
    for route, table in sets.items()
}
FACTS = {
    f"{name}.{product}": fact
    for name, products in DATA["metabolites"].items()
    for product, fact in products.items()
}
NAMES = [row["name"] for row in half_life_table()]


@pytest.mark.parametrize("name", [*NAMES, "ethanol"])
def test_every_drug_of_the_table_runs(name):
    model = kinetic_model(name)
    hours = 24 if name == "ethanol" else 12 * model.terminal_half_life
    times = np.linspace(0, hours, 25)
    regimen = every(10, hours / 8, times=4)
    run = simulate(model, times, regimen=regimen)
    assert np.all(run["concentration"] >= -1e-9)
    if name != "ethanol":
        assert_allclose(model.terminal_half_life, drug(name).half_life, rtol=1e-12)
        expected = model.concentration(regimen, times)
        assert_allclose(run["concentration"], expected, rtol=SOLVER, atol=1e-9)


@pytest.mark.parametrize("key", SETS)
def test_every_published_set_runs(key):
    name, route = key.split(".")
    model = kinetic_model(name, route)
    times = np.linspace(0, 72, 37)
    regimen = every(1, 24, times=3, duration=2)
    run = simulate(model, times, regimen=regimen)
    assert run["concentration"].max() > 0
    if isinstance(model, LinearModel):
        assert_allclose(
            run["concentration"], model.concentration(regimen, times), rtol=SOLVER, atol=1e-12
        )


# The numbers, typed a second time from the sources: in the book's units
TYPED_AGAIN = {
    "fentanyl.intravenous": "clearance 75.6, central_volume 10.5, "
    "intercompartmental_clearance 122.4, peripheral_volume 14.4, "
    "deep_intercompartmental_clearance 136.8, deep_volume 166",
    "fentanyl.transdermal": "clearance 75.6, central_volume 10.5, "
    "intercompartmental_clearance 122.4, peripheral_volume 14.4, "
    "deep_intercompartmental_clearance 136.8, deep_volume 166, skin_rate 0.0408",
    "buprenorphine.intravenous": "clearance 85.8, central_volume 5.71, "
    "intercompartmental_clearance 87, peripheral_volume 22.1, "
    "deep_intercompartmental_clearance 60, deep_volume 135",
    "naloxone.intramuscular": "clearance 195.6, central_volume 404, "
    "intercompartmental_clearance 5.082, peripheral_volume 81.8, transit_rate 41.76, "
    "transit_stages 4",
    "oxycodone.oral": "clearance 60.8, volume 619, absorption_rate 3.61",
    "ethanol.drunk": "maximum_rate 159, half_saturation 27, volume 35.8, absorption_rate 6",
    "paroxetine.oral": "linear_clearance 13.6, enzyme_clearance 235, "
    "half_inactivating_concentration 0.00287, enzyme_half_life 51, liver_flow 90, volume 870, "
    "absorption_rate 0.6",
    "carbamazepine.oral": "clearance 1.75, volume 98, maximum_induction 2.5, "
    "half_inducing_concentration 5.37, enzyme_half_life 24, absorption_rate 0.2, "
    "bioavailability 0.8",
}
UNITS = {"clearance": "L/h", "volume": "L", "rate": "1/h", "half_life": "h", "flow": "L/h"}


def in_book_units(name, value):
    """Return a number of the data file, converted without the code under test."""
    if not isinstance(value, str):
        return value
    number, unit = value.split(" ")
    target = next((UNITS[end] for end in UNITS if name.endswith(end)), "mg/L")
    if unit.startswith(("mg/L/h",)):
        target = "mg/L/h"
    return convert(float(number), unit, target)


def test_the_sets_are_what_was_typed_twice():
    assert set(SETS) == set(TYPED_AGAIN)
    for key, text in TYPED_AGAIN.items():
        expected = {fact.split(" ")[0]: float(fact.split(" ")[1]) for fact in text.split(", ")}
        found = {
            name: in_book_units(name, value)
            for name, value in SETS[key].items()
            if name not in ("model", "source", "flag", "note")
        }
        assert set(found) == set(expected), key
        for name, value in expected.items():
            assert_allclose(found[name], value, rtol=1e-12, err_msg=f"{name} of {key}")


@pytest.mark.parametrize("key", [*SETS, *FACTS])
def test_every_set_and_fraction_has_a_source_a_flag_and_a_note(key):
    fact = {**SETS, **FACTS}[key]
    assert fact["flag"] in {"V", "M", "I"}
    assert fact["note"]
    assert fact.get("source", "nobody") in KEYS | {"nobody"}
    if fact["flag"] == "V":
        assert "source" in fact
    if fact["flag"] == "M":
        assert "approximate" in fact["note"]
    if fact["flag"] == "I":
        assert "taken as" in fact["note"]


@pytest.mark.parametrize("key", FACTS)
def test_metabolites_are_in_the_book(key):
    source, product = key.split(".")
    assert "half_life" in drug(source).quantities
    assert "half_life" in drug(product).quantities
    assert 0 < FACTS[key]["fraction"] <= 1


@pytest.mark.parametrize("source", DATA["metabolites"])
def test_no_more_is_formed_than_is_lost(source):
    assert sum(fact["fraction"] for fact in DATA["metabolites"][source].values()) <= 1 + 1e-12


def test_what_each_set_becomes():
    assert isinstance(kinetic_model("fentanyl", "transdermal"), SkinDepot)
    assert isinstance(kinetic_model("naloxone", "intramuscular"), Transit)
    assert isinstance(kinetic_model("paroxetine", "oral"), EnzymeInactivation)
    assert isinstance(kinetic_model("carbamazepine", "oral").model, EnzymeTurnover)
    drunk = kinetic_model("ethanol")
    assert isinstance(drunk, Swallowed)
    assert isinstance(drunk.model, MichaelisMenten)
    assert drunk.absorption_rate == 6
    assert kinetic_model("carbamazepine", "oral").bioavailability == 0.8


def test_terminal_half_lives_of_the_sets():
    # buprenorphine, yassen2007: 2.75 h, from 8 h of samples, against 24 to 42 h in long use
    assert round(kinetic_model("buprenorphine", "intravenous").terminal_half_life, 2) == 2.75
    # oxycodone, agema2021: 0.098 1/h, 7.1 h
    assert round(kinetic_model("oxycodone", "oral").model.half_life, 1) == 7.1


def test_a_set_that_no_one_else_changes():
    first = kinetic_model("fentanyl", "intravenous")
    assert kinetic_model(drug("fentanyl"), "intravenous") == first
    assert kinetic_routes(drug("fentanyl")) == ["intravenous", "transdermal"]
    assert {name for name in drug_names() if kinetic_routes(name)} == set(DATA["models"])


def test_volumes():
    assert kinetic_model("diazepam").volume == 83
    assert kinetic_model("alprazolam").volume == 1
    assert_allclose(kinetic_model("phenobarbital", weight=100).volume, 54, rtol=1e-12)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: kinetic_model("fentanyl", "oral"),
            ["route is 'oral'", "parameter sets", "'intravenous', 'transdermal'"],
        ),
        (lambda: kinetic_model("diazepam", "oral"), ["route is 'oral'", "Leave it out"]),
        (
            lambda: kinetic_model("hydromorphone"),
            ["route is None", "hydromorphone", "no half-life"],
        ),
        (lambda: kinetic_model("phenobarbital", weight=0), ["weight is 0.0 kg", "above 0 kg"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)


def test_a_drug_the_book_does_not_have():
    with pytest.raises(UnknownDrugError, match="did you mean diazepam"):
        kinetic_model("diazapam")
