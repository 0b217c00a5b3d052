"""A user's own places: brought in whole or not at all, and matched within the report's place."""

import json
import os
import signal
import sqlite3
import subprocess
import sys

import pytest
from extracts import (
    COUNTY_TOWN,
    OTHER_CITY,
    REPORT,
    TOWN,
    Extract,
    jingzhou,
    rows_in,
    run,
    write_table,
)
from geopy.location import Location

from geo.base.paths import ROOT
from geo.cli.main import main
from geo.editing.site_proposals import propose_sites, region_around
from geo.model.atlas import read_atlas
from geo.places.datum import BD09, GCJ02, WGS84, convert
from geo.places.geocoders.services import Service
from geo.places.units import read_townships, read_units
from geo.sources import intake
from geo.sources import store as stores
from geo.sources.asked_names import asked, general_words, is_general
from geo.sources.intake import Terms, import_file
from geo.sources.kinds import is_compact, kind_of, wanted_kinds
from geo.sources.names import key_of, names_of, split
from geo.sources.store import open_store
from geo.sources.territory import Territory
from geo.view.map.basemap import backdrop_of
from geo.view.map.payload import payload

IMPORT_APART = intake.import_apart
TABLE = [
    ("云梦剧院", 112.2450, 30.3300),
    ("织锦公园", 112.2500, 30.3400),
    ("栖霞中学", 112.2300, 30.3200),
]


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "home" / "places.sqlite"
    monkeypatch.setenv("GEO_PLACES", str(path))
    # In a process of its own an import takes a second longer.
    monkeypatch.setattr(intake, "import_apart", import_file)
    return path


@pytest.fixture
def apart(store, monkeypatch):
    """The same store, but every import runs in a process of its own, as a user's does."""
    monkeypatch.setattr(intake, "import_apart", IMPORT_APART)
    return store


@pytest.fixture
def extract(tmp_path):
    return jingzhou().write(tmp_path / "jingzhou.osm.pbf")


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "荆州-2024.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def build(capsys, report):
    out = report.with_suffix(".geojson")
    code, err = run(capsys, "build", report, "-o", out)
    assert code == 0, err
    return {f["properties"]["name"]: f for f in read_atlas(out).features}


def precision(feature):
    return feature["properties"]["precision"], feature["properties"]["uncertainty_m"]


# ---- what an import keeps ------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".osm.pbf", ".osm"])
def test_an_extract_is_imported_with_its_terms(suffix, apart, tmp_path, capsys):
    path = jingzhou().write(tmp_path / f"jingzhou{suffix}")
    code, err = run(capsys, "places", "import", path, "--date", "2026-11")
    assert code == 0
    assert "OpenStreetMap, ODbL-1.0, 2026-11" in err
    with open_store() as opened:
        (source,) = opened.sources()
        assert source.attribution == "© OpenStreetMap contributors"
        assert (source.datum, len(source.sha256)) == ("WGS-84", 64)
        assert len(opened.find([key_of("凤鸣大道")])) == 13


def test_the_same_file_again_replaces_what_it_was(store, extract, capsys):
    assert run(capsys, "places", "import", extract)[0] == 0
    before = rows_in(store), rows_in(store, "name"), rows_in(store, "base")
    code, err = run(capsys, "places", "import", extract)
    assert code == 0
    assert "replaced" in err
    assert (rows_in(store), rows_in(store, "name"), rows_in(store, "base")) == before


def test_a_newer_file_of_the_same_path_replaces_the_older(store, tmp_path, capsys):
    path = write_table(tmp_path / "a.csv", TABLE)
    assert run(capsys, "places", "import", path, "--datum", "wgs84")[0] == 0
    write_table(path, TABLE[:1])
    assert run(capsys, "places", "import", path, "--datum", "wgs84")[0] == 0
    assert rows_in(store) == 1
    assert rows_in(store, "source") == 1


def test_an_incomplete_boundary_is_no_area_but_a_line(store, extract, capsys):
    run(capsys, "places", "import", extract)
    with open_store() as opened:
        assert opened.find([key_of("沙市区")]) == []
        kinds = [s.kind for s, _ in opened.base((111.0, 29.0, 114.0, 31.0), ["boundary", "rail"])]
    assert sorted(kinds) == ["boundary", "rail"]


def test_geonames_text_is_read_without_its_villages(store, tmp_path, capsys):
    def line(number, name, lat, lon, kind, code):
        cells = [number, "x", "x", name, lat, lon, kind, code, "CN", *[""] * 9, "2025-03-04"]
        return "\t".join(map(str, cells))

    path = tmp_path / "CN.txt"
    rows = [
        line(1, "Hefeng,荷风医院", 30.34, 112.25, "S", "HSP"),
        line(2, "栖霞村", 30.33, 112.24, "P", "PPL"),
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    code, err = run(capsys, "places", "import", path)
    assert code == 0
    assert "GeoNames, CC-BY-4.0, 2025-03-04" in err
    with open_store() as opened:
        assert opened.find([key_of("荷风医院")])[0][1].precision == "approximate"
        assert opened.find([key_of("栖霞村")])[0][1].type == "admin"


def overture(path, rows, schema):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


def test_overtures_places_and_divisions_are_read_by_their_schemas(store, tmp_path, capsys):
    import pyarrow as pa
    import shapely

    names = pa.struct([("primary", pa.string()), ("common", pa.map_(pa.string(), pa.string()))])
    places = pa.schema(
        [
            ("id", pa.string()),
            ("geometry", pa.binary()),
            ("names", names),
            ("categories", pa.struct([("primary", pa.string())])),
            ("confidence", pa.float64()),
        ]
    )

    def place(name, common, category, confidence):
        return {
            "id": name,
            "geometry": shapely.to_wkb(shapely.Point(TOWN)),
            "names": {"primary": name, "common": common},
            "categories": {"primary": category},
            "confidence": confidence,
        }

    path = overture(
        tmp_path / "places.parquet",
        [
            place("Hefeng Hospital", [("zh", "荷风医院")], "hospital", 0.9),
            place("星河广场", [], "shopping_center", 0.2),
        ],
        places,
    )
    code, err = run(capsys, "places", "import", path)
    assert code == 0
    assert "1 named places" in err
    assert "CDLA-Permissive-2.0" in err
    divisions = pa.schema([("geometry", pa.binary()), ("names", names), ("subtype", pa.string())])
    area = shapely.to_wkb(shapely.box(111.2, 29.4, 113.5, 30.7))
    path = overture(
        tmp_path / "areas.parquet",
        [{"geometry": area, "names": {"primary": "荆州市", "common": []}, "subtype": "region"}],
        divisions,
    )
    assert run(capsys, "places", "import", path)[0] == 0
    with open_store() as opened:
        assert opened.find([key_of("荷风医院")])[0][1].type == "health"
        assert opened.find([key_of("荆州市")])[0][1].type == "admin"


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_tables_of_other_formats_and_projections_are_read(suffix, store, tmp_path, capsys):
    import geopandas as gpd
    from shapely.geometry import Point

    frame = gpd.GeoDataFrame(
        {"名称": ["云梦剧院"]}, geometry=[Point(112.245, 30.33)], crs="EPSG:4326"
    )
    path = tmp_path / f"a{suffix}"
    (frame.to_crs("EPSG:32649") if suffix == ".gpkg" else frame).to_file(path)
    code, err = run(capsys, "places", "import", path, "--datum", "wgs84", "--source", "本局")
    assert (code, "本局" in err) == (0, True)
    with open_store() as opened:
        ((_, found),) = opened.find([key_of("云梦剧院")])
    assert found.bounds[:2] == pytest.approx((112.245, 30.33), abs=1e-6)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_table_is_read_in_its_encoding(encoding, store, tmp_path, capsys):
    path = write_table(tmp_path / "a.csv", TABLE, ("名称", "经度", "纬度"), encoding)
    code, err = run(capsys, "places", "import", path, "--datum", "wgs84")
    assert code == 0, err
    assert rows_in(store) == 3


@pytest.mark.parametrize(("name", "datum"), [("gcj02", GCJ02), ("bd09", BD09)])
def test_a_table_in_another_datum_is_converted(name, datum, store, tmp_path, capsys):
    lon, lat = convert(112.245, 30.33, WGS84, datum)
    path = write_table(tmp_path / "a.csv", [("云梦剧院", float(lon), float(lat))])
    assert run(capsys, "places", "import", path, "--datum", name)[0] == 0
    with open_store() as opened:
        ((_, found),) = opened.find([key_of("云梦剧院")])
        assert opened.sources()[0].datum == datum
    assert found.bounds[:2] == pytest.approx((112.245, 30.33), abs=1e-6)


def test_a_tables_own_word_for_its_precision_counts(store, tmp_path, capsys, report):
    rows = [("云梦剧院", *TOWN, "exact", 40)]
    path = write_table(
        tmp_path / "a.csv", rows, ("name", "lon", "lat", "precision", "uncertainty_m")
    )
    assert run(capsys, "places", "import", path, "--datum", "wgs84")[0] == 0
    assert precision(build(capsys, report)["云梦剧院"]) == ("exact", 40)


# ---- bad input -----------------------------------------------------------------------------


def refuse(capsys, store, path, *arguments, says):
    """The file is refused in one line that names it, and the store is as it was."""
    before = store.read_bytes() if store.exists() else None
    code, err = run(capsys, "places", "import", path, *arguments)
    assert code == 2
    assert len(err.splitlines()) == 1, err
    assert says in err
    assert path.name in err
    assert rows_in(store) == 0 if before is None else store.read_bytes() == before


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", [".osm.pbf", ".osm"])
def test_a_truncated_extract_is_refused(part, suffix, store, tmp_path, capsys):
    whole = jingzhou().write(tmp_path / f"whole{suffix}").read_bytes()
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(whole[: int(len(whole) * part)])
    refuse(capsys, store, path, says="broken or cut off")


def test_what_was_there_before_still_works(apart, extract, tmp_path, capsys, report):
    assert run(capsys, "places", "import", extract)[0] == 0
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(extract.read_bytes()[:300])
    refuse(capsys, apart, path, says="broken or cut off")
    assert build(capsys, report)["凤鸣大道"]["geometry"]


def test_an_extract_of_another_continent_is_refused(store, tmp_path, capsys):
    made = Extract()
    made.node(2.35, 48.85, amenity="restaurant", name="巴黎中国城")
    refuse(capsys, store, made.write(tmp_path / "paris.osm.pbf"), says="lies in China")


def test_a_file_without_chinese_names_is_refused(store, tmp_path, capsys):
    made = Extract()
    made.node(*TOWN, amenity="cafe", name="Nowhere")
    refuse(capsys, store, made.write(tmp_path / "a.osm"), says="nothing with a Chinese name")


@pytest.mark.parametrize(
    ("header", "rows", "says"),
    [
        (("name", "address"), [("云梦剧院", "x")], "no columns of longitude and latitude"),
        (("id", "lon", "lat"), [("1", 112.2, 30.3)], "no column of names"),
        (("name", "lon", "lat"), [(n, y, x) for n, x, y in TABLE], "swapped"),
        (("name", "lon", "lat"), [("云梦剧院", "东经112", "30")], "line 2: no degrees"),
        (("name", "lon", "lat"), [TABLE[0], ("云梦剧院",)], "line 3: the row has 1 cells"),
        (("name", "lon", "lat"), [], "nothing with a Chinese name"),
        (("name", "lon", "lat", "precision"), [(*TABLE[0], "sure")], "precision 'sure'"),
    ],
)
def test_a_table_that_does_not_hold_is_refused(header, rows, says, store, tmp_path, capsys):
    path = write_table(tmp_path / "a.csv", rows, header)
    refuse(capsys, store, path, "--datum", "wgs84", says=says)


def test_a_table_must_say_its_datum(store, tmp_path, capsys):
    path = write_table(tmp_path / "a.csv", TABLE)
    refuse(capsys, store, path, says="--datum")


def townships(datum):
    """Townships of 荆州 at their known points, in a datum."""
    for unit in read_townships("4210"):
        if unit.at:
            lon, lat = convert(*unit.at, WGS84, datum)
            yield unit.name, float(lon), float(lat)


@pytest.mark.parametrize(
    ("true", "said"), [(GCJ02, "wgs84"), (BD09, "wgs84"), (WGS84, "gcj02"), (GCJ02, "bd09")]
)
def test_a_table_in_another_datum_than_it_says_is_refused(true, said, store, tmp_path, capsys):
    path = write_table(tmp_path / "a.csv", list(townships(true)))
    refuse(capsys, store, path, "--datum", said, says=f"it is in {true}")
    code, err = run(capsys, "places", "import", path, "--datum", said, "--force")
    assert code == 0
    assert f"it is in {true}" in err


@pytest.mark.parametrize(("true", "said"), [(GCJ02, "gcj02"), (BD09, "bd09"), (WGS84, "wgs84")])
def test_a_table_in_the_datum_that_it_says_is_taken(true, said, store, tmp_path, capsys):
    path = write_table(tmp_path / "a.csv", list(townships(true)))
    code, err = run(capsys, "places", "import", path, "--datum", said)
    assert code == 0, err


@pytest.mark.parametrize("name", ["a.xlsx", "a.shp", "a.txt", "a"])
def test_another_kind_of_file_is_refused(name, store, tmp_path, capsys):
    path = tmp_path / name
    path.write_bytes(b"whatever it is")
    refuse(capsys, store, path, says="no file of places")


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg", "a.geojson", "a.osm.pbf", "a.osm"])
def test_a_file_that_is_not_what_its_name_says_is_refused(name, store, tmp_path, capsys):
    path = tmp_path / name
    path.write_bytes(b"\x00\x01 no such thing")
    refuse(capsys, store, path, says=name)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(store, tmp_path, capsys):
    refuse(capsys, store, tmp_path / "nowhere.osm", says="No such file")
    folder = tmp_path / "folder.osm"
    folder.mkdir()
    refuse(capsys, store, folder, says="directory")
    pipe = tmp_path / "pipe.osm"
    os.mkfifo(pipe)
    refuse(capsys, store, pipe, says="FIFO")


def test_a_store_of_another_version_is_refused_by_all_who_open_it(
    store, extract, tmp_path, capsys, report
):
    run(capsys, "places", "import", extract)
    database = sqlite3.connect(store)
    database.execute("PRAGMA user_version = 7")
    database.close()
    for arguments in (["places", "import", extract], ["build", report, "-o", tmp_path / "a"]):
        code, err = run(capsys, *arguments)
        assert code == 2
        assert "version 7" in err
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize("what", ["another", "noise", "folder"])
def test_what_is_no_store_is_refused_and_left_as_it_is(what, store, extract, capsys, report):
    store.parent.mkdir()
    if what == "another":
        database = sqlite3.connect(store)
        database.execute("CREATE TABLE mine (a)")
        database.close()
    elif what == "noise":
        store.write_bytes(b"no database" * 400)
    else:
        store.mkdir()
    before = store.read_bytes() if store.is_file() else None
    for arguments in (["places", "import", extract], ["build", report, "-o", report.parent / "a"]):
        code, err = run(capsys, *arguments)
        assert code == 2
        assert store.name in err
        assert len(err.splitlines()) == 1
    assert before is None or store.read_bytes() == before


def test_a_locked_store_is_named(store, extract, capsys, monkeypatch):
    run(capsys, "places", "import", extract)
    monkeypatch.setattr(stores, "WAIT_S", 0)
    database = sqlite3.connect(store, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(stores.InputError, match="another process is writing"):
            import_file(extract, store, Terms())
    finally:
        database.close()


def test_an_import_that_is_killed_leaves_nothing(store, extract, tmp_path, capsys, report):
    """Killed in the middle of its transaction."""
    run(capsys, "places", "import", extract)
    before = rows_in(store)
    code = """
import sys
from geo.sources import intake
from geo.sources.intake import Terms, import_file
from pathlib import Path
rows = intake.rows_of
def stopping(path, kind):
    some = list(rows(path, kind))
    for _ in range(1000):
        yield from some
    print("in the middle", flush=True)
    sys.stdin.read()
intake.rows_of = stopping
import_file(Path(sys.argv[1]), Path(sys.argv[2]), Terms())
"""
    other = jingzhou()
    other.node(*TOWN, amenity="school", name="别处中学")
    path = other.write(tmp_path / "other.osm.pbf")
    process = subprocess.Popen(
        [sys.executable, "-c", code, path, store],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert build(capsys, report)["凤鸣大道"]["geometry"]
    assert rows_in(store) == before


def test_an_import_that_ends_early_says_so(apart, extract, capsys, monkeypatch):
    monkeypatch.setattr("geo.sources.intake.sys.executable", "/bin/false")
    refuse(capsys, apart, extract, says="nothing of it is kept")


def test_the_store_is_never_kept_in_the_project(extract, capsys):
    code, err = run(capsys, "places", "import", extract, "--store", ROOT / "places.sqlite")
    assert code == 2
    assert "outside the project" in err
    assert run(capsys, "places", "import", extract)[0] == 2


def test_a_store_that_is_named_is_written_to(store, extract, tmp_path, capsys):
    named = tmp_path / "mine.sqlite"
    assert run(capsys, "places", "import", extract, "--store", named)[0] == 0
    assert rows_in(named)
    assert not store.exists()


@pytest.mark.parametrize("day", ["gestern", "2026-13", "2026-2-1", "20261130"])
def test_a_date_that_is_none_is_refused(day, store, extract, capsys):
    code, err = run(capsys, "places", "import", extract, "--date", day)
    assert code == 2
    assert "--date" in err


# ---- matching ------------------------------------------------------------------------------


def test_without_a_store_nothing_changes(capsys, report, store):
    built = build(capsys, report)
    assert all(f["geometry"] is None for f in built.values())


def test_a_road_of_many_pieces_is_one_line(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    road = build(capsys, report)["凤鸣大道"]
    assert precision(road) == ("exact", 100)
    assert road["geometry"]["type"] == "LineString"
    source = road["properties"]["location_source"]
    assert (source["kind"], source["licence"]) == ("reference", "ODbL-1.0")
    assert source["attribution"] == "© OpenStreetMap contributors"
    assert "OpenStreetMap" in source["text"]
    assert "12段" in source["text"]


def test_the_thing_itself_goes_before_the_stop_of_its_name(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    park = build(capsys, report)["织锦公园"]
    assert precision(park) == ("exact", 100)
    assert park["geometry"]["type"] == "Polygon"


def test_a_stop_alone_is_never_exact(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    hospital = build(capsys, report)["荷风医院"]
    assert precision(hospital) == ("approximate", 1000)
    assert "公交站" in hospital["properties"]["location_source"]["text"]


def test_homonyms_far_apart_are_refused(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    assert build(capsys, report)["迎风路"]["geometry"] is None


def test_the_clause_chooses_between_homonyms(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    school = build(capsys, report)["白鹭学校"]
    assert school["geometry"]["coordinates"][0] == pytest.approx(COUNTY_TOWN[0] + 0.005)
    assert school["properties"]["region"] == "421088"


def test_nothing_outside_the_reports_place_is_taken(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    assert build(capsys, report)["栖霞中学"]["geometry"] is None


def test_a_restaurant_is_not_the_square_of_its_name(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    assert build(capsys, report)["星河广场"]["geometry"] is None


def test_a_list_of_hospitals_may_mean_their_branches(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    built = build(capsys, report)
    assert "枕溪医院" in built
    assert built["枕溪医院"]["geometry"] is None


def test_works_and_phases_of_a_place_are_placed_less_well(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    built = build(capsys, report)
    assert precision(built["云梦剧院"]) == ("exact", 100)
    assert precision(built["云梦剧院二期"]) == ("approximate", 1000)
    assert precision(built["青鸾湖综合治理"]) == ("street", 300)


@pytest.mark.parametrize(
    ("name", "is_house"),
    [
        ("枕溪医院", True), ("云梦剧院", True), ("银湖科技大厦B座", True), ("凤鸣变电站", True),
        ("第三中学", True), ("昙溪林", False), ("昙溪林历史街区", False), ("凤鸣大道", False),
        ("青鸾湖", False), ("白鹭产业园", False), ("织锦公园", False),
    ],
)  # fmt: skip
def test_a_point_of_a_table_shows_a_house_and_only_the_neighbourhood_of_all_else(name, is_house):
    assert is_compact(name) is is_house


def test_an_outline_of_ones_own_decides_what_lies_in_the_place(store, tmp_path, capsys, report):
    """Here an outline that leaves the town out: what is there is not taken."""
    made = jingzhou()
    corners = [(112.3, 29.4), (113.5, 29.4), (113.5, 30.5), (112.3, 30.5)]
    numbers = [made.node(*corner) for corner in corners]
    made.boundary([made.way([*numbers, numbers[0]])], admin_level="5", name="荆州市")
    run(capsys, "places", "import", made.write(tmp_path / "a.osm.pbf"))
    # It does not hold the city's seat: another place's outline, and not used.
    assert build(capsys, report)["凤鸣大道"]["geometry"]
    made = jingzhou()
    numbers = [made.node(*c) for c in [(111.0, 29.4), (113.5, 29.4), (113.5, 30.45), (111.0, 31.0)]]
    made.boundary([made.way([*numbers, numbers[0]])], admin_level="5", name="荆州市")
    run(capsys, "places", "import", made.write(tmp_path / "a.osm.pbf"))
    with_outline = build(capsys, report)
    assert with_outline["凤鸣大道"]["geometry"]
    # 宜昌's school lies in the outline that this user believes in.
    assert with_outline["栖霞中学"]["geometry"]


def test_two_sources_that_agree_are_one_place(store, extract, tmp_path, capsys, report):
    run(capsys, "places", "import", extract)
    lon, lat = TOWN
    table = write_table(tmp_path / "a.csv", [("云梦剧院", lon - 0.009, lat - 0.009)])
    run(capsys, "places", "import", table, "--datum", "wgs84")
    assert precision(build(capsys, report)["云梦剧院"]) == ("exact", 100)


def test_two_sources_that_contradict_place_nothing(store, extract, tmp_path, capsys, report):
    run(capsys, "places", "import", extract)
    table = write_table(tmp_path / "a.csv", [("云梦剧院", TOWN[0] + 0.1, TOWN[1])])
    run(capsys, "places", "import", table, "--datum", "wgs84")
    assert build(capsys, report)["云梦剧院"]["geometry"] is None


def test_the_atlas_is_the_same_however_often_it_is_built(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    build(capsys, report)
    first = report.with_suffix(".geojson").read_bytes()
    build(capsys, report)
    assert report.with_suffix(".geojson").read_bytes() == first


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("亮马河 Liangma River", ["亮马河"]),
        ("凤岗镇 (Fenggang)", ["凤岗镇"]),
        ("Liangma River 亮马河", ["亮马河"]),
        ("珠江路南站;赛百味", ["珠江路南站", "赛百味"]),
        ("人民路 / 解放路", ["人民路", "解放路"]),
        ("Starbucks", []),
        ("A", []),
        ("湖", []),
        ("万达·西双版纳", ["万达·西双版纳"]),
        ("T3航站楼", ["T3航站楼"]),
        ("K11购物中心", ["K11购物中心"]),
        ("测" * 80, []),
    ],
)
def test_odd_names_are_taken_apart(text, names):
    assert list(split(text)) == names


def test_names_of_other_keys_count_once():
    tags = {"name": "雲夢劇院", "name:zh": "云梦剧院", "alt_name": "大剧院;云梦大剧院"}
    assert names_of(tags) == ["雲夢劇院", "云梦剧院", "大剧院", "云梦大剧院"]
    assert key_of("雲夢劇院") == key_of("云梦剧院") == "云梦剧院"
    assert key_of("地铁 五号线（南延）") == "地铁5号线南延"


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "bus_stop"}, "stop"),
        ({"public_transport": "platform", "highway": "footway"}, "stop"),
        ({"railway": "station"}, "station"),
        ({"amenity": "restaurant"}, "food"),
        ({"shop": "mall"}, "building"),
        ({"shop": "bakery"}, "shop"),
        ({"natural": "water", "water": "lake"}, "water"),
        ({"boundary": "administrative", "place": "city"}, "admin"),
        ({"place": "village"}, "place"),
        ({"building": "yes"}, "building"),
        ({"highway": "primary", "bridge": "yes"}, "road"),
        ({"note": "x"}, None),
    ],
)
def test_tags_tell_what_a_thing_is(tags, kind):
    assert kind_of(tags) == kind


@pytest.mark.parametrize(
    ("name", "kind", "may"),
    [
        ("迎风路", "road", True), ("迎风路", "stop", False), ("迎风路", "building", False),
        ("青鸾湖", "water", True), ("青鸾湖", "building", False),
        ("荆州站", "station", True), ("城北变电站", "station", False),
        ("城北变电站", "building", True), ("云梦剧院", "building", True),
        ("云梦剧院", "food", False), ("云梦剧院", "admin", False),
        ("栖霞中学", "school", True), ("栖霞中学", "building", False),
    ],
)  # fmt: skip
def test_a_names_ending_says_what_it_can_be(name, kind, may):
    assert (kind in wanted_kinds(name)) == may


@pytest.mark.parametrize(
    ("name", "general"),
    [
        ("图书馆", True), ("市民中心", True), ("人民医院", True), ("行政办公区", True),
        ("文化体育中心", True), ("青少年活动中心", True), ("云梦剧院", False),
        ("黄鹤楼", False), ("栖霞中学", False),
    ],
)  # fmt: skip
def test_general_words_name_nothing(name, general, lexicon):
    assert is_general(name, general_words(lexicon, many_towns=True)) == general


def keys(name, own, lexicon):
    questions = asked(name, own, general_words(lexicon, many_towns=True))
    return {q.how: set(q.keys) for q in questions}


def test_a_general_name_is_asked_for_with_the_places_name(lexicon):
    own = [("荆州市", "荆州"), ("湖北省", "湖北")]
    found = keys("图书馆", own, lexicon)["name"]
    assert "荆州市图书馆" in found
    assert "图书馆" not in found
    assert "湖北省图书馆" not in found


def test_another_units_name_makes_another_thing(lexicon):
    own = [("武汉市", "武汉"), ("湖北省", "湖北")]
    assert "武汉大学" not in keys("湖北大学", own, lexicon)["name"]


@pytest.mark.parametrize(
    "name", ["12号线西延伸", "云梦剧院东馆", "荷风医院迁建", "迎风路北段", "织锦公园地块"]
)
def test_a_part_is_not_the_whole(name, lexicon):
    whole = {"12号线", "云梦剧院", "荷风医院", "迎风路", "织锦公园"}
    found = keys(name, [("荆州市", "荆州")], lexicon)
    assert whole.isdisjoint(key for some in found.values() for key in some)


# ---- the ground of a place -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "position", "inside"),
    [
        ("421000", TOWN, True),
        ("421000", COUNTY_TOWN, True),
        ("421000", OTHER_CITY, False),
        ("421081", (112.401, 29.717), True),
        ("421081", TOWN, False),
        ("110000", (116.39, 39.91), True),
        ("110000", (117.2, 39.13), False),
        ("310000", (121.47, 31.23), True),
        ("421000", (2.35, 48.85), False),
        ("420000", (114.3, 30.6), True),
    ],
)
def test_the_nearest_known_points_say_what_lies_in_a_place(code, position, inside):
    unit = read_units().by_code[code]
    assert Territory(unit).holds([position]).tolist() == [inside]


def test_the_command_says_what_it_reads(capsys):
    with pytest.raises(SystemExit):
        main(["places", "import", "--help"])
    said = capsys.readouterr().out
    for word in (".osm.pbf", ".parquet", ".csv", "--datum", "--licence", "--store"):
        assert word in said


# ---- the base map and whom to name ---------------------------------------------------------


def own_layers(atlas):
    """The base map's layers besides the seats of the country's table."""
    return [each for each in backdrop_of(atlas).layers if each["layer"]["id"] != "seats"]


def test_the_extract_is_the_base_map_of_the_reports_place(store, extract, capsys, report):
    run(capsys, "places", "import", extract)
    build(capsys, report)
    layers = own_layers(read_atlas(report.with_suffix(".geojson")))
    drawn = {feature["properties"]["class"] for layer in layers for feature in layer["features"]}
    assert {"primary", "rail", "canal", "lake", "boundary"} <= drawn
    assert {layer["layer"]["attribution"] for layer in layers} == {"© OpenStreetMap contributors"}
    names = [f["properties"]["name"] for f in layers[-1]["features"]]
    assert names == ["青鸾湖"]


def test_a_report_of_another_place_has_no_part_of_it(store, extract, capsys, tmp_path):
    run(capsys, "places", "import", extract)
    elsewhere = tmp_path / "a.txt"
    elsewhere.write_text(REPORT.replace("荆州", "贵阳").replace("监利市", "修文县"), "utf-8")
    build(capsys, elsewhere)
    atlas = read_atlas(elsewhere.with_suffix(".geojson"))
    assert own_layers(atlas) == []
    assert not [f for f in atlas.features if f["geometry"]]


def test_the_map_and_the_exports_name_the_source(store, extract, capsys, report, tmp_path):
    table = write_table(tmp_path / "a.csv", [("星河广场", *TOWN)])
    said = ("--datum", "wgs84", "--licence", "CC-BY-4.0", "--attribution", "测绘院 & 城建")
    run(capsys, "places", "import", table, *said)
    build(capsys, report)
    out = report.with_suffix(".geojson")
    assert payload(read_atlas(out))["credits"] == ["测绘院 & 城建"]
    kml = tmp_path / "a.kml"
    assert run(capsys, "export", out, "--report", report, "--format", "kml", "-o", kml)[0] == 0
    assert "测绘院 &amp; 城建" in kml.read_text("utf-8").replace("&amp;amp;", "&amp;")


def test_the_atlas_that_ships_asks_no_store(store, extract, capsys, atlas):
    before = backdrop_of(atlas)
    run(capsys, "places", "import", extract)
    assert backdrop_of(atlas) == before
    assert "credits" not in payload(atlas)


# ---- proposals -----------------------------------------------------------------------------


@pytest.fixture
def unplaced(store, extract, capsys, report):
    """An atlas that was built before the extract was imported."""
    build(capsys, report)
    assert run(capsys, "places", "import", extract)[0] == 0
    return report.with_suffix(".geojson")


def proposed(capsys, atlas, *arguments):
    out = atlas.with_name("candidates.geojson")
    code, err = run(capsys, "places", "propose", atlas, "-o", out, *arguments)
    assert code == 0, err
    return json.loads(out.read_text("utf-8"))


def test_candidates_are_listed_for_what_is_not_placed(unplaced, capsys):
    found = [f["properties"] for f in proposed(capsys, unplaced)["features"]]
    streets = [p for p in found if p["name"] == "迎风路"]
    assert [(p["rank"], p["how"], p["source"]) for p in streets] == [
        (1, "name", "OpenStreetMap"),
        (2, "name", "OpenStreetMap"),
    ]
    assert all(p["distance_m"] is not None and "ODbL-1.0" in p["terms"] for p in streets)
    assert [p["how"] for p in found if p["name"] == "荷风医院"] == ["stop"]
    assert [p["how"] for p in found if p["name"] == "云梦剧院二期"] == ["phase"]
    # Outside the place, and outside the county that the clause says.
    assert not [p for p in found if p["name"] == "栖霞中学"]
    (school,) = [p for p in found if p["name"] == "白鹭学校"]
    assert school["lat"] < 30


def test_what_gave_no_candidate_is_listed_too(unplaced, capsys):
    missing = {row["name"]: row["status"] for row in proposed(capsys, unplaced)["unanswered"]}
    assert missing["栖霞中学"] == "nothing"


def test_the_atlas_is_not_changed_by_proposals(unplaced, capsys):
    before = unplaced.read_bytes()
    proposed(capsys, unplaced)
    assert unplaced.read_bytes() == before


def test_nobody_to_ask_is_said(unplaced, store, capsys, tmp_path):
    store.unlink()
    code, err = run(capsys, "places", "propose", unplaced, "-o", tmp_path / "a.geojson")
    assert code == 2
    assert "nobody to ask" in err


class Remembering(dict):
    """A cache that keeps what it is given, for one test."""

    def get(self, *question):
        return super().get(question)

    def put(self, candidates, *question):
        self[question] = candidates


def service(answers, region):
    asked_for = []

    def search(query):
        asked_for.append(query)
        return [Location(name, (lat, lon), {}) for name, lon, lat in answers]

    return Service("nominatim", "http://x", search, Remembering(), region), asked_for


def test_services_are_asked_with_the_city_and_refused_outside_the_place(unplaced):
    atlas = read_atlas(unplaced)
    unit = read_units().by_code["421000"]
    ground = Territory(unit)
    region = region_around(unit, ground)
    answers = [("迎风路, 荆州市", *TOWN), ("迎风路", *OTHER_CITY)]
    asking, asked_for = service(answers, region)
    found = propose_sites(atlas, unit, ground, None, [asking])
    assert all(query.startswith("荆州市") for query in asked_for)
    assert len(asked_for) == len(atlas.features)
    (street,) = [f["properties"] for f in found.features if f["properties"]["name"] == "迎风路"]
    assert (street["source"], street["how"], street["lon"]) == ("nominatim", "name", TOWN[0])
    # The school is said to lie in a county that is far from there.
    assert "白鹭学校" not in {f["properties"]["name"] for f in found.features}
    assert "elsewhere" in {row["status"] for row in found.unanswered}
