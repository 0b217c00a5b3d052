"""Charts of the selected sites, and the amounts: of sites, and of programmes apart from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import COVERS, INVESTMENT_BASES, SECTORS, STAGES
from geo.model.facets import stages_of
from geo.page.opening import Opened
from geo.view.amounts import amount_text, date_of
from geo.view.figures import format_yuan
from geo.view.symbols import symbols
from geo.view.texts import say


def show_charts(atlas: Atlas, opened: Opened, language: Language) -> None:
    """Show the charts of the selected sites, then both kinds of amounts, apart."""
    left, right = st.columns([3, 2])
    left.altair_chart(sector_chart(atlas, language), width="stretch")
    right.altair_chart(claim_chart(atlas, language), width="stretch")
    st.markdown(f"**{say('stated_amounts', language)}**")
    st.dataframe(site_amounts(atlas, language), hide_index=True)
    if opened.text:
        st.markdown(f"**{say('programme_amounts', language)}**")
        frame = programme_frame(opened.programmes, opened.text, language)
        st.dataframe(frame, hide_index=True)


def sector_chart(atlas: Atlas, language: Language) -> alt.Chart:
    """Return sites by sector, stacked by the stage that is reported or else planned."""
    counts = Counter((f["properties"]["sector"], _stage(f["properties"])) for f in atlas.features)
    rows = [
        {
            "sector": SECTORS[sector].label(language),
            "stage": STAGES[stage].label(language),
            "order": list(STAGES).index(stage),
            "sites": number,
        }
        for (sector, stage), number in sorted(counts.items())
    ]
    return _bars(rows, "sector", say("by_sector", language), language)


def claim_chart(atlas: Atlas, language: Language) -> alt.Chart:
    """Return how many sites are reported and how many planned at each stage."""
    counts: Counter[tuple[str, str]] = Counter()
    for f in atlas.features:
        for key in ("status", "target"):
            if stage := f["properties"][key]:
                counts[key, stage] += 1
    rows = [
        {
            "claim": say(key, language),
            "stage": STAGES[stage].label(language),
            "order": list(STAGES).index(stage),
            "sites": number,
        }
        for (key, stage), number in sorted(counts.items())
    ]
    return _bars(rows, "claim", say("by_claim", language), language)


def _stage(site: dict[str, Any]) -> str:
    reported = stages_of(site, "reported")
    return next(iter(reported if reported != {"mentioned"} else stages_of(site, "planned")))


def _bars(rows: list[dict[str, Any]], across: str, title: str, language: Language) -> alt.Chart:
    labels = [stage.label(language) for stage in STAGES.values()]
    colours = [symbols().colour(code) for code in STAGES]
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(rows, columns=[across, "stage", "order", "sites"]), title=title)
        .mark_bar()
        .encode(
            x=alt.X(
                "sum(sites):Q", title=say("count_axis", language), axis=alt.Axis(tickMinStep=1)
            ),
            y=alt.Y(f"{across}:N", title=None, sort="-x"),
            color=alt.Color(
                "stage:N",
                title=say("stage", language),
                scale=alt.Scale(domain=labels, range=colours),
                legend=alt.Legend(orient="bottom", columns=5),
            ),
            order=alt.Order("order:Q"),
            tooltip=[across, "stage", "sites"],
        )
        .properties(height=380)
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
