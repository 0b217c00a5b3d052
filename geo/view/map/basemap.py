"""The base map that lies under the sites where there are no tiles: ``base/`` of their region.

Each file is a FeatureCollection with a foreign member ``layer`` that names its source,
licence and attribution. Under a place that is no region lie the seats of its units and of its
neighbours (:mod:`geo.places.surroundings`); under a report that does not say where it is at home,
those of the whole country.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.model.atlas import Atlas
from geo.model.regions import Box, Region
from geo.places.region import read_regions, region_at, region_of
from geo.places.surroundings import COUNTRY, bounds_of, joined, seats_layer
from geo.places.units import Unit, read_units, resolve
from geo.selecting.finding import Place

# Drawn in this order.
LAYERS: Final = ("outline", "water", "roads", "bridges", "metro", "labels")
# Not drawn, but its places can be looked up.
STATIONS: Final = "stations"
# A label that stands for something long is no place of its own: it says where the map had room.
_LONG: Final = re.compile("river|canal|road|bridge|tunnel")

Layer = Mapping[str, Any]


@dataclass(frozen=True)
class Backdrop:
    """What lies under an atlas's sites: layers from the bottom up, and the map's first view.

    ``view`` is west, south, east and north in degrees, None where the sites alone decide.
    """

    layers: tuple[Layer, ...] = ()
    view: Box | None = None


NOTHING: Final = Backdrop()


def read_basemap(region: Region) -> list[Layer]:
    """Return the layers of a region that are drawn, from the bottom up; none where it has none.

    Raises :class:`~geo.base.errors.InputError` for a file that is broken or says no source.
    """
    return [layer for name in LAYERS if (layer := _read_layer(region, name))]


def _read_layer(region: Region, name: str) -> Layer | None:
    """Return a layer of a region's base map, None where it has no such file."""
    path = region.base / f"{name}.geojson"
    if not path.exists():
        return None
    text = read_text(path, "base_map")
    try:
        layer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("not_json", path, why=error) from error
    about = layer.get("layer") if isinstance(layer, dict) else None
    if not isinstance(about, dict) or not {"source", "licence", "attribution"} <= about.keys():
        raise InputError("layer_without_terms", path)
    return cast("Layer", layer)


@dataclass(frozen=True)
class Grounds:
    """What lies under an atlas: regions that have a base map, and other places by their codes."""

    regions: tuple[Region, ...] = ()
    places: tuple[str, ...] = ()


def backdrop_of(atlas: Atlas) -> Backdrop:
    """Return what lies under the sites of an atlas: the base maps of its reports' places.

    The map of one district says nothing about another: where the report's place is none of the
    regions and its sites do not all lie in one of them, no region's lies there, but what the
    user's own extract has of the place (:mod:`geo.sources.ground`).
    """
    grounds = grounds_under(atlas)
    under = backdrop_over(grounds)
    if grounds.regions or len(grounds.places) != 1:
        return under
    # Only here: a map of a region of ours needs no store.
    from geo.sources.ground import own_ground

    own = own_ground(grounds.places[0])
    order = {name: rank for rank, name in enumerate(LAYERS)}
    own.sort(key=lambda layer: order[str(layer["layer"]["id"])])
    return Backdrop((*own, *under.layers), under.view)


def backdrop_over(grounds: Grounds) -> Backdrop:
    """Return what lies under sites of these regions and places."""
    regions, places = grounds.regions, grounds.places
    layers = [layer for region in regions for layer in read_basemap(region)]
    order = {name: rank for rank, name in enumerate(LAYERS)}
    layers.sort(key=lambda layer: order.get(str(layer["layer"].get("id")), 0))
    if places:
        layers.append(seats_layer(places))
        view = joined([*(region.view for region in regions), *map(bounds_of, places)])
    else:
        view = regions[0].view if len(regions) == 1 else None
    return Backdrop(tuple(layers), view)


def named_places(atlas: Atlas) -> list[Place]:
    """Return the places of the base map under an atlas that have a name and one position.

    Stations, lakes and seats of units, each name once; what is long (a road, a river) has many.
    """
    layers = [*backdrop_of(atlas).layers]
    layers += [layer for r in grounds_under(atlas).regions if (layer := _read_layer(r, STATIONS))]
    found: dict[str, Place] = {}
    for layer in reversed(layers):
        for feature in layer["features"]:
            said, geometry = feature.get("properties") or {}, feature.get("geometry") or {}
            kind, name = str(said.get("class")), said.get("name")
            if not name or geometry.get("type") != "Point" or _LONG.search(kind):
                continue
            lon, lat = geometry["coordinates"][:2]
            place = Place(str(name), str(said.get("name_en") or ""), kind, float(lat), float(lon))
            found.setdefault(place.name, place)
    return sorted(found.values(), key=lambda place: place.name)


def grounds_under(atlas: Atlas) -> Grounds:
    """Return the regions and places whose base maps lie under the sites of an atlas."""
    regions = read_regions()
    # An atlas of many reports says of each what an atlas of one says of its own.
    reports = atlas.report.get("reports") or [atlas.report]
    found: dict[str, Region] = {}
    places: dict[str, None] = {}
    for report in reports:
        code, place = report.get("place_code"), report.get("place")
        region = regions.get(str(code)) if code else region_of(place, regions)
        if region is None and not code:
            region = region_at(atlas.bounds, regions.values())
        if region is not None:
            found[region.code] = region
        elif unit := _unit(code, place):
            places[unit.code] = None
    if not found and not places and atlas.features and atlas.bounds is None:
        places[COUNTRY] = None
    return Grounds(tuple(found.values()), tuple(places))


def _unit(code: str | None, place: str | None) -> Unit | None:
    units = read_units()
    return units.by_code.get(str(code)) if code else resolve(str(place), units) if place else None
