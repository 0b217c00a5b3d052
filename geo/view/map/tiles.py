"""The tile layers that a reader with a network can choose, and the datum that each is in.

Keys of services that want one come from the environment: ``GEO_CARTO_KEY``,
``GEO_TIANDITU_KEY``. A layer whose key is missing is not offered. A key reaches the reader's
browser with the tile addresses, as those services mean it to.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from xyzservices import TileProvider, providers

from geo.base.languages import Code
from geo.places.datum import GCJ02, WGS84

# https://lbs.tianditu.gov.cn/server/MapService.html: the _w layers are in Web Mercator, WGS-84.
_TIANDITU: Final = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)


def tile_layers(environment: Mapping[str, str] = os.environ) -> list[dict[str, Any]]:
    """Return the layers as the map wants them: ``id``, labels, ``urls``, ``datum``, options."""
    osm, esri = providers.OpenStreetMap.Mapnik, providers.Esri.WorldImagery
    gaode = providers.Gaode.Normal
    layers = [
        _layer("osm", [osm.build_url()], osm),
        _layer("esri", [esri.build_url()], esri),
        _layer(
            "gaode",
            [gaode.build_url().replace("http://", "https://")],
            gaode,
            GCJ02,
        ),
    ]
    if key := environment.get("GEO_CARTO_KEY"):
        carto = providers.CartoDB.Positron(apikey=key)
        layers.append(_layer("carto", [carto.build_url()], carto))
    if key := environment.get("GEO_TIANDITU_KEY"):
        about = TileProvider(
            name="Tianditu", url="", attribution="© 天地图", max_zoom=18, subdomains="01234567"
        )
        urls = [_TIANDITU.format(layer=layer, key=key) for layer in ("vec", "cva")]
        layers.append(_layer("tianditu", urls, about))
    return layers


def _layer(code: str, urls: list[str], about: TileProvider, datum: str = WGS84) -> dict[str, Any]:
    return {
        "id": code,
        "labels": Code(code, "tile").labels,
        "urls": urls,
        "datum": datum,
        "options": {
            "maxZoom": int(about.get("max_zoom", 18)),
            "attribution": about.get("html_attribution", about.get("attribution")),
            "subdomains": about.get("subdomains", "abc"),
        },
    }
