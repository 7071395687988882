"""Sliders where no script runs, before it runs, when it fails, and on paper."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.book.conftest import SIZES
from tests.book.explored import hold_back
from tests.book.test_explorers import PAGE, PAGES, TWO, opened

WRONG = {
    "throws": "throw new Error('broken')",
    "cannot be read": "this is no module",
    "cannot import": "import { nothing } from './chart.js';",
}


def test_on_paper_the_figure_stays_and_says_its_setting(open_page):
    page, place = opened(open_page)
    place.get_by_role("slider").first.press("End")
    page.emulate_media(media="print")
    expect(place.locator(".chart svg")).to_be_visible()
    expect(place.locator(".setting")).to_have_text("Here with exposure 20\u00a0d, "
                                                   "time constant 3\u00a0d.")  # fmt: skip
    expect(place.locator(".setting")).to_be_visible()
    for part in (".controls", ".explorer-still", ".explorer-table"):
        expect(place.locator(part)).to_be_hidden()
    page.emulate_media(media="screen")
    expect(place.locator(".setting")).to_be_hidden()
    place.locator("summary").click()
    page.emulate_media(media="print")
    expect(place.locator("table")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_without_a_script_there_are_figure_and_table_and_no_dead_control(open_page, path):
    page = open_page(f"{path}.html", "phone", java_script_enabled=False)
    for place in page.locator(".explorer").all():
        expect(place.locator("svg.figure")).to_be_visible()
        place.locator(".explorer-table summary").click()
        expect(place.locator("table")).to_be_visible()
        assert place.locator("input:visible, button:visible").count() == 0


@pytest.mark.parametrize("fault", WRONG)
def test_a_broken_script_leaves_figure_and_table(browser, address, fault):
    page = browser.new_page(service_workers="block")  # no route leads into one
    page.route("**/explorer/explorer.js", lambda route: route.fulfill(
        body=WRONG[fault], content_type="text/javascript"))  # fmt: skip
    page.goto(f"{address}{TWO}.html", wait_until="load")
    page.wait_for_selector("html.settled")
    page.evaluate("document.getAnimations().forEach(each => each.finish())")  # do not wait 8 s
    for place in page.locator(".explorer").all():
        expect(place.locator("svg.figure")).to_be_visible()
        expect(place.locator("summary", has_text="table")).to_be_visible()
        assert place.locator("input:visible, button:visible").count() == 0
    page.close()


def test_the_figure_is_patient_with_a_slow_line(browser, address):
    page = browser.new_page(service_workers="block")
    page.route("**/explorer/explorer.js", lambda route: route.abort())
    page.goto(f"{address}{PAGE}.html", wait_until="load")
    waits = page.evaluate("document.getAnimations().map(each => each.effect.getTiming().delay)")
    assert waits
    assert set(waits) == {8000}
    page.close()


def test_spoiled_data_leave_figure_and_table_of_that_explorer(browser, address, site):
    page = browser.new_page()
    text = (site / f"{TWO}.html").read_text("utf-8")
    spoiled = re.sub(r'"levels":"[^"]{40}', '"levels":"', text, count=1)
    assert spoiled != text
    page.route("**/clock.html", lambda route: route.fulfill(body=spoiled, content_type="text/html"))
    page.goto(f"{address}{TWO}.html", wait_until="networkidle")
    first, second = page.locator(".explorer").all()
    expect(first.locator("svg.figure")).to_be_visible()
    expect(first.locator(".explorer-table summary")).to_be_visible()
    assert first.locator("input:visible, button:visible").count() == 0
    expect(second.locator(".chart")).to_be_visible()
    page.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_jumps_when_the_script_arrives(open_page, path, size):
    held = []
    page = open_page(
        f"{path}.html", size, wait="commit", prepare=lambda page: hold_back(page, held)
    )
    page.wait_for_selector("main footer, body > footer, footer")
    page.evaluate("document.fonts.ready")
    for _ in range(200):  # the script comes after the first paint
        page.wait_for_timeout(0 if held else 50)
    page.evaluate("document.documentElement.classList.remove('from-the-top')")  # lay out all of it
    places = "[...document.querySelectorAll('.explorer ~ *, figcaption, h2')].map(part => " \
        "part.getBoundingClientRect().top + scrollY)"  # fmt: skip
    page.locator(".explorer").first.scroll_into_view_if_needed()
    before = page.evaluate(places)
    page.evaluate(
        "new PerformanceObserver(list => { window.shifts = [...(window.shifts ?? []), "
        "...list.getEntries()] }).observe({ type: 'layout-shift' })"
    )
    assert held
    for route in held:
        route.continue_()
    alive = page.locator(".explorer-alive")
    expect(alive).to_have_count(page.locator(".explorer").count())
    page.wait_for_timeout(200)
    assert np.abs(np.subtract(page.evaluate(places), before)).max() < 1
    assert page.evaluate("(window.shifts ?? []).reduce((sum, each) => sum + each.value, 0)") < 0.001
