"""Many sites on the map: their places go over once as numbers, their shapes when they are seen.

From :data:`MANY` sites on, the map is not handed geometries and names but columns, 17 bytes
a site; the browser chooses by view and zoom what is drawn alone and what in a cluster, and
asks for the shapes and names of what it draws (:func:`details`). There a site is known by its
number in the atlas: ``#17``.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from geo.base.printable import visible
from geo.model.atlas import Atlas, rounded
from geo.model.codes import MAX_UNCERTAINTY_M, NO_VERDICT, PRECISIONS, SECTORS, STAGES, VERDICTS
from geo.model.facets import SHAPES, shape_of, verdict_of
from geo.places.datum import WGS84
from geo.places.units import unit_code
from geo.selecting.columns import columns_of
from geo.view.badges import region_shown, unit_marks
from geo.view.map.basemap import Backdrop
from geo.view.map.payload import credits_of, payload, works_shown

# docs/scale.md says what was measured on both sides of it.
MANY: Final = 500
# So many at once: a view that is full holds fewer.
DETAILS_MAX: Final = 400
_NO_STAGE: Final = 15
_NO_UNIT: Final = 65535


def is_crowd(atlas: Atlas) -> bool:
    """Say whether an atlas holds more sites than the map takes whole."""
    return len(atlas.features) > MANY


def payload_for(atlas: Atlas, backdrop: Backdrop) -> dict[str, Any]:
    """Return what the page's map is handed once: the sites whole, or as columns if they are many.

    See :func:`geo.view.map.payload.payload`. The columns are little-endian arrays in base 64:
    ``lon``, ``lat`` (millionths of a degree, int32), ``extent`` (the longer side of the
    bounding box, the same unit, uint32) and ``codes`` (uint16; from the lowest bit: status
    and target, 4 bits each, 15 for none; precision, 3; shape, 2; verdict, 3) and ``unit`` (uint16:
    of which of the payload's ``units`` alone a site is known, 65535 for none), and ``sector``
    (uint8). ``doubts`` are the metres by which a position of each precision may be off, null where
    no more than an area or a unit is known.
    """
    if not is_crowd(atlas):
        return payload(atlas, backdrop)
    columns = columns_of(atlas)
    boxes = columns.boxes
    stages, precisions, shapes = (list(codes) for codes in (STAGES, PRECISIONS, SHAPES))
    verdicts, sectors = [*VERDICTS, NO_VERDICT.code], list(SECTORS)
    of_sectors = [sectors.index(f["properties"]["sector"]) for f in atlas.features]
    codes = [
        _stage(stages, p["status"])
        | _stage(stages, p["target"]) << 4
        | precisions.index(p["precision"]) << 8
        | shapes.index(shape_of(f["geometry"])) << 11
        | verdicts.index(verdict_of(p) or NO_VERDICT.code) << 13
        for f in atlas.features
        for p in (f["properties"],)
    ]
    extent = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    units = unit_marks(atlas)
    number = {unit["code"]: number for number, unit in enumerate(units)}
    regions = (region_shown(f) for f in atlas.features)
    of_units = [number.get(unit_code(r), _NO_UNIT) if r else _NO_UNIT for r in regions]
    drawn = [(*unit["at"], *unit["at"]) for unit in units if unit["at"]]
    placed = np.concatenate([boxes[columns.located], np.array(drawn, float).reshape(-1, 4)])
    bounds = None
    if len(placed):
        west, south = placed[:, :2].min(axis=0).tolist()
        east, north = placed[:, 2:].max(axis=0).tolist()
        bounds = [[south, west], [north, east]]
    handed = payload(Atlas(atlas.report, ()), backdrop)
    if credited := credits_of(atlas):
        handed["credits"] = credited
    return handed | {
        "tiles": crowd_tiles(handed["tiles"]),
        "bounds": bounds or handed["bounds"],
        "units": units,
        "crowd": {
            "stages": stages,
            "precisions": precisions,
            "shapes": shapes,
            "verdicts": verdicts,
            "sectors": sectors,
            "doubts": [MAX_UNCERTAINTY_M.get(code) for code in PRECISIONS],
            "lon": _millionths(columns.points[:, 0], "<i4"),
            "lat": _millionths(columns.points[:, 1], "<i4"),
            "extent": _millionths(extent, "<u4"),
            "codes": _packed(np.array(codes, "<u2")),
            "unit": _packed(np.array(of_units, "<u2")),
            "sector": _packed(np.array(of_sectors, "u1")),
        },
    }


def crowd_tiles(layers: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the tile layers that a map of many offers.

    A copy of all sites in another datum would be as large as the sites.
    """
    return [layer for layer in layers if layer["datum"] == WGS84]


def number_of(atlas: Atlas, site: str | None) -> str | None:
    """Return a site's name on a map of many."""
    return f"#{columns_of(atlas).number_of(site)}" if site and site in atlas.by_id else None


def site_at(atlas: Atlas, number: str) -> str | None:
    """Return the id of the site that a map of many calls ``#number``, None where there is none."""
    digits = number.removeprefix("#")
    if not digits.isascii() or not digits.isdigit() or int(digits) >= len(atlas.features):
        return None
    return str(atlas.features[int(digits)]["id"])


def details(atlas: Atlas, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """Return names, radius and shape of the sites with these numbers; at most 400.

    Numbers that the atlas does not have are passed over. Geometries are WGS-84.
    """
    sites = [number for number in numbers if 0 <= number < len(atlas.features)][:DETAILS_MAX]
    return [
        {
            "number": number,
            "name": visible(feature["properties"]["name"]),
            "name_en": visible(feature["properties"]["name_en"]),
            "uncertainty_m": feature["properties"]["uncertainty_m"],
            "works": works_shown(feature["properties"]),
            "geometry": feature["geometry"]
            and {
                "type": feature["geometry"]["type"],
                "coordinates": rounded(feature["geometry"]["coordinates"]),
            },
        }
        for number in sites
        for feature in (atlas.features[number],)
    ]


def _stage(stages: list[str], code: str | None) -> int:
    return stages.index(code) if code else _NO_STAGE


def _millionths(degrees: Any, kind: str) -> str:
    return _packed(np.nan_to_num(np.round(degrees * 1e6)).astype(kind))


def _packed(column: Any) -> str:
    return base64.b64encode(column.tobytes()).decode("ascii")
