"""Candidates for a site's place, side by side on the map and in a list: accept, reject, next."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from geo.base.errors import InputError
from geo.base.printable import visible
from geo.base.spelling import in_pinyin
from geo.editing.candidates import (
    MAX_BYTES,
    key_of,
    local_candidates,
    location_of,
    may_keep,
    vague_sites,
)
from geo.editing.findings import FoundSite
from geo.editing.site_proposals import online_candidates, region_around
from geo.editing.steps import locate
from geo.jobs.protocol import Task
from geo.model.atlas import Feature
from geo.model.codes import PRECISIONS
from geo.page import reading, sharing, uploads
from geo.page.editor.drawing import is_outside, show_map
from geo.page.editor.room import Room
from geo.page.markdown import plain
from geo.places.geocoders.asking import notices_of, open_services
from geo.places.geocoders.services import configured

_MOST_SHOWN: Final = 20
_SERVICES: Final = "editor_services"
_HOWS: Final = frozenset(("name", "core", "works", "phase", "stop", "spelling", "part", "other"))


def show_candidates(room: Room, site: FoundSite) -> None:
    """Show the candidates for a site's place, and what can be done with them."""
    words = st.text_input(
        room.say("candidate_words"), site.name, key=room.key("candidate_words"), max_chars=60
    ).strip()
    found = [*_brought(room, site), *_local(room, site, words), *_online(room, site, words)]
    found = list({key_of(each): each for each in found}.values())
    rejected = _rejected(room)
    shown = [c for c in found if (site.id, key_of(c)) not in rejected][:_MOST_SHOWN]
    chosen = st.session_state.get(room.key("candidate"))

    def picked() -> None:
        number = st.session_state[room.key("drawing")].picked
        if isinstance(number, int) and 0 < number <= len(shown):
            st.session_state[room.key("candidate")] = key_of(shown[number - 1])

    if not shown:
        st.info(room.say("candidates_none"))
    else:
        st.caption(room.say("candidates_help"))
        on_map = [_on_map(n, each, chosen) for n, each in enumerate(shown, 1)]
        show_map(room, site, {"geometry": None, "candidates": on_map}, on_picked_change=picked)
        for number, each in enumerate(shown, 1):
            _show_one(room, site, number, each, is_chosen=key_of(each) == chosen)
    if hidden := len(found) - len(shown):
        st.button(
            room.say("candidates_back", count=hidden),
            key=room.key("candidates_back"),
            on_click=lambda: _forget_rejected(room, site),
        )
    _show_next(room, site)
    _show_load(room)


def _on_map(number: int, candidate: dict[str, Any], chosen: object) -> dict[str, Any]:
    said = candidate["properties"]
    return {
        "number": number,
        "label": f"{number} {visible(str(said['candidate']))}",
        "at": [said["lon"], said["lat"]],
        "geometry": candidate["geometry"],
        "isChosen": key_of(candidate) == chosen,
        "isKept": may_keep(candidate),
    }


def _show_one(
    room: Room, site: FoundSite, number: int, candidate: dict[str, Any], *, is_chosen: bool
) -> None:
    said = candidate["properties"]
    lines = [_how(room, said), _distance(room, said), _offer(room, said)]
    terms = str(said["terms"] or room.say("candidate_no_terms"))
    about, accept, reject = st.columns([4, 1.1, 1.1], vertical_alignment="center")
    about.html(
        f"<div class='candidate{' is-chosen' if is_chosen else ''}' data-candidate='{number}'>"
        f"<b>{number}. {escape(visible(str(said['candidate'])))}</b>"
        f"<span>{escape(' · '.join(filter(None, lines)))}</span>"
        f"<small>{escape(visible(room.say('candidate_source', source=_source(room, said))))} · "
        f"{escape(visible(terms))}</small></div>"
    )
    if is_outside(room, candidate["geometry"]):
        about.caption(room.say("place_outside", name=room.desk.setting.name or ""))
    if not may_keep(candidate):
        why = "candidate_unit" if said["source"] == "units" else "candidate_not_kept"
        about.caption(room.say(why))
    elif accept.button(
        room.say("candidate_accept"),
        key=room.key(f"accept:{key_of(candidate)}"),
        help=room.say("candidate_accept_long", number=number),
        width="stretch",
    ):
        _accept(room, site, candidate)
    if reject.button(
        room.say("candidate_reject"),
        key=room.key(f"reject:{key_of(candidate)}"),
        help=room.say("candidate_reject_long", number=number),
        width="stretch",
    ):
        _rejected(room).add((site.id, key_of(candidate)))
        st.rerun()


def _accept(room: Room, site: FoundSite, candidate: dict[str, Any]) -> None:
    known = room.desk.raw_place(site.id, room.draft)
    try:
        location = location_of(site, room.reading, candidate, in_pinyin(site.name))
        step = locate(site, location, known)
    except InputError as error:
        room.refuse(error)
        return
    room.take(step)


def _source(room: Room, said: dict[str, Any]) -> str:
    if said["source"] in {"gazetteer", "units"}:
        return room.say(f"source_{said['source']}")
    return str(said["source"])


def _how(room: Room, said: dict[str, Any]) -> str:
    how = str(said["how"])
    return room.say(f"how_{how}") if how in _HOWS else how


def _distance(room: Room, said: dict[str, Any]) -> str:
    metres = said["distance_m"]
    if metres is None:
        return ""
    return room.say("candidate_distance", km=f"{metres / 1000:.1f}")


def _offer(room: Room, said: dict[str, Any]) -> str:
    precision = PRECISIONS.get(str(said["offers"]))
    return precision.label(room.language) if precision else ""


def _local(room: Room, site: FoundSite, words: str) -> list[dict[str, Any]]:
    if not words:
        return []
    try:
        return local_candidates(room.desk, room.reading, _feature(room, site), words)
    except InputError as error:
        st.error(room.say("own_places_broken"))
        st.text(error.sentence(room.language))
        return []


def _feature(room: Room, site: FoundSite) -> Feature:
    """Return a site as the open atlas has it, or as one of which nothing is known."""
    about = {"id": site.id, "name": site.name, "precision": "none", "region": None}
    return room.opened.atlas.by_id.get(site.id) or {"id": site.id, "properties": about}


def _online(room: Room, site: FoundSite, words: str) -> list[dict[str, Any]]:
    """Offer the services that are set up; return what the chosen one has answered."""
    services = configured() if sharing.is_own() else []
    answers: dict[tuple[str, str, str], list[dict[str, Any]]]
    answers = st.session_state.setdefault(f"{_SERVICES}_answers", {})
    unit, territory = room.desk.setting.unit, room.desk.territory
    if services and unit is not None and territory is not None:
        service = st.selectbox(
            room.say("candidate_service"),
            services,
            format_func=lambda name: room.say(f"service_{name}"),
            key=room.key("service"),
        )
        st.caption(room.say(f"terms_{service}"))
        if st.button(room.say("candidate_ask"), key=room.key("ask")) and words:
            with st.spinner(room.say("candidate_asking")):
                try:
                    region = region_around(unit, territory)
                    with open_services(service, region) as (opened,):
                        named, missing = online_candidates(
                            _feature(room, site), opened, unit, territory, words
                        )
                        notices = notices_of([opened])
                except InputError as error:
                    st.warning(plain(error.sentence(room.language)))
                    return []
            answers[site.id, service, words] = named
            for said in [*(row["message"] for row in missing), *notices]:
                st.caption(plain(f"{room.say(f'service_{service}')}: {said}"))
    found = ((key, named) for key, named in answers.items() if key[0] == site.id)
    return [each for (_, _, asked), named in found if asked == words for each in named]


def _brought(room: Room, site: FoundSite) -> list[dict[str, Any]]:
    brought = st.session_state.get("editor_candidates")
    if not brought or brought[0] != room.report.sha256:
        return []
    return [each for each in brought[1] if each["properties"]["site"] == site.id]


def _rejected(room: Room) -> set[tuple[str, str]]:
    rejected: dict[str, set[tuple[str, str]]]
    rejected = st.session_state.setdefault("editor_rejected", {})
    return rejected.setdefault(room.report.sha256, set())


def _forget_rejected(room: Room, site: FoundSite) -> None:
    rejected = _rejected(room)
    rejected -= {each for each in rejected if each[0] == site.id}


def _show_next(room: Room, site: FoundSite) -> None:
    """Offer the next site that is known to its county or city only, and has no place yet."""
    waiting = vague_sites(room.sites)
    later = [each for each in waiting if each != site.id and each not in room.draft.features]
    order = {each.id: number for number, each in enumerate(room.sites)}
    behind = [each for each in later if order[each] > order.get(site.id, -1)]
    following = next(iter(behind or later), None)
    st.caption(room.say("candidates_left", count=len(later)))

    def go() -> None:
        st.session_state["editor_pick"] = f"{following}|"

    st.button(
        room.say("candidate_next"),
        key=room.key("next"),
        on_click=go,
        disabled=following is None,
        width="stretch",
    )


def _show_load(room: Room) -> None:
    state = st.session_state
    with st.expander(room.say("candidates_load")):
        st.caption(room.say("candidates_load_help"))
        file = st.file_uploader(
            room.say("candidates_load"),
            key=f"editor_candidates_{state.get('editor_candidates_round', 0)}",
            max_upload_size=MAX_BYTES // 10**6,
            label_visibility="collapsed",
        )
        if said := state.pop("editor_candidates_said", ""):
            st.text(said)
        if file is None:
            return
        raw, name = file.getvalue(), file.name[-200:]
        uploads.forget(file)
        state["editor_candidates_round"] = state.get("editor_candidates_round", 0) + 1
        task = Task("candidates", raw, {"name": name, "sha256": room.report.sha256})
        try:
            result = reading.await_result(task, room.language)
            found = list(result.get("candidates") or ())
            state["editor_candidates"] = (room.report.sha256, found)
            sites = len({each["properties"]["site"] for each in found})
            state["editor_candidates_said"] = room.say(
                "candidates_loaded", count=len(found), sites=sites
            )
        except InputError as error:
            state["editor_candidates_said"] = error.sentence(room.language)
        st.rerun()
