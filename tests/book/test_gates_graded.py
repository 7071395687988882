"""Gate: nothing of graded work is published. CONTRIBUTING says where graded work lies."""

import gzip
import html
import io
import json
import re
import subprocess
import zipfile

import pytest
import yaml

from tests.conftest import ROOT, contents

SHORTEST = 16  # characters: what is shorter stands in other texts by chance
SECRET = {"solution", "misconception", "second-way"}
MARKED = re.compile(r"\$[^$]*\$|\{[\w:]+\}`[^`]*`|\]\([^)]*\)")  # what a page shows in another way
READABLE = {".html", ".js", ".mjs", ".css", ".json", ".ipynb", ".txt", ".svg", ".xml", ".md", ""}


def graded_files(root):
    """Return the files of graded work: those in any folder named ``graded``."""
    skip = {"_build", ".venv", ".git", "dist"}
    return sorted(
        file
        for file in root.rglob("graded/**/*")
        if file.is_file() and not skip & set(file.relative_to(root).parts)
    )


def secrets(root):
    """Return the passages of graded work that give something away, each with its file.

    These are titles, prompts, code that solves, feedback, derivations, reference answers of five
    digits or more, and every line of any other file (a roster, a salt).
    """
    found = {}
    for file in graded_files(root):
        text = file.read_text("utf-8", errors="ignore")
        passages = list(_of_exercise(text)) if file.suffix == ".md" else text.splitlines()
        origin = file.relative_to(root).as_posix()
        for passage in passages:
            plain = flat(passage)
            if re.fullmatch(r"-?[\d.]+(e-?\d+)?", plain) and len(re.sub(r"\D", "", plain)) >= 5:
                found[plain] = origin
            pieces = map(squeezed, MARKED.split(passage))
            found |= {piece: origin for piece in pieces if len(piece) >= SHORTEST}
    return found


def _of_exercise(text):
    """Yield the telling passages of an exercise file."""
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    exercise = (yaml.safe_load(head[1]) or {}).get("exercise", {}) if head else {}
    yield str(exercise.get("title", ""))
    for answer in exercise.get("answers", {}).values():
        yield str(answer.get("derivation", ""))
        reference = answer.get("reference", "")
        yield from map(str, reference if isinstance(reference, list) else [reference])
        yield from map(str, answer.get("feedback", {}).values())
    body = text[head.end() :] if head else text
    for cell in re.findall(r"^```\{code-cell\}.*?\n(.*?)^```", body, re.DOTALL | re.MULTILINE):
        if SECRET & set(re.findall(r"[\w-]+", cell.split("\n\n")[0])):
            yield from re.findall(r"misconception: (.*)", cell)
            yield from cell.splitlines()
    yield from re.sub(r"^```.*?^```", "", body, flags=re.DOTALL | re.MULTILINE).split("\n\n")


def flat(text):
    """Return a text without quotes, escapes and line ends, as it may stand in any file."""
    text = re.sub(r"<[^>]+>|&\w+;|\\[nt\"]|[\"'`\\]", " ", text)
    return " ".join(text.split())


def squeezed(text):
    """Return letters and digits alone, so that colours, emphasis and quotes make no difference."""
    return re.sub(r"[\W_]+", "", html.unescape(re.sub(r"\\[nt]", " ", text)))


def held(file):
    """Return the texts of a file, packed or not, and those in an archive that the pages load."""
    packed = file.suffix == ".gz"
    kind = file.with_suffix("").suffix if packed else file.suffix
    if kind not in {".zip", *READABLE}:
        return []
    data = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
    if kind != ".zip":
        return [data.decode("utf-8", errors="ignore")]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith((".pyc", ".so"))]
        return [archive.read(name).decode("utf-8", errors="ignore") for name in names]


def said(text):
    """Return a text in the ways in which passages are looked for: numbers, words, words in tags."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    return flat(text), squeezed(text), squeezed(re.sub(r"<[^>]+>", "", text))


def tells(forms, passage):
    """Return whether a text holds a passage; a number must stand by itself."""
    if re.fullmatch(r"-?[\d.]+(e-?\d+)?", passage):
        return re.search(rf"(?<![\w.]){re.escape(passage)}(?![\w])", forms[0]) is not None
    return passage in forms[1] or passage in forms[2]


def published(site, root):
    """Return where a site gives graded work away: the file there, and the one it comes from."""
    found = []
    known, names = secrets(root), {file.stem for file in graded_files(root)}
    for file in sorted(file for file in site.rglob("*") if file.is_file()):
        place = file.relative_to(site).as_posix()
        if "graded" in file.relative_to(site).parts or file.stem in names:
            found.append((place, "its name"))
        texts = held(file)
        if file.suffix == ".ipynb":
            texts.append("".join("".join(c["source"]) for c in json.loads(texts[0])["cells"]))
        texts = [said(text) for text in texts]
        found += [
            (place, origin)
            for passage, origin in known.items()
            if any(tells(forms, passage) for forms in texts)
        ]
    return found


def test_no_graded_work_is_published(site):
    assert published(site, ROOT) == []
    assert not any("graded" in name.split("/") for name in contents())


def test_graded_work_stays_out_of_the_book_and_out_of_the_repository():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert "**/graded/**" in config["exclude_patterns"]
    for name in ("graded/exam.md", "exercises/graded/exam.md"):
        asked = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT, check=False)
        assert asked.returncode == 0, f"git would keep {name}"


EXAM = """---
exercise:
  title: The hidden half-life of an exam
  answers:
    hours: {kind: number, reference: 16.6671, derivation: Four steps and two thirds of one more.}
---

# The hidden half-life of an exam

After how many hours is nothing left of it?

```{code-cell}
---
tags: [solution]
---
hours = amount / elimination_of_the_exam
left = np.log(20) * hours
found = low < hours and hours > high
```

Say *in words* what $k$ hours mean for somebody who waits.
"""


@pytest.fixture
def book(tmp_path):
    """A folder with a graded exercise and a roster, and a site that shows nothing of them."""
    root, site = tmp_path / "book", tmp_path / "site"
    for folder in (root / "graded", root / "exercises/graded", site / "chapters"):
        folder.mkdir(parents=True)
    (root / "graded/exam.md").write_text(EXAM)
    (root / "exercises/graded/roster.csv").write_text("id,name\n17,Somebody Whose Name Is Private")
    (site / "chapters/page.html").write_text("<p>After how many hours? 16.7, or 16.66712.</p>")
    return site, root


def test_a_site_without_graded_work_passes(book):
    assert published(*book) == []
    assert set(secrets(book[1]).values()) == {"graded/exam.md", "exercises/graded/roster.csv"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<h1>The hidden\nhalf-life of an exam</h1>"),
        ("page.html", "<code>hours = amount / elimination_of_the_exam</code>"),
        ("page.html", '<script type="application/json">{"truth": 16.6671}</script>'),
        ("searchindex.js", 'setIndex({"titles": ["The hidden half-life of an exam"]})'),
        ("one.ipynb", '{"cells": [{"source": ["Four steps and\\n", "two thirds of one more."]}]}'),
        ("_sources/page.md.txt", "After how many hours is nothing left of it?"),
        ("data.json", '["17,Somebody Whose Name Is Private"]'),
        (
            "page.html",
            "<span>left</span> = np<span>.</span>log<span>(</span>20<span>)</span> * hours",
        ),
        (
            "page.html",
            "<p>Say <em>in words</em> what <b>k</b><i>k</i> hours <em>mean</em> for somebody who "
            "waits.</p>",
        ),
        (
            "data.json",
            '{"told": "\\u003cp>Four steps and \\u003cem>two thirds\\u003c/em> of one more."}',
        ),
        ("page.html", "<code>found = low &lt; hours and hours &gt; high</code>"),
        ("page.txt", "found = low < hours and hours > high"),
        ("data.json", '["Four steps\\nand two thirds of one more."]'),
        ("data.json", '["Four steps \\u2013 and two thirds of one more."]'),
        ("graded/page.html", ""),
        ("notebooks/exam.ipynb", '{"cells": []}'),
    ],
)
def test_graded_work_in_a_site_is_noticed(book, name, text):
    site, root = book
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text(text)
    assert {place for place, _ in published(site, root)} == {name}


@pytest.mark.parametrize("name", ["book-1.zip.gz", "book.zip", "data.json.gz"])
def test_graded_work_in_a_packed_file_is_noticed(book, name):
    site, root = book
    data = json.dumps({"text": EXAM}).encode()
    if ".zip" in name:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("lectern/data/exercises/exam.json", data)
        data = packed.getvalue()
    (site / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert {place for place, _ in published(site, root)} == {name}
