"""From degrees to millimetres on the sheet: a map's frame, scale, grid and projection."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from geo.outputs.paper.labels import Box

Bounds = tuple[float, float, float, float]

# A map of one spot still shows where it is: metres from its middle to its edge, at the least.
_LEAST_REACH_M: Final = 600.0
_MARGIN: Final = 1.04
_ROUND: Final = (1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10)
_CELL_MM: Final = 45.0
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def scale_for(bounds: Bounds, width: float, height: float) -> float:
    """Return the round scale at which ``bounds`` fit a frame: 1 to how many.

    ``bounds`` are west, south, east, north in degrees of WGS-84, the frame millimetres.
    """
    west, south, east, north = _metres(bounds, _projection(bounds))
    reach_x = max(_LEAST_REACH_M, (east - west) / 2 * _MARGIN)
    reach_y = max(_LEAST_REACH_M, (north - south) / 2 * _MARGIN)
    least = max(reach_x * 2 / width, reach_y * 2 / height) * 1000
    power = 10 ** math.floor(math.log10(least))
    return float(next(step * power for step in _ROUND if step * power >= least * (1 - 1e-9)))


@dataclass(frozen=True)
class Ground:
    """What a frame of the sheet shows: ``bounds`` (degrees) in its middle, at 1 : ``scale``.

    The projection is a transverse Mercator through the middle: north is up, and the scale
    holds on the whole of a city.
    """

    bounds: Bounds
    frame: Box
    scale: float

    @cached_property
    def _to_metres(self) -> Transformer:
        return _projection(self.bounds)

    @property
    def meridian(self) -> float:
        """The central meridian, in degrees."""
        return (self.bounds[0] + self.bounds[2]) / 2

    @cached_property
    def _middle(self) -> tuple[float, float]:
        west, south, east, north = _metres(self.bounds, self._to_metres)
        return (west + east) / 2, (south + north) / 2

    def place(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in WGS-84 degrees as millimetres on the sheet, y down."""
        x, y = self.frame.centre
        east, north = self._middle
        per_mm = self.scale / 1000

        def moved(coordinates: Any) -> Any:
            metres = np.column_stack(
                self._to_metres.transform(coordinates[:, 0], coordinates[:, 1])
            )
            return np.column_stack(
                (x + (metres[:, 0] - east) / per_mm, y - (metres[:, 1] - north) / per_mm)
            )

        return shapely.transform(geometry, moved)

    @property
    def cells(self) -> tuple[int, int]:
        """How many columns and rows the grid has."""
        frame = self.frame
        return (
            min(len(_LETTERS), max(1, round((frame.right - frame.left) / _CELL_MM))),
            max(1, round((frame.bottom - frame.top) / _CELL_MM)),
        )

    def grid(self) -> Iterable[tuple[str, bool, float, float]]:
        """Yield each band of the grid: its name, whether it is a column, from and to (mm)."""
        columns, rows = self.cells
        frame = self.frame
        width = (frame.right - frame.left) / columns
        height = (frame.bottom - frame.top) / rows
        for i in range(columns):
            yield _LETTERS[i], True, frame.left + i * width, frame.left + (i + 1) * width
        for i in range(rows):
            yield str(i + 1), False, frame.top + i * height, frame.top + (i + 1) * height

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return the row and the column, from 0, that a spot of the sheet lies in."""
        columns, rows = self.cells
        frame = self.frame
        column = int((x - frame.left) / (frame.right - frame.left) * columns)
        row = int((y - frame.top) / (frame.bottom - frame.top) * rows)
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    def cell_name(self, x: float, y: float) -> str:
        """Return the cell's name: ``C4``."""
        row, column = self.cell(x, y)
        return f"{_LETTERS[column]}{row + 1}"

    def bar(self, width: float) -> tuple[float, float]:
        """Return the longest round distance (metres) within ``width`` mm, and its length in mm."""
        longest = width * self.scale / 1000
        power = 10 ** math.floor(math.log10(longest))
        metres = max(step * power for step in (1, 2, 5) if step * power <= longest)
        return metres, metres / self.scale * 1000


def _projection(bounds: Bounds) -> Transformer:
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    local = CRS.from_proj4(f"+proj=tmerc +lat_0={lat:.6f} +lon_0={lon:.6f} +k=1 +ellps=WGS84")
    return Transformer.from_crs("EPSG:4326", local, always_xy=True)


def _metres(bounds: Bounds, to_metres: Transformer) -> Bounds:
    west, south, east, north = bounds
    return to_metres.transform_bounds(west, south, east, north)
