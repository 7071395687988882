"""The progress page: every exercise with its objectives, and whether the reader has done it."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from lectern.book.exercises import LEVELS
from lectern.exercises import all_exercises

__all__ = ["Progress"]

_BUTTONS = """
<form class="progress-do" hidden>
<p class="do"><button type="button" class="progress-save">Save to a file</button>
<label class="button">Read from a file
<input type="file" class="progress-open" accept=".json"></label>
<button type="button" class="progress-forget">Forget everything</button></p>
<p class="progress-said" role="status"></p>
</form>
"""


class Progress(SphinxDirective):
    """``{progress}``: the exercises by chapter; a script adds what this device remembers."""

    def run(self):
        """Return a list for each chapter, and the buttons."""
        chapters: dict[str, list] = {}
        for exercise in all_exercises():
            chapters.setdefault(exercise.chapter, []).append(exercise)
            self.env.note_dependency(self.env.doc2path(f"exercises/{exercise.slug}"))
        parts = [
            self._chapter(name, chapters[name])
            for name in sorted(chapters, key=self._place_in_contents)
        ]
        return [*parts, nodes.raw("", _BUTTONS, format="html")]

    def _place_in_contents(self, chapter):
        names = [str(item) for item in self.env.external_site_map]
        return names.index(f"chapters/{chapter}")

    def _chapter(self, name, exercises):
        """Return one chapter: its name, how much is done, and its exercises."""
        part = nodes.container(classes=["progress"])
        part += self._line(f"**{{doc}}`{name}`**")
        part += nodes.paragraph("", "", classes=["progress-count"])
        rows = nodes.bullet_list(classes=["progress-list"])
        for exercise in sorted(exercises, key=lambda each: (each.level, each.title)):
            row = nodes.list_item()
            text = (
                f"{{doc}}`/exercises/{exercise.slug}`, {LEVELS[exercise.level]}, "
                f"{exercise.minutes} min. {' '.join(exercise.objectives)}"
            )
            line = self._line(text)
            state = nodes.paragraph("", "", classes=["state"])
            box = nodes.container("", line, state)
            row += box
            row["ids"] = [f"progress-{exercise.slug}"]
            rows += row
        part += rows
        return part

    def _line(self, text):
        parsed, messages = self.state.inline_text(text, self.lineno)
        return nodes.paragraph("", "", *parsed, *messages)
