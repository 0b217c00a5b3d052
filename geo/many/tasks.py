"""One report of many: what it takes to build it, what comes of it, when it is finished.

A report is finished when what was kept of it bears its key: a digest of the report's bytes,
of the editor's decisions about it, and of all else that can change its atlas (lexicon,
gazetteer, amounts, code).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import shown
from geo.building.build import build_atlas
from geo.building.citations import Citation, read_citations
from geo.building.decisions import read_decisions
from geo.building.setting import setting_of
from geo.documents.inputs import decode_document
from geo.documents.report import report_of
from geo.many import partition
from geo.many.digest import Settings, digest_decisions, digest_inputs
from geo.model.places import Gazetteer
from geo.model.regions import Region
from geo.places.gazetteer import read_gazetteer
from geo.places.region import read_regions
from geo.promises.evidence import Evidence
from geo.promises.outcomes import outcomes_of
from geo.reading.lexicon import Lexicon, read_lexicon
from geo.sources.store import opened_store

# A cluster's worker may run two tasks at a time in threads; the tagger knows one.
_ONE_AT_A_TIME: Final = threading.Lock()


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

    def work(self) -> Built | Failed:
        """Build the report: :func:`build_report`."""
        return build_report(self)


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


@lru_cache(maxsize=1)
def _read_inputs(settings: Settings, digest: str) -> tuple[Lexicon, Mapping[str, Region]]:
    """Read what every report is built from, once in a process.

    Raises :class:`~geo.base.errors.InputError` where it is not what the run was started with.
    """
    if digest_inputs(settings) != digest:
        raise InputError("worker_of_another_run")
    return read_lexicon(), read_regions()


@lru_cache(maxsize=4)
def _read_places(
    settings: Settings, digest: str, code: str | None
) -> tuple[Gazetteer, Mapping[str, Sequence[Citation]], Mapping[str, Sequence[Evidence]]]:
    """Read what is known of a region, once in a process for each of a few."""
    _, regions = _read_inputs(settings, digest)
    region = regions[code] if code else None
    places = Path(settings.places) if settings.places else None
    return read_gazetteer(region, places), read_citations(region), outcomes_of(region)


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
    report = report_of(document)
    lexicon, _ = _read_inputs(task.settings, task.inputs)
    setting = setting_of(report, task.settings.place)
    code = setting.region.code if setting.region else None
    gazetteer, citations, outcomes = _read_places(task.settings, task.inputs, code)
    if digest_decisions(task.settings, task.report_id) != task.decisions:
        raise InputError("worker_of_other_decisions", task.where)
    decisions = read_decisions(task.settings.decisions(task.report_id))
    with opened_store() as store:
        atlas = build_atlas(
            report,
            lexicon,
            gazetteer,
            decisions,
            citations,
            setting=setting,
            outcomes=outcomes,
            store=store,
        )
    return Built(task.report_id, task.key, document.text, partition.encode(atlas, task.key))
