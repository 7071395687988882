"""What a page weighs on its way to a phone, and what Lighthouse says of it.

Bytes are those that Chromium receives from a compressing server on this machine, until the page is
at rest and nobody has touched it. Lighthouse runs its mobile profile (a slow phone on a slow line,
simulated) as pinned here, through ``npx``; where that is missing, the table says so. Its
performance score depends on how busy the machine is: the median of three runs is shown.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from playwright.sync_api import sync_playwright

from tests.book.host import serve
from tests.book.weighing import BUDGET
from tests.conftest import QUIET, SITE, contents

LIGHTHOUSE = "lighthouse@13.5.0"
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
JUDGED = [
    "chapters/balance.html",
    "chapters/clock.html",
    "chapters/contest.html",
    "chapters/coming-down.html",
    "exercises/two-clocks-of-diazepam.html",
]


def main():
    """Print the bytes of every page, and the scores of some."""
    if not (SITE / "index.html").exists():
        print("There is no built book to weigh; build it first:   make book")
        return
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        print("Weighing needs Chromium; install it, or run:   make browser")
        return
    with serve(SITE, compress=True) as address:
        weigh(address, chromium)
        if shutil.which("npx") is None:
            print("\nLighthouse is not measured: it needs npx, of Node.")
        else:
            judge(address, chromium)


def weigh(address, chromium):
    """Print what Chromium receives for every page, the heaviest first."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for name in [*contents(), "search"]:
            context = browser.new_context(
                viewport={"width": 390, "height": 844}, service_workers="block"
            )
            page = context.new_page()
            sizes = []
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.on(
                "Network.loadingFinished",
                lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]),
            )
            page.goto(f"{address}{name}.html", wait_until="networkidle")
            rows.append((sum(sizes), len(sizes), name))
            context.close()
        browser.close()
    print(f"{'page':42}{'requests':>10}{'kB received':>14}   (goal: at most {BUDGET // 1000} kB)")
    for size, count, name in sorted(rows, reverse=True):
        print(f"{name:42}{count:10}{size / 1000:14.1f}")


def judge(address, chromium):
    """Print Lighthouse's scores, and what it would have us repair."""
    print(f"\n{LIGHTHOUSE}, mobile profile, median of {RUNS}; the goals: 95 and 100")
    heads = ("perf.", "access.", "best pr.", "SEO", "FCP s", "LCP s", "TBT ms", "CLS")
    print(f"{'page':42}" + "".join(f"{head:>9}" for head in heads))
    for page in JUDGED:
        reports = [lighthouse(address + page, chromium) for _ in range(RUNS)]
        middle = {
            name: statistics.median(each["categories"][name]["score"] * 100 for each in reports)
            for name in CATEGORIES
        }
        audits = reports[-1]["audits"]
        metrics = [
            audits["first-contentful-paint"]["numericValue"] / 1000,
            audits["largest-contentful-paint"]["numericValue"] / 1000,
            audits["total-blocking-time"]["numericValue"],
            audits["cumulative-layout-shift"]["numericValue"],
        ]
        print(
            f"{page:42}"
            + "".join(f"{score:9.0f}" for score in middle.values())
            + "{:9.1f}{:9.1f}{:9.0f}{:9.3f}".format(*metrics)
        )
        for audit in audits.values():
            if (
                audit["score"] is not None
                and audit["score"] < 0.9
                and audit.get("displayValue", "")
            ):
                print(f"    {audit['title']}: {audit['displayValue']}")


def lighthouse(address, chromium):
    """Run Lighthouse once; return its report."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        subprocess.run(
            [
                "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json",
                f"--output-path={report}", f"--chrome-path={chromium}",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags={' '.join(['--headless=new', *QUIET])}",
            ],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(report.read_text(encoding="utf-8"))
