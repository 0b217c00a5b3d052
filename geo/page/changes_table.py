"""The table of what changed between two builds of the atlas that is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.model.codes import CHANGES
from geo.page.beside import feed_of
from geo.page.opening import Opened
from geo.page.table import chosen_row
from geo.selecting.changed import Changed, Told
from geo.selecting.selection import Selection
from geo.view.changes import name_of, steps_of
from geo.view.texts import say

# A browser holds no longer table well; the feed has no such end.
_ROWS_MAX: Final = 2000
_TIME: Final = "%Y-%m-%d %H:%M"


def changes_frame(told: Sequence[Told], language: Language = "zh") -> pd.DataFrame:
    """Return one row for each thing that changed of a site, the newest build first.

    Every cell is text; what a site was before it was there is empty, and what it is when it is
    gone.
    """
    rows = [
        (each, step) for each in told for step in steps_of(each.change, each.build.report, language)
    ]
    return pd.DataFrame(
        {
            say("built_at", language): [each.build.time.strftime(_TIME) for each, _ in rows],
            say("name", language): [name_of(each.change, language) for each, _ in rows],
            say("changed_what", language): [CHANGES[s.kind].label(language) for _, s in rows],
            say("changed_before", language): [step.before for _, step in rows],
            say("changed_after", language): [step.after for _, step in rows],
        }
    )


def show_changes(
    opened: Opened, selection: Selection, site: str | None, language: Language
) -> None:
    """Show the changes of sites that are chosen; a row's site becomes the session's."""
    try:
        changed = opened.changed
    except InputError as error:
        st.warning(say("changes_broken", language))
        st.text(error.sentence(language))
        return
    if changed is None or not changed.builds:
        st.caption(say("changes_no_log", language))
        return
    told = changed.chosen(selection)
    st.caption(_headline(changed, told, language))
    if href := feed_of(opened, selection, language):
        st.markdown(f":material/rss_feed: [{say('changes_feed', language)}]({href})")
    if not told:
        return
    shown = told[:_ROWS_MAX]
    ids = [each.change.site for each in shown for _ in each.change.kinds]
    known = [i if i in opened.atlas.by_id else "" for i in ids]
    st.dataframe(
        changes_frame(shown, language),
        key="changes",
        hide_index=True,
        on_select=chosen_row("changes", known, site),
        selection_mode="single-row",
        height=420,
        alt=say("changes", language),
        column_config={
            say("changed_before", language): st.column_config.TextColumn(width="large"),
            say("changed_after", language): st.column_config.TextColumn(width="large"),
        },
    )


def _headline(changed: Changed, told: Sequence[Told], language: Language) -> str:
    first = changed.builds[0].time.strftime(_TIME)
    if not changed.told:
        return say("changes_none", language, first=first)
    if not told:
        return say("changes_filtered", language, count=len(changed.told))
    more = say("changes_cut", language, rows=_ROWS_MAX) if len(told) > _ROWS_MAX else ""
    left_out = sum(build.left_out for build in changed.builds)
    said = say("changes_count", language, first=first, count=len(told), all=len(changed.told))
    return said + more + (say("changes_left_out", language, count=left_out) if left_out else "")
