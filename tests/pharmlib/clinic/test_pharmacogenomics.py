"""Genes: ratios against kinetics, and one taper for two kinds of adaptation."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.checks import ParameterError
from pharmlib.clinic.pharmacogenomics import (
    CarrierTaper,
    clearance_ratio,
    dose_ratio,
    genotypes,
    metabolite_ratio,
    steady_state_ratio,
)
from pharmlib.kinetics.compartments import OneCompartment

ROUNDING = 1e-12
TIMES = np.linspace(0, 24 * 200, 2001)
COMMON = CarrierTaper(1.0, time_constant="14 d", rate=0.02 / 24)
CARRIER = COMMON.replace(ec50_ratio=2.0)


def test_published_methadone_ratios():
    # kharasch2015: clearance 45 and 35 % lower with *6/*6
    found = {each.drug: each.ratio for each in genotypes("CYP2B6") if each.genotype == "*6/*6"}
    assert found == {"S-methadone": 0.55, "R-methadone": 0.65}
    assert_allclose(steady_state_ratio([0.55, 0.65]), [1.82, 1.54], atol=0.005)


def test_codeine_ratio_is_that_of_the_printed_areas():
    (duplication, absent) = genotypes("CYP2D6")
    assert_allclose(duplication.ratio, 16 / 11, rtol=ROUNDING)  # kirchheiner2007
    assert absent.ratio.flag == "M"
    assert "approximate" in absent.ratio.note


def test_every_ratio_knows_what_it_changes_and_where_it_is_from():
    for each in genotypes():
        assert each.changes in ("ec50", "clearance", "formation")
        assert each.ratio.flag in ("V", "M")
        assert bool(each.ratio.source) == (each.ratio.flag == "V")


def test_steady_state_ratio_against_kinetics():
    common = OneCompartment(6.0, 200.0).average_concentration(60, 24)
    slow = OneCompartment(0.55 * 6.0, 200.0).average_concentration(60, 24)
    assert_allclose(slow / common, steady_state_ratio(0.55), rtol=ROUNDING)


def test_the_scaled_dose_has_the_same_effect():
    g, r = 1.93, 0.65
    dose = 30.0 * dose_ratio(g, r)
    effect = [
        C / (ec50 + C)
        for C, ec50 in (
            (OneCompartment(10.0, 50.0).average_concentration(30.0, 8), 0.4),
            (OneCompartment(10.0 * r, 50.0).average_concentration(dose, 8), 0.4 * g),
        )
    ]
    assert_allclose(effect[1], effect[0], rtol=ROUNDING)


@pytest.mark.parametrize(("a", "f"), [(0.0, 0.1), (0.5, 0.9), (1.5, 0.1), (3.0, 0.0)])
def test_metabolite_ratio_against_two_pools(a, f):
    def area_of_metabolite(activity):
        k_form, k_rest, k_out = f * activity + 1e-300, 1 - f, 0.7
        system = np.array([[-(k_form + k_rest), 0.0], [k_form, -k_out]])
        return np.linalg.solve(-system, [1.0, 0.0])[1]

    if f == 0:
        assert metabolite_ratio(a, f) == a
    else:
        expected = area_of_metabolite(a) / area_of_metabolite(1.0)
        assert_allclose(metabolite_ratio(a, f), expected, rtol=1e-10, atol=1e-15)


def test_clearance_is_shared_among_enzymes():
    assert clearance_ratio(1.0, 0.3) == 1.0
    assert_allclose(clearance_ratio([0.0, 2.0], 0.3), [0.7, 1.3], rtol=ROUNDING)


def test_if_adaptation_follows_effect_the_taper_is_the_same_for_all():
    assert_allclose(CARRIER.drive(TIMES), COMMON.drive(TIMES), rtol=ROUNDING)
    net = [each.course(TIMES)["net"] for each in (COMMON, CARRIER)]
    assert_allclose(net[1], net[0], atol=ROUNDING)


def test_if_it_follows_occupancy_the_carrier_has_the_harder_end():
    common, carrier = (each.course(TIMES, "occupancy") for each in (COMMON, CARRIER))
    assert_allclose(carrier["effect"][0], 2 / 3, rtol=ROUNDING)  # twice x0 = 1
    assert_allclose(common["effect"][0], 1 / 2, rtol=ROUNDING)
    when, height = carrier.maximum("net")
    assert height > 1.1 * common.maximum("net")[1]
    assert when > common.maximum("net")[0]


def test_course_against_the_equation_typed_again():
    def rate(t, C):
        x = 2.0 * np.exp(-0.02 / 24 * t)
        return (x / (1 + x) - C) / (14 * 24)

    run = solve_ivp(rate, (0, TIMES[-1]), [2 / 3], t_eval=TIMES, rtol=1e-10, atol=1e-12)
    # straight lines between points 2.4 h apart, with a rate of 0.0008/h
    course = CARRIER.course(TIMES, "occupancy")
    assert_allclose(course["compensation"], run.y[0], atol=1e-6)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: genotypes("BRCA1"), ["gene is 'BRCA1'", "OPRM1, COMT, CYP2B6, CYP2D6"]),
        (lambda: dose_ratio(-1), ["ec50_ratio is -1.0", "above 0"]),
        (lambda: dose_ratio(1, 0), ["clearance_ratio is 0.0", "above 0"]),
        (lambda: steady_state_ratio(0), ["clearance_ratio is 0.0", "above 0"]),
        (lambda: metabolite_ratio(1, 1.0), ["fraction is 1.0", "below 1"]),
        (lambda: clearance_ratio(-1, 0.5), ["activity is -1.0", "at least 0"]),
        (lambda: CARRIER.drive(TIMES, "dose"), ["follows is 'dose'", "'effect' or 'occupancy'"]),
        (lambda: COMMON.replace(rate=0), ["rate is 0.0 1/h", "above 0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
