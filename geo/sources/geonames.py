"""GeoNames' text files (``CN.txt``): 19 columns, tab-separated, without a header."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Where, at_line
from geo.sources.names import split
from geo.sources.raw import Raw

LICENCE: Final = "CC-BY-4.0"
ATTRIBUTION: Final = "GeoNames (https://www.geonames.org), CC BY 4.0"
_COLUMNS: Final = 19
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# Of its feature classes those that stand for one thing at one spot; counties and villages are not
# placed by a point that may be kilometres off.
_KINDS: Final = {
    "S": "building", "H": "water", "T": "hill", "L": "park", "R": "road", "V": "park",
}  # fmt: skip
_STATIONS: Final = frozenset(("RSTN", "MTRO", "BUSTN", "BUSTP"))
_PRECISION: Final = ("approximate", 1000.0)


def is_geonames(path: Path) -> bool:
    """Whether a text file's first line has GeoNames' columns."""
    with path.open("rb") as file:
        cells = file.readline(65_536).split(b"\t")
    return len(cells) == _COLUMNS and cells[0].strip(b"\xef\xbb\xbf").isdigit()


def read(path: Path) -> Iterator[Raw]:
    """Yield the features with Chinese names.

    Raises :class:`~geo.base.errors.InputError`, naming file and line, for a line that is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, 1):
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) != _COLUMNS:
                    raise InputError(
                        "not_geonames_columns",
                        at_line(path, number),
                        found=len(cells),
                        wanted=_COLUMNS,
                    )
                yield from _row(cells, at_line(path, number))
    except UnicodeDecodeError as error:
        raise InputError("file_is_not_utf_8", path) from error


def _row(cells: list[str], where: Where) -> Iterator[Raw]:
    called = [cells[1], *cells[3].split(",")]
    names = list(dict.fromkeys(part for text in called for part in split(text)))
    if not names:
        return
    try:
        point = struct.pack("<BIdd", 1, 1, float(cells[5]), float(cells[4]))
    except ValueError:
        raise InputError("no_degrees", where, lon=cells[5][:20], lat=cells[4][:20]) from None
    kind = _KINDS.get(cells[6], "admin")
    if cells[7] in _STATIONS:
        kind = "stop" if cells[7] == "BUSTP" else "station"
    yield Raw(kind, names, None, None, point, *_PRECISION)


def date_of(path: Path) -> str | None:
    """Return the newest day of change that a line says, None where there is none."""
    newest = ""
    with path.open("rb") as file:
        for line in file:
            day = line.rstrip(b"\r\n").rsplit(b"\t", 1)[-1].decode("ascii", "replace")
            if day > newest and _DATE.fullmatch(day):
                newest = day
    return newest or None
