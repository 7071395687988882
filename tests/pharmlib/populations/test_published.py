"""The published populations: complete, cited, and as the papers print them."""

import math
import re
import tomllib

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.populations.published import (
    population_names,
    population_table,
    published_population,
)
from tests.conftest import ROOT

KEYS = set(re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "references.bib").read_text("utf-8"), re.M))
SETS = tomllib.loads((ROOT / "pharmlib/data/variability.toml").read_text("utf-8"))
LINES = [
    pytest.param(fact, id=f"{name}.{key}")
    for name, entry in SETS.items()
    for key, fact in entry["parameters"].items()
]


@pytest.mark.parametrize("fact", LINES)
def test_every_line_is_complete(fact):
    spreads = {"variance", "omega", "cv", "sd"} & set(fact)
    assert len({"median", "mean"} & set(fact)) == 1
    assert len(spreads) <= 1
    assert fact["flag"] in {"V", "M", "I", "D"}
    assert set(fact) - spreads <= {"median", "mean", "unit", "book", "shape", "flag", "note"}
    if fact["flag"] == "I":
        assert "taken as" in fact["note"]
    if fact["flag"] == "M":
        assert "approximate" in fact["note"]
    if fact["flag"] == "D":
        assert fact["note"]


@pytest.mark.parametrize("name", SETS)
def test_every_set_has_a_source_and_can_be_drawn(name):
    entry = SETS[name]
    assert entry["source"] in KEYS
    assert entry["people"]
    people = published_population(name)
    drawn = people.draw(200, np.random.default_rng(1))
    assert all(np.all(values > 0) for values in drawn.values())
    assert [row["name"] for row in population_table(name)] == list(people.parameters)


def cv(name, parameter):
    return published_population(name).parameters[parameter].cv


# The CV that the paper prints beside its variance, in per cent.
@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (
            "fentanyl, intravenous",  # mann2022, table S1
            {
                "clearance": 30,
                "central_volume": 73,
                "peripheral_volume": 82,
                "deep_volume": 25,
                "intercompartmental_clearance": 69,
                "deep_intercompartmental_clearance": 32,
            },
        ),
        (
            "buprenorphine, under the tongue",  # jones2021, table 3
            {
                "clearance": 30.9,
                "central_volume": 101,
                "intercompartmental_clearance": 62.9,
                "peripheral_volume": 125,
                "absorption_rate": 45.7,
                "bioavailability": 46.4,
            },
        ),
        (
            "newborn withdrawal",  # eudybyrne2021, table S3
            {"excess": 146, "decline_rate": 177, "elimination_rate": 33.8, "maximum_effect": 103},
        ),
    ],
)
def test_variances_are_the_printed_coefficients_of_variation(name, printed):
    for parameter, per_cent in printed.items():
        # printed with two or three figures
        assert_allclose(100 * cv(name, parameter), per_cent, rtol=0.02)


def test_units_are_those_of_the_book():
    fentanyl = published_population("fentanyl, intravenous").typical
    assert_allclose(fentanyl["clearance"], 75.6, rtol=1e-12)  # 1.26 L/min
    rows = {row["name"]: row for row in population_table("buprenorphine, intravenous")}
    assert rows["association_rate"]["unit"] == "L/mg/h"
    assert_allclose(rows["association_rate"]["median"], 12180, rtol=1e-12)  # 0.203 mL/ng/min
    assert rows["peripheral_volume"]["low"] == rows["peripheral_volume"]["high"] == 22.1
    assert rows["peripheral_volume"]["cv"] is None
    low, high = (1000 * rows["naloxone_affinity"][end] for end in ("low", "high"))
    assert (round(low, 2), round(high, 1)) == (0.33, 10.7)


def test_the_means_of_the_diazepam_study_fit_together():
    # greenblatt1989: the two spreads were derived from three means; the fourth is the rate constant
    people = published_population("diazepam, by mouth").parameters
    half_life = math.log(2) * people["volume"] / people["clearance"]
    assert_allclose(half_life.mean, 44.2, rtol=1e-3)
    assert_allclose((people["clearance"] / people["volume"]).mean, 0.0219, rtol=1e-3)
    assert_allclose([people["clearance"].mean, people["volume"].mean], [1.596, 83], rtol=1e-9)


def test_scores_of_newborns_are_correlated():
    drawn = published_population("newborn withdrawal").draw(20_000, np.random.default_rng(1))
    found = np.corrcoef(np.log(drawn["excess"]), np.log(drawn["decline_rate"]))[0, 1]
    assert_allclose(found, 0.778, atol=0.01)


def test_the_fast_fraction_of_the_depot_stays_a_fraction():
    drawn = published_population("buprenorphine, depot").draw(20_000, np.random.default_rng(1))
    assert 0 < drawn["fast_fraction"].min() < drawn["fast_fraction"].max() < 1
    assert_allclose(np.median(drawn["fast_fraction"]), 0.068, rtol=0.02)


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(ParameterError, match=r"name is 'cocaine'.*'diazepam, by mouth'.*Choose"):
        published_population("cocaine")
    assert population_names() == sorted(SETS)
