"""The gazetteer as a geopy geocoder: names to places and back, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point as GeopyPoint
from shapely.geometry import Point, mapping

from geo.model.places import Gazetteer, Place
from geo.places.gazetteer import read_gazetteer, to_metres
from geo.places.naming import MAX_LENGTH, Likeness, Name, likeness
from geo.places.region import shipped_region

# Below this, two names have nothing to do with each other.
MIN_SCORE: Final = 0.55
# Candidates that come this close to the best one are worth telling.
CLOSE_SCORE: Final = 0.15
# How far from a point a place may lie that `reverse` names, in metres.
REVERSE_REACH_M: Final = 300.0
# A point is not wider than this for `reverse`, however uncertain it is, in metres.
REVERSE_POINT_M: Final = 50.0

LICENCES: Final = {
    "ODbL-1.0": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
    "CC0-1.0": "CC0 1.0",
}
# OpenStreetMap's class and type for each kind of place.
CLASSES: Final = {
    "area": ("place", "neighbourhood"),
    "plot": ("landuse", "construction"),
    "building": ("building", "yes"),
    "road": ("highway", "road"),
    "tunnel": ("highway", "road"),
    "metro": ("railway", "subway"),
    "corridor": ("place", "locality"),
    "park": ("leisure", "park"),
    "lake": ("natural", "water"),
    "canal": ("waterway", "canal"),
    "hill": ("natural", "peak"),
    "campus": ("landuse", "institutional"),
    "facility": ("amenity", "public_building"),
    "institution": ("office", "yes"),
}
_COUNTRY: Final = "中国"


@dataclass(frozen=True)
class Match:
    """A place that a query may mean, the name of it that matched, and how well."""

    place: Place
    name: str
    likeness: Likeness


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy carries no types
    """Geocode names of the gazetteer's places, and points back to them.

    ``Location.raw`` has the shape of a Nominatim result, so that tools made for Nominatim take
    it: ``place_id`` (our id), ``lat`` and ``lon`` as strings, ``display_name``,
    ``boundingbox`` (south, north, west, east), ``class`` and ``type``, ``importance`` (here
    the score of the match, 0 to 1), ``namedetails``, ``geojson``; ``extratags`` holds our
    ``precision``, ``uncertainty_m`` and ``source`` as strings, as Nominatim's are.
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """Geocode with ``gazetteer``; without one, with that of the region that ships."""
        super().__init__()
        self.gazetteer = gazetteer or read_gazetteer(shipped_region())
        region = self.gazetteer.region
        self.prefixes = region.prefixes if region else ()

    def matches(self, query: str) -> list[Match]:
        """Return the places that ``query`` may mean, best first, located or not.

        A query that is a place's very name means that place only. Empty for a query that is
        empty, longer than :data:`~geo.places.naming.MAX_LENGTH` or like no name.
        """
        if len(query) > MAX_LENGTH:
            return []
        asked = Name(query, self.prefixes)
        best: dict[str, Match] = {}
        for name, place in self._names:
            found = likeness(asked, name)
            if found is None or found.score < MIN_SCORE:
                continue
            present = best.get(place.id)
            if present is None or found.score > present.likeness.score:
                best[place.id] = Match(place, name.text, found)
        ranked = sorted(best.values(), key=lambda m: (-m.likeness.score, m.place.id))
        if ranked:
            top = ranked[0].likeness
            least = 1.0 if top.how == "name" else top.score - CLOSE_SCORE
            ranked = [m for m in ranked if m.likeness.score >= least]
        return ranked

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 (geopy hands it to every geocoder)
    ) -> Location | list[Location] | None:
        """Return the location that ``query`` means, or all it may mean, best first.

        None where the gazetteer knows no such name, or knows the place but not where it is:
        a worse match never stands in for a better one without a position.
        """
        ranked = self.matches(query)
        if exactly_one:
            ranked = ranked[:1]
        found = [self._location(m) for m in ranked if m.place.geometry is not None]
        if exactly_one:
            return found[0] if found else None
        return found or None

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002
    ) -> Location | list[Location] | None:
        """Return the place at a point (a geopy point or what makes one), or all of them.

        The nearest first, the smaller before the larger that holds it; None where no place
        lies within :data:`REVERSE_REACH_M`. Places known only by their area are not named.
        """
        point = query if isinstance(query, GeopyPoint) else GeopyPoint(query)
        places = self._placed
        if not places:
            return None
        shapes = to_metres([place.geometry for place in places])
        spot = to_metres([Point(point.longitude, point.latitude)]).to_crs(shapes.crs)[0]
        distances = shapes.distance(spot).to_numpy()
        width = np.array(
            [
                min(place.uncertainty_m or 0, REVERSE_POINT_M)
                if place.geometry is not None and place.geometry.geom_type == "Point"
                else 0.0
                for place in places
            ]
        )
        reach = np.maximum(distances - width, 0.0)
        # Of places that reach the point alike, the smaller: a point, a line, a small area.
        size = shapely.get_dimensions(shapes.to_numpy()) * 1e12 + shapes.area.to_numpy()
        order = sorted(range(len(places)), key=lambda i: (reach[i], size[i], places[i].id))
        found = []
        for i in order:
            if reach[i] > REVERSE_REACH_M:
                break
            score = round(1 - float(reach[i]) / (2 * REVERSE_REACH_M), 3)
            location = self._location(Match(places[i], places[i].name, Likeness(score, "position")))
            location.raw["extratags"]["distance_m"] = f"{distances[i]:.0f}"
            found.append(location)
            if exactly_one:
                return location
        return found or None

    @cached_property
    def _names(self) -> list[tuple[Name, Place]]:
        return [
            (Name(text, self.prefixes), place)
            for place in self.gazetteer.places.values()
            for text in (*place.names, place.name_en)
        ]

    @cached_property
    def _placed(self) -> list[Place]:
        return [
            place
            for place in self.gazetteer.places.values()
            if place.geometry is not None and place.precision != "area"
        ]

    def _location(self, match: Match) -> Location:
        raw = nominatim_raw(match, self._above(match.place))
        return Location(raw["display_name"], (float(raw["lat"]), float(raw["lon"])), raw)

    def _above(self, place: Place) -> Iterator[str]:
        parent = self.gazetteer.get(place.within or "")
        while parent is not None:
            yield parent.name
            parent = self.gazetteer.get(parent.within or "")
        region = self.gazetteer.region
        if region:
            yield from (unit.name for unit in (region, *region.parents))
        yield _COUNTRY


def nominatim_raw(match: Match, above: Iterator[str]) -> dict[str, Any]:
    """Return a match as a Nominatim result; the place must have a geometry."""
    place = match.place
    if place.geometry is None:
        raise ValueError(f"{place.id} has no geometry")
    at = place.geometry.representative_point()
    west, south, east, north = place.geometry.bounds
    source = place.location_source or {}
    osm_class, osm_type = CLASSES.get(place.kind, ("place", "locality"))
    names = {"name": place.name, "name:zh": place.name, "name:en": place.name_en}
    if place.aliases:
        names["alt_name"] = ";".join(place.aliases)
    return {
        "place_id": place.id,
        "licence": LICENCES.get(source.get("licence", ""), source.get("licence", "")),
        "lat": f"{at.y:.7f}",
        "lon": f"{at.x:.7f}",
        "class": osm_class,
        "type": osm_type,
        "addresstype": osm_class,
        "name": place.name,
        "display_name": ", ".join([place.name, *above]),
        "importance": match.likeness.score,
        "boundingbox": [f"{value:.7f}" for value in (south, north, west, east)],
        "namedetails": names,
        "extratags": {
            "kind": place.kind,
            "precision": place.precision,
            "uncertainty_m": f"{place.uncertainty_m:g}",
            "source": source.get("text", ""),
            "source:kind": source.get("kind", ""),
            "match": match.likeness.how,
            "matched_name": match.name,
        },
        "geojson": mapping(place.geometry),
    }
