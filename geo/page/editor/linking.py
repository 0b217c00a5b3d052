"""Sites of two reports that may be one: both clauses side by side, and what is decided on them."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo.base.errors import InputError
from geo.base.printable import visible
from geo.editing.links import Question, Side, decide, questions, withdraw
from geo.model.codes import LINK_GROUNDS, RELATIONS
from geo.page.editor.refusals import explain_error
from geo.page.editor.room import Room
from geo.years.pairs import Relation

_ANSWERS: Final[tuple[Relation, ...]] = ("same", "different", "part_of", "has_part")
_LABEL_MAX: Final = 24


def show_links(room: Room) -> None:
    """Show which pairs of sites of the compared reports are in doubt, one of them to be decided.

    Nothing where no later report is open beside the room's.
    """
    try:
        history = room.story()
    except InputError as error:
        st.error(room.say("refused"))
        st.text(explain_error(error, room.language))
        return
    if history is None:
        return
    asked = questions(history, room.draft.links)
    open_ = [each for each in asked if each.link is None]
    decided = [each for each in asked if each.link is not None]
    with st.expander(room.say("links_title", count=len(open_)), expanded=bool(open_)):
        if open_:
            st.caption(room.say("links_help"))
            _show_open(room, open_)
        else:
            st.caption(room.say("links_none"))
        for number, each in enumerate(decided):
            _show_decided(room, number, each)


def _show_open(room: Room, asked: list[Question]) -> None:
    by_key = {each.key: each for each in asked}
    chosen = st.selectbox(
        room.say("links_pair"),
        list(by_key),
        format_func=lambda key: _label(by_key[key]),
        key=room.key("links_pair"),
    )
    each = by_key[chosen or asked[0].key]
    one, other = st.columns(2)
    one.html(_side(each.old))
    other.html(_side(each.new))
    ground = LINK_GROUNDS[each.pair.how].label(room.language)
    st.caption(room.say("links_why", why=ground, score=f"{each.pair.score:g}"))
    with st.form(room.key(f"links:{each.key}"), border=False):
        answer = st.radio(
            room.say("links_question"),
            _ANSWERS,
            index=None,
            format_func=lambda code: room.say(f"links_{code}"),
            key=room.key(f"links_answer:{each.key}"),
        )
        reason = st.text_input(
            room.say("reason"), key=room.key(f"links_reason:{each.key}"), max_chars=400
        )
        if st.form_submit_button(room.say("links_decide"), type="primary"):
            try:
                step = decide(each, answer, reason)
            except InputError as error:
                room.refuse(error)
            else:
                room.take(step)


def _label(each: Question) -> str:
    names = (visible(side.name)[:_LABEL_MAX] for side in (each.old, each.new))
    return " / ".join(names)


def _side(side: Side) -> str:
    """Return a site with its clauses as HTML, its name marked in them."""
    name = escape(visible(side.name))
    marked = f"<mark>{name}</mark>"
    clauses = "".join(
        f"<blockquote lang='zh-CN'>{escape(visible(clause)).replace(name, marked)}</blockquote>"
        for clause in side.clauses
    )
    about = escape(visible(f"{side.report} · {side.date.replace('/', '–')} · {side.site}"))
    return f"<div class='link-side'><b>{name}</b><small>{about}</small>{clauses}</div>"


def _show_decided(room: Room, number: int, each: Question) -> None:
    link = each.link
    if link is None:
        return
    words, button = st.columns([3, 1], vertical_alignment="center")
    relation = RELATIONS[link.relation].label(room.language)
    words.text(f"{_label(each)} · {relation} · {visible(link.reason)}")
    if button.button(
        room.say("withdraw"),
        key=room.key(f"links_withdraw:{number}"),
        help=room.say("withdraw_long", what=relation),
        width="stretch",
    ):
        room.take(withdraw(link))
