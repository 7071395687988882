"""Sliders on the page: what they draw is what Python computes; they serve everybody."""

import itertools
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lectern.explorer_data import LEVELS, MOST_BYTES
from lectern.explorer_words import setting, stop, written
from tests.book.conftest import SIZES
from tests.book.explored import all_explorers, computed, made, stops
from tests.book.reading import page_of, parsed
from tests.conftest import SITE, contents

ALL = all_explorers()
IDS = [name for _, name in ALL]
PAGES = sorted({path for path, _ in ALL})
TWO = next(path for path in PAGES if sum(path == other for other, _ in ALL) > 1)
PAGE, NAME = ALL[0]

# What is seen of axes and curves: the ticks with their places, the points of the paths.
SEEN = """svg => {
    const number = text => Number(text.replace("\\u2212", "-").replaceAll("\\u202f", ""));
    const ticks = (same, anchor, place) => [...svg.querySelectorAll("line")]
        .filter(line => line.getAttribute(same + "1") === line.getAttribute(same + "2"))
        .filter(line => line.nextElementSibling?.getAttribute("text-anchor") === anchor)
        .map(line => [line.getAttribute(place), line.nextElementSibling.textContent])
        .map(([at, text]) => [Number(at), number(text)]);
    const curves = [...svg.querySelectorAll("path[data-curve]")].map(path =>
        path.getAttribute("d").slice(1).split("L").map(point => point.split(",").map(Number)));
    return { x: ticks("x", "middle", "x1"), y: ticks("y", "end", "y1"), curves };
}"""
PLACES = "([place, positions]) => place.querySelectorAll('.slider input').forEach((input, i) => {" \
    "input.value = positions[i]; input.dispatchEvent(new Event('input')); })"  # fmt: skip


def opened(open_page, path=PAGE, name=NAME, **options):
    """Open a page and see the curves of an explorer; return the page and the explorer."""
    page = open_page(f"{path}.html", **options)
    place = page.locator(f"#{name}-explorer")
    expect(place).to_have_class(re.compile("explorer-alive"))
    if place.get_by_role("button", name="Skip").count():
        place.get_by_role("button", name="Skip").click()
    return page, place


def move(place, positions):
    """Move all sliders."""
    place.page.evaluate(PLACES, [place.element_handle(), positions])


def in_the_data(place, positions):
    """Return the curves that the page's own reader finds in its data."""
    return np.array(
        place.evaluate(
            """async (place, positions) => {
                const { decode } = await import("../_static/explorer/decode.js");
                const text = place.querySelector("script[type='application/json']").textContent;
                return (await decode(JSON.parse(text))).at(positions).map(curve => [...curve]);
            }""",
            positions,
        )
    )


def test_every_pattern_chapter_has_an_explorer():
    assert set(PAGES) >= {
        f"chapters/{name}"
        for name in ("balance", "clock", "contest", "coming-down", "lab-predict-the-clock")
    }


@pytest.mark.parametrize(
    ("selector", "tested"),
    [(".explorer", ALL), ("[data-predict]", all_explorers(asking=True))],
    ids=["all", "asking"],
)
def test_no_explorer_of_the_site_goes_untested(site, selector, tested):
    there = [
        (page.removesuffix(".html"), each["id"].removesuffix("-explorer"))
        for page, soup in parsed(site).items()
        for each in soup.select(selector)
    ]
    assert sorted(there) == sorted(tested)


@pytest.mark.parametrize(("path", "name"), ALL, ids=IDS)
def test_a_page_draws_what_the_model_computes(open_page, path, name):
    explorer = made(path)[name]
    page, place = opened(open_page, path, name)
    data = explorer.data()
    assert len(page.content().encode()) < 2_000_000
    assert len(data["levels"]) < MOST_BYTES
    for positions in stops(explorer):
        grid, wanted = computed(explorer, positions)
        found = in_the_data(place, positions)
        assert np.abs(found - wanted).max() <= data["step"] / 2 * (1 + 1e-6)
        assert data["step"] * LEVELS >= np.ptp(wanted) * (1 - 1e-9)
        move(place, positions)
        seen = place.locator(".chart svg").evaluate(SEEN)
        assert len(seen["curves"]) == len(wanted)
        (x0, *_, x1), (y0, *_, y1) = seen["x"], seen["y"]
        across = linear(grid, x0, x1)
        for points, values in zip(seen["curves"], wanted, strict=True):
            drawn = np.array(points)
            assert np.abs(drawn[:, 0] - across).max() < 0.1
            assert np.abs(drawn[:, 1] - linear(values, y0, y1)).max() < 0.1


def linear(values, one, other):
    """Return where values stand on an axis of which two ticks are known."""
    return one[0] + (np.asarray(values) - one[1]) * (other[0] - one[0]) / (other[1] - one[1])


@pytest.mark.parametrize(("path", "name"), ALL, ids=IDS)
def test_the_table_and_the_words_follow(open_page, path, name):
    explorer = made(path)[name]
    built = page_of(SITE / f"{path}.html").select_one(f"#{name}-explorer table").get_text()
    _, place = opened(open_page, path, name)
    assert place.locator("table").text_content() == built, "the script writes another table"
    data = explorer.data()
    for positions in stops(explorer)[1:4]:
        move(place, positions)
        words = setting(data["sliders"], positions)
        expect(place.locator("caption")).to_have_text(words)
        label = place.locator(".chart svg").get_attribute("aria-label")
        assert label.startswith(f"{words}. ")
        assert all(f"{curve['label']}: " in label for curve in data["curves"])
        shown = in_the_data(place, positions)
        for row in place.locator("tbody tr").all():
            at = int(row.get_attribute("data-point"))
            wanted = [written(data["x"]["values"][at])]
            wanted += [written(value, place=data["place"]) for value in shown[:, at]]
            assert row.locator("th, td").all_text_contents() == wanted


def test_numbers_are_written_alike_in_python_and_on_the_page(open_page):
    chance = np.random.default_rng(3)
    values = [*(chance.normal(size=300) * 10.0 ** chance.integers(-9, 12, 300)), 0, 0.125, 2.125]
    values += [0.0005, -0.0005, 9.995, 99.95, 9999.5, 1e7, 999999.5, 1e-4, 0.99995e-4, -1e21]
    page = open_page(f"{PAGE}.html")
    for how in ({}, {"digits": 6}, {"place": -3}, {"place": 0}, {"place": 2}):
        found = page.evaluate(
            """async ([values, how]) => {
                const { written } = await import("../_static/explorer/words.js");
                return values.map(value => written(value, how));
            }""",
            [[float(value) for value in values], how],
        )
        assert found == [written(value, **how) for value in values]


def test_arrows_home_and_end_move_a_slider(open_page):
    _, place = opened(open_page)
    data = made(PAGE)[NAME].data()["sliders"][0]
    slider = place.get_by_role("slider", name=data["label"])
    last = len(data["stops"]) - 1
    slider.focus()
    for key, wanted in (("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2), ("End", last),
                        ("ArrowLeft", last - 1), ("ArrowDown", last - 2)):  # fmt: skip
        before = place.locator("path[data-curve]").get_attribute("d")
        slider.press(key)
        assert slider.get_attribute("aria-valuetext") == stop(data, wanted)
        expect(place.locator(".value").first).to_have_text(stop(data, wanted))
        assert place.locator("path[data-curve]").get_attribute("d") != before
        expect(slider).to_be_focused()


def test_a_finger_moves_a_slider(open_page):
    _, place = opened(open_page, size="phone", has_touch=True)
    data = made(PAGE)[NAME].data()["sliders"][0]
    slider = place.get_by_role("slider", name=data["label"])
    box = slider.bounding_box()
    assert box["height"] >= 24  # of the target size that WCAG asks for
    slider.tap(position={"x": box["width"] - 3, "y": box["height"] / 2})
    assert slider.get_attribute("aria-valuetext") == stop(data, len(data["stops"]) - 1)


def test_the_change_is_said_once_and_after_a_pause(open_page):
    _, place = opened(open_page)
    said = place.get_by_role("status")
    expect(said).to_have_text("")
    slider = place.get_by_role("slider").first
    slider.focus()
    for _ in range(2):
        slider.press("ArrowRight")
    assert said.text_content() == ""
    expect(said).to_have_text(re.compile(r"exposure 16.d, time constant 3.d\. net highest "
                                         r"0\.995 at 16.d, before 0\.931 at 8.d"))  # fmt: skip
    place.page.wait_for_timeout(700)
    slider.press("ArrowLeft")
    expect(said).to_have_text(re.compile(r"exposure 12.d, .*before 0\.995 at 16.d"))


def test_a_link_restores_the_setting_and_goes_there(open_page):
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    page, place = opened(open_page, **options)
    place.get_by_role("slider").first.press("End")
    place.get_by_role("button", name="Copy a link").click()
    expect(place.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert page.url == link
    expect(place.get_by_role("button", name="Copy a link")).to_be_visible(timeout=5000)
    words = place.locator("caption").text_content()
    other = open_page(link.partition("/chapters/")[2].join(["chapters/", ""]))
    there = other.locator(f"#{NAME}-explorer")
    expect(there.locator("caption")).to_have_text(words)
    expect(there.get_by_role("button", name="Skip")).to_have_count(0)
    expect(there.locator(".chart")).to_be_in_viewport()


def test_a_link_with_a_wrong_value_takes_the_rest_of_it(open_page):
    page = open_page(f"{PAGE}.html#{NAME}-explorer?exposure=7&time_constant=8&colour=%E0%A4%A")
    place = page.locator(f"#{NAME}-explorer")
    expect(place.locator("caption")).to_have_text("exposure 8\u00a0d, time constant 8\u00a0d")
    expect(place.locator(".chart")).to_be_in_viewport()


def test_a_link_within_the_page_ends_the_question(open_page):
    page = open_page(f"{PAGE}.html")
    place = page.locator(f"#{NAME}-explorer")
    expect(place.get_by_role("button", name="Skip")).to_be_visible()
    page.evaluate(f"location.hash = '{NAME}-explorer?exposure=4&time_constant=1'")
    expect(place.locator("caption")).to_have_text("exposure 4\u00a0d, time constant 1\u00a0d")
    expect(place.get_by_role("button", name="Skip")).to_have_count(0)
    expect(place.locator(".chart")).to_be_in_viewport()
    page.evaluate(f"location.hash = '{NAME}-explorer?exposure=1&time_constant=1'")
    expect(place.locator("caption")).to_have_text("exposure 1\u00a0d, time constant 1\u00a0d")


def test_there_is_a_way_back_to_the_start(open_page):
    _, place = opened(open_page)
    words = place.locator("caption").text_content()
    curve = place.locator("path[data-curve]").get_attribute("d")
    for slider in place.get_by_role("slider").all():
        slider.press("Home")
    assert place.locator("path[data-curve]").get_attribute("d") != curve
    place.get_by_role("button", name="Back to the start").click()
    expect(place.locator("caption")).to_have_text(words)
    assert place.locator("path[data-curve]").get_attribute("d") == curve


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_theme(open_page, scheme):
    page, place = opened(open_page, scheme=scheme)
    stroke = "path => getComputedStyle(path).stroke"
    before = place.locator("path[data-curve]").evaluate(stroke)
    page.get_by_role("button", name=re.compile(r"(Dark|Light) colours")).click()
    assert place.locator("path[data-curve]").evaluate(stroke) != before


def test_forced_colours_are_kept(open_page):
    _, place = opened(open_page, forced_colors="active")
    forced = place.evaluate("place => { place.style.color = 'CanvasText';"
                            " return getComputedStyle(place).color }")  # fmt: skip
    drawn = place.locator("path[data-curve]").evaluate("path => getComputedStyle(path).stroke")
    assert drawn == forced


def test_nothing_moves_by_itself(open_page):
    page, _ = opened(open_page, reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize(("path", "name"), ALL, ids=IDS)
def test_an_open_explorer_is_accessible_and_fits(open_page, path, name):
    page, place = opened(open_page, path, name)
    for size, positions in itertools.product(SIZES.values(), stops(made(path)[name])[1:3]):
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        move(place, positions)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        crowded = place.locator(".chart svg").evaluate("""svg => {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll("text")];
            const boxes = texts.map(each => each.getBoundingClientRect());
            const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
            return boxes.filter((a, i) => a.left < frame.left - 1 || a.right > frame.right + 1
                || boxes.some((b, j) => j > i && meet(a, b))).length;
        }""")
        assert crowded == 0
    place.locator("summary").last.click()
    for scheme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", scheme)
        results = Axe().run(page, context=f"#{name}-explorer")
        assert results.violations_count == 0, results.generate_report()


def test_the_keyboard_goes_through_in_the_order_of_the_page(open_page):
    page, place = opened(open_page)
    place.get_by_role("slider").first.focus()
    order = []
    for _ in range(5):
        order.append(page.evaluate("document.activeElement.tagName + ' '"
                                   " + document.activeElement.textContent"))  # fmt: skip
        page.keyboard.press("Tab")
    assert order == [
        "INPUT ", "INPUT ", "BUTTON Back to the start", "BUTTON Copy a link to this setting",
        "SUMMARY The curves as a table",
    ]  # fmt: skip


def test_two_explorers_on_a_page_do_not_meddle(open_page):
    page = open_page(f"{TWO}.html")
    places = page.locator(".explorer").all()
    for place in places:
        place.get_by_role("button", name="Skip").click()
    paths = "place => [...place.querySelectorAll('[data-curve]')].map(e => e.getAttribute('d'))"
    other = places[1].evaluate(paths)
    own = places[0].evaluate(paths)
    places[0].get_by_role("slider").first.press("Home")
    assert places[0].evaluate(paths) != own
    assert places[1].evaluate(paths) == other
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))


def test_only_pages_with_explorers_load_them(open_page):
    quiet = next(path for path in contents() if path.startswith("exercises/"))
    page = open_page(f"{quiet}.html")
    assert page.locator("script[src*='explorer']").count() == 0
