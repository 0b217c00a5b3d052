"""How sites and base map look on paper: as on the screen, by :mod:`geo.view.symbols`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.path import Path

from geo.model.codes import STAGES
from geo.outputs.paper.canvas import INK, Canvas
from geo.outputs.paper.labels import Box
from geo.view.symbols import symbols

# Half the square that a glyph is drawn in.
_MIDDLE: Final = 8.0
_POINTS_PER_MM: Final = 72 / 25.4
_CODES: Final = {
    "moveTo": [Path.MOVETO],
    "lineTo": [Path.LINETO],
    "curveTo": [Path.CURVE4] * 3,
    "qCurveTo": [Path.CURVE3] * 2,
}


def points(pixels: float) -> float:
    """Return how many points of paper so many pixels of the screen are."""
    return float(pixels * symbols().table["paper"]["pixel"])


def dashed(dashes: Sequence[float] | None, width: float) -> Any:
    """Return dashes in pixels as the library takes them, in widths of their line (pixels)."""
    return (0, [length / width for length in dashes]) if dashes else "-"


def line_style(kind: str) -> dict[str, Any]:
    """Return how the outline or the line of a class of the base map is drawn."""
    row = symbols().table["base"][kind]
    dashes = dashed(row.get("dashes"), row["width"])
    return {"ec": row["colour"], "lw": points(row["width"]), "ls": dashes}


def fill_of(kind: str) -> str:
    """Return the ground of a class of the base map, ``#rrggbb``."""
    return str(symbols().table["base"][kind]["fill"])


def badge_style() -> dict[str, Any]:
    """Return how the badge of the sites is drawn of which only a unit is known."""
    badge = symbols().table["badge"]
    dashes = dashed(badge["dashes"], badge["width"])
    edge = {"ec": badge["edge"], "lw": points(badge["width"]), "ls": dashes}
    return {"fc": badge["fill"], "zorder": 10} | edge


@lru_cache(maxsize=64)
def _glyph(path: str) -> tuple[Path, float]:
    """Return an SVG path as a marker about its middle, y up, and how far it goes from there."""
    pen = RecordingPen()
    parse_path(path, pen)
    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    start = (0.0, 0.0)
    for command, coordinates in pen.value:
        if command == "moveTo":
            start = coordinates[0]
        if command in {"closePath", "endPath"}:
            vertices.append(start)
            codes.append(int(Path.CLOSEPOLY))
        else:
            vertices.extend(coordinates)
            codes.extend(map(int, _CODES[command]))
    about = (np.array(vertices) - _MIDDLE) * (1, -1)
    return Path(about, codes), float(np.abs(about).max())


def draw_point(
    sheet: Canvas, x: float, y: float, stage: str, is_hollow: bool, is_vague: bool
) -> None:
    """Draw a site that is a point; hollow where it is only planned, ringed where vague."""
    table, sign = symbols().table, symbols().signs[stage]
    point, scale = table["point"], table["paper"]["glyph"]
    marker, reach = _glyph(table["glyphs"][sign.glyph])
    inner, edge = (point["hollow"], sign.colour) if is_hollow else (sign.colour, "#ffffff")
    sheet.mark(
        x,
        y,
        marker=marker,
        markersize=2 * reach * scale,
        markerfacecolor=inner,
        markeredgecolor=edge,
        markeredgewidth=points(point["hollow_edge" if is_hollow else "edge"]),
        zorder=8,
        lw=0,
    )
    if is_vague:
        _draw_ring(sheet, x, y, sign.colour, point["ring"], scale)


def _draw_ring(
    sheet: Canvas, x: float, y: float, colour: str, ring: Mapping[str, Any], scale: float
) -> None:
    turn = np.linspace(0, 2 * math.pi, 37)
    reach = ring["radius"] * scale / _POINTS_PER_MM
    about = list(zip(x + reach * np.cos(turn), y + reach * np.sin(turn), strict=True))
    dashes = dashed(ring["dashes"], ring["width"])
    sheet.line(about, color=colour, lw=points(ring["width"]), ls=dashes, zorder=8)


def draw_shared(sheet: Canvas, x: float, y: float) -> None:
    """Draw the spot of several sites."""
    ring: dict[str, Any] = {
        "markerfacecolor": "#ffffff",
        "markeredgecolor": INK,
        "markeredgewidth": 0.6,
    }
    sheet.mark(x, y, marker="o", markersize=5, zorder=8, **ring)
    sheet.mark(x, y, marker="+", markersize=3, zorder=8, color=INK, mew=0.6)


def draw_seat(sheet: Canvas, x: float, y: float, level: str, *, is_own: bool) -> None:
    """Draw the seat of a unit of the base map."""
    seat = symbols().table["seat"]
    size = 2 * points(seat["radius"][level])
    colour = seat["own" if is_own else "colour"]
    sheet.mark(x, y, marker="o", markersize=size, color=colour, mew=0, zorder=3.9)


def draw_sample(sheet: Canvas, kind: str, x: float, y: float) -> None:
    """Draw a sign of the legend, its middle at ``x``, ``y``."""
    table = symbols().table
    ends, grey = [(x - 2, y), (x + 2, y)], table["legend"]["grey"]
    swatch = Box(x - 2, y - 1.3, x + 2, y + 1.3)
    if kind in STAGES:
        draw_point(sheet, x, y, kind, is_hollow=False, is_vague=False)
    elif kind == "planned_only":
        sheet.box(swatch, ec=grey, lw=1.2)
    elif kind == "vague":
        width = table["area"]["width"]
        sheet.box(swatch, ec=grey, lw=points(width), ls=dashed(table["vague"]["dashes"], width))
    elif kind == "beyond":
        width = points(table["line"]["width"])
        sheet.line(ends, color=grey, lw=width, alpha=table["line"]["faded"])
    elif kind == "shared":
        draw_shared(sheet, x, y)
    elif kind == "unit":
        sheet.plate(swatch, **badge_style())
    elif kind == "seat":
        draw_seat(sheet, x, y, "county", is_own=True)
    elif kind == "water":
        sheet.box(swatch, fill=True, fc=fill_of("river"), ec="none")
    else:
        shown = {"roads": "trunk", "metro": "metro", "bridges": "bridge", "district": "district"}
        style = line_style(shown[kind])
        sheet.line(ends, color=style.pop("ec"), **style)
