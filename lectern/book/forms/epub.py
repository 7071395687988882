"""The whole book as an EPUB 3, from the built pages: MathML, inline SVG, no scripts."""

from __future__ import annotations

import datetime
import html
import itertools
import os
import time
import uuid
import xml.etree.ElementTree
import zipfile
from pathlib import Path

from lectern.book.forms.leaves import FormError, read, rewrite
from pharmlib.palette import PALETTE

__all__ = ["write_epub"]

STYLE = Path(__file__).parent / "epub.css"
# Names that are written with capitals in SVG, and that a parser of HTML writes without.
CAPITALS = {
    name.lower(): name
    for name in (
        "viewBox", "clipPath", "clipPathUnits", "preserveAspectRatio", "linearGradient",
        "radialGradient", "gradientUnits", "gradientTransform", "patternUnits", "patternTransform",
        "textLength", "lengthAdjust", "markerWidth", "markerHeight", "markerUnits", "refX", "refY",
        "textPath", "foreignObject",
    )
}  # fmt: skip
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
lang="en" xml:lang="en">
<head><meta charset="utf-8"/><title>{title}</title><link rel="stylesheet" href="book.css"/></head>
<body>{body}</body>
</html>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>en</dc:language>
<dc:rights>Text and figures: CC BY 4.0. Code: BSD-3-Clause.</dc:rights>
<meta property="dcterms:modified">{modified}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Figures have alternative texts.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="book.css" media-type="text/css"/>
<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
{items}
</manifest>
<spine><itemref idref="title"/><itemref idref="nav"/>{spine}</spine>
</package>
"""


def write_epub(site, root, target):
    """Write a built book as an EPUB.

    Parameters
    ----------
    site : pathlib.Path
        The folder of the built pages.
    root : pathlib.Path
        The folder that holds ``_config.yml`` and ``_toc.yml``.
    target : pathlib.Path
        The file to write. The same pages give the same file, apart from its date, which is that of
        ``SOURCE_DATE_EPOCH`` where this is set.

    Returns
    -------
    int
        How many documents it has.

    Raises
    ------
    FormError
        When a page is missing, or cannot be written as XML.
    """
    book = read(site, root)
    rewrite(book, _address)
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": "",
        "book/book.css": STYLE.read_text(encoding="utf-8"),
        "book/nav.xhtml": PAGE.format(title="Contents", body=_contents(book)),
        "book/title.xhtml": PAGE.format(title=html.escape(book.title), body=_title_page(book)),
    }
    for leaf in book.leaves:
        files[f"book/{leaf.name}.xhtml"] = _document(leaf)
    files["book/package.opf"] = _package(book, files, moment)
    for name, text in files.items():
        if name.endswith(("xhtml", "opf", "xml")):
            _insist_on_xml(name, text)
    target.parent.mkdir(parents=True, exist_ok=True)
    day = datetime.datetime.fromtimestamp(moment, datetime.UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, day), text, kind, compresslevel=9)
    return len(book.leaves)


def _address(there, anchor, here):
    """Return the address of a target, as seen from another document."""
    file = "" if there is here and anchor else f"{there.name}.xhtml"
    return f"{file}#{anchor}" if anchor else file


def _document(leaf):
    """Return one leaf as XHTML."""
    body = leaf.body
    for link in body.select("a.paged"):
        del link["class"]
    for formula in body.select(".katex"):
        formula.replace_with(formula.find("math").extract())
    for formula in body.select(".katex-display"):
        formula.unwrap()
    for formula in body.find_all("math"):
        formula["xmlns"] = "http://www.w3.org/1998/Math/MathML"
        source = formula.find("annotation")
        if source is not None:
            formula["alttext"] = source.get_text()
    for drawing in body.find_all("svg"):
        drawing["xmlns"] = "http://www.w3.org/2000/svg"
        for element in [drawing, *drawing.find_all(True)]:
            element.name = CAPITALS.get(element.name, element.name)
            element.attrs = {CAPITALS.get(k, k): v for k, v in element.attrs.items()}
    body.name = "section"
    text = body.decode(formatter="minimal")
    for name, colour in PALETTE.items():
        text = text.replace(f"var(--fig-{name})", colour)
    return PAGE.format(title=html.escape(leaf.title), body=text)


def _title_page(book):
    title, author = html.escape(book.title), html.escape(book.author)
    return (
        f'<section class="title"><h1>{title}</h1>'
        f"<p>An executable textbook of drug dependence and withdrawal</p><p>{author}</p>"
        f"<p>{html.escape(book.copyright)}, {author}. Text and figures: CC BY 4.0. "
        "Code: BSD-3-Clause.</p>"
        "<p>This book teaches. It gives no advice on anyone's own treatment.</p>"
        "<p>Sliders, live code and the code that only draws a figure are on the book's site and in "
        "its notebooks. Everything else is here.</p></section>"
    )


def _contents(book):
    """Return the navigation document: parts, pages, and the pages below them."""
    rows = []
    for caption, leaves in itertools.groupby(book.leaves, key=lambda leaf: leaf.part):
        entries = _nested(list(leaves))
        heading = f"<li><span>{html.escape(caption)}</span><ol>{entries}</ol></li>"
        rows.append(heading if caption else entries)
    return (
        '<nav epub:type="toc" id="toc" role="doc-toc"><h1>Contents</h1>'
        f"<ol>{''.join(rows)}</ol></nav>"
    )


def _nested(leaves):
    """Return the list items of some leaves, each with those that are deeper below it."""
    items = []
    while leaves:
        first = leaves.pop(0)
        below = []
        while leaves and leaves[0].depth > first.depth:
            below.append(leaves.pop(0))
        inner = f"<ol>{_nested(below)}</ol>" if below else ""
        title = html.escape(first.title)
        items.append(f'<li><a href="{first.name}.xhtml">{title}</a>{inner}</li>')
    return "".join(items)


def _package(book, files, moment):
    """Return the package document: what the book is, and what it consists of."""
    items = []
    for leaf in book.leaves:
        text = files[f"book/{leaf.name}.xhtml"]
        held = [kind for kind, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in text]
        properties = f' properties="{" ".join(held)}"' if held else ""
        items.append(
            f'<item id="{leaf.name}" href="{leaf.name}.xhtml" '
            f'media-type="application/xhtml+xml"{properties}/>'
        )
    return PACKAGE.format(
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, f"{book.title} {book.author}"),
        title=html.escape(book.title),
        author=html.escape(book.author),
        modified=datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        ),
        items="\n".join(items),
        spine="".join(f'<itemref idref="{leaf.name}"/>' for leaf in book.leaves),
    )


def _insist_on_xml(name, text):
    """Refuse what is not well formed."""
    try:
        xml.etree.ElementTree.fromstring(text.encode())
    except xml.etree.ElementTree.ParseError as error:
        line = text.splitlines()[error.position[0] - 1]
        near = line[max(0, error.position[1] - 60) : error.position[1] + 20]
        raise FormError(f"{name}: {error}; near {near!r}; correct the page it comes from") from None
