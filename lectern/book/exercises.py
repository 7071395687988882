"""The exercises of a chapter, listed at its end, and their check before anything is built."""

from __future__ import annotations

import pathlib

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from lectern.book.freshness import made_by
from lectern.book.memory import digest, state
from lectern.exercises import ExerciseError, all_exercises, load

__all__ = ["LEVELS", "ExerciseList", "validate"]

LEVELS = {1: "warm-up", 2: "core", 3: "stretch"}


def validate(app):
    """Stop the build, with file and line, when an exercise is not as it must be."""
    files = sorted(pathlib.Path(app.srcdir, "exercises").glob("*.md"))
    now = digest(made_by(), *(part for file in files for part in (file.name, state(file))))
    known, app.env.lectern_exercises = getattr(app.env, "lectern_exercises", ""), now
    if known == now:  # and it was right, or the last build would not have been saved
        return
    try:
        app.env.lectern_chapters = {each.slug: each.chapter for each in all_exercises()}
    except ExerciseError as error:
        raise ExtensionError(str(error)) from error


class ExerciseList(SphinxDirective):
    """``{exercises}``: the exercises of this chapter, with their level and length."""

    def run(self):
        """Return the list."""
        chapter = self.env.docname.rpartition("/")[2]
        chosen = [load(slug) for slug, its in self.env.lectern_chapters.items() if its == chapter]
        if not chosen:
            raise self.error(f"no file in exercises/ names the chapter {chapter!r}")
        rows = nodes.bullet_list(classes=["exercise-list"])
        for exercise in sorted(chosen, key=lambda each: (each.level, each.title)):
            page = f"exercises/{exercise.slug}"
            self.env.note_dependency(self.env.doc2path(page))
            text = (
                f"{{doc}}`/{page}`: {' '.join(exercise.objectives)} "
                f"({LEVELS[exercise.level]}, {exercise.minutes} min)"
            )
            parsed, messages = self.state.inline_text(text, self.lineno)
            rows += nodes.list_item("", nodes.paragraph("", "", *parsed, *messages))
        return [rows]
