"""The badges of the sites of which only a county or a township is known, as the page has them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from geo.base.languages import Language, about
from geo.outputs.paper.canvas import INK, Canvas
from geo.outputs.paper.ground import Ground
from geo.outputs.paper.labels import Box, Spot, place_labels
from geo.outputs.paper.symbols import badge_style
from geo.outputs.paper.wording import say
from geo.view.badges import Badge

_POINTS: Final = 6.4
_HEIGHT_MM: Final = 3.8
_PADDING_MM: Final = 3.0
# A badge that has no room stands on its spot all the same: it may not be missing.
_RING_CORNERS: Final = 73


def name_of(badge: Badge, language: Language) -> str:
    """Return the name of a badge's unit."""
    return str(badge.mark[about(language).names])


def spot_on(badge: Badge, ground: Ground) -> tuple[float, float]:
    """Return where a badge's unit stands on the sheet, in millimetres."""
    x, y = shapely.get_coordinates(ground.place(shapely.Point(badge.mark["at"])))[0]
    return float(x), float(y)


def draw_badges(
    sheet: Canvas, badges: Sequence[Badge], ground: Ground, taken: Sequence[Box], language: Language
) -> list[Box]:
    """Draw the badges, each at its unit's place or beside it with a line; return their boxes."""
    said = [
        say("badge", language, name=name_of(b, language), count=len(b.features)) for b in badges
    ]
    places = [spot_on(badge, ground) for badge in badges]
    spots = [
        Spot(x, y, sheet.typeface.width(words, _POINTS) + _PADDING_MM, _HEIGHT_MM, 0.0)
        for (x, y), words in zip(places, said, strict=True)
    ]
    found = place_labels(spots, ground.frame, taken)
    boxes = [box or _around(spot) for box, spot in zip(found, spots, strict=True)]
    for badge, (x, y), words, box in zip(badges, places, said, boxes, strict=True):
        if badge.mark["level"] == "township" and badge.mark["radius_m"]:
            _draw_reach(sheet, x, y, badge.mark["radius_m"] / ground.scale * 1000, ground)
        middle = box.centre
        if math.dist(middle, (x, y)) > 0.5:
            sheet.line([(x, y), middle], lw=0.45, color=INK, zorder=7.5)
        sheet.plate(box, **badge_style())
        sheet.text(*middle, words, _POINTS, ha="center", va="center_baseline", zorder=11)
    return boxes


def _around(spot: Spot) -> Box:
    half_width, half_height = spot.width / 2, spot.height / 2
    return Box(spot.x - half_width, spot.y - half_height, spot.x + half_width, spot.y + half_height)


def _draw_reach(sheet: Canvas, x: float, y: float, radius: float, ground: Ground) -> None:
    """Draw how far a township may reach, where the frame shows it."""
    turn = np.linspace(0, 2 * math.pi, _RING_CORNERS)
    ring = shapely.LineString(
        np.column_stack((x + radius * np.cos(turn), y + radius * np.sin(turn)))
    )
    frame = ground.frame
    seen = ring.intersection(shapely.box(frame.left, frame.top, frame.right, frame.bottom))
    for part in shapely.get_parts(seen):
        points = [(float(a), float(b)) for a, b in shapely.get_coordinates(part)]
        sheet.line(points, lw=0.4, color=INK, alpha=0.4, ls=(0, (3, 3)), zorder=4.2)
