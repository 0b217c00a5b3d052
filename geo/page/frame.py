"""The map in the page: two components, so that a filter change carries a bit set only.

The first holds the map's document and its sites; its message stays the same from run to
run, so that Streamlit sends it once. The second, without a face, says what to show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from importlib.resources import files
from typing import Any

import streamlit as st

from geo.atlas import Atlas
from geo.codes import Language
from geo.mapview import map_document, visible_bits
from geo.page.texts import say

_FRAME_ID = "atlas-map"
_ASSETS = files("geo") / "assets"


@st.cache_resource(show_spinner=False)
def _components() -> tuple[Callable[..., Any], Callable[..., Any]]:
    return (
        st.components.v2.component(
            "atlas_map_frame", js=(_ASSETS / "frame.js").read_text(encoding="utf-8")
        ),
        st.components.v2.component(
            "atlas_map_driver", js=(_ASSETS / "driver.js").read_text(encoding="utf-8")
        ),
    )


def show_map(
    atlas: Atlas,
    payload: dict[str, Any],
    ids: Collection[str],
    selected: str | None,
    language: Language,
) -> str | None:
    """Show the map with just the sites ``ids``; return the id of a site just clicked.

    ``payload`` is :func:`geo.mapview.payload` of the atlas: the same object for the same
    atlas, whatever is chosen.
    """
    frame, driver = _components()
    picked = frame(
        key="map_frame",
        data={
            "id": _FRAME_ID,
            "digest": _digest(payload),
            "document": map_document(),
            "payload": payload,
            "label": say("map_label", "zh"),
            "failed": say("map_failed", "zh") + " " + say("map_failed", "en"),
        },
        on_picked_change=lambda: None,
    ).picked
    driver(
        key="map_driver",
        data={
            "id": _FRAME_ID,
            "view": {
                "visible": visible_bits(atlas, ids),
                "selected": selected,
                "language": language,
            },
        },
        height="content",
    )
    return picked if isinstance(picked, str) and picked in atlas.by_id else None


@st.cache_data(show_spinner=False, max_entries=8)
def _digest(payload: dict[str, Any]) -> str:
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
