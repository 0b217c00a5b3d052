"""Amounts, distances and units that are responsible as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.model.codes import RESPONSIBLE_ROLES, Language


def format_yuan(amount: float, language: Language = "zh") -> str:
    """Return an amount in yuan as people say it: ``200 亿元``, ``CNY 20 billion``."""
    if language == "en":
        for size, word in ((1e9, "billion"), (1e6, "million")):
            if amount >= size:
                return f"CNY {amount / size:,.10g} {word}"
        return f"CNY {amount:,.10g}"
    for size, word in ((1e8, "亿元"), (1e4, "万元")):
        if amount >= size:
            return f"{amount / size:,.10g} {word}"
    return f"{amount:,.10g} 元"


def format_metres(metres: float) -> str:
    """Return a distance as it can be known: to 10 m, from 1 km on to 100 m."""
    if metres < 1000:
        return f"{round(metres, -1):,.0f} m"
    return f"{metres / 1000:,.1f} km"


def units_of(site: Mapping[str, Any], language: Language = "zh") -> str:
    """Return the units that are responsible for a site in one line, each with its role."""
    form, joint = ("{} ({})", "; ") if language == "en" else ("{}（{}）", "；")
    return joint.join(
        form.format(unit["unit"], RESPONSIBLE_ROLES[unit["role"]].label(language))
        for unit in site.get("responsible", ())
    )
