"""Amounts, distances and units that are responsible as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.base.languages import Language, about
from geo.model.codes import RESPONSIBLE_ROLES
from geo.view.texts import bracketed, say


def format_yuan(amount: float, language: Language = "zh") -> str:
    """Return an amount in yuan as people say it: ``200 亿元``, ``CNY 20 billion``."""
    ways = about(language).amounts
    size, form = next((way for way in ways if amount >= way[0]), ways[-1])
    return form.format(amount=f"{amount / (size or 1):,.10g}")


def format_metres(metres: float) -> str:
    """Return a distance as it can be known: to 10 m, from 1 km on to 100 m."""
    if metres < 1000:
        return f"{round(metres, -1):,.0f} m"
    return f"{metres / 1000:,.1f} km"


def units_of(site: Mapping[str, Any], language: Language = "zh") -> str:
    """Return the units that are responsible for a site in one line, each with its role."""
    return say("semicolon", language).join(
        bracketed(unit["unit"], RESPONSIBLE_ROLES[unit["role"]].label(language), language)
        for unit in site.get("responsible", ())
    )
