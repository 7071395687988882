"""Colours and line styles, and the role of each in the book."""

from __future__ import annotations

import re

from pharmlib.checks import ParameterError

__all__ = ["DARK_PALETTE", "PALETTE", "colours_in"]

# On white: text contrast of every role 4.5 or more; the six curves are apart in lightness, too.
PALETTE = {
    "ink": "#1f2328",
    "muted": "#5c6670",
    "grid": "#d5dade",
    "paper": "#ffffff",
    "drug": "#195da5",
    "adaptation": "#b25407",
    "net": "#381865",
    "antagonist": "#097963",
    "accent": "#650f4b",
    "warn": "#801712",
}
# The same roles on a dark page: the build puts these in place of the colours above.
DARK_PALETTE = {
    "ink": "#e6e9ec",
    "muted": "#a3adb8",
    "grid": "#3a424b",
    "paper": "#14181d",
    "drug": "#62a7f2",
    "adaptation": "#f3b05a",
    "net": "#dfccfe",
    "antagonist": "#4acba8",
    "accent": "#fbdff3",
    "warn": "#ee3f30",
}

LINES = {  # role of a curve: line style, dashes in units of the line width
    "drug": "-",
    "adaptation": (0, (5, 2)),
    "net": "-",
    "antagonist": (0, (7, 2, 1.5, 2)),
    "accent": (0, (1.5, 1.8)),
    "warn": (0, (3, 2)),
    "muted": (0, (1.5, 1.8)),
    "ink": "-",
}
WIDTHS = {"net": 2.6, "muted": 1.3}
CYCLE = ("drug", "adaptation", "net", "antagonist", "accent", "warn")
ROLES = {  # names of curves that always have the same role
    **dict.fromkeys(("drug", "parent", "effect", "concentration", "agonist"), "drug"),
    **dict.fromkeys(("adaptation", "compensation", "metabolite", "tolerance"), "adaptation"),
    "slow_compensation": "adaptation",
    "fast_compensation": "accent",
    **dict.fromkeys(("net", "active", "withdrawal"), "net"),
    **dict.fromkeys(("antagonist", "naloxone", "naltrexone"), "antagonist"),
}


def known_role(role):
    """Return a role that curves may have."""
    if role not in LINES:
        raise ParameterError(
            f"role is {role!r}; it must be one of {', '.join(LINES)}. Choose one of these."
        )
    return role


def colours_in(svg):
    """Return the colours that an SVG text draws with, as a set of hex codes.

    Parameters
    ----------
    svg : str
        As from `BookFigure.svg`.

    Returns
    -------
    set of str

    Examples
    --------
    >>> colours_in('<path style="fill: #195da5"/>')
    {'#195da5'}
    """
    return set(re.findall(r"#[0-9a-f]{6}\b", svg))
