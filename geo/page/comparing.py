"""Several reports of one place, read as one story: what the page says of that."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from geo.base.languages import Language
from geo.page.markdown import plain
from geo.page.opening import Compared
from geo.view.texts import say

# So many files are compared at once, and so many doubtful pairs named.
MAX_REPORTS: Final = 3
_DOUBTS_MAX: Final = 8
# As the comparison says it (geo/years/history.py), which the page does not load.
_SAID: Final = (
    (re.compile(r"the same report is given twice"), "compare_twice"),
    (re.compile(r"two reports are of (?P<date>[\d/-]{4,30})"), "compare_one_date"),
    (
        re.compile(r"reports of two places, (?P<one>.{1,80}) and (?P<other>.{1,80}), tell .{1,20}"),
        "compare_two_places",
    ),
    (re.compile(r"the report does not say when it was given"), "compare_undated"),
    (re.compile(r"the reports are put in the order of their dates"), "compare_ordered"),
    (re.compile(r"no report between (?P<one>\d{4}) and (?P<other>\d{4}): .{1,60}"), "compare_gap"),
    (re.compile(r"statements of a time before the promise, for (?P<sites>.+)"), "compare_early"),
)


def said_of(line: str, language: Language) -> str:
    """Return a line of a comparison in the reader's language; any other as it is."""
    for pattern, key in _SAID:
        if found := pattern.fullmatch(line):
            return say(key, language, **found.groupdict())
    return line


def show_compared(compared: Compared, language: Language) -> None:
    """Say which reports were compared, and what of them was not as it should be."""
    order = " → ".join(f"{name}（{date.replace('/', '–')}）" for name, date in compared.reports)
    st.markdown(plain(say("compared", language, reports=order)))
    for notice in compared.notices:
        st.caption(plain(said_of(notice, language)))
    if compared.left_out:
        st.caption(say("compared_left_out", language, count=compared.left_out))
    if compared.doubts:
        named = "；".join(f"{old} / {new}" for old, new in compared.doubts[:_DOUBTS_MAX])
        count = len(compared.doubts)
        st.caption(plain(say("compared_doubts", language, count=count, names=named)))
