"""GeoJSON (RFC 7946): the atlas itself, with its bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import shapely
from shapely.geometry import mapping, shape

from geo.model.atlas import Atlas, Feature

# RFC 7946 (11.2) advises against more than this; the sites are known to 6 at most.
_DIGITS: Final = 7


def write(atlas: Atlas, _text: str | None = None) -> bytes:
    """Return the atlas as RFC 7946 asks: right-handed, 7 digits at most, with ``bbox``.

    WGS-84, longitude first; a site without a location keeps its null geometry. An atlas that
    the project has built comes out as it is but for ``bbox``, which is left out where no site
    is located.
    """
    return replace(atlas, features=tuple(map(_regular, atlas.features))).dumps(bounds=True).encode()


def _regular(feature: Feature) -> Feature:
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
