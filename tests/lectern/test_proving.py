"""Each proof fails when the thing it proves is broken."""

import pytest

from lectern import proving
from lectern.exercises import read


def test_the_model_is_proved(edited, tmp_path):
    path = edited()
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "clock.md").write_text("# The clock\n")
    assert proving.prove(read(path)) == []


def test_mixed_kinds_are_proved(mixed):
    exercise = read(mixed)
    for proof in proving.PROOFS[:-1]:
        assert proof(exercise) == []


BROKEN = [
    (
        proving.solution_passes,
        ("reference: 16.667", "reference: 18.0"),
        "the solution's hours_social is 16.66",
    ),
    (
        proving.solution_passes,
        ("hours_social = starting_concentration / elimination_social\n", "hours_social = 16\n"),
        "the solution's hours_social is 16.0",
    ),
    (
        proving.second_way_agrees,
        ("concentration - rate * minute", "concentration - rate / 50"),
        "the second way gives hours_social",
    ),
    (
        proving.second_way_agrees,
        ("hours_tolerant = minutes_until_gone", "nothing = minutes_until_gone"),
        "hours_tolerant = is not answered yet",
    ),
    (
        proving.second_way_agrees,
        ("def minutes_until_gone", "hours_social\n\n\ndef minutes_until_gone"),
        "NameError: name 'hours_social' is not defined",
    ),
    (
        proving.misconceptions_recognised,
        (
            "= 5 * (starting_concentration / 2) / elimination_s",
            "= 1.005 * starting_concentration / elimination_s",
        ),
        "misconception 1 gives hours_social",
    ),
    (
        proving.misconceptions_recognised,
        ("choose: [0.24, 0.26,", "choose: [0.12, 0.26,"),
        "misconception 3 gives hours_tolerant",
    ),
    (
        proving.misconceptions_recognised,
        (
            "hours_social = starting_concentration * elimination_social\n"
            "hours_tolerant = starting_concentration * elimination_tolerant",
            "hours_tolerant = starting_concentration / elimination_social",
        ),
        "misconception 3 gets the feedback of misconception 2",
    ),
    (
        proving.misconceptions_recognised,
        ("\n---\nhours_tolerant = starting_concentration / elimination_social", "\n---\nwrong = 1"),
        "misconception 3 assigns no answer",
    ),
    (
        proving.variants_solvable,
        (
            "hours_social = starting_concentration / elimination_social\n",
            "hours_social = 1 / (starting_concentration - 2.4)\n",
        ),
        "it raised ZeroDivisionError",
    ),
    (proving.chapter_exists, ("chapter: clock", "chapter: clocks"), "there is no chapter 'clocks'"),
]


@pytest.mark.parametrize(("proof", "change", "message"), BROKEN)
def test_broken_exercise_is_caught(edited, proof, change, message):
    problems = proof(read(edited(change)))
    assert problems
    assert message in problems[0]


def test_starter_that_passes_is_caught(mixed_text, edited):
    path = edited(("    return ...\n", "    return 0.5 ** (time / half_life)\n"), source=mixed_text)
    assert proving.starter_fails(read(path)) == [
        "the starter's left is right, not missing: set it to ..."
    ]


def test_variant_without_usable_answer_is_caught(mixed_text, edited):
    change = ("fractions = 100 * 0.5 **", "fractions = [1] if half_life == 4 else 100 * 0.5 **")
    problems = proving.variants_solvable(read(edited(change, source=mixed_text)))
    assert "fractions" in problems[0]
    assert "shape" in problems[0]


def test_variants_are_seeded_and_allowed(edited):
    exercise = read(edited())
    first, second = proving.variants(exercise), proving.variants(exercise)
    assert first == second
    assert len(first) == 51
    assert first[0] == exercise.base
    for values in first[1:]:
        assert values != exercise.base
        for parameter in exercise.parameters:
            assert values[parameter.name] in parameter.choose


def test_command_says_what_is_wrong(edited, capsys):
    path = edited(("reference: 16.667", "reference: 18.0"))
    assert proving.main([str(path)]) == 1
    assert "not proved\n  the solution's hours_social" in capsys.readouterr().out
    assert proving.main([str(path.with_name("none.md"))]) == 1
    assert "cannot be read" in capsys.readouterr().out
