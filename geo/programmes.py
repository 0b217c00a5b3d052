"""Amounts that a report states for programmes: figures that belong to no single site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.mentions import Investment
from geo.report import Report

_AMOUNT = re.compile(r"(?P<figure>\d+(?:\.\d+)?)(?P<unit>万|亿)(?P<more>余|多)?元(?P<above>以上)?")
_UNITS: Final = {"万": 1e4, "亿": 1e8}


def programme_amounts(report: Report, of_sites: Iterable[tuple[int, int]] = ()) -> list[Investment]:
    """Return the amounts in yuan that ``report`` states, without those of sites.

    ``of_sites`` are the spans of the amounts that belong to a site.
    """
    taken = list(of_sites)
    return [
        Investment(
            round(float(found["figure"]) * _UNITS[found["unit"]], 2),
            "at_least" if found["more"] or found["above"] else "stated",
            *found.span(),
        )
        for found in _AMOUNT.finditer(report.text)
        if not any(start < found.end() and found.start() < end for start, end in taken)
    ]
