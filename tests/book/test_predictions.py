"""Predict first: nothing is given away before, every way of guessing works."""

import itertools
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.book.conftest import SIZES
from tests.book.explored import all_explorers, computed, hold_back, made, stops
from tests.book.test_explorers import SEEN, in_the_data, linear

ASKING = all_explorers(asking=True)
IDS = [name for _, name in ASKING]
PATH, NAME = "chapters/clock", "fig-worst-hour"  # a smooth curve, and another that is given
HANDLES = 9


def asking(open_page, path=PATH, name=NAME, **options):
    """Open a page whose explorer asks; return the page and the explorer."""
    page = open_page(f"{path}.html", **options)
    place = page.locator(f"#{name}-explorer")
    place.locator(".chart").scroll_into_view_if_needed()
    expect(place.get_by_role("button", name="Show the curve")).to_be_visible()
    heights = []
    while len(heights) < 3 or len(set(heights[-3:])) > 1:  # a phone lays out what is near, too
        page.wait_for_timeout(100)
        heights.append(page.evaluate("document.documentElement.scrollHeight"))
    return page, place


def truth(path=PATH, name=NAME):
    """Return the place of each handle, and the height of the curve there."""
    explorer = made(path)[name]
    grid, curves = computed(explorer, stops(explorer)[0])
    curve = curves[list(explorer.curves(**explorer.start).values).index(explorer.predict.draw)]
    xs = np.linspace(grid[0], grid[-1], HANDLES)
    return xs, np.interp(xs, grid, curve)


def on_screen(place, xs, ys):
    """Return where points of the axes are in the window."""
    seen = place.locator(".chart svg").evaluate(SEEN)
    box = place.locator(".chart svg").bounding_box()
    (x0, *_, x1), (y0, *_, y1) = seen["x"], seen["y"]
    across, down = linear(xs, x0, x1) + box["x"], linear(ys, y0, y1) + box["y"]
    return list(zip(across.tolist(), down.tolist(), strict=True))


def drag(page, points):
    """Draw with the mouse."""
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def shown(place):
    """Return the names of the curves that are drawn."""
    return place.locator("path[data-curve]").evaluate_all("all => all.map(e => e.dataset.curve)")


@pytest.mark.parametrize(("path", "name"), ASKING, ids=IDS)
def test_nothing_is_given_away(open_page, path, name):
    explorer = made(path)[name]
    ask = explorer.predict
    _, place = asking(open_page, path, name)
    assert shown(place) == list(ask.given)
    heard, seen = place.aria_snapshot(), place.inner_text()
    assert ask.because not in seen
    assert "table" not in heard
    assert "slider" not in heard
    assert place.locator(".explorer-still").evaluate("e => getComputedStyle(e).display") == "none"
    label = place.locator(".chart svg").get_attribute("aria-label")
    drawn = explorer.curves(**explorer.start).labels[ask.draw]
    assert f"{drawn}: " not in label
    assert ("Empty axes" in label) == (not ask.given)
    expect(place.locator("table")).to_be_hidden()
    assert place.get_by_role("radio").count() == len(ask.choices)
    assert place.get_by_role("radio", checked=True).count() == 0


def test_nothing_is_given_away_while_the_script_is_on_its_way(open_page):
    held = []
    page = open_page(f"{PATH}.html", wait="commit", prepare=lambda page: hold_back(page, held))
    page.wait_for_selector("footer", state="attached")
    for _ in range(200):  # the script comes after the first paint
        page.wait_for_timeout(0 if held else 50)
    assert held
    place = page.locator(f"#{NAME}-explorer")
    for part in (".explorer-still svg", ".explorer-table summary", ".explorer-room input"):
        for each in place.locator(part).all():
            expect(each).to_be_hidden()
    for route in held:
        route.continue_()
    expect(place.get_by_role("button", name="Skip")).to_be_visible()


@pytest.mark.parametrize(("path", "name"), ASKING, ids=IDS)
def test_a_right_and_a_wrong_choice_are_answered(open_page, path, name):
    explorer = made(path)[name]
    ask = explorer.predict
    outcome = explorer.data()["predict"]["outcome"]
    wrong = next(key for key in ask.choices if key != outcome)
    for key in (outcome, wrong):
        text = ask.choices[key]
        _, place = asking(open_page, path, name)
        place.get_by_role("radio", name=f"{text[0].upper()}{text[1:]}.").check()
        place.get_by_role("button", name="Show the curve").click()
        said = place.locator(".said")
        expect(said).to_be_focused()
        right = ask.choices[outcome]
        expected = (
            f"You were right: {right}. "
            if key == outcome
            else f"You expected that {text}. In the model, {right}. "
        )
        expect(said).to_have_text(expected + ask.because)
        assert shown(place) == list(explorer.curves(**explorer.start).values)
        assert place.get_by_role("slider").count() == len(explorer.stops)
        expect(place.locator(".explorer-table summary")).to_be_visible()


def test_it_can_be_done_with_the_keyboard_alone(open_page):
    page, place = asking(open_page)
    place.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(place.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    expect(place.locator(".said")).to_be_focused()
    page.keyboard.press("Tab")
    expect(place.get_by_role("slider").first).to_be_focused()


def test_it_can_be_skipped(open_page):
    page, place = asking(open_page)
    drag(page, on_screen(place, *truth()))
    place.get_by_role("button", name="Skip").press("Enter")
    expect(place.locator(".said")).to_be_focused()
    expect(place.locator(".said")).to_have_text(re.compile("^In the model, it is worst"))
    expect(place.locator(".guess")).to_have_count(0)
    assert shown(place) == ["effect", "net"]


def test_an_empty_answer_is_asked_for_again(open_page):
    page, place = asking(open_page)
    (point, *_) = on_screen(place, *truth())
    for _ in range(2):  # with nothing, and with a single point
        place.get_by_role("button", name="Show the curve").click()
        expect(place.get_by_role("status").filter(has_text="Choose one")).to_be_visible()
        assert shown(place) == ["effect"]
        page.mouse.click(*point)


def test_a_curve_drawn_with_the_mouse_is_compared(open_page):
    page, place = asking(open_page)
    xs, ys = truth()
    drag(page, on_screen(place, xs, ys))
    assert place.locator(".guess-point").count() == HANDLES
    place.get_by_role("button", name="Show the curve").click()
    expect(place.locator(".said")).to_contain_text("Your curve lies close to the model everywhere.")
    expect(place.locator(".said")).to_contain_text("In the model, it is worst with about a quarter")
    expect(place.locator("path.guess")).to_be_visible()
    place.get_by_role("slider").first.press("Home")
    expect(place.locator("path.guess")).to_be_visible()


def test_the_difference_is_said_with_its_place_and_its_size(open_page):
    page, place = asking(open_page)
    xs, ys = truth()
    high = np.where(np.arange(HANDLES) == 5, ys + 0.6, ys)
    points = on_screen(place, xs, high)
    for point in points:
        page.mouse.click(*point)
    place.get_by_role("radio").first.check()
    place.get_by_role("button", name="Show the curve").click()
    found = re.search(
        r"The largest difference is at ([\d.]+)\xa0d: you drew ([\d.]+), the model has ([\d.]+)\.",
        place.locator(".said").text_content(),
    )
    assert np.allclose([float(each) for each in found.groups()], [xs[5], high[5], ys[5]], atol=0.03)
    assert place.locator(".said").text_content().startswith("You expected that it is worst ")


def finger(page, points, steps=12):
    """Draw with a finger."""
    session = page.context.new_cdp_session(page)

    def touch(kind, *where):
        touches = [{"x": x, "y": y} for x, y in where]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", points[0])
    for one, other in itertools.pairwise(points):
        for share in np.linspace(0, 1, steps)[1:]:
            touch("touchMove", tuple(np.add(one, share * np.subtract(other, one)).tolist()))
    touch("touchEnd")
    page.wait_for_timeout(100)


def test_a_curve_drawn_with_a_finger_is_compared(open_page):
    page, place = asking(open_page, size="phone", has_touch=True)
    before = place.bounding_box()
    xs, _ = truth()
    finger(page, on_screen(place, xs, np.full(HANDLES, 0.9)))
    assert place.locator(".guess-point").count() == HANDLES
    assert place.bounding_box() == before, "the page has moved under the finger"
    place.get_by_role("button", name="Show the curve").tap()
    expect(place.locator(".said")).to_contain_text("Your curve runs above the model. The largest")


def test_a_finger_that_scrolls_draws_nothing(open_page):
    page, place = asking(open_page, size="phone", has_touch=True)
    place.locator(".chart").evaluate("chart => chart.scrollIntoView({ block: 'end' })")
    page.wait_for_timeout(600)
    before = page.evaluate("scrollY")
    middle = on_screen(place, [10.0], [0.2])[0]
    finger(page, [middle, (middle[0] + 2, middle[1] - 150)])
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > before
    expect(place.locator(".guess-point")).to_have_count(0)


def test_a_curve_drawn_with_the_keyboard_is_compared(open_page):
    page, place = asking(open_page)
    place.locator("summary", has_text="keyboard").press("Enter")
    handles = place.get_by_role("slider")
    assert handles.count() == HANDLES
    xs, ys = truth()
    for handle, x, y in zip(handles.all(), xs, ys, strict=True):
        assert handle.get_attribute("aria-valuetext") == "not drawn yet"
        assert float(handle.get_attribute("aria-label").split()[2]) == pytest.approx(x, abs=0.06)
        handle.press("Home")
        for _ in range(round(y * 50)):
            handle.press("ArrowUp")
        assert float(handle.get_attribute("aria-valuetext")) == pytest.approx(y, abs=0.02)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    handles.last.press("Enter")  # a form is sent with it
    expect(place.locator(".said")).to_contain_text("Your curve lies close to the model everywhere.")


def test_a_handle_can_be_touched_again(open_page):
    page, place = asking(open_page)
    (point,) = on_screen(place, [0.0], [0.5])
    page.mouse.click(*point)
    (point,) = on_screen(place, [0.0], [0.0])
    page.mouse.click(*point)
    assert place.locator(".guess-point").count() == 1
    place.locator("summary", has_text="keyboard").click()
    assert place.get_by_role("slider").first.get_attribute("aria-valuetext") == "0"


def test_after_the_answer_nothing_more_can_be_drawn(open_page):
    page, place = asking(open_page)
    place.get_by_role("button", name="Skip").click()
    drag(page, on_screen(place, *truth()))
    expect(place.locator(".guess")).to_have_count(0)


@pytest.mark.parametrize(("path", "name"), ASKING, ids=IDS)
def test_the_answer_is_what_the_model_comes_to(open_page, path, name):
    explorer = made(path)[name]
    _, place = asking(open_page, path, name)
    first = [slider["start"] for slider in explorer.data()["sliders"]]
    drawn = explorer.curves(**explorer.start)
    curves = dict(zip(drawn.values, in_the_data(place, first), strict=True))
    found = explorer.predict.outcome(drawn.grid, curves)
    assert found == explorer.data()["predict"]["outcome"]


@pytest.mark.parametrize(("path", "name"), ASKING, ids=IDS)
def test_a_question_is_accessible_and_fits(open_page, path, name):
    page, place = asking(open_page, path, name)
    place.locator("summary", has_text="keyboard").click()
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", scheme)
        results = Axe().run(page, context=f"#{name}-explorer")
        assert results.violations_count == 0, results.generate_report()
    boxes = [radio.locator("..").bounding_box() for radio in place.get_by_role("radio").all()]
    assert min(box["height"] for box in boxes) >= 24


def test_on_paper_an_open_question_gives_way_to_the_figure(open_page):
    page, place = asking(open_page)
    page.emulate_media(media="print")
    expect(place.locator(".explorer-still svg")).to_be_visible()
    for part in (".chart", ".question"):
        expect(place.locator(part)).to_be_hidden()
