"""The notebooks that pages offer run as they are, wherever they were saved."""

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT, contents

SOURCES = {name: (ROOT / f"{name}.md").read_text("utf-8") for name in contents()}
EXERCISES = [name for name in SOURCES if name.startswith("exercises/")]
# the exercises are of one kind: every fifth stands for its neighbours
EXECUTABLE = [
    name
    for name, source in SOURCES.items()
    if "{code-cell}" in source and (name not in EXERCISES or EXERCISES.index(name) % 5 == 0)
]


def run(notebook, folder):
    """Execute a notebook in a folder; return the errors of its cells."""
    NotebookClient(notebook, allow_errors=True, resources={"metadata": {"path": folder}}).execute()
    return [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


@pytest.mark.parametrize("name", EXECUTABLE)
def test_the_notebook_of_a_page_runs(site, name, tmp_path):
    file = site / "notebooks" / f"{name.rpartition('/')[2]}.ipynb"
    errors = run(nbformat.read(file, as_version=4), tmp_path)
    if name.startswith("chapters/"):
        assert errors == []
    else:  # nobody has answered yet, and check says so
        assert [error.ename for error in errors] == ["CheckFailed"]
        assert "not answered" in errors[0].evalue.lower()
