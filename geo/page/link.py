"""The view as a link: what the query parameters hold, and what happens when they change.

The page's state stands in the session; the link follows it. A link that changes without the
page's doing (opened, pasted, the browser's back button) goes before the state. The map's
position is written by the browser itself, so that moving the map runs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.atlas import Atlas
from geo.codes import Language
from geo.page import filters
from geo.selection import Selection
from geo.tiles import tile_layers

# Written by the browser; the page hands them on.
_OF_THE_MAP: Final = ("at", "base")
_LINK_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class MapView:
    """Where the map stands: latitude, longitude, zoom, and the base map's code."""

    at: tuple[float, float, float] | None
    basemap: str


def choose_language() -> Language:
    """Return the language of the session; on its first run the one that the link asks for.

    To be called before the switch is shown.
    """
    asked = st.session_state.get("language") or st.query_params.get("lang")
    language: Language = "en" if asked == "en" else "zh"
    # Said on every run: the switch of the other page is another widget, and starts blank.
    st.session_state["language"] = language
    return language


def follow(atlas: Atlas) -> list[str]:
    """Take filters and site from a link that the page did not write; return what is unknown."""
    query = _query()
    state = st.session_state
    is_own = "link" in state and (query == state["link"] or _choice() != state.get("choice"))
    if is_own:
        return []
    selection, unknown = Selection.from_query(query, atlas)
    filters.fill(selection)
    asked = query.get("site")
    state["site"] = asked if asked in atlas.by_id else None
    if asked and asked not in atlas.by_id:
        unknown.append(f"site={asked[:_LINK_MAX]}")
    if "link" in state:
        state["language"] = "en" if query.get("lang") == "en" else "zh"
    if not _is_sound(st.query_params.get("at"), st.query_params.get("base")):
        unknown.append("at, base")
    return unknown


def map_view() -> MapView:
    """Return the map's position and base map that the link asks for, as far as it is sound."""
    base = st.query_params.get("base", "")
    known = {layer["id"] for layer in tile_layers()}
    return MapView(parse_position(st.query_params.get("at", "")), base if base in known else "")


def parse_position(text: str) -> tuple[float, float, float] | None:
    """Return ``latitude,longitude,zoom`` as numbers, None where they are not sound."""
    try:
        lat, lon, zoom = (float(part) for part in text[:_LINK_MAX].split(","))
    except ValueError:
        return None
    is_sound = all(map(math.isfinite, (lat, lon, zoom)))
    inside = abs(lat) <= 85 and abs(lon) <= 180 and 3 <= zoom <= 19
    return (lat, lon, zoom) if is_sound and inside else None


def remember(selection: Selection, language: Language) -> None:
    """Write the view into the link."""
    query = selection.to_query()
    if site := st.session_state.get("site"):
        query["site"] = site
    if language == "en":
        query["lang"] = language
    st.session_state["link"] = query
    st.session_state["choice"] = _choice()
    if _query() != query:
        kept = {name: st.query_params[name] for name in _OF_THE_MAP if name in st.query_params}
        st.query_params.from_dict(query | kept)


def _query() -> dict[str, str]:
    return {name: value for name, value in st.query_params.items() if name not in _OF_THE_MAP}


def _choice() -> tuple[Any, ...]:
    state: Mapping[Any, Any] = st.session_state
    return (filters.chosen(), state.get("site"), state.get("language"))


def _is_sound(at: str | None, base: str | None) -> bool:
    known = {layer["id"] for layer in tile_layers()}
    return (not at or parse_position(at) is not None) and (not base or base in known)
