"""The static site as formats: ``site``, a folder for a web server, and ``html``, one file."""

from __future__ import annotations

from collections.abc import Mapping

from geo.model.atlas import Atlas
from geo.outputs.data import geojson
from geo.outputs.site.document import site_document


def write_folder(atlas: Atlas, text: str | None = None) -> Mapping[str, bytes]:
    """Return the files of a folder that any web server shows, and a double click opens.

    ``index.html`` needs none of the others: the atlas stands beside it for programs.
    """
    return {
        "index.html": write_file(atlas, text),
        "atlas.geojson": geojson.write(atlas, text),
    }


def write_file(atlas: Atlas, text: str | None = None) -> bytes:
    """Return the site as one HTML file."""
    return site_document(atlas, text).encode("utf-8")
