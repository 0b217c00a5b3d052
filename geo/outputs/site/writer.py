"""The static site as formats: ``site``, a folder for a web server, and ``html``, one file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from geo.base.errors import InputError
from geo.model.atlas import Atlas
from geo.outputs.data import geojson
from geo.outputs.site.document import site_document

# The address of a page: a host, perhaps a port, and a path without what a view is said by.
_ADDRESS: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)*(:\d{1,5})?(/[\w.~%-]*)*", re.ASCII)


def write_folder(atlas: Atlas, text: str | None = None, address: str = "") -> Mapping[str, bytes]:
    """Return the files of a folder that any web server shows, and a double click opens.

    ``index.html`` needs none of the others: the atlas stands beside it for programs.
    """
    return {
        "index.html": write_file(atlas, text, address=address),
        "atlas.geojson": geojson.write(atlas, text),
    }


def write_file(atlas: Atlas, text: str | None = None, site: str = "", address: str = "") -> bytes:
    """Return the site as one HTML file.

    ``site`` is the id of the one site that it is to hold, empty for all; ``address`` where it will
    stand on the web, empty where that is not known. Raises :class:`InputError` for either that is
    none.
    """
    if address and not _ADDRESS.fullmatch(address):
        raise InputError("no_public_address", repr(address))
    if site:
        if site not in atlas.by_id:
            raise InputError("no_such_site_among_these", "--site", site=site)
        atlas = atlas.subset({site})
    return site_document(atlas, text, address).encode("utf-8")
