"""A site's amount as people read it: what it is, of which year, and whether it is a floor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from geo.base.languages import Language
from geo.model.codes import COVERS, INVESTMENT_BASES
from geo.view.figures import format_yuan
from geo.view.texts import bracketed, say

# An amount whose document is so many years from the report shows its year first.
_NEAR_YEARS: Final = 3
_YEAR: Final = re.compile(r"\d{4}")


def amount_text(
    investment: Mapping[str, Any], language: Language = "zh", date: str | None = None
) -> str:
    """Return the figure: ``18 亿元``, ``≥ 1 亿元，61 个项目之一``, ``2008 年，27 亿元``.

    ``date`` is the report's, ISO 8601, None where it is not known.
    """
    figure = format_yuan(investment["amount_cny"], language)
    if investment["basis"] == "at_least":
        figure = f"≥ {figure}"
    elif investment.get("about"):
        figure = say("amount_about", language, figure=figure)
    among = investment.get("among", 1)
    if among != 1:
        key = "amount_among" if among else "amount_among_several"
        figure += say(key, language, count=among)
    year = _far_year(investment, date)
    return say("amount_of_year", language, year=year, figure=figure) if year else figure


def amount_heading(investment: Mapping[str, Any] | None, language: Language) -> str:
    """Return what the figure is headed: a land price is no investment."""
    if investment and investment.get("covers") == "land_price":
        return COVERS["land_price"].label(language)
    return say("investment", language)


def amount_cell(
    investment: Mapping[str, Any] | None, language: Language, date: str | None = None
) -> str:
    """Return the figure with what it is and who states it, for a table; empty for none."""
    if investment is None:
        return ""
    said = [INVESTMENT_BASES[investment["basis"]].label(language)]
    if investment.get("covers") == "land_price":
        said.insert(0, COVERS["land_price"].label(language))
    figure = amount_text(investment, language, date)
    return bracketed(figure, say("comma", language).join(said), language)


def date_of(report: Mapping[str, Any], site: Mapping[str, Any]) -> str | None:
    """Return the date of a site's report; in an atlas of many each site has its own."""
    for each in report.get("reports") or ():
        if each.get("id") == site.get("report"):
            return str(each["date"]) if each.get("date") else None
    return str(report["date"]) if report.get("date") else None


def _far_year(investment: Mapping[str, Any], date: str | None) -> str:
    """Return the year of an amount's document where it is far from the report, else nothing."""
    own = _YEAR.match(str((investment.get("source") or {}).get("date") or ""))
    report = _YEAR.match(date or "")
    if own is None or report is None or abs(int(own[0]) - int(report[0])) <= _NEAR_YEARS:
        return ""
    return own[0]
