"""An atlas of many reports as a folder of GeoParquet, one partition a report.

``report=<slug>/sites.parquet`` is a partition (:mod:`geo.many.partition`) and
``_texts/<slug>.txt`` the text that its offsets refer to. Anything that reads a Parquet
dataset with Hive's ``name=value`` folders reads it whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from geo.atlas import Atlas, Feature
from geo.errors import InputError
from geo.files import write_whole
from geo.many import partition
from geo.many.identity import slug_of
from geo.many.store import Filter
from geo.many.tasks import Built

_FILE: Final = "sites.parquet"


class FolderStore:
    """A folder of partitions. What stands in it is whole: a partition is written at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise InputError("the atlas of many reports is a folder, and this is a file", folder)

    @property
    def name(self) -> str:
        """Where the atlas lies, for messages."""
        return str(self.folder)

    def keys(self) -> Mapping[str, str]:
        """Return the key of each finished report; a broken partition is none."""
        found = {}
        for path in self._paths():
            try:
                heading = partition.read_heading(path)
            except InputError:
                continue
            if self._text_path(heading.report["id"]).is_file():
                found[heading.report["id"]] = heading.key
        return found

    def put(self, built: Built) -> None:
        """Keep a finished report: first its text, then its sites, each whole or not at all."""
        write_whole(self._text_path(built.report_id), built.text)
        write_whole(self._path(built.report_id), built.partition)

    def load(self, report_id: str, key: str) -> Built:
        """Return a finished report as it was put."""
        try:
            raw = self._path(report_id).read_bytes()
        except OSError as error:
            raise InputError(f"cannot read: {error.strerror}", self._path(report_id)) from error
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
            dataset = ds.dataset(self._path(report_id), format="parquet")
            try:
                rows = dataset.to_table(columns=["properties", "geometry"], filter=condition)
            except (OSError, pa.ArrowException) as error:
                raise InputError(f"cannot be read: {error}", self._path(report_id)) from error
            yield report_id, list(partition.features_of(rows))

    def close(self) -> None:
        """Do nothing: every file is closed."""

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
