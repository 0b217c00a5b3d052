"""A page for each published site, what it shows where its link is pasted, and the sitemap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from geo.base.languages import LANGUAGES, Language, about
from geo.model.atlas import Feature
from geo.outputs.data.hypertext import page
from geo.outputs.data.preview import PICTURE_SIZE
from geo.outputs.data.sitemap import listing
from geo.serving.addresses import address, language_asked
from geo.serving.pictures import Pictures
from geo.serving.previews import PICTURE, SITE, site_preview
from geo.serving.published import Catalogue, Publications, Published
from geo.serving.refusals import not_found
from geo.serving.resource import Answer, Asked
from geo.serving.wishes import Wish, wish_of
from geo.view.card import card_html
from geo.view.texts import say
from geo.view.words import escape

# Cards colour their stages by style attributes; nothing runs, and nothing is asked elsewhere.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HTML: Final = "text/html; charset=utf-8"
_XML: Final = "application/xml; charset=utf-8"
# What the sitemaps' protocol allows in one file.
MOST_ADDRESSES: Final = 50_000

Answering = Callable[[Asked], Answer]


class SitePages:
    """The pages over what is published; ``public`` is the public address, or empty.

    ``shown`` is the file of the atlas that the page beside them shows, None where there is none.
    """

    def __init__(
        self, publications: Publications, public: str, pictures: Pictures, shown: Path | None
    ) -> None:
        self._publications = publications
        self._public = public
        self._pictures = pictures
        self._shown = shown.absolute() if shown else None

    def resources(self) -> list[tuple[str, Answering]]:
        """Return each path with what answers there."""
        return [
            (f"/{SITE}/{{address}}", self._site),
            ("/sitemap.xml", self._sitemap),
            ("/sitemap-{number:int}.xml", self._sitemap_part),
            ("/robots.txt", self._robots),
        ]

    def pictures(self) -> list[tuple[str, Answering]]:
        """Return the paths whose answers take long to make."""
        return [(f"/{SITE}/{{address}}/{PICTURE}", self._picture)]

    def _site(self, asked: Asked) -> Answer:
        wish = wish_of(asked, self._publications.read(), ("lang",))
        published, feature = found(wish)
        preview = site_preview(published, feature, wish.language, self._public)
        body = page(
            preview.title, preview.head(), self._body(published, feature, wish.language),
            wish.language,
        )  # fmt: skip
        return Answer(body, _HTML, _POLICY)

    def _body(self, published: Published, feature: Feature, language: Language) -> str:
        site = feature["properties"]
        name = published.address_of(site["id"])
        asked = language_asked(language)
        picture = address(self._public, SITE, name, PICTURE, query=asked)
        links = [
            (address(self._public, "api", "collections", "sites", "items", name), "GeoJSON"),
            *self._other_languages(name, language),
        ]
        if published.path == self._shown:
            on_map = address(self._public, "", query={"site": site["id"], **asked})
            links.insert(0, (on_map, say("open_on_map", language)))
        listed = " · ".join(f'<a href="{escape(href)}">{escape(said)}</a>' for href, said in links)
        width, height = PICTURE_SIZE
        return (
            f"<main>\n{card_html(site, published.atlas, published.text, language)}\n"
            f'<p><img src="{escape(picture)}" width="{width}" height="{height}" '
            f'alt="{escape(say("map_label", language))}"></p>\n'
            f"<p>{listed}</p>\n<p>{escape(say('about_text', language))}</p>\n</main>"
        )

    def _other_languages(self, name: str, language: Language) -> list[tuple[str, str]]:
        return [
            (address(self._public, SITE, name, query=language_asked(other)), about(other).name)
            for other in LANGUAGES
            if other != language
        ]

    def _picture(self, asked: Asked) -> Answer:
        wish = wish_of(asked, self._publications.read(), ("lang",))
        published, feature = found(wish)
        drawn = self._pictures.picture(published, feature["id"], wish.language)
        return Answer(drawn, "image/png")

    def _sitemap(self, asked: Asked) -> Answer:
        catalogue = self._for_search(asked)
        addresses = self._addresses(catalogue)
        if len(addresses) <= MOST_ADDRESSES:
            return Answer(listing("urlset", "url", addresses), _XML)
        parts = range(1, -(-len(addresses) // MOST_ADDRESSES) + 1)
        files = [address(self._public, f"sitemap-{number}.xml") for number in parts]
        return Answer(listing("sitemapindex", "sitemap", files), _XML)

    def _sitemap_part(self, asked: Asked) -> Answer:
        addresses = self._addresses(self._for_search(asked))
        first = (int(asked.parts["number"]) - 1) * MOST_ADDRESSES
        part = addresses[first : first + MOST_ADDRESSES] if first >= 0 else []
        if not part:
            raise not_found("there is no such part of the sitemap")
        return Answer(listing("urlset", "url", part), _XML)

    def _for_search(self, asked: Asked) -> Catalogue:
        if not self._public:
            raise not_found("a sitemap has absolute addresses, and no public address is set")
        return wish_of(asked, self._publications.read(), ()).catalogue

    def _addresses(self, catalogue: Catalogue) -> list[str]:
        start = [address(self._public, "")] if self._shown else []
        return start + [
            address(self._public, SITE, each.address_of(site))
            for each in catalogue.atlases
            for site in each.atlas.by_id
        ]

    def _robots(self, asked: Asked) -> Answer:
        wish_of(asked, self._publications.read(), ())
        lines = ["User-agent: *", "Disallow: /_stcore/", "Disallow: /media/"]
        if self._public:
            lines.append(f"Sitemap: {address(self._public, 'sitemap.xml')}")
        return Answer("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")


def found(wish: Wish[Catalogue]) -> tuple[Published, Feature]:
    """Return the site of an address; raise the refusal where there is none."""
    site = wish.catalogue.find_site(wish.parts["address"])
    if site is None:
        raise not_found(f"no such site is published here: {quote(wish.parts['address'])}")
    return site
