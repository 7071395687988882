"""Units: exact factors, round trips, and errors that say what to write."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pharmlib.units import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    UnitError,
    convert,
    mass_concentration,
    molar,
    to_book_units,
    unit_symbols,
)

ROUNDING = 1e-15  # one multiplication and one division

FAMILIES = [
    ["s", "min", "h", "d", "wk"],
    ["ng", "ug", "mg", "g", "kg"],
    ["mL", "dL", "L"],
    ["pM", "nM", "uM", "mM", "nmol/L", "mol/L"],
    ["%", "1", ""],
    ["ng/mL", "ug/L", "mg/L", "g/L", "mg/dL"],
    ["mL/min", "L/h", "L/d"],
    ["g/L/h", "mg/dL/h", "mg/L/h", "mg/L/d"],
    ["1/s", "1/min", "1/h", "1/d"],
    ["mL/h/kg", "L/h/kg", "L/d/kg"],
]
pairs = st.sampled_from(FAMILIES).flatmap(
    lambda family: st.tuples(st.sampled_from(family), st.sampled_from(family))
)


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        (1, "d", "h", 24),
        (1, "wk", "d", 7),
        (90, "min", "h", 1.5),
        (1, "kg", "mg", 1e6),
        (1, "ng/mL", "ug/L", 1),
        (15, "mg/dL/h", "g/L/h", 0.15),  # the rates of winek1984 were given in mg%/h
        (26.6, "mL/min", "L/h", 1.596),
        (1, "1/d", "1/h", 1 / 24),
        (1, "nM", "nmol/L", 1),
        (1, "pM", "nmol/L", 1e-3),
        (1, "mM", "uM", 1e3),
        (50, "%", "", 0.5),
        (1, "mg*h/L", "ug*h/mL", 1),
    ],
)
def test_known_factors(value, unit, target, expected):
    assert_allclose(convert(value, unit, target), expected, rtol=ROUNDING)


def test_decimal_factors_leave_no_trace_of_binary():
    # the factor is an exact fraction: 20 * (60/1000) would give 1.2 only by luck
    assert convert(0.1, "g", "mg") == 100.0
    assert convert(20.0, "mL/min", "L/h") == 1.2
    assert convert(1.0, "s", "h") == 1 / 3600


@settings(max_examples=60, deadline=None)
@given(value=st.floats(-1e6, 1e6), pair=pairs)
def test_there_and_back(value, pair):
    there = convert(convert(value, *pair), *pair[::-1])
    assert_allclose(there, value, rtol=4 * ROUNDING, atol=1e-300)


@settings(max_examples=40, deadline=None)
@given(value=st.floats(0, 1e6), pair=pairs)
def test_text_and_number_agree(value, pair):
    assert to_book_units(f"{value!r} {pair[0]}", pair[1]) == convert(value, *pair)


def test_arrays_are_converted_whole():
    assert_allclose(convert(np.array([[1.0, 2.0]]), "d", "h"), [[24, 48]], rtol=0)


def test_constants_are_hours():
    assert (HOUR, DAY, WEEK) == (1, 24, 168)
    assert 60 * MINUTE == 1


@pytest.mark.parametrize(
    ("text", "hours"),
    [("36 h", 36), ("36h", 36), (" 1.5  d ", 36), (".5 d", 12), ("+2. d", 48), ("-1e1 h", -10)],
)
def test_ways_to_write_a_time(text, hours):
    assert to_book_units(text, "h") == hours


def test_numbers_pass_unchanged():
    grid = np.array([1.0, 2.0])
    assert to_book_units(grid, "h") is grid
    assert to_book_units(3, "h") == 3


def test_molar_and_mass_concentration():
    # 1 mg/L of a drug of 500 g/mol is 2 umol/L
    assert_allclose(molar(1.0, 500.0), convert(2.0, "uM", "nM"), rtol=ROUNDING)
    assert_allclose(mass_concentration(2000.0, 500.0), 1.0, rtol=ROUNDING)
    given_nmol = np.array([0.0, 1e-9, 113.0])
    there = molar(mass_concentration(given_nmol, 327.4), 327.4)
    assert_allclose(there, given_nmol, rtol=4 * ROUNDING)  # two roundings each way


def test_symbols_of_one_dimension():
    assert unit_symbols("wk") == ("s", "min", "h", "d", "wk")
    assert unit_symbols("") == ("%", "1")
    assert unit_symbols("mol/L") == ("pM", "nM", "uM", "mM")
    assert unit_symbols("mg/L") == ()
    with pytest.raises(UnitError, match="unknown unit 'hours'"):
        unit_symbols("hours")


@pytest.mark.parametrize("family", [family for family in FAMILIES if "/" not in "".join(family)])
def test_symbols_are_those_that_convert(family):
    assert set(unit_symbols(family[0])) >= set(family) - {""}
    sizes = [convert(1.0, symbol, family[0]) for symbol in unit_symbols(family[0])]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("5 mg", "h", ["dose is '5 mg'", "a quantity in 'h'", "'5 h'"]),
        ("5", "h", ["dose is '5'", "a quantity in 'h'", "'5 h'"]),
        ("5 h", "", ["dose is '5 h'", "a number without unit"]),
        ("five h", "h", ["dose is 'five h'", "a number and its unit", "'5 h'"]),
        ("5 lightyears", "h", ["dose is '5 lightyears'", "'5 h'"]),
        ("", "mg", ["dose is ''", "'5 mg'"]),
    ],
)
def test_text_that_does_not_fit(text, unit, words):
    with pytest.raises(UnitError) as error:
        to_book_units(text, unit, "dose")
    for word in words:
        assert word in str(error.value)


def test_unknown_units_come_with_the_known_ones():
    with pytest.raises(UnitError) as error:
        convert(1.0, "hours", "h")
    for word in ["'hours'", "min", "mg", "nmol"]:
        assert word in str(error.value)


def test_what_is_measured_must_be_the_same():
    with pytest.raises(UnitError, match="cannot convert 'h' to 'mg': they measure different"):
        convert(1.0, "h", "mg")


def test_molar_units_do_not_hide_inside_others():
    with pytest.raises(UnitError, match="write 'nmol/L' instead of 'nM'"):
        convert(1.0, "1/nM/h", "L/nmol/h")
