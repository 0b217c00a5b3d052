"""Lines that leave the district are drawn faded beyond it."""

import pytest
from shapely.geometry import LineString, box, mapping

from geo.outputs.paper.ground import Ground
from geo.outputs.paper.labels import Box
from geo.outputs.paper.legend import legend_items
from geo.outputs.paper.numbering import numbered
from geo.view.map.basemap import backdrop_of
from geo.view.map.payload import payload
from geo.view.reach import district_of, part_beyond, stretches_beyond

# About 9.6 by 11.1 km.
SQUARE = {"type": "Feature", "properties": {}, "geometry": mapping(box(114.0, 30.0, 114.1, 30.1))}


def layer(name, *features):
    return {"layer": {"id": name}, "features": features}


DISTRICT = district_of([layer("water"), layer("outline", SQUARE)])


def line(*points):
    return mapping(LineString(points))


def test_the_stretch_outside_is_told_by_places_between_the_vertices():
    ((number, start, end),) = stretches_beyond(line((114.05, 30.05), (114.15, 30.05)), DISTRICT)
    assert number == 0
    # 200 m behind the edge, for outlines are sketches.
    assert start == pytest.approx((114.10208 - 114.05) / 0.1, abs=0.001)
    assert end == 1


def test_a_stretch_over_several_vertices_is_one_and_a_line_may_come_back():
    there_and_back = line(
        (114.05, 30.05), (114.15, 30.05), (114.2, 30.05), (114.15, 30.02), (114.05, 30.02)
    )
    ((number, start, end),) = stretches_beyond(there_and_back, DISTRICT)
    assert (number, int(start), int(end)) == (0, 0, 3)
    through = line((113.9, 30.05), (114.2, 30.05))
    assert [round(each, 2) for s in stretches_beyond(through, DISTRICT) for each in s[1:]] == [
        0, 0.33, 0.67, 1,
    ]  # fmt: skip


def test_of_several_lines_each_stretch_says_of_which_it_is():
    both = {
        "type": "MultiLineString",
        "coordinates": [[(114.02, 30.05), (114.08, 30.05)], [(114.2, 30.0), (114.3, 30.0)]],
    }
    assert stretches_beyond(both, DISTRICT) == [(1, 0, 1)]


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        line((114.02, 30.02), (114.08, 30.08)),
        # Along the edge, and a little over it.
        line((114.101, 30.0), (114.101, 30.1)),
        line((114.05, 30.05), (114.104, 30.05)),
        {"type": "Point", "coordinates": (115.0, 31.0)},
        mapping(box(115.0, 31.0, 115.1, 31.1)),
    ],
)
def test_what_stays_within_or_is_no_line_has_no_stretch_beyond(geometry):
    assert stretches_beyond(geometry, DISTRICT) == []


def test_without_an_outline_or_over_other_places_too_nothing_is_beyond():
    far = line((115.0, 31.0), (115.1, 31.0))
    assert district_of([]) is None
    assert district_of([layer("outline", SQUARE), layer("seats")]) is None
    assert stretches_beyond(far, None) == []
    assert part_beyond(far, None) is None


def test_the_shipped_corridor_is_faded_beyond_the_district_and_nothing_else(atlas):
    drawn = payload(atlas, backdrop_of(atlas))
    assert [site["id"] for site in drawn["sites"] if "beyond" in site] == ["optics-valley-corridor"]
    assert "beyond" in drawn["texts"]
    assert not any("beyond" in site for site in payload(atlas)["sites"])


def test_the_sheet_fades_it_and_its_legend_says_so(atlas):
    base = backdrop_of(atlas).layers
    ground = Ground((114.2, 30.45, 114.5, 30.65), Box(0, 0, 200, 150), 150_000)
    faded = [s for s in numbered(atlas, ground, base) if s.beyond is not None]
    assert [site.feature["id"] for site in faded] == ["optics-valley-corridor"]
    assert 0 < faded[0].beyond.length < faded[0].shape.length
    assert "淡色：伸出本区" in [item.said for item in legend_items(atlas, base, "zh")]
    within = atlas.subset({"linjiang-avenue"})
    assert "淡色：伸出本区" not in [item.said for item in legend_items(within, base, "zh")]
