"""The notebook in examples/ runs from its first cell to its last."""

import nbformat
import pytest
from nbclient import NotebookClient

from geo.base.paths import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_is_kept_without_its_output(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    NotebookClient(notebook, resources={"metadata": {"path": path.parent}}).execute()
    shown = [str(output.get("data")) for cell in code for output in cell.outputs]
    assert any("srcdoc=" in data for data in shown)
    assert not any(output.output_type == "stream" for cell in code for output in cell.outputs)
