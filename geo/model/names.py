"""When two names of a report mean one site, surely or perhaps.

Surely: the same words in another spelling (script, digits, dashes, brackets, 高速 for 高速公路,
市一医院 for 市第一人民医院), with 工程 behind or not, with the name of the report's own place
before or not, a line from A to B or from B to A, one shortened to its ends' first characters.
Never a phase and its whole. What may be one site and may be two is a question for the editor.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Final

from geo.base.scripts import in_one_script
from geo.base.spelling import hyphenated

_HAN: Final = "\u3400-\u9fff"
_N: Final = "一二三四五六七八九十"
_DASH: Final = "至到—－–~～-"
# A name of fewer characters is too little to be one without its place before it.
_MIN_CORE: Final = 3
_MIN_ALIKE: Final = 5
# How many characters one name may have before the other, and the least that the other has.
_MORE: Final = 4
_MIN_END: Final = 5
_DIGITS: Final = 4

_BRACKETED: Final = re.compile(r"[（(\[【]([^（()）\[\]【】]{1,20})[)）\]】]")
# Of these the bracket only sets off what belongs there.
_IN_PLACE: Final = re.compile(r"[\da-z]|[期段标号批]$")
_ORDINAL: Final = re.compile(
    rf"第?([{_N}]{{1,3}}|\d{{1,3}})(?=号|期|批|标段|人民医院|医院|中学|小学|幼儿园|污水|水厂|自来水)"
)
_FIRST: Final = re.compile("首期")
_LATIN_PHASE: Final = re.compile("([iⅰ]{1,3})期")
_HOSPITAL: Final = re.compile(
    rf"(?:第)?(?P<n>\d{{1,3}})(?:人民)?医院|(?<=[市县区州旗])(?P<short>[{_N}])院(?=$|[{_HAN}])"
)
_SCHOOL: Final = re.compile(
    rf"第?(?P<n>\d{{1,3}}|[{_N}]{{1,3}})(?:(?P<middle>中学|中(?=$|[^心央医学路街道山江关国]))|(?P<primary>小学|小(?=$|[^学区镇微型江河]))"
    r"|(?P<nursery>幼儿园|幼(?=$|[^儿])))"
)
# Words with what they are shortened to.
_SHORT: Final = {
    "高速公路": "高速", "高速铁路": "高铁", "城际铁路": "城际", "快速通道": "快速路",
    "快速公路": "快速路", "综合保税区": "综保区", "高新技术产业开发区": "高新区",
    "高新技术开发区": "高新区", "经济技术开发区": "经开区", "经济开发区": "经开区",
    "自由贸易试验区": "自贸区", "自贸试验区": "自贸区", "抽水蓄能": "抽蓄", "特高压": "",
    "职业教育中心": "职教中心", "奥林匹克体育中心": "奥体中心", "污水处理厂": "污水厂",
    "附属医院": "附院", "附属中学": "附中", "附属小学": "附小", "产业园区": "产业园",
    "工业园区": "工业园", "物流园区": "物流园", "棚户区改造": "棚改",
    r"(?:城市)?轨道交通(?=\d)": "", r"地铁(?=\d)": "",
}  # fmt: skip
_LONG: Final = re.compile("|".join(f"({word})" for word in _SHORT))
_WORKS: Final = re.compile(r"(?:建设工程|建设项目|工程|项目|建设)$")
_CHINESE: Final = re.compile(f"[{_HAN}]+")
_UNSPOKEN: Final = re.compile(r"[\s“”‘’\"'·•《》]+")
_TAIL: Final = (
    "(?:高速|高铁|城际|铁路|公路|快速|轨道|轻轨|地铁|隧道|通道|管道|管线|输|航道|普速|客运|客专|专线|国道|省道|国省"
    "|一级|二级|三级|大道|道路|市政|改|扩|复线|双线|重载|支线|线|路|段|供水|引水)"
)
_LINE: Final = re.compile(
    rf"^(?P<number>[a-z]\d{{1,4}}|\d{{1,4}}[国省县]道|[国省县]道\d{{0,4}})?(?P<one>[{_HAN}]{{2,12}}?)(?:[{_DASH}]|——)"
    rf"(?P<other>[{_HAN}]{{2,12}}?)(?P<tail>{_TAIL}.{{0,30}})?$"
)
_LEVELS: Final = "省市州盟县区旗镇乡"
_OWN: Final = re.compile(rf"^(?:全|我|本)?(?P<level>[{_LEVELS}])(?![{_LEVELS}道政民长际场])")


@dataclass(frozen=True, slots=True)
class Home:
    """The place that a report speaks for: its names, the level's character, those of what holds it.

    ``prefixes`` are all of its names that may stand before a site's, the longest first; empty where
    the place is not known. ``above`` and ``below`` are the names of other units: with whose they
    are, and with the short ones that say the same.
    """

    name: str = ""
    level: str = ""
    prefixes: tuple[str, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)
    below: Mapping[str, str] = field(default_factory=dict)


NOWHERE: Final = Home()


@dataclass(frozen=True, slots=True)
class Core:
    """What a name means, as far as its words tell: the ``key`` of what it names, and whose it is.

    ``owner`` is empty where the name does not say, the level (市) of the report's own place, or a
    unit above. ``short`` is what a line from A to B may be called.
    """

    key: str
    owner: str
    short: str = ""
    other: str = ""


def plain(name: str) -> str:
    """Return a name in one spelling: simplified, in small narrow letters, without marks."""
    text = unicodedata.normalize("NFKC", in_one_script(name)).casefold()
    return _UNSPOKEN.sub("", text)


@lru_cache(maxsize=20_000)
def spelled(name: str) -> str:
    """Return a name in one spelling, its numbers, roads and schools said in one way."""
    text = _FIRST.sub("1期", plain(name))
    text = _LATIN_PHASE.sub(lambda n: f"{len(n[1])}期", text)
    text = _ORDINAL.sub(lambda n: str(_number(n[1])), text)
    text = _HOSPITAL.sub(lambda n: f"{_number(n['n'] or n['short'])}医院", text)
    text = _SCHOOL.sub(_school, text)
    shorts = tuple(_SHORT.values())
    text = _LONG.sub(lambda word: shorts[(word.lastindex or 1) - 1], text)
    return _without_works(text)


def _school(found: re.Match[str]) -> str:
    kind = "中" if found["middle"] else "小" if found["primary"] else "幼"
    return f"{_number(found['n'])}{kind}"


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        tens, ones = "", said[-1:]
        return (
            _N.index(ones) + 1
            if len(said) == 1
            else int("".join(str(_N.index(c) + 1) for c in said))
        )
    return 10 * (_N.index(tens) + 1 if tens else 1) + (_N.index(ones) + 1 if ones else 0)


def _without_works(text: str) -> str:
    while (works := _WORKS.search(text)) and works.start() >= _MIN_CORE:
        text = text[: works.start()]
    return text


def core_of(name: str, home: Home) -> Core:
    """Return what a name means in a report of ``home``."""
    text = spelled(name)
    other = ""
    if found := _BRACKETED.search(text):
        inside = found[1]
        text = text[: found.start()] + inside + text[found.end() :]
        if not _IN_PLACE.search(inside):
            other = inside + text[: found.start()] + text[found.end() - 2 :]
    owner, text = _owned(text, home)
    if other:
        other = _owned(other, home)[1]
    if line := _LINE.match(text):
        one, end, tail = line["one"], line["other"], line["tail"] or ""
        number = line["number"] or ""
        short = f"{number}{one[0]}{end[0]}{tail}" if tail else ""
        return Core(f"{number}{'~'.join(sorted((one, end)))}{tail}", owner, short)
    return Core(text, owner, "", other)


def _owned(text: str, home: Home) -> tuple[str, str]:
    """Return whose a name says it is, and what is left of it."""
    owner = ""
    for _ in range(3):
        prefix = _prefix(text, home.prefixes)
        holder = prefix or _prefix(text, (name for name in home.above if len(name) > 1))
        found = _OWN.match(text)
        if holder:
            said, at = home.level if prefix else home.above[holder], len(holder)
        elif found:
            at = found.end()
            level = found["level"]
            said = level if level == home.level else home.above.get(level, level)
        else:
            break
        if len(text) - at < _MIN_CORE:
            break
        owner, text = said, text[at:]
    county = _prefix(text, home.below)
    return owner, home.below.get(county, "") + text[len(county) :]


def _prefix(text: str, names: Iterable[str]) -> str:
    """Return the longest of ``names`` that a text begins with, empty where it does with none."""
    return max((name for name in names if text.startswith(name)), key=len, default="")


def gather(names: Iterable[str], home: Home) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return each name with the one that its site goes by, and the pairs that are perhaps one.

    Neither depends on the order of ``names``.
    """
    chosen, unsure = _gathered(names, home)
    unsure |= _alike(sorted(set(chosen.values())))
    pairs = {
        (min(a, b), max(a, b)) for a, b in ((chosen[a], chosen[b]) for a, b in unsure) if a != b
    }
    return chosen, sorted(pairs)


def chosen_names(names: Iterable[str], home: Home) -> dict[str, str]:
    """Return each name with the one that its site goes by, as :func:`gather` does."""
    return _gathered(names, home)[0]


def _gathered(names: Iterable[str], home: Home) -> tuple[dict[str, str], set[tuple[str, str]]]:
    cores = {name: core_of(name, home) for name in sorted(set(names))}
    leader = {name: name for name in cores}

    def root(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    def join(some: Iterable[str]) -> None:
        first, *others = map(root, some)
        for other in others:
            leader[root(other)] = root(first)

    unsure: set[tuple[str, str]] = set()
    for owned in _by_key(cores):
        for same in owned.values():
            join(same)
        unowned, *owners = owned.get("", ()), *(o for o in owned if o)
        if not unowned or not owners:
            continue
        own = home.level if home.level in owners else owners[0] if not home.level else ""
        if len(owners) == 1 and own:
            join((unowned[0], owned[own][0]))
        else:
            unsure |= {(unowned[0], owned[owner][0]) for owner in owners}
    unsure |= _abbreviated(cores, join)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in cores:
        groups[root(name)].append(name)
    return {name: fullest(group) for group in groups.values() for name in group}, unsure


def _by_key(cores: Mapping[str, Core]) -> Iterator[dict[str, list[str]]]:
    """Yield, for each key, the names with it by owner."""
    keys: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for name, core in cores.items():
        keys[core.key].setdefault(core.owner, []).append(name)
    for name, core in cores.items():
        if core.other and core.other in keys:
            keys[core.other].setdefault(core.owner, []).append(name)
    yield from (keys[key] for key in sorted(keys))


def _abbreviated(
    cores: Mapping[str, Core], join: Callable[[Iterable[str]], None]
) -> set[tuple[str, str]]:
    """Join lines with what they are shortened to (柳梧铁路); return what may be several's."""
    full: dict[str, dict[str, str]] = defaultdict(dict)
    for name, core in cores.items():
        if core.short:
            full[core.short].setdefault(core.key, name)
    unsure = set()
    for name, core in cores.items():
        meant = full.get(core.key, {})
        if len(meant) == 1:
            join((name, *meant.values()))
        unsure |= {(name, other) for other in meant.values() if len(meant) > 1}
    return unsure


def _alike(names: Sequence[str]) -> set[tuple[str, str]]:
    """Return the pairs that sound alike, have the same characters, or one the other's end."""
    from pypinyin import lazy_pinyin

    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        text = spelled(name)
        if len(text) >= _MIN_ALIKE:
            alike["".join(sorted(text))].append(name)
        alike[" ".join(lazy_pinyin(text))].append(name)
    found = {(a, b) for some in alike.values() for a, b in pairwise(some)}
    # One has more before it: 岷江东风岩水库, 东风岩水库.
    by_text = {spelled(name): name for name in names}
    for text, name in by_text.items():
        for more in range(1, min(_MORE, len(text) - _MIN_END) + 1):
            if text[more:] in by_text and _CHINESE.fullmatch(text[:more]):
                found.add((name, by_text[text[more:]]))
    return found


def fullest(names: Iterable[str]) -> str:
    """Return the name that says most, without works that it only mentions, without brackets."""

    def rank(name: str) -> tuple[bool, int, int, str, str]:
        text = plain(name)
        letters = sum(map(str.isalnum, text))
        return _WORKS.search(text) is not None, -letters, len(text), text, name

    return min(names, key=rank)


def slug(name: str) -> str:
    """Return a name in pinyin, as small letters, digits and hyphens; the script says nothing."""
    return hyphenated(in_one_script(name)) or "site"


def digest(name: str, size: int = _DIGITS) -> str:
    """Return some digits that tell a name from others that sound like it."""
    return sha256(plain(name).encode("utf-8")).hexdigest()[:size]


def ids_of(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return an id for each name, whatever their order.

    The name in pinyin; where several names sound alike, or the id is ``taken``, each gets digits
    of its own words behind it.
    """
    taken = set(taken)
    sounds: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        sounds[slug(name)].append(name)
    alone = {said: some[0] for said, some in sounds.items() if len(some) == 1 and said not in taken}
    found = {name: said for said, name in alone.items()}
    taken |= set(alone)
    for said, some in sorted(sounds.items()):
        if said in alone:
            continue
        size = _DIGITS
        while True:
            ids = {name: f"{said}-{digest(name, size)}" for name in some}
            if size >= 64 or (
                len(set(ids.values())) == len(some) and taken.isdisjoint(ids.values())
            ):
                break
            size *= 2
        found |= ids
        taken |= set(ids.values())
    return found
