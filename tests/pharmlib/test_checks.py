"""Checks: what passes, and what an error must tell."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharmlib.checks import (
    ParameterError,
    check,
    check_count,
    check_number,
    check_order,
    check_times,
)


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        (-2.0, {"unit": "h"}, ["delay is -2.0 h", "above 0 h", "sign and unit"]),
        (0.0, {"unit": "h"}, ["delay is 0.0 h", "above 0 h"]),
        (-1.0, {"unit": "h", "zero": True}, ["delay is -1.0 h", "at least 0 h"]),
        (1.2, {"maximum": 1.0, "zero": True}, ["delay is 1.2;", "from 0 to 1."]),
        (1.2, {"maximum": 1.0}, ["delay is 1.2;", "above 0 and at most 1."]),
        (6.0, {"minimum": -math.inf, "maximum": 5.0}, ["delay is 6.0", "at most 5"]),
        (math.nan, {"minimum": -math.inf}, ["delay is nan", "finite", "how it was computed"]),
        (1.0, {"below": 1.0}, ["delay is 1.0;", "above 0 and below 1.", "for example 0.99"]),
        (1.2, {"below": 1.0, "zero": True}, ["at least 0 and below 1.", "sign and unit"]),
        (-1.0, {"minimum": -math.inf, "below": -2.0}, ["delay is -1.0;", "must be below -2."]),
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
        (["noon"], ["grid is ['noon']", "a number in h", "2 h"]),
    ],
)
def test_a_grid_must_run_forward(times, words):
    with pytest.raises(ParameterError) as error:
        check_times(times, "grid")
    for word in words:
        assert word in str(error.value)


def test_a_grid_may_have_an_earliest_time():
    assert check_times([0, 1], minimum=0.0).tolist() == [0, 1]
    assert check_times("1.5 d", minimum=0.0).tolist() == [36]
    with pytest.raises(ParameterError, match=r"times is -1.0 h; it must be at least 0 h"):
        check_times([-1, 0], minimum=0.0)


def test_a_single_number():
    assert check_number("90 min", "delay", unit="h") == 1.5
    with pytest.raises(ParameterError, match=r"delay has shape \(2,\); .*single number.*at a time"):
        check_number([1, 2], "delay")
    with pytest.raises(ParameterError, match=r"delay is -1.0 h; it must be above 0 h"):
        check_number(-1, "delay", unit="h")


def test_a_count():
    assert check_count(np.int64(3), "steps") == 3
    assert check_count(6, "rows", maximum=6) == 6


@pytest.mark.parametrize(
    ("value", "limits", "allowed"),
    [
        (0, {}, "a whole number, at least 1"),
        (2.0, {}, "a whole number, at least 1"),
        ("2", {}, "a whole number, at least 1"),
        (1, {"minimum": 2}, "a whole number, at least 2"),
        (7, {"maximum": 6}, "a whole number, from 1 to 6"),
    ],
)
def test_what_does_not_count(value, limits, allowed):
    with pytest.raises(ParameterError) as error:
        check_count(value, "steps", **limits)
    assert str(error.value).startswith(f"steps is {value!r}; it must be {allowed}.")


def test_order_is_kept_everywhere():
    check_order([1, 2], [1, 3], "a", "b", remedy="Swap.")
    with pytest.raises(ParameterError, match=r"a is 2.0 h; it must be at most b, 1.5 h. Swap."):
        check_order([1, 2], 1.5, "a", "b", remedy="Swap.", unit="h")
    with pytest.raises(ParameterError, match=r"a is 1.0; it must be below b, 1.0. Swap."):
        check_order(1.0, [1.0, 3.0], "a", "b", remedy="Swap.", strict=True)
