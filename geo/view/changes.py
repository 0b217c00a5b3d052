"""What changed of a site between two builds, as people read it: what it was and what it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Feature
from geo.model.changes import Change
from geo.model.codes import CHANGES, NO_VERDICT, PRECISIONS, VERDICTS
from geo.model.quotation import quotation
from geo.places.unit_names import english_path
from geo.places.unit_search import path_of
from geo.places.units import read_units, unit_of
from geo.view.amounts import amount_cell, date_of
from geo.view.texts import bracketed, say
from geo.view.works import claims_said

# The mean radius of IUGG's GRS80.
_RADIUS_M: Final = 6_371_008.8
_CLAIMS: Final[tuple[tuple[Literal["status", "target"], bool], ...]] = (
    ("status", False),
    ("target", True),
)


class Step(NamedTuple):
    """One thing that changed: its code, and what is said of it before and after, empty for none."""

    kind: str
    before: str
    after: str


def name_of(change: Change, language: Language) -> str:
    """Return the name by which a site was known last."""
    site = change.known["properties"]
    return visible(str(site[about(language).names] or site["name"]))


def kinds_text(change: Change, language: Language) -> str:
    """Return what changed in a few words: ``阶段、位置``."""
    return say("kinds_joint", language).join(CHANGES[k].label(language) for k in change.kinds)


def steps_of(change: Change, report: Mapping[str, Any], language: Language) -> list[Step]:
    """Return what changed, one thing after the other; ``report`` is the build's."""
    return [_step(kind, change, report, language) for kind in change.kinds]


def _step(kind: str, change: Change, report: Mapping[str, Any], language: Language) -> Step:
    told = {
        "stage": _stage,
        "amount": _amount,
        "verdict": _verdict,
        "position": _position,
    }.get(kind, _stage)

    def side(feature: Feature | None) -> str:
        return "" if feature is None else told(feature["properties"], report, language)

    step = Step(kind, side(change.before), side(change.after))
    if kind == "position" and (how := _moved_text(change, language)):
        return step._replace(after=bracketed(step.after, how, language))
    return step


def step_text(step: Step, language: Language) -> str:
    """Return what changed in one line: ``阶段：在建 → 已建成``."""
    label = CHANGES[step.kind].label(language)
    if not (step.before and step.after) or step.after.startswith(step.before):
        # New, gone, or moved by no more than a few metres: the rest is as it was.
        return say("claim_is", language, claim=label, stage=step.after or step.before)
    return say("step", language, kind=label, before=step.before, after=step.after)


def words_of_change(change: Change, text: str | None) -> list[str]:
    """Return the report's words for the stages that a site has come to, one a stage.

    None where its stage did not change, it is gone, or the text is not at hand.
    """
    if text is None or change.after is None or not {"stage", "new"} & set(change.kinds):
        return []
    site = change.after["properties"]
    old = change.before["properties"] if change.before else {}
    found = []
    for claim, is_planned in _CLAIMS:
        if site[claim] is None or site[claim] == old.get(claim):
            continue
        said = (
            m for m in site["mentions"] if m["planned"] is is_planned and m["stage"] == site[claim]
        )
        if mention := next(said, None):
            found.append(" ".join(visible(quotation(mention, text)).split()))
    return list(dict.fromkeys(found))


def _moved_text(change: Change, language: Language) -> str:
    """Return how another shape differs from what was drawn; empty where it does not."""
    shapes = [side["geometry"] for side in (change.before, change.after) if side is not None]
    if len(shapes) < 2 or None in shapes or shapes[0] == shapes[1]:
        return ""
    metres = _metres_between(*shapes)
    return say("moved", language, metres=metres) if metres else say("reshaped", language)


def _metres_between(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """Return how far the middles of two GeoJSON geometries lie from each other, on a sphere."""
    from shapely.geometry import shape

    here, there = shape(dict(one)).centroid, shape(dict(other)).centroid
    south, north = math.radians(here.y), math.radians(there.y)
    wide = math.sin(math.radians(there.x - here.x) / 2) ** 2 * math.cos(south) * math.cos(north)
    high = math.sin((north - south) / 2) ** 2
    return round(2 * _RADIUS_M * math.asin(math.sqrt(min(1.0, wide + high))))


def _stage(site: Mapping[str, Any], report: Mapping[str, Any], language: Language) -> str:
    del report
    return say("semicolon", language).join(claims_said(site, language)) or say("no_stage", language)


def _amount(site: Mapping[str, Any], report: Mapping[str, Any], language: Language) -> str:
    said = amount_cell(site["investment"], language, date_of(report, site))
    return said or say("no_investment", language)


def _verdict(site: Mapping[str, Any], report: Mapping[str, Any], language: Language) -> str:
    del report
    verdict = site.get("verdict")
    if verdict is None:
        return say("not_judged", language) if site["target"] else NO_VERDICT.label(language)
    label = VERDICTS[verdict["code"]].label(language)
    return bracketed(label, say("overdue", language), language) if verdict["overdue"] else label


def _position(site: Mapping[str, Any], report: Mapping[str, Any], language: Language) -> str:
    del report
    label = PRECISIONS[site["precision"]].label(language)
    if radius := site["uncertainty_m"]:
        return f"{label} ± {say('metres', language, metres=radius)}"
    unit = unit_of(str(site["region"]), read_units()) if site.get("region") else None
    if unit is None:
        return label
    is_chinese = about(language).names == "name"
    units = read_units()
    return bracketed(
        label, path_of(unit, units) if is_chinese else english_path(unit, units), language
    )
