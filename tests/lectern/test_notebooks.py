"""Pages as ordinary notebooks."""

import json
from pathlib import Path

import nbformat
import pytest

from lectern.citations import cite, read_citations
from lectern.exercises import ExerciseError
from lectern.notebooks import notebook
from lectern.plain_markdown import Context, plain

ROOT = Path(__file__).parents[2]

CHAPTER = """\
---
file_format: mystnb
kernelspec: {name: python3}
---

(start)=
# The {term}`balance`

{.lede}
Read {cite:t}`one2001` and {cite:p}`one2001,two2002`, {doc}`other` and {doc}`this <other>`.
% a comment
See {eq}`eq-a`, {numref}`fig-b`, {ref}`the part <start>`, ``{term}`kept` `` and $\\sqrt[3]{x}$.

```{math}
:label: eq-a
x = 1
```

:::{margin} Signs
Up is {term}`good`.
:::

```python
{term}`code stays`
```

```{code-cell}
---
tags: [hide-input]
mystnb:
  figure:
    name: fig-b
    caption: A curve from {cite:t}`one2001`.
---
1 + 1
```

```{exercises}
```
"""
BIB = """
@article{one2001, author = {Ek, A. and Wi{\\"o}k, B.}, year = {2001}}
@article{two2002, author = {van der Berg, A. and B, B. and C, C.}, year = {2002}}
"""


@pytest.fixture
def book(tmp_path, mixed):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "references.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "chapters" / "other.md").write_text("# The other page\n", encoding="utf-8")
    page = tmp_path / "chapters" / "balance.md"
    page.write_text(CHAPTER, encoding="utf-8")
    return page


def sources(made, kind=None):
    return [cell.source for cell in made.cells if kind in (None, cell.cell_type)]


def test_a_chapter_becomes_plain_markdown(book):
    first, text, code, caption, last = notebook(book).cells
    assert 'pip install ".[notebooks]"' in first.source
    assert "the page *The balance* of *Unopposed*" in first.source
    assert text.source == (
        "# The balance\n\n"
        "Read Ek and Wi\u00f6k (2001) and (Ek and Wi\u00f6k 2001; van der Berg et al. 2002), "
        "The other page and this.\n"
        "See (1), Figure 1, the part, ``{term}`kept` `` and $\\sqrt[3]{x}$.\n\n"
        "$$\nx = 1 \\tag{1}\n$$\n\n"
        "> **Signs**\n>\n> Up is good.\n\n"
        "```python\n{term}`code stays`\n```"
    )
    assert code.source == "1 + 1"
    assert code.metadata == {"tags": ["hide-input"]}
    assert caption.source == "**Figure 1.** A curve from Ek and Wi\u00f6k (2001)."
    assert last.source == "- [All kinds](mixed.ipynb)"


def test_the_first_cell_installs_from_the_repository(book, tmp_path):
    (tmp_path / "_config.yml").write_text("title: T\nrepository: {url: https://e.org/u/}\n")
    first = sources(notebook(book))[0]
    assert 'pip install "unopposed[notebooks] @ git+https://e.org/u"' in first
    assert "[T](https://e.org/u)" in first


def test_the_notebook_is_valid_and_always_the_same(book):
    made = notebook(book)
    assert nbformat.validate(made) is None
    assert nbformat.writes(made) == nbformat.writes(notebook(book))
    assert [cell.id for cell in made.cells] == [f"cell-{i:03d}" for i in range(len(made.cells))]


def test_an_exercise_without_its_answers(edited):
    made = notebook(edited(), solutions=False)
    text = nbformat.writes(made)
    for secret in ("16.667", "8.333", "/ elimination", "You seem", "sober after", "minutes_until"):
        assert secret not in text
    assert sources(made, "code")[0] == "from lectern import check"
    assert sources(made, "code")[-1] == 'check("sobering-up")'
    assert len(sources(made, "code")) == 4
    hints = "\n".join(sources(made, "markdown"))
    assert hints.count("<details>\n<summary>Hint</summary>") == 2
    assert set(json.loads(text)["metadata"]) == {"kernelspec", "language_info"}


def test_an_exercise_with_its_answers(edited):
    made = notebook(edited())
    assert "hours_social = starting_concentration / elimination_social" in "\n".join(sources(made))
    assert sum("**A tempting wrong turn.** You seem" in s for s in sources(made, "markdown")) == 3
    assert all("misconception" not in cell.metadata for cell in made.cells)


def test_choices_are_listed_for_the_student(mixed):
    made = notebook(mixed, solutions=False)
    assert (
        '`shape` is one of\n\n- `"line"`: a straight line\n- `"exponential"`: an exponential'
        in sources(made, "markdown")
    )


def test_an_invalid_exercise_gives_no_notebook(edited):
    with pytest.raises(ExerciseError, match="level is 7"):
        notebook(edited(("level: 1", "level: 7")))


def test_an_invalid_exercise_of_the_folder_gives_no_list_of_exercises(book, mixed):
    mixed.write_text(mixed.read_text("utf-8").replace("level: 2", "level: 7"), encoding="utf-8")
    with pytest.raises(ExerciseError, match="level is 7"):
        notebook(book)


@pytest.mark.parametrize("folder", ["chapters", "exercises"])
def test_every_page_of_the_book_loses_its_roles(folder):
    pages = [p for p in sorted((ROOT / folder).glob("*.md")) if "mystnb" in p.read_text()]
    assert pages
    for page in pages:
        for source in sources(notebook(page, solutions=folder == "chapters"), "markdown"):
            assert ":::" not in source, page
            assert "}`" not in source.replace("``{", ""), page


PLAIN = [
    ("{sub}`2` {sup}`+` {math}`x^2` {code}`y`", "<sub>2</sub> <sup>+</sup> $x^2$ `y`"),
    ("[text]{.wide} ![a](b.png){width=50%} [a](b)", "text ![a](b.png) [a](b)"),
    (
        "{eq}`none` {numref}`none` {ref}`some-part`",
        "the equation in the book the figure in the book some part",
    ),
    (":::{note}\n:class: wide\nHi\n:::", "> **Note**\n>\n> Hi"),
    ("::::{tip} A\n:::{note}\nHi\n:::\n::::", "> **A**\n>\n> > **Note**\n> >\n> > Hi"),
    (":::{dropdown} More\nHi\n:::", "<details>\n<summary>More</summary>\n\nHi\n\n</details>"),
    (":::{figure} a.png\n:alt: A thing\nA {term}`cap`\n:::", "![A thing](a.png)\n\n*A cap*"),
    (":::{image} a.png\n:alt: A\n:::", "![A](a.png)"),
    ("```{bibliography}\n```\nHi", "Hi"),
    (":::{glossary}\nword\n: meaning\n:::", "word\n: meaning"),
    (":::{table} Title\n| a |\n| --- |\n:::", "**Title**\n\n| a |\n| --- |"),
    (
        ":::{list-table} T\n:header-rows: 1\n* - a\n  - b\n* - 1\n  - {term}`two\n    more`\n:::",
        "**T**\n\n| a | b |\n| --- | --- |\n| 1 | two more |",
    ),
    ("$a = \\{.x\\}$ and $[a]{.5}$", "$a = \\{.x\\}$ and $[a]{.5}$"),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_plain_markdown(text, expected):
    assert plain(text, Context()) == expected


def test_citations_without_a_file(tmp_path):
    assert read_citations(tmp_path / "none.bib") == {}
    assert cite("one2001", {}, textual=True) == "one2001"
