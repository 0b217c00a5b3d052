"""What a link to the served pages shows where it is pasted, with their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geo.base.languages import Language
from geo.base.printable import visible
from geo.model.atlas import Feature
from geo.outputs.data.linked import CONTEXT, dataset_facts, name_of, site_description, site_facts
from geo.outputs.data.preview import Preview
from geo.serving.addresses import address, feed_address, language_asked
from geo.serving.published import Published
from geo.view.place import place_of
from geo.view.texts import say

SITE: Final = "site"
PICTURE: Final = "map.png"


def site_preview(
    published: Published, feature: Feature, language: Language, public: str
) -> Preview:
    """Return the preview of a site's page."""
    site = feature["properties"]
    place = visible(place_of(published.atlas, language))
    name = name_of(site, language)
    title = say("site_title", language, name=name, place=place)
    here = (SITE, published.address_of(site["id"]))
    asked = language_asked(language)
    href = address(public, *here, query=asked)
    return Preview(
        title,
        site_description(published.atlas, feature, published.text, language),
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
    facts = {"@context": CONTEXT, **dataset(published, language, public)}
    href = address(public, "", query=asked)
    feed = feed_address(public, published.id, language, query)
    return Preview(title, described, language, href, "", facts, _oembed(href, public), feed)


def _oembed(href: str, public: str) -> str:
    """Return where oEmbed speaks of an address; nothing where no address is absolute."""
    return address(public, "oembed", query={"url": href}) if public else ""


def _site_facts(
    published: Published, feature: Feature, language: Language, public: str
) -> dict[str, Any]:
    here = address(public, SITE, published.address_of(feature["id"]))
    of = _dataset_address(published, public)
    site = site_facts(published.atlas, feature, published.text, language, here, of)
    return {"@context": CONTEXT, "@graph": [site, dataset(published, language, public)]}


def _dataset_address(published: Published, public: str) -> str:
    return address(public, "api", "collections", "reports", "items", published.id)


def dataset(published: Published, language: Language, public: str) -> dict[str, Any]:
    """Return an atlas as schema.org's Dataset."""
    query = {"report": published.id}
    download = address(public, "api", "collections", "sites", "items", query=query)
    here = _dataset_address(published, public)
    return dataset_facts(published.atlas, published.digest, language, here, download)
