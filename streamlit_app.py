"""The page: a work report's sites on a map, beside the report's own words."""

import sys

import streamlit as st

from geo.errors import InputError
from geo.page import filters, layout, link, opening, upload
from geo.page.charts import show_charts
from geo.page.frame import Shown, drive, show_map
from geo.page.table import show_table
from geo.page.texts import say

layout.configure()
try:
    opened = upload.current() or opening.open_atlas(sys.argv[1:])
except InputError as error:
    layout.stop_with(error, link.choose_language())
atlas = opened.atlas
link.choose_language()
unknown = link.follow(atlas)
language = link.choose_language()

title, switch = st.columns([5, 1.3], vertical_alignment="center")
with title:
    layout.show_title(atlas, language)
with switch:
    layout.show_language()
selection = filters.choose(atlas, language)
shown = atlas.subset(set(selection.ids(atlas)))
site = st.session_state["site"]
layout.show_notices(unknown, language)
upload.show_preview_notice(language)
layout.show_count(shown, atlas, selection, language)

map_column, side_column = st.columns([2, 1])
with map_column:
    show_map(atlas, opened.payload, language)
with side_column:
    layout.show_beside(opened, site, language)
drive(atlas, Shown(shown.by_id, site, selection.stage, link.map_view()), language)

table, charts = st.tabs([say("table", language), say("charts", language)])
with table:
    show_table(shown, language)
with charts:
    show_charts(shown, atlas, opened.text, language)
layout.show_downloads(shown, opened.text, selection, language)
upload.show_upload(language)
layout.show_way_to_editor(language)
layout.show_about(language)
link.remember(selection, language)
