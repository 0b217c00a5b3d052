"""The whole way from a report to its atlas. Pure: the same inputs give the same atlas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.base.errors import InputError
from geo.building.citations import Citation
from geo.building.decisions import Decision
from geo.building.gathering import gather_sites
from geo.building.home import home_of
from geo.building.ledger import with_decided_sites
from geo.building.review import apply_decisions
from geo.building.setting import Setting
from geo.building.whereabouts import Own, Whereabouts
from geo.documents.report import Report
from geo.model.atlas import Atlas, Feature, checked_atlas, rounded
from geo.model.codes import OTHER_MONEY
from geo.model.mentions import Investment, Mention
from geo.model.migration import ATLAS_VERSION
from geo.model.places import Gazetteer
from geo.model.sites import Site
from geo.places.units import region_code
from geo.promises.evidence import Evidence
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import Lexicon
from geo.sources.matching import OwnPlaces
from geo.sources.store import Store
from geo.years.history import with_outcomes


def build_atlas(
    report: Report,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
    decisions: Iterable[Decision] = (),
    citations: Mapping[str, Sequence[Citation]] | None = None,
    found: Iterable[Mention] | None = None,
    setting: Setting | None = None,
    outcomes: Mapping[str, Sequence[Evidence]] | None = None,
    store: Store | None = None,
    own: Own | None = None,
) -> Atlas:
    """Return the atlas of ``report``: its sites found, decided on and placed.

    ``citations`` are amounts of other documents by site; the report's own words go before.
    ``found`` is what :func:`~geo.reading.extraction.find_mentions` finds with this gazetteer, where
    that is at hand. ``setting`` is the report's place; without it, only its region is known.
    ``outcomes`` are what later documents say of its sites (:mod:`geo.promises`). ``store`` holds
    the user's own places; ``own`` is asked for them instead where that is at hand.

    Raises :class:`~geo.base.errors.InputError` where a decision does not hold, and where the
    report names no site.
    """
    decisions = list(decisions)
    gazetteer = with_decided_sites(gazetteer, decisions)
    if found is None:
        found = find_mentions(report, lexicon, gazetteer.known)
    mentions, sectors = apply_decisions(report, found, decisions, gazetteer, lexicon)
    _check_crossings(report, mentions)
    sites = gather_sites(mentions, gazetteer, sectors, home_of(report))
    if not sites:
        raise InputError("report_names_no_site", report.source)
    _check_sectors(report, sites, sectors)
    where = Whereabouts(report, setting, lexicon.words) if setting else None
    if where and own is None and store is not None and where.setting.unit is not None:
        own = OwnPlaces(store, where.setting.unit, lexicon)
    if where and own is not None:
        where = replace(where, own=own)
    atlas = assemble(report, sites, gazetteer, citations, where)
    return with_outcomes(atlas, outcomes) if outcomes else atlas


def assemble(
    report: Report,
    sites: Sequence[Site],
    gazetteer: Gazetteer,
    citations: Mapping[str, Sequence[Citation]] | None = None,
    where: Whereabouts | None = None,
) -> Atlas:
    """Return the atlas of ``sites``, which are sorted by id.

    ``where`` tells of the sites that the gazetteer does not know.
    """
    ids = {site.id for site in sites}
    setting = where.setting if where else Setting(region=gazetteer.region)
    about = {
        "id": report.id,
        "title": report.title,
        "place": setting.name if setting.is_asked else report.place or setting.name,
        "place_code": setting.code,
        "date": report.date,
        "sha256": report.sha256,
    }
    cited = citations or {}
    mentions = sorted((m for site in sites for m in site.mentions), key=lambda m: m.start)
    features = [
        _feature(
            site,
            ids,
            gazetteer,
            cited.get(site.id, ()),
            _located(site, where, mentions),
            report.text,
        )
        for site in (sites if _is_in_yuan(report, setting.code) else map(_without_sum, sites))
    ]
    collection = {
        "type": "FeatureCollection",
        "version": ATLAS_VERSION,
        "report": about,
        "features": features,
    }
    return checked_atlas(collection, report.source)


def _is_in_yuan(report: Report, code: str | None) -> bool:
    return not (report.is_republican or (code or "").startswith(OTHER_MONEY))


def _without_sum(site: Site) -> Site:
    return replace(site, mentions=tuple(replace(m, investment=None) for m in site.mentions))


def _check_crossings(report: Report, mentions: list[Mention]) -> None:
    for one, other in pairwise(mentions):
        if one.crosses(other):
            raise InputError("mentions_cross", report.source, one=one.text, other=other.text)


def _check_sectors(report: Report, sites: list[Site], sectors: dict[str, str]) -> None:
    unnamed = sorted(set(sectors) - {site.id for site in sites})
    if unnamed:
        raise InputError("sector_of_unnamed_site", report.source, site=unnamed[0])


def _located(
    site: Site, where: Whereabouts | None, mentions: Sequence[Mention]
) -> dict[str, Any] | None:
    """Return what is known of a site's place beyond what the gazetteer says of it."""
    if where is None:
        return None
    if site.place is None:
        return where.of(site, mentions)
    if site.place.region or where.setting.region:
        return None
    # An editor's place for a report of a place that is no region of ours.
    found = where.region_of(site, mentions)
    return {"region": region_code(found.unit)} if found else None


def _feature(
    site: Site,
    ids: set[str],
    gazetteer: Gazetteer,
    cited: Sequence[Citation],
    located: Mapping[str, Any] | None,
    text: str,
) -> Feature:
    place = site.place
    within = place.within if place else None
    while within is not None and within not in ids:
        within = gazetteer.places[within].within
    others = _other_names(site)
    feature: Feature = {
        "type": "Feature",
        "id": site.id,
        "properties": {
            "id": site.id,
            "name": site.name,
            "name_en": site.name_en,
            "aliases": site.aliases,
            **({"other_names": others} if others else {}),
            "sector": site.sector,
            "status": site.status,
            "target": site.target,
            "investment": _investment(site.investment)
            or (cited[0].as_investment() if cited else None),
            "precision": place.precision if place else "none",
            "uncertainty_m": place.uncertainty_m if place else None,
            "location_source": dict(place.location_source)
            if place and place.location_source
            else None,
            "within": within,
            "region": (place.region if place else None)
            or (gazetteer.region.code if gazetteer.region else None),
            "mentions": [_mention(mention, text) for mention in site.mentions],
        },
        "geometry": _geometry(place.geometry) if place else None,
    }
    if responsible := site.responsible:
        feature["properties"]["responsible"] = [asdict(unit) for unit in responsible]
    if located:
        feature["geometry"] = located.get("geometry", feature["geometry"])
        feature["properties"] |= {k: v for k, v in located.items() if k != "geometry"}
    return feature


def _other_names(site: Site) -> list[str]:
    """Return the names of a site that the gazetteer knows and the text does not use."""
    said = {site.name, *site.aliases}
    return [name for name in site.place.aliases if name not in said] if site.place else []


def _investment(investment: Investment | None) -> dict[str, Any] | None:
    if investment is None:
        return None
    amount = investment.amount_cny
    found: dict[str, Any] = {
        "amount_cny": int(amount) if amount.is_integer() else amount,
        "basis": investment.basis,
        "start": investment.start,
        "end": investment.end,
    }
    if investment.among != 1:
        found["among"] = investment.among
    if investment.about:
        found["about"] = True
    if investment.parts:
        found["parts"] = [{"year": year, "amount_cny": part} for year, part in investment.parts]
    return found


def _mention(mention: Mention, text: str) -> dict[str, Any]:
    more = {"quote_more": list(mention.quote_more)} if mention.quote_more else {}
    found: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "quote_start": mention.quote_start,
        "quote_end": mention.quote_end,
        "stage": mention.stage,
        "stage_start": mention.stage_start,
        "stage_end": mention.stage_end,
        "planned": mention.planned,
        "period": mention.period,
        **more,
    }
    if mention.works_start is not None:
        words = text[mention.works_start : mention.works_end]
        found |= {
            "works_start": mention.works_start,
            "works_end": mention.works_end,
            "works": words,
        }
    if mention.row is not None:
        found["row"] = mention.row
    if mention.progress is not None:
        found["progress"] = mention.progress
    return found


def _geometry(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """Return a GeoJSON geometry, its outer rings counter-clockwise (RFC 7946, 3.1.6)."""
    if geometry is None:
        return None
    member = mapping(shapely.orient_polygons(geometry, exterior_cw=False))
    return {"type": member["type"], "coordinates": rounded(member["coordinates"])}
