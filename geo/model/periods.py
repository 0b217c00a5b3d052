"""Periods of statements: in the order of time, and as days.

A day is its number (``date.toordinal``); an interval is its first and its last day. Where no day
is known the interval is :data:`NEVER`, which meets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

Days = tuple[int, int]
NEVER: Final[Days] = (1, 0)
_YEARS: Final = re.compile(r"(\d{4})(?:-(\d{4}))?", re.ASCII)


def age(period: str | None) -> tuple[str, str]:
    """Order periods: the later the end, and of two with one end the shorter, the newer.

    One that is not known is older than all.
    """
    start, _, end = (period or "").partition("-")
    return end or start, start


def due(period: str | None) -> tuple[bool, str]:
    """Order periods of plans: one that is not known comes behind all."""
    return period is None, period or ""


def days_of_period(period: str | None) -> Days:
    """Return the days of a mention's period: of a year, or of the years from one to another.

    >>> [date.fromordinal(day).isoformat() for day in days_of_period("2017-2021")]
    ['2017-01-01', '2021-12-31']
    """
    found = _YEARS.fullmatch(period or "")
    if found is None:
        return NEVER
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last:
        return NEVER
    return date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()


def days_of_site(site: Mapping[str, Any]) -> Days:
    """Return the days that a site's mentions speak of, from the first to the last."""
    known = [days for m in site["mentions"] if (days := days_of_period(m["period"])) != NEVER]
    if not known:
        return NEVER
    return min(first for first, _ in known), max(last for _, last in known)
