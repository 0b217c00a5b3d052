"""Looking for a unit of the country by what a person types: names, parts of names, codes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from geo.places.units import Level, Unit, Units, read_units

_GAPS: Final = re.compile(r"[\s,，、/·>]+")
_RANKS: Final[dict[Level, int]] = {"province": 0, "prefecture": 1, "county": 2, "township": 3}
_LONGEST: Final = 40


def path_of(unit: Unit, units: Units) -> str:
    """Return a unit's name behind those of all units above it: 浙江省金华市义乌市."""
    return "".join(each.name for each in reversed(list(units.above(unit)))) + unit.name


def find_units(words: str, limit: int = 12) -> list[Unit]:
    """Return the units that ``words`` may mean, the likeliest first, at most ``limit``.

    They are a code or its beginning (3307), a name with its ending or without (义乌), or names of
    units above it as well, with spaces or not (浙江 义乌, 金华市义乌市); counties at the smallest.
    """
    units = read_units()
    parts = [part for part in _GAPS.split(words.strip()[:_LONGEST]) if part]
    if not parts:
        return []
    if len(parts) == 1 and parts[0].isascii():
        return _by_code(parts[0], units)[:limit] if parts[0].isdigit() else []
    found = [
        (rank, _RANKS[unit.level], unit.code, unit)
        for path, unit in _paths()
        if (rank := _rank(parts, path, unit)) is not None
    ]
    return [unit for *_, unit in sorted(found, key=lambda each: each[:3])[:limit]]


def _by_code(digits: str, units: Units) -> list[Unit]:
    whole = units.by_code.get(digits.ljust(6, "0"))
    others = [u for code, u in units.by_code.items() if code.startswith(digits) and u != whole]
    return ([whole] if whole else []) + others


@lru_cache(maxsize=1)
def _paths() -> list[tuple[str, Unit]]:
    units = read_units()
    return [(path_of(unit, units), unit) for unit in units.by_code.values()]


def _rank(parts: list[str], path: str, unit: Unit) -> int | None:
    """Return how well a unit fits, 0 best; None where it does not. Its own name must take part."""
    *above, last = parts
    at = 0
    for part in above:
        at = path.find(part, at)
        if at < 0:
            return None
        at += len(part)
    if last in {unit.name, unit.stem}:
        return 0
    if path.endswith(last) or (not above and _stems(path, last, unit)):
        return 1
    if unit.name.startswith(last):
        return 2
    return 3 if last in unit.name else None


def _stems(path: str, word: str, unit: Unit) -> bool:
    """Whether names of units above and then its own stand in a word: 浙江金华, 金华义乌市."""
    for own in (unit.name, unit.stem):
        before = word.removesuffix(own)
        if before != word and before and before in path:
            return True
    return False
