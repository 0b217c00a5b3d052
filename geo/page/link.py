"""The view as a link: what the query parameters hold, and what happens when they change.

The page's state stands in the session, the link follows it. The browser writes the link
(``assets/frame.js``): it alone knows where the map stands, and moving the map runs nothing.
A link that the page did not write (opened, the back button, a server that has started again)
goes before the state.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

import streamlit as st

from geo.base.languages import Language, choose
from geo.model.atlas import Atlas
from geo.page import filters
from geo.selecting.link import MapView, in_link, read_link
from geo.selecting.selection import Selection
from geo.view.map.tiles import tile_layers

_QUERY_MAX: Final = 20_000


def choose_language() -> Language:
    """Return the language of the session; on its first run the one that the link asks for.

    To be called before the switch is shown.
    """
    asked = st.session_state.get("language") or st.query_params.get("lang")
    language = choose(asked)
    # Said on every run: the switch of the other page is another widget, and starts blank.
    st.session_state["language"] = language
    return language


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
    view, unknown = read_link(query, atlas, {layer["id"] for layer in tile_layers()})
    filters.fill(view.selection)
    state["site"], state["view"] = view.site, view.map
    if asked is not None:
        state["language"] = view.language
    return unknown


def map_view() -> MapView:
    """Return the map's position and base map that the link asked for, as far as it was sound."""
    view = st.session_state["view"]
    return view if isinstance(view, MapView) else MapView()


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
