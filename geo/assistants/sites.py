"""Sites: searching for them with the page's filters, and all that is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final, Literal

import numpy as np

from geo.assistants.answers import Answer
from geo.assistants.areas import with_area
from geo.assistants.proofs import proving, short, span, statement
from geo.base.languages import CHINESE, Language, about
from geo.model.atlas import Feature
from geo.model.codes import MENTIONED, PRECISIONS, SECTORS, VERDICTS
from geo.places.unit_names import english_path
from geo.places.unit_search import path_of
from geo.places.units import read_units, unit_of
from geo.promises.table import deciding
from geo.selecting.selection import parameter_names
from geo.serving.addresses import address, language_asked
from geo.serving.previews import SITE
from geo.serving.published import Catalogue, Published
from geo.serving.query import choose
from geo.serving.refusals import not_found, wrong_value
from geo.view.amounts import amount_cell, date_of
from geo.view.works import stage_text

_NAMES_MAX: Final = 6
_UNITS_MAX: Final = 4
_LONG: Final = 200
_ADDRESS_MAX: Final = 300
_CLAIMS: Final[tuple[Literal["status", "target"], ...]] = ("status", "target")


def search(arguments: Mapping[str, Any], catalogue: Catalogue, public: str) -> dict[str, Any]:
    """Return the sites that the page's filters choose, each with the words that prove it."""
    language, limit, offset = arguments["lang"], arguments["limit"], arguments["offset"]
    choice = choose(filters_of(arguments, catalogue), catalogue)
    found = [(each, int(number)) for each, mask in choice.masks for number in np.flatnonzero(mask)]
    answer = Answer(language, public)
    items = [
        (each, brief(each, each.atlas.features[number], language, public))
        for each, number in islice(found, offset, offset + limit)
    ]
    if not items:
        answer.goes_by(choice.atlases)
    if not found:
        answer.note("no_site")
    answer.list_items("sites", items, offset, len(found))
    return answer.finished()


def filters_of(arguments: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """Return the page's filters among a tool's arguments; an area may be given by its name."""
    asked = {name: arguments[name] for name in (*parameter_names(), "report") if name in arguments}
    return with_area(asked, catalogue)


def brief(
    published: Published, feature: Feature, language: Language, public: str
) -> dict[str, Any]:
    """Return what a list says of a site; a status or target of null is not stated."""
    site = feature["properties"]
    return {
        **named(published, site, language, public),
        "status": _stage(site["status"]),
        "target": _stage(site["target"]),
        "statements": [
            statement(published, site, number, language, public) for number in proving(site)
        ],
    }


def named(
    published: Published, site: Mapping[str, Any], language: Language, public: str
) -> dict[str, Any]:
    """Return what a site is called, what it is for, and the address of its page."""
    here = published.address_of(site["id"])
    said = {"site": here, "name": short(site["name"])}
    other = about(language).names
    if other != "name":
        said[other] = short(site[other])
    if site.get("report"):
        # In an atlas of many reports: offsets count in this one's text.
        said["report"] = short(site["report"])
    said["sector"] = site["sector"]
    said["sector_label"] = SECTORS[site["sector"]].label(language)
    said["address"] = address(public, SITE, here, query=language_asked(language))
    return said


def get(arguments: Mapping[str, Any], catalogue: Catalogue, public: str) -> dict[str, Any]:
    """Return what is known of one site: what the report says of it first, as much as fits."""
    language, offset = arguments["lang"], arguments["offset"]
    published, feature = _found(arguments["site"], catalogue)
    site = feature["properties"]
    answer = Answer(language, public)
    answer.goes_by((published,))
    data = address(public, "api", "collections", "sites", "items", published.address_of(site["id"]))
    answer.put(**named(published, site, language, public), data=data)
    mentions = site["mentions"]
    said = [
        (published, statement(published, site, number, language, public))
        for number in range(len(mentions))[offset : offset + arguments["limit"]]
    ]
    if not offset:
        answer.keep_free([item for _, item in said[:1]])
        _tell(answer, published, feature)
    answer.list_items("statements", said, offset, len(mentions))
    return answer.finished()


def _found(asked: str, catalogue: Catalogue) -> tuple[Published, Feature]:
    """Return a site by ``<report>--<id>``, or by its id alone where one report has it."""
    found = catalogue.find_site(asked)
    if found is not None:
        return found
    having = [each for each in catalogue.atlases if asked in each.atlas.by_id]
    if len(having) == 1:
        return having[0], having[0].atlas.by_id[asked]
    if having:
        names = ", ".join(each.address_of(asked) for each in having[:5])
        raise wrong_value("site", asked, f"several reports have it: {names}")
    raise not_found(f"no such site is published here: {asked[:80]}; search_sites finds them")


def _stage(code: str | None) -> str | None:
    return None if code in {None, MENTIONED} else code


def _tell(answer: Answer, published: Published, feature: Feature) -> None:
    """Say all facts of a site but its statements; of each that is not known, that it is not."""
    site, language = feature["properties"], answer.language
    names = [*site["aliases"], *site.get("other_names", ())][:_NAMES_MAX]
    if names:
        answer.offer("other_names", [short(name, 40) for name in names])
    for claim in _CLAIMS:
        stage = _stage(site[claim])
        label = stage_text(site, claim, language) if stage else None
        answer.put(**{claim: stage and {"stage": stage, "label": short(label)}})
        if not stage:
            answer.note(f"no_{claim}")
    _tell_amount(answer, published, site)
    _tell_position(answer, feature)
    _tell_verdict(answer, site)
    units = [
        {"unit": short(unit["unit"]), "role": unit["role"],
         "start": unit["start"], "end": unit["end"]}
        for unit in site.get("responsible", ())[:_UNITS_MAX]
    ]  # fmt: skip
    if units:
        answer.offer("responsible", units)
    if site["within"]:
        answer.offer("within", published.address_of(site["within"]))


def _tell_amount(answer: Answer, published: Published, site: Mapping[str, Any]) -> None:
    investment, language = site["investment"], answer.language
    if investment is None:
        answer.put(amount=None)
        answer.note("no_investment")
        return
    said = {
        "cny": investment["amount_cny"],
        "basis": investment["basis"],
        "label": amount_cell(investment, language, date_of(published.atlas.report, site)),
    }
    if investment["basis"] == "cited":
        said["figure"] = short(investment.get("figure") or "")
        said["document"] = _document(investment["source"])
        answer.note("cited")
    elif published.text is not None:
        said["quotes"] = [span(published.text, investment["start"], investment["end"])]
    else:
        said |= {"start": investment["start"], "end": investment["end"]}
    answer.offer("amount", said)


def _tell_position(answer: Answer, feature: Feature) -> None:
    site, language = feature["properties"], answer.language
    geometry, source = feature["geometry"], site["location_source"]
    said: dict[str, Any] = {
        "precision": site["precision"],
        "label": PRECISIONS[site["precision"]].label(language),
        "uncertainty_m": site["uncertainty_m"],
    }
    if geometry is None:
        answer.note("no_position")
    elif geometry["type"] == "Point":
        said["longitude"], said["latitude"] = geometry["coordinates"][:2]
    else:
        from shapely.geometry import shape

        said["bbox"] = [round(degrees, 6) for degrees in shape(geometry).bounds]
    if source:
        own = source.get("text_en") if language != CHINESE else None
        said["grounds"] = short(own or source["text"], _LONG)
        said["licence"] = short(source["licence"])
        if source.get("attribution"):
            said["attribution"] = short(source["attribution"])
    answer.offer("position", said)
    units = read_units()
    unit = unit_of(site["region"], units) if site.get("region") else None
    if unit is None:
        answer.note("no_unit")
    else:
        path = path_of if about(language).names == "name" else english_path
        answer.offer("unit", {"code": unit.code, "name": path(unit, units)})


def _tell_verdict(answer: Answer, site: Mapping[str, Any]) -> None:
    verdict, language = site.get("verdict"), answer.language
    if verdict is None:
        if site["target"]:
            answer.note("not_followed")
        return
    said = {
        "verdict": verdict["code"],
        "label": VERDICTS[verdict["code"]].label(language),
        "due": verdict["due"],
        "overdue": verdict["overdue"],
    }
    decides = deciding(site)
    if decides is None:
        answer.note("no_evidence")
    else:
        said["words"], said["date"] = short(decides["words"], _LONG), decides["date"]
        said["document"] = _document(decides["source"])
        answer.note("of_later")
    answer.offer("became", said)


def _document(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return what another document is; an address that is too long to be copied is left out."""
    said = {
        name: short(source[name]) for name in ("title", "publisher", "date") if source.get(name)
    }
    where = str(source.get("address") or "")
    return said | ({"address": where} if where and len(where) <= _ADDRESS_MAX else {})
