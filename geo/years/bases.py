"""Bases that say more or less of one name: a place before it, a line's ends, a shorter word.

富川第四小学 and 富川县第四小学 are spelled as one; 板集电厂 and 利辛县板集电厂, 亳郸高速 and
亳州至郸城高速, 麒麟广场 and 麒麟商业广场 are not, and may still be one. They are held for one where
what they share is no common word, and where neither report has a second base that could be meant.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.model.names import NOWHERE, Home

if TYPE_CHECKING:
    from geo.years.titles import Title

_HAN: Final = "\u3400-\u9fff"
# A longer base is a text; what is compared grows with its square.
_MAX_BASE: Final = 40
# Words for a sort of thing, which by themselves name none.
_SORT: Final = re.compile(
    "(?:高速|铁路|公路|大道|快速路|高架|线|路|街|桥|隧道|过江通道|通道|互通|枢纽|机场|车站|站|码头|作业区|港区|港|航道|"
    "水库|灌区|水厂|污水厂|泵站|渠|变电站|输变电|电厂|电站|风电场|光伏|抽蓄|垃圾焚烧发电|垃圾处理|管网|"
    "人民医院|中医院|中医医院|妇幼保健院|医院|卫生院|养护院|\\d{1,3}(?:医院|中|小|幼|高中|初中)|\\d{1,4}号(?:线|楼|机组)|大学|学院|职院|学校|中学|小学|高中|初中|幼儿园|职教中心|职教园|"
    "公园|湿地公园|森林公园|广场|博物馆|图书馆|文化馆|科技馆|体育馆|文化宫|大剧院|体育中心|奥体中心|纪念馆|"
    "产业园|工业园|物流园|科技园|创新园|合作园|园|开发区|高新区|经开区|保税区|综保区|保税物流中心|新区|新城|片区|"
    "街区|商圈|景区|度假区|小镇|基地|中心|大厦|大楼|城|区|项目|工程|湖|河|江|山|岛)$"
)
# Said of many things: between the words of a name they make no other of it.
_QUALIFIER: Final = re.compile(
    "国家级|国际|国家|综合|现代|城际|交通|省际|民用|通用|商业|基础设施|高速公路|高速|铁路|公路|"
    "科技|光电|新能源|新材料|电子|半导体|股份|集团|有限公司|公司|产业|湿地|历史|文化|产学研|多式|级"
)
# What tells one thing from its neighbour of the same sort.
_TELLS: Final = re.compile(
    r"[\d〇一二三四五六七八九十零百东西南北上下前后内外左右新老旧副]|[路街村镇乡]|实验|附属|外国语|职业|技术|师范|特殊|"
    r"中医|妇幼|妇女|儿童|口腔|肿瘤|精神|康复|传染|高级|初级|幼儿|天然气|铁路港|变电|小学|中学|学校|医院|学院|大学"
)
# Behind a name they make no other thing of it.
_NEUTRAL: Final = re.compile(
    r"^(?:高速|铁路|公路|大道|桥|隧道|景区|风景区|旅游区|旅游景区|度假区|旅游度假区|商圈|片区|地区|街区|电站|水库|灌区|"
    r"园|产业园|基地|基础设施|港区|区|线|\d{2,4})$"
)
_COMMON: Final = frozenset(
    (
        *(
            "外环",
            "内环",
            "中环",
            "二环",
            "三环",
            "滨江",
            "滨河",
            "滨湖",
            "沿江",
            "沿河",
            "中心",
            "城市",
            "城区",
            "新城",
            "老城",
            "高铁",
            "高新",
            "经开",
        ),
        *(
            "生态",
            "文化",
            "体育",
            "科技",
            "创新",
            "国际",
            "综合",
            "人民",
            "环城",
            "中央",
            "湿地",
            "森林",
        ),
    )
)
# A bridge may be called with its river or without.
_RIVER: Final = re.compile(f"^[{_HAN}]{{1,2}}[江河]$")
# Behind a company's short name they make no other of it.
_COMPANY: Final = re.compile(
    "^(?:科技|光电|新能源|新材料|电子|半导体|医药|化工|股份|集团|公司|有限公司)+$"
)
_LEVELS: Final = "县区市旗"
_LEVEL: Final = re.compile("^[省市州县区旗镇乡]")
# A unit of elsewhere: its hospital is not that of the place.
_ELSEWHERE: Final = re.compile("..[省市州县区旗]$")
_MIN_SORTED: Final = 5
_TO: Final = re.compile("[至~～—-]")
_STOPS: Final = re.compile(r"[至经~～—-]+")
_LINE: Final = re.compile(
    rf"^(?P<stops>[{_HAN}~～—-]{{2,40}}?)(?P<sort>高速|铁路|公路|快速路|城际|)$"
)
_SPOKEN: Final = re.compile(rf"^(?P<ends>[{_HAN}]{{2,4}})(?P<sort>高速|铁路|公路|快速路|城际)$")


@dataclass(frozen=True, slots=True)
class Kinship:
    """Two bases, each by all its keys, that may be one; ``score`` in 0 to 1, ``how`` a ground."""

    old: frozenset[str]
    new: frozenset[str]
    score: float
    how: str
    is_sure: bool


@dataclass(frozen=True)
class _Base:
    """A base as it is compared: its keys, and the unit whose name stands before it."""

    keys: frozenset[str]
    place: str
    forms: tuple[str, ...]
    abbreviations: frozenset[str]
    is_of_home: bool

    @property
    def is_line(self) -> bool:
        """Whether it names both ends of a line."""
        return any("~" in word for word in self.abbreviations)


def kin(old: Iterable[Title], new: Iterable[Title]) -> Iterator[Kinship]:
    """Yield the bases of two reports that may be one without being spelled as one.

    Sure is only what no second base of either report could be as well.
    """
    ours, theirs = _bases(old), _bases(new)
    ours_keys = frozenset().union(*(base.keys for base in ours))
    theirs_keys = frozenset().union(*(base.keys for base in theirs))
    found = [
        Kinship(one.keys, other.keys, *said)
        for one, other in _near(ours, theirs)
        if one.keys.isdisjoint(other.keys) and (said := _said(one, other))
    ]
    # What a base may be besides: another one, or by its very words one of the other report.
    likely = [each for each in found if each.is_sure]
    olds, news = Counter(each.old for each in likely), Counter(each.new for each in likely)
    for each in found:
        is_free = olds[each.old] == news[each.new] == 1 and (
            each.how == "short"
            or (each.old.isdisjoint(theirs_keys) and each.new.isdisjoint(ours_keys))
        )
        yield replace(each, is_sure=each.is_sure and is_free)


def _bases(titles: Iterable[Title]) -> list[_Base]:
    """Return the bases of a report: what shares a key is one, by whatever other words."""
    merged: dict[str, frozenset[str]] = {}
    home = NOWHERE
    for title in titles:
        if max(map(len, title.keys)) <= _MAX_BASE:
            home = title.home
            keys = title.keys.union(*(merged.get(key, ()) for key in title.keys))
            merged |= dict.fromkeys(keys, keys)
    return [_base(keys, home) for keys in dict.fromkeys(merged.values())]


def _base(keys: frozenset[str], home: Home) -> _Base:
    whole = max(keys, key=lambda key: (len(key), key))
    place = _place_before(whole, home)
    bare = {key.removeprefix(place) for key in keys} - {""}
    forms = sorted({*keys, *bare}, key=lambda key: (-len(key), key))
    short: frozenset[str] = frozenset().union(*(_abbreviations(key) for key in keys))
    is_of_home = any(word in whole for word in home.prefixes if len(word) > 1)
    return _Base(keys, place, tuple(forms), short, is_of_home)


def _near(ours: Iterable[_Base], theirs: Iterable[_Base]) -> Iterator[tuple[_Base, _Base]]:
    """Yield the bases that share two characters side by side, or the ends of a line."""
    by_sign: dict[str, list[_Base]] = defaultdict(list)
    for base in theirs:
        for sign in _signs(base):
            by_sign[sign].append(base)
    for base in ours:
        near = {o.keys: o for sign in sorted(_signs(base)) for o in by_sign.get(sign, ())}
        yield from ((base, other) for other in near.values())


def _signs(base: _Base) -> set[str]:
    found = set(base.abbreviations)
    for form in base.forms:
        text = _SORT.sub("", form)
        text = text if len(text) > 1 else form
        found |= {text[i : i + 2] for i in range(max(len(text) - 1, 1))}
    return found


@lru_cache(maxsize=20_000)
def _abbreviations(key: str) -> frozenset[str]:
    """Return what a line from A to B may be called, its ends in either order, or the ends alone."""
    if (found := _LINE.match(key)) and _TO.search(key):
        stops = [stop for stop in _STOPS.split(found["stops"]) if stop]
        if len(stops) > 1:
            first, last = stops[0], stops[-1]
            sort = found["sort"]
            short = {first[0] + last[0] + sort, last[0] + first[0] + sort}
            ends = "~".join(sorted((first, last)))
            return frozenset({*short, "".join(stop[0] for stop in stops) + sort, ends})
    spoken = _SPOKEN.match(key)
    if not spoken:
        return frozenset()
    turned = {spoken["ends"][::-1] + spoken["sort"]} if len(spoken["ends"]) == 2 else ()
    return frozenset({key, *turned})


def _place_before(key: str, home: Home) -> str:
    """Return the name of a unit that a key begins with, empty where it begins with none."""
    units = (*home.below, *home.below.values(), *home.prefixes)
    starts = (name for name in units if len(name) > 1 and key.startswith(name))
    found = max(starts, key=len, default="")
    level = key[len(found) : len(found) + 1]
    longer = found + level if found and level and level in _LEVELS else found
    rest = key[len(longer) :]
    return longer if len(rest) >= 2 and not _STOPS.match(rest) else ""


@lru_cache(maxsize=20_000)
def _own(text: str) -> int:
    """Return how much of a base is a name: without its sort, qualifiers, what many are called."""
    text = _QUALIFIER.sub("", _SORT.sub("", _LEVEL.sub("", text)))
    return len(text) if text not in _COMMON and _TELLS.sub("", text) else 0


def _said(one: _Base, other: _Base) -> tuple[float, str, bool] | None:
    """Return score, ground and whether it is sure that two bases are one, else None."""
    if one.place and other.place and one.place[:2] != other.place[:2]:
        return None
    shared = set(one.forms) & set(other.forms)
    if shared:
        is_sure = bool(one.place and other.place) or max(map(_own, shared)) >= 2
        return 0.9, "core", is_sure
    if one.abbreviations & other.abbreviations:
        return 0.88, "short", True
    if one.is_line and other.is_line:
        return None
    found = []
    for ours in one.forms:
        for theirs in other.forms:
            short, long = sorted((ours, theirs), key=lambda form: (len(form), form))
            if said := _alike(short, long, one, other):
                found.append(said)
    return max(found, key=lambda said: (said[2], said[0]), default=None)


def _alike(short: str, long: str, *bases: _Base) -> tuple[float, str, bool] | None:
    """Return the same of two forms: the same characters, or one with words more than the other."""
    own = _own(short)
    if len(short) == len(long):
        same = len(short) >= _MIN_SORTED and sorted(short) == sorted(long)
        return (0.86, "spelling", own >= 2) if same else None
    if len(short) < 2:
        return None
    if long.endswith(short):
        before = long[: -len(short)]
        is_placed = any(base.place and before.startswith(base.place[:2]) for base in bases)
        needed = 2 if is_placed else 3
        if _ELSEWHERE.search(before) and not (is_placed or all(base.is_of_home for base in bases)):
            return 0.7, "owner", False
        return 0.82, "part", own >= needed and not _TELLS.fullmatch(before)
    if long.startswith(short):
        behind = long[len(short) :]
        if _NEUTRAL.match(behind) or _COMPANY.match(behind):
            return 0.8, "part", own >= 2
        return None
    if between := _between(short, long):
        rest = _QUALIFIER.sub("", "" if _is_of_water(between, long) else between)
        return 0.8, "part", not _TELLS.search(between) and (own >= 3 or (own >= 2 and not rest))
    return None


def _is_of_water(between: str, long: str) -> bool:
    """Whether the words only say which river a bridge crosses, what feeds a field's canals."""
    if long.endswith("桥"):
        return _RIVER.match(between) is not None
    return long.endswith("灌区") and between == "水库"


def _between(short: str, long: str) -> str:
    """Return what the longer has that the shorter lacks, where both begin and end alike."""
    head = 0
    while head < len(short) and short[head] == long[head]:
        head += 1
    tail = 0
    while tail < len(short) - head and short[-1 - tail] == long[-1 - tail]:
        tail += 1
    if head < 2 or tail < 1 or head + tail < len(short):
        return ""
    return long[head : len(long) - tail]
