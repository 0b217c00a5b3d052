"""Amounts that a report states for programmes: figures that belong to no single site."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, Final

from geo.documents.report import Report
from geo.model.atlas import Atlas
from geo.model.mentions import Investment

_AMOUNT = re.compile(
    r"(?<!\d)(?P<figure>\d++(?:\.\d++)?)(?P<unit>万|亿)(?P<more>余|多)?元(?P<above>以上)?"
)
_UNITS: Final = {"万": 1e4, "亿": 1e8}


def programme_amounts(report: Report, of_sites: Iterable[tuple[int, int]] = ()) -> list[Investment]:
    """Return the amounts in yuan that ``report`` states, without those of sites.

    ``of_sites`` are the spans of the amounts that belong to a site.
    """
    taken = sorted(of_sites)
    starts = [start for start, _ in taken]
    ends = list(accumulate((end for _, end in taken), max))

    def is_taken(start: int, end: int) -> bool:
        before = bisect_left(starts, end)
        return before > 0 and ends[before - 1] > start

    return [
        Investment(
            round(float(found["figure"]) * _UNITS[found["unit"]], 2),
            "at_least" if found["more"] or found["above"] else "stated",
            *span,
        )
        for found in _AMOUNT.finditer(report.copied.text)
        for span in (report.copied.span(*found.span()),)
        if not is_taken(*span)
    ]


def programmes(report: Report, atlas: Atlas) -> list[dict[str, Any]]:
    """Return the amounts that belong to no site of the atlas, each with its period and clause.

    ``start`` and ``end`` span the clause in the report's text.
    """
    investments = [f["properties"]["investment"] for f in atlas.features]
    spans = [(i["start"], i["end"]) for i in investments if i and "start" in i]
    return [
        {
            "amount_cny": amount.amount_cny,
            "period": report.part_at(amount.start).period,
            "start": clause.start,
            "end": clause.end,
        }
        for amount in programme_amounts(report, spans)
        for clause in (report.clause_at(amount.start),)
    ]
