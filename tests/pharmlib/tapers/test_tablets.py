"""Tablets: every dose that can be made, and none that cannot."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharmlib.checks import ParameterError
from pharmlib.tapers.tablets import Tablets

anyhow = settings(deadline=None, max_examples=60)
strengths = st.lists(
    st.sampled_from([0.1, 0.5, 1.0, 2.5, 3.0, 5.0, 10.0, 20.0]), min_size=1, max_size=3
)


@anyhow
@given(strengths, st.sampled_from([1, 2, 4]), st.integers(1, 4))
def test_doses_are_all_sums_of_pieces(mg, parts, most):
    tablets = Tablets(mg, parts=parts, most=most)
    pieces = {0.0} | {s / p for s in mg for p in (1, 2, 4) if parts % p == 0}
    sums = {round(sum(c), 9) for c in itertools.combinations_with_replacement(pieces, most)}
    expected = sorted(dose for dose in sums if dose <= 12)
    assert [round(dose, 9) for dose in tablets.doses(12).tolist()] == expected


@anyhow
@given(strengths, st.sampled_from([1, 2, 4]), st.integers(1, 4), st.data())
def test_pieces_add_up_and_are_few(mg, parts, most, data):
    tablets = Tablets(mg, parts=parts, most=most)
    dose = data.draw(st.sampled_from(tablets.doses(40).tolist()))
    pieces = tablets.pieces(dose)
    assert sum(content * number for content, number in pieces.items()) == pytest.approx(dose)
    used = sum(pieces.values())
    assert used <= most
    if used > 1:  # with one piece fewer it cannot be made
        assert dose not in Tablets(mg, parts=parts, most=used - 1).doses(40).tolist()


def test_tenths_are_exact():
    assert Tablets(0.1, most=3).doses(1).tolist() == [0, 0.1, 0.2, 0.3]
    assert Tablets("5 mg", parts=2).strengths == (5.0,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Tablets([]), ["strengths is empty", "[5, 10]"]),
        (lambda: Tablets([0]), ["strengths is 0.0 mg", "above 0 mg"]),
        (lambda: Tablets([5], parts=1.5), ["parts is 1.5", "whole number"]),
        (lambda: Tablets([5], most=0), ["most is 0", "at least 1"]),
        (lambda: Tablets([5]).pieces(7), ["dose is 7.0 mg", "Near to it: 5 mg, 10 mg"]),
        (lambda: Tablets([5]).pieces(-1), ["dose is -1.0 mg", "at least 0 mg"]),
    ],
)
def test_errors(call, words):
    with pytest.raises(ParameterError) as error:
        call()
    for word in words:
        assert word in str(error.value)
