"""The works whose stage a site's status or target is, where it is not the site that is built.

In other languages than Chinese they are told by how their words end (``works.json`` of each).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from geo.base.languages import CHINESE, Language, table
from geo.base.printable import visible
from geo.model.codes import STAGES
from geo.model.periods import age, due
from geo.view.texts import bracketed, say

# The verb that stands before a site whose main part it finishes (完成X主体建设).
_FINISH: Final = "完成"
CLAIMED: Final[tuple[Literal["status", "target"], ...]] = ("status", "target")


def works_of(site: Mapping[str, Any], claim: Literal["status", "target"]) -> str:
    """Return the words for the works whose stage is a site's status or target.

    Empty where the site itself is at that stage, by all or by some of the statements that decide
    it: those of its stage in the newest period that reports one, or the nearest that plans one.
    """
    code = site[claim]
    said = [
        m
        for m in site["mentions"]
        if m["planned"] == (claim == "target")
        and m["stage"] == code
        and m["stage_start"] is not None
    ]
    if not said:
        return ""
    if claim == "status":
        newest = max(age(m["period"]) for m in said)
        return works_in(m for m in said if age(m["period"]) == newest)
    nearest = min(due(m["period"]) for m in said)
    return works_in(m for m in said if due(m["period"]) == nearest)


def works_in(mentions: Iterable[Mapping[str, Any]]) -> str:
    """Return the words for the works of statements of one stage; empty where one has none."""
    words = [_works_said(mention) for mention in mentions]
    return "、".join(dict.fromkeys(words)) if all(words) else ""


def _works_said(mention: Mapping[str, Any]) -> str:
    """Return a statement's words for works without the site that they are around."""
    words = str(mention.get("works") or "")
    around = _FINISH + str(mention.get("text") or "")
    return _FINISH + words.removeprefix(around) if words.startswith(around) else words


def stage_text(
    site: Mapping[str, Any], claim: Literal["status", "target"], language: Language
) -> str:
    """Return a site's status or target with its works (竣工（水环境综合治理）); empty for none."""
    if not site[claim]:
        return ""
    return with_works(STAGES[site[claim]].label(language), works_of(site, claim), language)


def claims_said(site: Mapping[str, Any], language: Language) -> list[str]:
    """Return a site's status and target, each as a phrase (现状：在建), where it has them."""
    return [
        say("claim_is", language, claim=say(claim, language), stage=stage)
        for claim in CLAIMED
        if (stage := stage_text(site, claim, language))
    ]


def with_works(stage: str, works: str, language: Language) -> str:
    """Return a stage's label with the works behind it, where there are any."""
    if not works:
        return stage
    return bracketed(stage, visible(works_text(works, language)), language)


def works_text(works: str, language: Language) -> str:
    """Return the words for works in a language; what the table does not know, as it stands.

    >>> works_text("水环境综合治理、清淤", "en")
    'water environment treatment; dredging'
    """
    if language == CHINESE:
        return works
    known = table("works", language)
    return "; ".join(_by_ending(each, known) for each in works.split("、"))


def _by_ending(works: str, known: Mapping[str, str]) -> str:
    plain = works.removesuffix("工程").removesuffix("项目")
    ends = (plain[start:] for start in range(len(plain)))
    return next((known[end] for end in ends if end in known), works)
