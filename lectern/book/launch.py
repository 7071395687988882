"""Links that open a page's notebook on Colab and Binder, and the branch on which these find it.

Both open notebooks from a public repository, and neither reads MyST. ``make notebooks`` writes the
notebooks, with what they need, into a folder; the repository publishes it as a branch.
"""

from __future__ import annotations

import pathlib
import re
import shutil

import nbformat
import yaml

from lectern.notebooks import notebook

__all__ = ["BRANCH", "launchers", "repository", "write_branch"]

BRANCH = "notebooks"
GITHUB = re.compile(r"https://github\.com/([\w-]+)/([\w.-]+?)(?:\.git)?/?")
NOTE = "Made from the pages of the book by `make notebooks`; changes here are overwritten.\n"


def repository(root):
    """Return the address of the book's repository, or "" where none is configured."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return str((config.get("repository") or {}).get("url") or "").rstrip("/")


def launchers(url, file):
    """Return where a notebook can be opened.

    Parameters
    ----------
    url : str
        The repository, as ``repository: url:`` of ``_config.yml`` names it; may be empty.
    file : str
        The name of the notebook.

    Returns
    -------
    dict of str to str
        Address by name of the service. Empty unless the repository is one of GitHub.
    """
    match = GITHUB.fullmatch(url or "")
    if match is None:
        return {}
    place = f"{match[1]}/{match[2]}"
    return {
        "Colab": f"https://colab.research.google.com/github/{place}/blob/{BRANCH}/{file}",
        "Binder": f"https://mybinder.org/v2/gh/{place}/{BRANCH}?urlpath=lab/tree/{file}",
    }


def write_branch(root, target):
    """Write the notebooks of all pages with code, and what Binder installs for them.

    Parameters
    ----------
    root : pathlib.Path
        The folder of the book.
    target : pathlib.Path
        The folder to write; what was in it is gone afterwards.

    Returns
    -------
    int
        How many notebooks there are.
    """
    url = repository(root)
    wanted = f"unopposed[notebooks] @ git+{url}" if url else "unopposed[notebooks]"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    count = 0
    for folder in ("chapters", "exercises"):
        for page in sorted((root / folder).glob("*.md")):
            if "{code-cell}" not in page.read_text(encoding="utf-8"):
                continue
            book = notebook(page, solutions=folder != "exercises")
            book.cells.insert(1, _install(wanted))
            text = nbformat.writes(book) + "\n"
            (target / f"{page.stem}.ipynb").write_text(text, encoding="utf-8")
            count += 1
    (target / "requirements.txt").write_text(f"{wanted}\njupyterlab\n", encoding="utf-8")
    (target / "runtime.txt").write_text("python-3.11\n", encoding="utf-8")
    (target / "README.md").write_text(f"# Notebooks\n\n{NOTE}", encoding="utf-8")
    return count


def _install(wanted):
    """Return a cell that installs the book's package where it is missing."""
    source = (
        "try:\n    import lectern\n    import pharmlib\nexcept ImportError:\n"
        f'    %pip install --quiet "{wanted}"'
    )
    return nbformat.v4.new_code_cell(source=source, id="install", metadata={"tags": ["install"]})


if __name__ == "__main__":
    made = write_branch(pathlib.Path.cwd(), pathlib.Path("_build", BRANCH))
    print(f"_build/{BRANCH}: {made} notebooks")
