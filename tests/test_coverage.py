"""How far an atlas gets: the counts that `make report` prints."""

from collections import Counter

import pytest
from shipped import ATLAS

from geo.building.coverage import count, report_lines
from geo.cli.main import main
from geo.model.atlas import Atlas, read_atlas
from geo.model.codes import PRECISIONS


def site(precision, kind="near", basis=None):
    properties = {
        "precision": precision,
        "location_source": {"kind": kind} if kind else None,
        "investment": {"basis": basis} if basis else None,
    }
    return {"type": "Feature", "id": "a", "properties": properties, "geometry": None}


def atlas(*sites):
    return Atlas({}, sites)


def test_each_site_counts_once_in_each_table():
    coverage = count(
        atlas(site("exact", basis="cited"), site("area", "within"), site("none", None))
    )
    assert coverage.sites == 3
    assert coverage.precisions == {"exact": 1, "area": 1, "none": 1}
    assert coverage.sources == {"near": 1, "within": 1, None: 1}
    assert coverage.investments == {"cited": 1, None: 2}


@pytest.mark.parametrize(
    ("precision", "precise", "better"),
    [
        ("exact", 1, 1),
        ("street", 1, 1),
        ("approximate", 0, 1),
        ("area", 0, 1),
        ("district", 0, 0),
        ("none", 0, 0),
    ],
)
def test_a_precision_counts_where_it_belongs(precision, precise, better):
    coverage = count(atlas(site(precision)))
    assert (coverage.precise, coverage.better_than_district) == (precise, better)


def test_every_precision_is_decided():
    coverage = count(atlas(*(site(code) for code in PRECISIONS)))
    assert (coverage.precise, coverage.better_than_district) == (2, 5)


def test_points_lines_and_areas_are_counted_apart():
    shapes = {"Point": "street", "LineString": "exact", "MultiPolygon": "exact"}
    sites = [
        site(precision) | {"geometry": {"type": kind, "coordinates": []}}
        for kind, precision in shapes.items()
    ]
    coverage = count(atlas(*sites, site("district")))
    assert coverage.shapes == {
        "point": {"street": 1},
        "line": {"exact": 1},
        "polygon": {"exact": 1},
        "unlocated": {"district": 1},
    }
    lines = list(report_lines(coverage))
    at = lines.index("precision of 1 sites: point")
    assert lines[at + 1].split() == ["street", "1", "100.0", "%"]


def test_no_share_is_held_against_an_aim():
    sites = [site("street")] * 59 + [site("approximate")] * 41
    lines = list(report_lines(count(atlas(*sites))))
    assert not any("aim" in line for line in lines)
    assert any(line.split()[:4] == ["exact", "or", "street", "59"] for line in lines)


def test_an_atlas_without_sites_divides_by_nothing():
    assert any("–" in line for line in report_lines(count(atlas())))


def test_the_command_prints_the_shipped_atlas(capsys):
    assert main(["coverage"]) == 0
    out, err = capsys.readouterr()
    said = Counter(f["properties"]["precision"] for f in read_atlas(ATLAS).features)
    lines = [line.split() for line in out.splitlines()]
    assert err == ""
    assert ["154", "sites"] in lines
    for code, number in said.items():
        assert [code, str(number)] in [line[:2] for line in lines]


def test_the_command_takes_another_atlas_and_refuses_what_is_none(capsys, tmp_path):
    other = tmp_path / "other.geojson"
    other.write_text(read_atlas(ATLAS).subset(()).dumps(), encoding="utf-8")
    assert main(["coverage", str(other)]) == 0
    assert capsys.readouterr().out.startswith("0 sites\n")
    assert main(["coverage", str(tmp_path / "missing.geojson")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
