"""The sites that lie nearest to a site, and how far that can be said."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.model.atlas import Atlas
from geo.selecting.columns import columns_of

# Metres in a degree of latitude on a sphere of 6,371,008.8 m (the mean radius of IUGG's GRS80);
# a degree of longitude is shorter by the cosine of the latitude.
_METRES_PER_DEGREE: Final = math.pi * 6_371_008.8 / 180
# Of these positions only the containing area or the district is known: they are no neighbours.
_TOO_VAGUE: Final = ("area", "township", "district", "city", "none")
# So many are measured shape to shape; the bounding boxes choose them.
_CANDIDATES: Final = 60


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour: metres between the nearest points of both shapes as they are drawn.

    ``uncertainty_m`` is the sum of both radii: the true distance may differ by as much.
    """

    id: str
    distance_m: float
    uncertainty_m: float


def neighbours(
    atlas: Atlas, site: str, count: int = 5, without: Collection[str] = ()
) -> list[Neighbour]:
    """Return the located sites nearest to a site, the nearest first.

    Sites of which only an area is known are left out, as are those in ``without``; a site
    that is itself so vague has no neighbours.
    """
    import shapely

    columns = columns_of(atlas)
    if atlas.by_id[site]["properties"]["precision"] in _TOO_VAGUE:
        return []
    own = columns.number_of(site)
    known = columns.located & ~columns.having("precision", _TOO_VAGUE, "all")
    known &= ~columns.mask([site, *without])
    west, south, east, north = columns.boxes[own]
    scale = np.array([math.cos(math.radians((south + north) / 2)), 1.0]) * _METRES_PER_DEGREE
    others = np.flatnonzero(known)
    boxes = columns.boxes[others]
    gaps = np.maximum(0, np.maximum(boxes[:, :2] - [east, north], [west, south] - boxes[:, 2:]))
    nearest = others[np.argsort(np.hypot(*(gaps * scale).T), kind="stable")[:_CANDIDATES]]
    shapes = shapely.transform(columns.geometries[[own, *nearest]], lambda degrees: degrees * scale)
    distances = shapely.distance(shapes[0], shapes[1:])
    radius = _radius(atlas, site)
    return [
        Neighbour(
            columns.ids[nearest[i]],
            float(distances[i]),
            radius + _radius(atlas, columns.ids[nearest[i]]),
        )
        for i in np.argsort(distances, kind="stable")[:count]
    ]


def _radius(atlas: Atlas, site: str) -> float:
    return float(atlas.by_id[site]["properties"]["uncertainty_m"] or 0)
