"""Where a site lies, as near as can be honestly said when no gazetteer knows it.

In this order, always within the report's own place: the user's own sources
(:mod:`geo.sources`), a county or township that its name carries, one that governs it in its
clause, the report's place itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from geo.base.scripts import in_one_script
from geo.building.setting import Setting
from geo.building.unit_words import Located, UnitWords
from geo.documents.report import Report
from geo.model.mentions import Mention
from geo.model.sites import Site
from geo.places.units import (
    MUNICIPALITIES,
    Unit,
    read_townships,
    read_units,
    region_code,
    township_names,
)

# The terms of a point of GeoNames, and of a fact that has none.
_POINT_LICENCE = "CC-BY-4.0"
_FACT_LICENCE = "CC0-1.0"
_PRECISIONS = {"township": "township", "county": "district"}


class Own(Protocol):
    """The user's own sources, asked within the report's place."""

    def place(
        self, name: str, within: Unit | None = None, *, verbatim: bool = True
    ) -> dict[str, Any] | None:
        """Return members as :func:`location_of` does, None for a name that they do not know."""


@dataclass(frozen=True)
class Whereabouts:
    """What the units of a report's place tell of its sites; ``common`` are everyday words."""

    report: Report
    setting: Setting
    common: Collection[str] = frozenset()
    own: Own | None = None

    @cached_property
    def _words(self) -> UnitWords | None:
        unit = self.setting.unit
        if unit is None:
            return None
        # A province has more townships than names to tell them apart; a municipality has not.
        near = unit.level in {"prefecture", "county"} or unit.code[:2] in MUNICIPALITIES
        towns = read_townships(region_code(unit)) if near else ()
        text = self.report.copied.text
        return UnitWords(unit, read_units(), towns, self.common, text, township_names())

    def of(self, site: Site, beside: Sequence[Mention]) -> dict[str, Any] | None:
        """Return the atlas's members that say where a site lies, None where nothing is known.

        ``beside`` are all mentions in the order of their starts.
        """
        located = self.region_of(site, beside)
        verbatim = any(site.name in mention.text for mention in site.mentions)
        said = located.unit if located and located.clue != "place" else None
        found = self.own.place(site.name, said, verbatim=verbatim) if self.own else None
        return found or (location_of(located) if located else None)

    def region_of(self, site: Site, beside: Sequence[Mention]) -> Located | None:
        """Return the smallest unit known to hold a site.

        ``beside`` are all mentions in the order of their starts. None only where the report's
        place is not known.
        """
        words, unit = self._words, self.setting.unit
        if words is None or unit is None:
            return None
        found = words.in_name(in_one_script(site.name))
        if found is None:
            clues = (self._governing(words, mention, beside) for mention in site.mentions)
            found = next((clue for clue in clues if clue), None)
        return found or Located(unit, "place")

    def _governing(
        self, words: UnitWords, mention: Mention, beside: Sequence[Mention]
    ) -> Located | None:
        copied = self.report.copied
        clause = self.report.clause_at(mention.start)
        start, end = copied.within(clause.start, clause.end)
        first, last = (bisect_left(beside, at, key=_start) for at in (clause.start, mention.start))
        inside = [copied.within(*m.span) for m in beside[first:last]]
        spans = [(a - start, b - start) for a, b in inside]
        first_at, last_at = copied.within(*mention.span)
        return words.in_clause(copied.text[start:end], first_at - start, spans, last_at - start)


def _start(mention: Mention) -> int:
    return mention.start


def location_of(located: Located) -> dict[str, Any]:
    """Return the atlas's members that say where a site lies which only its unit is known of.

    ``precision``, ``uncertainty_m`` (metres), ``location_source``, ``region`` and ``geometry`` (a
    GeoJSON point in WGS-84 for a township, None for anything larger).
    """
    unit = located.unit
    is_point = unit.level == "township" and unit.at is not None
    return {
        "precision": _PRECISIONS.get(unit.level, "city"),
        "uncertainty_m": unit.radius_m if is_point else None,
        "location_source": {
            "kind": "within",
            "text": _sentence(located),
            "licence": _POINT_LICENCE if is_point else _FACT_LICENCE,
        },
        "region": region_code(unit),
        "geometry": {"type": "Point", "coordinates": list(unit.at)}
        if is_point and unit.at
        else None,
    }


def _sentence(located: Located) -> str:
    unit: Unit = located.unit
    if located.clue == "name":
        town = located.town
        means = f"（{town.name}）" if town and town.name != located.word else ""
        said = f"名称里的“{located.word}”{means}"
    elif located.clue == "clause":
        said = f"原文这一句里的“{located.word}”"
    else:
        return f"报告没有说在哪里，只知在{unit.name}。"
    at = "，点位是其驻地（GeoNames）" if unit.level == "township" and unit.at else ""
    return f"{said}说明在{unit.name}，只知在此范围内{at}。"
