"""The filters above the map. They read as a sentence and give a :class:`Selection`."""

from __future__ import annotations

import streamlit as st

from geo.atlas import Atlas
from geo.codes import SECTORS, STAGES, Language
from geo.page.texts import say
from geo.selection import CLAIMS, Selection, stages_of

_KEYS = ("sectors", "stages", "claim", "text")


def start_from_link() -> list[str]:
    """On a session's first run, take the filters from the link; return what it got wrong."""
    if "sectors" in st.session_state:
        return []
    selection, unknown = Selection.from_query(st.query_params)
    _fill(selection)
    return unknown


def reset() -> None:
    """Choose everything again."""
    _fill(Selection())


def _fill(selection: Selection) -> None:
    st.session_state["sectors"] = list(selection.sectors)
    st.session_state["stages"] = list(selection.stages)
    st.session_state["claim"] = selection.claim
    st.session_state["text"] = selection.text


def choose(atlas: Atlas, language: Language) -> Selection:
    """Show the filters and return what they say."""
    sites = [feature["properties"] for feature in atlas.features]
    used_sectors = {site["sector"] for site in sites}
    used_stages = set().union(*(stages_of(site) for site in sites))
    with st.container(key="filters"):
        sector, stage, claim, text = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
    sector.multiselect(
        say("sector", language),
        [code for code in SECTORS if code in used_sectors],
        format_func=lambda code: SECTORS[code].label(language),
        key="sectors",
        placeholder=say("any", language),
    )
    stage.multiselect(
        say("stage", language),
        [code for code in STAGES if code in used_stages],
        format_func=lambda code: STAGES[code].label(language),
        key="stages",
        placeholder=say("any", language),
        help=say("stage_help", language),
    )
    claim.segmented_control(
        say("claim", language),
        list(CLAIMS),
        format_func=lambda code: CLAIMS[code].label(language),
        key="claim",
        required=True,
        help=say("claim_help", language),
    )
    text.text_input(
        say("search", language),
        key="text",
        placeholder=say("search_placeholder", language),
        max_chars=80,
    )
    state = st.session_state
    return Selection(
        tuple(state["sectors"]), tuple(state["stages"]), state["claim"] or "all", state["text"]
    )
