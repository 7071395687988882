"""The built site as a book to print: its pages in order, without what needs a screen or a script.

Exercises come without wrong turns and solutions; these stand at the end, one leaf for each.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup
from bs4.element import Tag
from sphinx_external_toc.parsing import parse_toc_yaml

__all__ = ["SOLUTIONS", "Book", "FormError", "Leaf", "make_unique", "read", "rewrite"]

SOLUTIONS = "Solutions"
"""The part that holds wrong turns and solutions."""
SCREEN = [
    "script", "form", "button", "noscript", ".eyebrow", ".download", ".headerlink", ".tip",
    ".explorer-table", ".explorer-room", "details.unfold-code", ".toctree-wrapper",
]  # fmt: skip
TELLING = "details.unfold-misconception, details.unfold-solution, details.unfold-second-way"
NAMING = ("for", "aria-labelledby", "aria-describedby", "headers")


class FormError(Exception):
    """The site cannot be made into another form; the message says what to do."""


@dataclasses.dataclass
class Leaf:
    """One page of the printed book: its name, part, depth in the contents, title and text."""

    name: str
    page: str
    part: str
    depth: int
    title: str
    body: Tag


@dataclasses.dataclass
class Book:
    """What is printed: title, author, year of the rights, and the leaves in order."""

    title: str
    author: str
    copyright: str
    leaves: list[Leaf]


def read(site, root):
    """Return the built site as a book.

    Parameters
    ----------
    site : pathlib.Path
        The folder of the built pages.
    root : pathlib.Path
        The folder that holds ``_config.yml`` and ``_toc.yml``.

    Returns
    -------
    Book
        Its leaves in the order of the contents, then the solutions. Pages whose content lives in
        the reader's browser are left out.

    Raises
    ------
    FormError
        When a page of the contents is not built.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    leaves, solutions = [], []
    for part, depth, page in _contents(root / "_toc.yml"):
        body = _article(site, page)
        if body.select_one(".progress-do"):
            continue
        name, title = page.replace("/", "-"), body.find("h1").get_text()
        answers = _without_screen(body)
        leaves.append(Leaf(name, page, part, depth, title, body))
        if answers is not None:
            solutions.append(Leaf(f"{name}-solution", page, SOLUTIONS, 0, title, answers))
            pointer = BeautifulSoup(
                '<p class="to-solution">Wrong turns and the solution: <a class="paged" '
                f'href="#{name}-solution">at the end of the book</a>.</p>',
                "html.parser",
            )
            body.append(pointer.p)
    return Book(config["title"], config["author"], config["copyright"], leaves + solutions)


def _contents(toc):
    """Yield part, depth and name of each page, in order."""
    site_map = parse_toc_yaml(toc)

    def below(trees, part, depth):
        for tree in trees:
            for name in map(str, tree.items):
                yield tree.caption or part, depth, name
                yield from below(site_map[name].subtrees, tree.caption or part, depth + 1)

    yield "", 0, site_map.root.docname
    yield from below(site_map.root.subtrees, "", 0)


def _article(site, page):
    """Return the text of a built page."""
    file = site / f"{page}.html"
    if not file.exists():
        raise FormError(f"{file} is in the contents and not built; build the book:   make book")
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    body = soup.find("article")
    for part in body.select(".mathjax_ignore"):
        del part["class"]
    return body


def _without_screen(body):
    """Take out what a printed page has no use for; return what gives the answer away, if any."""
    for part in body.select(", ".join(SCREEN)):
        part.extract()
    exercise = "exercise" in body.get("class", [])
    answers = None
    if exercise:
        answers = BeautifulSoup("<article class='solution'></article>", "html.parser").article
        heading = BeautifulSoup("<h1></h1>", "html.parser").h1
        heading.string = body.find("h1").get_text()
        answers.append(heading)
        for section in body.select("section section"):
            if section.select(TELLING):
                answers.append(section.extract())
            elif section.h2 is not None and section.h2.get_text() == "Check":
                section.extract()
    for part in filter(None, (body, answers)):
        for details in part.find_all("details"):
            _unfold(details)
        for element in part.find_all(attrs={"data-definition": True}):
            del element["data-definition"]
        for element in part.find_all(attrs={"tabindex": True}):
            del element["tabindex"]
    return answers


def _unfold(details):
    """Leave a folded part open, with its line as a small heading."""
    hidden = "hide" in details.get("class", [])
    details.name, details.attrs = "div", {"class": ["unfolded", *details.get("class", [])]}
    if details.summary is not None:
        if hidden:
            details.summary.extract()
        else:
            details.summary.name = "p"
            details.find("p")["class"] = ["unfolded-title"]


def rewrite(book, address):
    """Point every link within the book to where its target now stands.

    Parameters
    ----------
    book : Book
        Changed in place. A link to something that is not in it becomes plain text.
    address : callable
        Given the leaf a target stands on, its id there or "", and the leaf that holds the link,
        returns the new address.
    """
    places = {
        (leaf.page, element["id"]): leaf
        for leaf in book.leaves
        for element in leaf.body.select("[id]")
    }
    tops = {leaf.page: leaf for leaf in reversed(book.leaves)}
    names = {leaf.name: leaf for leaf in book.leaves}
    for leaf in book.leaves:
        for link in leaf.body.find_all("a", href=True):
            split = urlsplit(link["href"])
            if split.scheme or split.netloc:
                continue
            path, anchor = unquote(split.path), unquote(split.fragment)
            folder = posixpath.dirname(leaf.page)
            page = posixpath.normpath(posixpath.join(folder, path)) if path else leaf.page
            page = page.removesuffix(".html")
            there = places.get((page, anchor)) if anchor else None
            if there is None and not path and anchor in names:
                there, anchor = names[anchor], ""
            elif there is None:
                there, anchor = tops.get(page), ""
            if there is None:
                link.unwrap()
            else:
                link["href"] = address(there, anchor, leaf)


def make_unique(leaf):
    """Put the name of a leaf before each of its ids, and before what refers to them."""
    ids = {element["id"] for element in leaf.body.select("[id]")}
    for element in leaf.body.find_all(True):
        for name, value in list(element.attrs.items()):
            if name == "id":
                element["id"] = f"{leaf.name}--{value}"
            elif name in NAMING:
                words = value if isinstance(value, list) else value.split()
                kept = [f"{leaf.name}--{word}" if word in ids else word for word in words]
                element[name] = " ".join(kept)
            elif element.name != "a" and name in ("href", "xlink:href") and value[:1] == "#":
                element[name] = f"#{leaf.name}--{value[1:]}"
            elif isinstance(value, str) and "url(#" in value:
                element[name] = re.sub(r"url\(#", f"url(#{leaf.name}--", value)
