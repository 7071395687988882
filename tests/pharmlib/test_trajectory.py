"""Trajectories: reading, crossing, converting, joining, and not changing."""

import copy
import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.trajectory import Trajectory
from pharmlib.units import UnitError

quick = settings(max_examples=50, deadline=None)


@pytest.fixture
def fall():
    return Trajectory(
        [0, 4, 8, 12],
        {"blood": [8.0, 4.0, 2.0, 1.0], "effect": [0.0, 0.6, 0.9, 0.3]},
        {"blood": "mg/L", "effect": ""},
    )


def test_curves_by_name(fall):
    assert fall["blood"].tolist() == [8, 4, 2, 1]
    assert fall.names == ("blood", "effect")
    assert (fall.unit("blood"), fall.unit("effect")) == ("mg/L", "")
    assert "blood" in fall
    assert "brain" not in fall
    assert len(fall) == 4


def test_values_between_the_points_lie_on_a_line(fall):
    assert fall.at(2, "blood") == 6
    assert fall.at("2 h", "blood") == 6
    assert fall.at([0, 2, 12], "blood").tolist() == [8, 6, 1]
    assert fall.at(4) == {"blood": 4.0, "effect": 0.6}
    assert isinstance(fall.at(4, "blood"), float)


def test_highest_and_lowest_point(fall):
    assert fall.maximum("effect") == (8, 0.9)
    assert fall.minimum("blood") == (12, 1)
    flat = Trajectory([1, 2, 3], {"x": [5, 5, 5]}, {"x": ""})
    assert flat.maximum("x") == flat.minimum("x") == (1, 5)


def test_first_time_below(fall):
    assert fall.first_time_below("blood", 3.0) == 6
    assert fall.first_time_below("blood", "3000 ug/L") == 6
    assert fall.first_time_below("blood", 4.0) == 4
    assert fall.first_time_below("blood", 1.0) == 12  # reaching it counts
    assert fall.first_time_below("blood", 9.0) == 0  # below from the start
    # it rises first, and comes down through 0.6 only later; but it began below
    assert fall.first_time_below("effect", 0.6) == 0
    assert_allclose(fall.during(4, 12).first_time_below("effect", 0.45), 11, rtol=1e-12)


@quick
@given(
    steps=st.lists(st.floats(0.01, 1), min_size=1, max_size=20),
    level=st.floats(0.001, 0.999),
)
def test_the_crossing_lies_on_the_curve(steps, level):
    curve = 1 - np.cumsum([0, *steps]) / sum(steps)
    course = Trajectory(np.arange(curve.size), {"x": curve}, {"x": ""})
    # two interpolations there and back; steps are not flatter than 1e-4 of the whole
    assert_allclose(course.at(course.first_time_below("x", level), "x"), level, atol=1e-10)


def test_conversion(fall):
    assert_allclose(fall.to("blood", "ng/mL"), [8000, 4000, 2000, 1000], rtol=1e-15)
    assert_allclose(fall.to("effect", "%"), [0, 60, 90, 30], rtol=1e-15)
    with pytest.raises(UnitError, match="measure different things"):
        fall.to("blood", "nmol/L")


def test_joining(fall):
    other = Trajectory(fall.times, {"mood": [1, 2, 3, 4]}, {"mood": ""})
    both = fall.join(other)
    assert both.names == ("blood", "effect", "mood")
    assert both.unit("blood") == "mg/L"
    assert both["mood"].tolist() == [1, 2, 3, 4]
    assert fall.names == ("blood", "effect")


def test_a_part_of_the_grid(fall):
    part = fall.during("3 h", 8)
    assert part.times.tolist() == [4, 8]
    assert part["blood"].tolist() == [4, 2]
    assert part.unit("blood") == "mg/L"


def test_nothing_changes_afterwards(fall):
    grid, values = np.array([0.0, 1.0]), np.array([1.0, 2.0])
    course = Trajectory(grid, {"x": values}, {"x": ""})
    grid[0] = values[0] = 99
    assert course.times[0] == 0
    assert course["x"][0] == 1
    with pytest.raises(ValueError, match="read-only"):
        course["x"][0] = 5
    with pytest.raises(ValueError, match="read-only"):
        course.times[0] = 5
    with pytest.raises(TypeError):
        course.values["x"] = values
    with pytest.raises(dataclasses.FrozenInstanceError):
        course.times = grid


@pytest.mark.parametrize("again", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_it_can_be_copied_and_sent_to_another_process(fall, again):
    same = again(fall)
    assert same.names == fall.names
    assert dict(same.units) == dict(fall.units)
    assert_allclose(same["blood"], fall["blood"], rtol=0)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda f: f["bloot"], ["name is 'bloot'", "blood, effect", "Did you mean 'blood'?"]),
        (lambda f: f["xyz"], ["name is 'xyz'", "blood, effect", "Choose one"]),
        (lambda f: f.unit("xyz"), ["name is 'xyz'"]),
        (lambda f: f.at(13, "blood"), ["time is 13.0 h", "from 0 to 12 h", "longer grid"]),
        (lambda f: f.at([1, -2]), ["time is -2.0 h", "from 0 to 12 h"]),
        (
            lambda f: f.first_time_below("blood", 0.5),
            ["level is 0.5 mg/L", "smallest value is 1 at 12 h", "Raise the level"],
        ),
        (
            lambda f: f.first_time_below("effect", -1),
            ["level is -1.0;", "smallest value is 0 at 0 h", "Raise the level"],
        ),
        (lambda f: f.during(5, 7), ["start is 5.0 h and stop 7.0 h", "0 to 12 h", "Widen"]),
        (lambda f: f.during(8, 4), ["start is 8.0 h and stop 4.0 h"]),
        (lambda f: f.join(f), ["names has blood, effect in both", "differ", "Rename"]),
        (
            lambda f: f.join(f.during(0, 8)),
            ["times has 4 points from 0 to 12 h", "3 from 0 to 8 h", "same grid"],
        ),
        (
            lambda f: Trajectory([0, 1], {"x": [1, 2, 3]}, {"x": ""}),
            ["x has shape (3,)", "must be (2,)", "same grid"],
        ),
        (
            lambda f: Trajectory([0, 1], {"x": [1, np.nan]}, {"x": "mg"}),
            ["x is nan mg", "must be finite.", "how it was computed"],
        ),
        (
            lambda f: Trajectory([0, 1], {"x": [1, 2]}, {"y": ""}),
            ["units has ['y']", "values has ['x']", "same names", "x, y"],
        ),
        (lambda f: Trajectory([1, 0], {}, {}), ["times goes from 1.0 h", "increase"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(fall, action, words):
    with pytest.raises(ParameterError) as error:
        action(fall)
    for word in words:
        assert word in str(error.value)
