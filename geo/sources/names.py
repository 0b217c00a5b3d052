"""Names as extracts write them: mixed languages, several in one, and the key they are found by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from geo.base.scripts import simplified

# No place's name is longer; what is longer is a sentence that somebody wrote into the field.
MAX_CHARACTERS: Final = 60
# So many names of one thing are kept.
_MOST: Final = 12
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_SEVERAL: Final = re.compile(r"[;；|]|\s/\s")
_LATIN: Final = re.compile("[A-Za-zÀ-ž]")
# What stands between a Chinese name and the same in Latin letters.
_BETWEEN: Final = " \t\n(（)）/-"
_COUNTED: Final = re.compile("[一二三四五六七八九](?=号线|号楼|期)")
_DIGITS: Final = "〇一二三四五六七八九"
# The keys of OpenStreetMap that hold names of the thing itself, the best first.
NAME_KEYS: Final = ("name", "name:zh", "name:zh-Hans", "official_name", "alt_name", "short_name")


def names_of(tags: Mapping[str, str]) -> list[str]:
    """Return the Chinese names that OpenStreetMap's tags give a thing, the best first."""
    found = (part for key in NAME_KEYS if key in tags for part in split(tags[key]))
    return list(dict.fromkeys(found))[:_MOST]


def split(text: str) -> Iterator[str]:
    """Yield the Chinese names within one field, none where it holds no Chinese."""
    for part in _SEVERAL.split(text):
        name = " ".join(part.split())
        name = _without_latin(name)
        if len(_HAN.findall(name)) >= 2 and len(name) <= MAX_CHARACTERS:
            yield name


def _without_latin(name: str) -> str:
    """Return a name without the same in Latin letters beside it.

    >>> _without_latin("亮马河 Liangma River"), _without_latin("Fenggang (凤岗镇)"[:-1])
    ('亮马河', '凤岗镇')
    """
    letters = [found.start() for found in _LATIN.finditer(name)]
    if not letters:
        return name
    before, after = name[: letters[0]], name[letters[-1] + 1 :]
    if before.strip(_BETWEEN):
        # 地铁A口 has a letter in it, and no second name.
        ends = before[-1] in _BETWEEN and not _HAN.search(name, letters[0])
        return before.strip(_BETWEEN) if ends and _HAN.search(before) else name
    ends = after[:1] in _BETWEEN and not _HAN.search(name, 0, letters[-1])
    return after.strip(_BETWEEN) if after[:1] and ends and _HAN.search(after) else name


def key_of(name: str) -> str:
    """Return the key that a name is found by: simplified characters, no case, no punctuation."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if not _traditional().isdisjoint(text):
        text = simplified(text)
    text = "".join(character for character in text if character.isalnum())
    return _COUNTED.sub(lambda found: str(_DIGITS.index(found[0])), text)


@cache
def _traditional() -> frozenset[str]:
    """Return the characters that are written otherwise in simplified text.

    Most names hold none of them and need no conversion, of which a million take minutes.
    """
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    pairs = zip(characters, simplified("\n".join(characters)).split("\n"), strict=True)
    return frozenset(one for one, other in pairs if one != other)
