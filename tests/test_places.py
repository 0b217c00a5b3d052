"""The gazetteer: what it refuses, and how a place known only by its area is put."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import Point
from shipped import REGION

from geo.base.errors import InputError
from geo.model.codes import MAX_UNCERTAINTY_M
from geo.places.gazetteer import WGS84, read_gazetteer, to_metres

SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[114.30, 30.55], [114.31, 30.55], [114.31, 30.56], [114.30, 30.56], [114.30, 30.55]]
    ],
}
SOURCE = {"kind": "described", "text": "据公开描述绘制。", "licence": "ODbL-1.0"}


def feature(place_id="square", geometry=SQUARE, **properties):
    base = {
        "id": place_id,
        "name": f"地方 {place_id}",
        "name_en": "A place",
        "aliases": [],
        "kind": "area",
        "within": None,
        "precision": "street",
        "uncertainty_m": 200,
        "location_source": SOURCE,
    }
    return {
        "type": "Feature",
        "id": place_id,
        "properties": base | properties,
        "geometry": geometry,
    }


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


@pytest.fixture
def places(tmp_path):
    def write(*features):
        collection = {"type": "FeatureCollection", "features": list(features)}
        (tmp_path / "places.geojson").write_text(json.dumps(collection), encoding="utf-8")
        return read_gazetteer(REGION, tmp_path)

    return write


def test_a_sound_place_is_taken(places):
    place = places(feature(aliases=["方块"])).find("方块")
    assert place is not None
    assert place.id == "square"


BOW = {
    "type": "Polygon",
    "coordinates": [[[114.3, 30.5], [114.4, 30.6], [114.4, 30.5], [114.3, 30.6], [114.3, 30.5]]],
}


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (feature(location_source=None), "a location needs a location_source"),
        (feature(geometry=BOW), "the geometry is invalid"),
        (feature(geometry=point(121.47, 31.23)), "outside the region's bounds"),
        (feature(geometry=point(30.55, 114.30)), "outside the region's bounds"),
        (feature(geometry={"type": "Point", "coordinates": []}), "the geometry is empty"),
        (feature(geometry={"type": "Blob", "coordinates": []}), "the geometry cannot be read"),
        (feature(uncertainty_m=500), "street allows 300 m at most"),
        (feature(uncertainty_m=None), "uncertainty_m belongs to a geometry"),
        (feature(geometry=None), "precision street and geometry do not go together"),
        (feature(kind="castle"), "properties/kind: unknown kind 'castle'"),
        (feature(name=""), "properties/name"),
        (feature(extra=1), "Additional properties are not allowed"),
        (feature(within="nowhere"), "within names 'nowhere', which is no place"),
        (feature(within="square"), "within goes in a circle"),
        (feature(location_source=SOURCE | {"kind": "estimate"}), "an estimate is approximate"),
        (
            feature(precision="area", geometry=None, uncertainty_m=None),
            "precision area needs the containing place",
        ),
        (
            feature(precision="township", geometry=None, uncertainty_m=None, region="420106001"),
            "precision township needs the containing place",
        ),
        (
            feature(precision="city", geometry=None, uncertainty_m=None),
            "precision city needs the unit's code",
        ),
        (
            feature(precision="city", geometry=None, uncertainty_m=None, region="420106"),
            "precision city needs the unit's code",
        ),
        (feature(region="42010"), "properties/region"),
    ],
)
def test_a_broken_place_is_refused_with_its_id(places, broken, message):
    with pytest.raises(InputError, match=message) as caught:
        places(broken)
    assert caught.value.where.endswith("places.geojson, square")


def test_a_place_outside_its_parent_is_refused(places):
    child = feature("child", point(114.35, 30.55), within="square")
    with pytest.raises(InputError, match="the geometry lies outside square"):
        places(feature(), child)


def test_one_name_for_two_places_is_refused(places):
    with pytest.raises(InputError, match="'双名' names one too"):
        places(feature("one", name="双名"), feature("two", aliases=["双名"]))


def test_a_place_known_only_by_its_area_is_put_inside_it(places):
    child = feature(
        "child",
        None,
        within="square",
        precision="area",
        uncertainty_m=None,
        location_source=SOURCE | {"kind": "within"},
    )
    gazetteer = places(feature(), child)
    put, area = gazetteer.get("child"), gazetteer.get("square")
    assert area.geometry.contains(put.geometry)
    spot, outline = to_metres([put.geometry, area.geometry])
    # Wherever in the area it truly is, it lies within the stated radius.
    assert spot.hausdorff_distance(outline) <= put.uncertainty_m <= 1500


def test_a_place_known_only_by_its_township_is_put_inside_it(places):
    child = feature(
        "child",
        None,
        within="square",
        precision="township",
        region="420106001",
        uncertainty_m=None,
        location_source=SOURCE | {"kind": "within"},
    )
    gazetteer = places(feature(), child)
    put = gazetteer.get("child")
    assert gazetteer.get("square").geometry.contains(put.geometry)
    assert put.region == "420106001"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type": "FeatureCollection"}', "\ufeff{}"])
def test_a_file_that_is_no_collection_is_named(tmp_path, text):
    (tmp_path / "broken.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.geojson"):
        read_gazetteer(REGION, tmp_path)


def test_every_shipped_place_admits_how_far_off_it_can_be(gazetteer):
    for place in gazetteer.places.values():
        if place.precision in MAX_UNCERTAINTY_M:
            assert 0 < place.uncertainty_m <= MAX_UNCERTAINTY_M[place.precision], place.id
        if place.location_source and place.location_source["kind"] == "estimate":
            assert place.uncertainty_m >= 500, place.id


def test_the_shipped_datum_is_wgs84(gazetteer):
    # In GCJ-02 the tower would stand 587 m away.
    tower = gazetteer.get("yellow-crane-tower").geometry.representative_point()
    assert abs(tower.x - 114.2970) < 0.0006
    assert abs(tower.y - 30.5471) < 0.0006


def test_a_subdistrict_holds_sites_and_is_no_site(gazetteer, atlas):
    assert gazetteer.find("积玉桥街道").id == "jiyuqiao-subdistrict"
    assert not {"积玉桥街道", "积玉桥街"} & gazetteer.known.keys()
    assert "jiyuqiao-subdistrict" not in atlas.by_id


@pytest.mark.parametrize("lon", [-179.5, -3.1, 0.01, 5.99, 6.01, 114.3, 119.99, 179.5])
@pytest.mark.parametrize("lat", [-33.9, -0.5, 0.5, 30.5, 71.0])
def test_metres_are_those_of_the_zone_that_proj_names(lon, lat):
    around = [Point(lon, lat).buffer(0.02)]
    expected = gpd.GeoSeries(around, crs=WGS84).estimate_utm_crs()
    assert to_metres(around).crs == expected
