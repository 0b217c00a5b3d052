"""Datums: there and back within a centimetre, and the same as a library of others says."""

import math

import geocoordinates_ffi as reference
import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo.base.errors import InputError
from geo.places.datum import CHINA, DATUMS, convert, convert_frame

WUCHANG = (114.2970, 30.5471)
METRES_A_DEGREE = 111_320
# The country's own extent, which lies well within the box of the formula.
LON, LAT = st.floats(73.4, 135.1), st.floats(3.4, 53.6)


def metres(lon, lat, other_lon, other_lat):
    east = (np.asarray(other_lon) - lon) * METRES_A_DEGREE * np.cos(np.radians(lat))
    north = (np.asarray(other_lat) - lat) * METRES_A_DEGREE
    return east, north


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
@given(lon=LON, lat=LAT)
def test_there_and_back_is_within_a_centimetre_everywhere_in_china(datum, lon, lat):
    back = convert(*convert(lon, lat, "WGS-84", datum), datum, "WGS-84")
    assert math.hypot(*metres(lon, lat, *back)) < 0.01


@given(lon=LON, lat=LAT)
def test_the_inverse_leads_to_the_point_that_it_came_from(lon, lat):
    again = convert(*convert(lon, lat, "BD-09", "WGS-84"), "WGS-84", "BD-09")
    assert math.hypot(*metres(lon, lat, *again)) < 0.01


def test_a_whole_grid_of_china_comes_back_within_a_centimetre():
    lon, lat = np.meshgrid(np.linspace(73.4, 135.1, 300), np.linspace(3.4, 53.6, 300))
    back = convert(*convert(lon, lat, "WGS-84", "GCJ-02"), "GCJ-02", "WGS-84")
    assert np.hypot(*metres(lon, lat, *back)).max() < 0.01


def test_at_wuchang_gcj02_lies_521_m_east_and_271_m_south():
    east, north = metres(*WUCHANG, *convert(*WUCHANG, "WGS-84", "GCJ-02"))
    assert east == pytest.approx(521, abs=2)
    assert north == pytest.approx(-271, abs=2)
    assert math.hypot(*metres(*WUCHANG, *convert(*WUCHANG, "WGS-84", "BD-09"))) == pytest.approx(
        1150, abs=60
    )


@given(lon=LON, lat=LAT)
def test_the_forward_formulas_are_those_of_geocoordinates_rs(lon, lat):
    theirs = reference.wgs84_to_gcj02(reference.Wgs84(lat=lat, lon=lon))
    ours = convert(lon, lat, "WGS-84", "GCJ-02")
    assert ours == pytest.approx((theirs.lon, theirs.lat), abs=1e-9)
    theirs = reference.wgs84_to_bd09(reference.Wgs84(lat=lat, lon=lon))
    ours = convert(lon, lat, "WGS-84", "BD-09")
    assert ours == pytest.approx((theirs.lon, theirs.lat), abs=1e-9)


@given(lon=LON, lat=LAT)
def test_the_inverse_agrees_with_geocoordinates_rs_within_its_tolerance(lon, lat):
    there = reference.gcj02_to_wgs84_refined(reference.Gcj02(lat=lat, lon=lon))
    ours = convert(lon, lat, "GCJ-02", "WGS-84")
    # It promises half a metre.
    assert math.hypot(*metres(there.lon, there.lat, *ours)) < 0.5


@pytest.mark.parametrize(
    "point", [(2.35, 48.86), (-74, 40.7), (151.2, -33.9), (139.7, 35.7), (0, 0)]
)
@pytest.mark.parametrize("source", DATUMS)
@pytest.mark.parametrize("target", DATUMS)
def test_outside_china_nothing_moves(point, source, target):
    assert convert(*point, source, target) == point


def test_points_on_the_edge_of_the_box_do_not_fail():
    west, south, east, north = CHINA
    lon, lat = convert([west, east], [south, north], "WGS-84", "GCJ-02")
    assert np.isfinite(lon).all()
    assert np.isfinite(lat).all()


def test_what_is_no_number_passes_beside_what_is():
    lon, lat = convert([114.3, np.nan, np.inf], [30.5, 30.5, np.nan], "WGS-84", "GCJ-02")
    assert lon[0] == pytest.approx(114.3054, abs=1e-3)
    assert np.isnan(lon[1])
    assert lat[1] == 30.5
    assert np.isinf(lon[2])


def test_empty_arrays_stay_empty_and_shapes_stay():
    assert [part.shape for part in convert([], [], "BD-09", "WGS-84")] == [(0,), (0,)]
    lon, _ = convert(np.full((2, 3), 114.3), 30.5, "GCJ-02", "BD-09")
    assert lon.shape == (2, 3)


def test_the_input_is_left_alone():
    lon, lat = np.array([114.3]), np.array([30.5])
    convert(lon, lat, "WGS-84", "BD-09")
    assert (lon[0], lat[0]) == (114.3, 30.5)
    same, _ = convert(lon, lat, "WGS-84", "WGS-84")
    assert same is not lon


@pytest.mark.parametrize("name", ["gcj02", "GCJ_02", "Gcj-02"])
def test_a_datum_is_known_in_any_spelling(name):
    assert convert(*WUCHANG, "wgs84", name) == convert(*WUCHANG, "WGS-84", "GCJ-02")


def test_an_unknown_datum_is_refused():
    with pytest.raises(InputError, match="'NAD27' is none of the datums"):
        convert(0, 0, "NAD27", "WGS-84")


def frame(*geometries, crs="EPSG:4326"):
    return gpd.GeoDataFrame({"n": range(len(geometries))}, geometry=list(geometries), crs=crs)


def test_a_frame_moves_with_every_kind_of_geometry_and_comes_back():
    square = box(114.3, 30.5, 114.31, 30.51)
    hole = Polygon(
        square.exterior.coords, [list(box(114.302, 30.502, 114.304, 30.504).exterior.coords)]
    )
    before = frame(
        Point(*WUCHANG),
        LineString([(114.3, 30.5), (114.4, 30.6)]),
        hole,
        MultiPolygon([square]),
        Point(),
        None,
        Point(114.3, 30.5, 42),
    )
    there = convert_frame(before, "WGS-84", "GCJ-02")
    assert there.crs is None
    assert there.attrs["datum"] == "GCJ-02"
    assert there.geometry[0].x == pytest.approx(convert(*WUCHANG, "WGS-84", "GCJ-02")[0])
    assert len(there.geometry[2].interiors) == 1
    assert there.geometry[6].z == 42
    back = convert_frame(there, "GCJ-02", "WGS-84")
    assert back.crs.to_epsg() == 4326
    assert back.geometry[4].is_empty
    assert back.geometry[5] is None
    for i in (0, 1, 2, 3, 6):
        assert back.geometry[i].equals_exact(before.geometry[i], 1e-7)
    assert before.geometry[0].x == WUCHANG[0]


def test_an_empty_frame_stays_empty():
    assert len(convert_frame(frame(), "WGS-84", "BD-09")) == 0


def test_a_frame_in_metres_is_refused():
    with pytest.raises(InputError, match="EPSG:4326 first"):
        convert_frame(frame(Point(0, 0), crs="EPSG:32650"), "WGS-84", "GCJ-02")
