"""Any number of tissues: the roots of the cubic, matrix exponentials, equal rates, the solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import expm

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.kinetics.compartments import OneCompartment, ThreeCompartment, TwoCompartment
from pharmlib.simulation import simulate

ROUNDING = 1e-12  # eigenvalues of a 3 x 3 matrix whose rates span four decades
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
GRID = np.linspace(0, 30, 61)
quick = settings(max_examples=60, deadline=None)


def three(CL, V1, Q2, V2, Q3, V3):
    return ThreeCompartment(
        CL,
        V1,
        intercompartmental_clearance=Q2,
        peripheral_volume=V2,
        deep_intercompartmental_clearance=Q3,
        deep_volume=V3,
    )


# mann2022: clearances in L/min, here in L/h
FENTANYL = (75.6, 10.5, 122.4, 14.4, 136.8, 166.0)
flows, volumes = st.floats(0.5, 100), st.floats(1, 300)
bodies = st.tuples(flows, volumes, flows, volumes, flows, volumes)


def system(CL, V1, Q2, V2, Q3, V3):
    """The matrix of the three concentrations, written out once more."""
    return np.array(
        [
            [-(CL + Q2 + Q3) / V1, Q2 / V1, Q3 / V1],
            [Q2 / V2, -Q2 / V2, 0],
            [Q3 / V3, 0, -Q3 / V3],
        ]
    )


@quick
@given(body=bodies)
def test_three_compartments_are_a_matrix_exponential(body):
    expected = [(expm(system(*body) * t) @ [1 / body[1], 0, 0])[0] for t in (0.0, 0.1, 1.0, 10.0)]
    got = three(*body).concentration(once(1), [0.0, 0.1, 1.0, 10.0])
    # expm is exact to 1e-13 of the largest value
    assert_allclose(got, expected, rtol=1e-9, atol=1e-13 / body[1])


@quick
@given(body=bodies)
def test_the_rates_are_the_roots_of_the_cubic(body):
    CL, V1, Q2, V2, Q3, V3 = body
    k10, k12, k13, k21, k31 = CL / V1, Q2 / V1, Q3 / V1, Q2 / V2, Q3 / V3
    cubic = [
        1,
        -(k10 + k12 + k13 + k21 + k31),
        k10 * k21 + k10 * k31 + k12 * k31 + k13 * k21 + k21 * k31,
        -k10 * k21 * k31,
    ]
    a, b, c = three(*body).rates
    assert a >= b >= c > 0
    assert_allclose([-(a + b + c), a * b + a * c + b * c, -a * b * c], cubic[1:], rtol=1e-10)


@pytest.mark.parametrize("Q", [1.0, 3.0, 1e-6])
def test_two_equal_tissues_are_one_of_twice_the_size(Q):
    # two roots of the cubic meet the rate of the tissues, and one share is zero
    twins = three(5.0, 20.0, Q, 60.0, Q, 60.0)
    merged = TwoCompartment(5.0, 20.0, intercompartmental_clearance=2 * Q, peripheral_volume=120.0)
    assert_allclose(
        twins.concentration(once(100), GRID), merged.concentration(once(100), GRID), rtol=1e-11
    )
    assert_allclose(twins.curve.area, 1 / 5.0, rtol=1e-10)


@pytest.mark.parametrize("gap", [0.0, 1e-15, 1e-12, 1e-9, 1e-6])
def test_nearly_equal_tissues(gap):
    body = (5.0, 20.0, 3.0, 60.0, 3.0 * (1 + gap), 60.0)
    expected = [(expm(system(*body) * t) @ [100 / 20, 0, 0])[0] for t in GRID]
    assert_allclose(three(*body).concentration(once(100), GRID), expected, rtol=1e-11)


def test_a_tissue_that_is_hardly_reached_does_not_count():
    nearly = three(5.0, 20.0, 8.0, 60.0, 1e-9, 1.0)
    two = TwoCompartment(5.0, 20.0, intercompartmental_clearance=8.0, peripheral_volume=60.0)
    # the third exponential has a share of the order of Q/CL, 1e-9
    assert_allclose(
        nearly.concentration(once(100), GRID), two.concentration(once(100), GRID), rtol=1e-7
    )
    assert_allclose(nearly.rates[:2], two.rates, rtol=1e-7)


@quick
@given(body=bodies)
def test_the_body_of_three_obeys_the_laws(body):
    model = three(*body)
    C = model.concentration(once(1), GRID)
    assert_allclose(C[0], 1 / body[1], rtol=1e-11)
    assert np.all(np.diff(C) <= ROUNDING * C[:-1])
    assert np.all(C > 0)
    assert_allclose(model.curve.area, 1 / body[0], rtol=1e-9)
    assert model.terminal_half_life == model.half_lives[-1]


def test_steady_state_is_where_many_doses_lead():
    model = three(*FENTANYL)
    day = model.steady_state(1, 8, points=9)
    run = model.concentration(every(1, 8, times=50), 8 * 49 + np.arange(8.0))
    assert_allclose(day["concentration"][:-1], run, rtol=1e-10)


def test_the_ode_form_is_the_closed_form():
    model = three(*FENTANYL).absorbed(2.0, 0.5).effect_site(10.8)
    regimen = every(1, 8, times=3) + once(2, at=3.3, duration=7.9)
    run = simulate(model, GRID, regimen=regimen)
    assert list(run.names) == ["gut", "concentration", "peripheral", "deep", "effect_site"]
    assert_allclose(run["effect_site"], model.concentration(regimen, GRID), rtol=SOLVER, atol=1e-11)


def test_fentanyl():
    # the parameters of mann2022: half-lives of 1.2, 8.1 and 151 min. A second way: the matrix as it
    # is, which is not symmetric
    minutes = 60 * np.array(three(*FENTANYL).half_lives)
    assert minutes.round(1).tolist() == [1.2, 8.1, 151.1]
    again = 60 * np.log(2) / -np.linalg.eigvals(system(*FENTANYL)).real
    assert_allclose(np.sort(again), minutes, rtol=1e-10)


def test_most_of_a_dose_leaves_the_blood_without_being_eliminated():
    C = three(*FENTANYL).concentration(once(1), [0, 0.5])
    one = OneCompartment(75.6, 190.9).concentration(once(1), [0, 0.5])  # the same whole volume
    assert C[1] / C[0] < 0.06
    assert one[1] / one[0] > 0.8


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"deep_volume": 0}, ["deep_volume is 0.0 L", "above 0 L"]),
        ({"deep_intercompartmental_clearance": -1}, ["is -1.0 L/h", "above 0 L/h"]),
        ({"clearance": 0}, ["clearance is 0.0 L/h", "above 0 L/h"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(changes, words):
    with pytest.raises(ParameterError) as error:
        three(*FENTANYL).replace(**changes)
    for word in [*words, "Check"]:
        assert word in str(error.value)


def test_flows_must_be_named():
    with pytest.raises(TypeError):
        ThreeCompartment(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
