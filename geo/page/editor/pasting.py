"""A table of positions that an editor pastes: all rows become places of the draft, or none."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.base.errors import InputError
from geo.base.printable import visible
from geo.base.spelling import in_pinyin
from geo.editing.findings import FoundSite
from geo.editing.pasted import MAX_ROWS, Row, match_rows, parse_rows
from geo.editing.steps import Location, locate, machine_names, place_kind
from geo.model.codes import LOCATION_SOURCES, MAX_UNCERTAINTY_M, PRECISIONS
from geo.page.editor.drawing import is_outside
from geo.page.editor.room import Room
from geo.places.datum import DATUMS

_MAX_CHARACTERS: Final = 20_000
_NAMES_SHOWN: Final = 12
# What rows are taken for where no more is asked.
_PRECISION: Final = "approximate"
_LICENCE: Final = "CC0-1.0"
_OWN: Final = tuple(code for code in LOCATION_SOURCES if code != "within")


def show_paste(room: Room) -> None:
    """Show how positions of several sites are pasted as a table."""
    if said := st.session_state.pop("editor_pasted", None):
        st.warning(said)
    with st.expander(room.say("paste")):
        more = room.ask_more("paste")
        form = st.form(room.key("paste"), border=False, enter_to_submit=False)
    with form:
        text = st.text_area(
            room.say("paste_rows", count=MAX_ROWS),
            key=room.key("paste_rows"),
            height=120,
            max_chars=_MAX_CHARACTERS,
            placeholder=room.say("paste_example"),
        )
        datum = st.radio(
            room.say("paste_datum"),
            list(DATUMS),
            index=None,
            format_func=lambda code: room.say(f"datum_{code}"),
            key=room.key("paste_datum"),
        )
        left, right = st.columns(2)
        kind = left.selectbox(
            room.say("paste_kind"),
            list(_OWN),
            format_func=lambda code: LOCATION_SOURCES[code].label(room.language),
            key=room.key("paste_source"),
        )
        grounds = right.text_input(
            room.say("paste_grounds"), key=room.key("paste_grounds"), max_chars=1000
        )
        precision, licence = _PRECISION, _LICENCE
        if more:
            precision = left.selectbox(
                room.say("paste_precision"),
                list(MAX_UNCERTAINTY_M),
                index=list(MAX_UNCERTAINTY_M).index(_PRECISION),
                format_func=lambda code: PRECISIONS[code].label(room.language),
                key=room.key("paste_precision"),
            )
            licence = right.text_input(
                room.say("paste_licence"), _LICENCE, key=room.key("paste_licence"), max_chars=100
            )
        if not st.form_submit_button(room.say("paste_take"), type="primary"):
            return
        if datum is None:
            st.error(room.say("paste_no_datum"))
            return
        try:
            rows = parse_rows(text, datum)
            matched, unknown = match_rows(rows, room.sites)
        except InputError as error:
            room.refuse(error)
            return
        if not matched:
            st.error(room.say("paste_none", names=_names(unknown)))
            return
        _take(room, matched, unknown, (precision, kind, grounds, licence))


def _take(
    room: Room,
    matched: list[tuple[Row, FoundSite]],
    unknown: list[Row],
    said: tuple[str, str, str, str],
) -> None:
    precision, kind, grounds, licence = said
    steps, outside = [], []
    try:
        for row, site in matched:
            geometry = {"type": "Point", "coordinates": [row.lon, row.lat]}
            if is_outside(room, geometry):
                outside.append(row)
            place = site.place
            names = place.aliases if place else machine_names(site, room.reading)
            location = Location(
                name=site.name,
                name_en=place.name_en if place else in_pinyin(site.name),
                aliases=tuple(name for name in names if name != site.name),
                kind=place_kind(place, site),
                within=place.within if place else None,
                precision=precision,
                uncertainty_m=MAX_UNCERTAINTY_M[precision],
                source_kind=kind,
                source_text=grounds,
                licence=licence.strip(),
                geometry=geometry,
            )
            steps.append(locate(site, location, room.desk.raw_place(site.id, room.draft)))
    except InputError as error:
        room.refuse(error)
        return
    notes = []
    if unknown:
        notes.append(room.say("paste_unknown", names=_names(unknown)))
    if outside:
        name = room.desk.setting.name or ""
        notes.append(room.say("paste_outside", name=name, names=_names(outside)))
    st.session_state["editor_pasted"] = "\n\n".join(notes)
    room.take_all(steps)
    st.session_state.pop("editor_pasted", None)


def _names(rows: list[Row]) -> str:
    shown = "、".join(f"{visible(row.name[:40])}" for row in rows[:_NAMES_SHOWN])
    return shown + ("…" if len(rows) > _NAMES_SHOWN else "")
