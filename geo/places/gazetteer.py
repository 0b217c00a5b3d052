"""The gazetteer: places with their names, shapes and how well each position is known.

The places of a region live in its folder's ``places/*.geojson``, one feature a place, WGS-84.
They are checked as they are read: a geometry without a source, an invalid one, one that claims
more than its source allows or that lies outside the region or the place that holds it is
refused, with file and id.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
from shapely import is_valid_reason
from shapely.geometry import Point, box, shape
from shapely.geometry.base import BaseGeometry

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.base.messages import at_line
from geo.model.codes import MAX_UNCERTAINTY_M
from geo.model.places import Gazetteer, Place
from geo.model.regions import Region
from geo.model.schema import find_fault

WGS84: Final = "EPSG:4326"
# How far a place may reach beyond the one that holds it, in metres: outlines are hand-drawn.
WITHIN_TOLERANCE_M: Final = 150.0
# A place known only by the unit that holds it is put there.
_HELD: Final = frozenset(("area", "township"))
# How many digits the code of the unit has that a place is known by.
_REGION_DIGITS: Final = {"township": (9,), "city": (2, 4)}
# An estimate rests on an editor's knowledge alone and must admit to at least this radius.
MIN_ESTIMATE_M: Final = 500.0


def read_gazetteer(region: Region | None, folder: Path | None = None) -> Gazetteer:
    """Read and check the gazetteer of ``region``, or every ``*.geojson`` of ``folder`` for it.

    Without a region and a folder there are no places. Raises :class:`~geo.base.errors.InputError`,
    naming file and id, for the first feature that does not hold.
    """
    folder = folder or (region.places if region else None)
    if folder is None:
        return Gazetteer({})
    return gather_places(
        (
            parse_place(feature, feature_label(path, number, feature), region)
            for path in sorted(folder.glob("*.geojson"))
            for number, feature in enumerate(read_features(path), 1)
        ),
        region,
    )


def gather_places(places: Iterable[Place], region: Region | None = None) -> Gazetteer:
    """Return the gazetteer of these places of ``region``, checked against each other.

    Raises :class:`~geo.base.errors.InputError`, naming the place, for an id or a name that two
    have and for a containing place that is missing or does not hold what it contains.
    """
    by_id: dict[str, Place] = {}
    holders: dict[str, Place] = {}
    for place in places:
        if place.id in by_id:
            raise InputError("id_stands_elsewhere", place.where, where=by_id[place.id].where)
        for name in place.names:
            if name in holders:
                raise InputError("name_is_taken", place.where, name=name, site=holders[name].id)
            holders[name] = place
        by_id[place.id] = place
    _check_parents(by_id)
    return Gazetteer({i: _put_within(place, by_id) for i, place in sorted(by_id.items())}, region)


def read_features(path: Path) -> list[Any]:
    """Return the features of a GeoJSON file as plain objects.

    Raises :class:`~geo.base.errors.InputError` where the file is no FeatureCollection.
    """
    text = read_text(path, "gazetteer")
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError("not_json", at_line(path, error.lineno), why=error.msg) from error
    except RecursionError as error:
        raise InputError("json_nested_too_deeply", path) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        raise InputError("file_is_no_collection", path)
    return features


def write_features(features: Iterable[Any]) -> str:
    """Return features as a gazetteer file's text, one feature a line."""
    lines = (json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def feature_label(path: Path | str, number: int, feature: Any) -> str:
    """Return how errors name a file's feature, the ``number``-th: by its id where it has one."""
    label = feature.get("id") if isinstance(feature, dict) else None
    return f"{path}, {label if isinstance(label, str) else f'feature {number}'}"


def parse_place(feature: Any, where: str, region: Region | None) -> Place:
    """Return the place that a GeoJSON feature describes; no place leaves its region.

    Raises :class:`~geo.base.errors.InputError`, naming ``where``, for a feature that the schema
    refuses or whose claims contradict each other, and for one outside ``region``'s bounds.
    """
    if fault := find_fault("place", feature):
        path_inside, what = fault
        raise InputError("member_at", where, path="/".join(map(str, path_inside)), what=what)
    properties = feature["properties"]
    if properties["id"] != feature["id"]:
        raise InputError("ids_differ", where)
    geometry = parse_geometry(feature["geometry"], where)
    place = Place(
        **{**properties, "aliases": tuple(properties["aliases"])}, geometry=geometry, where=where
    )
    _check_claims(place)
    if region and geometry is not None and not box(*region.bounds).covers(geometry):
        raise InputError("outside_region", where)
    return place


def parse_geometry(member: Mapping[str, Any] | None, where: str) -> BaseGeometry | None:
    """Return a GeoJSON geometry as a valid, non-empty shapely geometry in two dimensions.

    Raises :class:`~geo.base.errors.InputError` naming ``where`` for anything else.
    """
    if member is None:
        return None
    try:
        geometry = shape(dict(member))
    except Exception as error:  # shapely raises a different type for each way to be wrong
        raise InputError("geometry_unreadable", where, why=error) from error
    if geometry.is_empty or not all(map(math.isfinite, geometry.bounds)):
        raise InputError("geometry_is_empty", where)
    if not geometry.is_valid:
        raise InputError("geometry_is_invalid", where, why=is_valid_reason(geometry))
    if geometry.geom_type == "LineString" and not geometry.is_simple and geometry.length == 0:
        raise InputError("line_without_length", where)
    return geometry


def _check_claims(place: Place) -> None:
    """Refuse a place whose precision, source and geometry contradict each other."""
    source, geometry, where = place.location_source, place.geometry, place.where
    located = place.precision in MAX_UNCERTAINTY_M
    if located != (geometry is not None):
        raise InputError("precision_and_geometry_differ", where, precision=place.precision)
    if located != (place.uncertainty_m is not None):
        raise InputError("uncertainty_without_geometry", where)
    if source is None and place.precision != "none":
        raise InputError("location_source_is_missing", where)
    if place.precision in _HELD and place.within is None:
        raise InputError("within_is_missing", where, precision=place.precision)
    digits = _REGION_DIGITS.get(place.precision)
    if digits and len(place.region or "") not in digits:
        raise InputError("region_is_missing", where, precision=place.precision)
    if geometry is None or place.uncertainty_m is None or source is None:
        return
    if place.uncertainty_m > MAX_UNCERTAINTY_M[place.precision]:
        raise InputError(
            "precision_allows",
            where,
            precision=place.precision,
            metres=MAX_UNCERTAINTY_M[place.precision],
        )
    if source["kind"] == "within":
        raise InputError("within_with_own_geometry", where)
    if source["kind"] == "estimate" and (
        place.precision != "approximate" or place.uncertainty_m < MIN_ESTIMATE_M
    ):
        raise InputError("estimate_too_precise", where)


def _check_parents(places: Mapping[str, Place]) -> None:
    """Refuse parents that are missing, go in a circle or do not hold their place."""
    for place in places.values():
        seen = {place.id}
        parent_id = place.within
        while parent_id is not None:
            if parent_id not in places:
                raise InputError("within_is_no_place", place.where, site=parent_id)
            if parent_id in seen:
                raise InputError("within_in_a_circle", place.where, site=parent_id)
            seen.add(parent_id)
            parent_id = places[parent_id].within
    held = [
        (place, parent)
        for place in places.values()
        if place.geometry is not None
        and (parent := places.get(place.within or "")) is not None
        and parent.geometry is not None
        and parent.geometry.geom_type in {"Polygon", "MultiPolygon"}
    ]
    if not held:
        return
    inner = to_metres([place.geometry for place, _ in held])
    outer = to_metres([parent.geometry for _, parent in held])
    inside = outer.buffer(WITHIN_TOLERANCE_M).covers(inner)
    for (place, parent), is_inside in zip(held, inside, strict=True):
        if not is_inside:
            raise InputError("outside_parent", place.where, site=parent.id)


def to_metres(geometries: Iterable[BaseGeometry | None]) -> gpd.GeoSeries:
    """Return WGS-84 geometries projected to metres, in the UTM zone that they lie in."""
    series = gpd.GeoSeries(list(geometries), crs=WGS84)
    west, south, east, north = series.total_bounds
    if math.isnan(west):
        # Nothing lies anywhere.
        return series
    # Asking PROJ's database which zone that is takes 70 ms.
    zone = math.floor(((west + east) / 2 + 180) / 6) % 60 + 1
    return series.to_crs(f"EPSG:{326 if south + north >= 0 else 327}{zone:02}")


def _put_within(place: Place, places: Mapping[str, Place]) -> Place:
    """Return the place, put into the area that holds it where no more than that is known.

    The point is one inside the area; the uncertainty reaches to the area's farthest corner.
    """
    if place.precision not in _HELD:
        return place
    parent = places.get(place.within or "")
    while parent is not None and parent.geometry is None:
        parent = places.get(parent.within or "")
    if parent is None or parent.geometry is None:
        raise InputError("no_container_with_geometry", place.where)
    point = parent.geometry.representative_point()
    point = Point(round(point.x, 6), round(point.y, 6))
    spot, outline = to_metres([point, parent.geometry])
    radius = spot.hausdorff_distance(outline) + (parent.uncertainty_m or 0)
    return replace(place, geometry=point, uncertainty_m=float(math.ceil(radius / 10) * 10))
