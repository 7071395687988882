"""The drug table: every value has a source, a unit and a flag, and agrees with the others."""

import copy
import dataclasses
import pathlib
import pickle
import re
import tomllib

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib import drugs as module
from pharmlib.checks import ParameterError
from pharmlib.drugs import (
    QUANTITIES,
    Cited,
    UnknownDrugError,
    UnknownQuantityError,
    drug,
    drug_names,
    half_life_table,
)
from pharmlib.units import convert

ROOT = pathlib.Path(__file__).parents[2]
KEYS = set(
    re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.M)
)
DATA = pathlib.Path(module.__file__).parent / "data" / "drugs.toml"
TABLES = tomllib.loads(DATA.read_text(encoding="utf-8"))
FACTS = [
    pytest.param(fact, id=f"{name}.{key}")
    for name, table in TABLES.items()
    for key, fact in table.items()
    if isinstance(fact, dict)
]


# The data file


def test_there_is_something_to_test():
    assert len(KEYS) > 20
    assert len(FACTS) > 60


@pytest.mark.parametrize("fact", FACTS)
def test_every_value_is_complete(fact):
    assert set(fact) <= {"value", "unit", "low", "high", "source", "flag", "note"}
    assert fact["flag"] in {"V", "M", "I"}
    assert ("low" in fact) == ("high" in fact)
    if "low" in fact:
        assert fact["low"] <= fact["value"] <= fact["high"]


@pytest.mark.parametrize("fact", FACTS)
def test_every_source_can_be_looked_up(fact):
    if fact["flag"] == "V":
        assert fact.get("source"), "a verified value needs the source it was verified in"
    if "source" in fact:
        assert fact["source"] in KEYS


@pytest.mark.parametrize("fact", FACTS)
def test_what_is_from_memory_says_so(fact):
    if fact["flag"] == "M":
        assert "approximate" in fact["note"]
    if fact["flag"] == "I":
        assert "taken as" in fact["note"]


@pytest.mark.parametrize("note", [fact.values[0].get("note", "") for fact in FACTS])
def test_keys_in_notes_can_be_looked_up(note):
    assert set(re.findall(r"\b[a-z]+(?:19|20)\d\d\b", note)) <= KEYS


@pytest.mark.parametrize("name", TABLES)
def test_every_drug_has_what_it_needs(name):
    entry = drug(name)
    assert name == name.lower().strip()
    assert entry.kind
    assert set(entry.quantities) <= set(QUANTITIES)
    assert all(value > 0 or key == "intrinsic_efficacy" for key, value in entry.quantities.items())


# Every value of the data file, typed a second time from the sources: two people must make the same
# slip before the book does. "quantity value unit" or "quantity low-value-high unit".
TYPED_AGAIN = {
    "ethanol": "elimination_rate_non_drinkers 0.08-0.12-0.16 g/L/h, "
    "elimination_rate_social_drinkers 0.11-0.15-0.19 g/L/h, "
    "elimination_rate_dependent 0.21-0.30-0.39 g/L/h, half_saturation 0.02-0.05-0.1 g/L, "
    "volume 35.8 L, distribution_ratio_men 0.68 L/kg, distribution_ratio_women 0.55 L/kg",
    "heroin": "half_life 2-3-7.6 min",
    "monoacetylmorphine": "half_life 6-21.8-25 min",
    "morphine": "half_life 1.5-2-4.5 h, affinity 1.17 nmol/L, intrinsic_efficacy 1 1",
    "fentanyl": "half_life 3-6.4-8 h, half_life_patch 13-17-22 h, clearance 1.26 L/min, "
    "equilibration_rate 0.18 1/min, affinity 1.35 nmol/L, dissociation_rate 4.33e-3 1/s, "
    "intrinsic_efficacy 1 1",
    "oxycodone": "half_life 3-4-5 h, clearance 37.4 L/h, affinity 25.9 nmol/L, "
    "intrinsic_efficacy 1 1",
    "methadone": "half_life 8-24-59 h, bioavailability 41-79-99 %, affinity 3.38 nmol/L, "
    "intrinsic_efficacy 1 1",
    "buprenorphine": "half_life 24-28.2-42 h, clearance 52.2 L/h, volume 432 L, "
    "intercompartmental_clearance 79.5 L/h, peripheral_volume 1110 L, absorption_rate 1.17 1/h, "
    "bioavailability 0.185 1, affinity 0.216 nmol/L, in_vivo_affinity 0.18 nmol/L, "
    "dissociation_rate 0.0172 1/min, equilibration_rate 0.00404 1/min, "
    "intrinsic_efficacy 0.4-0.67-0.67 1",
    "sufentanil": "affinity 0.138 nmol/L, dissociation_rate 1.07e-3 1/s",
    "hydromorphone": "affinity 0.365 nmol/L",
    "codeine": "half_life 2.5-3-3.5 h, affinity 734 nmol/L",
    "noroxycodone": "half_life 0.149 h",
    "demoxepam": "half_life 14-45-95 h",
    "tramadol": "affinity 12486 nmol/L",
    "naloxone": "half_life 30-64-81 min, affinity 0.7-1-1.8 nmol/L, in_vivo_affinity 5.7 nmol/L, "
    "dissociation_rate 0.0396 1/s, equilibration_rate 0.106 1/min, intrinsic_efficacy 0 1",
    "diazepam": "half_life 44.2 h, clearance 26.6 mL/min, volume 83 L",
    "nordiazepam": "half_life 48-100-120 h",
    "alprazolam": "half_life 6.3-11.2-26.9 h",
    "lorazepam": "half_life 12-12-15 h",
    "oxazepam": "half_life 8 h",
    "temazepam": "half_life 3.5-8.8-18.4 h",
    "triazolam": "half_life 1.5-2.5-5.5 h",
    "clonazepam": "half_life 34 h",
    "chlordiazepoxide": "half_life 5-10-30 h",
    "paroxetine": "half_life 21 h, transporter_occupancy_maximum 97.14 %, "
    "transporter_occupancy_half_dose 5.60 mg/d",
    "fluoxetine": "half_life 1-2-3 d, half_life_chronic 4-5-6 d, "
    "transporter_occupancy_maximum 86.12 %, transporter_occupancy_half_dose 1.89 mg/d",
    "norfluoxetine": "half_life 4-10-16 d",
    "venlafaxine": "half_life 3-5-7 h, transporter_occupancy_maximum 90.07 %, "
    "transporter_occupancy_half_dose 5.80 mg/d",
    "desvenlafaxine": "half_life 9-11-13 h, transporter_occupancy_maximum 100.22 %, "
    "transporter_occupancy_half_dose 16.11 mg/d",
    "citalopram": "half_life 35 h, transporter_occupancy_maximum 83.98 %, "
    "transporter_occupancy_half_dose 2.33 mg/d",
    "escitalopram": "half_life 27-29.5-32 h, transporter_occupancy_maximum 69.32 %, "
    "transporter_occupancy_half_dose 1.22 mg/d",
    "sertraline": "half_life 26 h, transporter_occupancy_maximum 92.01 %, "
    "transporter_occupancy_half_dose 7.72 mg/d",
    "duloxetine": "half_life 8-12-17 h, transporter_occupancy_maximum 90.75 %, "
    "transporter_occupancy_half_dose 6.27 mg/d",
    "caffeine": "half_life 1.5-5-9.5 h",
    "nicotine": "half_life 2 h",
    "cotinine": "half_life 16 h",
    "propranolol": "half_life 3-4.5-6 h",
    "clonidine": "half_life 12-14-16 h",
    "phenobarbital": "half_life 75-100-126 h, clearance_per_weight 3.03-3.8-4.57 mL/h/kg, "
    "volume_per_weight 0.51-0.54-0.57 L/kg",
    "carbamazepine": "half_life 25-38.8-65 h, half_life_induced 12-15.2-17 h, "
    "clearance 1.75 L/h, clearance_induced 4.48 L/h, volume 98 L, bioavailability 0.8 1",
    "gabapentin": "half_life 5-6-7 h",
    "pregabalin": "half_life 6.3 h",
    "baclofen": "half_life 2-4-6 h",
}


def typed_again():
    """Return the facts of the table above: value, unit, low and high by drug and quantity."""
    found = {}
    for name, facts in TYPED_AGAIN.items():
        for fact in facts.split(", "):
            quantity, number, unit = fact.split(" ")
            low, value, high = re.fullmatch(
                r"(?:([\d.]+)-)?([\d.]+(?:e-\d)?)(?:-([\d.]+))?", number
            ).groups()
            ends = {"low": float(low), "high": float(high)} if low else {}
            found[name, quantity] = {"value": float(value), "unit": unit, **ends}
    return found


def test_the_data_file_is_what_was_typed_twice():
    kept = {
        (name, key): {part: fact[part] for part in ("value", "unit", "low", "high") if part in fact}
        for name, table in TABLES.items()
        for key, fact in table.items()
        if isinstance(fact, dict)
    }
    assert set(kept) == set(typed_again())
    for (name, key), fact in typed_again().items():
        assert kept[name, key] == fact, f"{key} of {name}"


# Values


def test_a_value_is_a_number_with_a_source():
    value = drug("diazepam").clearance
    assert isinstance(value, float)
    assert_allclose(value, 1.596, rtol=1e-12)  # 26.6 mL/min, greenblatt1989
    assert (value.unit, value.source, value.flag) == ("L/h", "greenblatt1989", "V")
    assert (value.low, value.high) == (None, None)
    assert type(2 * value) is float


def test_ranges_are_converted_with_the_value():
    norfluoxetine = drug("norfluoxetine").half_life  # labelfluoxetine2026: 4 to 16 d
    assert (norfluoxetine.low, norfluoxetine.high) == (96, 384)
    naloxone = drug("naloxone").half_life  # labelnaloxone1988: 64 min, 30 to 81
    assert_allclose([naloxone, naloxone.low, naloxone.high], np.array([64, 30, 81]) / 60)


@pytest.mark.parametrize(
    ("name", "quantity", "expected"),
    [
        ("ethanol", "elimination_rate_non_drinkers", 120),  # winek1984: 0.12 g/L/h
        ("heroin", "half_life", 0.05),  # inturrisi1984: 3 min
        ("citalopram", "transporter_occupancy_maximum", 0.8398),  # sorensen2022: 83.98 %
        ("fentanyl", "dissociation_rate", 15.588),  # mann2022: 0.00433 1/s
        ("phenobarbital", "clearance_per_weight", 0.0038),  # wilensky1982: 3.8 mL/h/kg
    ],
)
def test_published_values_in_the_units_of_the_book(name, quantity, expected):
    assert_allclose(getattr(drug(name), quantity), expected, rtol=1e-12)


def test_affinities_keep_the_order_of_the_abstract():
    # volpe2011: below 1 nmol/L, from 1 to 100, and above
    order = ["sufentanil", "buprenorphine", "hydromorphone", "morphine", "fentanyl", "methadone"]
    order += ["oxycodone", "codeine", "tramadol"]
    values = [drug(name).affinity for name in order]
    assert values == sorted(values)
    assert values[2] < 1 < values[3]
    assert values[6] < 100 < values[7]


@pytest.mark.parametrize(
    ("name", "minutes"),
    [("buprenorphine", 40), ("fentanyl", 2.7), ("naloxone", 17.5 / 60), ("sufentanil", 10.8)],
)
def test_half_lives_on_the_receptor(name, minutes):
    # ln(2)/koff of yassen2007 and mann2022, in the two figures of the table of half-lives
    half_life = 60 * np.log(2) / drug(name).dissociation_rate
    assert_allclose(half_life, minutes, rtol=0.02)


@pytest.mark.parametrize(("name", "minutes"), [("buprenorphine", 172), ("naloxone", 6.5)])
def test_half_lives_of_the_effect_site(name, minutes):
    # yassen2007
    assert_allclose(60 * np.log(2) / drug(name).equilibration_rate, minutes, rtol=0.01)


def test_naloxone_by_mass_and_by_mole():
    # yassen2007: 1.87 ng/mL
    naloxone = drug("naloxone")
    mass = convert(naloxone.in_vivo_affinity * naloxone.molar_mass, "ng/L", "ng/mL")
    assert_allclose(mass, 1.87, rtol=0.01)  # 5.7 has two figures


@pytest.mark.parametrize(("name", "rate"), [("carbamazepine", ""), ("carbamazepine", "_induced")])
def test_induction_shortens_the_half_life(name, rate):
    entry = drug(name)
    clearance = entry.quantities[f"clearance{rate}"]
    half_life = entry.quantities[f"half_life{rate}"]
    assert_allclose(half_life, np.log(2) * entry.volume / clearance, rtol=0.005)  # three figures


@pytest.mark.parametrize(
    ("name", "mass"),
    [
        ("ethanol", 46.07),
        ("morphine", 285.34),
        ("fentanyl", 336.48),
        ("buprenorphine", 467.65),
        ("naloxone", 327.38),
        ("methadone", 309.45),
        ("citalopram", 324.40),
        ("diazepam", 284.74),
        ("caffeine", 194.19),
        ("duloxetine", 297.41),
    ],
)
def test_molar_masses(name, mass):
    # tables of the compounds, g/mol; atomic weights differ by 0.01 between editions
    assert_allclose(drug(name).molar_mass, mass, atol=0.015)


def test_related_molecules_differ_by_what_is_taken_away():
    def difference(a, b):
        return drug(a).molar_mass - drug(b).molar_mass

    acetyl, methyl = 42.037, 14.027  # C2H2O, CH2
    for a, b, group in [
        ("heroin", "monoacetylmorphine", acetyl),
        ("monoacetylmorphine", "morphine", acetyl),
        ("diazepam", "nordiazepam", methyl),
        ("fluoxetine", "norfluoxetine", methyl),
        ("venlafaxine", "desvenlafaxine", methyl),
        ("codeine", "morphine", methyl),
        ("temazepam", "diazepam", 15.999),
        ("oxycodone", "noroxycodone", methyl),
        ("demoxepam", "nordiazepam", 15.999),
        ("cotinine", "nicotine", 15.999 - 2.016),
    ]:
        assert_allclose(difference(a, b), group, atol=1e-9)
    assert drug("citalopram").molar_mass == drug("escitalopram").molar_mass


# Looking up


def test_names_in_any_case():
    assert drug(" Diazepam ") is drug("diazepam")


def test_names_by_kind():
    assert drug_names() == sorted(TABLES)
    assert "methadone" in drug_names("opioid")
    assert "diazepam" not in drug_names("opioid")
    kinds = {drug(name).kind for name in drug_names()}
    assert sorted(name for kind in kinds for name in drug_names(kind)) == drug_names()


def test_the_table_of_half_lives():
    rows = half_life_table()
    assert {row["name"] for row in rows} == {
        name for name, table in TABLES.items() if "half_life" in table
    }
    order = [(row["kind"], row["half_life"]) for row in rows]
    assert order == sorted(order)
    (diazepam,) = (row for row in rows if row["name"] == "diazepam")
    assert diazepam["half_life"] == 44.2
    assert diazepam["source"] == "greenblatt1989"
    assert (diazepam["low"], diazepam["high"]) == (None, None)


def test_a_drug_does_not_change():
    entry = drug("diazepam")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.half_life = 1.0
    with pytest.raises(TypeError):
        entry.quantities["half_life"] = 1.0


@pytest.mark.parametrize("again", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_it_can_be_copied_and_sent_to_another_process(again):
    assert again(drug("diazepam")).half_life == 44.2
    value = again(drug("methadone").half_life)
    assert isinstance(value, Cited)
    assert (value, value.low, value.high, value.unit) == (24, 8, 59, "h")


def test_the_name_of_a_drug_with_a_slip():
    with pytest.raises(UnknownDrugError) as error:
        drug("diazapam")
    for word in ["name is 'diazapam'", "did you mean diazepam", "drug_names()"]:
        assert word in str(error.value)
    assert not str(error.value).startswith('"')


def test_a_drug_the_book_does_not_have():
    with pytest.raises(UnknownDrugError, match=r"name is 'xyz'; the book does not have it"):
        drug("xyz")


def test_a_quantity_the_book_does_not_have():
    with pytest.raises(UnknownQuantityError) as error:
        _ = drug("heroin").clearance
    for word in ["clearance of heroin", "half_life, molar_mass", "drugs.toml"]:
        assert word in str(error.value)
    assert not hasattr(drug("heroin"), "clearance")


def test_a_kind_the_book_does_not_have():
    with pytest.raises(ParameterError) as error:
        drug_names("opiate")
    for word in ["kind is 'opiate'", "benzodiazepine", "opioid", "Leave it out"]:
        assert word in str(error.value)
