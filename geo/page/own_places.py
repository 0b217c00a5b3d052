"""Bringing one's own places into one's store from the page: ``places import`` with a button.

Shown on a page of one's own alone (:mod:`geo.page.sharing`).
"""

from __future__ import annotations

import streamlit as st

from geo.base.languages import Language
from geo.page import sharing
from geo.view.texts import say


def show_own_places(language: Language) -> int:
    """Show the user's own places and how more are brought; return how many files may come."""
    store = sharing.own_store()
    if store is None:
        return 0
    room = st.expander(
        say("places_title", language),
        expanded=not {"importing", "imported"}.isdisjoint(st.session_state),
        key="own_places",
        on_change="rerun",
    )
    if not room.open:
        return 0
    with room:
        from geo.page.own_places_form import show_import

        return show_import(store, language)
