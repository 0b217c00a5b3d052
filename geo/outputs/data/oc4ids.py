"""The atlas as a project package of the Open Contracting for Infrastructure Data Standard.

Version 0.9.5, https://standard.open-contracting.org/infrastructure/0.9.5/. Only what the
report or a cited document states is written: DATA.md says what each field holds.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from geo.base.errors import InputError
from geo.model.atlas import Atlas, Feature
from geo.model.codes import (
    CERTAINTIES,
    COVERS,
    INVESTMENT_BASES,
    LINK_GROUNDS,
    PRECISIONS,
    RELATIONS,
    SECTORS,
    STAGES,
    VERDICTS,
)
from geo.model.quotation import pieces_of
from geo.model.standards import Standards, read_standards
from geo.promises.outcomes import from_member
from geo.view.works import with_works

VERSION: Final = "0.9"
# Of the right form, but registered by nobody: who publishes has a prefix of their own.
PREFIX: Final = "oc4ids-000000"
PUBLISHER: Final = "政府工作报告地图"
LICENSE: Final = "https://opendatacommons.org/licenses/odbl/1-0/"

_PREFIX_FORM: Final = re.compile(r"oc4ids-[a-z0-9]{6}")
_YEARS: Final = re.compile(r"(\d{4})(?:-(\d{4}))?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_GEOMETRIES: Final = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
)
# Periods are years of China's clock.
_ZONE: Final = "+08:00"
# The phases of a project that have a period, in their order.
_PHASES: Final = ("identification", "preparation", "implementation", "completion", "maintenance")


def check_prefix(prefix: str) -> str:
    """Return a project identifier prefix: ``oc4ids-`` and six lower-case letters or digits.

    >>> check_prefix("oc4ids-bu3kcz")
    'oc4ids-bu3kcz'

    Raises :class:`~geo.base.errors.InputError` for anything else.
    """
    if not _PREFIX_FORM.fullmatch(prefix):
        raise InputError("no_oc4ids_prefix", prefix=prefix[:40])
    return prefix


def write(
    atlas: Atlas, text: str | None = None, *, prefix: str = PREFIX, publisher: str = PUBLISHER
) -> bytes:
    """Return :func:`package` as UTF-8 JSON, with the report's clauses where ``text`` holds them."""
    said = package(atlas, prefix, publisher, read_standards(), text)
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def package(
    atlas: Atlas,
    prefix: str,
    publisher: str,
    standards: Standards,
    text: str | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Return the atlas as a project package, one project a site.

    Project ids are ``prefix`` and the site's id, geometries WGS-84. ``publishedDate`` is the
    report's day or, where the report has none, ``now``. The same atlas has the same ``uri``.

    Raises :class:`~geo.base.errors.InputError` for a broken prefix and an atlas without sites,
    for a package of no project is none.
    """
    check_prefix(prefix)
    if not atlas.features:
        raise InputError("oc4ids_needs_a_site")
    projects = [_project(f, atlas, prefix, standards, text) for f in atlas.features]
    digest = json.dumps([projects, publisher], ensure_ascii=False, sort_keys=True)
    moment = _at(atlas.report.get("date")) or (now or datetime.now(UTC)).isoformat("T", "seconds")
    return {
        "uri": uuid.uuid5(uuid.NAMESPACE_URL, digest).urn,
        "publishedDate": moment,
        "publisher": {"name": publisher.strip() or PUBLISHER},
        "license": LICENSE,
        "version": VERSION,
        "projects": projects,
    }


def _project(
    feature: Feature, atlas: Atlas, prefix: str, standards: Standards, text: str | None
) -> dict[str, Any]:
    site = feature["properties"]
    statuses = standards["stage"][site["status"]] if site["status"] else ()
    return _stated(
        {
            "id": f"{prefix}-{site['id']}",
            "updated": _at(atlas.report.get("date")),
            "language": "zh",
            "title": site["name"],
            "description": _description(site, atlas),
            "status": statuses[0] if statuses else None,
            "sector": list(standards["sector"][site["sector"]]),
            "additionalClassifications": _classifications(site),
            "locations": _locations(feature, atlas, standards),
            "budget": _budget(site["investment"]),
            **_periods(site["mentions"], standards),
            "milestones": [*_milestones(site, atlas), *_later_milestones(site)],
            "documents": _documents(site, atlas, text),
        }
    )


def _description(site: Mapping[str, Any], atlas: Atlas) -> str:
    said = [site["name_en"] if site["name_en"] != site["name"] else ""]
    if site["aliases"]:
        said.append(f"报告中写作：{'、'.join(site['aliases'])}")
    holder = atlas.by_id.get(site["within"])
    if holder:
        said.append(f"位于：{holder['properties']['name']}")
    return "；".join(part for part in said if part.strip())


def _classifications(site: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return our own codes, which are finer than the standard's."""
    lists = (
        ("sector", SECTORS, "行业"),
        ("status", STAGES, "阶段"),
    )
    return [
        {
            "scheme": f"geo-{name}",
            "id": site[name],
            "description": f"{label}：{codes[site[name]].zh}",
        }
        for name, codes, label in lists
        if site[name]
    ]


def _locations(feature: Feature, atlas: Atlas, standards: Standards) -> list[dict[str, Any]]:
    site, geometry = feature["properties"], feature["geometry"]
    exactness = standards["precision"][site["precision"]]
    if not exactness:
        return []
    said = [f"位置精度：{PRECISIONS[site['precision']].zh}"]
    said.append(f"IATI GeographicExactness：{exactness[0]}")
    if site["uncertainty_m"] is not None:
        said.append(f"误差半径约 {site['uncertainty_m']:g} 米")
    if site["precision"] == "district" and atlas.report.get("place"):
        said.append(f"仅知在{atlas.report['place']}")
    if site["location_source"]:
        said.append(f"位置依据：{site['location_source']['text']}")
    is_drawn = geometry is not None and geometry["type"] in _GEOMETRIES
    return [
        _stated(
            {
                "id": "1",
                "description": "；".join(said),
                "geometry": {key: geometry[key] for key in ("type", "coordinates")}
                if is_drawn and geometry
                else None,
            }
        )
    ]


def _budget(investment: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is stated of a project's budget.

    ``amount`` only for what was said to be the total of this very project: a lower bound, a
    part, a land price are told in words, and the size of a fund that sits there is none.
    """
    if investment is None or investment["basis"] == "fund":
        return {}
    amount, basis = investment["amount_cny"], investment["basis"]
    is_total = basis == "stated" or (
        basis == "cited"
        and investment.get("covers") == "total_investment"
        and not investment.get("scope")
    )
    said = [INVESTMENT_BASES[basis].zh]
    covers = COVERS.get(investment.get("covers") or "")
    said += [covers.zh] if covers else []
    said += [f"范围：{investment['scope']}"] if investment.get("scope") else []
    said += [f"原文：{investment['figure']}"] if investment.get("figure") else []
    if not is_total:
        said.append(f"{'不低于 ' if basis == 'at_least' else ''}{amount:,} 元")
    return _stated(
        {
            "description": "；".join(said),
            "amount": {"amount": amount, "currency": "CNY"} if is_total else None,
        }
    )


def _periods(mentions: Iterable[Mapping[str, Any]], standards: Standards) -> dict[str, Any]:
    """Return for each phase the years in which the report puts it, first day to last."""
    years: dict[str, list[tuple[int, int]]] = {}
    for mention in mentions:
        span = _span(mention["period"])
        for phase in standards["stage"][mention["stage"]]:
            if span and phase in _PHASES:
                years.setdefault(phase, []).append(span)
    spans = {
        phase: (min(first for first, _ in years[phase]), max(last for _, last in years[phase]))
        for phase in _PHASES
        if phase in years
    }
    return {
        f"{phase}Period": {"startDate": _first(first), "endDate": _last(last)}
        for phase, (first, last) in spans.items()
    }


def _milestones(site: Mapping[str, Any], atlas: Atlas) -> list[dict[str, Any]]:
    """Return a milestone for each stage, claim and period: met where reported, else scheduled.

    That of the target says what became of it.
    """
    mentions, became = site["mentions"], _became(site)
    words: dict[tuple[str, str, bool, str | None], list[str]] = {}
    for mention in mentions:
        if mention["stage_start"] is not None:
            works = mention.get("works") or ""
            key = (mention["stage"], works, mention["planned"], mention["period"])
            words.setdefault(key, []).append(
                f"{mention['text']}（第 {mention['start']}–{mention['end']} 字）"
            )
    found = []
    for number, ((stage, works, planned, period), said) in enumerate(words.items(), 1):
        span = _span(period)
        claim = "，".join(filter(None, ("计划" if planned else "已报告", period)))
        result = became if planned and stage == site["target"] else ""
        found.append(
            _stated(
                {
                    "id": str(number),
                    "title": with_works(STAGES[stage].zh, works, "zh"),
                    "description": f"{claim}：{'、'.join(said)}{result}",
                    "dueDate": _last(span[1]) if span and planned else None,
                    "dateModified": _at(atlas.report.get("date")),
                    "status": "scheduled" if planned else "met",
                }
            )
        )
    return found


def _became(site: Mapping[str, Any]) -> str:
    """Return what became of a site's target, to be put behind it; nothing without a verdict."""
    verdict = site.get("verdict")
    if not verdict:
        return ""
    late = "，期限过后仍未完成" if verdict["overdue"] else ""
    silence = "，不等于没有兑现" if verdict["code"] == "no_evidence" else ""
    return f"；结果：{VERDICTS[verdict['code']].zh}{late}{silence}"


def _later_milestones(site: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a milestone for each later statement: met where its words prove it."""
    found = []
    for number, outcome in enumerate(site.get("outcomes", ()), 1):
        said = from_member(outcome)
        source = outcome["source"]
        origin = "，".join(str(source[k]) for k in ("title", "publisher", "date") if source.get(k))
        about = [f"后来：“{outcome['words']}”（{origin}）"]
        about += [f"部分：{outcome['part']}"] if outcome["part"] else []
        about += [f"时间：{outcome['date']}"] if outcome["date"] else []
        about += [f"指认把握：{CERTAINTIES[outcome['certainty']].zh}"]
        is_met = said.proves and not said.ended
        stage = STAGES[outcome["stage"]].zh if outcome["stage"] else "停止或改变"
        found.append(
            _stated(
                {
                    "id": f"later-{number}",
                    "title": stage,
                    "description": "；".join(about),
                    "status": "met" if is_met else "scheduled" if said.forecast else None,
                    "dateMet": _at(outcome["date"]) if is_met else None,
                    "dateModified": _at(source.get("date")),
                }
            )
        )
    return found


def _documents(site: Mapping[str, Any], atlas: Atlas, text: str | None) -> list[dict[str, Any]]:
    report = atlas.report
    clauses = dict.fromkeys(piece for m in site["mentions"] for piece in pieces_of(m))
    spots = "、".join(
        f"第 {start}–{end} 字" + (f"“{text[start:end]}”" if text else "") for start, end in clauses
    )
    about = [f"{report.get('place') or ''}政府工作报告", report.get("date") or ""]
    about += [f"提到本项目之处：{spots}"] if spots else []
    about += [f"全文 SHA-256：{report['sha256']}"] if report.get("sha256") else []
    is_progress = any(not m["planned"] and m["stage_start"] is not None for m in site["mentions"])
    documents = [
        _stated(
            {
                "id": str(report.get("id") or "report"),
                "documentType": "physicalProgressReport" if is_progress else None,
                "title": report.get("title") or "政府工作报告",
                "description": "；".join(part for part in about if part),
                "language": "zh",
            }
        )
    ]
    source = (site["investment"] or {}).get("source")
    documents += [_cited(source, "investment")] if source else []
    later = {
        (s.get("title"), s.get("address")): s
        for s in (o["source"] for o in site.get("outcomes", ()))
    }
    documents += [_cited(s, f"later-{n}") for n, s in enumerate(later.values(), 1)]
    return documents + [_linked(link, n) for n, link in enumerate(site.get("links", ()), 1)]


def _linked(link: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a later report as a document: by which name it knows this project, and how sure."""
    about = [f"其中作：{link['name']}（{link['site']}）"]
    about += [f"关系：{RELATIONS[link['relation']].zh}", f"依据：{LINK_GROUNDS[link['how']].zh}"]
    about += [f"把握：{link['score']:g}"]
    about += [f"编辑理由：{link['reason']}"] if link.get("reason") else []
    return _stated(
        {
            "id": f"link-{number}",
            "title": link["report"],
            "description": "；".join(about),
            "language": "zh",
            "datePublished": _at(link["date"]),
        }
    )


def _cited(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    date_said, address = source.get("date") or "", source.get("address") or ""
    url = address if _is_address(address) else None
    about = [f"发布：{source['publisher']}" if source.get("publisher") else ""]
    about += [f"日期：{date_said}" if date_said and not _at(date_said) else ""]
    about += [f"地址：{address}" if address and not url else ""]
    return _stated(
        {
            "id": name,
            "title": source.get("title"),
            "description": "；".join(part for part in about if part),
            "url": url,
            "datePublished": _at(date_said),
        }
    )


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields without those that say nothing: the standard wants them left out."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None
        and value not in ([], {})
        and not (isinstance(value, str) and not value.strip())
    }


def _span(period: str | None) -> tuple[int, int] | None:
    found = _YEARS.fullmatch(period or "")
    return (int(found[1]), int(found[2] or found[1])) if found else None


def _first(year: int) -> str:
    return f"{year:04}-01-01T00:00:00{_ZONE}"


def _last(year: int) -> str:
    return f"{year:04}-12-31T23:59:59{_ZONE}"


def _at(day: object) -> str | None:
    """Return the beginning of an ISO 8601 day as a moment, None for anything else."""
    if not isinstance(day, str) or not _DAY.fullmatch(day):
        return None
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    return f"{day}T00:00:00{_ZONE}"


def _is_address(text: str) -> bool:
    """Whether a text is a web address as a URI has it (RFC 3986): printable ASCII, no spaces."""
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname) and not _BAD_ESCAPE.search(text)
    except ValueError:
        return False
