"""The map itself: sites with their numbers, frame, grid, north arrow and scale bar."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from matplotlib.patches import Rectangle
from shapely.geometry import Polygon

from geo.base.languages import Language
from geo.outputs.paper.canvas import GREY, INK, Canvas
from geo.outputs.paper.ground import Ground
from geo.outputs.paper.labels import Box, Spot, place_labels
from geo.outputs.paper.numbering import Site
from geo.outputs.paper.symbols import dashed, draw_point, draw_shared, points
from geo.outputs.paper.wording import say
from geo.view.symbols import symbols

_NUMBER_POINTS: Final = 6.0
_BAR_POINTS: Final = 5.6
# How near to a point's middle its number may come.
_CLEARANCE_MM: Final = 1.7
# How near to what lies beyond the district the rest of a line ends.
_THIN_MM: Final = 0.01


def draw_sites(
    sheet: Canvas, sites: Sequence[Site], ground: Ground, taken: Sequence[Box]
) -> list[Box | None]:
    """Draw the sites and their numbers; return where these stand, None where there is no room.

    No number stands on a box of ``taken``.
    """
    draw_marks(sheet, sites, ground)
    return _draw_numbers(sheet, sites, ground, taken)


def draw_marks(sheet: Canvas, sites: Sequence[Site], ground: Ground) -> None:
    """Draw the sites without their numbers."""
    clip = sheet.box(ground.frame, ec="none", zorder=0)
    for site in sorted((s for s in sites if s.is_area), key=lambda s: -s.shape.area):
        _draw_area(sheet, site, clip)
    for site in sites:
        if not site.is_area and not site.is_point:
            _draw_line(sheet, site, clip)
    spots = Counter((round(s.x, 2), round(s.y, 2)) for s in sites if s.is_point)
    for site in sites:
        if not site.is_point:
            continue
        if spots[round(site.x, 2), round(site.y, 2)] > 1:
            draw_shared(sheet, site.x, site.y)
        else:
            draw_point(sheet, site.x, site.y, site.stage, site.is_planned_only, site.is_vague)


def _draw_area(sheet: Canvas, site: Site, clip: Rectangle) -> None:
    table, sign = symbols().table, symbols().signs[site.stage]
    area, hatch = table["area"], table["hatches"][sign.hatch]["paper"]
    opacity = area["hollow_opacity" if site.is_planned_only else "opacity"]
    dashes = dashed(table["vague"]["dashes"] if site.is_vague else None, area["width"])
    layers: list[dict[str, Any]] = [
        {"fc": sign.colour, "ec": "none", "alpha": area["ground"] * opacity},
        {"fc": "none", "ec": sign.colour, "lw": points(area["width"]), "ls": dashes},
    ]
    if hatch:
        hatched = {"fc": "none", "ec": sign.colour, "lw": 0, "hatch": hatch}
        layers.insert(1, hatched | {"alpha": opacity})
    for layer in layers:
        sheet.shape(site.shape, clip, zorder=5, **layer)


def _draw_line(sheet: Canvas, site: Site, clip: Rectangle) -> None:
    table = symbols().table
    line, vague = table["line"], table["vague"]
    hollow = line["hollow_dashes"] if site.is_planned_only else None
    dashes = dashed(vague["dashes"] if site.is_vague else hollow, line["width"])
    width = points(line["width"])
    # What lies under it is no even ground: a light casing, and a core where it is hollow.
    layers: list[dict[str, Any]] = [
        {"ec": "#ffffff", "lw": width + 1.3, "alpha": 0.8},
        {"ec": site.colour, "lw": width, "ls": dashes},
    ]
    if site.is_planned_only:
        core = width * line["core"]
        gaps = vague["dashes"] if site.is_vague else hollow
        layers.append(
            {"ec": "#ffffff", "lw": core, "ls": dashed(gaps, line["width"] * line["core"])}
        )
    near = (
        site.shape if site.beyond is None else site.shape.difference(site.beyond.buffer(_THIN_MM))
    )
    for shape, share in ((near, 1.0), (site.beyond, line["faded"])):
        if shape is None or shape.is_empty:
            continue
        for layer in layers:
            style = {"alpha": 1.0} | layer
            style["alpha"] *= share
            sheet.shape(shape, clip, fc="none", zorder=6, capstyle="butt", **style)


def _draw_numbers(
    sheet: Canvas, sites: Sequence[Site], ground: Ground, taken: Sequence[Box]
) -> list[Box | None]:
    height = _NUMBER_POINTS * 0.353 + 0.9
    spots = [
        Spot(
            site.x,
            site.y,
            sheet.typeface.width(str(site.number), _NUMBER_POINTS) + 1.4,
            height,
            _CLEARANCE_MM if site.is_point else 0.0,
        )
        for site in sites
    ]
    boxes = place_labels(spots, ground.frame, taken)
    for site, box in zip(sites, boxes, strict=True):
        if box is None:
            continue
        x, y = box.centre
        if math.hypot(x - site.x, y - site.y) > 0.5:
            sheet.line([(site.x, site.y), (x, y)], lw=0.45, color=INK, zorder=7.5)
            if not site.is_point:
                sheet.mark(site.x, site.y, marker="o", markersize=1.8, color=INK, mew=0, zorder=9)
        sheet.plate(
            box,
            fc="#ffffff",
            ec=site.colour,
            lw=0.8,
            ls="--" if site.is_planned_only else "-",
            zorder=10,
        )
        sheet.text(
            x, y, str(site.number), _NUMBER_POINTS, ha="center", va="center_baseline", zorder=11
        )
    return boxes


@dataclass(frozen=True, slots=True)
class Furniture:
    """Where the north arrow and the scale bar stand on the map."""

    arrow: Box
    bar: Box


def furniture_of(ground: Ground, sites: Sequence[Site]) -> Furniture:
    """Return the corners where the north arrow and the scale bar hide the fewest sites."""
    tree = shapely.STRtree([site.shape for site in sites])

    def hidden(box: Box) -> int:
        return len(tree.query(shapely.box(box.left, box.top, box.right, box.bottom), "intersects"))

    frame = ground.frame
    bar_width = ground.bar((frame.right - frame.left) / 4)[1] + 12
    bar = min(_corners(frame, bar_width, 9.5), key=hidden)
    corners = [box for box in _corners(frame, 9, 15) if not box.touches(bar)]
    return Furniture(min(reversed(corners), key=hidden), bar)


def _corners(frame: Box, width: float, height: float) -> list[Box]:
    """Return the four corners' boxes: lower left, lower right, upper left, upper right."""
    return [
        Box(left, top, left + width, top + height)
        for top in (frame.bottom - 2 - height, frame.top + 2)
        for left in (frame.left + 2, frame.right - 2 - width)
    ]


def draw_frame(sheet: Canvas, ground: Ground, furniture: Furniture, language: Language) -> None:
    """Draw the frame with its grid, the north arrow and the scale bar."""
    frame = ground.frame
    sheet.box(frame, lw=0.9, zorder=20)
    for name, is_column, start, end in ground.grid():
        middle = (start + end) / 2
        ends = (
            [(end, frame.top), (end, frame.bottom)]
            if is_column
            else [(frame.left, end), (frame.right, end)]
        )
        sheet.line(ends, color="#7c8894", lw=0.25, alpha=0.6, zorder=4.5)
        if is_column:
            sheet.text(middle, frame.top - 0.9, name, 6.5, ha="center", color=GREY)
            sheet.text(middle, frame.bottom + 2.9, name, 6.5, ha="center", color=GREY)
        else:
            sheet.text(frame.left - 1, middle, name, 6.5, ha="right", va="center", color=GREY)
    arrow = furniture.arrow
    x = arrow.centre[0]
    backing: dict[str, Any] = {
        "fill": True,
        "fc": "#ffffff",
        "ec": "none",
        "alpha": 0.75,
        "zorder": 12,
    }
    sheet.box(arrow, **backing)
    top, bottom = arrow.top + 5.2, arrow.bottom - 1
    for side, colour in ((-2.2, INK), (2.2, "#ffffff")):
        half = Polygon([(x, top), (x + side, bottom), (x, bottom - 2)])
        sheet.shape(half, fc=colour, ec=INK, lw=0.5, zorder=13)
    sheet.text(x, arrow.top + 4.2, say("north", language), 8, ha="center", zorder=13)
    bar = furniture.bar
    sheet.box(bar, **backing)
    metres, length = ground.bar((frame.right - frame.left) / 4)
    x0, y0 = bar.left + 3, bar.bottom - 2.6
    for part in range(4):
        piece = Box(x0 + length * part / 4, y0 - 1.2, x0 + length * (part + 1) / 4, y0)
        colour = INK if part % 2 == 0 else "#ffffff"
        sheet.box(piece, fill=True, fc=colour, lw=0.4, zorder=13)
    for part in (0, 2, 4):
        said = f"{metres * part / 4 / 1000:g}" + (" km" if part == 4 else "")
        sheet.text(x0 + length * part / 4, y0 - 2, said, _BAR_POINTS, ha="center", zorder=13)
    sheet.text(x0, y0 - 4.9, f"1:{ground.scale:,.0f}", 7, zorder=13)
