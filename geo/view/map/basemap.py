"""The base map that lies under the sites where there are no tiles: ``base/`` of their region.

Each file is a FeatureCollection with a foreign member ``layer`` that names its source,
licence and attribution.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.model.atlas import Atlas
from geo.model.regions import Box, Region
from geo.places.region import read_regions, region_at, region_of

# Drawn in this order; stations are for looking up, not for drawing.
LAYERS: Final = ("outline", "water", "roads", "bridges", "metro", "labels")

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
    layers = []
    for name in LAYERS:
        path = region.base / f"{name}.geojson"
        if not path.exists():
            continue
        text = read_text(path, "base map")
        try:
            layer = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON: {error}", path) from error
        about = layer.get("layer") if isinstance(layer, dict) else None
        if not isinstance(about, dict) or not {"source", "licence", "attribution"} <= about.keys():
            raise InputError("the layer does not say source, licence and attribution", path)
        layers.append(layer)
    return layers


def backdrop_of(atlas: Atlas) -> Backdrop:
    """Return what lies under the sites of an atlas: the base maps of its reports' regions.

    The map of one district says nothing about another: where the report's place is none of the
    regions and its sites do not all lie in one of them, nothing lies there.
    """
    return backdrop_over(regions_under(atlas))


def backdrop_over(regions: Sequence[Region]) -> Backdrop:
    """Return what lies under sites of these regions."""
    layers = [layer for region in regions for layer in read_basemap(region)]
    order = {name: rank for rank, name in enumerate(LAYERS)}
    layers.sort(key=lambda layer: order.get(str(layer["layer"].get("id")), 0))
    return Backdrop(tuple(layers), regions[0].view if len(regions) == 1 else None)


def regions_under(atlas: Atlas) -> list[Region]:
    """Return the regions whose base maps lie under the sites of an atlas."""
    regions = read_regions()
    # An atlas of many reports says of each what an atlas of one says of its own.
    reports = atlas.report.get("reports") or [atlas.report]
    found: dict[str, Region] = {}
    for report in reports:
        code, place = report.get("place_code"), report.get("place")
        region = regions.get(str(code)) if code else region_of(place, regions)
        if region is None and not code:
            region = region_at(atlas.bounds, regions.values())
        if region is not None:
            found[region.code] = region
    return list(found.values())
