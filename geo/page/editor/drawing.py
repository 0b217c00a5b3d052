"""The map of the editor's room: the open atlas, with what is drawn or proposed on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from geo.base.errors import InputError
from geo.editing.findings import FoundSite
from geo.page.editor.listing import component
from geo.page.editor.room import Room
from geo.page.opening import digest
from geo.places.datum import WGS84
from geo.places.gazetteer import parse_geometry, to_metres
from geo.places.region import outline_of
from geo.view.map.basemap import backdrop_of
from geo.view.map.document import drawing_document
from geo.view.map.payload import payload, visible_bits

# So far outside of an outline a place may still be meant to lie within, in metres.
_CLOSE_M: Final = 500.0


def show_map(
    room: Room, site: FoundSite, draw: Mapping[str, Any], **changes: Callable[[], None]
) -> None:
    """Show the map without ``site``, and on it what ``draw`` says (``map/draw.js``).

    ``changes`` are called where the reader has drawn (``on_drawn_change``) or picked a candidate
    (``on_picked_change``).
    """
    data, data_digest = _payload(room)
    atlas = room.opened.atlas
    component("draw")(
        key=room.key("drawing"),
        data={
            "label": room.say("editor_map_label"),
            "digest": data_digest,
            "document": drawing_document(),
            "payload": data,
        },
        **changes,
    )
    # Apart from what is large, so that this stays with the browser.
    others = [f["id"] for f in atlas.features if f["id"] != site.id]
    component("draw-view")(
        key=room.key("drawing_view"),
        data={
            "visible": visible_bits(atlas, others),
            "selected": None,
            "language": room.language,
            "stages": [],
            "basemap": "",
            "at": None,
            "tellBounds": False,
            "draw": dict(draw),
        },
    )


def warn_outside(room: Room, geometry: Mapping[str, Any] | None) -> None:
    """Say so where a shape (GeoJSON, WGS-84) does not lie in the report's place."""
    if geometry is not None and is_outside(room, geometry):
        name = room.desk.setting.name or ""
        st.warning(room.say("place_outside", name=name))


def is_outside(room: Room, geometry: Mapping[str, Any]) -> bool:
    """Whether the middle of a shape cannot lie in the report's place, as far as that is known.

    A region's outline is approximate: what lies close to it may be meant.
    """
    territory, region = room.desk.territory, room.desk.region
    try:
        shape = parse_geometry(geometry, "")
        outline = outline_of(region) if region else None
    except InputError:
        return False
    if shape is None:
        return False
    at = shape.representative_point()
    if outline is not None:
        at, ground = to_metres([at, outline])
        return bool(at.distance(ground) > _CLOSE_M)
    return territory is not None and not territory.may_hold((at.x, at.y))


def _payload(room: Room) -> tuple[dict[str, Any], str]:
    """Return the open atlas for the map, and its digest.

    With tiles in WGS-84 only: positions are read off them.
    """
    kept = st.session_state.get("editor_payload")
    if not kept or kept[0] is not room.opened.atlas:
        data = payload(room.opened.atlas, backdrop_of(room.opened.atlas), room.language)
        data["tiles"] = [layer for layer in data["tiles"] if layer["datum"] == WGS84]
        kept = st.session_state["editor_payload"] = (room.opened.atlas, data, digest(data))
    _, data, data_digest = kept
    return data, data_digest
