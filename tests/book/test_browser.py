"""The site in a real browser, at two widths, in light and dark, with mouse and keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.book.conftest import SIZES
from tests.conftest import contents

PAGES = [f"{name}.html" for name in contents()] + ["search.html"]
CHAPTER = "chapters/balance.html"
LONG = "chapters/clock.html"
EXERCISE = "exercises/sobering-up.html"
# one page of each kind: the slowest rule need not see them all
KINDS = ("index", "balance", "how-true", "drugs", "glossary", "progress", "offline")
COLOURED = [*(f"chapters/{name}.html" for name in KINDS), EXERCISE, "search.html"]

CUT = """[...document.querySelectorAll(".equation .katex-display")]
    .filter(part => part.scrollWidth > part.clientWidth + 1)
    .map(part => part.querySelector("annotation").textContent)"""


def judge(page, **options):
    """Assert that axe finds nothing wrong with a page; what is folded must be right, too."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_fits_and_is_accessible(open_page, path):
    page = open_page(path)
    for size in SIZES:  # the phone comes last
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"scrolls sideways on a {size}"
        if size == "desktop":
            assert page.evaluate(CUT) == [], "equations are cut"
        if size == "phone" or path in COLOURED:
            judge(page, rules={"color-contrast": {"enabled": False}})


@pytest.mark.parametrize("path", COLOURED)
def test_colours_stand_out_in_light_and_dark(open_page, path):
    page = open_page(path)
    for scheme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", scheme)
        judge(page, runOnly=["color-contrast"])


def until(page, script):
    """Wait until a script is true; the policy of the site lets no page do so for itself."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")


LEFT_OUT = """[...document.querySelectorAll("article > section > section > h2")]
    .filter(title => !title.checkVisibility({ contentVisibilityAuto: true })).length"""


def test_a_phone_lays_out_a_section_when_it_comes_near(open_page):
    page = open_page(LONG, "phone")
    assert page.evaluate(LEFT_OUT) > 5
    judge(page, rules={"color-contrast": {"enabled": False}})
    chart = page.locator(".explorer .chart").last
    assert chart.locator("svg > *").count() == 0, "what nobody sees is drawn"
    chart.scroll_into_view_if_needed()
    expect(chart.locator("svg > *")).not_to_have_count(0)
    page.emulate_media(media="print")
    until(page, f"{LEFT_OUT} === 0")


def test_a_jump_on_a_phone_ends_at_its_section(open_page):
    page = open_page(LONG, "phone")
    page.get_by_role("button", name="Contents").click()
    link = page.locator("#contents .sections a").nth(-3)
    title = f"document.querySelector('{link.get_attribute('href')} > h2')"
    link.click()
    expect(page.locator("html.from-the-top")).to_have_count(0)
    until(page, f"{LEFT_OUT} === 0")
    until(page, f"Math.abs({title}.getBoundingClientRect().top - 72) < 60")


@pytest.mark.parametrize("way", ["a link to a section", "a reload", "a wide window", "no script"])
def test_a_page_is_laid_out_whole_on(open_page, way):
    page = open_page(
        LONG + ("#exercises" if way == "a link to a section" else ""),
        "desktop" if way == "a wide window" else "phone",
        java_script_enabled=way != "no script",
    )
    if way == "a reload":
        page.reload(wait_until="networkidle")
    until(page, f"{LEFT_OUT} === 0")


def test_a_page_needs_no_javascript(open_page):
    page = open_page(CHAPTER, "phone", java_script_enabled=False)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("svg.figure").first).to_be_visible()
    expect(page.locator(".katex").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Contents of the book")).to_be_visible()


def test_pages_turn_and_the_contents_show_where_you_are(open_page):
    page = open_page(CHAPTER)
    contents = page.get_by_role("navigation", name="Contents of the book")
    expect(contents.locator("[aria-current=page]")).to_have_text("The balance")
    title = page.locator("h1").inner_text()
    page.locator("a[rel=next]").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() != title
    page.locator("a[rel=prev]").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == title


def test_the_contents_open_on_a_phone_by_keyboard(open_page):
    page = open_page(CHAPTER, "phone")
    contents = page.locator("#contents")
    expect(contents).to_be_hidden()
    page.get_by_role("button", name="Contents").focus()
    page.keyboard.press("Enter")
    expect(contents).to_be_visible()
    expect(contents.locator("[aria-current]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    expect(page.get_by_role("button", name="Contents")).to_be_focused()


def test_the_skip_link_comes_first(open_page):
    page = open_page(CHAPTER)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_device_and_then_the_reader(open_page, scheme):
    page = open_page(CHAPTER, scheme=scheme)
    colour = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(colour)
    other = {"light": "Dark colours", "dark": "Light colours"}[scheme]
    page.get_by_role("button", name=other).click()
    after = page.evaluate(colour)
    assert after != before
    page.reload()
    assert page.evaluate(colour) == after, "the choice is forgotten"


def test_search_finds_a_chapter_from_the_keyboard(open_page):
    page = open_page(CHAPTER)
    page.keyboard.press("/")
    page.keyboard.type("allostasis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=allostasis")
    found = page.locator("#search-results li a", has_text="The balance").first
    expect(found).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="match")).to_be_attached()
    expect(page).to_have_title(re.compile("^allostasis"))
    found.click()
    expect(page.locator("h1")).to_contain_text("The balance")


def test_search_on_a_phone_has_a_page_of_its_own(open_page):
    page = open_page(CHAPTER, "phone")
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/search.html")
    box = page.get_by_role("searchbox")
    box.fill("naloxone")
    box.press("Enter")
    expect(page.locator("#search-results li a").first).to_be_visible()


def test_a_term_explains_itself_to_mouse_and_keyboard(open_page):
    page = open_page(CHAPTER)
    term, tip = page.locator(".term").first, page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    term.hover()
    expect(tip).to_contain_text(term.get_attribute("data-definition"))
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_be_visible()
    assert term.get_attribute("aria-describedby") == "definition"
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/glossary.html#*")


def test_a_tap_on_a_term_explains_it_and_stays_on_the_page(open_page):
    page = open_page(CHAPTER, "phone", has_touch=True)
    term, tip = page.locator(".term").first, page.get_by_role("tooltip")
    term.tap()
    expect(tip).to_contain_text(term.get_attribute("data-definition"))
    assert page.url.endswith(CHAPTER)
    page.locator("h1").tap()
    expect(tip).to_be_hidden()


def test_a_second_tap_leads_from_a_definition_to_the_glossary(open_page):
    page = open_page(CHAPTER, "phone", has_touch=True)
    page.locator(".term").first.tap()
    page.get_by_role("tooltip").get_by_role("link", name="Glossary").tap()
    page.wait_for_url("**/chapters/glossary.html#*")


def test_code_is_copied_as_it_stands(open_page):
    page = open_page(CHAPTER, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".cell_input").first
    block.hover()
    block.get_by_role("button", name="Copy").click()
    expect(page.locator("main > [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").inner_text()


@pytest.mark.parametrize("kind", ["hint", "misconception", "solution"])
def test_folded_parts_open_by_mouse_and_keyboard(open_page, kind):
    page = open_page(EXERCISE)
    part = page.locator(f"details.unfold-{kind}").first
    inside, line = part.locator("> div"), part.locator("summary")
    expect(inside).to_be_hidden()
    line.click()
    expect(inside).to_be_visible()
    line.focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_hidden()


def test_the_answer_of_an_exercise_is_folded(open_page):
    page = open_page(EXERCISE)
    for part in page.locator("details.unfold").all():
        assert part.get_attribute("open") is None
    visible = page.locator("article").inner_text()
    assert "hours_social = starting_concentration / elimination_social" not in visible


def test_printing_leaves_the_furniture_out(open_page):
    page = open_page(CHAPTER)
    page.emulate_media(media="print")
    for part in (".bar", "#contents", ".turn"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
