"""Two sites fed from the blood: tolerance, shift of the EC50, rebound, and what morphine does."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.counter_regulation import CounterRegulation, interdose_swing
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

ROUNDING = 1e-12
RAT = CounterRegulation(ec50=0.3, tolerance_constant=0.2)
levels = st.floats(0, 50)


def test_sites_follow_a_constant_concentration():
    t = np.array([0.0, 25 / 60, 26.0, 52.0])
    course = RAT.respond(2.0, t)
    assert_allclose(course["effect_site"], 2 * (1 - 2 ** (-t / (25 / 60))), rtol=ROUNDING)
    assert_allclose(course["tolerance_site"], 2 * (1 - 2 ** (-t / 26)), rtol=1e-11)
    assert_allclose(course["ec50_shift"], 1 + course["tolerance_site"] / 0.2, rtol=ROUNDING)


def test_sites_agree_with_scipy_and_with_simulate():
    t = np.linspace(0, 60, 25)

    def blood(time):
        return 1.5 * math.exp(-time / 10)

    ke, kt = math.log(2) / (25 / 60), math.log(2) / 26
    run = solve_ivp(
        lambda time, y: [ke * (blood(time) - y[0]), kt * (blood(time) - y[1])],
        (0, 60), [0, 0], t_eval=t, rtol=1e-10, atol=1e-12,
    )  # fmt: skip
    fine = np.linspace(0, 60, 60 * 240 + 1)
    got = RAT.respond(blood(0) * np.exp(-fine / 10), fine)
    again = simulate(RAT.driven(blood), t)
    for name, expected in zip(("effect_site", "tolerance_site"), run.y, strict=True):
        assert_allclose(got.at(t, name), expected, atol=1e-6)  # lines through an exponential
        assert_allclose(again[name], expected, atol=1e-7)  # 1e-8 a step


def test_with_one_binding_site_it_is_competition():
    # agonist with efficacy 1 and counter agent with efficacy -1 at one site
    a, b = 0.6 / 0.3, 0.5 / 0.2
    assert_allclose(RAT.effect(0.6, 0.5), (a - b) / (1 + a + b), rtol=ROUNDING)


@given(levels, levels, st.floats(0.3, 6), st.floats(0, 1))
def test_effect_stays_between_full_and_full_opposite(Ce, Ct, n, eps):
    body = RAT.replace(hill_slope=n, counter_efficacy=eps)
    assert -eps <= body.effect(Ce, Ct) <= 1
    assert body.effect(Ce + 1, Ct) >= body.effect(Ce, Ct) - ROUNDING
    assert body.effect(Ce, Ct + 1) <= body.effect(Ce, Ct) + ROUNDING


@given(st.floats(0.01, 5), levels, st.floats(0.3, 6))
def test_a_mere_competitor_shifts_the_curve_and_leaves_its_shape(Ce, Ct, n):
    # exercise 7.2: the concentration for the same effect scales with the shift, for any slope
    body = RAT.replace(hill_slope=n, counter_efficacy=0.0)
    shift = body.ec50_shift(Ct)
    assert_allclose(body.effect(Ce * shift, Ct), body.effect(Ce, 0.0), rtol=1e-9, atol=1e-12)
    assert body.effect(0.0, Ct) == 0.0  # and there is no rebound


def test_rebound_after_infusions_but_not_after_a_bolus():
    # ekblom1993: 4.2 and 2.5 umol/h for 4 d, bolus of 35 umol/kg; clearance 108 and 148
    # mL/min/kg; a rat of 0.3 kg. The bolus is over long before the tolerance site has moved.
    times = np.linspace(0, 192, 1921)

    def infused(rate):
        blood = np.where(times < 96, rate / 0.3 / (0.108 * 60) * 0.28534, 0.0)
        return -RAT.respond(blood, times)["effect"].min()

    left = math.log(2) / 26 * 35 / (0.148 * 60) * 0.28534
    bolus = -RAT.effect(0.0, left)
    assert infused(4.2) > infused(2.5) > 3 * bolus
    assert bolus > 0


def test_tolerance_of_the_first_days():
    # fraction of tolerance 0.47, 0.72, 0.85 and 0.92 after 1, 2, 3 and 4 d
    course = RAT.respond(1.0, np.arange(0, 5) * 24.0)
    assert_allclose(course["tolerance_site"][1:], [0.47, 0.72, 0.85, 0.92], atol=0.005)


def test_swing_of_methadone():
    # exercise 7.3: peak over trough 1.7
    for n, high in ((1.0, 0.57), (2.8, 0.68), (5.4, 0.81)):
        low, top = interdose_swing(1.7, n)
        assert_allclose([low, top], [1 - high, high], atol=0.005)
    assert interdose_swing(1.0, 5.4) == (0.5, 0.5)
    body = CounterRegulation(ec50=1.0, tolerance_constant=1.0, hill_slope=2.8)
    edges = body.effect(np.sqrt([1 / 1.7, 1.7]), np.zeros(2))
    assert_allclose(edges, interdose_swing(1.7, 2.8), rtol=ROUNDING)


@settings(deadline=None)
@given(st.floats(1, 100), st.floats(0.1, 8))
def test_swing_is_symmetric_and_grows(r, n):
    low, high = interdose_swing(r, n)
    assert_allclose(low + high, 1.0, rtol=ROUNDING)
    assert interdose_swing(r * 1.1, n)[1] >= high


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RAT.replace(ec50=0.0), r"ec50 is 0.0 mg/L; it must be above 0 mg/L"),
        (lambda: RAT.replace(counter_efficacy=1.1), r"counter_efficacy is 1.1; .*from 0 to 1"),
        (lambda: RAT.respond(-1.0, [0, 1]), r"concentration is -1.0 mg/L; .*at least 0"),
        (lambda: RAT.respond(1.0, [0, 1], initial=0.0), r"initial has shape \(\); .*\(0.0, 0.0\)"),
        (lambda: RAT.effect(-1.0, 0.0), r"effect_site is -1.0 mg/L; .*at least 0"),
        (lambda: interdose_swing(0.5, 1.0), r"peak_to_trough is 0.5; .*at least 1"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
