"""GeoJSON (RFC 7946): the atlas itself, with its bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import shapely
from shapely.geometry import mapping, shape

from geo.model.atlas import Atlas, Feature
from geo.places.surroundings import ATTRIBUTION, LICENCE
from geo.view.badges import with_region_point

# RFC 7946 (11.2) advises against more than this; the sites are known to 6 at most.
_DIGITS: Final = 7


def write(atlas: Atlas, _text: str | None = None, *, regions: str = "null") -> bytes:
    """Return the atlas as RFC 7946 asks: right-handed, 7 digits at most, with ``bbox``.

    WGS-84, longitude first; a site without a location keeps its null geometry. An atlas that
    the project has built comes out as it is but for ``bbox``, which is left out where no site
    is located, and for ``attribution`` where positions are GeoNames'. ``regions`` as ``points``
    gives a site of which only a county, city or province is known the point of that unit.
    """
    features = map(with_region_point, atlas.features) if regions == "points" else atlas.features
    made = replace(atlas, features=tuple(map(regular, features)))
    of_units = any(map(is_owed, made.features))
    return made.dumps(bounds=True, attribution=ATTRIBUTION if of_units else "").encode()


def is_owed(feature: Feature) -> bool:
    """Say whether a site's position is GeoNames', whom a file with it names."""
    return (feature["properties"]["location_source"] or {}).get("licence") == LICENCE


def regular(feature: Feature) -> Feature:
    """Return a feature with its geometry as RFC 7946 asks: right-handed, 7 digits at most."""
    geometry = feature["geometry"]
    if geometry is None:
        return feature
    coordinates = geometry["coordinates"]
    if geometry["type"] in {"Polygon", "MultiPolygon"}:
        turned = shapely.orient_polygons(shape(geometry), exterior_cw=False)
        coordinates = mapping(turned)["coordinates"]
    return feature | {"geometry": geometry | {"coordinates": _rounded(coordinates)}}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, int | float):
        return round(coordinates, _DIGITS)
    return [_rounded(item) for item in coordinates]
