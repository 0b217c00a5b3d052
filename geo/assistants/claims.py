"""What is promised, reported or delivered: statements with a stage, by area, sector and year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any, Final

import numpy as np

from geo.assistants.answers import Answer
from geo.assistants.proofs import statement
from geo.assistants.sites import filters_of, named
from geo.model.codes import MENTIONED
from geo.promises.evidence import days_of_period
from geo.serving.published import Catalogue
from geo.serving.query import choose

PROMISED: Final = "promised"
REPORTED: Final = "reported"
DELIVERED: Final = "delivered"
# Built or in use; what is only under way is reported and not delivered.
_DONE: Final = frozenset(("completed", "operating"))


def listed(arguments: Mapping[str, Any], catalogue: Catalogue, public: str) -> dict[str, Any]:
    """Return the statements of a kind, in the order of the reports' words."""
    language, limit, offset = arguments["lang"], arguments["limit"], arguments["offset"]
    kind, year = arguments["kind"], arguments.get("year")
    filters = filters_of(arguments, catalogue)
    # Says which values are not known; the stage is the statement's own, not always the site's.
    choose(filters, catalogue)
    stages = {code for code in filters.pop("stage", "").split(",") if code}
    choice = choose(filters, catalogue)
    found, undated, unstaged = [], 0, 0
    for each, mask in choice.masks:
        rows = []
        for number in np.flatnonzero(mask):
            site = each.atlas.features[int(number)]["properties"]
            for order, mention in enumerate(site["mentions"]):
                days = days_of_period(mention["period"])
                is_bare = kind == PROMISED and _is_bare_plan(mention)
                if not (is_bare or _is_of(mention, kind, stages)):
                    continue
                if year is not None and days is None:
                    undated += not is_bare
                elif year is None or (days and days.first.year <= year <= days.last.year):
                    unstaged += is_bare
                    if not is_bare:
                        rows.append((mention["start"], order, site))
        found += [(each, site, order) for _, order, site in sorted(rows, key=lambda r: r[:2])]
    answer = Answer(language, public)
    items = [
        (
            each,
            {
                **named(each, site, language, public),
                "statement": statement(each, site, order, language, public),
            },
        )
        for each, site, order in islice(found, offset, offset + limit)
    ]
    answer.put(kind=kind)
    if undated:
        answer.note("undated", count=undated)
    if unstaged:
        answer.note("unstaged", count=unstaged)
    if not items:
        answer.goes_by(choice.atlases)
    if not found:
        answer.note("no_statement")
    answer.list_items("statements", items, offset, len(found))
    return answer.finished()


def _is_of(mention: Mapping[str, Any], kind: str, stages: Collection[str]) -> bool:
    if mention["stage"] == MENTIONED or mention["planned"] != (kind == PROMISED):
        return False
    if stages and mention["stage"] not in stages:
        return False
    return kind != DELIVERED or mention["stage"] in _DONE


def _is_bare_plan(mention: Mapping[str, Any]) -> bool:
    """Whether a plan names a site without a stage: no promise of any."""
    return bool(mention["planned"]) and mention["stage"] == MENTIONED
