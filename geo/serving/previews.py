"""What a link shows where it is pasted: title, description, picture, and the facts as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo.base.languages import LANGUAGES, Language, about
from geo.base.printable import printable, visible
from geo.model.atlas import Feature
from geo.model.codes import SECTORS
from geo.outputs.data.tables import licences, mention_rows
from geo.places.unit_search import path_of
from geo.places.units import read_units, unit_of
from geo.serving.addresses import address, feed_address, language_asked
from geo.serving.published import Published
from geo.view.amounts import amount_cell, date_of
from geo.view.place import place_of
from geo.view.texts import say
from geo.view.words import escape
from geo.view.works import stage_text

SITE: Final = "site"
PICTURE: Final = "map.png"
PICTURE_SIZE: Final = (1200, 630)
_DESCRIPTION_MAX: Final = 200
_QUOTE_MAX: Final = 110


@dataclass(frozen=True)
class Preview:
    """What a page says of itself; ``href`` is its address, ``picture`` that of its picture or ''.

    Addresses are absolute where the public one is known. ``facts`` are schema.org's;
    ``oembed`` is the address of what oEmbed says of it, or '', ``feed`` that of the feed of what
    changed, or ''.
    """

    title: str
    description: str
    language: Language
    href: str
    picture: str
    facts: Mapping[str, Any]
    oembed: str = ""
    feed: str = ""

    def head(self, *, with_picture_size: bool = True) -> str:
        """Return the elements for the document's head but the title, all data escaped."""
        properties = {
            "og:type": "article" if self.picture else "website",
            "og:title": self.title,
            "og:description": self.description,
            "og:url": self.href,
            "og:locale": about(self.language).tag.replace("-", "_"),
        }
        if self.picture:
            properties["og:image"] = self.picture
            properties["og:image:type"] = "image/png"
            properties["og:image:alt"] = self.title
            if with_picture_size:
                properties["og:image:width"], properties["og:image:height"] = map(str, PICTURE_SIZE)
        names = {
            "description": self.description,
            "twitter:card": "summary_large_image" if self.picture else "summary",
        }
        tags = [f'<meta name="{name}" content="{escape(said)}">' for name, said in names.items()]
        tags += [
            f'<meta property="{name}" content="{escape(said)}">'
            for name, said in properties.items()
        ]
        tags.append(f'<link rel="canonical" href="{escape(self.href)}">')
        if self.oembed:
            kind = 'rel="alternate" type="application/json+oembed"'
            tags.append(f'<link {kind} href="{escape(self.oembed)}">')
        if self.feed:
            title = escape(say("changes", self.language))
            kind = f'rel="alternate" type="application/atom+xml" title="{title}"'
            tags.append(f'<link {kind} href="{escape(self.feed)}">')
        tags.append(f'<script type="application/ld+json">{_inert(self.facts)}</script>')
        return "\n".join(tags) + "\n"


def _inert(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON that no parser of HTML takes for markup."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def site_preview(
    published: Published, feature: Feature, language: Language, public: str
) -> Preview:
    """Return the preview of a site's page."""
    site = feature["properties"]
    place = visible(place_of(published.atlas, language))
    name = visible(_name(site, language))
    title = say("site_title", language, name=name, place=place)
    here = (SITE, published.address_of(site["id"]))
    asked = language_asked(language)
    href = address(public, *here, query=asked)
    return Preview(
        title,
        site_description(published, feature, language),
        language,
        href,
        address(public, *here, PICTURE, query=asked),
        _site_facts(published, feature, language, public),
        _oembed(href, public),
        feed_address(public, published.id, language),
    )


def report_preview(
    published: Published, language: Language, public: str, query: Mapping[str, str] | None = None
) -> Preview:
    """Return the preview of the page itself, whose feed has the filters of its link's query."""
    atlas = published.atlas
    title = say("title", language, place=visible(place_of(atlas, language)))
    described = say("intro", language, date=str(atlas.report.get("date") or "")).strip()
    asked = language_asked(language)
    facts = {"@context": "https://schema.org", **dataset(published, language, public)}
    href = address(public, "", query=asked)
    feed = feed_address(public, published.id, language, query)
    return Preview(title, described, language, href, "", facts, _oembed(href, public), feed)


def _oembed(href: str, public: str) -> str:
    """Return where oEmbed speaks of an address; nothing where no address is absolute."""
    return address(public, "oembed", query={"url": href}) if public else ""


def site_description(published: Published, feature: Feature, language: Language) -> str:
    """Return in a line what the report says of a site: stage, amount, sector, and its words."""
    site = feature["properties"]
    claims: tuple[Literal["status", "target"], ...] = ("status", "target")
    said = [
        say(
            "claim_is",
            language,
            claim=say(claim, language),
            stage=stage_text(site, claim, language),
        )
        for claim in claims
        if site[claim]
    ]
    if not said:
        said.append(say("no_stage", language))
    date = date_of(published.atlas.report, site)
    said.append(amount_cell(site["investment"], language, date))
    said.append(SECTORS[site["sector"]].label(language))
    alone = published.atlas.subset({site["id"]})
    words = next((row["clause"] for row in mention_rows(alone, published.text)), None)
    if words:
        said.append(f"“{printable(visible(words).strip(), _QUOTE_MAX)}”")
    return printable(" · ".join(part for part in said if part), _DESCRIPTION_MAX)


def _name(site: Mapping[str, Any], language: Language) -> str:
    return str(site[about(language).names] or site["name"])


def _site_facts(
    published: Published, feature: Feature, language: Language, public: str
) -> dict[str, Any]:
    site = feature["properties"]
    others = [site["name_en"], *site["aliases"], *site.get("other_names", ())]
    here = address(public, SITE, published.address_of(site["id"]))
    facts = {
        "@type": "Place",
        "@id": here,
        "name": site["name"],
        "alternateName": [name for name in others if name],
        "description": site_description(published, feature, language),
        "geo": _geo(feature),
        "containedInPlace": _unit(site.get("region")),
        "subjectOf": {"@id": _dataset_address(published, public)},
    }
    kept = {name: value for name, value in facts.items() if value}
    graph = [kept, dataset(published, language, public)]
    return {"@context": "https://schema.org", "@graph": graph}


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


def _dataset_address(published: Published, public: str) -> str:
    return address(public, "api", "collections", "reports", "items", published.id)


def dataset(published: Published, language: Language, public: str) -> dict[str, Any]:
    """Return an atlas as schema.org's Dataset; no publisher and no person is invented."""
    atlas = published.atlas
    facts: dict[str, Any] = {
        "@type": "Dataset",
        "@id": _dataset_address(published, public),
        "name": say("title", language, place=visible(place_of(atlas, language))),
        "description": say("intro", language, date=str(atlas.report.get("date") or "")).strip(),
        "inLanguage": [about(code).tag for code in LANGUAGES],
        "version": published.digest,
        "isAccessibleForFree": True,
        "spatialCoverage": _coverage(published),
        "license": [f"https://spdx.org/licenses/{name}.html" for name in licence_names(published)],
        "conditionsOfAccess": licences(atlas),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "application/geo+json",
                "contentUrl": address(
                    public, "api", "collections", "sites", "items", query={"report": published.id}
                ),
            }
        ],
    }
    return {name: value for name, value in facts.items() if value}


def _coverage(published: Published) -> dict[str, Any] | None:
    bounds, place = published.atlas.bounds, published.atlas.report.get("place")
    if bounds is None:
        return {"@type": "Place", "name": place} if place else None
    west, south, east, north = bounds
    geo = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return {"@type": "Place", **({"name": place} if place else {}), "geo": geo}


def licence_names(published: Published) -> list[str]:
    """Return the terms that the positions are under, by their names in SPDX."""
    sources = (f["properties"]["location_source"] or {} for f in published.atlas.features)
    known = {each.strip() for s in sources for each in str(s.get("licence") or "").split(",")}
    return [name for name in sorted(known) if _is_spdx(name)]


def _is_spdx(name: str) -> bool:
    return bool(name) and name.isascii() and all(c.isalnum() or c in ".-+" for c in name)
