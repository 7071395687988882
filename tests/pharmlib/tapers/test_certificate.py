"""The proof on the grid: never below the truth, close to it on a fine grid, loud when it fails."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.certificate import BoundExceededError, certify
from pharmlib.tapers.schedules import linear
from pharmlib.tapers.taper import Taper

CURVE = {"maximum": 0.8398, "half_dose": 2.33}
ONE = AdaptedBody(OpponentProcess("14 d"), **CURVE)
TWO = AdaptedBody(
    TwoSpeedOpponent(
        fast_time_constant="2 d", slow_time_constant="30 d", fast_fraction=0.6, slow_fraction=0.4
    ),
    **CURVE,
)

anyhow = settings(deadline=None, max_examples=60)
doses = st.lists(st.floats(0, 40), min_size=1, max_size=6)


def largest_withdrawal(taper, start):
    """Return the largest withdrawal of TWO, from the extremum of two exponentials in each step."""
    (tau_f, phi_f), (tau_s, phi_s) = TWO.opponent.parts.values()
    f, s = TWO.adapted(start)
    best = -np.inf
    for a, b, dose in zip(taper.times, [*taper.times[1:], np.inf], taper.daily_doses, strict=True):
        E = TWO.effect(dose)
        A, B = f - phi_f * E, s - phi_s * E  # C = phi*E + A*exp(-t/tau_f) + B*exp(-t/tau_s)
        times = [0.0, min(b - a, 1e9)]
        if A * B < 0:
            turn = np.log(-A * tau_s / (B * tau_f)) / (1 / tau_f - 1 / tau_s)
            times += [turn] if 0 < turn < b - a else []
        for t in times:
            part_f, part_s = A * np.exp(-t / tau_f), B * np.exp(-t / tau_s)
            best = max(best, (phi_f + phi_s) * E + part_f + part_s - E)
        f, s = phi_f * E + A * np.exp(-(b - a) / tau_f), phi_s * E + B * np.exp(-(b - a) / tau_s)
    return best


@anyhow
@given(doses, st.floats(0.5, 40), st.floats(5, 400))
def test_the_ceiling_is_never_below_the_truth(amounts, start, interval):
    taper = Taper(np.arange(len(amounts)) * interval, amounts)
    truth = largest_withdrawal(taper, start)
    proof = certify(TWO, taper, 10.0, start=start, step="2 h")
    assert proof.largest <= truth + 1e-12
    assert proof.ceiling >= truth - 1e-12
    # two hours of what rises at most, and what is left to rise after seven time constants
    assert proof.ceiling <= truth + 0.84 * (2 * (0.6 / 48 + 0.4 / 720) + 0.6 * math.exp(-7))


@anyhow
@given(st.floats(0.5, 40), st.integers(1, 10), st.floats(20, 400))
def test_while_doses_fall_the_ceiling_is_the_value_on_the_grid(start, steps, interval):
    # the theorem of `optimal`: all parts fall, so the worst is at the start of an interval
    taper = linear(start, steps=steps, interval=interval)
    for body in (ONE, TWO):
        proof = certify(body, taper, 10.0, step="12 h")
        assert_allclose(proof.ceiling, proof.largest, atol=1e-12)
        assert np.abs(taper.times - proof.time).min() < 1e-9


def test_with_a_half_life_the_ceiling_closes_in_from_above():
    body = TWO.replace(half_life="35 h")
    taper = linear(20, steps=6, interval="1 wk")
    truth = certify(body, taper, 10.0, step="2 min").largest
    excess = []
    for step in (4.0, 1.0, 0.25):
        proof = certify(body, taper, 10.0, step=step)
        excess.append(proof.ceiling - truth)
    assert np.all(np.array(excess) > 0)
    # of the first order in the step, the effect falling by at most k * maximum / 4 an hour
    assert excess[1] < 1.0 * 0.0198 * 0.84 / 4
    assert excess[2] < 0.3 * excess[1]


def test_a_lingering_drug_is_followed_to_the_end():
    # after the last dose withdrawal still rises: the proof must look beyond
    body = ONE.replace(half_life="100 h")
    proof = certify(body, Taper([0], [0]), 0.5, start=20)
    assert proof.time > 5 * 24
    with pytest.raises(BoundExceededError, match="withdrawal is"):
        certify(body, Taper([0], [0]), 0.99 * proof.largest, start=20)


def test_a_large_dose_is_followed_until_it_has_left():
    # 10,000 times the half dose: after ten half-lives the receptors are still full
    body = AdaptedBody(OpponentProcess("10 h"), maximum=1.0, half_dose=0.1, half_life="10 h")
    proof = certify(body, Taper([0], [0]), 1.0, start=1000, step="3 min")
    course = body.course(Taper([0], [0]), start=1000, until=400, step="1 min")
    assert_allclose(proof.ceiling, course.maximum("net")[1], atol=0.002)
    assert proof.time > 10 * 10


def test_what_is_proved():
    taper = Taper([0], [0])
    w = ONE.effect(20)
    proof = certify(ONE, taper, w, start=20)  # stopping at once costs exactly the effect
    assert proof.largest == pytest.approx(w, abs=1e-12)
    assert proof.margin == pytest.approx(0, abs=1e-9)
    with pytest.raises(BoundExceededError, match=r"at 0 h; it must be at most the bound"):
        certify(ONE, taper, w * (1 - 1e-6), start=20)


def test_too_coarse_a_grid_is_no_proof():
    body = ONE.replace(half_life="10 h")
    taper = linear(20, steps=6, interval="2 wk")
    largest = certify(body, taper, 10.0, step="1 min").largest
    with pytest.raises(BoundExceededError, match=r"only .* is proved.*finer step"):
        certify(body, taper, 1.001 * largest, step="2 h")
    assert certify(body, taper, 1.001 * largest, step="1 min").margin > 0


def test_errors():
    with pytest.raises(ParameterError, match=r"taper ends with 5.0 mg; .*end with 0 mg"):
        certify(ONE.replace(half_life=5), Taper([0], [5]), 0.5)
    with pytest.raises(ParameterError, match=r"bound is 0.0; it must be above 0"):
        certify(ONE, Taper([0], [0]), 0)
