"""Where numbers stand on a map so that none covers another.

Pure geometry on a raster of the map's frame: a label may not touch another label, an
obstacle or the frame; it should be near its spot, off other marks, and its leader line off
other labels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_CELL_MM: Final = 0.4
_GAP_MM: Final = 0.35
# Rings of candidates around a spot.
_STEP_MM: Final = 1.2
_FARTHEST_MM: Final = 42.0
# What a label pays, in millimetres of distance.
_PER_COVERED_CELL: Final = 0.12
_PER_CROSSED_CELL: Final = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet: left, top, right and bottom in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, x and y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def touches(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """What a label stands for: its place, the label's size, and how near the label may come."""

    x: float
    y: float
    width: float
    height: float
    clearance: float


class _Raster:
    """Cells of a frame with a cost each; what lies outside costs everything."""

    def __init__(self, frame: Box) -> None:
        self.frame = frame
        shape = (
            math.ceil((frame.bottom - frame.top) / _CELL_MM),
            math.ceil((frame.right - frame.left) / _CELL_MM),
        )
        self.taken: NDArray[np.bool_] = np.zeros(shape, dtype=bool)
        self.marks: NDArray[np.float32] = np.zeros(shape, dtype=np.float32)

    def cells(self, box: Box, gap: float = 0.0) -> tuple[slice, slice]:
        frame = self.frame
        rows = (box.top - gap - frame.top, box.bottom + gap - frame.top)
        columns = (box.left - gap - frame.left, box.right + gap - frame.left)
        (top, bottom), (left, right) = (
            (max(0, math.floor(a / _CELL_MM)), max(0, math.ceil(b / _CELL_MM)))
            for a, b in (rows, columns)
        )
        return slice(top, bottom), slice(left, right)

    def holds(self, box: Box) -> bool:
        frame = self.frame
        return (
            frame.left <= box.left
            and box.right <= frame.right
            and frame.top <= box.top
            and box.bottom <= frame.bottom
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> tuple[NDArray[np.int_], ...]:
        count = max(2, int(math.hypot(x1 - x0, y1 - y0) / _CELL_MM))
        t = np.linspace(0, 1, count)
        rows = ((y0 + (y1 - y0) * t - self.frame.top) / _CELL_MM).astype(int)
        columns = ((x0 + (x1 - x0) * t - self.frame.left) / _CELL_MM).astype(int)
        inside = (
            (rows >= 0)
            & (columns >= 0)
            & (rows < self.taken.shape[0])
            & (columns < self.taken.shape[1])
        )
        return rows[inside], columns[inside]


def place_labels(
    spots: Sequence[Spot], frame: Box, obstacles: Sequence[Box] = ()
) -> list[Box | None]:
    """Return each spot's label, None where the frame has no room for it near enough.

    The same spots give the same labels. Crowded spots choose first.
    """
    raster = _Raster(frame)
    for obstacle in obstacles:
        raster.taken[raster.cells(obstacle, _GAP_MM)] = True
    for spot in spots:
        raster.marks[raster.cells(_mark(spot), _GAP_MM)] += 1
    placed: list[Box | None] = [None] * len(spots)
    for index in _crowded_first(spots):
        spot = spots[index]
        box = _best(spot, raster)
        if box is None:
            continue
        placed[index] = box
        raster.taken[raster.cells(box, _GAP_MM)] = True
        leader = raster.line(spot.x, spot.y, *box.centre)
        raster.marks[leader] += 4
    return placed


def _best(spot: Spot, raster: _Raster) -> Box | None:
    best, cost = None, math.inf
    for distance, box in _candidates(spot):
        if distance >= cost:
            break
        if not raster.holds(box):
            continue
        cells = raster.cells(box)
        if raster.taken[cells].any():
            continue
        crossed = int(raster.taken[raster.line(spot.x, spot.y, *box.centre)].sum())
        asked = distance + crossed * _PER_CROSSED_CELL
        asked += float(raster.marks[cells].sum()) * _PER_COVERED_CELL
        if asked < cost:
            best, cost = box, asked
    return best


def _candidates(spot: Spot) -> Iterator[tuple[float, Box]]:
    """Yield labels around a spot, the nearest first: above right, then around."""
    half_width, half_height = spot.width / 2, spot.height / 2
    distance = 0.0
    while distance <= _FARTHEST_MM:
        if distance == 0 and spot.clearance:
            distance = _STEP_MM / 4
        turns = 1 if distance == 0 else 16 if distance < 8 else 32
        for turn in range(turns):
            # Up and to the right first; the sheet's y runs down.
            angle = math.radians(-30) + 2 * math.pi * turn / turns
            dx, dy = math.cos(angle), math.sin(angle)
            reach = spot.clearance + distance
            x = spot.x + dx * (reach + half_width) if distance else spot.x
            y = spot.y + dy * (reach + half_height) if distance else spot.y
            yield (
                distance,
                Box(x - half_width, y - half_height, x + half_width, y + half_height),
            )
        distance += _STEP_MM


def _mark(spot: Spot) -> Box:
    reach = max(spot.clearance, 0.6)
    return Box(spot.x - reach, spot.y - reach, spot.x + reach, spot.y + reach)


def _crowded_first(spots: Sequence[Spot]) -> list[int]:
    if not spots:
        return []
    at = np.array([(spot.x, spot.y) for spot in spots])
    near = [int((np.hypot(*(at - one).T) < 8).sum()) for one in at]
    return sorted(range(len(spots)), key=lambda i: (-near[i], i))
