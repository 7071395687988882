"""How exercises appear in the book: a list under each chapter, and a page each."""

from __future__ import annotations

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from lectern.book.details import Details
from lectern.exercises import ExerciseError, all_exercises, load

__all__ = ["ExerciseList", "ExercisePage", "facts", "validate"]

LEVELS = {1: "warm-up", 2: "core", 3: "stretch"}
UNFOLD = {
    "tag_misconception": ("misconception", "A tempting wrong turn"),
    "tag_solution": ("solution", "Solution"),
    "tag_second-way": ("second-way", "The same answer, another way"),
}


def validate(app):
    """Stop the build, with file and line, when an exercise is not as it must be."""
    try:
        all_exercises()
    except ExerciseError as error:
        raise ExtensionError(str(error)) from error


def facts(pagename):
    """Return what the head of an exercise's page says about it."""
    exercise = load(pagename.rpartition("/")[2])
    return {
        "level": LEVELS[exercise.level],
        "minutes": exercise.minutes,
        "objectives": exercise.objectives,
        "chapter": exercise.chapter,
    }


class ExerciseList(SphinxDirective):
    """``{exercises}``: the exercises of this chapter, with their level and length."""

    def run(self):
        """Return the list."""
        chapter = self.env.docname.rpartition("/")[2]
        chosen = [each for each in all_exercises() if each.chapter == chapter]
        if not chosen:
            raise self.error(f"no file in exercises/ names the chapter {chapter!r}")
        rows = nodes.bullet_list(classes=["exercise-list"])
        for exercise in sorted(chosen, key=lambda each: (each.level, each.title)):
            page = f"exercises/{exercise.slug}"
            self.env.note_dependency(self.env.doc2path(page))
            text = (
                f"{{doc}}`/{page}`: {'. '.join(exercise.objectives).rstrip('.')}. "
                f"({LEVELS[exercise.level]}, {exercise.minutes} min)"
            )
            parsed, messages = self.state.inline_text(text, self.lineno)
            rows += nodes.list_item("", nodes.paragraph("", "", *parsed, *messages))
        return [rows]


class ExercisePage(SphinxTransform):
    """Fold what a student should not see before trying."""

    default_priority = 400

    def apply(self, **kwargs):
        """Fold the cells of solutions and wrong turns; the text after a solution goes with it."""
        if not self.env.docname.startswith("exercises/"):
            return
        self._state(load(self.env.docname.rpartition("/")[2]))
        wrong_turns = 0
        for cell in list(self.document.findall(_is_cell)):
            for tag, (kind, summary) in UNFOLD.items():
                if tag in cell["classes"]:
                    wrong_turns += kind == "misconception"
                    number = f", {wrong_turns}" if kind == "misconception" else ""
                    self._fold(cell, kind, summary + number)

    def _state(self, exercise):
        """Say before the first cell what is given and what is asked, with units and options."""
        first = next(iter(self.document.findall(_is_cell)))
        box = nodes.container(classes=["given"])
        for title, quantities in (("Given", exercise.parameters), ("Asked", exercise.answers)):
            box += nodes.paragraph("", title, classes=["given-title"])
            rows = nodes.definition_list()
            for each in quantities:
                text = each.meaning + (_value(each) if title == "Given" else _unit(each))
                meaning = nodes.definition("", nodes.paragraph("", text))
                if title == "Asked" and each.options:
                    meaning += _options(each)
                term = nodes.term("", "", nodes.literal("", each.name))
                rows += nodes.definition_list_item("", term, meaning)
            box += rows
        first.parent.insert(first.parent.index(first), box)

    def _fold(self, cell, kind, summary):
        part = Details(kind=kind, summary=summary)
        before = cell.parent[cell.parent.index(cell) - 1]
        if isinstance(before, Details) and before["kind"] == kind != "misconception":
            cell.parent.remove(cell)
            before += cell
            return
        part_index = cell.parent.index(cell)
        parent = cell.parent
        if feedback := cell["cell_metadata"].get("misconception"):
            part += nodes.paragraph("", feedback)
        parent.remove(cell)
        part.append(cell)
        parent.insert(part_index, part)
        while kind == "solution" and part_index + 1 < len(parent):
            follower = parent[part_index + 1]
            if isinstance(follower, Details) or _is_cell(follower):
                break
            parent.remove(follower)
            part.append(follower)


def _value(parameter):
    value = parameter.value
    written = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return f": {written} {parameter.unit}".rstrip()


def _unit(answer):
    return f", in {answer.unit}" if answer.unit else ""


def _options(answer):
    options = nodes.bullet_list()
    for key, option in answer.options.items():
        name = nodes.literal("", f'"{key}"')
        options += nodes.list_item("", nodes.paragraph("", "", name, nodes.Text(f" {option}")))
    return options


def _is_cell(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
