"""COWS and CIWA-Ar: items, points, bands, totals that can and cannot be reached."""

import itertools

import numpy as np
import pytest

from pharmlib.checks import ParameterError
from pharmlib.clinic.scales import scale, scale_names

COWS, CIWA = scale("COWS"), scale("CIWA-Ar")
NAMES = [item.name for item in COWS.items]


def test_points_of_the_items():
    # Wesson and Ling 2003; the largest points sum to 4+4+5+5+4+4+5+4+4+4+5
    assert [item.points[-1] for item in COWS.items] == [4, 4, 5, 5, 4, 4, 5, 4, 4, 4, 5]
    assert COWS.maximum() == 48
    # Sullivan 1989: nine items to 7 and one to 4
    assert [item.points[-1] for item in CIWA.items] == 9 * [7] + [4]
    assert CIWA.maximum() == 67


def test_kinds_add_up():
    kinds = ("observed", "mixed", "report")
    assert [COWS.maximum(kind) for kind in kinds] == [22, 17, 9]
    assert [CIWA.maximum(kind) for kind in kinds] == [25, 14, 28]


@pytest.mark.parametrize("each", [COWS, CIWA], ids=scale_names())
def test_every_item_starts_at_nothing_and_rises(each):
    assert len({item.name for item in each.items}) == len(each.items)
    for item in each.items:
        assert item.points[0] == 0
        assert all(a < b for a, b in itertools.pairwise(item.points))
    for bands in each.bands.values():
        lows = list(bands.start.values())
        assert lows == sorted(set(lows))
        assert lows[0] == 0
        assert lows[-1] <= each.maximum()


def test_the_worked_case():
    ratings = dict(zip(NAMES, [2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 3], strict=True))
    assert COWS.score(ratings) == 25
    assert COWS.band(25) == "moderately severe"


def test_many_people_at_once():
    table = np.zeros((2, 3, 11), dtype=int)
    table[1, 2] = [item.points[-1] for item in COWS.items]
    assert COWS.score(table).tolist() == [[0, 0, 0], [0, 0, 48]]


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "none"), (4, "none"), (5, "mild"), (12, "mild"), (13, "moderate"), (24, "moderate"),
     (25, "moderately severe"), (36, "moderately severe"), (37, "severe"), (48, "severe")],
)  # fmt: skip
def test_edges_of_the_bands(total, band):
    assert COWS.band(total) == band


def test_the_bands_of_ciwa_disagree():
    edges = {9: "mild moderate mild", 10: "moderate moderate mild", 16: "moderate severe severe"}
    for total, words in edges.items():
        assert " ".join(CIWA.band(total, bands=name) for name in CIWA.bands) == words
    assert [CIWA.band(19, bands=name) for name in CIWA.bands] == 3 * ["severe"]


def test_patterns_are_counted_as_by_hand():
    ways = COWS.patterns()
    assert ways.sum() == np.prod([len(item.points) for item in COWS.items])
    assert ways[0] == ways[48] == 1
    assert ways[1] == 10  # every item but gooseflesh has a step of one point
    assert ways[47] == 1  # sweating 3 in place of 4; no other item can lose a single point
    assert np.all(ways > 0)


def test_patterns_against_a_plain_count():
    firsts = COWS.items[:4] + COWS.items[-1:]
    small = type(COWS)("small", "", "", firsts, COWS.bands)
    for most in (1, 2, 5):
        count = np.zeros(small.maximum() + 1, dtype=int)
        for points in itertools.product(*(item.points for item in firsts)):
            if sum(p > 0 for p in points) <= most:
                count[sum(points)] += 1
        assert small.patterns(most).tolist() == count.tolist()


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            lambda: COWS.score(dict.fromkeys(NAMES, 3)),
            ["pulse is 3", "one of 0, 1, 2, 4", "Choose one of the points"],
        ),
        (lambda: COWS.score(10 * [0] + [1]), ["gooseflesh is 1", "0, 3, 5"]),
        (lambda: COWS.score(11 * [1.5]), ["pulse is 1.5"]),
        (lambda: COWS.score({"pulse": 1}), ["ratings has 1 items", "the 11 of COWS", "tremor"]),
        (lambda: COWS.score(dict.fromkeys([*NAMES, "mood"], 0)), ["unknown: mood"]),
        (lambda: COWS.score([1, 2]), ["shape (2,)", "must be 11", "Rate every item"]),
        (lambda: COWS.score(3), ["shape ()"]),
        (lambda: COWS.band(49), ["total is 49", "from 0 to 48"]),
        (lambda: CIWA.band(9), ["bands is None", "'ASAM 2020', '8 and 16'", "Say which"]),
        (lambda: COWS.band(9, bands="mine"), ["bands is 'mine'", "'usual'"]),
        (lambda: COWS.maximum("guessed"), ["kind is 'guessed'", "observed, mixed, report"]),
        (lambda: scale("SOWS"), ["name is 'SOWS'", "COWS, CIWA-Ar", "scales.toml"]),
        (lambda: COWS.patterns(0), ["most_items is 0", "at least 1"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
