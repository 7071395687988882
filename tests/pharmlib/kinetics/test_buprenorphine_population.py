"""Buprenorphine's population model: published levels, size of the body, the depot."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.drugs import drug
from pharmlib.kinetics.buprenorphine_population import BuprenorphineKinetics
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
MODEL = BuprenorphineKinetics()


def test_it_agrees_with_the_drug_table():
    facts = drug("buprenorphine")
    assert facts.clearance == MODEL.clearance
    assert facts.volume == MODEL.central_volume
    assert facts.intercompartmental_clearance == MODEL.intercompartmental_clearance
    assert facts.peripheral_volume == MODEL.peripheral_volume
    assert facts.absorption_rate == MODEL.tablet_absorption_rate
    assert facts.bioavailability == MODEL.tablet_bioavailability
    assert_allclose(MODEL.blood().terminal_half_life, facts.half_life, atol=0.05)


@pytest.mark.parametrize(
    ("dose", "low", "high"),
    [(2, 0.5, 1.0), (16, 5.0, 6.0), (32, 13.0, 14.0)],
)
def test_peaks_under_the_tongue(dose, low, high):
    # greenwald2003; the two studies differ by 20 % at 32 mg
    peak = 1000 * MODEL.sublingual(dose).steady_state(dose, 24).maximum("concentration")[1]
    assert 0.8 * low < peak < 1.2 * high


def test_sixteen_milligrams_of_film():
    # jones2021: 5.6 and 1.4 ng/mL
    day = MODEL.sublingual(16).steady_state(16, 24)
    assert round(1000 * day.maximum("concentration")[1], 1) == 5.6
    assert round(1000 * day.minimum("concentration")[1], 1) == 1.4


def test_from_sixteen_milligrams_on_less_arrives():
    small, large = MODEL.sublingual(15.99), MODEL.sublingual(16)
    assert_allclose(large.bioavailability / small.bioavailability, 0.765, rtol=ROUNDING)
    tablet, film = MODEL.sublingual(8, film=False), MODEL.sublingual(8)
    assert_allclose(film.bioavailability / tablet.bioavailability, 1.47, rtol=ROUNDING)
    assert_allclose(film.absorption_rate / tablet.absorption_rate, 0.636, rtol=ROUNDING)


def test_a_larger_person():
    large = MODEL.blood(weight=140, body_mass_index=49.6)
    assert_allclose(large.clearance, 52.2 * 2**0.75 * 2**-0.362, rtol=ROUNDING)
    assert_allclose(large.intercompartmental_clearance, 79.5 * 2**0.75, rtol=ROUNDING)
    assert_allclose([large.central_volume, large.peripheral_volume], [864, 2220], rtol=ROUNDING)
    assert_allclose(MODEL.monthly(body_mass_index=49.6).fast_rate, 0.0277 * 2**-1.32, rtol=ROUNDING)
    assert MODEL.sublingual(8, weight=140).model == MODEL.blood(weight=140)


def test_a_depot_arrives_whole_and_a_film_does_not():
    assert_allclose(MODEL.monthly().curve.area, 1 / 52.2, rtol=1e-10)
    assert_allclose(MODEL.sublingual(8).curve.area, 0.185 * 1.47 / 52.2, rtol=1e-10)


def test_months_of_injections():
    # jones2021 model; the label of the depot (approximate): means of 3.2 and 6.5 ng/mL on 100 and
    # 300 mg a month, a terminal half-life of 43 to 60 d
    depot = MODEL.monthly()
    assert 43 <= depot.terminal_half_life / 24 <= 60
    month = 5 * 672 + np.linspace(0, 672, 673)
    for dose, published in ((100, 3.2), (300, 6.5)):
        regimen = every(300, 672, times=2) + every(dose, 672, times=4, start=2 * 672)
        mean = 1000 * depot.concentration(regimen, month).mean()
        assert_allclose(mean, published, rtol=0.2)


def test_the_first_injection_peaks_within_two_days():
    hours = np.arange(0, 673.0)
    level = 1000 * MODEL.monthly().concentration(once(300), hours)
    assert 12 < hours[np.argmax(level)] < 48
    assert level[24] > 2 * level[336]


def test_by_the_solver():
    times = np.linspace(0, 2000, 51)
    regimen = every(300, 672, times=2)
    run = simulate(MODEL.monthly(), times, regimen=regimen)
    expected = MODEL.monthly().concentration(regimen, times)
    assert_allclose(run["concentration"], expected, rtol=SOLVER, atol=1e-9)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: MODEL.blood(weight=0), ["weight is 0.0 kg", "above 0 kg"]),
        (lambda: MODEL.monthly(body_mass_index=-1), ["body_mass_index is -1.0", "above 0"]),
        (lambda: MODEL.sublingual(-2), ["dose is -2.0 mg", "at least 0 mg"]),
        (lambda: MODEL.replace(fast_fraction=2), ["fast_fraction is 2.0", "from 0 to 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
