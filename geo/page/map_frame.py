"""The map and the report's text in the page, so that a filter change carries a bit set only.

One component holds the map's document and its sites, another the report's text. Each is
handed its data once and says so if it has lost it; Streamlit would serialise and hash them
again in each run. The driver, without a face, tells both what to show.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

import streamlit as st

from geo.base.languages import LANGUAGES, Language, about, in_each, table
from geo.model.atlas import Atlas
from geo.model.codes import SECTORS, STAGES, VERDICTS
from geo.page import filters, link
from geo.page.opening import Opened
from geo.places.datum import GCJ02
from geo.selecting.link import MapView
from geo.selecting.selection import Matches
from geo.view.map.document import map_document
from geo.view.map.finding import finder_texts
from geo.view.map.many_sites import DETAILS_MAX, details, is_crowd, number_of, site_at
from geo.view.map.payload import bits_of, shifted
from geo.view.panel import ROWS_MAX, overview, rows
from geo.view.scripts import module
from geo.view.texts import say
from geo.view.transcript import reader_data

_FRAME_ID: Final = "atlas-map"
# Seconds by which a map of other sites goes before the rest: till then it is painted.
_HEAD_START: Final = 0.1
_ASSETS: Final = files("geo") / "assets"
_OF_FIELD: Final = ("search", "search_placeholder", "near_me", "near_me_help", "colon")


@st.cache_resource(show_spinner=False)
def _component(name: str, *, is_styled: bool = False) -> Any:
    style = (_ASSETS / f"{name}.css").read_text(encoding="utf-8") if is_styled else None
    return st.components.v2.component(f"atlas_{name}", js=module(f"assets/{name}.js"), css=style)


def _once(name: str, digest: str, data: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``digest`` alone, or with the data where the browser was not yet handed them.

    A run that the next click ends may have brought them to nobody. ``round`` is another then,
    so that the component is called and can say that it still lacks them.
    """
    given = st.session_state.setdefault("given", {})
    told = {"digest": digest, "round": st.session_state.get("rounds", {}).get(name, 0)}
    if given.get(name) == digest:
        return told
    given[name] = digest
    return told | {"data": dict(data())}


def forget(name: str) -> None:
    """Hand a component its data again: it says that it lost them, or it is no longer shown."""
    st.session_state.get("given", {}).pop(name, None)
    rounds = st.session_state.setdefault("rounds", {})
    rounds[name] = rounds.get(name, 0) + 1


@dataclass(frozen=True)
class Shown:
    """What the map is to show: sites, the chosen one, what is filtered by, where; and the link."""

    matches: Matches
    site: str | None
    stages: tuple[str, ...]
    verdicts: tuple[str, ...]
    sectors: tuple[str, ...]
    view: MapView
    query: Mapping[str, str]


def show_map(opened: Opened, language: Language) -> None:
    """Show the map's frame; a click on a site makes it the session's site."""
    state = st.session_state
    atlas = opened.atlas

    def picked() -> None:
        _choose(atlas, state["map_frame"].picked)

    def staged() -> None:
        code = state["map_frame"].stage
        if code in STAGES:
            filters.toggle("stage", code)

    def judged() -> None:
        code = state["map_frame"].verdict
        if code in VERDICTS:
            filters.toggle("verdict", code)

    def sorted_by_sector() -> None:
        code = state["map_frame"].sector
        if code in SECTORS:
            filters.toggle("sector", code)

    def asked_details() -> None:
        numbers = state["map_frame"].details
        if isinstance(numbers, list) and all(isinstance(n, int) for n in numbers):
            state["details"] = numbers[:DETAILS_MAX]
            forget("details")

    def moved() -> None:
        bounds = state["map_frame"].get("bounds")
        if state.get("only_visible") and isinstance(bounds, list):
            state["bounds"] = tuple(bounds)

    result = _component("frame")(
        key="map_frame",
        data={
            "id": _FRAME_ID,
            "label": say("map_label", LANGUAGES[0]),
            "skip": say("skip_map", language),
            "failed": " ".join(say("map_failed", each) for each in LANGUAGES),
        }
        | _once(
            "frame",
            opened.digest,
            lambda: {"document": map_document(), "payload": opened.payload},
        ),
        on_picked_change=picked,
        on_stage_change=staged,
        on_verdict_change=judged,
        on_sector_change=sorted_by_sector,
        on_bounds_change=moved,
        on_datum_change=lambda: None,
        on_lost_change=lambda: forget("frame"),
        on_asked_change=lambda: None,
        on_details_change=asked_details,
    )
    if numbers := state.get("details"):
        _component("details")(
            key="map_details",
            data={"id": _FRAME_ID}
            | _once(
                "details",
                f"{opened.digest}-{numbers}",
                lambda: {"sites": details(atlas, numbers)},
            ),
        )
    if isinstance(result.asked, str):
        # A server that has just started knows no callback yet: so not in one.
        link.ask(result.asked)
        st.rerun()
    if state["map_frame"].get("datum") == GCJ02:
        _component("copy")(
            key="map_copy",
            data={"id": _FRAME_ID}
            | _once(
                "copy",
                opened.digest,
                lambda: {"datum": GCJ02, "geometries": shifted(atlas, GCJ02)},
            ),
        )


def drive(shown: Shown, language: Language) -> None:
    """Tell the map and the text what to show; other sites before all else of the page.

    The browser lays out together what comes together: on its own the map's change is painted
    in half the time, and what stands around the map comes a moment later.
    """
    state = st.session_state
    whole = shown.matches.whole
    view = {
        "visible": bits_of(shown.matches.mask),
        "selected": number_of(whole, shown.site) if is_crowd(whole) else shown.site,
        "language": language,
        "stages": list(shown.stages),
        "verdicts": list(shown.verdicts),
        "sectors": list(shown.sectors),
        "basemap": shown.view.basemap,
        "colour": shown.view.colour,
        "year": shown.view.year or None,
        "at": list(shown.view.at) if shown.view.at else None,
        "tellBounds": bool(state.get("only_visible")),
    }
    _component("driver")(
        key="driver",
        data={
            "id": _FRAME_ID,
            "query": dict(shown.query),
            # What goes without saying is not said: this goes over with each change.
            "view": {name: value for name, value in view.items() if value not in (None, [], "")},
        },
    )
    if state.get("driven") not in {None, view["visible"]}:
        time.sleep(_HEAD_START)
    state["driven"] = view["visible"]


def show_share(query: Mapping[str, str], language: Language, embed: str = "") -> None:
    """Show a button that copies the link with these query parameters.

    ``embed`` is the code to embed the site: a second button copies it.
    """
    data = {"label": say("copy_link", language), "done": say("copied", language)}
    offered = {"embed": {"label": say("copy_embed", language), "code": embed}} if embed else {}
    _component("share")(key="share", data=data | {"query": dict(query)} | offered)


def show_component(name: str, data: Mapping[str, Any]) -> None:
    """Show the component of ``geo/assets/<name>.js``, which says nothing back."""
    _component(name)(key=name, data=dict(data))


def tell_height() -> None:
    """Let the page around an embedded one hear which height would do."""
    _component("embed")(key="embed", data={})


def speak(language: Language) -> None:
    """Mark the document with its language, and let Streamlit's own parts say theirs in it."""
    _component("wording")(
        key="wording",
        data={"language": language, "tag": about(language).tag, "texts": in_each("streamlit")},
    )


def show_reader(opened: Opened, language: Language) -> None:
    """Show the report's text with its mentions; a click on one makes its site the session's.

    ``opened`` must have a text.
    """
    text = opened.text or ""
    _component("reader")(
        key="reader",
        data=_once(
            "reader",
            f"{opened.digest}-{language}",
            lambda: reader_data(opened.atlas, text, opened.headings, language),
        ),
        on_picked_change=lambda: _choose(opened.atlas, st.session_state["reader"].picked),
        on_lost_change=lambda: forget("reader"),
    )


def show_panel(opened: Opened, language: Language) -> None:
    """Show what the report is, or what the filters find; a click on a site chooses it.

    The browser asks for the rows that it lacks, so that no filter sends them twice.
    """
    state, atlas = st.session_state, opened.atlas
    texts = {
        key: said
        for key, said in table("page", language).items()
        if key.startswith(("panel", "near_"))
    }

    def asked() -> None:
        numbers = state["panel"].asked
        if isinstance(numbers, list) and all(isinstance(n, int) for n in numbers):
            state["rows"] = numbers[:ROWS_MAX]
            forget("rows")

    def staged() -> None:
        if state["panel"].stage in STAGES:
            filters.toggle("stage", state["panel"].stage)

    told = _once(
        "panel",
        f"{opened.digest}-{language}",
        lambda: overview(atlas, language) | {"texts": texts},
    )
    data: dict[str, Any] = {"id": _FRAME_ID, **told}
    if numbers := state.get("rows"):
        data["rows"] = _once(
            "rows",
            f"{opened.digest}-{language}-{hash(tuple(numbers))}",
            lambda: {"rows": rows(atlas, opened.text, numbers, language)},
        )
    _component("panel", is_styled=True)(
        key="panel",
        data=data,
        on_picked_change=lambda: _choose(atlas, state["panel"].picked),
        on_stage_change=staged,
        on_asked_change=asked,
        on_lost_change=lambda: forget("panel"),
    )


def show_finder(opened: Opened, language: Language) -> None:
    """Show the field to find by; what finds comes where a reader first uses it, or a link does.

    What goes over with each run stays the same, so that Streamlit sends it once. A site, a sector
    or a stage that is chosen there comes back by the map's frame.
    """
    state = st.session_state

    def asked() -> None:
        state["finder_asked"] = True
        forget("learn")

    texts = finder_texts(language)
    with st.container(key="finder", gap=None):
        _component("find")(
            key="find",
            data={"texts": {key: texts[key] for key in _OF_FIELD}},
            on_asked_change=asked,
            on_text_change=lambda: filters.search(state["find"].text),
        )
        if not state.get("finder_asked"):
            return
        is_english = about(language).names == "name_en"
        given = {"id": _FRAME_ID, "of": opened.digest, "texts": texts, "isEnglish": is_english}
        _component("finder")(key="finder_list", data=given)
        index = _once("learn", opened.digest, opened.finder.data)
        _component("learn")(key="learn", data={"index": index | {"of": opened.digest}})


def show_fold(target: Literal["filters", "sheet"], language: Language) -> None:
    """Show the button that opens what a phone's page has folded; elsewhere it is not seen."""
    _component("fold", is_styled=True)(
        key=f"fold_{target}", data={"target": target, "label": say(f"fold_{target}", language)}
    )


def _choose(atlas: Atlas, site: object) -> None:
    if isinstance(site, str) and is_crowd(atlas) and site.startswith("#"):
        site = site_at(atlas, site)
    if site == "":
        st.session_state["site"] = None
    elif isinstance(site, str) and site in atlas.by_id:
        st.session_state["site"] = site
