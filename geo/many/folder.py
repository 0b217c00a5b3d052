"""An atlas of many reports as a folder of GeoParquet, one partition a report.

``report=<slug>/sites.parquet`` is a partition (:mod:`geo.many.partition`) and
``_texts/<slug>.txt`` the text that its offsets refer to. Anything that reads a Parquet
dataset with Hive's ``name=value`` folders reads it whole. What is damaged is set aside: it
stays beside its place as ``_damaged-…``, which such readers pass over, and the run that
comes upon it builds the report again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import shapely

from geo.atlas import Atlas, Feature
from geo.errors import InputError, shown
from geo.files import read_regular, set_aside, write_whole
from geo.many import partition
from geo.many.identity import slug_of
from geo.many.store import DamagedError, Filter
from geo.many.tasks import Built

_FILE: Final = "sites.parquet"


class FolderStore:
    """A folder of partitions. What stands in it is whole: a partition is written at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        if folder.exists() and not folder.is_dir():
            raise InputError("the atlas of many reports is a folder, and this is a file", folder)

    @property
    def name(self) -> str:
        """Where the atlas lies, for messages."""
        return str(self.folder)

    def keys(self) -> Mapping[str, str]:
        """Return the key of each finished report; what is damaged is set aside, and is none."""
        found = {}
        for partition_path in self._paths():
            try:
                heading = partition.read_heading(partition_path)
            except InputError as error:
                self._set_aside(partition_path, error.what)
                continue
            if self._path(heading.report["id"]) != partition_path:
                self._set_aside(partition_path, "the partition of another report")
                continue
            path = self._text_path(heading.report["id"])
            try:
                raw = read_regular(path, "text")
            except InputError:
                raw = None
            if raw is not None and hashlib.sha256(raw).hexdigest() == heading.report["sha256"]:
                found[heading.report["id"]] = heading.key
            elif os.path.lexists(path):
                self._set_aside(path, "not the text that the atlas was built from")
        return found

    def put(self, built: Built) -> None:
        """Keep a finished report: first its text, then its sites, each whole or not at all."""
        text, sites = self._text_path(built.report_id), self._path(built.report_id)
        for path in (text, sites):
            self._clear(path)
        write_whole(text, built.text)
        write_whole(sites, built.partition)

    def load(self, report_id: str, key: str) -> Built:
        """Return a finished report as it was put."""
        raw = read_regular(self._path(report_id), "partition")
        return Built(report_id, key, self.text(report_id), raw)

    def reports(self) -> list[dict[str, Any]]:
        """Return what each report says of itself, in the order of the slugs."""
        return [dict(partition.read_heading(path).report) for path in self._paths()]

    def atlas(self, report_id: str) -> Atlas:
        """Return one report's own atlas."""
        if not self._path(report_id).exists():
            raise InputError(f"the atlas has no report {report_id!r}", self.folder)
        return partition.decode(self._path(report_id))

    def text(self, report_id: str) -> str:
        """Return a report's text, which the offsets of its atlas refer to."""
        path = self._text_path(report_id)
        raw = path.read_bytes() if path.is_file() else b""
        report = partition.read_heading(self._path(report_id)).report
        if hashlib.sha256(raw).hexdigest() != report["sha256"]:
            raise InputError("this is not the text that the atlas was built from", path)
        return raw.decode("utf-8")

    def features(
        self, reports: Collection[str], wanted: Filter
    ) -> Iterator[tuple[str, list[Feature]]]:
        """Yield the features of each report that may be wanted, in the order of the slugs."""
        condition = _condition(wanted)
        for report_id in sorted(reports, key=slug_of):
            path = self._path(report_id)
            try:
                dataset = ds.dataset(path, format="parquet")
                rows = dataset.to_table(columns=["properties", "geometry"], filter=condition)
                features = list(partition.features_of(rows))
            except (OSError, ValueError, pa.ArrowException, shapely.errors.ShapelyError) as error:
                raise DamagedError(f"cannot be read: {error}", path) from error
            yield report_id, features

    def set_aside(self, damage: DamagedError) -> None:
        """Set a damaged partition aside, so that the next run builds its report again."""
        self._set_aside(damage.path, damage.what)

    def close(self) -> None:
        """Do nothing: every file is closed."""

    def _clear(self, path: Path) -> None:
        """Set aside what is no folder where a folder has to be, and no file for a file."""
        if os.path.lexists(path.parent) and not path.parent.is_dir():
            self._set_aside(path.parent, "no folder")
        if os.path.lexists(path) and not path.is_file():
            self._set_aside(path, "no file")

    def _set_aside(self, path: Path, why: str) -> None:
        aside = set_aside(path)
        self.notices.append(shown(f"{path}: {why}: it is set aside as {aside.name}"))

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"report=*/{_FILE}"), key=lambda p: p.parent.name)

    def _path(self, report_id: str) -> Path:
        return self.folder / f"report={slug_of(report_id)}" / _FILE

    def _text_path(self, report_id: str) -> Path:
        return self.folder / "_texts" / f"{slug_of(report_id)}.txt"


def _condition(wanted: Filter) -> Any:
    """Return what rows must fulfil, as a filter of pyarrow; None where all may be wanted."""
    found = []
    if wanted.sectors:
        found.append(pc.field("sector").isin(list(wanted.sectors)))
    if wanted.precisions:
        found.append(pc.field("precision").isin(list(wanted.precisions)))
    if wanted.bounds:
        west, south, east, north = wanted.bounds
        found += [
            pc.field("bbox", "xmin") <= east,
            pc.field("bbox", "xmax") >= west,
            pc.field("bbox", "ymin") <= north,
            pc.field("bbox", "ymax") >= south,
        ]
    return reduce(and_, found) if found else None
