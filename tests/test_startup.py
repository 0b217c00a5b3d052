"""What a command does not use, it does not load."""

import json
import subprocess
import sys

import pytest

from geo.base.paths import ROOT

# What takes time to load, and what only a build needs.
HEAVY = {
    "altair", "distributed", "folium", "geopandas", "jsonschema", "mcp", "numpy", "pandas",
    "psycopg", "pyarrow", "pycrfsuite", "pypinyin", "shapely", "streamlit", "tqdm", "trafilatura",
}  # fmt: skip
BUILDERS = {
    "geo.reading.extraction",
    "geo.reading.tagger",
    "geo.reading.lexicon",
    "geo.places.gazetteer",
    "geo.building.review",
    "geo.building.build",
}


def loaded(code):
    """Return what a fresh Python has loaded after running ``code``."""
    show = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], capture_output=True, check=True, cwd=ROOT
    )
    modules = set(json.loads(done.stdout.splitlines()[-1]))
    return modules | {name.partition(".")[0] for name in modules}


HELP = """
from geo.cli.main import main
try:
    main([{arguments}])
except SystemExit as stop:
    assert stop.code == 0, stop.code
"""


@pytest.mark.parametrize(
    "code",
    [
        "import geo",
        *(
            HELP.format(arguments=a)
            for a in ("'--help'", "'build', '--help'", "'serve', '--help'", "'mcp', '--help'")
        ),
    ],
)
def test_help_and_the_package_load_nothing_heavy(code):
    modules = loaded(code)
    assert "geo" in modules
    assert not modules & (HEAVY | {"jsonschema_rs"})
    assert not modules & BUILDERS


def test_one_report_is_built_without_what_many_need(tmp_path):
    seed = ROOT / "seeds" / "wuchang-2021.txt"
    asked = ["build", str(seed), "-o", str(tmp_path / "a")]
    code = f"from geo.cli.main import main; main({asked!r})"
    modules = loaded(code)
    assert "geo.building.build" in modules
    assert not {name for name in modules if name.startswith("geo.many")}
    assert not modules & {"distributed", "psycopg", "streamlit", "folium", "tqdm"}


def test_an_atlas_is_read_and_filtered_without_the_builder(tmp_path):
    code = (
        "from geo.model.atlas import read_atlas; from geo.selecting.selection import Selection\n"
        "atlas = read_atlas('data/atlas/wuchang-2021.geojson')\n"
        "assert Selection(sector=('finance',)).ids(atlas)"
    )
    modules = loaded(code)
    # Filters are masks over columns.
    assert not modules & (BUILDERS | HEAVY - {"numpy"} | {"geo.places.geocoders"})


def test_the_way_to_assistants_is_laid_without_their_protocol():
    code = (
        "from pathlib import Path; from geo.assistants.door import make_routes, is_installed\n"
        "from geo.serving.published import Publications\n"
        "import geo.page.server\n"
        "assert make_routes(Publications(folder=Path('data/atlas')), '', tuple)\n"
        "assert is_installed()"
    )
    modules = loaded(code)
    assert "geo.assistants.door" in modules
    assert not modules & {"mcp", "mcp_types", "pydantic", "geo.assistants.server"}


def test_the_page_opens_an_atlas_without_the_builder():
    code = (
        "from streamlit.testing.v1 import AppTest\n"
        "page = AppTest.from_file('streamlit_app.py', default_timeout=60).run()\n"
        "assert not page.exception, page.exception"
    )
    modules = loaded(code)
    assert "geo.page.filters" in modules
    assert not modules & (BUILDERS | {"geo.places.geocoders", "geo.many", "pycrfsuite"})
