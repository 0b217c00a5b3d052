"""Candidates for a site's place, for an editor to choose from: found here, or brought in a file.

A candidate is a GeoJSON feature as :mod:`geo.editing.site_proposals` writes it, in WGS-84. What
an editor accepts becomes a place of the draft; a position whose terms do not let it be kept
(``licence`` is null) is there to be looked at.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shapely.geometry import mapping

from geo.base.errors import InputError
from geo.editing.desk import Desk, Reading
from geo.editing.findings import FoundSite
from geo.editing.site_proposals import VAGUE, distance_from, own_candidates, region_of
from geo.editing.steps import Location, machine_names, place_kind
from geo.model.atlas import Feature, rounded
from geo.model.codes import MAX_UNCERTAINTY_M
from geo.places.gazetteer import parse_geometry
from geo.places.geocoders.gazetteer import GazetteerGeocoder
from geo.places.geocoders.services import KEPT, NAMES
from geo.places.unit_search import find_units
from geo.places.units import Unit, read_townships, region_code

MAX_BYTES: Final = 5_000_000
MAX_CANDIDATES: Final = 5_000
# Of one source so many are shown for a site.
_SHOWN: Final = 8
_GAZETTEER: Final = "gazetteer"
_UNITS: Final = "units"
_TEXTS: Final = ("site", "source", "how", "candidate")
_OPTIONAL: Final = ("type", "offers", "terms", "licence", "attribution", "grounds", "region_name")
_LONGEST: Final = 1_000
# How well a position of a service is known that says nothing of it.
_LEAST: Final = "approximate"


def local_candidates(
    desk: Desk, reading: Reading, site: Feature, name: str
) -> list[dict[str, Any]]:
    """Return what the user's own places, the gazetteer and the units have of this name.

    ``site`` is the atlas's feature that they are meant for.
    """
    unit = desk.setting.unit
    found: list[dict[str, Any]] = []
    if unit is not None:
        with desk.own_places() as own:
            if own is not None:
                found += own_candidates(site, own, unit, name, _SHOWN)
    geocoder = GazetteerGeocoder(reading.gazetteer)
    for match in geocoder.matches(name)[:_SHOWN]:
        place = match.place
        if place.geometry is None or place.id == site["id"]:
            continue
        source = place.location_source or {}
        found.append(
            _candidate(
                site,
                mapping(place.geometry),
                source=_GAZETTEER,
                how=match.likeness.how,
                candidate=place.name,
                type=place.kind,
                offers=place.precision if place.precision in MAX_UNCERTAINTY_M else None,
                uncertainty_m=place.uncertainty_m,
                terms=source.get("licence"),
                licence=source.get("licence"),
                attribution=source.get("attribution"),
                grounds=f"名录里的“{place.name}”（{place.id}）：{source.get('text', '')}",
            )
        )
    found += [_of_unit(site, each) for each in _units(name, unit)[:_SHOWN]]
    for each in found:
        said = each["properties"]
        if unit is not None and said["distance_m"] is None and said["source"] != _UNITS:
            said["distance_m"] = distance_from(region_of(site, unit), said["lon"], said["lat"])
    return found


def _units(name: str, unit: Unit | None) -> list[Unit]:
    """Return the units of a name that have a point, within ``unit`` where that is known."""
    within = region_code(unit) if unit else ""
    near = unit is not None and unit.level in {"prefecture", "county"}
    towns = [t for t in (read_townships(within) if near else ()) if name in {t.name, t.stem}]
    found = [u for u in find_units(name) if u.code.startswith(within)]
    return [each for each in (*towns, *found) if each.at is not None]


def _of_unit(site: Feature, unit: Unit) -> dict[str, Any]:
    """Return a unit as a candidate to look at: it is no position of a site."""
    at = unit.at or (0.0, 0.0)
    return _candidate(
        site,
        {"type": "Point", "coordinates": list(at)},
        source=_UNITS,
        how="name",
        candidate=unit.name,
        type=unit.level,
        uncertainty_m=unit.radius_m,
    )


def _candidate(site: Feature, geometry: Mapping[str, Any], **said: Any) -> dict[str, Any]:
    members = dict.fromkeys((*_OPTIONAL, "uncertainty_m", "distance_m"))
    shape = parse_geometry(geometry, "")
    at = shape.representative_point() if shape else None
    return {
        "type": "Feature",
        "properties": {
            **members,
            "site": site["id"],
            **said,
            "lon": round(at.x, 6) if at else None,
            "lat": round(at.y, 6) if at else None,
        },
        "geometry": {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])},
    }


def read_candidates(
    raw: bytes, atlas_report: Mapping[str, Any], where: str
) -> list[dict[str, Any]]:
    """Return the candidates of a file that ``places propose ATLAS`` wrote.

    ``atlas_report`` says of which report the atlas is that is open. Raises
    :class:`~geo.base.errors.InputError` for a file that is none, or of another report.
    """
    try:
        content = json.loads(raw) if len(raw) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        content = None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(features, list):
        raise InputError("no_candidates", where)
    if len(features) > MAX_CANDIDATES:
        raise InputError("too_many_candidates", where, count=MAX_CANDIDATES)
    about = content.get("report")
    if isinstance(about, dict) and about.get("sha256") != atlas_report.get("sha256"):
        raise InputError("candidates_of_another_report", where)
    return [_read(feature, f"{where}, candidate {n}") for n, feature in enumerate(features, 1)]


def _read(feature: Any, where: str) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise InputError("no_candidate_for_a_site", where)
    texts = {name: properties.get(name) for name in (*_TEXTS, *_OPTIONAL)}
    if not all(isinstance(texts[name], str) for name in _TEXTS):
        raise InputError("no_candidate_for_a_site", where)
    said: dict[str, Any] = {
        name: value[:_LONGEST] if isinstance(value, str) else None for name, value in texts.items()
    }
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or not {"type", "coordinates"} <= geometry.keys():
        raise InputError("candidate_without_position", where)
    shape = parse_geometry(geometry, where)
    if shape is None or not _is_on_earth(shape.bounds):
        raise InputError("candidate_not_in_degrees", where)
    for name in ("uncertainty_m", "distance_m"):
        said[name] = _number(properties.get(name))
    # Whatever a file says, a service's terms hold.
    if said["source"] in NAMES:
        said["licence"], said["attribution"] = KEPT.get(str(said["source"]), (None, None))
    return _candidate({"id": said.pop("site")}, geometry, **said)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and value > 0 else None


def _is_on_earth(bounds: Sequence[float]) -> bool:
    west, south, east, north = bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def may_keep(candidate: Mapping[str, Any]) -> bool:
    """Whether the terms of a candidate let its position be kept."""
    return bool(candidate["properties"]["licence"])


def key_of(candidate: Mapping[str, Any]) -> str:
    """Return what tells a candidate from the others of its site."""
    said = candidate["properties"]
    return json.dumps([said[k] for k in ("source", "candidate", "type", "lon", "lat")])


def location_of(
    site: FoundSite, reading: Reading, candidate: Mapping[str, Any], name_en: str
) -> Location:
    """Return the place that a site has where an editor accepts a candidate.

    Raises :class:`~geo.base.errors.InputError` where its terms do not let it be kept.
    """
    said = candidate["properties"]
    if not may_keep(candidate):
        raise InputError("position_must_not_be_kept", str(said["source"]))
    precision = said["offers"] if said["offers"] in MAX_UNCERTAINTY_M else _LEAST
    most = MAX_UNCERTAINTY_M[precision]
    radius = said["uncertainty_m"] or most
    place = site.place
    names = place.aliases if place else machine_names(site, reading)
    return Location(
        name=site.name,
        name_en=place.name_en if place else name_en,
        aliases=tuple(name for name in names if name != site.name),
        kind=place_kind(place, site),
        within=place.within if place else None,
        precision=precision,
        uncertainty_m=min(radius, most),
        source_kind="geocoder" if said["source"] in NAMES else "reference",
        source_text=f"{said['grounds'] or said['candidate']}编辑在候选中选定。",
        licence=said["licence"],
        attribution=said["attribution"],
        geometry=candidate["geometry"],
    )


def vague_sites(sites: Sequence[FoundSite]) -> list[str]:
    """Return the ids of the sites that are located no better than their county, in their order."""
    return [
        site.id
        for site in sites
        if site.precision in VAGUE and any(f.state != "rejected" for f in site.findings)
    ]
