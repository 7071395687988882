"""Explorers on a page: the still figure, a table, and the data from which a script draws."""

from __future__ import annotations

import html
import json

__all__ = ["ROWS", "markup"]

ROWS = 9
"""How many points of a curve the table has."""


def markup(data, still, name):
    """Return an explorer as HTML.

    Parameters
    ----------
    data : dict
        What `lectern.explorer.Explorer.data` returned, and under ``"still"`` the curves at the
        starting stops and their figure.
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
    return (
        f'<div class="explorer" id="{html.escape(name)}-explorer"{ask}>\n'
        f'<div class="explorer-still">{still}</div>\n'
        f'<details class="unfold unfold-code explorer-table">'
        f"<summary>The curves as a table</summary><div>{_table(data)}</div></details>\n"
        f'<script type="application/json">{text}</script>\n</div>'
    )


def _table(data):
    """Return some points of the curves at the starting stops."""
    xs, rows = data["x"]["values"], []
    for i in sorted({round(k * (len(xs) - 1) / (ROWS - 1)) for k in range(ROWS)}):
        cells = "".join(f"<td>{_written(values[i])}</td>" for values in data["still"]["curves"])
        rows.append(f'<tr data-point="{i}"><th scope="row">{_written(xs[i])}</th>{cells}</tr>')
    settings = ", ".join(
        f"{s['label']} {_stop(s['stops'][s['start']])} {s['unit']}".rstrip()
        for s in data["sliders"]
    )
    unit = data["y"]["unit"]
    heads = "".join(
        f'<th scope="col">{html.escape(_with_unit(curve["label"], unit))}</th>'
        for curve in data["curves"]
    )
    x = html.escape(_with_unit(data["x"]["label"], data["x"]["unit"]))
    return (
        f'<div class="scroll"><table><caption>{html.escape(settings)}</caption>'
        f'<thead><tr><th scope="col">{x}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _stop(value):
    return _written(value) if isinstance(value, int | float) else str(value)


def _with_unit(label, unit):
    return f"{label} ({unit})" if unit else label


def _written(value):
    """Return a number with three digits and a true minus sign."""
    text = "0" if abs(value) < 1e-9 else f"{value:.3g}"
    return (f"{float(text):g}" if "e" in text else text).replace("-", "\u2212")
