"""An atlas of many reports as a folder of GeoParquet, one partition a report.

``report=<slug>/sites.parquet`` is a partition (:mod:`geo.many.partition`) and
``_texts/<slug>.txt`` the text that its offsets refer to; ``_links/<code>.parquet`` is how the
sites of a place's reports are linked (:mod:`geo.many.linking`). Anything that reads a Parquet
dataset with Hive's ``name=value`` folders reads it whole. What is damaged is set aside: it
stays beside its place as ``_damaged-…``, which such readers pass over, and the run that
comes upon it builds the report again. Any number of runs may write
into one folder at the same time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import shapely

from geo.base.errors import InputError
from geo.base.files import UNFINISHED, only_writer, read_regular, set_aside, whole_file
from geo.base.messages import shown
from geo.many import partition
from geo.many.identity import slug_of
from geo.many.protocol import DamagedError, Filter, LinkRow
from geo.many.tasks import Built
from geo.model.atlas import Atlas, Feature

_FILE: Final = "sites.parquet"
_LINKS: Final = "_links"
_SIDES: Final = ("old", "new")
_LINK_COLUMNS: Final = pa.schema(
    [
        pa.field(each.name, pa.float64() if each.name == "score" else pa.string(), nullable=False)
        for each in fields(LinkRow)
    ]
)


class FolderStore:
    """A folder of partitions. What stands in it is whole: a partition is written at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        self._is_tidy = False
        if folder.exists() and not folder.is_dir():
            raise InputError("many_is_a_folder", folder)

    @property
    def name(self) -> str:
        """Where the atlas lies, for messages."""
        return str(self.folder)

    def keys(self) -> Mapping[str, str]:
        """Return the key of each finished report; what is damaged is set aside, and is none."""
        keys = {}
        for path in self._paths():
            found = self._examine(path)
            if isinstance(found, DamagedError):
                # Unless another process is between the two files just now.
                with only_writer(self.folder):
                    found = self._examine(path)
                    if isinstance(found, DamagedError):
                        self.set_aside(found)
            if isinstance(found, partition.Heading):
                keys[found.report["id"]] = found.key
        return keys

    def _examine(self, path: Path) -> partition.Heading | DamagedError | None:
        """Return what a finished report's partition says, or what is damaged; None for neither."""
        if not path.is_file():
            return None
        try:
            heading = partition.read_heading(path)
        except InputError as error:
            return DamagedError(error.message, path)
        if self._path(heading.report["id"]) != path:
            return DamagedError("partition_of_another_report", path)
        text = self._text_path(heading.report["id"])
        if _digest(_bytes_of(text)) == heading.report["sha256"]:
            return heading
        if os.path.lexists(text):
            return DamagedError("not_the_text_of_the_atlas", text)
        return None

    def put(self, built: Built) -> None:
        """Keep a finished report: first its text, then its sites, each whole or not at all.

        Both are one run's, also where others put the same report at the same time.
        """
        text, sites = self._text_path(built.report_id), self._path(built.report_id)
        with only_writer(self.folder) as is_sure:
            if is_sure and not self._is_tidy:
                self._tidy()
            for path in (text, sites):
                self._clear(path)
            raw = built.text.encode("utf-8")
            with whole_file(sites) as partition_file, whole_file(text) as text_file:
                partition_file.write(built.partition)
                text_file.write(raw)
                for file in (partition_file, text_file):
                    file.flush()
                # There is room for both. Whoever is ended from here on leaves no sites beside
                # another version's text.
                if _digest(_bytes_of(text)) != _digest(raw):
                    sites.unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Take away what runs that were killed in the middle of a file have left."""
        for folder in ("report=*", "_texts"):
            for path in self.folder.glob(f"{folder}/{UNFINISHED}*"):
                with suppress(OSError):
                    path.unlink()
        self._is_tidy = True

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
            raise InputError("atlas_has_no_report", self.folder, report=report_id)
        return partition.decode(self._path(report_id))

    def text(self, report_id: str) -> str:
        """Return a report's text, which the offsets of its atlas refer to."""
        path = self._text_path(report_id)
        raw = _bytes_of(path)
        report = partition.read_heading(self._path(report_id)).report
        if _digest(raw) != report["sha256"]:
            raise InputError("this_is_not_the_text", path)
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
                raise DamagedError("unreadable", path, why=error) from error
            yield report_id, features

    def linked(self) -> Mapping[str, str]:
        """Return the key of each place whose reports are linked; a damaged file is none."""
        found = {}
        for path in self._links():
            try:
                metadata = pq.read_schema(path).metadata or {}
            except (OSError, pa.ArrowException):
                continue
            found[path.stem] = metadata.get(b"key", b"").decode("ascii", "replace")
        return found

    def put_links(self, place: str, key: str, rows: Sequence[LinkRow]) -> None:
        """Keep a place's links in one file, whole or not at all; without a key there is none."""
        path = self.folder / _LINKS / f"{place}.parquet"
        with only_writer(self.folder):
            if not key:
                path.unlink(missing_ok=True)
                return
            table = pa.Table.from_pylist([asdict(row) for row in rows], _LINK_COLUMNS)
            with whole_file(path) as file:
                pq.write_table(table.replace_schema_metadata({b"key": key.encode("ascii")}), file)

    def links_about(self, site: str) -> list[LinkRow]:
        """Return the links of a site's story."""
        paths = self._links()
        if not paths:
            return []
        try:
            dataset = ds.dataset(paths, format="parquet", schema=_LINK_COLUMNS)
            own = dataset.to_table(filter=_either("site", site)).to_pylist()
            stories = {
                row[f"{side}_story"]
                for row in own
                for side in _SIDES
                if row[f"{side}_site"] == site
            }
            rows = [
                row
                for story in stories
                for row in dataset.to_table(filter=_either("story", story)).to_pylist()
            ]
        except (OSError, ValueError, pa.ArrowException) as error:
            raise InputError("links_unread", self.folder / _LINKS, why=str(error)) from error
        return [LinkRow(**row) for row in rows]

    def _links(self) -> list[Path]:
        return sorted(self.folder.glob(f"{_LINKS}/*.parquet"))

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


def _either(what: str, value: str) -> Any:
    """Return the filter for rows of which either side has this value."""
    return reduce(or_, (pc.field(f"{side}_{what}") == value for side in _SIDES))


def _bytes_of(path: Path) -> bytes:
    """Return a file's bytes, none where there is no such file or it cannot be read."""
    try:
        return read_regular(path, "text")
    except InputError:
        return b""


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


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
