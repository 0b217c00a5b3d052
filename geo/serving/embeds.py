"""A site in somebody else's page: a small document for a frame, and oEmbed, which offers it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from geo.base.languages import Language, about, choose
from geo.base.printable import visible
from geo.model.atlas import Feature
from geo.outputs.data.hypertext import page
from geo.outputs.data.linked import site_description
from geo.outputs.data.preview import PICTURE_SIZE
from geo.serving.addresses import address, language_asked
from geo.serving.previews import (
    PICTURE,
    SITE,
    report_preview,
    site_preview,
)
from geo.serving.published import Catalogue, Publications, Published
from geo.serving.query import number
from geo.serving.refusals import Refusal, not_found, wrong_value
from geo.serving.resource import Answer, Asked, compact
from geo.serving.site_pages import found
from geo.serving.wishes import wish_of
from geo.view.place import place_of
from geo.view.texts import say
from geo.view.words import escape

EMBED: Final = "embed"
# Tells the page around the frame which height would do (docs/embedding.md); it says nothing else.
_TELL: Final = (
    "new ResizeObserver(()=>parent.postMessage({geo:'height',"
    "height:document.documentElement.offsetHeight},'*')).observe(document.documentElement)"
)
_DIGEST: Final = base64.b64encode(hashlib.sha256(_TELL.encode()).digest()).decode("ascii")
# Any page may show it in a frame: no other script runs, and there is nothing to click but links.
_POLICY: Final = (
    f"default-src 'none'; script-src 'sha256-{_DIGEST}'; style-src 'unsafe-inline'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
# The frame's size where nothing smaller is asked for: the picture's shape, and two lines.
SIZE: Final = (600, 400)
_LEAST: Final = (200, 160)
_MOST: Final = 10_000
_DAY: Final = 24 * 60 * 60


class Embeds:
    """The documents over what is published; ``public`` is the public address, or empty.

    ``shown`` is the file of the atlas that the page beside them shows, None where there is none.
    """

    def __init__(self, publications: Publications, public: str, shown: Path | None) -> None:
        self._publications = publications
        self._public = public
        self._shown = shown.absolute() if shown else None

    def resources(self) -> list[tuple[str, Callable[[Asked], Answer]]]:
        """Return each path with what answers there."""
        return [(f"/{EMBED}/{{address}}", self._embed), ("/oembed", self._oembed)]

    def _embed(self, asked: Asked) -> Answer:
        wish = wish_of(asked, self._publications.read(), ("lang",))
        published, feature = found(wish)
        language = wish.language
        preview = site_preview(published, feature, language, self._public)
        said = site_description(published.atlas, feature, published.text, language)
        name = visible(str(feature["properties"][about(language).names]))
        title = say("title", language, place=visible(place_of(published.atlas, language)))
        whole = say("embed_whole", language, title=title)
        # The picture has the site's own words for whoever does not see it.
        body = (
            f'<p style="margin:0"><a href="{escape(preview.href)}" target="_blank" rel="noopener">'
            f'<img src="{escape(preview.picture)}" alt="{escape(said)}" '
            f'width="{PICTURE_SIZE[0]}" height="{PICTURE_SIZE[1]}"></a></p>\n'
            f'<h1 style="margin:.4rem 0 0;font-size:1.05rem">{escape(name)}</h1>\n'
            f'<p style="margin:.2rem 0;font-size:.85rem">{escape(said)}</p>\n'
            f'<p style="margin:0;font-size:.85rem"><a href="{escape(preview.href)}" '
            f'target="_blank" rel="noopener">{escape(whole)}</a></p>\n<script>{_TELL}</script>'
        )
        return Answer(page(preview.title, "", body, language), "text/html; charset=utf-8", _POLICY)

    def _oembed(self, asked: Asked) -> Answer:
        known = ("url", "format", "maxwidth", "maxheight")
        wish = wish_of(asked, self._publications.read(), known)
        if wish.query.get("format", "json") != "json":
            raise Refusal(501, "NotImplemented", "the format is json")
        if not self._public:
            raise not_found("what is embedded has absolute addresses, and no public one is set")
        if "url" not in wish.query:
            raise wrong_value("url", "", "the address of the page or of a site is wanted")
        width = number(wish.query, "maxwidth", SIZE[0], _LEAST[0], _MOST)
        height = number(wish.query, "maxheight", SIZE[1], _LEAST[1], _MOST)
        offer = self._offer(
            wish.query["url"], wish.catalogue, (min(width, SIZE[0]), min(height, SIZE[1]))
        )
        is_small = any(
            number(wish.query, name, _MOST, 1, _MOST) < side
            for name, side in zip(("maxwidth", "maxheight"), PICTURE_SIZE, strict=True)
        )
        if is_small:
            # The picture is of one size, and would be larger than what is asked for.
            offer = {name: said for name, said in offer.items() if not name.startswith("thumb")}
        return Answer(compact(offer), "application/json")

    def _offer(self, url: str, catalogue: Catalogue, size: tuple[int, int]) -> dict[str, Any]:
        """Return what oEmbed says of an address of ours; raise the refusal for any other."""
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise not_found("this address is not of this server") from error
        base = urlsplit(self._public)
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
            raise not_found("this address is not of this server")
        query = dict(parse_qsl(parts.query))
        language = choose(query.get("lang"))
        path = parts.path.removeprefix(base.path).strip("/")
        if path.startswith((f"{SITE}/", f"{EMBED}/")):
            site = catalogue.find_site(unquote(path.partition("/")[2]))
            if site is None:
                raise not_found("no such site is published here")
            return self._rich(*site, language, size)
        shown = next((a for a in catalogue.atlases if a.path == self._shown), None)
        if path or shown is None:
            raise not_found("nothing to embed is at this address")
        if site_id := query.get("site"):
            if site_id not in shown.atlas.by_id:
                raise not_found("no such site is published here")
            return self._rich(shown, shown.atlas.by_id[site_id], language, size)
        # The page itself is shown in the frames of named origins alone.
        title = report_preview(shown, language, self._public).title
        return self._about(shown, title, language) | {"type": "link"}

    def _rich(
        self, published: Published, feature: Feature, language: Language, size: tuple[int, int]
    ) -> dict[str, Any]:
        name, asked = published.address_of(feature["id"]), language_asked(language)
        title = site_preview(published, feature, language, self._public).title
        return self._about(published, title, language) | {
            "type": "rich",
            "html": frame(address(self._public, EMBED, name, query=asked), title, size),
            "width": size[0],
            "height": size[1],
            "thumbnail_url": address(self._public, SITE, name, PICTURE, query=asked),
            "thumbnail_width": PICTURE_SIZE[0],
            "thumbnail_height": PICTURE_SIZE[1],
        }

    def _about(self, published: Published, title: str, language: Language) -> dict[str, Any]:
        return {
            "version": "1.0",
            "title": title,
            "provider_name": say("provider", language),
            "provider_url": address(self._public, ""),
            "cache_age": _DAY,
            "asOf": published.as_of,
        }


def frame(href: str, title: str, size: tuple[int, int]) -> str:
    """Return the code to copy into a page: a frame with a site.

    >>> frame("https://a.example/embed/x", "A", (600, 400))[:47]
    '<iframe src="https://a.example/embed/x" title="'
    """
    return (
        f'<iframe src="{escape(href)}" title="{escape(title)}" width="{size[0]}" '
        f'height="{size[1]}" style="border:0;max-width:100%" loading="lazy"></iframe>'
    )
