"""Curves: the chain of first-order stages against exact arithmetic, matrices and quadrature."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.linalg import expm

from pharmlib.checks import ParameterError
from pharmlib.dosing import Dose
from pharmlib.kinetics.curves import Curve, chain

# exp(-x) is known to x times the rounding of x: with x up to 100, 1e-14; five stages make it ten
EXACT = 2e-13
QUADRATURE = 1e-9  # what `quad` is asked for

quick = settings(max_examples=60, deadline=None)
rates = st.lists(st.floats(0.01, 10), min_size=1, max_size=5)
times = st.floats(0.01, 10)


def exact_chain(rates, time):
    """The divided difference of its definition, with 150 digits; equal rates are 1e-20 apart."""
    with localcontext() as context:
        context.prec = 150
        k = [Decimal(rate) + i * Decimal(10) ** -20 for i, rate in enumerate(sorted(rates))]
        column = [(-rate * Decimal(time)).exp() for rate in k]
        for gap in range(1, len(k)):
            column = [
                (column[i] - column[i + 1]) / (k[i + gap] - k[i]) for i in range(len(k) - gap)
            ]
        return float(column[0])


@quick
@given(rates=rates, time=times)
def test_chain_of_any_rates(rates, time):
    assert_allclose(chain(rates, time), exact_chain(rates, time), rtol=EXACT)


@quick
@given(
    rate=st.floats(0.01, 10),
    gaps=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    scale=st.integers(-14, 0),
    time=times,
)
def test_chain_of_rates_that_nearly_agree(rate, gaps, scale, time):
    rates = [rate] + [rate * (1 + gap * 10.0**scale) for gap in gaps]
    assert_allclose(chain(rates, time), exact_chain(rates, time), rtol=EXACT)


def test_equal_rates():
    t = np.linspace(0, 20, 41)
    assert_allclose(chain([0.5] * 3, t), t**2 / 2 * np.exp(-0.5 * t), rtol=EXACT)


def test_two_rates_are_bateman():
    t = np.linspace(0.1, 20, 41)
    assert_allclose(chain([2.0, 0.1], t), (np.exp(-0.1 * t) - np.exp(-2 * t)) / 1.9, rtol=EXACT)


@pytest.mark.parametrize("rates", [[0.1, 2.0, 0.7], [0.3, 0.3, 0.3, 0.5], [1.0, 0.0]])
def test_chain_is_a_matrix_exponential(rates):
    n, time = len(rates), 1.7
    system = np.diag(-np.array(rates)) + np.diag(np.ones(n - 1), -1)
    # a rotation hides the triangle: expm has a short cut for it that is wrong at equal rates
    turn = np.linalg.qr(np.arange(n * n).reshape(n, n) ** 2 + np.eye(n))[0]
    whole = turn @ expm(turn.T @ system @ turn * time) @ turn.T
    assert_allclose(chain(rates, time), whole[-1, 0], rtol=1e-12)  # expm itself keeps 13 digits


@quick
@given(rates=rates, time=times)
def test_order_of_the_stages_does_not_matter(rates, time):
    assert_allclose(chain(rates[::-1], time), chain(rates, time), rtol=0)


def curve_of(pieces, stages):
    curve = Curve.exponentials([c for c, _ in pieces], [k for _, k in pieces])
    for rate in stages:
        curve = curve.through(rate)
    return curve


curves = st.builds(
    curve_of,
    st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.05, 5)), min_size=1, max_size=2),
    st.lists(st.floats(0.05, 5), max_size=2),
)


@settings(max_examples=15, deadline=None)
@given(curve=curves, rate=st.floats(0.05, 5), time=st.floats(0.1, 8))
def test_a_stage_is_a_convolution(curve, rate, time):
    expected, _ = quad(
        lambda s: curve.value(s) * rate * np.exp(-rate * (time - s)),
        0,
        time,
        epsrel=QUADRATURE,
        epsabs=0,
    )
    assert_allclose(curve.through(rate).value(time), expected, rtol=10 * QUADRATURE)


@settings(max_examples=15, deadline=None)
@given(curve=curves, time=st.floats(0.1, 8))
def test_integral_is_the_area_so_far(curve, time):
    expected, _ = quad(curve.value, 0, time, epsrel=QUADRATURE, epsabs=0)
    assert_allclose(curve.integral(time), expected, rtol=10 * QUADRATURE)


@quick
@given(curve=curves, rate=st.floats(0.05, 5))
def test_a_stage_delays_and_loses_nothing(curve, rate):
    later = curve.through(rate)
    t = np.linspace(0.1, 30, 60)
    assert_allclose(later.area, curve.area, rtol=EXACT)
    assert_allclose(curve.integral(1e4), curve.area, rtol=EXACT)  # 0.05/h: 500 time constants
    assert np.all(later.integral(t) < curve.integral(t) * (1 + EXACT))
    assert later.value(0.0) == 0


@quick
@given(curve=curves, duration=st.floats(0.1, 10))
def test_an_infusion_is_the_mean_of_shifted_doses(curve, duration):
    t = np.linspace(0, 20, 41)
    expected = (curve.integral(t) - curve.integral(t - duration)) / duration
    # the difference of two areas is good to rounding of the whole area, not of the tail
    assert_allclose(curve.infused(t, duration), expected, rtol=1e-10, atol=1e-14 * curve.area)


def test_the_tail_of_an_infusion_keeps_its_digits():
    # one stage: C = (1 - exp(-kT))/(kT) * exp(-k(t - T)) after the end, here down to 1e-26
    T, k, t = 2.0, 1.0, 62.0
    expected = -np.expm1(-k * T) / (k * T) * np.exp(-k * (t - T))
    assert_allclose(Curve.exponentials([1], [k]).infused(t, T), expected, rtol=EXACT)


def test_a_very_short_infusion_is_a_dose():
    curve = Curve.exponentials([1.0], [0.3]).through(0.8)
    t = np.array([1.0, 5.0, 20.0])
    # the mean over 1e-6 h differs by half of that times the slope
    assert_allclose(curve.infused(t, 1e-6), curve.value(t), rtol=1e-6)
    assert_allclose(curve.infused(t, 0), curve.value(t), rtol=0)


@quick
@given(curve=curves, interval=st.floats(1, 24))
def test_repeated_for_ever_is_a_sum_over_all_past_doses(curve, interval):
    t = np.linspace(0, interval, 7)
    past = np.arange(1200)[:, None]  # 0.05/h times 1200 h: the rest is below 1e-26
    expected = curve.value(t + past * interval).sum(axis=0)
    assert_allclose(curve.repeated(t, interval), expected, rtol=1e-11)


def test_nothing_happens_before_the_dose():
    curve = Curve.exponentials([1.0], [0.3])
    t = np.array([-5.0, -1e-9, 0.0])
    assert curve.value(t).tolist() == [0, 0, 1]
    assert curve.integral(t).tolist() == [0, 0, 0]
    assert curve.infused(t, 1.0).tolist() == [0, 0, 0]


def test_the_slowest_stage_governs_the_tail():
    flip_flop = Curve.exponentials([1.0], [0.5]).through(0.1)
    assert flip_flop.slowest_rate == 0.1
    ratio = flip_flop.value(101.0) / flip_flop.value(100.0)
    assert_allclose(ratio, np.exp(-0.1), rtol=1e-12)  # exp(-0.4*100) of the fast part is left


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda c: c.through(0), ["rate is 0.0 1/h", "above 0 1/h"]),
        (lambda c: c.infused([1.0], -1), ["duration is -1.0 h", "at least 0 h"]),
        (lambda c: c.repeated([0.0], 0), ["interval is 0.0 h", "above 0 h"]),
        (lambda c: c.repeated([25.0], 24), ["times is 25.0 h", "from 0 to 24 h"]),
        (lambda c: Curve.exponentials([1], [-1]), ["rates is -1.0 1/h", "above 0 1/h"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action(Curve.exponentials([1.0], [1.0]))
    for word in [*words, "sign and unit"]:
        assert word in str(error.value)


doses = st.builds(
    lambda time, amount, duration: Dose(time, amount, duration=duration),
    st.floats(-30, 30),
    st.floats(0, 10),
    st.sampled_from([0.0, 0.5, 7.0]),
)


@quick
@given(curve=curves, doses=st.lists(doses, max_size=8))
def test_after_doses_is_a_sum_over_them(curve, doses):
    t = np.unique([*np.linspace(-5, 40, 46), *(dose.time for dose in doses)])
    expected = sum(
        (dose.amount * curve.infused(t - dose.time, dose.duration) for dose in doses),
        np.zeros(t.size),
    )
    # 60 h at 5/h: exp(-300) is known to 300 times its rounding
    assert_allclose(curve.after(doses, t), expected, rtol=1e-12, atol=1e-100)


def test_curves_add_up():
    a, b = Curve.exponentials([2.0], [0.3]), Curve.exponentials([1.0], [0.05]).through(0.7)
    t = np.linspace(0, 20, 41)
    assert_allclose((a + b).value(t), a.value(t) + b.value(t), rtol=EXACT)
    with pytest.raises(TypeError):
        a + 1.0
