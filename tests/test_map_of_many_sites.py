"""Many sites as columns: what the map is handed, and what it asks for."""

import base64
import json

import numpy as np
import pytest

from benchmarks.synthetic import write_atlas
from geo.model.atlas import Atlas, read_atlas
from geo.model.facets import SHAPES, shape_of, verdict_of
from geo.selecting.columns import columns_of
from geo.view.map.basemap import NOTHING, backdrop_of
from geo.view.map.many_sites import (
    DETAILS_MAX,
    MANY,
    details,
    is_crowd,
    number_of,
    payload_for,
    site_at,
)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return read_atlas(write_atlas(tmp_path_factory.mktemp("many"), MANY + 100))


def column(handed, name, kind):
    return np.frombuffer(base64.b64decode(handed["crowd"][name]), kind)


def test_few_sites_go_over_whole(atlas):
    assert not is_crowd(atlas)
    assert len(payload_for(atlas, NOTHING)["sites"]) == len(atlas.features)


def test_many_sites_go_over_as_columns_that_say_the_same(many):
    handed = payload_for(many, backdrop_of(many))
    lon, codes = column(handed, "lon", "<i4"), column(handed, "codes", "<u2")
    crowd = handed["crowd"]
    for number, feature in enumerate(many.features):
        site = feature["properties"]
        status, target = codes[number] & 15, codes[number] >> 4 & 15
        assert site["status"] == (crowd["stages"] + [None] * 7)[status]
        assert site["target"] == (crowd["stages"] + [None] * 7)[target]
        assert site["precision"] == crowd["precisions"][codes[number] >> 8 & 7]
        shape = list(SHAPES)[codes[number] >> 11 & 3]
        assert crowd["verdicts"][codes[number] >> 13] == (verdict_of(site) or "none")
        assert shape == shape_of(feature["geometry"])
        if shape == "point":
            assert lon[number] == round(feature["geometry"]["coordinates"][0] * 1e6)
    (south, west), (north, east) = handed["bounds"]
    boxes = columns_of(many).boxes[columns_of(many).located]
    assert (boxes[:, 0] >= west).all()
    assert (boxes[:, 3] <= north).all()
    assert south < north
    assert west < east


def test_many_sites_of_which_none_has_a_place_have_no_bounds(many):
    lost = [feature | {"geometry": None} for feature in many.features]
    handed = payload_for(Atlas(many.report, tuple(lost)), NOTHING)
    assert handed["bounds"] is None
    json.dumps(handed, allow_nan=False)


def test_they_weigh_a_few_bytes_a_site_and_hold_no_name(many):
    crowd = payload_for(many, NOTHING)["crowd"]
    assert len(json.dumps(crowd)) < 25 * len(many.features)
    assert many.features[0]["properties"]["name"] not in json.dumps(crowd, ensure_ascii=False)


def test_details_are_told_by_number_and_absurd_numbers_are_passed_over(many):
    told = details(many, [5, -1, 10**9, 0])
    assert [one["number"] for one in told] == [5, 0]
    assert told[0]["name"] == many.features[5]["properties"]["name"]
    assert told[0]["geometry"] == json.loads(json.dumps(many.features[5]["geometry"]))
    assert len(details(many, range(len(many.features)))) == DETAILS_MAX


def test_a_site_is_called_by_its_number(many):
    site = many.features[17]["id"]
    assert number_of(many, site) == "#17"
    assert site_at(many, "#17") == site
    for absurd in ("#", "#x", "#-1", "#٣", f"#{len(many.features)}", "#1e3"):
        assert site_at(many, absurd) is None
    assert number_of(many, "nowhere") is None
