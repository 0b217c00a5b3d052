"""What the same process serves beside the page, as far as the page offers it to its reader."""

from __future__ import annotations

from pathlib import Path

from geo.base.errors import InputError
from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.page.opening import Opened
from geo.selecting.selection import Selection
from geo.serving.addresses import address, feed_address, language_asked
from geo.serving.embeds import EMBED, SIZE, frame
from geo.serving.published import Publications, Published

# Set by the server before the page runs; a host that runs the page alone sets nothing.
_served: list[tuple[Publications, Path, str]] = []


def announce(publications: Publications, shown: Path, public: str = "") -> None:
    """Say that these are served beside the page, which shows the atlas of the file ``shown``.

    ``public`` is the public address, empty where none is known.
    """
    _served[:] = [(publications, shown.absolute(), public)]


def _published_of(opened: Opened) -> Published | None:
    """Return what is published of the atlas that is open, None where it is not.

    What a reader has uploaded never is.
    """
    if opened.is_own or not _served:
        return None
    publications, shown, _ = _served[0]
    try:
        atlases = publications.read().atlases
    except InputError:
        return None
    return next((each for each in atlases if each.path == shown), None)


def feed_of(opened: Opened, selection: Selection, language: Language) -> str:
    """Return the address of the feed of what is chosen, from the server's root.

    Empty where it is not published.
    """
    published = _published_of(opened)
    return feed_address("", published.id, language, selection.to_query()) if published else ""


def embed_of(opened: Opened, site: str, language: Language) -> str:
    """Return the code to embed a site; empty where it is not published.

    It names the public address where there is one, else starts from the server's root.
    """
    published = _published_of(opened)
    if published is None or site not in published.atlas.by_id:
        return ""
    site_of = published.atlas.by_id[site]["properties"]
    name = visible(str(site_of[about(language).names] or site_of["name"]))
    href = address(_served[0][2], EMBED, published.address_of(site), query=language_asked(language))
    return frame(href, name, SIZE)
