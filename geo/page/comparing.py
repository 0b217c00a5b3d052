"""Several reports of one place, read as one story: what the page says of that."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.base.languages import Language
from geo.page.markdown import plain
from geo.page.opening import Compared
from geo.view.texts import say

# So many files are compared at once, and so many doubtful pairs named.
MAX_REPORTS: Final = 3
_DOUBTS_MAX: Final = 8


def show_compared(compared: Compared, language: Language) -> None:
    """Say which reports were compared, and what of them was not as it should be."""
    order = " → ".join(f"{name}（{date.replace('/', '–')}）" for name, date in compared.reports)
    st.markdown(plain(say("compared", language, reports=order)))
    for notice in compared.notices:
        st.caption(plain(notice.sentence(language)))
    if compared.left_out:
        st.caption(say("compared_left_out", language, count=compared.left_out))
    if compared.doubts:
        named = "；".join(f"{old} / {new}" for old, new in compared.doubts[:_DOUBTS_MAX])
        count = len(compared.doubts)
        st.caption(plain(say("compared_doubts", language, count=count, names=named)))
