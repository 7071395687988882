"""Reading exercises: every mistake an author can make is named, with its line and repair."""

import json
import sys

import numpy as np
import pytest

from lectern import exercises
from lectern.exercise_file import PageError, split
from lectern.exercises import Exercise, ExerciseError, load, read

MISTAKES = [
    (("file_format: mystnb", "file_format: myst"), 1, "file_format must be mystnb"),
    (("  name: python3", "  name: julia"), 1, "add kernelspec: {name: python3}"),
    (("  level: 1\n", ""), 5, "level is missing: add level:"),
    (("level: 1", "level: 4"), 8, "level is 4: write 1, 2 or 3"),
    (("minutes: 10", "minutes: soon"), 9, "minutes is 'soon': write a whole number above 0"),
    (("chapter: clock", "chapter: 7"), 7, "chapter is 7: write it as text"),
    (("  level: 1", "  level: 1\n  colour: red"), 9, "colour is not known; the keys are answers"),
    (("unit: g/L\n", "unit: g/pint\n"), 16, "unknown unit 'pint'"),
    (("unit: g/L\n", "unit: 5\n"), 16, 'unit is 5: write text, "" for no unit'),
    (("value: 2.5", "value: 25e-1x"), 14, "mixes '25e-1x' and 1.6: use one kind"),
    (("value: 2.5", 'value: "2.5"'), 14, "YAML reads this as text"),
    (("value: 2.5", "value: .nan"), 14, "write a finite number"),
    (("choose: [1.6, 1.8,", "choose: [1.6, 1.6,"), 17, "a list of different values"),
    (("      meaning: blood alcohol when", "      means: when"), 18, "means is not known"),
    (("kind: number", "kind: numeric"), 32, "write one of number, array, function, choice"),
    (("reference: 16.667", "reference: yes"), 34, "reference is True: write one number"),
    (("reference: 16.667", "reference: 1e3x"), 34, "write one number"),
    (("{relative: 0.01}", "{relative: 0.01, absolute: 1}"), 33, "one of them"),
    (("{relative: 0.01}", "{relative: 0}"), 33, "the relative tolerance is 0"),
    (("{relative: 0.01}", "{relative: 0.9}"), 33, "above 0 and below 0.5"),
    (("reference: 16.667", "reference: 0"), 33, "a relative tolerance around a reference of 0"),
    (("meaning: time until the person who", 'meaning: ""\n#'), 38, "meaning must be text"),
    (("# Sobering up", "# Sober"), 50, "the heading is 'Sober' and the title 'Sobering up'"),
    (("`hours_social` (h)", "`hours_social` (min)"), 52, "`hours_social` (h), not (min)"),
    (("Give `hours_social` (h) for", "Give it for"), 52, "the prompt must say `hours_social` (h)"),
    (("blood alcohol, `starting_concentration`", "blood alcohol"), 52, "does not mention"),
    (("Two people stop", "At 2.5 g/L two people stop"), 52, "the prompt says '2.5 g/L'"),
    (("Look at the units.", "It is 0.15 g/L/h."), 90, "a hint says '0.15 g/L/h'"),
    (("You seem to have multiplied", "With 0.30 g/L/h you"), 119, "the feedback says"),
    (("[setup]", "[other]"), 1, "there is no setup cell"),
    (("from lectern import check", "import math"), 69, "lacks from lectern import check"),
    (("from lectern import check", "from lectern import check\nx = 1"), 69, "imports only"),
    (("starting_concentration = 2.5 ", "starting_concentration = 2.4 "), 76, "make them equal"),
    (("starting_concentration = 2.5 ", "start = 2.5 "), 76, "add starting_concentration = 2.5"),
    (("starting_concentration = 2.5 ", "start = 2.5 "), 76, "start is in the parameters cell only"),
    (("elimination_social = 0.15 ", "elimination_social = 1.5 / 10 "), 76, "plain values"),
    (("hours_social = ...  # h", "hours_social = ..."), 85, "hours_social = ...  # h"),
    (("hours_social = ...  # h", "hours_social = 0  # h"), 85, "the starter must hold"),
    (("[starter]", "[solution]"), 1, "there is no starter cell"),
    (("[starter]", "[solution]"), 90, "hint comes after solution: move it before"),
    (("tags: [solution]", "tags: [solution, starter]"), None, "keep one"),
    (("tags: [solution]", "tags: []"), None, "none of the tags"),
    (("hours_social = starting_concentration / e", "hours_social = / e"), None, "not valid Python"),
    (("misconception: >-\n", "feedback: >-\n"), 107, 'add misconception: "..."'),
    (('check("sobering-up")', 'check("sobering")'), None, 'only check("sobering-up")'),
]


@pytest.mark.parametrize(("change", "line", "message"), MISTAKES, ids=lambda value: str(value)[:40])
def test_mistake_is_named_with_its_line(edited, change, line, message):
    with pytest.raises(ExerciseError) as caught:
        read(edited(change))
    (found,) = [text for text in str(caught.value).splitlines() if message in text][:1] or [""]
    assert message in found, str(caught.value)
    assert "sobering-up.md, line " in found
    if line is not None:
        assert f"line {line}: " in found


MIXED_MISTAKES = [
    (("reference: [100, 50, 25]", "reference: [100, [50], 25]"), "reference must be a list"),
    (("reference: [1, 0.5, 0.25]", "reference: [1, 0.5]"), "at has 3 inputs and reference 2"),
    (("at: [0, 6, [12]]", "at: 3"), "at must be a list of inputs"),
    (("exponential: an exponential}", "yes: an exponential}"), "quote yes, no and numbers"),
    (("reference: exponential", "reference: curve"), "write one of line, exponential"),
    (
        ("{line: A line would reach zero.}", "{exponential: Yes.}"),
        "the option line has no feedback",
    ),
    (
        ("{line: A line would reach zero.}", "{line: No., dot: No.}"),
        "feedback for dot, not an option",
    ),
    (("options: {line: a straight line, ", "options: {"), "give at least two options"),
    (('unit: ""\n      meaning: shape', "unit: h\n      meaning: shape"), "a choice has no unit"),
    (("choose: [3, 4, 12]", "choose: [6]"), "no parameter can vary"),
    ((":::{hint}\nHalve it.\n:::\n", ""), "there are 0 hints: write one to three"),
    (("Halve it.\n", "\n"), "the hint is empty"),
    (("`shape` (choice)", "`shape`"), "the prompt must say `shape` (choice)"),
    (("\nHalf is half.\n", ""), "no paragraph after the solution"),
    (("times: {value", "for: {value"), "'for' is not a name in Python"),
    (("objectives: [See every kind of answer.]", "objectives: []"), "one or more sentences"),
]


@pytest.mark.parametrize(("change", "message"), MIXED_MISTAKES, ids=lambda value: str(value)[:40])
def test_mistake_in_other_kinds(edited, mixed_text, change, message):
    with pytest.raises(ExerciseError) as caught:
        read(edited(change, source=mixed_text))
    assert message in str(caught.value)


def test_all_problems_are_reported_at_once(edited):
    path = edited(("level: 1", "level: 9"), ("unit: h\n", "unit: hour\n"), ("# Sob", "# Slob"))
    with pytest.raises(ExerciseError) as caught:
        read(path)
    assert len(str(caught.value).splitlines()) >= 3


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# No front matter", 1, "start the file with a line ---"),
        ("---\na: 1\n", 1, "not closed"),
        ("---\na: 1\na: 2\n---\n", 3, "'a' is written twice"),
        ("---\na: b: c\n---\n", 2, "quote text that contains a colon"),
        ("---\n- a\n---\n", 2, "must be a mapping"),
        ("---\na: 1\n---\n```{code-cell}\nx = 1\n", 4, "is not closed: end it with a line ```"),
        ("---\na: 1\n---\n```{code-cell}\n---\nx = 1\n```\n", 5, "options of this cell"),
    ],
)
def test_page_that_cannot_be_split(text, line, message):
    with pytest.raises(PageError, match=message) as caught:
        split(text)
    assert caught.value.line == line


def test_without_pyyaml_the_remedy_is_named(edited, monkeypatch):
    # PyYAML is an extra: a plain install lacks it
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ExerciseError) as caught:
        read(edited(("# Sobering up", "# Sobering up, read anew")))
    assert str(caught.value) == 'reading exercises needs PyYAML: pip install "unopposed[notebooks]"'


def test_lines_and_nested_fences():
    page = split(
        "---\na: {b: 1}\n---\n\nProse\n\n::::{note}\n:::{hint}\nx\n:::\n::::\n\n```\n# no\n```\n"
    )
    assert page.lines == {("a",): 2, ("a", "b"): 2}
    assert [(block.name, block.line) for block in page.blocks] == [
        ("prose", 5),
        ("note", 8),
        ("prose", 13),
    ]


def test_other_kinds_are_read(mixed):
    exercise = read(mixed)
    assert [answer.kind for answer in exercise.answers] == ["array", "function", "choice"]
    assert exercise.answer("left").at == (0, 6, (12,))
    assert exercise.base == {"half_life": 6, "times": [0, 6, 12], "drug": "morphine"}
    with pytest.raises(
        ExerciseError, match=r"no answer 'right'; it asks for fractions, left, shape"
    ):
        exercise.answer("right")


def test_run_uses_the_parameters_and_a_fresh_namespace(edited):
    exercise = read(edited())
    doubled = exercise.run("solution", {"starting_concentration": 5.0})
    assert doubled["hours_social"] == pytest.approx(100 / 3)
    assert exercise.run("solution")["hours_social"] == pytest.approx(50 / 3)
    with pytest.raises(ExerciseError, match=r"no parameter 'dose'; it has starting_concentration"):
        exercise.run("solution", {"dose": 1})
    with pytest.raises(ExerciseError, match=r"cannot run 'hints'; run 'starter', 'solution'"):
        exercise.run("hints")


def test_error_in_a_cell_names_file_and_line(edited):
    path = edited(("tags: [solution]\n---\n", "tags: [solution]\n---\n1 / 0\n"))
    exercise = read(path)
    line = 1 + path.read_text().splitlines().index("1 / 0")
    with pytest.raises(
        ExerciseError, match=rf"sobering-up.md, cell at line {line}: it raised Zero"
    ):
        exercise.run("solution")


def test_cells_cannot_change_the_exercise(mixed_text, edited):
    path = edited(("fractions = 100 *", "times.append(99)\nfractions = 100 *"), source=mixed_text)
    exercise = read(path)
    exercise.run("solution")
    assert exercise.base["times"] == [0, 6, 12]


def test_json_carries_an_exercise(mixed):
    exercise = read(mixed)
    again = Exercise.from_data(json.loads(json.dumps(exercise.as_data())))
    assert again.as_data() == exercise.as_data()
    assert again.answers == exercise.answers
    assert np.allclose(again.run("solution")["fractions"], [100, 50, 25])


def test_without_answers_gives_nothing_away(edited):
    public = json.dumps(read(edited()).without_answers().as_data())
    for secret in (
        "16.667",
        "8.333",
        "half-lives",
        "/ elimination_social",
        "sober after",
        "Four steps",
    ):
        assert secret not in public
    assert "hours_social" in public


def test_load_finds_by_name_only(tmp_path, monkeypatch, mixed):
    with pytest.raises(ExerciseError, match="did you mean sobering-up"):
        load("sobering-upp")
    for name in ("../exercises/sobering-up", "/etc/passwd", "", "Sobering-up", 7):
        with pytest.raises(ExerciseError, match="there is no exercise"):
            load(name)
    data = read(mixed).as_data()
    (tmp_path / "built.json").write_text(json.dumps(data), encoding="utf-8")
    monkeypatch.setattr(exercises, "_folder", lambda: tmp_path)
    assert load("built").title == "All kinds"
    assert exercises.slugs() == ("built",)
    assert exercises.all_exercises() == (load("built"),)


def test_draw_needs_something_to_vary(edited):
    exercise = read(edited())
    fixed = Exercise.from_data({**exercise.as_data(), "parameters": []})
    with pytest.raises(ExerciseError, match="has no variants"):
        fixed.draw(np.random.default_rng(1))
