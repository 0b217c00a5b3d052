"""The map and the report's text in the page, so that a filter change carries a bit set only.

One component holds the map's document and its sites, another the report's text; their
messages stay the same from run to run, so that Streamlit sends them once. The driver,
without a face, tells both what to show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import streamlit as st

from geo.atlas import Atlas
from geo.codes import STAGES, Language
from geo.datum import GCJ02
from geo.mapview import map_document, shifted, visible_bits
from geo.page import filters
from geo.page.link import MapView
from geo.page.reader import reader_data
from geo.page.texts import say

_FRAME_ID: Final = "atlas-map"
_ASSETS: Final = files("geo") / "assets"


@st.cache_resource(show_spinner=False)
def _component(name: str) -> Any:
    script = (_ASSETS / f"{name}.js").read_text(encoding="utf-8")
    return st.components.v2.component(f"atlas_{name}", js=script)


@dataclass(frozen=True)
class Shown:
    """What the map is to show: sites, the chosen one, the stages filtered by, and where."""

    ids: Collection[str]
    site: str | None
    stages: tuple[str, ...]
    view: MapView


def show_map(atlas: Atlas, payload: dict[str, Any], language: Language) -> None:
    """Show the map's frame; a click on a site makes it the session's site.

    ``payload`` is :func:`geo.mapview.payload` of the atlas: the same object for the same
    atlas, whatever is chosen.
    """
    state = st.session_state

    def picked() -> None:
        _choose(atlas, state["map_frame"].picked)

    def staged() -> None:
        code = state["map_frame"].stage
        if code in STAGES:
            filters.toggle_stage(code)

    def moved() -> None:
        bounds = state["map_frame"].get("bounds")
        if state.get("only_visible") and isinstance(bounds, list):
            state["bounds"] = tuple(bounds)

    _component("frame")(
        key="map_frame",
        data={
            "id": _FRAME_ID,
            "digest": digest(payload),
            "document": map_document(),
            "payload": payload,
            "label": say("map_label", "zh"),
            "failed": say("map_failed", "zh") + " " + say("map_failed", "en"),
        },
        on_picked_change=picked,
        on_stage_change=staged,
        on_bounds_change=moved,
        on_datum_change=lambda: None,
    )
    if state["map_frame"].get("datum") == GCJ02:
        _component("copy")(
            key="map_copy",
            data={"id": _FRAME_ID, "copy": _copy(atlas, digest(payload))},
        )
    st.caption(say("map_help", language))


@st.cache_resource(show_spinner=False, max_entries=4)
def _copy(_atlas: Atlas, atlas_digest: str) -> dict[str, Any]:
    """Return the copy in GCJ-02, made once for the atlas with this digest."""
    del atlas_digest
    return {"datum": GCJ02, "geometries": shifted(_atlas, GCJ02)}


def drive(atlas: Atlas, shown: Shown, language: Language) -> None:
    """Tell the map and the text what to show."""
    _component("driver")(
        key="map_driver",
        data={
            "id": _FRAME_ID,
            "view": {
                "visible": visible_bits(atlas, shown.ids),
                "selected": shown.site,
                "language": language,
                "stages": list(shown.stages),
                "basemap": shown.view.basemap,
                "at": list(shown.view.at) if shown.view.at else None,
                "tellBounds": bool(st.session_state.get("only_visible")),
            },
        },
    )


def show_reader(
    atlas: Atlas, text: str, headings: list[dict[str, Any]], language: Language
) -> None:
    """Show the report's text with its mentions; a click on one makes its site the session's."""
    data = reader_data(atlas, text, headings, language)
    _component("reader")(
        key="reader",
        data=data | {"digest": digest(data)},
        on_picked_change=lambda: _choose(atlas, st.session_state["reader"].picked),
    )


def _choose(atlas: Atlas, site: object) -> None:
    if isinstance(site, str) and site in atlas.by_id:
        st.session_state["site"] = site


@st.cache_data(show_spinner=False, max_entries=16)
def digest(payload: Mapping[str, Any]) -> str:
    """Return a short digest of JSON data."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
