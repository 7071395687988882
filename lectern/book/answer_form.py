"""Answers checked on the page: the form of an exercise, and what its script needs to judge it.

The facts stand in the page as JSON. They hold the reference answers: an exercise of the book is for
self-study, and the solution is one click away on the same page. A course grades with other numbers.
"""

from __future__ import annotations

import hashlib
import html
import json

from docutils import nodes

from lectern.answers import answer_key
from lectern.comparing import CLOSE, related_units, tolerance_text

__all__ = ["CHECKED", "Form", "depart", "facts", "visit"]

CHECKED = ("number", "array", "choice")
"""The kinds of answer that need no Python to be checked."""

EITHER = "Type what you found here, or let Python compute it in the cell below: either counts."


class Form(nodes.General, nodes.Element):
    """The place of the form in a page; ``exercise`` is what it asks."""


def facts(exercise):
    """Return what the page's script needs to judge the answers of an exercise.

    Parameters
    ----------
    exercise : Exercise
        As read from its file.

    Returns
    -------
    dict
        Ready for JSON. ``version`` changes whenever anything else in it does.
    """
    key = answer_key(exercise)
    data = {
        "slug": exercise.slug,
        "close": CLOSE,
        "answers": [
            {
                "name": answer.name,
                "kind": answer.kind,
                "unit": answer.unit,
                "truth": key.truth[answer.name],
                "absolute": answer.absolute,
                "relative": answer.relative,
                "tolerance": tolerance_text(answer),
                "options": list(answer.options),
                "feedback": dict(answer.feedback),
                "units": related_units(answer.unit) if answer.kind in ("number", "array") else [],
            }
            for answer in exercise.answers
            if answer.kind in CHECKED
        ],
        "misconceptions": [
            {"feedback": feedback, "values": dict(values)}
            for feedback, values in key.misconceptions
        ],
    }
    text = json.dumps(data, sort_keys=True)
    return data | {"version": hashlib.sha256(text.encode()).hexdigest()[:12]}


def visit(translator, node):
    """Write the form, hidden until its script shows it, and the facts."""
    exercise = node["exercise"]
    fields = "\n".join(_field(answer) for answer in exercise.answers)
    data = json.dumps(facts(exercise), separators=(",", ":")).replace("<", "\\u003c")
    translator.body.append(
        '<form class="answers" hidden novalidate aria-label="Your answers">\n'
        f'<p class="either">{EITHER}</p>\n{fields}\n'
        '<p class="do"><button type="submit">Check</button> '
        '<button type="button" class="hinted" hidden></button> '
        '<button type="reset">Clear</button></p>\n'
        '<p class="verdict" role="status"></p>\n</form>\n'
        f'<script type="application/json" class="answer-facts">{data}</script>\n'
    )


def depart(translator, node):
    """Write nothing more."""


def _field(answer):
    """Return the inputs for one answer."""
    name = html.escape(f"answer-{answer.name}")
    label = f"<code>{html.escape(answer.name)}</code> {html.escape(answer.meaning)}"
    said = f'<p class="said" id="{name}-said"></p>'
    if answer.kind == "choice":
        options = "".join(
            f'<label><input type="radio" name="{name}" value="{html.escape(key)}" '
            f'aria-describedby="{name}-said"> {html.escape(text)}</label>'
            for key, text in answer.options.items()
        )
        return f'<fieldset class="answer"><legend>{label}</legend>{options}{said}</fieldset>'
    if answer.kind == "function":
        told = "a function: write it in Python, in the cell below."
        return f'<div class="answer"><p class="told">{label}: {told}</p></div>'
    several = answer.kind == "array"
    format_ = "numbers, with spaces between them" if several else ""
    unit = f"in {html.escape(answer.unit)}" if answer.unit else ""
    after = ", ".join(filter(None, (format_, unit)))
    keyboard = "text" if several else "decimal"
    return (
        f'<div class="answer"><label for="{name}">{label}</label>'
        f'<span class="entry"><input id="{name}" name="{name}" inputmode="{keyboard}" '
        f'autocomplete="off" spellcheck="false"{" size=40" if several else ""} '
        f'aria-describedby="{name}-unit {name}-said"> '
        f'<span class="unit" id="{name}-unit">{after}</span></span>{said}</div>'
    )
