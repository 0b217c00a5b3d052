"""The country's administrative units: provinces, prefectures, counties, townships.

Tables in ``data/regions/*.tsv``, made by ``python -m tools.country``: codes and names as the
Ministry of Civil Affairs publishes them (GB/T 2260, GB/T 10114), points where GeoNames has them.
A code has two digits a level down to the county, three more for a township; codes of provinces
and prefectures are filled up with zeros to six.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.base.messages import Where, at_line
from geo.base.paths import DATA

Level = Literal["province", "prefecture", "county", "township"]

TABLES: Final[Mapping[Level, str]] = {
    "province": "provinces.tsv",
    "prefecture": "prefectures.tsv",
    "county": "counties.tsv",
    "township": "townships.tsv",
}
COLUMNS: Final = ("code", "name", "lon", "lat", "radius_m", "point")
# Municipalities under the central government: provinces whose counties have no prefecture.
MUNICIPALITIES: Final = ("11", "12", "31", "50")

# The peoples in the names of autonomous units (GB/T 3304).
_PEOPLES: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡"
    "|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克"
    "|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_LONG_PEOPLES: Final = "|".join(name for name in _PEOPLES.split("|") if len(name) > 1)
# Before 自治 a people of two characters or more may stand without 族 (博尔塔拉蒙古自治州).
_AUTONOMOUS: Final = re.compile(
    rf"(?:(?:{_PEOPLES})族){{0,5}}(?:(?:{_PEOPLES})族|(?:{_LONG_PEOPLES}))"
    r"(?=自治[州县旗]$|民族乡$|乡$)"
)
# The regions, whose names are no word with an ending.
_REGIONS: Final = ("内蒙古", "广西", "西藏", "宁夏", "新疆")
_ENDING: Final = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|街道办事处|民族乡|族乡|苏木|街道|地区|特区|林区|矿区"
    r"|(?<=..)新区|(?<=..)回族区|(?<=..)达斡尔族区|省|市|盟|州|区|县|旗|镇|乡)$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit.

    ``at`` is the point of its seat (longitude, latitude in WGS-84 degrees) or None;
    ``radius_m`` how far the unit may reach from there, in metres, an estimate; ``point`` how the
    point is known: its ``own``, that of a ``town`` of it, or its prefecture's ``seat``.
    """

    code: str
    name: str
    level: Level
    at: tuple[float, float] | None = None
    radius_m: int | None = None
    point: str = ""

    @property
    def stem(self) -> str:
        """The name without its ending, as people say it (贵溪 for 贵溪市)."""
        return stem(self.name)

    @property
    def short(self) -> str:
        """The name without the peoples of an autonomous unit (恩施州, 长阳县), else the name."""
        is_autonomous = self.name.endswith(("自治州", "自治县", "自治旗"))
        return self.stem + self.name[-1] if is_autonomous else self.name


def stem(name: str) -> str:
    """Return a unit's name without its ending, where two characters or more are left.

    The peoples of an autonomous unit belong to the ending: 新平 for 新平彝族傣族自治县.
    """
    if name.endswith("自治区") and name.startswith(_REGIONS):
        return next(region for region in _REGIONS if name.startswith(region))
    bare = _AUTONOMOUS.sub("", name)
    # Of a unit called after a people alone (东乡族自治县) the people is left.
    if bare in {"自治县", "自治旗"}:
        return name.removesuffix(bare).removesuffix("族")
    short = _ENDING.sub("", bare)
    return short if len(short) >= 2 else name


def parent_code(code: str) -> str | None:
    """Return the code of the unit above, None for a province."""
    if len(code) == 9:
        return code[:6]
    if code.endswith("0000"):
        return None
    if code.endswith("00"):
        return f"{code[:2]}0000"
    # A county of a municipality, or one that its province governs itself, has no prefecture.
    return f"{code[:4]}00"


def region_code(unit: Unit) -> str:
    """Return a unit's code without the zeros that fill it up: two, four, six or nine digits."""
    digits = {"province": 2, "prefecture": 4, "county": 6, "township": 9}
    return unit.code[: digits[unit.level]]


@dataclass(frozen=True)
class Units:
    """The units down to the county, by code and by name."""

    by_code: Mapping[str, Unit]

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units by official name, by stem, and as autonomous ones are called for short."""
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_code.values():
            for name in {unit.name, unit.stem, unit.short}:
                found[name].append(unit)
        return {name: tuple(units) for name, units in found.items()}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Unit, ...]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.by_code.values():
            if parent := self.parent(unit):
                found[parent.code].append(unit)
        return {code: tuple(units) for code, units in found.items()}

    def parent(self, unit: Unit) -> Unit | None:
        """Return the unit above, None for a province."""
        code = parent_code(unit.code)
        while code is not None:
            if code in self.by_code:
                return self.by_code[code]
            code = parent_code(code)
        return None

    def above(self, unit: Unit) -> Iterator[Unit]:
        """Yield the units above, the nearest first."""
        parent = self.parent(unit)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units right below."""
        return self._children.get(unit.code, ())

    def below(self, unit: Unit) -> Iterator[Unit]:
        """Yield all units below, level by level in the order of the codes."""
        for child in self.children(unit):
            yield child
            yield from self.below(child)

    def holds(self, outer: Unit, inner: Unit) -> bool:
        """Whether ``inner`` is ``outer`` or lies in it."""
        return outer == inner or outer in self.above(inner)

    def prefixes(self, unit: Unit) -> tuple[str, ...]:
        """Return words before a place's name that say only that it lies in ``unit``."""
        found: set[str] = set()
        above: Unit | None = unit
        while above:
            # 市 of 市体育中心: the report's own level, in its own words.
            found |= {above.name, above.stem, *(above.name[-1] if above == unit else "")}
            above = self.parent(above)
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def full_name(self, unit: Unit) -> str:
        """Return the name after that of the city or prefecture above it, as reports write it."""
        parent = self.parent(unit)
        if parent is None or (parent.level == "province" and unit.level == "prefecture"):
            return unit.name
        return parent.name + unit.name


def resolve(name: str, units: Units) -> Unit | None:
    """Return the unit that an official name means, None where none or several do.

    Units above it may stand before it: 浙江省金华市义乌市, 义乌市. An autonomous unit may be named
    without its peoples (恩施州) where no official name is that.
    """
    candidates = candidates_of(name, units)
    # A city's and its district's name are never the same; two districts' may be.
    return candidates[0] if len(candidates) == 1 else None


def candidates_of(name: str, units: Units) -> list[Unit]:
    """Return the units that an official name, with those above it or without, may mean."""
    candidates = _named_so(name, units)
    for end in range(2, len(name) - 1):
        for upper in units.by_name.get(name[:end], ()):
            rest = resolve_within(name[end:], upper, units)
            candidates += [unit for unit in rest if unit not in candidates]
    return candidates


def _named_so(name: str, units: Units) -> list[Unit]:
    """Return the units of an official name, else those of it as a short one."""
    named = units.by_name.get(name, ())
    official = [unit for unit in named if unit.name == name]
    return official or [unit for unit in named if unit.short == name]


def resolve_within(name: str, upper: Unit, units: Units) -> list[Unit]:
    """Return the units of an official name, with units between them or not, within ``upper``."""
    found = [unit for unit in _named_so(name, units) if unit != upper and units.holds(upper, unit)]
    for end in range(2, len(name) - 1):
        for middle in units.by_name.get(name[:end], ()):
            if middle != upper and units.holds(upper, middle):
                found += [
                    unit for unit in resolve_within(name[end:], middle, units) if unit not in found
                ]
    return found


@lru_cache(maxsize=2)
def read_units(folder: Path = DATA / "regions") -> Units:
    """Read the tables down to the counties, once for a folder.

    Raises :class:`~geo.base.errors.InputError` with file and line for a table that is none.
    """
    levels: tuple[Level, ...] = ("province", "prefecture", "county")
    return Units({unit.code: unit for level in levels for unit in _rows(folder, level, "")})


@lru_cache(maxsize=64)
def read_townships(prefix: str, folder: Path = DATA / "regions") -> tuple[Unit, ...]:
    """Read the townships whose codes begin with ``prefix``: those of a county or a prefecture.

    Raises :class:`~geo.base.errors.InputError` with file and line for a table that is none.
    """
    return tuple(_rows(folder, "township", prefix))


@lru_cache(maxsize=2)
def township_names(folder: Path = DATA / "regions") -> Mapping[str, int]:
    """Return how many townships of the country bear each official name.

    Raises :class:`~geo.base.errors.InputError` with file and line for a table that is none.
    """
    lines = _lines(folder / TABLES["township"])[1:]
    return Counter(line.split("\t", 2)[1] for line in lines if "\t" in line)


def resolve_township(name: str, units: Units) -> Unit | None:
    """Return the township that an official name behind its county's means: 公安县南平镇.

    None where it names none: a township's name alone may be that of several.
    """
    for end in range(2, len(name) - 1):
        county = resolve(name[:end], units)
        if county is not None and county.level == "county":
            for town in read_townships(county.code):
                if town.name == name[end:]:
                    return town
    return None


def unit_code(region: str) -> str:
    """Return the code of the unit that a site's ``region`` names by two, four, six or nine digits.

    Those of a province and a prefecture are filled up with zeros.
    """
    return region.ljust(6, "0")


def unit_of(region: str, units: Units) -> Unit | None:
    """Return the unit that a site's ``region`` names, None where the table has none such."""
    if len(region) == 9:
        return next((unit for unit in read_townships(region) if unit.code == region), None)
    return units.by_code.get(unit_code(region))


@lru_cache(maxsize=2)
def placed_townships(folder: Path = DATA / "regions") -> Mapping[str, tuple[Unit, ...]]:
    """Return the townships that have a point, by the code of their county.

    Raises :class:`~geo.base.errors.InputError` with file and line for a table that is none.
    """
    found: dict[str, list[Unit]] = defaultdict(list)
    path = folder / TABLES["township"]
    for number, line in enumerate(_lines(path)[1:], 2):
        # Three of four have none.
        if "\t\t" not in line:
            found[line[:6]].append(_unit(line, "township", at_line(path, number)))
    return {code: tuple(towns) for code, towns in found.items()}


def _rows(folder: Path, level: Level, prefix: str) -> Iterator[Unit]:
    path = folder / TABLES[level]
    lines = _lines(path)
    for number, line in enumerate(lines[1:], 2):
        if line.startswith(prefix):
            yield _unit(line, level, at_line(path, number))


@lru_cache(maxsize=8)
def _lines(path: Path) -> list[str]:
    lines = read_text(path, "table_of_units").splitlines()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise InputError("columns_are_not", at_line(path, 1), columns=", ".join(COLUMNS))
    return lines


def _unit(line: str, level: Level, where: Where) -> Unit:
    cells = line.split("\t")
    try:
        code, name, lon, lat, radius, point = cells
        at = (float(lon), float(lat)) if lon else None
        return Unit(code, name, level, at, int(radius) if radius else None, point)
    except ValueError:
        raise InputError("row_is_no_unit", where) from None
