"""What lies near a site, and how far that can be said."""

import pytest

from geo.model.atlas import Atlas
from geo.selecting.neighbours import neighbours


def site(name, geometry, precision="exact", uncertainty=50):
    properties = {"id": name, "precision": precision, "uncertainty_m": uncertainty}
    return {"id": name, "geometry": geometry, "properties": properties}


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


@pytest.fixture
def street():
    """At 60 degrees north a degree of longitude is half a degree of latitude."""
    line = {"type": "LineString", "coordinates": [[10, 60.01], [10.9, 60.01]]}
    return Atlas({}, tuple(
        site(*args)
        for args in (
            ("east", point(10.01, 60)),
            ("here", point(10, 60)),
            ("lost", None, "none", None),
            ("north", point(10, 60.004), "approximate", 800),
            ("road", line),
            ("vague", point(10, 60.0001), "area", 2000),
        )
    ))  # fmt: skip


def test_the_nearest_come_first_in_metres_from_shape_to_shape(street):
    found = neighbours(street, "here")
    assert [n.id for n in found] == ["north", "east", "road"]
    assert [n.distance_m for n in found] == pytest.approx([444.8, 556.0, 1111.9], rel=1e-3)


def test_both_uncertainties_count(street):
    assert neighbours(street, "here", 1)[0].uncertainty_m == 850
    assert [n.uncertainty_m for n in neighbours(street, "road", 1)] == [850]


def test_what_is_only_known_by_its_area_has_no_neighbours_and_is_none(street):
    assert neighbours(street, "vague") == []
    assert neighbours(street, "lost") == []


def test_sites_that_hold_or_are_held_are_left_out(street):
    assert [n.id for n in neighbours(street, "here", without=["east"])] == ["north", "road"]


def test_every_site_of_the_atlas_can_be_asked(atlas):
    for feature in atlas.features:
        found = neighbours(atlas, feature["id"])
        assert [n.distance_m for n in found] == sorted(n.distance_m for n in found)
        assert feature["id"] not in {n.id for n in found}
