"""The page's frame: title, language, notices, count, card, downloads."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from typing import NoReturn

import streamlit as st

from geo.atlas import Atlas
from geo.codes import Language
from geo.errors import InputError
from geo.exports.formats import FORMATS, Format
from geo.page import filters
from geo.page.card import card_html, links_html
from geo.page.frame import show_reader
from geo.page.opening import Opened
from geo.page.texts import say
from geo.selection import Selection


def configure() -> None:
    """Set up the page."""
    st.set_page_config(page_title="政府工作报告地图", page_icon="🗺️", layout="wide")
    style = (files("geo") / "page" / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")


def show_language() -> None:
    """Show the switch between Chinese and English."""
    st.segmented_control(
        "语言 / Language",
        ["zh", "en"],
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        key="language",
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def stop_with(error: InputError, language: Language) -> NoReturn:
    """Say what cannot be opened and why, and stop the page there."""
    st.error(say("broken", language, what="").strip())
    st.text(str(error))
    st.stop()


def show_title(atlas: Atlas, language: Language) -> None:
    """Show what the page is."""
    place = str(atlas.report.get("place") or say("unnamed_place", language))
    st.header(_plain(say("title", language, place=place)), anchor=False)
    if atlas.report.get("date"):
        st.caption(_plain(say("intro", language, date=atlas.report["date"])))


def _plain(text: str) -> str:
    """Return a text from outside so that Markdown leaves it as it is."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|$:~&" else c for c in text)


def show_notices(unknown: list[str], language: Language) -> None:
    """Say what in the link was not understood."""
    if unknown:
        st.warning(_plain(say("unknown_query", language, what="、".join(unknown[:5]))))


def show_count(shown: Atlas, atlas: Atlas, selection: Selection, language: Language) -> None:
    """Say in one line what is shown, with a way back to everything."""
    located = sum(1 for f in shown.features if f["geometry"])
    count, reset = st.columns([5, 1], vertical_alignment="center")
    key = "name_en" if language == "en" else "name"
    area = atlas.by_id[selection.area]["properties"][key] if selection.area else ""
    sentence = selection.sentence(located, len(shown.features) - located, language, area)
    count.markdown(f":material/filter_alt: **{_plain(sentence)}**")
    reset.button(
        say("reset", language),
        on_click=filters.reset,
        disabled=selection == Selection(),
        width="stretch",
    )
    if not shown.features:
        st.info(say("nothing", language))


def show_beside(opened: Opened, site: str | None, language: Language) -> None:
    """Show what stands beside the map: the chosen site's card, and the report's text."""
    card, report = st.tabs([say("card", language), say("report", language)])
    with card, st.container(height=580, border=False, key="card"):
        _show_card(opened, site, language)
    with report:
        if opened.text is None:
            st.caption(say("no_words", language))
        else:
            show_reader(opened.atlas, opened.text, opened.headings, language)


def _show_card(opened: Opened, site: str | None, language: Language) -> None:
    if site is None:
        st.caption(say("card_empty", language))
        return
    atlas = opened.atlas
    st.html(card_html(atlas.by_id[site]["properties"], atlas, opened.text, language))
    one = atlas.subset({site})
    if links := links_html(atlas.by_id[site], language):
        st.html(links)
    st.download_button(
        say("site_file", language),
        data=lambda: FORMATS["geojson"].write_file(one),
        file_name=f"{site}.geojson",
        mime="application/geo+json",
        on_click="ignore",
        key="site_file",
    )
    st.button(say("close", language), on_click=lambda: st.session_state.update(site=None))


def show_downloads(
    shown: Atlas, text: str | None, selection: Selection, language: Language
) -> None:
    """Offer exactly the shown sites; a file is made when it is asked for."""
    name = download_name(shown, selection)

    def offer(form: Format) -> None:
        st.download_button(
            say("download", language, format=form.label(language), count=len(shown.features)),
            data=partial(form.write_file, shown, text),
            file_name=name + (form.suffix or ".zip"),
            mime=form.mime,
            on_click="ignore",
            disabled=not shown.features,
            key=f"download_{form.code}",
            width="stretch",
        )

    buttons = [form for form in FORMATS.values() if form.offered == "button"]
    menu = [form for form in FORMATS.values() if form.offered == "menu"]
    *columns, last = st.columns(len(buttons) + 1)
    for column, form in zip(columns, buttons, strict=True):
        with column:
            offer(form)
    with last, st.popover(say("more_formats", language), width="stretch"):
        for form in menu:
            offer(form)


def download_name(shown: Atlas, selection: Selection) -> str:
    """Return a file name, without its suffix, that says report, filter and date."""
    said = [value.replace(",", "-") for value in selection.to_query().values()]
    today = datetime.now(tz=UTC).date().isoformat()
    name = "-".join([str(shown.report.get("id") or "atlas"), *said])
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    return f"{safe[:120]}-{today}"


def show_way_to_editor(language: Language) -> None:
    """Show the way to the editor's room."""
    query = {"lang": "en"} if language == "en" else {}
    label = say("to_editor", language)
    st.page_link("pages/editor.py", label=label, icon=":material/edit:", query_params=query)


def show_about(language: Language) -> None:
    """Show where things come from."""
    with st.expander(say("about", language)):
        st.write(say("about_text", language))
