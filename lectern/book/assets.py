"""The files a page loads: the book's own, and no more than the page uses."""

from __future__ import annotations

import pathlib
import re

from docutils import nodes

from lectern.book import downloads, finished, runtime
from pharmlib.palette import DARK_PALETTE, PALETTE

__all__ = ["THEME", "add_static_folders", "choose_files", "remove_unused"]

THEME = pathlib.Path(__file__).parent / "theme"
WEB = pathlib.Path(__file__).parent.parent / "web"
_LONGEST = 255  # bytes of a file's name
WHOLE = ("licences", runtime.FOLDER)  # folders below _static that are kept as they are
# A page whose text holds the marker is brought to life by this module, below _static.
FEATURES = {
    'class="answers"': "answers/answers.js",
    'class="explorer"': "explorer/explorer.js",
    'class="live-cells"': "python/cells.js",
    'class="offline"': "offline/offline.js",
    'class="progress-do"': "answers/progress.js",
}


def add_static_folders(app, config):
    """Publish the vendored fonts and styles, and the scripts of the pages."""
    config.html_static_path += [str(WEB / "vendor" / "site"), str(WEB / "pages")]
    features = sorted((WEB / "pages").glob("*/*.css"))
    config.html_context.update(  # for book.css, the one style of all pages
        palette=PALETTE,
        dark_palette=DARK_PALETTE,
        equation_style=(WEB / "vendor/site/katex.css").read_text(encoding="utf-8"),
        feature_styles="\n".join(file.read_text(encoding="utf-8") for file in features),
    )


def choose_files(app, pagename, templatename, context, doctree):
    """Put what this page uses in place of the scripts that extensions asked for."""
    body = context.get("body", "")
    context.update(
        page_modules=[module for marker, module in FEATURES.items() if marker in body],
        has_equations=doctree is not None and any(doctree.findall(_is_equation)),
    )


def remove_unused(app, exception):
    """Delete what no page of the book refers to: extensions' files, and pages that are gone."""
    if exception is not None or app.builder.format != "html":
        return
    out = pathlib.Path(app.outdir)
    for style in out.glob("_static/mystnb.*.css"):
        style.unlink()  # MyST-NB writes it in every build
    if finished.untouched(app):
        return
    keep = {out / f"{name}.html" for name in [*app.env.found_docs, "index", "search"]}
    keep |= {out / downloads.address(name) for name in downloads.notebook_pages(app.env)}
    for file in [*out.rglob("*.html"), *out.glob("notebooks/*")]:
        if file not in keep:
            file.unlink()
    (out / ".buildinfo").unlink(missing_ok=True)  # holds a digest of this machine's paths
    static = out / "_static"
    unused = {
        file
        for file in static.rglob("*")
        if file.is_file() and file.relative_to(static).parts[0] not in WHOLE
    }
    texts = [*out.rglob("*.html")]
    endings = {file.suffix or file.name for file in unused}
    while texts:  # what a page names, and what these files name in turn
        named = _named(b"\n".join(text.read_bytes() for text in texts), endings)
        found = {file for file in unused if file.name in named}
        texts = [file for file in found if file.suffix in (".css", ".js", ".json")]
        unused -= found
    for file in unused:
        file.unlink()


def _named(text, endings):
    """Return the names of files in a text, of those that end in one of these ways."""
    named = set()
    for ending in endings:  # a plain text is found fast; the name before it is short
        for match in re.finditer(rb"%b\b" % re.escape(ending.encode()), text):
            before = text[max(match.end() - _LONGEST, 0) : match.end()]
            named.add(re.search(rb"[\w.-]*\Z", before)[0].decode())
    return named


def _is_equation(node):
    return isinstance(node, nodes.math | nodes.math_block)
