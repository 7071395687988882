"""How fast the sliders of the pages redraw in Chromium, and what each explorer weighs.

Needs the built book. A move is an input event at a moment that has nothing to do with the screen's
beat; it ends when the frame that shows the new curves has been painted. "work" is the part of it in
which the script, the styles and the layout are busy; the rest is waiting for the next frame.
"""

import functools
import gzip
import http.server
import re
import shutil
import statistics
import threading

from playwright.sync_api import sync_playwright

from tests.book.conftest import Handler
from tests.book.explored import all_explorers
from tests.conftest import QUIET, SITE

MOVES = 200
GOAL_MS, GOAL_KB = 16, 300
SLOW = 4  # times slower: about a phone
MEASURE = """async ([place, moves]) => {
    const inputs = [...place.querySelectorAll(".slider input")];
    const svg = place.querySelector(".chart svg");
    const painted = () => new Promise(done => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
    }));
    const found = { work: [], total: [] };
    for (let i = 0; i < moves; i += 1) {
        const input = inputs[i % inputs.length];
        const next = (Number(input.value) + 1 + i) % (Number(input.max) + 1);
        await new Promise(done => setTimeout(done, 3 + (i * 7.3) % 16.7));
        const begin = performance.now();
        input.value = next;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        svg.getBoundingClientRect();
        found.work.push(performance.now() - begin);
        found.total.push(await painted() - begin);
    }
    return found;
}"""


def main():
    """Print a row for each explorer."""
    print(f"{'explorer':24} {'weight':>8}   {'to the painted frame':>26}   {'work':>8}   "
          f"{'work, ' + str(SLOW) + ' times slower':>22}")  # fmt: skip
    print(f"{'':24} {'kB':>8}   {'median':>10} {'of 20, 19 below':>15}   {'ms':>8}   {'ms':>22}")
    handler = functools.partial(Handler, directory=SITE)
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        for name, figure in all_explorers():
            address = f"http://127.0.0.1:{server.server_port}/{name}.html"
            one(browser, address, figure, weight(name, figure))
        browser.close()
        server.shutdown()
    print(f"goals: {GOAL_KB} kB, {GOAL_MS} ms (median); {MOVES} moves each")
    print(f"the scripts and styles of all explorers together: {scripts() / 1000:.1f} kB")


def one(browser, address, figure, kilobytes):
    """Measure one explorer and print its row."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address, wait_until="networkidle")
    place = page.locator(f"#{figure}-explorer")
    place.scroll_into_view_if_needed()
    if place.get_by_role("button", name="Skip").count():
        place.get_by_role("button", name="Skip").click()
    found = page.evaluate(MEASURE, [place.element_handle(), MOVES])
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    slow = page.evaluate(MEASURE, [place.element_handle(), MOVES // 2])
    high = statistics.quantiles(found["total"], n=20)[-1]
    print(
        f"{figure:24} {kilobytes:8.1f}   {statistics.median(found['total']):10.1f} {high:15.1f}   "
        f"{statistics.median(found['work']):8.2f}   {statistics.median(slow['work']):22.2f}"
    )
    page.close()


def weight(name, figure):
    """Return what an explorer adds to its page, compressed, in kB."""
    text = (SITE / f"{name}.html").read_text("utf-8")
    begin = text.index(f'<div class="explorer" id="{figure}-explorer"')
    end = re.compile(r"</script>\s*</div>").search(text, begin).end()
    whole = len(gzip.compress(text.encode(), 9))
    return (whole - len(gzip.compress((text[:begin] + text[end:]).encode(), 9))) / 1000


def scripts():
    """Return what the shared files weigh, compressed, in bytes."""
    static = SITE / "_static"
    files = [*(static / "explorer").iterdir(), static / "vendor" / "d3.js"]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
