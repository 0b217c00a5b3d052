"""The house stays in order: what ``python -m tools.structure`` counts keeps within its limits."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.base.imports import imports_of, modules_in
from geo.base.paths import ROOT
from tools.structure import Call, circle, climbs, floors, measures, room_of


@pytest.fixture(scope="module")
def numbers():
    return measures()


def test_the_numbers_keep_within_their_limits(numbers):
    assert numbers["floors of rooms"] <= 10
    assert numbers["circles of rooms"] == []
    assert numbers["circles of modules"] == []
    assert numbers["imports hidden in strings"] == []
    assert len(numbers["climbs of a report's text"]) <= 4
    assert len(numbers["files to touch for a sector"]) <= 3
    assert len(numbers["files to touch for an export format"]) <= 2


def test_the_way_of_a_report_is_followed_from_its_file_to_its_mentions(numbers):
    calls = numbers["calls that carry a report's text to another room"]
    assert "geo.building.build:build_atlas → geo.reading.extraction:find_mentions" in calls
    assert calls[0].endswith("→ geo.documents.report:open_report")


def test_a_member_stands_above_all_that_it_imports():
    assert floors({"roof": {"wall", "base"}, "wall": {"base"}, "shed": {"base"}}) == {
        "base": 1, "wall": 2, "shed": 2, "roof": 3,
    }  # fmt: skip
    assert circle({"a": {"b"}, "b": {"a"}, "c": {"a"}}) in (["a", "b", "a"], ["b", "a", "b"])
    assert circle({"a": {"b"}}) == []


def test_a_text_climbs_where_it_is_handed_on_from_above_where_it_was():
    floor = {"geo.base": 1, "geo.reading": 3, "geo.building": 4, "geo.cli": 8}
    down = Call("geo.cli.main:a", "geo.building.build:b")
    on = Call("geo.building.build:b", "geo.reading.spans:c")
    again = Call("geo.building.build:d", "geo.reading.spans:c")
    assert climbs([down, on], floor) == []
    assert climbs([down, on, again], floor) == [again]
    assert climbs([down, on, again, down], floor) == [again, down]


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("geo.reading.spans", "geo.reading"),
        ("geo.view.map.tiles", "geo.view.map"),
        ("geo.view.map", "geo.view.map"),
        ("geo.frames", "geo.frames"),
        ("geo.__main__", "geo.__main__"),
    ],
)
def test_a_room_is_a_folder_or_a_module_that_lies_in_none(module, room):
    assert room_of(module) == room


def test_an_import_counts_wherever_it_stands_but_for_types(tmp_path):
    for name in ("low", "late", "typed", "shown"):
        (tmp_path / "geo" / name).mkdir(parents=True)
        (tmp_path / "geo" / name / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "geo" / "__init__.py").write_text(
        "import geo.low\ndef __getattr__(name):\n    import geo.shown\n", encoding="utf-8"
    )
    (tmp_path / "geo" / "high.py").write_text(
        "import os\nfrom typing import TYPE_CHECKING\nfrom geo import low\n"
        "if TYPE_CHECKING:\n    from geo import typed\n"
        "try:\n    from geo.shown import x\nexcept ImportError:\n    x = None\n"
        "def later():\n    import geo.late as y\n",
        encoding="utf-8",
    )
    found = modules_in(tmp_path)
    assert imports_of("geo.high", found) == {"geo.low", "geo.shown", "geo.late"}
    # A package hands on what it is asked for; its users import that themselves.
    assert imports_of("geo", found) == {"geo.low"}


def test_the_rules_of_the_rooms_find_who_breaks_them(tmp_path):
    shutil.copytree(ROOT / "geo", tmp_path / "geo", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "geo" / "reading" / "spans.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef late():\n    from geo.places.gazetteer import read_gazetteer\n")
    with (tmp_path / "geo" / "view" / "card.py").open("a", encoding="utf-8") as file:
        file.write("\n\nimport streamlit\n")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "NO_COLOR": "1"},
        text=True,
    )
    assert done.returncode == 1
    assert "A room imports only from rooms below it BROKEN" in done.stdout
    assert "Only the page knows Streamlit BROKEN" in done.stdout
    assert "No circles, in whatever depth KEPT" in done.stdout
