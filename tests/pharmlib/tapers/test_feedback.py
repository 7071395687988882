"""Tapers steered by feeling: optimal when the curve is known, safe when it is not."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.adaptation.opponent_process import OpponentProcess, TwoSpeedOpponent
from pharmlib.checks import ParameterError
from pharmlib.tapers.body import AdaptedBody
from pharmlib.tapers.certificate import certify
from pharmlib.tapers.feedback import feedback_taper
from pharmlib.tapers.optimal import greedy_taper

WEEK = 168.0
CURVE = {"maximum": 0.8398, "half_dose": 2.33}
BODIES = [
    AdaptedBody(OpponentProcess("14 d"), **CURVE),
    AdaptedBody(OpponentProcess("50 d", 0.7), **CURVE),
    AdaptedBody(
        TwoSpeedOpponent(
            fast_time_constant="2 d",
            slow_time_constant="30 d",
            fast_fraction=0.5,
            slow_fraction=0.5,
        ),
        **CURVE,
    ),
]
FINE = np.linspace(0, 20, 2001)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("bound", [0.12, 0.3])
def test_a_gain_of_one_finds_the_optimum_without_a_model(body, bound):
    # the controller is told neither time constants nor fractions, and takes the greedy doses
    felt = feedback_taper(body, 20, bound=bound, interval=WEEK, doses=FINE)
    known = greedy_taper(body, 20, doses=FINE, bound=bound, interval=WEEK)
    times = np.arange(0, known.times[-1] + 1, WEEK)
    assert felt.dose_at(times).tolist() == known.dose_at(times).tolist()


@pytest.mark.parametrize("body", BODIES)
def test_without_rounding_withdrawal_sits_at_the_bound(body):
    taper = feedback_taper(body, 20, bound=0.2, interval=WEEK)
    course = body.course(taper, start=20, step=WEEK)
    # at each change of dose but the last, where nothing is left to take away
    assert_allclose(course["net"][: len(taper) - 1], 0.2, atol=1e-12)
    assert certify(body, taper, 0.2, start=20).margin >= 0


@pytest.mark.parametrize("gain", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("wrong", [0.5, 2.0])
def test_a_wrong_curve_costs_time_or_some_discomfort_but_not_control(gain, wrong):
    body = BODIES[0]
    taper = feedback_taper(
        body, 20, bound=0.15, interval="2 d", gain=gain, half_dose=wrong * body.half_dose
    )
    worst = body.course(taper, start=20).maximum("net")[1]
    assert taper.daily_doses[-1] == 0
    assert worst < 0.15 * 1.6  # stopping at once costs five times the bound


def test_caution_is_slower():
    body = BODIES[0]
    lengths = [
        feedback_taper(body, 20, bound=0.15, interval=WEEK, gain=g).duration
        for g in (0.3, 0.6, 1.0)
    ]
    assert lengths[0] > lengths[1] > lengths[2]


def test_noise_is_reproducible_and_survived():
    body = BODIES[0]
    runs = [
        feedback_taper(
            body, 20, bound=0.15, interval=WEEK, noise=0.03, generator=np.random.default_rng(seed)
        )
        for seed in (1, 1, 2)
    ]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]
    for taper in runs:
        assert np.all(taper.daily_doses <= 20)
        # each report is off by 0.03; none of some ten is off by four times that
        assert body.course(taper, start=20).maximum("net")[1] < 0.15 + 0.12


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"noise": 0.1}, ["generator is None", "default_rng"]),
        ({"gain": 0}, ["gain is 0.0", "above 0"]),
        ({"doses": [1, 2]}, ["doses go up to 2 mg", "Add a larger one"]),
        ({"doses": [5, 20]}, ["bound is 0.15", "stands at 20 mg", "smaller doses"]),
    ],
)
def test_errors(change, words):
    with pytest.raises(ParameterError) as error:
        feedback_taper(BODIES[0], 20, **({"bound": 0.15, "interval": WEEK} | change))
    for word in words:
        assert word in str(error.value)
