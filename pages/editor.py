"""The editor's room: what the machine found, what is decided on it, and where it lies."""

import sys

import streamlit as st

from geo.base.errors import InputError
from geo.page import layout, link, map_frame, opening, reading, upload
from geo.page.editor import (
    correcting,
    deciding,
    draft_panel,
    linking,
    listing,
    pasting,
    room,
    title,
    walking,
)

layout.configure()
language = link.choose_language()
title.configure()
heading, switch = st.columns([5, 1.3], vertical_alignment="center")
with switch:
    layout.show_language()
try:
    opened = upload.own() or opening.open_atlas(sys.argv[1:])
    with heading:
        title.show_title(opened, language)
    if opened.text is None:
        title.stop_without_text(language)
    if opened.is_own and opened.found is None:
        title.stop_at_size(language)
    here = room.enter(opened, language)
except reading.NotReadError as unread:
    title.stop_unread(unread, language)
except InputError as error:
    title.stop_with(error, language)

draft_panel.keep_in_browser(here)
draft_panel.load_brought(here)
draft_panel.show_said(here)
findings, choice = st.columns([1, 1], gap="medium")
with findings:
    listing.show_list(here)
with choice:
    correcting.show_corrections(here)
    walking.show_walk(here)
    deciding.show_choice(here)
    deciding.show_missed(here)
    linking.show_links(here)
    pasting.show_paste(here)
    draft_panel.show_draft(here)
    correcting.show_load(here)
# The draft that can be loaded is another file, and so are a correction and a list of candidates.
upload.show_upload(language, others=3 if deciding.asks_for_candidates() else 2)
map_frame.speak(language)
