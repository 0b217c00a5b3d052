"""The editor's room: what the machine found, what is decided on it, and where it lies."""

import sys

import streamlit as st

from geo.errors import InputError
from geo.page import layout, link, opening, reading, upload
from geo.page.editor import deciding, frontage, keeping, listing, room

layout.configure()
language = link.choose_language()
frontage.configure()
title, switch = st.columns([5, 1.3], vertical_alignment="center")
with switch:
    layout.show_language()
try:
    opened = upload.own() or opening.open_atlas(sys.argv[1:])
    with title:
        frontage.show_title(opened, language)
    if opened.text is None:
        frontage.stop_without_text(language)
    if opened.is_own and opened.found is None:
        frontage.stop_at_size(language)
    here = room.enter(opened, language)
except reading.NotReadError as unread:
    frontage.stop_unread(unread, language)
except InputError as error:
    frontage.stop_with(error, language)

keeping.keep_in_browser(here)
keeping.load_brought(here)
keeping.show_said(here)
findings, choice = st.columns([1, 1], gap="medium")
with findings:
    listing.show_list(here)
with choice:
    deciding.show_choice(here)
    deciding.show_missed(here)
    keeping.show_draft(here)
# The draft that can be loaded is the other file.
upload.show_upload(language, others=1)
