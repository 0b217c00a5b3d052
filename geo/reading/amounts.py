"""Amounts of money in a report, and which of them belong to one site.

A figure belongs to a site only where its sentence states it for that one site (总投资50亿元的
X项目; X，概算18亿元; X项目（投资12亿元）), for each one of a list (X、Y等61个亿元以上项目) or for a
fund (总规模200亿元的X基金), or where the site is the heading of the paragraph that states it. A
list's total, a programme's figure, what was spent so far, a price, an output belong to nobody
here; what a year spends is kept as a part of the whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Literal

from geo.documents.report import Report
from geo.model.mentions import Investment, Mention
from geo.reading.headings import MARGIN, headed, run_in

_UNITS: Final = {"万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "億": 1e8, "万亿": 1e12}
_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_ZEROS: Final = "零〇"
_TIMES: Final = {"十": 10, "百": 100, "千": 1000}
# Numerals: 三点六, 一百二十, 3千8百. Vague ones (数十, 几百) are none.
_CHINESE: Final = (
    r"(?<![数几上成第双一二三四五六七八九两十百千零〇])[一二三四五六七八九两十百千零〇]{1,9}"
    r"(?:点[一二三四五六七八九零〇]{1,4})?|\d千\d百|\d[千百]"
)
_ARABIC: Final = r"\d{1,3}(?:[,，]\d{3}){1,4}(?:[.．]\d{1,4})?|\d{1,12}(?:[.．]\d{1,4})?"
# No rest of a longer number, and no end of a range (3至5亿元, 3亿元至5亿元).
_BEGINS: Final = r"(?<!\d)(?<!\d[.．,])(?<![\d元亿万][-–—~～－至到])"
_FIGURE: Final = re.compile(
    r"(?:(?P<over>(?<!不)超过?|逾|突破|不少于|不低于|至少)[ \t]{0,2})?"
    r"(?:(?P<about>约[为计]?|近|大约|預計)[ \t]{0,2})?(?:(?:人民币|[￥¥])[ \t]{0,2})?"
    rf"{_BEGINS}(?P<figure>{_CHINESE}|{_ARABIC})(?>(?P<more>余|餘|多)?[ \t]{{0,2}}"
    # 15个亿 is a sum, 15个亿元项目 are many.
    r"(?:个(?=亿(?:[，。；、）)的左余多建新改\s]|$)))?"
    r"(?:(?P<unit>万亿|千万|百万|亿|億|万|萬)"
    rf"(?:(?<=[亿億])零?(?P<rest>{_CHINESE}|\d[,，]\d{{3}}|\d{{1,4}}(?:[.．]\d{{1,4}})?)(?P<still>余|多)?"
    r"(?P<small>千万|百万|万|萬))?|(?=元))"
    r"(?P<odd>余|餘|多)?[ \t]{0,2}(?:元|圆|圓)?(?:人民币)?(?P<above>以上)?(?P<round>左右)?)"
    r"(?!级|以[内下]|[-–—~～－至到]{1,2}\d)"
)
# Sums in other money, whatever stands first.
_FOREIGN_BEFORE: Final = re.compile(
    r"(?:美元|美金|[欧日港澳韩]元|港币|台币|英镑|[$€£]|USD|EUR|HKD)[ \t]{0,2}$"
)
_FOREIGN: Final = re.compile(
    r"[ \t]{0,2}(?:新加坡|加拿大|澳大利亚|澳门|新台|[美港欧日澳加新韩英台泰])(?:元|币|镑|铢|金)"
    r"|[ \t]{0,2}(?:卢布|卢比|林吉特|法郎|比索|第纳尔|USD|EUR|HKD)"
)
# A sum in yuan alone is a price where it is smaller.
_LEAST_YUAN: Final = 1e5
# What a figure behind these words is: the whole of a site's cost.
_IS: Final = r"(?:高?达到?|約|為|为|是|共?计)?[：:]?$"
_WHOLE: Final = re.compile(
    r"(?:计划|计劃|計畫|预计|预算|核定|批复|规划|项目|静态|动态|工程|建设)?(?:总|總)"
    r"(?:投资|投資|经费|經費|造价|造價|概算|费用|預算|预算|投入|耗资)(?:额|額|规模|金额|概算|估算)?"
    rf"{_IS}"
    r"|(?:概算|估算|匡算)(?:批复)?(?:总|總)?(?:投资|投資)?(?:额)?"
    rf"{_IS}"
    r"|(?:经费|經費|工程费用?|造价|造價|预算|預算|投资概算|投资估算|批复概算)"
    rf"{_IS}"
    rf"|(?:斥资|耗资|花费|一次性投[入资]){_IS}"
)
# The word for works in a word for their whole cost (项目总投资).
_MANY_WORKS: Final = re.compile(r"(?:项目|工程)(?=[^，。；]{0,4}[总總])")
# 投入, where nothing says that it is another's, or a year's.
_PUT: Final = re.compile(
    r"(?:^|[，。；：、,;:\n）)])(?:由[^，。；：、,;:\n\d]{1,10}?)?(?:共|总|先后|计划|拟|将|预计)?"
    r"(?P<word>投入(?:建设)?(?:资金)?|出资|引资|筹资|集资)$"
)
# 投资 alone, where nothing before it makes it another thing.
_INVESTED: Final = re.compile(
    r"(?P<before>.{0,6}?)(?P<word>(?:计划|拟|预计|批复|静态|动态)?(?:投资|投資)(?:额|額|总额|規模|规模|金额)?"
    r"(?:高?达到?|为|是)?[：:]?)$"
)
_NOT_THE_WHOLE: Final = re.compile(
    r"(?:完成|实现|累计|新增|固定资产|民间|外商|直接|产业|工业|制造业|技改|社会|政府|带动|撬动|拉动|引导|有效"
    r"|基础设施|房地产|水利|交通|能源|股权|预算内|今年|本年|当年|年度|全年|年|月|引进|吸引|争取|节约|节省|减少|压减|核减"
    r"|追加|增加|后续|剩余|配套|设备|土建|征地|拆迁|装修|绿化|信息化|研发|技术改造|流动资金|财政|中央|平均|[一二三四首前本]期|每[^，。；]{1,4})$"
)
# 周边项目总投资: of other works.
_OTHERS: Final = re.compile(
    r"(?:周边|沿线|(?<!续建)配套|入驻|入园|签约|在建|开工|竣工|落户|落地|投产|引进|引入|招引|储备|重点|重大"
    r"|产业|企业|公司|连同[^，。；]{1,6}|各类|上述|相关|其他|其余|所有|全部|全[省市区县]|续建)的?(?:建设)?(?:项目|工程)?$"
)
_GOT: Final = re.compile(r"(?:引进|引入|招引|签约|落户|落地)$")
_OF_OTHERS: Final = re.compile(
    r"(?:周边|沿线|配套|入驻|入园|签约|落户|落地|引进|引入|招引|储备|重点|重大|产业|各类|相关|其他|其余|所有|全部)"
    r"的?(?:建设)?(?:项目|工程|企业)$"
)
# Verbs among them: 引进总投资5亿元的X is X's own, X引进总投资5亿元 is not.
_BROUGHT: Final = re.compile(
    r"(?:入驻|入园|签约|在建|开工|竣工|落户|落地|投产|引进|引入|招引|储备|续建|(?<!已)完成)$"
)
# Of these also a word for the whole speaks of a part, or of another thing.
_NOT_EVEN_THEN: Final = re.compile(
    r"(?:完成|累计|新增|带动|撬动|拉动|吸引|争取|节约|节省|减少|压减|核减|追加|平均|[一二三四首前本]期|每[^，。；]{1,4})$"
)
_PART: Final = re.compile(
    r"(?:(?P<year>20\d\d|1[01]\d)\s*年(?:度)?|(?P<this>今年|本年度?|当年|年度|年内))"
    r"(?:计划|預計|预计|安排|拟)?(?:完成)?(?:投资|投資)(?:额)?(?:达到?|为|：|:)?$"
)
_SIZE: Final = re.compile(r"(?<!投资)(?:总|總)?(?:规模|規模|募资)(?:达到?|为)?$")
# Behind a figure of a list: what each of its sites costs at the least.
_EACH: Final = re.compile(
    r"(?:等(?:一批|(?:(?P<among>\d{1,6})|[一二三四五六七八九十百]+|多|数)余?(?:个|項|项))?"
    # Without 等 as many as are named (A、B两个超20亿元项目).
    r"|(?P<named>[2-9两二三四五六七八九])[个項项])"
    r"(?P<single>单体)?(?:(?P<total>总投资)|投资(?=[^，。；、\n]{0,24}(?:项目|工程|企业|产业)))?额?(?P<all>均|都)?"
    r"(?P<words>(?P<over>超|过)?"
    rf"(?P<figure>\d{{1,9}}(?:[.．]\d{{1,4}})?(?![千百])|{_CHINESE})?(?P<unit>亿|億|万|萬)(?:元)?(?P<above>以上)?)(?:的)?"
    r"(?:(?=[^，。；、\n]{0,10}(?P<noun>项目|工程|企业|产业))|(?=[，。；、\n]|$))"
)
# The whole of a table's cell.
_CELL: Final = re.compile(
    r"[ \t]{0,4}(?P<over>超过?|逾|突破|不少于|不低于|至少|>|≥)?(?P<about>约|近|大约|預計|约为)?"
    r"[￥¥]?(?P<figure>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,10})?)[ \t]{0,4}"
    r"(?P<unit>万亿|千万|百万|亿|億|万|萬)?(?P<more>余|餘|多)?(?P<yuan>元|圆|圓)?(?:人民币)?"
    r"(?P<above>以上)?(?P<round>左右)?[ \t]{0,4}"
)
_WIDE: Final = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}
_MOST_YUAN: Final = 1e15
_COMMA: Final = re.compile("[,，]")
_BREAK: Final = re.compile("[,，。；;：:]")
# Behind a name: more of its kind, or the next of a list.
_MORE: Final = re.compile(r"[^，。；、]{0,8}等")
_NEXT: Final = re.compile(
    # X及配套管网 is one work.
    r"[^，。；、\n]{0,8}?(?:[和及与]其?(?:配套|附属)[^，。；、和及与\n]{0,12})?[、和及与](?!其?(?:配套|附属))"
    r"([^，。；、\n]*)"
)
# The next one of a list, with an attribute of its own.
_ITS_OWN: Final = re.compile(
    r"(?:占地|总?建筑面积|总?装机|年产|年处理|日处理|日供水|全长|总长)\D{0,4}\d"
)
# 投资3亿元对X进行改造.
_WORKED_ON: Final = re.compile(r"[^，。；、和及与等\n]{0,8}(?:进行|实施)")
# 项目投资3亿元, of the one site before.
_ITS: Final = re.compile(r"(?:^|[，,。；]|该|本|此)(?:项目|工程)$")
_LISTED: Final = re.compile(r"[、和及与]$")
_ALONE: Final = re.compile(
    r"(?:^|[，,；;：:。\n]|引进|签约|落户|开工|投产|建成|建设|实施|推进|新建)$"
)
_COUNTED: Final = frozenset("吨千人户平次亩立公个件支株头只辆套盏张册例斤枚箱瓶羽级")
_ROUND: Final = {"百": 100.0, "千": 1000.0}
_SEPARATORS: Final = "、和及与以"
# Between a figure and the name that it belongs to.
_OF: Final = re.compile(
    r"(?:[、，,](?:占地|总?用地|总?建筑面积|总?装机|年产|年处理|日处理|日供水|设计|全长|总长|规划|总?库容)"
    r"[^，。；、\n]{0,16}){0,2}(?:建设|新建|改建|扩建|改造|建成|修建|兴建|打造|修缮|重建|迁建|翻建)?"
    r"的[^，。、；,;（(]{0,6}$"
)
_DOES: Final = re.compile(
    r"(?:(?:建成|重建|迁建|翻建|加固|修缮|开工|启动|动工|全面|完成|推进|实施|建设|新建|改建|扩建|续建"
    r"|改造|提升|打造|修建|兴建|興建|修复|整治|改扩建)){0,3}了?(?:[^\W\d全各]{1,4}[省市州县区镇乡])?$"
)
# What a sum put into works may have paid as a whole.
_MADE: Final = re.compile(
    r"(?:建成|新建|改建|改造|改造提升|新改建|改扩建|修建|兴建|重建|迁建|翻建|建设|修缮|修复|加固)了?$"
)
_LEVELS: Final = frozenset("省市州县区镇乡")
_PLACE: Final = re.compile(r"[^\W\d全各的]{1,3}")
# Or for works at a place, which its name or the words behind it say: 投入380万元完成X清淤.
_DID: Final = re.compile(r"(?:完成|实施)了?$")
_WORKS: Final = re.compile(
    r"(?:改造|扩建|治理|整治|修复|加固|清淤|疏浚|硬化|亮化|修缮|维修|提升)(?:工程|项目)?$"
)
# Behind a name: so many of a kind.
_COUNT: Final = re.compile(
    r"[^，。；、\n]{0,8}?(?:\d{2,6}|[2-9]|[两二三四五六七八九十]{1,3}|多|数)[余多]?[个所座条处项家片栋]"
)
# Behind a sum: what it is for.
_FOR_THE_NEXT: Final = re.compile(r"的(?!\d{1,3}(?:[.．]\d{1,4})?[%％])[^，。；、）)\n]")
_FOR_WORKS: Final = re.compile(
    r"(?:建成|新建|改建|扩建|改造|建设|实施|修建|兴建|重建|迁建|打造|启动|开工)"
)
_BRACKET: Final = re.compile(r"(?:项目|工程|建设|改造)?\s{0,4}[（(【\[][^）)】\]]{0,30}$")
# Between a name and its figure: one site's own words, no other's.
_AFTER: Final = re.compile(r"[^。；;！？\n]{0,60}$")
_ADJACENT: Final = re.compile(
    r"(?:项目|工程|建设项目|改造项目|改造工程|建设工程|建设|改造)?[，,|｜\s:：]{0,8}$"
)
# A figure for all of several: 等19个项目, 两个项目, 分别.
_SEVERAL: Final = re.compile(
    r"等|分别|合计|共计|共|(?<!\d)\d{1,9}余?(?:个|项|所|座|条|家|处|宗)"
    r"|[两二三四五六七八九十]{1,4}(?:个|项|所|座|条|家|处|宗)|均|各|一批|其中"
)
_OTHER_FIGURE: Final = re.compile(
    r"(?:产值|产能|营收|收入|税收|利润|销售|交易|贷款|融资|补助|补贴|资金|债券|基金|价格|售价|成交|货值|效益|捐赠)"
    r"[^，。；]{0,6}$"
)
# Before a name: what is given to it, or asked for it, is no whole cost (安排X投资2亿元).
_GRANTED: Final = re.compile(r"(?:安排|下达|落实|争取|筹措|筹集|申报|用于|支持|拨付)$")
# Phases without the name of their site.
_PHASE: Final = re.compile(r"(?:分?[一二三四五六两首前本]|\d)期(?:工程|项目)?")
# Only sizes of the site stand between its name and the sum.
_MEASURED: Final = re.compile(
    r"(?:建设)?(?:项目|工程)?(?:[，,、]?(?:总|共|规划|设计|厂房|用房|场馆)?(?:占地|用地|全长|长|装机|建筑|建设|年产|日供|日处理|库容"
    r"|面积|里程|设)[^，。；、\d]{0,8}\d{1,9}(?:[.．]\d{1,4})?[^，。；、\d]{0,6}){1,4}[，,、]"
)
# What a clause behind the name may begin with, where it speaks of the same site.
_ITS_CLAUSE: Final = re.compile(
    r"(?:[，,、：:]|^)\s{0,4}(?:其|该|本|此|整个)?(?:建设)?(?:项目|工程|园区|大桥|线路)?"
    r"(?:共|总共|将|拟|约|需|占)?$"
)
_ABOUT_IT: Final = re.compile(r"(?:^|[。；\n，,])\s{0,8}(?:该|本|此)?(?:项目|工程)?$")

# Sums in the order of a list, what stands between two of them, two of its names, list and sums.
_RESPECTIVELY: Final = re.compile(
    r"分别(?P<after>(?:计划|预计|拟)?总?(?:投资|造价|概算|耗资|斥资)?额?(?:为|达到?)?[：:]?)"
    r"[ \t]{0,2}(?=[约近超逾\d一二三四五六七八九两十])"
)
_NEXT_SUM: Final = re.compile(r"(?:[、和及与，,]|以及)?")
_NEXT_NAME: Final = re.compile(r"(?:建设)?(?:项目|工程)?(?:[、和及与]|以及)")
_THEIRS: Final = re.compile(r"(?:(?!等|其中|[均各另])[^。；;：:\d\n]){0,16}?")

Kind = Literal["whole", "brought", "put", "part", "size", "bare"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum in the text: where it and the words before it stand, and what these say it is.

    ``start`` and ``end`` are the sum's own words, ``said`` is where the words begin that say what
    it is for. ``year`` is that of a part.
    """

    start: int
    end: int
    said: int
    kind: Kind
    amount_cny: float
    at_least: bool
    about: bool
    year: str = ""

    def investment(self, *, is_fund: bool = False) -> Investment:
        """Return what a site to which it belongs costs."""
        basis = "fund" if is_fund else "at_least" if self.at_least else "stated"
        return Investment(self.amount_cny, basis, self.start, self.end, self.about)


def with_amounts(report: Report, mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions, each with the amount that the text states for its site alone."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    outer = _outer(ordered)
    owned: dict[tuple[int, int], Investment] = {}
    parts: dict[tuple[int, int], list[tuple[str, float]]] = {}
    starts = [m.start for m in outer]
    for start, end in _stretches(report, outer):
        own = outer[bisect_left(starts, start) : bisect_left(starts, end)]
        within = [m for m in own if m.end <= end]
        for mention, each in _of_lists(report.text, start, end, within):
            owned.setdefault(mention.span, each)
        for mention, own_sum in _of_each(report.text, start, end, within):
            owned.setdefault(mention.span, own_sum)
        for figure in _figures(report.text, start, end, [m.end for m in within]):
            owner = _owner(report.text, figure, within, start)
            if owner is None:
                continue
            if figure.kind == "part":
                year = figure.year or (owner.period if (owner.period or "").isdigit() else "")
                if year:
                    parts.setdefault(owner.span, []).append((year, figure.amount_cny))
                continue
            is_fund = "基金" in owner.text
            if figure.kind == "size" and not is_fund:
                continue
            owned.setdefault(owner.span, figure.investment(is_fund=is_fund))
    for mention, stated in _of_headings(report, outer):
        owned.setdefault(mention.span, stated)
    return [
        replace(m, investment=replace(its, parts=tuple(parts.get(m.span, ()))))
        if (its := owned.get(m.span))
        else m
        for m in mentions
    ]


def sum_in(text: str, cell: tuple[int, int], unit: float | None) -> Investment | None:
    """Return the sum that a table's cell holds, None where it holds none, or one without a unit.

    ``unit`` is the size in yuan of the unit that the column's label gives; one in the cell goes
    before it.
    """
    found = _CELL.fullmatch(_narrow(text[slice(*cell)]))
    if found is None:
        return None
    own = found["unit"]
    size = _UNITS.get(own, 1.0) if own or found["yuan"] else unit
    amount = float(_COMMA.sub("", found["figure"])) * size if size else 0.0
    if not 0 < amount <= _MOST_YUAN:
        return None
    at_least = bool(found["over"] or found["more"] or found["above"])
    about = bool(found["about"] or found["more"] or found["round"])
    basis = "at_least" if at_least else "stated"
    return Investment(round(amount, 2), basis, *cell, about)


def _narrow(text: str) -> str:
    """Return a text with its full-width digits and marks made narrow, one for one."""
    return text[: 2 * MARGIN].translate(_WIDE)


def _outer(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that lie in no other, of those sorted by start."""
    found: list[Mention] = []
    for mention in mentions:
        if not found or mention.end > found[-1].end:
            found.append(mention)
    return found


def _stretches(report: Report, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield the sentences that hold mentions, as spans of the text."""
    last = None
    for mention in mentions:
        try:
            sentence = report.clause_at(mention.start).sentence
        except IndexError:
            continue
        if sentence != last:
            yield sentence
            last = sentence


def _figures(text: str, start: int, end: int, ends: Sequence[int] = ()) -> Iterator[Figure]:
    """Yield the sums between two offsets with what the words before them say of them.

    ``ends`` are where names end, in order: a name's own words say nothing of the sum behind it.
    """
    for found, amount in _sums(text, start, end):
        at = found.start()
        names = bisect_left(ends, at + 1)
        since = max(start, at - 24, ends[names - 1] if names else 0)
        before = text[since:at]
        words = before.rstrip(" \t\u3000")
        kind, said, year = _kind_of(words)
        if kind == "bare" and (
            _OTHER_FIGURE.search(words)
            or found["figure"] in _ROUND
            or not (_is_money(found) and found["unit"])
        ):
            continue
        is_more = bool(found["more"] or found["still"] or found["odd"])
        yield Figure(
            at,
            found.end(),
            at - (said + len(before) - len(words) if said else 0),
            kind,
            amount,
            bool(found["over"] or is_more or found["above"]),
            bool(found["about"] or is_more or found["round"]),
            year,
        )


def _sums(
    text: str, start: int = 0, end: int | None = None
) -> Iterator[tuple[re.Match[str], float]]:
    """Yield the sums in a text with their yuan: what counts something else is none (200万吨)."""
    for found in _FIGURE.finditer(text, start, len(text) if end is None else end):
        is_counted = not _is_money(found) and text[found.end() : found.end() + 1] in _COUNTED
        before = text[max(0, found.start() - 8) : found.start()]
        if is_counted or _FOREIGN.match(text, found.end()) or _FOREIGN_BEFORE.search(before):
            continue
        if amount := _amount(found):
            yield found, amount


def _amount(found: re.Match[str]) -> float | None:
    """Return how many yuan a sum is, None where its figure is none or the sum too small."""
    figure, rest = _number(found["figure"]), _number(found["rest"] or "")
    if found["over"]:
        figure = _ROUND.get(found["figure"], figure)
    if figure is None or (found["rest"] and rest is None):
        return None
    amount = figure * _UNITS.get(found["unit"], 1.0)
    if rest is not None:
        amount += rest * _UNITS[found["small"]]
    is_sum = found["unit"] or amount >= _LEAST_YUAN
    return round(amount, 2) if is_sum and 0 < amount <= _MOST_YUAN else None


def _number(said: str) -> float | None:
    """Return a number in figures or numerals (2,925.7; 三点六; 一百二十), None for another word."""
    plain = _COMMA.sub("", said).replace("．", ".")
    if plain[:1].isdigit() and plain[-1:].isdigit():
        return float(plain)
    whole, _, decimals = plain.partition("点")
    total, digit, last = 0, 0, 10_000
    for sign in whole:
        if times := _TIMES.get(sign):
            # 百 by itself is a round number, no figure; 十 is ten.
            if times >= last or not (digit or (times == 10 and not total)):
                return None
            total, digit, last = total + (digit or 1) * times, 0, times
        elif sign in _ZEROS:
            if digit:
                return None
            last = 100
        elif digit:
            # 三四亿 is three or four.
            return None
        else:
            digit = _DIGITS.get(sign) or int(sign)
    # 一百五 may be 105 or 150.
    if digit and last in {100, 1000} and not set(_ZEROS) & set(whole):
        return None
    if not (total or digit):
        return None
    tail = "".join("0" if sign in _ZEROS else str(_DIGITS[sign]) for sign in decimals)
    return float(f"{total + digit}.{tail or 0}")


def _is_money(found: re.Match[str]) -> bool:
    return any(mark in found.group() for mark in "元圆圓")


def _kind_of(before: str) -> tuple[Kind, int, str]:
    """Return what the words before a sum say it is, how many they are, and a part's year."""
    part = _PART.search(before)
    if part:
        return "part", len(part.group()), _year(part["year"])
    whole = _WHOLE.search(before)
    if whole:
        of_many = _MANY_WORKS.match(before, whole.start())
        if _NOT_EVEN_THEN.search(before[: whole.start()]) or (
            _OTHERS.search(before[: of_many.end() if of_many else whole.start()])
        ):
            if not of_many and _BROUGHT.search(before[: whole.start()]):
                return "brought", len(whole.group()), ""
            return "bare", 0, ""
        return "whole", len(whole.group()), ""
    size = _SIZE.search(before)
    if size:
        if _NOT_EVEN_THEN.search(before[: size.start()]):
            return "bare", 0, ""
        return "size", len(size.group()), ""
    invested = _INVESTED.search(before)
    if invested:
        of_whom = before[: invested.start("word")]
        if _GOT.search(of_whom):
            return "brought", len(invested["word"]), ""
        if _NOT_THE_WHOLE.search(of_whom) or _OF_OTHERS.search(of_whom):
            # Spent so far, or by many: no site's own.
            return "size", 0, ""
        return "whole", len(invested["word"]), ""
    put = _PUT.search(before)
    if put:
        return "put", len(put["word"]), ""
    return "bare", 0, ""


def _year(said: str | None) -> str:
    if not said:
        return ""
    # Years of the Republic (民國114年) are 1911 behind.
    return said if len(said) == 4 else str(int(said) + 1911)


def _of_lists(
    text: str, start: int, end: int, mentions: Sequence[Mention]
) -> Iterator[tuple[Mention, Investment]]:
    """Yield what each site of a list costs at the least (X、Y等23个50亿元以上项目)."""
    behind = start
    for found in _EACH.finditer(text, start, end):
        if not (found["above"] or found["over"]):
            continue
        # 等6个总投资超50亿元的项目 may be the sum of the six.
        if found["total"] and not (found["above"] or found["single"] or found["all"]):
            continue
        first = max(behind, *(text.rfind(mark, start, found.start()) + 1 for mark in "。；;：:"))
        amount = _least(found)
        if amount is None:
            continue
        listed = [m for m in mentions if first <= m.start and m.end <= found.start()]
        joined = _joined(text, listed, found.start())
        among = int(found["among"] or 0)
        if found["named"]:
            among = _DIGITS.get(found["named"]) or int(found["named"])
            if among != len(joined) or not found["noun"]:
                continue
        for mention in joined:
            words = found.span("words")
            yield mention, Investment(amount, "at_least", *words, among=among)
        behind = found.end()


def _least(found: re.Match[str]) -> float | None:
    """Return the least sum of each of a list, None where the words give none."""
    figure, unit = found["figure"], _UNITS[found["unit"]]
    if unit < 1e8 and not (figure and found["noun"]):
        return None
    number = _ROUND.get(figure) or _number(figure) if figure else 1.0
    return number * unit if number else None


def _joined(text: str, mentions: Sequence[Mention], end: int) -> list[Mention]:
    """Return the last mentions before ``end`` that one list holds."""
    joined: list[Mention] = []
    for mention in reversed(mentions):
        between = text[mention.end : end]
        if len(between) > 12 or _BREAK.search(between):
            break
        joined.append(mention)
        end = mention.start
    return joined


def _of_each(
    text: str, start: int, end: int, mentions: Sequence[Mention]
) -> Iterator[tuple[Mention, Investment]]:
    """Yield what each of a list costs where the sums follow in its order (分别投资3亿元、2亿元)."""
    for found in _RESPECTIVELY.finditer(text, start, end):
        sums = _row_of_sums(text, found.end(), end)
        kind, _, _ = _kind_of(text[max(start, found.start() - 8) : found.start()] + found["after"])
        if len(sums) < 2 or kind != "whole":
            continue
        before = [m for m in mentions if m.end <= found.start()]
        after = [m for m in mentions if m.start >= sums[-1].end]
        listed = _list_before(text, before, found.start()) or _list_after(text, after, sums[-1].end)
        if len(listed) == len(sums):
            yield from zip(listed, (each.investment() for each in sums), strict=True)


def _row_of_sums(text: str, start: int, end: int) -> list[Figure]:
    """Return the sums that follow each other from ``start`` on, with nothing else between."""
    row: list[Figure] = []
    for figure in _figures(text, start, end):
        if not _NEXT_SUM.fullmatch(text[row[-1].end if row else start : figure.start]):
            break
        row.append(figure)
    return row


def _list_before(text: str, mentions: Sequence[Mention], end: int) -> list[Mention]:
    """Return the sites of the list whose sums begin at ``end``, none where it is not whole."""
    if not mentions or not _THEIRS.fullmatch(text[mentions[-1].end : end]):
        return []
    listed = [mentions[-1]]
    for mention in reversed(mentions[:-1]):
        if not _NEXT_NAME.fullmatch(text[mention.end : listed[0].start]):
            break
        listed.insert(0, mention)
    return [] if _LISTED.search(text[max(0, listed[0].start - 2) : listed[0].start]) else listed


def _list_after(text: str, mentions: Sequence[Mention], start: int) -> list[Mention]:
    """Return the sites of the list that follows its sums, none where it is not whole."""
    if not mentions or text[start : mentions[0].start] != "的":
        return []
    listed = [mentions[0]]
    for mention in mentions[1:]:
        if not _NEXT_NAME.fullmatch(text[listed[-1].end : mention.start]):
            break
        listed.append(mention)
    rest = text[listed[-1].end : listed[-1].end + 40]
    return [] if _MORE.match(rest) or _NEXT.match(rest) else listed


def _owner(text: str, figure: Figure, mentions: Sequence[Mention], start: int) -> Mention | None:
    """Return the one site of a sentence that a sum is for, None where it is for none or several."""
    mentions = [m for m in mentions if not _PHASE.fullmatch(m.text)]
    behind = bisect_left([m.start for m in mentions], figure.end)
    following = mentions[behind] if behind < len(mentions) else None
    preceding = mentions[behind - 1] if behind else None
    if following is not None and _is_before(text, figure, following):
        return following
    if preceding is None or preceding.end > figure.said:
        return None
    return preceding if _is_after(text, figure, preceding, mentions, start) else None


def _is_before(text: str, figure: Figure, site: Mention) -> bool:
    """Whether a sum stands before the one name that it is for (总投资50亿元的X)."""
    between = text[figure.end : site.start]
    if figure.kind == "part":
        return False
    is_of = bool(_OF.fullmatch(between)) and not _SEVERAL.search(between)
    is_direct = (
        figure.kind == "whole"
        and (
            bool(_DOES.fullmatch(between))
            # Of 甲市江东大道 the name may begin with 市.
            or (site.text[:1] in _LEVELS and bool(_PLACE.fullmatch(between)))
        )
    )
    if figure.kind == "whole" and between == "对":
        is_direct = bool(_WORKED_ON.match(text, site.end))
    if figure.kind == "put":
        is_works = bool(_DID.fullmatch(between) and _WORKS.search(_works_of(text, site)))
        is_direct = is_works or bool(_MADE.fullmatch(between))
    if not (is_of or is_direct):
        return False
    if figure.kind == "bare" and not _follows_a_figure(text, figure):
        return False
    rest = text[site.end : site.end + 40]
    if _MORE.match(rest) or _COUNT.match(rest):
        return False
    # Of a list only an item with a figure of its own has one.
    listed = _NEXT.match(rest)
    return listed is None or any(_sums(listed[1])) or bool(_ITS_OWN.match(listed[1]))


def _works_of(text: str, site: Mention) -> str:
    """Return a name with the words that end its clause, where they are few."""
    behind = _BREAK.split(text[site.end : site.end + 12], maxsplit=1)[0]
    return site.text + behind if len(behind) < 12 else site.text


def _follows_a_figure(text: str, figure: Figure) -> bool:
    """Whether a sum without a word of its own goes on a list of sums, or stands by itself."""
    before = text[max(0, figure.said - 40) : figure.said]
    if _LISTED.search(before):
        return any(_sums(before))
    return bool(_ALONE.search(before))


def _is_after(
    text: str, figure: Figure, site: Mention, mentions: Sequence[Mention], start: int
) -> bool:
    """Whether a sum stands behind the one name that it is for (X，总投资12亿元)."""
    between = text[site.end : figure.said]
    if figure.kind in {"put", "brought"} or (figure.kind == "size" and "基金" not in site.text):
        return False
    # Another one's, that stands behind it.
    if _FOR_THE_NEXT.match(text, figure.end):
        return False
    if "，" in between and _FOR_WORKS.match(text, figure.end):
        return False
    bracket = _BRACKET.fullmatch(between)
    if bracket and not _SEVERAL.search(between):
        is_alone = len(between) <= 4 and not text.startswith("、", figure.end)
        return figure.kind != "size" and (figure.kind != "bare" or is_alone)
    if figure.kind == "bare" or not _AFTER.fullmatch(between) or _SEVERAL.search(between):
        return False
    # 产值9亿元，总投资2亿元: a clause of its own says the whole.
    says_whole = "总" in text[figure.said : figure.start] and not _OTHER_SUMS.search(between)
    is_other = any(_sums(between)) and not _PART_BETWEEN.search(between)
    if is_other and figure.kind != "part" and not (says_whole and _ITS_CLAUSE.search(between)):
        return False
    if _BREAK.search(between) and not _ITS_CLAUSE.search(between):
        return False
    # The last of a list: a total.
    before = text[max(start, site.start - 2) : site.start]
    if before[-1:] in set(_SEPARATORS) and not _ends_in_a_sum(text, site.start - 1):
        index = mentions.index(site)
        if before[-1] == "、" or (index and len(text[mentions[index - 1].end : site.start]) <= 8):
            return False
    if not between and _GRANTED.search(text[max(0, site.start - 4) : site.start]):
        return False
    if figure.kind == "whole" and _ADJACENT.fullmatch(between):
        return True
    # Farther on, only a word for the whole may speak of the clause before.
    if text[figure.said : figure.start].strip() not in {"投资", "投資"} or "，" not in between:
        return True
    return bool(_ITS.search(between) or _MEASURED.fullmatch(between))


def _ends_in_a_sum(text: str, end: int) -> bool:
    """Whether the item before a mark says its own sum (A投资3亿元、B投资2亿元)."""
    return any(found.end() == end for found, _ in _sums(text, max(0, end - 24), end))


_OTHER_SUMS: Final = re.compile("投资|、")
_PART_BETWEEN: Final = re.compile(r"(?:年(?:度)?(?:计划|预计)?(?:完成)?|已完成|累计完成)投资")


def _of_headings(
    report: Report, mentions: Sequence[Mention]
) -> Iterator[tuple[Mention, Investment]]:
    """Yield the sums that a paragraph states for the site that is its heading."""
    text = report.text
    starts = [m.start for m in mentions]
    for site, first, last in chain(headed(text, mentions), run_in(text, mentions)):
        for figure in _figures(text, first, last):
            sentence = max(text.rfind(mark, first, figure.said) for mark in "。；\n")
            own = bisect_left(starts, sentence + 1) < bisect_left(starts, figure.start)
            lead = text[sentence + 1 : figure.said]
            if figure.kind == "whole" and not own and _ABOUT_IT.search(lead):
                yield site, figure.investment()
                break
