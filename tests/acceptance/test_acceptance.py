"""Queries with the place they should lead to, after the manner of Pelias.

`queries.csv` holds one query a row: the place's id, a position of it from a source that the
gazetteer did not make, and how far from it the answer may lie. The distance is that from the
reference to the answered shape: a reference inside an area, or on a road, counts as 0 m. A row
with `expect` = fail is known not to work and says why; when it works, the row must change.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest
from shapely.geometry import Point, shape
from shipped import REGION

from geo.places.gazetteer import to_metres
from geo.places.geocoders import GazetteerGeocoder

QUERIES = Path(__file__).parent / "queries.csv"
with QUERIES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def geocoder(gazetteer):
    return GazetteerGeocoder(gazetteer)


def metres_off(location, row):
    """Return how far the reference lies from the answered shape, None without an answer."""
    if location is None or location.raw["place_id"] != row["place"]:
        return None
    reference = Point(float(row["lon"]), float(row["lat"]))
    answered, spot = to_metres([shape(location.raw["geojson"]), reference])
    return answered.distance(spot)


def name_of(row):
    return f"{row['query']}-{row['source'] or row['reason']}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_query_leads_where_it_should(geocoder, record, row):
    location = geocoder.geocode(row["query"])
    found = location.raw["place_id"] if location else ""
    if row["lon"]:
        distance = metres_off(location, row)
        works = distance is not None and distance <= float(row["max_m"])
        said = f"{found or 'nothing'}, {'-' if distance is None else round(distance)} m off"
    else:
        # Only failures have no position: these must find nothing, not something else.
        distance, works, said = None, bool(found), found
    good = works == (row["expect"] == "pass")
    record((good, bool(row["lon"]), distance))
    assert good, f"{row['query']}: {said}, expected {row['expect']} ({row['place']})"


def test_a_failure_for_want_of_a_position_is_known_by_name(geocoder):
    for row in ROWS:
        if row["place"] and not row["lon"]:
            assert [m.place.id for m in geocoder.matches(row["query"])] == [row["place"]]


def test_the_table_is_sound(gazetteer):
    west, south, east, north = REGION.bounds
    for row in ROWS:
        assert row["query"]
        assert row["expect"] in {"pass", "fail"}
        assert bool(row["reason"]) == (row["expect"] == "fail"), row
        assert bool(row["source"]) == bool(row["lon"]) == bool(row["max_m"]), row
        if row["lon"]:
            assert west < float(row["lon"]) < east
            assert south < float(row["lat"]) < north
            assert 0 < float(row["max_m"]) <= 1000
        if row["place"]:
            assert gazetteer.get(row["place"]), row
        else:
            assert row["expect"] == "fail"


def test_the_table_is_large_enough_to_mean_something():
    variants = Counter(row["variant"] for row in ROWS)
    assert len(ROWS) >= 60
    assert sum(count for variant, count in variants.items() if variant) >= 15
    assert {"traditional", "typo", "prefix", "suffix", "alias"} <= set(variants)
    assert sum(row["expect"] == "fail" for row in ROWS) >= 5
