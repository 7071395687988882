"""The book as a PDF: true page numbers, links that lead somewhere, its fonts in the file."""

import re

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from lectern.book.forms.__main__ import main
from lectern.book.forms.leaves import FormError, read
from lectern.book.forms.pdf import combined, page_numbers, write_pdf
from lectern.exercises import all_exercises
from tests.book.small_form import small_site
from tests.conftest import ROOT

PDF = ROOT / "_build" / "pdf" / "unopposed.pdf"


@pytest.fixture(scope="module")
def printed():
    """The whole book, printed."""
    if not PDF.exists():
        pytest.fail("there is no PDF to test; make it first:   make pdf")
    return PdfReader(PDF)


def squeezed(text):
    """Return a text without space, as lines break anywhere, and without soft hyphens."""
    return re.sub(r"\s|\u00ad", "", text)


def bookmarks(reader):
    """Yield depth, title and page number of every bookmark."""

    def below(entries, depth):
        for entry in entries:
            if isinstance(entry, list):
                yield from below(entry, depth + 1)
            else:
                yield depth, entry.title, reader.get_destination_page_number(entry) + 1

    yield from below(reader.outline, 0)


def stray_links(reader):
    """Return the targets of links within a PDF that it does not have."""
    known, found = reader.named_destinations, []
    for page in reader.pages:
        for note in page.get("/Annots", []):
            note = note.get_object()
            target = note.get("/Dest", note.get("/A", {}).get("/D"))
            if isinstance(target, str) and target not in known:
                found.append(target)
    return found


def loose_fonts(reader):
    """Return the fonts that a PDF names and does not hold."""
    found = set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            part = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            held = set(part.get("/FontDescriptor", {}))
            if font["/Subtype"] != "/Type3" and not any(name[:9] == "/FontFile" for name in held):
                found.add(font["/BaseFont"])
    return found


def test_every_page_of_the_book_has_a_bookmark(printed, site):
    titles = [title for _, title, _ in bookmarks(printed)]
    for leaf in read(site, ROOT).leaves:
        assert leaf.title in titles, leaf.title


def test_what_is_said_on_which_page(printed, site):
    texts = [squeezed(page.extract_text()) for page in printed.pages]  # takes a while, so once
    contents_tell_the_true_page(printed, texts, site)
    assert [number for number, page in enumerate(printed.pages) if page.images] == []
    furniture_is_gone("".join(texts))
    assert not texts[0].startswith("1"), "the first page is numbered"
    for number, text in enumerate(texts[1:], 2):
        assert text.startswith(str(number)), text[:40]
    solutions_stand_in_the_appendix_alone(printed, texts)


def contents_tell_the_true_page(printed, texts, site):
    """Assert that each page that the contents name begins where they say."""
    pages = {(title, page) for _, title, page in bookmarks(printed)}
    listed = "|".join(texts[1:5])
    for leaf in read(site, ROOT).leaves:
        numbers = re.findall(re.escape(squeezed(leaf.title)) + r"(\d+)", listed)
        if leaf.part != "Solutions":
            assert any((leaf.title, int(number)) in pages for number in numbers), leaf.title


def test_every_link_leads_somewhere_and_every_font_is_in(printed):
    assert stray_links(printed) == []
    assert loose_fonts(printed) == set()
    assert printed.metadata.title == "Unopposed"
    assert printed.metadata.creation_date is None


def furniture_is_gone(whole):
    """Assert that nothing is printed that only serves on a screen."""
    for furniture in (
        "Downloadthispage", "Skiptothetext", "Howthisfigureisdrawn", "Drawitwiththekeyboard",
        "file://",
    ):  # fmt: skip
        assert furniture not in whole


def solutions_stand_in_the_appendix_alone(printed, texts):
    """Assert that no solution and no wrong turn is told before its time."""
    start = next(page for depth, title, page in bookmarks(printed) if title == "Solutions")
    numbers = page_numbers(PDF)
    before, after = "".join(texts[: start - 1]), "".join(texts[start - 1 :])
    for exercise in all_exercises():
        assert f"page{numbers[f'exercises-{exercise.slug}-solution']}" in before, exercise.slug
        for wrong in exercise.misconceptions:
            told = re.sub(r"[^A-Za-z]", "", wrong.feedback)[:30]
            assert told not in re.sub(r"[^A-Za-z]", "", before), exercise.slug
            assert told in re.sub(r"[^A-Za-z]", "", after), exercise.slug


def test_a_small_book_is_printed(tmp_path):
    site, root = small_site(tmp_path)
    target = tmp_path / "pdf" / "small.pdf"
    count = write_pdf(site, root, target)
    reader = PdfReader(target)
    text = [squeezed(page.extract_text()) for page in reader.pages]
    assert count == len(text)
    assert [title for _, title, _ in bookmarks(reader)] == [
        "Contents", "A small book", "One", "The clock", "Tick", "Your answer", "Hints",
        "Solutions", "Tick", "Wrong turns", "Solution",
    ]  # fmt: skip
    numbers = page_numbers(target)
    assert f"Theclock{numbers['chapters-clock']}" in text[1]
    assert f"page{numbers['exercises-tick-solution']}" in "".join(text)
    assert "lntwooverk" not in "".join(text[: numbers["exercises-tick-solution"] - 1])
    assert "lntwooverk" in "".join(text)
    assert stray_links(reader) == []


def test_the_combined_page_is_one_sound_page(tmp_path):
    site, root = small_site(tmp_path)
    soup = BeautifulSoup(combined(read(site, root), site, tmp_path), "html.parser")
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for link in soup.select('a[href^="#"]'):
        assert link["href"][1:] in ids, link
    assert soup.select_one("g")["clip-path"] == "url(#chapters-clock--fig-c)"
    assert [link["href"] for link in soup.select('a[href^="http"]')] == ["https://www.who.int/"]
    assert soup.select_one(".katex")["aria-label"] == "k_e"
    assert not soup.select("script, form, details, math, .eyebrow, .unfold-code")
    text = soup.get_text()
    assert "the notebook" in text
    assert "drawing_code" not in text
    assert "Progress" not in text
    assert text.index("Think of ln.") < text.index("That was log10.")
    assert "check()" not in text


def test_a_page_that_is_not_built_is_named(tmp_path):
    site, root = small_site(tmp_path)
    (site / "chapters/clock.html").unlink()
    with pytest.raises(FormError, match=r"chapters/clock\.html.*make book"):
        read(site, root)


def test_a_missing_browser_is_named(tmp_path, monkeypatch):
    site, root = small_site(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FormError, match=r"needs Chromium.*make browser"):
        write_pdf(site, root, tmp_path / "small.pdf")


def test_an_unknown_form_is_refused(capsys):
    assert main(["docx"]) == 2
    assert "'docx'; say one of pdf, epub" in capsys.readouterr().err
