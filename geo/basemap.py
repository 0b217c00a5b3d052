"""The base map that lies under the sites where there are no tiles: ``data/base/*.geojson``.

Each file is a FeatureCollection with a foreign member ``layer`` that names its source,
licence and attribution.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from geo.atlas import Atlas
from geo.errors import InputError
from geo.files import read_text
from geo.paths import DATA

# Drawn in this order; stations are for looking up, not for drawing.
LAYERS: Final = ("outline", "water", "roads", "bridges", "metro", "labels")


def read_basemap(folder: Path = DATA / "base") -> list[dict[str, Any]]:
    """Return the layers that are drawn, from the bottom up.

    Raises :class:`~geo.errors.InputError` for a file that is missing or says no source.
    """
    layers = []
    for name in LAYERS:
        path = folder / f"{name}.geojson"
        text = read_text(path, "base map")
        try:
            layer = json.loads(text)
        except ValueError as error:
            raise InputError(f"not JSON: {error}", path) from error
        about = layer.get("layer") if isinstance(layer, dict) else None
        if not isinstance(about, dict) or not {"source", "licence", "attribution"} <= about.keys():
            raise InputError("the layer does not say source, licence and attribution", path)
        layers.append(layer)
    return layers


def basemap_of(atlas: Atlas, folder: Path = DATA / "base") -> list[dict[str, Any]]:
    """Return the layers of :func:`read_basemap` where the atlas's sites lie on them, else none.

    Where no site is located, the report's place decides: the map of one district says nothing
    about another.
    """
    layers = read_basemap(folder)
    districts = tuple(
        feature
        for layer in layers
        for feature in layer["features"]
        if feature["properties"].get("class") == "district"
    )
    ours, theirs = Atlas({}, districts).bounds, atlas.bounds
    if ours and theirs:
        lies_there = all(ours[i] <= theirs[i + 2] and theirs[i] <= ours[i + 2] for i in (0, 1))
    else:
        place = str(atlas.report.get("place") or "")
        lies_there = any(district["properties"]["name"] in place for district in districts)
    return layers if lies_there else []
