"""How alike two names of places are.

One place is written in many ways: in traditional characters, with the city before it, with
片区 or 项目 after it, with a slip of the hand. This module compares names and knows no places.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from geo.base.scripts import simplified

# No name of a place is longer; what is longer is a text.
MAX_LENGTH: Final = 100

# Words after a name that say only what sort of thing it is, longest first.
_AFTER: Final = (
    *("历史文化街区", "综合提升项目", "改造项目", "建设项目", "建设工程", "改造工程"),
    *("街区", "片区", "地区", "区域", "项目", "工程", "地块", "片", "区"),
)
# No name has more of both.
_MAX_TAKEN_OFF: Final = 8
# What stays must still name something: these are words for any such place.
_GENERIC: Final = frozenset(
    (
        *("大学", "中学", "小学", "初中", "高中", "学校", "大道", "大街", "古城"),
        *("旧城", "老城", "千年古城", "新城", "公园", "广场", "医院", "中心", "商圈"),
        *("商务", "商务区", "地铁", "隧道", "街道", "大厦", "滨江", "江滩", "文化"),
        *("金融", "科学", "创新", "核心", "生态", "城市", "金融城", "项目", "改造"),
    )
)
# Numerals that people write as a digit as well.
_COUNTED: Final = re.compile("[一二三四五六七八九](?=号线|号楼|期)")
_NUMBERED: Final = re.compile(r"[a-z]?\d*")
# Characters that tell one place from its neighbour: never a slip of the hand.
_DISTINCTIVE: Final = frozenset("0123456789一二三四五六七八九十东西南北上下前后内外左右大小新老旧")


@dataclass(frozen=True)
class Likeness:
    """How alike two names are: ``score`` in 0 to 1, ``how`` the kind of likeness.

    ``name``: the same name, but for script and punctuation; ``core``: the same without words
    that only say city or sort; ``spelling``: a slip in a character, or another of the same
    sound; ``part``: one name within the other.
    """

    score: float
    how: str


@dataclass(frozen=True)
class Name:
    """A name, made ready to be compared.

    ``before`` are words before it that say only where it lies, longest first (a region's
    ``prefixes``).
    """

    text: str
    before: tuple[str, ...] = ()

    @cached_property
    def plain(self) -> str:
        """The name in simplified characters, without case, spaces and punctuation."""
        text = unicodedata.normalize("NFKC", self.text[: MAX_LENGTH * 2]).casefold()
        text = "".join(c for c in simplified(text) if c.isalnum())
        return _COUNTED.sub(lambda found: str("〇一二三四五六七八九".index(found[0])), text)

    @cached_property
    def cores(self) -> tuple[str, ...]:
        """What is left when words for city and sort are taken off, the longest first."""
        found = {self.plain, *_shortened(self.plain, self.before)} - {""}
        return tuple(sorted(found, key=lambda core: (-len(core), core)))


# Of the gazetteer's names and of what readers ask for lately.
@lru_cache(maxsize=20_000)
def sounds(text: str) -> tuple[str, ...]:
    """Return the syllables of ``text`` without tones."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def _shortened(name: str, prefixes: tuple[str, ...]) -> set[str]:
    """Return what is left of ``name`` when words are taken off either end, one or more.

    What is left is looked at once, in whichever order its words went: the orders are many.
    """
    found: set[str] = set()
    rests = {name}
    for _ in range(_MAX_TAKEN_OFF):
        rests = {rest for longer in rests for rest in _without_a_word(longer, prefixes)} - found
        found |= rests
    return found


def _without_a_word(name: str, prefixes: tuple[str, ...]) -> Iterator[str]:
    for before in prefixes:
        if name.startswith(before) and _names_something(rest := name[len(before) :]):
            yield rest
    for after in _AFTER:
        if name.endswith(after) and _names_something(rest := name[: -len(after)]):
            yield rest


def _names_something(rest: str) -> bool:
    return len(rest) >= 2 and rest not in _GENERIC and not _NUMBERED.fullmatch(rest)


def likeness(query: Name, name: Name) -> Likeness | None:
    """Return how alike ``query`` and ``name`` are, None where they are not."""
    if not query.plain or not name.plain:
        return None
    if query.plain == name.plain:
        return Likeness(1.0, "name")
    shared = set(query.cores) & set(name.cores)
    if shared:
        dropped = len(query.plain) + len(name.plain) - 2 * max(map(len, shared))
        return Likeness(round(max(0.85, 0.97 - 0.01 * dropped), 3), "core")
    found = [_by_spelling(query, name), _by_part(query, name)]
    return max((each for each in found if each), key=lambda each: each.score, default=None)


def _by_spelling(query: Name, name: Name) -> Likeness | None:
    """Return the likeness of two names that differ by a slip, None where it is more."""
    best = max((_slip(ours, theirs) for ours in query.cores for theirs in name.cores), default=0.0)
    return Likeness(round(0.9 * best, 3), "spelling") if best else None


def _slip(ours: str, theirs: str) -> float:
    length = max(len(ours), len(theirs))
    allowed = 0 if length < 3 else 1 if length < 7 else 2
    edits = Levenshtein.editops(ours, theirs, score_hint=allowed)
    if not 0 < len(edits) <= max(allowed, 1):
        return 0.0
    same_sound = len(ours) == len(theirs) and sounds(ours) == sounds(theirs)
    for edit in edits:
        touched = "" if edit.tag == "insert" else ours[edit.src_pos]
        touched += "" if edit.tag == "delete" else theirs[edit.dest_pos]
        if any(c in _DISTINCTIVE or c.isascii() for c in touched):
            return 0.0
    if same_sound:
        return 0.97
    return 1 - len(edits) / length if len(edits) <= allowed else 0.0


def _by_part(query: Name, name: Name) -> Likeness | None:
    """Return the likeness of two names of which one stands within the other."""
    ours, theirs = query.cores[-1], name.cores[-1]
    short, long = sorted((ours, theirs), key=len)
    if len(short) < 2 or short not in long:
        return None
    if short == theirs:
        # A longer query mostly means something else: 黄鹤楼小学 is not the tower.
        rest = ours.replace(theirs, "", 1)
        if len(rest) * 3 > len(theirs) * 2 or not _DISTINCTIVE.isdisjoint(rest):
            return None
        return Likeness(round(0.3 + 0.4 * len(short) / len(long), 3), "part")
    return Likeness(round(0.4 + 0.4 * len(short) / len(long), 3), "part")
