"""What a page weighs: every file it loads before anyone touches it, compressed as a host would."""

import gzip
import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

__all__ = ["BUDGET", "heaviest", "parts"]

BUDGET = 500_000  # bytes: what a chapter may load before interaction
SHRINKS = {".html", ".css", ".js", ".json", ".svg"}
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.{1,2}/[^"']+)["']""")  # not import(...)
FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
LOADED = (
    "script[src], link[rel=stylesheet], link[rel=preload], link[rel=modulepreload], "
    "link[rel=icon], img[src]"
)


def parts(site, page):
    """Return the bytes of each file that a page loads by itself, by name.

    Counted are the page, its styles, scripts with what they import at once, pictures, the fonts
    asked for beforehand, every face of the text, and the faces its equations are set in.
    """
    soup = BeautifulSoup((site / page).read_text("utf-8"), "html.parser")
    rest, found = [site / page], {}
    for element in soup.select(LOADED):
        address = element.get("src") or element.get("href")
        if not address.startswith("data:"):
            rest.append((site / page).parent / urlsplit(address).path)
    for script in soup.select("script[data-modules]"):
        folder = ((site / page).parent / script["src"]).parent
        rest += [folder / name for name in script["data-modules"].split()]
    while rest:
        file = rest.pop().resolve()
        name = file.relative_to(site.resolve()).as_posix()
        if name in found:
            continue
        content = file.read_bytes()
        found[name] = len(gzip.compress(content, 9)) if file.suffix in SHRINKS else len(content)
        if file.suffix == ".js":
            rest += [file.parent / address for address in IMPORT.findall(content.decode())]
        if file.suffix == ".css":
            faces = FACE.findall(content.decode())
            rest += [file.parent / font for face in faces for font in _fonts(face, soup)]
    return found


def _fonts(face, soup):
    """Return the files of a font face that a page with this content will load."""
    (font,) = re.findall(r"""url\(["']?([^"')]+)""", face)
    family = re.search(r"font-family:\s*[\"']?([^;\"']+)", face)[1]
    if not family.startswith("KaTeX"):
        return [font]
    bold, italic = "weight:700" in face, "style:italic" in face
    return [font] if (family, bold, italic) in _set(soup) else []


def _set(soup):
    """Return the faces in which the equations of a page are set: family, bold, italic."""
    kinds = {
        "mathnormal": ("KaTeX_Math", False, True),
        "mathit": ("KaTeX_Main", False, True),
        "mathbf": ("KaTeX_Main", True, False),
        "textbf": ("KaTeX_Main", True, False),
        "amsrm": ("KaTeX_AMS", False, False),
        "mathbb": ("KaTeX_AMS", False, False),
        "mathcal": ("KaTeX_Caligraphic", False, False),
        "size1": ("KaTeX_Size1", False, False),
        "size2": ("KaTeX_Size2", False, False),
        "size3": ("KaTeX_Size3", False, False),
        "size4": ("KaTeX_Size4", False, False),
        "small-op": ("KaTeX_Size1", False, False),
        "large-op": ("KaTeX_Size2", False, False),
    }
    used = {name for element in soup.select(".katex-html [class]") for name in element["class"]}
    faces = {kinds[name] for name in used if name in kinds}
    return faces | {("KaTeX_Main", False, False)} if soup.select_one(".katex") else set()


def heaviest(found, count=5):
    """Return the largest parts of a page in words."""
    first = sorted(found.items(), key=lambda item: -item[1])[:count]
    return ", ".join(f"{name} {size / 1000:.0f} kB" for name, size in first)
