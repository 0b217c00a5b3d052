"""The table "promised and become" of the selected sites: both clauses, both days, the source."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import STAGES, VERDICTS
from geo.model.facets import verdict_of
from geo.page.table import chosen_row
from geo.promises.table import rows
from geo.selecting.selection import Matches
from geo.view.became import headline_of, later_words
from geo.view.texts import say

# What stands behind the verdict, in the columns' order.
_LATER: Final = ("said_day", "later_words", "document", "published", "source_link")


def became_frame(atlas: Atlas, text: str | None, language: Language = "zh") -> pd.DataFrame:
    """Return one row a target that has a verdict, in the atlas's order; empty where nothing is.

    ``text`` is the report's text, None where it is not at hand.
    """
    found = rows(atlas, text)
    shown = [later_words(row) for row in found]
    name = about(language).names

    def stage(code: str) -> str:
        return STAGES[code].label(language) if code else ""

    def verdict(row: dict[str, str]) -> str:
        late = say("overdue", language) if row["overdue"] else ""
        return " · ".join(filter(None, (VERDICTS[row["verdict"]].label(language), late)))

    return pd.DataFrame(
        {
            say("name", language): [
                visible(atlas.by_id[row["site"]]["properties"][name]) for row in found
            ],
            say("target", language): [stage(row["target"]) for row in found],
            say("promise", language): [each["promise"] for each in shown],
            say("due_day", language): [each["due_day"] for each in shown],
            say("verdict", language): [verdict(row) for row in found],
            **{say(key, language): [each[key] for each in shown] for key in _LATER},
        },
    )


def show_became(matches: Matches, text: str | None, site: str | None, language: Language) -> None:
    """Show the table and its counts; a row that is chosen makes its site the session's."""
    # Those of which something is known come first.
    told = [(verdict_of(f["properties"]), f) for f in matches.atlas.features]
    order = list(VERDICTS)
    told.sort(key=lambda each: order.index(each[0]) if each[0] else len(order))
    atlas = Atlas(matches.atlas.report, tuple(f for code, f in told if code))
    st.caption(headline_of(atlas, language) or say("nothing", language))
    on_select = chosen_row("became", [f["id"] for f in atlas.features], site)
    st.dataframe(
        became_frame(atlas, text, language),
        key="became",
        hide_index=True,
        on_select=on_select,
        selection_mode="single-row",
        height=420,
        alt=say("became_table", language),
        column_config={
            say("source_link", language): st.column_config.LinkColumn(),
            say("promise", language): st.column_config.TextColumn(width="medium"),
            say("later_words", language): st.column_config.TextColumn(width="medium"),
        },
    )
