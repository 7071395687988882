"""Answers checked on the page: as Python would judge them, kept on the device, announced."""

import json
import math

import pytest
from playwright.sync_api import expect

from lectern.answers import answer_key
from lectern.book.answer_form import CHECKED, facts
from lectern.comparing import compare
from lectern.exercises import all_exercises, load

EXERCISE = "exercises/sobering-up.html"
ARRAY = "exercises/four-days-of-morphine.html"
CHOICE = "exercises/quick-in-slow-out.html"
PROGRESS = "chapters/progress.html"
SLUGS = [each.slug for each in all_exercises() if {a.kind for a in each.answers} & set(CHECKED)]


def scaled(value, factor):
    """Return a number, or nested lists of them, multiplied."""
    if isinstance(value, list):
        return [scaled(item, factor) for item in value]
    return float(value) * factor


def shortened(value, digits):
    """Return a number, or nested lists of them, with that many digits."""
    if isinstance(value, list):
        return [shortened(item, digits) for item in value]
    return float(f"{float(value):.{digits}g}")


def tries(exercise):
    """Return sets of answers of every kind: right, nearly, in other units, wrong ideas, wrong."""
    key = answer_key(exercise)
    truth = {a.name: key.truth[a.name] for a in exercise.answers if a.kind in CHECKED}
    numbers = {n: v for n, v in truth.items() if exercise.answer(n).kind != "choice"}
    choices = {n: v for n, v in truth.items() if n not in numbers}
    yield truth
    yield {}
    for factor in (60, 1 / 60, 24, 1 / 24, 7, 1000, 1e-3, 100, 0.01, 3600, -1, 0, 1.5, 1e9, 1e-9):
        yield choices | {name: scaled(value, factor) for name, value in numbers.items()}
    for far in (0.3, 0.999, 1.001, 1.7, 2.999, 3.01):
        moved = {}
        for name, value in numbers.items():
            answer = exercise.answer(name)
            size = answer.relative or answer.absolute / max(abs(x) for x in flat(value))
            moved[name] = scaled(value, 1 + far * size)
        yield choices | moved
    for digits in (1, 2, 3, 4):
        yield choices | {name: shortened(value, digits) for name, value in numbers.items()}
        cut = {n: math.floor(v * 10**digits) / 10**digits for n, v in numbers.items()
               if not isinstance(v, list)}  # fmt: skip
        yield choices | cut
    for _, wrong in key.misconceptions:
        shown = {name: value for name, value in wrong.items() if name in truth}
        yield shown
        yield truth | shown
        yield {name: scaled(v, 1.0001) if name in numbers else v for name, v in shown.items()}
    for name in choices:
        for option in exercise.answer(name).options:
            yield {name: option}
    for name, value in numbers.items():
        yield {name: value[:-1] if isinstance(value, list) else [value]}


def flat(value):
    """Return all numbers of nested lists."""
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_judges_as_python_does(open_page, slug):
    exercise, key = load(slug), answer_key(load(slug))
    cases = [{n: {"value": v} for n, v in each.items()} for each in tries(exercise)]
    page = open_page(f"exercises/{slug}.html")
    found = page.evaluate(
        """async ([facts, cases]) => {
            const { compare } = await import("../_static/answers/compare.js");
            return cases.map((collected) => compare(facts, collected));
        }""",
        [facts(exercise), cases],
    )
    seen = set()
    for collected, outcomes in zip(cases, found, strict=True):
        wanted = [o for o in compare(exercise, collected, key)
                  if exercise.answer(o.name).kind in CHECKED]  # fmt: skip
        statuses = [(o.name, o.status, o.misconception) for o in wanted]
        seen |= {o.status for o in wanted}
        assert [(o["name"], o["status"], o.get("misconception")) for o in outcomes] == statuses, (
            collected
        )
        for ours, theirs in zip(wanted, outcomes, strict=True):
            if ours.status != "invalid":  # there Python speaks of shapes, the page of numbers
                assert theirs["message"] == ours.message
    assert {"right", "missing", "misconception"} <= seen


@pytest.mark.parametrize(
    ("typed", "answer", "found"),
    [
        ("16.7", {}, 16.7),
        (" 1.5e-3 ", {}, 0.0015),
        ("\u22122", {}, -2.0),
        (".5", {}, 0.5),
        ("", {}, "is not answered yet"),
        ("16,7", {}, "has a comma: write 16.7, with a point"),
        ("16.7 h", {"unit": "h"}, "is to be a number alone, in h: write 16.7"),
        ("2.5/0.15", {}, "is to be a number: work out 2.5/0.15 first"),
        ("sixteen", {}, "is no number: sixteen"),
        ("1e999", {}, "is too large: 1e999"),
        ("<b>1</b>", {}, "is to be a number: work out <b>1</b> first"),
        ("1 2 3", {"kind": "array"}, [1.0, 2.0, 3.0]),
        ("1, 2, 3", {"kind": "array"}, [1.0, 2.0, 3.0]),
        ("[1,2,3]", {"kind": "array"}, [1.0, 2.0, 3.0]),
        ("1 two 3", {"kind": "array"}, "is no number: two"),
        ("1 2\n3 4", {"kind": "array", "truth": [[0, 0], [0, 0]]}, [[1.0, 2.0], [3.0, 4.0]]),
        ("[]", {"kind": "array"}, "is not answered yet"),
    ],
)
def test_what_a_reader_types_is_read_or_explained(open_page, typed, answer, found):
    page = open_page(EXERCISE)
    given = page.evaluate(
        """async ([answer, typed]) =>
            (await import("../_static/answers/read.js")).read(answer, typed)""",
        [{"kind": "number", "unit": "", "truth": [0], **answer}, typed],
    )
    assert given.get("value", given.get("problem")) == found


def form(page):
    """Return the form of an exercise."""
    return page.get_by_role("form", name="Your answers")


def test_answers_are_checked_and_announced(open_page):
    page = open_page(EXERCISE)
    form(page).get_by_label("hours_social").fill("16.7")
    form(page).get_by_label("hours_tolerant").fill("500")
    page.keyboard.press("Enter")
    said = form(page).get_by_role("status")
    expect(said).to_have_text("1 of 2 right. hours_tolerant: another unit.")
    wrong = form(page).get_by_label("hours_tolerant")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(
        "in h The right quantity in another unit: you seem to have used min; it is asked for in h."
    )
    wrong.fill("8.33")
    page.keyboard.press("Enter")
    expect(said).to_have_text("All right.")
    expect(wrong).not_to_have_attribute("aria-invalid", "true")


def test_a_wrong_answer_offers_the_next_hint(open_page):
    page = open_page(EXERCISE)
    button = form(page).get_by_role("button", name="Show hint")
    expect(button).to_be_hidden()
    hints = page.locator("details.unfold-hint")
    for number in range(1, hints.count() + 1):
        form(page).get_by_label("hours_social").fill("777")
        page.keyboard.press("Enter")
        expect(button).to_have_text(f"Show hint {number}")
        button.click()
        expect(hints.nth(number - 1)).to_have_attribute("open", "")
        expect(hints.nth(number - 1).locator("summary")).to_be_focused()
    form(page).get_by_label("hours_social").fill("778")
    page.keyboard.press("Enter")
    expect(button).to_be_hidden()


def test_a_choice_is_checked_by_keyboard(open_page):
    page = open_page(CHOICE)
    exercise = load("quick-in-slow-out")
    answer = exercise.answer("verdict")
    wrong = next(option for option in answer.options if option != answer.reference)
    group = form(page).get_by_role("group", name="verdict")
    group.get_by_role("radio").first.focus()
    for option in answer.options:
        if option == wrong:
            page.keyboard.press("Space")
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(group.locator(".said")).to_contain_text(answer.feedback[wrong])


def test_an_array_is_read_from_one_field(open_page):
    page = open_page(ARRAY)
    truth = load("four-days-of-morphine").answer("cancelled").reference
    form(page).get_by_label("cancelled").fill(" ".join(map(str, truth)))
    page.keyboard.press("Enter")
    expect(form(page).get_by_role("status")).to_have_text("All right.")


def test_what_was_typed_is_there_the_next_time(open_page):
    page = open_page(EXERCISE)
    form(page).get_by_label("hours_social").fill("16.7")
    form(page).get_by_label("hours_tolerant").fill("8.33")
    page.keyboard.press("Enter")
    page.reload()
    expect(form(page).get_by_label("hours_social")).to_have_value("16.7")
    expect(form(page).get_by_role("status")).to_contain_text("All right, on ")


def test_an_exercise_that_has_changed_says_so_and_keeps_the_answers(open_page):
    page = open_page(EXERCISE)
    form(page).get_by_label("hours_social").fill("16.7")
    form(page).get_by_label("hours_tolerant").fill("8.33")
    page.keyboard.press("Enter")
    page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage.getItem("unopposed:answers"));
            kept.exercises["sobering-up"].facts = "older";
            localStorage.setItem("unopposed:answers", JSON.stringify(kept));
        }"""
    )
    page.reload()
    expect(form(page).get_by_role("status")).to_contain_text("has changed since you answered it")
    expect(form(page).get_by_label("hours_social")).to_have_value("16.7")


def test_what_is_solved_in_one_tab_is_not_undone_in_another(open_page):
    page = open_page(EXERCISE)
    other = page.context.new_page()
    other.goto(page.url)
    solve(page)
    expect(form(other).get_by_role("status")).to_contain_text("All right, on ")
    expect(form(other).get_by_label("hours_social")).to_have_value("16.7")
    form(other).get_by_label("hours_social").fill("16.8")
    kept = other.evaluate("JSON.parse(localStorage.getItem('unopposed:answers')).exercises")
    assert kept["sobering-up"]["done"]
    assert kept["sobering-up"]["texts"] == {"hours_social": "16.8", "hours_tolerant": "8.33"}


def test_clear_empties_the_form_and_the_memory(open_page):
    page = open_page(EXERCISE)
    form(page).get_by_label("hours_social").fill("16.7")
    page.keyboard.press("Enter")
    form(page).get_by_role("button", name="Clear").click()
    expect(form(page).get_by_label("hours_social")).to_have_value("")
    page.reload()
    expect(form(page).get_by_label("hours_social")).to_have_value("")


def test_without_storage_it_checks_and_says_that_nothing_is_kept(open_page):
    page = open_page(EXERCISE)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }})"
    )
    page.reload()
    form(page).get_by_label("hours_social").fill("16.7")
    page.keyboard.press("Enter")
    said = form(page).get_by_role("status")
    expect(said).to_contain_text("1 of 2 right.")
    expect(said).to_contain_text("This browser keeps nothing for this site")


def test_a_foreign_entry_in_storage_does_no_harm(open_page):
    page = open_page(EXERCISE)
    for text in ("{", '"x"', '{"version": 1}', '{"version": 1, "exercises": {"sobering-up": 3}}'):
        page.evaluate("text => localStorage.setItem('unopposed:answers', text)", text)
        page.reload()
        expect(form(page).get_by_label("hours_social")).to_have_value("")


def test_without_javascript_there_is_no_dead_form(open_page):
    page = open_page(EXERCISE, java_script_enabled=False)
    expect(page.locator("form.answers")).to_be_hidden()
    expect(page.locator("details.unfold-hint").first).to_be_visible()


def solve(page):
    """Answer the exercise rightly."""
    form(page).get_by_label("hours_social").fill("16.7")
    form(page).get_by_label("hours_tolerant").fill("8.33")
    page.keyboard.press("Enter")
    expect(form(page).get_by_role("status")).to_have_text("All right.")


def test_progress_lists_every_exercise_and_what_is_done(open_page):
    page = open_page(EXERCISE)
    solve(page)
    page.goto(page.url.replace(EXERCISE, PROGRESS))
    rows = page.locator(".progress-list li")
    assert rows.count() == len(all_exercises())
    done = page.locator("#progress-sobering-up")
    expect(done.locator(".state")).to_contain_text("1 attempt.")
    expect(done).to_have_attribute("data-state", "done")
    expect(page.locator("#progress-two-weeks-on .state")).to_have_text("Not tried yet.")
    expect(page.locator(".progress-count").nth(1)).to_contain_text("1 of ")


def test_progress_travels_in_a_file(open_page, tmp_path):
    page = open_page(EXERCISE)
    solve(page)
    page.goto(page.url.replace(EXERCISE, PROGRESS))
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    assert json.loads(file.read_text())["exercises"]["sobering-up"]["right"] == [
        "hours_social",
        "hours_tolerant",
    ]
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget everything").click()
    state = page.locator("#progress-sobering-up .state")
    expect(state).to_have_text("Not tried yet.")
    page.get_by_label("Read from a file").set_input_files(file)
    expect(state).to_contain_text("Done on")
    expect(page.locator(".progress-said")).to_contain_text("Read 1 exercise")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json", "This is not a file of answers"),
        ('{"version": 1, "exercises": {"a": {"attempts": "x"}}}', "This is not a file of answers"),
        ('{"version": 2, "exercises": {}}', "comes from a newer edition"),
    ],
)
def test_a_bad_file_changes_nothing(open_page, tmp_path, text, message):
    page = open_page(EXERCISE)
    solve(page)
    page.goto(page.url.replace(EXERCISE, PROGRESS))
    file = tmp_path / "other.json"
    file.write_text(text)
    page.get_by_label("Read from a file").set_input_files(file)
    expect(page.locator(".progress-said")).to_contain_text(message)
    expect(page.locator("#progress-sobering-up .state")).to_contain_text("Done on")


def test_an_older_file_does_not_undo_what_is_done(open_page, tmp_path):
    page = open_page(EXERCISE)
    solve(page)
    page.goto(page.url.replace(EXERCISE, PROGRESS))
    entry = {"facts": "x", "attempts": 9, "texts": {}, "right": [], "done": ""}
    file = tmp_path / "older.json"
    file.write_text(json.dumps({"version": 1, "exercises": {"sobering-up": entry}}))
    page.get_by_label("Read from a file").set_input_files(file)
    expect(page.locator("#progress-sobering-up .state")).to_contain_text("Done on")
