"""What every table format holds: one row a site, one row a mention, with labelled columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from geo.base.languages import Code
from geo.model.atlas import Atlas, Feature
from geo.model.codes import (
    CERTAINTIES,
    COVERS,
    INVESTMENT_BASES,
    LINK_GROUNDS,
    LOCATION_SOURCES,
    PRECISIONS,
    PROGRESS,
    RELATIONS,
    SECTORS,
    SOURCES,
    STAGES,
    VERDICTS,
)
from geo.model.quotation import quotation
from geo.places.surroundings import ATTRIBUTION, LICENCE
from geo.promises.table import deciding, linked
from geo.view.figures import units_of
from geo.view.works import works_of

# Control characters and the two non-characters that XML 1.0 (2.2) cannot hold.
_UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column(Code):
    """A column: its name, what it holds, and its code list."""

    kind: Literal["text", "integer", "number", "flag"] = "text"
    codes: Mapping[str, Code] | None = None


_site = partial(Column, group="site_column")
_mention = partial(Column, group="mention_column")
_outcome = partial(Column, group="outcome_column")
_link = partial(Column, group="link_column")
SITE_COLUMNS: Final = (
    _site("id"),
    _site("name"),
    _site("name_en"),
    _site("aliases"),
    _site("sector", codes=SECTORS),
    _site("sector_zh"),
    _site("status", codes=STAGES),
    _site("status_zh"),
    _site("status_works"),
    _site("target", codes=STAGES),
    _site("target_zh"),
    _site("target_works"),
    _site("investment_cny", kind="number"),
    _site("investment_least_cny", kind="number"),
    _site("investment_among", kind="integer"),
    _site("investment_basis", codes=INVESTMENT_BASES),
    _site("investment_for", codes=COVERS),
    _site("investment_scope"),
    _site("investment_words"),
    _site("investment_source"),
    _site("precision", codes=PRECISIONS),
    _site("precision_zh"),
    _site("uncertainty_m", kind="number"),
    _site("location_kind", codes=LOCATION_SOURCES),
    _site("location_source"),
    _site("location_licence"),
    _site("within"),
    _site("responsible"),
    _site("verdict", codes=VERDICTS),
    _site("verdict_zh"),
    _site("due"),
    _site("overdue", kind="flag"),
    _site("outcome_date"),
    _site("outcome_words"),
    _site("outcome_source"),
    _site("linked"),
)
MENTION_COLUMNS: Final = (
    _mention("site"),
    _mention("name"),
    _mention("text"),
    _mention("clause"),
    _mention("stage", codes=STAGES),
    _mention("stage_zh"),
    _mention("stage_words"),
    _mention("works"),
    _mention("planned", kind="flag"),
    _mention("period"),
    _mention("start", kind="integer"),
    _mention("end", kind="integer"),
    _mention("quote_start", kind="integer"),
    _mention("quote_end", kind="integer"),
    _mention("stage_start", kind="integer"),
    _mention("stage_end", kind="integer"),
    _mention("row", kind="integer"),
    _mention("progress", codes=PROGRESS),
    _mention("progress_zh"),
)
OUTCOME_COLUMNS: Final = (
    _outcome("site"),
    _outcome("name"),
    _outcome("part"),
    _outcome("stage", codes=STAGES),
    _outcome("stage_zh"),
    _outcome("date"),
    _outcome("words"),
    _outcome("kind", codes=SOURCES),
    _outcome("kind_zh"),
    _outcome("certainty", codes=CERTAINTIES),
    _outcome("certainty_zh"),
    _outcome("forecast", kind="flag"),
    _outcome("unfinished", kind="flag"),
    _outcome("ended", kind="flag"),
    _outcome("total", kind="flag"),
    _outcome("decides", kind="flag"),
    _outcome("title"),
    _outcome("publisher"),
    _outcome("published"),
    _outcome("address"),
)
LINK_COLUMNS: Final = (
    _link("site"),
    _link("name"),
    _link("report"),
    _link("date"),
    _link("other"),
    _link("other_name"),
    _link("relation", codes=RELATIONS),
    _link("relation_zh"),
    _link("score", kind="number"),
    _link("how", codes=LINK_GROUNDS),
    _link("how_zh"),
    _link("reason"),
)
# A site's mentions in one cell, for the tables that stand alone.
MENTIONS_COLUMN: Final = Column("mentions", "atlas_column")

Row = dict[str, Any]


def site_rows(atlas: Atlas, text: str | None) -> list[Row]:
    """Return one row a site, in the atlas's order, of :data:`SITE_COLUMNS`.

    Values are text, numbers (yuan, metres) or None. ``text`` is the report's text, None
    where it is not at hand: the words of amounts that it states are left out then.
    """
    return [_site_row(feature, text) for feature in atlas.features]


def _site_row(feature: Feature, text: str | None) -> Row:
    site = feature["properties"]
    investment, source = site["investment"] or {}, site["location_source"] or {}
    amount = float(investment["amount_cny"]) if investment else None
    # A floor is no amount that may be summed.
    is_floor = investment.get("basis") == "at_least"
    return {
        "id": site["id"],
        "name": site["name"],
        "name_en": site["name_en"],
        "aliases": "、".join(site["aliases"]),
        "sector": site["sector"],
        "sector_zh": SECTORS[site["sector"]].zh,
        "status": site["status"],
        "status_zh": STAGES[site["status"]].zh if site["status"] else None,
        "status_works": works_of(site, "status") or None,
        "target": site["target"],
        "target_zh": STAGES[site["target"]].zh if site["target"] else None,
        "target_works": works_of(site, "target") or None,
        "investment_cny": None if is_floor else amount,
        "investment_least_cny": amount if is_floor else None,
        "investment_among": investment.get("among"),
        "investment_basis": investment.get("basis"),
        "investment_for": investment.get("covers"),
        "investment_scope": investment.get("scope"),
        "investment_words": investment.get("figure") or _words(investment, "start", "end", text),
        "investment_source": _document(investment.get("source")),
        "precision": site["precision"],
        "precision_zh": PRECISIONS[site["precision"]].zh,
        "uncertainty_m": None if site["uncertainty_m"] is None else float(site["uncertainty_m"]),
        "location_kind": source.get("kind"),
        "location_source": source.get("text"),
        "location_licence": source.get("licence"),
        "within": site["within"],
        "responsible": units_of(site) or None,
        **_became(site),
    }


def _became(site: Mapping[str, Any]) -> Row:
    """Return what became of a site's target; None where nobody has looked."""
    verdict = site.get("verdict")
    decides = deciding(site) or {}
    return {
        "verdict": verdict["code"] if verdict else None,
        "verdict_zh": VERDICTS[verdict["code"]].zh if verdict else None,
        "due": verdict["due"] if verdict else None,
        "overdue": verdict["overdue"] if verdict else None,
        "outcome_date": decides.get("date"),
        "outcome_words": decides.get("words"),
        "outcome_source": _document(decides.get("source")),
        "linked": linked(site) or None,
    }


def outcome_rows(atlas: Atlas) -> list[Row]:
    """Return one row a later statement, site by site, of :data:`OUTCOME_COLUMNS`.

    Dates are ISO 8601, as fine as they are known.
    """
    return [
        {
            "site": feature["id"],
            "name": feature["properties"]["name"],
            "part": outcome["part"] or None,
            "stage": outcome["stage"],
            "stage_zh": STAGES[outcome["stage"]].zh if outcome["stage"] else None,
            "date": outcome["date"],
            "words": outcome["words"],
            "kind": outcome["kind"],
            "kind_zh": SOURCES[outcome["kind"]].zh,
            "certainty": outcome["certainty"],
            "certainty_zh": CERTAINTIES[outcome["certainty"]].zh,
            **{
                name: bool(outcome.get(name))
                for name in ("forecast", "unfinished", "ended", "total")
            },
            "decides": outcome is deciding(feature["properties"]),
            "title": outcome["source"].get("title"),
            "publisher": outcome["source"].get("publisher"),
            "published": outcome["source"].get("date"),
            "address": outcome["source"].get("address"),
        }
        for feature in atlas.features
        for outcome in feature["properties"].get("outcomes", ())
    ]


def link_rows(atlas: Atlas) -> list[Row]:
    """Return one row a link with a site of a later report, of :data:`LINK_COLUMNS`."""
    return [
        {
            "site": feature["id"],
            "name": feature["properties"]["name"],
            "report": link["report"],
            "date": link["date"],
            "other": link["site"],
            "other_name": link["name"],
            "relation": link["relation"],
            "relation_zh": RELATIONS[link["relation"]].zh,
            "score": float(link["score"]),
            "how": link["how"],
            "how_zh": LINK_GROUNDS[link["how"]].zh,
            "reason": link.get("reason"),
        }
        for feature in atlas.features
        for link in feature["properties"].get("links", ())
    ]


def mention_rows(atlas: Atlas, text: str | None) -> list[Row]:
    """Return one row a mention, site by site, of :data:`MENTION_COLUMNS`.

    Offsets count characters of the report's text; ``clause`` and ``stage_words`` are None
    where ``text`` is None.
    """
    return [
        {
            "site": feature["id"],
            "name": feature["properties"]["name"],
            "text": mention["text"],
            "clause": None if text is None else quotation(mention, text),
            "stage": mention["stage"],
            "stage_zh": STAGES[mention["stage"]].zh,
            "stage_words": _words(mention, "stage_start", "stage_end", text),
            "works": mention.get("works"),
            **{
                name: mention[name]
                for name in (
                    "planned", "period", "start", "end", "quote_start", "quote_end",
                    "stage_start", "stage_end",
                )
            },
            "row": mention.get("row"),
            "progress": mention.get("progress"),
            "progress_zh": PROGRESS[mention["progress"]].zh if "progress" in mention else None,
        }
        for feature in atlas.features
        for mention in feature["properties"]["mentions"]
    ]  # fmt: skip


def mentions_cell(feature: Feature) -> str:
    """Return a site's mentions as JSON text."""
    return json.dumps(feature["properties"]["mentions"], ensure_ascii=False, separators=(",", ":"))


def licences(atlas: Atlas) -> str:
    """Return the terms that the atlas's positions are under, and whom to name, in one line."""
    sources = [feature["properties"]["location_source"] for feature in atlas.features]
    found = sorted({source["licence"] for source in sources if source})
    named = sorted({s["attribution"] for s in sources if s and "attribution" in s})
    terms = [f"{each}（{ATTRIBUTION}）" if each == LICENCE else each for each in found]
    said = [f"位置许可：{'、'.join(terms)}"] if terms else []
    said += [f"位置来源：{'、'.join(named)}"] if named else []
    return "；".join(said)


def holdable(value: Any) -> Any:
    """Return a text without what XML cannot hold: a control character becomes U+FFFD.

    Anything but text comes back as it is.
    """
    return _UNHELD.sub("\ufffd", value) if isinstance(value, str) else value


def held(rows: Iterable[Row]) -> list[Row]:
    """Return rows with every value made :func:`holdable`."""
    return [{name: holdable(value) for name, value in row.items()} for row in rows]


def _words(spans: Mapping[str, Any], start: str, end: str, text: str | None) -> str | None:
    if text is None or spans.get(start) is None or spans.get(end) is None:
        return None
    return text[spans[start] : spans[end]]


def _document(source: Mapping[str, Any] | None) -> str | None:
    """Return which document states an amount, in one line."""
    if source is None:
        return None
    names = ("title", "publisher", "date", "address")
    return ", ".join(str(source[name]) for name in names if source.get(name))
