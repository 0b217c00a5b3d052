"""How far a document classes a site to be, against its schedule (督查通报, 责任分解方案).

A class is a word of its own: in a cell, in the line above a list (（二）达进度项目), behind
进度评价：, or such words as no other clause has (欠进度). A report's 已完成 is no class.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from geo.documents.report import Report
from geo.model.mentions import Mention

Span = tuple[int, int]

# Codes in the order in which they are looked for.
_CLASSES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "behind",
        re.compile(
            r"欠进度|滞后|落后|未达(?:到)?(?:序时)?进度|未达标|(?:慢于|低于|未达(?:到)?)(?:序时进度|进度|序时)|进展缓慢|推进缓慢|红灯|黄灯|未完成"
        ),
    ),
    (
        "ahead",
        re.compile(r"超(?:前|序时)?进度|快于(?:序时进度|进度|序时)|提前完成|超额完成|超前|超序时"),
    ),
    (
        "on_track",
        re.compile(
            r"达(?:到)?(?:序时)?进度|达序时|序时推进|正常推进|有序推进|正常|按(?:计划|时序|序时|进度)(?:进度|有序)?推进|符合(?:序时进度|进度|序时)|绿灯"
        ),
    ),
    (
        "done",
        re.compile(
            r"(?:已(?:经)?(?:全部|全面)?完成|完成|办结|销号|已完工|已竣工)"
            r"(?=的?(?:年度|全年)?(?:重点)?(?:项目|任务|工作|事项|工程|目标|情况|销号)|[^\w%％]|$)"
        ),
    ),
)
# What is done of these is a part: 桩基施工完成.
_PART: Final = re.compile(
    r"主体|桩基|基础|安装|施工|设备|结构|装修|装饰|路基|管网|土方|征地|拆迁|设计"
)
# In running text these words class by themselves.
_PLAIN: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "behind",
        re.compile(r"欠进度|进度滞后|滞后(?:于)?(?:序时)?进度|慢于序时进度|未达(?:到)?序时进度"),
    ),
    ("ahead", re.compile(r"超(?:序时)?进度|快于序时进度|超前于?序时进度")),
    ("on_track", re.compile(r"达(?:到)?(?:序时)?进度")),
)
_CLASS_MAX: Final = 14
_LINE_MAX: Final = 40
# A line that only classes what follows: its number, the class, how many.
_HEADING: Final = re.compile(
    r"\s{0,8}(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?)?\s{0,4}(?P<said>[\u4e00-\u9fff]{2,12}?)"
    r"(?:的?(?:重点)?(?:项目|工作|任务|事项|工程)(?:情况)?)?(?:[（(][^（()）]{0,20}[)）]|共?\d{1,4}[个项])?[。：:]?\s{0,8}"
)
_KEYED: Final = re.compile(
    r"(?:进度评价|督查结果|评价结果|进度等次|进度情况|推进情况|评价)[：:]\s{0,4}(?P<said>[\u4e00-\u9fff]{2,10})"
)
_ANY_HEADING: Final = re.compile(
    r"\s{0,8}(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|第.{1,3}[章节部])"
)
_NOTICE: Final = re.compile(r"督查|通报|责任分解|分解方案|进度评价|督办")
# So far into a text its own title may stand.
_HEAD: Final = 600


def class_of(text: str, cell: Span) -> tuple[str, Span] | None:
    """Return the class that a cell, or a line above rows, is: its code and its words."""
    start, end = cell
    if end - start > _LINE_MAX:
        return None
    if heading := _HEADING.fullmatch(text, start, end):
        start, end = heading.span("said")
    elif end - start > _CLASS_MAX:
        return None
    for code, pattern in _CLASSES:
        if found := pattern.search(text, start, end):
            if code == "done" and _PART.search(text, start, found.start()):
                return None
            rest = end - start - len(found.group())
            return (code, found.span()) if rest <= _CLASS_MAX // 2 else None
    return None


def with_progress(report: Report, mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions of running text, each with the class that the text gives it."""
    mentions = list(mentions)
    text = report.text
    is_notice = bool(_NOTICE.search(text, 0, _HEAD))
    heads = list(_headings(text)) if is_notice else []
    starts = [start for start, _ in heads]
    return [_classed(report, mention, heads, starts) for mention in mentions]


def _classed(
    report: Report, mention: Mention, heads: list[tuple[int, str | None]], starts: list[int]
) -> Mention:
    if mention.progress or mention.row is not None:
        return mention
    clause = report.text[mention.quote_start : mention.quote_end]
    for code, pattern in _PLAIN:
        if pattern.search(clause):
            return replace(mention, progress=code)
    at = bisect_right(starts, mention.start) - 1
    code_above = heads[at][1] if at >= 0 else None
    line_end = report.text.find("\n", mention.start, mention.start + 2000)
    keyed = _KEYED.search(
        report.text, mention.start, line_end if line_end >= 0 else mention.start + 2000
    )
    if keyed and (found := class_of(report.text, keyed.span("said"))):
        code_above = found[0]
    return replace(mention, progress=code_above) if code_above else mention


def _headings(text: str) -> Iterator[tuple[int, str | None]]:
    """Yield where a line begins that classes what follows, or that ends such a stretch."""
    start = 0
    for line in text.split("\n"):
        span = start, start + len(line)
        if (stop := line.find("。", 0, _LINE_MAX)) >= 0:
            # What it classes may follow on the same line: （二）达进度项目1个。石塘渔港正在….
            span = start, start + stop + 1
        if span[1] > start and "\t" not in line and _HEADING.fullmatch(text, *span):
            found = class_of(text, span)
            if found or _ANY_HEADING.match(text, *span):
                yield start, found[0] if found else None
        start += len(line) + 1
