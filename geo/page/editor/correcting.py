"""What readers say is wrong: opened from a file or a mail, accepted or not, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

import streamlit as st

from geo.base.errors import InputError
from geo.base.printable import visible
from geo.editing.corrections import (
    MAX_BYTES,
    Correction,
    finding_of,
    read_correction,
    step_of,
    with_another,
)
from geo.editing.drafts import Step
from geo.model.codes import SECTORS, STAGES
from geo.page import uploads
from geo.page.editor.room import Begun, Room, key_of
from geo.page.editor.wording import wording

_ROUND: Final = "editor_corrections_round"
# So many are shown at once; the others follow as these are judged.
_SHOWN: Final = 3


def show_corrections(room: Room) -> None:
    """Show what is open, each with the ways to judge it."""
    opened = _opened(room)
    if not opened:
        return
    st.subheader(room.say("corrections_title", count=len(opened)), anchor=False)
    for number, correction in enumerate(opened[:_SHOWN]):
        _show_one(room, number, correction)


def show_load(room: Room) -> None:
    """Show how a reader's file, or the text of a mail, is opened."""
    state = st.session_state
    with st.expander(room.say("corrections_load"), expanded="editor_corrections_said" in state):
        st.caption(room.say("corrections_load_help"))
        if said := state.pop("editor_corrections_said", None):
            is_opened, words = said
            (st.success if is_opened else st.error)(room.say(is_opened or "correction_unread"))
            if words:
                st.text(words)
        number = state.get(_ROUND, 0)
        file = st.file_uploader(
            room.say("corrections_load"),
            type=["json", "txt", "eml"],
            key=f"editor_corrections_{number}",
            max_upload_size=1,
            label_visibility="collapsed",
        )
        if file is not None:
            raw, name = file.getvalue(), file.name[-200:]
            uploads.forget(file)
            _open(room, raw, name)
        with st.form(f"editor_mail_{number}", border=False):
            text = st.text_area(
                room.say("corrections_mail"),
                key=f"editor_mail_text_{number}",
                height=100,
                max_chars=MAX_BYTES // 4,
            )
            if st.form_submit_button(room.say("corrections_open")):
                _open(room, text.encode("utf-8", "replace"), "")


def _open(room: Room, raw: bytes, name: str) -> None:
    """Open what a file or a mail holds, or note why it cannot be."""
    state, opened = st.session_state, _opened(room)
    state[_ROUND] = state.get(_ROUND, 0) + 1
    try:
        correction = read_correction(raw, room.report, room.sites, name)
        opened[:] = with_another(opened, correction, name)
        state["editor_corrections_said"] = ("correction_opened", "")
    except InputError as error:
        state["editor_corrections_said"] = ("", error.sentence(room.language))
    st.rerun()


def _opened(room: Room) -> list[Correction]:
    kept: dict[str, list[Correction]]
    kept = st.session_state.setdefault("editor_corrections", {})
    return kept.setdefault(room.report.sha256, [])


def _show_one(room: Room, number: int, correction: Correction) -> None:
    """Show a correction. What the reader wrote is text, whatever it holds."""
    site = next((each for each in room.sites if each.id == correction.site), None)
    finding = finding_of(correction, room.sites)
    name = site.name if site else correction.site
    wanted = _wanted(room, correction)
    html = (
        f"<article class='correction-open' data-site='{escape(correction.site)}'>"
        f"<b>{escape(visible(name))}</b> · {escape(room.say(f'wrong_{correction.wrong}'))}"
        + (f" → <b>{escape(wanted)}</b>" if wanted else "")
        + (f"<p>{escape(room.say('correction_said_by', said=correction.said))}</p>")
        * bool(correction.said)
        + (wording(room, finding) if finding else "")
        + "</article>"
    )
    step = _step_of(room, correction)
    with st.container(border=True, key=f"correction_{number}"):
        st.html(html)
        if correction.form is None:
            st.caption(room.say("correction_no_form"))
        elif correction.span is not None and finding is None:
            st.caption(room.say("correction_words_gone"))
        take, see, leave = st.columns(3)
        if step and take.button(
            room.say("correction_accept"),
            key=f"editor_correction_take:{number}",
            type="primary",
            width="stretch",
        ):
            _accept(room, correction, step)
        see.button(
            room.say("correction_begin" if correction.form and not step else "correction_see"),
            key=f"editor_correction_see:{number}",
            on_click=_beginner(room, correction),
            width="stretch",
            disabled=site is None,
        )
        leave.button(
            room.say("correction_reject" if correction.form else "correction_done"),
            key=f"editor_correction_leave:{number}",
            on_click=lambda: _opened(room).remove(correction),
            width="stretch",
        )


def _wanted(room: Room, correction: Correction) -> str:
    codes = {"stage": STAGES, "sector": SECTORS}.get(correction.wrong, {})
    code = codes.get(correction.value)
    return code.label(room.language) if code else correction.value


def _reason(room: Room, correction: Correction) -> str:
    """Return why, for the file of decisions: in the reader's own words where there are any."""
    said = correction.said or room.say(f"wrong_{correction.wrong}")
    return room.say("correction_reason", said=said)


def _step_of(room: Room, correction: Correction) -> Step | None:
    known = room.desk.raw_place(correction.site, room.draft)
    reason = _reason(room, correction)
    return step_of(correction, room.report, room.sites, room.draft, known, reason)


def _accept(room: Room, correction: Correction, step: Step) -> None:
    opened = _opened(room)
    at = opened.index(correction)
    opened.remove(correction)
    # It runs the page anew where the step holds.
    room.take(step)
    opened.insert(at, correction)


def _beginner(room: Room, correction: Correction) -> Callable[[], None]:
    """Return what chooses the site, and begins the form that decides what the reader says."""
    finding = finding_of(correction, room.sites)
    pick = f"{finding.site}|{key_of(finding)}" if finding else f"{correction.site}|"

    def begin() -> None:
        state = st.session_state
        state["editor_pick"] = pick
        # Fields that were begun before are other ones.
        state["editor_round"] = state.get("editor_round", 0) + 1
        reason = _reason(room, correction)
        values = {"reason": reason, "p_grounds": reason}
        if correction.wrong == "stage" and correction.value:
            values["stage_code"] = correction.value
        state["editor_begun"] = Begun(pick, correction.form or "", values, correction)

    return begin
