"""One report of many: what it takes to build it, what comes of it, when it is finished.

A report is finished when what was kept of it bears its key: a digest of the report's bytes,
of the editor's decisions about it, and of all else that can change its atlas (lexicon,
gazetteer, amounts, code).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo import __version__
from geo.build import build_atlas
from geo.citations import Citation, read_citations
from geo.errors import InputError, shown
from geo.files import read_regular
from geo.inputs import decode_document
from geo.lexicon import Lexicon, read_lexicon
from geo.many import partition
from geo.paths import DATA, ROOT
from geo.places import Gazetteer, read_gazetteer
from geo.region import Region, read_regions
from geo.report import Report
from geo.review import read_decisions
from geo.setting import setting_of

# A cluster's worker may run two tasks at a time in threads; the tagger knows one.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders of the gazetteer and of the decisions; None is the project's own, on any machine.

    ``place`` is the code of the region that all reports are of; None where each says its own.
    """

    places: str | None = None
    review: str | None = None
    place: str | None = None

    def decisions(self, report_id: str) -> Path:
        """Return where the decisions about a report stand, if there are any."""
        return Path(self.review or DATA / "review") / f"{report_id}.csv"


@dataclass(frozen=True, slots=True)
class Task:
    """A report to build: its id, its file's bytes, where they are from.

    ``inputs`` and ``decisions`` are digests of all else that it is built from.
    """

    report_id: str
    raw: bytes
    where: str
    settings: Settings
    inputs: str
    decisions: str

    @property
    def key(self) -> str:
        """Digest of all that the report's atlas depends on."""
        parts = (hashlib.sha256(self.raw).hexdigest(), self.decisions, self.inputs)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Built:
    """A finished report: its text, and its atlas as the bytes of a Parquet partition."""

    report_id: str
    key: str
    text: str
    partition: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """A report that could not be built; ``message`` is one line that names it."""

    report_id: str
    message: str


def _digest(paths: Iterable[Path]) -> str:
    """Return a digest of files, by name and content."""
    total = hashlib.sha256()
    for path in paths:
        content = read_regular(path, "file")
        total.update(os.fsencode(path.name) + f"\0{len(content)}\0".encode() + content)
    return total.hexdigest()


# Of the code that runs, not of what lies there later: a cluster's worker lives long.
_CODE: Final = __version__ + _digest(
    sorted([*(ROOT / "geo").glob("*.py"), *(ROOT / "geo" / "many").glob("*.py")])
)


def digest_inputs(settings: Settings) -> str:
    """Return a digest of what every report is built from: code, lexicon, gazetteer, amounts."""
    files: list[Path] = []
    if settings.places:
        places = Path(settings.places)
        if not places.is_dir():
            raise InputError("there is no such folder of places", places)
        files += places.glob("*.geojson")
    for region in read_regions().values():
        # A base map is drawn, not built with.
        files += [region.folder / "region.json", *region.places.glob("*.geojson")]
        files += [region.investment] if region.investment.exists() else []
    files += (DATA / "regions").glob("*.tsv")
    for folder in ("lexicon", "schema"):
        files += [p for p in (DATA / folder).iterdir() if p.is_file()]
    whole = f"{_CODE}{settings.place or ''}{_digest(sorted(files))}"
    return hashlib.sha256(whole.encode()).hexdigest()


def digest_decisions(settings: Settings, report_id: str) -> str:
    """Return a digest of the decisions about a report, empty where there are none."""
    path = settings.decisions(report_id)
    return _digest([path]) if os.path.lexists(path) else ""


@lru_cache(maxsize=1)
def _read_inputs(settings: Settings, digest: str) -> tuple[Lexicon, Mapping[str, Region]]:
    """Read what every report is built from, once in a process.

    Raises :class:`~geo.errors.InputError` where it is not what the run was started with.
    """
    if digest_inputs(settings) != digest:
        raise InputError("the worker's code, lexicon, places or amounts are not those of this run")
    return read_lexicon(), read_regions()


@lru_cache(maxsize=4)
def _read_places(
    settings: Settings, digest: str, code: str | None
) -> tuple[Gazetteer, Mapping[str, Sequence[Citation]]]:
    """Read the gazetteer and the amounts of a region, once in a process for each of a few."""
    _, regions = _read_inputs(settings, digest)
    region = regions[code] if code else None
    places = Path(settings.places) if settings.places else None
    return read_gazetteer(region, places), read_citations(region)


def build_report(task: Task) -> Built | Failed:
    """Build one report. Never raises: what goes wrong with a report is that report's failure."""
    try:
        with _ONE_AT_A_TIME:
            return _build(task)
    except InputError as error:
        return Failed(task.report_id, str(error))
    except Exception as error:  # noqa: BLE001 (one report must not stop a thousand others)
        kind, said = type(error).__name__, " ".join(str(error).split())[:200]
        return Failed(task.report_id, shown(f"{task.where}: unexpected {kind}: {said}"))


def _build(task: Task) -> Built:
    document = decode_document(task.raw, task.report_id, task.where)
    report = Report(document.id, document.text, document.source)
    lexicon, _ = _read_inputs(task.settings, task.inputs)
    setting = setting_of(report, task.settings.place)
    code = setting.region.code if setting.region else None
    gazetteer, citations = _read_places(task.settings, task.inputs, code)
    if digest_decisions(task.settings, task.report_id) != task.decisions:
        raise InputError("the worker's decisions are not those of this run", task.where)
    decisions = read_decisions(task.settings.decisions(task.report_id))
    atlas = build_atlas(report, lexicon, gazetteer, decisions, citations, setting=setting)
    return Built(task.report_id, task.key, document.text, partition.encode(atlas, task.key))
