"""The page's frame: title, language, notices, count, card, download, and the link."""

from __future__ import annotations

from importlib.resources import files
from typing import NoReturn

import streamlit as st

from geo.atlas import Atlas
from geo.codes import Language
from geo.errors import InputError
from geo.page import filters
from geo.page.card import card_html
from geo.page.opening import Opened
from geo.page.texts import say
from geo.selection import Selection


def configure() -> None:
    """Set up the page."""
    st.set_page_config(page_title="政府工作报告地图", page_icon="🗺️", layout="wide")
    style = (files("geo") / "page" / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")


def choose_language() -> Language:
    """Show the switch between Chinese and English; a link may ask for either."""
    if "language" not in st.session_state:
        st.session_state["language"] = "en" if st.query_params.get("lang") == "en" else "zh"
    st.segmented_control(
        "语言 / Language",
        ["zh", "en"],
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        key="language",
        required=True,
        label_visibility="collapsed",
        width="content",
    )
    return "en" if st.session_state["language"] == "en" else "zh"


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


def current_site(atlas: Atlas, unknown: list[str]) -> str | None:
    """Return the chosen site; on the first run the one that the link names."""
    if "site" not in st.session_state:
        asked = st.query_params.get("site")
        st.session_state["site"] = asked if asked in atlas.by_id else None
        if asked and asked not in atlas.by_id:
            unknown.append(f"site={asked[:40]}")
    site = st.session_state["site"]
    return site if site in atlas.by_id else None


def show_notices(unknown: list[str], language: Language) -> None:
    """Say what in the link was not understood."""
    if unknown:
        st.warning(_plain(say("unknown_query", language, what="、".join(unknown[:5]))))


def show_count(shown: Atlas, selection: Selection, language: Language) -> None:
    """Say in one line what is shown, with a way back to everything."""
    located = sum(1 for f in shown.features if f["geometry"])
    count, reset = st.columns([5, 1], vertical_alignment="center")
    sentence = selection.sentence(located, len(shown.features) - located, language)
    count.markdown(f":material/filter_alt: **{_plain(sentence)}**")
    reset.button(
        say("reset", language),
        on_click=filters.reset,
        disabled=selection == Selection(),
        width="stretch",
    )
    if not shown.features:
        st.info(say("nothing", language))


def show_card(opened: Opened, site: str | None, language: Language) -> None:
    """Show the chosen site, or how to choose one."""
    with st.container(height=640, border=True, key="card"):
        if site is None:
            st.caption(say("card_empty", language))
            return
        st.html(
            card_html(opened.atlas.by_id[site]["properties"], opened.atlas, opened.text, language)
        )
        st.button(say("close", language), on_click=lambda: st.session_state.update(site=None))


def show_download(shown: Atlas, selection: Selection, language: Language) -> None:
    """Offer exactly the shown sites; the file is made when it is asked for."""
    st.download_button(
        say("download", language, count=len(shown.features)),
        data=lambda: shown.dumps().encode("utf-8"),
        file_name=download_name(shown, selection),
        mime="application/geo+json",
        on_click="ignore",
        disabled=not shown.features,
        key="download",
    )


def download_name(shown: Atlas, selection: Selection) -> str:
    """Return a file name that says report and filter."""
    parts = [str(shown.report.get("id") or "atlas"), *selection.sectors, *selection.stages]
    if selection.claim != "all":
        parts.append(selection.claim)
    name = "-".join(parts)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    return f"{safe[:120]}.geojson"


def show_about(language: Language) -> None:
    """Show where things come from."""
    with st.expander(say("about", language)):
        st.write(say("about_text", language))


def remember(selection: Selection, site: str | None, language: Language) -> None:
    """Write the view into the link."""
    query = selection.to_query()
    if site:
        query["site"] = site
    if language == "en":
        query["lang"] = language
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)


def move_to(chosen: str | None, site: str | None) -> None:
    """Go to a site that was just chosen."""
    if chosen and chosen != site:
        st.session_state["site"] = chosen
        st.rerun()
