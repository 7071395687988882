"""How a value becomes something that a page can show."""

import base64
import io
import pprint
import sys

METHODS = {
    "_repr_svg_": "image/svg+xml",
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
    "_repr_png_": "image/png",
}
WIDTH = 79


def bundle(value):
    """Return the forms in which a value can be shown, by media type."""
    data = {}
    own = None if isinstance(value, type) else getattr(value, "_repr_mimebundle_", None)
    if own is not None:
        found = own()
        data |= found[0] if isinstance(found, tuple) else found
    elif not isinstance(value, type):
        for method, kind in METHODS.items():
            form = getattr(value, method, None)
            if callable(form) and (shown := form()) is not None:
                data[kind] = shown[0] if isinstance(shown, tuple) else shown
    if "image/svg+xml" not in data and _is_figure(value):
        data["image/svg+xml"] = svg(value)
    if "text/plain" not in data:
        data["text/plain"] = written(value)
    return {kind: _text(form) for kind, form in data.items()}


def written(value):
    """Return a value as text; a long list or dictionary over several lines."""
    text = repr(value)
    if len(text) > WIDTH and type(value) in (dict, list, tuple, set) and len(text) < 20_000:
        return pprint.pformat(value, width=WIDTH, compact=True, sort_dicts=False)
    return text


def svg(figure):
    """Return a matplotlib figure as SVG."""
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def show_open_figures(display):
    """Show the figures that pyplot holds open, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums():
            display(pyplot.figure(number))
    finally:
        pyplot.close("all")


def forget_figure(value):
    """Close a figure in pyplot that is shown as the result of a cell, so that it is shown once."""
    if "matplotlib.pyplot" in sys.modules and _is_figure(value):
        sys.modules["matplotlib.pyplot"].close(value)


def plain(value):
    """Return an array or a number of NumPy as plain Python, for JSON."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _is_figure(value):
    figure = sys.modules.get("matplotlib.figure")
    return figure is not None and isinstance(value, figure.Figure)


def _text(form):
    return base64.b64encode(form).decode() if isinstance(form, bytes) else form
