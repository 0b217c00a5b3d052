"""Bringing a file into the store: which reader it needs, its terms, and what is checked.

As a module it imports one file in a process of its own, with limits of memory and time: a broken
file must not take the caller along, nor a large one the machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.base.errors import InputError, error_of
from geo.base.files import check_regular
from geo.base.limits import die_with, limit_memory, limit_time
from geo.base.messages import Message, message_of
from geo.base.paths import IMPORTS, ROOT
from geo.places.datum import BD09, CHINA, GCJ02, WGS84, convert
from geo.places.units import read_units
from geo.sources import geonames, osm, overture, tables
from geo.sources.datum_check import Witness, unit_points
from geo.sources.names import key_of
from geo.sources.raw import Raw
from geo.sources.store import Shape, Source, Store, Thing, Writer, default_path

DATUM_NAMES: Final = {"wgs84": WGS84, "gcj02": GCJ02, "bd09": BD09}
NOT_STATED: Final = "not stated"
_BATCH: Final = 4000
_DIGEST_BATCH: Final = 2**20
# Address space: the libraries' own, and the nodes of an extract, which lie in a mapped file.
_MEMORY_BYTES: Final = 6 * 2**30
_MEMORY_PER_BYTE: Final = 8
_SECONDS: Final = 300
_BYTES_PER_SECOND: Final = 100_000
# Ponds are not drawn: degrees of their longer side.
_LEAST_WATER: Final = 0.0012
_SUFFIXES: Final = (
    ".osm, .osm.pbf, .parquet (Overture), .txt (GeoNames), .csv, .tsv, .geojson, .gpkg"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the user says of a file; None is what the file or its kind says.

    ``file`` is by what it is known again (a newer one replaces it), where that is not its path.
    """

    source: str | None = None
    licence: str | None = None
    date: str | None = None
    datum: str | None = None
    attribution: str | None = None
    force: bool = False
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What was imported: the source, how many named objects and shapes, and what to say of it."""

    source: Source
    objects: int
    shapes: int
    has_replaced: bool
    notices: tuple[Message, ...] = ()


def import_apart(
    path: Path,
    store: Path,
    terms: Terms,
    started: Callable[[subprocess.Popen[bytes]], None] | None = None,
) -> Summary:
    """Import a file in a process of its own; ``started`` is told of it, and may end it.

    Raises :class:`~geo.base.errors.InputError` for a bad file or store, and where the process
    came to another end; the store is then what it was.
    """
    check_regular(path, "places_file")
    asked = {"path": str(path), "store": str(store), "terms": asdict(terms)}
    search = [str(IMPORTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    with subprocess.Popen(  # noqa: S603 (our own module, no shell)
        [sys.executable, "-P", "-m", "geo.sources.intake", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(search), "PYTHONIOENCODING": "utf-8"},
    ) as process:
        if started:
            started(process)
        out, _ = process.communicate(json.dumps(asked).encode())
    try:
        said = json.loads(out)
    except ValueError:
        said = {}
    if "error" in said:
        raise error_of(said["error"])
    if process.returncode or "source" not in said:
        raise InputError("import_ended", path)
    return Summary(
        Source(**said["source"]),
        said["objects"],
        said["shapes"],
        said["has_replaced"],
        tuple(map(message_of, said["notices"])),
    )


def main() -> int:
    """Import the file that standard input names; write what came of it to standard output."""
    die_with(int(sys.argv[1]))
    asked = json.loads(sys.stdin.buffer.read())
    path, store, terms = Path(asked["path"]), Path(asked["store"]), Terms(**asked["terms"])
    said: dict[str, Any]
    try:
        size = path.stat().st_size
        limit_memory(_MEMORY_BYTES + _MEMORY_PER_BYTE * size)
        seconds = _SECONDS + size / _BYTES_PER_SECOND
        limit_time(seconds, 3 * seconds)
        made = import_file(path, store, terms)
        said = asdict(made) | {"notices": [each.as_json() for each in made.notices]}
    except InputError as error:
        said = {"error": error.as_json()}
    except MemoryError:
        said = {"error": InputError("import_needs_memory", path).as_json()}
    print(json.dumps(said))
    return 0


def import_file(path: Path, store: Path, terms: Terms) -> Summary:
    """Bring one file into the store, whole or not at all.

    Raises :class:`~geo.base.errors.InputError`, naming the file, for one that is broken, of another
    part of the world, without names or positions, or not in the datum that is said.
    """
    source = source_of(path, terms)
    with Store(store, writes=True) as opened, opened.importing(source) as writer:
        intake = _Intake(path, source, writer)
        raws = rows_of(path, source.kind)
        while batch := list(islice(raws, _BATCH)):
            intake.take(batch)
        notices = intake.verdict(force=terms.force)
        return Summary(source, writer.objects, writer.shapes, writer.has_replaced, notices)


def source_of(path: Path, terms: Terms) -> Source:
    """Return the source that a file is, by its kind and what the user says.

    Raises :class:`~geo.base.errors.InputError` for a file of another kind, and for a table of which
    nobody says the datum.
    """
    check_regular(path, "places_file")
    kind = kind_of_file(path)
    licence, attribution, date = NOT_STATED, "", None
    if kind == "osm":
        licence, attribution, date = osm.LICENCE, osm.ATTRIBUTION, osm.date_of(path)
    elif kind == "geonames":
        licence, attribution, date = geonames.LICENCE, geonames.ATTRIBUTION, geonames.date_of(path)
    elif kind == "overture":
        if overture.is_of_divisions(path):
            licence, attribution = overture.DIVISIONS_LICENCE, overture.DIVISIONS_ATTRIBUTION
        else:
            licence, attribution = overture.PLACES_LICENCE, overture.ATTRIBUTION
    stated = terms.datum and DATUM_NAMES[terms.datum]
    if kind == "table":
        if stated is None and not (
            path.suffix.casefold() in tables.GDAL_SUFFIXES and tables.states_datum(path)
        ):
            raise InputError("table_without_datum", path)
    elif stated not in {None, WGS84}:
        raise InputError("datum_of_this_kind", path, datum=WGS84, stated=stated)
    name = (
        terms.source
        or {"osm": "OpenStreetMap", "geonames": "GeoNames"}.get(kind)
        or ("Overture" if kind == "overture" else path.name)
    )
    return Source(
        name=name,
        kind=kind,
        licence=terms.licence or licence,
        date=terms.date or date,
        datum=stated or WGS84,
        attribution=terms.attribution or attribution or name,
        file=terms.file or str(path.resolve()),
        sha256=_digest(path),
    )


def kind_of_file(path: Path) -> str:
    """Return ``osm``, ``overture``, ``geonames`` or ``table``, by the name and a first look.

    Raises :class:`~geo.base.errors.InputError` for another kind of file.
    """
    name = path.name.casefold()
    if name.endswith(osm.SUFFIXES):
        return "osm"
    if name.endswith(overture.SUFFIXES):
        return "overture"
    if name.endswith((*tables.CSV_SUFFIXES, ".txt")):
        try:
            if geonames.is_geonames(path):
                return "geonames"
        except OSError as error:
            raise InputError("file_cannot_be_read", path, why=error.strerror) from error
        if not name.endswith(".txt"):
            return "table"
    elif name.endswith(tables.GDAL_SUFFIXES):
        return "table"
    raise InputError("no_file_of_places", path, suffixes=_SUFFIXES)


def rows_of(path: Path, kind: str) -> Iterator[Raw]:
    """Return the reader of a file of this kind."""
    if kind == "osm":
        return osm.read(path)
    if kind == "overture":
        return overture.read(path)
    if kind == "geonames":
        return geonames.read(path)
    if path.suffix.casefold() in tables.GDAL_SUFFIXES:
        return tables.read_gdal(path)
    return tables.read_csv(path)


class _Intake:
    """Writes batches of raw objects, and counts what tells whether the file is a good one."""

    def __init__(self, path: Path, source: Source, writer: Writer) -> None:
        self._path = path
        self._source = source
        self._writer = writer
        self._witness = Witness() if source.kind == "table" else None
        self._all = self._in_china = self._swapped = self._no_shape = 0
        self._first: tuple[float, float] | None = None

    def take(self, batch: list[Raw]) -> None:
        raw_shapes = shapely.from_wkb([raw.shape for raw in batch], on_invalid="ignore")
        shapes = shapely.force_2d(raw_shapes)
        boxes = shapely.bounds(shapes)
        good = np.isfinite(boxes).all(axis=1)
        self._no_shape += int((~good).sum())
        centres = np.column_stack((boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)))
        if self._source.datum != WGS84:
            shapes = shapely.transform(shapes, self._to_wgs84)
            boxes = shapely.bounds(shapes)
        middles = np.column_stack((boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)))
        self._count(middles[good])
        kept: list[int] = np.flatnonzero(good).tolist()
        blobs = shapely.to_wkb(shapes)
        keys = [
            tuple(dict.fromkeys(filter(None, map(key_of, raw.names)))) if raw.kind else ()
            for raw in batch
        ]
        if self._witness is not None and not self._witness.is_enough:
            self._hear([i for i in kept if keys[i]], keys, centres, middles)
        bounds = boxes.tolist()
        self._writer.add(
            Thing(
                str(batch[i].kind), batch[i].names[0], keys[i], blobs[i],
                tuple(bounds[i]), batch[i].precision, batch[i].uncertainty_m,
            )
            for i in kept
            if keys[i]
        )  # fmt: skip
        self._writer.add_base(
            Shape(drawn, batch[i].label, blobs[i], tuple(bounds[i]))
            for i in kept
            if (drawn := batch[i].drawn) and (drawn != "lake" or _is_drawn(bounds[i]))
        )

    def _to_wgs84(self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(convert(rows[:, 0], rows[:, 1], self._source.datum, WGS84))

    def _count(self, middles: npt.NDArray[np.float64]) -> None:
        self._all += len(middles)
        self._in_china += int(_in_country(middles).sum())
        self._swapped += int(_in_country(middles[:, ::-1]).sum())
        if self._first is None and len(middles):
            self._first = (float(middles[0, 0]), float(middles[0, 1]))

    def _hear(
        self,
        named: list[int],
        keys: list[tuple[str, ...]],
        centres: npt.NDArray[np.float64],
        middles: npt.NDArray[np.float64],
    ) -> None:
        """Compare positions with what is known of the same names."""
        witness, units = self._witness, unit_points()
        if witness is None:
            return
        known: dict[str, list[tuple[float, float]]] = {}
        wanted = [keys[i][0] for i in named]
        for start in range(0, len(wanted), 500):
            for key, (west, south, east, north) in self._writer.known(wanted[start : start + 500]):
                known.setdefault(key, []).append(((west + east) / 2, (south + north) / 2))
        for i in named:
            key = keys[i][0]
            at = (float(centres[i, 0]), float(centres[i, 1]))
            read = (float(middles[i, 0]), float(middles[i, 1]))
            witness.add(at, read, known.get(key) or units.get(key) or [])

    def verdict(self, *, force: bool) -> tuple[Message, ...]:
        """Refuse the file for what all of it shows; return what is worth saying of it."""
        if not self._all:
            code = "file_without_positions" if self._no_shape else "file_without_chinese_names"
            raise InputError(code, self._path)
        lon, lat = self._first or (0.0, 0.0)
        if self._source.kind == "table" and self._swapped > max(self._in_china, self._all / 2):
            raise InputError("degrees_seem_swapped", self._path, lon=lon, lat=lat)
        if not self._in_china:
            raise InputError("nothing_lies_in_china", self._path, count=self._all, lon=lon, lat=lat)
        notices = []
        suspicion = self._witness.suspicion(self._source.datum) if self._witness else None
        if suspicion is not None:
            said = Message(
                "another_datum_it_seems",
                datum=suspicion.datum,
                stated=self._source.datum,
                pairs=suspicion.pairs,
                stated_m=suspicion.stated_m,
                fitting_m=suspicion.fitting_m,
            )
            if not force:
                raise InputError("unless_forced", self._path, what=said)
            notices.append(said)
        if self._no_shape:
            notices.append(Message("objects_left_out", count=self._no_shape))
        if self._in_china < self._all / 2:
            notices.append(Message("few_in_china", count=self._in_china, all=self._all))
        return tuple(notices)


def _is_drawn(bounds: list[float]) -> bool:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1]) > _LEAST_WATER


_GRID: Final = 0.25


@cache
def _country() -> npt.NDArray[np.bool_]:
    """Return which cells of a quarter degree lie near one of the country's counties."""
    west, south, east, north = CHINA
    grid = np.zeros((int((north - south) / _GRID) + 2, int((east - west) / _GRID) + 2), bool)
    for unit in read_units().by_code.values():
        if unit.at is None:
            continue
        reach = max(unit.radius_m or 0, 50_000) / 111_320
        x, y = (unit.at[0] - west) / _GRID, (unit.at[1] - south) / _GRID
        across = reach / np.cos(np.radians(unit.at[1])) / _GRID
        up = reach / _GRID
        rows = slice(max(int(y - up), 0), int(y + up) + 1)
        grid[rows, max(int(x - across), 0) : int(x + across) + 1] = True
    return grid


def _in_country(points: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    grid, (west, south, _, _) = _country(), CHINA
    columns = np.floor((points[:, 0] - west) / _GRID)
    rows = np.floor((points[:, 1] - south) / _GRID)
    inside = (columns >= 0) & (rows >= 0) & (columns < grid.shape[1]) & (rows < grid.shape[0])
    found = np.zeros(len(points), bool)
    found[inside] = grid[rows[inside].astype(int), columns[inside].astype(int)]
    return found


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_DIGEST_BATCH):
                total.update(chunk)
    except OSError as error:
        raise InputError("file_cannot_be_read", path, why=error.strerror) from error
    return total.hexdigest()


def where_to(store: Path | None) -> Path:
    """Return the store that is written to: the one that is named, or the user's.

    Raises :class:`~geo.base.errors.InputError` where there is to be none, or it would lie in the
    project.
    """
    path = store or default_path()
    if path is None:
        raise InputError("no_store")
    if ROOT in path.resolve().parents:
        raise InputError("store_inside_project", path)
    return path


if __name__ == "__main__":
    raise SystemExit(main())
