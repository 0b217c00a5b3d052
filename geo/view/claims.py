"""What a claim is called on the page: a plan says for which years."""

from __future__ import annotations

from geo.base.languages import Language
from geo.model.atlas import Atlas
from geo.model.facets import CLAIMS, Claim, says
from geo.selecting.selection import period_text
from geo.view.texts import say

# More periods are told by the first and the last year of all.
_PERIODS_MAX = 2


def planned_periods(atlas: Atlas, language: Language) -> str:
    """Return for when an atlas's sites are planned: ``2022、2022–2026``; empty if nobody says."""
    kept = vars(atlas)
    if "planned_periods" not in kept:
        found = {
            str(mention["period"])
            for feature in atlas.features
            for mention in feature["properties"]["mentions"]
            if mention["period"] and says(mention, "planned")
        }
        # Beside the atlas's own cached properties, so that it lives and goes with it.
        kept["planned_periods"] = _joined(sorted(found))
    periods: list[str] = kept["planned_periods"]
    return say("names_joint", language).join(periods)


def _joined(periods: list[str]) -> list[str]:
    if len(periods) > _PERIODS_MAX:
        years = sorted(year for period in periods for year in period.split("-"))
        periods = [f"{years[0]}-{years[-1]}"] if years[0] != years[-1] else years[:1]
    return [period_text(period) for period in periods]


def claim_label(claim: Claim, atlas: Atlas, language: Language) -> str:
    """Return the label of a claim: ``计划 2022``."""
    label = CLAIMS[claim].label(language)
    years = planned_periods(atlas, language) if claim == "planned" else ""
    return f"{label} {years}" if years else label
