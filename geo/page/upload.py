"""A reader's own report: uploaded, read beside the page, and mapped; nothing is kept.

The file goes to a worker at once and leaves Streamlit's memory; what was read of it lies on a
shelf that all sessions share, for as long as there is room.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.base.errors import InputError
from geo.base.languages import Language, choose
from geo.base.messages import Message, joined
from geo.jobs.pool import Job
from geo.jobs.protocol import Failure
from geo.jobs.shelf import Shelf, Ticket
from geo.page import comparing, filters, place_field, reading, uploads
from geo.page.markdown import plain
from geo.page.opening import Opened, opened_from
from geo.view.texts import say

# What every file of its kind is: no news.
_NO_NEWS: Final = "text_of"
# In MB of 2**20 bytes, as Streamlit counts.
MAX_UPLOAD: Final = 10
_MAX_NAME: Final = 200
# Sites and mentions of all reports that readers have open.
_ROOM: Final = 50_000


@lru_cache(maxsize=1)
def _shelf() -> Shelf[Opened]:
    return Shelf(_ROOM)


def _put(opened: Opened) -> Ticket:
    later = opened.compared.later if opened.compared else ()
    features = [f for atlas in (opened.atlas, *(e.atlas for e in later)) for f in atlas.features]
    return _shelf().put(opened, sum(1 + len(f["properties"]["mentions"]) for f in features))


def _at_hand(name: str) -> Opened | None:
    """Return what the session has opened under this name."""
    ticket = st.session_state.get(name)
    return _shelf().get(ticket) if isinstance(ticket, Ticket) else None


def current() -> Opened | None:
    """Return what the reader has opened in this session, None while there is nothing.

    That is the preview of an editor's draft or else the reader's own report. To be called
    before the filters are shown: what has just come starts with none.
    """
    if st.session_state.pop("is_new_report", False):
        _start_anew()
    return _at_hand("previewed") or own()


def own() -> Opened | None:
    """Return the report that the reader has uploaded, None while there is none."""
    return _at_hand("uploaded")


def preview(opened: Opened) -> None:
    """Make the atlas of an editor's draft the one that the map page shows."""
    st.session_state["previewed"] = _put(opened)
    st.session_state["is_new_report"] = True


def show_preview_notice(language: Language) -> None:
    """Say that a draft is shown, with the way back, where one is."""
    if _at_hand("previewed") is None:
        return
    st.info(say("preview_shown", language))
    st.button(say("preview_leave", language), on_click=_leave_preview)


def _leave_preview() -> None:
    st.session_state.pop("previewed", None)
    _start_anew()


def show_upload(language: Language, others: int = 0) -> None:
    """Show where a report can be dropped, how far one is, or the way back from it.

    To be called when all else is shown; ``others`` is how many other files the page asks for.
    """
    job = st.session_state.get("reading")
    if isinstance(job, Job):
        uploads.expect(others)
        with st.container(key="own_reading"):
            reading.show_progress(job, language, lambda: _take(job, language))
        return
    room = st.expander(
        say("own_report", language),
        expanded="uploaded" in st.session_state or "own_note" in st.session_state,
        key="own",
        on_change="rerun",
    )
    opened = own()
    is_shown = bool(room.open) and opened is None
    uploads.expect(others + comparing.MAX_REPORTS * is_shown)
    with room:
        if is_shown:
            _show_uploader(language)
        elif room.open and opened is not None:
            st.info(say("own_shown", language))
            if notice := notice_of(opened.notes, language):
                st.caption(plain(notice))
            if opened.compared:
                _say_note(language)
                comparing.show_compared(opened.compared, language)
            elif not place_field.is_nowhere(opened):
                _say_note(language)
                place_field.show_place(opened, language, _rebuild)
            st.button(say("own_leave", language), on_click=_leave)


def show_nowhere(language: Language) -> None:
    """Say above the map that a reader's report does not say where it is at home; offer to name it.

    Else it is said and offered where the report was dropped.
    """
    spot = st.container(key="own_nowhere")
    opened = own()
    if (
        opened is None
        or opened.compared
        or not place_field.is_nowhere(opened)
        or "reading" in st.session_state
    ):
        return
    with spot:
        _say_note(language)
        place_field.show_place(opened, language, _rebuild)


def _rebuild(place: str) -> None:
    """Have the reader's report read again for the place of this code."""
    state = st.session_state
    opened = own()
    if opened is None or "reading" in state:
        return
    state.pop("own_note", None)
    language = choose(state.get("language"))
    try:
        state["reading"] = reading.submit(
            reading.place_task(opened, state.get("own_name", ""), place), language
        )
    except InputError as error:
        _note(error.said(language))
    state["own_place"] = ""


def read_again() -> None:
    """Have the reader's report read once more, as places have come that may locate its sites."""
    opened = own()
    if opened is not None:
        _rebuild(opened.asked_place)


def notice_of(notes: Sequence[Message], language: Language) -> str:
    """Return how a file was read in the reader's language; empty where that is no news."""
    return joined([each for each in notes if each.code != _NO_NEWS], language)


def _show_uploader(language: Language) -> None:
    state = st.session_state
    if "uploaded" in state:
        st.info(say("own_put_away", language))
    _say_note(language)
    text = reading.MAX_TEXT_BYTES // 10**6
    st.write(say("own_help", language, megabytes=MAX_UPLOAD, text=text))
    st.caption(say("own_several", language, most=comparing.MAX_REPORTS))
    files = st.file_uploader(
        say("own_label", language),
        key=f"upload_{state.get('upload_round', 0)}",
        max_upload_size=MAX_UPLOAD,
        label_visibility="collapsed",
        accept_multiple_files=True,
    )
    if files:
        _start(files, language)
    else:
        # While the reader chooses a file the worker gets ready.
        reading.workers().warm()


def _start(files: Sequence[UploadedFile], language: Language) -> None:
    """Have a file read, or several compared; Streamlit is to forget them."""
    state = st.session_state
    state.pop("own_note", None)
    names = ["".join(filter(str.isprintable, file.name))[-_MAX_NAME:] for file in files]
    state["own_name"] = "、".join(names)[:_MAX_NAME]
    if len(files) > comparing.MAX_REPORTS:
        _note(say("own_too_many", language, most=comparing.MAX_REPORTS))
    else:
        read = [(name, file.getvalue()) for name, file in zip(names, files, strict=True)]
        try:
            task = (
                reading.upload_task(read[0][1], names[0])
                if len(read) == 1
                else reading.compare_task(read)
            )
            state["reading"] = reading.submit(task, language)
        except InputError as error:
            _note(error.said(language))
    for file in files:
        uploads.forget(file)
    # A new uploader: the old one would have the file still.
    state["upload_round"] = state.get("upload_round", 0) + 1
    st.rerun()


def _say_note(language: Language) -> None:
    """Say why there is nothing of what was asked for last."""
    note = st.session_state.get("own_note")
    if note:
        st.error(say("own_failed", language))
        st.text(note)
    elif note is not None:
        st.info(say("own_cancelled", language))


def _note(why: str) -> None:
    """Note why there is nothing, with the file's name, which the failures that name it lack."""
    name = st.session_state.get("own_name", "")
    st.session_state["own_note"] = f"{name}: {why}"


def _take(job: Job, language: Language) -> None:
    """Open what a job has read, or note why there is nothing."""
    state = st.session_state
    state.pop("reading", None)
    failure = job.failure or Failure("crash")
    if job.state == "cancelled":
        state["own_note"] = ""
        return
    try:
        opened = opened_from(job.result or {}, with_own_ground=bool(reading.places_option()))
    except ValueError:
        _note(reading.said_of(failure, language))
        return
    for past in ("previewed", "own_note"):
        state.pop(past, None)
    state["uploaded"] = _put(opened)
    # The filters of this run stand already; the next one starts without.
    state["is_new_report"] = True


def _leave() -> None:
    st.session_state.pop("uploaded", None)
    st.session_state.pop("previewed", None)
    _start_anew()


def _start_anew() -> None:
    filters.reset()
    st.session_state["site"] = None
