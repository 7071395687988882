"""Equations set while the book builds: the page carries markup and fonts, and no script.

KaTeX runs in V8 inside the build. Each equation becomes MathML, which screen readers speak, and
positioned HTML, which looks the same everywhere. A mistake in an equation is a warning, so it fails
the build. What was set is kept for the next build, which starts V8 for a new equation alone.
"""

from __future__ import annotations

import functools
import html
import pathlib
import re

from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number, wrap_displaymath

from lectern.book.freshness import made_by
from lectern.book.memory import load, save

__all__ = ["Equations", "keep", "recall", "render", "visit_block", "visit_inline"]

SCRIPT = pathlib.Path(__file__).parent.parent / "web" / "vendor" / "katex.min.js"
SCRIPTS = "(?:msub|msup|msubsup|munder|mover|munderover)>"
SURPLUS = re.compile(
    rf"(?<=</mi>)<mo>\u2061</mo>(?=</{SCRIPTS})|(<{SCRIPTS}<mi>[^<]*</mi>)<mo>\u2061</mo>"
)
logger = logging.getLogger(__name__)


class Equations:
    """The equations of a book, as `render` returns them, kept in a file from build to build.

    Parameters
    ----------
    file : pathlib.Path
        Where they are kept; those that another version of the extension made are not used.
    """

    def __init__(self, file):
        self.file = file
        self._known = None
        self._new = False

    def render(self, latex, *, display):
        """Return an equation as the function `render` does."""
        if self._known is None:
            memory = load(self.file)
            self._known = memory["equations"] if memory.get("made_by") == made_by() else {}
        name = f"{'block' if display else 'inline'} {latex}"
        if name not in self._known:
            self._known[name] = render(latex, display=display)
            self._new = True
        return self._known[name]

    def save(self):
        """Write the file, if there is anything new."""
        if self._new:
            save(self.file, {"made_by": made_by(), "equations": self._known})


def recall(app):
    """Take over the equations of earlier builds."""
    app.lectern_equations = Equations(pathlib.Path(app.outdir).parent / ".equations.json")


def keep(app, exception):
    """Keep the equations for the next build."""
    app.lectern_equations.save()


@functools.cache
def _engine():
    from py_mini_racer import MiniRacer

    engine = MiniRacer()
    engine.eval(SCRIPT.read_text(encoding="utf-8"))
    return engine


def render(latex, *, display=False):
    """Return an equation as HTML with MathML inside.

    Parameters
    ----------
    latex : str
        The equation, in TeX.
    display : bool
        Whether it stands on a line of its own.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When KaTeX cannot read it; the message is KaTeX's own.
    """
    from py_mini_racer import JSEvalException

    options = {"displayMode": display, "throwOnError": True, "strict": "error"}
    try:
        markup = _engine().call("katex.renderToString", latex, options)
    except JSEvalException as error:
        reason = next(line for line in str(error).splitlines() if "Error" in line)
        raise ValueError(reason.split("Error:", 1)[-1].strip()) from None
    return _valid(markup)


def _valid(markup):
    """Return the markup with two slips of KaTeX's MathML set right.

    A function name in an index, or with one, brings along the invisible sign of application as a
    part too many, and an array without space between its columns says so with an empty list.
    """
    markup = markup.replace(' columnspacing=""', "")
    return SURPLUS.sub(r"\1", markup)


def visit_inline(translator, node):
    """Write an equation that stands in a line of text."""
    translator.body.append(_markup(translator, node, node.astext(), display=False))
    raise nodes.SkipNode


def visit_block(translator, node):
    """Write an equation that stands on its own, with its number and anchor."""
    latex = node.astext()
    if not node.get("nowrap") and (r"\\" in latex or "&" in latex):
        latex = wrap_displaymath(latex, None, False).strip()
    number = get_node_equation_number(translator, node) if node["number"] else None
    ids = f' id="{html.escape(node["ids"][0])}"' if node["ids"] else ""
    translator.body.append(f'<div class="equation"{ids}>')
    translator.body.append(_markup(translator, node, latex, display=True))
    if number:
        translator.body.append(f'<span class="equation-number">({number})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _markup(translator, node, latex, *, display):
    equations = translator.builder.app.lectern_equations
    try:
        return equations.render(latex, display=display)
    except ValueError as error:
        logger.warning("equation %r: %s", latex, error, location=node)
        return f"<code>{html.escape(latex)}</code>"
