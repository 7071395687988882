"""A built site as the gates read it: its pages parsed, its links, its data."""

import json
import re
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

LINKS = {
    "a": "href", "area": "href", "link": "href", "script": "src", "img": "src", "source": "src",
    "audio": "src", "video": "src", "iframe": "src", "object": "data", "form": "action",
    "image": "href", "use": "href", "input": "src", "track": "src", "embed": "src",
}  # fmt: skip


def parsed(site):
    """Return every page of a site, parsed, by its address."""
    files = sorted(site.rglob("*.html"))
    return {file.relative_to(site).as_posix(): page_of(file) for file in files}


def page_of(file):
    """Return one page, parsed."""
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def notebooks(site):
    """Return every notebook of a site by its address."""
    return {
        file.relative_to(site).as_posix(): json.loads(file.read_text("utf-8"))
        for file in sorted(site.rglob("*.ipynb"))
    }


def links(soup):
    """Yield what the elements of a page point to."""
    for element in soup.find_all(list(LINKS)):
        name = LINKS[element.name]
        address = element.get(name, element.get(f"xlink:{name}"))
        if address is not None:
            yield address
        if "poster" in element.attrs:
            yield element["poster"]
        for candidate in element.get("srcset", "").split(","):
            if candidate.strip():
                yield candidate.split()[0]
    for element in soup.select("meta[http-equiv]"):
        match = re.search(r"url=(\S+)", element.get("content", ""), re.IGNORECASE)
        if match:
            yield match[1]


def noted(notebook):
    """Yield what the Markdown of a notebook links to, outside code and formulas."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$", "", "".join(cell["source"]), flags=re.S)
            yield from re.findall(r"\]\(<?([^\s)>]+)", text)
            yield from re.findall(r"(?<!\()<(https?://[^\s>]+)>", text)


def search_index(site):
    """Return the search index of a site."""
    script = (site / "searchindex.js").read_text("utf-8")
    return json.loads(script[script.index("(") + 1 : script.rindex(")")])


def parts(address):
    """Return path and anchor of an address within a site, or None for one outside."""
    split = urlsplit(address)
    if split.scheme or split.netloc:
        return None
    return unquote(split.path), unquote(split.fragment)
