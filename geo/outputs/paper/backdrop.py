"""The base map under the sites, with its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import shapely
from shapely.geometry import shape

from geo.base.languages import Language, about
from geo.model.atlas import Feature
from geo.outputs.paper.canvas import Canvas
from geo.outputs.paper.ground import Ground
from geo.outputs.paper.labels import Box
from geo.outputs.paper.numbering import features_of
from geo.outputs.paper.symbols import draw_seat, fill_of, line_style
from geo.view.symbols import symbols

# The lines, from the bottom up.
_LINES: Final = {
    "canal": 2, "tertiary": 3, "secondary": 3, "primary": 3, "trunk": 3, "motorway": 3,
    "bridge": 3.5, "tunnel": 3.5, "rail": 3.6, "boundary": 3.8, "metro": 3.6, "district": 3.8,
}  # fmt: skip


def draw_backdrop(sheet: Canvas, base: Sequence[Mapping[str, Any]], ground: Ground) -> None:
    """Draw the layers of the base map, from the bottom up, clipped to the map's frame."""
    clip = sheet.box(ground.frame, fill=True, fc=fill_of("ground"), ec="none", zorder=0)

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

    draw(of("district"), fc=fill_of("district"), ec="none", zorder=1)
    for kind in ("river", "lake"):
        draw(of(kind), fc=fill_of(kind), ec="none", zorder=2)
    for kind, height in _LINES.items():
        draw(of(kind), fc="none", zorder=height, **line_style(kind))


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
    name = properties.get(about(language).names) or properties["name"]
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
    colour = symbols().table["names"]["water" if kind in {"river", "lake", "canal"} else "other"]
    sheet.text(x, y, name, points, color=colour, ha="center", va="center", zorder=4)
