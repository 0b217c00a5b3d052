"""Sites of which only an administrative unit is known: what the map must know of these units.

Those of a township, of a county, or of a prefecture within the report's own place share one
badge where their unit stands on the map, or where the next one above does. What is known to lie
only in the report's own city or province is in a list beside the map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from geo.model.atlas import Atlas, Feature
from geo.model.codes import BY_UNIT
from geo.places.region import label_point, read_regions
from geo.places.surroundings import LICENCE, Spot, spot_of
from geo.places.unit_names import english_name
from geo.places.units import Unit, Units, read_units, unit_code, unit_of

# What is said of a site of which only a unit of this level is known; as the map says it.
ONLY: Final[Mapping[str, str]] = {
    "township": "仅知所在街镇",
    "county": "仅知所在区县",
    "prefecture": "仅知所在市",
    "province": "仅知所在省市",
}


def region_shown(feature: Mapping[str, Any]) -> str | None:
    """Return the code of the unit of which alone a site is known, None where more or less is."""
    site = feature["properties"]
    region = site.get("region") if site["precision"] in BY_UNIT else None
    return str(region) if region else None


def places_of(atlas: Atlas) -> tuple[str, ...]:
    """Return the codes of the places of an atlas's reports, in order, each once."""
    reports = atlas.report.get("reports") or [atlas.report]
    return tuple(dict.fromkeys(str(r["place_code"]) for r in reports if r.get("place_code")))


def unit_marks(atlas: Atlas) -> list[dict[str, Any]]:
    """Return the units of which alone sites are known, and those at whose place they stand.

    In the order of their codes, each with ``code``, ``name``, ``level``, ``badge`` (the code of
    the unit at whose place its sites stand, None: in the list); a unit that stands on the map has
    ``at`` (longitude and latitude, WGS-84), ``how`` that is known
    (:class:`geo.places.surroundings.Spot`), ``seat``, the city at whose seat it stands for want
    of a better place, and ``radius_m``, how far it may reach from there. ``name_en`` and
    ``seat_en`` are the English names; None for a township whose sites stand in another's badge.
    """
    units, places = read_units(), places_of(atlas)
    found: dict[str, dict[str, Any]] = {}
    for region in {code for feature in atlas.features if (code := region_shown(feature))}:
        unit = unit_of(region, units)
        if unit is None:
            continue
        stand = _stand(unit, places, units)
        found[unit.code] = _mark(unit, stand, places, units)
        if stand and stand.code not in found:
            found[stand.code] = _mark(stand, stand, places, units)
    return [found[code] for code in sorted(found)]


@dataclass(frozen=True)
class Badge:
    """The sites that stand at the place of one unit: see :func:`unit_marks` for ``mark``."""

    mark: Mapping[str, Any]
    features: tuple[Feature, ...]

    @property
    def title(self) -> str:
        """What it says, in Chinese: 夷陵区 · 7 处，仅知所在区县."""
        known = "，".join(
            f"{count} 处{ONLY[level]}" if len(self.levels) > 1 else ONLY[level]
            for level, count in self.levels.items()
        )
        return f"{self.mark['name']} · {len(self.features)} 处，{known}"

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Of how many of its sites a unit of which level is known, the widest first."""
        units = read_units()
        found: Counter[str] = Counter(
            unit.level
            for feature in self.features
            if (unit := unit_of(region_shown(feature) or "", units))
        )
        return {level: found[level] for level in reversed(tuple(ONLY)) if found[level]}


def badges_of(atlas: Atlas) -> list[Badge]:
    """Return the badges of an atlas's sites in the order of their units' codes."""
    marks = {mark["code"]: mark for mark in unit_marks(atlas)}
    held: dict[str, list[Feature]] = {}
    for feature in atlas.features:
        if region := region_shown(feature):
            mark = marks.get(unit_code(region))
            if mark and mark["badge"]:
                held.setdefault(mark["badge"], []).append(feature)
    return [Badge(marks[code], tuple(held[code])) for code in sorted(held)]


def with_region_point(feature: Feature) -> Feature:
    """Return a site of which only a unit is known at that unit's point, and say so in its source.

    Where the unit's own is not known, at that of the next one above; any other site as it is.
    """
    units = read_units()
    region = region_shown(feature)
    unit = unit_of(region, units) if region and feature["geometry"] is None else None
    while unit is not None:
        if spot := spot_of(unit, units):
            source = feature["properties"]["location_source"] or {"kind": "within", "text": ""}
            text = f"{source['text']}几何是{unit.name}的点（GeoNames），不是项目的位置。"
            said = {"location_source": {**source, "text": text, "licence": LICENCE}}
            geometry = {"type": "Point", "coordinates": list(spot.at)}
            return feature | {"properties": feature["properties"] | said, "geometry": geometry}
        unit = units.parent(unit)
    return feature


def _mark(unit: Unit, stand: Unit | None, places: tuple[str, ...], units: Units) -> dict[str, Any]:
    spot = _spot(unit, places, units)
    above = units.parent(unit)
    is_beside = unit.level == "township" and stand is not None and stand.code != unit.code
    is_above = spot is not None and spot.how == "city"
    return {
        "code": unit.code,
        "name": unit.name,
        "name_en": None if is_beside else english_name(unit),
        "level": unit.level,
        "badge": stand.code if stand else None,
        "at": list(spot.at) if spot else None,
        "how": spot.how if spot else None,
        "radius_m": unit.radius_m if spot else None,
        "seat": above.name if above and is_above else None,
        "seat_en": english_name(above) if above and is_above else None,
    }


def _stand(unit: Unit, places: tuple[str, ...], units: Units) -> Unit | None:
    """Return the unit, or the next one above, that stands on the map; None where none does."""
    each: Unit | None = unit
    while each is not None and _spot(each, places, units) is None:
        each = units.parent(each)
    return each


def _spot(unit: Unit, places: tuple[str, ...], units: Units) -> Spot | None:
    """Return where the badge of a unit stands; a report's own city or province has none.

    Nor has a report's own district whose seat is not known: its city's may lie in another.
    """
    if unit.level in {"province", "prefecture"} and not any(
        units.holds(place, unit)
        for code in places
        if code != unit.code and (place := units.by_code.get(code))
    ):
        return None
    if region := read_regions().get(unit.code):
        return Spot(label_point(region), "region")
    spot = spot_of(unit, units)
    return None if spot and spot.how == "city" and unit.code in places else spot
