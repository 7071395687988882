"""The adrenal axis: exact hormones, integral control, and the order in which it wakes up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.adrenal_axis import AdrenalAxis
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

DAY = 24.0
AXIS = AdrenalAxis()
masses = st.floats(1e-6, 10)


@given(masses, masses, st.floats(0, 20), st.floats(1.01, 20))
def test_hormones_solve_their_equations(P, A, D, b):
    axis = AXIS.replace(maximum_drive=b)
    crh, acth, cortisol = axis.hormones(P, A, D)
    assert_allclose(crh, b / (1 + (b - 1) * (cortisol + D)), rtol=1e-10)
    assert_allclose(acth, P * crh, rtol=1e-12)
    assert_allclose(cortisol, A * acth, rtol=1e-10)
    assert 0 < crh <= b * (1 + 1e-12)


def test_health_stands_still():
    assert AXIS.hormones(1.0, 1.0) == (1.0, 1.0, 1.0)
    assert AXIS.rates(0.0, np.array([1.0, 1.0])).tolist() == [0.0, 0.0]


def test_below_replacement_the_glands_make_up_the_rest():
    # integral control: whatever is taken, CRH and ACTH come back to 1, and the total to 1
    run = simulate(AXIS.driven(0.4), [0.0, 4000 * DAY], rtol=1e-6)
    crh, acth, cortisol = AXIS.hormones(run["pituitary"][-1], run["adrenal"][-1], 0.4)
    assert_allclose([crh, acth, cortisol], [1.0, 1.0, 0.6], rtol=1e-4)
    assert_allclose([run["pituitary"][-1], run["adrenal"][-1]], [1.0, 0.6], rtol=1e-4)


def test_above_replacement_they_shrink_for_ever():
    D, b = 3.0, AXIS.maximum_drive
    t = np.array([0.0, 600.0, 700.0]) * DAY
    run = simulate(AXIS.driven(D), t, rtol=1e-8, atol=1e-20)
    # with no cortisol left, CRH = b/(1 + (b - 1) D), and the pituitary fades exponentially
    rate = (1 - b / (1 + (b - 1) * D)) * math.log(2) / (20 * DAY)
    fall = math.log(run["pituitary"][1] / run["pituitary"][2]) / (100 * DAY)
    assert_allclose(fall, rate, rtol=1e-4)
    adrenal = math.log(run["adrenal"][1] / run["adrenal"][2]) / (100 * DAY)
    assert_allclose(adrenal, math.log(2) / (30 * DAY), rtol=1e-3)


def recovery(months, D=3.0):
    """Return days since the stop, ACTH and cortisol after some months on a glucocorticoid."""
    end = months * 30 * DAY
    days = np.arange(0, 721)
    taken = AXIS.driven(lambda t: D if t < end else 0.0, breakpoints=[end])
    run = simulate(taken, [0.0, *(end + days * DAY)])
    _, acth, cortisol = AXIS.hormones(run["pituitary"][1:], run["adrenal"][1:])
    return days, acth, cortisol


def test_acth_wakes_up_before_cortisol():
    # graber1965: at first both low; then ACTH above normal while cortisol is not yet normal for
    # months; then cortisol normal; then ACTH normal again
    days, acth, cortisol = recovery(12)
    assert acth[0] < 0.2
    assert cortisol[0] < 0.2
    acth_high = days[np.argmax(acth > 1)]
    cortisol_normal = days[np.argmax(cortisol > 0.9)]
    assert acth_high > 30
    assert cortisol_normal > acth_high + 60
    assert acth[cortisol_normal] > 1
    assert_allclose([acth[-1], cortisol[-1]], [1.0, 1.0], atol=0.1)


def test_the_longer_the_exposure_the_longer_the_recovery():
    waits = [days[np.argmax(c > 0.9)] for days, _, c in map(recovery, (0.5, 1, 3, 12))]
    assert np.all(np.diff(waits) > 0)


def test_simulate_agrees_with_scipy_and_the_fast_hormones():
    # hormones with minutes of half-life, typed a second time: nothing is lost by taking them at
    # rest, as long as glands need weeks
    t = np.linspace(0, 200, 21)

    def rates(time, y):
        P, A, x1, x2, x3 = y
        k = np.log(2) / np.array([20, 30, 4 / 1440, 20 / 1440, 80 / 1440])  # per day
        D = 2.0
        return k * [P * (x1 - 1), A * (x2 - 1), 2 / (1 + x3 + D) - x1, P * x1 - x2, A * x2 - x3]

    run = solve_ivp(rates, (0, 200), np.ones(5), method="LSODA", t_eval=t, rtol=1e-9, atol=1e-12)
    got = simulate(AXIS.driven(2.0), t * DAY)
    # the hormones lag by an hour or two, a few thousandths of a gland's time
    assert_allclose(got["pituitary"], run.y[0], rtol=0.01)
    assert_allclose(got["adrenal"], run.y[1], rtol=0.01)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: AXIS.replace(maximum_drive=1.0), r"maximum_drive is 1.0; .*above 1"),
        (lambda: AXIS.replace(adrenal_half_life=0), r"adrenal_half_life is 0.0 h; .*above 0 h"),
        (lambda: AXIS.hormones(-1.0, 1.0), r"pituitary is -1.0; .*at least 0"),
        (lambda: AXIS.driven(-1.0), r"glucocorticoid is -1.0; .*at least 0"),
        (lambda: AXIS.driven(1.0, initial=(0.0, 1.0)), r"initial is 0.0; .*above 0"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
