"""The points of the quadrature: they cover each step, and they are enough."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.populations.effect_nodes import Sharpness, gauss, panels

quick = settings(max_examples=40, deadline=None)
SHARP = Sharpness(
    0.05,
    order=2.0,
    doublings=(2.0, 2.0, 1.0, 0.5),
    contrast=3.0,
    terminal=0.6,
    forgetting=0.01,
)


@quick
@given(age=st.floats(0, 100), length=st.floats(0.01, 48), order=st.floats(0.5, 8))
def test_panels_cover_the_step(age, length, order):
    found = panels(age, length, SHARP._replace(order=order), 1e-6)
    assert_allclose(sum(part for part, _ in found), length, rtol=1e-12)
    points, weights = gauss(found)
    assert np.all(np.diff(points) > 0)
    assert 0 < points[0] < points[-1] < length
    assert_allclose(weights.sum(), length, rtol=1e-12)
    start = age
    for part, _ in found:
        assert part <= max(start, SHARP.first) * (1 + 1e-9)
        start += part


def count(age=0.0, rtol=1e-6, **changes):
    return len(gauss(panels(age, 1.0, SHARP._replace(**changes), rtol))[0])


def test_what_is_sharper_needs_more_points():
    assert count() < count(doublings=(9.0, 9.0, 6.0, 3.0))
    assert count() < count(first=0.005)
    assert count() < count(order=0.5)
    assert count() < count(contrast=1e4)
    assert count(age=50.0) < count(age=50.0, terminal=3.0)
    assert count(age=50.0) < count(age=50.0, forgetting=5.0)
    assert count() < count(rtol=1e-9)
    assert count(age=50.0) <= 3
    # a very short memory asks for more panels, not for very many points in one
    assert max(m for _, m in panels(50.0, 1.0, SHARP._replace(forgetting=500.0), 1e-6)) <= 8


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.5, 6.0])
@pytest.mark.parametrize("height", [0.5, 3.0, 100.0])
def test_they_integrate_a_sigmoid_of_an_exponential(slope, height):
    # integral of r**n/(1 + r**n) with r = A*exp(-k*t): (ln(1 + A**n) - ln(1 + r**n)) / (n*k)
    k, h = 0.4, 12.0
    sharp = SHARP._replace(doublings=(), terminal=max(slope, 1.0) * k)
    points, weights = gauss(panels(1.0, h, sharp, 1e-6))
    r = height * np.exp(-k * points)
    found = weights @ (r**slope / (1 + r**slope))
    end = height * np.exp(-k * h)
    exact = (np.log1p(height**slope) - np.log1p(end**slope)) / (slope * k)
    assert_allclose(found, exact, rtol=1e-6)
