"""Cells, exercises and the stored book with the real interpreter: nothing is faked."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

CLOCK = "chapters/clock.html"
EXERCISE = "exercises/sobering-up.html"
PATIENCE = 120_000  # ms; the machine may be busy, and nothing here measures time


def cell(page, number):
    """Return a cell of the page by the number that readers see."""
    label = page.locator(".cell-name", has_text=re.compile(rf"^Cell {number}$"))
    return page.locator(".cell", has=label)


def run(place, expected="Ran in"):
    """Run a cell and wait for its end; open it first where its code is folded."""
    expect(place).to_be_attached()  # now the script has been here
    for fold in place.locator("details.unfold-code:not([open]) > summary").all():
        fold.click()
    place.get_by_role("button", name="Run").click()
    expect(place.locator(".cell-status")).to_contain_text(expected, timeout=PATIENCE)


def write(place, text):
    """Put a text into a cell."""
    expect(place).to_be_attached()
    if place.get_by_role("button", name="Edit").is_visible():
        place.get_by_role("button", name="Edit").click()
    place.locator(".cm-content").fill(text)


def shapes(drawing):
    """Return the outlines of a figure, to a tenth of a point."""
    paths = drawing.locator("path").evaluate_all("all => all.map(e => e.getAttribute('d') ?? '')")
    return [[round(float(n), 1) for n in re.findall(r"-?\d+\.?\d*", path)] for path in paths]


def test_a_page_computes_in_the_browser_what_the_book_has_printed(open_page):
    page = open_page(CLOCK)
    figure = page.locator("#fig-candle")
    printed = cell(page, 2).locator(".cell_output").inner_text()
    words = figure.locator("svg text").all_inner_texts()
    drawn = shapes(figure.locator("svg.figure"))
    run(cell(page, 2))
    assert cell(page, 2).locator(".cell-live").inner_text() == printed
    place = page.locator(".cell", has=figure)
    run(place)
    live = figure.locator(".cell-live svg.figure")
    expect(live).to_be_visible()
    assert live.locator("text").all_inner_texts() == words
    assert len(shapes(live)) == len(drawn)
    assert shapes(live)[-1] == pytest.approx(drawn[-1], abs=0.3)
    colours = live.evaluate("svg => svg.outerHTML.match(/#[0-9a-f]{6}\\b/gi)")
    assert colours is None, "a colour that does not follow the theme"
    for scheme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", scheme)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", ["chapters/coming-down.html", "chapters/contest.html"])
def test_the_last_cell_of_a_chapter_runs_after_all_the_others(open_page, path):
    page = open_page(path)
    last = page.locator(".cell_input").count()
    run(cell(page, last))
    expect(page.locator(".cell-error")).to_have_count(0)


def test_an_exercise_is_solved_with_code(open_page):
    page = open_page(EXERCISE)
    place = page.locator(".cell.tag_starter")
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".check")).to_contain_text(
        "hours_social: It is not answered yet", timeout=PATIENCE
    )
    write(place, "hours_social = starting_concentration * elimination_social\nhours_tolerant = 7.0")
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".check")).to_contain_text("multiplied the concentration by the rate")
    expect(place.locator(".check")).to_contain_text("Hint 1 of 2: Look at the units.")
    write(
        place,
        "hours_social = starting_concentration / elimination_social\n"
        "hours_tolerant = starting_concentration / elimination_tolerant",
    )
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".cell-status")).to_contain_text("This exercise is done")
    expect(page.locator(".verdict")).to_contain_text("All right, on")


def test_a_loop_can_be_stopped_and_the_text_stays(open_page):
    page = open_page(EXERCISE)
    place = page.locator(".cell.tag_starter")
    write(place, "import time\nprint('going', flush=True)\nwhile True:\n    time.sleep(0.1)")
    place.get_by_role("button", name="Run").click()
    expect(place.locator(".cell-live")).to_contain_text("going", timeout=PATIENCE)
    place.get_by_role("button", name="Stop").click()
    expect(place.locator(".cell-status")).to_contain_text("Stopped.")
    expect(place.locator(".cm-content")).to_contain_text("while True")
    write(place, "while True:\n    pass")
    place.get_by_role("button", name="Run").click()
    expect(place.locator(".cell-status")).to_have_text("Running …", timeout=PATIENCE)
    place.get_by_role("button", name="Stop").click()
    expect(place.locator(".cell-status")).to_contain_text("Stopped.")
    write(place, "1 / 0")
    run(place, "Stopped at an error.")
    expect(place.locator(".cell-error p")).to_have_text("ZeroDivisionError: division by zero")


def test_sliders_made_by_a_reader_move(open_page):
    page = open_page(EXERCISE)
    place = page.locator(".cell.tag_starter")
    write(
        place,
        "from lectern import explore\n"
        "from pharmlib import OneCompartment, Trajectory, once\n"
        "def course(dose):\n"
        "    times = [0, 6, 12, 24]\n"
        "    level = OneCompartment.from_half_life(6, volume=50).concentration(once(dose), times)\n"
        '    return Trajectory(times, {"concentration": level}, {"concentration": "mg/L"})\n'
        "explore(course, dose=(0, 100, 50))",
    )
    run(place)
    slider = place.get_by_role("slider", name="dose")
    line = place.locator(".chart path").first
    before = line.get_attribute("d")
    slider.press("ArrowRight")
    expect(line).not_to_have_attribute("d", before)


def test_the_stored_book_runs_its_code_without_a_connection(open_page):
    page = open_page("chapters/offline.html")
    page.get_by_role("button", name="with Python").click()
    expect(page.locator(".offline-said")).to_contain_text("Done.", timeout=PATIENCE)
    expect(page.locator(".offline-now")).to_contain_text("Python is stored, too")
    page.context.set_offline(True)
    page.goto(page.url.replace("offline", "clock"))
    run(cell(page, 1))
    expect(cell(page, 1).locator(".cell-live")).to_contain_text("half-life 36 h")
    page.context.set_offline(False)
