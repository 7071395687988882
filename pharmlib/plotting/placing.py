"""Where texts stand in a figure: names apart from one another, notes clear of the label."""

from __future__ import annotations

import numpy as np
import scipy
from matplotlib.text import Text

__all__: list[str] = []

SMALL = 11.0  # points
GAP = 6.0  # points between the end of a curve and its name
_MOVED = 3.0  # points; a name farther than this from its end gets a hairline
_CLEAR = 2.0  # points between a note and the label of the axis

# How the texts are told apart when the figure is drawn
NAME, NOTE, LABEL = "curve-name", "note", "axis-label"

PLACES = {
    f"{vertical} {horizontal}".strip(): (across, up)
    for vertical, up in (("above", 1), ("", 0), ("below", -1))
    for horizontal, across in (("left", -1), ("", 0), ("right", 1))
    if up or across
}


def place_note(note, place):
    """Put a note beside its point, at one of `PLACES`."""
    across, up = PLACES[place]
    far = 5 if across and up else 7  # points
    note.set_position((far * across, far * up))
    note.set_horizontalalignment(("right", "center", "left")[across + 1])
    note.set_verticalalignment(("top", "center", "bottom")[up + 1])


def put_back(ax):
    """Put all notes where they were asked for, so that each drawing starts from the same place."""
    for note, place in _notes(ax):
        place_note(note, place)


def clear_label(ax, renderer):
    """Lower the notes that would run into the label above the axis, as little as needed."""
    labels = [each for each in ax.get_children() if each.get_gid() == LABEL]
    taken = [label.get_window_extent(renderer).padded(_CLEAR) for label in labels]
    for note, place in _notes(ax):
        across, up = PLACES[place]
        lower = [each for each, (x, y) in PLACES.items() if x == across and y <= up]
        for candidate in lower:  # from above to below
            place_note(note, candidate)
            if not any(note.get_window_extent(renderer).overlaps(box) for box in taken):
                break


def _notes(ax):
    """Return each note of a panel with the place it was asked for."""
    marked = [(note, (note.get_gid() or "").partition(" ")) for note in ax.texts]
    return [(note, place) for note, (kind, _, place) in marked if kind == NOTE]


def spread_names(ax, renderer):
    """Move the names of curves up and down, as little as needed, until none covers another."""
    names = [text for text in ax.texts if text.get_gid() == NAME]
    if not names:
        return
    points = 72 / ax.figure.dpi
    wanted = [ax.transData.transform(text.xy)[1] for text in names]
    height = max(Text.get_window_extent(text, renderer).height for text in names)  # not its leader
    placed = _spread(wanted, distance=1.08 * height, low=ax.bbox.y0, high=ax.bbox.y1)
    shifts = points * (placed - wanted)
    leaders = bool(np.any(np.abs(shifts) > _MOVED))  # hairlines lead from the ends to the names
    for text, shift in zip(names, shifts, strict=True):
        text.set_position((GAP + 8 * leaders, shift))
        text.arrow_patch.set_visible(leaders)


def _spread(wanted, *, distance, low, high):
    """Return positions that stay `distance` apart and as near as possible to those wanted.

    Position ``i`` from below is ``i * distance`` plus a sequence that rises; the nearest such
    sequence, in the sense of least squares, is the isotonic regression.
    """
    order = np.argsort(wanted, kind="stable")
    offsets = distance * np.arange(order.size)
    rising = scipy.optimize.isotonic_regression(np.asarray(wanted, dtype=float)[order] - offsets).x
    placed = np.empty(order.size)
    placed[order] = np.clip(rising, low, max(low, high - offsets[-1])) + offsets
    return placed
