"""The place of a reader's own report: said, and overruled by a field that finds units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.base.languages import Language
from geo.base.messages import Message
from geo.page.markdown import plain
from geo.page.opening import Opened
from geo.places.unit_search import find_units, path_of
from geo.places.units import read_units
from geo.view.texts import say

_MAX_WORDS: Final = 40


def is_nowhere(opened: Opened) -> bool:
    """Say whether it is not known where a report is at home."""
    return not opened.atlas.report.get("place_code")


def show_place(opened: Opened, language: Language, rebuild: Callable[[str], None]) -> None:
    """Say where a report is at home and offer to name another place.

    ``rebuild`` is called with the code of the unit that the reader chooses.
    """
    if is_nowhere(opened):
        why = why_of(opened.about_place, language)
        key = "place_nowhere_as" if why else "place_nowhere"
        st.warning(plain(say(key, language, why=why)))
    else:
        st.markdown(plain(said_of(opened, language)))
        if note := why_of(opened.about_place, language):
            st.caption(plain(note))
    words = st.text_input(
        say("place_field", language),
        key="own_place",
        placeholder=say("place_example", language),
        max_chars=_MAX_WORDS,
    )
    if not words.strip():
        return
    units = read_units()
    found = find_units(words)
    if not found:
        st.caption(plain(say("place_none", language, words=words)))
        return
    names = {unit.code: f"{path_of(unit, units)} · {unit.code}" for unit in found}

    def choose() -> None:
        if code := st.session_state.get("own_place_found"):
            rebuild(code)

    st.pills(
        say("place_found", language),
        list(names),
        format_func=names.__getitem__,
        key="own_place_found",
        on_change=choose,
    )


def said_of(opened: Opened, language: Language) -> str:
    """Return where a report is at home, in a sentence."""
    code = str(opened.atlas.report["place_code"])
    units = read_units()
    unit = units.by_code.get(code)
    name = path_of(unit, units) if unit else str(opened.atlas.report.get("place") or "")
    key = "place_asked" if opened.asked_place else "place_read"
    return say(key, language, name=name, code=code)


def why_of(notice: Message | None, language: Language) -> str:
    """Return what is worth knowing of a report's place in the reader's language; may be empty."""
    # That the place is not said is said anyway.
    return "" if notice is None or notice.code == "place_not_said" else notice.sentence(language)
