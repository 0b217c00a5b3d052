"""A reader's own report: uploaded, read and mapped within the session; nothing is kept."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from geo.basemap import backdrop_of
from geo.codes import Language
from geo.crowd import payload_for
from geo.errors import InputError
from geo.page import filters
from geo.page.opening import Opened
from geo.page.reader import headings
from geo.page.texts import say


def current() -> Opened | None:
    """Return what the reader has opened in this session, None while there is nothing.

    That is the preview of an editor's draft or else the reader's own report. To be called
    before the filters are shown: what has just come starts with none.
    """
    if st.session_state.pop("is_new_report", False):
        _start_anew()
    previewed = st.session_state.get("previewed")
    return previewed if isinstance(previewed, Opened) else own()


def own() -> Opened | None:
    """Return the report that the reader has uploaded, None while there is none."""
    opened = st.session_state.get("uploaded")
    return opened if isinstance(opened, Opened) else None


def preview(opened: Opened) -> None:
    """Make the atlas of an editor's draft the one that the map page shows."""
    st.session_state["previewed"] = opened
    st.session_state["is_new_report"] = True


def show_preview_notice(language: Language) -> None:
    """Say that a draft is shown, with the way back, where one is."""
    if "previewed" not in st.session_state:
        return
    st.info(say("preview_shown", language))
    st.button(say("preview_leave", language), on_click=_leave_preview)


def _leave_preview() -> None:
    st.session_state.pop("previewed", None)
    _start_anew()


def show_upload(language: Language) -> None:
    """Show where a report can be dropped, or the way back to the one that ships."""
    own = st.expander(
        say("own_report", language),
        expanded="uploaded" in st.session_state,
        key="own",
        on_change="rerun",
    )
    if not own.open:
        return
    with own:
        if "uploaded" in st.session_state:
            st.info(say("own_shown", language))
            st.button(say("own_leave", language), on_click=_leave)
            return
        st.write(say("own_help", language))
        file = st.file_uploader(
            say("own_label", language),
            key=f"upload_{st.session_state.get('upload_round', 0)}",
            max_upload_size=10,
            label_visibility="collapsed",
        )
        if file is not None:
            _read(file.getvalue(), file.name, language)


def _read(raw: bytes, name: str, language: Language) -> None:
    # Only an upload wants the extractor and the gazetteer.
    from geo.build import build_atlas
    from geo.lexicon import read_lexicon
    from geo.places import read_gazetteer
    from geo.report import decode_report
    from geo.setting import setting_of

    progress = st.progress(0.0, say("own_reading", language))
    try:
        report = decode_report(raw, PurePath(name).stem or "report", name)
        progress.progress(0.3, say("own_finding", language))
        setting = setting_of(report)
        atlas = build_atlas(report, read_lexicon(), read_gazetteer(setting.region), setting=setting)
        progress.progress(0.8, say("own_drawing", language))
    except InputError as error:
        progress.empty()
        st.error(say("own_failed", language))
        st.text(str(error))
        return
    st.session_state.pop("previewed", None)
    st.session_state["uploaded"] = Opened(
        atlas, report.text, headings(report.text), payload_for(atlas, backdrop_of(atlas))
    )
    # The filters of this run stand already; the next one starts without.
    st.session_state["is_new_report"] = True
    st.rerun()


def _leave() -> None:
    st.session_state.pop("uploaded", None)
    st.session_state.pop("previewed", None)
    # A new uploader, or the old file would be read again.
    st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1
    _start_anew()


def _start_anew() -> None:
    filters.reset()
    st.session_state["site"] = None
