"""The Content-Security-Policy: right for what is built, served to every test, and effective."""

import re
import shutil

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from lectern.book import policy
from tests.book.host import rules, serve
from tests.conftest import ROOT

CHAPTER = "chapters/balance.html"
EXERCISE = "exercises/sobering-up.html"
HEADER = "Content-Security-Policy"
PLANTED = {
    "a script in the page": "<script>window.planted = true</script>",
    "a module in the page": '<script type="module">window.planted = true</script>',
    "a handler": '<img src="data:image/svg+xml,x" alt="" onerror="window.planted = true">',
    "another host's script": '<script src="http://localhost:9/a.js"></script>',
    "another host's picture": '<img src="http://localhost:9/a.png" alt="">',
    "another host's frame": '<iframe src="http://localhost:9/"></iframe>',
    "a plug-in": '<object data="planted.swf"></object>',
    "another base": '<base href="http://localhost:9/">',
    "a style in the page": "<style>main { display: none }</style>",
}
ACTS = {
    "eval": "() => (0, eval)('1')",
    "new Function": "() => new Function('return 1')()",
    "a worker from text": "() => new Worker(URL.createObjectURL(new Blob(['1'])))",
    "another host's data": "() => fetch('http://localhost:9/').catch(() => {})",
    "another host's form": """() => {
        const form = document.createElement("form");
        form.action = "http://localhost:9/";
        document.body.append(form);
        form.submit();
    }""",
}


def scripts(soup):
    """Return the scripts of a page that stand in it and run."""
    return [
        script
        for script in soup.find_all("script")
        if not script.get("src") and script.get("type", "module") in ("module", "text/javascript")
    ]


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site that shows something, parsed."""
    files = [file for file in site.rglob("*.html") if file != site / "index.html"]
    return {
        file.relative_to(site).as_posix(): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
    }


def test_every_page_carries_its_policy_before_anything_else(pages):
    for name, soup in pages.items():
        charset, first = soup.head.find_all(True, recursive=False)[:2]
        assert charset.get("charset") == "utf-8", name
        assert first.get("http-equiv") == HEADER, name
        own = {digest for script in scripts(soup) for digest in policy.digests(str(script))}
        assert len(own) == 1, f"{name}: a script of its own, beside the theme's"
        assert first["content"] == policy.text(own), name


def test_the_headers_allow_every_page_what_it_carries(site, pages):
    found = rules(site)
    own = {d for soup in pages.values() for s in scripts(soup) for d in policy.digests(str(s))}
    assert found == policy.headers(own)
    assert all(len(f"{name}: {value}") < 2000 for name, value in found.items()), "too long to host"


def test_no_page_needs_more_than_the_policy_allows(pages):
    for name, soup in pages.items():
        assert soup.find("style") is None, f"{name}: a style element"
        for element in soup.find_all(True):
            for attribute, value in element.attrs.items():
                assert not attribute.startswith("on"), f"{name}: {element.name} {attribute}"
                assert "javascript:" not in str(value).lower(), f"{name}: {element.name} {value}"


def test_the_readme_tells_hosts_the_policy():
    told = re.search(
        r"^default-src 'self';.*?(?=^```)", (ROOT / "README.md").read_text(), re.M | re.S
    )
    digest = "'sha256-…'"
    assert " ".join(told[0].split()) == policy.headers({digest})[HEADER]


def planted(site, folder, markup):
    """Copy a page with its files into a folder, and plant something at the end of its text."""
    shutil.copytree(site / "_static", folder / "_static")
    shutil.copy(site / "_headers", folder)
    page = folder / "chapters" / "page.html"
    page.parent.mkdir()
    text = (site / CHAPTER).read_text("utf-8")
    place = "<head>" if markup.startswith("<base") else "</article>"
    assert place in text
    if place == "<head>":
        text = text.replace("</head>", f"{markup}</head>")
    page.write_text(text.replace("</article>", f"{markup}</article>"), encoding="utf-8")


def watch(browser, address, act=None):
    """Open the page; return what the policy refused, and whether something planted ran."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(
            "window.refused = []; document.addEventListener('securitypolicyviolation', "
            "event => window.refused.push(event.effectiveDirective))"
        )
        page.goto(address, wait_until="load")
        if act:
            page.evaluate(
                "async act => { const script = document.createElement('script');"
                "script.src = act; document.head.append(script);"
                "await new Promise(done => { script.onload = script.onerror = done }) }",
                "act.js",
            )
        page.wait_for_function("window.refused.length > 0", timeout=15_000, polling=100)
        return page.evaluate("[window.refused, window.planted === true]")


@pytest.mark.parametrize("way", ["header", "page"])
@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_in_a_page_does_nothing(browser, site, tmp_path, kind, way):
    planted(site, tmp_path, PLANTED[kind])
    if way == "header":  # the header by itself, as on a host that serves pages without the meta
        page = tmp_path / "chapters" / "page.html"
        page.write_text(policy.PLACE.sub("", page.read_text("utf-8")), encoding="utf-8")
    with serve(tmp_path, headers=None if way == "header" else {}) as address:
        refused, ran = watch(browser, f"{address}chapters/page.html")
    assert refused
    assert not ran


@pytest.mark.parametrize("kind", ACTS)
def test_what_a_script_must_not_do_is_refused(browser, site, tmp_path, kind):
    planted(site, tmp_path, "")
    act = f"try {{ ({ACTS[kind]})() }} catch {{ /* refused */ }}"
    (tmp_path / "chapters" / "act.js").write_text(act)
    with serve(tmp_path) as address:
        refused, _ = watch(browser, f"{address}chapters/page.html", act=True)
    assert refused


def test_nobody_may_frame_a_page(browser, address, tmp_path):
    (tmp_path / "page.html").write_text(f'<iframe src="{address}{CHAPTER}"></iframe>')
    with serve(tmp_path, headers={}) as other, browser.new_context() as context:
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{other}page.html", wait_until="load")
        assert not page.frames[1].url.startswith(address)
        assert any("frame-ancestors" in text for text in said)


def test_every_test_opens_pages_under_the_policy(open_page, site):
    # so each is a test of the policy too: what it refuses is an error on the console, and the
    # next test shows that open_page hears it
    page = open_page(CHAPTER)
    sent = page.request.get(page.url).headers[HEADER.lower()]
    assert sent == rules(site)[HEADER]


def test_what_goes_wrong_on_a_page_is_heard(open_page):
    page = open_page(CHAPTER)
    with page.expect_console_message():
        page.evaluate("fetch('http://localhost:9/').catch(() => 0)")
    assert any("Content Security Policy" in text for text in open_page.wrong), open_page.wrong
    open_page.wrong.clear()


def test_webassembly_and_data_pictures_are_allowed(open_page):
    page = open_page(EXERCISE)
    empty = "[0, 97, 115, 109, 1, 0, 0, 0]"
    assert page.evaluate(f"WebAssembly.compile(new Uint8Array({empty})).then(() => true)")
    pixel = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
    assert page.evaluate(
        "src => new Promise(done => { const image = new Image();"
        "image.onload = () => done(true); image.onerror = () => done(false); image.src = src })",
        pixel,
    )


def test_a_page_without_headers_works_from_its_own_policy(browser, site):
    with serve(site, headers={}) as address, browser.new_context() as context:
        page, wrong = context.new_page(), []
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.goto(address + EXERCISE, wait_until="networkidle")
        form = page.get_by_role("form", name="Your answers")
        form.get_by_role("button", name="Check").click()
        expect(form.get_by_role("status")).to_contain_text("0 of 2 right")
        assert wrong == []
