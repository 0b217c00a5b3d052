"""The table of the selected sites, those without a location among them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.codes import INVESTMENT_BASES, PRECISIONS, SECTORS, STAGES, Language
from geo.page.card import format_yuan
from geo.page.texts import say


def table_frame(atlas: Atlas, language: Language = "zh") -> pd.DataFrame:
    """Return one row a site, with labels for codes, in the atlas's order."""

    def stage(code: str | None) -> str:
        return STAGES[code].label(language) if code else ""

    def investment(site: dict[str, object]) -> str:
        stated = site["investment"]
        if not isinstance(stated, dict):
            return ""
        basis = INVESTMENT_BASES[stated["basis"]].label(language)
        return f"{format_yuan(stated['amount_cny'], language)}（{basis}）"

    sites = [feature["properties"] for feature in atlas.features]
    return pd.DataFrame(
        {
            say("name", language): [s["name"] for s in sites],
            say("name_en", language): [s["name_en"] for s in sites],
            say("sector", language): [SECTORS[s["sector"]].label(language) for s in sites],
            say("status", language): [stage(s["status"]) for s in sites],
            say("target", language): [stage(s["target"]) for s in sites],
            say("investment", language): [investment(s) for s in sites],
            say("precision", language): [PRECISIONS[s["precision"]].label(language) for s in sites],
            say("located", language): [f["geometry"] is not None for f in atlas.features],
            say("words", language): [len(s["mentions"]) for s in sites],
        }
    )


def show_table(atlas: Atlas, language: Language) -> None:
    """Show the table; a row that is chosen makes its site the session's."""

    def chosen() -> None:
        rows = st.session_state["table"]["selection"]["rows"]
        if rows and rows[0] < len(atlas.features):
            st.session_state["site"] = atlas.features[rows[0]]["id"]

    st.dataframe(
        table_frame(atlas, language),
        key="table",
        hide_index=True,
        on_select=chosen,
        selection_mode="single-row",
        height=360,
        alt=say("table", language),
    )
