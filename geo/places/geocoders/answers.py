"""What an online geocoder answered, and whether it can be used.

A service may time out, refuse, answer with a page instead of data, or name a place in another
city. Each of these is an answer too, with a status and a sentence; none is an exception.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.location import Location
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.model.regions import Box

# found: usable candidates; nothing: the service knows none; elsewhere: only in another city;
# failed: no answer; skipped: not asked, because the service had failed before.
Status = Literal["found", "nothing", "elsewhere", "failed", "skipped"]

EVERYWHERE: Final[Box] = (-180.0, -90.0, 180.0, 90.0)

# The first that fits says it; a subclass stands before its base.
_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (GeocoderTimedOut, "no answer in time"),
    (GeocoderRateLimited, "asked too often (rate limit)"),
    (GeocoderQuotaExceeded, "the quota is used up"),
    (GeocoderAuthenticationFailure, "the key is refused"),
    (GeocoderInsufficientPrivileges, "access is refused"),
    (GeocoderUnavailable, "the service cannot be reached"),
    (GeocoderParseError, "the answer is not the JSON it should be"),
)
_SECRET: Final = re.compile(r"\b(key|ak|sn|tk)=[^&\s]+")


@dataclass(frozen=True)
class Candidate:
    """A place that a geocoder named: WGS-84 degrees, and a GeoJSON geometry where it gave one."""

    name: str
    lon: float
    lat: float
    geometry: Mapping[str, Any] | None = None
    kind: str = ""

    def lies_in(self, bounds: Box) -> bool:
        """Whether its point lies in a box of west, south, east and north."""
        west, south, east, north = bounds
        return west <= self.lon <= east and south <= self.lat <= north

    def shape(self, bounds: Box) -> BaseGeometry | None:
        """Return its geometry, None where there is none that is sound and within ``bounds``."""
        if self.geometry is None:
            return None
        try:
            found = shape(dict(self.geometry))
            sound = not found.is_empty and found.is_valid and box(*bounds).covers(found)
        except Exception:  # noqa: BLE001 (shapely raises a different type for each way to be wrong)
            return None
        return found if sound else None


@dataclass(frozen=True)
class Answer:
    """What ``geocoder`` said to ``query``: candidates within ``bounds``, or why there are none."""

    geocoder: str
    query: str
    status: Status
    candidates: tuple[Candidate, ...] = ()
    message: str = ""
    bounds: Box = EVERYWHERE


def sort_out(geocoder: str, query: str, candidates: list[Candidate], bounds: Box) -> Answer:
    """Return the answer that these candidates make: those outside ``bounds`` are refused."""
    near = tuple(c for c in candidates if c.lies_in(bounds))
    if near:
        return Answer(geocoder, query, "found", near, bounds=bounds)
    if candidates:
        first = candidates[0]
        where = f"refused: {first.name[:60] or 'it'} lies at {first.lon:.4f}, {first.lat:.4f}"
        return Answer(geocoder, query, "elsewhere", message=f"{where}, outside the region")
    return Answer(geocoder, query, "nothing", message="no such place")


def first_or_all(found: list[Location], *, exactly_one: bool) -> Location | list[Location] | None:
    """Return what geopy's services return of locations, the best first: one, all, or None."""
    if exactly_one:
        return found[0] if found else None
    return found or None


def read_candidate(location: Any) -> Candidate:
    """Return a geopy location as a candidate.

    Raises :class:`geopy.exc.GeocoderParseError` where its position is no position.
    """
    lon, lat = float(location.longitude), float(location.latitude)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise GeocoderParseError("the position is not a number")
    raw = location.raw if isinstance(location.raw, Mapping) else {}
    geometry = raw.get("geojson")
    return Candidate(
        str(location.address),
        round(lon, 7),
        round(lat, 7),
        geometry if isinstance(geometry, Mapping) else None,
        str(raw.get("type") or raw.get("level") or ""),
    )


def shape_or_point(candidate: Candidate, bounds: Box) -> dict[str, Any]:
    """Return the candidate's GeoJSON geometry: its own, or a point where that is not sound.

    Sound is what lies within ``bounds`` (west, south, east, north) as a whole.
    """
    found = candidate.shape(bounds)
    if found is not None:
        return dict(mapping(found))
    return {"type": "Point", "coordinates": [candidate.lon, candidate.lat]}


def explain(error: Exception) -> str:
    """Return in one line what went wrong when a service was asked."""
    words = next((text for kind, text in _WORDS if isinstance(error, kind)), "the service failed")
    if not isinstance(error, GeopyError):
        words = "the answer has a shape that nobody expected"
    # Errors of the network quote the whole address, keys and all.
    detail = _SECRET.sub(r"\1=…", " ".join(str(error).split()))[:120]
    return f"{words}: {detail}" if detail else words


def is_final(error: Exception) -> bool:
    """Whether asking the same service again in this run is of no use."""
    return isinstance(
        error, GeocoderAuthenticationFailure | GeocoderQuotaExceeded
    ) and not isinstance(error, GeocoderRateLimited)
