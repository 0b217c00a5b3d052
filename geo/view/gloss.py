"""What a clause of the report says, told in another language by codes and names alone.

No translation: sector, site, when it is reported or planned, stage and amount are known of each
mention, and nothing else of the clause is told. It says that it is a gloss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.base.languages import CHINESE, Language, about
from geo.model.codes import MENTIONED, SECTORS, STAGES
from geo.model.quotation import pieces_of
from geo.view.amounts import amount_text
from geo.view.texts import say
from geo.view.works import with_works, works_in


def gloss(
    mention: Mapping[str, Any], site: Mapping[str, Any], language: Language, date: str | None
) -> str:
    """Return the gloss of a mention's clause; empty in the report's own language.

    ``date`` is the report's, which an amount of another year is told beside. The amount is told
    where the clause itself states it.
    """
    if language == CHINESE:
        return ""
    name = str(site[about(language).names] or site["name"])
    told = [say("gloss_site", language, name=name, sector=SECTORS[site["sector"]].label(language))]
    told.append(step_head(mention, language))
    if mention["stage"] != MENTIONED:
        stage = STAGES[mention["stage"]].label(language)
        told.append(with_works(stage, works_in([mention]), language))
    if _states_amount(mention, site["investment"]):
        told.append(amount_text(site["investment"], language, date))
    return say("gloss", language, said=say("semicolon", language).join(told))


def step_head(mention: Mapping[str, Any], language: Language) -> str:
    """Return when and how a step was said: a bare mention reports nothing and plans nothing."""
    period = mention["period"]
    if mention["stage"] != MENTIONED:
        kind = "planned" if mention["planned"] else "reported"
        return say(f"{kind}_in" if period else f"{kind}_once", language, period=period)
    part = "plan" if mention["planned"] else "review"
    return say(f"named_in_{part}" if period else "named_once", language, period=period)


def _states_amount(mention: Mapping[str, Any], investment: Mapping[str, Any] | None) -> bool:
    """Say whether a site's amount stands within a mention's clause."""
    if not investment or investment["basis"] == "cited" or "start" not in investment:
        return False
    span = investment["start"], investment["end"]
    return any(start <= span[0] and span[1] <= end for start, end in pieces_of(mention))
