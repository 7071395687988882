"""The whole book as one PDF, printed by Chromium from the built pages.

It is printed at least twice: first to learn on which page everything stands, then with these
numbers in the contents, until the numbers are right.
"""

from __future__ import annotations

import html
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from pypdf import PdfReader, PdfWriter

from lectern.book.forms.leaves import SOLUTIONS, FormError, make_unique, read, rewrite

__all__ = ["combined", "page_numbers", "write_pdf"]

STYLE = pathlib.Path(__file__).parent / "print.css"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSES = 4


def write_pdf(site, root, target):
    """Print a built book.

    Parameters
    ----------
    site : pathlib.Path
        The folder of the built pages.
    root : pathlib.Path
        The folder that holds ``_config.yml`` and ``_toc.yml``.
    target : pathlib.Path
        The PDF to write.

    Returns
    -------
    int
        How many pages it has.

    Raises
    ------
    FormError
        When a page is missing, Chromium is missing or fails, or the page numbers do not settle.
    """
    book = read(site, root)
    target.parent.mkdir(parents=True, exist_ok=True)
    source, known = target.with_suffix(".html"), {}
    text = combined(book, site, target.parent)
    for _ in range(PASSES):
        source.write_text(_numbered(text, known), encoding="utf-8")
        _print(source, target)
        found = page_numbers(target)
        if found == known:
            break
        known = found
    else:
        raise FormError(f"{target}: page numbers still change after {PASSES} passes; report this")
    source.unlink()
    return _finish(target, book)


def combined(book, site, folder):
    """Return the whole book as one page of HTML.

    Parameters
    ----------
    book : Book
        Its leaves are changed in place: ids become unique, links stay within the page.
    site : pathlib.Path
        Where the styles are.
    folder : pathlib.Path
        Where the page will stand.

    Returns
    -------
    str
        In it, each ``<span class="page-of" data-for="...">`` waits for a page number.
    """
    rewrite(
        book, lambda there, anchor, _: f"#{there.name}--{anchor}" if anchor else f"#{there.name}"
    )
    for leaf in book.leaves:
        make_unique(leaf)
        _speak_formulas(leaf.body)
        _shift_headings(leaf)
        for link in leaf.body.select("a.paged"):
            link.string = f"page {link['href']}"
    static = os.path.relpath(site / "_static", folder)
    style = f'<link rel="stylesheet" href="{static}/book.css">'
    body = "".join(
        _part(caption, list(leaves))
        for caption, leaves in itertools.groupby(book.leaves, key=lambda leaf: leaf.part)
    )
    title = html.escape(book.title)
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"{style}<style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"{_title_page(book)}{_contents(book)}{body}</body></html>"
    )
    return re.sub(
        r"page #([\w-]+)(?=</a>)", r'page <span class="page-of" data-for="\1"></span>', text
    )


def _title_page(book):
    title, author = html.escape(book.title), html.escape(book.author)
    return (
        f'<div class="title-page"><p class="book-title">{title}</p>'
        '<p class="book-subtitle">An executable textbook of drug dependence and withdrawal</p>'
        f'<p class="book-author">{author}</p><div class="imprint">'
        f"<p>{html.escape(book.copyright)}, {author}. Text and figures: CC BY 4.0. "
        "Code: BSD-3-Clause.</p>"
        "<p>This book teaches. It gives no advice on anyone's own treatment.</p>"
        "<p>Sliders, live code and the code that only draws a figure are on the book's site and in "
        "its notebooks. Everything else is here.</p></div></div>"
    )


def _contents(book):
    """Return the table of contents."""
    rows, part = [], ""
    for leaf in book.leaves:
        if leaf.part != part:
            part = leaf.part
            rows.append(f'<li class="toc-part">{_entry(_part_id(part), part)}</li>')
        if part != SOLUTIONS:
            rows.append(f'<li class="toc-{leaf.depth}">{_entry(leaf.name, leaf.title)}</li>')
    return f'<nav class="toc"><h1>Contents</h1><ol>{"".join(rows)}</ol></nav>'


def _entry(anchor, title):
    number = f'<span class="page-of" data-for="{anchor}"></span>'
    return f'<a href="#{anchor}"><span>{html.escape(title)}</span>{number}</a>'


def _part_id(caption):
    return "part-" + re.sub(r"\W+", "-", caption.lower())


def _part(caption, leaves):
    heading = f'<h1 class="part" id="{_part_id(caption)}">{html.escape(caption)}</h1>'
    texts = "".join(
        f'<div class="leaf leaf-{leaf.depth}" id="{leaf.name}">{leaf.body}</div>' for leaf in leaves
    )
    return f"{heading if caption else ''}{texts}"


def _shift_headings(leaf):
    """Move headings below that of the part and, in an exercise, below that of the chapter."""
    down = (1 if leaf.part else 0) + leaf.depth
    for heading in leaf.body.find_all(re.compile(r"h[1-6]")):
        level = int(heading.name[1])
        heading["class"] = [*heading.get("class", []), f"was-{level}"]
        heading.name = f"h{min(6, level + down)}"


def _speak_formulas(body):
    """Leave each formula once in the text, and give its TeX to those who listen."""
    for formula in body.select(".katex"):
        source = formula.find("annotation")
        formula["role"], formula["aria-label"] = "img", source.get_text() if source else ""
        spoken, shown = formula.select_one(".katex-mathml"), formula.select_one(".katex-html")
        if spoken is not None:
            spoken.extract()
        if shown is not None:
            del shown["aria-hidden"]


def _numbered(text, numbers):
    """Write the page numbers that are known into the page."""
    return re.sub(
        r'(<span class="page-of" data-for="([\w-]+)">)',
        lambda match: match[1] + str(numbers.get(match[2], "000")),
        text,
    )


def page_numbers(pdf):
    """Return the page on which each target of a link stands, counted from one.

    Parameters
    ----------
    pdf : pathlib.Path

    Returns
    -------
    dict of str to int
    """
    reader = PdfReader(pdf)
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def _print(source, target):
    """Let Chromium print a page of HTML."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise FormError("printing needs Chromium; install it, or run:   make browser")
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-sync"]
        command += ["--disable-background-networking", "--disable-component-update"]
        command += [f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        command += ["--generate-pdf-document-outline", f"--print-to-pdf={target}"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            command.append("--no-sandbox")  # as root Chromium starts no other way
        target.unlink(missing_ok=True)
        done = subprocess.run([*command, source.as_uri()], capture_output=True, text=True)
    if done.returncode or not target.exists():
        raise FormError(f"Chromium could not print {source}:\n{done.stderr[-2000:]}")


def _finish(target, book):
    """Add author and language, drop the time of printing; return the number of pages."""
    writer = PdfWriter(clone_from=target)
    writer.metadata = {"/Title": book.title, "/Author": book.author}
    writer.page_mode = "/UseOutlines"
    writer.write(target)
    return len(writer.pages)
