"""What an export holds, its own reader gives back: every site, every text, every shape.

Atlases are made up by hypothesis: odd names, empty lists, sites without a location, clauses
of 500 characters, control characters. A format that cannot hold a control character holds
U+FFFD in its place (``holdable``); an empty text and none are one and the same to all but
GeoJSON and GeoParquet.
"""

import csv
import io
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from geo.model.atlas import Atlas, parse_atlas
from geo.model.codes import (
    CERTAINTIES,
    COVERS,
    LINK_GROUNDS,
    LOCATION_SOURCES,
    PRECISIONS,
    SECTORS,
    SOURCES,
    STAGES,
    VERDICTS,
)
from geo.outputs.data.excel import LINKS, MENTIONS, OUTCOMES, SITES
from geo.outputs.data.tables import (
    LINK_COLUMNS,
    MENTION_COLUMNS,
    OUTCOME_COLUMNS,
    SITE_COLUMNS,
    held,
    holdable,
    link_rows,
    mention_rows,
    mentions_cell,
    outcome_rows,
    site_rows,
)
from geo.outputs.formats import FORMATS

ODD = [
    "=1+1",
    "'",
    "＝1",
    "\t",
    "\r\n",
    "a\x00b",
    "\x0b",
    "\ufffe",
    "_x0041_",
    "<b>&amp;]]>",
    "🏗",
    " ",
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from(ODD)
)
NAMES = st.one_of(TEXTS.filter(bool), st.just("长" * 500))
# As an atlas has them: 7 digits, around Wuhan or anywhere.
LONS = st.floats(-179.9, 179.8).map(lambda x: round(x, 7))
LATS = st.floats(-89.9, 89.8).map(lambda x: round(x, 7))
YUAN = st.integers(1, 10**13).map(lambda fen: fen / 100)
POSITIONS = st.tuples(LONS, LATS)


def square(west, south, size):
    east, north = round(west + size, 7), round(south + size, 7)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@st.composite
def polygons(draw):
    """A square with or without a hole, turned either way, as files from elsewhere are."""
    west, south = draw(POSITIONS)
    outer = square(west, south, 0.05)[:: draw(st.sampled_from([1, -1]))]
    hole = square(round(west + 0.01, 7), round(south + 0.01, 7), 0.02)
    return [outer, hole] if draw(st.booleans()) else [outer]


@st.composite
def geometries(draw):
    kind = draw(st.sampled_from(["Point", "MultiPoint", "LineString", "MultiLineString",
                                 "Polygon", "MultiPolygon"]))  # fmt: skip
    lines = st.lists(POSITIONS, min_size=2, max_size=4, unique=True)
    if kind == "Point":
        coordinates = draw(POSITIONS)
    elif kind in {"LineString", "MultiPoint"}:
        coordinates = draw(lines)
    elif kind == "MultiLineString":
        coordinates = draw(st.lists(lines, min_size=1, max_size=2))
    else:
        coordinates = draw(polygons())
        if kind == "MultiPolygon":
            coordinates = [coordinates]
    return json.loads(json.dumps({"type": kind, "coordinates": coordinates}))


@st.composite
def mentions(draw, length):
    a, b, c, d = sorted(draw(st.lists(st.integers(0, length - 1), min_size=4, max_size=4)))
    stage = draw(st.sampled_from([*STAGES]))
    has_stage = stage != "mentioned"
    return {
        "start": b, "end": c + 1, "text": draw(NAMES), "quote_start": a, "quote_end": d + 1,
        "stage": stage, "stage_start": a if has_stage else None,
        "stage_end": b if has_stage else None, "planned": draw(st.booleans()),
        "period": draw(st.sampled_from(["2021", "2017-2021"])),
    }  # fmt: skip


def statements():
    source = {"title": TEXTS, "publisher": TEXTS, "date": st.sampled_from([None, "2024-01-02"]),
              "address": st.one_of(st.none(), NAMES)}  # fmt: skip
    flags = {name: st.just(value=True) for name in ("forecast", "unfinished", "ended", "total")}
    return st.fixed_dictionaries(
        {
            "stage": st.one_of(st.none(), st.sampled_from([*STAGES])), "part": TEXTS,
            "date": st.sampled_from([None, "2023", "2022/2023-05"]),
            "words": NAMES.map(lambda words: words[:200]),
            "kind": st.sampled_from([*SOURCES]), "certainty": st.sampled_from([*CERTAINTIES]),
            "source": st.fixed_dictionaries(source),
        },
        optional=flags,
    )  # fmt: skip


def links():
    return st.fixed_dictionaries(
        {
            "report": NAMES.map(lambda name: name[:250]),
            "date": st.sampled_from([None, "2024-01-02"]), "site": st.just("a-site"),
            "name": NAMES, "relation": st.sampled_from(["same", "part_of", "has_part"]),
            "score": st.sampled_from([0.6, 0.97, 1]), "how": st.sampled_from([*LINK_GROUNDS]),
        },
        optional={"reason": TEXTS},
    )  # fmt: skip


@st.composite
def sites(draw, number, length):
    codes = st.one_of(st.none(), st.sampled_from([*STAGES]))
    cited = st.fixed_dictionaries(
        {
            "amount_cny": YUAN, "basis": st.just("cited"),
            "covers": st.sampled_from([*COVERS]), "scope": TEXTS, "figure": NAMES,
            "source": st.fixed_dictionaries(
                {"title": TEXTS, "publisher": TEXTS, "date": st.none(), "address": NAMES}
            ),
        }
    )  # fmt: skip
    stated = st.just({"amount_cny": 1, "basis": "stated", "start": 0, "end": 2})
    source = st.fixed_dictionaries(
        {"kind": st.sampled_from([*LOCATION_SOURCES]), "text": TEXTS, "licence": TEXTS}
    )
    site_id = f"site-{number}"
    properties = {
        "id": site_id, "name": draw(NAMES), "name_en": draw(TEXTS),
        "aliases": draw(st.lists(TEXTS, max_size=2)),
        "sector": draw(st.sampled_from([*SECTORS])), "status": draw(codes), "target": draw(codes),
        "investment": draw(st.one_of(st.none(), cited, stated)),
        "precision": draw(st.sampled_from([*PRECISIONS])),
        "uncertainty_m": draw(st.one_of(st.none(), st.integers(1, 9000), st.floats(0.5, 9000))),
        "location_source": draw(st.one_of(st.none(), source)),
        "within": draw(st.sampled_from([None, "site-0"])),
        "mentions": draw(st.lists(mentions(length), max_size=2)),
    }  # fmt: skip
    if outcomes := draw(st.lists(statements(), max_size=2)):
        properties["outcomes"] = outcomes
    if linked := draw(st.lists(links(), max_size=2)):
        properties["links"] = linked
    if draw(st.booleans()):
        properties["verdict"] = {
            "code": draw(st.sampled_from([*VERDICTS])),
            "due": draw(st.sampled_from([None, "2022-12-31"])),
            "overdue": draw(st.booleans()),
            "decided_by": draw(st.sampled_from([None, *range(len(outcomes))])),
        }
    return {
        "type": "Feature",
        "id": site_id,
        "properties": properties,
        "geometry": draw(st.one_of(st.none(), geometries())),
    }


@st.composite
def atlases(draw):
    """An atlas and its report's text, of 500 characters and in one clause."""
    text = (draw(NAMES) * 500)[:500]
    about = {
        "id": "r",
        "title": draw(TEXTS),
        "place": None,
        "place_code": None,
        "date": None,
        "sha256": "0" * 64,
    }
    features = [draw(sites(number, len(text))) for number in range(draw(st.integers(0, 3)))]
    return Atlas(about, tuple(features)), text


def fuzzed(test):
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=15, deadline=None, suppress_health_check=checks)(
        given(atlases())(test)
    )


def plain(value):
    """Return a cell as the rows have it: no kinds of nothing, no kinds of number."""
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return ""
    return value.item() if hasattr(value, "item") else value


def as_rows(frame, columns):
    return [
        {column.code: plain(row[column.code]) for column in columns}
        for row in frame.to_dict("records")
    ]


def expected(rows):
    return [{name: plain(value) for name, value in row.items()} for row in held(rows)]


def same(found, feature):
    """Whether a shape is the feature's, read as one of several parts or alone."""
    if feature["geometry"] is None or found is None:
        return feature["geometry"] is None and (found is None or pd.isna(found))
    given_shape = shape(feature["geometry"])
    parts = [sorted(part.normalize().wkt for part in getattr(g, "geoms", [g]))
             for g in (found, given_shape)]  # fmt: skip
    return parts[0] == parts[1]


@fuzzed
def test_geojson_is_an_atlas_again(made):
    atlas, text = made
    data = FORMATS["geojson"].write_file(atlas, text).decode()
    again = parse_atlas(data, "again")
    assert again.report == atlas.report
    assert [f["properties"] for f in again.features] == [f["properties"] for f in atlas.features]
    assert all(
        same(f["geometry"] and shape(f["geometry"]), was)
        for f, was in zip(again.features, atlas.features, strict=True)
    )


@fuzzed
def test_a_geopackage_gives_every_site_and_mention_back(tmp_path, made):
    atlas, text = made
    path = tmp_path / "a.gpkg"
    path.write_bytes(FORMATS["gpkg"].write_file(atlas, text))
    found = {}
    for layer in ("sites_point", "sites_line", "sites_polygon", "sites_unlocated"):
        frame = pyogrio.read_dataframe(path, layer=layer)
        shapes = frame.geometry if "geometry" in frame else [None] * len(frame)
        for row, its_shape in zip(as_rows(frame, SITE_COLUMNS), shapes, strict=True):
            found[row["id"]] = row, its_shape
    assert [found[f["id"]][0] for f in atlas.features] == expected(site_rows(atlas, text))
    assert all(same(found[f["id"]][1], f) for f in atlas.features)
    told = as_rows(pyogrio.read_dataframe(path, layer="outcomes"), OUTCOME_COLUMNS)
    assert told == expected(outcome_rows(atlas))
    linked = as_rows(pyogrio.read_dataframe(path, layer="links"), LINK_COLUMNS)
    assert linked == expected(link_rows(atlas))
    rows = as_rows(pyogrio.read_dataframe(path, layer="mentions"), MENTION_COLUMNS)
    assert rows == expected(mention_rows(atlas, text))


@fuzzed
def test_flatgeobuf_gives_every_site_back(made):
    atlas, text = made
    frame = gpd.read_file(io.BytesIO(FORMATS["flatgeobuf"].write_file(atlas, text)))
    assert as_rows(frame, SITE_COLUMNS) == expected(site_rows(atlas, text))
    assert all(map(same, frame.geometry, atlas.features))
    assert list(frame["mentions"]) == [holdable(mentions_cell(f)) for f in atlas.features]


@fuzzed
def test_geoparquet_gives_every_text_back_as_it_was(made):
    atlas, text = made
    frame = gpd.read_parquet(io.BytesIO(FORMATS["geoparquet"].write_file(atlas, text)))
    columns = [column for column in SITE_COLUMNS if column.code != "aliases"]
    rows = [
        {name: plain(value) for name, value in row.items() if name != "aliases"}
        for row in site_rows(atlas, text)
    ]
    assert as_rows(frame, columns) == rows
    assert all(map(same, frame.geometry, atlas.features))
    for column, rows_of in (("outcomes", outcome_rows), ("links", link_rows)):
        told = [row for nested in frame[column] for row in nested]
        assert [{k: plain(v) for k, v in row.items()} for row in told] == [
            {k: plain(v) for k, v in row.items() if k not in {"site", "name"}}
            for row in rows_of(atlas)
        ]
    for aliases, nested, feature in zip(
        frame["aliases"], frame["mentions"], atlas.features, strict=True
    ):
        assert list(aliases) == feature["properties"]["aliases"]
        for mention, was in zip(nested, feature["properties"]["mentions"], strict=True):
            assert {name: mention[name] for name in was} == was
            assert mention["clause"] == text[was["quote_start"] : was["quote_end"]]


@fuzzed
def test_kml_gives_every_site_back(tmp_path, made):
    atlas, text = made
    path = tmp_path / "a.kml"
    path.write_bytes(FORMATS["kml"].write_file(atlas, text))
    found = {}
    for layer in pyogrio.list_layers(path)[:, 0]:
        frame = pyogrio.read_dataframe(path, layer=layer)
        # KML knows texts only; a column that no site of a folder has is missing there.
        for row in frame.to_dict("records"):
            values = {c.code: str(plain(row.get(c.code))) for c in SITE_COLUMNS}
            found[row["id"]] = values | {"name": row["Name"]}, row["geometry"]
    for feature, row in zip(atlas.features, expected(site_rows(atlas, text)), strict=True):
        values, its_shape = found[feature["id"]]
        for name, value in row.items():
            said = str(value).lower() if isinstance(value, bool) else value
            is_number = isinstance(value, float)
            assert (float(values[name]) if is_number else values[name]) == said, name
        assert same(its_shape, feature)
    assert len(found) == len(atlas.features)


def read_csv(data):
    """Read a CSV as its description says: a ' that begins a cell is not part of the text."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{name: value.removeprefix("'") for name, value in row.items()} for row in reader]


def as_texts(rows):
    return [{name: str(value) for name, value in row.items()} for row in rows]


@fuzzed
def test_csv_gives_every_text_back(made):
    atlas, text = made
    found = read_csv(FORMATS["csv"].write_file(atlas, text))
    for row, was in zip(found, as_texts(expected(site_rows(atlas, text))), strict=True):
        assert {name: row[name] for name in was} == was
    for row, feature in zip(found, atlas.features, strict=True):
        assert row["mentions"] == holdable(mentions_cell(feature))
        if feature["geometry"] is None:
            assert (row["lon"], row["lat"]) == ("", "")
        else:
            spot = Point(float(row["lon"]), float(row["lat"]))
            assert shape(feature["geometry"]).distance(spot) < 1e-5
    linked = read_csv(FORMATS["csv-links"].write_file(atlas, text))
    assert linked == as_texts(expected(link_rows(atlas)))
    told = read_csv(FORMATS["csv-outcomes"].write_file(atlas, text))
    assert told == as_texts(expected(outcome_rows(atlas)))
    rows = read_csv(FORMATS["csv-mentions"].write_file(atlas, text))
    assert rows == as_texts(expected(mention_rows(atlas, text)))


def as_excel(row):
    """Return a row as Excel keeps it: its own line breaks, 15 digits of a number."""
    return {
        name: value.replace("\r\n", "\n").replace("\r", "\n")
        if isinstance(value, str)
        else pytest.approx(value, rel=1e-14)
        for name, value in row.items()
    }


@fuzzed
def test_excel_gives_every_text_back(made):
    atlas, text = made
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write_file(atlas, text)))
    for name, columns, rows in (
        (SITES, SITE_COLUMNS, site_rows(atlas, text)),
        (MENTIONS, MENTION_COLUMNS, mention_rows(atlas, text)),
        (OUTCOMES, OUTCOME_COLUMNS, outcome_rows(atlas)),
        (LINKS, LINK_COLUMNS, link_rows(atlas)),
    ):
        head, *lines = book[name].iter_rows()
        codes = {column.zh: column.code for column in columns}
        assert [codes[cell.value] for cell in head] == [column.code for column in columns]
        found = [
            {codes[h.value]: plain(cell.value) for h, cell in zip(head, line, strict=True)}
            for line in lines
        ]
        assert found == [as_excel(row) for row in expected(rows)]
        assert not any(cell.data_type == "f" for line in lines for cell in line)


def test_what_xml_cannot_hold_becomes_a_replacement_character():
    assert holdable("a\x00b\x0b\r\n\t\ufffe") == "a\ufffdb\ufffd\r\n\t\ufffd"
    assert holdable(None) is None


@pytest.mark.parametrize("code", ["csv", "csv-mentions"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_csv_is_a_formula(atlas, code, start):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["properties"]["name"] = f'{start}1+1\n,"x"'
    made = Atlas(atlas.report, (feature,))
    rows = csv.DictReader(
        io.StringIO(FORMATS[code].write_file(made).decode("utf-8-sig"), newline="")
    )
    assert {row["name"] for row in rows} == {f'\'{start}1+1\n,"x"'}
