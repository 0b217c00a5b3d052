"""What is promised, reported or delivered: statements with a stage, by area, sector and year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import numpy as np

from geo.assistants.answers import Answer
from geo.assistants.proofs import statement
from geo.assistants.sites import filters_of, named
from geo.model.codes import MENTIONED
from geo.promises.evidence import days_of_period
from geo.serving.published import Catalogue, Published
from geo.serving.query import Choice, choose

PROMISED: Final = "promised"
REPORTED: Final = "reported"
DELIVERED: Final = "delivered"
# Built or in use; what is only under way is reported and not delivered.
_DONE: Final = frozenset(("completed", "operating"))


@dataclass
class _Told:
    """Statements as atlas, site and the mention's number, in the order of the reports' words.

    ``undated`` are left out for want of a year; ``unstaged`` is how often a plan names a site
    without a stage.
    """

    rows: list[tuple[Published, Mapping[str, Any], int]] = field(default_factory=list)
    undated: int = 0
    unstaged: int = 0


def listed(arguments: Mapping[str, Any], catalogue: Catalogue, public: str) -> dict[str, Any]:
    """Return the statements of a kind, in the order of the reports' words."""
    language, limit, offset = arguments["lang"], arguments["limit"], arguments["offset"]
    kind, year = arguments["kind"], arguments.get("year")
    filters = filters_of(arguments, catalogue)
    # Says which values are not known; the stage is the statement's own, not always the site's.
    choose(filters, catalogue)
    stages = {code for code in filters.pop("stage", "").split(",") if code}
    choice = choose(filters, catalogue)
    told = _told(choice, kind, year, stages)
    answer = Answer(language, public)
    items = [
        (
            each,
            {
                **named(each, site, language, public),
                "statement": statement(each, site, order, language, public),
            },
        )
        for each, site, order in islice(told.rows, offset, offset + limit)
    ]
    answer.put(kind=kind)
    if told.undated:
        answer.note("undated", count=told.undated)
    if told.unstaged:
        answer.note("unstaged", count=told.unstaged)
    if not items:
        answer.goes_by(choice.atlases)
    if not told.rows:
        answer.note("no_statement")
    answer.list_items("statements", items, offset, len(told.rows))
    return answer.finished()


def _told(choice: Choice, kind: str, year: int | None, stages: Collection[str]) -> _Told:
    """Return the statements of a kind among the chosen sites, report by report."""
    told = _Told()
    for each, mask in choice.masks:
        rows = []
        for number in np.flatnonzero(mask):
            site = each.atlas.features[int(number)]["properties"]
            for order, mention in enumerate(site["mentions"]):
                is_bare = kind == PROMISED and _is_bare_plan(mention)
                if not (is_bare or _is_of(mention, kind, stages)):
                    continue
                is_then = year is None or _holds(mention["period"], year)
                if is_bare:
                    told.unstaged += bool(is_then)
                elif is_then is None:
                    told.undated += 1
                elif is_then:
                    rows.append((mention["start"], order, site))
        rows.sort(key=lambda row: row[:2])
        told.rows += [(each, site, order) for _, order, site in rows]
    return told


@lru_cache(maxsize=1000)
def _holds(period: str | None, year: int) -> bool | None:
    """Whether a period holds a year; None where it is not known. An atlas has few of them."""
    days = days_of_period(period)
    return None if days is None else days.first.year <= year <= days.last.year


def _is_of(mention: Mapping[str, Any], kind: str, stages: Collection[str]) -> bool:
    if mention["stage"] == MENTIONED or mention["planned"] != (kind == PROMISED):
        return False
    if stages and mention["stage"] not in stages:
        return False
    return kind != DELIVERED or mention["stage"] in _DONE


def _is_bare_plan(mention: Mapping[str, Any]) -> bool:
    """Whether a plan names a site without a stage: no promise of any."""
    return bool(mention["planned"]) and mention["stage"] == MENTIONED
