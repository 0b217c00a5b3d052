"""Which county or township the words of a report say a site lies in.

Only units of the report's own place count. A name that carries a unit's name lies in it (枝江市
滨江公园, 仙林街道综合改造), unless the word is part of the name of a road, bridge, mountain, river
or firm, which lend and borrow names; a unit that governs the name in its clause (支持枝江市建设…,
在仙林街道新建…) holds it too. Standing near says nothing. A false county is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from geo.places.units import Unit, Units

Clue = Literal["name", "clause", "place"]

# What follows a unit's name where that is part of another thing's name.
_BORROWED: Final = re.compile(
    r"(?:[东西南北中]?(?:大道|大街|路|街(?!道|区)|巷|里弄|线|高速|快速|铁路|城际|大桥|特大桥|桥|隧道|立交|枢纽|互通"
    r"|峡|山(?!区)|岭|峰|江(?!北|南|滨)|河(?!道|长)|湖(?!区)|海|湾|溪|港(?!区|口)|渠|运河|水道|岛|寨|铺|口"
    r"|流域|水系|航道|故道|集团|公司|股份|控股|有限|银行|证券|酒|茶|石化|钢铁|动力|汽车|药业|能源集团))"
)
# Between two units' names: a line from one to the other lies in neither.
_TO: Final = re.compile(r"^(?:至|到|—|－|-|–|~|～|经(?![开济贸典])|—{2})")
# Words by which a clause says where something is done, before the unit's name.
_GOVERNS: Final = r"(?:在|支持|推动|推进|加快|指导|帮助|促进|引导|助力|位于|落户|落地|布局|依托)"
# Between the unit's name and what it governs.
_DOES: Final = re.compile(
    r"(?:[的地]|等地|境内|范围内|规划|新建|改建|扩建|续建|建设|建成|建好|打造|创建|推进|推动|加快|实施|开展"
    r"|发展|做好|做大|做强|启动|开工|完成|培育|申报|争创|加强|提升|改造|高质量|高标准|全面|集中|重点|率先|试点)*"
)
_ENDS: Final = "，,。；;：:！？!?\n"
_BRACKETS: Final = frozenset(("（）", "()"))
_UNTIL: Final = frozenset("至到经—－-–~～")
_AND: Final = re.compile("[、和及与]|以及")
_GOVERNED: Final = re.compile(rf"(?:{_GOVERNS}|^|[{_ENDS}])[ \t\u3000]?$")
# No unit's name in a clause is longer.
_LONGEST: Final = 12
# So many characters before a unit's name say what governs it.
_NEAR: Final = 12
# Short names that are words of their own, whatever unit bears them.
_MIN_STEM: Final = 2
# What must follow a township's short name of two characters, for them to be the township.
_OF_TOWN: Final = re.compile(
    r"(?:片区|园区|工业园|产业园|物流园|科创园|新城|新镇|集镇|组团|社区|村|中学|初中|小学|幼儿园|卫生院|敬老院|养老院"
    r"|文化站|污水处理厂|水厂|自来水厂|变电站|派出所|农贸市场|老街|古镇|老集镇|圩镇|街区|安置)"
)


# A section, a branch, a plant of something larger, called after the unit in which it lies; before
# that stands the name of what it belongs to.
_PART_AT: Final = re.compile(
    r"(?:段|院区|校区|园区|厂区|片区|分院|分校|分馆|(?:生产|产业|制造|研发)?基地|工厂|(?:热|火|水|核|垃圾发)?电厂"
    r"|风电场|光伏电站|抽水蓄能|储能电站|变电站|换流站|自来水厂|水厂|污水处理厂|数据中心)"
)
# Short names of districts that are words for a part of any city.
_WORDS: Final = frozenset(
    (
        "市中",
        "城中",
        "城东",
        "城西",
        "城南",
        "城北",
        "城关",
        "城厢",
        "新城",
        "新市",
        "东城",
        "西城",
        "城区",
        "郊区",
    )
)
# Townships called after a mountain, a river, a road: the name alone may mean that.
_FEATURES: Final = tuple("山河江湖岛峡岭海溪港湾滩洲路街巷桥")
# Mountains that are better known than the units called after them.
_FAMOUS: Final = frozenset(
    ("泰山", "黄山", "华山", "衡山", "庐山", "武夷山", "峨眉山", "井冈山", "天山", "昆仑")
)
# What is done to a river, not in a town.
_OF_WATER: Final = re.compile(
    r"(?:综合|系统)?(?:治理|整治|水|生态|流域|两岸|沿岸|景观|堤|防洪|大堤|岸|清淤|航|绿道|风光带)"
)
# Zones that are called after a town and reach far beyond it.
_WIDER: Final = re.compile(
    r"(?:国家|省级)?(?:示范|自主创新|试验|综合?保税|综保|临空|经济|高新|自贸)|科学城"
)
_BRANCH: Final = re.compile(r"(?:校区|院区|分校|分院|分馆)$")


@dataclass(frozen=True, slots=True)
class Located:
    """The smallest unit known to hold a site, and by which words."""

    unit: Unit
    clue: Clue
    word: str = ""


@dataclass(frozen=True)
class UnitWords:
    """The names of the units below a report's place, ready to be looked for.

    ``common`` are everyday words: a short name that is one of them names no unit.
    """

    place: Unit
    units: Units
    townships: tuple[Unit, ...] = ()
    common: Collection[str] = frozenset()

    @cached_property
    def names(self) -> Mapping[str, tuple[Unit, ...]]:
        """Official and short names with the units below the place that bear them."""
        counties = list(self.units.below(self.place))
        if self.place.level == "county":
            counties = [self.place]
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in (*counties, *self.townships):
            found[unit.name].append(unit)
        above = {self.place.stem, *(unit.stem for unit in self.units.above(self.place))}
        stems = {unit.stem for unit in counties}
        for unit in counties:
            # What the city is called too names the city (荆州区 in 荆州市).
            if unit.stem not in above | _WORDS:
                found[unit.stem].append(unit)
        for unit in self.townships:
            short = unit.stem
            if short != unit.name and short not in above | stems and short not in self.common:
                found[short].append(unit)
        return {name: tuple(units) for name, units in found.items()}

    @cached_property
    def _by_beginning(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            found[name[:2]].append(name)
        return {key: tuple(sorted(some, key=len, reverse=True)) for key, some in found.items()}

    @cached_property
    def _by_ending(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            if len(name) <= _LONGEST:
                found[name[-2:]].append(name)
        return {key: tuple(sorted(some, key=len, reverse=True)) for key, some in found.items()}

    def in_name(self, name: str) -> Located | None:
        """Return the unit that a site's name carries; the smallest, None where two differ."""
        found = list(self._carried(name))
        if not found:
            return None
        if any(_TO.match(name[end:]) for _, end, _ in found):
            return None
        units = [unit for unit, _, _ in found]
        smallest = units[0]
        for unit in units[1:]:
            if self._holds(smallest, unit):
                smallest = unit
            elif not self._holds(unit, smallest):
                return None
        word = next(word for unit, _, word in found if unit == smallest)
        return Located(smallest, "name", word)

    def in_clause(
        self, clause: str, start: int, names: Iterable[tuple[int, int]]
    ) -> Located | None:
        """Return the unit that governs what stands at ``start`` of a clause's text.

        ``names`` are the spans of the sites that the clause names: of a list the unit before the
        first governs all.
        """
        head = clause[:start]
        for begin, end in sorted(names, reverse=True):
            # A list: what stands between its items is no more than a comma of enumeration.
            if end <= len(head) and _AND.fullmatch(head, end):
                head = head[:begin]
        for end in range(len(head), 0, -1):
            if head[end - 1] in _ENDS:
                break
            for name in self._ending_at(head, end):
                units = self._certain(name)
                if units is None or _BORROWED.match(clause[end:]):
                    continue
                before, between = head[: end - len(name)], head[end:]
                if not _DOES.fullmatch(between):
                    continue
                if _GOVERNED.search(before[-_NEAR:]) or self._begins_item(before):
                    return Located(units, "clause", name)
        return None

    def _begins_item(self, before: str) -> bool:
        """Whether what follows begins an item of its own (支持甲县深化合作、乙县建设X).

        Behind another unit's name it goes on with that: both do what follows (甲县、乙县建设X).
        """
        item = before.removesuffix("、")
        return item != before and not any(self._ending_at(item, len(item)))

    def _carried(self, name: str) -> Iterator[tuple[Unit, int, str]]:
        """Yield unit, end and word of the units' names in a site's name, from the left."""
        at = 0
        while at < len(name) - 1:
            for word in self._by_beginning.get(name[at : at + 2], ()):
                end = at + len(word)
                if name.startswith(word, at) and self._speaks(word, name, at, end):
                    unit = self._certain(word)
                    if unit is not None:
                        yield unit, end, word
                    at = end - 1
                    break
            at += 1

    def _speaks(self, word: str, name: str, at: int, end: int) -> bool:
        """Whether a unit's name within a site's name says where the site lies."""
        rest = name[end:]
        if not rest and word not in {unit.name for unit in self.names[word]}:
            return False
        if _BORROWED.match(rest):
            return False
        unit = self.names[word][0]
        if word == unit.name:
            return at == 0 or len(word) > _MIN_STEM
        # Alone in brackets, or directly before what is a part of something larger.
        if at and (name[at - 1] + rest[:1] in _BRACKETS or _PART_AT.match(rest)):
            return name[at - 1] not in _UNTIL and unit.level != "township"
        # A school's, a hospital's branch bears the main house's name wherever it stands.
        if _BRANCH.search(rest):
            return False
        if unit.level == "township":
            if at or (len(word) <= _MIN_STEM and word.endswith(_FEATURES)):
                return False
            if len(word) <= _MIN_STEM or word.endswith(_FEATURES):
                return bool(_OF_TOWN.match(rest))
            return not _WIDER.match(rest)
        if word.endswith(("湖", "峡", "岛")) or word in _FAMOUS:
            return False
        if word.endswith(_FEATURES) and _OF_WATER.match(rest):
            return False
        # A short name stands at the beginning, or after the place's own name.
        before = name[:at]
        return not before or before in {self.place.name, self.place.stem} or before in self.names

    def _certain(self, word: str) -> Unit | None:
        """Return the one unit of a name, None where several bear it."""
        units = self.names[word]
        return units[0] if len(units) == 1 else None

    def _ending_at(self, text: str, end: int) -> Iterator[str]:
        for name in self._by_ending.get(text[max(end - 2, 0) : end], ()):
            if text.endswith(name, 0, end):
                yield name

    def _holds(self, outer: Unit, inner: Unit) -> bool:
        return inner.code.startswith(outer.code.rstrip("0") if len(outer.code) == 6 else outer.code)
