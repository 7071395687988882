"""Rewrite MyST Markdown so that an ordinary Jupyter shows it well: no roles, no directives."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from lectern.citations import Citation, cite

__all__ = ["Context", "plain", "plain_inline"]

_OPEN = re.compile(
    r"(?P<indent> {0,3})(?P<marks>`{3,}|~{3,}|:{3,})\{(?P<name>[\w:-]+)\}(?P<rest>.*)"
)
_CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ROLE = re.compile(r"(``.+?``)|\{([\w:+.-]+)\}`([^`]+)`", re.DOTALL)
_TITLED = re.compile(r"(.*?)\s*<([^<>]+)>\s*\Z", re.DOTALL)
_MATH = re.compile(r"(\$\$.*?\$\$|\$[^$]+\$)", re.DOTALL)
_SPAN = re.compile(r"(?<!!)\[([^\[\]]+)\]\{[.#][^{}]*\}")
_ATTRIBUTES = re.compile(r"(?<=[\])`])\{(?:[.#][\w-]|[\w-]+=)[^{}]*\}")
_DROPPED = re.compile(r"\s*(\{[.#][^{}]*\}|\([\w:. -]+\)=|%.*|\+\+\+.*)\s*\Z")
_NAMES = {
    "seealso": "See also",
    "prf:theorem": "Theorem",
}


@dataclasses.dataclass
class Context:
    """What the text of a page refers to.

    `equations` and `figures` number the labels of the page, `page_title` gives the title of another
    page, `exercises` the list that stands in place of the directive of that name.
    """

    citations: dict[str, Citation] = dataclasses.field(default_factory=dict)
    equations: dict[str, int] = dataclasses.field(default_factory=dict)
    figures: dict[str, int] = dataclasses.field(default_factory=dict)
    page_title: Callable[[str], str] = lambda target: target.rpartition("/")[2]
    exercises: str = ""


def plain(text: str, context: Context) -> str:
    """Return MyST Markdown as ordinary Markdown.

    Parameters
    ----------
    text : str
        The prose of one cell, roles and directives included.
    context : Context
        Citations, numbers of equations and figures, titles of pages.

    Returns
    -------
    str

    Examples
    --------
    >>> print(plain(":::{warning} Slow\\nUse {term}`tapers <taper>`.\\n:::", Context()))
    > **Slow**
    >
    > Use tapers.
    """
    lines = text.splitlines()
    done: list[str] = []
    prose: list[str] = []

    def flush() -> None:
        if prose:
            kept = [line for line in prose if not _DROPPED.match(line)]
            done.append(plain_inline("\n".join(kept), context))
            prose.clear()

    i = 0
    while i < len(lines):
        opening = _OPEN.match(lines[i])
        if opening:
            flush()
            end = _end(lines, i, opening["marks"])
            done.append(_directive(opening["name"], opening["rest"], lines[i + 1 : end], context))
            i = end + 1
        elif code := _CODE.match(lines[i]):
            flush()
            end = _end(lines, i, code[1])
            done.append("\n".join(lines[i : end + 1]))
            i = end + 1
        else:
            prose.append(lines[i])
            i += 1
    flush()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(done)).strip("\n")


def plain_inline(text: str, context: Context) -> str:
    """Return text with its roles, spans and attributes turned into ordinary Markdown."""

    def role(match: re.Match[str]) -> str:
        return match[1] or _role(match[2], match[3], context)

    pieces = _MATH.split(_ROLE.sub(role, text))
    pieces[::2] = [_ATTRIBUTES.sub("", _SPAN.sub(r"\1", piece)) for piece in pieces[::2]]
    return "".join(pieces)


def _role(name: str, content: str, context: Context) -> str:
    """Return one role as text."""
    content = " ".join(content.split())
    titled = _TITLED.match(content)
    shown, target = (titled[1], titled[2]) if titled and titled[1] else (None, content)
    base = name.rpartition(":")[0] or name
    if base == "cite":
        return cite(content, context.citations, textual=name == "cite:t")
    if name == "eq":
        return _number(context.equations, target, "({})", "the equation in the book")
    if name in ("numref", "ref") and target in context.figures:
        return shown or f"Figure {context.figures[target]}"
    if name == "ref" and target in context.equations:
        return shown or f"({context.equations[target]})"
    if name == "numref":
        return shown or "the figure in the book"
    if name == "doc":
        return shown or context.page_title(target)
    if name == "math":
        return f"${content}$"
    if name in ("sub", "sup"):
        return f"<{name}>{content}</{name}>"
    if name in ("code", "literal"):
        return f"`{content}`"
    if name == "ref":
        return shown or target.replace("-", " ")
    return shown or content


def _number(numbers: dict[str, int], label: str, form: str, otherwise: str) -> str:
    return form.format(numbers[label]) if label in numbers else otherwise


def _directive(name: str, argument: str, body: list[str], context: Context) -> str:
    """Return one directive as Markdown, with a blank line around it where it needs one."""
    options, body = _options(body)
    content = "\n".join(body)
    argument = argument.strip()
    if name == "math":
        label = options.get("label", "")
        tag = rf" \tag{{{context.equations[label]}}}" if label in context.equations else ""
        return f"$$\n{content.strip()}{tag}\n$$"
    if name in ("bibliography", "tableofcontents", "index", "raw", "toctree"):
        return ""
    if name == "exercises":
        return context.exercises
    inner = plain(content, context)
    if name in ("hint", "dropdown"):
        title = plain_inline(argument, context) or "Hint"
        return f"<details>\n<summary>{title}</summary>\n\n{inner}\n\n</details>"
    if name in ("figure", "image"):
        return _figure(name, argument, inner, options, context)
    if name == "list-table":
        return _list_table(argument, body, context)
    if name in ("glossary", "div", "container"):
        return inner
    if name in ("table", "csv-table"):
        return f"**{plain_inline(argument, context)}**\n\n{inner}" if argument else inner
    title = plain_inline(argument, context)
    if not title and name not in ("margin", "admonition", "sidebar", "epigraph", "pull-quote"):
        title = _NAMES.get(name, name.capitalize())
    quoted = f"**{title}**\n\n{inner}" if title else inner
    return "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())


def _figure(
    name: str, address: str, caption: str, options: dict[str, str], context: Context
) -> str:
    """Return an image and its caption."""
    image = f"![{options.get('alt', '')}]({address})"
    if name == "image" or not caption:
        return image
    number = context.figures.get(options.get("name", ""))
    return f"{image}\n\n*{f'Figure {number}. ' if number else ''}{' '.join(caption.split())}*"


def _list_table(title: str, body: list[str], context: Context) -> str:
    """Return a list of lists as a table; the first row is its head."""
    rows: list[list[str]] = []
    for line in body:
        row, cell = re.match(r"\s*[*-] [*-] ?(.*)", line), re.match(r"\s+[*-] ?(.*)", line)
        if row:
            rows.append([row[1]])
        elif cell and rows:
            rows[-1].append(cell[1])
        elif line.strip() and rows:
            rows[-1][-1] += " " + line.strip()
    if not rows:
        return ""
    shown = ["| " + " | ".join(plain_inline(cell, context) for cell in row) + " |" for row in rows]
    shown.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join([*([f"**{plain_inline(title, context)}**", ""] if title else []), *shown])


def _options(body: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split the options off the body of a directive."""
    options: dict[str, str] = {}
    if body and body[0].startswith("---"):
        ends = [i for i, line in enumerate(body[1:], start=1) if line.startswith("---")]
        end = ends[0] if ends else 0
        pairs, body = body[1:end], body[end + 1 :]
    else:
        end = 0
        while end < len(body) and re.match(r"\s*:[\w-]+:", body[end]):
            end += 1
        pairs, body = [line.strip()[1:] for line in body[:end]], body[end:]
    for pair in pairs:
        key, _, value = pair.partition(":")
        options[key.strip()] = value.strip()
    return options, body


def _end(lines: list[str], start: int, marks: str) -> int:
    """Return the index of the line that closes a fence, or of the end of the text."""
    for i in range(start + 1, len(lines)):
        line = lines[i].strip()
        if line and not line.strip(marks[0]) and len(line) >= len(marks):
            return i
    return len(lines)
