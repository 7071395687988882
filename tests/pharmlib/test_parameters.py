"""Parameters: conversion, and name, unit and meaning that travel together."""

import dataclasses

import pytest
from matplotlib.mathtext import MathTextParser

import pharmlib
from pharmlib.checks import ParameterError
from pharmlib.parameters import Parameters, parameter
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


MODELS = [
    model
    for name in pharmlib.__all__
    if isinstance(model := getattr(pharmlib, name), type) and issubclass(model, Parameters)
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_parameter_has_a_meaning_and_a_symbol_that_can_be_set(model):
    rows = model.notation()
    for row in rows:
        assert all((row["meaning"], row["symbol"])), f"{model.__name__}.{row['name']}"
        MathTextParser("path").parse(f"${row['symbol']}$")
    symbols = [row["symbol"] for row in rows]
    assert len(set(symbols)) == len(symbols), f"{model.__name__} has a symbol twice"


def test_text_with_the_wrong_unit():
    with pytest.raises(UnitError, match=r"volume is '5 h'.*write for example '5 L'"):
        Tank("5 h")
