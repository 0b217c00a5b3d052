"""A folder of GeoParquet that is asked: partitions and row groups that cannot match are not read.

A partition is passed over by what its metadata says of its sites together, a row group by the
least and most of its columns, a row by the columns themselves. What a box meets is decided by
geometry, which is read of those rows alone that are left.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import shapely

from geo.base.errors import InputError
from geo.many import partition
from geo.many.asked import Entry, Named, Part, Question, Row
from geo.many.protocol import DamagedError
from geo.model.codes import MENTIONED
from geo.model.regions import Box

_FILE: Final = "sites.parquet"
_FOLDERS: Final = "report="
_BOX: Final = pa.struct([pa.field(n, pa.float64()) for n in ("xmin", "ymin", "xmax", "ymax")])
_SCHEMA: Final = pa.schema(
    [*partition.COLUMNS, pa.field("geometry", pa.binary()), pa.field("bbox", _BOX)]
)
_CALLED: Final = ("report_id", "site_id", "name", "name_en", "aliases", "sector")
# Of a row group of one partition, and no more: what is read ahead lies in memory.
_BATCH: Final = 1000
_AHEAD: Final = 1
# A partition's folder, when its file was changed, its size: by these it is seen to be another.
_Stamp = tuple[str, int, int]


class FolderTable:
    """A folder that ``build`` over many reports has written."""

    is_closed = False

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError("many_is_a_folder" if folder.exists() else "no_such_folder", folder)
        self._folder = folder.absolute()
        self._lock = Lock()
        self._known: dict[_Stamp, Entry] = {}
        self._paths: dict[str, Path] = {}
        self._entries: Sequence[Entry] = ()

    def entries(self) -> Sequence[Entry]:
        """Return the reports that there are now; each file is opened once for as long as it stays.

        A partition that is damaged while the folder is served is left out, and standard error
        says so.
        """
        with self._lock:
            stamps = self._stamps()
            if not self._known or stamps != list(self._known):
                self._read(stamps)
            return self._entries

    def _stamps(self) -> list[_Stamp]:
        found = []
        try:
            with os.scandir(self._folder) as listing:
                names = sorted(e.name for e in listing if e.name.startswith(_FOLDERS))
        except OSError as error:
            raise InputError("cannot_read", self._folder, why=error.strerror) from error
        for name in names:
            try:
                about = (self._folder / name / _FILE).stat()
            except OSError:
                continue
            found.append((name, about.st_mtime_ns, about.st_size))
        return found

    def _read(self, stamps: Sequence[_Stamp]) -> None:
        if not stamps:
            raise InputError("there_is_no_report", self._folder)
        known: dict[_Stamp, Entry] = {}
        for stamp in stamps:
            path = self._folder / stamp[0] / _FILE
            try:
                known[stamp] = self._known.get(stamp) or _entry(path)
            except InputError as error:
                if not self._known:
                    raise
                print(f"geo: {error}; it is left out", file=sys.stderr)
        self._paths = {e.id: self._folder / s[0] / _FILE for s, e in known.items()}
        self._entries = sorted(known.values(), key=lambda entry: entry.id)
        self._known = known

    def counts(self, question: Question) -> Mapping[str, int]:
        """Return how many sites of each report are wanted."""
        found: Counter[str] = Counter()
        for batch in self._batches(question, question.reports, ["report_id"]):
            for each in pc.value_counts(batch.column("report_id")).to_pylist():
                found[each["values"]] += each["counts"]
        return found

    def rows(self, question: Question, parts: Sequence[Part]) -> list[Row]:
        """Return parts of what is wanted."""
        return [
            row
            for part in parts
            for table in self._groups(question, part)
            for row in self._features(part.report, table)
        ]

    def named(self, question: Question) -> list[Named]:
        """Return what all wanted sites are called, in order."""
        return [
            Named(
                row["report_id"], row["site_id"], row["name"], row["name_en"],
                tuple(row["aliases"] or ()), row["sector"],
            )
            for batch in self._batches(question, question.reports, list(_CALLED))
            for row in batch.to_pylist()
        ]  # fmt: skip

    def chosen(self, ids: Sequence[tuple[str, str]]) -> list[Row]:
        """Return sites by report and id, in this order."""
        by_report: dict[str, list[str]] = {}
        for report, site in ids:
            by_report.setdefault(report, []).append(site)
        found = {}
        for report, sites in by_report.items():
            condition = pc.field("site_id").isin(sites)
            for batch in self._scan([report], ["properties", "geometry"], condition):
                for row in self._features(report, batch):
                    found[report, row[1]["id"]] = row
        return [found[each] for each in ids if each in found]

    def regions(
        self, reports: Sequence[str], units: Sequence[str]
    ) -> Mapping[str, Mapping[str, int]]:
        """Return for each report how many sites lie in each region that begins with any unit."""
        found: dict[str, Counter[str]] = {}
        condition = reduce(or_, [pc.starts_with(pc.field("region"), unit) for unit in units])
        for batch in self._scan(reports, ["report_id", "region"], condition):
            for report, region in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                found.setdefault(report, Counter())[region] += 1
        return found

    def _batches(
        self, question: Question, reports: Sequence[str], columns: list[str]
    ) -> Iterator[pa.RecordBatch]:
        """Yield the wanted rows of reports, in order, some at a time."""
        needed = [*columns, "geometry"] if question.boxes else columns
        for batch in self._scan(reports, needed, _condition(question)):
            yield _within(batch, question.boxes)

    def _groups(self, question: Question, part: Part) -> Iterator[pa.Table]:
        """Yield a part of what is wanted, from a row group at a time.

        Row groups before it are not read where every site is wanted.
        """
        path, condition = self._paths[part.report], _condition(question)
        passed, end = 0, part.first + part.count
        try:
            (whole,) = ds.dataset([str(path)], schema=_SCHEMA, format="parquet").get_fragments()
            for group in whole.split_by_row_group(condition):
                size = group.row_groups[0].num_rows
                if question.is_of_all and passed + size <= part.first:
                    passed += size
                    continue
                columns = ["properties", "geometry"]
                rows = group.to_table(columns=columns, filter=condition, cache_metadata=False)
                wanted = _within(rows, question.boxes)
                first = max(0, part.first - passed)
                yield wanted.slice(first, max(0, end - passed - first))
                passed += len(wanted)
                if passed >= end:
                    return
        except (OSError, ValueError, pa.ArrowException, shapely.errors.ShapelyError) as error:
            raise DamagedError("unreadable", path, why=error) from error

    def _scan(
        self, reports: Sequence[str], columns: list[str], condition: Any
    ) -> Iterator[pa.RecordBatch]:
        paths = [str(self._paths[report]) for report in reports if report in self._paths]
        if not paths:
            return
        try:
            scanner = ds.dataset(paths, schema=_SCHEMA, format="parquet").scanner(
                columns=columns,
                filter=condition,
                batch_size=_BATCH,
                batch_readahead=_AHEAD,
                fragment_readahead=_AHEAD,
                cache_metadata=False,
            )
            yield from scanner.to_batches()
        except (OSError, ValueError, pa.ArrowException, shapely.errors.ShapelyError) as error:
            raise InputError("unreadable", self._folder, why=error) from error

    def _features(self, report: str, batch: pa.RecordBatch) -> list[Row]:
        try:
            return [(report, feature) for feature in partition.features_of(batch)]
        except (ValueError, RecursionError, shapely.errors.ShapelyError) as error:
            raise DamagedError("unreadable", self._paths[report], why=error) from error


def _entry(path: Path) -> Entry:
    heading, summary = partition.read_summary(path)
    return Entry(heading.report, heading.key, summary)


def _within(rows: Any, boxes: Sequence[Box]) -> Any:
    """Return the rows, a batch or a table, whose geometries intersect any of the boxes, if any."""
    if not boxes:
        return rows
    shapes = shapely.from_wkb(rows.column("geometry").to_numpy(zero_copy_only=False))
    found = [shapely.intersects(shapes, shapely.box(*box)) for box in boxes]
    return rows.filter(pa.array(np.logical_or.reduce(found)))


def _condition(question: Question) -> Any:
    """Return what rows must fulfil, as a filter of pyarrow; None where all may be wanted."""
    chosen = question.selection
    found = [
        pc.field(name).isin(list(codes))
        for name in ("sector", "precision", "shape", "verdict")
        if (codes := getattr(chosen, name))
    ]
    if chosen.claim != "all":
        found.append(pc.field(chosen.claim))
    if chosen.stage:
        columns, stages, is_none = question.stages
        ways = [pc.field(name).isin(stages) for name in columns if stages]
        if is_none:
            empty = [pc.field(n).is_null() | (pc.field(n) == MENTIONED) for n in columns]
            ways.append(reduce(and_, empty))
        found.append(reduce(or_, ways))
    if chosen.investment:
        basis, is_known = pc.field("amount_basis"), pc.field("amount_cny").is_valid()
        read = {
            "none": ~is_known,
            "cited": is_known & (basis == "cited"),
            "stated": is_known & (basis != "cited"),
        }
        found.append(reduce(or_, [read[code] for code in chosen.investment]))
    if chosen.amount:
        least, most = chosen.amount
        amount = pc.field("amount_cny")
        found.append(amount.is_valid())
        if least is not None:
            found.append(amount >= float(least))
        if most is not None:
            found += [amount <= float(most), pc.field("amount_basis") != "at_least"]
    if chosen.bounds:
        found.append(_touching(chosen.bounds))
    if question.boxes:
        found.append(reduce(or_, map(_touching, question.boxes)))
    if question.units is not None:
        ways = [
            pc.field("report_id").isin(list(reports)) & pc.starts_with(pc.field("region"), unit)
            for unit, reports in question.units
            if reports
        ]
        found.append(reduce(or_, ways))
    if question.dates:
        first, last = question.dates
        found += [pc.field("first_day") <= last, pc.field("last_day") >= first]
    return reduce(and_, found) if found else None


def _touching(box: Box) -> Any:
    west, south, east, north = box
    return reduce(
        and_,
        [
            pc.field("bbox", "xmin") <= east,
            pc.field("bbox", "xmax") >= west,
            pc.field("bbox", "ymin") <= north,
            pc.field("bbox", "ymax") >= south,
        ],
    )
