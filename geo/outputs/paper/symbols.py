"""How stages, roads and water look on paper: as on the page (``geo/assets/atlas-map.js``)."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from geo.model.codes import MENTIONED, STAGES
from geo.outputs.paper.canvas import GREY, INK, Canvas
from geo.outputs.paper.labels import Box

WATER: Final = "#bfdcee"
# The badge of the sites of which only a unit is known.
BADGE: Final[dict[str, Any]] = {
    "fc": "#fff6dd",
    "ec": INK,
    "lw": 0.8,
    "ls": (0, (2.4, 1.4)),
    "zorder": 10,
}


ROADS: Final = {"trunk": 1.3, "primary": 1.1, "secondary": 0.8, "tertiary": 0.5, "motorway": 1.4}
ROAD_COLOURS: Final = {
    "trunk": "#f2c877", "primary": "#f3d492", "secondary": "#e3dccb", "tertiary": "#e9e4d9",
    "motorway": "#f4c27a",
}  # fmt: skip
MARKERS: Final = {
    "planning": "D", "land_assembly": "v", "land_supply": "s", "signed": "*", "started": "^",
    "under_construction": "8", "completed": "o", "operating": "o", MENTIONED: "o",
}  # fmt: skip
_MARKER_POINTS: Final = {"signed": 10.0, "planning": 6.4, MENTIONED: 5.0}
HATCHES: Final = {
    "planning": "..", "land_assembly": "xx", "land_supply": "--", "signed": "||",
    "started": "//", "under_construction": "////", "completed": r"\\", "operating": "++",
    MENTIONED: "",
}  # fmt: skip


def draw_point(
    sheet: Canvas, x: float, y: float, stage: str, is_hollow: bool, is_vague: bool
) -> None:
    """Draw a site that is a point; hollow where it is only planned, ringed where vague."""
    colour, marker = STAGES[stage].colour, MARKERS[stage]
    points = _MARKER_POINTS.get(stage, 7.2)
    style: dict[str, Any] = {"marker": marker, "markersize": points, "zorder": 8, "lw": 0}
    if is_hollow:
        style |= {"markerfacecolor": "#ffffff", "markeredgecolor": colour, "markeredgewidth": 1.3}
    else:
        style |= {"markerfacecolor": colour, "markeredgecolor": "#ffffff", "markeredgewidth": 0.6}
    sheet.mark(x, y, **style)
    if stage == "operating":
        style |= {"markersize": 2.6, "markeredgewidth": 0}
        style |= {"markerfacecolor": colour if is_hollow else "#ffffff"}
        sheet.mark(x, y, **style)
    if is_vague:
        _draw_ring(sheet, x, y, colour)


def _draw_ring(sheet: Canvas, x: float, y: float, colour: str) -> None:
    turn = np.linspace(0, 2 * math.pi, 37)
    ring = list(zip(x + 1.6 * np.cos(turn), y + 1.6 * np.sin(turn), strict=True))
    sheet.line(ring, color=colour, lw=0.6, ls=(0, (2, 1.6)), zorder=8)


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
    size = {"province": 3.4, "prefecture": 3.2, "county": 2.4}.get(level, 1.6)
    colour = "#5b4a63" if is_own else "#a3a9b0"
    sheet.mark(x, y, marker="o", markersize=size, color=colour, mew=0, zorder=3.9)


def draw_sample(sheet: Canvas, kind: str, x: float, y: float) -> None:
    """Draw a sign of the legend, its middle at ``x``, ``y``."""
    ends = [(x - 2, y), (x + 2, y)]
    swatch = Box(x - 2, y - 1.3, x + 2, y + 1.3)
    if kind in STAGES:
        draw_point(sheet, x, y, kind, is_hollow=False, is_vague=False)
    elif kind == "planned_only":
        sheet.box(swatch, ec=GREY, lw=1.2)
    elif kind == "vague":
        sheet.box(swatch, ec=GREY, lw=1.2, ls=(0, (2, 1.2)))
    elif kind == "beyond":
        sheet.line(ends, color=GREY, lw=1.9, alpha=0.3)
    elif kind == "shared":
        draw_shared(sheet, x, y)
    elif kind == "unit":
        sheet.plate(swatch, **BADGE)
    elif kind == "seat":
        draw_seat(sheet, x, y, "county", is_own=True)
    elif kind == "water":
        sheet.box(swatch, fill=True, fc=WATER, ec="none")
    elif kind == "roads":
        sheet.line(ends, color=ROAD_COLOURS["trunk"], lw=1.6)
    elif kind == "metro":
        sheet.line(ends, color="#9a8fb5", lw=0.9, ls=(0, (1.2, 1.2)))
    elif kind == "bridges":
        sheet.line(ends, color="#d9a441", lw=1.5)
    else:
        sheet.line(ends, color="#8a5a83", lw=0.9, ls=(0, (5, 2, 1, 2)))
