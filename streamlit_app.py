"""The page: a work report's sites on a map, beside the report's own words."""

import sys

import streamlit as st

from geo.errors import InputError
from geo.page import filters, layout, link, opening, upload
from geo.page.frame import Shown, drive, show_map

layout.configure()
try:
    opened = upload.current() or opening.open_atlas(sys.argv[1:])
except InputError as error:
    layout.stop_with(error, link.choose_language())
atlas = opened.atlas
link.choose_language()
unknown = link.follow(atlas)
language = link.choose_language()

# What changes the map goes out before what stands around it.
site = st.session_state["site"]
selection = filters.chosen(atlas)
matches = selection.matches(atlas)
query = link.remember(selection, site, language)
drive(Shown(matches, site, selection.stage, link.map_view(), query), language)

title, switch = st.columns([5, 1.3], vertical_alignment="center")
with title:
    layout.show_title(atlas, language)
with switch:
    layout.show_language()
filters.show(selection, atlas, language)
layout.show_notices(unknown, language)
upload.show_preview_notice(language)
layout.show_count(matches, selection, language)

map_column, side_column = st.columns([2, 1])
with map_column:
    show_map(opened, language)
with side_column:
    layout.show_beside(opened, site, language)
layout.show_below(opened, matches, selection, site, language)
upload.show_upload(language)
layout.show_way_to_editor(language)
layout.show_about(language)
