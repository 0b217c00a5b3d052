"""The card of one site: all that is known of it, with the report's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal
from urllib.parse import quote

from geo.base.languages import CHINESE, ENGLISH, Language, about
from geo.model.atlas import Atlas
from geo.model.codes import (
    COVERS,
    INVESTMENT_BASES,
    LOCATION_SOURCES,
    MENTIONED,
    OTHER_MONEY,
    PRECISIONS,
    PROGRESS,
    SECTORS,
    STAGE_RANK,
    STAGES,
)
from geo.model.quotation import LEFT_OUT, pieces_of
from geo.places.unit_names import english_path
from geo.places.unit_search import path_of
from geo.places.units import read_units, unit_of
from geo.selecting.columns import columns_of
from geo.view.amounts import amount_heading, amount_text, date_of
from geo.view.badges import region_shown
from geo.view.became import became_html
from geo.view.figures import units_of
from geo.view.gloss import gloss, step_head
from geo.view.symbols import symbols
from geo.view.texts import bracketed, say
from geo.view.words import chinese, escape, link
from geo.view.works import works_in, works_of, works_text

# Between two cells of a row: those that are empty or merged as well.
_TABS: Final = re.compile(r"\t[\t〃]*+")

Properties = Mapping[str, Any]


def card_html(
    site: Properties,
    atlas: Atlas,
    text: str | None,
    language: Language = "zh",
    names_around: bool = True,
) -> str:
    """Return the card of a site, given by its properties, as HTML with all data escaped.

    ``text`` is the report's text, None where it is not at hand; ``names_around`` names the
    sites that hold it or that it holds, for where no other part of the page does.
    """
    names = (site["name"], site["name_en"])
    other = about(ENGLISH).tag
    if about(language).names != "name":
        names, other = names[::-1], about(CHINESE).tag
    claims = [
        (say("sector", language), _code(SECTORS, site["sector"], language)),
        *_stages(site, language),
        (
            amount_heading(site["investment"], language),
            _investment(site["investment"], text, language, date_of(atlas.report, site))
            if site["investment"] or not str(atlas.report.get("place_code")).startswith(OTHER_MONEY)
            else _absent("no_yuan", language),
        ),
        (say("responsible", language), chinese(units_of(site, language), language)),
        (say("aliases", language), chinese("、".join(site["aliases"]), language)),
        (say("other_names", language), chinese("、".join(site.get("other_names", ())), language)),
    ]
    location = [
        (say("region", language), _region(site, language)),
        (say("precision", language), _precision(site, language)),
        (say("location_source", language), _source(site["location_source"], language)),
    ]
    if names_around:
        location += [
            (say("within", language), _names(atlas, [site["within"]], language)),
            (say("contains", language), _names(atlas, contained(atlas, site["id"]), language)),
        ]
    told = _Told(
        site, text or "", language, date_of(atlas.report, site), _longer_names(site, atlas)
    )
    evidence = _evidence(told) if text is not None else _names_alone(site, language)
    return (
        f'<article class="site-card" lang="{about(language).tag}">'
        f"<h3>{escape(names[0])}</h3><p class='other-name' lang='{other}'>{escape(names[1])}</p>"
        f"{_facts(claims)}"
        f"<h4>{escape(say('words', language))}</h4>{evidence}"
        f"{became_html(site, language)}"
        f"<h4>{escape(say('location', language))}</h4>{_facts(location)}</article>"
    )


def _facts(rows: list[tuple[str, str]]) -> str:
    """Return labels with their values, which are HTML already, as a definition list."""
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{value}</dd>" for label, value in rows if value)
    return f"<dl>{facts}</dl>"


def _code(codes: Mapping[str, Any], code: str, language: Language) -> str:
    return escape(codes[code].label(language))


def _stages(site: Properties, language: Language) -> list[tuple[str, str]]:
    """Return status and target; in one row where the words that name a site state no stage."""
    if site["status"] in {None, MENTIONED} and site["target"] is None and site["mentions"]:
        return [(say("stage", language), _absent("no_stage", language))]
    is_planned = any(mention["planned"] for mention in site["mentions"])
    absent = {"status": "not_reported", "target": "no_stage" if is_planned else "no_target"}
    claims: tuple[Literal["status", "target"], ...] = ("status", "target")
    return [
        (
            say(claim, language),
            _stage(site[claim], works_of(site, claim), language)
            if site[claim] not in {None, MENTIONED}
            else _absent("no_stage" if site[claim] else absent[claim], language),
        )
        for claim in claims
    ]


def _absent(key: str, language: Language) -> str:
    return f"<span class='absent'>{escape(say(key, language))}</span>"


def _stage(code: str, works: str, language: Language) -> str:
    """Return a stage with the works whose stage it is, where the site itself is not built."""
    colour = symbols().colour(code)
    return f"<span class='stage' style='--stage:{colour}'>{_label(code, works, language)}</span>"


def _label(code: str, works: str, language: Language) -> str:
    label = escape(STAGES[code].label(language))
    if not works:
        return label
    said = works_text(works, language)
    # Words without a translation stay Chinese, and are marked as such.
    shown = chinese(said, language) if said == works else escape(said)
    return bracketed(label, shown, language)


def _investment(
    investment: Mapping[str, Any] | None, text: str | None, language: Language, date: str | None
) -> str:
    if investment is None:
        return _absent("no_investment", language)
    basis = INVESTMENT_BASES[investment["basis"]].label(language)
    amount = escape(f"{amount_text(investment, language, date)} · {basis}")
    if investment["basis"] == "cited":
        return f"{amount}{_citation(investment, language)}"
    if text and "start" in investment:
        words = text[investment["start"] : investment["end"]]
        amount += f" <q>{chinese(words, language)}</q>"
    return amount


def _citation(investment: Mapping[str, Any], language: Language) -> str:
    """Say which document states the amount, for what, and in which words."""
    source, covers = investment["source"], COVERS.get(investment.get("covers", ""))
    what = [
        escape(covers.label(language)) if covers else "",
        chinese(investment.get("scope", ""), language),
    ]
    about = say("comma", language).join(part for part in what if part)
    origin = "，".join(str(source[k]) for k in ("title", "publisher", "date") if source.get(k))
    words = investment.get("figure")
    figure = f" <q>{chinese(words, language)}</q>" if words else ""
    address = link(str(source.get("address") or ""))
    return f"<br><small>{about}{figure}<br>{chinese(origin, language)}{address}</small>"


def _precision(site: Properties, language: Language) -> str:
    label = PRECISIONS[site["precision"]].label(language)
    if site["uncertainty_m"]:
        label += " · " + say("uncertainty", language, metres=site["uncertainty_m"])
    return escape(label)


def _region(site: Properties, language: Language) -> str:
    """Return the unit of which alone a site is known, behind those above it; else nothing."""
    region = region_shown({"properties": site})
    unit = unit_of(region, read_units()) if region else None
    if unit is None:
        return ""
    path = path_of if about(language).names == "name" else english_path
    return escape(say("region_only", language, name=path(unit, read_units())))


def _source(source: Mapping[str, str] | None, language: Language) -> str:
    """Say in a sentence how a place is known; the grounds, which are Chinese, behind it."""
    if source is None:
        return ""
    kind = LOCATION_SOURCES.get(source["kind"])
    label = kind.label(language) if kind else source["kind"]
    first, stop, rest = source["text"].partition("。")
    short = "" if language == CHINESE else escape(source.get("text_en") or "")
    short = short or chinese(first + stop, language)
    head = escape(label + say("colon", language))
    said = f"{head}{short} <small>{escape(source['licence'])}</small>"
    if not rest:
        return said
    grounds = chinese(rest, language)
    return (
        f"{said}<details><summary>{escape(say('grounds', language))}</summary>{grounds}</details>"
    )


def contained(atlas: Atlas, site: str) -> list[str]:
    """Return the ids of the sites that say that they lie in a site."""
    return columns_of(atlas).held.get(site, [])


def _names(atlas: Atlas, ids: Sequence[str | None], language: Language) -> str:
    key = about(language).names
    found = [atlas.by_id[i]["properties"][key] for i in ids if i and i in atlas.by_id]
    return escape(say("names_joint", language).join(found))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the quotations of a card are told from.

    ``longer`` are, by where they start, the longer names that bare mentions are only a part of.
    """

    site: Properties
    text: str
    language: Language
    date: str | None
    longer: Mapping[int, str]


def _longer_names(site: Properties, atlas: Atlas) -> dict[int, str]:
    longer = columns_of(atlas).longer_names
    spans = ((m, (str(m.get("report") or ""), m["start"], m["end"])) for m in site["mentions"])
    return {
        m["start"]: longer[span] for m, span in spans if m["stage"] == MENTIONED and span in longer
    }


def _names_alone(site: Properties, language: Language) -> str:
    listed = "".join(f"<li>{chinese(m['text'], language)}</li>" for m in site["mentions"])
    return f"<p>{escape(say('no_words', language))}</p><ul>{listed}</ul>"


def _evidence(told: _Told) -> str:
    """Return the stages as a timeline: what each period reports or plans, with its words."""
    steps = groupby(sorted(told.site["mentions"], key=_when), key=_when)
    said = "".join(_step([*found], told) for _, found in steps)
    return f"<ol class='timeline'>{said}</ol>"


def _when(mention: Mapping[str, Any]) -> tuple[bool, str, str, str]:
    """Return where a mention stands in time: reports before plans, by the period's end."""
    period = str(mention["period"] or "")
    start, _, end = period.partition("-")
    return (mention["planned"], end or start, start, period)


def _step(mentions: list[Mapping[str, Any]], told: _Told) -> str:
    first, language = mentions[0], told.language
    stage = max((m["stage"] for m in mentions), key=STAGE_RANK.__getitem__)
    kind = "planned" if first["planned"] else "reported"
    head = escape(step_head({**first, "stage": stage}, language))
    says_stage = len(mentions) > 1
    quotes = "".join(
        _quote(m, told, says_stage) + _gloss(gloss(m, told.site, language, told.date))
        for m in mentions
    )
    return (
        f"<li class='{kind}' style='--stage:{symbols().colour(stage)}'>"
        f"<div><b>{head}</b> {_step_stage(stage, mentions, language)}</div>{quotes}</li>"
    )


def _gloss(said: str) -> str:
    return f"<p class='gloss'>{escape(said)}</p>" if said else ""


def _step_stage(stage: str, mentions: list[Mapping[str, Any]], language: Language) -> str:
    """Return a step's stage; its colour is the step's."""
    if stage == MENTIONED:
        return ""
    works = works_in(m for m in mentions if m["stage"] == stage)
    return f"<span class='stage'>{_label(stage, works, language)}</span>"


def _stage_of(mention: Mapping[str, Any], language: Language) -> str:
    if mention["stage"] == MENTIONED:
        return ""
    return _stage(mention["stage"], works_in([mention]), language)


def _quote(mention: Mapping[str, Any], told: _Told, says_stage: bool) -> str:
    language = told.language
    stage = f" {_stage_of(mention, language)}" if says_stage else ""
    if "progress" in mention:
        stage += f" <b>{escape(PROGRESS[mention['progress']].label(language))}</b>"
    longer = told.longer.get(mention["start"])
    if longer and mention["stage"] == MENTIONED:
        stage += f" <small>{escape(say('part_of_name', language, name=longer))}</small>"
    words = _marked(mention, told.text)
    if language != CHINESE:
        words = f"<span lang='zh-CN'>{words}</span>"
    return f"<blockquote>{words}{stage}</blockquote>"


def _marked(mention: Mapping[str, Any], text: str) -> str:
    """Return the clause with the site's words and the stage's words marked."""
    marks = [(mention["start"], mention["end"], "mark")]
    if mention["stage_start"] is not None:
        marks.append((mention["stage_start"], mention["stage_end"], "strong"))
    return LEFT_OUT.join(_piece(text, piece, marks) for piece in pieces_of(mention))


def _piece(text: str, piece: tuple[int, int], marks: list[tuple[int, int, str]]) -> str:
    at, said = piece[0], ""
    for start, end, tag in sorted(marks):
        if at <= start and end <= piece[1]:
            said += f"{_cells(text[at:start])}<{tag}>{_cells(text[start:end])}</{tag}>"
            at = end
    return said + _cells(text[at : piece[1]])


def _cells(words: str) -> str:
    """Return words as HTML, a table's cells apart; empty ones are not shown."""
    return escape(_TABS.sub(" ｜ ", words))


def links_html(feature: Mapping[str, Any], language: Language = "zh") -> str:
    """Return links that open a site's position elsewhere, as HTML; nothing where it has none.

    Nor where only its township is known: another map would show the town's seat as the site's.
    """
    if feature["geometry"] is None or region_shown(feature):
        return ""
    # Only a chosen site needs a point.
    from shapely.geometry import shape

    from geo.places.datum import GCJ02, WGS84, convert

    point = shape(feature["geometry"]).representative_point()
    lon, lat = convert(point.x, point.y, WGS84, GCJ02)
    name = quote(feature["properties"]["name"])
    gaode = f"https://uri.amap.com/marker?position={lon:.6f},{lat:.6f}&name={name}&coordinate=gaode"
    osm = (
        f"https://www.openstreetmap.org/?mlat={point.y:.6f}&mlon={point.x:.6f}"
        f"#map=16/{point.y:.6f}/{point.x:.6f}"
    )
    links = " · ".join(
        f"<a href='{escape(address)}' target='_blank' rel='noreferrer'>{label}</a>"
        for address, label in ((osm, "OpenStreetMap"), (gaode, "高德 Gaode"))
    )
    head = escape(say("open_in", language) + say("colon", language))
    return f"<p class='site-links'>{head}{links}</p>"
