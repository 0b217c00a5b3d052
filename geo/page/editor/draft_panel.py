"""The draft: its steps and their undoing, kept in the browser, taken home, loaded again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

import streamlit as st

from geo.base.errors import InputError, error_of
from geo.editing.drafts import MAX_DRAFT_BYTES, joined, read_steps
from geo.jobs.protocol import Task
from geo.model.codes import PRECISIONS, RELATIONS
from geo.model.mentions import row_of
from geo.page import kept_downloads, reading, uploads
from geo.page.editor.deciding import value_label
from geo.page.editor.finishing import show_finish
from geo.page.editor.listing import component
from geo.page.editor.refusals import explain_error
from geo.page.editor.room import Room, keep
from geo.page.markdown import plain


def keep_in_browser(room: Room) -> None:
    """Keep the draft in the browser's storage; bring back the one that is kept there.

    A session that has taken steps before it was told of a kept draft goes on from that.
    """
    draft = room.draft
    state = st.session_state
    settled = draft.sha256 in state.get("editor_settled", set())
    asked = _asked()

    def found() -> None:
        kept = state["editor_keeper"].found
        if isinstance(kept, str) and len(kept) <= MAX_DRAFT_BYTES:
            state["editor_brought"] = Brought(kept.encode(), "", "draft_restored")
        else:
            asked.add(draft.sha256)

    component("keeper")(
        key="editor_keeper",
        data={
            "key": f"geo-draft-{draft.sha256}",
            "session": state.setdefault("editor_session", uuid4().hex),
            "text": draft.dumps() if draft.steps else "",
            "isOpen": bool(draft.steps),
            "isSettled": settled,
            "isAsked": draft.sha256 in asked,
        },
        on_found_change=found,
    )


def _asked() -> set[str]:
    """Return of which reports' texts the session knows what the browser keeps."""
    asked: set[str] = st.session_state.setdefault("editor_asked", set())
    return asked


@dataclass
class Brought:
    """A draft that is to be loaded, as its file has it; ``said`` is what is said then.

    What the browser kept has no name. ``problem`` is why that could not be done, in the
    reader's language.
    """

    draft: bytes
    name: str
    said: str
    problem: str = ""


def load_brought(room: Room) -> None:
    """Load the draft that was brought, where one was: which of its steps hold, a worker says."""
    state = st.session_state
    brought = state.get("editor_brought")
    if not isinstance(brought, Brought):
        return
    if brought.problem:
        st.warning(room.say("draft_unloaded"))
        st.text(brought.problem)
        if st.button(room.say("editor_retry")):
            brought.problem = ""
            st.rerun()
        return
    about = {
        "report_id": room.report.id,
        "text": room.report.text,
        "found": room.opened.found and [row_of(mention) for mention in room.opened.found],
    }
    draft = brought.draft if brought.name else joined(brought.draft, room.draft)
    raw = json.dumps(about).encode() + b"\n" + draft
    asked = room.opened.asked_place
    store = {"store": str(room.desk.store)} if room.desk.store else {}
    options = {"name": brought.name} | ({"place": asked} if asked else {}) | store
    task = Task("replay", raw, options)
    try:
        result = reading.await_result(task, room.language)
        steps = read_steps(str(result.get("draft")), room.report, brought.name)
    except reading.NotReadError as error:
        brought.problem = str(error)
        st.rerun()
    except InputError as error:
        state.pop("editor_brought")
        # What the browser kept may be of a version of the report that is no more.
        if brought.name:
            state["editor_unreadable"] = error
        else:
            _asked().add(room.draft.sha256)
        st.rerun()
    state.pop("editor_brought")
    if not brought.name:
        _asked().add(room.draft.sha256)
    keep(replace(room.draft, steps=steps))
    refused = [error_of(each) for each in result.get("refused", ())]
    state["editor_loaded"] = (brought.said, len(steps), refused)
    st.rerun()


def show_said(room: Room) -> None:
    """Say what became of the last step, or of a draft that was loaded."""
    state = st.session_state
    if said := state.pop("editor_said", None):
        st.toast(room.say(said), icon=":material/check:")
    if error := state.pop("editor_unreadable", None):
        st.error(room.say("draft_unreadable"))
        st.text(explain_error(error, room.language))
    loaded = state.get("editor_loaded")
    if not loaded:
        return
    said, count, refused = loaded
    if count:
        st.success(room.say(said, count=count))
    if refused:
        st.warning(room.say("draft_refused", count=len(refused)))
        st.text(explain_error(refused[0], room.language))
    if not refused:
        state.pop("editor_loaded")


def show_draft(room: Room) -> None:
    """Show the open steps and what can be done with them."""
    draft = room.draft
    count = len(draft.steps)
    st.subheader(room.say("draft_title", count=count), anchor=False)
    if not count:
        st.caption(room.say("draft_empty"))
    else:
        lines = [f"{i + 1}. {_step_line(room, i)}" for i in range(count)]
        with st.container(height=220 if count > 6 else "content", key="editor_steps"):
            st.text("\n".join(reversed(lines)))
        undo, show = st.columns(2)
        undo.button(room.say("undo"), on_click=room.undo, width="stretch")
        if show.button(room.say("preview"), type="primary", width="stretch"):
            room.preview()
        show_finish(room)
        with st.expander(room.say("draft_files")):
            _show_files(room)
        kept_downloads.keep_buttons()
    _show_load(room)


def _show_files(room: Room) -> None:
    draft = room.draft
    places = draft.gazetteer_files(room.desk.shelf)
    files = [("review_file", draft.review_file, "text/csv", draft.review_csv)]
    files += [
        ("places_file", name, "application/geo+json", partial(str, text))
        for name, text in places.items()
    ]
    if draft.has_links:
        files.append(("links_file", "links.csv", "text/csv", draft.links_csv))
    for label, name, mime, make in files:
        st.download_button(
            room.say(label, name=plain(name)),
            data=kept_downloads.kept(make, mime, name),
            file_name=name,
            mime=mime,
            on_click="ignore",
            key=f"editor_file_{name}",
            width="stretch",
        )
    st.caption(room.say("commit_help", name=plain(draft.review_file)))
    if draft.has_links:
        st.caption(room.say("links_file_help", code=draft.place_code or "…"))


def _show_load(room: Room) -> None:
    with st.expander(room.say("draft_load")):
        file = st.file_uploader(
            room.say("draft_load"),
            type="json",
            key=f"editor_load_{st.session_state.get('editor_round', 0)}",
            max_upload_size=MAX_DRAFT_BYTES // 10**6,
            label_visibility="collapsed",
        )
        if file is None:
            return
        state = st.session_state
        state["editor_brought"] = Brought(file.getvalue(), file.name[-200:], "draft_loaded")
        uploads.forget(file)
        # A new uploader: the old one would have the file still.
        state["editor_round"] = state.get("editor_round", 0) + 1
        st.rerun()


def _step_line(room: Room, number: int) -> str:
    """Return what a step of the draft does as one line."""
    step = room.draft.steps[number]
    renamed = {d.cells[:5] for d in step.add} & {d.cells[:5] for d in step.drop}
    parts = [
        _line(room, "step_drop", d.action, d.exact, d.site)
        for d in step.drop
        if d.cells[:5] not in renamed and not step.place
    ]
    parts += [
        _line(room, "step_add", d.action, d.exact, d.site, value_label(room, d.action, d.value))
        for d in step.add
    ]
    if step.place:
        properties = step.place["properties"]
        precision = PRECISIONS.get(properties["precision"])
        kind = precision.label(room.language) if precision else properties["precision"]
        parts.append(room.say("step_place", what=properties["name"], kind=kind))
    parts += [
        room.say(
            key,
            what=f"{link.old_site} / {link.new_site}",
            relation=RELATIONS[link.relation].label(room.language),
        )
        for key, links in (("step_unlink", step.unlink), ("step_link", step.link))
        for link in links
    ]
    return "；".join(parts[:4]) + ("…" if len(parts) > 4 else "")


def _line(room: Room, key: str, action: str, *said: str) -> str:
    what = " → ".join(part for part in said if part)
    return room.say(key, action=room.say(f"action_{action}"), what=what)
