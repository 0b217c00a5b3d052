"""Names of administrative units in English: the pinyin of the name, and what kind of unit it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from geo.base.paths import DATA
from geo.base.tables import read_table
from geo.places.region import read_regions
from geo.places.units import Unit, Units, stem

# A unit's ending and its kind; provinces and cities with districts are known by their names alone.
_KINDS: Final = (
    ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"),
    ("自治旗", "Autonomous Banner"),
    ("民族乡", "Ethnic Township"),
    ("族乡", "Ethnic Township"),
    ("街道办事处", "Subdistrict"),
    ("街道", "Subdistrict"),
    ("林区", "Forestry District"),
    ("特区", "Special District"),
    ("地区", "Prefecture"),
    ("新区", "New Area"),
    ("苏木", "Sumu"),
    ("区", "District"),
    ("县", "County"),
    ("盟", "League"),
    ("旗", "Banner"),
    ("镇", "Town"),
    ("乡", "Township"),
)
# Whose vowel would go with the syllable before it (Xi'an).
_OPEN: Final = re.compile("^[aoe]")


def english_name(unit: Unit) -> str:
    """Return a unit's name in English: ``Shangcheng District``, ``Jinhua``, ``Zhejiang``."""
    for region in read_regions().values():
        for known in (region, *region.parents):
            if known.code == unit.code and known.name_en:
                return known.name_en
    kind = next((kind for ending, kind in _KINDS if unit.name.endswith(ending)), "")
    if unit.level == "province":
        kind = ""
    name = _named().get(unit.code) or _spelled(stem(unit.name))
    return f"{name} {kind}" if kind else name


def english_path(unit: Unit, units: Units) -> str:
    """Return a unit's name before those above it: ``Yiwu, Jinhua, Zhejiang``."""
    return ", ".join(english_name(each) for each in (unit, *units.above(unit)))


@lru_cache(maxsize=1)
def _named() -> Mapping[str, str]:
    """Return the names that English has and pinyin does not give, by code."""
    rows = read_table(DATA / "regions" / "names_en.csv", ("code", "name_en"))
    return {row["code"]: row["name_en"] for _, row in rows}


@lru_cache(maxsize=4096)
def _spelled(name: str) -> str:
    """Return a name in pinyin as one word, syllables that would run together apart (Xi'an)."""
    # Takes a quarter of a second to load.
    from pypinyin import lazy_pinyin

    first, *rest = lazy_pinyin(name) or [name]
    return (first + "".join(f"'{s}" if _OPEN.match(s) else s for s in rest)).capitalize()
