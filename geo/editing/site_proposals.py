"""Proposals for an atlas's sites that are known to lie in their county or city only.

The user's own places are asked first, then the services that are named, with the report's city in
the query and its box as view. What lies outside the place, or outside the county that the report
says, is refused. An editor chooses; nothing is placed by this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shapely.geometry import Point, mapping

from geo.base.errors import InputError
from geo.model.atlas import Atlas, Feature, rounded
from geo.model.regions import Region
from geo.model.regions import Unit as RegionUnit
from geo.places.gazetteer import to_metres
from geo.places.geocoders.answers import Answer, Candidate, shape_or_point
from geo.places.geocoders.proposals import MAX_CANDIDATES
from geo.places.geocoders.services import KEPT, TERMS, Service
from geo.places.units import Unit, read_units
from geo.sources.matching import Candidate as OwnCandidate
from geo.sources.matching import OwnPlaces
from geo.sources.territory import Territory

# What is located no better than its county.
VAGUE: Final = ("district", "city", "none")
_OWN: Final = "own places"


@dataclass(frozen=True)
class SiteProposals:
    """Candidates, likeliest first site by site, and what gave none."""

    features: tuple[dict[str, Any], ...]
    unanswered: tuple[dict[str, Any], ...]

    def as_collection(self, atlas: Atlas) -> dict[str, Any]:
        """Return a GeoJSON FeatureCollection; ``unanswered`` and ``report`` are foreign members.

        ``report`` says of which report's ``atlas`` the sites are.
        """
        return {
            "type": "FeatureCollection",
            "report": {"id": atlas.report.get("id"), "sha256": atlas.report.get("sha256")},
            "unanswered": list(self.unanswered),
            "features": list(self.features),
        }


def region_around(unit: Unit, territory: Territory) -> Region:
    """Return a unit as a region that services can be asked for: its names, city and box.

    Raises :class:`~geo.base.errors.InputError` where nothing is known of where it lies.
    """
    units = read_units()
    bounds = territory.bounds
    if bounds is None and unit.at is not None:
        reach = (unit.radius_m or 50_000) / 100_000
        lon, lat = unit.at
        bounds = (lon - reach, lat - reach, lon + reach, lat + reach)
    if bounds is None:
        raise InputError("unit_lies_nowhere", "--place", name=unit.name)
    # Of a prefecture the services are asked for itself, not for its province.
    held = units.above(unit) if unit.level == "county" else ()
    above = tuple(RegionUnit(up.code, up.name, (up.stem,)) for up in held)
    return Region(unit.code, unit.name, (unit.stem,), "", above, bounds=bounds, view=bounds)


def propose_sites(
    atlas: Atlas,
    unit: Unit,
    territory: Territory,
    own: OwnPlaces | None,
    services: Sequence[Service],
) -> SiteProposals:
    """Ask for every site of ``atlas`` that is :data:`VAGUE`, within ``unit``; none is changed.

    Each candidate has its distance in metres from the point of the smallest unit known to hold the
    site (null where that has none), how its name matched, its source and terms; ``licence`` is null
    where the terms do not let the position be kept.
    """
    features: list[dict[str, Any]] = []
    unanswered: list[dict[str, Any]] = []
    for site in atlas.features:
        properties = site["properties"]
        if properties["precision"] not in VAGUE:
            continue
        if own is not None:
            found = own_candidates(site, own, unit)
            features += found
            if not found:
                unanswered.append(_missing(site, _OWN, "nothing", "no such name in the place"))
        for service in services:
            answered, missing = online_candidates(site, service, unit, territory)
            features += answered
            unanswered += missing
    return SiteProposals(tuple(features), tuple(unanswered))


def own_candidates(
    site: Feature, own: OwnPlaces, unit: Unit, name: str = "", most: int = MAX_CANDIDATES
) -> list[dict[str, Any]]:
    """Return what the user's own places have for a site of ``unit``, the likeliest first.

    ``name`` is looked for instead of the site's own where it is given.
    """
    region = region_of(site, unit)
    asked = name or site["properties"]["name"]
    found = own.loosely(asked, region if region != unit else None)[:most]
    sentences = [own.sentence(each, alone=len(found) == 1) for each in found]
    return [
        _own_feature(site, region, each, rank, sentence)
        for rank, (each, sentence) in enumerate(zip(found, sentences, strict=True), 1)
    ]


def online_candidates(
    site: Feature, service: Service, unit: Unit, territory: Territory, name: str = ""
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what a service names for a site within ``unit``, and why it names nothing.

    ``name`` is asked for instead of the site's own where it is given.
    """
    region = region_of(site, unit)
    answer = _ask(service, name or site["properties"]["name"], unit)
    inside = [c for c in answer.candidates if _lies_in(territory, c, unit, region)]
    if inside:
        return list(_online_features(site, region, answer, inside)), []
    status = "elsewhere" if answer.candidates else answer.status
    said = answer.message or "what it names lies outside the place"
    return [], [_missing(site, answer.geocoder, status, said)]


def _ask(service: Service, name: str, unit: Unit) -> Answer:
    city = service.region.city.name
    names = (unit.name, unit.stem, city, *service.region.city.names)
    return service.ask(name if name.startswith(names) else f"{city}{name}")


def _lies_in(territory: Territory, candidate: Candidate, unit: Unit, region: Unit) -> bool:
    at = (candidate.lon, candidate.lat)
    return territory.may_hold(at) and (region == unit or territory.may_be_in(at, region))


def _missing(site: Feature, source: str, status: str, message: str) -> dict[str, Any]:
    properties = site["properties"]
    return {
        "site": properties["id"],
        "name": properties["name"],
        "source": source,
        "status": status,
        "message": message,
    }


def distance_from(region: Unit, lon: float, lat: float) -> int | None:
    """Return how far a position is from a unit's point in metres, None where it has none."""
    # A county that has no point of its own bears that of its city.
    if region.at is None or region.point == "seat":
        return None
    seat, spot = to_metres([Point(*region.at), Point(lon, lat)])
    metres: float = seat.distance(spot)
    return round(metres)


def region_of(site: Feature, unit: Unit) -> Unit:
    """Return the unit that an atlas's site is known to lie in: ``unit``, or a part of it."""
    code = site["properties"]["region"]
    found = read_units().by_code.get(str(code).ljust(6, "0")[:6]) if code else None
    return found or unit


def _base(site: Feature, region: Unit, lon: float, lat: float, rank: int) -> dict[str, Any]:
    properties = site["properties"]
    return {
        "site": properties["id"],
        "name": properties["name"],
        "precision": properties["precision"],
        "region": properties["region"],
        "region_name": region.name,
        "distance_m": distance_from(region, lon, lat),
        "rank": rank,
        "lon": round(lon, 6),
        "lat": round(lat, 6),
    }


def _own_feature(
    site: Feature, region: Unit, found: OwnCandidate, rank: int, sentence: str
) -> dict[str, Any]:
    source = found.found.source
    member = mapping(found.geometry)
    return {
        "type": "Feature",
        "properties": {
            **_base(site, region, *found.middle, rank),
            "source": source.name,
            "how": "stop" if found.borrowed else found.asked.how,
            "candidate": found.found.name,
            "type": found.found.type,
            "offers": found.precision,
            "uncertainty_m": found.uncertainty_m,
            "date": source.date,
            "terms": f"{source.licence}, {source.attribution}",
            "licence": source.licence,
            "attribution": source.attribution,
            "grounds": sentence,
        },
        "geometry": {"type": member["type"], "coordinates": rounded(member["coordinates"])},
    }


def _online_features(
    site: Feature, region: Unit, answer: Answer, inside: Sequence[Candidate]
) -> Iterator[dict[str, Any]]:
    licence, attribution = KEPT.get(answer.geocoder, (None, None))
    for rank, candidate in enumerate(inside[:MAX_CANDIDATES], 1):
        grounds = f"{answer.geocoder}按“{answer.query}”给出的“{candidate.name}”。"
        yield {
            "type": "Feature",
            "properties": {
                **_base(site, region, candidate.lon, candidate.lat, rank),
                "source": answer.geocoder,
                "how": _likeness(site["properties"]["name"], candidate.name),
                "candidate": candidate.name,
                "type": candidate.kind,
                "query": answer.query,
                "offers": None,
                "uncertainty_m": None,
                "date": None,
                "terms": TERMS[answer.geocoder],
                "licence": licence,
                "attribution": attribution,
                "grounds": grounds if licence else None,
            },
            "geometry": shape_or_point(candidate, answer.bounds),
        }


def _likeness(name: str, candidate: str) -> str:
    """Return how a service's name matches: the ``name``, a ``part`` of it, or ``other``."""
    first = candidate.split(",", maxsplit=1)[0].strip()
    if first == name:
        return "name"
    return "part" if first and (first in name or name in first) else "other"
