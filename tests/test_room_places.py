"""The editor's room for a report of another place: what its desk places sites by."""

import pytest
from extracts import REPORT, TOWN, jingzhou, run

from geo.documents.report import Report
from geo.editing import steps
from geo.editing.desk import read_desk
from geo.editing.findings import list_findings
from geo.model.atlas import read_atlas
from geo.sources import intake
from geo.sources.intake import Terms, import_file


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "home" / "places.sqlite"
    monkeypatch.setenv("GEO_PLACES", str(path))
    monkeypatch.setattr(intake, "import_apart", import_file)
    import_file(jingzhou().write(tmp_path / "jingzhou.osm.pbf"), path, Terms())
    return path


def desk_of(store):
    return read_desk(Report("荆州-2024", REPORT), store=store)


def test_the_rooms_rebuild_is_what_the_command_builds(store, tmp_path, capsys):
    path = tmp_path / "荆州-2024.txt"
    path.write_text(REPORT, encoding="utf-8")
    out = tmp_path / "built.geojson"
    assert run(capsys, "build", path, "-o", out)[0] == 0
    desk = desk_of(store)
    draft = desk.blank()
    built = read_atlas(out)
    assert desk.build(draft, desk.read(draft)).features == built.features
    assert {f["properties"]["precision"] for f in built.features} & {"exact", "street"}
    # A second build, from what is remembered, and one that knows no own places.
    assert desk.build(draft, desk.read(draft)).features == built.features
    bare = desk_of(None).build(draft, desk.read(draft))
    assert {f["properties"]["precision"] for f in bare.features} <= {"city", "district"}


def test_a_site_that_an_editor_places_keeps_the_region_that_its_words_say(store):
    desk = desk_of(None)
    draft = desk.blank()
    reading = desk.read(draft)
    (site,) = [s for s in list_findings(desk.report, draft, reading, ()) if s.name == "白鹭学校"]
    location = steps.Location(
        name=site.name, name_en="Bailu school", aliases=(), kind="campus", within=None,
        precision="approximate", uncertainty_m=500.0, source_kind="estimate",
        source_text="虚构的位置", licence="CC0-1.0",
        geometry={"type": "Point", "coordinates": list(TOWN)},
    )  # fmt: skip
    draft, reading = desk.take(draft, steps.locate(site, location), reading)
    placed = desk.build(draft, reading).by_id[site.id]["properties"]
    assert (placed["precision"], placed["region"]) == ("approximate", "421088")
