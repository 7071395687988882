"""The page of an exercise: what is given and asked, and the rest folded until it is wanted."""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform

from lectern.book.answer_form import CHECKED, Form
from lectern.book.details import Details
from lectern.book.exercises import LEVELS
from lectern.exercises import load

__all__ = ["ExercisePage"]


class ExercisePage(SphinxTransform):
    """Sort the cells of an exercise under headings, and fold what gives the answer away."""

    default_priority = 400

    def apply(self, **kwargs):
        """Rebuild the page from its first cell on; the prompt before it stays as it is."""
        if not self.env.docname.startswith("exercises/"):
            return
        page = next(iter(self.document.findall(nodes.section)))
        cells = [child for child in page if is_cell(child)]
        tail = page.children[page.index(cells[0]) :]
        for child in tail:
            page.remove(child)
        exercise = load(self.env.docname.rpartition("/")[2])
        length = f"Exercise, {LEVELS[exercise.level]}, about {exercise.minutes} minutes."
        facts = " ".join([length, *exercise.objectives])
        page.insert(1, nodes.paragraph("", facts, classes=["facts"]))
        self._section(page, "Given and asked").extend(_given(exercise))
        if any(answer.kind in CHECKED for answer in exercise.answers):
            self._section(page, "Your answer").append(Form(exercise=exercise))
        part = page
        for child in tail:
            part = self._place(page, part, child, last=child is cells[-1])

    def _place(self, page, part, child, *, last):
        """Put one element where it belongs; return the part that takes what follows it."""
        kind = "check" if last else _kind(child)
        if kind is None:
            part += child
            return part
        if kind == "misconception":
            section = self._section(page, "Wrong turns")
            number = len(list(section.findall(Details))) + 1
            part = Details(kind=kind, summary=f"Wrong turn {number}: is it yours?")
            said = "To someone who computed this, the book says: "
            feedback = nodes.Text(child["cell_metadata"]["misconception"])
            part += nodes.paragraph("", "", nodes.emphasis("", said), feedback)
            section += part
        elif kind in ("solution", "second-way"):
            summary = "Solution" if kind == "solution" else "The same answer, another way"
            if not (isinstance(part, Details) and part["summary"] == summary):
                part = Details(kind=kind, summary=summary)
                self._section(page, "Solution").append(part)
        else:
            titles = {"hint": "Hints", "check": "Check"}
            part = self._section(page, titles.get(kind, "Your answer"))
        part += child
        return part

    def _section(self, page, title):
        """Return the section of that title, made when it is first needed."""
        if isinstance(page[-1], nodes.section) and page[-1][0].astext() == title:
            return page[-1]
        section = nodes.section("", nodes.title("", title), names=[title.lower()])
        self.document.note_implicit_target(section)
        page += section
        return section


def is_cell(node):
    """Return whether a node is a code cell of a notebook."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _kind(child):
    """Return which part an element opens, or None when it belongs to the part before it."""
    if isinstance(child, Details):
        return child["kind"]
    if not is_cell(child):
        return None
    tags = [name.removeprefix("tag_") for name in child["classes"] if name.startswith("tag_")]
    return tags[0] if tags else None


def _given(exercise):
    """Return what is given and what is asked, with values, units and options."""
    for title, quantities in (("Given", exercise.parameters), ("Asked", exercise.answers)):
        rows = nodes.definition_list()
        for each in quantities:
            text = each.meaning + (_value(each) if title == "Given" else _unit(each))
            meaning = nodes.definition("", nodes.paragraph("", text))
            if title == "Asked" and each.options:
                meaning += _options(each)
            term = nodes.term("", "", nodes.literal("", each.name))
            rows += nodes.definition_list_item("", term, meaning)
        yield nodes.container(
            "", nodes.paragraph("", title, classes=["given-title"]), rows, classes=["given"]
        )


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
