"""What a page loads before anyone touches it stays within a budget; read from the files."""

import gzip

import pytest

from tests.book.weighing import BUDGET, heaviest, parts
from tests.conftest import contents

PAGES = [*(f"{name}.html" for name in contents()), "search.html"]
# Before the first Run a page may load the buttons, but not the editor and not the interpreter.
LATER = ("runtime/", "codemirror", "dompurify", "wasi-shim")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_its_budget(site, page):
    found = parts(site, page)
    total = sum(found.values())
    assert total <= BUDGET, f"{page} loads {total / 1000:.0f} kB: {heaviest(found)}"
    early = [name for name in found if any(part in name for part in LATER)]
    assert early == [], f"{page} loads at once what only Run needs"


def test_a_page_asks_early_for_nothing_it_does_not_use(site):
    # a font that is fetched beforehand and not used is weight for nothing
    for page in PAGES:
        text = (site / page).read_text("utf-8")
        assert ("KaTeX_Main-Regular" in text) == ('class="katex' in text), page
        assert ("KaTeX_Math-Italic" in text) == ("mord mathnormal" in text), page


@pytest.fixture
def small(tmp_path):
    """A site of one page, with everything a page can load."""
    files = {
        "a/page.html": '<link rel="stylesheet" href="../s/b.css"><script defer '
        'src="../s/p.js" data-modules="m/m.js a.js"></script><img src="p.png">'
        '<img src="data:image/png;base64,AA">'
        '<span class="katex"><span class="katex-html"><i class="mathnormal">x</i></span></span>',
        "s/b.css": '@font-face { font-family: "Text"; src: url("f.woff2") }'
        "@font-face{font-family:KaTeX_Math;font-style:italic;font-weight:400;src:url(m.woff2)}"
        "@font-face{font-family:KaTeX_AMS;font-style:normal;font-weight:400;src:url(x.woff2)}",
        "s/a.js": 'import { b } from "./b.js"; import "./c.js"; run(() => import("./later.js"))',
        "s/p.js": "import(name)", "s/m/m.js": "",
        "s/b.js": 'export { d } from "../s/d.js"',
        "s/c.js": "", "s/d.js": "", "s/later.js": "", "s/x.woff2": "",
        "a/p.png": "1234567", "s/f.woff2": "123", "s/m.woff2": "12345",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_everything_a_page_loads_is_weighed(small):
    found = parts(small, "a/page.html")
    loaded = ["a/p.png", "a/page.html", "s/a.js", "s/b.css", "s/b.js", "s/c.js", "s/d.js"]
    assert sorted(found) == sorted([*loaded, "s/f.woff2", "s/m.woff2", "s/m/m.js", "s/p.js"])
    assert found["a/p.png"] == 7
    assert found["a/page.html"] == len(gzip.compress((small / "a/page.html").read_bytes(), 9))
    assert heaviest({"a": 1_400, "b": 20_000, "c": 1}, count=2) == "b 20 kB, a 1 kB"
