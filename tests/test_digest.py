"""What a report is built from, and nothing besides, decides whether it is finished."""

import json
import shutil
import subprocess
import sys

import pytest
from shipped import SEED

from geo.base.paths import DATA, ROOT
from geo.many.digest import Settings, building_modules, digest_code, input_files

# Builds a report in a Python of its own; tells the modules that are loaded and the files of
# ``data/`` that are opened for it. The digest, which opens all that it counts, is left out.
BUILD = """
import json, sys
opened = set()
sys.addaudithook(lambda event, a: opened.add(str(a[0])) if event == "open" else None)
from pathlib import Path
from geo.many import tasks
tasks.digest_inputs = lambda _: ""
path, decided = Path(sys.argv[1]), tasks.digest_decisions(tasks.Settings(), sys.argv[2])
task = tasks.Task(sys.argv[2], path.read_bytes(), str(path), tasks.Settings(), "", decided)
assert isinstance(tasks.build_report(task), tasks.Built)
print(json.dumps([sorted(sys.modules), sorted(opened)]))
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the program's code, to change."""
    shutil.copytree(ROOT / "geo", tmp_path / "geo", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture(scope="module")
def built():
    """What a Python that builds the report that ships has loaded, and opened of ``data/``."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, SEED, SEED.stem],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    modules, opened = json.loads(done.stdout)
    data = {path for path in opened if path.startswith(f"{DATA}/")}
    return {name for name in modules if name.split(".")[0] == "geo"}, data


def append(path, text="\n# changed\n"):
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "base/spelling.py",
        "model/codes.py",
        "documents/office.py",
        "documents/report.py",
        "reading/stages.py",
        "reading/network.py",
        "reading/__init__.py",
        "places/units.py",
        "building/build.py",
        "building/whereabouts.py",
        "many/partition.py",
        "many/tasks.py",
    ],
)
def test_a_change_of_what_builds_counts_in_every_room(copy, name):
    before = digest_code(copy)
    append(copy / "geo" / name)
    assert digest_code(copy) != before


@pytest.mark.parametrize(
    "name",
    [
        "__main__.py",
        "frames.py",
        "cli/main.py",
        "page/layout.py",
        "page/editor/deciding.py",
        "view/card.py",
        "view/map/document.py",
        "outputs/data/excel.py",
        "outputs/paper/sheet.py",
        "editing/steps.py",
        "selecting/columns.py",
        "places/geocoders/amap.py",
        "jobs/tasks.py",
        "many/postgis.py",
        "assets/map/atlas.js",
    ],
)
def test_a_change_of_what_shows_edits_or_writes_does_not(copy, name):
    before = digest_code(copy)
    append(copy / "geo" / name)
    assert digest_code(copy) == before


def test_a_module_that_moves_into_a_room_of_its_own_counts_as_before(copy):
    room = copy / "geo" / "reading" / "rules"
    room.mkdir()
    (room / "__init__.py").write_text('"""Rules."""\n', encoding="utf-8")
    (copy / "geo" / "reading" / "stages.py").rename(room / "stages.py")
    for path in (copy / "geo").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "geo.reading.stages" in text:
            text = text.replace("geo.reading.stages", "geo.reading.rules.stages")
            path.write_text(text, encoding="utf-8")
    moved = digest_code(copy)
    append(room / "stages.py")
    changed = digest_code(copy)
    assert changed != moved
    append(room / "__init__.py")
    assert digest_code(copy) != changed


def test_a_module_counts_from_when_it_is_imported_wherever_that_is(copy):
    new = copy / "geo" / "reading" / "new.py"
    new.write_text("", encoding="utf-8")
    before = digest_code(copy)
    append(new)
    assert digest_code(copy) == before
    # Only types need it: it does not run.
    typed = "\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import geo.reading.new\n"
    append(copy / "geo" / "reading" / "sectors.py", typed)
    with_types = digest_code(copy)
    append(new)
    assert digest_code(copy) == with_types
    late = "\n\ndef later():\n    from geo.reading import new\n"
    append(copy / "geo" / "reading" / "sectors.py", late)
    before = digest_code(copy)
    append(new)
    assert digest_code(copy) != before


def test_the_digest_holds_all_modules_that_a_build_loads(built):
    modules, _ = built
    assert "geo.reading.extraction" in modules
    assert modules - building_modules().keys() == set()


def test_the_digest_holds_all_data_that_a_build_opens(built):
    _, opened = built
    counted = {*map(str, input_files(Settings())), str(Settings().decisions(SEED.stem))}
    # Says only which report, and which region, ship.
    counted.add(str(DATA / "shipped.json"))
    assert str(DATA / "lexicon" / "stages.csv") in opened
    assert opened - counted == set()
