"""The notebook in examples/ runs from its first cell to its last, the rest is what it says."""

import re

import nbformat
import pytest
import yaml
from nbclient import NotebookClient

from geo.base.paths import ROOT
from geo.many.partition import COLUMNS
from geo.many.postgis import SCHEMA

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


def test_the_example_for_pygeoapi_names_a_table_that_is_there_and_its_columns():
    config = yaml.safe_load((ROOT / "examples" / "pygeoapi.yml").read_text(encoding="utf-8"))
    assert {"server", "logging", "metadata", "resources"} <= config.keys()
    (provider,) = config["resources"]["sites"]["providers"]
    table = f"{provider['data']['search_path'][0]}.{provider['table']}"
    (made,) = [each for each in SCHEMA if f"CREATE TABLE IF NOT EXISTS {table} " in each]
    columns = dict(re.findall(r"^ +(\w+) ([a-z]+)", made, re.MULTILINE))
    assert columns.keys() == {*COLUMNS.names, "geom"}
    kinds = {name: columns[provider[name]] for name in ("id_field", "geom_field", "time_field")}
    assert kinds == {"id_field": "text", "geom_field": "geometry", "time_field": "date"}
    assert provider["data"]["password"].startswith("${PGPASSWORD")
