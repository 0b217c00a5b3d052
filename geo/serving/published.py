"""The atlases that whoever runs the server publishes: files, and nothing else.

What readers upload, an editor's draft and whatever a session holds is in no file here, so it
cannot appear in anything that is served from here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.files import UNFINISHED, read_regular
from geo.building.kept_text import read_text_of
from geo.model.atlas import MAX_ATLAS_BYTES, Atlas, check_spans, parse_atlas
from geo.model.change_log import Build, landed, path_of, read_log
from geo.selecting.changed import Changed

# Between a report's id and a site's.
SEPARATOR: Final = "--"
# Where a file is, when it was changed, and its size: by these it is seen to be another.
_Stamp = tuple[tuple[str, int, int], ...]


def site_address(report: str, site: str) -> str:
    """Return the id of a site among all published ones: ``<report>--<site>``."""
    return f"{report}{SEPARATOR}{site}"


def site_addresses(address: str) -> Iterator[tuple[str, str]]:
    """Yield the reports and sites that an id may mean: either id may hold the separator."""
    parts = address.split(SEPARATOR)
    for number in range(1, len(parts)):
        yield SEPARATOR.join(parts[:number]), SEPARATOR.join(parts[number:])


def as_of(report: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Return what an answer says it goes by: the report, its text, the build."""
    return {
        "report": report["id"],
        "date": report.get("date"),
        "text_sha256": report["sha256"],
        "build_sha256": digest,
    }


@dataclass(frozen=True)
class Published:
    """One published atlas; ``text`` is its report's, None where that is not at hand.

    ``digest`` is the SHA-256 of the atlas's file, which lies at ``path``. ``kept`` holds what is
    made of it once.
    """

    atlas: Atlas
    text: str | None
    digest: str
    path: Path = Path()
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The report's id."""
        return str(self.atlas.report["id"])

    @property
    def as_of(self) -> dict[str, Any]:
        """What every answer says it goes by: the report, its text, the build."""
        return as_of(self.atlas.report, self.digest)

    def changed(self) -> Changed:
        """Return what the builds of it changed, as the log beside its file has it; read once.

        Raises :class:`~geo.base.errors.InputError` where the log is none.
        """
        if "changed" not in self.kept:
            builds = landed(read_log(self.path), self.digest)
            self.kept["changed"] = Changed(self.atlas, builds)
        changed: Changed = self.kept["changed"]
        return changed

    @property
    def built(self) -> datetime | None:
        """When it was built, None where the log beside its file does not say."""
        try:
            builds = self.changed().builds
        except InputError:
            # The feed says so.
            return None
        return builds[-1].time if builds and builds[-1].after == self.digest else None

    def text_of(self, build: Build) -> str | None:
        """Return the text that a build's offsets count in, None where it is not at hand."""
        return self.text if build.report["sha256"] == self.atlas.report["sha256"] else None

    def address_of(self, site: str) -> str:
        """Return the id of a site among all published ones: ``<report>--<site>``."""
        return site_address(self.id, site)


@dataclass(frozen=True)
class Catalogue:
    """All published atlases, in the order of their reports' ids."""

    atlases: tuple[Published, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Published]:
        """The atlases by their report's id."""
        return {each.id: each for each in self.atlases}

    @cached_property
    def digest(self) -> str:
        """The digest of all of them: another where any is built anew, comes or goes."""
        return sha256("\n".join(f"{a.id} {a.digest}" for a in self.atlases).encode()).hexdigest()

    def find_site(self, address: str) -> tuple[Published, dict[str, Any]] | None:
        """Return the site of ``<report>--<site>`` with its atlas, None where there is none."""
        for report, site in site_addresses(address):
            atlas = self.by_id.get(report)
            if atlas is not None and site in atlas.atlas.by_id:
                return atlas, atlas.atlas.by_id[site]
        return None


class Publications:
    """The published atlases as they are now: read when first asked for, and again when changed.

    ``files`` are published by name, with ``report`` as the text of the first; of ``folder`` each
    ``*.geojson`` is.
    """

    def __init__(
        self, files: Sequence[Path] = (), folder: Path | None = None, report: Path | None = None
    ) -> None:
        self._files = tuple(path.absolute() for path in files)
        self._folder = folder.absolute() if folder else None
        self._report = report.absolute() if report else None
        self._lock = Lock()
        self._now: tuple[_Stamp, Catalogue] | None = None

    def read(self) -> Catalogue:
        """Return what is published now.

        Raises :class:`~geo.base.errors.InputError` where nothing has been read yet and a file
        cannot be; later the last whole state stays, and standard error says so.
        """
        with self._lock:
            stamp = self._stamp()
            if self._now is None:
                self._now = stamp, self._read()
            elif self._now[0] != stamp:
                try:
                    self._now = stamp, self._read()
                except InputError as error:
                    print(f"geo: {error}; served as it was before", file=sys.stderr)
                    self._now = stamp, self._now[1]
            return self._now[1]

    def _paths(self) -> Iterator[Path]:
        yield from self._files
        if self._folder is None:
            return
        for path in sorted(self._folder.glob("*.geojson")):
            if path not in self._files and not path.name.startswith((".", UNFINISHED)):
                yield path

    def _stamp(self) -> _Stamp:
        found = []
        for path in (each for atlas in self._paths() for each in (atlas, path_of(atlas))):
            try:
                about = path.stat()
            except OSError:
                continue
            found.append((str(path), about.st_mtime_ns, about.st_size))
        return tuple(found)

    def _read(self) -> Catalogue:
        found: dict[str, Published] = {}
        sites: dict[str, str] = {}
        for number, path in enumerate(self._paths()):
            report = self._report if self._files and number == 0 else None
            each = read_published(path, report)
            if each.id in found:
                raise InputError("report_is_published_twice", path, report=each.id)
            found[each.id] = each
            for site in each.atlas.by_id:
                if sites.setdefault(each.address_of(site), each.id) != each.id:
                    raise InputError("site_is_published_twice", path, site=each.address_of(site))
        return Catalogue(tuple(found[report] for report in sorted(found)))


def read_published(path: Path, report: Path | None = None) -> Published:
    """Read an atlas to publish, with its report's text where that is at hand.

    Raises :class:`~geo.base.errors.InputError`, which names the file.
    """
    raw = read_regular(path, "atlas", MAX_ATLAS_BYTES + 1)
    if len(raw) > MAX_ATLAS_BYTES:
        raise InputError("is_too_large", path, what="atlas", megabytes=MAX_ATLAS_BYTES // 10**6)
    try:
        said = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is_not_utf_8", path, what="atlas") from error
    atlas = parse_atlas(said, str(path))
    text = read_text_of(atlas.report, path, report)
    check_spans(atlas, text, path)
    return Published(atlas, text, sha256(raw).hexdigest(), path)
