"""What is made up for benchmarks and tests: valid, the same each time, and marked as such."""

import re

import pytest
from shapely.geometry import shape

from benchmarks.synthetic import synthetic_atlas, synthetic_report, write_atlas, write_reports
from geo.building.build import build_atlas
from geo.documents.report import Report
from geo.model.atlas import parse_atlas, read_atlas
from geo.model.codes import MENTIONED
from geo.model.places import Gazetteer


@pytest.fixture(scope="module")
def made():
    return synthetic_atlas(400, seed=3)


@pytest.mark.parametrize("sites", [0, 1, 150, 1000])
def test_an_atlas_has_as_many_sites_as_asked_for(sites):
    assert len(synthetic_atlas(sites)[0].features) == sites


def test_the_same_seed_gives_the_same_and_another_seed_another(made):
    again = synthetic_atlas(400, seed=3)
    assert (again[0].dumps(), again[1]) == (made[0].dumps(), made[1])
    assert synthetic_atlas(400, seed=4)[1] != made[1]
    assert synthetic_report(20, 1) == synthetic_report(20, 1) != synthetic_report(20, 2)


def test_it_keeps_the_contract_of_an_atlas(made):
    atlas, text = made
    assert parse_atlas(atlas.dumps(), "again").dumps() == atlas.dumps()
    assert atlas.report["sha256"] == Report("x", text).sha256
    shapes = set()
    for f in atlas.features:
        p = f["properties"]
        assert p["within"] is None or p["within"] in atlas.by_id
        assert (f["geometry"] is None) == (p["precision"] in {"district", "none"})
        assert p["mentions"]
        for m in p["mentions"]:
            assert text[m["start"] : m["end"]] == m["text"]
            assert m["quote_start"] <= m["start"] < m["end"] <= m["quote_end"]
            if m["stage"] != MENTIONED:
                assert m["quote_start"] <= m["stage_start"] < m["stage_end"] <= m["quote_end"]
        if p["investment"]:
            assert re.fullmatch(r"\d+亿元", text[p["investment"]["start"] : p["investment"]["end"]])
        if f["geometry"]:
            assert shape(f["geometry"]).is_valid
            shapes.add(f["geometry"]["type"])
    assert shapes == {"Point", "LineString", "Polygon"}


def test_every_output_says_that_it_is_synthetic(made, tmp_path):
    atlas, text = made
    assert "合成数据 SYNTHETIC" in text.splitlines()[0]
    assert atlas.report["id"].startswith("synthetic-")
    assert "合成" in atlas.report["title"]
    assert "合成" in atlas.report["place"]
    assert "虚构" in atlas.report["synthetic"]
    for f in atlas.features:
        p = f["properties"]
        assert f["id"].startswith("synthetic-")
        assert p["name_en"].startswith("Synthetic ")
        assert p["location_source"] is None or "合成" in p["location_source"]["text"]
    path = write_atlas(tmp_path, 10)
    assert read_atlas(path).report["synthetic"]
    assert "SYNTHETIC" in path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()[0]


def test_the_extractor_reads_a_synthetic_report_like_any_other(lexicon, tmp_path):
    path, other = write_reports(tmp_path, 2, sites=40)
    text = path.read_text(encoding="utf-8")
    assert text != other.read_text(encoding="utf-8")
    atlas = build_atlas(Report(path.stem, text), lexicon, Gazetteer({}))
    assert len(atlas.features) > 20
    assert "合成" in atlas.report["title"]
    assert "合成" in atlas.report["place"]
    claims = [m for f in atlas.features for m in f["properties"]["mentions"]]
    assert {m["planned"] for m in claims} == {True, False}
