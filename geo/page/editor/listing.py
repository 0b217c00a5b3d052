"""The list of what was found, with its filters; a click chooses what is decided on."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from geo.base.languages import Language
from geo.base.printable import visible
from geo.editing.findings import VIEWS, Finding, FoundSite, lost_decisions, select
from geo.model.codes import PRECISIONS, SECTORS, STAGES
from geo.page.editor.room import Room, key_of
from geo.page.markdown import plain
from geo.view.scripts import module
from geo.view.texts import say

# More at once are more than a browser lays out in a moment.
_MAX_SITES: Final = 250
# A clause is quoted whole up to this many characters on either side of the words.
_QUOTE_MAX: Final = 120
_LABEL_MAX: Final = 40


@st.cache_resource(show_spinner=False)
def component(name: str) -> Any:
    """Return the component of ``geo/assets/<name>.js``."""
    return st.components.v2.component(f"editor_{name}", js=module(f"assets/{name}.js"))


def show_list(room: Room) -> None:
    """Show filters and list."""
    _show_lost(room)
    counts = {view: len(select(room.sites, view, "", room.draft)) for view in VIEWS}
    view = st.pills(
        room.say("editor_view"),
        list(VIEWS),
        format_func=lambda code: f"{room.say(f'view_{code}')} ({counts[code]})",
        default="all",
        key="editor_view",
        required=True,
        wrap=True,
    )
    words = st.text_input(
        room.say("editor_search"),
        key="editor_search",
        placeholder=room.say("search_placeholder"),
        max_chars=80,
    )
    chosen = select(room.sites, view or "all", words, room.draft)
    mentions = sum(len(site.findings) for site in chosen)
    st.caption(room.say("editor_counts", sites=len(chosen), mentions=mentions))
    if not chosen:
        st.info(room.say("editor_none"))
        return

    def picked() -> None:
        st.session_state["editor_pick"] = str(st.session_state["editor_findings"].picked)

    component("findings")(
        key="editor_findings",
        data={
            "label": room.say("editor_list"),
            "picked": st.session_state.get("editor_pick", ""),
            "sites": [site_row(room, site) for site in chosen[:_MAX_SITES]],
            "note": room.say("editor_more", count=len(chosen) - _MAX_SITES)
            if len(chosen) > _MAX_SITES
            else "",
        },
        on_picked_change=picked,
    )


def _show_lost(room: Room) -> None:
    lost = lost_decisions(room.sites, room.reading)
    if not lost:
        return
    with st.expander(room.say("editor_lost", count=len(lost)), expanded=True):
        for number, change in enumerate(lost[:30]):
            decision = change.decision
            if decision is None:
                continue
            state = room.say(f"state_{change.verdict}")
            action = room.say(f"action_{decision.action}")
            what = decision.exact or decision.site
            st.text(f"{state} · {action} · {what}\n{change.note.sentence(room.language)}")
            if st.button(
                room.say("withdraw_long", what=short(what)), key=room.key(f"lost:{number}")
            ):
                from geo.editing.steps import withdraw

                room.take(withdraw(decision))


def site_row(room: Room, site: FoundSite) -> dict[str, Any]:
    """Return a site with its mentions as the list's component takes it."""
    return {
        "id": site.id,
        "name": visible(site.name),
        "facts": facts(site, room.language),
        "rows": [_finding_row(room, finding) for finding in site.findings],
    }


def facts(site: FoundSite, language: Language) -> str:
    """Return a site's codes as one line."""
    stages = [
        f"{say(key, language)}：{STAGES[code].label(language)}"
        for key, code in (("status", site.status), ("target", site.target))
        if code
    ]
    sector, known = SECTORS[site.sector].label(language), PRECISIONS[site.precision].label(language)
    return " · ".join([sector, *stages, known, site.id])


def _finding_row(room: Room, finding: Finding) -> dict[str, Any]:
    mention, text = finding.mention, room.report.text
    before, after = quote(text, finding)
    return {
        "key": key_of(finding),
        "state": finding.state,
        "label": room.say(f"state_{finding.state}"),
        "before": visible(before),
        "words": visible(mention.text),
        "after": visible(after),
        "facts": " · ".join(
            [
                STAGES[mention.stage].label(room.language),
                room.say("planned" if mention.planned else "reported"),
                *([mention.period] if mention.period else []),
                *([SECTORS[mention.sector].label(room.language)] if mention.sector else []),
                *(note.sentence(room.language) for note in finding.notes),
            ]
        ),
    }


def quote(text: str, finding: Finding) -> tuple[str, str]:
    """Return what stands before and behind a mention in its clause, cut where that is long."""
    mention = finding.mention
    before = text[mention.quote_start : mention.start]
    more = text[slice(*mention.quote_more)] if mention.quote_more else ""
    after = text[mention.end : mention.quote_end]
    if len(before) > _QUOTE_MAX:
        before = "…" + before[-_QUOTE_MAX:]
    if len(after) > _QUOTE_MAX:
        after = after[:_QUOTE_MAX] + "…"
    if more and mention.quote_more and mention.quote_more[0] > mention.start:
        return before, f"{after}……{more}"
    return (f"{more}……" if more else "") + before, after


def short(text: str) -> str:
    """Return a text from outside, cut where it is long, as a label shows it as it is."""
    return plain(text if len(text) <= _LABEL_MAX else text[:_LABEL_MAX] + "…")
