"""Saturable elimination: closed forms, limits, alcohol, and the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import lambertw

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.drugs import drug
from pharmlib.kinetics.elimination import MichaelisMenten, ZeroOrder, widmark
from pharmlib.kinetics.parallel_elimination import ParallelElimination
from pharmlib.simulation import simulate

ROUNDING = 1e-12  # a few operations in double precision
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred

ETHANOL = MichaelisMenten("0.21 g/L/h", "0.05 g/L")
PARALLEL = ParallelElimination(200.0, 50.0, linear_rate=0.1)
GRID = np.linspace(0, 20, 81)
quick = settings(max_examples=60, deadline=None)
enzymes = st.builds(MichaelisMenten, st.floats(1, 500), st.floats(0.1, 1000))
levels = st.floats(0.01, 5000)


# Michaelis-Menten


def test_the_start_is_the_start():
    assert_allclose(ETHANOL.concentration(2500, [0]), [2500], rtol=ROUNDING)


def test_lambert_where_it_does_not_overflow():
    C0, Vmax, Km = 80.0, 20.0, 10.0
    t = np.linspace(0, 10, 21)
    expected = Km * lambertw(C0 / Km * np.exp((C0 - Vmax * t) / Km)).real
    assert_allclose(MichaelisMenten(Vmax, Km).concentration(C0, t), expected, rtol=ROUNDING)


def test_lambert_where_it_would_overflow():
    # exp(5000/0.5) is infinite; far above Km the fall is a straight line
    got = MichaelisMenten(200, 0.5).concentration(5000, [0, 10, 20])
    # t = (C0 - C)/Vmax + (Km/Vmax)*ln(C0/C): the logarithm lifts the line by Km*ln(C0/C)
    assert_allclose(got, [5000, 3000 + 0.5 * np.log(5 / 3), 1000 + 0.5 * np.log(5)], rtol=1e-6)


def test_far_below_saturation_it_is_exponential():
    enzyme = MichaelisMenten(100, 1000)
    got = enzyme.concentration(1e-3, GRID)
    # C/Km is 1e-6, and so is the deviation of the rate; over 2 time constants it adds up
    assert_allclose(got, 1e-3 * np.exp(-0.1 * GRID), rtol=4e-6)


def test_nothing_stays_nothing():
    assert ETHANOL.concentration(0, GRID).tolist() == [0] * GRID.size


@quick
@given(enzyme=enzymes, initial=levels, share=st.floats(0.001, 1))
def test_time_and_concentration_are_inverse(enzyme, initial, share):
    time = enzyme.time_to(initial, share * initial)
    got = enzyme.concentration(initial, time)
    # below saturation, an error of the time of 1e-16 (C0/Km + ln) is multiplied by Vmax/Km
    slack = 1e-13 * (1 + initial / enzyme.half_saturation)
    assert_allclose(got, share * initial, rtol=max(slack, ROUNDING))


@quick
@given(enzyme=enzymes, initial=levels)
def test_the_concentration_falls_between_its_two_limits(enzyme, initial):
    C = enzyme.concentration(initial, GRID)
    line = initial - enzyme.maximum_rate * GRID
    exponential = initial * np.exp(-enzyme.maximum_rate / enzyme.half_saturation * GRID)
    slack = 1e-9 * initial
    assert np.all(np.diff(C) <= slack)
    assert np.all(line - slack <= C)
    assert np.all(exponential - slack <= C)
    assert np.all(enzyme.rate(C) <= enzyme.maximum_rate)


@quick
@given(enzyme=enzymes, initial=levels, a=st.floats(0, 10), b=st.floats(0, 10))
def test_two_waits_are_one_long_wait(enzyme, initial, a, b):
    halfway = enzyme.concentration(initial, a)
    got = enzyme.concentration(halfway, b)
    # ln of the concentration carries the error of C0/Km, at most 5e4 * 1e-16
    assert_allclose(got, enzyme.concentration(initial, a + b), rtol=1e-9, atol=1e-12 * initial)


def test_the_slope_is_the_rate():
    step = 1e-4
    before, after = ETHANOL.concentration(300, [1 - step, 1 + step])
    middle = ETHANOL.concentration(300, 1)
    # central difference: an error of the order of step**2
    assert_allclose((before - after) / (2 * step), ETHANOL.rate(middle), rtol=1e-6)


@quick
@given(enzyme=enzymes, share=st.floats(1e-9, 0.999))
def test_at_steady_state_the_rate_is_the_input(enzyme, share):
    R = share * enzyme.maximum_rate
    # Vmax - R loses three digits at 0.999
    assert_allclose(enzyme.rate(enzyme.steady_state(R)), R, rtol=1e-9)


# Published numbers


def test_rates_of_alcohol_elimination():
    # Vmax 0.21 g/L/h and Km 0.05 g/L (norberg2003 gives 0.05-0.1 for alcohol dehydrogenase):
    # at 2, 0.5, 0.1, 0.05 g/L the rate is 0.205, 0.191, 0.140, 0.105 g/L/h
    rates = ETHANOL.rate(np.array([2000.0, 500.0, 100.0, 50.0])) / 1000
    assert rates.round(3).tolist() == [0.205, 0.191, 0.140, 0.105]


def test_two_drinkers():
    # winek1984: 0.15 g/L/h in social, 0.30 in dependent drinkers; from 2.5 g/L to nothing in
    # 16.7 and 8.3 h, to 0.5 g/L in 13.3 and 6.7 h
    facts = drug("ethanol")
    for rate, to_zero, to_half in [
        (facts.elimination_rate_social_drinkers, 16.7, 13.3),
        (facts.elimination_rate_dependent, 8.3, 6.7),
    ]:
        drinker = ZeroOrder(rate)
        assert round(drinker.time_to("2.5 g/L"), 1) == to_zero
        assert round(drinker.time_to("2.5 g/L", "0.5 g/L"), 1) == to_half


def test_pure_saturation_cannot_be_paroxetine():
    # labelparoxetine2026: the steady state is about 8 times the prediction from a single dose at
    # 30 mg/d. With Css = 7*Km, Vmax = 30*8/7 = 34.3 mg/d, so 40 mg/d would have no steady state;
    # but patients on 40 mg/d have one.
    volume = 1.0
    enzyme = MichaelisMenten(30 * 8 / 7 / 24 / volume, 1.0)
    assert_allclose(enzyme.steady_state("30 mg/L/d"), 7.0, rtol=ROUNDING)
    with pytest.raises(ParameterError, match="rises for ever"):
        enzyme.steady_state("40 mg/L/d")


# Zero order


def test_a_straight_line_down_to_nothing():
    assert ZeroOrder(100).concentration(250, [0, 1, 2.5, 3]).tolist() == [250, 150, 0, 0]


@quick
@given(rate=st.floats(1, 500), initial=levels, share=st.floats(0, 1))
def test_zero_order_is_the_limit_of_a_tiny_half_saturation(rate, initial, share):
    final = share * initial
    time = ZeroOrder(rate).time_to(initial, final)
    got = MichaelisMenten(rate, 1e-9).concentration(initial, time)
    # the logarithm of the exact law: Km*ln(C0/C), below 1e-9 * 50; rounding of C0 itself
    assert_allclose(got, final, rtol=1e-9, atol=1e-7)


# Widmark


def test_widmark():
    # 80 g of alcohol, 80 kg, r = 0.68 (the classical value for men): 1.47 g/L
    got = widmark(80, 80, distribution_ratio=0.68)
    assert round(got / 1000, 2) == 1.47
    assert_allclose(widmark("80000 mg", "80 kg", distribution_ratio=0.68), got, rtol=ROUNDING)
    assert_allclose(
        widmark([20.0, 40.0], 80, distribution_ratio=0.7), np.array([20, 40]) / 0.056, rtol=ROUNDING
    )


def test_a_dose_gives_what_widmark_says():
    body = MichaelisMenten("0.21 g/L/h", "0.05 g/L", volume=0.7 * 80)
    run = simulate(body, [0, 1], regimen=once("70 g"))
    assert_allclose(run["concentration"][0], widmark(70, 80, distribution_ratio=0.7), rtol=ROUNDING)


# The solver


@pytest.mark.parametrize("initial", [2500.0, 50.0, 1.0])
def test_michaelis_menten_by_the_solver(initial):
    expected = ETHANOL.concentration(initial, GRID)
    # an error made at the top of the line stays the same in mg/L all the way down
    run = simulate(ETHANOL, GRID, initial=[initial])
    assert_allclose(run["concentration"], expected, atol=SOLVER * initial)
    run = simulate(ETHANOL, GRID, initial=[initial], rtol=1e-12, atol=1e-13)
    assert_allclose(run["concentration"], expected, rtol=SOLVER, atol=1e-10 * initial)


def test_zero_order_by_the_solver():
    run = simulate(ZeroOrder(150), GRID, initial=[2500.0])
    # at the corner, where nothing is left, the solver may pass 0 by what its step allows
    assert_allclose(run["concentration"], ZeroOrder(150).concentration(2500, GRID), atol=1e-2)


def test_drinks_add_up_less_than_linearly():
    # a second drink finds the enzyme busy: the area more than doubles
    body = MichaelisMenten(150, 50, volume=50)
    grid = np.linspace(0, 40, 801)
    one, two = (
        np.trapezoid(
            simulate(body, grid, regimen=every("15 g", 0.01, times=n))["concentration"], grid
        )
        for n in (1, 2)
    )
    assert two > 2.5 * one


@pytest.mark.parametrize("body", [ETHANOL, ZeroOrder(150), PARALLEL])
def test_many_starts_and_many_times_are_the_single_ones(body):
    starts, times = np.array([0.0, 1e-300, 5.0, 2500.0]), np.array([3.0, 0.0, 40.0])
    table = body.concentration(starts[:, None], times)
    assert table.shape == (4, 3)
    alone = [[body.concentration(start, time) for time in times] for start in starts]
    assert table.tolist() == alone
    assert body.concentration("2.5 g/L", "90 min") == body.concentration(2500, 1.5)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: MichaelisMenten(0, 1), ["maximum_rate is 0.0 mg/L/h", "above 0 mg/L/h"]),
        (lambda: MichaelisMenten(1, -1), ["half_saturation is -1.0 mg/L", "above 0 mg/L"]),
        (lambda: MichaelisMenten(1, 1, volume=0), ["volume is 0.0 L", "above 0 L"]),
        (lambda: ETHANOL.concentration(-1, [0]), ["initial is -1.0 mg/L", "at least 0 mg/L"]),
        (lambda: ETHANOL.concentration(1, [-1, 0]), ["times is -1.0 h", "at least 0 h"]),
        (lambda: ETHANOL.time_to(100, 0), ["final is 0.0 mg/L", "above 0 mg/L"]),
        (
            lambda: ETHANOL.time_to(100, 200),
            ["final is 200.0 mg/L", "at most initial", "100.0 mg/L", "Exchange"],
        ),
        (lambda: ETHANOL.rate(-1), ["concentration is -1.0 mg/L", "at least 0 mg/L"]),
        (
            lambda: ETHANOL.steady_state("0.21 g/L/h"),
            [
                "input_rate is 210.0 mg/L/h",
                "below maximum_rate, 210.0 mg/L/h",
                "Lower the dose",
            ],
        ),
        (lambda: ZeroOrder(-1), ["rate is -1.0 mg/L/h", "above 0 mg/L/h"]),
        (lambda: ZeroOrder(1).concentration(1, [2, -1]), ["times is -1.0 h", "at least 0 h"]),
        (lambda: ZeroOrder(1).time_to(1, 2), ["final is 2.0 mg/L", "at most initial", "Exchange"]),
        (lambda: widmark(-1, 80, distribution_ratio=0.7), ["amount_g is -1.0 g", "at least 0 g"]),
        (lambda: widmark(1, 0, distribution_ratio=0.7), ["weight_kg is 0.0 kg", "above 0 kg"]),
        (
            lambda: widmark(1, 80, distribution_ratio=70),
            ["distribution_ratio is 70.0 L/kg", "at most 1.5 L/kg"],
        ),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
