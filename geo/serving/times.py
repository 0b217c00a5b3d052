"""Days as the interface asks for them (RFC 3339), in China's time, as intervals."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final

from geo.model.periods import NEVER, Days
from geo.serving.refusals import wrong_value

_ALWAYS: Final[Days] = (date.min.toordinal(), date.max.toordinal())
_CHINA: Final = timezone(timedelta(hours=8))
_WANTED: Final = "a day or a time of RFC 3339 is wanted (2021-12-31), or two with / between them"
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d))?", re.ASCII
)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


def parse_interval(text: str) -> Days:
    """Return the days that a ``datetime`` parameter asks for.

    Raises :class:`~geo.serving.refusals.Refusal`.
    """
    ends = text.split("/")
    if len(ends) > 2:
        raise wrong_value("datetime", text, _WANTED)
    if len(ends) == 1:
        return _day(text, text), _day(text, text)
    if all(end in {"", ".."} for end in ends):
        raise wrong_value("datetime", text, "one end at the least is wanted")
    first, last = (
        default if end in {"", ".."} else _day(end, text)
        for end, default in zip(ends, _ALWAYS, strict=True)
    )
    if first > last:
        raise wrong_value("datetime", text, "it ends before it begins")
    return first, last


def _day(text: str, whole: str) -> int:
    if not _INSTANT.fullmatch(text):
        raise wrong_value("datetime", whole, _WANTED)
    try:
        said = datetime.fromisoformat(text.upper().replace(" ", "T"))
        return (said.astimezone(_CHINA) if said.tzinfo else said).toordinal()
    except (ValueError, OverflowError) as error:
        raise wrong_value("datetime", whole, "there is no such day") from error


def days_of_date(text: str | None) -> Days:
    """Return the days of a date that may be a day, a month or a year (ISO 8601).

    >>> [date.fromordinal(day).isoformat() for day in days_of_date("2021-12")]
    ['2021-12-01', '2021-12-31']
    """
    found = _DATE.fullmatch(text or "")
    if found is None:
        return NEVER
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or 1)
        if not day:
            last = date(year + last.month // 12, last.month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return NEVER
    return first.toordinal(), last.toordinal()


def said(days: Days) -> list[str | None]:
    """Return an interval as two times of RFC 3339; None for an end that is not known."""
    if days[0] > days[1]:
        return [None, None]
    first, last = (date.fromordinal(day).isoformat() for day in days)
    return [f"{first}T00:00:00+08:00", f"{last}T23:59:59+08:00"]
