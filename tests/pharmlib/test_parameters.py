"""Parameters: conversion, checks, and what an error must tell."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharmlib.parameters import ParameterError, Parameters, check, check_times, parameter
from pharmlib.units import UnitError


@dataclasses.dataclass(frozen=True)
class Tank(Parameters):
    volume: float = parameter(unit="L", meaning="volume of the tank", symbol="V")
    leak: float = parameter(0.0, "L/h", "what leaks out", zero=True)
    fill: float = parameter(0.5, "", "how full it is", maximum=1.0, zero=True)
    label: str = "unchecked"


def test_text_is_converted_and_numbers_are_floats():
    tank = Tank("500 mL", leak="10 mL/min", fill="25 %")
    assert (tank.volume, tank.leak, tank.fill) == (0.5, 0.6, 0.25)
    assert isinstance(Tank(3).volume, float)


def test_many_at_once_stay_arrays():
    assert Tank([1, 2, 3]).volume.shape == (3,)


def test_parameters_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Tank(1).volume = 2


def test_a_changed_copy_is_checked_too():
    tank = Tank(1)
    assert tank.replace(volume="2 L").volume == 2
    assert tank.volume == 1
    with pytest.raises(ParameterError, match=r"volume is -1"):
        tank.replace(volume=-1)


def test_notation_is_read_from_the_fields():
    rows = Tank(2).describe()
    assert [row["name"] for row in rows] == ["volume", "leak", "fill"]
    assert rows[0] == {
        "name": "volume",
        "symbol": "V",
        "value": 2.0,
        "unit": "L",
        "meaning": "volume of the tank",
    }


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        (-2.0, {"unit": "h"}, ["delay is -2.0 h", "above 0 h", "sign and unit"]),
        (0.0, {"unit": "h"}, ["delay is 0.0 h", "above 0 h"]),
        (-1.0, {"unit": "h", "zero": True}, ["delay is -1.0 h", "0 or more h"]),
        (1.2, {"maximum": 1.0, "zero": True}, ["delay is 1.2;", "from 0 to 1."]),
        (1.2, {"maximum": 1.0}, ["delay is 1.2;", "above 0 and at most 1."]),
        (6.0, {"minimum": -math.inf, "maximum": 5.0}, ["delay is 6.0", "at most 5"]),
        (math.nan, {"minimum": -math.inf}, ["delay is nan", "finite", "how it was computed"]),
        (math.inf, {}, ["delay is inf", "above 0", "how it was computed"]),
        ([1.0, -3.0], {}, ["delay is -3.0", "above 0"]),
        (object(), {"unit": "h"}, ["delay is <object", "a number in h", "'2 h'"]),
        ([[1], [1, 2]], {}, ["delay is [[1], [1, 2]]", "a number", "'2'"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(value, limits, words):
    with pytest.raises(ParameterError) as error:
        check(value, "delay", **limits)
    for word in words:
        assert word in str(error.value)


def test_text_with_the_wrong_unit():
    with pytest.raises(UnitError, match=r"volume is '5 h'.*write for example '5 L'"):
        Tank("5 h")


@settings(max_examples=50, deadline=None)
@given(value=st.floats(), low=st.floats(-5, 0), high=st.floats(1, 5), zero=st.booleans())
def test_what_passes_lies_in_the_range(value, low, high, zero):
    inside = low <= value <= high and (zero or value > low)
    if inside:
        assert check(value, "x", minimum=low, maximum=high, zero=zero) == value
    else:
        with pytest.raises(ParameterError, match="x is"):
            check(value, "x", minimum=low, maximum=high, zero=zero)


def test_a_grid_is_returned_as_an_array():
    assert check_times(5).tolist() == [5.0]
    assert check_times(range(-2, 2)).tolist() == [-2, -1, 0, 1]


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ([0, 2, 1], ["grid goes from 2.0 h to 1.0 h at position 2", "increase", "numpy.unique"]),
        ([0, 0], ["grid goes from 0.0 h to 0.0 h at position 1", "increase"]),
        ([], ["grid has shape (0,)", "one or more times", "numpy.linspace"]),
        ([[0, 1]], ["grid has shape (1, 2)", "one or more times", "numpy.linspace"]),
        ([0, np.nan], ["grid is nan h", "finite"]),
    ],
)
def test_a_grid_must_run_forward(times, words):
    with pytest.raises(ParameterError) as error:
        check_times(times, "grid")
    for word in words:
        assert word in str(error.value)
