"""The static site's one HTML document: Folium's map, the page around it, the data in it.

The order makes it safe. Folium and branca render first, without data. Then the page's own
markup and scripts are put around the map, and the hashes of all scripts go into a Content
Security Policy, so that no other script can run. Only then data is put in: escaped as text
(title), as the card's HTML with all data escaped (:func:`geo.view.card.card_html`) in
``template`` elements, which the script clones and never parses, and as inert JSON. Nothing
renders the document as a template afterwards.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any, Final

from geo.base.languages import LANGUAGES, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.outputs.data import geojson
from geo.outputs.site.content import PAGE, SCRIPT, content
from geo.view.card import card_html, links_html
from geo.view.map.basemap import backdrop_of
from geo.view.map.document import inline_scripts, map_document
from geo.view.map.payload import payload
from geo.view.map.standalone import embed_data, map_data
from geo.view.scripts import script
from geo.view.texts import say

_ASSETS: Final = files("geo")
_MAP: Final = re.compile(r'<div class="folium-map" id="\w+" ?></div>')
# Scripts hold no script: the next tag is the end of this one.
# The map's own forbids to enlarge the page.
_VIEWPORT: Final = re.compile(r'<meta name="viewport" content="[^"]*" ?/>')
_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M8 1a5 5 0 0 1 5 5c0 4-5 9-5 9S3 10 3 6a5 5 0 0 1 5-5z' fill='%230a63a8'/%3E"
    "%3Ccircle cx='8' cy='6' r='2' fill='white'/%3E%3C/svg%3E"
)


def site_document(
    atlas: Atlas, text: str | None, address: str = "", head: str = "", mail: str = ""
) -> str:
    """Return the site as one HTML document that needs no other file and asks for none.

    ``text`` is the report's text; without it (None) the page has no report beside the map,
    and says so. ``address`` is where it will stand on the web: what is embedded links there;
    ``head`` are more elements for its head, all data in them escaped; ``mail`` is whom readers may
    write to about errors, empty for nobody.
    """
    # The geometries travel once, for the map and for the downloads, as GeoJSON has them.
    regular = json.loads(geojson.write(atlas))
    atlas = Atlas(atlas.report, tuple(regular["features"]))
    drawn = map_data(payload(atlas, backdrop_of(atlas)), atlas)
    # No tiles: the site asks no other host for anything, and no key goes along with it.
    drawn["payload"]["tiles"] = []
    # The page tells the map what to show, from the link.
    drawn["view"] = None
    document = _shell()
    first = LANGUAGES[0]
    place = visible(str(atlas.report.get("place") or say("unnamed_place", first)))
    title = escape(say("title", first, place=place))
    document = _insert(document, "</head>", f"<title>{title}</title>\n{head}</head>")
    document = _insert(document, "</body>", f"{_cards(atlas, text)}</body>")
    document = embed_data(document, content(atlas, text, address, mail), "site-data")
    return embed_data(document, drawn)


def _cards(atlas: Atlas, text: str | None) -> str:
    """Return every card in every language, inert, named by language and place in the atlas.

    A site's links elsewhere follow once, in the first: only their label has a language. That
    they tell no referrer the document says for all of them.
    """

    def template(name: str, html: str) -> str:
        inert = html.replace(" rel='noreferrer'", "")
        return f'<template id="{name}">{inert}</template>\n'

    return "".join(
        template(f"card-{language}-{n}", card_html(f["properties"], atlas, text, language))
        for language in LANGUAGES
        for n, f in enumerate(atlas.features)
    ) + "".join(template(f"links-{n}", links_html(f)) for n, f in enumerate(atlas.features))


@lru_cache(maxsize=1)
def _shell() -> str:
    """Return the document without its data, which is always the same."""
    document = map_document()
    (found,) = _MAP.findall(document)
    page = _read(PAGE)
    page = _insert(page, "<!-- no script -->", escape(_in_each("no_script")))
    page = _insert(page, "<!-- language -->", escape(_in_each("language")))
    page = _insert(page, "<!-- languages -->", _switch())
    body = _insert(page, "<!-- map -->", found)
    document = _insert(document, found, body)
    document = _insert(document, "<html>", f'<html lang="{about(LANGUAGES[0]).tag}">')
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
    (old,) = _VIEWPORT.findall(document)
    document = _insert(document, old, viewport)
    styles = ("assets/page.css", "assets/panel.css", "outputs/site/assets/site.css")
    style = "".join(_read(name) for name in styles)
    referrer = '<meta name="referrer" content="no-referrer" />'
    head = f'<link rel="icon" href="{_ICON}" />\n{referrer}\n<style>{style}</style>\n</head>'
    document = _insert(document, "</head>", head)
    own = f"<script>{script(SCRIPT)}</script>\n"
    document = _insert(document, "</html>", f"{own}</html>")
    return _insert(document, "<head>", f"<head>\n{_policy(document)}")


def _policy(document: str) -> str:
    """Return the Content Security Policy that lets only the document's own scripts run."""
    scripts = inline_scripts(document)
    if document.count("<script") != len(scripts):
        raise RuntimeError("a script of the site's document has attributes")
    hashes = " ".join(
        f"'sha256-{b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts
    )
    rules = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}" />'


def _in_each(key: str) -> str:
    return " / ".join(say(key, language) for language in LANGUAGES)


def _switch() -> str:
    """Return a button for each language, in its own words."""
    return "".join(
        f'    <button type="button" data-language="{code}" lang="{about(code).tag}">'
        f"{escape(about(code).name)}</button>\n"
        for code in LANGUAGES
    )


def _insert(document: str, old: str, new: str) -> str:
    """Put ``new`` in the place of ``old``, which must be there once."""
    if document.count(old) != 1:
        raise RuntimeError(f"the site's document does not hold {old[:40]!r} once")
    return document.replace(old, new)


def _read(name: str) -> str:
    resource: Any = _ASSETS.joinpath(*name.split("/"))
    text: str = resource.read_text(encoding="utf-8")
    return text
