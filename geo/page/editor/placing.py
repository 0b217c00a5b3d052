"""The place of a site: drawn on the map or typed, with how well and from what it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from geo.base.errors import InputError
from geo.base.spelling import in_pinyin
from geo.editing.drafts import Feature
from geo.editing.findings import FoundSite
from geo.editing.steps import Location, locate, machine_names, parse_shape, place_kind, shape_text
from geo.model.codes import KINDS, LOCATION_SOURCES, MAX_UNCERTAINTY_M, PRECISIONS
from geo.page.editor.drawing import show_map, warn_outside
from geo.page.editor.room import Room
from geo.places.gazetteer import MIN_ESTIMATE_M

_SHAPES: Final = {"Point": "draw_point", "LineString": "draw_line", "Polygon": "draw_area"}
_LICENCES: Final = ("ODbL-1.0", "CC0-1.0")
_WORDS: Final = (
    "point", "line", "area", "finish", "back", "cancel", "clear", "tools",
    "point_help", "start_help", "go_on_help", "end_help", "crossing",
)  # fmt: skip


def show_place(room: Room, site: FoundSite) -> None:
    """Show the map to draw on and the form of the place."""
    known = room.desk.raw_place(site.id, room.draft)
    kind_key, text_key = room.key("shape_kind"), room.key("shape_text")
    state = st.session_state
    kept_key = room.key("shape_kept")
    if text_key not in state:
        state[kind_key], state[text_key] = shape_text(known["geometry"] if known else None)
    # What no field shows in a run Streamlit forgets.
    state[kept_key] = state.setdefault(kind_key, state.get(kept_key, "Point"))
    if known:
        st.caption(room.say("place_moves"))
        if known["geometry"] and not state[text_key]:
            st.caption(room.say("place_parts"))

    def drawn() -> None:
        message = state[room.key("drawing")].drawn
        geometry = message.get("geometry") if isinstance(message, dict) else None
        try:
            state[kind_key], state[text_key] = shape_text(geometry)
        except (LookupError, TypeError, ValueError):
            return  # no shape that the tools draw

    st.caption(room.say("draw_help"))
    shape = _shape(state[kind_key], state[text_key])
    words = {_camel(word): room.say(f"draw_{word}") for word in _WORDS}
    show_map(room, site, {"geometry": shape, "words": words}, on_drawn_change=drawn)
    warn_outside(room, shape)
    _show_form(room, site, known, kind_key, text_key)


def _shape(kind: str, text: str) -> dict[str, Any] | None:
    try:
        return parse_shape(kind, text)
    except InputError:
        return None


def _camel(word: str) -> str:
    first, *others = word.split("_")
    return first + "".join(map(str.capitalize, others))


def _show_form(
    room: Room, site: FoundSite, known: Feature | None, kind_key: str, text_key: str
) -> None:
    properties: dict[str, Any] = dict(known["properties"]) if known else {}
    source = properties.get("location_source") or {}
    language = room.language
    is_located = properties.get("precision") in MAX_UNCERTAINTY_M
    more = room.ask_more("place")
    # The hint at the key that submits comes and goes, and moves the button from under a click.
    with st.form(room.key("place"), border=False, enter_to_submit=False):
        text = st.text_area(room.say("shape_text"), key=text_key, height=100)
        left, right = st.columns(2)
        precision = left.selectbox(
            room.say("precision"),
            list(PRECISIONS),
            index=list(PRECISIONS).index(_precision(properties)),
            format_func=lambda code: PRECISIONS[code].label(language),
            key=room.key("p_precision"),
        )
        kinds = list(LOCATION_SOURCES)
        source_kind = right.selectbox(
            room.say("place_source"),
            kinds,
            index=kinds.index(source["kind"]) if _is_own(source) else kinds.index("estimate"),
            format_func=lambda code: LOCATION_SOURCES[code].label(language),
            key=room.key("p_source"),
        )
        grounds = st.text_area(
            room.say("place_source_text"),
            room.begun_with("p_grounds", source.get("text", "") if is_located else ""),
            key=room.key("p_grounds"),
            height=80,
        )
        said = Location(
            name=properties.get("name", site.name),
            name_en=properties.get("name_en", in_pinyin(site.name)),
            aliases=tuple(properties.get("aliases", _aliases(room, site))),
            kind=place_kind(site.place, site),
            within=properties.get("within"),
            precision=precision,
            uncertainty_m=_uncertainty(properties, precision),
            source_kind=source_kind,
            source_text=grounds,
            licence=source.get("licence", _LICENCES[0]),
            geometry=None,
            # What stands there speaks of the grounds as they were.
            source_text_en=None if grounds == source.get("text", "") else "",
        )
        if more:
            said = _ask_more(room, site, said, properties, kind_key)
        label = room.say("decide", action=room.say("action_place"))
        if not st.form_submit_button(label, type="primary"):
            return
    try:
        shape = parse_shape(st.session_state[kind_key], text)
        step = locate(site, replace(said, geometry=shape), known)
    except InputError as error:
        room.refuse(error)
        return
    room.take(step)


def _ask_more(
    room: Room, site: FoundSite, said: Location, properties: dict[str, Any], kind_key: str
) -> Location:
    """Show the fields that are asked for rarely; return what they say as well."""
    language = room.language
    source = properties.get("location_source") or {}
    st.radio(
        room.say("shape_kind"),
        list(_SHAPES),
        format_func=lambda code: room.say(_SHAPES[code]),
        horizontal=True,
        key=kind_key,
    )
    left, right = st.columns(2)
    name = left.text_input(room.say("name"), said.name, key=room.key("p_name"))
    name_en = right.text_input(room.say("name_en"), said.name_en, key=room.key("p_en"))
    aliases = st.text_input(
        room.say("place_aliases"), "、".join(said.aliases), key=room.key("p_aliases")
    )
    left, right = st.columns(2)
    kind = left.selectbox(
        room.say("place_kind"),
        list(KINDS),
        index=list(KINDS).index(said.kind),
        format_func=lambda code: KINDS[code].label(language),
        key=room.key("p_kind"),
    )
    areas = {p.id: p.name for p in room.reading.gazetteer.places.values() if p.id != site.id}
    within = right.selectbox(
        room.say("place_within"),
        list(areas),
        index=list(areas).index(said.within) if said.within in areas else None,
        format_func=lambda code: f"{areas[code]} · {code}",
        placeholder="",
        key=room.key("p_within"),
    )
    uncertainty = left.number_input(
        room.say("place_uncertainty"),
        min_value=1.0,
        max_value=float(max(MAX_UNCERTAINTY_M.values())),
        value=float(properties.get("uncertainty_m") or MIN_ESTIMATE_M),
        step=50.0,
        format="%.0f",
        key=room.key("p_uncertainty"),
    )
    licences = list(dict.fromkeys((*_LICENCES, said.licence)))
    licence = right.selectbox(
        room.say("place_licence"),
        licences,
        index=licences.index(said.licence),
        key=room.key("p_licence"),
    )
    is_located = properties.get("precision") in MAX_UNCERTAINTY_M
    grounds_en = st.text_input(
        room.say("place_source_text_en"),
        source.get("text_en", "") if is_located else "",
        key=room.key("p_grounds_en"),
        max_chars=1000,
    )
    region = st.text_input(
        room.say("place_region"),
        properties.get("region", ""),
        key=room.key("p_region"),
        max_chars=12,
    )
    return replace(
        said,
        name=name,
        name_en=name_en,
        aliases=tuple(aliases.split("、")),
        kind=kind,
        within=within,
        uncertainty_m=uncertainty,
        licence=licence,
        source_text_en=grounds_en,
        region=region,
    )


def _uncertainty(properties: dict[str, Any], precision: str) -> float | None:
    """Return how far off a place may lie where no number is asked for.

    As it stands where the precision does; else an estimate's least, as far as the precision
    allows it.
    """
    standing = properties.get("uncertainty_m")
    if standing and precision == properties.get("precision"):
        return float(standing)
    most = MAX_UNCERTAINTY_M.get(precision)
    return None if most is None else float(min(MIN_ESTIMATE_M, most))


def _is_own(source: dict[str, Any]) -> bool:
    """Whether a source speaks of a position of the place's own, not of what contains it."""
    return source.get("kind") in LOCATION_SOURCES and source.get("kind") != "within"


def _precision(properties: dict[str, Any]) -> str:
    precision = str(properties.get("precision", ""))
    return precision if precision in MAX_UNCERTAINTY_M else "approximate"


def _aliases(room: Room, site: FoundSite) -> list[str]:
    return [name for name in machine_names(site, room.reading) if name != site.name]
