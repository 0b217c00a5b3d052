"""The atlas that ships: complete, provable word by word, and built from what is committed."""

import itertools
import json

import pytest
from shapely.geometry import shape
from shipped import ATLAS, REGION, REVIEW

from geo.base.errors import InputError
from geo.base.paths import DATA, ROOT
from geo.building.build import build_atlas
from geo.building.citations import read_citations
from geo.building.decisions import read_decisions
from geo.model.atlas import Atlas, parse_atlas, read_atlas
from geo.model.codes import (
    COVERS,
    INVESTMENT_BASES,
    LOCATION_SOURCES,
    MENTIONED,
    PRECISIONS,
    SECTORS,
    STAGES,
)
from geo.model.schema import read_schema
from geo.promises.outcomes import outcomes_of
from tools.field_table import field_table, renewed, with_codes


def mentions(atlas):
    return [(f["id"], m) for f in atlas.features for m in f["properties"]["mentions"]]


def test_it_is_what_its_inputs_give_byte_for_byte(report, lexicon, gazetteer):
    decisions, cited, outcomes = read_decisions(REVIEW), read_citations(REGION), outcomes_of(REGION)
    built = build_atlas(report, lexicon, gazetteer, decisions, cited, outcomes=outcomes)
    assert built.dumps().encode("utf-8") == ATLAS.read_bytes()


def test_every_span_says_what_it_claims(atlas, report):
    assert atlas.report["sha256"] == report.sha256
    text = report.text
    for site, m in mentions(atlas):
        assert text[m["start"] : m["end"]] == m["text"], site
        assert m["quote_start"] <= m["start"] < m["end"] <= m["quote_end"], site
        quote = text[m["quote_start"] : m["quote_end"]]
        assert not set(quote) & set("。;\n"), quote


def test_a_stage_has_its_words_in_its_clause_and_nothing_else_has(atlas, report):
    for site, m in mentions(atlas):
        if m["stage"] == MENTIONED:
            assert (m["stage_start"], m["stage_end"]) == (None, None), site
        else:
            assert m["quote_start"] <= m["stage_start"] < m["stage_end"] <= m["quote_end"], site
            words = report.text[m["stage_start"] : m["stage_end"]]
            assert m["text"] not in words, site


def test_mentions_may_nest_but_never_cross_or_repeat(atlas):
    spans = sorted((m["start"], m["end"]) for _, m in mentions(atlas))
    assert len(set(spans)) == len(spans)
    for (a, b), (c, d) in itertools.combinations(spans, 2):
        assert not a < c < b < d, (a, b, c, d)


def test_planned_and_period_follow_the_part_of_the_report(atlas, report):
    for site, m in mentions(atlas):
        part = report.part_at(m["start"])
        assert (m["planned"], m["period"]) == (part.planned, part.period), site


def test_amounts_have_their_words_and_are_few(atlas, report):
    stated = {
        f["id"]: invested
        for f in atlas.features
        if (invested := f["properties"]["investment"]) and invested["basis"] != "cited"
    }
    words = {site: report.text[i["start"] : i["end"]] for site, i in stated.items()}
    assert words == {
        "carbon-fund": "200亿元",
        "river-city-gate": "亿元以上",
        "yangtze-center": "亿元以上",
    }
    assert stated["carbon-fund"]["amount_cny"] == 20_000_000_000


def test_sites_are_sorted_well_formed_and_refer_to_each_other(atlas):
    ids = [f["id"] for f in atlas.features]
    assert ids == sorted(set(ids))
    for f in atlas.features:
        p = f["properties"]
        assert p["sector"] in SECTORS
        assert p["within"] is None or p["within"] in atlas.by_id
        assert {p["status"], p["target"]} <= {*STAGES, None}
        assert p["name"] not in p["aliases"]
        assert {m["text"] for m in p["mentions"]} <= {p["name"], *p["aliases"]}


def test_geometries_are_valid_wgs84_and_right_handed(atlas):
    for f in atlas.features:
        if f["geometry"] is None:
            assert f["properties"]["precision"] in {"district", "city", "none"}
            assert f["properties"]["uncertainty_m"] is None
            continue
        geometry = shape(f["geometry"])
        assert geometry.is_valid, f["id"]
        assert f["properties"]["uncertainty_m"] > 0
        for polygon in getattr(geometry, "geoms", [geometry]):
            if polygon.geom_type == "Polygon":
                assert polygon.exterior.is_ccw, f["id"]


def test_the_areas_of_the_mission_have_real_shapes(atlas):
    for site in ("binjiang-core", "yangyuan", "baisha", "tanhualin", "financial-axis"):
        geometry = shape(atlas.by_id[site]["geometry"])
        assert geometry.geom_type in {"Polygon", "MultiPolygon"}
        assert len(geometry.exterior.coords) > 8, site


def test_shared_heads_one_name_for_two_sites_and_two_names_for_one(atlas):
    def texts(site):
        return [m["text"] for m in atlas.by_id[site]["properties"]["mentions"]]

    assert texts("moon-bay-substation") == ["月亮湾"]
    assert atlas.by_id["moon-bay-substation"]["properties"]["name"] == "月亮湾变电站"
    assert texts("wutaizha-substation") == ["武泰闸变电站"]
    assert texts("han-street") == ["汉街", "楚河汉街"]
    assert texts("tiesiyuan") == ["铁四院"] * 5
    assert texts("tiesiyuan-1") == ["铁四院一期", "铁四院一期"]
    assert texts("tiesiyuan-3") == ["三期"]
    assert texts("financial-core-2") == ["核心区二期"]


def test_what_was_delivered_and_what_is_planned_are_both_kept(atlas):
    plaza = atlas.by_id["dream-plaza"]["properties"]
    assert [(m["planned"], m["stage"]) for m in plaza["mentions"]] == [
        (False, "under_construction"),
        (True, "operating"),
    ]
    assert (plaza["status"], plaza["target"]) == ("under_construction", "operating")


def test_what_is_no_site_is_not_there(atlas):
    names = {
        n for f in atlas.features for n in (f["properties"]["name"], *f["properties"]["aliases"])
    }
    for word in (
        "口袋公园",
        "北交所",
        "五峰",
        "新洲",
        "爱迪科技",
        "长江慧控",
        "开特电子",
        "湖北银行",
        "武昌购",
    ):
        assert not any(word in name for name in names), word


def test_a_subset_keeps_the_features_as_they_are(atlas):
    some = atlas.subset({"tanhualin", "yangyuan", "aia-hubei"})
    again = parse_atlas(some.dumps(), "again")
    assert [f["id"] for f in again.features] == ["aia-hubei", "tanhualin", "yangyuan"]
    assert all(f == atlas.by_id[f["id"]] for f in again.features)
    assert json.loads(Atlas(atlas.report, ()).dumps())["features"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no GeoJSON FeatureCollection"),
        ('{"features": []}', "says nothing of its report"),
        ('{"report": {"id": NaN}, "features": []}', "not JSON: NaN is no number"),
    ],
)
def test_what_is_no_atlas_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        parse_atlas(text, "a.geojson")


BROKEN = {
    "feature 1: the value is 1, which is no object": ([], 1),
    "feature 1: the property 'id' is missing": ([], {"type": "Feature"}),
    "feature 1 .tanhualin., properties: the property 'name' is missing": (["name"], ...),
    "feature 1 .tanhualin., properties/sector: unknown sector 'fun'": (["sector"], "fun"),
    "properties/status: unknown status 3": (["status"], 3),
    "properties/aliases/0: the value is None, which is no string": (["aliases"], [None]),
    "uncertainty_m: the uncertainty_m: 10000": (["uncertainty_m"], 10**400),
    "properties/within: the within is 3, which is no null or string": (["within"], 3),
    "investment: the property 'start' is missing": (
        ["investment"],
        {"amount_cny": 1, "basis": "stated"},
    ),
    "investment: the property 'source' is missing": (
        ["investment"],
        {"amount_cny": 1, "basis": "cited"},
    ),
    "mentions/0/stage: unknown stage None": (["mentions", 0, "stage"], None),
    "tanhualin: start is 1.0, which is no integer": (["mentions", 0, "start"], 1.0),
    "tanhualin: the feature's id and its property differ": (["id"], "han-street"),
    "the atlas holds text that is no Unicode": (["name"], "\ud800"),
}


@pytest.mark.parametrize("message", BROKEN)
def test_what_breaks_the_schema_is_named_in_one_line_with_its_place(atlas, message):
    path, value = BROKEN[message]
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    if path:
        *above, last = path
        holder = feature["properties"]
        for key in above:
            holder = holder[key]
        if value is ...:
            del holder[last]
        else:
            holder[last] = value
    features = [feature if path else value]
    collection = {"type": "FeatureCollection", "report": atlas.report, "features": features}
    with pytest.raises(InputError, match=message) as refused:
        parse_atlas(json.dumps(collection), "a.geojson")
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point"},
        {"type": "Point", "coordinates": [114.3]},
        {"type": "Point", "coordinates": [114.3, 91]},
        {"type": "Point", "coordinates": [114.3, 30.5, 20]},
        {"type": "LineString", "coordinates": [[114.3, 30.5]]},
        {"type": "Polygon", "coordinates": [[[114.3, 30.5], [114.3, 30.6], [114.3, 30.5]]]},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
        "POINT (114.3 30.5)",
    ],
)
def test_a_geometry_that_is_none_is_refused(atlas, geometry):
    feature = atlas.by_id["tanhualin"] | {"geometry": geometry}
    text = Atlas(atlas.report, (feature,)).dumps()
    with pytest.raises(InputError, match=r"feature 1 \(tanhualin\), geometry"):
        parse_atlas(text, "a.geojson")


def test_a_ring_that_is_not_closed_is_refused(atlas):
    ring = [[114.3, 30.5], [114.4, 30.5], [114.4, 30.6], [114.3, 30.6]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = atlas.by_id["tanhualin"] | {"geometry": geometry}
    with pytest.raises(InputError, match="tanhualin: a ring of its geometry is not closed"):
        parse_atlas(Atlas(atlas.report, (feature,)).dumps(), "a.geojson")


def test_no_site_comes_twice(atlas):
    feature = atlas.by_id["tanhualin"]
    with pytest.raises(InputError, match="tanhualin: two features have this id"):
        parse_atlas(Atlas(atlas.report, (feature, feature)).dumps(), "a.geojson")


def test_the_schema_knows_the_projects_codes_and_every_property_that_a_build_writes(atlas):
    schema = read_schema("atlas")["$defs"]
    site = schema["site"]["properties"]
    assert site["sector"]["enum"] == list(SECTORS)
    assert site["precision"]["enum"] == list(PRECISIONS)
    assert schema["stage"]["enum"] == list(STAGES)
    assert schema["stage_or_null"]["enum"] == [*STAGES, None]
    assert schema["investment"]["properties"]["basis"]["enum"] == list(INVESTMENT_BASES)
    assert schema["investment"]["properties"]["covers"]["enum"] == list(COVERS)
    assert schema["location_source"]["properties"]["kind"]["enum"] == list(LOCATION_SOURCES)
    # Two members are those of an atlas of many reports, two of one that later ones tell of.
    assert {*atlas.report, "reports"} == set(schema["report"]["properties"])
    for f in atlas.features:
        p = f["properties"]
        maybe = {"other_names", "outcomes", "verdict", "links", "responsible", "report"}
        assert list(p) == [name for name in site if name in p]
        assert {*site} - {*p} <= maybe
        optional = maybe | {"region"}
        assert [name for name in p if name not in optional] == schema["site"]["required"]
        for part in ("investment", "location_source"):
            assert set(p[part] or {}) <= set(schema[part]["properties"])
        for m in p["mentions"]:
            assert list(m) == [n for n in schema["mention"]["properties"] if n in m]
            assert set(schema["mention"]["required"]) <= set(m)


def test_a_new_sector_gets_into_the_schema_by_itself():
    schema = (DATA / "schema" / "atlas.schema.json").read_text(encoding="utf-8")
    assert with_codes(schema) == schema
    assert with_codes(schema.replace('"health", ', "")) == schema
    assert with_codes(schema.replace(', "mentioned", null]', ", null]")) == schema


def test_the_documentation_says_of_each_field_what_the_schema_says():
    document = (ROOT / "DATA.md").read_text(encoding="utf-8")
    assert field_table() in document
    assert renewed(document) == document
    assert "| `mentions[].period` | string or null |" in document


def test_a_missing_atlas_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.geojson: cannot read the atlas"):
        read_atlas(tmp_path / "none.geojson")
