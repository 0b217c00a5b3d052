"""The end of the work: one button for the finished atlas, the site, or a file to send."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from geo.outputs.formats import FORMATS
from geo.page.editor.room import Room, finish
from geo.page.kept_downloads import kept

# What is made, how its file's name ends, and as what it is served.
_MADE: Final = {
    "send": (".draft.json", "application/json"),
    "atlas": (".geojson", "application/geo+json"),
    "site": (".html", "text/html"),
}


def show_finish(room: Room) -> None:
    """Show what can be taken home of the finished work, and the button that makes it."""
    with st.container(border=True, key="editor_finish"):
        kind = st.radio(
            room.say("finish"),
            list(_MADE),
            format_func=lambda code: room.say(f"finish_{code}"),
            captions=[room.say(f"finish_{code}_help") for code in _MADE],
            key="editor_finish_kind",
        )
        suffix, mime = _MADE[kind]
        name = f"{room.report.id}{suffix}"
        st.download_button(
            room.say("finish_take"),
            data=kept(_maker(room, kind), mime, name),
            file_name=name,
            mime=mime,
            on_click="ignore",
            type="primary",
            key=f"editor_finish_{kind}",
            width="stretch",
        )


def _maker(room: Room, kind: str) -> Callable[[], str | bytes]:
    """Return what makes the file, in a thread of its own once it is asked for."""
    if kind == "send":
        return room.draft.dumps
    build = partial(finish, room.opened, room.desk, room.draft, room.reading)
    if kind == "atlas":
        return lambda: build().dumps()
    text = room.opened.text
    return lambda: FORMATS["html"].write_file(build(), text)
