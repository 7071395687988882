"""Many patients in one model, and each of them alone."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.dosing import every
from pharmlib.kinetics.compartments import OneCompartment, TwoCompartment
from pharmlib.populations.virtual_patients import SigmoidEffect, VirtualPatients
from pharmlib.receptors.binding import occupancy
from pharmlib.simulation import simulate

CLEARANCE = np.array([3.0, 5.0, 8.0])
PEOPLE = VirtualPatients(
    TwoCompartment(CLEARANCE, 20, intercompartmental_clearance=8, peripheral_volume=[60, 50, 40])
    .absorbed(0.8)
    .effect_site([0.5, 0.4, 0.3]),
    SigmoidEffect([0.5, 0.2, 0.1], slope=1.5),
    TwoSpeedOpponent(
        fast_time_constant=[12, 24, 36],
        slow_time_constant=200,
        fast_fraction=0.5,
        slow_fraction=[0.2, 0.3, 0.4],
    ),
)


def test_the_effect_is_a_hill_curve():
    C = np.array([0.0, 0.01, 0.5, 3.0, 1e300])
    found = SigmoidEffect(0.3, slope=2.5, maximum=0.8).at(C)
    assert_allclose(found, 0.8 * occupancy(C, 0.3, hill_slope=2.5), rtol=1e-14)
    assert SigmoidEffect(0.3).at(-1e-18) == 0.0
    assert SigmoidEffect("300 ug/L").at("0.3 mg/L") == 0.5


def test_one_is_what_was_put_in():
    one = PEOPLE[1]
    assert len(PEOPLE) == 3
    assert len(one) == 1
    assert one.kinetics.model.model.clearance == 5.0
    assert one.kinetics.model.model.peripheral_volume == 50.0
    assert one.effect.ec50 == 0.2
    assert one.effect.slope == 1.5
    assert one.adaptation.parts == {
        "fast_compensation": (24.0, 0.5),
        "slow_compensation": (200.0, 0.3),
    }
    assert PEOPLE[-1].kinetics.equilibration_rate == 0.3
    assert [each.effect.ec50 for each in PEOPLE] == [0.5, 0.2, 0.1]


def test_batches_hold_everybody_once():
    found = [batch.effect.ec50.tolist() for batch in PEOPLE.batches(2)]
    assert found == [[0.5, 0.2], [0.1]]


def test_filled_gives_everybody_a_value():
    filled = PEOPLE.filled("kinetics")
    assert_allclose(filled.model.model.central_volume, [20, 20, 20])
    assert_allclose(filled.model.model.clearance, CLEARANCE)
    assert VirtualPatients(OneCompartment(1, 2)).filled("effect") is None


def test_one_patient_is_a_model_for_simulate():
    regimen = every(20, "8 h", times=6)
    times = np.arange(0, 72.5, 0.5)
    run = simulate(PEOPLE[0], times, regimen=regimen)
    # the kinetics alone have a closed form; the solver allows 1e-8 a step
    closed = PEOPLE[0].kinetics.concentration(regimen, times)
    assert_allclose(run["effect_site"], closed, rtol=1e-6, atol=1e-10)
    # the adaptation is exact for an effect that is linear between the points of a fine grid
    fine = np.arange(0, 72.0001, 0.01)
    effect = PEOPLE[0].effect.at(PEOPLE[0].kinetics.concentration(regimen, fine))
    course = PEOPLE[0].adaptation.respond(effect, fine)
    for part in ("fast_compensation", "slow_compensation"):
        assert_allclose(run[part], course[part][::50], rtol=1e-4, atol=1e-7)


def test_kinetics_alone_and_effect_alone_are_patients():
    assert VirtualPatients(OneCompartment(CLEARANCE, 50)).states == {"concentration": "mg/L"}
    two = VirtualPatients(OneCompartment(5, 50), SigmoidEffect([1.0, 2.0]))
    assert (len(two), two.site) == (2, "concentration")
    assert_allclose(two[0].rate_of_change(0.0, np.array([2.0])), [-0.2])


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: VirtualPatients("blood"), ["kinetics is 'blood'", "OneCompartment"]),
        (
            lambda: VirtualPatients(OneCompartment(1, 2), 0.3),
            ["effect is 0.3", "SigmoidEffect(ec50)"],
        ),
        (
            lambda: VirtualPatients(OneCompartment(1, 2), None, OpponentProcess(1)),
            ["adaptation is given and effect is not", "Add a SigmoidEffect"],
        ),
        (
            lambda: VirtualPatients(OneCompartment([1, 2], [3, 4, 5])),
            ["clearance (2,)", "volume (3,)", "same length", "one population"],
        ),
        (lambda: VirtualPatients(OneCompartment([[1, 2]], 3)), ["clearance (1, 2)"]),
        (lambda: SigmoidEffect(0), ["ec50 is 0.0 mg/L", "above 0 mg/L"]),
        (lambda: SigmoidEffect(1, slope=[1.0, -2]), ["slope is -2.0", "above 0"]),
        (lambda: list(PEOPLE.batches(0)), ["size is 0", "at least 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)


def test_there_is_no_fourth_of_three():
    with pytest.raises(IndexError):
        PEOPLE[3]
