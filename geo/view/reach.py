"""Lines that leave the report's own district: which stretches of them lie beyond its outline.

A map draws these faded: a corridor through three cities is not the district's. Outlines here are
sketches, so that only what lies clearly outside is beyond.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from geo.places.surroundings import SEATS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# How far a sketched outline may be off, in metres.
_OFF_M: Final = 200.0
# What is beyond for less than that in all is not worth a word.
_LEAST_M: Final = 300.0
_M_PER_DEGREE: Final = 111_320.0

# Number of the line, and from where to where on it: in vertices, with fractions between two.
Stretch = tuple[int, float, float]


def district_of(layers: Iterable[Mapping[str, Any]]) -> BaseGeometry | None:
    """Return what the outlines among a base map's layers hold, and 200 m around it.

    In degrees, WGS-84; None where no layer is an outline, and where the seats among them say that
    the map is of other places as well.
    """
    layers = list(layers)
    if any(layer["layer"].get("id") == SEATS for layer in layers):
        return None
    outlines = [
        feature["geometry"]
        for layer in layers
        if layer["layer"].get("id") == "outline"
        for feature in layer["features"]
        if feature["geometry"] and feature["geometry"]["type"].endswith("Polygon")
    ]
    if not outlines:
        return None
    import shapely
    from shapely.affinity import scale
    from shapely.geometry import shape

    whole = shapely.union_all([shape(outline) for outline in outlines])
    wide = math.cos(math.radians(whole.centroid.y))
    even = scale(whole, xfact=wide, origin=(0, 0)).buffer(_OFF_M / _M_PER_DEGREE)
    return scale(even, xfact=1 / wide, origin=(0, 0))


def stretches_beyond(
    geometry: Mapping[str, Any] | None, district: BaseGeometry | None
) -> list[Stretch]:
    """Return the stretches of a line that lie beyond the district; none for what is no line.

    Whoever has the line's vertices in another datum cuts it at the same places.
    """
    if geometry is None or district is None or part_beyond(geometry, district) is None:
        return []
    from shapely.geometry import LineString

    is_one = geometry["type"] == "LineString"
    lines = [geometry["coordinates"]] if is_one else geometry["coordinates"]
    found: list[Stretch] = []
    for number, line in enumerate(lines):
        for at, (start, end) in enumerate(pairwise(line)):
            segment = LineString([start, end])
            for part in _parts(segment.difference(district)):
                points = part.boundary.geoms
                ends = sorted(segment.project(point, normalized=True) for point in points)
                first, last = round(at + ends[0], 4), round(at + ends[-1], 4)
                if found and found[-1][0] == number and found[-1][2] == first:
                    first = found.pop()[1]
                found.append((number, first, last))
    return found


def part_beyond(geometry: Mapping[str, Any], district: BaseGeometry | None) -> BaseGeometry | None:
    """Return what of a line lies beyond the district; None for none, and for what is no line."""
    if district is None or not geometry["type"].endswith("LineString"):
        return None
    from shapely.geometry import shape

    beyond = shape(dict(geometry)).difference(district)
    return beyond if _metres(beyond) >= _LEAST_M else None


def _parts(geometry: BaseGeometry) -> list[Any]:
    import shapely

    return [part for part in shapely.get_parts(geometry) if part.length]


def _metres(geometry: BaseGeometry) -> float:
    """Return about how long a geometry in degrees is."""
    if geometry.is_empty:
        return 0.0
    from shapely.affinity import scale

    wide = math.cos(math.radians(geometry.centroid.y))
    return float(scale(geometry, xfact=wide, origin=(0, 0)).length) * _M_PER_DEGREE
