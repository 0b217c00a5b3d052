"""What a worker does: functions of bytes and options that return what JSON can say.

They take a function to say at which step they are. They raise
:class:`~geo.base.errors.InputError` where the file is at fault, or :class:`StoppedError`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.base.limits import allow_files
from geo.base.messages import Message, message_of
from geo.building.build import build_atlas
from geo.building.setting import Setting, setting_of
from geo.documents.conversion import main as convert
from geo.documents.inputs import TextLimitError, decode_document, report_id
from geo.documents.report import Report, report_of
from geo.editing.candidates import read_candidates
from geo.editing.desk import Finder, read_desk
from geo.editing.drafts import read_steps
from geo.jobs.protocol import Failure
from geo.model.atlas import Atlas
from geo.model.mentions import Mention, mention_of, row_of
from geo.model.places import Gazetteer, Known
from geo.model.regions import Region
from geo.places.gazetteer import read_gazetteer
from geo.places.region import shipped_region
from geo.promises.outcomes import outcomes_of
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import Lexicon, read_lexicon
from geo.reading.programmes import programmes
from geo.sources.store import Store, opened_store
from geo.view.map.basemap import backdrop_over, grounds_under
from geo.view.map.many_sites import payload_for
from geo.view.transcript import headings
from geo.years.history import Reported, doubts_of, follow, strays, with_verdicts
from geo.years.links import about, read_links

Notes = tuple[Message, ...]
Step = Callable[[str], None]
# Kinds of files that another program reads for us.
_WITH_PROGRAM: Final = frozenset(("compound", "odt"))


class StoppedError(Exception):
    """There is no result, for the reason that ``failure`` says."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.code)


_lexicon = lru_cache(maxsize=1)(read_lexicon)


@lru_cache(maxsize=2)
def _gazetteer(region: Region | None) -> Gazetteer:
    return read_gazetteer(region)


def prepare() -> None:
    """Load what most tasks need, the learned weights too."""
    known = _gazetteer(shipped_region()).known
    list(find_mentions(Report("", "建成中心公园。"), _lexicon(), known))


def read(raw: bytes, options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Read an uploaded file: its text, its sites, and what the page draws of them.

    Options: ``name`` of the file, ``max_text_bytes``, ``max_mentions``, and ``max_edited``:
    of how many mentions at most the machine's findings are handed over too. ``store`` is the file
    of own places that sites are placed by, where the page is one's own.
    """
    report, notes = _decoded(raw, options["name"], options, step)
    return _built(report, notes, options, step)


def compare(raw: bytes, options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Read uploaded reports of one place as one story, which the oldest begins.

    ``raw`` are the files one behind the other; options as for :func:`read`, but ``names`` and
    ``sizes`` (bytes) of the files instead of ``name``. The result is that of the oldest report,
    its sites with what the others say of them, and ``compared``: the reports in order (name and
    date), notices, names of sites that may be the same, how many sites the oldest lacks, and the
    ``later`` reports themselves, which an editor may link otherwise.
    """
    files, at = [], 0
    for name, size in zip(options["names"], options["sizes"], strict=True):
        files.append((name, raw[at : at + size]))
        at += size
    read_all = []
    for name, content in files:
        report, notes = _decoded(content, name, options, step)
        read_all.append(_gathered(report, notes, {**options, "name": name}, step))
    step("drawing")
    reports = [
        Reported(each.atlas, each.report.text, name)
        for each, (name, _) in zip(read_all, files, strict=True)
    ]
    region = read_all[0].setting.region
    sites = {each.id: each.atlas.by_id.keys() for each in reports}
    links = read_links(region.links) if region else []
    history = follow(reports, read_all[0].setting.home, about(links, sites), outcomes_of(region))
    first = next(each for each in read_all if each.atlas is history.first.atlas)
    return {
        **_answer(replace(first, atlas=with_verdicts(history)), options),
        "compared": {
            "reports": [[each.name, each.date] for each in (history.first, *history.later)],
            "notices": [each.as_json() for each in (*history.notices, *strays(links, sites))],
            "doubts": [list(names) for names in doubts_of(history)],
            "left_out": sum(len(sites) for sites in history.unpaired.values()),
            "later": [
                {
                    "name": each.name,
                    "text": each.text,
                    "report": dict(each.atlas.report),
                    "features": list(each.atlas.features),
                }
                for each in history.later
            ],
        },
    }


def _decoded(raw: bytes, name: str, options: Mapping[str, Any], step: Step) -> tuple[Report, Notes]:
    """Return the report that a file holds, and the notes of how it was read."""
    step("reading")
    try:
        document = decode_document(
            raw,
            report_id(name),
            name,
            max_text_bytes=options["max_text_bytes"],
            convert=_converted,
        )
    except TextLimitError as error:
        raise StoppedError(Failure("text", where=name, limit=options["max_text_bytes"])) from error
    return report_of(document), document.notes


def place(raw: bytes, options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Build the atlas of a text that is at hand once more, for the place that a reader names.

    The text is given as JSON: ``report_id``, ``text``, and the ``notes`` of how it was read.
    Options as for :func:`read`, without ``max_text_bytes``, and ``place``, a name or a code; the
    result is the same.
    """
    asked = json.loads(raw)
    report = Report(asked["report_id"], asked["text"], options["name"])
    notes = tuple(map(message_of, asked["notes"]))
    return _built(report, notes, options, step)


@dataclass(frozen=True)
class _Gathered:
    """What is read of a report."""

    report: Report
    notes: Notes
    setting: Setting
    found: tuple[Mention, ...]
    atlas: Atlas


def _built(report: Report, notes: Notes, options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Return what is read of a report, and what the page draws of it."""
    gathered = _gathered(report, notes, options, step)
    step("drawing")
    return _answer(gathered, options)


def _gathered(report: Report, notes: Notes, options: Mapping[str, Any], step: Step) -> _Gathered:
    step("finding")
    setting = setting_of(report, options.get("place"))
    lexicon, gazetteer = _lexicon(), _gazetteer(setting.region)
    found = tuple(find_mentions(report, lexicon, gazetteer.known))
    if len(found) > options["max_mentions"]:
        limit = options["max_mentions"]
        raise StoppedError(Failure("mentions", where=options["name"], limit=limit))
    with _store(options) as store:
        atlas = build_atlas(report, lexicon, gazetteer, found=found, setting=setting, store=store)
    said = (*notes, *([report.notice] if report.notice else []))
    return _Gathered(report, said, setting, found, atlas)


def _answer(gathered: _Gathered, options: Mapping[str, Any]) -> dict[str, Any]:
    report, atlas, found = gathered.report, gathered.atlas, gathered.found
    about = gathered.setting.notice
    return {
        "text": report.text,
        "notes": [each.as_json() for each in gathered.notes],
        "about_place": about and about.as_json(),
        "asked_place": options.get("place", ""),
        "report": dict(atlas.report),
        "features": list(atlas.features),
        "headings": headings(report.text),
        "programmes": programmes(report, atlas),
        "found": [row_of(m) for m in found] if len(found) <= options["max_edited"] else None,
        **_drawn(atlas),
    }


def _store(options: Mapping[str, Any]) -> AbstractContextManager[Store | None]:
    """Open the places that a task is to place sites by, where it names them."""
    return opened_store(Path(options["store"])) if options.get("store") else nullcontext()


def _converted(kind: str, raw: bytes) -> Mapping[str, str]:
    """Convert a file in this process, which has its limits already."""
    if kind in _WITH_PROGRAM:
        allow_files()
    return convert(kind, raw)


def _drawn(atlas: Atlas) -> dict[str, Any]:
    """Return what the map's payload says of these sites; the rest of it is the page's own."""
    grounds = grounds_under(atlas)
    payload = payload_for(atlas, backdrop_over(grounds))
    return {
        "regions": [region.code for region in grounds.regions],
        "places": list(grounds.places),
        "units": payload["units"],
        "sites": payload["sites"],
        "years": payload["years"],
        "bounds": payload["bounds"],
        "crowd": payload.get("crowd"),
    }


def find(raw: bytes, _options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Find the mentions of a text that is at hand, given as JSON: ``text`` and ``known``."""
    step("finding")
    asked = json.loads(raw)
    known = {name: Known(*said) for name, said in asked["known"]}
    mentions = find_mentions(Report("", asked["text"]), _lexicon(), known)
    return {"found": [row_of(mention) for mention in mentions]}


def replay(raw: bytes, options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Judge a draft that somebody brings: which of its steps hold about the report.

    The first line is JSON: ``report_id``, ``text`` and what is ``found`` in it already, None
    where that is not at hand; behind it stands the draft as its file has it. Options:
    ``name`` of that file, ``place`` where a reader has named the report's, and ``store``. The
    result's ``draft`` is the text of one of the steps that hold.
    """
    step("reading")
    head, _, brought = raw.partition(b"\n")
    about = json.loads(head)
    report = Report(about["report_id"], about["text"])
    steps = read_steps(brought, report, options["name"])
    step("finding")
    found = None if about["found"] is None else tuple(map(mention_of, about["found"]))
    asked = options.get("place")
    usual = _gazetteer(setting_of(report, asked).region).known
    store = Path(options["store"]) if options.get("store") else None
    desk = read_desk(report, find=_finder(usual, found), place=asked, store=store)
    draft, refused = desk.replay(steps)
    return {
        "draft": draft.dumps(),
        "refused": [error.as_json() for _, error in refused],
    }


def _finder(usual: Mapping[str, Known], found: Sequence[Mention] | None) -> Finder:
    """Return what finds mentions, once for the ``usual`` places; they may be at hand."""
    at_hand = found

    def find(report: Report, lexicon: Lexicon, known: Mapping[str, Known]) -> Sequence[Mention]:
        nonlocal at_hand
        if known != usual:
            return find_mentions(report, lexicon, known)
        if at_hand is None:
            at_hand = find_mentions(report, lexicon, known)
        return at_hand

    return find


def candidates(raw: bytes, options: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """Read a file of candidates for a report's sites; options: its ``name``, and ``sha256``."""
    step("reading")
    found = read_candidates(raw, {"sha256": options["sha256"]}, options["name"])
    return {"candidates": found}


TASKS: Final[Mapping[str, Callable[[bytes, Mapping[str, Any], Step], dict[str, Any]]]] = {
    "read": read,
    "compare": compare,
    "place": place,
    "find": find,
    "replay": replay,
    "candidates": candidates,
}
