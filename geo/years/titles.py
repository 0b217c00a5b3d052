"""A site's name in its pieces: what it names, which part of that, and which works there.

江东大道快速化改造东延线 is the road 江东大道, its extension to the east, and works that better it.
Two names of one base are one site, part and whole, or two parts; :mod:`geo.years.pairs` says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from geo.model.names import NOWHERE, Core, Home, core_of, plain, spelled
from geo.places.naming import Name

Cover = Literal["same", "less", "more", "other", "perhaps"]
# A branch that has no name of its own may be any.
_ANY_BRANCH: Final = frozenset(("新", "分院", "分校", "分馆"))

_HAN: Final = "\u3400-\u9fff"
_N: Final = "一二三四五六七八九十"
# A base has as many characters at the least.
_MIN_BASE: Final = 2
_MOST_PIECES: Final = 6

_LINE: Final = (
    "高速公路|高速铁路|城际铁路|快速公路|高速|高铁|铁路|城际|公路|大道|干线|号线|环线|过境线|"
    "滨江|岸线|廊道|绿道|航道"
)
_RAIL_OR_ROAD: Final = "高速公路|高速铁路|城际铁路|高速|高铁|铁路|快速路"
_HOUSE: Final = (
    "医院|保健院|大学|学院|学校|中学|小学|高中|初中|职校|职院|幼儿园|研究所|研究院|"
    "博物馆|图书馆|文化馆|美术馆"
)
_BRACKETED: Final = re.compile(r"\(([^()]{1,20})\)")
_PHASES: Final = re.compile(
    rf"(?:第?(?:[{_N}]{{1,3}}|\d{{1,2}})(?:[、和及]|期|批次?|阶段)){{1,5}}$|(?:首期|首批|[iⅰ]{{1,3}}期)$"
)
_EACH_PHASE: Final = re.compile(rf"[{_N}]{{1,3}}|\d{{1,2}}|[首iⅰ]{{1,3}}")
_LOT: Final = re.compile(rf"第?([{_N}]{{1,3}}|\d{{1,3}})(?:标段|标)$")
_BUILDING_NUMBER: Final = re.compile(rf"(?:[{_N}]{{1,3}}|\d{{1,3}})号楼$")
_PLOT: Final = re.compile(r"[a-z]{1,2}\d?[区段]$")
_SECTION: Final = re.compile(
    rf"^(?P<base>.{{1,30}}?(?:{_LINE}))(?:境内)?(?P<part>[{_HAN}~～—-]{{1,16}}?)段$"
)
_SECTION_OF_SHORT: Final = re.compile(
    rf"^(?P<base>.{{1,30}}[路街线江河渠廊堤])(?:境内)?(?P<part>[{_HAN}~～—-]{{1,16}}?)段$"
)
_PHASE_AHEAD: Final = re.compile(rf"^(?:第?[{_N}]{{1,3}}|首)期(?=.)")
_SIDE: Final = re.compile(r"(?P<part>[东西南北中]{1,2})部?段$")
_IN_BRACKETS: Final = re.compile(rf"^(?:[{_HAN}~～—-]{{1,16}}段|[东西南北]区|[一-龥]{{1,3}}部分)$")
_EXTENSION: Final = re.compile(
    r"(?P<part>[东西南北]{1,2})延(?:长|伸)?(?:线|段|工程)?(?:轨道交通线)?$"
)
_BRANCH: Final = re.compile(
    rf"^(?P<base>.{{1,30}}?(?:{_HOUSE}|[{_N}\d][中小院]))"
    rf"(?P<part>[{_HAN}]{{0,12}}?(?:院区|校区|分院|分校|分馆|新址|(?<![{_HAN}])新区|[东西南北]馆|[东西南北]区)|新区)$"
)
_NODE: Final = re.compile(
    rf"^(?P<base>.{{1,24}}?(?:{_RAIL_OR_ROAD}))"
    rf"(?P<part>[{_HAN}]{{1,8}}(?:站|出口|入口|出入口|互通立交|互通|服务区|收费站))$"
)
_HALL: Final = re.compile(
    r"^(?P<base>.{1,30}(?:医院|保健院|中心|学校|小学|中学|学院|大学|机场|车站))"
    r"(?P<part>(?:外科|内科|门诊|住院|急诊|医疗|综合|教学|实训|宿舍|科研){0,3}(?:大楼|楼)|(?:t\d)?航站楼)$"
)
_ZONE: Final = re.compile(
    r"(?P<part>先行启动区|启动区|首开区|起步区|先行区|示范段|试验段|先导段|剩余段|主体)$"
)
# Of these the piece before must not be bare, or they are proper names.
_KINDS: Final = (
    ("lot", _LOT), ("building", _BUILDING_NUMBER), ("plot", _PLOT), ("extension", _EXTENSION),
    ("section", _SECTION), ("section", _SECTION_OF_SHORT), ("section", _SIDE),
    ("branch", _BRANCH), ("hall", _HALL), ("node", _NODE), ("zone", _ZONE),
)  # fmt: skip
# Works at a place, longest first; two of one family are the same works in other words.
_WORKS: Final[Mapping[str, str]] = {
    "快速化改造": "better", "快捷化改造": "better", "提升改造": "better", "改造提升": "better",
    "升级改造": "better", "提质改造": "better", "提标改造": "better", "综合提升": "better",
    "综合改造": "better", "扩能改造": "extend", "技术改造": "better", "节能改造": "better",
    "综合整治": "clean", "综合治理": "clean", "环境整治": "clean", "生态修复": "clean",
    "防洪治理": "clean", "环境治理": "clean", "除险加固": "better", "抬高蓄水位": "extend",
    "增建二线": "extend", "电气化改造": "better", "电气化": "better", "入地改造": "bury",
    "保护修缮": "better", "文物保护": "better", "保护修复": "better", "续建配套": "better",
    "改扩建": "extend", "扩建": "extend", "扩容": "extend", "扩能": "extend", "改建": "better",
    "新建": "", "续建": "", "建设": "", "技改": "better", "改造": "better", "提升": "better",
    "提标": "better", "提质": "better", "整治": "clean", "治理": "clean", "修复": "clean",
    "修缮": "better", "大修": "better", "入地": "bury", "迁建": "move", "搬迁": "move",
    "重建": "rebuild",
}  # fmt: skip
_ADDED: Final = ("工程项目", "项目工程", "工程", "项目")

# One sort of thing in several words, at the end of what is named.
_SORTS: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"^(?:城市)?(?:轨道交通|轨道|地铁|轻轨)(?=m?\d{1,3}号线)", ""),
        (r"高级中学$", "高中"),
        (r"初级中学$", "初中"),
        (rf"第?(?P<n>[{_N}]{{1,3}}|\d{{1,2}})(?P<sort>高中|初中)$", r"\g<n>\g<sort>"),
        (rf"(?P<n>[{_N}]|\d{{1,2}})高$", r"\g<n>高中"),
        (r"职业技术学院$", "职院"),
        (r"职业教育中心(?:学校)?$|职教中心学校$", "职教中心"),
        (r"国际旅游区", "国旅区"),
        (r"(?:抽水蓄能|抽蓄)(?:电站)?$", "抽蓄"),
        (r"(?:城际铁路|高速铁路|客运专线|客专|高铁|城际)$", "铁路"),
        (r"过江(?:通道|隧道)$", "过江通道"),
        (r"联络(?:道|线|路)$", "联络线"),
        (r"(?:过境线|环线|快速路)公路$", "过境线"),
        (r"(?:特大桥|大桥)$", "桥"),
        (r"(?:互通立交桥|互通立交|立交桥|立交|互通)$", "互通"),
        (r"(?:综合交通|综合|交通)枢纽$", "枢纽"),
        (r"(?:国际|民用|通用)机场$", "机场"),
        (r"(?:工业园区|工业区)$", "工业园"),
        (r"(?:产业园区|园区)$", "园"),
        (r"历史文化街区$", "历史街区"),
        (r"污水(?:处理)?厂$", "污水厂"),
        (r"城际(?=轨道)", ""),
    )
)
_VOLTAGE: Final = re.compile(r"(\d{2,4})(?:千伏|kv)")
_NO_BRACKETS: Final = str.maketrans("", "", "()")
_LEVEL_OF_NUMBERED: Final = re.compile(
    r"^[省市州县区旗镇乡](?=\d{1,3}(?:中|小|幼|高中|初中|医院)$)"
)
# What is left of a line without its first end.
_CUT: Final = re.compile("[至经~—-]")
_NUMBERED: Final = re.compile(r"\d{1,3}(?:中|小|幼|高中|初中|医院)$")
_ROUTE: Final = re.compile(rf"^[gs]\d{{1,4}}(?=[{_HAN}]{{2}})")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The base, its parts by kind, and the family of the works."""

    base: str
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    works: str = ""


def pieces_of(text: str) -> Pieces:
    """Return a name's pieces."""
    rest, parts, works = plain(text), dict[str, frozenset[str]](), ""
    while found := _BRACKETED.search(rest):
        inside = found[1]
        is_part = _PHASES.search(inside) or _IN_BRACKETS.match(inside)
        if is_part and found.start() >= _MIN_BASE:
            _take_in(parts, inside)
        rest = rest[: found.start()] + rest[found.end() :]
    for _ in range(_MOST_PIECES):
        before = rest
        for word in _ADDED:
            if rest.endswith(word) and len(rest) - len(word) >= _MIN_BASE:
                rest = rest[: -len(word)]
                break
        rest = _without_part(rest, parts)
        for word, family in _WORKS.items():
            if rest.endswith(word) and len(rest) - len(word) >= _MIN_BASE:
                rest, works = rest[: -len(word)], works or family
                break
        if rest == before:
            break
    return Pieces(rest, parts, works)


def _take_in(parts: dict[str, frozenset[str]], inside: str) -> None:
    if _PHASES.search(inside):
        parts.setdefault("phase", _phases(inside))
    else:
        parts.setdefault("section", frozenset({inside.removesuffix("段")}))


def _phases(text: str) -> frozenset[str]:
    return frozenset(
        str(len(each)) if each[0] in "iⅰ" else spelled(f"第{each}期").removesuffix("期")
        if each != "首" else "1"
        for each in _EACH_PHASE.findall(text)
    )  # fmt: skip


def _without_part(text: str, parts: dict[str, frozenset[str]]) -> str:
    """Return what is left of a name without the part at its end, which goes into ``parts``."""
    found = _PHASES.search(text)
    if found and found.start() >= _MIN_BASE:
        parts.setdefault("phase", _phases(found[0]))
        return text[: found.start()]
    for kind, pattern in _KINDS:
        found = pattern.search(text)
        if not found:
            continue
        groups = found.groupdict()
        base = groups["base"] if "base" in groups else text[: found.start()]
        part = groups.get("part") or found[0]
        if len(base) < _MIN_BASE or kind in parts:
            continue
        if kind == "branch":
            part = part.removesuffix("院区").removesuffix("校区")
            part = part if part in {"新", "新区", "新址", ""} else part.removesuffix("新")
            part = "新" if part in {"新区", "新址"} else part
        if kind == "section" and (ahead := _PHASE_AHEAD.match(part)):
            parts.setdefault("phase", _phases(ahead[0]))
            part = part[ahead.end() :]
        part = _sorted(part)
        if part:
            parts[kind] = frozenset({part})
        return base
    return text


def cover(ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> Cover:
    """Return whether our parts are the same as theirs, more of the whole, less, or others.

    No part at all is the whole; of a kind that both name, more of them are more. ``perhaps`` is
    for a branch without a name and one with a name.
    """
    ours_more = theirs_more = perhaps = False
    for kind in ours.keys() | theirs.keys():
        one, other = ours.get(kind), theirs.get(kind)
        if one == other:
            continue
        ours_more |= one is None or (other is not None and one > other)
        theirs_more |= other is None or (one is not None and other > one)
        if one is not None and other is not None and not (one > other or other > one):
            if kind == "branch" and (one | other) & _ANY_BRANCH:
                perhaps = True
                continue
            return "other"
    if ours_more and theirs_more:
        return "other"
    if perhaps:
        return "perhaps"
    return "more" if ours_more else "less" if theirs_more else "same"


@dataclass(frozen=True)
class Title:
    """A site's name, ready to be compared with those of another report of ``home``."""

    text: str
    home: Home = NOWHERE

    @cached_property
    def pieces(self) -> Pieces:
        """What it is made of."""
        return pieces_of(self.text)

    @property
    def works(self) -> str:
        """The family of the works at it, empty where the name says none."""
        return self.pieces.works

    @cached_property
    def name(self) -> Name:
        """The base, ready to be compared letter by letter."""
        return Name(self.pieces.base, self.home.prefixes)

    @cached_property
    def core(self) -> Core:
        """What the base means, and whose it says that it is."""
        return core_of(_sorted(self.pieces.base), self.home)

    @cached_property
    def keys(self) -> frozenset[str]:
        """What the base is called, in one spelling (:mod:`geo.model.names`).

        Words in brackets belong to it or not: 河池（宜州）西过境线.
        """
        found = {_tidy(self.core.key)}
        for base in dict.fromkeys((self.pieces.base, pieces_of(_unbracketed(self.text)).base)):
            key = _tidy(spelled(_sorted(base)))
            found |= {key, self._without_home(key)}
        return frozenset(key for key in found if not _CUT.match(key)) or frozenset(found)

    @cached_property
    def owner(self) -> str:
        """Whose the base says that it is: the level (市, 区) or a unit above; empty for neither."""
        level = _LEVEL_OF_NUMBERED.match(_tidy(spelled(_sorted(self.pieces.base))))
        return self.core.owner or (level[0] if level else "")

    def _without_home(self, key: str) -> str:
        """Return the key of what only bears a number, a school or hospital, without whose it is."""
        for word in self.home.prefixes:
            if key.startswith(word) and _NUMBERED.match(key, len(word)):
                return key[len(word) :]
        return _LEVEL_OF_NUMBERED.sub("", key)


def _unbracketed(text: str) -> str:
    return plain(text).translate(_NO_BRACKETS)


def _sorted(base: str) -> str:
    """Return a base with its sort said in one way."""
    for pattern, said in _SORTS:
        base = pattern.sub(said, base)
    return base


def _tidy(key: str) -> str:
    """Return a key with its voltage behind, and without the number of a route before its name."""
    key = _ROUTE.sub("", _sorted(key))
    if found := _VOLTAGE.search(key):
        key = f"{key[: found.start()]}{key[found.end() :]}{found[1]}"
    return key
