"""Explorers on a page: the still figure, a table, and the data from which a script draws.

Until the script is there, an invisible copy of what it will put below the figure keeps the room
free, so that nothing jumps; tests/book/test_explorers.py compares the two.
"""

from __future__ import annotations

import json
from html import escape

from lectern.explorer_data import curves_at
from lectern.explorer_words import label, setting, stop, written

__all__ = ["ROWS", "markup"]

ROWS = 9
"""How many points of a curve the table has."""


def markup(data, still, name):
    """Return an explorer as HTML.

    Parameters
    ----------
    data : dict
        What `lectern.explorer.Explorer.data` returned.
    still : str
        The still figure, as markup.
    name : str
        The name of the figure; the link to a setting of the sliders carries it.

    Returns
    -------
    str
    """
    shown = {key: value for key, value in data.items() if key != "still"}
    text = json.dumps(shown, separators=(",", ":")).replace("<", "\\u003c")
    ask = ' data-predict=""' if "predict" in data else ""
    room = _question(data) if "predict" in data else _controls(data)
    return (
        f'<div class="explorer" id="{escape(name)}-explorer"{ask}>\n'
        f'<div class="explorer-still">{still}</div>\n'
        f'<div class="explorer-room" aria-hidden="true" inert>{room}</div>\n'
        f'<details class="unfold unfold-code explorer-table">'
        f"<summary>The curves as a table</summary><div>{_table(data)}</div></details>\n"
        f'<script type="application/json">{text}</script>\n</div>'
    )


def _table(data):
    """Return some points of the curves at the starting stops."""
    start = [slider["start"] for slider in data["sliders"]]
    xs, curves, rows = data["x"]["values"], curves_at(data, start), []
    for i in sorted({round(k * (len(xs) - 1) / (ROWS - 1)) for k in range(ROWS)}):
        cells = "".join(f"<td>{written(values[i], place=data['place'])}</td>" for values in curves)
        rows.append(f'<tr data-point="{i}"><th scope="row">{written(xs[i])}</th>{cells}</tr>')
    unit = data["y"]["unit"]
    axes = [data["x"], *({"label": curve["label"], "unit": unit} for curve in data["curves"])]
    heads = "".join(f'<th scope="col">{escape(label(axis))}</th>' for axis in axes)
    return (
        f'<div class="scroll"><table><caption>{escape(setting(data["sliders"], start))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _controls(data):
    """Return a copy of the sliders that the script makes, for their room."""
    rows = "".join(
        f'<div class="slider"><label>{escape(slider["label"])}</label><input type="range" disabled>'
        f'<span class="value">{escape(stop(slider, slider["start"]))}</span></div>'
        for slider in data["sliders"]
    )
    return (
        f'<div class="controls">{rows}<p class="do">{_button("Back to the start")}'
        f"{_button('Copy a link to this setting')}</p></div>"
    )


def _question(data):
    """Return a copy of the question that the script asks, for its room."""
    ask = data["predict"]
    start = [slider["start"] for slider in data["sliders"]]
    choices = "".join(
        f'<label><input type="radio" disabled> {escape(text[0].upper() + text[1:])}.</label>'
        for text in ask["choices"].values()
    )
    of = next(curve["label"] for curve in data["curves"] if curve["name"] == ask["draw"])
    return (
        f'<div class="question"><div class="predict"><fieldset><legend>{escape(ask["question"])}'
        f'</legend><p class="where">With {escape(setting(data["sliders"], start))}.</p>{choices}'
        f'</fieldset><p class="hand">Or draw the curve{_of(data, of)} into the figure with a '
        f"finger or the mouse.</p><details><summary>Draw it with the keyboard</summary></details>"
        f'<p class="do">{_button("Show the curve")}{_button("Skip")}</p></div></div>'
    )


def _of(data, name):
    return f" “{escape(name)}”" if len(data["curves"]) > 1 else ""


def _button(text):
    return f'<button type="button" disabled>{text}</button>'
