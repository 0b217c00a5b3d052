"""The static site as formats: ``site``, a folder for a web server, and ``html``, one file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from geo.base.errors import InputError
from geo.model.atlas import Atlas
from geo.outputs.data import geojson
from geo.outputs.site.beside import ATLAS, Beside
from geo.outputs.site.document import site_document
from geo.selecting.changed import Changed
from geo.view.correcting import check_mail

# The address of a page: a host, perhaps a port, and a path without what a view is said by.
_ADDRESS: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)*(:\d{1,5})?(/[\w.~%-]*)*", re.ASCII)
# What an address may have behind that of the folder.
_INDEX: Final = re.compile(r"/(index\.html)?$")


def write_folder(
    atlas: Atlas,
    text: str | None = None,
    address: str = "",
    mail: str = "",
    changed: Changed | None = None,
) -> Mapping[str, bytes]:
    """Return the files of a folder that any web server shows, and a double click opens.

    ``index.html`` needs none of the others: atlas, sites and feeds stand beside it for programs.
    ``address`` is where it will stand on the web, empty where that is not known; ``changed`` what
    the atlas's builds changed, None without a log; ``mail`` whom readers may write to about
    errors, empty for nobody. Raises :class:`InputError` where either address is none.
    """
    _check(address, mail)
    beside = Beside(atlas, text, changed, _INDEX.sub("", address))
    return {
        "index.html": site_document(atlas, text, address, beside.head(), mail).encode("utf-8"),
        ATLAS: geojson.write(atlas, text),
        **beside.files(),
    }


def write_file(
    atlas: Atlas, text: str | None = None, site: str = "", address: str = "", mail: str = ""
) -> bytes:
    """Return the site as one HTML file.

    ``site`` is the id of the one site that it is to hold, empty for all; ``address`` where it will
    stand on the web, empty where that is not known; ``mail`` whom readers may write to about
    errors, empty for nobody. Raises :class:`InputError` for one of these that is none.
    """
    _check(address, mail)
    if site:
        if site not in atlas.by_id:
            raise InputError("no_such_site_among_these", "--site", site=site)
        atlas = atlas.subset({site})
    return site_document(atlas, text, address, mail=mail).encode("utf-8")


def _check(address: str, mail: str) -> None:
    if mail:
        check_mail(mail, "--mail")
    if address and not _ADDRESS.fullmatch(address):
        raise InputError("no_public_address", repr(address))
