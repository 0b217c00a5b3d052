"""The formats that an atlas can be taken home in, each as the tool that owns it reads it."""

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing

import fastkml
import geopandas as gpd
import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
from fastkml.validator import validate
from lxml import etree
from shapely.geometry import shape
from shipped import ATLAS

from geo.base.errors import InputError
from geo.cli.main import main
from geo.model.atlas import Atlas, parse_atlas
from geo.model.codes import SECTORS, STAGES, VERDICTS
from geo.outputs.data.tables import SITE_COLUMNS
from geo.outputs.format import Format, Option
from geo.outputs.formats import FORMATS
from geo.view.badges import badges_of
from geo.view.symbols import symbols


@pytest.fixture(scope="module")
def made(atlas, report, tmp_path_factory):
    """A function that returns the file of a format, made of the shipped atlas."""
    folder = tmp_path_factory.mktemp("exports")

    def make(code):
        path = folder / f"atlas{FORMATS[code].suffix}"
        path.write_bytes(FORMATS[code].write_file(atlas, report.text))
        return path

    return make


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def unlocated(atlas):
    return {f["id"] for f in atlas.features if f["geometry"] is None}


def test_geojson_is_the_atlas_with_its_bounds(made, atlas):
    text = made("geojson").read_text(encoding="utf-8")
    collection = json.loads(text)
    assert parse_atlas(text, "again") == atlas
    assert "crs" not in collection
    west, south, east, north = collection["bbox"]
    frame = gpd.read_file(made("geojson"))
    assert (west, south, east, north) == tuple(frame.total_bounds)
    assert set(frame.loc[frame.geometry.isna(), "id"]) == unlocated(atlas)


def test_geojson_mends_what_rfc_7946_forbids(atlas):
    ring = [[114.123456789, 30.0], [114.1, 30.1], [114.2, 30.1], [114.123456789, 30.0]]
    feature = atlas.by_id["tanhualin"] | {
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    data = FORMATS["geojson"].write_file(Atlas(atlas.report, (feature,)))
    (made,) = json.loads(data)["features"]
    assert shape(made["geometry"]).exterior.is_ccw
    assert [114.1234568, 30.0] in made["geometry"]["coordinates"][0]


def test_csv_opens_in_excel_with_a_row_a_site(made, atlas):
    assert made("csv").read_bytes().startswith(b"\xef\xbb\xbf")
    found = rows(made("csv"))
    assert [row["id"] for row in found] == [f["id"] for f in atlas.features]
    tower = next(row for row in found if row["id"] == "yellow-crane-tower")
    assert (tower["name"], tower["sector_zh"]) == ("黄鹤楼", "文旅")
    assert abs(float(tower["lon"]) - 114.297) < 0.001
    without = next(row for row in found if row["id"] == "jd-health")
    assert (without["lon"], without["lat"]) == ("", "")


def test_csv_of_mentions_has_each_with_its_words(made, atlas, report):
    found = rows(made("csv-mentions"))
    assert len(found) == sum(len(f["properties"]["mentions"]) for f in atlas.features)
    for row in found:
        assert report.text[int(row["start"]) : int(row["end"])] == row["text"]
        assert row["text"] in row["clause"]
        assert row["stage_words"] in row["clause"]


def test_csv_of_later_words_has_each_with_its_document(made, atlas):
    found = rows(made("csv-outcomes"))
    told = [(f["id"], o) for f in atlas.features for o in f["properties"].get("outcomes", ())]
    assert [(row["site"], row["words"]) for row in found] == [(s, o["words"]) for s, o in told]
    for row, (_, outcome) in zip(found, told, strict=True):
        source = outcome["source"]
        assert row["address"] == source["address"]
        assert (row["title"], row["publisher"]) == (source["title"], source["publisher"])
    decided = [f for f in atlas.features
               if (f["properties"].get("verdict") or {}).get("decided_by") is not None]  # fmt: skip
    assert sum(row["decides"] == "True" for row in found) == len(decided) > 0


def test_every_table_says_what_became_of_a_target(made):
    for table in (rows(made("csv")), gpd.read_parquet(made("geoparquet")).to_dict("records")):
        site = next(row for row in table if row["id"] == "dream-plaza")
        assert (site["verdict"], site["verdict_zh"], site["due"]) == (
            "kept",
            "已兑现",
            "2022-12-31",
        )
        assert "http://" in site["outcome_source"]
    balloon = made("kml").read_text(encoding="utf-8")
    assert "目标的结果：已兑现（期限 2022-12-31）" in balloon
    assert site["outcome_words"] in balloon


def test_without_the_reports_text_there_are_no_clauses(atlas):
    data = FORMATS["csv-mentions"].write_file(atlas).decode("utf-8-sig")
    assert {row["clause"] for row in csv.DictReader(io.StringIO(data))} == {""}


def test_excel_has_frozen_headers_and_a_sheet_of_codes(made, atlas):
    book = openpyxl.load_workbook(made("xlsx"))
    assert book.sheetnames == ["项目", "提及", "后续", "关联", "字段", "代码"]
    assert [sheet.freeze_panes for sheet in book] == ["C2", "C2", "C2", "C2", "A2", "A2"]
    sites = list(book["项目"].iter_rows(values_only=True))
    assert len(sites) == 1 + len(atlas.features)
    assert sites[0][:2] == ("编号", "名称")
    codes = {row[:3] for row in book["代码"].iter_rows(min_row=2, values_only=True)}
    for name, table in (("stage", STAGES), ("sector", SECTORS), ("verdict", VERDICTS)):
        assert {(name, code.code, code.zh) for code in table.values()} <= codes
    fields = {row[2] for row in book["字段"].iter_rows(min_row=2, values_only=True)}
    assert {column.code for column in SITE_COLUMNS} <= fields


def test_excel_takes_a_text_longer_than_its_cells(atlas):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["properties"]["name"] = "长" * 40_000
    data = FORMATS["xlsx"].write_file(Atlas(atlas.report, (feature,)))
    cell = openpyxl.load_workbook(io.BytesIO(data))["项目"]["B2"].value
    assert cell == "长" * 32_766 + "…"


def test_a_geopackage_has_a_layer_a_shape_and_drops_nobody(made, atlas):
    path = made("gpkg")
    layers = dict(pyogrio.list_layers(path))
    assert layers == {
        "sites_point": "Point", "sites_line": "MultiLineString",
        "sites_polygon": "MultiPolygon", "sites_unlocated": None, "mentions": None,
        "outcomes": None, "links": None,
        "layer_styles": None,
    }  # fmt: skip
    found = [
        (layer, site)
        for layer in list(layers)[:4]
        for site in pyogrio.read_dataframe(path, layer=layer)["id"]
    ]
    assert {site for layer, site in found if layer == "sites_unlocated"} == unlocated(atlas)
    assert sorted(site for _, site in found) == [f["id"] for f in atlas.features]
    assert gpd.read_file(path, layer="sites_polygon").crs.to_epsg() == 4326


def test_a_geopackage_names_its_columns_in_chinese_and_knows_the_codes(made):
    with closing(sqlite3.connect(made("gpkg"))) as database:
        labels = dict(
            database.execute(
                "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'sites_line'"
            )
        )
        columns = {row[1] for row in database.execute("PRAGMA table_info(sites_line)")}
        stages = dict(
            database.execute(
                "SELECT value, description FROM gpkg_data_column_constraints"
                " WHERE constraint_name = 'stage' AND constraint_type = 'enum'"
            )
        )
        extensions = database.execute(
            "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'"
        ).fetchall()
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert set(labels) == columns - {"fid", "geom"}
    assert labels["name"] == "名称"
    assert stages == {code: stage.zh for code, stage in STAGES.items()}
    assert len(extensions) == 2


def test_a_geopackage_brings_the_stages_colours_to_qgis(made):
    with closing(sqlite3.connect(made("gpkg"))) as database:
        styles = database.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        columns = dict(
            database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
        )
    tables = {("sites_unlocated", ""), ("mentions", ""), ("outcomes", ""), ("links", "")}
    assert {(layer, column) for layer, column, _, _ in styles} == set(columns.items()) | tables
    for layer, _, qml, is_default in styles:
        assert is_default
        root = etree.fromstring(qml.encode())
        labels = {alias.get("field"): alias.get("name") for alias in root.iter("alias")}
        assert labels["name"] == ("名称" if layer.startswith("sites_") else "项目名称")
        assert bool(root.findall(".//category")) == (layer in columns)
        drawn = {symbol.get("name"): symbol for symbol in root.iter("symbol")}
        for category in root.iter("category"):
            code = category.get("value").removeprefix("planned ")
            if code:
                colour = symbols().colour(code)
                red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
                values = [o.get("value", "") for o in drawn[category.get("symbol")].iter("Option")]
                assert any(value.startswith(f"{red},{green},{blue},") for value in values)
                assert category.get("label").startswith(STAGES[code].zh)


def test_kml_is_valid_and_has_a_folder_a_stage(made, atlas):
    path = made("kml")
    assert validate(file_to_validate=path)
    document = fastkml.KML.parse(path).features[0]
    folders = {folder.name: [p.name for p in folder.features] for folder in document.features}
    assert next(iter(folders)) in {stage.zh for stage in STAGES.values()}
    in_use = {
        f["properties"]["name"]
        for f in atlas.features
        if (f["properties"]["status"] or f["properties"]["target"]) == "operating"
    }
    assert set(folders["投用"]) == in_use
    assert folders.pop("仅知所在区县或街镇") == [badge.title for badge in badges_of(atlas)]
    assert sum(map(len, folders.values())) == len(atlas.features)


@pytest.mark.parametrize(
    ("status", "target", "style"),
    [
        ("started", "completed", "reported-started"),
        (None, "started", "planned-started"),
        ("mentioned", "started", "planned-started"),
        ("mentioned", None, "reported-mentioned"),
        (None, None, "reported-mentioned"),
    ],
)
def test_kml_draws_a_site_by_the_stage_that_the_page_draws(atlas, status, target, style):
    site = json.loads(json.dumps(atlas.features[0]))
    site["properties"] |= {"status": status, "target": target}
    made = FORMATS["kml"].write(Atlas(atlas.report, (site,)))
    placemark = etree.fromstring(made).find(".//{*}Placemark")
    assert placemark.findtext("{*}styleUrl") == f"#{style}"


def test_a_balloon_of_kml_shows_text_as_text(atlas):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["properties"]["name_en"] = "<img src=x onerror=alert(1)>"
    root = etree.fromstring(FORMATS["kml"].write_file(Atlas(atlas.report, (feature,))))
    description = root.find(".//{*}Placemark/{*}description").text
    assert "<img" not in description
    assert "&lt;img" in description


def test_geoparquet_opens_with_nested_mentions(made, atlas):
    frame = gpd.read_parquet(made("geoparquet"))
    assert frame.crs.to_epsg() == 4326
    assert set(frame.loc[frame.geometry.isna(), "id"]) == unlocated(atlas)
    tower = frame.set_index("id").loc["yellow-crane-tower"]
    assert tower["mentions"][0]["text"] in tower["mentions"][0]["clause"]
    about = json.loads(pq.read_schema(made("geoparquet")).metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["bbox"] == list(frame.total_bounds)


def test_flatgeobuf_opens_as_one_layer(made, atlas):
    frame = gpd.read_file(made("flatgeobuf"))
    assert list(frame["id"]) == [f["id"] for f in atlas.features]
    assert set(frame.loc[frame.geometry.isna(), "id"]) == unlocated(atlas)


# A package of no project is none: see test_oc4ids.py.
@pytest.mark.parametrize("code", sorted(FORMATS.keys() - {"oc4ids"}))
def test_every_format_takes_an_empty_atlas(atlas, code):
    assert isinstance(FORMATS[code].write_file(atlas.subset(set())), bytes)


def test_a_folder_is_downloaded_as_one_file(atlas):
    form = Format("x", "format", "", "application/zip", lambda: folder, "two files")
    with zipfile.ZipFile(io.BytesIO(form.write_file(atlas))) as archive:
        assert archive.namelist() == ["index.html", "data/a.json"]


def folder(_atlas, _text, **_options):
    return {"index.html": b"page", "data/a.json": b"{}"}


def test_an_option_that_a_format_does_not_have_is_refused(atlas):
    paper = Option("paper", "paper", "A3", ("A3", "A4"))
    form = Format("x", "format", "", "", lambda: folder, "", options=(paper,))
    assert form.write(atlas, paper="A4")
    with pytest.raises(InputError, match="paper is one of A3, A4, not 'A5'"):
        form.write(atlas, paper="A5")
    with pytest.raises(InputError, match="has no option 'prefix'"):
        form.write(atlas, prefix="p")


@pytest.mark.parametrize(
    "error", [ImportError("no such library\nat all"), KeyError(), MemoryError()]
)
def test_a_fault_of_one_format_is_one_line_and_no_other_formats(
    atlas, monkeypatch, tmp_path, capsys, error
):
    def broken(*_):
        raise error

    monkeypatch.setattr("geo.outputs.data.excel.write", broken)
    with pytest.raises(
        InputError, match="the format xlsx cannot be made on this machine"
    ) as caught:
        FORMATS["xlsx"].write(atlas)
    assert type(error).__name__ in str(caught.value)
    assert "\n" not in str(caught.value)
    out = tmp_path / "out.xlsx"
    assert main(["export", str(ATLAS), "--format", "xlsx", "-o", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()
    assert FORMATS["csv"].write(atlas)
