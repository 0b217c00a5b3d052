"""What sites are filtered by: facets with their codes, and the codes that a site has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from geo.model.atlas import Feature
from geo.model.codes import MENTIONED, PRECISIONS, SECTORS, STAGES, VERDICTS, Code

Claim = Literal["all", "reported", "planned"]
Bounds = tuple[float, float, float, float]


def _codes(*codes: Code) -> Mapping[str, Code]:
    return {code.code: code for code in codes}


CLAIMS: Final = _codes(
    Code("all", "全部", "All"),
    Code("reported", "已报告", "Reported"),
    Code("planned", "计划", "Planned"),
)
SHAPES: Final = _codes(
    Code("point", "点", "Point"),
    Code("line", "线", "Line"),
    Code("polygon", "面", "Area"),
    Code("unlocated", "未定位", "Not located"),
)
INVESTMENTS: Final = _codes(
    Code("stated", "报告载明", "Stated by the report"),
    Code("cited", "其他文件载明", "Cited from another document"),
    Code("none", "未载明", "None stated"),
)
# The filters that choose codes, in the order in which they read, with their code lists.
FACETS: Final[Mapping[str, Mapping[str, Code]]] = {
    "sector": SECTORS,
    "stage": STAGES,
    "verdict": VERDICTS,
    "precision": PRECISIONS,
    "shape": SHAPES,
    "investment": INVESTMENTS,
}


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
