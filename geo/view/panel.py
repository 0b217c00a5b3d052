"""What stands beside the map while no site is chosen: what the report is, or what was found.

The browser shows it (``assets/panel.js``): it is handed the overview once, and the rows of results
where a filter first asks for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas, Feature
from geo.model.codes import MENTIONED, SECTORS, STAGE_RANK, STAGES
from geo.model.facets import Claim, says
from geo.model.quotation import quotation
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection, period_text
from geo.view.amounts import amount_text, date_of
from geo.view.became import headline_of
from geo.view.claims import planned_periods
from geo.view.symbols import symbols
from geo.view.texts import say
from geo.view.works import stage_text

# So many rows at once; what is more to read is a filter's work.
ROWS_MAX: Final = 200
_WAYS_MAX: Final = 6
_CLAUSE_MAX: Final = 240
_CLAIMS: Final[tuple[tuple[Claim, str], ...]] = (("reported", "status"), ("planned", "target"))


def overview(atlas: Atlas, language: Language) -> dict[str, Any]:
    """Return what the panel first shows: sentences, counts by stage, main areas, largest amounts.

    ``stages`` are the choices of the filter of that name with how many sites each would show;
    ``areas`` and ``amounts`` are sites by id, each with its name and what makes it one.
    """
    counts = Selection().counts(atlas, "stage")
    return {
        "sentences": sentences(atlas, language),
        "count": len(atlas.features),
        "stages": [
            {
                "code": code,
                "label": stage.label(language),
                "colour": symbols().colour(code),
                "n": counts[code],
            }
            for code, stage in STAGES.items()
            if counts[code]
        ],
        "areas": _areas(atlas, language),
        "amounts": _amounts(atlas, language),
    }


def sentences(atlas: Atlas, language: Language) -> list[str]:
    """Return what the report is in three sentences, the third where targets were looked after."""
    date, columns = atlas.report.get("date"), columns_of(atlas)
    located, count = int((columns.located & ~columns.rough).sum()), len(columns)
    first = say("panel_report", language, date=date) if date else ""
    first += say("panel_sites", language, count=count, located=located)
    reported, planned = (len(Selection(claim=claim).ids(atlas)) for claim, _ in _CLAIMS)
    years = planned_periods(atlas, language)
    when = say("panel_years", language, years=years) if years else ""
    only = say("panel_only_named", language)
    second = say(
        "panel_claims", language, reported=reported, planned=planned, years=when, only=only
    )
    return [visible(said) for said in (first, second, headline_of(atlas, language)) if said]


def rows(
    atlas: Atlas, text: str | None, numbers: Iterable[int], language: Language
) -> list[dict[str, Any]]:
    """Return the rows of the sites with these numbers in the atlas, at most :data:`ROWS_MAX`.

    Each has ``n``, its number, ``id``, ``name``, ``sector``, ``colour``, ``isHollow`` where it is
    only planned, ``at``, where the report first names it, and under ``claims`` what is said as
    reported and as planned: the stage with its years, and its clause. Without the report's text
    (None) the site's own words stand for the clause. Numbers that the atlas lacks are passed over.
    """
    wanted = [number for number in numbers if 0 <= number < len(atlas.features)][:ROWS_MAX]
    return [_row(number, atlas.features[number], text, language) for number in wanted]


def _row(number: int, feature: Feature, text: str | None, language: Language) -> dict[str, Any]:
    site = feature["properties"]
    shown = next((site[key] for _, key in _CLAIMS if site[key] not in {None, MENTIONED}), MENTIONED)
    claims = {
        claim: {"stage": _stage(site, mention, claim, language), "clause": words_of(mention, text)}
        for claim, _ in _CLAIMS
        if (mention := deciding(site, claim))
    }
    if not claims:
        mention = deciding(site, "all")
        clause = words_of(mention, text) if mention else ""
        claims["all"] = {"stage": STAGES[MENTIONED].label(language), "clause": clause}
    return {
        "n": number,
        "id": feature["id"],
        "name": _name(site, language),
        "sector": SECTORS[site["sector"]].label(language),
        "colour": symbols().colour(shown),
        "isHollow": site["status"] in {None, MENTIONED} and site["target"] is not None,
        "at": min((m["start"] for m in site["mentions"]), default=0),
        "claims": claims,
    }


def deciding(site: Mapping[str, Any], claim: Claim) -> Mapping[str, Any] | None:
    """Return the mention that says the stage of a claim, or the one that has come furthest."""
    shown = dict(_CLAIMS).get(claim, "")
    mentions = [m for m in site["mentions"] if says(m, claim)]

    def order(mention: Mapping[str, Any]) -> tuple[bool, int]:
        return bool(shown) and mention["stage"] == site[shown], STAGE_RANK[mention["stage"]]

    return max(mentions, key=order, default=None)


def words_of(mention: Mapping[str, Any], text: str | None) -> str:
    """Return a mention's clause in one line; the site's own words without the text."""
    words = str(mention["text"])
    if text is not None:
        words = quotation(mention, text)
    words = " ".join(visible(words).split())
    return words if len(words) <= _CLAUSE_MAX else f"{words[:_CLAUSE_MAX]}…"


def _stage(
    site: Mapping[str, Any], mention: Mapping[str, Any], claim: Claim, language: Language
) -> str:
    """Return a claim's stage and the years that it is of: ``计划（2022）：开工``."""
    key: Literal["status", "target"] = "target" if claim == "planned" else "status"
    stage = stage_text(site, key, language)
    if mention["stage"] != site[key]:
        stage = STAGES[mention["stage"]].label(language)
    once, of_period = (
        ("panel_reported", "panel_reported_in")
        if claim == "reported"
        else ("panel_planned", "panel_planned_in")
    )
    period = mention["period"]
    if not period:
        return say(once, language, stage=stage)
    return say(of_period, language, stage=stage, period=period_text(str(period)))


def _name(site: Mapping[str, Any], language: Language) -> str:
    return visible(str(site[about(language).names]))


def _areas(atlas: Atlas, language: Language) -> list[dict[str, Any]]:
    """Return the areas that hold most, which the report names most where they hold as many."""
    counts = Selection().counts(atlas, "area")
    named = Counter({f["id"]: len(f["properties"]["mentions"]) for f in atlas.features})
    most = sorted(counts, key=lambda area: (-counts[area], -named[area], area))[:_WAYS_MAX]
    return [
        {
            "id": area,
            "name": _name(atlas.by_id[area]["properties"], language),
            "said": say("panel_inside", language, count=counts[area]),
        }
        for area in most
    ]


def _amounts(atlas: Atlas, language: Language) -> list[dict[str, Any]]:
    """Return the sites of the largest amounts, the largest first."""
    known = [f["properties"] for f in atlas.features if f["properties"]["investment"]]
    most = sorted(known, key=lambda site: -site["investment"]["amount_cny"])[:_WAYS_MAX]
    return [
        {
            "id": site["id"],
            "name": _name(site, language),
            "said": amount_text(site["investment"], language, date_of(atlas.report, site)),
        }
        for site in most
    ]
