"""Who is responsible for a site: the units that a document names for it, never persons.

A table has a column for them, running text says 牵头单位：区住建局；责任单位：甲街道、乙街道 at the
end of an item or in the line below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from geo.documents.report import Report
from geo.model.mentions import Mention, Responsible

Span = tuple[int, int]

_ROLES: Final = {
    "牵头": "lead",
    "主管": "lead",
    "主办": "lead",
    "责任": "responsible",
    "承办": "responsible",
    "落实": "responsible",
    "建设": "builder",
    "业主": "builder",
    "实施": "builder",
    "项目": "builder",
}
_SAID: Final = re.compile(
    r"(?P<role>牵头|主管|主办|责任|承办|落实|建设|业主|实施|项目业主)(?:责任)?(?:单位|部门|主体)[：:]\s{0,4}"
    r"(?P<units>(?:(?!配合|协办|协助|完成时限|责任领导|责任人)[^。；;\n）)：:]){2,200})"
    # （市文旅局牵头，信宜区政府配合）
    r"|[（(](?P<led>[^（()）：:。；;\n]{2,60}?)(?P<leads>牵头|负责)(?:[，,；;、][^（()）\n]{0,60})?[）)]"
)
_NAMED: Final = re.compile(r"[^、，,；;/／\s]{2,40}")
_BRACKETS: Final = re.compile(r"[（(][^（()）]{0,60}[)）]?")
# What names of units end with; what is none of them may be a person.
_UNIT_END: Final = re.compile(
    r"(?:局|委|办|办公室|院|公司|集团|中心|政府|街道|街|镇|乡|区|县|市|部|处|站|所|会|校|学校|大学|行|社|指挥部|专班|厅|队|馆|厂"
    r"|台|场|村|段|署|企业|组|园|科|库|联|城投|交投|水投|文旅|国投|建投|城建|电网|供电|移动|联通|电信|单位|部门|房管|住建|教育|交通|水利)$"
)
_AND_OTHERS: Final = re.compile(r"等(?:有关|相关)?(?:单位|部门|地)?$|(?:牵头|配合|负责)$")
_LABEL: Final = re.compile(r"^(?:牵头|责任|配合|建设|实施|主管)(?:单位|部门)?[：:]")
_MOST_UNITS: Final = 30
# An item's heading and text above the line that says who is responsible for it.
_REACH: Final = 1500
_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{4}")
_ITEM: Final = re.compile(r"\s{0,8}(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．)）]|[（(])")


def units_in(text: str, cell: Span, role: str) -> Iterator[Responsible]:
    """Yield the units that a stretch of the text names, with ``role``; no persons."""
    start, end = cell
    blank = [found.span() for found in _BRACKETS.finditer(text, start, end)]
    for number, found in enumerate(_NAMED.finditer(text, start, end)):
        if number == _MOST_UNITS:
            return
        first, last = found.span()
        for begin, stop in blank:
            if begin <= first < stop:
                first = last
            elif first < begin < last:
                last = begin
        words = text[first:last]
        if label := _LABEL.match(words):
            first += label.end()
        if others := _AND_OTHERS.search(text[first:last]):
            last = first + others.start()
        if last - first > 1 and _UNIT_END.search(text[first:last]):
            yield Responsible(text[first:last], role, first, last)


def with_units(report: Report, mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions of running text, each with the units that its item names for it."""
    mentions = list(mentions)
    found: dict[Span, tuple[Responsible, ...]] = {}
    ordered = sorted(mentions, key=lambda m: m.start)
    starts = [m.start for m in ordered]
    text, behind = report.text, 0
    for first, last, units in _stretches(text):
        begin = max(behind, _item_start(text, first, behind))
        for mention in ordered[bisect_left(starts, begin) : bisect_left(starts, first)]:
            found[mention.span] = units
        behind = last
    return [
        replace(m, responsible=found[m.span])
        if m.span in found and not m.responsible and m.row is None
        else m
        for m in mentions
    ]


def _stretches(text: str) -> Iterator[tuple[int, int, tuple[Responsible, ...]]]:
    """Yield what stands together of such words: where it begins and ends, and its units."""
    current: list[Responsible] = []
    first = last = -1
    for said in _SAID.finditer(text):
        if current and (said.start() - last > 3 or text.count("\n", last, said.start()) > 1):
            yield first, last, tuple(current)
            current = []
        if not current:
            first = said.start()
        if said["led"]:
            role = "lead" if said["leads"] == "牵头" else "responsible"
            current += units_in(text, said.span("led"), role)
        else:
            current += units_in(text, said.span("units"), _ROLES[said["role"][:2]])
        last = said.end()
    if current:
        yield first, last, tuple(current)


def _item_start(text: str, at: int, least: int) -> int:
    """Return where the item begins whose unit is named at ``at``: in its line, or above it."""
    line = text.rfind("\n", least, at) + 1 or least
    if _WORDS.search(text, line, at):
        return _headed(text, line, least)
    # A line of its own: the paragraph above, with its heading.
    above = text.rfind("\n", least, max(line - 1, least)) + 1 or least
    return _headed(text, above, least)


def _headed(text: str, line: int, least: int) -> int:
    """Return where the heading of a paragraph begins, where one stands above it."""
    if _ITEM.match(text, line) or line <= least:
        return line
    above = text.rfind("\n", least, line - 1) + 1 or least
    is_short = line - above <= 60
    return above if is_short and _ITEM.match(text, above) and line - above < _REACH else line
