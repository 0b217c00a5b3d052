"""What is decided on the chosen site or mention: one small form an action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Final

import streamlit as st

from geo.base.errors import InputError
from geo.base.printable import visible
from geo.building.gathering import new_id
from geo.editing import steps
from geo.editing.findings import Finding, FoundSite, missed_places
from geo.model.codes import SECTORS, STAGES
from geo.model.mentions import Span
from geo.page.editor.choosing import show_candidates
from geo.page.editor.listing import facts
from geo.page.editor.placing import show_place
from geo.page.editor.room import Room, key_of
from geo.page.editor.wording import wording
from geo.view.figures import format_yuan

_NEW: Final = "+"
_MISSED_MAX: Final = 200
_AROUND: Final = 20
_REASON_MAX: Final = 600
# Of a site so many clauses are shown at once.
_SHOWN_MAX: Final = 8
_ON_MENTIONS: Final = ("accept", "reject", "stage", "site", "planned")
_ON_SITES: Final = ("rename", "sector", "merge", "place", "candidates")
# Stays chosen from one site to the next.
_STAYS: Final = "candidates"


def show_choice(room: Room) -> None:
    """Show the chosen site or mention, what is decided on it, and what can be."""
    site, finding = room.picked
    if site is None:
        st.session_state["editor_stays"] = False
        st.info(room.say("editor_choose"))
        return
    st.html(_heading(room, site, finding))
    _show_decisions(room, site, finding)
    actions = list(_ON_SITES)
    if finding:
        actions = [*_ON_MENTIONS, *_ON_SITES] if finding.state != "rejected" else []
    if not actions:
        return
    if not any(f.state != "rejected" for f in site.findings):
        return
    first = room.begun.action if room.begun else ""
    if first not in actions:
        first = _STAYS if st.session_state.get("editor_stays") else actions[0]
    action = st.selectbox(
        room.say("editor_action"),
        actions,
        index=actions.index(first),
        format_func=lambda code: room.say(f"action_{code}"),
        key=room.key("action"),
    )
    st.session_state["editor_stays"] = action == _STAYS
    if finding and action in _ON_MENTIONS:
        _MENTION_FORMS[action](room, finding)
    elif action == "place":
        show_place(room, site)
    elif action == "candidates":
        show_candidates(room, site)
    else:
        _SITE_FORMS[action](room, site)


def asks_for_candidates() -> bool:
    """Whether the candidates are shown, with the field for a file of them."""
    return bool(st.session_state.get("editor_stays"))


def _heading(room: Room, site: FoundSite, finding: Finding | None) -> str:
    """Return the chosen site and clause as HTML, all data escaped."""
    html = f"<h3>{escape(visible(site.name))}</h3><p>{escape(facts(site, room.language))}</p>"
    if site.perhaps:
        twins = "、".join(f"{visible(name)}（{i}）" for i, name in site.perhaps.items())
        html += f"<p>{escape(room.say('editor_perhaps', sites=twins))}</p>"
    shown = [finding] if finding else list(site.findings[:_SHOWN_MAX])
    html += "".join(wording(room, each) for each in shown)
    if len(site.findings) > len(shown) > 1:
        html += f"<p>{escape(room.say('said_more', count=len(site.findings) - len(shown)))}</p>"
    html += _cited(room, site)
    pick = escape(f"{site.id}|{key_of(finding) if finding else ''}")
    return f"<article class='site-card editor-choice' data-pick='{pick}'>{html}</article>"


def _cited(room: Room, site: FoundSite) -> str:
    """Say which document the atlas has a site's amount from, where that is not the report."""
    feature = room.opened.atlas.by_id.get(site.id)
    investment = (feature["properties"]["investment"] if feature else None) or {}
    if investment.get("basis") != "cited":
        return ""
    amount = format_yuan(investment["amount_cny"], room.language)
    title = visible(str(investment["source"]["title"]))
    return f"<p>{escape(room.say('said_cited', amount=amount, title=title))}</p>"


def _show_decisions(room: Room, site: FoundSite, finding: Finding | None) -> None:
    decisions = [*(finding.decisions if finding else ()), *site.decisions]
    if not decisions:
        return
    st.markdown(f"**{room.say('editor_decisions')}**")
    for number, decision in enumerate(decisions):
        action = room.say(f"action_{decision.action}")
        said = [value_label(room, decision.action, decision.value), decision.words, decision.site]
        line = " · ".join(part for part in (action, *said, decision.reason) if part)
        words, button = st.columns([3, 1], vertical_alignment="center")
        words.text(line)
        if button.button(
            room.say("withdraw"),
            key=room.key(f"withdraw:{number}"),
            help=room.say("withdraw_long", what=action),
            width="stretch",
        ):
            room.take(steps.withdraw(decision))


def value_label(room: Room, action: str, value: str) -> str:
    """Return what a decision sets, as people read it."""
    if action in {"stage", "accept"} and value in STAGES:
        return STAGES[value].label(room.language)
    if action == "sector" and value in SECTORS:
        return SECTORS[value].label(room.language)
    if action == "planned":
        return room.say("planned" if value == "true" else "reported")
    return value


def _reason(room: Room, name: str = "reason") -> str:
    begun = room.begun_with(name)
    return st.text_input(room.say("reason"), begun, key=room.key(name), max_chars=_REASON_MAX)


def submitted(room: Room, action: str) -> bool:
    """Show the button that puts a form's decision into the draft."""
    label = room.say("decide", action=room.say(f"action_{action}"))
    return st.form_submit_button(label, type="primary")


def _accept(room: Room, finding: Finding) -> None:
    with st.form(room.key("accept"), border=False):
        reason = _reason(room)
        if submitted(room, "accept"):
            room.take(steps.accept(room.report, finding, reason))


def _reject(room: Room, finding: Finding) -> None:
    with st.form(room.key("reject"), border=False):
        reason = _reason(room)
        if submitted(room, "reject"):
            room.take(steps.reject(room.report, finding, reason))


def _stage(room: Room, finding: Finding) -> None:
    mention = finding.mention
    said = ""
    if mention.stage_start is not None:
        said = room.report.text[mention.stage_start : mention.stage_end]
    with st.form(room.key("stage"), border=False):
        stage = st.selectbox(
            room.say("stage"),
            list(STAGES),
            index=list(STAGES).index(room.begun_with("stage_code", mention.stage)),
            format_func=lambda code: STAGES[code].label(room.language),
            key=room.key("stage_code"),
        )
        words = st.text_input(room.say("stage_words"), said, key=room.key("stage_words"))
        reason = _reason(room)
        if submitted(room, "stage"):
            room.take(steps.set_stage(room.report, finding, stage, words, reason))


def _planned(room: Room, finding: Finding) -> None:
    with st.form(room.key("planned"), border=False):
        planned = st.radio(
            room.say("claim"),
            ["planned", "reported"],
            index=1 if finding.mention.planned else 0,
            format_func=room.say,
            horizontal=True,
            key=room.key("planned_choice"),
        )
        reason = _reason(room)
        if submitted(room, "planned"):
            room.take(steps.set_planned(room.report, finding, reason, planned=planned == "planned"))


def _site(room: Room, finding: Finding) -> None:
    _assign(room, [finding], "site")


def _merge(room: Room, site: FoundSite) -> None:
    _assign(room, list(site.findings), "merge")


def _assign(room: Room, findings: list[Finding], action: str) -> None:
    site, name = _target(room, "assign", findings[0].mention.name, without=findings[0].site)
    with st.form(room.key("assign"), border=False):
        reason = _reason(room)
        if submitted(room, action):
            room.take(steps.assign(room.report, findings, site, name, reason))


def _target(
    room: Room, name: str, proposal: str, without: str = "", *, more: bool = True
) -> tuple[str, str]:
    """Show which site the words belong to; return its id, and its name where it is new.

    A new one's are asked for where ``more`` is, else they are the proposal's.
    """
    names = _site_names(room)
    names.pop(without, None)
    chosen = st.selectbox(
        room.say("target_site"),
        [*names, _NEW],
        index=None,
        format_func=lambda i: room.say("new_site") if i == _NEW else f"{names[i]} · {i}",
        placeholder="",
        key=room.key(f"{name}_target"),
    )
    if chosen != _NEW:
        return chosen or "", ""
    if not more:
        return new_id(proposal, names), proposal
    site_id = st.text_input(
        room.say("new_site_id"),
        new_id(proposal, names),
        key=room.key(f"{name}_id"),
        max_chars=80,
    )
    return site_id, st.text_input(
        room.say("new_site_name"), proposal, key=room.key(f"{name}_name"), max_chars=60
    )


def _site_names(room: Room) -> dict[str, str]:
    """Return the sites of the report, then the gazetteer's other places, with their names."""
    names = {site.id: site.name for site in room.sites}
    places = room.reading.gazetteer.places.values()
    return names | {place.id: place.name for place in places if place.id not in names}


def _rename(room: Room, site: FoundSite) -> None:
    with st.form(room.key("rename"), border=False):
        name = st.text_input(
            room.say("new_name"), site.name, key=room.key("new_name"), max_chars=60
        )
        reason = _reason(room)
        if submitted(room, "rename"):
            known = room.desk.raw_place(site.id, room.draft)
            try:
                step = steps.rename(site, name, reason, room.draft, known)
            except InputError as error:
                room.refuse(error)
            else:
                room.take(step)


def _sector(room: Room, site: FoundSite) -> None:
    with st.form(room.key("sector"), border=False):
        sector = st.selectbox(
            room.say("sector"),
            list(SECTORS),
            index=list(SECTORS).index(site.sector),
            format_func=lambda code: SECTORS[code].label(room.language),
            key=room.key("sector_code"),
        )
        reason = _reason(room)
        if submitted(room, "sector"):
            room.take(steps.set_sector(site, sector, reason))


_MENTION_FORMS: Final[Mapping[str, Callable[[Room, Finding], None]]] = {
    "accept": _accept,
    "reject": _reject,
    "stage": _stage,
    "planned": _planned,
    "site": _site,
}
_SITE_FORMS: Final[Mapping[str, Callable[[Room, FoundSite], None]]] = {
    "rename": _rename,
    "sector": _sector,
    "merge": _merge,
}


def show_missed(room: Room) -> None:
    """Show how a mention is added that the machine missed."""
    with st.expander(room.say("add_missed")):
        more = room.ask_more("missed")
        words = st.text_input(
            room.say("missed_words"),
            key=room.key("missed_words"),
            help=room.say("missed_help"),
            max_chars=80,
        ).strip()
        taken = {finding.mention.span for site in room.sites for finding in site.findings}
        places = missed_places(room.report, words, taken, _MISSED_MAX)
        if words and not places:
            st.info(room.say("missed_none"))
        if not places:
            return
        span = places[0] if len(places) == 1 else _place_of(room, words, places)
        site, name = _target(room, "missed", words, more=more)
        with st.form(room.key("missed"), border=False):
            reason = _reason(room, "missed_reason")
            if submitted(room, "add"):
                room.take(steps.add(room.report, span, site, name, reason))


def _place_of(room: Room, words: str, places: list[Span]) -> Span:
    """Ask which of the places where words stand is meant."""
    text = room.report.text

    def around(span: Span) -> str:
        start, end = span
        return f"…{text[max(start - _AROUND, 0) : start]}【{words}】{text[end : end + _AROUND]}…"

    return st.selectbox(
        room.say("missed_where"), places, format_func=around, key=room.key("missed_where")
    )
