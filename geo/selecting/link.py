"""The view as a link: what its query holds, for the page and for the static site alike.

The site's script reads and writes it the same way (``geo/outputs/site/assets/link.js``);
``tests/data/vectors.json`` holds both to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from geo.base.languages import LANGUAGES, Language, choose
from geo.model.atlas import Atlas
from geo.selecting.selection import Selection, parse_numbers

COLOUR_BY_VERDICT: Final = "verdict"
COLOUR_BY_SECTOR: Final = "sector"
# What the map's colours can be by; nothing for stages.
COLOURS: Final = ("", COLOUR_BY_VERDICT, COLOUR_BY_SECTOR)
Position = tuple[float, float, float]
_SHOWN_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class MapView:
    """Where the map stands: latitude, longitude, zoom, and the base map's code.

    ``colour`` is ``verdict`` where its colours say what became of targets; ``year`` is the one by
    whose end it shows how far things had come, 0 for what the report says.
    """

    at: Position | None = None
    basemap: str = ""
    colour: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What a link shows: the selection, the chosen site, the language, and the map."""

    selection: Selection = field(default_factory=Selection)
    site: str | None = None
    language: Language = LANGUAGES[0]
    map: MapView = field(default_factory=MapView)


def in_link(language: Language) -> dict[str, str]:
    """Return what a link says of the language: nothing of the one that it opens in anyway."""
    return {} if language == LANGUAGES[0] else {"lang": language}


def read_link(
    query: Mapping[str, str], atlas: Atlas, basemaps: Collection[str] | None = None
) -> tuple[View, list[str]]:
    """Return the view that a link's query asks for, and what in it is not known.

    ``basemaps`` are the codes of the tile layers that are offered; None where there are none to
    choose from, and a link may name what it likes.
    """
    selection, unknown = Selection.from_query(query, atlas)

    def known(name: str, value: str, is_known: bool) -> str:
        if value and not is_known:
            unknown.append(f"{name}={value[:_SHOWN_MAX]}")
        return value if is_known else ""

    site = known("site", query.get("site", ""), query.get("site") in atlas.by_id)
    at = query.get("at", "")
    position = parse_position(at)
    known("at", at, position is not None)
    base = query.get("base", "")
    basemap = known("base", base, base in basemaps) if basemaps is not None else ""
    colour = query.get("colour", "")
    shown = known("colour", colour, colour in COLOURS)
    year = query.get("year", "")
    is_year = len(year) == 4 and year.isascii() and year.isdigit()
    known("year", year, is_year)
    view = MapView(position, basemap, shown, int(year) if is_year else 0)
    return View(selection, site or None, choose(query.get("lang")), view), unknown


def parse_position(text: str) -> Position | None:
    """Return ``latitude,longitude,zoom`` as numbers, None where they are not sound."""
    numbers = parse_numbers(text, 3)
    if numbers is None:
        return None
    lat, lon, zoom = numbers
    return (lat, lon, zoom) if abs(lat) <= 85 and abs(lon) <= 180 and 3 <= zoom <= 19 else None
