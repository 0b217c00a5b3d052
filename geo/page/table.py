"""The table of the selected sites, those without a location among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import PRECISIONS, SECTORS
from geo.selecting.selection import Matches
from geo.view.amounts import amount_cell, date_of
from geo.view.panel import words_of
from geo.view.texts import say
from geo.view.works import stage_text

# A browser holds no longer table well; the filters and the downloads have no such end.
_ROWS_MAX: Final = 2000


def table_frame(
    atlas: Atlas, whole: Atlas, language: Language = "zh", text: str | None = None
) -> pd.DataFrame:
    """Return one row a site of ``atlas``, with labels for codes, in the atlas's order.

    ``whole`` is the atlas with the sites that these lie in, ``text`` the report's, without which
    (None) a site's own words stand for its clauses. Every cell is text; what is not known is empty.
    """

    def investment(site: dict[str, Any]) -> str:
        return amount_cell(site["investment"], language, date_of(whole.report, site))

    def within(area: str | None) -> str:
        key = about(language).names
        return visible(whole.by_id[area]["properties"][key]) if area and area in whole.by_id else ""

    def words(mentions: list[dict[str, Any]]) -> str:
        return "；".join(dict.fromkeys(words_of(m, text) for m in mentions))

    def radius(metres: float | None) -> str:
        return "" if metres is None else say("metres", language, metres=metres)

    def source(stated: dict[str, str] | None) -> str:
        return visible(stated["text"]) if stated else ""

    sites = [feature["properties"] for feature in atlas.features]
    return pd.DataFrame(
        {
            say("name", language): [visible(s["name"]) for s in sites],
            say("name_en", language): [visible(s["name_en"]) for s in sites],
            say("sector", language): [SECTORS[s["sector"]].label(language) for s in sites],
            say("status", language): [stage_text(s, "status", language) for s in sites],
            say("target", language): [stage_text(s, "target", language) for s in sites],
            say("words", language): [words(s["mentions"]) for s in sites],
            say("investment", language): [investment(s) for s in sites],
            say("precision", language): [PRECISIONS[s["precision"]].label(language) for s in sites],
            say("located", language): [
                say("placed" if f["geometry"] else "not_placed", language) for f in atlas.features
            ],
            say("radius", language): [radius(s["uncertainty_m"]) for s in sites],
            say("within", language): [within(s["within"]) for s in sites],
            say("aliases", language): [visible("、".join(s["aliases"])) for s in sites],
            say("location_source", language): [source(s["location_source"]) for s in sites],
            "id": [s["id"] for s in sites],
        }
    )


def chosen_row(key: str, ids: Sequence[str], site: str | None) -> Callable[[], None]:
    """Choose the first row of a site in the table of this key; ``ids`` are those of its rows.

    Returns what makes the site of a row that is chosen the session's; an empty id is of none.
    """
    rows = [ids.index(site)] if site in ids else []
    state = st.session_state
    # The table's own choice is of row numbers, which another filter or a click moves.
    state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}

    def chosen() -> None:
        rows = state[key]["selection"]["rows"]
        state["site"] = (ids[rows[0]] or None) if rows else None

    return chosen


def show_table(
    matches: Matches, site: str | None, language: Language, text: str | None = None
) -> None:
    """Show the table; a row that is chosen makes its site the session's, and the other way."""
    atlas = matches.atlas
    if len(atlas.features) > _ROWS_MAX:
        st.caption(say("table_cut", language, rows=_ROWS_MAX, count=len(atlas.features)))
        atlas = Atlas(atlas.report, atlas.features[:_ROWS_MAX])
    chosen = chosen_row("table", [f["id"] for f in atlas.features], site)
    st.dataframe(
        table_frame(atlas, matches.whole, language, text),
        key="table",
        hide_index=True,
        on_select=chosen,
        selection_mode="single-row",
        height=480,
        # High enough for a clause to be broken into lines.
        row_height=72,
        column_config={
            say("name", language): st.column_config.TextColumn(width="medium", pinned=True),
            say("words", language): st.column_config.TextColumn(width="large"),
        },
        alt=say("table", language),
    )
