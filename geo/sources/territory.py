"""Which things lie in a report's place: by an outline that the user has, else by what is nearest.

Nobody may hand on the outlines of China's units, but the points of its townships and counties are
known: what is nearer to one of the place's own than to any other's lies in it, mostly. Near a
border that is not sure, and what is not sure is not in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.regions import Box
from geo.places.units import Unit, Units, read_townships, read_units, region_code

Array = npt.NDArray[np.float64]

_METRES: Final = 111_320.0
# How much nearer the place's own point must be than another's: of townships' points left out one
# by one, so many then fall into their own prefecture (99 of 100) and county (94).
_CLEARLY: Final = 0.85
_CLEARLY_COUNTY: Final = 0.5
# Farther than this from all that is known nothing is known, metres.
_REACH_M: Final = 60_000.0
# How far around the place's points its neighbours' count, degrees.
_AROUND: Final = 1.5
# So many of the nearest points must agree on a county.
_AGREE: Final = 5


@dataclass(frozen=True)
class Territory:
    """The ground of a unit; ``outline`` in WGS-84 where the user's sources have a whole one."""

    unit: Unit
    outline: BaseGeometry | None = None

    @property
    def _prefix(self) -> str:
        return region_code(self.unit)

    @cached_property
    def _points(self) -> tuple[Array, list[str]]:
        """The known points in and around the place (degrees), and their units' codes."""
        at, codes = _known_points()
        own = np.array([code.startswith(self._prefix) for code in codes])
        if not own.any():
            return np.empty((0, 2)), []
        west, south = at[own].min(axis=0) - _AROUND
        east, north = at[own].max(axis=0) + _AROUND
        near = (at[:, 0] >= west) & (at[:, 0] <= east) & (at[:, 1] >= south) & (at[:, 1] <= north)
        return at[near], [codes[i] for i in np.flatnonzero(near)]

    @cached_property
    def _scale(self) -> Array:
        """Metres of a degree of longitude and latitude here."""
        points, _ = self._points
        middle = float(points[:, 1].mean()) if len(points) else 30.0
        return np.array([_METRES * math.cos(math.radians(middle)), _METRES])

    @cached_property
    def _own(self) -> npt.NDArray[np.bool_]:
        return np.array([code.startswith(self._prefix) for code in self._points[1]], bool)

    @property
    def bounds(self) -> Box | None:
        """A box that holds the place: west, south, east, north in degrees; None where unknown."""
        if self.outline is not None:
            return self.outline.bounds
        points, _ = self._points
        if not len(points):
            return None
        own = points[self._own]
        reach = min(max(float(np.ptp(own, axis=0).max()) * 0.15, 0.05), 0.5)
        (west, south), (east, north) = own.min(axis=0) - reach, own.max(axis=0) + reach
        return float(west), float(south), float(east), float(north)

    def holds(self, positions: Sequence[tuple[float, float]]) -> npt.NDArray[np.bool_]:
        """Say of each position (degrees, WGS-84) whether it surely lies in the place."""
        at = np.asarray(positions, float).reshape(-1, 2)
        if self.outline is not None:
            return np.asarray(shapely.intersects_xy(self.outline, at[:, 0], at[:, 1]))
        points, _ = self._points
        if not len(points):
            return np.zeros(len(at), bool)
        own, others = (points[mask] * self._scale for mask in (self._own, ~self._own))
        clearly = _CLEARLY_COUNTY if self.unit.level == "county" else _CLEARLY
        ours = _nearest(at * self._scale, own)
        theirs = _nearest(at * self._scale, others)
        inside: npt.NDArray[np.bool_] = (ours <= clearly * theirs) & (ours <= _REACH_M)
        return inside

    def may_hold(self, position: tuple[float, float]) -> bool:
        """Whether a position may lie in the place: no other place is clearly nearer.

        True where nothing is known of the place's points.
        """
        at = np.asarray(position, float)[None]
        if self.outline is not None:
            return bool(shapely.intersects_xy(self.outline, at[:, 0], at[:, 1])[0])
        points, _ = self._points
        if not len(points):
            return True
        own, others = (points[mask] * self._scale for mask in (self._own, ~self._own))
        ours = _nearest(at * self._scale, own)[0]
        return bool(ours <= _nearest(at * self._scale, others)[0] and ours <= _REACH_M)

    def may_be_in(self, position: tuple[float, float], unit: Unit) -> bool:
        """Whether a position may lie in a unit of the place: one of its points is among the near.

        True where nothing is known of the unit's points.
        """
        points, codes = self._points
        prefix = region_code(unit)
        inside = np.array([code.startswith(prefix) for code in codes], bool)
        if not inside.any():
            # A township whose point is not known: its county must hold.
            return len(prefix) == 9 and self.may_be_in(position, _county(unit))
        spot = np.asarray(position, float)[None] * self._scale
        own, others = (points[mask] * self._scale for mask in (inside, ~inside))
        # Townships are near each other and their points are not their middles.
        loose = 2.0 if len(prefix) == 9 else 1.0
        return bool(_nearest(spot, own)[0] <= loose * _nearest(spot, others)[0])

    def county_of(self, position: tuple[float, float]) -> Unit | None:
        """Return the county that surely holds a position, None where that is not sure."""
        points, codes = self._points
        if len(points) < _AGREE:
            return None
        spot = np.asarray(position, float) * self._scale
        order = np.argsort(np.hypot(*(points * self._scale - spot).T))[:_AGREE]
        counties = {codes[i][:6] for i in order if not codes[i].endswith("00")}
        units = read_units().by_code
        return units.get(counties.pop()) if len(counties) == 1 else None


def _county(unit: Unit) -> Unit:
    return read_units().by_code[unit.code[:6]]


def _nearest(spots: Array, points: Array) -> Array:
    """Return how far each spot is from the nearest point, in the units of both."""
    if not len(points):
        return np.full(len(spots), np.inf)
    tree = _tree(points.tobytes())
    _, distances = tree.query_nearest(
        shapely.points(spots), return_distance=True, all_matches=False
    )
    return np.asarray(distances)


@lru_cache(maxsize=64)
def _tree(raw: bytes) -> shapely.STRtree:
    points = np.frombuffer(raw).reshape(-1, 2)
    return shapely.STRtree([shapely.Point(x, y) for x, y in points.tolist()])


@lru_cache(maxsize=1)
def _known_points() -> tuple[Array, list[str]]:
    """Return the points of units that are their own, with their codes.

    A prefecture's seat is one: it lies in one of its districts, of which many have no point.
    """
    units: Units = read_units()
    known = [
        (unit.at, unit.code)
        for unit in (*units.by_code.values(), *read_townships(""))
        if unit.at is not None and unit.level != "province" and unit.point in {"own", "town"}
    ]
    if not known:
        return np.empty((0, 2)), []
    return np.array([at for at, _ in known], float), [code for _, code in known]
