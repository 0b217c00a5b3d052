"""Sites and atlases in schema.org's words (JSON-LD), and what is said of a site in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geo.base.languages import LANGUAGES, Language, about
from geo.base.printable import printable, visible
from geo.model.atlas import Atlas, Feature
from geo.model.codes import SECTORS
from geo.outputs.data.tables import licences, mention_rows
from geo.places.unit_search import path_of
from geo.places.units import read_units, unit_of
from geo.view.amounts import amount_cell, date_of
from geo.view.place import place_of
from geo.view.texts import say
from geo.view.works import claims_said

CONTEXT: Final = "https://schema.org"
_DESCRIPTION_MAX: Final = 200
_QUOTE_MAX: Final = 110


def name_of(site: Mapping[str, Any], language: Language) -> str:
    """Return the name that a site is called by in a language."""
    return visible(str(site[about(language).names] or site["name"]))


def site_description(atlas: Atlas, feature: Feature, text: str | None, language: Language) -> str:
    """Return in a line what the report says of a site: stage, amount, sector, and its words."""
    site = feature["properties"]
    said = claims_said(site, language) or [say("no_stage", language)]
    date = date_of(atlas.report, site)
    said.append(amount_cell(site["investment"], language, date))
    said.append(SECTORS[site["sector"]].label(language))
    alone = Atlas(atlas.report, (feature,))
    words = next((row["clause"] for row in mention_rows(alone, text)), None)
    if words:
        said.append(f"“{printable(visible(words).strip(), _QUOTE_MAX)}”")
    return printable(" · ".join(part for part in said if part), _DESCRIPTION_MAX)


def site_facts(
    atlas: Atlas, feature: Feature, text: str | None, language: Language, here: str, of: str
) -> dict[str, Any]:
    """Return a site as schema.org's Place; ``here`` is its address, ``of`` its dataset's."""
    site = feature["properties"]
    others = [site["name_en"], *site["aliases"], *site.get("other_names", ())]
    facts = {
        "@type": "Place",
        "@id": here,
        "name": site["name"],
        "alternateName": [name for name in others if name],
        "description": site_description(atlas, feature, text, language),
        "geo": _geo(feature),
        "containedInPlace": _unit(site.get("region")),
        "subjectOf": {"@id": of},
    }
    return {name: value for name, value in facts.items() if value}


def _geo(feature: Feature) -> dict[str, Any] | None:
    """Return where a site is as schema.org has it: with its uncertainty, or its box."""
    if feature["geometry"] is None:
        return None
    from shapely.geometry import Point, shape

    drawn = shape(feature["geometry"])
    if not isinstance(drawn, Point):
        west, south, east, north = (round(degrees, 6) for degrees in drawn.bounds)
        # Latitude first, as schema.org wants it.
        return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    point = {"@type": "GeoCoordinates", "latitude": drawn.y, "longitude": drawn.x}
    radius = feature["properties"]["uncertainty_m"]
    return {"@type": "GeoCircle", "geoMidpoint": point, "geoRadius": radius} if radius else point


def _unit(code: str | None) -> dict[str, Any] | None:
    units = read_units()
    unit = unit_of(code, units) if code else None
    if unit is None:
        return None
    return {
        "@type": "AdministrativeArea",
        "name": path_of(unit, units),
        "identifier": unit.code,
    }


def dataset_facts(
    atlas: Atlas, digest: str, language: Language, here: str, download: str
) -> dict[str, Any]:
    """Return an atlas as schema.org's Dataset; no publisher and no person is invented.

    ``here`` is its address, ``download`` that of its GeoJSON, ``digest`` its file's.
    """
    facts: dict[str, Any] = {
        "@type": "Dataset",
        "@id": here,
        "name": say("title", language, place=visible(place_of(atlas, language))),
        "description": say("intro", language, date=str(atlas.report.get("date") or "")).strip(),
        "inLanguage": [about(code).tag for code in LANGUAGES],
        "version": digest,
        "isAccessibleForFree": True,
        "spatialCoverage": _coverage(atlas),
        "license": [f"https://spdx.org/licenses/{name}.html" for name in licence_names(atlas)],
        "conditionsOfAccess": licences(atlas),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "application/geo+json",
                "contentUrl": download,
            }
        ],
    }
    return {name: value for name, value in facts.items() if value}


def _coverage(atlas: Atlas) -> dict[str, Any] | None:
    bounds, place = atlas.bounds, atlas.report.get("place")
    if bounds is None:
        return {"@type": "Place", "name": place} if place else None
    west, south, east, north = bounds
    geo = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return {"@type": "Place", **({"name": place} if place else {}), "geo": geo}


def licence_names(atlas: Atlas) -> list[str]:
    """Return the terms that the positions are under, by their names in SPDX."""
    sources = (f["properties"]["location_source"] or {} for f in atlas.features)
    known = {each.strip() for s in sources for each in str(s.get("licence") or "").split(",")}
    return [name for name in sorted(known) if _is_spdx(name)]


def _is_spdx(name: str) -> bool:
    return bool(name) and name.isascii() and all(c.isalnum() or c in ".-+" for c in name)
