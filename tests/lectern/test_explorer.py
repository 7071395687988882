"""The sliders: their stops, their data for a page, and their life in a notebook."""

import json

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from lectern.explorer import explore
from lectern.explorer_data import LEVELS, MIME, MOST_BYTES, curves_at
from lectern.prediction import Prediction
from pharmlib import Relation, Trajectory

HOURS = np.linspace(0, 48, 97)

CELLS = """
from lectern import explore
from pharmlib import Trajectory

def fall(half_life):
    return Trajectory([0, 24, 48], {"level": [1, 0.5, half_life / 48]}, {"level": "mg/L"})

explorer = explore(fall, half_life=(12, 36, 12))
explorer
"""


def course(dose, half_life):
    """Return the fall of a dose: two curves of the same unit."""
    level = dose * 2 ** (-HOURS / half_life)
    values = {"concentration": level, "limit": np.full(HOURS.shape, 20.0)}
    return Trajectory(HOURS, values, dict.fromkeys(values, "mg/L"))


def run(monkeypatch, *code, book):
    """Execute code in a notebook, in the book's build or live; return the outputs."""
    monkeypatch.delenv("LECTERN_BOOK", raising=False)
    if book:
        monkeypatch.setenv("LECTERN_BOOK", "1")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in code])
    NotebookClient(notebook, store_widget_state=True).execute()
    return [cell.outputs for cell in notebook.cells]


def test_a_notebook_gets_sliders_that_redraw(monkeypatch):
    shown, moved = run(
        monkeypatch,
        CELLS,
        "box = explorer.widget()\n"
        "box.children[0].value = 36\n"
        "[line.get_ydata()[-1] for line in box.result.axes[0].lines]",
        book=False,
    )
    assert "application/vnd.jupyter.widget-view+json" in shown[0].data
    assert moved[-1].data["text/plain"].endswith("(0.75)]")


def test_a_page_gets_the_data_and_the_still_figure(monkeypatch):
    ((shown,),) = run(monkeypatch, CELLS, book=True)
    assert set(shown.data) == {MIME, "image/svg+xml", "text/plain"}
    assert curves_at(shown.data[MIME], [1]).round(3).tolist() == [[1.0, 0.5, 0.5]]
    assert shown.data[MIME]["sliders"][0]["stops"] == [12.0, 24.0, 36.0]


def test_every_stop_is_what_the_model_computes_to_the_accuracy_that_is_stated():
    explorer = explore(course, dose=(10, 100, 10), half_life=[3, 6, 12, 24])
    data = json.loads(json.dumps(explorer.data()))
    shown = np.array([[curves_at(data, [i, j]) for j in range(4)] for i in range(10)])
    computed = [
        [[course(dose, t)[name] for name in ("concentration", "limit")] for t in (3, 6, 12, 24)]
        for dose in range(10, 101, 10)
    ]
    span = np.max(computed) - np.min(computed)
    assert np.max(np.abs(shown - computed)) <= span / LEVELS / 2 * (1 + 1e-9)


def test_the_axes_carry_names_and_units_of_the_model():
    explorer = explore(course, show="concentration", time_unit="h", dose=[1, 2], half_life=[3])
    data = explorer.data()
    assert (data["x"]["label"], data["x"]["unit"]) == ("time", "h")
    assert (data["y"]["label"], data["y"]["unit"]) == ("concentration", "mg/L")
    assert [curve["role"] for curve in data["curves"]] == ["drug"]
    axes = explorer.figure().axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("time (h)", "concentration (mg/L)")


def test_a_relation_is_drawn_along_its_own_quantity():
    def occupancy(half_dose):
        doses = np.linspace(0, 40, 81)
        held = doses / (doses + half_dose)
        return Relation(
            "daily_dose", doses, {"occupancy": held}, {"daily_dose": "mg", "occupancy": ""}
        )

    data = explore(occupancy, half_dose=[2, 4, 8]).data()
    assert data["x"]["label"] == "daily dose"
    assert data["x"]["unit"] == "mg"
    assert data["y"]["limits"] == [0.0, pytest.approx(40 / 42)]


def test_it_starts_where_it_is_told_to():
    explorer = explore(course, dose=[10, 20, 30], half_life=[6, 12], start={"dose": 30})
    assert [slider["start"] for slider in explorer.data()["sliders"]] == [2, 1]


def test_curves_on_different_grids_are_refused():
    def wandering(days):
        return Trajectory([0, 24 * days], {"level": [1, 0]}, {"level": ""})

    with pytest.raises(ValueError, match="take the same grid for all of them"):
        explore(wandering, days=[1, 2]).data()


def test_what_is_too_heavy_for_a_page_is_refused():
    noise = np.random.default_rng(1)

    def rough(seed):
        return Trajectory(np.arange(4000.0), {"level": noise.normal(size=4000)}, {"level": ""})

    with pytest.raises(ValueError, match=rf"at most {MOST_BYTES} fit into a page"):
        explore(rough, seed=list(range(60))).data()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"show": "volume"}, r"show has \['volume'\]; the curves are concentration, limit"),
        ({"units": {"does": "mg"}}, r"units has \['does'\]; it may name the sliders dose"),
        ({"start": {"dose": 15}}, r"start of dose is 15; it must be one of \[10, 20\]"),
        ({"labels": {"does": "dose"}}, r"labels has \['does'\]; it may name concentration, dose"),
        ({"roles": {"dose": "drug"}}, r"roles has \['dose'\]; it may name concentration, limit"),
        ({"roles": {"limit": "red"}}, r"role is 'red'"),
        ({"limits": (0, 5)}, r"the curves reach from .* to 20; widen the limits"),
    ],
)
def test_options_that_name_nothing_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        explore(course, dose=[10, 20], half_life=[6], **options).data()


def test_too_many_positions_are_refused():
    with pytest.raises(ValueError, match="have 10000 positions together; at most 2000"):
        explore(course, dose=(1, 100, 1), half_life=(1, 100, 1))


def question(outcome):
    """Return a prediction about the end of the course."""
    choices = {"low": "it ends below 1", "high": "it ends above 1"}
    return Prediction("Where?", choices, outcome, because="So it goes.", draw="concentration")


def test_the_answer_to_a_prediction_is_computed():
    ask = question(lambda grid, curves: "low" if curves["concentration"][-1] < 1 else "high")
    for half_life, found in ((3, "low"), (24, "high")):
        explorer = explore(course, dose=[10], half_life=[half_life], predict=ask)
        assert explorer.data()["predict"]["outcome"] == found


def test_an_outcome_that_is_no_choice_is_refused():
    with pytest.raises(ValueError, match="outcome is 'middle'; it must be one of low, high"):
        explore(course, dose=[10], half_life=[6], predict=question(lambda *_: "middle")).data()


def test_a_curve_to_draw_must_be_there_and_not_given():
    choices = {"low": "it ends below 1", "high": "it ends above 1"}
    with pytest.raises(ValueError, match="a list of curves without 'net'"):
        Prediction("Where?", choices, max, because="So.", draw="net", given=["net"])
    for wrong in ({"draw": "net"}, {"draw": "concentration", "given": ["net"]}):
        ask = Prediction("Where?", choices, lambda *_: "low", because="So.", **wrong)
        with pytest.raises(ValueError, match=r"has \['net'\]; the curves are concentration, limit"):
            explore(course, dose=[10], half_life=[6], predict=ask).data()


def test_missing_values_are_refused():
    def broken(dose):
        return Trajectory([0, 24], {"level": [1, np.log(dose)]}, {"level": ""})

    with np.errstate(divide="ignore"), pytest.raises(ValueError, match="finite"):
        explore(broken, dose=[0, 1]).data()


def test_curves_and_sliders_are_called_as_one_says():
    labels = {"concentration": "level", "half_life": "half-life"}
    explorer = explore(
        course, labels=labels, roles={"limit": "muted"}, dose=[10], half_life=[6], quantity="x"
    )
    data = explorer.data()
    assert [slider["label"] for slider in data["sliders"]] == ["dose", "half-life"]
    assert [(curve["label"], curve["role"]) for curve in data["curves"]] == [
        ("level", "drug"),
        ("limit", "muted"),
    ]


def test_names_of_curves_that_end_together_go_into_a_legend():
    def ends(gap):
        values = {"one": [0, 0.5], "other": [1, 0.5 + gap]}
        return Trajectory([0, 24], values, dict.fromkeys(values, ""))

    assert explore(ends, gap=[0.01, 0.02]).data()["legend"] is True
    assert explore(ends, gap=[0.2, 0.4]).data()["legend"] is False


@pytest.mark.parametrize("stops", [(1, 2), (2, 1, 1), (0, 1, 0), (0, 1, -1)])
def test_impossible_stops_are_refused(stops):
    with pytest.raises(ValueError, match=r"dose is .*first below last"):
        explore(course, dose=stops)


def test_no_stops_are_refused():
    with pytest.raises(ValueError, match="at least one slider"):
        explore(course)
    with pytest.raises(ValueError, match="dose is empty"):
        explore(course, dose=[])


def test_decimal_stops_are_the_decimals_written():
    assert explore(course, share=(0, 0.3, 0.1)).stops["share"] == [0.0, 0.1, 0.2, 0.3]
