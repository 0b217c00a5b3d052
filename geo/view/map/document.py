"""The map: a Folium map whose document carries its scripts and styles itself.

Folium puts data into templates that are rendered twice and into script unescaped, so no
data goes through it here. Folium builds the map, its controls and its document; the sites
travel beside it as JSON (:func:`payload`) and are drawn by ``assets/map/atlas.js``, which
sets every text from outside as text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.view.scripts import script
from geo.view.symbols import style_sheet

_ASSETS = files("geo") / "assets"
# Which folder of ``assets/vendor`` a library's file lies in; the others are our own.
_VENDORED: Final[Mapping[str, str]] = {
    "leaflet.js": "leaflet",
    "leaflet.css": "leaflet",
    "leaflet.draw.js": "leaflet-draw",
    "leaflet.draw.css": "leaflet-draw",
    "supercluster.min.js": "supercluster",
}

# How Folium names its elements, and how Leaflet's style names its images.
_ELEMENT: Final = re.compile(r"(?<=_)[0-9a-f]{32}")
_IMAGE: Final = re.compile(r"url\(images/([\w.-]+\.png)\)")


class _SiteLayer(MacroElement):
    """Hands the Leaflet map over to ``map/atlas.js``. Carries no data."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "geoAtlas.mount({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    _name = "SiteLayer"


class SelfContainedMap(folium.Map):
    """A Folium map that asks no other host for scripts, styles, fonts or tiles."""

    default_js = [  # noqa: RUF012 (Folium reads class attributes)
        ("leaflet", "leaflet.js"),
        ("supercluster", "supercluster.min.js"),
        ("atlas_map", "map/atlas.js"),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", "leaflet.css"),
        ("atlas_map_css", "atlas-map.css"),
        ("atlas_dark_css", "atlas-dark.css"),
    ]


class _DrawTools(MacroElement):
    """Hands the Leaflet map over to ``map/draw.js``. Carries no data."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "geoDraw.mount({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    _name = "DrawTools"


class DrawingMap(SelfContainedMap):
    """The same map with Leaflet.draw, for an editor to choose a place on."""

    default_js = [  # noqa: RUF012
        ("leaflet", "leaflet.js"),
        ("leaflet_draw", "leaflet.draw.js"),
        ("atlas_map", "map/atlas.js"),
        ("atlas_draw", "map/draw.js"),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", "leaflet.css"),
        ("leaflet_draw_css", "leaflet.draw.css"),
        ("atlas_map_css", "atlas-map.css"),
        ("atlas_dark_css", "atlas-dark.css"),
        ("atlas_draw_css", "atlas-draw.css"),
    ]


def empty_map(kind: type[SelfContainedMap] = SelfContainedMap) -> folium.Map:
    """Return the Folium map that the sites are drawn on: empty, with zoom."""
    folium_map = kind(
        zoom_start=12,
        min_zoom=4,
        max_zoom=18,
        tiles=None,
        zoomSnap=0.25,
        zoomDelta=0.5,
        height="100%",
    )
    folium_map.add_child(_SiteLayer())  # type: ignore[no-untyped-call]
    return folium_map


@lru_cache(maxsize=1)
def map_document() -> str:
    """Return the map as one HTML document with scripts and styles inside; always the same."""
    return inline_assets(empty_map().get_root().render())


@lru_cache(maxsize=1)
def drawing_document() -> str:
    """Return the map that an editor draws on, likewise."""
    drawing = empty_map(DrawingMap)
    drawing.add_child(_DrawTools())  # type: ignore[no-untyped-call]
    return inline_assets(drawing.get_root().render(), DrawingMap)


def inline_scripts(document: str) -> list[str]:
    """Return what stands in the plain script elements of a document, in their order.

    No expression: Python 3.11 before 3.11.5 loses its way in possessive ones.
    """
    return [piece.partition("</script>")[0] for piece in document.split("<script>")[1:]]


def inline_assets(document: str, kind: type[SelfContainedMap] = SelfContainedMap) -> str:
    """Return a document that Folium made of :func:`make_map`'s map with its own files inside.

    Folium numbers its elements at random: here they are counted, so that the same map has
    the same document.
    """
    for number, name in enumerate(dict.fromkeys(_ELEMENT.findall(document))):
        document = document.replace(name, f"{number}")
    for _, name in kind.default_js:
        document = _replace_once(
            document, f'<script src="{name}"></script>', f"<script>{_script(name)}</script>"
        )
    for _, name in kind.default_css:
        document = _replace_once(
            document,
            f'<link rel="stylesheet" href="{name}"/>',
            f"<style>{_style(name)}</style>",
        )
    return document


def _replace_once(document: str, old: str, new: str) -> str:
    if document.count(old) != 1:
        raise RuntimeError(f"Folium's document does not hold {old!r} once")
    return document.replace(old, new)


def _asset(name: str) -> str:
    folder = _ASSETS / "vendor" / _VENDORED[name] if name in _VENDORED else _ASSETS
    return (folder / name).read_text(encoding="utf-8")


def _script(name: str) -> str:
    return _asset(name) if name in _VENDORED else script(f"assets/{name}")


def _style(name: str) -> str:
    style = _embed_images(_asset(name))
    # The colours that it names are those of the table.
    return style_sheet() + style if name == "atlas-map.css" else style


def _embed_images(style: str) -> str:
    """Put the images that a style sheet names into it."""

    def embed(found: re.Match[str]) -> str:
        image = _ASSETS / "vendor" / "leaflet" / "images" / found[1]
        data = base64.b64encode(image.read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{data})"

    return _IMAGE.sub(embed, style)
