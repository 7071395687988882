"""Activation that comes back: the closed peak against a search, and when there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from pharmlib.checks import ParameterError
from pharmlib.receptors.renarcotisation import Renarcotisation

positive = st.floats(0.1, 200)
half_life = st.floats(0.2, 20)


def model(a, b, t_a, t_b):
    return Renarcotisation(agonist=a, antagonist=b, agonist_half_life=t_a, antagonist_half_life=t_b)


def test_the_exercise():
    # half-lives 219 and 64 min, a0 = 9, b0 = 100: b* = 64/155, 506.88 min, E* = 0.56151
    course = model(9, 100, "219 min", "64 min")
    assert_allclose(course.antagonist_at_peak, 64 / 155, rtol=1e-12)
    when, height = course.peak
    assert_allclose([60 * when, height], [506.88, 0.56151], rtol=2e-5)  # given to five digits


@settings(max_examples=60, deadline=None)
@given(positive, positive, half_life, half_life)
def test_the_peak_is_where_a_search_finds_it(a, b, t_a, t_b):
    course = model(a, b, t_a, t_b)
    when, height = course.peak
    times = np.linspace(0, max(2 * when, 1.0), 2001)
    assert np.all(course.activation(times) <= height * (1 + 1e-12))
    if when > 0:
        options = {"bounds": (0, 2 * when), "options": {"xatol": 1e-9 * when}}
        found = minimize_scalar(lambda t: -course.activation(t), method="bounded", **options)
        assert_allclose(-found.fun, height, rtol=1e-9)
        # a maximum is flat: the place is known to the root of the precision of the height
        assert_allclose(found.x, when, rtol=1e-3)


def test_the_time_does_not_depend_on_the_agonist():
    times = [model(a, 50, 4, 1).peak[0] for a in (0.5, 5, 50)]
    assert_allclose(times, times[0], rtol=1e-12)
    assert_allclose(times[0], np.log2(50 * 3), rtol=1e-12)


def test_no_peak_when_the_antagonist_stays_longer():
    course = model(9, 100, 1, 4)
    assert course.antagonist_at_peak == np.inf
    assert course.peak == (0.0, course.activation(0.0))
    assert model(9, 0.1, 4, 1).peak[0] == 0.0  # so little that activation only falls


def test_errors():
    with pytest.raises(ParameterError, match=r"agonist is -1.0; it must be above 0"):
        model(-1, 1, 1, 1)
    with pytest.raises(ParameterError, match=r"antagonist_half_life is 0.0 h"):
        model(1, 1, 1, 0)
    with pytest.raises(ParameterError, match=r"times is -1.0 h; it must be at least 0"):
        model(1, 1, 1, 1).activation(-1)
