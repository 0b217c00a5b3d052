"""The years that a text names: how they are written, and which of them it looks back on.

Years are of our era, as numbers or digits (2024年, 二〇二四年), of the Republic (民國113年), the
spans of the five-year plans (“十四五”) and those that a sentence counts (过去五年, 今年).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

TimeKind = Literal["year", "plan", "past", "coming", "this", "span", "month"]

_DIGITS: Final = dict(
    zip("〇○零一二三四五六七八九０１２３４５６７８９", "0001234567890123456789", strict=True)
)
_DIGIT: Final = "[0-9〇○零一二三四五六七八九０-９]"
_YEAR: Final = re.compile(
    rf"(?<!{_DIGIT})(?P<year>(?:20|19|二[〇○零]|一九|２０|１９){_DIGIT}{_DIGIT})"
    r"(?P<mark>[年/]|(?=[-—–－~～至到](?:20|二[〇○零])))"
)
# Years of the Republic; what lasts a hundred years or ends a story (100周年) is none.
_REPUBLIC: Final = re.compile(
    r"(?<![0-9.])(?:民国|民國)?(?P<year>1[0-3]\d)年(?![来前多以後后間间])"
)
_OF_REPUBLIC: Final = re.compile("民国|民國")
_PLAN: Final = re.compile(
    r"(?<![一二三四五六七八九])十(?P<number>[一二三四五六七八九])五(?![一二三四五六七八九十百千万亿年个条项位名家所座大天人])"
    r"|第十(?P<full>[一二三四五六七八九])个五年(?=规划|计划|规划|計劃|規劃)"
)
# Two years as one time (2017—2021年); in brackets they say which years are counted (过去五年（…）).
_SPAN: Final = re.compile(
    rf"(?<!{_DIGIT})(?P<first>(?:20|19|二[〇○零]|一九|２０|１９){_DIGIT}{_DIGIT})年?\s?"
    rf"(?:[-—–－~～]{{1,2}}|至|到)\s?"
    rf"(?P<last>(?:20|二[〇○零]|２０){_DIGIT}{_DIGIT})(?:年|(?=[）)]))(?!\s?\d{{1,2}}月)"
)
_BRACKET: Final = re.compile(r"[”\"’]?(?:时期|期间)?[（(]$")
_NUMBERS: Final = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)} | {
    str(number): number for number in range(1, 10)
}
_N: Final = "[二三四五六七八九2-9]"
_PAST: Final = re.compile(
    rf"(?P<one>(?:刚刚)?过去的?(?:一|1)年|(?<![第每同])(?:一|1)年来|(?<![每])上一年(?!度)|去年(?:以来)?)"
    rf"|(?:刚刚)?过去的?(?P<span>{_N})年|(?<![第十])(?P<since>{_N})年来|这(?P<these>{_N})年"
    rf"|以来的(?P<last>{_N})年"
)
_COMING: Final = re.compile(
    rf"(?P<one>新的一年|(?<![未将])来年|明年|下一年)|(?:今后|未来|下一个|接下来)的?(?P<span>{_N})(?:年|个年头)"
)
_MONTH: Final = re.compile(r"本月|(?P<next>下个?月)")
_THIS: Final = re.compile(r"今年|本年度?|全年(?=工作)")
# What a report within a year looks back on or plans (2025年上半年工作总结和下半年工作打算).
_SHARE: Final = re.compile(
    r"(?P<early>上半年|(?<![上下])半年(?=工作|总结|小结)|前[一二三两123]个?季度|第?[一二三123]季度|(?:1|一)月?\s?[-—–－~～至到]\s?"
    r"(?:[2-9]|1[01]|[二三四五六七八九十]|十一)月份?|前(?:[2-9]|1[01]|[二三四五六七八九十]|十一)个月|(?<=[（(])截[至止]到?(?:[1-9]|1[01])月(?:底|末|\d{1,2}日)?(?=[）)]))"
    r"|(?P<late>下半年|第?[四4]季度)"
)
# Of the fourteenth plan.
_FOURTEENTH: Final = (14, 2021)
_PLAN_YEARS: Final = 5
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Years:
    """The year that a report looks back on, the one that it plans, and the one it is given in.

    ``month`` is the month that it is given in. Each is None where the text does not tell.
    """

    reviewed: int | None = None
    planned: int | None = None
    now: int | None = None
    month: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is given in the year that it looks back on, with months of it to come."""
        is_last_year = self.now == self.reviewed and self.within is None
        return is_last_year and self.month is not None and self.month < _DECEMBER

    @property
    def within(self) -> int | None:
        """The year that is both looked back on and planned, in a report within it (上半年)."""
        return self.reviewed if self.reviewed == self.planned else None


@dataclass(frozen=True, slots=True)
class Time:
    """Words that name a time: where they stand, how they say it, and the years, where known."""

    start: int
    end: int
    kind: TimeKind
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """Words that name a share of a year; ``is_late`` tells its end (下半年) from what is before."""

    start: int
    end: int
    is_late: bool


def shares_in(text: str) -> list[Share]:
    """Return the shares of a year that a text names, in its order (上半年, 前三季度, 1至9月)."""
    return [Share(*m.span(), m["late"] is not None) for m in _SHARE.finditer(text)]


def with_shares(times: list[Time], text: str, year: int) -> list[Time]:
    """Return the times of a heading with the shares of ``year`` that it names, as times."""
    shares = [Time(s.start, s.end, "span", year, year) for s in shares_in(text)]
    # The year that a heading names is its share's (2025年上半年, 2025年重点项目前三季度进展).
    own = [time for time in times if not (shares and time.kind == "year" and time.first == year)]
    return sorted([*own, *shares], key=lambda time: time.start)


def year_of(digits: str) -> int:
    """Return the number that digits of any kind write (二〇二四, ２０２４)."""
    return int("".join(_DIGITS.get(digit, digit) for digit in digits))


def is_of_republic(text: str) -> bool:
    """Whether a text counts the years of the Republic."""
    if _OF_REPUBLIC.search(text):
        return True
    return not _YEAR.search(text) and len({m["year"] for m in _REPUBLIC.finditer(text)}) > 1


def times_in(text: str, years: Years = Years(), *, republic: bool = False) -> list[Time]:
    """Return the times that a text names, in its order, counted from ``years`` where they must.

    ``republic`` says that a bare number of three digits is a year (113年).
    """
    if not any(sign in text for sign in "年五/月"):
        return []
    return _with_spans(sorted(_times(text, years, republic), key=lambda time: time.start), text)


def _with_spans(times: list[Time], text: str) -> list[Time]:
    """Return the times with each two years that are one time as one.

    Where it stands in brackets behind words for some years, it says which years they are.
    """
    for found in _SPAN.finditer(text):
        first, last = year_of(found["first"]), year_of(found["last"])
        if first >= last:
            continue
        times = [t for t in times if t.kind != "year" or not found.start() <= t.start < found.end()]
        before = next((t for t in reversed(times) if t.end <= found.start()), None)
        if before is not None and before.kind in {"past", "coming", "plan"}:
            between = text[before.end : found.start()]
            if _BRACKET.fullmatch(between):
                end = found.end() + (text[found.end() : found.end() + 1] in {"）", ")"})
                at = times.index(before)
                times[at] = Time(before.start, end, before.kind, first, last)
                continue
        times.append(Time(*found.span(), "span", first, last))
        times.sort(key=lambda time: time.start)
    return times


def _times(text: str, years: Years, republic: bool) -> Iterator[Time]:
    for found in _YEAR.finditer(text):
        year = year_of(found["year"])
        yield Time(found.start(), found.end(), "year", year, year)
    if republic:
        for found in _REPUBLIC.finditer(text):
            year = int(found["year"]) + 1911
            yield Time(found.start(), found.end(), "year", year, year)
    for found in _PLAN.finditer(text):
        number = 10 + _NUMBERS[found["number"] or found["full"]]
        first = _FOURTEENTH[1] + (number - _FOURTEENTH[0]) * _PLAN_YEARS
        yield Time(found.start(), found.end(), "plan", first, first + _PLAN_YEARS - 1)
    for found in _PAST.finditer(text):
        yield Time(*found.span(), "past", *_back(_count(found), years.reviewed))
    for found in _COMING.finditer(text):
        yield Time(*found.span(), "coming", *_ahead(found, years))
    if years.now and years.month:
        for found in _MONTH.finditer(text):
            now = years.now + (bool(found["next"]) and years.month == _DECEMBER)
            yield Time(*found.span(), "month", now, now)
    for found in _THIS.finditer(text):
        yield Time(*found.span(), "this", years.now, years.now)


def _count(found: re.Match[str]) -> int:
    return next((_NUMBERS[n] for n in found.groups()[1:] if n), 1)


def _back(count: int, reviewed: int | None) -> tuple[int | None, int | None]:
    return (None, None) if reviewed is None else (reviewed - count + 1, reviewed)


def _ahead(found: re.Match[str], years: Years) -> tuple[int | None, int | None]:
    if found["span"]:
        count, first = _NUMBERS[found["span"]], years.planned
        return (None, None) if first is None else (first, first + count - 1)
    if found["one"] == "新的一年" or years.now is None:
        return years.planned, years.planned
    return years.now + 1, years.now + 1


def period_of(first: int | None, last: int | None) -> str | None:
    """Return the years as a period (``2024``, ``2021-2025``), None where they are not known."""
    if first is None or last is None:
        return None
    return str(first) if first == last else f"{first}-{last}"


def counted(times: Iterable[Time]) -> dict[int, int]:
    """Return how often each single year is named."""
    counts: dict[int, int] = {}
    for time in times:
        if time.kind == "year" and time.first is not None:
            counts[time.first] = counts.get(time.first, 0) + 1
    return counts
