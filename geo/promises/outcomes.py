"""What later documents say of a region's sites: its ``outcomes.csv``, one row a statement.

``date`` is the event's, as fine as the document tells it (ISO 8601; empty where it does not),
``published`` the document's. ``words`` stand there as they are, 25 characters at most, with ……
where something between them is left out. What they say only as an expectation, of something
unfinished or of a whole district proves nothing (``data/lexicon/outcomes.csv``). An empty
``stage`` is for words that say that works ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.messages import Where
from geo.base.tables import read_table
from geo.model.codes import CERTAINTIES, MENTIONED, STAGES
from geo.model.regions import Region
from geo.promises.evidence import KINDS, Evidence, days_of, weighed

COLUMNS: Final = (
    "site", "part", "stage", "date", "words", "kind", "certainty",
    "title", "publisher", "published", "address",
)  # fmt: skip
MAX_WORDS: Final = 25


def read_outcomes(path: Path) -> Mapping[str, tuple[Evidence, ...]]:
    """Return the rows of ``path`` by site, in their order; none where there is no such file.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    found: dict[str, list[Evidence]] = {}
    if path.exists():
        for where, row in read_table(path, COLUMNS):
            found.setdefault(row["site"], []).append(_evidence(row, where))
    return {site: tuple(rows) for site, rows in found.items()}


def outcomes_of(region: Region | None) -> Mapping[str, tuple[Evidence, ...]]:
    """Return what later documents say of a region's sites, by site; nothing without a region."""
    return read_outcomes(region.outcomes) if region else {}


def _evidence(row: Mapping[str, str], where: Where) -> Evidence:
    wanted = ("site", "words", "kind", "certainty", "title", "publisher", "address")
    if missing := [name for name in wanted if not row[name]]:
        raise InputError("cell_is_missing", where, column=missing[0])
    for name, codes in (("kind", KINDS), ("certainty", CERTAINTIES)):
        if row[name] not in codes:
            raise InputError("unknown_in_column", where, name=name, value=row[name][:40])
    weight = weighed(row["words"], row["stage"])
    known = row["stage"] in STAGES and row["stage"] != MENTIONED
    if not known and (row["stage"] or not weight["ended"]):
        raise InputError("unknown_stage", where, stage=row["stage"][:40])
    if len(row["words"]) > MAX_WORDS:
        raise InputError("words_too_long", where, count=len(row["words"]), most=MAX_WORDS)
    for name in ("date", "published"):
        if row[name] and days_of(row[name]) is None:
            raise InputError("no_date", where, name=name, value=row[name][:40])
    event, said = days_of(row["date"]), days_of(row["published"])
    if event and said and event.first > said.last and not weight["forecast"]:
        raise InputError("event_behind_document", where)
    if not row["address"].startswith(("https://", "http://")):
        raise InputError("no_web_address", where, address=row["address"][:60])
    return Evidence(
        stage=row["stage"],
        words=row["words"],
        date=row["date"],
        kind=row["kind"],
        certainty=row["certainty"],
        said=row["published"],
        part=row["part"],
        source={
            "title": row["title"],
            "publisher": row["publisher"],
            "date": row["published"] or None,
            "address": row["address"],
        },
        **weight,
    )


def as_member(evidence: Evidence) -> dict[str, Any]:
    """Return the atlas's member of a site's ``outcomes``."""
    found: dict[str, Any] = {
        "stage": evidence.stage or None,
        "part": evidence.part,
        "date": evidence.date or None,
        "words": evidence.words,
        "kind": evidence.kind,
        "certainty": evidence.certainty,
        "source": dict(evidence.source or {}),
    }
    for name in ("forecast", "unfinished", "ended"):
        if getattr(evidence, name):
            found[name] = True
    if evidence.is_total:
        found["total"] = True
    return found


def from_member(member: Mapping[str, Any]) -> Evidence:
    """Return what a member of an atlas's ``outcomes`` says: :func:`as_member` turned round."""
    source, weight = member["source"], weighed(member["words"])
    return Evidence(
        stage=member["stage"] or "",
        words=member["words"],
        date=member["date"] or "",
        kind=member["kind"],
        certainty=member["certainty"],
        said=source.get("date") or "",
        part=member["part"],
        forecast=bool(member.get("forecast")),
        unfinished=bool(member.get("unfinished")),
        ended=bool(member.get("ended")),
        is_total=bool(member.get("total")),
        aims=weight["aims"],
        nearly=weight["nearly"],
        source=source,
    )
