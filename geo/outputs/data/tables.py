"""What every table format holds: one row a site, one row a mention, with labelled columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo.model.atlas import Atlas, Feature
from geo.model.codes import (
    CERTAINTIES,
    COVERS,
    INVESTMENT_BASES,
    LOCATION_SOURCES,
    PRECISIONS,
    PROGRESS,
    SECTORS,
    SOURCES,
    STAGES,
    VERDICTS,
    Code,
)
from geo.places.surroundings import ATTRIBUTION, LICENCE
from geo.promises.table import deciding
from geo.view.figures import units_of
from geo.view.works import works_of

# Control characters and the two non-characters that XML 1.0 (2.2) cannot hold.
_UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column(Code):
    """A column: its name, its Chinese and English label, what it holds, and its code list."""

    kind: Literal["text", "integer", "number", "flag"] = "text"
    codes: Mapping[str, Code] | None = None


SITE_COLUMNS: Final = (
    Column("id", "编号", "Id"),
    Column("name", "名称", "Name"),
    Column("name_en", "英文名", "English name"),
    Column("aliases", "别名", "Aliases"),
    Column("sector", "行业代码", "Sector code", codes=SECTORS),
    Column("sector_zh", "行业", "Sector"),
    Column("status", "现状代码", "Status code", codes=STAGES),
    Column("status_zh", "现状", "Status"),
    Column("status_works", "现状所指工程", "Works of the status"),
    Column("target", "目标代码", "Target code", codes=STAGES),
    Column("target_zh", "目标", "Target"),
    Column("target_works", "目标所指工程", "Works of the target"),
    Column("investment_cny", "金额（元）", "Amount (CNY)", "number"),
    Column("investment_least_cny", "金额下限（元）", "Amount at the least (CNY)", "number"),
    Column("investment_among", "同一下限的项目数", "Sites with this amount", "integer"),
    Column("investment_basis", "金额依据", "Basis of the amount", codes=INVESTMENT_BASES),
    Column("investment_for", "金额类别", "What the amount is for", codes=COVERS),
    Column("investment_scope", "金额范围", "Which part it is for"),
    Column("investment_words", "金额原文", "Words of the amount"),
    Column("investment_source", "金额出处", "Document of the amount"),
    Column("precision", "定位精度代码", "Precision code", codes=PRECISIONS),
    Column("precision_zh", "定位精度", "Precision"),
    Column("uncertainty_m", "误差（米）", "Uncertainty (m)", "number"),
    Column("location_kind", "定位方式", "Kind of location", codes=LOCATION_SOURCES),
    Column("location_source", "定位依据", "How the location is known"),
    Column("location_licence", "位置许可", "Licence of the location"),
    Column("within", "所在片区编号", "Lies in (id)"),
    Column("responsible", "责任单位", "Responsible units"),
    Column("verdict", "结果代码", "Outcome code", codes=VERDICTS),
    Column("verdict_zh", "目标的结果", "Outcome of the target"),
    Column("due", "目标期限", "Target due"),
    Column("overdue", "已过期限未完成", "Past its term and unfinished", "flag"),
    Column("outcome_date", "结果发生日期", "When it happened"),
    Column("outcome_words", "后来的说法", "Later words that decide"),
    Column("outcome_source", "后来说法的出处", "Document of the later words"),
)
MENTION_COLUMNS: Final = (
    Column("site", "项目编号", "Site id"),
    Column("name", "项目名称", "Site"),
    Column("text", "提及文字", "Words of the site"),
    Column("clause", "原文", "Clause"),
    Column("stage", "阶段代码", "Stage code", codes=STAGES),
    Column("stage_zh", "阶段", "Stage"),
    Column("stage_words", "阶段文字", "Words of the stage"),
    Column("works", "阶段所指工程", "Works of the stage"),
    Column("planned", "是否计划", "Planned", "flag"),
    Column("period", "时期", "Period"),
    Column("start", "起", "Start", "integer"),
    Column("end", "止", "End", "integer"),
    Column("quote_start", "原文起", "Clause start", "integer"),
    Column("quote_end", "原文止", "Clause end", "integer"),
    Column("stage_start", "阶段起", "Stage start", "integer"),
    Column("stage_end", "阶段止", "Stage end", "integer"),
    Column("row", "表格行", "Row of a table", "integer"),
    Column("progress", "进度评价代码", "Progress code", codes=PROGRESS),
    Column("progress_zh", "进度评价", "Progress"),
)
OUTCOME_COLUMNS: Final = (
    Column("site", "项目编号", "Site id"),
    Column("name", "项目名称", "Site"),
    Column("part", "部分", "Part of the site"),
    Column("stage", "阶段代码", "Stage code", codes=STAGES),
    Column("stage_zh", "阶段", "Stage"),
    Column("date", "发生日期", "When it happened"),
    Column("words", "原文", "Words"),
    Column("kind", "文件类别代码", "Kind of document, code", codes=SOURCES),
    Column("kind_zh", "文件类别", "Kind of document"),
    Column("certainty", "指认把握代码", "How sure it is of this site, code", codes=CERTAINTIES),
    Column("certainty_zh", "指认把握", "How sure it is of this site"),
    Column("forecast", "只是预计", "Only expected", "flag"),
    Column("unfinished", "说尚未完成", "Says it is not so yet", "flag"),
    Column("ended", "说停止或改变", "Says works ended or changed", "flag"),
    Column("total", "全区总数", "A district's count", "flag"),
    Column("decides", "据此判断", "Decides the outcome", "flag"),
    Column("title", "文件", "Document"),
    Column("publisher", "发布者", "Publisher"),
    Column("published", "文件日期", "Document's date"),
    Column("address", "网址", "Address"),
)
# A site's mentions in one cell, for the tables that stand alone.
MENTIONS_COLUMN: Final = Column("mentions", "提及（JSON）", "Mentions (JSON)")

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
            "clause": _clause(mention, text),
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


def _clause(mention: Mapping[str, Any], text: str | None) -> str | None:
    """Return a mention's quotation: its clause, and the words far from it that govern it."""
    clause = _words(mention, "quote_start", "quote_end", text)
    more = mention.get("quote_more")
    if text is None or clause is None or not more:
        return clause
    words = text[slice(*more)]
    return f"{words}……{clause}" if more[0] < mention["quote_start"] else f"{clause}……{words}"


def _document(source: Mapping[str, Any] | None) -> str | None:
    """Return which document states an amount, in one line."""
    if source is None:
        return None
    names = ("title", "publisher", "date", "address")
    return ", ".join(str(source[name]) for name in names if source.get(name))
