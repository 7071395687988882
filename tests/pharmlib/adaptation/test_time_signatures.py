"""Rebound, withdrawal and relapse: peaks, handovers, and what a short trial cannot tell."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar

from pharmlib.adaptation.time_signatures import ThreeSignatures, decay_interval
from pharmlib.checks import ParameterError

ROUNDING = 1e-12
STOP = ThreeSignatures(
    half_life=2.5,
    rebound_size=60.0,
    rebound_time=24.0,
    withdrawal_size=20.0,
    withdrawal_time=168.0,
    relapse_level=30.0,
    relapse_hazard=0.01 / 24,
)
stops = st.builds(
    ThreeSignatures,
    half_life=st.floats(0.5, 200),
    rebound_size=st.floats(0.1, 100),
    rebound_time=st.floats(1, 200),
    withdrawal_size=st.floats(0.1, 100),
    withdrawal_time=st.floats(5, 1000),
    relapse_level=st.floats(0, 100),
    relapse_hazard=st.floats(0, 0.01),
)
quick = settings(max_examples=40, deadline=None)


# Closed forms


def test_components_by_hand():
    t = np.array([0.0, 5.0, 100.0])
    k = math.log(2) / 2.5
    course = STOP.course(t)
    assert_allclose(course["rebound"], 60 * np.exp(-t / 24) * (1 - np.exp(-k * t)), rtol=1e-12)
    x = k * 168
    expected = 20 * x / (x - 1) * (np.exp(-t / 168) - np.exp(-k * t))
    assert_allclose(course["withdrawal"], expected, rtol=1e-10, atol=1e-12)
    assert_allclose(course["relapse"], 30 * (1 - np.exp(-0.01 / 24 * t)), rtol=1e-10)
    parts = course["rebound"] + course["withdrawal"] + course["relapse"]
    assert_allclose(course["total"], parts, rtol=ROUNDING)


def test_withdrawal_is_that_of_an_adapted_body():
    k, times = math.log(2) / 2.5, np.linspace(0, 400, 41)
    run = solve_ivp(
        lambda t, y: [(20 * np.exp(-k * t) - y[0]) / 168], (0, 400), [20], rtol=1e-10, atol=1e-12,
        t_eval=times,
    )  # fmt: skip
    net = run.y[0] - 20 * np.exp(-k * times)
    assert_allclose(STOP.course(times)["withdrawal"], net, atol=1e-7)


def test_peak_of_the_withdrawal_when_the_rates_agree():
    stop = STOP.replace(half_life=168 * math.log(2))
    # k*tau differs from 1 by rounding; the limit is smooth
    assert_allclose(stop.withdrawal_peak(), [168, 20 / math.e], rtol=1e-9)


# Laws


@quick
@given(stop=stops)
def test_peaks_are_the_peaks_of_the_curves(stop):
    for name, (when, height) in (
        ("rebound", stop.rebound_peak()),
        ("withdrawal", stop.withdrawal_peak()),
    ):
        found = minimize_scalar(
            lambda t, name=name: -stop.course([t])[name][0], bounds=(0, 5 * when), method="bounded"
        )
        assert_allclose(-found.fun, height, rtol=1e-6)
        assert_allclose(stop.course([when])[name][0], height, rtol=1e-9)


@quick
@given(stop=stops, factor=st.floats(1.1, 20))
def test_a_longer_half_life_means_less_and_later(stop, factor):
    slow = stop.replace(half_life=factor * stop.half_life)
    for name in ("rebound_peak", "withdrawal_peak"):
        early, late = getattr(stop, name)(), getattr(slow, name)()
        assert late[0] > early[0]
        assert late[1] < early[1]
    assert_allclose(slow.course([500.0])["relapse"], stop.course([500.0])["relapse"])


@quick
@given(stop=stops)
def test_the_named_component_is_the_largest(stop):
    times = np.linspace(0, 2000, 401)
    course = stop.course(times)
    found = stop.handovers(times)
    starts = [time for time, _ in found]
    assert starts == sorted(starts)
    for i, (start, name) in enumerate(found):
        end = starts[i + 1] if i + 1 < len(found) else 2001
        inside = (times > start) & (times < end)
        for other in ("rebound", "withdrawal", "relapse"):
            assert np.all(course[name][inside] >= course[other][inside] - 1e-9)


def test_handovers_lie_where_the_curves_cross():
    (start, first), (second, name), (third, last) = STOP.handovers(np.arange(0.0, 2000, 0.5))
    assert (start, first, name, last) == (0.0, "rebound", "withdrawal", "relapse")
    at = STOP.course([second, third])
    assert_allclose(at["rebound"][0], at["withdrawal"][0], rtol=1e-3)
    assert_allclose(at["withdrawal"][1], at["relapse"][1], rtol=1e-3)


# Published numbers


def test_triazolam_rebounds_in_the_first_night_and_diazepam_does_not():
    # triazolam: 10 % left after log2(10) * 2.5 = 8.3 h; diazepam with nordiazepam after two weeks,
    # so a half-life of about 101 h. kales1979: rebound after the first, none after the second.
    assert round(2.5 * math.log2(10), 1) == 8.3
    night = np.linspace(24, 32, 17)
    short = STOP.course(night)["rebound"].mean()
    long = STOP.replace(half_life=336 / math.log2(10)).course(night)["rebound"].mean()
    assert long < 0.2 * short


def test_reimer_gives_no_upper_bound():
    # reimer2009: active minus placebo 15, 17, 19 points at 2, 3, 4 weeks after the end; n = 59 each
    active, placebo = np.array([0.22, 0.22, 0.21]), np.array([0.07, 0.05, 0.02])
    errors = 100 * np.sqrt((active * (1 - active) + placebo * (1 - placebo)) / 59)
    best, shortest, longest = decay_interval(
        [336, 504, 672], 100 * (active - placebo), standard_errors=errors
    )
    assert best == math.inf
    assert longest == math.inf
    assert 168 < shortest < 4 * 168


# The inference


def test_exact_data_give_the_true_time_constant():
    times = np.linspace(0, 500, 6)
    best, shortest, longest = decay_interval(
        times, 40 * np.exp(-times / 120), standard_errors=np.full(6, 1.0)
    )
    assert_allclose(best, 120, rtol=1e-4)
    assert shortest < best < longest < math.inf


def test_interval_of_two_points_is_known():
    # with two points the fit is exact, and the ratio r = exp(-T/tau) is at the edge of the interval
    # when (v2 - r*v1)**2 / (s**2 * (1 + r**2)) is the quantile of chi-squared
    v1, v2, s, T = 20.0, 8.0, 2.0, 100.0
    best, shortest, longest = decay_interval([0, T], [v1, v2], standard_errors=[s, s])
    assert_allclose(best, T / math.log(v1 / v2), rtol=1e-5)
    for tau in (shortest, longest):
        r = math.exp(-T / tau)
        assert_allclose((v2 - r * v1) ** 2 / (s**2 * (1 + r**2)), 3.841459, rtol=1e-5)


@quick
@given(scale=st.floats(0.01, 100), stretch=st.floats(0.1, 10))
def test_units_do_not_matter(scale, stretch):
    times, values = np.array([0.0, 50, 120, 200]), np.array([10.0, 7.0, 3.5, 2.2])
    plain = decay_interval(times, values, standard_errors=np.ones(4))
    other = decay_interval(stretch * times, scale * values, standard_errors=np.full(4, scale))
    assert_allclose(other, np.array(plain) * stretch, rtol=1e-4)


def test_coverage_of_the_interval():
    rng = np.random.default_rng(20240601)
    times, tau = np.array([0.0, 100, 200, 300]), 150.0
    hits = 0
    for _ in range(200):
        values = 50 * np.exp(-times / tau) + rng.normal(0, 3, 4)
        _, low, high = decay_interval(times, values, standard_errors=np.full(4, 3.0))
        hits += low <= tau <= high
    assert 180 <= hits <= 199  # 95 % of 200 is 190, give or take three standard deviations of 3


def test_a_wider_level_is_a_wider_interval():
    data = ([0, 100, 200], [20, 11, 6])
    narrow = decay_interval(*data, standard_errors=[1, 1, 1], level=0.5)
    wide = decay_interval(*data, standard_errors=[1, 1, 1], level=0.99)
    assert wide[1] < narrow[1] < narrow[0] < narrow[2] < wide[2]
    # nothing after the first point: any fast decay fits
    assert decay_interval([0, 100], [20, 0], standard_errors=[1, 1])[1] == 0.0


# Errors


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: STOP.replace(half_life=0), ["half_life is 0.0 h", "above 0 h"]),
        (lambda: STOP.replace(relapse_hazard=-1), ["relapse_hazard is -1.0 1/h", "at least 0"]),
        (lambda: STOP.course([-1, 0]), ["times is -1.0 h", "at least 0"]),
        (
            lambda: decay_interval([1, 2], [3], standard_errors=[1, 1]),
            ["values has shape (1,)", "(2,)", "one of each"],
        ),
        (lambda: decay_interval([1], [3], standard_errors=[1]), ["two times or more"]),
        (
            lambda: decay_interval([1, 2], [3, 2], standard_errors=[1, 0]),
            ["standard_errors is 0.0", "above 0"],
        ),
        (
            lambda: decay_interval([1, 2], [3, 2], standard_errors=[1, 1], level=1),
            ["level is 1.0", "below 1"],
        ),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
