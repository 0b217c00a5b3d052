"""Which county or township the words of a report say a site lies in.

Only units of the report's own place count. A name that carries a unit's name lies in it (枝江市
滨江公园, 仙林街道综合改造), unless the word is part of the name of a road, bridge, mountain, river
or firm, which lend and borrow names; a unit that governs the name in its clause (支持枝江市建设…,
在仙林街道新建…) holds it too. Standing near says nothing. A false county is worse than none.

A short name is weaker than an official one. A county's must stand at the beginning, or before
works of its own (某某能源水城燃煤发电); a township's needs a head that only a township has, or
evidence from the report or from the country's table that nothing else is called so, and then says
its county only, for a reservoir, a power station, a park may lie beyond the township.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from geo.building.unit_contexts import (
    ACROSS,
    AIRPORT,
    AT_COUNTY,
    AT_TOWN,
    AWAY,
    BORROWED,
    BORROWED_OF_TOWN,
    BRANCH,
    BRANCH_ALONE,
    BRANCH_AT_HOME,
    BY_CHANCE,
    CULTURE,
    DASH,
    DIRECT,
    FAMOUS,
    FEATURES,
    IN_BRACKETS,
    LINE_BEFORE,
    OF_COUNTY,
    OF_RIVER,
    OF_TOWN,
    OTHER_BEFORE,
    PART_AT,
    PART_IN_BRACKETS,
    PART_OF_COUNTRY,
    PARTNERS,
    PARTS_OF_CITIES,
    PEOPLE,
    RIVERS,
    ROAD_NUMBER,
    SCATTERED,
    SCHOOL,
    SCHOOL_AT,
    SHARED,
    TO,
    UNTIL,
    WIDER,
    WORKED_ON,
    is_water,
)
from geo.places.units import Unit, Units

Clue = Literal["name", "clause", "place"]

# Words by which a clause says where something is done, before the unit's name.
_GOVERNS: Final = (
    r"(?:在|支持|推动|推进|加快|指导|帮助|促进|引导|助力|鼓励|位于|坐落于|坐落在"
    r"|地处|落户|落地|选址|布局|依托)于?"
)
_VERBS: Final = (
    "规划|新建|改建|扩建|续建|筹建|建设|建成|建好|建强|打造|创建|创成|推进|推动|加快|实施|开展|发展|做[好大强优活旺美实]"
    "|启动|开工|完成|培育|申报|申办|争创|争取|力争|加强|提升|改造|整合|统筹|用好|抓好|抓紧|谋划|布局|引进|承办|举办|获批"
    "|新增|修缮|优化"
)
# Between the unit's name and what it governs. 等地 names it with others.
_DOES: Final = re.compile(
    rf"(?:[的地]|境内|范围内|辖区|{_VERBS}|高质量|高标准|高水平|高起点|全面|全力|集中|重点|率先|试点|继续|持续|大力|积极"
    "|着力|深入|加力|扎实|要|将|应)*"
)
# What lies in a unit without a verb (甲县的X, 甲新区的X).
_OF: Final = re.compile(r"(?:新区|城区|县城|境内|辖区内?|范围内)?的")
# One unit does several things, each said by a verb (甲县做优老城、做旺X).
_AND_DOES: Final = re.compile(rf"(?:{_VERBS})[^、，]{{1,10}}、(?:{_VERBS})+")
_DOES_ITSELF: Final = re.compile(rf"(?:{_VERBS})[\u4e00-\u9fff]{{2}}")
# Words before a unit's name that say only that it is one of the report's place.
_OURS: Final = ("我市", "我省", "我州", "全市", "全州", "本市")
# What a thing does that a clause says the place of (X项目落户甲县).
_SETTLES: Final = re.compile(
    r"(?:等|项目|工程|[一二三四]期|基地|正式|成功|顺利|将|已|双双)*(?:落户|落地|选址|位于|坐落|地处|落子)[于在到]?"
)
# What a zone of another city has in a unit, where its name goes on with that (乙经开区甲县合作园).
_ZONE: Final = re.compile(r"(?:经开区|高新区|开发区|自贸区|试验区|新区)$")
_PARK_AT: Final = re.compile(r"[^、，；。和与至到—]{0,6}(?:合作|产业|工业|创新|分)?(?:园区?|片区)")
# Lines run through several units, whoever builds them.
_LINE: Final = re.compile(r"(?:高速(?:公路)?|高铁|铁路|城际|[国省县]道|航道|管道|[GSX]\d{2,4})$")
_ENDS: Final = "，,。；;：:！？!?\n"
_BRACKETS: Final = frozenset(("（）", "()"))
_AND: Final = re.compile("[、和及与]|以及")
_GOVERNED: Final = re.compile(rf"(?:{_GOVERNS}|^|[{_ENDS}])[ \t\u3000]?$")
# No unit's name in a clause is longer.
_LONGEST: Final = 12
# So many characters before a unit's name say what governs it.
_NEAR: Final = 12
# Short names that are words of their own, whatever unit bears them.
_MIN_STEM: Final = 2
# A township's short name that the country's table has oftener is a word that many places bear;
# works out in the country, which are called after no brand, may bear a commoner one.
_FEW: Final = 6
_SOME: Final = 10
# A zone that two places share.
_BOTH: Final = 2
# So often a report speaks of a county's name as of a culture, where it means that.
_OFTEN: Final = 3
_TOWN_ENDINGS: Final = ("镇", "乡", "街道")
_TOWN_WORDS: Final = (*_TOWN_ENDINGS, "老镇", "古镇", "场镇", "集镇")


@dataclass(frozen=True, slots=True)
class Located:
    """The smallest unit known to hold a site, and by which words."""

    unit: Unit
    clue: Clue
    word: str = ""
    # The township that the word means, where no more than its county is sure.
    town: Unit | None = None


@dataclass(frozen=True)
class UnitWords:
    """The names of the units below a report's place, ready to be looked for.

    ``common`` are everyday words: a short name that is one of them names no township, and a
    county only before what a county has. ``text`` is the report: a township that it names in full
    is meant by its short name too, unless it speaks of a culture of that name. ``namesakes`` says
    how many townships of the country bear a name; without it none is known to be rare.
    """

    place: Unit
    units: Units
    townships: tuple[Unit, ...] = ()
    common: Collection[str] = frozenset()
    text: str = ""
    namesakes: Mapping[str, int] = field(default_factory=dict)

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
            if unit.stem not in above | PARTS_OF_CITIES | {unit.name}:
                found[unit.stem].append(unit)
        for unit in self.townships:
            short = unit.stem
            # 建设镇 is not what 加快建设 speaks of.
            is_word = short in self.common or _DOES.fullmatch(short)
            if short != unit.name and short not in above | stems and not is_word:
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

    @cached_property
    def _elsewhere(self) -> Mapping[str, tuple[str, ...]]:
        """Names of cities, provinces and the place itself, by how they begin, longest first."""
        wide = ("province", "prefecture")
        names = {n for n, some in self.units.by_name.items() if any(u.level in wide for u in some)}
        found: dict[str, list[str]] = defaultdict(list)
        for name in names | self._homes:
            found[name[:2]].append(name)
        return {key: tuple(sorted(some, key=len, reverse=True)) for key, some in found.items()}

    @cached_property
    def _homes(self) -> frozenset[str]:
        """The place's own names, and those of the units above it."""
        around = (self.place, *self.units.above(self.place))
        return frozenset(name for unit in around for name in (unit.name, unit.stem))

    def in_name(self, name: str) -> Located | None:
        """Return the unit that a site's name carries; the smallest, None where two differ.

        A zone that a unit shares with a place elsewhere (天长—六合新型功能区) lies in the unit.
        """
        if section := self._section(name):
            return section
        found = list(self._carried(name))
        if any(AWAY.search(name[end:]) for end, _ in found) or self._is_lent(name):
            return None
        if not found or any(TO.match(name[end:]) for end, _ in found):
            return self._shared(name)
        sure = [each for _, each in found if each.town is None] or [each for _, each in found]
        smallest = sure[0]
        for each in sure[1:]:
            if self._holds(smallest.unit, each.unit):
                smallest = each
            elif not self._holds(each.unit, smallest.unit):
                return None
        return None if self._goes_on(name, smallest.unit) else smallest

    def _section(self, name: str) -> Located | None:
        """Return the county whose section of a line is meant (甲县至乙县（甲县段）)."""
        inside = [found[1] for found in IN_BRACKETS.finditer(name)]
        words = [word.removesuffix("段") for word in inside if word.endswith("段")]
        units = [self._certain(word) if word in self.names else None for word in words]
        if len(words) == 1 and units[0] and units[0].level == "county":
            return Located(units[0], "name", words[0])
        return None

    def _goes_on(self, name: str, unit: Unit) -> bool:
        """Whether a name is of a line that goes on to another unit (甲县某镇—乙县)."""
        for at in range(1, len(name) - 1):
            if name[at - 1] in UNTIL:
                other = self._unit_at(name, at)
                if other and not (self._holds(unit, other) or self._holds(other, unit)):
                    return True
        return False

    def _unit_at(self, name: str, at: int) -> Unit | None:
        """Return the unit whose name begins at a place in a name: ours, else any county's."""
        words = self._by_beginning.get(name[at : at + 2], ())
        word = next((w for w in words if name.startswith(w, at)), "")
        if word:
            return self._certain(word)
        lengths = range(min(_LONGEST, len(name) - at), 1, -1)
        found = (self.units.by_name.get(name[at : at + length], ()) for length in lengths)
        return next((units[0] for units in found if units), None)

    def _is_lent(self, name: str) -> bool:
        """Whether brackets in a name say that the thing lies in another city."""
        inside = {found[1] for found in IN_BRACKETS.finditer(name)}
        return any(
            word in self._elsewhere.get(word[:2], ())
            for word in inside - self._homes - self.names.keys()
        )

    def _shared(self, name: str) -> Located | None:
        """Return the unit of a zone of two places one of which is known to lie elsewhere."""
        sides = DASH.split(name)
        if len(sides) != _BOTH or not SHARED.search(sides[1]):
            return None
        right = sides[1]
        left = next((name for name in self._after_homes(sides[0]) if name in self.names), sides[0])
        second = self._first_word(right)
        ours = [word for word in (left, second) if word in self.names]
        other = second if ours == [left] else left
        if len(ours) != 1 or not SHARED.fullmatch(right.removeprefix(second)):
            return None
        unit = self._certain(ours[0])
        if unit is None or not self._is_foreign(other, is_across=bool(ACROSS.search(right))):
            return None
        return (
            self._only_county(unit, ours[0])
            if unit.level == "township"
            else Located(unit, "name", ours[0])
        )

    def _after_homes(self, name: str) -> Iterator[str]:
        """Yield a name, and what it is without the place's own name before it."""
        yield name
        for home in self._homes:
            if name.startswith(home):
                yield name.removeprefix(home)

    def _first_word(self, text: str) -> str:
        """Return the longest name of a unit, ours or not, that a text begins with."""
        for end in range(min(len(text), _LONGEST), 1, -1):
            if text[:end] in self.names or text[:end] in self.units.by_name:
                return text[:end]
        return ""

    def _is_foreign(self, word: str, *, is_across: bool) -> bool:
        """Whether a word names a unit, and none of the place; a township only ``is_across``."""
        bearers = self.units.by_name.get(word, ())
        if bearers:
            return not any(self.units.holds(self.place, unit) for unit in bearers)
        return is_across and word not in self.names and self._bearers(word) > 0

    def _bearers(self, word: str) -> int:
        """How many townships of the country are called so."""
        return sum(self.namesakes.get(word + ending, 0) for ending in _TOWN_ENDINGS)

    def in_clause(
        self, clause: str, start: int, names: Iterable[tuple[int, int]], end: int | None = None
    ) -> Located | None:
        """Return the unit that governs what stands from ``start`` to ``end`` of a clause's text.

        ``names`` are the spans of the sites that the clause names: of a list the unit before the
        first governs all. Lines are governed by none.
        """
        name = clause[start:end] if end else ""
        if _LINE.search(name):
            return None
        if end and (behind := self._behind(name, clause[end:])):
            return behind
        head = clause[:start]
        # One of those that do something, not of what another does (甲县建设X、某某经开区建设Y).
        if end and head.endswith("、") and _DOES_ITSELF.match(clause[end:]):
            return None
        for begin, stop in sorted(names, reverse=True):
            # A list: what stands between its items is no more than a comma of enumeration.
            if stop <= len(head) and _AND.fullmatch(head, stop):
                head = head[:begin]
        for stop in range(len(head), 0, -1):
            if head[stop - 1] in _ENDS:
                break
            for word in self._ending_at(head, stop):
                unit = self._certain(word)
                if unit is None or BORROWED.match(clause[stop:]):
                    continue
                if self._governs(word, unit, head[: stop - len(word)], head[stop:]):
                    return Located(unit, "clause", word)
        return None

    def _governs(self, word: str, unit: Unit, before: str, between: str) -> bool:
        """Whether a unit's name governs what stands behind ``between``, by what is before it."""
        if word != unit.name:
            # A township's short name stands for it in names only: much else is called so.
            if unit.level == "township" or word in self.common or word in FAMOUS:
                return False
            if word.endswith(("湖", "峡", "岛")):
                return False
        is_first = not self._ending_before(before)
        if _OF.fullmatch(between) and is_first and before[-1:] not in UNTIL:
            return True
        before = self._without_holders(before, unit)
        if _DOES.fullmatch(between):
            return bool(_GOVERNED.search(before[-_NEAR:])) or self._begins_item(before)
        return (not before or before[-1] in _ENDS) and _AND_DOES.fullmatch(between) is not None

    def _without_holders(self, before: str, unit: Unit) -> str:
        """Return what stands before a unit's name without the units that hold it (在甲县乙镇)."""
        county = self.units.by_code.get(unit.code[:6])
        holders = {*_OURS, *self._homes}
        if county and county != unit:
            holders |= {county.name, county.stem}
        for holder in sorted(holders, key=len, reverse=True):
            before = before.removesuffix(holder) if len(holder) > 1 else before
        return before

    def _ending_before(self, before: str) -> bool:
        """Whether what stands before a unit's name lists it with another's (甲县、乙县)."""
        at = len(before) - 1
        return before[-1:] in tuple("、和与及") and any(self._ending_at(before, at))

    def _behind(self, name: str, rest: str) -> Located | None:
        """Return the unit that the words behind a name say (X项目落户甲县)."""
        settles = _SETTLES.match(rest)
        is_zone = _ZONE.search(name) is not None
        if settles is None and not is_zone:
            return None
        rest = rest[settles.end() :] if settles else rest
        for above in sorted({*_OURS, *self._homes}, key=len, reverse=True):
            if settles and len(above) > 1 and rest.startswith(above):
                rest = rest.removeprefix(above)
                break
        for word in self._by_beginning.get(rest[:2], ()):
            unit = self._certain(word) if rest.startswith(word) else None
            if unit is None or (word != unit.name and unit.level == "township"):
                continue
            after = rest[len(word) :]
            if BORROWED.match(after) or after[:1] in tuple("、和与及等") or word in self.common:
                return None
            if settles or (unit.level == "county" and _PARK_AT.match(after)):
                return Located(unit, "clause", word)
        return None

    def _begins_item(self, before: str) -> bool:
        """Whether what follows begins an item of its own (支持甲县深化合作、乙县建设X).

        Behind another unit's name it goes on with that: both do what follows (甲县、乙县建设X).
        """
        item = before.removesuffix("、")
        return item != before and not any(self._ending_at(item, len(item)))

    def _carried(self, name: str) -> Iterator[tuple[int, Located]]:
        """Yield the units that a site's name carries from the left, and where their words end."""
        at = 0
        while at < len(name) - 1:
            begins = name[at : at + 2]
            words = [w for w in self._by_beginning.get(begins, ()) if name.startswith(w, at)]
            others = (w for w in self._elsewhere.get(begins, ()) if name.startswith(w, at))
            other = next(others, "")
            if len(other) > max(map(len, words), default=0):
                at += len(other)
                continue
            for word in words:
                located = self._said(word, name, at)
                if located:
                    at += len(word) - 1
                    yield at + 1, located
                    break
            at += 1

    def _said(self, word: str, name: str, at: int) -> Located | None:
        """Return the unit that its name at a place in a site's name says the site lies in."""
        unit = self._certain(word)
        rest = name[at + len(word) :]
        if unit is None or (BORROWED.match(rest) and not self._begins_unit(rest)):
            return None
        if word == unit.name and (at == 0 or len(word) > _MIN_STEM):
            return Located(unit, "name", word)
        if not rest:
            # One of a list, the others of which say what they are (甲县、乙县化工园区).
            if at or word.endswith(FEATURES) or word in FAMOUS:
                return None
            if unit.level == "township":
                return self._only_county(unit, word) if self._is_meant(unit, word, _FEW) else None
            return Located(unit, "name", word) if self._is_plain(word, rest) else None
        if unit.level == "township":
            return self._said_town(unit, word, name[:at], rest)
        return Located(unit, "name", word) if self._is_said(word, name[:at], rest) else None

    def _begins_unit(self, rest: str) -> bool:
        """Whether what follows a name begins with another unit's (海林海浪河: 海 is not 海林's)."""
        words = self._by_beginning.get(rest[:2], ())
        return any(rest.startswith(word) and not BY_CHANCE.match(word) for word in words)

    def _is_said(self, word: str, before: str, rest: str) -> bool:
        """Whether a county's short name between two parts of a name says where the site lies."""
        # Alone in brackets, or directly before what is a part of something larger.
        if before and before[-1] + rest[:1] in _BRACKETS:
            # Not one of three that share something (甲县—乙县（丙县）合作区).
            return not any(self._ending_at(before, len(before) - 1))
        if before and PART_AT.match(rest) and not BY_CHANCE.match(word):
            return before[-1] not in UNTIL
        if ROAD_NUMBER.fullmatch(before):
            before = ""
        # A school's, a hospital's branch bears the main house's name wherever it stands.
        if not before and BRANCH_ALONE.fullmatch(rest):
            return word not in self.common
        if BRANCH.search(rest) and not BRANCH_AT_HOME.fullmatch(rest):
            return False
        if word.endswith(("湖", "峡", "岛")) or word in FAMOUS or is_water(word, rest):
            return False
        if not self._is_plain(word, rest):
            return False
        # A short name stands at the beginning, or after the place's own name.
        if not before or before in self._homes or before in self.names:
            return True
        return self._stands_inside(word, before, rest)

    def _stands_inside(self, word: str, before: str, rest: str) -> bool:
        """Whether a county's name behind another's names where its works are (某某能源水城电厂)."""
        if BY_CHANCE.match(word):
            return False
        # A school of that name in the unit, behind the house that runs it (某大附中甲县学校).
        if SCHOOL.search(before) and SCHOOL_AT.fullmatch(rest):
            return word not in self.common
        if OTHER_BEFORE.search(before) and not PART_OF_COUNTRY.fullmatch(before):
            return False
        if (
            word in self.common
            or LINE_BEFORE.search(PARTNERS.sub("", before))
            or not AT_COUNTY.match(rest)
        ):
            return False
        # A word that begins before the name and ends within it.
        return not any(
            before[-left:] + word[:right] in self.common
            for left in (1, 2)
            for right in range(1, len(word))
        )

    def _said_town(self, unit: Unit, word: str, before: str, rest: str) -> Located | None:
        """Return the township that its short name says, or its county where no more is sure."""
        county = self.units.by_code.get(unit.code[:6])
        own = {county.name, county.stem} if county else set[str]()
        held = before.endswith(tuple(own)) and before != ""
        # A section in brackets (G353（甲镇段）), a firm's works (某某能源江苏甲镇电厂).
        if before.endswith(("（", "(")) and PART_IN_BRACKETS.match(rest):
            is_word = word.endswith(FEATURES) or word in PARTS_OF_CITIES or word in PEOPLE
            return None if is_word else Located(unit, "name", word)
        if before not in self._homes and before.endswith(tuple(self._homes)):
            is_meant = AT_TOWN.match(rest) and not word.endswith(FEATURES)
            is_meant = is_meant and self._is_meant(unit, word, _FEW)
            return self._only_county(unit, word) if is_meant else None
        if (before and not held and before not in self._homes) or BRANCH.search(rest):
            return None
        is_feature, is_of_town = word.endswith(FEATURES), OF_TOWN.match(rest) is not None
        # Waterworks and quarters are called after a river as well (某某河污水处理厂).
        if len(word) <= _MIN_STEM or is_feature:
            of_water = word.endswith(RIVERS) and OF_RIVER.match(rest) is not None
            if is_of_town and not of_water and not (is_feature and len(word) <= _MIN_STEM):
                return None if word in PARTS_OF_CITIES else Located(unit, "name", word)
            is_at = is_of_town or (
                (AT_TOWN.match(rest) or WORKED_ON.fullmatch(rest))
                and not is_feature
                and not BORROWED_OF_TOWN.match(rest)
            )
            most = _SOME if not before and SCATTERED.match(rest) else _FEW
            # An airport is called after what lies near it: the river of that name, a hill.
            most = 0 if AIRPORT.match(rest) or of_water else most
            is_meant = is_at and self._is_meant(unit, word, most)
            return self._only_county(unit, word) if is_meant else None
        # Behind its county's name it may be another's (剑河仰阿莎国际酒店).
        if WIDER.match(rest) or (held and not is_of_town):
            return None
        if SCATTERED.match(rest):
            return self._only_county(unit, word)
        return Located(unit, "name", word)

    def _only_county(self, town: Unit, word: str) -> Located | None:
        """Return the county of a township near which a site lies: in which, is not sure."""
        county = self.units.by_code.get(town.code[:6])
        if county is None or county == self.place:
            return None
        return Located(county, "name", word, town)

    def _is_meant(self, unit: Unit, word: str, most: int) -> bool:
        """Whether a township's short name can mean nothing else.

        The report names the township in full, or behind its county; or no more than ``most``
        townships of the country are called so, and no county.
        """
        if word in PEOPLE or self._cultures.get(word, 0):
            return False
        if word not in self._attested:
            county = self.units.by_code.get(unit.code[:6])
            full = [word + ending for ending in _TOWN_WORDS]
            full += [name + word for name in ((county.name, county.stem) if county else ())]
            self._attested[word] = any(name in self.text for name in full)
        if self._attested[word]:
            return True
        return word not in self.units.by_name and 0 < self._bearers(word) <= most

    @cached_property
    def _attested(self) -> dict[str, bool]:
        """Whether the report names a township in full, for the short names asked for so far."""
        return {}

    def _is_plain(self, word: str, rest: str) -> bool:
        """Whether a county's short name is not as likely a word or a person's name."""
        if self._cultures.get(word, 0) >= _OFTEN:
            return OF_COUNTY.match(rest) is not None
        is_word = word in self.common
        return not is_word or bool(OF_COUNTY.match(rest) or DIRECT.match(rest))

    @cached_property
    def _cultures(self) -> Mapping[str, int]:
        """How often the report says a short name as that of a culture or a person."""
        found: Counter[str] = Counter()
        for match in CULTURE.finditer(self.text):
            for length in (2, 3):
                found[self.text[max(match.start() - length, 0) : match.start()]] += 1
        return found

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
