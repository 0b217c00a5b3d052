"""Bases that say more or less of one name: a place before it, a line's ends, a shorter word.

富川第四小学 and 富川县第四小学 are spelled as one; 板集电厂 and 利辛县板集电厂, 亳郸高速 and
亳州至郸城高速, 麒麟广场 and 麒麟商业广场 are not, and may still be one. They are held for one where
what they share is no common word, and where neither report has a second base that could be meant.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

from geo.model.names import NOWHERE, Home
from geo.places.units import read_units, stem
from geo.years.letters import city_letters

if TYPE_CHECKING:
    from geo.years.titles import Title

_HAN: Final = "\u3400-\u9fff"
# A longer base is a text; what is compared grows with its square.
_MAX_BASE: Final = 40
# Words for a sort of thing, which by themselves name none.
_SORT: Final = re.compile(
    "(?:高速|铁路|公路|大道|快速路|高架|线|路|街|桥|隧道|过江通道|通道|互通|枢纽|机场|车站|"
    "站|码头|作业区|港区|港|航道|"
    "水库|灌区|水厂|污水厂|泵站|渠|变电站|输变电|电厂|电站|风电场|光伏|抽蓄|垃圾焚烧发电|"
    "垃圾处理|管网|"
    "人民医院|中医院|中医医院|妇幼保健院|医院|卫生院|养护院|\\d{1,3}(?:医院|中|小|幼|高中|"
    "初中)|\\d{1,4}号(?:线|楼|机组)|大学|学院|职院|学校|中学|小学|高中|初中|幼儿园|职教中心|职教园|"
    "公园|湿地公园|森林公园|广场|博物馆|图书馆|文化馆|科技馆|体育馆|文化宫|大剧院|体育中心|"
    "奥体中心|纪念馆|"
    "产业园|工业园|物流园|科技园|创新园|合作园|园|走廊|绿道|实验室|研究院|研究所|集聚区|"
    "示范区|合作区|开发区|高新区|经开区|保税区|综保区|保税物流中心|新区|新城|片区|"
    "街区|商圈|景区|度假区|小镇|基地|中心|大厦|大楼|城|区|项目|工程|湖|河|江|山|岛)$"
)
# Said of many things: between the words of a name they make no other of it.
_QUALIFIER: Final = re.compile(
    "国家级|国际|国家|综合|现代|城际|交通|省际|民用|通用|商业|基础设施|高速公路|高速|铁路|公路|"
    "科技|光电|新能源|新材料|电子|半导体|股份|集团|有限公司|公司|产业|湿地|历史|文化|产学研|"
    "多式|\\d{2,5}吨级|智慧|智能|市域|公共|技术|级"
)
# What tells one thing from its neighbour of the same sort.
_TELLS: Final = re.compile(
    r"[\d〇一二三四五六七八九十零百东西南北上下前后内外左右新老旧副]|[路街村镇乡]|实验|附属|外国语|职业|技术|师范|特殊|"
    r"中医|妇幼|妇女|儿童|口腔|肿瘤|精神|康复|传染|高级|初级|幼儿|天然气|铁路港|变电|小学|中学|学校|医院|学院|大学"
)
# Behind a name they make no other thing of it.
_NEUTRAL: Final = re.compile(
    r"^(?:功能片区|功能区|景区|风景区|旅游区|旅游景区|度假区|旅游度假区|片区|地区|(?:历史)?(?:文化)?街区|管线|管道|管网|电站|水库|灌区|"
    r"园|产业园|基地|基础设施|港区|港|区|\d{2,4})$"
)
# Nor do these behind what is no sort of thing itself: 兴联路, but not 云栖湖, may leave 大道 out.
_LINE_SORT: Final = re.compile("^(?:高速|铁路|公路|大道|桥|隧道|线)$")
# What any place may have; words of these alone name none.
_COMMON: Final = re.compile(
    "^(?:外环|内环|中环|二环|三环|滨江|滨河|滨湖|沿江|沿河|中心|中央|城市|城区|新城|老城|"
    "高铁|高新|经开|生态|文化|"
    "体育|科技|科学|科创|创新|创业|国际|综合|人民|环城|湿地|森林|大学|教育|职教|商贸|商务|"
    "金融|会展|物流|冷链|空港|"
    "临港|临空|航空|智能|智慧|数字|健康|康养|医药|生物|医疗|汽车|农业|农产品|食品|旅游|市民|"
    "文博|奥体|装备|制造|先进)+$"
)
# A bridge may be called with its river or without.
_RIVER: Final = re.compile(f"^[{_HAN}]{{1,2}}[江河]$")
# Behind a company's short name they make no other of it.
_COMPANY: Final = re.compile(
    "^(?:科技|光电|新能源|新材料|电子|半导体|医药|化工|股份|集团|公司|有限公司)+$"
)
# Whose it is, where that is known far and wide: 华能信丰电厂.
_OWNERS: Final = frozenset(
    (
        "华能", "华电", "国电", "国能", "大唐", "国家能源", "国电投", "中广核", "三峡", "中石化",
        "中石油", "中铁", "中建", "中核", "华润",
    )
)  # fmt: skip
_OF_STATE: Final = ("国家", "中国")
_FIRM_OF: Final = ("能源", "能投", "交投", "建投", "文旅")
# A place has few of a kind: two characters of a name tell one from the other.
_RARE: Final = re.compile("(?:博物馆|纪念馆|美术馆|实验室)$")
# With these between, it is a thing of another sort: 新区, 高新区; 水厂, 污水厂.
_OTHER_SORT: Final = frozenset(("高", "污", "副", "雨水", "污水", "再生水", "中水", "排涝", "灌溉"))
_AREA: Final = re.compile(
    f"^[{_HAN}]{{0,8}}(?:园|[科新]?[学创]?城|岛|商圈|度假区|示范区|街区|景区|片区|小镇|岸线)$"
)
_HUB: Final = re.compile("^(?:综合|交通|高铁)*枢纽$")
_TOWN: Final = frozenset("镇乡")
_FIRM: Final = re.compile(
    "\\d{2,5}吨级|技术|新能源|新材料|科技|光电|电子|半导体|股份|集团|有限公司|公司"
)
# A place has one of these: 临江机场 is 临江柏岭机场, where neither report has another.
_ONLY: Final = re.compile("^(?:国际|民用)?机场$")
_INSTITUTE: Final = re.compile(f"^[{_HAN}]{{4,12}}研究(?P<sort>[所院])$")
_INITIALS: Final = re.compile(f"^[{_HAN}]{{2}}[所院]$")
_LEVELS: Final = "县区市旗"
_LEVEL: Final = re.compile("^[省市州县区旗镇乡]")
# A unit of elsewhere: its hospital is not that of the place.
_ELSEWHERE: Final = re.compile("..[省市州县区旗]$")
_MOST_STOPS: Final = 5
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
    units: frozenset[str]

    @property
    def initials(self) -> frozenset[str]:
        """What an institute may be called by three of its characters: 江东儿科研究所, 江儿所."""
        return frozenset(
            f"{key[0]}{middle}{found['sort']}"
            for key in self.keys
            if (found := _INSTITUTE.match(key))
            for middle in key[1:-3]
        )

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
    one_of, other_of = _twins(ours), _twins(theirs)
    likely = {(one_of[each.old], other_of[each.new]) for each in found if each.is_sure}
    olds, news = Counter(one for one, _ in likely), Counter(other for _, other in likely)
    for each in found:
        is_free = olds[one_of[each.old]] == news[other_of[each.new]] == 1 and (
            each.how == "short"
            or (
                _is_free(each.old, each.new, theirs_keys, other_of)
                and _is_free(each.new, each.old, ours_keys, one_of)
            )
        )
        yield replace(each, is_sure=each.is_sure and is_free)


def twins(titles: Iterable[Title]) -> Mapping[str, str]:
    """Return the keys of the bases that one report has under two names, each with one for both."""
    found = _twins(_bases(titles))
    return {
        key: min(stands)
        for keys, stands in found.items()
        if sum(other == stands for other in found.values()) > 1
        for key in keys
    }


def _is_free(
    base: frozenset[str],
    meant: frozenset[str],
    keys: frozenset[str],
    twin_of: Mapping[frozenset[str], frozenset[str]],
) -> bool:
    """Whether the other report has the base by its own words only as a twin of what is meant."""
    there = base & keys
    stands = twin_of.get(meant)
    return not there or any(
        twin_of[other] == stands
        for other in twin_of
        if other != meant and not there.isdisjoint(other)
    )


def _twins(bases: Sequence[_Base]) -> Mapping[frozenset[str], frozenset[str]]:
    """Return each base of one report with the one that stands for it and its twin.

    Twins are two that mean one by their own words, where neither could be a third.
    """
    near = [
        (one.keys, other.keys)
        for one, other in _near(bases, bases)
        if one.keys != other.keys and (said := _said(one, other)) and said[2]
    ]
    found = {base.keys: base.keys for base in bases}
    likes = Counter(one for one, _ in near)
    for one, other in near:
        if likes[one] == likes[other] == 1:
            found[one] = found[other] = min(one, other, key=sorted)
    return found


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
    units = frozenset(
        (*home.prefixes, *home.above, *(a + p for a in home.above for p in home.prefixes))
    )
    return _Base(keys, place, tuple(forms), short, is_of_home, units)


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
    found = {*base.abbreviations, *base.initials}
    found |= {key for key in base.keys if _INITIALS.match(key)}
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
            first, last, sort = stops[0], stops[-1], found["sort"]
            called = [_called(stop) for stop in stops[:_MOST_STOPS]]
            short = {a + b + sort for a, b in product(_called(first), _called(last))}
            short |= {b + a + sort for a, b in product(_called(first), _called(last))}
            short |= {"".join(all_) + sort for all_ in product(*called)}
            return frozenset({*short, "~".join(sorted((first, last)))})
    spoken = _SPOKEN.match(key)
    if not spoken:
        return frozenset()
    turned = {spoken["ends"][::-1] + spoken["sort"]} if len(spoken["ends"]) == 2 else ()
    return frozenset({key, *turned})


def _called(stop: str) -> str:
    """Return the characters that a line may call a stop by."""
    return stop[0] + next(
        (said for city, said in city_letters().items() if stop.startswith(city)), ""
    )


@lru_cache(maxsize=1)
def _owners() -> frozenset[str]:
    provinces = (stem(u.name) for u in read_units().by_code.values() if u.level == "province")
    return _OWNERS.union(provinces)


def _is_owner(words: str) -> bool:
    """Whether words before a name only say whose it is: 华能, 某省, 国家能源."""
    for prefix in ("", *_OF_STATE):
        for suffix in ("", *_FIRM_OF):
            if words.startswith(prefix) and words.endswith(suffix):
                bare = words[len(prefix) : len(words) - len(suffix)]
                if {bare, bare.removesuffix("省")} & _owners():
                    return True
    return False


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
    return len(text) if not _COMMON.match(text) and _TELLS.sub("", text) else 0


def _said(one: _Base, other: _Base) -> tuple[float, str, bool] | None:
    """Return score, ground and whether it is sure that two bases are one, else None."""
    if one.place and other.place and one.place[:2] != other.place[:2]:
        return _owned(one, other)
    shared = set(one.forms) & set(other.forms)
    if shared:
        is_sure = bool(one.place and other.place) or max(map(_own, shared)) >= 2
        return 0.9, "core", is_sure
    if one.abbreviations & other.abbreviations:
        return 0.88, "short", True
    if one.initials & other.keys or other.initials & one.keys:
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


def _owned(one: _Base, other: _Base) -> tuple[float, str, bool] | None:
    """Return that one is the other with its owner before it: 江东能源石坪电厂, 石坪电厂."""
    for ours, theirs in product(one.keys, other.keys):
        short, long = sorted((ours, theirs), key=len)
        if long.endswith(short) and _own(short) >= 2 and _is_owner(long[: -len(short)]):
            return 0.82, "part", True
    return None


def _alike(short: str, long: str, *bases: _Base) -> tuple[float, str, bool] | None:
    """Return the same of two forms: the same characters, or one with words more than the other."""
    own = _own(short)
    if not own and _SORT.fullmatch(short) and not any(map(str.isdigit, short)):
        return None
    if len(short) == len(long):
        same = len(short) >= _MIN_SORTED and sorted(short) == sorted(long)
        return (0.86, "spelling", own >= 2) if same else None
    if len(short) < 2:
        return None
    if long.endswith(short):
        before = long[: -len(short)]
        if before[-1].isascii() and short[0].isascii():
            return None
        is_placed = any(base.place and before.startswith(base.place[:2]) for base in bases)
        if _is_owner(before) and own >= 2:
            return 0.82, "part", not _LEVEL.match(short)
        needed = 2 if is_placed or _RARE.search(short) else 3
        if _ELSEWHERE.search(before) and not (is_placed or all(base.is_of_home for base in bases)):
            return 0.7, "owner", False
        is_other = _TELLS.fullmatch(before) or _COMMON.match(before)
        return 0.82, "part", own >= needed and not is_other
    if long.endswith("机场") and (home := _only_of(short, bases)) and long.startswith(home):
        return 0.82, "part", True
    if long.startswith(short):
        behind = long[len(short) :]
        is_line = _LINE_SORT.match(behind) and not _SORT.search(short)
        is_line = is_line or (short.endswith("站") and _HUB.match(behind) is not None)
        if is_line or _NEUTRAL.match(behind) or _COMPANY.match(behind):
            return 0.8, "part", own >= 2
        # A place, and what is made there: 马栏山, 马栏山文创园.
        return (0.66, "part", False) if own >= 2 and _AREA.match(behind) else None
    if at := long.find(short):
        before, behind = long[:at], long[at + len(short) :]
        if at > 0 and _NEUTRAL.match(behind) and not _ELSEWHERE.search(before):
            return 0.78, "part", own >= 3 and not _TELLS.search(before)
    if (between := _between(short, long)) and between not in _OTHER_SORT:
        rest = _QUALIFIER.sub("", "" if _is_of_water(between, long) else between)
        if any(between in base.units for base in bases) or between in _TOWN:
            return 0.8, "part", own >= 3
        is_told = _TELLS.search(_FIRM.sub("", between)) is not None
        return 0.8, "part", not is_told and (own >= 3 or (own >= 2 and not rest))
    return _without_qualifiers(short, long)


def _without_qualifiers(short: str, long: str) -> tuple[float, str, bool] | None:
    """Return that two forms are one but for qualifiers that only the longer has, in any place."""
    bare = _QUALIFIER.sub("", short)
    more = Counter(_QUALIFIER.findall(long))
    fewer = Counter(_QUALIFIER.findall(short))
    if bare != _QUALIFIER.sub("", long) or fewer - more:
        return None
    is_told = any(_TELLS.search(_FIRM.sub("", word)) for word in more - fewer)
    return 0.8, "part", not is_told and _own(bare) >= 3


def _only_of(short: str, bases: Iterable[_Base]) -> str:
    """Return the place's name, where a form is that and a sort of which a place has one."""
    starts = (base.place for base in bases if base.place and short.startswith(base.place))
    return next((place for place in starts if _ONLY.match(short[len(place) :])), "")


def _is_of_water(between: str, long: str) -> bool:
    """Whether the words only say which river a bridge crosses, what feeds a field's canals."""
    if long.endswith("桥"):
        return _RIVER.match(between) is not None
    return long.endswith(("灌区", "水厂")) and between == "水库"


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
