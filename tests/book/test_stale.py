"""Never stale, never twice: one thing is changed, and exactly the pages that it touches run."""

import shutil
import signal
import types

import pytest

from lectern.book import freshness
from tests.book.small_book import FIGURE, build, interrupt, own_packages, page, write
from tests.conftest import ROOT

CHAPTERS = {
    "ratio": page("from pharmlib import accumulation_ratio\n\nprint(accumulation_ratio(24, 24))"),
    "model": page("from pharmlib import OneCompartment\n\nOneCompartment(5, 50).half_life"),
    "figure": page(FIGURE.replace("---", "---\ntags: [hide-input]", 1)),
    "drug": page('from pharmlib import drug\n\nprint(float(drug("diazepam").half_life))'),
    "whole": page("import pharmlib\n\nprint(pharmlib.DAY)"),
    "table": page('print(open("numbers.csv").read())'),
    "leaf": page("import leaf\n\nprint(leaf.NUMBER)"),
    "plain": page("print(1)", "print(2)"),
    "helped": page("import helper\n\nprint(helper.ratio())"),
    "loaded": page(":load: part.py"),
}
HELPER = "from pharmlib import accumulation_ratio\n\n\ndef ratio():\n"
HELPER += "    return accumulation_ratio(24, 24)\n"
EXERCISES = ("sobering-up", "two-weeks-on")
ALL = {f"chapters/{name}" for name in CHAPTERS} | {f"exercises/{name}" for name in EXERCISES}
CHECKED = {f"exercises/{name}" for name in EXERCISES}
LEAF = "leaf-1.0.dist-info"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A book that has been built once."""
    folder = tmp_path_factory.mktemp("first") / "book"
    folder.mkdir()
    own_packages(folder)
    pages = {f"chapters/{name}": text for name, text in CHAPTERS.items()}
    for name in EXERCISES:
        pages[f"exercises/{name}"] = (ROOT / f"exercises/{name}.md").read_text("utf-8")
    pages["chapters/bibliography"] = "# Sources\n\n```{bibliography}\n```\n"
    write(folder, pages)
    (folder / "chapters/numbers.csv").write_text("1,2\n")
    (folder / "chapters/helper.py").write_text(HELPER)
    (folder / "chapters/part.py").write_text("print(5)  # as it was\n")
    (folder / "leaf.py").write_text("NUMBER = 1\n")
    (folder / LEAF).mkdir()
    (folder / LEAF / "METADATA").write_text("Metadata-Version: 2.1\nName: leaf\nVersion: 1.0\n")
    (folder / LEAF / "RECORD").write_text(f"leaf.py,,\n{LEAF}/METADATA,,\n")
    code, said, ran = build(folder)
    assert code == 0, said
    assert ran == ALL
    return folder


def swap(path, old, new):
    """Return a change: a text of a file is exchanged."""

    def change(folder):
        text = (folder / path).read_text("utf-8")
        assert old in text, f"{path} no longer holds {old!r}"
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def upgrade(folder):
    """Install another version of a package."""
    swap(f"{LEAF}/METADATA", "1.0", "2.0")(folder)
    (folder / LEAF).rename(folder / LEAF.replace("1.0", "2.0"))


def remark(path):
    """Return a change: a remark is added at the end of a file."""

    def change(folder):
        with (folder / path).open("a") as file:
            file.write("\n# A remark.\n")

    return change


def rewrite(path, name):
    """Return a change: a function is written in another way that does the same."""
    return swap(path, f"def {name}(", f"def {name}( ")


def several(*changes):
    """Make several changes at once."""

    def change(folder):
        for each in changes:
            each(folder)

    return change


def nothing(folder):
    """Change nothing; the folder is another one all the same."""


def damage(folder):
    """Cut short what builds keep, and open a module in an editor that marks it with a link."""
    (folder / "_build/.notebooks.json").write_text('{"chapters/pl')
    (folder / "_build/.executed/chapters/plain.json").write_text("[]")
    known = folder / "_build/.executed/chapters/leaf.json"
    known.write_text(known.read_text().replace('"reads"', '"read"'))
    (folder / "pharmlib/.#units.py").symlink_to("somebody@somewhere.1:2")


CHANGES = {
    "nothing": (nothing, set()),
    "what must not matter": (
        several(
            swap("chapters/plain.md", "A page.", "A longer page."),
            swap("chapters/figure.md", "A curve.", "Another curve."),
            swap("chapters/figure.md", "ten hours", "eleven hours"),
            swap("chapters/figure.md", "[hide-input]", "[remove-input]"),
            swap("lectern/proving.py", "\n\n\n", "\n\n\n# A remark in what no page uses.\n"),
        ),
        set(),
    ),
    "a tag that runs": (
        swap("chapters/figure.md", "[hide-input]", "[raises-exception]"),
        {"chapters/figure"},
    ),
    "a cell": (swap("chapters/plain.md", "print(2)", "print(3)"), {"chapters/plain"}),
    "a function": (
        swap(
            "pharmlib/kinetics/compartments.py",
            "def accumulation_ratio(",
            "def accumulation_ratio( ",
        ),
        {"chapters/ratio", "chapters/whole", "chapters/helped"},
    ),
    "a comment elsewhere in a module": (
        swap("pharmlib/kinetics/compartments.py", "\n\n\n", "\n\n\n# A remark.\n"),
        {"chapters/whole"},
    ),
    "what others use": (
        rewrite("pharmlib/checks.py", "check"),
        {f"chapters/{name}" for name in ("ratio", "model", "figure", "whole", "helped")},
    ),
    "the style of figures": (
        swap("pharmlib/plotting/style.py", "_ASPECT = 1.7", "_ASPECT = 1.8"),
        {"chapters/figure"},
    ),
    "what checks an answer": (
        rewrite("lectern/comparing.py", "compare"),
        CHECKED,
    ),
    "a data file": (
        remark("pharmlib/data/drugs.toml"),
        {"chapters/drug"},
    ),
    "a file beside a page": (swap("chapters/numbers.csv", "2", "3"), {"chapters/table"}),
    "an exercise": (
        swap("exercises/sobering-up.md", "Two people stop", "These two people stop"),
        {"exercises/sobering-up"},
    ),
    "the version of a package": (upgrade, {"chapters/leaf"}),
    "a module beside the book": (swap("leaf.py", "1", "2"), {"chapters/leaf"}),
    "a module beside a page": (swap("chapters/helper.py", "24, 24", "24, 12"), {"chapters/helped"}),
    "what is kept is damaged": (damage, {"chapters/plain", "chapters/leaf"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_exactly_the_pages_that_a_change_touches_run_again(built, tmp_path, what):
    change, wanted = CHANGES[what]
    folder = shutil.copytree(built, tmp_path / "book")
    change(folder)
    code, said, ran = build(folder)
    assert code == 0, said
    assert ran == wanted


def test_what_a_page_shows_is_new(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "book")
    site = folder / "_build/html/chapters"
    swap("chapters/numbers.csv", "1,2", "271,828")(folder)
    swap("leaf.py", "1", "314")(folder)
    swap("chapters/part.py", "as it was", "as it is")(folder)
    swap("_config.yml", '"2026"', '"2031"')(folder)
    assert build(folder)[0] == 0
    assert "271,828" in (site / "table.html").read_text()
    assert "314" in (site / "leaf.html").read_text()
    assert "as it is" in (site / "loaded.html").read_text()
    assert "2031" in (site / "plain.html").read_text(), "a setting does not reach the pages"


@pytest.mark.parametrize(
    ("at", "ran_again"), [("preparing documents", set()), ("chapters/plain ", None)]
)
def test_a_build_that_is_interrupted_leaves_nothing_stale(built, tmp_path, at, ran_again):
    folder = shutil.copytree(built, tmp_path / "book")
    text = "    return float_or_array(-1 / np.expm1("
    swap("pharmlib/kinetics/compartments.py", text, text.replace("-1", "-500"))(folder)
    swap("chapters/plain.md", "print(2)", "print(3)")(folder)
    ran = interrupt(folder, at, signal.SIGINT)
    assert "chapters/plain" in ran
    code, said, again = build(folder)
    assert code == 0, said
    assert again & ran == set(), "what had finished was thrown away"
    assert ran_again is None or again == ran_again
    for name in ("ratio", "helped"):
        assert "1000.0" in (folder / f"_build/html/chapters/{name}.html").read_text()


def test_a_file_that_is_saved_while_a_notebook_runs_is_read_again(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "book")
    (folder / "chapters/moving.csv").write_text("before")
    code = "text = open('moving.csv').read()\nif text == 'before':\n"
    code += "    print(open('moving.csv', 'w').write('afterwards'))\nprint(text)"
    swap("chapters/plain.md", "print(2)", code)(folder)
    assert [build(folder)[2] for _ in range(3)] == [{"chapters/plain"}, {"chapters/plain"}, set()]
    assert "afterwards\n" in (folder / "_build/html/chapters/plain.html").read_text()


def test_a_build_for_another_form_leaves_no_page_stale(tmp_path):
    def app(name):
        return types.SimpleNamespace(
            srcdir=tmp_path,
            outdir=tmp_path / "_build" / name,
            doctreedir=tmp_path,
            builder=types.SimpleNamespace(name=name),
            _warncount=0,
        )

    (tmp_path / "_build").mkdir()
    env = types.SimpleNamespace(found_docs={"page"})
    found = []
    for name in ("html", "html", "linkcheck", "html"):
        found.append(freshness.outdated(app(name), env, set(), set(), set()))
        freshness.forget_failure(app(name), None)
    assert found == [["page"], [], ["page"], ["page"]]


def test_the_same_outputs_do_not_touch_a_page(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "book")
    build(folder)  # in the new place Sphinx reads every page once
    rewrite("pharmlib/kinetics/compartments.py", "accumulation_ratio")(folder)
    _, said, ran = build(folder)
    assert ran == {"chapters/ratio", "chapters/whole", "chapters/helped"}
    assert build(folder)[2] == set(), "something runs twice"
    assert "0 added, 0 changed, 0 removed" in said
