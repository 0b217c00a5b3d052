"""The view as a link: what the query parameters hold, and what happens when they change.

The page's state stands in the session, the link follows it. The browser writes the link
(``assets/frame.js``): it alone knows where the map stands, and moving the map runs nothing.
A link that the page did not write (opened, the back button, a server that has started again)
goes before the state.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import streamlit as st

from geo.base.languages import LANGUAGES, Language, choose
from geo.model.atlas import Atlas
from geo.page import filters
from geo.selecting.selection import Selection
from geo.view.map.tiles import tile_layers

COLOUR_BY_VERDICT: Final = "verdict"
_LINK_MAX: Final = 40
_QUERY_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class MapView:
    """Where the map stands: latitude, longitude, zoom, and the base map's code.

    ``colour`` is ``verdict`` where its colours say what became of targets; ``year`` is the one by
    whose end it shows how far things had come, 0 for what the report says.
    """

    at: tuple[float, float, float] | None = None
    basemap: str = ""
    colour: str = ""
    year: int = 0


def choose_language() -> Language:
    """Return the language of the session; on its first run the one that the link asks for.

    To be called before the switch is shown.
    """
    asked = st.session_state.get("language") or st.query_params.get("lang")
    language = choose(asked)
    # Said on every run: the switch of the other page is another widget, and starts blank.
    st.session_state["language"] = language
    return language


def in_link(language: Language) -> dict[str, str]:
    """Return what a link says of the language: nothing of the one that it opens in anyway."""
    return {} if language == LANGUAGES[0] else {"lang": language}


def ask(search: str) -> None:
    """Let the next run follow the query that stands in the browser's address."""
    st.session_state["asked"] = search


def follow(atlas: Atlas) -> list[str]:
    """Take filters and site from a link that the page did not write; return what is unknown."""
    state = st.session_state
    asked = state.pop("asked", None)
    if asked is None and "link" in state:
        return []
    query = (
        dict(st.query_params)
        if asked is None
        else dict(parse_qsl(str(asked)[:_QUERY_MAX].removeprefix("?")))
    )
    selection, unknown = Selection.from_query(query, atlas)
    filters.fill(selection)
    site = query.get("site")
    state["site"] = site if site in atlas.by_id else None
    if site and site not in atlas.by_id:
        unknown.append(f"site={site[:_LINK_MAX]}")
    if asked is not None:
        state["language"] = choose(query.get("lang"))
    at, base = query.get("at", ""), query.get("base", "")
    position = parse_position(at)
    known = {layer["id"] for layer in tile_layers()}
    colour, year = query.get("colour", ""), _parse_year(query.get("year", ""))
    shown = COLOUR_BY_VERDICT if colour == COLOUR_BY_VERDICT else ""
    state["view"] = MapView(position, base if base in known else "", shown, year or 0)
    if (at and position is None) or (base and base not in known):
        unknown.append("at, base")
    if colour != shown:
        unknown.append(f"colour={colour[:_LINK_MAX]}")
    if year is None:
        unknown.append(f"year={query['year'][:_LINK_MAX]}")
    return unknown


def map_view() -> MapView:
    """Return the map's position and base map that the link asked for, as far as it was sound."""
    view = st.session_state["view"]
    return view if isinstance(view, MapView) else MapView()


def parse_position(text: str) -> tuple[float, float, float] | None:
    """Return ``latitude,longitude,zoom`` as numbers, None where they are not sound."""
    try:
        lat, lon, zoom = (float(part) for part in text[:_LINK_MAX].split(","))
    except ValueError:
        return None
    is_sound = all(map(math.isfinite, (lat, lon, zoom)))
    inside = abs(lat) <= 85 and abs(lon) <= 180 and 3 <= zoom <= 19
    return (lat, lon, zoom) if is_sound and inside else None


def _parse_year(text: str) -> int | None:
    """Return the year that a link asks for, 0 where it asks for none, None where it is none."""
    if not text:
        return 0
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


def remember(selection: Selection, site: str | None, language: Language) -> dict[str, str]:
    """Return the view as query parameters, without what the browser adds of the map.

    It stays in the session until another of its pages takes it as the way back.
    """
    query = selection.to_query()
    if site:
        query["site"] = site
    query |= in_link(language)
    st.session_state["link"] = query
    return query
