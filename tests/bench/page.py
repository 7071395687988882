"""How long the Python of a page takes, in Chromium, from a server on this machine.

Medians of five. "Cold" is a browser that has never seen the book; "warm" is a later visit. Times
of the first result count from the navigation, so they hold everything: page, download, start,
imports, solver.
"""

import pathlib
import shutil
import statistics
import tempfile
import threading
from http.server import ThreadingHTTPServer

from playwright.sync_api import sync_playwright

from tests.book.test_engine import OPEN, Site
from tests.conftest import QUIET

TIMES = 5
SOLVE = """
import numpy as np
from pharmlib import OneCompartment, once, simulate
model = OneCompartment.from_half_life(6, volume=50)
simulate(model, np.linspace(0, 48, 200), regimen=once(100))["concentration"][-1]
"""
DRAW = """
from pharmlib.plotting import curve, figure, label_axes
fig, ax = figure()
curve(ax, np.linspace(0, 48, 200), np.exp(-np.linspace(0, 8, 200)), name="drug", role="drug")
label_axes(ax, x=("time", "h"), y=("concentration", "mg/L"))
fig
"""
GOALS = {
    "first result of the solver, cold": 6000,
    "first result of the solver, warm": 2500,
    "first figure, cold": None,
    "first figure, warm": None,
    "trivial cell": 20,
    "later figure": 500,
    "restart after Stop": 1000,
}
RUN = """async (code) => {
  const begun = performance.now();
  const ending = await cell(code);
  if (ending.status !== "ok") throw new Error(JSON.stringify(ending));
  return [performance.now(), performance.now() - begun];
}"""
STOP = """async () => {
  const loop = cell("while True: pass");
  await new Promise((done) => setTimeout(done, 300));
  const begun = performance.now();
  python.stop();
  await loop;
  await cell("1");
  return performance.now() - begun;
}"""


def main():
    """Measure and print."""
    found = {name: [] for name in GOALS}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(pathlib.Path(folder, "site"))
        with ThreadingHTTPServer(("127.0.0.1", 0), site.handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/"
            for number in range(TIMES):
                profile = pathlib.Path(folder, f"profile-{number}")
                visits(playwright, profile, address, found)
                shutil.rmtree(profile, ignore_errors=True)
            server.shutdown()
        sizes = [file["compressed"] for file in site.manifest["files"]]
    for name, goal in GOALS.items():
        times = sorted(found[name])
        aim = f"goal {goal}" if goal else ""
        print(
            f"{name:34} {statistics.median(times):7.0f} ms   "
            f"({times[0]:.0f} to {times[-1]:.0f})  {aim}"
        )
    print(f"{'to load, compressed':34} {sum(sizes) / 1e6:7.1f} MB   goal 40")
    print(f"{'largest file':34} {max(sizes) / 2**20:7.1f} MiB  goal 25")


def visits(playwright, profile, address, found):
    """Visit the page for the first time and again, with one profile of the browser."""
    browser = playwright.chromium.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=QUIET
    )
    for kind in ("cold", "warm"):
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        page.evaluate(OPEN)
        found[f"first result of the solver, {kind}"].append(page.evaluate(RUN, SOLVE)[0])
        found[f"first figure, {kind}"].append(page.evaluate(RUN, DRAW)[0])
        if kind == "cold":
            page.evaluate("image")
        else:
            for _ in range(TIMES):
                found["trivial cell"].append(page.evaluate(RUN, "1 + 1")[1])
                found["later figure"].append(page.evaluate(RUN, DRAW)[1])
            found["restart after Stop"].append(page.evaluate(STOP))
        page.close()
    browser.close()
