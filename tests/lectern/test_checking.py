"""`check` as a student meets it."""

import pickle

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from lectern import CheckFailed, check, checking
from lectern.comparing import Outcome
from lectern.exercises import ExerciseError
from tests.lectern.hostile import Explosive, FalseFloat, Hostile, Liar

RIGHT = {"hours_social": 16.67, "hours_tolerant": 8.33}


@pytest.fixture(autouse=True)
def fresh():
    checking.forget_attempts()


def failure(**given):
    with pytest.raises(CheckFailed) as caught:
        check("sobering-up", **given)
    return str(caught.value)


def run(code, **names):
    """Run code as a script whose variables are `names`."""
    namespace = {"check": check, **names}
    exec(code, namespace)
    return namespace


def test_right_answers_as_keywords_and_as_variables():
    assert check("sobering-up", **RIGHT).passed
    assert run("result = check('sobering-up')", **RIGHT)["result"].passed


def test_variables_inside_a_function_are_not_seen():
    hours_social, hours_tolerant = RIGHT.values()
    with pytest.raises(CheckFailed, match="hours_social: It is not answered yet"):
        check("sobering-up")
    assert check("sobering-up", hours_social=hours_social, hours_tolerant=hours_tolerant).passed


def test_names_that_are_not_asked_for():
    assert failure(hours=3).endswith(
        "it does not ask for hours, but for hours_social, hours_tolerant."
    )
    with pytest.raises(ExerciseError, match="did you mean sobering-up"):
        check("sobering-down", **RIGHT)


def test_changed_parameters_are_named_with_the_way_back():
    names = {**RIGHT, "elimination_social": 0.2, "starting_concentration": 2.5}
    with pytest.raises(
        CheckFailed, match=r"Set elimination_social = 0.15 and run your cells again"
    ):
        run("check('sobering-up')", **names)
    names["elimination_social"] = np.float64(0.15)
    assert run("result = check('sobering-up')", **names)["result"].passed
    with pytest.raises(CheckFailed, match=r"Set elimination_social = 0.15"):
        run("check('sobering-up')", **{**names, "elimination_social": "0.15"})


@pytest.mark.parametrize(
    ("value", "same"),
    [
        ([0, 6, 12], True),
        ((0.0, 6.0, 12.0), True),
        (np.array([0, 6, 12]), True),
        ([0, 6], False),
        ([0, 6, "12"], False),
        (np.array([0, 6]), False),
        (np.array(["0", "6", "12"]), False),
        (12, False),
        (Hostile(), False),
        ([0, 6, Hostile()], False),
        ([FalseFloat(), FalseFloat(), FalseFloat()], False),
        ([Explosive(), 6, 12], False),
    ],
    ids=lambda value: str(type(value)),
)
def test_changed_lists(value, same):
    Liar.asked.clear()
    assert checking._same(value, (0, 6, 12)) is same
    assert Liar.asked == []
    assert checking._same("a", "a")
    assert not checking._same(1, "a")


def test_a_hostile_parameter_has_changed():
    for value in (Hostile(), FalseFloat(), Explosive()):
        with pytest.raises(CheckFailed, match=r"Set elimination_social = 0.15"):
            run("check('sobering-up')", **RIGHT, elimination_social=value)


def test_hints_advance_with_each_wrong_attempt_and_stay_at_the_last():
    wrong = {"hours_social": 1.0, "hours_tolerant": 2.0}
    assert "Hint 1 of 2: Look at the units." in failure(**wrong)
    assert "Hint 2 of 2: Draw the concentration" in failure(**wrong)
    assert "Hint 2 of 2" in failure(**wrong)
    checking.forget_attempts("sobering-up")
    assert "Hint 1 of 2" in failure(**wrong)


@pytest.mark.parametrize("given", [1000.0, 17.0, 41.667, ..., "16"])
def test_other_messages_use_up_no_hint(given):
    assert "Hint" not in failure(hours_social=given, hours_tolerant=8.33)
    assert "Hint 1" in failure(hours_social=1.0, hours_tolerant=8.33)


def test_the_message_counts_and_names():
    text = failure(hours_social=41.667, hours_tolerant=8.33)
    assert text.splitlines()[0] == "Sobering up: 1 of 2 right."
    assert "  hours_social: You seem to have found the time in which the first half leaves" in text
    assert "  hours_tolerant: Right." in text


def test_misconceptions_run_only_when_they_are_needed(monkeypatch):
    monkeypatch.setattr(checking, "answer_key", None)
    assert check("sobering-up", **RIGHT).passed


def test_html_is_escaped():
    outcome = Outcome("<b>", "wrong", "<script>alert(1)</script>")
    shown = checking.Result("x", "<i>", (outcome,), hint="a < b", hint_label="Hint")._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "&lt;i&gt;" in shown
    assert "a &lt; b" in shown
    assert not any(tag in shown for tag in ("<script", "<b>", "<i>"))
    passed = check("sobering-up", **RIGHT)._repr_html_()
    assert passed.startswith('<div class="check check-passed"><p>Sobering up: all right.</p>')


def test_student_text_is_escaped():
    with pytest.raises(CheckFailed) as caught:
        check("sobering-up", hours_social="<img src=x>", hours_tolerant=8.33)
    assert "&lt;img src=x&gt;" in caught.value.result._repr_html_()


def test_ipython_shows_the_message_alone(capsys):
    shell = InteractiveShell.instance()
    try:
        shell.run_cell("from lectern import check\nhours_social = 1.0\nhours_tolerant = 8.33")
        shell.run_cell("check('sobering-up')")
    finally:
        InteractiveShell.clear_instance()
    shown = capsys.readouterr().out
    assert "Sobering up: 1 of 2 right." in shown
    assert "Hint 1 of 2" in shown
    assert "Traceback" not in shown
    assert "checking.py" not in shown


def test_the_exception_carries_the_result_and_can_be_sent_elsewhere():
    with pytest.raises(CheckFailed) as caught:
        check("sobering-up", **{**RIGHT, "hours_social": 17.0})
    assert not caught.value.result.passed
    assert [o.status for o in caught.value.result.outcomes] == ["close", "right"]
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.result == caught.value.result
