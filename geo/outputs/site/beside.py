"""What lies beside the static page for programs and search engines, as far as it can be static.

A GeoJSON file and a page of its own for each site, with its facts as JSON-LD, a feed of what
changed, and where the folder's address is known a sitemap. Addresses are absolute only then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from geo.base.languages import LANGUAGES, Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas, Feature
from geo.outputs.data.entries import as_of_text, entry_of, updated
from geo.outputs.data.feed import MEDIA_TYPE, Feed, Link, stable_id, write
from geo.outputs.data.geojson import regular
from geo.outputs.data.hypertext import page
from geo.outputs.data.linked import CONTEXT, dataset_facts, name_of, site_description, site_facts
from geo.outputs.data.preview import Preview
from geo.outputs.data.sitemap import listing
from geo.outputs.data.tables import licences
from geo.selecting.changed import Changed, Told
from geo.selecting.columns import columns_of
from geo.selecting.link import in_link
from geo.selecting.selection import Selection
from geo.view.card import card_html
from geo.view.place import place_of
from geo.view.texts import say
from geo.view.words import escape

ATLAS: Final = "atlas.geojson"
SITES: Final = "sites"
FEEDS: Final = "feeds"
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
# What the sitemaps' protocol allows in one file.
_MOST_ADDRESSES: Final = 50_000


class Beside:
    """The files beside the page of an atlas, by relative path.

    ``text`` is the report's or None; ``changed`` what its builds changed, None without a log;
    ``base`` the folder's address without a slash at its end, or empty.
    """

    def __init__(self, atlas: Atlas, text: str | None, changed: Changed | None, base: str) -> None:
        self._atlas = atlas
        self._text = text
        self._changed = changed if changed is not None and changed.builds else None
        self._base = base
        self._datasets: dict[tuple[Language, str], dict[str, Any]] = {}
        self._digest = sha256(atlas.dumps().encode("utf-8")).hexdigest()

    def files(self) -> dict[str, bytes]:
        """Return them all."""
        made: dict[str, bytes] = {}
        for feature in self._atlas.features:
            made[f"{SITES}/{feature['id']}.geojson"] = self._geojson(feature)
            for language in LANGUAGES:
                made[_page_of(feature["id"], language)] = self._page(feature, language)
        made |= self._feeds()
        if self._base:
            made |= self._for_search()
        return made

    def head(self) -> str:
        """Return the elements of the page's own head: what it says of itself, and its feed."""
        language = LANGUAGES[0]
        atlas = self._atlas
        dataset = {"@context": CONTEXT, **self._dataset(language, "")}
        return Preview(
            say("title", language, place=visible(place_of(atlas, language))),
            say("intro", language, date=str(atlas.report.get("date") or "")).strip(),
            language,
            self._at("", "index.html") if not self._base else f"{self._base}/",
            "",
            dataset,
            feed=self._at("", _feed_of("", language)) if self._changed else "",
        ).head()

    # ---- a site -------------------------------------------------------------------------

    def _geojson(self, feature: Feature) -> bytes:
        site = regular(feature) | {"asOf": self._as_of}
        return (json.dumps(site, ensure_ascii=False, separators=(",", ":")) + "\n").encode()

    def _page(self, feature: Feature, language: Language) -> bytes:
        site, atlas = feature["properties"], self._atlas
        name, here = name_of(site, language), _page_of(site["id"], language)
        place = visible(place_of(atlas, language))
        own = self._at(here, here)
        # The site is the same in each language.
        of_site = self._at(here, _page_of(site["id"], LANGUAGES[0]))
        facts = site_facts(atlas, feature, self._text, language, of_site, self._at(here, ATLAS))
        preview = Preview(
            say("site_title", language, name=name, place=place),
            site_description(atlas, feature, self._text, language),
            language,
            own,
            "",
            {"@context": CONTEXT, "@graph": [facts, self._dataset(language, here)]},
            feed=self._at(here, _feed_of("", language)) if self._changed else "",
        )
        query = "&".join(f"{n}={v}" for n, v in ({"site": site["id"]} | in_link(language)).items())
        links = [
            (f"{self._at(here, 'index.html')}?{query}", say("open_on_map", language)),
            (self._at(here, f"{SITES}/{site['id']}.geojson"), "GeoJSON"),
            *(
                (self._at(here, _page_of(site["id"], other)), about(other).name)
                for other in LANGUAGES
                if other != language
            ),
        ]
        listed = " · ".join(f'<a href="{escape(href)}">{escape(said)}</a>' for href, said in links)
        body = (
            f"<main>\n{card_html(site, atlas, self._text, language)}\n<p>{listed}</p>\n"
            f"<p>{escape(say('about_text', language))}</p>\n</main>"
        )
        policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        return page(preview.title, policy + preview.head(), body, language)

    def _dataset(self, language: Language, here: str) -> dict[str, Any]:
        key = language, self._at(here, ATLAS)
        if key not in self._datasets:
            # It asks every site.
            self._datasets[key] = dataset_facts(self._atlas, self._digest, *key, key[1])
        return self._datasets[key]

    # ---- what changed -------------------------------------------------------------------

    def _feeds(self) -> dict[str, bytes]:
        if self._changed is None:
            return {}
        made = {}
        for language in LANGUAGES:
            for area in ("", *columns_of(self._atlas).areas):
                told = self._changed.chosen(Selection(area=area or None))
                made[_feed_of(area, language)] = self._feed(self._changed, told, area, language)
        return made

    def _feed(self, changed: Changed, told: Sequence[Told], area: str, language: Language) -> bytes:
        here, atlas = _feed_of(area, language), self._atlas
        place = visible(place_of(atlas, language))
        if area:
            named = name_of(atlas.by_id[area]["properties"], language)
            place = say("names_joint", language).join((place, named))
        query = "&".join(
            f"{n}={v}" for n, v in (({"area": area} if area else {}) | in_link(language)).items()
        )
        shown = self._at(here, "index.html") + (f"?{query}" if query else "")
        return write(
            Feed(
                stable_id("static", str(atlas.report["id"]), area, language),
                say("feed_title", language, place=place),
                as_of_text([self._as_of], language),
                updated(told, [changed]),
                say("provider", language),
                licences(atlas),
                about(language).tag,
                [
                    Link("self", self._at(here, here), MEDIA_TYPE),
                    Link("alternate", shown, "text/html"),
                ],
                [entry_of(t, self._text_of(t), language, self._links(t, here, language))
                 for t in told],
            )
        )  # fmt: skip

    def _links(self, told: Told, here: str, language: Language) -> list[Link]:
        site = told.change.site
        if site not in self._atlas.by_id:
            return []
        return [Link("alternate", self._at(here, _page_of(site, language)), "text/html")]

    def _text_of(self, told: Told) -> str | None:
        is_its = told.build.report["sha256"] == self._atlas.report["sha256"]
        return self._text if is_its else None

    # ---- all of it ----------------------------------------------------------------------

    @property
    def _as_of(self) -> dict[str, Any]:
        about_it = self._atlas.report
        return {
            "report": about_it["id"],
            "date": about_it.get("date"),
            "text_sha256": about_it["sha256"],
            "build_sha256": self._digest,
        }

    def _for_search(self) -> Mapping[str, bytes]:
        pages = [
            f"{self._base}/{_page_of(feature['id'], language)}"
            for feature in self._atlas.features
            for language in LANGUAGES
        ]
        addresses = [f"{self._base}/", *pages]
        parts = [
            addresses[first : first + _MOST_ADDRESSES]
            for first in range(0, len(addresses), _MOST_ADDRESSES)
        ]
        if len(parts) == 1:
            return {"sitemap.xml": listing("urlset", "url", addresses)}
        made = {
            f"sitemap-{number}.xml": listing("urlset", "url", part)
            for number, part in enumerate(parts, 1)
        }
        index = listing("sitemapindex", "sitemap", [f"{self._base}/{name}" for name in made])
        return {"sitemap.xml": index, **made}

    def _at(self, here: str, path: str) -> str:
        """Return the address of a file: absolute, or relative to the file ``here``."""
        if self._base:
            return f"{self._base}/{path}"
        return "../" * here.count("/") + path


def _page_of(site: str, language: Language) -> str:
    return f"{SITES}/{site}{_ending(language)}.html"


def _feed_of(area: str, language: Language) -> str:
    name = f"feed{_ending(language)}.atom"
    return f"{FEEDS}/{area}{_ending(language)}.atom" if area else name


def _ending(language: Language) -> str:
    """Return what names a language in a file's name: nothing for the first; no id has a stop."""
    return "" if language == LANGUAGES[0] else f".{language}"
