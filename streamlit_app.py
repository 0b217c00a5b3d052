"""The page: a work report's sites on a map, beside the report's own words."""

import sys

import streamlit as st

from geo.base.errors import InputError
from geo.page import downloads, filters, layout, link, opening, own_places, upload
from geo.page.map_frame import Shown, drive, show_finder, show_fold, show_map, speak

layout.configure()
try:
    opened = upload.current() or opening.open_atlas(sys.argv[1:])
except InputError as error:
    layout.stop_with(error, link.choose_language())
atlas = opened.atlas
link.choose_language()
unknown = link.follow(atlas)
language = link.choose_language()

filters.settle(atlas)
filters.lets_go(atlas)
site = st.session_state["site"]
layout.name_document(atlas, site, language)


def choose() -> None:
    """Show what a filter changes: the map's sites, the filters' counts, the sentence."""
    filters.settle(atlas)
    if filters.lets_go(atlas):
        # Its card stands outside of this part of the page.
        st.rerun()
    selection = filters.chosen(atlas)
    matches = selection.matches(atlas)
    query = link.remember(selection, site, language)
    # What changes the map goes out before what stands around it.
    picked = (selection.stage, selection.verdict, selection.sector)
    shown = Shown(matches, site, *picked, link.map_view(), query)
    drive(shown, language)
    if not layout.is_embed():
        filters.show(selection, atlas, language, lambda: show_finder(opened, language))
    if not (layout.is_embed() and site):
        layout.show_count(matches, selection, language)
    if layout.is_embed():
        layout.show_embed(atlas, query, language)


def show_head() -> None:
    """Show what stands above the filters."""
    title, switch = st.columns([5, 2], vertical_alignment="center")
    with title:
        layout.show_title(atlas, language)
    with switch, st.container(horizontal=True, horizontal_alignment="right"):
        show_fold("filters", language)
        downloads.show_downloads(opened, filters.chosen(atlas), language)
        layout.show_language()


def show_rest() -> None:
    """Show what stands below the map."""
    layout.show_below(opened, filters.chosen(atlas), site, language)
    upload.show_upload(language, others=own_places.show_own_places(language))
    layout.show_way_to_editor(language)
    layout.show_about(language)


if not layout.is_embed():
    show_head()
layout.show_notices(unknown, language)
upload.show_preview_notice(language)
upload.show_nowhere(language)
with st.container(key="choice"):
    if layout.is_more_open():
        # In a container of its own, as a fragment is: to the browser the filters stay what they
        # are, and a click that comes while they are laid out is not lost.
        with st.container():
            choose()
    else:
        # A filter then runs this part of the page alone, and sends no more than that.
        st.fragment(choose)()

with st.container(key="beside"):
    map_column, side_column = st.columns([3, 2] if layout.is_embed() else [2, 1])
    with map_column:
        show_map(opened, language)
    with side_column, st.container(key="side"):
        show_fold("sheet", language)
        layout.show_beside(opened, site, language)
if not layout.is_embed():
    show_rest()
speak(language)
