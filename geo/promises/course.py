"""How far a site had come at the end of each year, as the report and later words tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from geo.model.atlas import Atlas
from geo.model.codes import STAGE_RANK
from geo.promises.evidence import Evidence, days_of
from geo.promises.outcomes import from_member


def date_of(atlas: Atlas) -> str:
    """Return the day on which an atlas's report was given, ISO 8601; empty where nothing tells.

    Where it only plans for a year, it is the months around the beginning of that.
    """
    if said := atlas.report.get("date"):
        return str(said)
    planned = Counter(
        mention["period"]
        for feature in atlas.features
        for mention in feature["properties"]["mentions"]
        if mention["planned"] and mention["period"] and len(mention["period"]) == 4
    )
    if not planned:
        return ""
    year = int(planned.most_common(1)[0][0])
    return f"{year - 1}-12/{year}-04"


def first_year(atlas: Atlas) -> int | None:
    """Return the year that the report looks back on; None where nothing tells when it was given.

    One of January to March looks back on the year before.
    """
    days = days_of(date_of(atlas))
    return (days.first - timedelta(days=90)).year if days else None


def years_of(atlas: Atlas) -> list[int]:
    """Return the years over which something is known: the report's, and all up to the last one.

    Nothing where later words tell of no year.
    """
    first = first_year(atlas)
    if first is None:
        return []
    known = [year for f in atlas.features for year, _ in course(f["properties"], first)]
    return [*range(first, max(known) + 1)] if known else []


def course(site: Mapping[str, Any], first: int) -> list[tuple[int, str]]:
    """Return the years after ``first`` that tell a stage of a site, and that stage.

    It is the furthest that words about the whole site prove to have been reached by the end of
    the year (docs/years.md says what proves), as a report's ``status`` is of its newest period.
    """
    found: dict[int, str] = {}
    for member in site.get("outcomes", ()):
        outcome = from_member(member)
        year = _year(outcome)
        if year is None or year <= first:
            continue
        before = found.get(year)
        if before is None or STAGE_RANK[outcome.stage] > STAGE_RANK[before]:
            found[year] = outcome.stage
    return sorted(found.items())


def _year(outcome: Evidence) -> int | None:
    """Return the year by whose end it is known to have happened, None where nothing proves it."""
    if outcome.part or outcome.ended or not outcome.proves or outcome.when is None:
        return None
    return outcome.when.last.year
