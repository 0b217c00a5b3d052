"""The map's document and what it is handed."""

import base64
import json
import math
import re

from shipped import REGION

from geo.view.map.basemap import backdrop_of, read_basemap
from geo.view.map.document import empty_map, map_document
from geo.view.map.payload import payload, shifted, visible_bits
from geo.view.map.tiles import tile_layers

HOSTILE = "<img src=x onerror=alert(1)>`${1}</script>{{ 7*7 }}{% raw %}{# x #}"


def test_the_map_is_folium_and_its_document_asks_no_other_host():
    assert type(empty_map()).__mro__[1].__name__ == "Map"
    document = map_document()
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", document)
    assert not re.search(r"@import|url\((?!data:|#)", document)
    assert "L.map(" in document


def test_the_document_is_the_same_each_time_and_holds_no_data(atlas):
    map_document.cache_clear()
    first = map_document()
    map_document.cache_clear()
    assert map_document() == first
    assert "昙华林" not in first


def test_the_payload_carries_no_mentions_and_survives_as_json(atlas):
    handed = payload(atlas, backdrop_of(atlas))
    text = json.dumps(handed, ensure_ascii=False)
    assert "mentions" not in text
    assert len(handed["sites"]) == len(atlas.features)
    assert len(text.encode()) < 400_000
    (south, west), (north, east) = handed["bounds"]
    assert 30.4 < south < north < 30.7
    assert 114.2 < west < east < 114.5


def test_hostile_text_stays_data(atlas):
    feature = json.loads(json.dumps(atlas.by_id["tanhualin"]))
    feature["properties"]["name"] = HOSTILE
    handed = payload(type(atlas)(atlas.report, (feature,)))
    assert handed["sites"][0]["name"] == HOSTILE
    assert HOSTILE not in map_document()


def test_bits_name_the_sites_in_order(atlas):
    ids = [f["id"] for f in atlas.features]
    chosen = {ids[0], ids[8], ids[-1]}
    bits = base64.b64decode(visible_bits(atlas, chosen))
    assert {i for n, i in enumerate(ids) if bits[n >> 3] >> (n & 7) & 1} == chosen


def test_the_base_map_is_light_and_says_its_sources():
    layers = read_basemap(REGION)
    assert sum(len(json.dumps(layer, ensure_ascii=False).encode()) for layer in layers) < 150_000
    for layer in layers:
        assert layer["layer"]["licence"] == "ODbL-1.0"
        assert "OpenStreetMap" in layer["layer"]["attribution"]


def test_tiles_in_gcj02_get_a_copy_that_is_shifted_and_the_atlas_is_not(atlas):
    before = atlas.by_id["yellow-crane-tower"]["geometry"]["coordinates"]
    copy = shifted(atlas, "GCJ-02")
    assert set(copy) == {f["id"] for f in atlas.features if f["geometry"]}
    lon, lat = copy["yellow-crane-tower"]["coordinates"]
    east = (lon - before[0]) * 111_320 * math.cos(math.radians(lat))
    north = (lat - before[1]) * 110_900
    assert abs(east - 521) < 10
    assert abs(north + 271) < 10
    assert atlas.by_id["yellow-crane-tower"]["geometry"]["coordinates"] == before


def test_tile_layers_with_a_key_are_offered_only_with_it():
    assert [layer["id"] for layer in tile_layers({})] == ["osm", "esri", "gaode"]
    keyed = {layer["id"]: layer for layer in tile_layers({"GEO_TIANDITU_KEY": "k1"})}
    assert len(keyed["tianditu"]["urls"]) == 2
    assert all("tk=k1" in url and "_w/" in url for url in keyed["tianditu"]["urls"])
    for layer in tile_layers({"GEO_CARTO_KEY": "k2", "GEO_TIANDITU_KEY": "k1"}):
        assert layer["options"]["attribution"]
        assert all(url.startswith("https://") for url in layer["urls"])
