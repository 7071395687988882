"""The Sphinx extension that turns the chapters and exercises into the book's site."""

from docutils import nodes
from ipython_pygments_lexers import IPython3Lexer
from myst_nb.core.lexers import AnsiColorLexer

from lectern.book import (
    answer_form,
    assets,
    citations,
    details,
    downloads,
    execution,
    exercise_page,
    exercises,
    finished,
    freshness,
    katex,
    links,
    live_cells,
    margin,
    mentions,
    navigation,
    offline,
    policy,
    progress,
    runtime,
    search,
    terms,
    typography,
)
from lectern.book.running import progress_line

__all__ = ["setup"]


def setup(app):
    """Register everything the book adds to Sphinx."""
    app.add_html_theme("unopposed", str(assets.THEME))
    # Jupyter Book sets this value for an extension that the book does not use
    app.add_config_value("comments_config", {}, "")
    app.add_html_math_renderer("katex", (katex.visit_inline, None), (katex.visit_block, None))
    # by their names alone, each listing would make Pygments search in all packages
    app.add_lexer("ipython3", IPython3Lexer)
    app.add_lexer("myst-ansi", AnsiColorLexer)
    app.add_node(answer_form.Form, html=(answer_form.visit, answer_form.depart))
    app.add_node(details.Details, html=(details.visit, details.depart))
    app.add_node(nodes.citation, override=True, html=(citations.visit, citations.depart))
    app.add_node(nodes.label, override=True, html=(citations.skip_label, None))
    app.add_node(margin.Margin, html=(margin.visit, margin.depart))
    app.add_directive("hint", details.Hint, override=True)
    app.add_directive("margin", margin.MarginDirective)
    app.add_directive("exercises", exercises.ExerciseList)
    app.add_directive("offline", offline.Offline)
    app.add_directive("progress", progress.Progress)
    app.add_transform(live_cells.MarkCells)
    app.add_transform(exercise_page.ExercisePage)
    app.add_transform(typography.FoldDrawing)
    app.connect("config-inited", assets.add_static_folders)
    app.connect("config-inited", execution.choose_cache)
    app.connect("config-inited", execution.spare_collector)
    app.connect("config-inited", progress_line.leave_out_colours)
    app.connect("builder-inited", exercises.validate)
    app.connect("builder-inited", citations.recall)
    app.connect("builder-inited", katex.recall)
    app.connect("env-get-outdated", freshness.outdated)
    app.connect("env-get-outdated", execution.run_stale)
    app.connect("env-before-read-docs", runtime.begin)
    app.connect("source-read", execution.hand_over, priority=900)
    app.connect("source-read", live_cells.keep_cells, priority=910)
    app.connect("doctree-read", terms.depend_on_glossary)
    app.connect("doctree-read", terms.keep_meanings)
    app.connect("doctree-read", mentions.note)
    app.connect("env-get-updated", mentions.outdated, priority=900)  # figures have numbers by then
    app.connect("doctree-resolved", terms.define)
    app.connect("doctree-resolved", citations.shorten)
    app.connect("doctree-resolved", typography.keep_punctuation)
    app.connect("doctree-resolved", typography.let_tables_scroll)
    app.connect("html-collect-pages", navigation.home)
    app.connect("html-collect-pages", search.complete)
    app.connect("html-page-context", navigation.add_context)
    app.connect("html-page-context", live_cells.add_data)
    app.connect("html-page-context", assets.choose_files, priority=900)
    app.connect("build-finished", freshness.forget_failure)
    app.connect("build-finished", katex.keep)
    app.connect("build-finished", downloads.write)
    app.connect("build-finished", runtime.write)
    app.connect("build-finished", assets.remove_unused)
    app.connect("build-finished", policy.write, priority=800)  # it reads the pages as they are
    app.connect("build-finished", offline.write, priority=900)  # it lists what is there at the end
    app.connect("build-finished", finished.note, priority=950)
    app.connect("linkcheck-process-uri", links.ask_registry)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
