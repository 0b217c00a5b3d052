"""The draft: its steps and their undoing, kept in the browser, taken home, loaded again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.codes import PRECISIONS
from geo.drafts import MAX_DRAFT_BYTES, Step, read_steps
from geo.errors import InputError
from geo.page.editor.deciding import value_label
from geo.page.editor.listing import component
from geo.page.editor.notes import explain_error
from geo.page.editor.room import Room, keep


def keep_in_browser(room: Room) -> None:
    """Keep the draft in the browser's storage; bring back the one that is kept there."""
    draft = room.draft
    settled = draft.sha256 in st.session_state.get("editor_settled", set())

    def found() -> None:
        kept = st.session_state["editor_keeper"].found
        if not isinstance(kept, str) or draft.steps:
            return
        try:
            steps = read_steps(kept, room.report)
        except InputError:
            return  # of a version that is no more
        _load(room, steps, "draft_restored")

    component("keeper")(
        key="editor_keeper",
        data={
            "key": f"geo-draft-{draft.sha256}",
            "text": draft.dumps() if draft.steps else "",
            "isOpen": bool(draft.steps),
            "isSettled": settled,
        },
        on_found_change=found,
    )


def _load(room: Room, steps: tuple[Step, ...], said: str) -> None:
    draft, refused = room.desk.replay(steps)
    keep(draft)
    st.session_state["editor_loaded"] = (said, len(draft.steps), refused)


def show_said(room: Room) -> None:
    """Say what became of the last step, or of a draft that was loaded."""
    state = st.session_state
    if said := state.pop("editor_said", None):
        st.toast(room.say(said), icon=":material/check:")
    loaded = state.get("editor_loaded")
    if not loaded:
        return
    said, count, refused = loaded
    if count:
        st.success(room.say(said, count=count))
    if refused:
        st.warning(room.say("draft_refused", count=len(refused)))
        st.text(explain_error(refused[0][1], room.language))
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
        _show_files(room)
    _show_load(room)


def _show_files(room: Room) -> None:
    draft = room.draft
    places = draft.gazetteer_files(room.desk.shelf)
    files = [("review_file", draft.review_file, "text/csv", draft.review_csv)]
    files += [
        ("places_file", name, "application/geo+json", partial(str, text))
        for name, text in places.items()
    ]
    files.append(("draft_file", f"{draft.report_id}.draft.json", "application/json", draft.dumps))
    for label, name, mime, make in files:
        st.download_button(
            room.say(label, name=name),
            data=make,
            file_name=name,
            mime=mime,
            on_click="ignore",
            key=f"editor_file_{name}",
            width="stretch",
        )
    st.caption(room.say("commit_help", name=draft.review_file))


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
        try:
            steps = read_steps(file.getvalue(), room.report, file.name)
        except InputError as error:
            st.error(room.say("draft_unreadable"))
            st.text(explain_error(error, room.language))
            return
        _load(room, steps, "draft_loaded")
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
    return "；".join(parts[:4]) + ("…" if len(parts) > 4 else "")


def _line(room: Room, key: str, action: str, *said: str) -> str:
    what = " → ".join(part for part in said if part)
    return room.say(key, action=room.say(f"action_{action}"), what=what)
