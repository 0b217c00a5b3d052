"""Tables on a PDF's page: what its ruled lines enclose.

Lines that touch make a grid; where a line of the grid is not drawn, the cells on both sides of it
are one. A character lies in the cell that holds its middle. Positions are in points, from the lower
left corner of the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.documents.tables import DITTO, MAX_COLUMNS

# Lines so near to one another are one.
_NEAR: Final = 3.0
# Shorter lines are parts of characters, of dashes and of marks.
_SHORTEST: Final = 6.0
MAX_EDGES: Final = 20_000
_MOST_ROWS: Final = 400
# A line of a cell that ends so many of its characters before the cell's edge was ended on purpose.
_RAGGED: Final = 1.6


@dataclass(frozen=True, slots=True)
class Edge:
    """A ruled line: it lies at ``at`` across and goes from ``start`` to ``end``."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table: its rows of cells, merged ones as in :mod:`geo.documents.grids`, and its box."""

    rows: tuple[tuple[str, ...], ...]
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the table."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def edge_of(x1: float, y1: float, x2: float, y2: float) -> Edge | None:
    """Return the ruled line between two points, None where it is neither level nor upright."""
    if abs(x2 - x1) <= 1 and abs(y2 - y1) >= _SHORTEST:
        return Edge(True, (x1 + x2) / 2, min(y1, y2), max(y1, y2))
    if abs(y2 - y1) <= 1 and abs(x2 - x1) >= _SHORTEST:
        return Edge(False, (y1 + y2) / 2, min(x1, x2), max(x1, x2))
    return None


def ruled_tables(edges: Iterable[Edge], glyphs: Sequence[Glyph]) -> list[Ruled]:
    """Return the tables of a page from top to bottom."""
    joined = _joined(edges)
    grids = [_Grid(group) for group in _groups(joined)]
    kept = [grid for grid in grids if len(grid.xs) > 2 and 2 < len(grid.ys) <= _MOST_ROWS]
    kept = [grid for grid in kept if len(grid.xs) <= MAX_COLUMNS]
    kept.sort(key=lambda grid: -grid.ys[0])
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        for grid in kept:
            if grid.put(x, y, glyph):
                break
    return [grid.table() for grid in kept]


def _joined(edges: Iterable[Edge]) -> list[Edge]:
    """Return the lines with those that go on in one another made one."""
    lanes: dict[tuple[bool, int], list[Edge]] = defaultdict(list)
    for number, edge in enumerate(sorted(edges, key=lambda e: (e.upright, e.at, e.start))):
        if number == MAX_EDGES:
            break
        lane = round(edge.at / _NEAR)
        # A neighbouring lane that has begun takes what is near to it.
        for near in (lane, lane - 1, lane + 1):
            if (key := (edge.upright, near)) in lanes and abs(lanes[key][0].at - edge.at) <= _NEAR:
                lanes[key].append(edge)
                break
        else:
            lanes[edge.upright, lane].append(edge)
    found: list[Edge] = []
    for lane_edges in lanes.values():
        lane_edges.sort(key=lambda e: e.start)
        at = lane_edges[0].at
        start, end = lane_edges[0].start, lane_edges[0].end
        for edge in lane_edges[1:]:
            if edge.start <= end + _NEAR:
                end = max(end, edge.end)
            else:
                found.append(Edge(edge.upright, at, start, end))
                start, end = edge.start, edge.end
        found.append(Edge(lane_edges[0].upright, at, start, end))
    return found


def _groups(edges: list[Edge]) -> list[list[Edge]]:
    """Return the lines in groups that hang together."""
    uprights = sorted((e for e in edges if e.upright), key=lambda e: e.at)
    levels = [e for e in edges if not e.upright]
    places = [e.at for e in uprights]
    parent = list(range(len(uprights) + len(levels)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for number, level in enumerate(levels, len(uprights)):
        first = bisect_right(places, level.start - _NEAR)
        last = bisect_right(places, level.end + _NEAR)
        for at in range(first, last):
            if uprights[at].start - _NEAR <= level.at <= uprights[at].end + _NEAR:
                parent[root(at)] = root(number)
    groups: dict[int, list[Edge]] = defaultdict(list)
    for at, edge in enumerate([*uprights, *levels]):
        groups[root(at)].append(edge)
    return list(groups.values())


class _Grid:
    """The cells between lines that hang together; ``ys`` go down, ``xs`` to the right."""

    def __init__(self, edges: list[Edge]) -> None:
        uprights = [e for e in edges if e.upright]
        levels = [e for e in edges if not e.upright]
        ends_x = [end for e in levels for end in (e.start, e.end)]
        ends_y = [end for e in uprights for end in (e.start, e.end)]
        # A table may be open at its sides.
        outer_x = [min(ends_x), max(ends_x)] if ends_x else []
        outer_y = [min(ends_y), max(ends_y)] if ends_y else []
        self.xs = _snapped([*(e.at for e in uprights), *outer_x])
        self.ys = _snapped([*(e.at for e in levels), *outer_y])[::-1]
        self.glyphs: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        self._down = [-y for y in self.ys]
        self._uprights, self._levels = uprights, levels

    def put(self, x: float, y: float, glyph: Glyph) -> bool:
        """Take a character whose middle lies in the grid; say whether it does."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return False
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        row = min(bisect_right(self._down, -y) - 1, len(self.ys) - 2)
        self.glyphs[row, column].append(glyph)
        return True

    def table(self) -> Ruled:
        """Return the table with its cells' texts."""
        width, height = len(self.xs) - 1, len(self.ys) - 1
        wall = self._walls()
        # Each cell's upper left one of those that it is merged with.
        corner: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(height):
            for column in range(width):
                here = row, column
                if column and not wall[0][row][column]:
                    corner[here] = corner[row, column - 1]
                elif row and not wall[1][row][column]:
                    corner[here] = corner[row - 1, column]
                else:
                    corner[here] = here
        texts: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        edge: dict[tuple[int, int], float] = {}
        for here, first in corner.items():
            texts[first] += self.glyphs.get(here, ())
            edge[first] = self.xs[here[1] + 1]
        rows = []
        for row in range(height):
            cells = []
            for column in range(width):
                first = corner[row, column]
                if first == (row, column):
                    cells.append(_text(texts[first], edge[first]))
                else:
                    cells.append(DITTO if first[1] == column else "")
            rows.append(tuple(cells))
        return Ruled(tuple(rows), self.xs[0], self.ys[-1], self.xs[-1], self.ys[0])

    def _walls(self) -> tuple[list[list[bool]], list[list[bool]]]:
        """Return for each cell whether a line is drawn at its left, and above it."""
        width, height = len(self.xs) - 1, len(self.ys) - 1
        left = [[False] * width for _ in range(height)]
        above = [[False] * width for _ in range(height)]
        for edge in self._uprights:
            column = _nearest(self.xs, edge.at)
            for row in range(height if column < width else 0):
                if edge.start <= (self.ys[row] + self.ys[row + 1]) / 2 <= edge.end:
                    left[row][column] = True
        for edge in self._levels:
            row = _nearest(self.ys, edge.at)
            for column in range(width if row < height else 0):
                if edge.start <= (self.xs[column] + self.xs[column + 1]) / 2 <= edge.end:
                    above[row][column] = True
        return left, above


def _snapped(places: list[float]) -> list[float]:
    """Return places in order, those that are near to one another made one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _nearest(places: list[float], at: float) -> int:
    return min(range(len(places)), key=lambda number: abs(places[number] - at))


def _text(glyphs: list[Glyph], edge: float) -> str:
    """Return a cell's text, its lines one behind the other.

    A line that reaches the cell's right ``edge`` goes on in the next; behind another one stands a
    blank.
    """
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        middle = (glyph.bottom + glyph.top) / 2
        if lines and lines[-1][-1].bottom < middle < lines[-1][-1].top:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    lines.sort(key=lambda line: -max(glyph.top for glyph in line))
    pieces: list[str] = []
    for number, line in enumerate(lines):
        text = "".join(glyph.text for glyph in line)
        pieces.append(text)
        size = max(line[-1].right - line[-1].left, (line[-1].top - line[-1].bottom) / 2)
        following = lines[number + 1][0].text if number + 1 < len(lines) else ""
        both = text[-1:] + following
        is_full = line[-1].right >= edge - _RAGGED * size
        if following and (not is_full or (both.isascii() and both.isalpha())):
            pieces.append(" ")
    return "".join(pieces)
