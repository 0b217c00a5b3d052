"""What a reader has chosen to see: one value that becomes a mask, a sentence and a link.

A selection is plain data: the page makes one of its widgets, a link's query makes one too,
and everything that depends on the choice (map, table, card, download) is computed from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Final

import numpy as np

from geo.model.atlas import Atlas
from geo.model.codes import Language
from geo.model.facets import CLAIMS, FACETS, Bounds, Claim
from geo.selecting.columns import Mask, columns_of

# What :meth:`Selection.sentence` is made of. ``what`` are the parts, in the filters' order.
SENTENCE: Final[Mapping[str, Mapping[Language, str]]] = {
    "one": {"zh": "{count} 个项目", "en": "{count} site"},
    "many": {"zh": "{count} 个项目", "en": "{count} sites"},
    "what": {"zh": "：{what}", "en": ": {what}"},
    # Those without a position: behind those that have one, or all that there are.
    "rough": {
        "zh": "{count} 个仅知所在街镇、区县或省市",
        "en": "{count} of which only the town, county, city or province is known",
    },
    "unlocated": {"zh": "{count} 个无法定位", "en": "{count} that cannot be located"},
    "and": {"zh": "，", "en": " and "},
    "more": {"zh": "（另有 {what}）", "en": " (and {what})"},
    "none": {"zh": "（{what}）", "en": " ({what})"},
    "or": {"zh": "或", "en": " or "},
    "area": {"zh": "{name}内", "en": "in {name}"},
    "bounds": {"zh": "地图范围内", "en": "on the visible map"},
    "text": {"zh": "含“{text}”", "en": "“{text}”"},
}
# The claim reads behind so many of the facets.
CLAIM_PLACE: Final = 2
_QUERY_MAX: Final = 80


@dataclass(frozen=True)
class Matches:
    """The sites of an atlas that a selection shows, as a mask in the atlas's order."""

    whole: Atlas
    mask: Mask

    @cached_property
    def located(self) -> int:
        """How many of them have a position."""
        return int(np.count_nonzero(self.mask & columns_of(self.whole).located))

    @cached_property
    def rough(self) -> int:
        """How many of the others are known to lie in a town, county, city or province."""
        return int(np.count_nonzero(self.mask & columns_of(self.whole).rough))

    @cached_property
    def total(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def atlas(self) -> Atlas:
        """The atlas of just these sites."""
        return Atlas(self.whole.report, tuple(compress(self.whole.features, self.mask)))


@dataclass(frozen=True, slots=True)
class Selection:
    """A reader's choice; an empty one selects every site.

    The facets hold codes, any of which may hold; ``claim`` narrows to what the review
    reports or the plan intends; ``verdict`` leaves out what has none;
    ``area`` is the id of a site that holds the others;
    ``bounds`` (west, south, east, north; WGS-84 degrees) is a stretch of the map that a
    site must touch; ``text`` must stand in a name, an alias, the English name or the
    pinyin. All of them hold together.
    """

    sector: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    claim: Claim = "all"
    verdict: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    investment: tuple[str, ...] = ()
    area: str | None = None
    bounds: Bounds | None = None
    text: str = ""

    def mask(self, atlas: Atlas, without: str = "") -> Mask:
        """Return which sites match, in the atlas's order; ``without`` leaves one filter out."""
        columns = columns_of(atlas)
        mask = columns.claimed("all" if without == "claim" else self.claim)
        for name in FACETS:
            if (chosen := getattr(self, name)) and name != without:
                mask = mask & columns.having(name, chosen, self.claim)
        if self.area and without != "area":
            inside = np.zeros(len(columns), bool)
            inside[columns.inside(self.area)] = True
            mask = mask & inside
        if self.bounds and without != "bounds":
            mask = mask & columns.touching(self.bounds)
        if self.text.strip():
            mask = mask & columns.saying(self.text)
        return mask

    def matches(self, atlas: Atlas) -> Matches:
        """Return the sites that match."""
        return Matches(atlas, self.mask(atlas))

    def ids(self, atlas: Atlas) -> list[str]:
        """Return the ids of the sites that match, in the atlas's order."""
        return list(compress(columns_of(atlas).ids, self.mask(atlas)))

    def counts(self, atlas: Atlas, facet: str) -> dict[str, int]:
        """Return how many sites each choice of a filter would give under the other filters.

        ``facet`` is one of the facets, ``claim`` or ``area``.
        """
        columns = columns_of(atlas)
        others = self.mask(atlas, without=facet)
        if facet == "claim":
            return {
                claim: int(np.count_nonzero(replace(self, claim=claim).mask(atlas)))  # type: ignore[arg-type]
                for claim in CLAIMS
            }
        if facet == "area":
            return {
                area: int(np.count_nonzero(others[columns.inside(area)])) for area in columns.areas
            }
        return columns.counts(facet, others, self.claim)

    def sentence(
        self,
        located: int,
        unlocated: int,
        language: Language = "zh",
        area_name: str = "",
        rough: int = 0,
    ) -> str:
        """Say in words what is shown: ``38 个项目：交通 · 在建（另有 4 个无法定位）``.

        ``rough`` is how many of the ``unlocated`` are known to lie in a town, a county, a city or a
        province.
        """

        def words(part: str, **values: object) -> str:
            return SENTENCE[part][language].format(**values)

        said = [
            words("or").join(codes[code].label(language) for code in getattr(self, name))
            for name, codes in FACETS.items()
        ]
        claim = CLAIMS[self.claim].label(language) if self.claim != "all" else ""
        said.insert(CLAIM_PLACE, claim)
        said += [
            words("area", name=area_name) if self.area else "",
            words("bounds") if self.bounds else "",
            words("text", text=self.text.strip()) if self.text.strip() else "",
        ]
        what = " · ".join(part for part in said if part)
        counts = {"rough": rough, "unlocated": unlocated - rough}
        others = words("and").join(words(part, count=n) for part, n in counts.items() if n)
        count = located or unlocated
        return (
            words("one" if count == 1 else "many", count=count)
            + (words("what", what=what) if what else "")
            + (words("more" if located else "none", what=others) if others else "")
        )

    def to_query(self) -> dict[str, str]:
        """Return the selection as query parameters; what is not chosen is left out."""
        query = {name: ",".join(getattr(self, name)) for name in FACETS}
        query |= {
            "claim": "" if self.claim == "all" else self.claim,
            "area": self.area or "",
            "bounds": ",".join(f"{degrees:.5f}" for degrees in self.bounds or ()),
            "q": self.text,
        }
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str], atlas: Atlas) -> tuple[Selection, list[str]]:
        """Return the selection that query parameters ask for, and what in them is not known."""
        unknown: list[str] = []

        def codes(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
            asked = [code for code in query.get(name, "")[:1000].split(",") if code]
            unknown.extend(f"{name}={code[:40]}" for code in asked if code not in known)
            return tuple(dict.fromkeys(code for code in asked if code in known))

        chosen = {name: codes(name, known) for name, known in FACETS.items()}
        claim = next(iter(codes("claim", CLAIMS)), "all")
        area = next(iter(codes("area", dict.fromkeys(columns_of(atlas).areas))), None)
        bounds = _parse_bounds(query.get("bounds", ""))
        if query.get("bounds") and bounds is None:
            unknown.append(f"bounds={query['bounds'][:40]}")
        text = query.get("q", "")
        if len(text) > _QUERY_MAX:
            unknown.append("q")
        return (
            cls(claim=claim, area=area, bounds=bounds, text=text[:_QUERY_MAX].strip(), **chosen),  # type: ignore[arg-type]
            unknown,
        )


def _parse_bounds(text: str) -> Bounds | None:
    try:
        west, south, east, north = (float(part) for part in text[:100].split(","))
    except ValueError:
        return None
    is_sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if is_sound else None
