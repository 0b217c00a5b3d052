"""A page that is drawn on in millimetres, from its upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from geo.outputs.paper.fonts import Typeface
from geo.outputs.paper.labels import Box

DPI: Final = 200
INK: Final = "#1d2733"
GREY: Final = "#55606b"


class Canvas:
    """One page. A ``style`` is what the library that draws takes."""

    def __init__(self, size: tuple[float, float], typeface: Typeface) -> None:
        self.width, self.height = size
        self.typeface = typeface
        self.figure = Figure(figsize=(self.width / 25.4, self.height / 25.4), dpi=DPI)
        self._axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)
        self._axes.set_axis_off()

    def text(self, x: float, y: float, said: str, points: float, **style: Any) -> None:
        """Write one line; what no font has becomes an empty square."""
        self._axes.text(
            x,
            y,
            self.typeface.printable(said),
            fontsize=points,
            # A dollar is a dollar.
            parse_math=False,
            fontfamily=self.typeface.families,
            **{"color": INK, "va": "baseline"} | style,
        )

    def line(self, points: Sequence[tuple[float, float]], **style: Any) -> None:
        """Draw a line through points."""
        xs, ys = zip(*points, strict=True)
        look: dict[str, Any] = {"color": INK, "lw": 0.4} | style
        self._axes.add_artist(Line2D(xs, ys, **look))

    def mark(self, x: float, y: float, **style: Any) -> None:
        """Draw a marker."""
        self._axes.add_artist(Line2D([x], [y], **style))

    def box(self, box: Box, **style: Any) -> Rectangle:
        """Draw a rectangle; it can clip what is drawn into it."""
        look: dict[str, Any] = {"fill": False, "ec": INK, "lw": 0.6} | style
        size = box.right - box.left, box.bottom - box.top
        drawn = Rectangle((box.left, box.top), *size, **look)
        self._axes.add_artist(drawn)
        return drawn

    def plate(self, box: Box, **style: Any) -> None:
        """Draw a rectangle with round corners."""
        pad = 0.4
        drawn = FancyBboxPatch(
            (box.left + pad, box.top + pad),
            box.right - box.left - 2 * pad,
            box.bottom - box.top - 2 * pad,
            boxstyle=f"round,pad={pad},rounding_size=0.7",
            **style,
        )
        self._axes.add_artist(drawn)

    def shape(self, geometry: BaseGeometry, clip: Rectangle | None = None, **style: Any) -> None:
        """Draw lines or outlines, which are millimetres on the page, as one."""
        drawn = PathPatch(_path_of(geometry), **style)
        self._axes.add_artist(drawn)
        if clip is not None:
            drawn.set_clip_path(clip)


def _path_of(geometry: BaseGeometry) -> Path:
    """Return lines and outlines as one path."""
    parts = []
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        parts += [
            Path(shapely.get_coordinates(ring), closed=part.geom_type == "Polygon")
            for ring in rings
        ]
    return Path.make_compound_path(*parts)
