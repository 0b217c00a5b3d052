"""The base map under the sites, with its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import shape

from geo.model.atlas import Feature
from geo.model.codes import Language
from geo.outputs.paper.canvas import Canvas
from geo.outputs.paper.ground import Ground
from geo.outputs.paper.labels import Box
from geo.outputs.paper.numbering import features_of
from geo.outputs.paper.symbols import ROAD_COLOURS, ROADS, WATER, draw_seat


def draw_backdrop(sheet: Canvas, base: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    """Draw the layers of the base map, from the bottom up, clipped to the map's frame."""
    clip = sheet.box(ground.frame, fill=True, fc="#f1f2ee", ec="none", zorder=0)

    def draw(features: Iterable[Feature], **style: Any) -> None:
        shapes = [ground.place(shape(feature["geometry"])) for feature in features]
        if shapes:
            parts = [part for drawn in shapes for part in shapely.get_parts(drawn)]
            sheet.shape(shapely.GeometryCollection(parts), clip, **style)

    found = features_of(base)

    def of(*classes: str) -> list[Feature]:
        return [
            f
            for f in found
            if f["properties"].get("class") in classes and f["geometry"]["type"] != "Point"
        ]

    draw(of("district"), fc="#fbfbf8", ec="none", zorder=1)
    draw(of("river", "lake"), fc=WATER, ec="none", zorder=2)
    draw(of("canal"), fc="none", ec=WATER, lw=1.6, zorder=2)
    for kind in ("tertiary", "secondary", "primary", "trunk", "motorway"):
        draw(of(kind), fc="none", ec=ROAD_COLOURS[kind], lw=ROADS[kind], zorder=3)
    draw(of("bridge"), fc="none", ec="#d9a441", lw=1.5, zorder=3.5)
    draw(of("tunnel"), fc="none", ec="#d9a441", lw=1.0, ls=(0, (3, 2)), zorder=3.5)
    draw(of("rail"), fc="none", ec="#8f959c", lw=0.7, ls=(0, (4, 1.6)), zorder=3.6)
    draw(of("boundary"), fc="none", ec="#8a5a83", lw=0.6, ls=(0, (6, 2, 1, 2)), zorder=3.8)
    draw(of("metro"), fc="none", ec="#9a8fb5", lw=0.8, ls=(0, (1.2, 1.2)), zorder=3.6)
    draw(of("district"), fc="none", ec="#8a5a83", lw=0.8, ls=(0, (6, 2, 1, 2)), zorder=3.8)


def draw_names(
    sheet: Canvas,
    base: Sequence[Mapping[str, Any]],
    ground: Ground,
    taken: Sequence[Box],
    lines: shapely.STRtree,
    language: Language,
) -> None:
    """Write the base map's names, the larger first, where they cover nothing that is there."""
    named = [f for f in features_of(base) if f["geometry"]["type"] == "Point"]
    boxes = list(taken)
    for feature in sorted(named, key=_first):
        _draw_name(sheet, feature, ground, boxes, lines, language)


def _first(feature: Feature) -> tuple[bool, float]:
    """Return what puts a name before others: the place's own before its neighbours', by rank."""
    properties = feature["properties"]
    return properties.get("is_own") is False, properties.get("rank") or 9


def _draw_name(
    sheet: Canvas,
    feature: Feature,
    ground: Ground,
    taken: list[Box],
    lines: shapely.STRtree,
    language: Language,
) -> None:
    properties = feature["properties"]
    name = (properties.get("name_en") if language == "en" else None) or properties["name"]
    kind = properties.get("class", "")
    points = 9.0 if kind == "river" else 7.0 if kind in {"lake", "place"} else 5.2
    x, y = shapely.get_coordinates(ground.place(shape(feature["geometry"])))[0]
    frame = ground.frame
    if kind == "seat":
        level = properties["level"]
        if frame.left < x < frame.right and frame.top < y < frame.bottom:
            draw_seat(sheet, x, y, level, is_own=properties["is_own"])
        points = {"province": 8.0, "prefecture": 7.4, "county": 6.4}.get(level, 5.2)
    half = sheet.typeface.width(name, points) / 2
    if kind == "seat":
        # Its name stands beside it.
        x += half + 1.2
    box = Box(x - half, y - points * 0.2, x + half, y + points * 0.2)
    is_inside = (
        frame.left < box.left
        and box.right < frame.right
        and frame.top < box.top
        and box.bottom < frame.bottom
    )
    outline = shapely.box(box.left, box.top, box.right, box.bottom)
    is_free = not any(box.touches(other) for other in taken) and not len(
        lines.query(outline, "intersects")
    )
    if not is_inside or not is_free:
        return
    taken.append(box)
    colour = "#34719c" if kind in {"river", "lake", "canal"} else "#8b939b"
    sheet.text(x, y, name, points, color=colour, ha="center", va="center", zorder=4)
