"""The atlas that ships: complete, provable word by word, and built from what is committed."""

import itertools
import json

import pytest
from shapely.geometry import shape
from shipped import ATLAS, REVIEW

from geo.atlas import PROPERTIES, Atlas, parse_atlas, read_atlas
from geo.build import build_atlas
from geo.citations import read_citations
from geo.codes import MENTIONED, SECTORS, STAGES
from geo.errors import InputError
from geo.files import write_whole
from geo.review import read_decisions


def mentions(atlas):
    return [(f["id"], m) for f in atlas.features for m in f["properties"]["mentions"]]


def test_it_is_what_its_inputs_give_byte_for_byte(report, lexicon, gazetteer):
    built = build_atlas(report, lexicon, gazetteer, read_decisions(REVIEW), read_citations())
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
        assert tuple(p) == PROPERTIES
        assert p["sector"] in SECTORS
        assert p["within"] is None or p["within"] in atlas.by_id
        assert {p["status"], p["target"]} <= {*STAGES, None}
        assert p["name"] not in p["aliases"]
        assert {m["text"] for m in p["mentions"]} <= {p["name"], *p["aliases"]}


def test_geometries_are_valid_wgs84_and_right_handed(atlas):
    for f in atlas.features:
        if f["geometry"] is None:
            assert f["properties"]["precision"] in {"district", "none"}
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
    assert texts("tiesiyuan") == ["铁四院"]
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
        ("[]", "no GeoJSON FeatureCollection"),
        ('{"features": []}', "says nothing of its report"),
        ('{"report": {}, "features": [1]}', "feature 1: no GeoJSON feature"),
        ('{"report": {}, "features": [{"properties": {}}]}', "the property 'id' is missing"),
    ],
)
def test_a_broken_atlas_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        parse_atlas(text, "a.geojson")


def test_an_unknown_code_is_refused(atlas):
    text = atlas.subset({"tanhualin"}).dumps().replace('"culture_tourism"', '"fun"')
    with pytest.raises(InputError, match="feature 1: unknown sector 'fun'"):
        parse_atlas(text, "a.geojson")


def test_a_missing_atlas_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.geojson: cannot read the atlas"):
        read_atlas(tmp_path / "none.geojson")


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "a.geojson"
    write_whole(path, "first")
    assert path.read_text() == "first"

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_whole(path, "second")
    assert path.read_text() == "first"
    assert [p.name for p in path.parent.iterdir()] == ["a.geojson"]
