"""Positions that an editor pastes as a table: a name, a longitude and a latitude a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.editing.findings import FoundSite
from geo.places.datum import CHINA, WGS84, convert
from geo.sources.names import key_of

MAX_ROWS: Final = 200
_BETWEEN: Final = re.compile(r"[\t,，;；]")
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?°?")
_HEADER: Final = re.compile(r"经度|纬度|lon|lat|lng", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: its number, the name, and the position in degrees, WGS-84."""

    line: int
    name: str
    lon: float
    lat: float


def parse_rows(text: str, datum: str) -> list[Row]:
    """Return the rows of a table whose positions are in ``datum``; a header may stand above.

    Cells are separated by tabs, commas or semicolons: name, longitude, latitude. Raises
    :class:`~geo.base.errors.InputError`, naming the line, for the first that is none.
    """
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = Message("line", line=number)
        cells = [cell.strip().strip('"') for cell in _BETWEEN.split(line.strip())]
        if not rows and len(cells) >= 3 and _HEADER.search(line) and not _has_digits(cells[1:3]):
            continue
        if len(cells) < 3:
            raise InputError("row_is_no_place", where)
        name, lon, lat = cells[0], cells[1], cells[2]
        if not name or not (_DEGREES.fullmatch(lon) and _DEGREES.fullmatch(lat)):
            raise InputError("row_is_no_place", where)
        rows.append(_row(number, name, float(lon.rstrip("°")), float(lat.rstrip("°")), datum))
        if len(rows) > MAX_ROWS:
            raise InputError("too_many_rows", where, count=MAX_ROWS)
    if not rows:
        raise InputError("table_without_rows")
    return rows


def _has_digits(cells: Iterable[str]) -> bool:
    return any(character.isdigit() for cell in cells for character in cell)


def _row(number: int, name: str, lon: float, lat: float, datum: str) -> Row:
    west, south, east, north = CHINA
    if not (west <= lon <= east and south <= lat <= north):
        is_swapped = west <= lat <= east and south <= lon <= north
        code = "degrees_are_swapped" if is_swapped else "position_is_not_in_china"
        raise InputError(code, Message("line", line=number), lon=lon, lat=lat)
    x, y = convert(lon, lat, datum, WGS84)
    return Row(number, name, round(float(x), 6), round(float(y), 6))


def match_rows(
    rows: Sequence[Row], sites: Sequence[FoundSite]
) -> tuple[list[tuple[Row, FoundSite]], list[Row]]:
    """Return the rows with the sites that they name, and those that name none.

    A name counts in whatever script and punctuation. Raises
    :class:`~geo.base.errors.InputError` for a site that two rows name.
    """
    named: dict[str, FoundSite] = {}
    for site in sites:
        mentioned = (finding.mention.name for finding in site.findings)
        for name in (*mentioned, *(site.place.names if site.place else ())):
            named.setdefault(key_of(name), site)
    # A site's own name goes before what others are called too.
    named |= {key_of(site.name): site for site in sites} | {site.id: site for site in sites}
    matched: list[tuple[Row, FoundSite]] = []
    unknown: list[Row] = []
    seen: dict[str, int] = {}
    for row in rows:
        site_named = named.get(key_of(row.name)) or named.get(row.name)
        if site_named is None:
            unknown.append(row)
            continue
        if site_named.id in seen:
            where = Message("line", line=row.line)
            raise InputError("line_names_same_site", where, line=seen[site_named.id])
        seen[site_named.id] = row.line
        matched.append((row, site_named))
    return matched, unknown
