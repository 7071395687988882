"""What many patients return."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from pharmlib.checks import ParameterError
from pharmlib.populations.courses import PatientCourses

TIMES = np.arange(0.0, 48.0, 6.0)
VALUES = np.random.default_rng(1).lognormal(size=(200, 8))
COURSES = PatientCourses(TIMES, {"blood": VALUES, "net": -VALUES}, {"blood": "mg/L", "net": ""})


def test_bands_are_quantiles_over_the_patients():
    bands = COURSES.bands("blood", [0.025, 0.5, 1.0])
    assert bands.names == ("2.5 %", "50 %", "100 %")
    assert_allclose(bands["50 %"], np.median(VALUES, axis=0))
    assert_allclose(bands["100 %"], VALUES.max(axis=0))
    assert bands.unit("2.5 %") == "mg/L"
    assert np.all(bands["2.5 %"] < bands["50 %"])
    assert COURSES.bands("net").names == ("5 %", "50 %", "95 %")


def test_one_patient_is_a_trajectory():
    one = COURSES.patient(17)
    assert_array_equal(one["blood"], VALUES[17])
    assert one.units == COURSES.units
    assert len(COURSES) == 200


def test_peaks_are_each_patients_own():
    when, height = COURSES.peaks("blood")
    for i in (0, 99):
        assert (when[i], height[i]) == COURSES.patient(i).maximum("blood")


def test_fraction_above_counts_patients():
    found = COURSES.fraction_above("blood", "1000 ug/L")
    assert_allclose(found, (VALUES > 1.0).sum(axis=0) / 200)
    assert np.all(np.diff([COURSES.fraction_above("blood", x)[0] for x in (0, 1, 2, 9)]) <= 0)


def test_nothing_can_be_written_and_a_copy_is_equal():
    with pytest.raises(ValueError, match="read-only"):
        COURSES["blood"][0, 0] = 1.0
    copy = pickle.loads(pickle.dumps(COURSES))
    assert_array_equal(copy["net"], COURSES["net"])


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda: COURSES["bood"], ["name is 'bood'", "blood, net", "Choose"]),
        (lambda: COURSES.bands("blood", [1.5]), ["quantiles is 1.5", "from 0 to 1"]),
        (lambda: PatientCourses(TIMES, {}, {}), ["one or more"]),
        (lambda: PatientCourses(TIMES, {"a": VALUES}, {}), ["units has []", "same names"]),
        (lambda: PatientCourses(TIMES, {"a": VALUES.T}, {"a": ""}), ["(8, 200)", "Transpose"]),
        (
            lambda: PatientCourses(TIMES, {"a": VALUES, "b": VALUES[:3]}, {"a": "", "b": ""}),
            ["(3, 8)", "(200, 8)", "a row a patient"],
        ),
        (lambda: COURSES.fraction_above("net", np.nan), ["level is nan", "finite"]),
    ],
)
def test_errors_give_name_value_range_and_remedy(action, words):
    with pytest.raises(ParameterError) as error:
        action()
    for word in words:
        assert word in str(error.value)
