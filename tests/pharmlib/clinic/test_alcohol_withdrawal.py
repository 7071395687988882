"""Drinks, blood, brain and seizures together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from pharmlib.adaptation.excitation import ExcitationBalance, SeizureHazard
from pharmlib.adaptation.kindling import Kindling
from pharmlib.checks import ParameterError
from pharmlib.clinic.alcohol_withdrawal import AlcoholWithdrawal, blood_alcohol, weekday_shares
from pharmlib.dosing import Regimen, every, once
from pharmlib.kinetics.elimination import MichaelisMenten
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step
BLOOD = MichaelisMenten(210.0, 50.0, volume=40.0)
PERSON = AlcoholWithdrawal()
HOURS = np.linspace(0, 120, 481)
quick = settings(max_examples=30, deadline=None)


# Blood


def test_one_drink_is_the_closed_form():
    got = blood_alcohol(BLOOD, once("80 g", at=3), [0, 3, 8, 20])
    expected = BLOOD.concentration(2000, [0, 5, 17])
    assert_allclose(got, [0, *expected], rtol=ROUNDING)


def test_drinks_are_what_the_solver_finds():
    drinks = every("20 g", 2, times=6, start=1) + once("35 g", at=4.5)
    run = simulate(BLOOD, HOURS[:81], regimen=drinks)
    got = blood_alcohol(BLOOD, drinks, HOURS[:81])
    assert_allclose(got, run["concentration"], rtol=SOLVER, atol=1e-3)


def test_drinks_on_the_grid_and_at_once_and_before_it():
    twice = once("20 g", at=2) + once("20 g", at=2)
    assert_allclose(
        blood_alcohol(BLOOD, twice, [1, 2, 3]), blood_alcohol(BLOOD, once("40 g", at=2), [1, 2, 3])
    )
    early = blood_alcohol(BLOOD, once("40 g", at=-5), [0, 1])
    assert_allclose(early, BLOOD.concentration(1000, [5, 6]), rtol=ROUNDING)
    assert np.all(blood_alcohol(BLOOD, Regimen(), [0, 1]) == 0)
    assert np.all(blood_alcohol(BLOOD, once(0.0), [0, 1]) == 0)


@quick
@given(grams=st.lists(st.floats(0, 60), min_size=1, max_size=6), gap=st.floats(0.25, 12))
def test_nothing_is_gained_on_the_way(grams, gap):
    drinks = Regimen(())
    for i, amount in enumerate(grams):
        drinks = drinks + once(1000 * amount, at=i * gap)
    course = blood_alcohol(BLOOD, drinks, HOURS)
    assert np.all(course >= 0)
    assert np.all(course <= 1000 * sum(grams) / 40 * (1 + ROUNDING))


# Brain and seizures


def test_after_the_last_drink_against_equations_typed_again():
    course = PERSON.after_last_drink("2.5 g/L", HOURS)

    def equations(t, y):
        c, N, G, _ = y
        A = c / (1000 + c)
        X = N * (1 - 0.5 * A) - G * (1 + 0.5 * A)
        h = 6e-6 * np.exp(14 * max(X - 0.2, 0))
        return [-300 * c / (50 + c), (1 + 0.5 * A - N) / 72, (1 - 0.5 * A - G) / 72, h]

    A0 = 2500 / 3500
    start = [2500, 1 + 0.5 * A0, 1 - 0.5 * A0, 0]
    run = solve_ivp(equations, (0, 120), start, rtol=1e-10, atol=1e-12, t_eval=HOURS, max_step=0.25)
    c, N, G, H = run.y
    # straight lines of the effect over a quarter of an hour
    assert_allclose(course["concentration"], c, atol=1e-4)
    assert_allclose(course["nmda"], N, atol=1e-4)
    assert_allclose(course["gaba"], G, atol=1e-4)
    assert_allclose(course["risk"], 1 - np.exp(-H), rtol=0.002, atol=3e-5)


def test_drinking_for_weeks_leads_to_withdrawal():
    drinks = every("14 g", 1, times=16).repeat(14, every="1 d")
    course = PERSON.drinking(drinks, np.arange(0, 17 * 24, 0.25))
    first, fourteenth = course.during(0, 16), course.during(13 * 24, 13 * 24 + 16)
    assert first.minimum("excitation")[1] < fourteenth.minimum("excitation")[1] < 0  # tolerance
    when, height = course.during(13 * 24 + 15, 17 * 24).maximum("excitation")
    nights = course.during(24, 48).maximum("excitation")[1]
    assert height > nights > 0
    assert 4 < when - (13 * 24 + 15) < 30


def test_slow_elimination_comes_later():
    fast = PERSON.after_last_drink(2500, HOURS)
    slow = AlcoholWithdrawal(elimination=MichaelisMenten(150.0, 50.0)).after_last_drink(2500, HOURS)
    assert slow.maximum("excitation")[0] > fast.maximum("excitation")[0] + 4
    assert slow.at(24, "share") < fast.at(24, "share")


def test_a_benzodiazepine_lowers_the_risk_and_delays_what_is_left():
    # as strong as boundless alcohol for three days, then off with a half-life of 8 h
    days = np.linspace(0, 200, 801)
    given = np.where(days < 72, 1.0, 2.0 ** (-np.maximum(days - 72, 0) / 8))
    treated = PERSON.after_last_drink(2500, days, benzodiazepine=given)
    plain = PERSON.after_last_drink(2500, days)
    assert treated["risk"][-1] < 0.4 * plain["risk"][-1]
    assert treated.at(72, "share") < 0.5
    assert plain.at(48, "share") > 0.9
    # mayosmith1995: seizures come 12 to 48 h after the last dose
    assert 12 < treated.during(72, 200).maximum("hazard")[0] - 72 < 48


def test_kindling_raises_the_risk_from_one_withdrawal_to_the_next():
    risks = PERSON.risk_by_withdrawal(2500, HOURS, kindling=Kindling(), withdrawals=5)
    assert np.all(np.diff(risks) > 0)
    assert_allclose(risks[0], PERSON.after_last_drink(2500, HOURS)["risk"][-1], rtol=ROUNDING)
    still = PERSON.risk_by_withdrawal(2500, HOURS, kindling=Kindling(retained=1), withdrawals=3)
    assert_allclose(still, risks[0], rtol=ROUNDING)
    hazard = SeizureHazard(threshold=Kindling().after(4))
    again = AlcoholWithdrawal(hazard=hazard).after_last_drink(2500, HOURS)
    assert_allclose(risks[4], again["risk"][-1], rtol=ROUNDING)


# Days of the week


def test_delays_of_whole_and_half_days():
    sunday = [0, 0, 0, 0, 0, 0, 1]
    assert_allclose(weekday_shares([0.0], [1], stops=sunday), sunday)
    assert_allclose(weekday_shares([12.0], [1], stops=sunday), [0.5, 0, 0, 0, 0, 0, 0.5])
    assert_allclose(weekday_shares([36.0], [1], stops=sunday), [0.5, 0.5, 0, 0, 0, 0, 0])


@quick
@given(
    delays=st.lists(st.floats(0, 400), min_size=1, max_size=5),
    stops=st.lists(st.floats(0.1, 9), min_size=7, max_size=7),
)
def test_shares_against_a_simulated_week(delays, stops):
    shares = weekday_shares(delays, np.ones(len(delays)), stops=stops)
    hours = (np.arange(7 * 24 * 60) + 0.5) / 60  # every minute of the week
    weights = np.repeat(stops, 24 * 60)
    counts = np.zeros(7)
    for delay in delays:
        days = ((hours + delay) // 24).astype(int) % 7
        counts += np.bincount(days, weights=weights, minlength=7)
    assert_allclose(shares, counts / counts.sum(), atol=1e-3)  # a minute of a day is 1/1440
    assert_allclose(shares.sum(), 1, rtol=ROUNDING)


def test_equal_stops_give_equal_days():
    assert_allclose(weekday_shares([5, 17, 60], [1, 2, 3], stops=np.ones(7)), 1 / 7, rtol=1e-12)


# Published numbers


def test_two_drinkers_reach_half_a_gram_at_different_times():
    # 2 g/L at 0.15 and 0.30 g/L/h (winek1984): 13.3 and 6.7 h on a straight line; Michaelis and
    # Menten's curve takes (Km/Vmax)*ln(5) longer
    for rate, line in ((150.0, 13.33), (300.0, 6.67)):
        extra = 50 / rate * np.log(5)
        assert_allclose(MichaelisMenten(rate, 50.0).time_to(2500, 500), line + extra, atol=0.01)


# Errors


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: blood_alcohol(BLOOD, once(10, duration=1), [0, 1]),
            ["drinks has a dose with a duration", "at once", "every()"],
        ),
        (lambda: blood_alcohol(BLOOD, 10, [0]), ["regimen is 10", "Regimen"]),
        (lambda: AlcoholWithdrawal(balance="brain"), ["balance is 'brain'", "ExcitationBalance"]),
        (
            lambda: AlcoholWithdrawal(hazard=ExcitationBalance()),
            ["hazard is ExcitationBalance", "SeizureHazard"],
        ),
        (lambda: PERSON.after_last_drink(-1, [0]), ["concentration is -1.0 mg/L", "at least 0"]),
        (lambda: PERSON.after_last_drink(1, [-1, 0]), ["times is -1.0 h", "at least 0"]),
        (
            lambda: PERSON.risk_by_withdrawal(1, [0, 1], kindling=Kindling(), withdrawals=0),
            ["withdrawals is 0", "at least 1"],
        ),
        (
            lambda: weekday_shares([1], [1, 2], stops=np.ones(7)),
            ["shapes (1,), (2,)", "one weight for each delay"],
        ),
        (lambda: weekday_shares([1], [1], stops=[1]), ["(7,)", "each day"]),
        (lambda: weekday_shares([1], [0], stops=np.ones(7)), ["all 0", "above 0"]),
        (lambda: weekday_shares([-1], [1], stops=np.ones(7)), ["delays is -1.0 h", "at least 0"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
