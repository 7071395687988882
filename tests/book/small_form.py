"""A built site of three pages, as the forms of the book read it: a chapter, an exercise, a list."""

CONFIG = "title: A small book\nauthor: Somebody & others\ncopyright: '2026'\n"
TOC = """format: jb-book
root: chapters/index
parts:
  - caption: One
    chapters:
      - file: chapters/clock
        sections:
          - file: exercises/tick
  - caption: Reference
    chapters:
      - file: chapters/progress
"""
FORMULA = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>k</mi></mrow>'
    '<annotation encoding="application/x-tex">k_e</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true">k</span></span>'
)
DRAWING = (
    '<figure id="fig"><svg class="figure" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 9 9" role="img" aria-label="A line that falls"><defs><clipPath id="fig-c">'
    '<rect width="9" height="9"/></clipPath></defs><g clip-path="url(#fig-c)">'
    '<path d="M0 0 L9 9" style="stroke: var(--fig-drug)"/></g></svg>'
    "<figcaption>A line.</figcaption></figure>"
)
PAGES = {
    "chapters/index": '<section id="top"><h1>A small book</h1><p>Read <a href="clock.html#half">on'
    '</a> or <a href="https://www.who.int/">elsewhere</a>.</p></section>',
    "chapters/clock": '<p class="eyebrow">One</p><section id="clock"><h1>The clock</h1>'
    f'<p id="half">The rate is {FORMULA}<br>and '
    '<a href="../exercises/tick.html#hints">a hint</a>.</p>'
    f'<div class="margin-note" role="note"><p>An aside.</p></div>{DRAWING}'
    '<details class="unfold unfold-code"><summary>How this figure is drawn</summary>'
    "<div>drawing_code()</div></details>"
    '<p><a href="../notebooks/clock.ipynb">the notebook</a>, <a href="progress.html">the diary</a>'
    "</p></section><script>run()</script>",
    "exercises/tick": '<section id="tick"><h1>Tick</h1><p id="half">How long?</p><section '
    'id="your-answer"><h2>Your answer</h2><form><input name="a"></form><pre>answer = ...</pre>'
    '</section><section id="hints"><h2>Hints</h2><details class="unfold unfold-hint">'
    "<summary>Hint 1</summary><div><p>Think of ln.</p></div></details></section>"
    '<section id="wrong-turns"><h2>Wrong turns</h2><details class="unfold unfold-misconception">'
    "<summary>Wrong turn 1</summary><div><p>That was log10.</p></div></details></section>"
    '<section id="solution"><h2>Solution</h2><details class="unfold unfold-solution"><summary>'
    'Solution</summary><div><p>See <a href="#half">the question</a>: ln two over k.</p></div>'
    "</details></section><section id='check'><h2>Check</h2><pre>check()</pre></section></section>",
    "chapters/progress": "<h1>Progress</h1><form class='progress-do'></form>",
}


def small_site(folder):
    """Write the site and the files it was built from; return the two folders."""
    site = folder / "html"
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "_toc.yml").write_text(TOC)
    for name, text in PAGES.items():
        kind = "exercise" if name.startswith("exercises") else "chapter"
        file = site / f"{name}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<main><article class='{kind}'>{text}</article></main>")
    return site, folder
