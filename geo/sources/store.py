"""The store of a user's own places: one SQLite file outside the project.

It lies in the user's data folder, or where the environment variable ``GEO_PLACES`` says
(``none``: there is no store). Each source is a row with its terms, each named object one row
with one row for each of its names, by key; shapes of the base map lie beside them. An import
is one transaction: what is stopped half-way leaves nothing behind.
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from platformdirs import user_data_path

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.model.regions import Box

VARIABLE: Final = "GEO_PLACES"
NONE: Final = "none"
VERSION: Final = 1
# "geop", the mark of our files among SQLite's.
_MARK: Final = 0x67656F70
# For another process that writes.
WAIT_S: Final = 10.0
_CACHE_KB: Final = 64_000
# The side of a cell of the base map, degrees; what is larger lies in no cell.
_CELL: Final = 0.25
_ACROSS: Final = round(360 / _CELL)
_NO_CELL: Final = -1

_TABLES: Final = """
CREATE TABLE source (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, licence TEXT NOT NULL,
  date TEXT, datum TEXT NOT NULL, attribution TEXT NOT NULL, file TEXT NOT NULL,
  sha256 TEXT NOT NULL, objects INTEGER NOT NULL, shapes INTEGER NOT NULL);
CREATE TABLE object (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
  shape BLOB NOT NULL, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL,
  north REAL NOT NULL, precision TEXT, uncertainty_m REAL);
CREATE TABLE name (key TEXT NOT NULL, object INTEGER NOT NULL);
CREATE TABLE base (
  source INTEGER NOT NULL, class TEXT NOT NULL, name TEXT, cell INTEGER NOT NULL,
  shape BLOB NOT NULL, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL,
  north REAL NOT NULL);
"""
_INDICES: Final = """
CREATE INDEX name_key ON name (key, object);
CREATE INDEX base_cell ON base (cell, class);
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was imported: what it is called, its terms and its state.

    ``kind`` is ``osm``, ``overture``, ``geonames`` or ``table``; ``date`` ISO 8601 as fine as
    known, None where nobody says; ``datum`` that of the file (the store is WGS-84); ``sha256``
    the file's digest.
    """

    name: str
    kind: str
    licence: str
    date: str | None
    datum: str
    attribution: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A named object: class, names by key, and its shape as WKB in WGS-84 with its bounds.

    ``precision`` and ``uncertainty_m`` are what a table says of the position, else None.
    """

    type: str
    name: str
    keys: tuple[str, ...]
    shape: bytes
    bounds: Box
    precision: str | None = None
    uncertainty_m: float | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of the base map: its class (``data/codes/symbols.toml``), name, WKB and bounds."""

    kind: str
    name: str | None
    shape: bytes
    bounds: Box


@dataclass(frozen=True, slots=True)
class Found:
    """An object that bears a name, with its source."""

    type: str
    name: str
    shape: bytes
    bounds: Box
    precision: str | None
    uncertainty_m: float | None
    source: Source


def default_path() -> Path | None:
    """Return where the user's store is or would be, None where there is to be none."""
    named = os.environ.get(VARIABLE, "").strip()
    if named.casefold() == NONE:
        return None
    if named:
        return Path(named)
    try:
        return user_data_path("work-report-map").expanduser() / "places.sqlite"
    except RuntimeError:  # no home
        return None


def open_store(path: Path | None = None) -> Store | None:
    """Open the store to read from, None where there is none.

    Without ``path`` it is the user's. Raises :class:`~geo.base.errors.InputError` for a file that
    is no store of ours, of another version, or cannot be read.
    """
    found = path or default_path()
    return Store(found) if found is not None and os.path.lexists(found) else None


@contextmanager
def opened_store(path: Path | None = None) -> Iterator[Store | None]:
    """Open the store as :func:`open_store` does, and close it."""
    store = open_store(path)
    try:
        yield store
    finally:
        if store is not None:
            store.close()


class Store:
    """A store. Use it as a context manager, or :meth:`close` it."""

    def __init__(self, path: Path, *, writes: bool = False) -> None:
        self.path = path
        self._is_new = False
        with self._explained():
            self._db = self._connect(writes)
            try:
                self._check(writes)
            except BaseException:
                self._db.close()
                raise
        self._sources: dict[int, Source] | None = None

    def _connect(self, writes: bool) -> sqlite3.Connection:
        if writes:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        elif not self.path.is_file():
            raise InputError("store_is_no_file", self.path)
        # A reader writes too where an import was cut off: it takes back what that left.
        mode = "rwc" if writes else "rw" if os.access(self.path, os.W_OK) else "ro"
        address = f"{self.path.resolve().as_uri()}?mode={mode}"
        database = sqlite3.connect(address, timeout=WAIT_S, uri=True, isolation_level=None)
        database.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        return database

    def _check(self, writes: bool) -> None:
        mark = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        is_empty = not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if is_empty and mark == 0 and version == 0:
            self._is_new = True
            if not writes:
                # An import was cut off before it had written anything.
                self._db.execute("ATTACH ':memory:' AS nothing")
                for table in _TABLES.strip().rstrip(";").split(";\n"):
                    self._db.execute(table.replace("TABLE ", "TABLE nothing.", 1))
            return
        if mark != _MARK:
            raise InputError("file_is_no_store", self.path)
        if version != VERSION:
            raise InputError("store_of_other_version", self.path, version=version, wanted=VERSION)
        if not writes:
            self._db.execute("PRAGMA query_only = 1")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise InputError(_reason(error), self.path) from error
        except OSError as error:
            why = error.strerror or error
            raise InputError("store_not_opened", self.path, why=why) from error

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; what is not committed is gone."""
        self._db.close()

    def sources(self) -> list[Source]:
        """Return the sources in the order of their import."""
        return list(self._all_sources().values())

    def state(self) -> str:
        """Return what tells this store's content from another's."""
        return json.dumps([asdict(source) for source in self.sources()], ensure_ascii=True)

    def _all_sources(self) -> dict[int, Source]:
        if self._sources is None:
            with self._explained():
                rows = self._db.execute(
                    "SELECT id, name, kind, licence, date, datum, attribution, file, sha256"
                    " FROM source ORDER BY id"
                ).fetchall()
            self._sources = {row[0]: Source(*row[1:]) for row in rows}
        return self._sources

    @contextmanager
    def importing(self, source: Source) -> Iterator[Writer]:
        """Write a source in one transaction; the same file of earlier is replaced.

        Nothing is changed where the block raises, or the process ends within it.
        """
        with self._explained():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                if self._is_new:
                    for statement in _TABLES.strip().rstrip(";").split(";\n"):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA application_id = {_MARK}")
                    self._db.execute(f"PRAGMA user_version = {VERSION}")
                writer = Writer(self._db, source)
                yield writer
                writer.finish()
                if self._is_new:
                    for statement in _INDICES.strip().rstrip(";").split(";\n"):
                        self._db.execute(statement)
                self._db.execute("COMMIT")
                self._is_new = False
                self._sources = None
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def find(self, keys: Sequence[str]) -> list[tuple[str, Found]]:
        """Return the objects that bear names of these keys, each with the key."""
        if not keys:
            return []
        marks = ",".join("?" * len(keys))
        with self._explained():
            rows = self._db.execute(
                "SELECT n.key, o.type, o.name, o.shape, o.west, o.south, o.east, o.north,"  # noqa: S608 (only question marks)
                " o.precision, o.uncertainty_m, o.source FROM name n JOIN object o"
                f" ON o.id = n.object WHERE n.key IN ({marks}) ORDER BY o.id",
                list(keys),
            ).fetchall()
        sources = self._all_sources()
        return [
            (row[0], Found(row[1], row[2], row[3], row[4:8], row[8], row[9], sources[row[10]]))
            for row in rows
        ]

    def base(self, box: Box, kinds: Sequence[str]) -> Iterator[tuple[Shape, Source]]:
        """Yield the base map's shapes of these classes that touch a box, class by class."""
        cells = [_NO_CELL, *_cells(box)]
        sources = self._all_sources()
        west, south, east, north = box
        for kind in kinds:
            with self._explained():
                rows = self._db.execute(
                    "SELECT class, name, shape, west, south, east, north, source FROM base"  # noqa: S608
                    f" WHERE cell IN ({','.join('?' * len(cells))}) AND class = ?"
                    " AND east >= ? AND west <= ? AND north >= ? AND south <= ?",
                    [*cells, kind, west, east, south, north],
                ).fetchall()
            for row in rows:
                yield Shape(row[0], row[1], row[2], row[3:7]), sources[row[7]]


class Writer:
    """Writes one source's objects and shapes, within :meth:`Store.importing`."""

    def __init__(self, database: sqlite3.Connection, source: Source) -> None:
        self._db = database
        self.objects = 0
        self.shapes = 0
        # A file of another day at the same place, or the same file elsewhere: the same source.
        earlier = database.execute(
            "SELECT id FROM source WHERE sha256 = ? OR file = ?", (source.sha256, source.file)
        ).fetchall()
        self.has_replaced = bool(earlier)
        for (number,) in earlier:
            self._remove(number)
        columns = (
            source.name, source.kind, source.licence, source.date, source.datum,
            source.attribution, source.file, source.sha256,
        )  # fmt: skip
        self._source = database.execute(
            "INSERT INTO source (name, kind, licence, date, datum, attribution, file, sha256,"
            " objects, shapes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            columns,
        ).lastrowid
        highest = database.execute("SELECT coalesce(max(id), 0) FROM object").fetchone()[0]
        self._next = int(highest) + 1

    def _remove(self, number: int) -> None:
        self._db.execute(
            "DELETE FROM name WHERE object IN (SELECT id FROM object WHERE source = ?)", (number,)
        )
        for table in ("object", "base"):
            self._db.execute(f"DELETE FROM {table} WHERE source = ?", (number,))  # noqa: S608
        self._db.execute("DELETE FROM source WHERE id = ?", (number,))

    def add(self, things: Iterable[Thing]) -> None:
        """Write named objects."""
        objects: list[tuple[Any, ...]] = []
        names: list[tuple[str, int]] = []
        for thing in things:
            number = self._next
            self._next += 1
            objects.append(
                (number, self._source, thing.type, thing.name, thing.shape, *thing.bounds,
                 thing.precision, thing.uncertainty_m)
            )  # fmt: skip
            names += [(key, number) for key in thing.keys]
        self._db.executemany("INSERT INTO object VALUES (?,?,?,?,?,?,?,?,?,?,?)", objects)
        self._db.executemany("INSERT INTO name VALUES (?,?)", names)
        self.objects += len(objects)

    def add_base(self, shapes: Iterable[Shape]) -> None:
        """Write shapes of the base map."""
        rows = [
            (self._source, shape.kind, shape.name, _cell(shape.bounds), shape.shape, *shape.bounds)
            for shape in shapes
        ]
        self._db.executemany("INSERT INTO base VALUES (?,?,?,?,?,?,?,?,?)", rows)
        self.shapes += len(rows)

    def date(self, date: str) -> None:
        """Note the source's date where it is learned on the way."""
        self._db.execute("UPDATE source SET date = ? WHERE id = ?", (date, self._source))

    def known(self, keys: Sequence[str]) -> list[tuple[str, Box]]:
        """Return keys and bounds of what earlier sources of OpenStreetMap call so."""
        marks = ",".join("?" * len(keys))
        rows = self._db.execute(
            "SELECT n.key, o.west, o.south, o.east, o.north FROM name n"  # noqa: S608
            " JOIN object o ON o.id = n.object JOIN source s ON s.id = o.source"
            f" WHERE s.kind = 'osm' AND n.key IN ({marks})",
            list(keys),
        )
        return [(row[0], row[1:5]) for row in rows]

    def finish(self) -> None:
        """Note how much it was."""
        self._db.execute(
            "UPDATE source SET objects = ?, shapes = ? WHERE id = ?",
            (self.objects, self.shapes, self._source),
        )


def _cell_at(lon: float, lat: float) -> int:
    return math.floor((lat + 90) / _CELL) * _ACROSS + math.floor((lon + 180) / _CELL)


def _cell(bounds: Box) -> int:
    """Return the cell of a shape's middle; none where it may reach farther than the next one."""
    west, south, east, north = bounds
    if max(east - west, north - south) > _CELL:
        return _NO_CELL
    return _cell_at((west + east) / 2, (south + north) / 2)


def _cells(box: Box) -> list[int]:
    """Return the cells whose shapes may touch a box."""
    west, south, east, north = box
    columns = range(math.floor((west - _CELL) / _CELL), math.floor((east + _CELL) / _CELL) + 1)
    rows = range(math.floor((south - _CELL) / _CELL), math.floor((north + _CELL) / _CELL) + 1)
    half = _CELL / 2
    return [_cell_at(x * _CELL + half, y * _CELL + half) for y in rows for x in columns]


def _reason(error: sqlite3.Error) -> Message:
    said = str(error)
    if "locked" in said or "busy" in said:
        return Message("store_is_locked", seconds=WAIT_S)
    if "not a database" in said or "malformed" in said:
        return Message("store_is_damaged", why=said)
    if "full" in said:
        return Message("disk_is_full")
    return Message("store_unusable", why=said)
