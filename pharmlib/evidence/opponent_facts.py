"""Opponent processes, tolerance and drifting set points before the observations."""

from __future__ import annotations

import functools
import math

import numpy as np
import scipy

from pharmlib.adaptation.adaptive_capacity import AdaptiveCapacity
from pharmlib.adaptation.adrenal_axis import AdrenalAxis
from pharmlib.adaptation.allostasis import Allostasis
from pharmlib.adaptation.asymmetric_opponent import AsymmetricOpponent
from pharmlib.adaptation.counter_regulation import CounterRegulation
from pharmlib.adaptation.nicotinic_acid import FATTY_ACIDS, NicotinicAcid
from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.adaptation.self_administration import SelfAdministration
from pharmlib.evidence.registry import predicts
from pharmlib.simulation import simulate

__all__: list[str] = []

_DAY = 24.0
_EKBLOM = 26.0 / math.log(2)  # h; tolerance compartment of ekblom1993
_COX = 13.2 * _DAY / math.log(2)  # h; slow phase of cox1975


# Morphine in rats, ekblom1993: four days of infusion, or a bolus


@functools.cache
def _rat():
    """Both half-lives published; that tolerance is complete (KT = EC50), and 0.3 mg/L, assumed."""
    return CounterRegulation(ec50=0.3, tolerance_constant=0.3)


@functools.cache
def _infusion(rate):
    """Course under some umol/h for 4 d; clearance 108 mL/min/kg; a rat of 0.3 kg assumed."""
    concentration = rate / 0.3 / (0.108 * 60) * 285.34 / 1000
    return _rat().respond(concentration, np.linspace(0, 96, 1921))


def _rebound(rate):
    """Return how far the effect falls below 0 when an infusion has stopped."""
    return -_rat().effect(0.0, _infusion(rate)["tolerance_site"][-1])


@predicts("ekblom1993-effect-day-3")
def effect_on_day_3():
    """Counter-regulation: effect after 72 h of 4.2 umol/h, in percent of its peak."""
    course = _infusion(4.2)
    return 100 * course.at(72, "effect") / course.maximum("effect")[1]


@predicts("ekblom1993-rebound-after-bolus")
def rebound_after_a_bolus():
    """What a bolus of 35 umol/kg leaves there: rate times area, at 148 mL/min/kg."""
    left = 35 / (0.148 * 60) / _EKBLOM * 285.34 / 1000
    return -100 * _rat().effect(0.0, left) / _rebound(4.2)


# Onset and offset, ouellet1995 and cox1975


def _twelve_hours(body):
    """Effect that rises with the biophase of ekblom1993 (25 min), and its compensation."""
    times = np.linspace(0, 12, 721)
    return body.respond(-np.expm1(-math.log(2) / (25 / 60) * times), times)


def _residual(body):
    """Return the net effect left after 12 h, in percent of the maximum possible response (1)."""
    return -100 * _twelve_hours(body)["net"][-1]


@functools.cache
def _asymmetric():
    """The onset that leaves 24 % after 12 h; the offset is that of cox1975."""
    onset = scipy.optimize.brentq(
        lambda tau: _residual(AsymmetricOpponent(tau, _COX)) - 24, 2, 30, xtol=1e-6
    )
    return AsymmetricOpponent(onset, _COX)


@predicts("ouellet1995-residual")
def residual_with_an_onset_of_its_own():
    """Asymmetric opponent, full compensation; its onset is tuned to this number."""
    return _residual(_asymmetric())


@predicts("ouellet1995-time-of-peak")
def time_of_peak():
    """The same body: when the net effect is greatest, min."""
    return 60 * _twelve_hours(_asymmetric()).minimum("net")[0]


@predicts("ouellet1995-residual-one-speed")
def residual_with_one_speed():
    """Opponent process with the 26 h of ekblom1993 in both directions."""
    return _residual(OpponentProcess(_EKBLOM))


@predicts("ouellet1995-recovery-one-offset")
def left_with_one_offset():
    """Asymmetric opponent: part of the compensation left 18.5 d after 12 h of exposure."""
    C = _asymmetric().after_exposure(1.0, 12, [12, 12 + 18.5 * _DAY])["compensation"]
    return 100 * C[1] / C[0]


@predicts("ouellet1995-recovery-two-speeds")
def left_with_two_speeds():
    """Two speeds, ekblom1993 and cox1975, equal weights: a short exposure loads the fast one."""
    body = TwoSpeedOpponent(
        fast_time_constant=_EKBLOM, slow_time_constant=_COX, fast_fraction=0.5, slow_fraction=0.5
    )
    C = body.after_exposure(1.0, 12, [12, 12 + 18.5 * _DAY])["compensation"]
    return 100 * C[1] / C[0]


@predicts("cox1975-slow-phase")
def slow_phase_with_one_compartment():
    """Half-time, d, between days 4 and 14 after a week of drug, with ekblom1993's compartment."""
    course = _rat().respond(
        lambda t: np.where(t < 168, 1.0, 0.0), np.linspace(0, 168 + 14 * _DAY, 3025)
    )
    left = course.at(np.array([168 + 4 * _DAY, 168 + 14 * _DAY]), "tolerance_site")
    return 10 / math.log2(left[0] / left[1])


# Nicotinic acid


@functools.cache
def _long_infusion():
    """Fatty acids relative to rest: a day of complete inhibition, then the body's own again."""
    rest = NicotinicAcid()
    own = float(rest.inhibition(rest.endogenous_concentration))
    model = FATTY_ACIDS.driven(lambda t: 1.0 if t < 24 else own, adapted_to=own, breakpoints=[24.0])
    run = simulate(model, np.linspace(0, 30, 601), rtol=1e-5)
    return run.times, run["response"] / run["response"][0]


@predicts("oh2011-lowered-5h")
def fatty_acids_after_5_h():
    """Feedback turnover of ahlstrom2011 at full inhibition: fall after 5 h, percent."""
    times, level = _long_infusion()
    return 100 * (1 - np.interp(5.0, times, level))


@predicts("oh2011-level-24h")
def fatty_acids_after_24_h():
    """The same, level after a day, percent of that before."""
    times, level = _long_infusion()
    return 100 * np.interp(23.95, times, level)


@predicts("oh2011-rebound")
def fatty_acids_after_the_stop():
    """The same, highest level after the stop, percent of that before."""
    times, level = _long_infusion()
    return 100 * level[times > 24].max()


# Pharmacodynamic tolerance in people


@predicts("algera2021-apnoea")
def dose_of_apnoea_in_users():
    """Median dose of the naive volunteers, 475 ug, times the shift of the C50, 1.82/0.42."""
    naive = CounterRegulation(ec50=0.42e-3, tolerance_constant=1e-3)
    shift = naive.ec50_shift((1.82 / 0.42 - 1) * 1e-3)
    return 475 * shift


@predicts("angst2009-acute-tolerance")
def potency_lost_in_3_h():
    """Shift of the EC50, percent, after 3 h at a concentration that would double it in the end."""
    return 100 * (_rat().respond(0.3, [0, 3])["ec50_shift"][-1] - 1)


# Acid after proton-pump inhibitors

_OMEPRAZOLE = 28.0  # h; half-life of the effect, shin2002


@functools.cache
def _stomach():
    """Time constant 4 wk, illustrative; the growth is tuned to 28 % on day 15 (gillen1999)."""

    def miss(growth):
        return _acid(AdaptiveCapacity("4 wk", growth=growth), 8 * 7, 15) - 28

    return AdaptiveCapacity("4 wk", growth=scipy.optimize.brentq(miss, 0, 3, xtol=1e-9))


def _acid(stomach, days_on, days_after):
    """Return acid above normal, percent, some days after a treatment that blocked 95 %."""
    when = [(days_on + days_after) * _DAY]
    course = stomach.after_treatment(0.95, days_on * _DAY, when, offset_half_life=_OMEPRAZOLE)
    return 100 * (course["output"][0] - 1)


@predicts("gillen1999-day-15", 8 * 7, 15)
@predicts("waldum1996-day-14", 90, 14)
@predicts("fossmark2005-26-weeks", 365, 26 * 7)
def acid_above_normal(days_on, days_after):
    """Capacity that grows behind the blockade: acid above normal, percent."""
    return _acid(_stomach(), days_on, days_after)


@predicts("reimer2009-onset")
def first_day_of_too_much_acid():
    """The same stomach: days from the last dose until there is more acid than before."""
    return scipy.optimize.brentq(lambda day: _acid(_stomach(), 56, day), 0, 7)


# The adrenal axis after steroids


@functools.cache
def _after_a_year():
    """Days, ACTH and cortisol after a year on three times the body's own cortisol."""
    axis, end, days = AdrenalAxis(), 365 * _DAY, np.arange(0, 721)
    taken = axis.driven(lambda t: 3.0 if t < end else 0.0, breakpoints=[end])
    run = simulate(taken, [0.0, *(end + days * _DAY)], rtol=1e-6)
    _, acth, cortisol = axis.hormones(run["pituitary"][1:], run["adrenal"][1:])
    return days, acth, cortisol


@predicts("graber1965-lag")
def days_between_acth_and_cortisol():
    """From the day ACTH exceeds normal to the day cortisol reaches 90 %; drive tuned to it."""
    days, acth, cortisol = _after_a_year()
    return days[np.argmax(cortisol > 0.9)] - days[np.argmax(acth > 1)]


@predicts("baek2016-recovered")
def days_to_recover():
    """The typical body, with that drive: days after a year of steroids to 90 % of cortisol."""
    days, _, cortisol = _after_a_year()
    return days[np.argmax(cortisol > 0.9)]


# Intake that escalates


@functools.cache
def _intake(length, again=False):
    """Doses in 22 daily sessions, then, after a month of abstinence, in 22 more.

    The drift is tuned to a doubling with long access; the other numbers are illustrative.
    """
    body = Allostasis(opponent=OpponentProcess(6.0, 0.9), drift_rate=0.01, stress_gain=0.0)
    days = np.arange(22) * _DAY
    starts = np.concatenate([days, days[-1] + 31 * _DAY + days]) if again else days
    return SelfAdministration(body=body).sessions(starts, length)["doses"]


@predicts("ahmed1998-short-access", 1.0)
@predicts("ahmed1998-long-access", 6.0)
def last_session_over_first(length):
    """Drifting set point: intake in session 22, percent of that in session 1."""
    doses = _intake(length)
    return 100 * doses[-1] / doses[0]


@predicts("ahmed1998-after-a-month")
def second_escalation_over_first():
    """The same after a month of abstinence: highest intake, percent of that before it."""
    doses = _intake(6.0, again=True)
    return 100 * doses[22:].max() / doses[:22].max()
