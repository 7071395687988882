"""Code that runs in the page, in a real browser; a small double stands in for the interpreter.

The double (lectern/web/tests/fake-client.js) keeps the contract of the real one and is at once
there, so that these tests look at cells, outputs and drafts. The interpreter has its own tests, and
the last test here joins the two.
"""

import functools
import gzip
import json
import re
import threading
from http.server import ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from myst_nb.core.read import read_myst_markdown_notebook
from playwright.sync_api import expect

from lectern import explore
from lectern.book.live_cells import cells_of
from pharmlib import OneCompartment, Trajectory, once
from tests.book.conftest import Handler
from tests.conftest import ROOT, contents

CLOCK = "chapters/clock.html"
EXERCISE = "exercises/sobering-up.html"
FUNCTION = "exercises/fit-the-threshold.html"
FAKE = ROOT / "lectern" / "web" / "tests" / "fake-client.js"
STORE = "JSON.parse(localStorage.getItem('unopposed:answers') ?? '{}').exercises ?? {}"
DRAFT = "unopposed:code:1:chapters/clock#cell-1"


class WithDouble(Handler):
    """Serves the site, with the double in place of the interpreter."""

    def do_GET(self):
        """Answer; an address that a test has broken is not there."""
        path = self.path.split("?")[0]
        if any(path.endswith(each) for each in self.server.broken):
            return self.send_error(404)
        if not path.endswith("/python/engine/client.js"):
            return super().do_GET()
        content = FAKE.read_bytes()
        self.send_response(200)
        self.send_header("content-type", "text/javascript")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        return self.wfile.write(content)


@pytest.fixture(scope="module")
def server(site):
    """A server of the site with the double."""
    handler = functools.partial(WithDouble, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.broken = set()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def address(server):
    """Where it listens."""
    return f"http://127.0.0.1:{server.server_port}/"


def cell(page, number):
    """Return a cell of the page by the number that readers see."""
    button = page.locator(".cell-name", has_text=re.compile(rf"^Cell {number}$"))
    return page.locator(".cell", has=button)


def run(page, place, expected="Ran in"):
    """Run a cell and wait for its end; open it first where its code is folded."""
    expect(place).to_be_attached()  # now the script has been here
    for fold in place.locator("details.unfold-code:not([open]) > summary").all():
        fold.click()
    place.get_by_role("button", name="Run").click()
    expect(place.locator(".cell-status")).to_contain_text(expected)


def write(page, place, text):
    """Put a text into a cell, as a reader would."""
    expect(place).to_be_attached()
    if place.get_by_role("button", name="Edit").is_visible():
        place.get_by_role("button", name="Edit").click()
    editor = place.locator(".cm-content")
    expect(editor).to_be_visible()
    editor.fill(text)


def ran(page):
    """Return the names of what the double has run."""
    return page.evaluate("fake.log.map(each => each.name)")


def test_every_page_with_code_has_its_cells_and_no_other_has_a_script(site):
    for name in contents():
        page = (site / f"{name}.html").read_text("utf-8")
        path = ROOT / f"{name}.md"
        shown = 'class="cell_input' in page
        assert ("python/cells.js" in page) == shown, name
        assert ('class="live-cells"' in page) == shown, name
        if not shown:
            continue
        data = json.loads(re.search(r'class="live-cells">(.*?)</script>', page)[1])
        notebook = read_myst_markdown_notebook(path.read_text("utf-8"), path=path)
        assert data["cells"] == cells_of(notebook), name
        keys = [each["key"] for each in data["cells"] if "key" in each]
        assert len(keys) == len(set(keys)) == page.count('class="cell_input'), name
        for each in data["cells"]:
            assert "code" in each or f'id="{each["id"]}"' in page, name


def test_the_page_shows_the_source_that_the_book_runs(open_page):
    for name in (CLOCK, EXERCISE):
        page = open_page(name)
        path = ROOT / f"{name.removesuffix('.html')}.md"
        notebook = read_myst_markdown_notebook(path.read_text("utf-8"), path=path)
        sources = [
            each.source
            for each in notebook.cells
            if each.cell_type == "code" and "remove-cell" not in each.metadata.get("tags", ())
        ]
        shown = page.locator(".cell_input pre").evaluate_all("all => all.map(e => e.textContent)")
        assert [each.removesuffix("\n") for each in shown] == sources


def test_hidden_code_goes_with_the_page_only_where_it_is_needed():
    text = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
    for code in (
        "a = 1",
        ":tags: [remove-cell]\n\nassert a == 1\nb = a + 1",
        ":tags: [remove-cell]\n\nassert a == 1\nunused = 3",
        ":tags: [remove-input]\n\nimport numpy as np\nz = np.e",
        "print(b, np.pi)",
    ):
        text += f"```{{code-cell}}\n{code}\n```\n\n"
    found = cells_of(read_myst_markdown_notebook(text, path="page.md"))
    assert found == [
        {"id": "cell-0", "key": "cell-1"},
        {"code": "b = a + 1"},
        {"code": "import numpy as np\nz = np.e"},
        {"id": "cell-4", "key": "cell-5"},
    ]


def test_before_the_first_run_a_page_loads_little(browser, address, site):
    with browser.new_context() as context:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page.goto(address + CLOCK)
        page.wait_for_selector("html.settled")
        page.wait_for_load_state("networkidle")
    mine = {name for name in asked if "/python/" in name}
    assert mine == {
        f"_static/python/{name}"
        for name in ("cells.js", "cell.js", "drafts.js", "dom.js", "plain.js")
    }
    assert not [name for name in asked if "runtime" in name or "codemirror" in name]
    size = sum(len(gzip.compress((site / name).read_bytes(), 9)) for name in mine)
    assert size < 10_000


def test_a_cell_runs_after_those_above_it_and_says_so(open_page):
    page = open_page(CLOCK)
    second = cell(page, 2)
    old = second.locator(".cell_output").inner_text()
    assert "half is gone" in old
    run(page, second)
    assert ran(page) == ["cell 1", "cell 2"]
    expect(second.locator(".cell-status")).to_contain_text("after cell 1, which it may need")
    expect(cell(page, 1).locator(".cell-status")).to_have_text("Run for cell 2.")
    assert "half is gone" not in second.locator(".cell_output").inner_text()
    # what was run above shows the book's output still, and what is known is not run again
    expect(cell(page, 1).locator(".cell_output")).to_contain_text("half-life 36 h")
    run(page, cell(page, 3))
    assert ran(page) == ["cell 1", "cell 2", "cell 3"]
    code = page.evaluate("fake.log.map(each => each.code)")
    assert code[0].endswith(";")
    assert not code[1].endswith(";")


def test_hidden_cells_run_in_their_place_and_may_fail(open_page):
    page = open_page(CLOCK)
    names = page.evaluate(
        """() => JSON.parse(document.querySelector(".live-cells").textContent).cells
             .map(each => "code" in each ? "hidden cell" : "shown")"""
    )
    assert "hidden cell" in names
    expect(page.locator(".cell-name").first).to_be_attached()
    last = page.locator(".cell-name").count()
    page.evaluate("globalThis.fake = {log: [], starts: 0, checks: 0, slow: 0, unsupported: null}")
    run(page, cell(page, last))
    assert [name if name == "hidden cell" else "shown" for name in ran(page)] == names


def test_a_new_figure_takes_the_place_of_the_old_above_its_caption(open_page):
    page = open_page(CLOCK)
    figure = page.locator("#fig-candle")
    place = page.locator(".cell", has=figure)
    run(page, place)
    drawings = figure.locator("svg.figure:visible")
    expect(drawings).to_have_count(1)
    label = drawings.get_attribute("aria-label")
    assert "time (h)" in label
    assert drawings.evaluate("svg => svg.querySelectorAll('style').length") == 0
    # the colour is the theme's, and the clip and the mark are its own
    path = drawings.locator("path[style]").first
    assert "var(--fig-drug)" in path.get_attribute("style")
    name = drawings.locator("clipPath").get_attribute("id")
    assert drawings.locator("g[clip-path]").get_attribute("clip-path") == f"url(#{name})"
    use = drawings.locator("use").evaluate("use => use.getAttribute('xlink:href')")
    assert use == f"#{name.removesuffix('-c')}-m"
    expect(figure.locator("figcaption")).to_be_visible()
    place.get_by_role("button", name="Reset").click()
    expect(drawings).to_have_count(1)
    assert "Three falling curves" in drawings.get_attribute("aria-label")


def test_the_old_output_stays_until_there_is_a_new_one(open_page):
    page = open_page(CLOCK)
    first = cell(page, 1)
    write(page, first, 'sleep(500)\nprint("new")')
    first.get_by_role("button", name="Run").click()
    expect(first.locator(".cell-status")).to_have_text("Running …")
    expect(first.locator(".cell_output")).to_contain_text("half-life 36 h")
    expect(first.locator(".cell-status")).to_contain_text("Ran in")
    expect(first.locator(".cell-live")).to_have_text("new")
    write(page, first, "x = 1")
    run(page, first)
    expect(first.locator(".cell-status")).to_contain_text("Ran in")
    assert first.locator(".cell_output").inner_text().strip() == ""


def test_loading_shows_bytes_and_stages_and_speaks_now_and_then(open_page):
    page = open_page(CLOCK)
    page.evaluate("globalThis.fake = {log: [], starts: 0, checks: 0, slow: 300, unsupported: null}")
    page.evaluate(
        """() => { globalThis.heard = [];
        new MutationObserver(() => heard.push(document.querySelector(".cells-said")?.textContent))
          .observe(document.querySelector("main"), {subtree: true, childList: true}); }"""
    )
    first = cell(page, 1)
    first.get_by_role("button", name="Run").click()
    bar = first.get_by_role("progressbar", name="Loading Python")
    expect(bar).to_have_attribute("max", "38000000")
    expect(first.locator(".cell-status")).to_contain_text("Loading Python: 11 MB of 38 MB")
    assert bar.evaluate("bar => bar.position") == pytest.approx(0.3)
    expect(first.locator(".cell-status")).to_contain_text("Ran in")
    heard = [each for each in dict.fromkeys(page.evaluate("heard")) if each]
    assert heard[:3] == [
        "Loading Python: 0 MB of 38 MB",
        "Loading Python: 11 MB of 38 MB",
        "Loading Python: 23 MB of 38 MB",
    ]
    assert "Python is ready." in heard
    assert heard[-1].startswith("cell 1: Ran in")
    assert len(heard) <= 9


def test_stop_ends_a_loop_and_keeps_the_text(open_page):
    page = open_page(CLOCK)
    first = cell(page, 1)
    write(page, first, 'print("before")\nwhile True: pass')
    first.get_by_role("button", name="Run").click()
    expect(first.locator(".cell-live")).to_have_text("before")
    cell(page, 2).get_by_role("button", name="Run").click()
    expect(cell(page, 2).locator(".cell-status")).to_have_text("Waiting for cell 1 …")
    stop = first.get_by_role("button", name="Stop")
    stop.focus()
    page.keyboard.press("Enter")
    expect(first.locator(".cell-status")).to_contain_text("Stopped.")
    expect(cell(page, 2).locator(".cell-status")).to_contain_text("Stopped.")
    expect(first.get_by_role("button", name="Run")).to_be_focused()
    expect(stop).to_be_hidden()
    expect(first.locator(".cm-content")).to_contain_text("while True")
    assert page.evaluate("fake.starts") == 1
    write(page, first, "x = 1")
    run(page, cell(page, 2))
    assert page.evaluate("fake.starts") == 2
    assert ran(page) == ["cell 1", "cell 1", "cell 2"]


def test_a_stop_while_loading_ends_the_loading(open_page):
    page = open_page(CLOCK)
    page.evaluate(
        "globalThis.fake = {log: [], starts: 0, checks: 0, slow: 60000, unsupported: null}"
    )
    first = cell(page, 1)
    first.get_by_role("button", name="Run").click()
    expect(first.get_by_role("progressbar")).to_be_visible()
    first.get_by_role("button", name="Stop").click()
    expect(first.locator(".cell-status")).to_contain_text("Stopped.")
    page.evaluate("fake.slow = 0")
    run(page, first)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("crash()", "Python ran out of memory."),
        ("exit()", "The code ended itself with sys.exit(1)."),
        ('raise ValueError("too much")', "Stopped at an error."),
    ],
)
def test_whatever_ends_badly_is_said_and_the_next_run_works(open_page, code, status):
    page = open_page(CLOCK)
    first = cell(page, 1)
    write(page, first, code)
    run(page, first, status)
    expect(first.locator(".cm-content")).to_have_text(code)
    write(page, first, 'print("again")')
    run(page, first)
    expect(first.locator(".cell-live")).to_have_text("again")


def test_an_error_is_readable_and_stops_what_needs_the_cell(open_page):
    page = open_page(CLOCK)
    first = cell(page, 1)
    write(page, first, 'raise ValueError("a volume is above 0")')
    run(page, cell(page, 2), "something went wrong above, in cell 1")
    error = first.locator(".cell-error")
    expect(error.locator("p")).to_have_text("ValueError: a volume is above 0")
    error.get_by_text("Where it happened").click()
    expect(error.locator("pre")).to_contain_text("line 1")
    page.get_by_role("link", name="cell 1").click()
    assert page.url.endswith("#cell-1")
    assert ran(page) == ["cell 1"]


def test_restart_forgets_what_was_run(open_page):
    page = open_page(CLOCK)
    run(page, cell(page, 2))
    cell(page, 2).get_by_role("button", name="Restart Python").click()
    expect(cell(page, 2).locator(".cell-status")).to_contain_text("nothing has been run yet")
    run(page, cell(page, 2))
    assert ran(page) == ["cell 1", "cell 2", "cell 1", "cell 2"]


def test_what_cannot_be_loaded_is_said_and_can_be_tried_again(open_page):
    page = open_page(CLOCK)
    page.evaluate("globalThis.fake = {log: [], starts: 0, slow: 0, unsupported: null, fails: true}")
    run(page, cell(page, 1), "Python could not be loaded: no network")
    page.evaluate("fake.fails = false")
    run(page, cell(page, 1))


def test_a_browser_without_webassembly_is_told(open_page):
    page = open_page(CLOCK)
    page.evaluate("globalThis.fake = {log: [], slow: 0, unsupported: 'This browser is too old.'}")
    run(page, cell(page, 1), "This browser is too old. The notebook of this page, below")
    expect(page.get_by_role("link", name="Download this page")).to_be_visible()


def test_a_plain_field_serves_where_the_editor_cannot_be_loaded(browser, address, server):
    server.broken.add("vendor/codemirror.js")
    try:
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(address + CLOCK)
            first = cell(page, 1)
            first.get_by_role("button", name="Edit").click()
            field = first.get_by_role("textbox", name="Code of cell 1")
            expect(field).to_be_focused()
            assert field.evaluate("field => field.tagName") == "TEXTAREA"
            field.fill('print("plain")')
            field.press("Shift+Enter")
            expect(first.locator(".cell-live")).to_have_text("plain")
            assert "plain" in page.evaluate(f"localStorage.getItem('{DRAFT}')")
            page.keyboard.press("Tab")
            expect(field).not_to_be_focused()
    finally:
        server.broken.clear()


def test_by_keyboard_alone(open_page):
    page = open_page(CLOCK)
    first = cell(page, 1)
    first.get_by_role("button", name="Run").focus()
    page.keyboard.press("Enter")
    expect(first.locator(".cell-status")).to_contain_text("Ran in")
    expect(first.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    editor = first.get_by_role("textbox", name="Code of cell 1")
    expect(editor).to_be_focused()
    expect(first.get_by_text("to leave with Tab, press Escape first")).to_be_visible()
    assert (
        "press Escape first"
        in page.locator(f"#{editor.get_attribute('aria-describedby')}").inner_text()
    )
    page.keyboard.press("Control+End")
    page.keyboard.type("\nfor a in b:\nc = 2 / 4")
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    assert (
        "\n            c = 2 / 4" in editor.inner_text()
    )  # the slash is no search, and Tab indents
    page.keyboard.press("Shift+Enter")
    expect(first.locator(".cell-status")).to_contain_text("Ran in")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    assert page.evaluate("document.activeElement.closest('.cell').id") == "cell-1"


def test_what_was_typed_is_there_after_a_reload_and_reset_can_be_undone(open_page):
    page = open_page(CLOCK)
    first = cell(page, 1)
    before = first.locator("pre").first.inner_text().splitlines()
    write(page, first, 'print("mine")')
    page.reload()
    expect(first.locator(".cm-content")).to_have_text('print("mine")')
    expect(first.locator(".cell-status")).to_contain_text("Your own version")
    expect(first.locator(".cell_output")).to_contain_text("half-life 36 h")
    run(page, first)
    expect(first.locator(".cell-live")).to_have_text("mine")
    first.get_by_role("button", name="Reset cell 1").click()
    expect(first.locator(".cell_output")).to_contain_text("half-life 36 h")
    assert first.locator(".cm-line").all_inner_texts() == [line or "\n" for line in before]
    assert page.evaluate(f"localStorage.getItem('{DRAFT}')") is None
    first.get_by_role("button", name="Undo reset cell 1").click()
    expect(first.locator(".cm-content")).to_have_text('print("mine")')
    page.reload()
    expect(first.locator(".cm-content")).to_have_text('print("mine")')


@pytest.mark.parametrize("mine", [True, False])
def test_when_the_book_has_changed_the_reader_chooses(open_page, mine):
    page = open_page(CLOCK)
    draft = json.dumps({"text": "print('<b>mine</b>')", "from": "0123456789abcdef"})
    page.evaluate(f"draft => localStorage.setItem('{DRAFT}', draft)", draft)
    page.reload()
    first = cell(page, 1)
    note = first.locator(".cell-note")
    expect(note).to_contain_text("the book has changed it, too")
    note.get_by_text("What you wrote").click()
    expect(note.locator("pre")).to_have_text("print('<b>mine</b>')")
    expect(first.locator("pre:visible").nth(1)).to_contain_text("half_life")
    note.get_by_role("button", name="Keep mine" if mine else "Take the new one").click()
    expect(note).to_have_count(0)
    expect(first.get_by_role("button", name="Run")).to_be_focused()
    page.reload()
    expect(note).to_have_count(0)
    if mine:
        expect(first.locator(".cm-content")).to_have_text("print('<b>mine</b>')")
    else:
        expect(first.locator(".cell-editor")).to_have_count(0)
        assert page.evaluate(f"localStorage.getItem('{DRAFT}')") is None


def test_a_draft_follows_its_cell_and_one_without_a_cell_is_shown(open_page):
    page = open_page(CLOCK)
    write(page, cell(page, 1), "x = 11")
    page.evaluate(
        f"""() => {{ const kept = localStorage.getItem('{DRAFT}'); localStorage.clear();
        localStorage.setItem('unopposed:code:1:chapters/clock#cell-77', kept);
        localStorage.setItem('unopposed:code:1:chapters/clock#fig-gone',
          '{{"text": "y = 1", "from": "f"}}');
        localStorage.setItem('unopposed:code:1:chapters/clock#cell-3', 'not ours'); }}"""
    )
    page.reload()
    expect(cell(page, 1).locator(".cm-content")).to_have_text("x = 11")
    assert page.evaluate(f"localStorage.getItem('{DRAFT}')") is not None
    note = page.locator(".cell-note", has_text="no longer on this page")
    note.get_by_text("What you wrote").click()
    expect(note.locator("pre")).to_have_text("y = 1")
    note.get_by_role("button", name="Forget what you wrote").click()
    page.reload()
    expect(note).to_have_count(0)


def test_two_tabs_hold_the_same_text(open_page):
    page = open_page(CLOCK)
    write(page, cell(page, 1), "x = 1")
    other = page.context.new_page()
    other.goto(page.url)
    expect(cell(other, 1).locator(".cm-content")).to_have_text("x = 1")
    write(other, cell(other, 1), "x = 2")
    expect(cell(page, 1).locator(".cm-content")).to_have_text("x = 2")


def test_a_full_or_forbidden_storage_is_said(open_page):
    page = open_page(CLOCK)
    page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    first = cell(page, 1)
    write(page, first, 'print("mine")')
    expect(first.locator(".cell-status")).to_contain_text("keeps nothing for this site")
    expect(page.get_by_role("status").filter(has_text="keeps nothing")).to_be_attached()
    run(page, first)
    expect(first.locator(".cell-status")).to_contain_text("keeps nothing for this site")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


THERE = "https://elsewhere.test"
HOSTILE_HTML = [
    '<img src=x onerror="globalThis.owned = 1">',
    "<script>globalThis.owned = 1</script>",
    '<p onclick="owned = 1">a</p><iframe src="/"></iframe><form action="/x"></form>',
    '<a href="javascript:globalThis.owned = 1">a</a><style>main { display: none }</style>',
    '<div id="content" style="position: fixed; inset: 0; z-index: 99">a</div>',
    f'<img src="{THERE}/a.png"><p style="background: url({THERE}/b.png)">a</p>',
    f'<svg><image href="{THERE}/c.png"/></svg><p style="background: u\\72l({THERE}/d)">a</p>',
]
HOSTILE_SVG = [
    "<script>globalThis.owned = 1</script>",
    f'<use href="{THERE}/e.svg#x"/><rect fill="url({THERE}/f.svg#g)"/>',
    '<a href="javascript:globalThis.owned = 1"><text>a</text></a>',
    '<foreignObject><img src=x onerror="globalThis.owned = 1"></foreignObject>',
]
IMAGE = "<img src=x onerror=globalThis.owned=1>"
HOSTILE = {
    f'print("{IMAGE}<b>bold</b>")': f"{IMAGE}<b>bold</b>",
    f'raise Oops("{IMAGE}")': IMAGE,
    **{f"html('<p>shown</p>{each}')": "shown" for each in HOSTILE_HTML},
    **{
        f"svg('<svg onload=\"owned = 1\"><text>shown</text>{each}</svg>')": "shown"
        for each in HOSTILE_SVG
    },
}


@pytest.mark.parametrize("code", HOSTILE)
def test_what_a_cell_shows_cannot_touch_the_page(open_page, code):
    page = open_page(CLOCK)  # it notices a request to anybody else
    first = cell(page, 1)
    write(page, first, code)
    run(page, first, "")
    live = first.locator(".cell-live")
    expect(live).to_contain_text(HOSTILE[code])
    page.wait_for_timeout(200)
    assert page.evaluate("globalThis.owned") is None
    assert (
        live.locator("script, iframe, form, style, link, [onerror], [onload], [onclick]").count()
        == 0
    )
    assert "elsewhere" not in live.inner_html()
    assert "javascript:" not in live.inner_html()
    assert page.locator("#content").count() == 1
    # the bar of the page is still on top
    assert page.evaluate("document.elementFromPoint(400, 20).closest('.bar') !== null")
    # the browser tells of what the policy stopped while the markup was being cleaned
    told = ("console: Executing inline event handler", "console: Applying inline style")
    open_page.wrong[:] = [each for each in open_page.wrong if not each.startswith(told)]


def test_a_flood_is_cut_and_the_page_stays_alive(open_page):
    page = open_page(CLOCK)
    first = cell(page, 1)
    write(page, first, "flood()")
    run(page, first)
    assert len(first.locator(".cell-live").inner_text()) < 110_000
    expect(first.locator(".cell-cut")).to_contain_text("100 thousand characters")
    assert first.locator(".cell-live pre").evaluate("pre => pre.clientHeight") < 500
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_explorer_of_a_cell_has_sliders(open_page):
    page = open_page(CLOCK)

    def course(dose):
        times = [0, 6, 12, 24]
        level = OneCompartment.from_half_life(6, volume=50).concentration(once(dose), times)
        return Trajectory(times, {"concentration": level}, {"concentration": "mg/L"})

    bundle = explore(course, dose=(0, 100, 50), units={"dose": "mg"})._repr_mimebundle_()
    data = bundle["application/vnd.unopposed.explorer+json"]
    page.evaluate(
        "data => { globalThis.fake = {log: [], slow: 0, unsupported: null, explorer: data} }",
        data,
    )
    first = cell(page, 1)
    write(page, first, "explorer()")
    run(page, first)
    slider = first.get_by_role("slider", name="dose")
    expect(slider).to_be_visible()
    line = first.locator(".chart path").first
    before = line.get_attribute("d")
    slider.press("ArrowRight")
    expect(line).not_to_have_attribute("d", before)


def test_check_runs_the_given_cells_and_the_students_and_says_what_check_says(open_page):
    page = open_page(EXERCISE)
    place = page.locator(".cell.tag_starter")
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".cell-status")).to_have_text("Not all right yet.")
    assert ran(page) == ["cell 1", "cell 2", "your code"]
    expect(place.locator(".check")).to_contain_text("an_answer: Not right.")
    expect(place.locator(".check")).to_contain_text(
        "Hint 1 of 2: look at the units of sobering-up."
    )
    assert page.evaluate(STORE)["sobering-up"]["done"] == ""
    # a solution that ran in between cannot be taken for an answer: all is run again
    solution = page.locator("details.unfold-solution").first
    solution.locator("summary").click()
    run(page, solution.locator(".cell"))
    write(page, place, 'hours_social = "right"')
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".cell-status")).to_contain_text("This exercise is done")
    assert ran(page)[-3:] == ["cell 1", "cell 2", "your code"]
    expect(place.locator(".check-passed")).to_have_count(1)
    kept = page.evaluate(STORE)["sobering-up"]
    assert kept["done"]
    assert (kept["attempts"], kept["right"]) == (2, ["an_answer"])
    expect(page.locator("form.answers .verdict")).to_contain_text("All right, on")
    # typing in the form does not undo it
    page.locator("form.answers input").first.fill("3")
    assert page.evaluate(STORE)["sobering-up"]["done"] == kept["done"]
    page.goto(page.url.replace("exercises/sobering-up", "chapters/progress"))
    expect(page.locator("#progress-sobering-up")).to_have_attribute("data-state", "done")


def test_the_last_cell_checks_too_and_solutions_run_by_themselves(open_page):
    page = open_page(EXERCISE)
    last = page.locator(".cell", has=page.get_by_role("button", name="Check my answers"))
    last.get_by_role("button", name="Check my answers").click()
    expect(last.locator(".check:visible")).to_contain_text("an_answer: Not right.")
    page.locator("details.unfold-solution summary").first.click()
    solution = page.locator("details.unfold-solution .cell").first
    run(page, solution)
    assert ran(page)[-1].startswith("cell ")
    assert ran(page).count("your code") == 1


def test_code_that_fails_is_not_checked(open_page):
    page = open_page(EXERCISE)
    place = page.locator(".cell.tag_starter")
    write(page, place, "print(nothing)")
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".cell-error")).to_contain_text("name 'nothing' is not defined")
    expect(place.locator(".cell-status")).to_contain_text("Not checked.")
    assert page.evaluate("fake.checks") == 0


def test_an_exercise_with_a_function_is_done_only_when_python_says_so(open_page):
    page = open_page(FUNCTION)
    facts = json.loads(page.locator(".answer-facts").text_content())
    slug = FUNCTION.split("/")[1].removesuffix(".html")
    for answer in facts["answers"]:
        field = page.locator(f"[name='answer-{answer['name']}']")
        if answer["kind"] == "choice":
            page.locator(f"[name='answer-{answer['name']}'][value='{answer['truth']}']").check()
        else:
            truth = answer["truth"]
            field.fill(" ".join(map(str, truth)) if answer["kind"] == "array" else str(truth))
    page.locator("form.answers button[type=submit]").click()
    expect(page.locator(".verdict")).to_contain_text("press Check below your code")
    assert page.evaluate(STORE).get(slug, {"done": ""})["done"] == ""
    place = page.locator(".cell.tag_starter")
    write(page, place, 'x = "right"')
    place.get_by_role("button", name="Check this code").click()
    expect(place.locator(".cell-status")).to_contain_text("This exercise is done")
    assert page.evaluate(STORE)[slug]["done"]


@pytest.mark.parametrize(
    ("path", "size", "scheme"),
    [
        (CLOCK, "phone", "light"),
        (CLOCK, "desktop", "dark"),
        (EXERCISE, "phone", "dark"),
        (EXERCISE, "desktop", "light"),
    ],
)
def test_after_a_run_the_page_is_accessible_and_fits(open_page, path, size, scheme):
    page = open_page(path, size, scheme)
    place = cell(page, 1)
    write(page, place, 'print("<b>")\nsvg()\nflood()\nraise Oops("what")')
    run(page, place, "")
    expect(place.locator(".cell-error")).to_be_visible()
    if path == EXERCISE:
        write(page, place, "x = 1")
        page.get_by_role("button", name="Check this code").click()
        expect(page.locator(".check").first).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"


def test_a_cell_on_paper_has_no_buttons_but_its_output(open_page):
    page = open_page(CLOCK)
    run(page, cell(page, 1))
    page.emulate_media(media="print")
    expect(page.locator(".cell-bar").first).to_be_hidden()
    expect(cell(page, 1).locator(".cell-live")).to_be_visible()


def test_without_javascript_no_button_promises_anything(open_page):
    page = open_page(CLOCK, java_script_enabled=False)
    assert page.locator(".cell-bar").count() == 0
    expect(page.get_by_role("link", name="Download this page")).to_be_visible()


def test_the_copy_button_stays_when_the_cell_is_an_editor(open_page):
    page = open_page(CLOCK, permissions=["clipboard-read", "clipboard-write"])
    first = cell(page, 1)
    write(page, first, "x = 5")
    first.get_by_role("button", name="Copy cell 1").click()
    expect(first.locator(".cell-status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "x = 5"
