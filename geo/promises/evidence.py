"""What is known of a target later on: claims of reports and of other documents, with their dates.

Dates are ISO 8601 as fine as they are known: ``2023``, ``2023-06``, ``2023-06-30``, or two of them
with a stroke between (``2017/2021``). They stand for all days that they may mean.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, NamedTuple

from geo.base.paths import DATA
from geo.base.tables import read_table
from geo.model.codes import MENTIONED, SOURCES, STAGE_RANK

KINDS: Final = tuple(SOURCES)
# Stages that go on for years.
LASTING: Final = frozenset({"planning", "land_assembly", "under_construction"})
# What the words of an outcome may do to it.
ROLES: Final = {
    "forecast": "says what is to come, which proves nothing (预计)",
    "unfinished": "says that it is not so yet (尚未)",
    "ended": "says that it is stopped, given up, moved or replaced (停建)",
    "moved": "of what is moved or made another thing; with a stage it was promised (迁址)",
    "resumed": "takes that back (复工)",
    "aim": "drives at the stage behind it, where the clause begins with it (推动…通车)",
    "total": "of a whole district's count, which names no site (全区)",
    "whole": "of all parts together, whichever is named beside (全线)",
}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# 将 before a verb; 将军 and 将来 are words of their own.
_WILL: Final = re.compile(
    "[将將](?![军軍来來领領帅帥士才])|(?<![模虚草比])拟(?![态定制人合真])|"
    "(?:临近|接近|进入)(?:竣工|完工|尾声|收尾|建成|开业|通车|投用)"
)
# Before a day to come, where nothing says that it has been; 日前 is lately.
_BEFORE: Final = re.compile(
    "(?:国庆节?|春节|五一|中秋|元旦|年底|月底|季度末|[月年]中|\\d月(?:上旬|中旬|下旬|底)?|\\d日)"
    "前(?![期后往沿])"
)
# Adverbs before what drives at a stage: 全力推动.
_ADVERBS: Final = re.compile(
    "^(?:全力|着力|大力|持续|合力|强力|奋力|积极|协同|全面|有序|稳步|深入|统筹|抓紧|加大力度)*"
)
# Less than all of it: 改造完成90%, 工程过半.
_SHARE: Final = re.compile(
    "(?:完成|进度|施工|工程|建设|掘进|开挖|浇筑|安装|铺设)(?:[率量])?"
    "(?:[^，。；]{0,8}?(?<!\\d)\\d{1,2}(?:\\.\\d{1,2})?[%％]|"
    "[^，。；]{0,4}?[一二三四五六七八九]成(?![立为果员效]))|"
    "过半|[三四五]分之[一二三四]"
)
# Able to be used, which is less than used: 具备通车条件.
_ABLE: Final = re.compile(
    "(?:具备|满足|达到|符合|创造)[^，。；]{0,8}条件|待(?:验收|移交|启用|投用)"
)
# All but reached: something is left.
_NEARLY: Final = re.compile(
    "(?:基本|初步|大体|大致|大部分?|近乎|几近|接近|临近)(?:上)?(?:已经?)?"
    "(?:建设|改造|施工)?(?:建成|竣工|完工|完成|贯通|成型|建好|落成|结束)"
)
_SORT: Final = (
    "(?:项目|工程|学校|中小学|小学|中学|幼儿园|医院|公园|游园|道路|小巷|街巷|小区|桥梁|泵站|"
    "水库|变电站|停车场|菜市场|社区)"
)
# How much of what is planned has come so far: 开工率96%.
_RATE: Final = re.compile("(?:开工|复工|竣工|完工|投产|开业|入库|建成|投用|完成)率")
_CLAUSE: Final = re.compile("[^，。；]+")
_UNIT: Final = "(?:个|条|处|所|座|项|家)"
# How many of a sort there are, which names none; X等6所学校 does.
_COUNTED: Final = re.compile(
    f"[两二三四五六七八九十百数几]{{1,4}}{_UNIT}[^，。；]{{0,6}}?{_SORT}|"
    f"{_SORT}\\d{{1,9}} ?{_UNIT}|(?<!\\d)\\d{{1,9}} ?{_UNIT}[^，。；\\d]{{0,6}}?{_SORT}"
)
_DROPPED: Final = re.compile(
    "停建|停止建设|终止(?:建设|实施|推进)|取消建设|不再(?:实施|建设|推进)|另行选址|搁置|烂尾|流产|"
    "下马|叫停|(?:建设|实施|推进|项目|工程)(?:已|被)?(?:暂缓|缓建)|暂缓(?:建设|实施|推进)"
)
# Where words name a part of what they speak of.
_PART: Final = re.compile(
    "(?:第?[一二三四五六七八九十]{1,2}|首|(?<!\\d)\\d)(?:期(?![间限望])|标段)|[东西南北中]段|"
    "(?:[a-zA-Z]|[一二三四五六七八九十]|\\d{1,2})号楼|(?<![a-zA-Z])[a-zA-Z]区|"
    "[东西南北](?:广场|延(?:长|伸)?(?:线|段)|区(?![域位县]))|[左右](?:线|幅)"
)
# A part as well where it is done; while works go on, works on it are works on the whole.
_PART_DONE: Final = re.compile(
    "主体|部分(?:路段|区域|楼栋|场馆|站点|地块|线路|工程)?|局部|半幅|单幅|首开区|启动区|起步区|先行区|"
    "示范段|试验段|先导段|首段|首栋|先行段|主桥|引桥|裙楼|塔楼|样板段|[东西南北]线|"
    "(?:[两二三四五六七八九十首数多]|[1-9]\\d{0,2}) ?[栋幢]"
)
_DONE: Final = frozenset({"completed", "operating"})
_COUNT: Final = re.compile(r"\d{1,9} ?(?:个|条|处|所|座|项|家)")


class Days(NamedTuple):
    """All days that a date may mean, the first and the last."""

    first: dt.date
    last: dt.date


def days_of(text: str) -> Days | None:
    """Return the days of an ISO 8601 date or interval, None where it is none.

    >>> days_of("2022-02")
    Days(first=datetime.date(2022, 2, 1), last=datetime.date(2022, 2, 28))
    """
    first, _, last = text.partition("/")
    found = _days(first), _days(last or first)
    if found[0] is None or found[1] is None or found[0].first > found[1].last:
        return None
    return Days(found[0].first, found[1].last)


def days_of_period(period: str | None) -> Days | None:
    """Return the days of a mention's ``period``: ``2022``, ``2022-2026``, None without one."""
    first, _, last = (period or "").partition("-")
    return days_of(f"{first}/{last}" if last else first)


def _days(text: str) -> Days | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return Days(dt.date(year, month, day), dt.date(year, month, day))
        if month:
            last = calendar.monthrange(year, month)[1]
            return Days(dt.date(year, month, 1), dt.date(year, month, last))
        return Days(dt.date(year, 1, 1), dt.date(year, 12, 31))
    except (ValueError, calendar.IllegalMonthError):
        return None


_REACHED: Final = frozenset({"started", "under_construction", "completed", "operating"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one document says about a site, or about a part of it.

    ``date`` is the event's, ``said`` the document's (ISO 8601, or empty), ``part`` is empty for
    the whole. ``forecast`` is what the document only expects, ``unfinished`` that it says so,
    ``ended`` that the works were stopped, given up, moved or replaced; ``aims`` that they only
    drive at the stage (推动…通车), or tell of a share of it (完成90%); ``nearly`` that it is
    all but reached (基本建成).
    """

    stage: str
    words: str
    date: str
    kind: str
    certainty: str
    said: str = ""
    part: str = ""
    forecast: bool = False
    unfinished: bool = False
    ended: bool = False
    is_total: bool = False
    aims: bool = False
    nearly: bool = False
    source: Mapping[str, Any] | None = None

    @property
    def rank(self) -> int:
        """How far its stage is; -1 without one."""
        return STAGE_RANK.get(self.stage, -1)

    @property
    def when(self) -> Days | None:
        """The days on which it may have happened: not after the document that says it."""
        found, said = days_of(self.date), days_of(self.said)
        if found and said and found.first <= said.last < found.last:
            return Days(found.first, said.last)
        return found

    @property
    def proves(self) -> bool:
        """Whether it may stand alone for what it says has happened."""
        return (
            self.is_about_the_past
            and self.kind != "repost"
            and self.certainty != "weak"
            and self.when is not None
            and not (self.aims and self.stage not in LASTING)
        )

    @property
    def is_about_the_past(self) -> bool:
        """Whether it says of this site that something has happened."""
        return not (self.forecast or self.unfinished or self.is_total) and (
            self.ended or self.stage not in {"", MENTIONED}
        )

    @property
    def latest(self) -> dt.date | None:
        """The last day that it may speak of; None where nothing tells."""
        days = self.when or days_of(self.said)
        return days.last if days else None


@cache
def _words() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for _, row in read_table(DATA / "lexicon" / "outcomes.csv", ("word", "role")):
        found[row["role"]].append(row["word"])
    return found


def weighed(words: str, stage: str = "") -> Mapping[str, bool]:
    """Return what the words of an outcome do to it, as members of :class:`Evidence`.

    ``stage`` is what they are said to tell: a move that is begun or done is no end of the works.

    >>> weighed("预计2023年底通车")["forecast"], weighed("全区17个项目竣工")["is_total"]
    (True, True)
    """

    def last(role: str) -> int:
        return max((words.rfind(word) for word in _words()[role]), default=-1)

    return {
        "forecast": last("forecast") >= 0
        or _WILL.search(words) is not None
        or any("已" not in words[: found.start()] for found in _BEFORE.finditer(words)),
        "unfinished": last("unfinished") >= 0,
        "aims": _ADVERBS.sub("", words).startswith(tuple(_words()["aim"]))
        or _SHARE.search(words) is not None
        or _ABLE.search(words) is not None,
        "nearly": _NEARLY.search(words) is not None,
        "ended": max(last("ended"), -1 if stage in _REACHED else last("moved")) > last("resumed"),
        "is_total": (last("total") >= 0 and _COUNT.search(words) is not None)
        or _RATE.search(words) is not None
        or any(map(_counts, _CLAUSE.findall(words))),
    }


def _counts(clause: str) -> bool:
    """Whether a clause counts things of a sort and names none; one of them is named before 等."""
    found = _COUNTED.search(clause)
    return found is not None and "等" not in clause[: found.end()]


def is_dropped(words: str) -> bool:
    """Whether a report's own clause says that a site's works are given up or stopped for good.

    Narrower than ``ended``: that is of words which somebody chose for their site.
    """
    return _DROPPED.search(words) is not None


def of_its_part(evidence: Evidence, names: Iterable[str]) -> Evidence:
    """Return evidence as that of the part which its words name, where no name of the site has it.

    >>> of_its_part(Evidence("completed", "书院一期竣工", "2022", "press", "sure"), ["书院"]).part
    '一期'
    """
    if evidence.part or evidence.is_total or any(w in evidence.words for w in _words()["whole"]):
        return evidence
    found = _PART.search(evidence.words)
    if found is None and evidence.stage in _DONE:
        found = _PART_DONE.search(evidence.words)
    if found is None or any(found[0] in name for name in names):
        return evidence
    return replace(evidence, part=found[0])
