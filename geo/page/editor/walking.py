"""From one undecided mention to the next: each is confirmed or rejected by one click or one key."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.editing import steps
from geo.editing.findings import UNDECIDED, next_undecided, undecided
from geo.page.editor.room import Room, key_of

# Streamlit keeps "C" and "R" for itself. While something is typed no key counts.
_KEYS: Final = {"accept": "A", "reject": "X", "next": "N", "undo": "U"}


def show_walk(room: Room) -> None:
    """Show what is done with the chosen mention by one key, and the way to the next."""
    site, finding = room.picked
    following = next_undecided(room.sites, site.id if site else "", finding)
    pick = f"{following.site}|{key_of(following)}" if following else ""
    is_open = finding is not None and finding.state in UNDECIDED
    st.caption(room.say("walk_left", count=len(undecided(room.sites))))
    with st.container(horizontal=True, key="editor_walk"):
        for name, decide in (("accept", steps.accept), ("reject", steps.reject)):
            is_taken = st.button(
                room.say(f"walk_{name}"),
                key=f"editor_walk_{name}",
                shortcut=_KEYS[name],
                help=room.say(f"walk_{name}_help"),
                disabled=not is_open,
            )
            if is_taken and finding:
                room.take(decide(room.report, finding, room.say(f"walk_{name}_reason")), pick)

        def go() -> None:
            st.session_state["editor_pick"] = pick

        st.button(
            room.say("walk_next" if site else "walk_start"),
            key="editor_walk_next",
            shortcut=_KEYS["next"],
            on_click=go,
            disabled=not pick,
            type="secondary" if site else "primary",
        )
        st.button(
            room.say("walk_undo"),
            key="editor_walk_undo",
            shortcut=_KEYS["undo"],
            on_click=room.undo,
            disabled=not room.draft.steps,
        )
