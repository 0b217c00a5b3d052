"""KML, for Google Earth and map apps."""

from __future__ import annotations

from geo.atlas import Atlas
from geo.exports.geopackage import by_pyogrio


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return a KML of the located sites, named in Chinese."""
    located = atlas.subset({f["id"] for f in atlas.features if f["geometry"]})
    return by_pyogrio(located, text, "KML", ".kml")
