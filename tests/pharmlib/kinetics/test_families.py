"""Drugs and their metabolites: every family of the book, matrices, Bateman, the solver."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import expm

from pharmlib.checks import ParameterError
from pharmlib.dosing import every, once
from pharmlib.drugs import drug, half_life_table
from pharmlib.kinetics.compartments import OneCompartment, TwoCompartment
from pharmlib.kinetics.families import DrugFamily, Metabolite, kinetic_family
from pharmlib.kinetics.metabolites import ParentMetabolite
from pharmlib.kinetics.named_models import kinetic_model
from pharmlib.simulation import simulate

ROUNDING = 1e-12
SOLVER = 1e-6  # simulate allows 1e-8 a step; a run has some hundred
LN2 = np.log(2)
NAMES = [row["name"] for row in half_life_table()]
FAMILIES = {
    "heroin": ["monoacetylmorphine", "morphine"],
    "monoacetylmorphine": ["morphine"],
    "codeine": ["morphine"],
    "oxycodone": ["noroxycodone"],
    "diazepam": ["nordiazepam", "temazepam", "oxazepam"],
    "nordiazepam": ["oxazepam"],
    "temazepam": ["oxazepam"],
    "chlordiazepoxide": ["demoxepam", "nordiazepam", "oxazepam"],
    "demoxepam": ["nordiazepam", "oxazepam"],
    "fluoxetine": ["norfluoxetine"],
    "venlafaxine": ["desvenlafaxine"],
    "nicotine": ["cotinine"],
}


@pytest.mark.parametrize("name", NAMES)
def test_every_drug_of_the_table_runs_with_its_metabolites(name):
    family = kinetic_family(name)
    assert [each.name for each in family.metabolites] == FAMILIES.get(name, [])
    longest = max(float(drug(each).half_life) for each in [name, *FAMILIES.get(name, [])])
    times = np.linspace(0, 10 * longest, 31)
    regimen = every(100, longest / 3, times=3) + once(50, at=longest, duration=longest)
    course = family.course(regimen, times)
    run = simulate(family, times, regimen=regimen)
    assert list(course.names) == [name, *FAMILIES.get(name, [])]
    for each in FAMILIES.get(name, []):
        assert_allclose(run[each], course[each], rtol=SOLVER, atol=1e-8)
        assert course[each].max() > 0
    amount = run["concentration"] * family.parent.volume
    assert_allclose(amount, course[name], rtol=SOLVER, atol=1e-8)


def test_one_metabolite_is_bateman():
    pair = DrugFamily(
        "drug", OneCompartment.from_half_life(10), (Metabolite("m", 40, sources={"drug": 0.6}),)
    )
    times = np.linspace(0, 200, 41)
    expected = ParentMetabolite(10, 40, fraction_formed=0.6).after_bolus(times)
    course = pair.course(once(1), times)
    assert_allclose(course["drug"], expected["parent"], rtol=ROUNDING)
    assert_allclose(course["m"], expected["metabolite"], rtol=ROUNDING, atol=1e-15)


def test_a_branching_family_is_a_matrix_exponential():
    # one drug, two metabolites, and a third that comes from both
    k, a, b, c = LN2 / np.array([5.0, 8.0, 5.0, 20.0])
    family = DrugFamily(
        "drug",
        OneCompartment.from_half_life(5.0),
        (
            Metabolite("a", 8.0, sources={"drug": 0.6}),
            Metabolite("b", 5.0, sources={"drug": 0.4}),
            Metabolite("c", 20.0, sources={"a": 1.0, "b": 0.5}),
        ),
    )
    system = np.array(
        [[-k, 0, 0, 0], [0.6 * k, -a, 0, 0], [0.4 * k, 0, -b, 0], [0, a, 0.5 * b, -c]]
    )
    # b is as fast as the drug: expm of the triangle has a short cut for it that is wrong
    turn = np.linalg.qr(np.arange(16).reshape(4, 4) ** 2 + np.eye(4))[0]
    times = np.array([0.0, 1.0, 5.0, 20.0, 60.0])
    course = family.course(once(1), times)
    for i, t in enumerate(times):
        expected = (turn @ expm(turn.T @ system @ turn * t) @ turn.T)[:, 0]
        got = [course[name][i] for name in ("drug", "a", "b", "c")]
        assert_allclose(got, expected, atol=1e-13)


def test_a_parent_with_two_compartments():
    two = TwoCompartment(5.0, 20.0, intercompartmental_clearance=8.0, peripheral_volume=60.0)
    family = DrugFamily("drug", two, (Metabolite("m", 12.0, sources={"drug": 1.0}),))
    times = np.linspace(0, 100, 51)
    regimen = every(100, 12, times=3)
    course, run = family.course(regimen, times), simulate(family, times, regimen=regimen)
    body = 20 * run["concentration"] + 60 * run["peripheral"]
    assert_allclose(course["drug"], body, rtol=SOLVER)
    assert_allclose(course["m"], run["m"], rtol=SOLVER, atol=1e-8)


def test_every_molecule_is_somewhere():
    # heroin, all of which becomes 6-MAM and then morphine: in moles nothing is lost but morphine
    family = kinetic_family("heroin")
    moles = {name: drug(name).molar_mass for name in ("heroin", "monoacetylmorphine", "morphine")}
    times = np.linspace(0, 2, 2001)
    course = family.course(once(10), times)
    inside = sum(course[name] / mass for name, mass in moles.items())
    gone = np.trapezoid(LN2 / 2 * course["morphine"] / moles["morphine"], times)
    assert_allclose(inside[-1] + gone, 10 / moles["heroin"], rtol=1e-6)  # steps of 0.001 h


@pytest.mark.parametrize("name", FAMILIES)
def test_steady_state_is_where_many_doses_lead(name):
    family = kinetic_family(name)
    tau = float(drug(name).half_life)
    longest = max(float(drug(each).half_life) for each in [name, *FAMILIES[name]])
    count = int(np.ceil(40 * longest / tau))
    if count > 500:
        tau, count = longest / 10, 400
    day = family.steady_state(10, tau, points=5)
    run = family.course(every(10, tau, times=count), (count - 1) * tau + day.times[:-1])
    for each in run.names:
        assert_allclose(day[each][:-1], run[each], rtol=1e-7, atol=1e-12)


def test_nordiazepam_outlasts_diazepam():
    family = kinetic_family("diazepam")
    days = family.course(every(10, 24, times=28), np.arange(28, 60) * 24)
    assert np.all(days["nordiazepam"][5:] > 2 * days["diazepam"][5:])
    assert np.all(days["oxazepam"] > days["temazepam"])


def test_morphine_is_what_lasts_of_heroin():
    course = kinetic_family("heroin").course(once(10), np.array([0.5, 3.0]))
    assert course["heroin"][0] < 0.02
    assert course["monoacetylmorphine"][1] < 0.01 * course["morphine"][1]


def test_another_model_of_the_drug():
    slow = OneCompartment.from_half_life(7.1, volume=619)
    family = kinetic_family("oxycodone", slow)
    assert family.parent is slow
    assert kinetic_family("oxycodone").parent == kinetic_model("oxycodone")
    # noroxycodone is fast itself: it falls as slowly as what it comes from
    fall = family.course(once(10), np.array([20.0, 27.1]))["noroxycodone"]
    assert_allclose(fall[1] / fall[0], 0.5, rtol=1e-3)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: Metabolite("m", 0, sources={}), ["half_life is 0.0 h", "above 0 h"]),
        (lambda: Metabolite("m", 1, sources={"a": -1}), ["share from a is -1.0", "at least 0"]),
        (
            lambda: DrugFamily("a", OneCompartment(1, 1), (Metabolite("m", 1, sources={"b": 1}),)),
            ["sources of m has 'b'", "must be one of a", "Put 'b' before 'm'"],
        ),
        (
            lambda: DrugFamily("a", OneCompartment(1, 1), (Metabolite("a", 1, sources={"a": 1}),)),
            ["name is 'a' a second time", "once"],
        ),
        (
            lambda: DrugFamily("a", OneCompartment(1, 1).absorbed(1)),
            ["one, two or three compartments", "duration"],
        ),
        (lambda: kinetic_family("ethanol"), ["parent is", "compartments"]),
        (
            lambda: kinetic_family("diazepam").steady_state(1, 0),
            ["interval is 0.0 h", "above 0 h"],
        ),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
