"""The gazetteer as a geocoder: which names it knows, and in which shape it answers."""

import math

import pytest
from geopy.geocoders.base import Geocoder
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from geo.places.geocoders import GazetteerGeocoder
from geo.places.naming import Name


@pytest.fixture(scope="module")
def geocoder(gazetteer):
    return GazetteerGeocoder(gazetteer)


def ids(matches):
    return [match.place.id for match in matches]


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ("黄鹤楼", "yellow-crane-tower"),
        ("黃鶴樓", "yellow-crane-tower"),
        ("Yellow Crane Tower", "yellow-crane-tower"),
        (" 黄 鹤 楼 ", "yellow-crane-tower"),
        ("黄鹤楼😀", "yellow-crane-tower"),
        ("武汉市武昌区黄鹤楼", "yellow-crane-tower"),
        ("曇華林", "tanhualin"),
        ("昙花林", "tanhualin"),
        ("汉街", "han-street"),
        ("湖北省武汉市武昌区楚河汉街", "han-street"),
        ("武昌区杨园片区", "yangyuan"),
        ("徐东商圈项目", "xudong-shopping"),
        ("滨江核心", "binjiang-core"),
        ("地铁五号线", "metro-line-5"),
        ("铁四院1期", "tiesiyuan-1"),
        ("武汉大学", "wuhan-university"),
        ("武漢大學", "wuhan-university"),
        ("绿地中芯", "greenland-center"),
    ],
)
def test_a_name_is_known_however_it_is_written(geocoder, query, place_id):
    assert geocoder.geocode(query).raw["place_id"] == place_id


def test_every_name_and_alias_of_the_gazetteer_finds_its_own_place(geocoder, gazetteer):
    for name, place in gazetteer.by_name.items():
        assert place.id in ids(geocoder.matches(name)), name


@pytest.mark.parametrize(
    "query", ["湖南大学", "铁四院五期", "黄鹤楼小学", "国棉一厂", "水晶宫", "中南四路", "E3地块"]
)
def test_a_neighbour_is_no_misspelling(geocoder, query):
    assert geocoder.geocode(query) is None


@pytest.mark.parametrize(
    "query", ["", " \t\n", "😀🚇", "？！", "黄鹤楼" * 400, "a" * 999, "\ud800"]
)
def test_what_is_no_name_finds_nothing(geocoder, query):
    assert geocoder.matches(query) == []
    assert geocoder.geocode(query) is None
    assert geocoder.geocode(query, exactly_one=False) is None


@given(query=st.text(max_size=120))
def test_no_text_breaks_it(query):
    geocoder = test_no_text_breaks_it.geocoder
    for match in geocoder.matches(query):
        assert 0 < match.likeness.score <= 1


test_no_text_breaks_it.geocoder = GazetteerGeocoder()


def test_an_ambiguous_name_gives_all_that_it_may_mean_with_scores(geocoder):
    found = geocoder.geocode("滨江", exactly_one=False)
    scores = [location.raw["importance"] for location in found]
    assert len(found) > 1
    assert {"binjiang-cbd", "binjiang-core"} <= {location.raw["place_id"] for location in found}
    assert scores == sorted(scores, reverse=True)
    assert scores[0] < 0.8


def test_words_for_city_and_sort_go_from_both_ends_in_any_order():
    name = Name("武汉武昌昙华林项目", ("武汉", "武昌"))
    assert name.cores == (
        "武汉武昌昙华林项目",
        "武昌昙华林项目",
        "武汉武昌昙华林",
        "昙华林项目",
        "武昌昙华林",
        "昙华林",
    )
    # Each of what is left counts once, though the words may go in more orders than can be tried.
    assert len(Name("武汉" * 25 + "区" * 50, ("武汉",)).cores) < 100


def test_a_very_name_means_that_place_only(geocoder):
    assert len(geocoder.geocode("黄鹤楼", exactly_one=False)) == 1


def test_a_place_without_position_is_never_replaced_by_another(geocoder, gazetteer):
    unknown = [p for p in gazetteer.places.values() if p.geometry is None]
    assert unknown
    for place in unknown:
        assert ids(geocoder.matches(place.name)) == [place.id]
        assert geocoder.geocode(place.name) is None


def test_it_is_a_geopy_geocoder_with_answers_in_nominatims_shape(geocoder):
    assert isinstance(geocoder, Geocoder)
    location = geocoder.geocode("昙华林")
    raw = location.raw
    assert (location.latitude, location.longitude) == (float(raw["lat"]), float(raw["lon"]))
    assert isinstance(raw["lat"], str)
    assert location.address == raw["display_name"]
    assert raw["display_name"].startswith("昙华林, 武昌古城, 武昌区, 武汉市")
    south, north, west, east = map(float, raw["boundingbox"])
    assert shape(raw["geojson"]).bounds == pytest.approx((west, south, east, north), abs=1e-6)
    assert (raw["class"], raw["type"]) == ("place", "neighbourhood")
    assert raw["namedetails"]["name:en"] == "Tanhualin"
    assert "昙华林历史文化街区" in raw["namedetails"]["alt_name"].split(";")
    assert "OpenStreetMap" in raw["licence"]
    tags = raw["extratags"]
    assert tags["precision"] in {"exact", "street"}
    assert 0 < float(tags["uncertainty_m"]) <= 300
    assert tags["source"]


def test_every_located_place_answers_in_that_shape(geocoder, gazetteer):
    for place in gazetteer.places.values():
        if place.geometry is not None:
            raw = geocoder.geocode(place.name).raw
            assert raw["place_id"] == place.id
            assert shape(raw["geojson"]).is_valid


def test_a_point_leads_back_to_the_smallest_place_there(geocoder):
    assert geocoder.reverse((30.5471, 114.2970)).raw["place_id"] == "yellow-crane-tower"
    there = geocoder.reverse("30.5471, 114.2970", exactly_one=False)
    assert "wuchang-old-city" in {location.raw["place_id"] for location in there}
    distances = [float(location.raw["extratags"]["distance_m"]) for location in there]
    assert all(math.isfinite(distance) for distance in distances)


@pytest.mark.parametrize("point", [(31.23, 121.47), (0, 0), (-30.5, -114.3)])
def test_a_point_elsewhere_leads_to_nothing(geocoder, point):
    assert geocoder.reverse(point) is None
    assert geocoder.reverse(point, exactly_one=False) is None


def test_a_point_that_is_none_is_refused(geocoder):
    with pytest.raises(ValueError, match="Failed to create Point"):
        geocoder.reverse("nowhere")
