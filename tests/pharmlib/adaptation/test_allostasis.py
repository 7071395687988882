"""Drifting set point and escalating intake: closed forms, the solver, short and long access."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.allostasis import Allostasis
from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.adaptation.self_administration import SelfAdministration
from pharmlib.checks import ParameterError
from pharmlib.simulation import simulate

ROUNDING = 1e-12
BODY = Allostasis(opponent=OpponentProcess("7 d", 0.9))
TWO_SPEEDS = Allostasis(
    opponent=TwoSpeedOpponent(
        fast_time_constant=12, slow_time_constant=300, fast_fraction=0.5, slow_fraction=0.4
    )
)
LAB = Allostasis(opponent=OpponentProcess(6.0, 0.9), drift_rate=0.01, stress_gain=0.0)
ANIMAL = SelfAdministration(body=LAB)
DAYS = np.arange(0, 22) * 24.0


def box(t, end=336.0):
    """Return an effect that lasts two weeks."""
    return np.where(np.asarray(t) < end, 1.0, 0.0)


# The set point


def test_lasting_withdrawal_settles():
    # an effect of -0.5 is withdrawal that lasts: C = 0.9*E, so W = C - E = 0.05
    H, S = BODY.steady_state(0.05)
    course = BODY.respond(-0.5, np.linspace(0, 12000, 6001))
    assert_allclose(course["withdrawal"][-1], 0.05, rtol=1e-9)
    assert_allclose(course["stress"][-1], S, rtol=1e-6)
    assert_allclose(course["set_point"][-1], H, rtol=1e-5)  # exp(-12000/720) is 6e-8
    assert_allclose(S, 0.005 * 336 * 0.05, rtol=ROUNDING)
    assert_allclose(H, -0.002 * 720 * (0.05 + S), rtol=ROUNDING)


@pytest.mark.parametrize("body", [BODY, TWO_SPEEDS], ids=["one speed", "two speeds"])
def test_respond_agrees_with_simulate(body):
    grid = np.unique(np.r_[np.linspace(0, 1000, 4001), 336 - 1e-9])
    course = body.respond(box(grid), grid)
    t = np.linspace(0, 1000, 11)
    run = simulate(body.driven(lambda time: float(time < 336), breakpoints=[336.0]), t)
    for name in ("stress", "set_point"):
        assert_allclose(course.at(t, name), run[name], atol=2e-6)  # h**2/12 of the curvature


def test_respond_agrees_with_scipy():
    def rates(t, y, E):
        C, S, H = y
        W = max(C - E, 0.0)
        return [(0.9 * E - C) / 168, 0.005 * W - S / 336, -0.002 * (W + S) - H / 720]

    options = {"rtol": 1e-10, "atol": 1e-12}
    first = solve_ivp(rates, (0, 336), [0, 0, 0], args=(1.0,), **options)
    second = solve_ivp(rates, (336, 1000), first.y[:, -1], args=(0.0,), **options)
    grid = np.unique(np.r_[np.linspace(0, 1000, 8001), 336 - 1e-9])
    course = BODY.respond(box(grid), grid)
    got = [course[name][-1] for name in ("compensation", "stress", "set_point")]
    assert_allclose(got, second.y[:, -1], atol=1e-6)


def test_abstinence_goes_on_from_where_withdrawal_ends():
    # after five months next to nothing of the compensation is left to push
    grid = np.linspace(0, 6000, 12001)
    course = BODY.respond(box(grid), grid)
    i = 8000  # 4000 h: of the withdrawal exp(-3664/168) is left, 3e-10; of the stress 2e-5
    rest = BODY.in_abstinence(
        grid[i:] - grid[i],
        set_point=course["set_point"][i],
        stress=course["stress"][i],
    )
    assert_allclose(rest["set_point"], course["set_point"][i:], rtol=1e-5)
    assert_allclose(rest["stress"], course["stress"][i:], rtol=1e-4)


def test_in_abstinence_is_smooth_where_the_rates_meet():
    body = BODY.replace(stress_time_constant=720.0)
    got = body.in_abstinence([720.0], set_point=-1.0, stress=2.0)["set_point"][0]
    assert_allclose(got, (-1 - 0.002 * 2 * 720) / math.e, rtol=1e-10)


def test_mood_stays_low_when_withdrawal_is_over():
    grid = np.arange(0, 75 * 24 + 1)
    course = BODY.respond(box(grid), grid)
    assert course["withdrawal"][-1] < 0.01
    assert course["mood"][-1] < -0.1
    calm = BODY.replace(stress_gain=0.0).respond(box(grid), grid)
    assert calm["mood"][-1] > course["mood"][-1]  # stress keeps pushing
    plain = BODY.replace(drift_rate=0.0).respond(box(grid), grid)
    assert_allclose(plain["mood"], -plain["compensation"] + plain["effect"], atol=ROUNDING)
    assert np.all(plain["set_point"] == 0.0)


# Intake


def brute_force(days, threshold=0.5, dose=0.25, half_life=0.3, step=1 / 30):
    """Return doses, set point and stress of six-hour sessions, by short straight steps."""
    E = C = S = H = 0.0
    small, rows = step / 30, []
    for _ in range(days):
        row, count = [H, S], 0
        for turn in range(round(24 / step)):
            mood = H + E - C
            if turn < round(6 / step) and mood < threshold:
                E += dose
                count += 1
            for _ in range(30):
                W = max(C - E, 0.0)
                C, S, H, E = (
                    C + small * (0.9 * E - C) / 6,
                    S + small * (0.02 * W - S / 100),
                    H + small * (-0.01 * (W + S) - H / 720),
                    E * (1 - small * math.log(2) / half_life),
                )
        rows.append([count, *row])
    return np.array(rows).T


def test_sessions_agree_with_brute_force():
    body = LAB.replace(stress_gain=0.02, stress_time_constant=100.0)
    got = SelfAdministration(body=body).sessions(DAYS[:4], 6.0)
    doses, set_point, stress = brute_force(4)
    assert_allclose(got["doses"], doses, atol=1)  # one may fall on either side of the end
    # pauses are taken in steps of an hour, against a compensation that fades in six
    assert_allclose(got["set_point"], set_point, rtol=0.02, atol=1e-6)
    assert_allclose(got["stress"], stress, rtol=0.02, atol=1e-6)


def test_long_access_escalates_and_short_access_does_not():
    # ahmed1998: stable with 1 h a day, rising with 6 h, the first hour included
    short, long = ANIMAL.sessions(DAYS, "1 h"), ANIMAL.sessions(DAYS, "6 h")
    assert long["doses"][-1] > 1.5 * long["doses"][0]
    assert long["doses_first_hour"][-1] > 1.5 * long["doses_first_hour"][0]
    assert short["doses"][-1] < 1.3 * short["doses"][0]
    assert long["set_point"][-1] < 3 * short["set_point"][-1] < 0
    assert long["doses"][0] > 5 * short["doses"][0]


def test_after_a_month_it_escalates_higher():
    starts = np.r_[DAYS, DAYS[-1] + 31 * 24 + DAYS]
    doses = ANIMAL.sessions(starts, "6 h")["doses"]
    first, again = doses[:22], doses[22:]
    assert first[0] < again[0] < first[-1]  # partly recovered
    assert again[-1] > first[-1]


def test_without_drift_intake_is_the_same_every_day():
    steady = SelfAdministration(body=LAB.replace(drift_rate=0.0))
    doses = steady.sessions(DAYS[:6], "6 h")["doses"]
    assert doses[1:].tolist() == [doses[1]] * 5
    assert np.all(steady.sessions(DAYS[:3], "6 h")["set_point"] == 0)


def test_one_session_and_unreachable_threshold():
    assert len(ANIMAL.sessions([0.0], 1.0)) == 1
    never = ANIMAL.replace(threshold=-5.0).sessions(DAYS[:3], 1.0)
    assert never["doses"].tolist() == [0.0, 0.0, 0.0]
    always = ANIMAL.replace(threshold=1e3).sessions([0.0], 1.0)
    assert always["doses"].tolist() == [30.0]  # one every two minutes


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Allostasis(opponent=3.0), r"opponent is 3.0; .*Use OpponentProcess"),
        (lambda: BODY.replace(drift_rate=-1), r"drift_rate is -1.0 1/h; .*at least 0"),
        (lambda: BODY.respond([1.0], [0, 1]), r"effect has shape \(1,\); it must be \(2,\)"),
        (lambda: BODY.steady_state(-1.0), r"withdrawal is -1.0; .*at least 0"),
        (lambda: BODY.in_abstinence([-1], set_point=0, stress=0), r"times is -1.0 h"),
        (lambda: SelfAdministration(body="rat"), r"body is 'rat'; it must be an Allostasis"),
        (lambda: ANIMAL.sessions(DAYS, "25 h"), r"length is 25.0 h; .*shortest gap, 24.0 h"),
        (lambda: ANIMAL.sessions([2, 1], "1 h"), r"starts goes from 2.0 h to 1.0 h"),
        (lambda: ANIMAL.replace(timeout=0), r"timeout is 0.0 h; .*above 0 h"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
