"""What a reader has chosen to see: one value that becomes a mask, a sentence and a link.

A selection is plain data: the page makes one of its widgets, a link's query makes one too,
and everything that depends on the choice (map, table, card, download) is computed from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo.atlas import Atlas
from geo.codes import MENTIONED, SECTORS, STAGES, Code, Language

Claim = Literal["all", "reported", "planned"]

CLAIMS: Final[Mapping[str, Code]] = {
    code.code: code
    for code in (
        Code("all", "全部", "All"),
        Code("reported", "已报告", "Reported"),
        Code("planned", "计划", "Planned"),
    )
}
_QUERY_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Selection:
    """A reader's choice; an empty one selects every site.

    ``sectors`` and ``stages`` are codes, any of which may hold; ``claim`` narrows to what
    the review reports or the plan intends; ``text`` must stand in a name, an alias or the
    English name. All of them hold together.
    """

    sectors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    claim: Claim = "all"
    text: str = ""

    def ids(self, atlas: Atlas) -> list[str]:
        """Return the ids of the sites that match, in the atlas's order."""
        return [f["id"] for f in atlas.features if self.matches(f["properties"])]

    def matches(self, site: Mapping[str, Any]) -> bool:
        """Whether a site, given by its properties, is selected."""
        return (
            (not self.sectors or site["sector"] in self.sectors)
            and (self.claim == "all" or _is_claimed(site, self.claim))
            and (not self.stages or bool(stages_of(site, self.claim) & set(self.stages)))
            and _says(site, self.text)
        )

    def sentence(self, located: int, unlocated: int, language: Language = "zh") -> str:
        """Say in words what is shown: ``38 个项目：交通 · 在建（另有 4 个无法定位）``."""
        facets = [
            _any_of([SECTORS[code].label(language) for code in self.sectors], language),
            _any_of([STAGES[code].label(language) for code in self.stages], language),
            CLAIMS[self.claim].label(language) if self.claim != "all" else "",
            _quoted(self.text, language),
        ]
        what = " · ".join(facet for facet in facets if facet)
        if language == "en":
            head = f"{located} site{'' if located == 1 else 's'}" + (f": {what}" if what else "")
            return head + (f" (and {unlocated} that cannot be located)" if unlocated else "")
        head = f"{located} 个项目" + (f"：{what}" if what else "")
        return head + (f"（另有 {unlocated} 个无法定位）" if unlocated else "")

    def to_query(self) -> dict[str, str]:
        """Return the selection as query parameters; what is not chosen is left out."""
        query = {
            "sector": ",".join(self.sectors),
            "stage": ",".join(self.stages),
            "claim": "" if self.claim == "all" else self.claim,
            "q": self.text,
        }
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[Selection, list[str]]:
        """Return the selection that query parameters ask for, and what in them is not known."""
        unknown: list[str] = []

        def codes(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
            asked = [code for code in query.get(name, "")[:1000].split(",") if code]
            unknown.extend(f"{name}={code[:40]}" for code in asked if code not in known)
            return tuple(dict.fromkeys(code for code in asked if code in known))

        sectors, stages = codes("sector", SECTORS), codes("stage", STAGES)
        claim = next(iter(codes("claim", CLAIMS)), "all")
        text = query.get("q", "")
        if len(text) > _QUERY_MAX:
            unknown.append("q")
        return cls(sectors, stages, claim, text[:_QUERY_MAX].strip()), unknown  # type: ignore[arg-type]


def stages_of(site: Mapping[str, Any], claim: Claim = "all") -> set[str]:
    """Return the stages that a site shows under a claim; ``mentioned`` where it has none."""
    shown = {
        "all": (site["status"], site["target"]),
        "reported": (site["status"],),
        "planned": (site["target"],),
    }[claim]
    stages = {stage for stage in shown if stage and stage != MENTIONED}
    return stages or {MENTIONED}


def _is_claimed(site: Mapping[str, Any], claim: Claim) -> bool:
    return any(mention["planned"] == (claim == "planned") for mention in site["mentions"])


def _says(site: Mapping[str, Any], text: str) -> bool:
    wanted = text.strip().casefold()
    names = (site["name"], site["name_en"], *site["aliases"])
    return not wanted or any(wanted in name.casefold() for name in names)


def _any_of(labels: Sequence[str], language: Language) -> str:
    return (" or " if language == "en" else "或").join(labels)


def _quoted(text: str, language: Language) -> str:
    if not text.strip():
        return ""
    return f"“{text.strip()}”" if language == "en" else f"含“{text.strip()}”"
