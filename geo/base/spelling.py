"""Chinese names in letters: for readers without Chinese, for ids, and for search."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from geo.base.scripts import in_one_script

_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
# Of an id, in characters.
_MOST: Final = 60


def in_pinyin(name: str) -> str:
    """Return a name in pinyin, for readers without Chinese."""
    return " ".join(_syllables(in_one_script(name))).strip().capitalize()


def hyphenated(name: str) -> str:
    """Return a name in pinyin as an id: at most 60 small letters, digits and hyphens, or none.

    >>> hyphenated("鹭洲大厦（二期）"), hyphenated("（）")
    ('lu-zhou-da-sha-er-qi', '')
    """
    spoken = _NO_LETTERS.sub("-", "-".join(_syllables(name)).lower()).strip("-")
    return spoken[:_MOST].strip("-")


def syllables(name: str) -> str:
    """Return the syllables of a name in small letters, with blanks between them.

    >>> syllables("重庆路"), syllables("A座")
    ('chong qing lu', 'a zuo')
    """
    return " ".join(" ".join(_syllables(name)).casefold().split())


# A report's names are spelled for the editor's decisions, and once more for the atlas.
@lru_cache(maxsize=20_000)
def _syllables(text: str) -> tuple[str, ...]:
    # Its table of words takes half a second and 40 MB.
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))
