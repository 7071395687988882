"""The figure style: colours, text, determinism, and names that do not overlap."""

import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.plotting import (
    DARK_PALETTE,
    PALETTE,
    BookFigure,
    colours_in,
    curve,
    figure,
    label_axes,
    mark,
    plot,
    shade,
    use_style,
)
from pharmlib.plotting.placing import _spread as spread
from pharmlib.trajectory import Trajectory
from pharmlib.units import UnitError

CURVES = ("drug", "adaptation", "net", "antagonist", "accent", "warn")
TEXTS = (*CURVES, "ink", "muted")


@pytest.fixture(autouse=True)
def default_style():
    """Leave matplotlib's defaults as they were."""
    with matplotlib.rc_context():
        yield


@pytest.fixture
def course():
    t = np.linspace(0, 56 * 24, 200)
    E = np.where(t < 336, 1.0, 0.0)
    C = np.where(t < 336, 1 - np.exp(-t / 168), 0.865 * np.exp(-(t - 336) / 168))
    values = {"effect": E, "compensation": C, "net": C - E}
    return Trajectory(t, values, dict.fromkeys(values, ""))


@pytest.fixture
def example(course):
    """A figure that uses everything the module offers."""
    fig, (above, below) = figure(rows=2)
    shade(above, 0, 14, text="exposure", role="drug")
    shade(above, -0.1, 0.1, axis="y", text="calm", place="bottom")
    plot(above, course, quantity="deviation")
    mark(above, 14, 0.865, "peak", place="above right", role="warn")
    for role in TEXTS:
        curve(below, [0, 56], [1, TEXTS.index(role)], name=role, role=role)
    curve(below, [0, 28, 56], [9, 5, 1], name="dose", steps=True)
    below.plot([0, 56], [2, 3])
    below.text(3, 3, "plain text")
    label_axes(below, y=("dose", "mg/d"))
    return fig


# Colours


def linear_light(colour):
    s = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear_light(colour) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    """Return the contrast of WCAG 2.2: from 1 to 21."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def lightness_without_green_cones(colour):
    """Return the CIE lightness of a colour as seen in deuteranopia (Machado 2009, severity 1)."""
    machado = np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    )
    Y = np.clip(machado @ linear_light(colour), 0, 1) @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(Y) - 16 if Y > 0.008856 else 903.3 * Y


BOTH = pytest.mark.parametrize("palette", [PALETTE, DARK_PALETTE], ids=["light", "dark"])


@BOTH
@pytest.mark.parametrize("role", TEXTS)
def test_text_and_curves_are_readable(palette, role):
    # 4.5 is the least for text in WCAG 2.2, 3 for lines; names at curves are text in their colour
    assert contrast(palette[role], palette["paper"]) >= 4.5


@BOTH
def test_the_grid_is_seen_but_recedes(palette):
    assert 1.2 < contrast(palette["grid"], palette["paper"]) < 2


@BOTH
@pytest.mark.parametrize("pair", list(itertools.combinations(CURVES, 2)), ids="-".join)
def test_curves_differ_in_lightness_without_green_cones(palette, pair):
    one, other = (lightness_without_green_cones(palette[role]) for role in pair)
    # about two just noticeable differences; six curves share the 45 steps that text contrast leaves
    assert abs(one - other) > 5


def test_palettes_name_the_same_roles_by_distinct_lower_case_codes():
    assert list(PALETTE) == list(DARK_PALETTE)
    for palette in (PALETTE, DARK_PALETTE):
        assert len(set(palette.values())) == len(palette)
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in palette.values())
    # SVG leaves out black, its default: a black curve could not be recoloured
    assert "#000000" not in PALETTE.values()


# The SVG


def test_every_colour_drawn_is_in_the_palette(example):
    svg = example.svg()
    assert colours_in(svg) <= set(PALETTE.values())
    assert set(CURVES) <= {role for role, code in PALETTE.items() if code in colours_in(svg)}
    assert not re.search(r"rgb\(|#[0-9a-fA-F]{3}\b", svg)
    # nothing is left to SVG's default, black
    drawn = re.findall(r"<(?:path|text|use) [^>]*style=\"([^\"]*)\"", svg)
    assert drawn
    assert all(re.search(r"(fill|stroke): (#|none)", style) for style in drawn)


def test_colours_in_finds_a_foreign_colour():
    fig, ax = figure()
    ax.plot([0, 1], color="#ff0000")
    assert colours_in(fig.svg()) - set(PALETTE.values()) == {"#ff0000"}


def test_text_remains_text(example):
    tree = ElementTree.fromstring(example.svg())
    texts = ["".join(each.itertext()) for each in tree.iter("{http://www.w3.org/2000/svg}text")]
    for expected in ("effect", "exposure", "calm", "peak", "dose (mg/d)", "time (d)", "14"):
        assert expected in texts
    assert "DejaVu" not in example.svg()  # the reader's own sans-serif


def test_two_renderings_are_the_same_bytes(course):
    def render():
        fig, ax = figure()
        shade(ax, 0, 14, text="exposure")
        plot(ax, course, quantity="deviation")
        return fig, fig.svg()

    fig, first = render()
    assert first == render()[1]
    assert first == fig.svg()  # drawing moves nothing for the next drawing
    assert not re.search(r"20\d\d-\d\d-\d\d", first)


def test_svg_stands_in_a_page(example):
    svg = example.svg()
    assert svg.startswith("<svg ")
    assert svg.rstrip().endswith("</svg>")
    assert "<style" not in svg  # it would style the page around it
    assert 'width="417.6pt"' in svg
    identifiers = re.findall(r' id="([^"]*)"', svg)
    # only what is referred to keeps its id, so that two figures do not share any by name
    assert all(f"#{identifier}" in svg for identifier in identifiers)


def test_figure_shows_itself_in_a_notebook(example):
    assert example._repr_svg_() == example.svg()


def test_the_background_is_transparent():
    fig, _ = figure()
    assert PALETTE["paper"] not in fig.svg()


# Imports


def modules_after(statement):
    code = f"import sys; {statement}; print(*[m for m in sys.modules if 'matplotlib' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_pharmlib_does_not_import_matplotlib():
    assert modules_after("import pharmlib, pharmlib.tapers.taper, pharmlib.receptors.binding") == []


def test_plotting_does_not_import_pyplot():
    loaded = modules_after(
        "from pharmlib.plotting import figure, curve; fig, ax = figure();"
        "curve(ax, [0, 1], [0, 1]); fig.svg()"
    )
    assert "matplotlib.figure" in loaded
    assert "matplotlib.pyplot" not in loaded


# Size and layout


def test_text_is_legible_on_a_phone(example):
    scale = 358 / float(re.search(r'viewBox="0 0 ([\d.]+) ', example.svg())[1])
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", example.svg())]
    assert len(sizes) > 10
    assert min(sizes) * scale >= 9


def test_shapes_of_axes():
    assert figure(rows=3)[1].shape == (3,)
    assert figure(columns=2)[1].shape == (2,)
    assert figure(rows=2, columns=2)[1].shape == (2, 2)
    fig, ax = figure()
    assert_allclose(fig.get_size_inches(), [5.8, 5.8 / 1.7])
    assert_allclose(figure(height=2.0)[0].get_size_inches(), [5.8, 2.0])
    assert isinstance(fig, BookFigure)
    assert not ax.spines["top"].get_visible()
    assert not ax.spines["right"].get_visible()


def test_labels_stay_inside_the_figure(example):
    renderer = FigureCanvasAgg(example).get_renderer()
    example.draw(renderer)
    for ax in example.axes:
        for text in [*ax.texts, ax.title, ax._left_title, ax.xaxis.label]:
            box = Text.get_window_extent(text, renderer)
            assert box.width == 0 or (box.x0 >= -1 and box.x1 <= example.bbox.x1 + 1)
            assert box.height == 0 or (box.y0 >= -1 and box.y1 <= example.bbox.y1 + 1)


def test_values_on_one_side_of_zero_start_at_zero():
    _, ax = figure()
    curve(ax, [0, 1, 2], [0.01, 2, 1])
    assert ax.get_ylim()[0] == 0
    _, ax = figure()
    curve(ax, [0, 1, 2], [-1, 2, 1])
    assert ax.get_ylim()[0] < -1


# Names at the ends of curves


def boxes(fig, ax):
    renderer = FigureCanvasAgg(fig).get_renderer()
    fig.draw(renderer)
    return [Text.get_window_extent(text, renderer) for text in ax.texts]


@pytest.mark.parametrize("ends", [[1, 1, 1], [0, 0.01, 1], [0.5, 0.52, 0.49], [0, 0, 0]])
def test_names_do_not_overlap(ends):
    fig, ax = figure()
    for name, end in zip("abc", ends, strict=True):
        curve(ax, [0, 1], [2, end], name=name)
    for one, other in itertools.combinations(boxes(fig, ax), 2):
        assert not one.overlaps(other)


def test_names_far_apart_stay_at_their_ends():
    fig, ax = figure()
    curve(ax, [0, 1], [1, 0.2], name="low")
    curve(ax, [0, 1], [1, 0.8], name="high")
    for box, end in zip(boxes(fig, ax), (0.2, 0.8), strict=True):
        height = ax.transData.transform((1, end))[1]
        assert box.y0 < height < box.y1
    assert not any(text.arrow_patch.get_visible() for text in ax.texts)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_spreading_is_ordered_apart_inside_and_gentle(wanted):
    placed = spread(wanted, distance=12.0, low=0.0, high=100.0)
    order = np.argsort(wanted, kind="stable")
    assert np.all(np.diff(placed[order]) >= 12 - 1e-9)  # rounding at the size of 100
    assert placed.min() >= -1e-9
    assert placed.max() <= 100 + 1e-9
    gaps = np.diff(np.sort(wanted))
    if np.all(gaps >= 12):
        assert_allclose(placed, wanted, atol=1e-9)


def test_two_names_share_the_way():
    assert spread([50, 50], distance=10, low=0, high=100).tolist() == [45, 55]
    assert spread([0, 0], distance=10, low=0, high=100).tolist() == [0, 10]
    assert spread([100, 100], distance=10, low=0, high=100).tolist() == [90, 100]


def test_name_stands_at_the_last_finite_point():
    _, ax = figure()
    curve(ax, [0, 1, 2, 3], [4, 3, 2, np.nan], name="gone")
    assert ax.texts[0].xy == (2, 2)


@pytest.mark.parametrize(
    ("y", "steps", "height", "side"),
    [
        ([4, 2, 0], False, 1, "right"),
        ([0, 2, 4], False, 3, "left"),
        ([4, 2, 0], True, 2, "right"),
        ([2, 2, 2], False, 2, "right"),
    ],
)
def test_name_stands_where_it_is_put(y, steps, height, side):
    fig, ax = figure()
    curve(ax, [0, 1, 2], y, name="here", name_at=1.5, steps=steps)
    assert ax.texts[0].xy == (1.5, height)
    assert ax.texts[0].get_color() == ax.lines[0].get_color()
    (box,) = boxes(fig, ax)
    x, _ = ax.transData.transform((1.5, height))
    assert box.x0 > x if side == "right" else box.x1 < x  # not over the curve


def test_name_at_the_last_step_has_its_height():
    _, ax = figure()
    curve(ax, [0, 1, 2], [4, 2, 1], name="here", name_at=2, steps=True)
    assert ax.texts[0].xy == (2, 1)


# Roles


def test_roles_follow_names_and_then_the_cycle():
    _, ax = figure()
    lines = [curve(ax, [0, 1], [0, 1], name=name) for name in ("naloxone", "net", "x", "y")]
    expected = [PALETTE[role] for role in ("antagonist", "net", "drug", "adaptation")]
    assert [line.get_color() for line in lines] == expected


def test_each_role_has_its_own_line():
    _, ax = figure()
    lines = [curve(ax, [0, 1], [0, 1], role=role) for role in CURVES]
    styles = {(line.get_linestyle(), line._dash_pattern[1] and tuple(line._dash_pattern[1]),
               line.get_linewidth()) for line in lines}  # fmt: skip
    assert len(styles) == len(CURVES)


def test_plain_matplotlib_takes_the_style():
    use_style()
    _, ax = figure()
    (line,) = ax.plot([0, 1], [0, 1])
    assert line.get_color() == PALETTE["drug"]
    assert ax.text(0, 0, "plain").get_color() == PALETTE["ink"]


# Trajectories


def test_plot_converts_times_and_values():
    fall = Trajectory([0, 24, 48], {"parent": [4, 2, 1]}, {"parent": "mg/L"})
    _, ax = figure()
    plot(ax, fall, unit="ug/L")
    assert ax.lines[0].get_xdata().tolist() == [0, 1, 2]
    assert ax.lines[0].get_ydata().tolist() == [4000, 2000, 1000]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time (d)", "parent (ug/L)")
    assert ax.get_title(loc="left") == "parent (ug/L)"
    assert not ax.texts  # one curve needs no name: the axis says it


def test_plot_names_several_curves(course):
    _, ax = figure()
    plot(ax, course, ["effect", "net"], time_unit="h", labels={"net": "withdrawal"})
    assert [text.get_text() for text in ax.texts] == ["effect", "withdrawal"]
    assert ax.get_xlabel() == "time (h)"
    assert ax.get_ylabel() == ""
    assert [line.get_color() for line in ax.lines] == [PALETTE["drug"], PALETTE["net"]]


def test_plot_labels_a_shared_unit():
    two = Trajectory([0, 1], {"a_b": [1, 2], "c": [2, 3]}, {"a_b": "mg/L", "c": "mg/L"})
    _, ax = figure()
    plot(ax, two, time_unit="h")
    assert ax.get_ylabel() == "mg/L"
    assert [text.get_text() for text in ax.texts] == ["a b", "c"]
    plot(ax, two, time_unit="h", quantity="concentration")
    assert ax.get_ylabel() == "concentration (mg/L)"


@pytest.mark.parametrize(
    ("hours", "unit", "expected"),
    [(24, "h", 6), (72, "h", 12), (56 * 24, "d", 14), (7 * 24, "d", 2), (28 * 24, "d", 7)],
)
def test_ticks_are_those_of_clocks_and_calendars(hours, unit, expected):
    _, ax = figure()
    plot(ax, Trajectory([0, hours], {"x": [1, 0]}, {"x": ""}), time_unit=unit)
    ticks = ax.xaxis.get_major_locator().tick_values(*ax.get_xlim())
    assert set(np.diff(ticks)) == {expected}


def test_shade_covers_its_stretch():
    _, ax = figure()
    shade(ax, 2, 5)
    assert_allclose(ax.patches[0].get_extents().transformed(ax.transData.inverted()).x0, 2)
    assert ax.patches[0].get_alpha() < 0.2


@pytest.mark.parametrize("place", ["above", "below left", "right"])
def test_mark_places_its_text(place):
    fig, ax = figure()
    curve(ax, [0, 2], [0, 2])
    mark(ax, 1, 1, "here", place=place)
    (box,) = boxes(fig, ax)
    x, y = ax.transData.transform((1, 1))
    checks = {"above": box.y0 > y, "below": box.y1 < y, "left": box.x1 < x, "right": box.x0 > x}
    assert all(checks[word] for word in place.split())


def label_box(fig, ax):
    renderer = FigureCanvasAgg(fig).get_renderer()
    (label,) = (text for text in ax.get_children() if text.get_gid() == "axis-label")
    return label.get_window_extent(renderer)


@pytest.mark.parametrize("place", ["above", "above left", "above right", "left", "right"])
@pytest.mark.parametrize("height", [1.0, 0.97])
def test_mark_keeps_clear_of_the_label_of_the_axis(place, height):
    fig, ax = figure()
    curve(ax, [0, 2], [0, 1])
    label_axes(ax, y=("withdrawal (of the effect before)", "mg/L"))
    mark(ax, 0.6, height, "the worst", place=place)
    (box,) = boxes(fig, ax)
    assert not box.overlaps(label_box(fig, ax))


def test_mark_stays_where_it_is_put_when_nothing_is_in_the_way():
    fig, ax = figure()
    curve(ax, [0, 2], [0, 1])
    label_axes(ax, y=("effect", ""))
    mark(ax, 1.8, 1.0, "the worst", place="above left")  # the label ends far to the left of it
    (box,) = boxes(fig, ax)
    assert box.y0 > ax.transData.transform((1.8, 1.0))[1]


# Errors name the value, the range and the remedy


def mixed():
    return Trajectory([0, 1], {"a": [1, 2], "b": [1, 2]}, {"a": "mg/L", "b": ""})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda ax: figure(rows=0), r"rows is 0; it must be a whole number, from 1 to 6"),
        (lambda ax: figure(columns=1.5), r"columns is 1.5; it must be a whole number, from 1 to 6"),
        (lambda ax: figure(height=-1), r"height is -1.0; it must be above 0"),
        (lambda ax: label_axes(ax, x="time"), r"x is 'time'; it must be a quantity and its unit"),
        (lambda ax: label_axes(ax, y=("a", "b", "c")), r"y is \('a', 'b', 'c'\); .*Write for"),
        (lambda ax: curve(ax, [0, 1], [1]), r"y has shape \(1,\) and x has shape \(2,\)"),
        (lambda ax: curve(ax, [0], [np.nan]), r"y has no finite value; .*Check its formula"),
        (
            lambda ax: curve(ax, [0, 2], [1, 2], name="x", name_at=3),
            r"name_at is 3.0; it must be from 0 to 2",
        ),
        (lambda ax: curve(ax, [0], [1], role="red"), r"role is 'red'; it must be one of drug, "),
        (lambda ax: plot(ax, mixed()), r"names has a in 'mg/L', b in ''; .*panels of their own"),
        (lambda ax: plot(ax, mixed(), "c"), r"name is 'c'"),
        (lambda ax: shade(ax, 2, 1), r"start is 2.0; it must be below stop, 1.0. Exchange"),
        (lambda ax: shade(ax, 0, 1, axis="z"), r"axis is 'z'; it must be 'x' or 'y'"),
        (lambda ax: shade(ax, 0, 1, place="left"), r"place is 'left'; it must be 'top' or"),
        (lambda ax: shade(ax, 0, 1, role="paper"), r"role is 'paper'; it must be one of"),
        (lambda ax: mark(ax, 0, 0, "t", place="near"), r"place is 'near'; it must be one of above"),
        (lambda ax: mark(ax, np.inf, 0, "t"), r"x is inf; it must be finite"),
    ],
)
def test_errors(call, message):
    _, ax = figure()
    with pytest.raises(ParameterError, match=message):
        call(ax)


def test_plot_refuses_a_unit_that_does_not_fit():
    _, ax = figure()
    with pytest.raises(UnitError, match="they measure different things"):
        plot(ax, mixed(), "a", unit="h")
