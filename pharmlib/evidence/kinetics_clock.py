"""The pharmacokinetic clock beside what was measured: how high, how long, how soon."""

import math

import numpy as np

from pharmlib.dosing import every, once
from pharmlib.drugs import drug
from pharmlib.evidence.registry import predicts
from pharmlib.kinetics.buprenorphine_population import BuprenorphineKinetics
from pharmlib.kinetics.compartments import OneCompartment
from pharmlib.kinetics.families import kinetic_family
from pharmlib.kinetics.named_models import kinetic_model
from pharmlib.kinetics.parallel_elimination import ParallelElimination
from pharmlib.kinetics.pregnancy import pregnancy_clearance
from pharmlib.kinetics.routes import patch
from pharmlib.kinetics.swallowed import Swallowed
from pharmlib.simulation import simulate

__all__: list[str] = []

# Half-lives


@predicts("greenblatt1989-half-life")
def half_life_of_diazepam():
    """One compartment with the mean clearance and the mean volume of the same 48 men."""
    facts = drug("diazepam")
    return OneCompartment(facts.clearance, facts.volume).half_life


@predicts("greenblatt1989-peak")
def peak_of_diazepam():
    """One compartment with the mean volume; all of 10 mg at once, the most it can give, ug/L."""
    return 1000 * 10 / drug("diazepam").volume


@predicts("desilva1966-metabolite-ratio")
def nordiazepam_over_diazepam():
    """The family of diazepam at steady state; nordiazepam in 79 L (post1977), diazepam in 83 L."""
    day = kinetic_family("diazepam").steady_state(50, 8, points=2)
    return day["nordiazepam"][0] / 79 / (day["diazepam"][0] / 83)


@predicts("eatman1977-nordiazepam-plateau")
def days_until_nordiazepam_is_steady():
    """The family of diazepam on 15 mg a day: until nordiazepam is at 90 % of its plateau."""
    times = np.arange(0.0, 40 * 24 + 1, 6)
    level = kinetic_family("diazepam").course(once(1, duration="40 d"), times)["nordiazepam"]
    plateau = kinetic_family("diazepam").curves["nordiazepam"].area / (40 * 24)
    return np.interp(0.9 * plateau, level, times) / 24


# Alcohol


@predicts("winek1984-non-drinkers", 1000)
@predicts("winek1984-social-drinkers", 1000)
@predicts("winek1984-dependent-drinkers", 1000)
@predicts("jonesneri1991-rate", 1000)
def fall_of_blood_alcohol(level):
    """Michaelis-Menten with the parameters of norberg2000, at 1 g/L, g/L/h."""
    return _ethanol(1.0).rate(level) / 1000


@predicts("mitchell2014-spirits-time", 10.0, 0.5)
@predicts("mitchell2014-beer-time", 3.1, 0.5)
def time_of_peak_alcohol(absorption_rate, dose):
    """A drink of 0.5 g/kg over 20 min; the absorption rate is chosen for this time, min."""
    return 60 * _drink(absorption_rate, dose)[0]


@predicts("mitchell2014-spirits-peak", 10.0, 0.5)
@predicts("mitchell2014-beer-peak", 3.1, 0.5)
@predicts("jones1991-whisky-peak", 10.0, 0.68)
def height_of_peak_alcohol(absorption_rate, dose):
    """The same drink, elimination of norberg2000, 0.7 L/kg, g/L."""
    return _drink(absorption_rate, dose)[1] / 1000


def _ethanol(volume):
    return kinetic_model("ethanol").model.replace(volume=volume)


def _drink(absorption_rate, dose):
    """Return when the peak comes, h, and how high it is, mg/L, for a dose in g/kg."""
    body = Swallowed(_ethanol(0.7), absorption_rate)  # all amounts for each kg
    times = np.linspace(0, 2, 121)
    course = simulate(body, times, regimen=once(1000 * dose, duration="20 min"), rtol=1e-6)
    return course.maximum("concentration")


# Paroxetine


@predicts("labelparoxetine2026-exposure")
def exposure_beyond_a_single_dose():
    """An enzyme that the drug destroys: mean level at 30 mg/d over that predicted from one dose."""
    day, predicted = _paroxetine()
    return day[:-1].mean() / predicted[:-1].mean()


@predicts("labelparoxetine2026-exposure-two-paths")
def exposure_with_instant_saturation():
    """Two paths, one saturates at once, with the same steady states and volume: the same ratio."""
    full = kinetic_model("paroxetine", "oral")
    K, V = full.half_inactivating_concentration, full.volume
    paths = ParallelElimination(
        full.enzyme_clearance * K / V, K, linear_rate=full.linear_clearance / V, volume=V
    )
    dose = Swallowed(paths, full.absorption_rate)
    single = simulate(dose, np.linspace(0, 240, 481), regimen=once(30), rtol=1e-6)
    area = np.trapezoid(single["concentration"], single.times)
    return 24 * paths.steady_state(30 / 24 / V) / area


@predicts("labelparoxetine2026-peak")
def peak_beyond_a_single_dose():
    """The same model: the highest level at steady state over that predicted from one dose."""
    day, predicted = _paroxetine()
    return day.max() / predicted.max()


@predicts("labelparoxetine2026-trough")
def trough_beyond_a_single_dose():
    """The same model: the level before a dose at steady state over that predicted from one dose."""
    day, predicted = _paroxetine()
    return day[-1] / predicted[-1]


@predicts("labelparoxetine2026-doubled-dose")
def trough_when_the_dose_is_doubled():
    """The same model: the trough on 40 mg a day over that on 20 mg."""
    return _paroxetine_day(40)[-1] / _paroxetine_day(20)[-1]


@predicts("labelparoxetine2026-half-life")
def half_life_of_paroxetine():
    """The same model: the fall from 24 to 72 h after the last of many doses of 30 mg, h."""
    early, late = _paroxetine_days(30, [6 * 24, 8 * 24])
    return 48 * math.log(2) / math.log(early / late)


@predicts("labelparoxetine2026-days")
def days_until_paroxetine_is_steady():
    """The same model, 30 mg/d at a constant rate: until the level is at 90 % of its plateau."""
    model = kinetic_model("paroxetine", "oral")
    times = np.arange(0, 30 * 24 + 1, 2.0)
    run = simulate(model, times, regimen=once(900, duration="30 d"), rtol=1e-5)
    return times[np.argmax(run["concentration"] >= 0.9 * model.steady_state(30 / 24))] / 24


def _paroxetine():
    """Return a day at steady state on 30 mg, and the day that adding up single doses predicts."""
    model = kinetic_model("paroxetine", "oral")
    times = np.arange(0, 8 * 24 + 1.0)
    single = simulate(model, times, regimen=once(30), rtol=1e-6)["concentration"]
    predicted = sum(single[24 * i : 24 * i + 25] for i in range(8))
    return _paroxetine_day(30), predicted


def _paroxetine_day(dose):
    """Return a day at steady state, hour by hour, to just before the next dose."""
    times = 5 * 24 + np.arange(25.0)
    times[-1] -= 1e-6
    return _paroxetine_days(dose, times)


def _paroxetine_days(dose, times):
    """Return levels under six daily doses, the last at 120 h, that start at the mean levels."""
    model = kinetic_model("paroxetine", "oral")
    C, K = model.steady_state(dose / 24), model.half_inactivating_concentration
    start = [0.0, C, K / (K + C)]
    times = np.concatenate([[0.0], times])
    run = simulate(model, times, regimen=every(dose, 24, times=6), initial=start, rtol=1e-4)
    return run["concentration"][1:]


# Patches, depots, injections


@predicts("portenoy1993-area")
def area_of_the_fifth_patch():
    """Fentanyl through the skin, clearance of mann2022, 100 ug/h: area over 72 h, ug h/L."""
    return 1000 * kinetic_model("fentanyl", "transdermal").curve.area * 0.1 * 72


@predicts("portenoy1993-half-life")
@predicts("lehmann1992-half")
def half_after_a_patch():
    """The same model, five patches: the time from removal to half of the level, h."""
    model = kinetic_model("fentanyl", "transdermal")
    times = np.linspace(360, 432, 721)
    level = model.concentration(patch("100 ug/h", "72 h", times=5), times)
    return np.interp(-level[0] / 2, -level, times) - 360


@predicts("portenoy1993-first-trough")
def first_trough_of_patches():
    """The same model: the level at the first change of the patch over that at the fourth, %."""
    model = kinetic_model("fentanyl", "transdermal")
    first, fourth = model.concentration(patch("100 ug/h", "72 h", times=5), [72, 288])
    return 100 * first / fourth


@predicts("portenoy1993-first-day")
def absorbed_on_the_first_day_of_a_patch():
    """Release at a constant rate: on each of three days a third of what one patch gives, %."""
    first = patch("100 ug/h", "72 h").until("24 h")
    return 100 * first.total / patch("100 ug/h", "72 h").total


@predicts("shulman2019-half-life-from-hours")
def half_life_of_buprenorphine_sampled_for_hours():
    """Three compartments of yassen2007, who sampled for 8 h: the terminal half-life, h."""
    return kinetic_model("buprenorphine", "intravenous").terminal_half_life


@predicts("shulman2019-half-life")
def half_life_under_the_tongue():
    """The film of jones2021: the slowest rate, h."""
    return BuprenorphineKinetics().sublingual(16).terminal_half_life


@predicts("greenwald2003-peak-2mg", 2)
@predicts("greenwald2003-peak-16mg", 16)
@predicts("greenwald2003-peak-32mg", 32)
@predicts("labelsublocade2025-sublingual-peak-24mg", 24)
def peak_under_the_tongue(dose):
    """The film of jones2021 once a day: the highest level at steady state, ug/L."""
    day = BuprenorphineKinetics().sublingual(dose).steady_state(dose, 24)
    return 1000 * day.maximum("concentration")[1]


@predicts("labelsublocade2025-sublingual-mean-24mg")
def mean_under_the_tongue():
    """The film of jones2021, 24 mg a day: the mean level at steady state, ug/L."""
    return 1000 * BuprenorphineKinetics().sublingual(24).average_concentration(24, 24)


@predicts("labelsublocade2025-first-peak", 0, 300, "max")
@predicts("labelsublocade2025-mean-100mg", 5, 100, "mean")
@predicts("labelsublocade2025-trough-100mg", 5, 100, "min")
@predicts("labelsublocade2025-mean-300mg", 5, 300, "mean")
def level_of_the_depot(before, dose, what):
    """The depot of jones2021: two months of 300 mg, then the dose; the sixth month, ug/L."""
    regimen = every(300, "28 d", times=2) + every(dose, "28 d", times=6, start="56 d")
    month = 672 * before + np.linspace(1, 672, 200)
    return 1000 * getattr(BuprenorphineKinetics().monthly().concentration(regimen, month), what)()


@predicts("labelsublocade2025-half-life")
def half_life_of_the_depot():
    """The slowest rate of the same model, d."""
    return BuprenorphineKinetics().monthly().terminal_half_life / 24


@predicts("dowling2008-time-of-peak")
def time_of_peak_naloxone():
    """An injection of naloxone into the muscle, yang2024: when the level is highest, min."""
    minutes = np.linspace(0, 60, 241)
    level = kinetic_model("naloxone", "intramuscular").concentration(once(1), minutes / 60)
    return minutes[np.argmax(level)]


# Carbamazepine


@predicts("bertilsson1986-first-dose")
def half_life_while_induction_begins():
    """The enzyme with a half-life of 1 d: that of the first dose over that a week after, %."""
    return 100 * _carbamazepine(12, 96) / _carbamazepine(276, 348)


@predicts("bertilsson1986-after-steady-state")
def half_life_after_the_last_dose():
    """The same course of 5 d: just after the last dose over a week after it, %."""
    return 100 * _carbamazepine(120, 168) / _carbamazepine(276, 348)


@predicts("bertilsson1986-clearance-ratio")
def clearance_after_induction():
    """The same model on 600 mg twice a day: clearance at steady state, that of the first dose 1."""
    model = kinetic_model("carbamazepine", "oral")
    C = model.model.steady_state(model.bioavailability * 600 / 12)
    return model.model.enzyme_at(C)


@predicts("kudriakova1992-days")
def days_until_induction_is_complete():
    """The same model on 600 mg twice a day: until 90 % of the rise of the clearance is there."""
    model = kinetic_model("carbamazepine", "oral")
    run = simulate(
        model.model, np.arange(0, 481, 4.0), regimen=once(19200, duration=480), rtol=1e-6
    )
    rise = (run["enzyme"] - 1) / (run["enzyme"][-1] - 1)
    return run.times[np.argmax(rise >= 0.9)] / 24


@predicts("bernus1994-first-clearance", 0)
@predicts("bernus1994-rise", 1)
def clearance_of_two_single_doses(rise):
    """The same model, 600 mg twice, 5 d apart: oral clearance of the first, L/h, or its rise, %."""
    model = kinetic_model("carbamazepine", "oral")
    times = np.arange(0, 241, 1.0)
    run = simulate(model, times, regimen=every(600, 120, times=2), rtol=1e-6)
    cleared = model.model.clearance_with(run["enzyme"]) * run["concentration"]
    # dose/AUC of each dose: what was cleared over the area; the second starts with a remainder
    first, second = (
        np.trapezoid(cleared[part], times[part])
        / np.trapezoid(run["concentration"][part], times[part])
        for part in (times < 120, times >= 120)
    )
    return 100 * (second / first - 1) if rise else first / model.bioavailability


def _carbamazepine(start, stop):
    """Return the half-life of a labelled trace from one hour to another of a course of 5 days."""
    model = kinetic_model("carbamazepine", "oral")
    regimen = once(600) + every(400, 12, times=9, start=12)  # the later doses are illustrative
    times = np.arange(0, 361, 3.0)
    run = simulate(model, times, regimen=regimen, rtol=1e-4)
    rate = model.model.clearance_with(run["enzyme"]) / model.model.volume
    during = (times >= start) & (times <= stop)
    return math.log(2) / (np.trapezoid(rate[during], times[during]) / (stop - start))


# Pregnancy


@predicts("wolff2005-trough")
def trough_late_in_pregnancy():
    """Clearance of wolff2005 for each kg, 4 L/kg: the fall of the trough of one daily dose, %."""
    course = pregnancy_clearance(0.17, 0.21, volume=4)
    early, late = (
        course.at(week).steady_state(1, 24, points=2)["concentration"][-1]
        for week in ("10 wk", "36 wk")
    )
    return 100 * (late / early - 1)
