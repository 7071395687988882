"""Colab and Binder: offered where a public repository is configured, and nowhere else."""

import ast
import re

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from IPython.core.inputtransformer2 import TransformerManager

from lectern.book.launch import launchers, write_branch
from tests.book.small_book import build, page, write
from tests.conftest import ROOT, contents


def test_both_services_open_the_notebook_of_the_branch():
    assert launchers("https://github.com/some-body/a.book", "clock.ipynb") == {
        "Colab": "https://colab.research.google.com/github/some-body/a.book/blob/notebooks/"
        "clock.ipynb",
        "Binder": "https://mybinder.org/v2/gh/some-body/a.book/notebooks?urlpath=lab/tree/"
        "clock.ipynb",
    }


@pytest.mark.parametrize("ending", ["/", ".git"])
def test_the_address_may_end_as_addresses_do(ending):
    url = "https://github.com/a/b"
    assert launchers(url + ending, "c.ipynb") == launchers(url, "c.ipynb")


@pytest.mark.parametrize("url", ["", None, "https://codeberg.org/a/b", "https://github.com/a"])
def test_without_a_repository_of_github_there_is_no_link(url):
    assert launchers(url, "clock.ipynb") == {}


def test_the_pages_offer_what_the_configuration_allows(site):
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    wanted = len(launchers(config["repository"]["url"], "x.ipynb"))
    for name in contents():
        soup = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        executable = soup.select_one("a[download]") is not None
        assert len(soup.select(".download a.launch")) == (wanted if executable else 0), name


def test_the_pages_of_a_book_with_a_repository_offer_both_services(tmp_path):
    url = "https://github.com/a/b"
    write(tmp_path, {"chapters/page": page("1 + 1")})
    config = tmp_path / "_config.yml"
    text, count = re.subn(r'(?m)^  url: ".*"$', f'  url: "{url}"', config.read_text("utf-8"))
    assert count == 1
    config.write_text(text, encoding="utf-8")
    code, said, _ = build(tmp_path)
    assert code == 0, said
    built = (tmp_path / "_build/html/chapters/page.html").read_text("utf-8")
    offered = BeautifulSoup(built, "html.parser").select(".download a.launch")
    wanted = launchers(url, "page.ipynb")
    assert {link.get_text(): link["href"] for link in offered} == wanted
    assert len(wanted) == 2


@pytest.mark.parametrize("url", ["", "https://github.com/a/b"])
def test_the_branch_holds_the_notebooks_and_what_they_need(tmp_path, url):
    root, target = tmp_path / "book", tmp_path / "branch"
    root.mkdir()
    for name in ("chapters", "exercises", "references.bib"):
        (root / name).symlink_to(ROOT / name)
    (root / "_config.yml").write_text(f"title: A book\nrepository:\n  url: '{url}'\n")
    target.mkdir()
    (target / "old.ipynb").touch()
    executable = [
        name for name in contents() if "{code-cell}" in (ROOT / f"{name}.md").read_text("utf-8")
    ]
    assert write_branch(root, target) == len(executable)
    files = {file.name for file in target.iterdir()}
    notebooks = {f"{name.rpartition('/')[2]}.ipynb" for name in executable}
    assert files == notebooks | {"requirements.txt", "runtime.txt", "README.md"}
    needs = (target / "requirements.txt").read_text().splitlines()
    assert needs[0] == (f"unopposed[notebooks] @ git+{url}" if url else "unopposed[notebooks]")
    for name in notebooks:
        book = nbformat.read(target / name, as_version=4)
        nbformat.validate(book)
        assert needs[0] in book.cells[1].source
        ast.parse(TransformerManager().transform_cell(book.cells[1].source))
        tags = {tag for cell in book.cells for tag in cell.metadata.get("tags", [])}
        assert tags.isdisjoint({"solution", "misconception"})
