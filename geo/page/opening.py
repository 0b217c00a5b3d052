"""What the page opens: an atlas, its report's text and the map's payload, read once."""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from geo.base.messages import Message, message_of
from geo.base.paths import SHIPPED_ATLAS
from geo.building.kept_text import read_text_of
from geo.documents.report import Report
from geo.model.atlas import Atlas, check_spans, checked_atlas, read_atlas
from geo.model.mentions import Mention, mention_of
from geo.places.region import read_regions
from geo.places.surroundings import COUNTRY
from geo.places.units import read_units
from geo.reading.programmes import programmes
from geo.selecting.changed import Changed, changed_of
from geo.selecting.finding import Index
from geo.view.map.basemap import Grounds, backdrop_of, backdrop_over
from geo.view.map.finding import finder
from geo.view.map.many_sites import crowd_tiles, is_crowd, payload_for
from geo.view.map.payload import payload
from geo.view.transcript import headings


@dataclass(frozen=True)
class Later:
    """A later report that is read with the one that is open; ``name`` says which file."""

    name: str
    atlas: Atlas
    text: str


@dataclass(frozen=True)
class Compared:
    """What is worth knowing of reports that were read as one story.

    ``reports`` are file and date of each, the oldest first; ``notices`` as
    :class:`geo.years.history.History` has them; ``doubts`` are names of two sites each that may be
    the same and were not linked; ``left_out`` is how many sites the oldest report lacks, ``later``
    are the others, the oldest first.
    """

    reports: tuple[tuple[str, str], ...]
    notices: tuple[Message, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    left_out: int = 0
    later: tuple[Later, ...] = ()


@dataclass(frozen=True)
class Opened:
    """An opened atlas; ``text`` is None where the report's text is not at hand.

    ``found`` is what the machine finds in a report that a reader has uploaded, None where
    that is not at hand; ``notes`` say how its file was read, where that needs saying, and
    ``about_place`` what is worth knowing of its place; ``asked_place`` is the code of the place
    that the reader has named for it; ``compared`` where later reports are read with it. ``path`` is
    the atlas's file, None where it has none.
    """

    atlas: Atlas
    text: str | None
    headings: list[dict[str, Any]]
    payload: dict[str, Any]
    is_own: bool = False
    found: tuple[Mention, ...] | None = None
    read_programmes: list[dict[str, Any]] | None = None
    notes: tuple[Message, ...] = ()
    about_place: Message | None = None
    asked_place: str = ""
    compared: Compared | None = None
    path: Path | None = None

    @cached_property
    def changed(self) -> Changed | None:
        """What the builds of the atlas changed, as the log beside its file has it; None without.

        Raises :class:`~geo.base.errors.InputError` where the log is none.
        """
        if self.path is None:
            return None
        return changed_of(self.path, self.atlas)

    @cached_property
    def digest(self) -> str:
        """The digest of what the map is handed: the same for the same sites."""
        return digest(self.payload)

    @cached_property
    def finder(self) -> Index:
        """What can be found in it: :func:`geo.view.map.finding.finder`."""
        return finder(self.atlas, self.text)

    @cached_property
    def programmes(self) -> list[dict[str, Any]]:
        """The report's amounts of no site: :func:`geo.reading.programmes.programmes`."""
        if self.read_programmes is not None:
            return self.read_programmes
        report = Report(str(self.atlas.report.get("id")), self.text or "")
        return programmes(report, self.atlas)


def opened_from(result: Mapping[str, Any], *, with_own_ground: bool = False) -> Opened:
    """Open what a worker has read (:func:`geo.jobs.tasks.read`).

    ``with_own_ground``: the base map of the user's own places lies under it too.

    Raises :class:`ValueError` where it is not what a worker says.
    """
    match result:
        case {
            "text": str(text),
            "notes": list(notes),
            "report": dict(report),
            "features": list(features),
            "headings": list(heads),
            "programmes": list(amounts),
            "found": (list() | None) as found,
            "regions": list(codes),
            "places": list(places),
            "units": list(units),
            "about_place": (dict() | None) as about_place,
            "asked_place": str(asked_place),
            "sites": list(sites),
            "years": list(years),
            "bounds": (list() | None) as bounds,
            "crowd": (dict() | None) as crowd,
        }:
            pass
        case _:
            raise ValueError("no result of a reading")
    collection = {"type": "FeatureCollection", "report": report, "features": features}
    atlas = checked_atlas(collection, "")
    if is_crowd(atlas) != (crowd is not None):
        raise ValueError("no result of a reading")
    shared = _shared_payload(tuple(map(str, codes)), tuple(map(str, places)))
    if with_own_ground:
        shared = payload(Atlas({}, ()), backdrop_of(atlas))
    drawn = {**shared, "sites": sites, "years": years, "units": units, "bounds": bounds}
    if crowd is not None:
        drawn |= {"crowd": crowd, "tiles": crowd_tiles(drawn["tiles"])}
    mentions = None if found is None else tuple(map(mention_of, found))
    said = tuple(map(message_of, notes))
    about = (said, message_of(about_place) if about_place else None, asked_place)
    compared = _compared(result.get("compared"))
    return Opened(atlas, text, heads, drawn, True, mentions, amounts, *about, compared)


def _compared(said: Any) -> Compared | None:
    match said:
        case None:
            return None
        case {
            "reports": list(reports),
            "notices": list(notices),
            "doubts": list(doubts),
            "left_out": int(left_out),
            "later": list(later),
        }:
            return Compared(
                tuple((str(name), str(date)) for name, date in reports),
                tuple(map(message_of, notices)),
                tuple((str(old), str(new)) for old, new in doubts),
                left_out,
                tuple(map(_later, later)),
            )
        case _:
            raise ValueError("no result of a reading")


def _later(said: Any) -> Later:
    match said:
        case {
            "name": str(name),
            "text": str(text),
            "report": dict(report),
            "features": list(features),
        }:
            collection = {"type": "FeatureCollection", "report": report, "features": features}
            atlas = checked_atlas(collection, "")
            check_spans(atlas, text, "")
            return Later(name, atlas, text)
        case _:
            raise ValueError("no result of a reading")


@lru_cache(maxsize=8)
def _shared_payload(codes: tuple[str, ...], places: tuple[str, ...]) -> dict[str, Any]:
    """Return what of the map's payload is the same for all reports of these regions and places."""
    regions, known = read_regions(), read_units().by_code.keys() | {COUNTRY}
    if not regions.keys() >= set(codes) or not known >= set(places):
        raise ValueError("no result of a reading")
    grounds = Grounds(tuple(regions[code] for code in codes), places)
    return payload(Atlas({}, ()), backdrop_over(grounds))


def digest(data: Mapping[str, Any]) -> str:
    """Return a short digest of JSON data."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode("utf-8")).hexdigest()[:16]


def asked_paths(arguments: Sequence[str]) -> tuple[Path, Path | None]:
    """Return the atlas and the report that the page's command line names."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--atlas", type=Path, default=SHIPPED_ATLAS)
    parser.add_argument("--report", type=Path)
    options, _ = parser.parse_known_args(arguments)
    return options.atlas, options.report


def open_atlas(arguments: Sequence[str]) -> Opened:
    """Open what the command line names, or the atlas that ships.

    Raises :class:`~geo.base.errors.InputError` where it cannot be read.
    """
    atlas, report = asked_paths(arguments)
    # What is built anew is opened anew: the time of the file is a part of the key.
    changed = atlas.stat().st_mtime_ns if atlas.exists() else 0
    return _open((str(atlas), changed), str(report or ""))


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(stamped: tuple[str, int], report_path: str) -> Opened:
    atlas_path, _ = stamped
    atlas = read_atlas(atlas_path)
    text = read_text_of(atlas.report, Path(atlas_path), Path(report_path) if report_path else None)
    check_spans(atlas, text, atlas_path)
    opened = Opened(
        atlas,
        text,
        headings(text or ""),
        payload_for(atlas, backdrop_of(atlas)),
        path=Path(atlas_path),
    )
    # Streamlit collects garbage after each run of the page, which looks at every object that
    # there is: 65 ms a click for the libraries alone, seconds for a large atlas. What is here
    # now stays until the server ends.
    gc.collect()
    gc.freeze()
    return opened
