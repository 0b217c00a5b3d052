"""The room's title, its way back to the map, and what it says when it cannot open."""

from __future__ import annotations

from importlib.resources import files
from typing import NoReturn

import streamlit as st

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.page import reading, upload
from geo.page.editor.room import MAP_PAGE
from geo.page.markdown import plain
from geo.page.opening import Opened
from geo.selecting.link import in_link
from geo.view.texts import say


def configure() -> None:
    """Set up what the room looks like."""
    style = (files("geo") / "page" / "editor" / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")


def show_title(opened: Opened, language: Language) -> None:
    """Say where one is, and offer the way back."""
    st.header(say("editor_title", language), anchor=False)
    st.page_link(
        MAP_PAGE,
        label=say("to_map", language),
        icon=":material/map:",
        query_params=_way_back(language),
    )
    report = f"{opened.atlas.report.get('title')} ({opened.atlas.report.get('id')})"
    st.caption(say("editor_intro", language, report=plain(report)))


def _way_back(language: Language) -> dict[str, str]:
    """Return the map page's query, so that it opens as it was left.

    Its filters do not outlive a visit here; the map page takes them from a link that it does
    not know as its own.
    """
    state = st.session_state
    if "link" in state:
        state["editor_way_back"] = state.pop("link")
    query = {k: v for k, v in state.get("editor_way_back", {}).items() if k != "lang"}
    return query | in_link(language)


def stop_without_text(language: Language) -> NoReturn:
    """Say that there is nothing to decide on without the report's words."""
    st.info(say("editor_no_text", language))
    upload.show_upload(language)
    st.stop()


def stop_at_size(language: Language) -> NoReturn:
    """Say that the report is larger than what the room takes."""
    st.info(say("editor_too_large", language, count=reading.MAX_EDITED))
    upload.show_upload(language)
    st.stop()


def stop_unread(error: reading.NotReadError, language: Language) -> NoReturn:
    """Say why the report could not be read just now, and offer to try again."""
    st.warning(say("editor_unread", language))
    st.text(error.said(language))
    st.button(say("editor_retry", language))
    st.stop()


def stop_with(error: InputError, language: Language) -> NoReturn:
    """Say what in the data does not hold, and stop the page there."""
    st.error(say("editor_broken", language))
    st.text(error.sentence(language))
    st.stop()
