"""Which place a report speaks for: its unit of the country's table, or why there is none.

What the text says of itself counts first: the congress that it was given to, the government that
gives it, its title. Where it says only 市人民政府, the words vote: a report names its own place and
the units right below it more often and more of them than those of any other. The file's name
speaks last. The report of a county is not that of its city, nor the reverse.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from geo.base.messages import Message
from geo.places.units import (
    Level,
    Unit,
    Units,
    candidates_of,
    read_townships,
    resolve,
    resolve_township,
)

How = Literal["asked", "congress", "government", "title", "words", "file", "nowhere"]

# So much of the text speaks about the report itself.
_HEAD: Final = 3000
_HAN: Final = r"[\u4e00-\u9fff]"
_NUMBER: Final = r"[一二三四五六七八九十百零〇\d]{1,4}"
_SESSION: Final = rf"第{_NUMBER}届(?:人民代表大会|人大第?{_NUMBER}次)"
_CONGRESS: Final = re.compile(rf"在({_HAN}{{1,24}}?){_SESSION}")
# The same at the beginning of a line, in brackets, behind a day (（2024年1月8日 甲市第七届人大…）).
_CONGRESS_LINE: Final = re.compile(rf"(?:\d日|[(（\s]|^)(?!在)({_HAN}{{1,24}}?){_SESSION}")
_GOVERNMENT: Final = re.compile(
    rf"代表({_HAN}{{0,24}}?(?:省|市|自治区|自治州|州|盟|地区|区|县|旗|镇|乡|街道))?(?:人民政府|政府|行政公署)"
)
_TITLE: Final = re.compile(
    rf"(?:^|\n)[ \t\u3000#*]{{0,20}}(?:\d{{4}}年(?:度)?)?[ \t\u3000#*]{{0,20}}({_HAN}{{2,24}}?)"
    r"(?:\d{4}年(?:度)?)?(?:(?:人民)?政府(?:\d{4}年(?:度)?)?工作报告|(?:行政长官)?(?:\d{4}年(?:度)?)?施政报告)"
)
# The head of a report: its title, and the congress that it was given to.
_REPORT: Final = re.compile(
    rf"(?:^|\n)[^\n。]{{0,40}}工作报告[^。]{{0,80}}?在({_HAN}{{1,24}}?)第{_NUMBER}届人民代表大会"
)
_WORD: Final = re.compile(rf"{_HAN}{{2,}}")
_TAIL: Final = re.compile(r"(?:(?:人民)?政府|工作报告).*+$")
_TOWN: Final = re.compile(r"(?:镇|乡|街道|苏木)$")
_TOWN_TITLE: Final = re.compile(
    rf"(?:^|\n)[ \t\u3000#*]{{0,20}}({_HAN}{{2,24}}?(?:镇|乡|街道|苏木))(?:人民政府|政府|办事处)?"
    r"(?:\d{4}年(?:度)?)?(?:人民政府|政府|办事处)?工作报告"
)
# The corps in Xinjiang, and a division of it: no units, but for the city that a division is too.
_CORPS: Final = re.compile(rf"^(?:新疆)?(?:生产建设)?兵团(?:第{_NUMBER}师)?|^第{_NUMBER}师")
_CORPS_TITLE: Final = re.compile(
    rf"(?:^|\n)[^\n。]{{0,20}}(?:生产建设兵团|第{_NUMBER}师)[^\n。]{{0,20}}工作报告"
)
_STATE: Final = re.compile(
    r"代表国务院|全国人民代表大会常?务?委?员?会?第[一二三四五六七八九十\d]+次会议上"
)
# 全市, 全县 …: the report's own level, in its own words.
_WHOLE: Final = re.compile(r"全(省|市|州|盟|区|县|旗|镇|乡|街道)(?![域面位])")
_LEVELS: Final[dict[str, tuple[Level, ...]]] = {
    "省": ("province",),
    "自治区": ("province",),
    "市": ("prefecture", "county", "province"),
    "州": ("prefecture",),
    "自治州": ("prefecture",),
    "盟": ("prefecture",),
    "地区": ("prefecture",),
    "县": ("county",),
    "旗": ("county",),
    "区": ("county", "province"),
}
# A winner has so many words to speak for it, and so many times those of the next one.
_MIN_VOTES: Final = 6
_MARGIN: Final = 1.3
# Of units of one name the one is meant whose city or province is named so many times as often.
_CLEARLY: Final = 2


@dataclass(frozen=True)
class Place:
    """The unit that a report speaks for, how that is known, and what is worth saying of it.

    ``unit`` is None where the text speaks for no single place or does not say for which;
    ``notice`` is then the reason. It also tells of a file's name that contradicts.
    """

    unit: Unit | None
    how: How
    notice: Message | None = None


def place_of(text: str, file_name: str, units: Units) -> Place:
    """Return the place of a report by its text and, at last, its file's name."""
    head = text[:_HEAD]
    hint = _unit_in_name(file_name, units)
    if _STATE.search(head):
        return Place(None, "nowhere", Message("whole_country"))
    if several := _several(text, units):
        return Place(None, "nowhere", several)
    for how, name in _said(head):
        unit = _meant(_CORPS.sub("", name), text, units)
        if unit is not None:
            return Place(unit, how, _contradiction(unit, hint, units))
    if _CORPS_TITLE.search(head):
        return Place(None, "nowhere", Message("place_not_said"))
    found = _voted(text, _wanted_levels(head, text), units, hint)
    if found is not None:
        return Place(found, "words", _contradiction(found, hint, units))
    if hint is not None and text.count(hint.stem) >= 1:
        return Place(hint, "file")
    return Place(None, "nowhere", Message("place_not_said"))


def _several(text: str, units: Units) -> Message | None:
    """Return that a text holds the reports of two places, neither of which lies in the other."""
    found: list[Unit] = []
    for match in _REPORT.finditer(text):
        unit = resolve(match[1], units)
        if unit and not any(units.holds(o, unit) or units.holds(unit, o) for o in found):
            found.append(unit)
    if len(found) <= 1:
        return None
    return Message("reports_of_several_places", one=found[0].name, other=found[1].name)


def _meant(name: str, text: str, units: Units) -> Unit | None:
    """Return the unit that a report's title or congress names, None where that is not clear."""
    return resolve(name, units) or _told_apart(name, text, units) or _town(name, text, units)


def _told_apart(name: str, text: str, units: Units) -> Unit | None:
    """Return which of several units of a name is meant, by how often a text names those above.

    鼓楼区 with 南京市 elsewhere in the text is Nanjing's.
    """
    candidates = candidates_of(name, units)
    counts = {u: sum(text.count(above.stem) for above in units.above(u)) for u in candidates}
    ranked = sorted(candidates, key=lambda unit: (-counts[unit], unit.code))
    if len(ranked) <= 1 or counts[ranked[0]] < _CLEARLY * max(counts[ranked[1]], 0.5):
        return None
    return ranked[0]


def _town(name: str, text: str, units: Units) -> Unit | None:
    """Return the township of a name, with its county before it or elsewhere in the text."""
    if not _TOWN.search(name):
        return None
    if town := resolve_township(name, units):
        return town
    named = [town for town in read_townships("") if town.name == name]
    parents = [(town, units.parent(town)) for town in named]
    found = [town for town, county in parents if county and county.name in text]
    return found[0] if len(found) == 1 else None


def _said(head: str) -> Iterator[tuple[How, str]]:
    """Yield the names by which a report says whose it is, the surest first."""
    patterns: tuple[tuple[How, re.Pattern[str]], ...] = (
        ("congress", _CONGRESS), ("government", _GOVERNMENT), ("title", _TITLE),
        ("title", _TOWN_TITLE), ("congress", _CONGRESS_LINE),
    )  # fmt: skip
    for how, pattern in patterns:
        for found in pattern.finditer(head):
            if found[1]:
                yield how, found[1]


def _wanted_levels(head: str, text: str) -> tuple[Level, ...]:
    """Return the levels that a report may be of, by what it calls its government and its whole."""
    for found in _GOVERNMENT.finditer(head):
        if found[1]:
            ending = (
                next(e for e in sorted(_LEVELS, key=len, reverse=True) if found[1].endswith(e))
                if found[1].endswith(tuple(_LEVELS))
                else ""
            )
            if ending:
                return _LEVELS[ending]
    counts = Counter(found[1] for found in _WHOLE.finditer(text))
    if counts:
        kind, _ = counts.most_common(1)[0]
        return _LEVELS.get(kind, ())
    return ("province", "prefecture", "county")


def _voted(text: str, levels: tuple[Level, ...], units: Units, hint: Unit | None) -> Unit | None:
    """Return the unit of one of ``levels`` for which the text's words speak, None without one."""
    counts = Counter(count_names(text, units))
    votes: dict[Unit, float] = defaultdict(float)
    for name, count in counts.items():
        for unit in units.by_name[name]:
            weight = 1.0 if name == unit.name else 0.8
            if unit.level in levels:
                votes[unit] += min(count, 40) * weight
            parent = units.parent(unit)
            # Each of its own districts that a report names says more than a name said again.
            if parent is not None and parent.level in levels:
                shared = len({units.parent(other) for other in units.by_name[name]})
                votes[parent] += (2 + min(count, 5)) * weight / shared
    if hint is not None and hint in votes:
        votes[hint] *= 1.2
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0].code))
    if not ranked or ranked[0][1] < _MIN_VOTES:
        return None
    best, most = ranked[0]
    rivals = [v for unit, v in ranked[1:] if unit.name != best.name or unit.level != best.level]
    if rivals and most < _MARGIN * rivals[0]:
        return None
    return best


def count_names(text: str, units: Units) -> Iterator[str]:
    """Yield the names of units in a text, from the left, the longest at each place."""
    beginnings = _beginnings(units)
    at, end = 0, len(text) - 1
    while at < end:
        for name in beginnings.get(text[at : at + 2], ()):
            if text.startswith(name, at):
                yield name
                at += len(name) - 1
                break
        at += 1


@lru_cache(maxsize=2)
def _beginnings_of(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[name[:2]].append(name)
    return {key: tuple(sorted(some, key=len, reverse=True)) for key, some in found.items()}


def _beginnings(units: Units) -> dict[str, tuple[str, ...]]:
    return _beginnings_of(tuple(units.by_name))


def _unit_in_name(file_name: str, units: Units) -> Unit | None:
    """Return the unit that a file's name begins with or is called after, None where unsure."""
    words = _WORD.findall(file_name)
    for word in words:
        bare = _TAIL.sub("", word)
        found = resolve(bare, units)
        if found is not None:
            return found
        named = list(units.by_name.get(bare, ()))
        # A city before its districts, where both bear the name.
        order: Iterable[Level] = ("province", "prefecture", "county")
        for level in order:
            of_level = [unit for unit in named if unit.level == level]
            if len(of_level) == 1:
                return of_level[0]
            if of_level:
                break
    return None


def _contradiction(unit: Unit, hint: Unit | None, units: Units) -> Message | None:
    if hint is None or hint == unit or hint.stem == unit.stem:
        return None
    if units.holds(hint, unit) or units.holds(unit, hint):
        return None
    return Message("file_named_after_another", file=hint.name, text=unit.name)
