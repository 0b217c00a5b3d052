"""Whether a table's positions are in the datum that is said: measured where names are known.

Places of an extract of OpenStreetMap imported earlier, and the country's units, are known in
WGS-84. If a table's things of the same names lie aside by just what another datum would shift
them, the table is in that one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.places.datum import DATUMS, WGS84, convert
from geo.places.units import read_townships, read_units
from geo.sources.names import key_of

Array = npt.NDArray[np.float64]

# Farther away it is another place of the same name. BD-09 and GCJ-02 shift by 1.4 km at most.
_REACH_M: Final = 3000.0
# Of so many pairs one can tell; fewer that agree closely tell as well.
_LEAST_PAIRS: Final = 5
# A datum must fit so much better than the stated one, and must fit at all.
_BETTER: Final = 0.5
_SURE: Final = 2.5
_METRES: Final = 111_320.0
# So many pairs are enough.
_MOST_PAIRS: Final = 5000


@dataclass(frozen=True)
class Suspicion:
    """The datum that fits better than the stated one, and by how much (metres, median)."""

    datum: str
    pairs: int
    stated_m: float
    fitting_m: float


class Witness:
    """Gathers pairs of stated and known positions; degrees, longitude first."""

    def __init__(self) -> None:
        self._stated: list[tuple[float, float]] = []
        self._known: list[tuple[float, float]] = []

    @property
    def is_enough(self) -> bool:
        """Whether further pairs would tell nothing new."""
        return len(self._stated) >= _MOST_PAIRS

    def add(
        self,
        at: tuple[float, float],
        read: tuple[float, float],
        known: Iterable[tuple[float, float]],
    ) -> None:
        """Take a thing that the file puts ``at``, read as WGS-84 at ``read``, of a known name."""
        nearest = min(known, key=lambda other: _distance(read, other), default=None)
        if nearest is not None and _distance(read, nearest) <= _REACH_M:
            self._stated.append(at)
            self._known.append(nearest)

    def suspicion(self, stated: str) -> Suspicion | None:
        """Return what speaks against the ``stated`` datum, None where nothing does."""
        if len(self._stated) < _LEAST_PAIRS:
            return None
        positions, known = np.array(self._stated), np.array(self._known)
        aside = {datum: _residuals(positions, known, datum) for datum in DATUMS}
        medians = {datum: float(np.median(np.hypot(*aside[datum].T))) for datum in DATUMS}
        # The spot about which the pairs scatter, for single known points may be far off.
        centres = {datum: np.median(aside[datum], axis=0) for datum in DATUMS}
        best = min(DATUMS, key=lambda datum: float(np.hypot(*centres[datum])))
        off, fit = (float(np.hypot(*centres[datum])) for datum in (stated, best))
        spread = np.median(np.abs(aside[best] - centres[best]), axis=0)
        error = 1.5 * float(np.hypot(*spread)) / math.sqrt(len(positions))
        if best != stated and fit < _BETTER * off and off - fit > _SURE * error:
            return Suspicion(best, len(positions), medians[stated], medians[best])
        return None


def _residuals(positions: Array, known: Array, datum: str) -> Array:
    """Return how far east and north of the known points the positions lie, read in a datum."""
    lon, lat = convert(positions[:, 0], positions[:, 1], datum, WGS84)
    east = (lon - known[:, 0]) * _METRES * np.cos(np.radians(known[:, 1]))
    return np.column_stack((east, (lat - known[:, 1]) * _METRES))


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * _METRES


@cache
def unit_points() -> dict[str, list[tuple[float, float]]]:
    """Return the points of the country's units by the key of their official names."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for unit in (*read_units().by_code.values(), *read_townships("")):
        if unit.at is not None and unit.point != "seat":
            found[key_of(unit.name)].append(unit.at)
    return dict(found)
