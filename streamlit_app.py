"""The page: a work report's sites on a map, beside the report's own words."""

import sys

import streamlit as st

from geo.errors import InputError
from geo.page import filters, layout, opening
from geo.page.frame import show_map
from geo.page.table import choose_row

layout.configure()
title, switch = st.columns([5, 1.3], vertical_alignment="center")
with switch:
    language = layout.choose_language()
try:
    opened = opening.open_atlas(sys.argv[1:])
except InputError as error:
    layout.stop_with(error, language)
atlas = opened.atlas

with title:
    layout.show_title(atlas, language)
unknown = filters.start_from_link()
selection = filters.choose(atlas, language)
shown = atlas.subset(set(selection.ids(atlas)))
site = layout.current_site(atlas, unknown)
layout.show_notices(unknown, language)
layout.show_count(shown, selection, language)

map_column, card_column = st.columns([2, 1])
with map_column:
    picked = show_map(atlas, opened.payload, shown.by_id, site, language)
with card_column:
    layout.show_card(opened, site, language)
row = choose_row(shown, language)
layout.show_download(shown, selection, language)
layout.show_about(language)
layout.remember(selection, site, language)
layout.move_to(picked or row, site)
