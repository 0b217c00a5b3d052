"""Charts of the selected sites, and the amounts: of sites, and of programmes apart from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import COVERS, INVESTMENT_BASES, SECTORS, STAGES
from geo.model.facets import stages_of
from geo.page import filters
from geo.page.opening import Opened
from geo.view.amounts import amount_text, date_of
from geo.view.figures import format_yuan
from geo.view.symbols import symbols
from geo.view.texts import say

# What a click on a bar is called by, and the filter that each stage of a site is.
_PICKED: Final = "picked"
# Pixels: a row with its label, and what title, axis and legend take.
_A_ROW: Final = 26
_AROUND: Final = 180
_CLAIM_OF: Final = {"status": "reported", "target": "planned"}


def show_charts(atlas: Atlas, opened: Opened, language: Language) -> None:
    """Show the charts of the selected sites, then both kinds of amounts, apart."""
    left, right = st.columns([3, 2])
    with left:
        _show_bars(sector_chart(atlas, language), "chart_by_sector", "sector")
    with right:
        _show_bars(claim_chart(atlas, language), "chart_by_claim", "claim")
    st.markdown(f"**{say('stated_amounts', language)}**")
    st.dataframe(site_amounts(atlas, language), hide_index=True)
    if opened.text:
        st.markdown(f"**{say('programme_amounts', language)}**")
        frame = programme_frame(opened.programmes, opened.text, language)
        st.dataframe(frame, hide_index=True)


def sector_chart(atlas: Atlas, language: Language) -> alt.Chart:
    """Return sites by sector, stacked by the stage that is reported or else planned."""
    counts = Counter((f["properties"]["sector"], _stage(f["properties"])) for f in atlas.features)
    labels = {code: sector.label(language) for code, sector in SECTORS.items()}
    return _bars(counts, labels, "sector", say("by_sector", language), language)


def claim_chart(atlas: Atlas, language: Language) -> alt.Chart:
    """Return how many sites are reported and how many planned at each stage."""
    counts: Counter[tuple[str, str]] = Counter()
    for f in atlas.features:
        for key, claim in _CLAIM_OF.items():
            if stage := f["properties"][key]:
                counts[claim, stage] += 1
    labels = {claim: say(key, language) for key, claim in _CLAIM_OF.items()}
    return _bars(counts, labels, "claim", say("by_claim", language), language)


def _show_bars(chart: alt.Chart, key: str, facet: str) -> None:
    """Show a chart; a click on a bar filters by what it stands for."""

    def picked() -> None:
        for bar in st.session_state[key]["selection"].get(_PICKED) or []:
            filters.narrow(facet, str(bar.get("code")))
            filters.narrow("stage", str(bar.get("stage_code")))

    st.altair_chart(chart, width="stretch", key=key, on_select=picked, selection_mode=_PICKED)


def _stage(site: dict[str, Any]) -> str:
    reported = stages_of(site, "reported")
    return next(iter(reported if reported != {"mentioned"} else stages_of(site, "planned")))


def _bars(
    counts: Mapping[tuple[str, str], int],
    labels: Mapping[str, str],
    across: str,
    title: str,
    language: Language,
) -> alt.Chart:
    """Return bars of sites by ``across``, stacked by stage.

    ``counts`` are by code and stage. Each bar says in words what it is, for whoever points at it
    or hears it; only stages that there are stand in the legend.
    """
    rows = [
        {
            "code": code,
            "label": labels[code],
            "stage_code": stage,
            "stage": STAGES[stage].label(language),
            "order": list(STAGES).index(stage),
            "sites": number,
            "said": say(
                "chart_bar",
                language,
                across=labels[code],
                stage=STAGES[stage].label(language),
                count=number,
            ),
        }
        for (code, stage), number in sorted(counts.items())
    ]
    stages = [code for code in STAGES if any(row["stage_code"] == code for row in rows)]
    said = say("chart_help", language, across=say(across, language))
    columns = ["code", "label", "stage_code", "stage", "order", "sites", "said"]
    chart: alt.Chart = (
        alt.Chart(
            pd.DataFrame(rows, columns=columns),
            title=title,
            description=said,
        )
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X(
                "sites:Q",
                title=say("count_axis", language),
                axis=alt.Axis(tickMinStep=1, format="d", description=said),
            ),
            y=alt.Y(
                "label:N",
                title=None,
                sort="-x",
                axis=alt.Axis(labelLimit=0, labelOverlap=False, description=said),
            ),
            color=alt.Color(
                "stage:N",
                title=say("stage", language),
                scale=alt.Scale(
                    domain=[STAGES[code].label(language) for code in stages],
                    range=[symbols().colour(code) for code in stages],
                ),
                legend=alt.Legend(orient="bottom", columns=4, labelLimit=0, description=said)
                if stages
                else None,
            ),
            order=alt.Order("order:Q"),
            tooltip=alt.Tooltip("said:N", title=" "),
            description="said:N",
        )
        .add_params(alt.selection_point(_PICKED, fields=["code", "stage_code"]))
        .properties(height=_AROUND + _A_ROW * len({row["code"] for row in rows}))
    )
    return chart


def site_amounts(atlas: Atlas, language: Language) -> pd.DataFrame:
    """Return the investment of each site that has one, the largest first."""
    key = about(language).names
    stated = [f["properties"] for f in atlas.features if f["properties"]["investment"]]
    stated.sort(key=lambda site: -site["investment"]["amount_cny"])
    return pd.DataFrame(
        {
            say("name", language): [visible(s[key]) for s in stated],
            say("amount", language): [
                amount_text(s["investment"], language, date_of(atlas.report, s)) for s in stated
            ],
            say("basis", language): [
                INVESTMENT_BASES[s["investment"]["basis"]].label(language) for s in stated
            ],
            say("covers", language): [_covers(s["investment"], language) for s in stated],
            say("document", language): [_document(s["investment"]) for s in stated],
        }
    )


def _covers(investment: dict[str, Any], language: Language) -> str:
    code = COVERS.get(investment.get("covers", ""))
    parts = [code.label(language) if code else "", investment.get("scope", "")]
    return visible("，".join(part for part in parts if part))


def _document(investment: dict[str, Any]) -> str:
    source = investment.get("source") or {}
    return visible("，".join(str(source[k]) for k in ("publisher", "date") if source.get(k)))


def programme_frame(
    programmes: Sequence[Mapping[str, Any]], text: str, language: Language
) -> pd.DataFrame:
    """Return the report's amounts that belong to no single site, each with its clause."""
    return pd.DataFrame(
        {
            say("amount", language): [format_yuan(p["amount_cny"], language) for p in programmes],
            say("period", language): [p["period"] for p in programmes],
            say("clause", language): [visible(text[p["start"] : p["end"]]) for p in programmes],
        }
    )
