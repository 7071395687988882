"""Log-normal and logit-normal parameters: moments, algebra, the book's exercises, errors."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from scipy.integrate import quad

from pharmlib.checks import ParameterError
from pharmlib.populations.distributions import LogitNormal, LogNormal, implied_cv

medians = st.floats(1e-3, 1e3)
spreads = st.floats(0.01, 1.5)
quick = settings(max_examples=40, deadline=None)


# Closed forms


@quick
@given(median=medians, omega=spreads)
def test_moments_are_those_of_scipy(median, omega):
    ours, theirs = LogNormal.from_spread(median, omega), stats.lognorm(omega, scale=median)
    assert_allclose(ours.mean, theirs.mean(), rtol=1e-12)
    assert_allclose(ours.sd, theirs.std(), rtol=1e-9)  # exp(omega**2) - 1 is small for small omega
    assert_allclose(ours.spread, omega, rtol=1e-12)
    assert_allclose(ours.quantile([0.01, 0.5, 0.99]), theirs.ppf([0.01, 0.5, 0.99]), rtol=1e-12)
    assert_allclose(ours.interval(0.9), theirs.interval(0.9), rtol=1e-12)


def test_omega_is_not_the_coefficient_of_variation():
    # the two agree within 2 % up to 0.3 and are far apart at 0.89 (naloxone, yang2024)
    assert_allclose(LogNormal.from_spread(1, 0.3).cv, 0.3069, atol=1e-4)
    assert_allclose(LogNormal.from_spread(1, 0.89).cv, 1.099, atol=1e-3)


@quick
@given(mean=medians, cv=st.floats(0.01, 2))
def test_mean_and_sd_come_back(mean, cv):
    there = LogNormal.from_mean(mean, cv * mean)
    assert_allclose([there.mean, there.sd], [mean, cv * mean], rtol=1e-12)


@quick
@given(a=medians, b=medians, s=spreads, t=spreads, power=st.floats(-2, 2))
def test_products_quotients_and_powers(a, b, s, t, power):
    x, y = LogNormal.from_spread(a, s), LogNormal.from_spread(b, t)
    for made, median, omega in (
        (x * y, a * b, math.hypot(s, t)),
        (x / y, a / b, math.hypot(s, t)),
        (2 * x, 2 * a, s),
        (x / 4, a / 4, s),
        (3 / x, 3 / a, s),
        (x**power, a**power, abs(power) * s),
    ):
        assert_allclose([made.median, made.spread], [median, omega], rtol=1e-9, atol=1e-150)


def test_a_quotient_has_the_mean_of_a_quotient():
    # by integration over both, not by the algebra
    x, y = LogNormal(3.0, 0.4), LogNormal(2.0, 0.6)
    density = stats.norm.pdf
    numerator, _ = quad(lambda z: x.at(z) * density(z), -12, 12)
    denominator, _ = quad(lambda z: density(z) / y.at(z), -12, 12)
    assert_allclose((x / y).mean, numerator * denominator, rtol=1e-8)


def test_extremes_are_where_the_order_statistics_are():
    # Blom's scores: within 1 % of the expected normal order statistic for 6 to 60 people
    drawn = np.sort(np.random.default_rng(2).standard_normal((40_000, 12)), axis=1).mean(axis=0)
    low, high = LogNormal.from_spread(1.0, 1.0).extremes(12)
    assert_allclose([math.log(low), math.log(high)], drawn[[0, -1]], rtol=0.02)


def test_logit_normal_is_expit_of_a_normal():
    there = LogitNormal(0.2, 0.8)
    odds = np.log(there.quantile([0.025, 0.5, 0.975]) / (1 - there.quantile([0.025, 0.5, 0.975])))
    assert_allclose(odds, math.log(0.25) + 0.8 * stats.norm.ppf([0.025, 0.5, 0.975]), rtol=1e-12)
    assert LogitNormal(0.068, 3.0).at(np.linspace(-8, 8, 99)).max() < 1


def test_no_spread_is_one_value():
    assert LogNormal(5.0, 0.0).quantile(0.9) == 5.0
    assert LogNormal(5.0, 0.0).interval() == (5.0, 5.0)


# Published numbers


def test_exercise_20_1_diazepam():
    # greenblatt1989, 48 men: mean half-life 44.2 h, clearance 26.6 mL/min, volume 83 L
    quotient = math.log(2) * 83 / (26.6 * 0.06)
    assert round(quotient, 1) == 36.0
    cv = implied_cv(44.2, quotient)
    assert round(cv, 3) == 0.476  # 0.475 from the quotient rounded to 36.05
    assert round(math.log1p(cv**2), 3) == 0.204
    clearance = LogNormal.from_mean(26.6 * 0.06, cv * 26.6 * 0.06)
    assert_allclose((math.log(2) * 83 / clearance).mean, 44.2, rtol=1e-12)


def test_exercise_20_2_naloxone():
    # yang2024: omega 0.89 around a typical 1.87 ng/mL
    low, high = LogNormal.from_spread(1.87, 0.89).interval(0.95)
    assert (round(low, 2), round(high, 1)) == (0.33, 10.7)


def test_text_with_units():
    assert_allclose(LogNormal("26.6 mL/min", "30 %", unit="L/h").median, 1.596, rtol=1e-12)


# Errors


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: LogNormal(0, 0.3), ["median is 0.0", "above 0"]),
        (lambda: LogNormal(1, -0.3), ["cv is -0.3", "at least 0"]),
        (lambda: LogNormal.from_spread(1, -1), ["spread is -1.0", "at least 0"]),
        (lambda: LogNormal.from_mean(-1, 1), ["mean is -1.0", "above 0"]),
        (lambda: LogNormal(1, 0.3).quantile(1.0), ["probability is 1.0", "below 1"]),
        (lambda: LogNormal(1, 0.3).interval(0), ["coverage is 0.0", "above 0"]),
        (lambda: LogNormal(1, 0.3).extremes(0), ["count is 0.0", "at least 1"]),
        (lambda: LogNormal(1, 0.3) * -2, ["factor is -2.0", "above 0"]),
        (lambda: LogNormal(1, 0.3) / 0, ["divisor is 0.0", "above 0"]),
        (lambda: LogitNormal(1.0, 0.3), ["median is 1.0", "below 1"]),
        (lambda: LogitNormal(0.5, -1), ["spread is -1.0", "at least 0"]),
        (lambda: implied_cv(36, 44), ["ratio_of_means is 44.0", "at most", "Exchange"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
