"""What sites are filtered by: facets with their codes, and the codes that a site has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, nan
from typing import Any, Final, Literal

from geo.base.languages import Code
from geo.base.printable import visible
from geo.model.atlas import Feature
from geo.model.codes import MENTIONED, PRECISIONS, SECTORS, STAGES, VERDICTS, listed

Claim = Literal["all", "reported", "planned"]
Bounds = tuple[float, float, float, float]


CLAIMS: Final = listed("claim", "all", "reported", "planned")
SHAPES: Final = listed("shape", "point", "line", "polygon", "unlocated")
INVESTMENTS: Final = listed("investment", "stated", "cited", "none")
# The filters that choose codes, in the order in which they read, with their code lists.
FACETS: Final[Mapping[str, Mapping[str, Code]]] = {
    "sector": SECTORS,
    "stage": STAGES,
    "verdict": VERDICTS,
    "precision": PRECISIONS,
    "shape": SHAPES,
    "investment": INVESTMENTS,
}

# The filters whose choices are an atlas's own words: the period that a claim is of, the unit that
# is responsible, the administrative unit in which a site lies.
OPEN_FACETS: Final = ("period", "responsible", "unit")
# What the codes of administrative units are cut to: province, prefecture, county, township.
_UNIT_DIGITS: Final = (2, 4, 6, 9)
# From and to in yuan, either of them open.
Amounts = tuple[int | None, int | None]


def stages_of(site: Mapping[str, Any], claim: Claim = "all") -> set[str]:
    """Return the stages that a site shows under a claim; ``mentioned`` where it has none."""
    shown = {
        "all": (site["status"], site["target"]),
        "reported": (site["status"],),
        "planned": (site["target"],),
    }[claim]
    stages = {stage for stage in shown if stage and stage != MENTIONED}
    return stages or {MENTIONED}


def shape_of(geometry: Mapping[str, Any] | None) -> str:
    """Return the code of a GeoJSON geometry's shape."""
    if geometry is None:
        return "unlocated"
    kind = str(geometry["type"])
    return "polygon" if kind.endswith("Polygon") else "line" if "Line" in kind else "point"


def investment_of(site: Mapping[str, Any]) -> str:
    """Return who states a site's investment: the report, another document or nobody."""
    investment = site["investment"]
    if investment is None:
        return "none"
    return "cited" if investment["basis"] == "cited" else "stated"


def verdict_of(site: Mapping[str, Any]) -> str | None:
    """Return the code of the verdict on a site's target, None where it has none."""
    verdict = site.get("verdict")
    return str(verdict["code"]) if verdict else None


def codes_of(feature: Feature, facet: str, claim: Claim = "all") -> set[str]:
    """Return the codes of a facet that a site has."""
    site = feature["properties"]
    read: Mapping[str, Callable[[], set[str]]] = {
        "sector": lambda: {site["sector"]},
        "stage": lambda: stages_of(site, claim),
        "verdict": lambda: set(filter(None, (verdict_of(site),))),
        "precision": lambda: {site["precision"]},
        "shape": lambda: {shape_of(feature["geometry"])},
        "investment": lambda: {investment_of(site)},
    }
    return read[facet]()


def says(mention: Mapping[str, Any], claim: Claim) -> bool:
    """Say whether a mention makes a claim: a bare one reports nothing and plans nothing."""
    return claim == "all" or (
        mention["stage"] != MENTIONED and bool(mention["planned"]) == (claim == "planned")
    )


def values_of(feature: Feature, facet: str, claim: Claim = "all") -> set[str]:
    """Return the values of one of :data:`OPEN_FACETS` that a site has.

    ``period`` are those of the mentions that make the claim, as they are written. A unit counts
    for those above it, too. No value holds a comma, which parts them in a link.
    """
    site = feature["properties"]
    if facet == "period":
        found = {str(m["period"]) for m in site["mentions"] if m["period"] and says(m, claim)}
    elif facet == "responsible":
        found = {visible(unit["unit"]) for unit in site.get("responsible", ())}
    else:
        found = units_over(str(site.get("region") or ""))
    return {value.replace(",", "，").strip() for value in found} - {""}


def units_over(region: str) -> set[str]:
    """Return the codes of the administrative units that a region is in, its own among them."""
    return {region[:digits] for digits in _UNIT_DIGITS if digits <= len(region)}


def amount_range(site: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and the most that a site's amount may be, in yuan; NaN where none is known.

    What is stated as a floor has no end.
    """
    investment = site["investment"]
    if investment is None:
        return nan, nan
    amount = float(investment["amount_cny"])
    return amount, inf if investment["basis"] == "at_least" else amount
